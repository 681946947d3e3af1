"""Many runs at once: little ahead, nothing held, results handed over before a failure, and what died begun again."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from typing import Any

import numpy as np
import pytest

from simulator.errors import LeadsimError
from simulator.experiment import execute as module
from simulator.experiment.batches import MOST_IN_BATCH, Batch, Results
from simulator.experiment.execute import AHEAD, execute, find_or_execute
from simulator.experiment.task import Task
from simulator.inputs.draw import Inputs, draw_inputs
from simulator.model.tally import Tally
from simulator.results import NoSink
from tests.experiment.doubles import MemorySink
from tests.experiment.places import Place

LONG, SHORT = 1.0, 1e-6  # seconds of a run


@pytest.fixture(scope="module")
def inputs(place: Place) -> Inputs:
    return draw_inputs(place.scenario("any"), 1, 1)


def tasks(inputs: Inputs, count: int, keys: Callable[[int], str] = str) -> Iterator[Task]:
    return (Task((0, number, 0), inputs, number, keys(number)) for number in range(count))


def tally_of(task: Task) -> Tally:
    """Return a tally that tells which task it is from."""
    return Tally(np.full((1, 1, 1), float(task.world)), ())


class Held(Executor):
    """Does nothing until it is told to finish some of its batches, the newest first; a run takes `seconds`."""

    finishes = -1

    def __init__(self, seconds: float = LONG, failing: dict[int, BaseException] | None = None) -> None:
        self.seconds = seconds
        self.under_way: list[tuple[Batch, Future[Results]]] = []
        self.sizes: list[int] = []
        self.most_batches = self.most_runs = 0
        self._failing = failing or {}

    def submit(self, _: Callable[..., Any], /, *args: Any, **__: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.under_way.append((args[0], future))
        self.sizes.append(len(args[0].tasks))
        self.most_batches = max(self.most_batches, len(self.under_way))
        self.most_runs = max(self.most_runs, sum(len(batch.tasks) for batch, _ in self.under_way))
        return future

    def finish(self, how_many: int) -> None:
        for _ in range(min(how_many, len(self.under_way))):
            batch, future = self.under_way.pop(self.finishes)
            if future.cancelled():
                continue
            failures = [self._failing[task.world] for task in batch.tasks if task.world in self._failing]
            if failures:
                future.set_exception(failures[0])
            else:
                tallies = tuple(tally_of(task) for task in batch.tasks)
                future.set_result(Results(tallies, self.seconds * len(tallies)))


class Stage:
    """Executes with executors that finish a few batches whenever somebody waits; remembers what was handed over."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *executors: Held, at_once: int = 1) -> None:
        self.executors = executors
        self.asked = 0
        self.seen: list[int] = []
        original = module.wait

        def wait(running: Any, **keys: Any) -> Any:
            everything = "return_when" not in keys
            for executor in executors:
                executor.finish(len(executor.under_way) if everything else at_once)
            return original(running, **keys)

        monkeypatch.setattr(module, "wait", wait)

    def start(self) -> Executor:
        """Return the next executor, and the last one again and again."""
        self.asked += 1
        return self.executors[min(self.asked, len(self.executors)) - 1]

    def take(self, task: Task, tally: Tally) -> None:
        assert tally.counts[0, 0, 0] == task.world, "a result goes with its own task"
        self.seen.append(task.world)

    def execute(self, todo: Iterator[Task], workers: int = 2) -> list[int]:
        execute(todo, self.start, workers, self.take)
        return self.seen


# -- each once, few ahead ---------------------------------------------------------------------------------


@pytest.mark.parametrize("seconds", [LONG, SHORT, 0.02])
@pytest.mark.parametrize("workers", [1, 2, 5, 50])
def test_every_task_is_done_once_in_whatever_order_and_batches(
    workers: int, seconds: float, inputs: Inputs, monkeypatch: pytest.MonkeyPatch
):
    executor = Held(seconds)
    seen = Stage(monkeypatch, executor).execute(tasks(inputs, 200), workers)
    assert sorted(seen) == list(range(200))
    assert seen != list(range(200))
    assert executor.most_batches <= workers + max(AHEAD, workers)


def test_nothing_to_do_starts_nothing(monkeypatch: pytest.MonkeyPatch):
    stage = Stage(monkeypatch)
    assert stage.execute(iter(())) == []
    assert stage.asked == 0


@pytest.mark.parametrize(("seconds", "size"), [(LONG, 1), (0.1, 1), (0.04, 3), (0.002, 50), (SHORT, 64), (0.0, 64)])
def test_batches_take_about_as_long_as_handing_them_out_is_worth(
    seconds: float, size: int, inputs: Inputs, monkeypatch: pytest.MonkeyPatch
):
    executor = Held(seconds)
    Stage(monkeypatch, executor).execute(tasks(inputs, 1_000))
    ahead = 2 + AHEAD
    assert executor.sizes[:ahead] == [1] * ahead, "as long as nobody knows"
    assert set(executor.sizes[ahead:-1]) == {size}
    assert sum(executor.sizes) == 1_000
    assert max(executor.sizes) <= MOST_IN_BATCH


