"""What is said of a fund: from when on it carries LEAD, what an auditor knows, where funding falls, who is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import simulator as ls
from simulator.analysis.samples import Pair
from simulator.costs.ledger import BASES
from simulator.errors import InputError
from simulator.experiment.collection import Collection
from simulator.experiment.compare import complete
from simulator.experiment.question import Question
from simulator.experiment.reinvest import _carrying, question_of, reinvest
from simulator.inputs.scenario import Scenario
from tests.analysis.samples import AXES, made
from tests.experiment.doubles import Inline, MemorySink
from tests.experiment.places import Place, later, make_place

CASH = BASES.index("cash")
AGREEMENT = {"covers": ["county"], "certified_by": "An auditor", "plan": [{"buy": "case_managers"}]}
START = {"value": 600_000, "price_year": 2025}
TERMS = {"capture.share": 0.5, "capture.lag": 0, "fund.reserve_months": 2, "fund.opening_balance": START}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_place(tmp_path_factory.mktemp("places") / "town")


def asked(place: Place, name: str, **terms: object) -> tuple[Scenario, Scenario]:
    return place.scenario(name, {**TERMS, **terms}, reinvestment=AGREEMENT), place.scenario("none", {})


# -- from when on it carries LEAD ------------------------------------------------------------------------------


def carrying(costs: Sequence[float], deposits: Sequence[float], months: Sequence[int]) -> dict[str, list[float]]:
    """Return what is said of one draw with these costs, deposits and months of each fiscal year."""
    years = len(costs)
    axes = replace(
        AXES,
        fiscal_years=tuple(range(2027, 2027 + years)),
        months=(sum(months), *months),
        days=tuple(30.0 * each for each in (sum(months), *months)),
    )
    spent = np.zeros((1, 1, years, len(axes.payers), len(axes.lines), len(BASES)), dtype=np.int64)
    own = axes.program.index(True)
    spent[0, 0, :, 0, own, CASH] = costs
    staff = np.zeros((1, 1, sum(months), 4))
    staff[0, 0, :, 2] = np.repeat([float(cost > 0) for cost in costs], months)
    pair = made(np.zeros_like(spent), spent, axes, fund={"deposits": np.array(deposits, dtype=float).reshape(1, 1, -1)})
    pair = replace(pair, staff=(staff, staff))
    assert isinstance(pair, Pair)
    found: dict[str, list[float]] = {}
    for record in _carrying(pair):
        found.setdefault(record.measure, []).append(record.scenario_mean)
    return found


def test_it_carries_from_the_first_year_after_which_every_deposit_is_enough():
    assert carrying([10, 10, 10, 10], [12, 9, 10, 11], [12] * 4) == {"carried_never": [0.0], "carried_from": [2029.0]}


def test_one_cent_less_in_the_last_year_is_never():
    assert carrying([10, 10, 10], [12, 12, 9], [12] * 3) == {"carried_never": [1.0]}


def test_where_lead_has_ended_nothing_is_carried():
    assert carrying([10, 0, 0], [1, 5, 5], [12] * 3) == {"carried_never": [1.0]}
    assert carrying([0, 0, 0], [0, 0, 0], [12] * 3) == {"carried_never": [1.0]}


def test_half_a_years_cost_against_a_whole_years_deposit_says_nothing():
    assert carrying([5, 10, 10, 5], [0, 6, 6, 6], [6, 12, 12, 6]) == {"carried_never": [1.0]}


# -- what an auditor knows -------------------------------------------------------------------------------------


def audited_against(place: Place, worlds: int, replications: int) -> list[list[int]]:
    """Return for each replication in which worlds of the baseline the reference was seen."""
    funded, baseline = asked(place, f"known-{worlds}-{replications}", **{"capture.audit_worlds": worlds})
    question = Question((funded,), baseline, draws=1, replications=replications)
    sink, executor = MemorySink(), Inline()
    collection = Collection(question, sink)
    complete(collection, lambda: executor, 1)
    baselines = {task.place[2]: sink.tallies[task.model_key].counts for task in executor.tasks if task.place[0] == 0}
    assert len(baselines) == max(worlds + 1, replications)
    found = []
    for task in sorted((task for task in executor.tasks if task.fund), key=lambda each: each.place):
        assert task.fund is not None
        own = task.place[2]
        known = [world for world in range(worlds + 1) if world != own][:worlds]
        expected = np.mean([baselines[world] for world in known], axis=0)
        assert np.array_equal(task.fund.reference.counts, expected)
        found.append(known)
    return found


def test_an_auditor_never_knows_the_runs_own_world(place: Place):
    assert audited_against(place, worlds=2, replications=1) == [[1, 2]]
    assert audited_against(place, worlds=1, replications=3) == [[1], [0], [0]]


# -- where funding falls ---------------------------------------------------------------------------------------


def test_a_cut_on_the_first_day_is_a_cliff_against_the_practice_before(tmp_path: Path):
    place = make_place(tmp_path / "town", facts={"lead.annual_budget": 800_000}, horizon_years=3)
    ends = later(400_000.0, (date(2028, 1, 1), 0.0), price_year=2025)
    scenario, baseline = place.scenario("ends", {"lead.annual_budget": ends}), place.scenario("none", {})
    executor = Inline()
    found = reinvest(question_of(scenario, baseline, 1, 0, 1), MemorySink(), lambda: executor, 1)
    falls = {(cliff.when, round(cliff.lost)) for cliff in found.cliffs if cliff.source == "city_general_fund"}
    total = {when: sum(cliff.lost for cliff in found.cliffs if cliff.when == when) for when, _ in falls}
    assert total == {date(2027, 1, 1): pytest.approx(400_000), date(2028, 1, 1): pytest.approx(400_000)}
    assert [round(sum(amounts)) for amounts in zip(*found.sources.values(), strict=True)] == [400_000, 0, 0]


# -- who is refused --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ask", [ls.run, ls.trace, ls.missing])
def test_what_would_leave_a_fund_out_is_refused(ask: object, place: Place):
    funded, _ = asked(place, "refused")
    with pytest.raises(InputError) as caught:
        ask(funded)  # type: ignore[operator]
    assert "its fund would be left out" in str(caught.value)
    assert "preset: none" in str(caught.value)
