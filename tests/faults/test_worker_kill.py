"""Kill -9 of worker processes: what was finished stays, what was lost is done again, and what kills is given up."""

from __future__ import annotations

import multiprocessing
import os
import signal
from typing import Any

import pytest

from simulator.errors import LeadsimError
from simulator.experiment.compare import answer
from simulator.experiment.execute import execute
from simulator.experiment.executors import lazy_executor
from simulator.experiment.question import Question
from simulator.experiment.task import Task
from simulator.inputs.draw import draw_inputs
from simulator.model.tally import Tally
from tests.experiment.doubles import MemorySink, ask
from tests.experiment.places import Place, make_place

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_place(tmp_path_factory.mktemp("places") / "town")


class Killing(MemorySink):
    """Kills a worker process when it is given certain runs, counted from 1."""

    def __init__(self, *when: int) -> None:
        super().__init__()
        self._when = when
        self.killed: list[int] = []

    def keep_tally(self, model_key: str, tally: Tally) -> None:
        super().keep_tally(model_key, tally)
        if len(self.tallies) in self._when:
            pid = multiprocessing.active_children()[0].pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            self.killed.append(pid)


@pytest.mark.parametrize("when", [(1,), (3, 15)])
def test_runs_that_died_with_their_worker_are_done_again(when: tuple[int, ...], place: Place):
    none = place.scenario("none", {"lead.annual_budget": {"value": 0, "price_year": 2025}})
    asked = Question((place.scenario("as-before"),), none, seed=3, draws=12, engine="simpy")
    sink = Killing(*when)
    with lazy_executor("simpy", 2) as executor:
        first = executor()
        assert answer(asked, sink, executor, executor.workers) == ask(asked)
        assert executor() is not first
    assert len(sink.killed) == len(when)
    assert len(sink.tallies) == 24
    assert multiprocessing.active_children() == []


class Poison(int):
    """A number whose reader dies."""

    def __reduce__(self) -> Any:
        return os._exit, (9,)


def test_runs_that_kill_every_worker_are_given_up_with_one_message(place: Place):
    inputs = draw_inputs(place.scenario("any"), 1, 1)
    worlds = [*range(10), Poison(10), *range(11, 20)]
    done: list[int] = []
    with lazy_executor("simpy", 2) as executor, pytest.raises(LeadsimError) as refused:
        execute(
            (Task((0, 0, world), inputs, world, str(world), engine="simpy") for world in worlds),
            executor, executor.workers, lambda task, _: done.append(task.world),
        )  # fmt: skip
    assert "workers died again and again" in str(refused.value)
    assert "\n" not in str(refused.value)
    assert refused.value.exit_code == 1
    # No more than four batches are under way, and the first hold one run each: the tenth begins after one is done.
    assert done, "what was finished before has been handed over"
    assert 10 not in done
    assert multiprocessing.active_children() == []
