"""Who does the runs: what is started, when, how often, and what is left alone; what is not there is refused."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from simulator.errors import InputError
from simulator.experiment import executors as module
from simulator.experiment.executors import lazy_executor, workers_here
from simulator.experiment.processes import deaf_to_interrupts, processes
from simulator.model.engines import ENGINES, EngineName

posix = pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="Windows has no signal masks")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Let pools only say that they were opened and closed; returns what they said."""
    said: list[Any] = []

    def pool(name: str) -> Any:
        @contextmanager
        def open_(workers: int) -> Any:
            said.append((name, workers))
            try:
                yield ThreadPoolExecutor(1)
            except BaseException as error:
                said.append(type(error))
                raise
            finally:
                said.append("closed")

        return open_

    monkeypatch.setattr(module, "_threads", pool("threads"))
    monkeypatch.setattr(module, "processes", pool("processes"))
    monkeypatch.setattr(module, "prepare", lambda engine, _: said.append(engine))
    return said


@pytest.mark.parametrize(("engine", "kind"), [("fast", "threads"), ("simpy", "processes")])
def test_the_compiled_engine_has_threads_and_simpy_has_processes_of_its_own(
    engine: EngineName, kind: str, opened: list[Any]
):
    with lazy_executor(engine, 3) as executor:
        assert executor.workers == 3
        assert opened == [], "not before there is something to do"
        assert executor() is executor()
        assert opened == [engine, (kind, 3)], "made ready, and then started once"
    assert opened[2:] == ["closed"]


def test_what_is_never_needed_is_never_started(opened: list[Any]):
    with lazy_executor("fast"):
        pass
    assert opened == []


def test_an_interrupt_reaches_the_pool(opened: list[Any]):
    def interrupted() -> None:
        with lazy_executor("simpy") as executor:
            executor()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert opened[2:] == [KeyboardInterrupt, "closed"]


def test_there_are_as_many_workers_as_cores_if_nothing_else_is_said(opened: list[Any]):
    with lazy_executor("fast") as executor:
        assert executor.workers == workers_here() >= 1


@pytest.mark.parametrize("engine", ENGINES)
def test_an_executor_of_ones_own_does_the_work_and_is_left_as_it_is(engine: EngineName, opened: list[Any]):
    with ThreadPoolExecutor(1) as own:
        with lazy_executor(engine, 5, own) as executor:
            assert executor() is own
            assert executor.workers == 5
        assert own.submit(int).result() == 0, "it has not been ended"
    assert opened == []


def test_an_engine_is_made_ready_where_it_can_be(monkeypatch: pytest.MonkeyPatch):
    from simulator.model import fast

    told: list[str] = []
    monkeypatch.setattr(fast, "compile_now", lambda tell: tell("compiling"), raising=False)
    module.prepare("fast", told.append)
    module.prepare("simpy", told.append)
    assert told == ["compiling"]


# -- threads and processes --------------------------------------------------------------------------------


def test_threads_are_this_process_and_processes_are_not():
    with lazy_executor("fast", 2) as executor:
        assert isinstance(executor(), ThreadPoolExecutor)
        assert executor().submit(os.getpid).result() == os.getpid()
    with lazy_executor("simpy", 1) as executor:
        assert isinstance(executor(), ProcessPoolExecutor)
        assert executor().submit(os.getpid).result() != os.getpid()


def test_what_has_not_begun_in_a_thread_is_called_off_and_what_has_is_waited_for():
    go_on, begun = threading.Event(), threading.Event()

    def work() -> str:
        begun.set()
        go_on.wait(timeout=20)
        return "done"

    with lazy_executor("fast", 1) as executor:
        first, second = (executor().submit(work) for _ in range(2))
        begun.wait()
        second.add_done_callback(lambda _: go_on.set())  # when it is called off
    assert first.result() == "done"
    assert second.cancelled()


@posix
def test_processes_that_have_died_are_replaced_by_others():
    with lazy_executor("simpy", 2) as executor:
        first = executor()
        pid = first.submit(os.getpid).result()
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(BrokenExecutor):  # at once where its death has been noticed by then
            first.submit(signal.pause).result()
        second = executor()
        assert second is not first
        assert second.submit(os.getpid).result() != pid
        assert executor() is second
    assert multiprocessing.active_children() == []


@posix
def test_runs_in_processes_do_not_outlive_an_interrupt():
    def interrupted() -> None:
        with processes(1) as pool:
            assert pool.submit(os.getpid).result()
            running = pool.submit(signal.pause)  # for ever
            while not running.running():
                pass
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert multiprocessing.active_children() == []


def blocked() -> bool:
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, set())


@posix
def test_worker_processes_do_not_hear_an_interrupt_from_the_terminal():
    with processes(1) as pool:
        assert pool.submit(blocked).result()
    assert not blocked()


@posix
def test_an_interrupt_while_processes_are_started_comes_after_that():
    happened = []

    def start() -> None:
        with deaf_to_interrupts():
            signal.raise_signal(signal.SIGINT)
            happened.append("started")
        happened.append("not reached")

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        start()
    assert happened == ["started"]
    assert signal.getsignal(signal.SIGINT) is before
    assert not blocked()


@posix
def test_starting_processes_from_another_thread_changes_nothing_here():
    def start() -> bool:
        with deaf_to_interrupts():
            return blocked()

    with ThreadPoolExecutor(1) as other:
        assert other.submit(start).result()
        assert not other.submit(blocked).result()


# -- what is not there ------------------------------------------------------------------------------------


def refusal(**keys: Any) -> InputError:
    with pytest.raises(InputError) as refused, lazy_executor("fast", **keys):
        pass
    assert "\n" not in str(refused.value)
    return refused.value


def test_unknown_executors_are_refused_with_the_nearest_name():
    found = refusal(kind="dusk")
    assert (found.found, found.allowed, found.nearest) == ("dusk", "local, dask", ("dask",))


@pytest.mark.parametrize("kind", ["local", ThreadPoolExecutor(1)])
def test_a_scheduler_is_for_dask_only(kind: str | Executor):
    assert refusal(kind=kind, scheduler="tcp://127.0.0.1:8786").key == "scheduler"


@pytest.mark.parametrize("scheduler", [None, "tcp://127.0.0.1:8786"])
@pytest.mark.parametrize("package", ["dask", "distributed"])
def test_dask_that_is_not_installed_is_refused_at_once(
    package: str, scheduler: str | None, monkeypatch: pytest.MonkeyPatch
):
    for name in [name for name in sys.modules if name.partition(".")[0] in ("dask", "distributed")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "simulator.experiment.dask_cluster", raising=False)
    monkeypatch.delattr("simulator.experiment.dask_cluster", raising=False)
    monkeypatch.setitem(sys.modules, package, None)
    assert "leadsim[cluster]" in str(refusal(kind="dask", scheduler=scheduler))
