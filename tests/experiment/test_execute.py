"""Many runs at once: few ahead, results handed over before a failure, processes only when needed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager
from typing import Any

import pytest

from simulator.experiment import execute as module
from simulator.experiment.execute import AHEAD, Task, execute, lazy_processes, workers_here
from simulator.model.tally import Tally

NOTHING = Tally.empty(1, ("one",))


def tasks(count: int) -> list[Task]:
    return [Task((0, number, 0), None, number, str(number)) for number in range(count)]  # type: ignore[arg-type]


class Held(Executor):
    """Finishes the newest task whenever there is nothing left to submit; remembers how many were under way."""

    def __init__(self, failing: tuple[int, ...] = ()) -> None:
        self.under_way: list[tuple[Task, Future[Tally]]] = []
        self.most = 0
        self._failing = failing

    def submit(self, _: Callable[..., Any], /, *args: Any, **__: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.under_way.append((args[0], future))
        self.most = max(self.most, len(self.under_way))
        return future

    def finish(self, how_many: int) -> None:
        for _ in range(min(how_many, len(self.under_way))):
            task, future = self.under_way.pop()
            if task.world in self._failing:
                future.set_exception(KeyboardInterrupt())
            else:
                future.set_result(NOTHING)


def executed(executor: Held, monkeypatch: pytest.MonkeyPatch, count: int, workers: int, at_once: int = 1) -> list[int]:
    """Execute tasks of which some finish at a time, newest first; return the worlds in the order of results."""
    original = module.wait

    def wait(running: Any, **keys: Any) -> Any:
        executor.finish(at_once)
        return original(running, **keys)

    monkeypatch.setattr(module, "wait", wait)
    seen: list[int] = []
    try:
        execute(iter(tasks(count)), executor, workers, lambda task, _: seen.append(task.world))
    except KeyboardInterrupt:
        seen.append(-1)
    return seen


@pytest.mark.parametrize("workers", [1, 2, 5, 50])
def test_every_task_is_done_once_in_whatever_order(workers: int, monkeypatch: pytest.MonkeyPatch):
    executor = Held()
    seen = executed(executor, monkeypatch, 20, workers)
    assert sorted(seen) == list(range(20))
    assert seen != list(range(20))
    assert executor.most == min(20, workers + AHEAD)


def test_nothing_to_do_is_done(monkeypatch: pytest.MonkeyPatch):
    assert executed(Held(), monkeypatch, 0, 2) == []


def test_what_is_finished_is_handed_over_before_a_failure_ends_it_all(monkeypatch: pytest.MonkeyPatch):
    seen = executed(Held(failing=(1,)), monkeypatch, 20, workers=4, at_once=6)
    assert sorted(seen) == [-1, 0, 2, 3, 4, 5]
    assert seen[-1] == -1


def test_processes_are_started_when_first_needed(monkeypatch: pytest.MonkeyPatch):
    made: list[Any] = []

    class Pool:
        def __init__(self, workers: int, **keys: Any) -> None:
            made.append((workers, keys))
            self._processes = {1: self}

        def terminate(self) -> None:
            made.append("ended")

        def shutdown(self, **keys: Any) -> None:
            made.append(keys)

    monkeypatch.setattr(module, "ProcessPoolExecutor", Pool)
    with lazy_processes(3):
        pass
    assert made == []
    with pytest.raises(KeyboardInterrupt):
        interrupted_in(lazy_processes(3))
    assert made[0][0] == 3
    assert made[1:] == ["ended", {"wait": True, "cancel_futures": True}]


def interrupted_in(processes: AbstractContextManager[Callable[[], Executor]]) -> None:
    with processes as start:
        assert start() is start()
        raise KeyboardInterrupt


def test_there_is_at_least_one_worker():
    assert workers_here() >= 1
