"""Many runs at once: any `concurrent.futures.Executor`, processes on one machine by default.

What comes out does not depend on the executor, the number of workers or the order: all luck is keyed.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection

from simulator.experiment.fund_terms import FundTerms
from simulator.experiment.run import run
from simulator.inputs.draw import Inputs
from simulator.model.engines import DEFAULT_ENGINE, EngineName
from simulator.model.reference import collect_garbage_rarely
from simulator.model.tally import Tally

# Submitted ahead of what is running: enough to keep every worker busy, few enough to call off at once.
AHEAD = 2


@dataclass(frozen=True)
class Task:
    """One run to do: which scenario's inputs in which world, and where its result belongs."""

    place: tuple[int, int, int]  # scenario, draw, replication
    inputs: Inputs
    world: int
    model_key: str
    fund: FundTerms | None = None
    engine: EngineName = DEFAULT_ENGINE


def simulate(task: Task) -> Tally:
    """Do one task; runs in a worker."""
    return run(task.inputs, task.world, task.fund, engine=task.engine).tally


def workers_here() -> int:
    """Return how many runs this machine can do at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def lazy_processes(workers: int) -> Iterator[Callable[[], Executor]]:
    """Yield what starts worker processes when first called.

    What has not begun by the end is called off. On an interrupt the runs in hand are lost too: they would keep
    somebody waiting who wants to stop.
    """
    started: list[ProcessPoolExecutor] = []

    def start() -> Executor:
        if not started:
            context = multiprocessing.get_context("spawn")
            started.append(ProcessPoolExecutor(workers, mp_context=context, initializer=_become_worker))
        return started[0]

    try:
        yield start
    except KeyboardInterrupt:
        for executor in started:
            _end_workers(executor)
        raise
    finally:
        for executor in started:
            executor.shutdown(wait=True, cancel_futures=True)


def _end_workers(executor: ProcessPoolExecutor) -> None:
    # Python 3.14 has terminate_workers(); before, the processes are known only by a private name.
    for process in list((executor._processes or {}).values()):
        process.terminate()


def _become_worker() -> None:
    """Only simulate, leave interrupts to the parent, and do not outlive it: a killed parent calls nobody off."""
    collect_garbage_rarely()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def execute(tasks: Iterable[Task], executor: Executor, workers: int, finished: Callable[[Task, Tally], None]) -> None:
    """Do all tasks, handing each result over as soon as it is there."""
    waiting = iter(tasks)
    running: dict[Future[Tally], Task] = {}
    while True:
        while len(running) < workers + AHEAD and (task := next(waiting, None)) is not None:
            running[executor.submit(simulate, task)] = task
        if not running:
            return
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in sorted(done, key=_failed):  # what is finished is handed over before a failure ends it all
            finished(running.pop(future), future.result())


def _failed(future: Future[Tally]) -> bool:
    return future.cancelled() or future.exception() is not None
