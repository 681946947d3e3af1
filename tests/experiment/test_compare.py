"""Answers: the same in any order and on any machine, never simulated twice, nothing where nothing differs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.costs.ledger import BASES, Timeline, cost
from simulator.errors import InputError
from simulator.experiment.collection import Progress
from simulator.experiment.compare import answer
from simulator.experiment.processes import processes
from simulator.experiment.question import MOST_REPLICATIONS, Question, world_of
from simulator.experiment.run import run
from simulator.experiment.setup import model_key, price_books
from simulator.experiment.staffing import staffing_rules
from simulator.inputs.draw import draw_inputs
from simulator.inputs.scenario import Scenario
from simulator.results import ALL, Comparison, Record
from tests.experiment.doubles import Inline, MemorySink, ask, nobody, simulated
from tests.experiment.places import KING_COUNTY, Place, make_place

SEED = 7
MORE = {"lead.annual_budget": {"value": 1_500_000, "price_year": 2025}}
CLOSED = {"lead.annual_budget": {"value": 0, "price_year": 2025}}
DEARER_JAIL = {"costs.jail_day": {"value": 500, "price_year": 2025}}


@pytest.fixture(scope="module")
def scenarios(place: Place) -> tuple[Scenario, ...]:
    """The baseline, and three scenarios that differ from it."""
    return (
        place.scenario("none", CLOSED),
        place.scenario("as-before"),
        place.scenario("more", MORE),
        place.scenario("to-demand", {"lead.hire_to_demand": 1, "lead.hire_lag": 30}),
    )


def question(baseline: Scenario, *others: Scenario, draws: int = 3, **keys: Any) -> Question:
    return Question(others, baseline, seed=SEED, draws=draws, **keys)


def by_scenario(comparison: Comparison) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for record in comparison.records:
        found.setdefault(record.scenario, []).append(record.as_dict())
    return found


@pytest.fixture(scope="module")
def expected(scenarios: tuple[Scenario, ...]) -> Comparison:
    return ask(question(*scenarios))


# -- the same in any order, anywhere ----------------------------------------------------------------------


def test_scenarios_really_differ(expected: Comparison):
    nets = [
        r.difference.mean
        for r in expected.records
        if r.rung == "net" and r.unit == "dollars" and r.payer == ALL and r.fiscal_year == ALL
    ]
    assert len({0.0, *nets}) == 4


def test_the_order_of_scenarios_does_not_matter(scenarios: tuple[Scenario, ...], expected: Comparison):
    baseline, *others = scenarios
    again = ask(question(baseline, *reversed(others)))
    assert by_scenario(again) == by_scenario(expected)
    assert again.identity.hashes == expected.identity.hashes


def test_a_scenario_alone_is_the_same_as_beside_others(scenarios: tuple[Scenario, ...], expected: Comparison):
    baseline, _, more, _ = scenarios
    assert by_scenario(ask(question(baseline, more)))[more.name] == by_scenario(expected)[more.name]


def test_the_number_of_workers_does_not_matter(scenarios: tuple[Scenario, ...], expected: Comparison):
    assert ask(question(*scenarios), workers=5) == expected


def test_two_processes_give_the_same_to_the_bit(scenarios: tuple[Scenario, ...], expected: Comparison):
    with processes(2) as executor:
        assert answer(question(*scenarios), MemorySink(), lambda: executor, 2) == expected


@pytest.mark.parametrize("every", [1, 2, 3])
def test_runs_that_are_kept_give_the_same_to_the_bit(scenarios: tuple[Scenario, ...], expected: Comparison, every: int):
    full, part = MemorySink(), MemorySink()
    ask(question(*scenarios), full)
    part.tallies = dict(list(full.tallies.items())[::every])
    assert ask(question(*scenarios), part) == expected
    assert part.tallies.keys() == full.tallies.keys()


def test_the_whole_answer_is_json(expected: Comparison):
    json.dumps(expected.as_dict(), allow_nan=False)
    assert expected.identity.fiscal_years == (2027,)
    assert expected.identity.people == 60


# -- against single runs ----------------------------------------------------------------------------------


def jail_days(scenario: Scenario, draw: int, world: int) -> float:
    tally = run(draw_inputs(scenario, SEED, draw), world).tally
    return float(tally.monthly("jail_days")[12:].sum())


def record(comparison: Comparison, scenario: Scenario, **wanted: Any) -> Record:
    wanted = {"fiscal_year": ALL, "group": ALL, "payer": ALL, "line": None, **wanted}
    if "rung" in wanted:
        wanted["measure"] = "dollars"
    [found] = [
        one
        for one in comparison.records
        if one.scenario == scenario.name and all(getattr(one, key) == value for key, value in wanted.items())
    ]
    return found


def test_an_answer_is_the_paired_difference_of_its_runs(scenarios: tuple[Scenario, ...]):
    baseline, _, more, _ = scenarios
    found = record(ask(question(baseline, more, draws=2, replications=2)), more, measure="jail_days")
    worlds = {1: (10_000, 10_001), 2: (20_000, 20_001)}
    before, after = (
        np.array([[jail_days(scenario, draw, world) for world in worlds[draw]] for draw in worlds])
        for scenario in (baseline, more)
    )
    assert found.baseline_mean == pytest.approx(before.mean())
    assert found.scenario_mean == pytest.approx(after.mean())
    by_draw = (after - before).mean(axis=1)
    assert found.difference.mean == pytest.approx(by_draw.mean())
    assert found.difference.mcse == pytest.approx(by_draw.std(ddof=1) / np.sqrt(2))
    within = np.diff(after - before).ravel() ** 2 / 2  # the variance of two numbers
    assert found.difference.simulation_error == pytest.approx(np.sqrt(within.mean() / 2 / 2))
    assert found.difference.draws == 2


def test_money_is_the_ledger_of_its_runs(scenarios: tuple[Scenario, ...]):
    baseline, _, more, _ = scenarios
    comparison = ask(question(baseline, more, draws=0))
    spent = []
    for scenario in (baseline, more):
        inputs = draw_inputs(scenario, SEED, 0)
        timeline = Timeline.of(inputs.scenario.jurisdiction.calendar)
        ledger = cost(run(inputs, 0).tally, range(12, 24), price_books(inputs), [1.0] * 12, timeline=timeline)
        spent.append(ledger.cents[..., BASES.index("marginal")].sum(axis=(0, 2)) / 100)
    for p, payer in enumerate(more.payers):
        found = record(comparison, more, rung="net", payer=payer)
        assert found.difference.mean == spent[0][p] - spent[1][p]
        assert (found.baseline_mean, found.scenario_mean) == (spent[0][p], spent[1][p])


def worlds_of(asked: Question) -> dict[tuple[int, int, int], tuple[int, int]]:
    """Return the (draw, world) that is simulated for each (scenario, draw's place, replication)."""
    executor = Inline()
    ask(asked, executor=executor)
    assert len({task.place for task in executor.tasks}) == len(executor.tasks) == asked.runs
    return {task.place: (task.inputs.draw, task.world) for task in executor.tasks}


def test_every_draw_has_worlds_of_its_own_and_every_scenario_meets_them(scenarios: tuple[Scenario, ...]):
    found = worlds_of(question(*scenarios[:2], draws=3, replications=2))
    places = [(s, draw, r) for s in range(2) for draw in (1, 2, 3) for r in range(2)]
    assert found == {(s, draw - 1, r): (draw, world_of(draw, r)) for s, draw, r in places}
    assert len({world for _, world in found.values()}) == 3 * 2
    assert world_of(1, MOST_REPLICATIONS - 1) < world_of(2, 0), "also where there are as many as can be"


@pytest.mark.parametrize(("draws", "replications"), [(3, 5), (7, 2), (7, 5)])
def test_the_world_of_a_replication_does_not_depend_on_how_many_there_are(
    scenarios: tuple[Scenario, ...], draws: int, replications: int
):
    few = worlds_of(question(*scenarios[:2], draws=3, replications=2))
    many = worlds_of(question(*scenarios[:2], draws=draws, replications=replications))
    assert few.items() < many.items()


def test_without_draws_the_base_case_meets_the_first_worlds(scenarios: tuple[Scenario, ...]):
    found = worlds_of(question(*scenarios[:2], draws=0, replications=3))
    assert found == {(s, 0, r): (0, r) for s in range(2) for r in range(3)}


def test_without_draws_every_parameter_has_its_stated_value(scenarios: tuple[Scenario, ...]):
    sink = MemorySink()
    comparison = ask(question(*scenarios[:2], draws=0), sink)
    inputs = [draw_inputs(scenario, SEED, 0) for scenario in scenarios[:2]]
    assert set(sink.tallies) == {model_key(each, 0, staffing_rules(each)) for each in inputs}
    assert {record.difference.draws for record in comparison.records} == {1}
    assert comparison.identity.draws == 0


def test_draws_are_simulated_whole_before_the_next_begins(scenarios: tuple[Scenario, ...]):
    executor = Inline()
    ask(question(*scenarios, draws=3), executor=executor)
    assert [task.inputs.draw for task in executor.tasks] == [1] * 4 + [2] * 4 + [3] * 4


# -- never twice ------------------------------------------------------------------------------------------


def test_the_same_question_is_not_simulated_again(scenarios: tuple[Scenario, ...], expected: Comparison):
    sink = MemorySink()
    assert simulated(question(*scenarios), sink) == 12
    assert answer(question(*scenarios), sink, nobody, 1) == expected


def test_a_larger_question_only_adds_what_is_new(scenarios: tuple[Scenario, ...]):
    sink = MemorySink()
    assert simulated(question(*scenarios[:2], draws=2), sink) == 4
    assert simulated(question(*scenarios[:2], draws=3), sink) == 2
    assert simulated(question(*scenarios[:3], draws=3), sink) == 3
    assert simulated(question(*scenarios[:3], draws=3, replications=4), sink) == 3 * 3 * 3
    assert simulated(question(*scenarios[:3], draws=3, replications=2), sink) == 0


def quantities(comparison: Comparison) -> list[dict[str, Any]]:
    data = [record.as_dict() for record in comparison.records if record.table != "money"]
    return [{**one, "scenario": None} for one in data]


def money(comparison: Comparison, rung: str = "gross") -> list[float]:
    return [record.difference.mean for record in comparison.records if record.rung == rung]


def test_a_price_is_costed_anew_without_simulating(place: Place, scenarios: tuple[Scenario, ...]):
    sink, baseline = MemorySink(), scenarios[0]
    before = ask(question(baseline, scenarios[2]), sink)
    dearer = place.scenario("dearer", {**MORE, **DEARER_JAIL})
    after = answer(question(baseline, dearer), sink, nobody, 1)
    assert quantities(after) == quantities(before)
    assert money(after) != money(before)
    assert money(after, "program") == money(before, "program")


@pytest.mark.parametrize("kind", ["nominal", "discounted"])
def test_another_kind_of_money_is_costed_anew_without_simulating(scenarios: tuple[Scenario, ...], kind: str):
    sink, asked = MemorySink(), scenarios[:2]
    before = ask(question(*asked), sink)
    after = answer(question(*asked, money=kind), sink, nobody, 1)
    assert quantities(after) == quantities(before)
    larger = kind == "nominal"
    program = zip(money(before, "program"), money(after, "program"), strict=True)
    assert all((abs(now) > abs(was)) == larger for was, now in program if was)
    assert {r.price_year for r in after.records if r.measure == "dollars"} == {None if larger else 2025}
    assert after.identity.money == kind


@pytest.mark.parametrize(
    "changes",
    [
        {"lead.consent": 0.5},
        {"jail.short_stay_median": 2},
        {"costs.case_manager": {"value": 90_000, "price_year": 2025}},
    ],
    ids=["consent", "stays", "price of staff"],
)
def test_anything_else_is_simulated_again(place: Place, scenarios: tuple[Scenario, ...], changes: Mapping[str, Any]):
    sink = MemorySink()
    simulated(question(*scenarios[:2]), sink)
    assert simulated(question(scenarios[0], place.scenario("changed", changes)), sink) == 3


def test_a_price_is_a_fact_on_both_sides_and_no_saving(place: Place, scenarios: tuple[Scenario, ...]):
    """A scenario that only states a lower price than its baseline saves nothing by it, on any rung."""
    changes = {**CLOSED, "costs.jail_day": {"value": 20, "price_year": 2025}, "costs.jail_day_marginal_share": 0.9}
    cheaper = place.scenario("cheaper", changes)
    comparison = ask(question(scenarios[0], cheaper, draws=2))
    jail = record(comparison, cheaper, rung="gross", line="jail bed")
    assert jail.baseline_mean == jail.scenario_mean > 0.0
    assert_no_difference(one for one in comparison.records if one.measure == "dollars")
    dearer = place.scenario("dearer", {**CLOSED, **DEARER_JAIL})
    assert record(ask(question(scenarios[0], dearer, draws=2)), dearer, rung="gross", line="jail bed").baseline_mean > (
        20 * jail.baseline_mean
    )


def test_what_lead_itself_costs_is_each_sides_own(place: Place, scenarios: tuple[Scenario, ...]):
    baseline = scenarios[1]
    dearer = place.scenario("dearer", {"costs.program_fixed": {"value": 300_000 + 12_345, "price_year": 2025}})
    comparison = ask(question(baseline, dearer, draws=1))
    assert record(comparison, dearer, rung="program").difference.mean == -12_345.0
    assert record(comparison, dearer, rung="gross").difference.mean == 0.0


def test_scenarios_that_differ_in_prices_share_their_runs(place: Place, scenarios: tuple[Scenario, ...]):
    dearer = place.scenario("dearer", {**CLOSED, **DEARER_JAIL})
    seen: list[Progress] = []
    executor = Inline()
    asked = question(scenarios[0], dearer, scenarios[2], draws=2)
    comparison = answer(asked, MemorySink(), lambda: executor, 1, seen.append)
    assert len(executor.tasks) == 4
    assert seen[-1] == Progress(done=6, found=0, total=6)
    assert record(comparison, dearer, rung="gross").difference.mean == 0.0
    assert record(comparison, dearer, measure="jail_days").difference.mean == 0.0
    assert record(comparison, scenarios[2], measure="jail_days").difference.mean != 0.0


# -- nothing where nothing differs ------------------------------------------------------------------------


def assert_no_difference(records: Iterable[Record]) -> None:
    checked = 0
    for one in records:
        if one.table == "money" and one.measure != "dollars":
            continue  # what a participant costs, or when it pays, is no difference
        found = one.difference
        assert (found.mean, found.low, found.p25, found.p75, found.high, found.mcse) == (0.0,) * 6, one
        assert one.baseline_mean == one.scenario_mean
        checked += 1
    assert checked


def test_a_scenario_like_its_baseline_differs_in_nothing_to_the_bit(place: Place):
    baseline, same = place.scenario("baseline"), place.scenario("same", {"lead.caseload": 8})
    comparison = ask(question(baseline, same, draws=4))
    assert_no_difference(comparison.records)
    assert any(one.scenario_mean > 0.0 for one in comparison.records)


LEAD_OTHERWISE = {
    "lead.consent": 0.2,
    "lead.officer_offers": 1,
    "lead.social_referral_rate": 5,
    "lead.caseload": 4,
    "lead.hire_lag": 3,
    "lead.patience": 5,
    "lead.wind_down": 10,
    "lead.coverage.southwest": 1,
    "lead.eligible.other_felony": 1,
    "lead.offer_when_no_action": 1,
    "lead.effect.felony_filing": 0.1,
    "lead.effect.long_stay": 0.1,
    "lead.effect.prison": 0.1,
    "lead.warrant_excludes": 0,
    "lead.kept_for_arrests": 0.5,
    "treatment.take_up": 1,
    "employment.stay": 30,
    "funding.state_grant": {"value": 5_000_000, "price_year": 2025},
    "medicaid.services_share": 0.5,
}
OTHER_EFFECTS = {
    "lead.effect.new_offenses": 0.1,
    "lead.effect.warrants": 0.1,
    "lead.effect.warrant_clearing": 20,
    "lead.effect.discount": 1,
    "lead.effect.half_life": 1,
}


@pytest.mark.parametrize("changes", [LEAD_OTHERWISE, OTHER_EFFECTS], ids=["program", "effect on contacts"])
def test_without_places_nothing_about_lead_makes_a_difference(tmp_path: Path, changes: Mapping[str, Any]):
    """Except how often somebody would have been referred and is refused, since there is no LEAD."""
    place = make_place(tmp_path / "without", {"lead.annual_budget": 0})
    baseline, otherwise = place.scenario("baseline"), place.scenario("otherwise", changes)
    executor = Inline()
    comparison = ask(question(baseline, otherwise, draws=4), executor=executor)
    assert len(executor.tasks) == 8, "these are different inputs, and both are simulated"
    assert_no_difference(one for one in comparison.records if one.reason != "not_operating")
    assert record(comparison, otherwise, measure="jail_days").scenario_mean > 0.0


def test_doing_more_costs_the_program_more(expected: Comparison, scenarios: tuple[Scenario, ...]):
    assert record(expected, scenarios[2], rung="program").difference.mean < 0.0
    assert record(expected, scenarios[2], measure="participants").difference.mean > 0.0


# -- interrupted, and refused -----------------------------------------------------------------------------


@pytest.mark.parametrize("done", [0, 1, 4, 7])
def test_an_interrupted_answer_keeps_what_was_finished_and_goes_on_from_there(
    scenarios: tuple[Scenario, ...], expected: Comparison, done: int
):
    sink = MemorySink()
    with pytest.raises(KeyboardInterrupt):
        ask(question(*scenarios), sink, Inline(fine=done))
    assert len(sink.tallies) == done
    executor = Inline()
    assert ask(question(*scenarios), sink, executor) == expected
    assert len(executor.tasks) == 12 - done


def test_progress_counts_what_was_found_and_what_was_done(scenarios: tuple[Scenario, ...]):
    sink = MemorySink()
    ask(question(*scenarios[:2], draws=1), sink)
    seen: list[Progress] = []
    answer(question(*scenarios[:2], draws=2), sink, Inline, 1, seen.append)
    assert seen[-1] == Progress(done=4, found=2, total=4)
    assert [progress.done for progress in seen] == sorted(progress.done for progress in seen)


def test_what_cannot_be_priced_is_refused_before_anything_is_simulated(tmp_path: Path):
    line = {"price": "costs.jail_day", "agency": "A test", "counts": {"bookings_superior": "county"}}
    lines = {**KING_COUNTY["cost_lines"], "wrong": line}
    place = make_place(tmp_path / "wrong", cost_lines=lines)
    sink = MemorySink()
    with pytest.raises(InputError, match="does not fit"):
        answer(question(place.scenario("one"), place.scenario("other", MORE)), sink, nobody, 1)
    assert sink.tallies == {}


# -- fiscal years, and who asked --------------------------------------------------------------------------


def test_fiscal_years_that_are_not_calendar_years_add_up(tmp_path: Path):
    place = make_place(tmp_path / "july", fiscal_start_month=7)
    more = place.scenario("more", MORE)
    comparison = ask(question(place.scenario("baseline"), more, draws=2))
    assert comparison.identity.fiscal_years == (2027, 2028)
    for wanted in (
        {"measure": "jail_days", "table": "quantities"},
        {"rung": "net"},
        {"measure": "case_manager_months"},
    ):
        whole, first, second = (
            record(comparison, more, fiscal_year=year, **wanted).difference.mean for year in (ALL, 2027, 2028)
        )
        assert whole == pytest.approx(first + second, rel=1e-12)
        assert second != 0.0


def test_groups_add_up_to_all_wherever_they_are_told(expected: Comparison, scenarios: tuple[Scenario, ...]):
    more = [one for one in expected.records if one.scenario == scenarios[2].name and one.table == "quantities"]
    told = {one.measure for one in more if one.group != ALL}
    assert {"jail_days", "participants", "waiting_days"} <= told
    for measure in told:
        parts = [one.scenario_mean for one in more if one.measure == measure and one.group != ALL]
        wholes = [one.scenario_mean for one in more if one.measure == measure and one.group == one.fiscal_year == ALL]
        assert sum(parts) == pytest.approx(sum(wholes), rel=1e-9), measure


def test_an_identity_says_enough_to_ask_again(scenarios: tuple[Scenario, ...], expected: Comparison):
    identity = expected.identity
    assert (identity.seed, identity.draws, identity.replications, identity.money) == (SEED, 3, 1, "constant")
    assert identity.baseline == scenarios[0].name
    assert identity.scenarios == tuple(scenario.name for scenario in scenarios[1:])
    assert identity.start == "2027-01-01"
    assert set(identity.titles) == set(identity.hashes) == {scenario.name for scenario in scenarios}
    assert len(set(identity.hashes.values())) == 4
    assert {"leadsim", "model", "python", "numpy", "simpy"} <= set(identity.versions)


def test_hashes_follow_draws_and_seed(scenarios: tuple[Scenario, ...], expected: Comparison):
    fewer = ask(question(*scenarios[:2], draws=2)).identity.hashes
    assert all(fewer[name] != expected.identity.hashes[name] for name in fewer)