def test_batches_follow_runs_that_become_longer(inputs: Inputs, monkeypatch: pytest.MonkeyPatch):
    executor = Held(0.02)
    stage = Stage(monkeypatch, executor)

    def slower(task: Task, tally: Tally) -> None:
        stage.take(task, tally)
        executor.seconds = 0.02 if len(stage.seen) < 100 else 1.0

    execute(tasks(inputs, 200), stage.start, 2, slower)
    assert executor.sizes[10] == 5
    assert executor.sizes[-1] == 1


@pytest.mark.parametrize("seconds", [LONG, 0.02])
def test_tasks_are_made_when_there_is_room_and_results_are_not_held(
    seconds: float, inputs: Inputs, monkeypatch: pytest.MonkeyPatch
):
    executor, made, alive = Held(seconds), 0, list[weakref.ref[Any]]()
    stage = Stage(monkeypatch, executor)

    def counted() -> Iterator[Task]:
        nonlocal made
        for task in tasks(inputs, 300):
            made += 1
            assert made - len(stage.seen) <= executor.most_runs + MOST_IN_BATCH
            yield task

    def take(task: Task, tally: Tally) -> None:
        stage.take(task, tally)
        alive.append(weakref.ref(tally))
        assert sum(ref() is not None for ref in alive) <= executor.sizes[-1] + 5, "those of a batch, and no more"

    execute(counted(), stage.start, 2, take)
    assert made == len(alive) == 300
    assert executor.most_runs <= (2 + AHEAD) * 5


# -- failures ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), ValueError("a bug"), LeadsimError("refused")])
def test_what_is_finished_is_handed_over_before_a_failure_ends_it_all(
    failure: BaseException, inputs: Inputs, monkeypatch: pytest.MonkeyPatch
):
    executor = Held(failing={1: failure})
    stage = Stage(monkeypatch, executor, at_once=8)
    with pytest.raises(type(failure)):
        stage.execute(tasks(inputs, 20), workers=4)
    assert sorted(stage.seen) == [0, 2, 3, 4, 5, 6, 7]
    assert len(executor.sizes) < 20


@pytest.mark.parametrize("where", ["making a task", "taking a result"])
def test_what_has_not_begun_is_called_off_when_something_goes_wrong_here(
    where: str, inputs: Inputs, monkeypatch: pytest.MonkeyPatch
):
    executor = Held()
    stage = Stage(monkeypatch, executor)

    def todo() -> Iterator[Task]:
        for task in tasks(inputs, 20):
            if where == "making a task" and task.world == 6:
                raise LeadsimError("no such price")
            yield task

    def take(*_: object) -> None:
        if where == "taking a result":
            raise LeadsimError("the disk is full")

    with pytest.raises(LeadsimError):
        execute(todo(), stage.start, 2, take)
    assert len(executor.under_way) == 3
    assert all(future.cancelled() for _, future in executor.under_way)


def test_runs_that_the_executor_calls_off_are_one_message(inputs: Inputs, monkeypatch: pytest.MonkeyPatch):
    class Gone(Held):
        def finish(self, how_many: int) -> None:
            for _, future in self.under_way[2:]:
                future.cancel()
                future.set_running_or_notify_cancel()
            super().finish(how_many)

    with pytest.raises(LeadsimError, match="the connection to it is lost"):
        Stage(monkeypatch, Gone(), at_once=9).execute(tasks(inputs, 20))
    with pytest.raises(LeadsimError, match="the connection to it is lost"):
        Stage(monkeypatch, Held(failing={2: CancelledError()})).execute(tasks(inputs, 20))


def test_a_batch_that_dask_gave_up_is_one_message(inputs: Inputs, monkeypatch: pytest.MonkeyPatch):
    distributed = pytest.importorskip("distributed")
    died = distributed.KilledWorker("a key", None, 3)
    stage = Stage(monkeypatch, Held(failing={2: died}), at_once=4)
    with pytest.raises(LeadsimError, match="workers died") as refused:
        stage.execute(tasks(inputs, 20))
    assert refused.value.__cause__ is died
    assert sorted(stage.seen) == [0, 1, 3]


# -- an executor that breaks ------------------------------------------------------------------------------


class Breaks(Held):
    """Finishes some batches, the oldest first, and breaks, as a pool of processes does when one of them is killed."""

    finishes = 0

    def __init__(self, after: int) -> None:
        super().__init__()
        self._left = after
        self.refuses = False

    def submit(self, work: Callable[..., Any], /, *args: Any, **keys: Any) -> Future[Any]:
        if self.refuses:
            raise BrokenExecutor("a process was ended")
        return super().submit(work, *args, **keys)

    def finish(self, how_many: int) -> None:
        for _ in range(min(how_many, len(self.under_way))):
            if self._left:
                self._left -= 1
                super().finish(1)
                continue
            self.refuses = True
            _, future = self.under_way.pop(0)  # not all are told at the same moment
            future.set_exception(BrokenExecutor("a process was ended"))


