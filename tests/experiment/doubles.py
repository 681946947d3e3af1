"""Stand-ins: a sink in memory and executors that do as they are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from simulator.experiment.compare import answer
from simulator.experiment.question import Question
from simulator.experiment.task import Task
from simulator.model.tally import Tally
from simulator.results import Comparison


class MemorySink:
    """Keeps runs in a dictionary."""

    def __init__(self) -> None:
        self.tallies: dict[str, Tally] = {}

    def find_tally(self, model_key: str) -> Tally | None:
        return self.tallies.get(model_key)

    def find_tallies(self, model_keys: Iterable[str]) -> dict[str, Tally]:
        return {key: self.tallies[key] for key in model_keys if key in self.tallies}

    def keep_tally(self, model_key: str, tally: Tally) -> None:
        assert model_key not in self.tallies, "a run is kept once"
        self.tallies[model_key] = tally


class Inline(Executor):
    """Does each task at once, and remembers it; from the task after `fine` on, each result is `failure`.

    It says that tasks take long, so that they come one at a time.
    """

    def __init__(self, fine: int | None = None, failure: BaseException | None = None) -> None:
        self.tasks: list[Task] = []
        self._fine = fine
        self._failure = failure or KeyboardInterrupt()

    def submit(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        (task,) = args[0].tasks
        self.tasks.append(task)
        if self._fine is not None and len(self.tasks) > self._fine:
            future.set_exception(self._failure)
        else:
            future.set_result(replace(work(*args, **kwargs), seconds=1.0))
        return future


def ask(
    question: Question, sink: MemorySink | None = None, executor: Inline | None = None, workers: int = 1
) -> Comparison:
    """Answer a question in this process."""
    executor = executor or Inline()
    return answer(question, sink or MemorySink(), lambda: executor, workers)


def simulated(question: Question, sink: MemorySink) -> int:
    """Answer a question and return how many runs had to be simulated."""
    executor = Inline()
    ask(question, sink, executor)
    return len(executor.tasks)


class Here:
    """Stands in for a `LazyExecutor`."""

    def __init__(self, start: Callable[[], Executor], workers: int = 1) -> None:
        self.workers = workers
        self._start = start

    def __call__(self) -> Executor:
        return self._start()


def in_this_process(executor: Inline) -> Callable[..., Any]:
    """Return what stands in for `lazy_executor` where runs happen in this process."""

    @contextmanager
    def stand_in(engine: str, workers: int | None = None, *_: object, **__: object) -> Iterator[Here]:
        yield Here(lambda: executor, workers or 2)

    return stand_in


def nobody() -> Executor:
    raise AssertionError("nothing is to be simulated")
