"""Staff: whole people, cuts at once, hires after the lag, hiring to demand, and the notice of those cut."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import InputError
from simulator.experiment.staffing import Staffing, StaffingRules, staffing_rules
from simulator.inputs.draw import draw_inputs
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from simulator.units import Calendar
from tests.experiment.places import Place, later, make_place
from tests.properties.strategies import examples

TWO_YEARS = Calendar(date(2027, 1, 1), warm_up_months=12, horizon_months=12)
BEGIN = TWO_YEARS.edges[0]
LAG = 100.0


def staffing(
    *targets: tuple[float, int], to_demand: bool = False, lag: float = LAG, caseloads: Any = ((BEGIN, 10.0),)
) -> Staffing:
    return Staffing(StaffingRules(targets, caseloads, lag, to_demand), TWO_YEARS)


def employed(made: Staffing, *days: float) -> list[int]:
    return [made.employed(day) for day in days]


# -- budgets ----------------------------------------------------------------------------------------------


def rules_of(place: Place, changes: Mapping[str, Any], draw: int = 0) -> StaffingRules:
    return staffing_rules(draw_inputs(place.scenario("asked", changes), 1, draw))


PRICES = {
    "costs.case_manager": {"value": 100_000, "price_year": 2025},
    "costs.services_month": {"value": 100, "price_year": 2025},
    "costs.program_fixed": {"value": 50_000, "price_year": 2025},
    "lead.caseload": 10,
}
ONE = 100_000 + 12 * 100 * 10  # a case manager and a full caseload's services


@pytest.mark.parametrize(
    ("budget", "staff"),
    [
        (50_000 + 3 * ONE, 3),
        (50_000 + 3 * ONE - 1, 2),
        (50_000 + 4 * ONE - 1, 3),
        (50_000 + ONE - 1, 0),
        (49_999, 0),
        (0, 0),
    ],
)
def test_a_budget_buys_whole_case_managers(place: Place, budget: int, staff: int):
    rules = rules_of(place, {**PRICES, "lead.annual_budget": {"value": budget, "price_year": 2025}})
    assert rules.targets[-1][1] == staff


def test_practice_holds_until_the_start_and_the_policy_from_then_on(place: Place):
    rules = rules_of(place, {"lead.annual_budget": {"value": 0, "price_year": 2025}, "lead.caseload": 5})
    assert rules.targets == ((-365.0, 2), (0.0, 0))
    assert rules.caseloads == ((-365.0, 8.0), (0.0, 5.0))


def test_a_policy_that_changes_nothing_has_no_turn_at_the_start(place: Place):
    assert rules_of(place, {}).targets == ((-365.0, 2),)


def test_dated_budgets_are_targets_on_their_days(tmp_path: Path):
    facts = {"lead.annual_budget": later(800_000, (date(2026, 7, 1), 0), price_year=2025)}
    place = make_place(tmp_path, facts)
    changes = {"lead.annual_budget": later(1_200_000, (date(2027, 7, 1), 0), price_year=2025)}
    assert rules_of(place, changes).targets == ((-365.0, 2), (-184.0, 0), (0.0, 4), (181.0, 0))


def test_what_holds_for_the_whole_run_takes_no_later_value(place: Place):
    for path, value, other in (("lead.hire_lag", 30, 60), ("lead.hire_to_demand", 0, 1)):
        with pytest.raises(InputError, match=f"(?s){path}.*whole run|whole run.*{path}"):
            rules_of(place, {path: later(value, (date(2027, 7, 1), other))})


def test_a_later_budget_and_hiring_to_demand_contradict_each_other(place: Place):
    changes = {
        "lead.hire_to_demand": 1,
        "lead.annual_budget": later(800_000, (date(2027, 7, 1), 0), price_year=2025),
    }
    with pytest.raises(InputError, match="hired to demand"):
        rules_of(place, changes)


def test_a_later_number_of_staff_and_hiring_to_demand_contradict_each_other_too(place: Place):
    changes = {"lead.hire_to_demand": 1, "lead.case_managers": later(2, (date(2027, 7, 1), 3))}
    with pytest.raises(InputError, match=r"lead\.case_managers.*hired to demand"):
        rules_of(place, changes)


def test_a_later_price_of_staff_does_not_cut_staff_hired_to_demand(place: Place):
    dearer = later(180_000, (date(2027, 7, 1), 400_000), price_year=2025)
    assert rules_of(place, {"costs.case_manager": dearer}).targets == ((-365.0, 2), (181.0, 1))
    assert rules_of(place, {"costs.case_manager": dearer, "lead.hire_to_demand": 1}).targets == ((-365.0, 2),)


def test_a_caseload_of_nobody_is_refused(place: Place):
    with pytest.raises(InputError, match=r"lead\.caseload"):
        rules_of(place, {"lead.caseload": 0})


# -- who is employed --------------------------------------------------------------------------------------


def test_the_first_staff_is_there_at_once_and_later_hires_after_the_lag():
    made = staffing((BEGIN, 3), (0.0, 5))
    assert employed(made, BEGIN - 1.0, BEGIN, -1.0, 0.0, 99.9, 100.0) == [0, 3, 3, 3, 3, 5]


def test_cuts_take_effect_at_once():
    assert employed(staffing((BEGIN, 5), (0.0, 2)), -0.1, 0.0) == [5, 2]


def test_a_cut_calls_off_pending_hires():
    made = staffing((BEGIN, 3), (0.0, 8), (50.0, 2))
    assert employed(made, 49.0, 50.0, 100.0, 300.0) == [3, 2, 2, 2]


def test_pending_hires_beyond_a_lower_target_are_called_off_and_the_others_come_when_they_were_to():
    made = staffing((BEGIN, 3), (0.0, 8), (50.0, 5))
    assert employed(made, 50.0, 99.0, 100.0, 150.0, 300.0) == [3, 3, 5, 5, 5]


def test_going_back_to_the_staff_there_is_calls_off_all_pending_hires():
    made = staffing((BEGIN, 3), (0.0, 8), (50.0, 3))
    assert employed(made, 99.0, 100.0, 300.0) == [3, 3, 3]


def test_a_higher_target_does_not_put_off_those_who_are_already_being_hired():
    made = staffing((BEGIN, 3), (0.0, 5), (50.0, 9))
    assert employed(made, 99.0, 100.0, 149.0, 150.0) == [3, 5, 5, 9]


def test_the_same_target_again_changes_nothing():
    made = staffing((BEGIN, 3), (-50.0, 5), (0.0, 5))
    assert employed(made, 0.0, 49.0, 50.0, 100.0) == [3, 3, 5, 5]


def test_hires_without_a_lag_are_there_on_the_day():
    assert employed(staffing((BEGIN, 3), (10.0, 4), lag=0.0), 9.0, 10.0) == [3, 4]


def test_without_warm_up_the_policys_staff_is_the_first():
    assert employed(staffing((0.0, 4), caseloads=((0.0, 10.0),)), 0.0) == [4]


DAYS = st.integers(int(BEGIN) + 1, 365).map(float)


@st.composite
def targets(draw: st.DrawFn) -> tuple[tuple[float, int], ...]:
    days = sorted({BEGIN, *draw(st.lists(DAYS, max_size=6, unique=True))})
    return tuple((day, draw(st.integers(0, 9))) for day in days)


@examples(120)
@given(targets(), st.sampled_from((0.0, 1.0, 30.0, 120.0, 500.0)))
def test_staff_is_between_targets_and_changes_only_on_their_days_or_a_lag_later(
    sequence: tuple[tuple[float, int], ...], lag: float
):
    made = staffing(*sequence, lag=lag)
    span = [BEGIN + day for day in range(int(365 - BEGIN) + 600)]
    staff = employed(made, *span)
    assert min(staff) >= 0
    assert max(staff) <= max(target for _, target in sequence)
    allowed = {day + wait for day, _ in sequence for wait in (0.0, lag)}
    turns = {day for day, before, now in zip(span[1:], staff, staff[1:], strict=False) if before != now}
    assert turns <= allowed
    assert staff[-1] == sequence[-1][1]


@examples(120)
@given(targets(), st.sampled_from((0.0, 1.0, 30.0, 120.0)))
def test_staff_is_the_least_that_was_wanted_within_the_lag(sequence: tuple[tuple[float, int], ...], lag: float):
    def wanted(day: float) -> int:
        return next((target for since, target in reversed(sequence) if since <= day), sequence[0][1])

    made = staffing(*sequence, lag=lag)
    for day in range(int(BEGIN), 500):
        # Who is there on a day was wanted on every day of the lag before it; a target on the first of those counts.
        turns = [since for since, _ in sequence if day - lag < since <= day]
        assert made.employed(day) == min(wanted(when) for when in (day - lag, *turns, day))


# -- places -----------------------------------------------------------------------------------------------


def test_places_are_staff_times_caseload():
    made = staffing((BEGIN, 3), (0.0, 5), (200.0, 0), caseloads=((BEGIN, 8.0),))
    assert dict(made.plan()) == {BEGIN: 24, 100.0: 40, 200.0: 0}


def test_a_part_of_a_place_is_none():
    assert staffing((BEGIN, 3), caseloads=((BEGIN, 8.5),)).places(0.0) == 25


def test_another_caseload_makes_other_places_from_its_day_on():
    made = staffing((BEGIN, 4), caseloads=((BEGIN, 10.0), (0.0, 8.0), (90.0, 5.0)))
    assert list(made.plan()) == [(BEGIN, 40), (0.0, 32), (90.0, 20)]
    assert [made.places(day) for day in (-1.0, 0.0, 89.0, 90.0)] == [40, 32, 32, 20]


# -- hiring to demand -------------------------------------------------------------------------------------


def waiting(month: int, people: float, used: float = 0.0) -> Tally:
    """Return a tally in which this many people wait, on average, in a month."""
    tally = Tally.empty(TWO_YEARS.months, ("one", "other"))
    length = TWO_YEARS.edges[month + 1] - TWO_YEARS.edges[month]
    tally.counts[month, Quantity.WAITING_DAYS, 0] = people * length * 0.25
    tally.counts[month, Quantity.WAITING_DAYS, 1] = people * length * 0.75
    return tally


@pytest.mark.parametrize(("people", "hires"), [(0.0, 0), (0.1, 1), (10.0, 1), (10.1, 2), (25.0, 3), (30.0, 3)])
def test_whoever_waits_is_hired_for_in_whole_caseloads_after_the_lag(people: float, hires: int):
    made = staffing((BEGIN, 2), to_demand=True)
    made.review(12, waiting(12, people))
    assert employed(made, 31.0, 130.0, 131.0) == [2, 2, 2 + hires]


def test_who_is_already_coming_is_not_hired_again():
    made = staffing((BEGIN, 2), to_demand=True)
    made.review(12, waiting(12, 25.0))
    made.review(13, waiting(13, 25.0))
    assert employed(made, 131.0, 159.0, 300.0) == [5, 5, 5]
    made.review(14, waiting(14, 45.0))  # 5 needed, 3 are coming
    assert employed(made, 131.0, 189.0, 190.0) == [5, 5, 7]


def test_who_has_come_counts_no_longer_as_coming():
    made = staffing((BEGIN, 2), to_demand=True, lag=20.0)
    made.review(12, waiting(12, 25.0))
    made.review(13, waiting(13, 25.0))
    assert employed(made, 51.0, 79.0) == [5, 8]


def test_hires_that_a_target_has_begun_count_as_coming():
    made = staffing((BEGIN, 2), (0.0, 4), to_demand=True)
    made.review(12, waiting(12, 25.0))
    assert employed(made, 100.0, 131.0) == [4, 5]


def test_nobody_is_hired_for_those_who_waited_before_the_start():
    made = staffing((BEGIN, 2), to_demand=True)
    for month in range(11):
        made.review(month, waiting(month, 50.0))
    assert employed(made, 0.0, 365.0) == [2, 2]


def test_nobody_is_hired_to_demand_unless_the_scenario_says_so():
    made = staffing((BEGIN, 2))
    made.review(12, waiting(12, 50.0))
    assert employed(made, 300.0) == [2]


@examples(100)
@given(st.lists(st.floats(0.0, 80.0), min_size=12, max_size=12), st.sampled_from((0.0, 20.0, 45.0, 120.0)))
def test_staff_hired_to_demand_only_grows(people: list[float], lag: float):
    made = staffing((BEGIN, 1), to_demand=True, lag=lag)
    for month, average in enumerate(people, start=12):
        made.review(month, waiting(month, average))
    days = [day for day, _ in made.plan()]
    assert days == sorted(days)
    staff = employed(made, *range(int(BEGIN), 500))
    assert staff == sorted(staff)
    assert 10.0 * (staff[-1] - 1) >= max(people) - 1e-6


# -- what is written into the tally -----------------------------------------------------------------------


def recorded(made: Staffing, used: Mapping[int, float], participants: float = 20.0) -> Mapping[str, list[float]]:
    """Return what staffing writes, by month of the horizon, for mean places used and mean participants."""
    tally = Tally.empty(TWO_YEARS.months, ("one", "other"))
    for month in range(TWO_YEARS.months):
        length = TWO_YEARS.edges[month + 1] - TWO_YEARS.edges[month]
        tally.counts[month, Quantity.PLACE_DAYS_USED, -1] = used.get(month - 12, 0.0) * length
        tally.counts[month, Quantity.PARTICIPANT_DAYS, 0] = participants * length
    for month in range(TWO_YEARS.months):
        made.record(month, tally)
    totals = tally.counts.sum(axis=2)[12:]
    return {quantity.name.lower(): totals[:, quantity].tolist() for quantity in Quantity}


def test_staff_and_places_are_recorded_by_month():
    written = recorded(staffing((BEGIN, 3)), {})
    assert written["case_manager_months"] == [3.0] * 12
    assert written["program_months"] == [1.0] * 12
    assert written["place_days_funded"][:2] == [30 * 31.0, 30 * 28.0]


def test_a_part_of_a_month_is_paid_by_its_days():
    written = recorded(staffing((BEGIN, 3), (10.0, 0)), {})
    assert written["case_manager_months"] == pytest.approx([3.0 * 10 / 31, *[0.0] * 11])
    assert written["place_days_funded"] == pytest.approx([300.0, *[0.0] * 11])
    assert written["program_months"] == [1.0, *[0.0] * 11]  # the program is there in a month or it is not


def test_notice_takes_whole_case_managers_while_use_exceeds_places_and_no_longer():
    written = recorded(staffing((BEGIN, 3), (0.0, 1)), {0: 28.0, 1: 20.0, 2: 10.1, 3: 10.0, 4: 4.0})
    assert written["notice_months"] == [2.0, 1.0, 1.0, *[0.0] * 9]
    assert written["case_manager_months"] == [1.0] * 12
    assert written["notice_program_months"] == [0.0] * 12


def test_a_closed_program_is_still_a_program_while_somebody_has_notice():
    written = recorded(staffing((BEGIN, 3), (0.0, 0)), {0: 15.0, 1: 0.5})
    assert written["program_months"] == [0.0] * 12
    assert written["notice_months"] == [2.0, 1.0, *[0.0] * 10]
    assert written["notice_program_months"] == [1.0, 1.0, *[0.0] * 10]


def test_served_days_are_split_by_who_pays_for_the_places_they_take():
    written = recorded(staffing((BEGIN, 3), (0.0, 1)), {0: 40.0, 1: 10.0}, participants=44.0)
    days = 44.0 * 31
    assert written["notice_days"][:2] == pytest.approx([days * 30 / 40, 0.0])
    assert written["served_days"][:2] == pytest.approx([days * 10 / 40, 44.0 * 28])
    total = [served + notice for served, notice in zip(written["served_days"], written["notice_days"], strict=True)]
    assert total == pytest.approx(written["participant_days"])


def test_rounding_of_places_in_use_hires_nobody():
    written = recorded(staffing((BEGIN, 3)), {0: 30.0 + 1e-12})
    assert written["notice_months"] == [0.0] * 12


def test_notice_counts_by_the_caseload_of_its_month():
    made = staffing((BEGIN, 3), (0.0, 0), caseloads=((BEGIN, 10.0), (31.0, 5.0)))
    assert recorded(made, {0: 15.0, 1: 15.0})["notice_months"][:2] == [2.0, 3.0]
