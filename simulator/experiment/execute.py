"""Many runs at once, on any `concurrent.futures.Executor`.

What comes out does not depend on the executor, the number of workers, the batches or the order: all luck is keyed.
Tasks are made when there is room for them and results go on at once, so that memory does not grow with their number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from itertools import groupby
from typing import TypeVar

from simulator.errors import LeadsimError
from simulator.experiment.batches import Batch, Batches, Results, simulate
from simulator.experiment.task import Task
from simulator.model.tally import Tally
from simulator.results import RunSink

Result = TypeVar("Result")

AHEAD = 2
"""Batches beyond those that workers are doing, at least: enough to keep them busy, few enough to call off."""
MOST_TRIES = 3
"""How often a batch is begun whose pool breaks: it may be what kills, or have met the ends of others twice."""
DIED = "workers died again and again while doing the same runs, as they do when memory runs out; try fewer workers"


def find_or_execute(
    tasks: Iterable[Task],
    sink: RunSink,
    executor: Callable[[], Executor],
    workers: int,
    take: Callable[[Task, Tally, bool], None],
) -> None:
    """Take the result of every task, and whether the sink had it; what it had not is simulated and kept at once.

    Equal runs of tasks that follow each other in the same world are done once: scenarios that differ in prices only
    share them.
    """
    waiting: dict[str, list[Task]] = {}  # for a run under way, by its key

    def is_lacking(task: Task, kept: Mapping[str, Tally]) -> bool:
        if task.model_key in waiting:
            waiting[task.model_key].append(task)
            return False
        if task.model_key in kept:
            take(task, kept[task.model_key], True)
            return False
        waiting[task.model_key] = [task]
        return True

    def lacking() -> Iterator[Task]:
        for _, together in groupby(tasks, key=lambda task: task.world):
            of_world = list(together)
            kept = sink.find_tallies(task.model_key for task in of_world if task.model_key not in waiting)
            yield from [task for task in of_world if is_lacking(task, kept)]

    def finished(task: Task, tally: Tally) -> None:
        sink.keep_tally(task.model_key, tally)
        for each in waiting.pop(task.model_key):
            take(each, tally, False)

    execute(lacking(), executor, workers, finished)


def execute(
    tasks: Iterable[Task], executor: Callable[[], Executor], workers: int, finished: Callable[[Task, Tally], None]
) -> None:
    """Do all tasks, handing each result over as soon as it is there, in the thread that called.

    `executor` returns what does the work, and another one if the last has broken; it is not called when there is
    nothing to do. Raises what a run has raised, after handing over what is finished by then, and LeadsimError where
    workers die. What has not begun by the end is called off.
    """
    batches = Batches(tasks)
    work = _Work(executor, batches, finished)
    most = workers + max(AHEAD, workers)
    try:
        while True:
            while len(work.running) < most and (next_tasks := batches.take()):
                work.begin(next_tasks)
            if not work.running:
                return
            work.hand_over()
    finally:
        work.call_off()


class _Work:
    """The batches under way: the tasks of each, and how often it has been begun."""

    def __init__(
        self, executor: Callable[[], Executor], batches: Batches, finished: Callable[[Task, Tally], None]
    ) -> None:
        self.running: dict[Future[Results], tuple[tuple[Task, ...], int]] = {}
        self._executor = executor
        self._pool: Executor | None = None
        self._batches = batches
        self._finished = finished

    def begin(self, tasks: tuple[Task, ...], tries: int = 1) -> None:
        """Submit a batch."""
        self._pool = self._pool or self._executor()
        try:
            future = self._pool.submit(simulate, Batch.of(tasks))
        except BrokenExecutor as error:  # it broke between two batches
            future = Future()
            future.set_exception(error)
        self.running[future] = tasks, tries

    def hand_over(self) -> None:
        """Wait for what is finished next and hand it over; what died with its worker is begun again."""
        done, _ = wait(self.running, return_when=FIRST_COMPLETED)
        if any(_has_broken(future) for future in done):
            done, _ = wait(self.running)  # a pool that breaks fails all it has at once
        in_order = [future for future in self.running if future in done]
        lost = []
        for future in sorted(in_order, key=_has_failed):  # what is finished goes on before a failure ends it all
            tasks, tries = self.running.pop(future)
            if _has_broken(future):
                lost.append((tasks, tries))
            else:
                self._take(tasks, result_of(future))
        if any(tries >= MOST_TRIES for _, tries in lost):
            raise LeadsimError(DIED)
        if lost:
            self._pool = None  # it has broken, and there will be another
        for tasks, tries in lost:
            self.begin(tasks, tries + 1)

    def call_off(self) -> None:
        """Let nothing begin any more."""
        for future in self.running:
            future.cancel()

    def _take(self, tasks: tuple[Task, ...], results: Results) -> None:
        self._batches.learn(results)
        for task, tally in zip(tasks, results.tallies, strict=True):
            self._finished(task, tally)


def result_of(future: Future[Result]) -> Result:
    """Return what a future gave; LeadsimError where it was called off or killed its worker."""
    try:
        return future.result()
    except CancelledError:
        raise LeadsimError(
            "the executor has called off its runs: it was ended, or the connection to it is lost"
        ) from None
    except Exception as error:
        if type(error).__name__ == "KilledWorker":  # Dask's, which has begun the batch again by itself
            raise LeadsimError(DIED) from error
        raise


def _has_failed(future: Future[Results]) -> bool:
    return future.cancelled() or future.exception() is not None


def _has_broken(future: Future[Results]) -> bool:
    return not future.cancelled() and isinstance(future.exception(), BrokenExecutor)


__all__ = ["AHEAD", "DIED", "MOST_TRIES", "Task", "execute", "find_or_execute", "result_of"]
