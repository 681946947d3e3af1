"""What goes out to a worker: all that a run reads, little else, and only to the same code."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

from simulator.errors import LeadsimError
from simulator.experiment import batches as module
from simulator.experiment.batches import Batch, simulate
from simulator.experiment.fund_terms import fund_terms
from simulator.experiment.run import run
from simulator.experiment.task import Task
from simulator.inputs.draw import Inputs, draw_inputs
from simulator.inputs.load import list_scenarios, load_scenario
from simulator.model.engines import ENGINES, EngineName
from tests.experiment.places import Place, make_place

FUND = {
    "covers": ["county"], "certified_by": "The auditor",
    "plan": [{"buy": "case_managers"}, {"buy": "interim_housing", "most": 2}],
}  # fmt: skip
CAPTURE = {
    "capture.share": 0.5, "capture.lag": 1, "fund.reserve_months": 1,
    "fund.opening_balance": {"value": 900_000, "price_year": 2025},
}  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_place(tmp_path_factory.mktemp("places") / "town", horizon_years=2)


def task(inputs: Inputs, world: int = 3, **keys: object) -> Task:
    return Task((0, 0, 0), inputs, world, "a key", **keys)  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_batch_gives_what_its_runs_give_in_their_order(engine: EngineName, place: Place):
    drawn = [draw_inputs(place.scenario(name, {"lead.caseload": size}), 1, 2) for name, size in (("a", 5), ("b", 30))]
    todo = [task(inputs, world, engine=engine) for world in (7, 3) for inputs in drawn]
    results = simulate(pickle.loads(pickle.dumps(Batch.of(todo))))  # noqa: S301 - as executors do
    alone = [run(each.inputs, each.world, engine=engine).tally for each in todo]
    assert [tally.counts.tobytes() for tally in results.tallies] == [tally.counts.tobytes() for tally in alone]
    assert len({tally.counts.tobytes() for tally in alone}) == 4
    assert results.seconds > 0.0


def test_a_run_with_a_fund_reads_no_more_than_is_sent(place: Place):
    inputs = draw_inputs(place.scenario("fund", CAPTURE, reinvestment=FUND), 1, 2)
    terms = fund_terms(inputs, [run(inputs, world).tally for world in (8, 9)])
    (tally,) = simulate(Batch.of([task(inputs, fund=terms)])).tallies
    assert tally.counts.tobytes() == run(inputs, 3, terms).tally.counts.tobytes()
    assert tally.counts.tobytes() != run(inputs, 3).tally.counts.tobytes(), "the fund buys something"


@pytest.mark.parametrize("name", list_scenarios())
def test_words_and_prices_stay_here_and_no_run_misses_them(name: str):
    inputs = draw_inputs(load_scenario(name), 1, 1)
    whole, sent = (len(pickle.dumps(each)) for each in ((task(inputs),), Batch.of([task(inputs)])))
    assert sent < 30_000 < 100_000 < whole
    (tally,) = simulate(Batch.of([task(inputs)])).tallies
    assert tally.counts.tobytes() == run(inputs, 3).tally.counts.tobytes()


@pytest.mark.parametrize(
    "changes",
    [{"lead.hire_to_demand": 1}, {"lead.case_managers": 3}, {"lead.hire_to_demand": 1, "lead.waiting_list": 0}],
)
def test_runs_with_other_staffing_read_no_more_than_is_sent(changes: dict[str, int], place: Place):
    inputs = draw_inputs(place.scenario("staffed", changes), 1, 2)
    (tally,) = simulate(Batch.of([task(inputs)])).tallies
    assert tally.counts.tobytes() == run(inputs, 3).tally.counts.tobytes()


@pytest.mark.parametrize("engine", ENGINES)
def test_the_engine_that_was_asked_for_does_it(engine: EngineName, place: Place, monkeypatch: pytest.MonkeyPatch):
    """Both give the same, so that only this tells."""
    used: list[str] = []

    def noted(*words: Any, **keys: Any) -> Any:
        used.append(keys["engine"])
        return run(*words, **keys)

    monkeypatch.setattr(module, "run", noted)
    simulate(Batch.of([task(draw_inputs(place.scenario("any"), 1, 1), engine=engine)]))
    assert used == [engine]


def test_runs_of_one_scenario_share_what_they_have_in_common(place: Place):
    inputs = draw_inputs(place.scenario("any"), 1, 1)
    one, ten = (len(pickle.dumps(Batch.of([task(inputs, world) for world in range(count)]))) for count in (1, 10))
    assert ten < one + 9 * 500


def test_another_version_of_the_code_is_no_worker(place: Place, monkeypatch: pytest.MonkeyPatch):
    batch = Batch.of([task(draw_inputs(place.scenario("any"), 1, 1))])
    for name in ("model_version", "money_version"):
        module.code_version.cache_clear()
        with monkeypatch.context() as patched:
            patched.setattr(module, name, lambda: "edited")
            with pytest.raises(LeadsimError, match="has another version of leadsim, Python or a library"):
                simulate(batch)
    module.code_version.cache_clear()
    assert len(simulate(batch).tallies) == 1


def test_a_refusal_comes_back_from_a_worker_as_it_was(tmp_path: Path):
    with pytest.raises(LeadsimError) as refused:
        load_scenario(tmp_path / "nowhere.yaml")
    again = pickle.loads(pickle.dumps(refused.value))  # noqa: S301
    assert (str(again), again.exit_code) == (str(refused.value), 2)
