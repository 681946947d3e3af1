"""Runs with a fund: what it buys is there when it says, nothing reaches a run without capture, answers repeat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.experiment import oneway as one_way
from simulator.experiment.compare import answer
from simulator.experiment.fund import FundBook, replay
from simulator.experiment.precision import answer_within, first_question, luck_of_nets
from simulator.experiment.processes import processes
from simulator.experiment.question import Question
from simulator.experiment.run import run
from simulator.experiment.setup import model_key
from simulator.experiment.staffing import staffing_rules
from simulator.experiment.task import Task
from simulator.experiment.trace import trace
from simulator.inputs.draw import draw_inputs
from simulator.inputs.scenario import Scenario
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from simulator.results import ALL, Comparison
from tests.experiment.doubles import Inline, MemorySink, ask, nobody
from tests.experiment.funds import plan
from tests.experiment.places import CLOSED, KING_COUNTY, Place, make_place

SEED = 7
LAG = 40  # days until somebody is hired
MONEY = {
    # Beds that free cash as they empty, so that a small place saves something within few months.
    "costs.jail_day": {"value": 900, "price_year": 2025},
    "costs.jail_day_marginal_share": 1,
    "savings.jail_backfill": 0,
    "costs.supervisor": {"value": 60_000, "price_year": 2025},
    "capture.share": 1,
    "capture.lag": 2,
    "capture.audit_worlds": 2,
    "fund.reserve_months": 2,
    "fund.notice_months": 1,
    "fund.opening_balance": {"value": 140_000, "price_year": 2025},
}
LARGER = {"lead.annual_budget": {"value": 1_200_000, "price_year": 2025}}
AGREED = {
    "covers": ["city", "county"],
    "plan": plan(("case_managers", 3), "supervisors", ("interim_housing", 2), ("treatment", 2)),
}
MEASURES: Mapping[str, dict[str, Any]] = {
    "measured": {},
    "perfect_audit": {"measure": "perfect_audit"},
    "deemed": {"measure": "deemed", "deemed_quantity": "jail_days"},
    "outcome": {
        "measure": "outcome", "tiers": "denver", "investor": "philanthropy", "split": {"philanthropy": 1}, "plan": [],
    },
    "up to the city's cost": {
        "split": {"city": 0.5, "fund": 0.3, "victims": 0.2}, "up_to_cost_of": "city",
    },
}  # fmt: skip


def place_of(folder: Path, **keys: Any) -> Place:
    """Return a small place of two years, in which a hire takes forty days."""
    return make_place(folder, {"lead.hire_lag": LAG, "population.pool": 80}, **{"horizon_years": 2, **keys})


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return place_of(tmp_path_factory.mktemp("places") / "funded")


@pytest.fixture(scope="module")
def baseline(place: Place) -> Scenario:
    return place.scenario("none", CLOSED)


def funded(place: Place, name: str = "funded", changes: Mapping[str, Any] | None = None, **agreed: Any) -> Scenario:
    return place.scenario(name, {**LARGER, **MONEY, **(changes or {})}, reinvestment={**AGREED, **agreed})


@pytest.fixture(scope="module")
def scenario(place: Place) -> Scenario:
    return funded(place)


def question(baseline: Scenario, *others: Scenario, draws: int = 0, **keys: Any) -> Question:
    return Question(others, baseline, seed=SEED, draws=draws, **keys)


class Recording(Inline):
    """Keeps the last task of each scenario too, and what came of it."""

    def __init__(self) -> None:
        super().__init__()
        self.tallies: dict[tuple[int, int, int], Tally] = {}

    def submit(self, work: Any, /, *args: Any, **kwargs: Any) -> Any:
        future = super().submit(work, *args, **kwargs)
        ((task,), (tally,)) = args[0].tasks, future.result().tallies
        self.tallies[task.place] = tally
        return future

    def task(self, s: int, d: int = 0, r: int = 0) -> Task:
        (found,) = [task for task in self.tasks if task.place == (s, d, r)]
        return found


@pytest.fixture(scope="module")
def answered(baseline: Scenario, scenario: Scenario) -> tuple[Comparison, Recording]:
    executor = Recording()
    return ask(question(baseline, scenario), executor=executor), executor


def book_of(executor: Recording, s: int = 1) -> FundBook:
    task = executor.task(s)
    assert task.fund is not None
    return replay(task.fund, task.inputs.scenario.jurisdiction.calendar, executor.tallies[task.place])


def totals(tally: Tally, quantity: Quantity, warm_up: int = 12) -> np.ndarray:
    """Return a quantity by month of the horizon."""
    return tally.counts[warm_up:, quantity].sum(axis=1)


# -- nothing without capture ----------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["no agreement", "preset none", "share 0"])
def test_without_capture_a_run_is_the_same_to_the_bit(place: Place, how: str):
    plain = place.scenario("plain", {**LARGER, **MONEY})
    other = {
        "no agreement": lambda: place.scenario("other", {**LARGER, **MONEY, "capture.lag": 7}),
        "preset none": lambda: place.scenario("other", {**LARGER, **MONEY}, reinvestment={"preset": "none"}),
        "share 0": lambda: funded(place, "other", {"capture.share": 0}),
    }[how]()
    keys, tallies = [], []
    for scenario in (plain, other):
        inputs = draw_inputs(scenario, SEED, 1)
        keys.append(model_key(inputs, 3, staffing_rules(inputs)))
        sink = MemorySink()
        ask(question(place.scenario("none", CLOSED), scenario, draws=1), sink)
        tallies.append(sink.tallies)
    assert keys[0] == keys[1]
    assert tallies[0].keys() == tallies[1].keys()
    for key, tally in tallies[0].items():
        assert tally.counts.tobytes() == tallies[1][key].counts.tobytes()


def test_an_agreement_that_buys_nothing_changes_nothing_that_happens(place: Place, baseline: Scenario):
    plain = place.scenario("plain", {**LARGER, **MONEY})
    executor = Recording()
    ask(question(baseline, plain, funded(place, "saving", plan=[])), executor=executor)
    assert executor.tallies[1, 0, 0].counts.tobytes() == executor.tallies[2, 0, 0].counts.tobytes()
    assert executor.task(1).model_key != executor.task(2).model_key


# -- in the run and in its replay -----------------------------------------------------------------------------


def test_what_the_run_had_is_what_the_replay_bought(answered: tuple[Comparison, Recording], place: Place):
    _, executor = answered
    task, book = executor.task(1), book_of(executor)
    tally = executor.tallies[1, 0, 0]
    plain = run(task.inputs, task.world).tally
    extra = totals(tally, Quantity.CASE_MANAGER_MONTHS) - totals(plain, Quantity.CASE_MANAGER_MONTHS)
    assert extra == pytest.approx(book.bought["case_managers"], abs=1e-12)
    assert extra.max() >= 1.0
    days = np.diff(task.inputs.scenario.jurisdiction.calendar.edges)[12:]
    homes = totals(tally, Quantity.INTERIM_UNIT_DAYS) - totals(plain, Quantity.INTERIM_UNIT_DAYS)
    bought = book.bought["interim_housing"] * days
    assert homes[:4] == pytest.approx(bought[:4], abs=1e-9)
    assert (homes >= bought - 1e-9).all(), "after a cut nobody is put out"
    assert homes[3] == 60.0
    assert totals(tally, Quantity.FIRST_INTAKES).sum() >= totals(plain, Quantity.FIRST_INTAKES).sum()


def test_nobody_is_there_before_the_hire_lag_and_everybody_is_after_it(answered: tuple[Comparison, Recording]):
    """The fund opens with two months of two case managers and more, and decides first at the end of January."""
    _, executor = answered
    bought, calendar = book_of(executor).bought["case_managers"], executor.task(1).inputs.scenario.jurisdiction.calendar
    edges = calendar.edges[calendar.warm_up_months :]
    assert edges[1] + LAG == 71.0
    assert not bought[:2].any()
    units = bought[3]
    assert units == round(units) >= 1.0
    assert bought[2] == pytest.approx(units * (edges[3] - 71.0) / 31.0)


def test_the_warm_up_is_that_of_every_other_scenario(answered: tuple[Comparison, Recording]):
    _, executor = answered
    before, after = (executor.tallies[s, 0, 0].counts[:12] for s in (0, 1))
    assert (before == after).all()


def test_an_auditor_knows_the_first_worlds_of_the_baseline_and_never_the_runs_own(place: Place, baseline: Scenario):
    measured, perfect = funded(place, "measured"), funded(place, "perfect", measure="perfect_audit")
    executor = Recording()
    ask(question(baseline, measured, perfect, replications=4), executor=executor)
    worlds = [executor.tallies[0, 0, r].counts for r in range(4)]
    for r, (one, other) in enumerate([(1, 2), (0, 2), (0, 1), (0, 1)]):
        terms, knowing = executor.task(1, r=r).fund, executor.task(2, r=r).fund
        assert terms is not None and knowing is not None
        assert (terms.reference.counts == (worlds[one] + worlds[other]) / 2).all()
        assert (knowing.reference.counts == worlds[r]).all()


# -- answers --------------------------------------------------------------------------------------------------


def test_an_answer_with_a_fund_does_not_depend_on_workers_or_on_what_was_kept(
    baseline: Scenario, scenario: Scenario, answered: tuple[Comparison, Recording]
):
    expected, executor = answered
    sink = MemorySink()
    assert ask(question(baseline, scenario), sink, workers=4) == expected
    assert answer(question(baseline, scenario), sink, nobody, 1) == expected
    keys = {place: task.model_key for place, task in ((task.place, task) for task in executor.tasks)}
    for missing in keys.values():
        part = MemorySink()
        part.tallies = {key: tally for key, tally in sink.tallies.items() if key != missing}
        again = Inline()
        assert ask(question(baseline, scenario), part, again) == expected
        assert len(again.tasks) == 1


def test_two_processes_give_the_same_with_a_fund(
    baseline: Scenario, scenario: Scenario, answered: tuple[Comparison, Recording]
):
    with processes(2) as executor:
        assert answer(question(baseline, scenario), MemorySink(), lambda: executor, 2) == answered[0]


def by_scenario(comparison: Comparison, name: str) -> list[dict[str, Any]]:
    return [record.as_dict() for record in comparison.records if record.scenario == name]


def test_a_fund_is_the_same_alone_and_beside_others(
    place: Place, baseline: Scenario, scenario: Scenario, answered: tuple[Comparison, Recording]
):
    plain = place.scenario("plain", LARGER)
    beside = ask(question(baseline, plain, scenario))
    assert by_scenario(beside, scenario.name) == by_scenario(answered[0], scenario.name)
    alone = ask(question(baseline, plain))
    assert by_scenario(alone, plain.name) == by_scenario(beside, plain.name)
    for name, digest in alone.identity.hashes.items():
        assert beside.identity.hashes[name] == digest, "worlds for auditors only are no part of the answer"
    assert beside.identity.hashes[scenario.name] == answered[0].identity.hashes[scenario.name]


def test_a_fund_that_is_measured_against_other_worlds_is_another_run(place: Place, baseline: Scenario):
    sink = MemorySink()
    ask(question(baseline, funded(place, "audited", {"capture.audit_worlds": 2})), sink)
    again = Inline()
    ask(question(baseline, funded(place, "audited", {"capture.audit_worlds": 1})), sink, again)
    assert [task.place[0] for task in again.tasks] == [1]


@pytest.mark.parametrize("worlds", [1, 5])
def test_more_replications_never_change_the_runs_done_before(place: Place, baseline: Scenario, worlds: int):
    scenario = funded(place, "audited", {"capture.audit_worlds": worlds})
    sink = MemorySink()
    ask(question(baseline, scenario), sink)
    first = Inline()
    more = ask(question(baseline, scenario, replications=3), sink, first)
    known = max(3, worlds + 1) - (worlds + 1)
    assert len(first.tasks) == known + 2, "baselines that nobody audited yet, and two funds"
    assert ask(question(baseline, scenario, replications=3)) == more


def test_a_precision_is_the_answer_to_so_many_replications_also_with_a_fund(tmp_path: Path):
    """More worlds are audited than replications are asked for at first, and later they are replications too."""
    place = place_of(tmp_path / "short", horizon_years=1)
    whole = question(place.scenario("none", CLOSED), funded(place, "audited", {"capture.audit_worlds": 13}))
    sink = MemorySink()
    wanted = luck_of_nets(ask(first_question(whole, 1.0), sink)) / 1.05
    assert first_question(whole, wanted).replications == 11
    found = answer_within(wanted, whole, sink, Inline, 1)
    assert found.identity.replications > 11
    same = replace(whole, replications=found.identity.replications)
    assert answer(same, sink, nobody, 1) == found


def test_another_kind_of_money_is_asked_for_without_simulating(baseline: Scenario, scenario: Scenario):
    sink = MemorySink()
    before = ask(question(baseline, scenario), sink)
    for kind in ("nominal", "discounted"):
        after = answer(question(baseline, scenario, money=kind), sink, nobody, 1)
        fund = [[r.scenario_mean for r in each.records if r.measure == "fund_closing"] for each in (before, after)]
        assert fund[0] == fund[1], "a fund decides and is shown in constant dollars"


def nets(comparison: Comparison, rung: str) -> dict[str, float]:
    return {
        record.payer: record.difference.mean
        for record in comparison.records
        if (record.measure, record.rung, record.line, record.fiscal_year) == ("dollars", rung, None, ALL)
    }


@pytest.mark.parametrize("name", MEASURES)
def test_all_payers_together_gain_or_lose_nothing_by_what_is_handed_over(place: Place, baseline: Scenario, name: str):
    """And every answer keeps the law of the ladder, or it would have been refused."""
    deemed = {"capture.deemed_price": {"value": 900, "price_year": 2025}}
    scenario = funded(place, "agreed", deemed, **MEASURES[name])
    executor = Recording()
    comparison = ask(question(baseline, scenario), executor=executor)
    book = book_of(executor)
    assert book.captured.any() or name == "outcome"
    of_each = nets(comparison, "cash_net")
    assert of_each[ALL] == pytest.approx(sum(of_each[payer] for payer in scenario.payers), abs=0.01)
    own = nets(comparison, "cashable")[ALL] + nets(comparison, "program")[ALL]
    assert nets(comparison, "cash_net")[ALL] == pytest.approx(own, abs=0.01)
    captured = nets(comparison, "captured")[ALL]
    assert captured == pytest.approx((book.captured.sum() - book.returned.sum()) / 100)


def test_a_contracts_fund_buys_the_same_in_its_replay(tmp_path: Path):
    """A contract settles by the year, and a closed unit pays notice: what the fund sees of a run that goes on."""
    place = place_of(tmp_path / "contract")
    lines = {
        "jail bed": {
            **KING_COUNTY["cost_lines"]["jail bed"],
            "counts": dict.fromkeys(("jail_days_superior", "jail_days_municipal", "jail_days_district"), "county"),
        },
        "city jail contract": {
            "agency": "Seattle, paid to King County",
            "counts": {"jail_days_municipal": "city"},
            "function": {
                "kind": "take_or_pay", "receiver": "county", "minimum": "city_contract.minimum",
                "rate": "city_contract.rate", "redirect": "city_contract.redirect",
            },
        },
    }  # fmt: skip
    agreed = {
        "measure": "contract",
        "contract_line": "city jail contract",
        "covers": ["county"],
        "plan": AGREED["plan"],
    }
    scenario = place.scenario("agreed", {**LARGER, **MONEY}, reinvestment=agreed, cost_lines=lines)
    executor = Recording()
    ask(question(place.scenario("none", CLOSED), scenario), executor=executor)
    book, tally = book_of(executor), executor.tallies[1, 0, 0]
    task = executor.task(1)
    extra = totals(tally, Quantity.CASE_MANAGER_MONTHS) - totals(
        run(task.inputs, task.world).tally, Quantity.CASE_MANAGER_MONTHS
    )
    assert extra == pytest.approx(book.bought["case_managers"], abs=1e-12)
    assert book.captured.any()
    assert not np.delete(book.captured, book.payers.index("county"), axis=1).any()
    uncovered = {**agreed, "covers": ["city"]}
    wrong = place.scenario("wrong", {**LARGER, **MONEY}, reinvestment=uncovered, cost_lines=lines)
    with pytest.raises(InputError, match=r"reinvestment\.covers.*allowed: county"):
        answer(question(place.scenario("none", CLOSED), wrong), MemorySink(), nobody, 1)


def test_a_start_in_july_has_half_a_fiscal_year_first(tmp_path: Path):
    """With fiscal years from January, over the leap day of 2028."""
    place = place_of(tmp_path / "july", start=date(2027, 7, 1))
    executor = Recording()
    comparison = ask(question(place.scenario("none", CLOSED), funded(place)), executor=executor)
    assert comparison.identity.fiscal_years == (2027, 2028, 2029)
    book = book_of(executor)
    assert sorted(book.certified) == [2027, 2028]
    assert set(np.flatnonzero(book.deposits)) <= {5 + 2, 17 + 2}
    closing = [r.scenario_mean for r in comparison.records if r.measure == "fund_closing" and r.fiscal_year != ALL]
    assert closing == [book.closing[month] / 100 for month in (5, 17, 23)]


# -- refused --------------------------------------------------------------------------------------------------


def test_what_a_fund_cannot_decide_by_is_refused_before_anything_is_simulated(place: Place, baseline: Scenario):
    wrong = funded(place, "wrong", measure="deemed", deemed_quantity="jail_dais")
    with pytest.raises(InputError, match="did you mean jail_days"):
        answer(question(baseline, wrong), MemorySink(), nobody, 1)


def test_a_baseline_captures_nothing(baseline: Scenario, scenario: Scenario):
    with pytest.raises(InputError, match="measured against a baseline"):
        question(scenario, baseline)


@pytest.mark.parametrize(
    ("measure", "worlds", "runs"), [("measured", 4, 6), ("perfect_audit", 4, 2), ("measured", 1, 3)]
)
def test_a_question_knows_how_many_runs_its_auditors_take(
    place: Place, baseline: Scenario, measure: str, worlds: int, runs: int
):
    asked = question(baseline, funded(place, "counted", {"capture.audit_worlds": worlds}, measure=measure))
    executor = Inline()
    ask(asked, executor=executor)
    assert asked.runs == len(executor.tasks) == runs


def test_what_would_leave_a_fund_out_is_refused(baseline: Scenario, scenario: Scenario):
    with pytest.raises(InputError, match="its fund would be left out"):
        one_way.plan(question(baseline, scenario), [])
    with pytest.raises(InputError, match="its fund would be left out"):
        trace(scenario, baseline)