@pytest.mark.parametrize("after", [0, 1, 5, 17])
def test_what_died_with_an_executor_is_begun_again_in_another(
    after: int, inputs: Inputs, monkeypatch: pytest.MonkeyPatch
):
    broken, another = Breaks(after), Held()
    stage = Stage(monkeypatch, broken, another)
    assert sorted(stage.execute(tasks(inputs, 20))) == list(range(20))
    assert stage.asked == 2
    assert sum(another.sizes) == 20 - after, "and what was finished is not done again"


def test_an_executor_that_is_found_broken_is_replaced_too(inputs: Inputs, monkeypatch: pytest.MonkeyPatch):
    broken = Breaks(0)
    broken.refuses = True
    stage = Stage(monkeypatch, broken, Held())
    assert sorted(stage.execute(tasks(inputs, 20))) == list(range(20))


def test_executors_may_break_from_time_to_time_as_long_as_work_goes_on(inputs: Inputs, monkeypatch: pytest.MonkeyPatch):
    stage = Stage(monkeypatch, *(Breaks(6) for _ in range(4)), Held())
    assert sorted(stage.execute(tasks(inputs, 60))) == list(range(60))
    assert stage.asked == 5


def test_batches_that_three_executors_broke_under_are_given_up(inputs: Inputs, monkeypatch: pytest.MonkeyPatch):
    stage = Stage(monkeypatch, Breaks(3), Breaks(0), Breaks(0), Held())
    with pytest.raises(LeadsimError, match="workers died again and again while doing the same runs"):
        stage.execute(tasks(inputs, 20))
    assert len(stage.seen) == 3, "what was finished before has been handed over"


def test_an_executor_of_ones_own_is_not_asked_again_once_it_has_broken(inputs: Inputs, monkeypatch: pytest.MonkeyPatch):
    stage = Stage(monkeypatch, Breaks(3))
    with pytest.raises(LeadsimError, match="workers died"):
        stage.execute(tasks(inputs, 20))
    assert len(stage.seen) == 3


# -- found or done ----------------------------------------------------------------------------------------


class Found:
    """Takes what is found or done, and remembers it."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, bool]] = []

    def take(self, task: Task, tally: Tally, found: bool) -> None:
        assert tally.counts[0, 0, 0] in (task.world, -1.0)
        self.seen.append((task.world, found))


def test_what_the_sink_has_is_not_done_and_what_it_has_not_is_kept_at_once(
    inputs: Inputs, monkeypatch: pytest.MonkeyPatch
):
    sink, found, executor = MemorySink(), Found(), Held()
    for number in range(0, 30, 3):
        sink.keep_tally(str(number), Tally(np.full((1, 1, 1), float(number)), ()))
    stage = Stage(monkeypatch, executor)
    find_or_execute(tasks(inputs, 30), sink, stage.start, 2, found.take)
    assert sorted(found.seen) == [(number, number % 3 == 0) for number in range(30)]
    assert sum(executor.sizes) == 20
    assert len(sink.tallies) == 30


def test_where_the_sink_has_everything_nothing_is_started(inputs: Inputs, monkeypatch: pytest.MonkeyPatch):
    sink, found = MemorySink(), Found()
    for task in tasks(inputs, 10):
        sink.keep_tally(task.model_key, tally_of(task))
    stage = Stage(monkeypatch)
    find_or_execute(tasks(inputs, 10), sink, stage.start, 2, found.take)
    assert found.seen == [(number, True) for number in range(10)]
    assert stage.asked == 0


def test_the_sink_is_asked_when_there_is_room_and_not_for_everything_first(
    inputs: Inputs, monkeypatch: pytest.MonkeyPatch
):
    found, executor, asked = Found(), Held(), 0

    class Asked(NoSink):
        def find_tallies(self, model_keys: Iterable[str]) -> dict[str, Tally]:
            nonlocal asked
            asked += len(list(model_keys))
            assert asked - len(found.seen) <= 2 + AHEAD + 1
            return {}

    find_or_execute(tasks(inputs, 100), Asked(), Stage(monkeypatch, executor).start, 2, found.take)
    assert asked == 100


@pytest.mark.parametrize("make_sink", [NoSink, MemorySink])
@pytest.mark.parametrize("at_once", [1, 9])
def test_equal_runs_of_a_world_are_done_once(
    make_sink: Any, at_once: int, inputs: Inputs, monkeypatch: pytest.MonkeyPatch
):
    """Three scenarios, two of which differ in prices only."""
    executor, found = Held(), Found()
    todo = [
        Task((s, 0, world), inputs, world, f"{world} {key}") for world in range(12) for s, key in enumerate("abb")
    ]  # fmt: skip
    find_or_execute(iter(todo), make_sink(), Stage(monkeypatch, executor, at_once=at_once).start, 2, found.take)
    assert sum(executor.sizes) == 24
    assert sorted(found.seen) == sorted((world, False) for world in range(12) for _ in range(3))
