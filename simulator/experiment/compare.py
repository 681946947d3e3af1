"""A question and its answer: scenarios against a baseline, in the same worlds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor

from simulator.experiment.collection import Collection, Progress
from simulator.experiment.execute import find_or_execute
from simulator.experiment.question import Question
from simulator.experiment.task import Task
from simulator.model.tally import Tally
from simulator.results import Comparison, RunSink


def answer(
    question: Question,
    sink: RunSink,
    executor: Callable[[], Executor],
    workers: int,
    report: Callable[[Progress], None] = lambda _: None,
) -> Comparison:
    """Answer a question; every finished run goes to the sink at once, and kept runs are not done again.

    `executor` is only called when there is something to simulate.
    """
    collection = Collection(question, sink)
    complete(collection, executor, workers, report)
    return collection.comparison()


def complete(
    collection: Collection,
    executor: Callable[[], Executor],
    workers: int,
    report: Callable[[Progress], None] = lambda _: None,
) -> None:
    """Take into a collection the runs that its question still lacks, from its sink or newly simulated.

    What a fund buys depends on how the baseline went, so runs with a fund come after all others.
    """
    for tasks in (collection.tasks, collection.funded_tasks):
        _complete(collection, tasks(), executor, workers, report)


def _complete(
    collection: Collection,
    tasks: Iterable[Task],
    executor: Callable[[], Executor],
    workers: int,
    report: Callable[[Progress], None],
) -> None:
    def take(task: Task, tally: Tally, found: bool) -> None:
        collection.found += found
        collection.add(task, tally)
        report(collection.progress())

    find_or_execute(tasks, collection.sink, executor, workers, take)
