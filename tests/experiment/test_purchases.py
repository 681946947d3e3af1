"""What a fund buys: its plan in order, as far as the balance carries it, and what it gives up before it runs out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import InputError
from simulator.experiment.bought import Bought
from simulator.experiment.purchases import Purchases, refuse_unusable
from simulator.inputs.draw import draw_inputs
from tests.experiment.funds import (
    CALENDAR,
    CASE_MANAGER,
    CASELOAD,
    SERVICES,
    plan,
    terms_of,
)
from tests.experiment.places import KING_COUNTY, Place, later, make_place
from tests.properties.strategies import examples

END = CALENDAR.edges[-1]
WITH_CLIENTS = round(100 * (CASE_MANAGER + SERVICES * CASELOAD))  # cents of a case manager and a full caseload a month
SUPERVISOR, PROSECUTOR, HOME = 1_000_000, 2_000_000, 152_187.5  # cents a month
RESERVE = 3


def purchases(*entries: str | tuple[str, int], **keys: Any) -> tuple[Purchases, Bought]:
    bought = Bought()
    terms = terms_of(agreement={"plan": plan(*entries)}, **{"reserve_months": RESERVE, "hire_lag": 40.0, **keys})
    return Purchases(terms, bought, CALENDAR), bought


def ordered(bought: Bought, *items: str) -> list[int]:
    return [bought.ordered(item) for item in items]


# -- what a unit costs ----------------------------------------------------------------------------------------


def test_a_case_manager_costs_the_services_of_a_full_caseload_too():
    made, _ = purchases("case_managers", caseloads=((CALENDAR.edges[0], CASELOAD), (365.0, 20.0)))
    assert made.monthly("case_managers", 0) == pytest.approx(WITH_CLIENTS)
    assert made.monthly("case_managers", 12) == pytest.approx(100 * (CASE_MANAGER + 2 * SERVICES * CASELOAD))


def test_supervisors_and_a_prosecutor_cost_a_twelfth_of_their_year_and_a_home_the_days_of_a_month():
    made, _ = purchases("supervisors", "liaison_prosecutor", "interim_housing")
    assert made.monthly("supervisors", 0) == SUPERVISOR
    assert made.monthly("liaison_prosecutor", 0) == PROSECUTOR
    assert made.monthly("interim_housing", 0) == pytest.approx(HOME)


# -- buying ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("balance", "units"),
    [
        (0, 0), (RESERVE * WITH_CLIENTS - 1, 0), (RESERVE * WITH_CLIENTS, 1), (2 * RESERVE * WITH_CLIENTS - 1, 1),
        (7 * RESERVE * WITH_CLIENTS, 7),
    ],
)  # fmt: skip
def test_a_unit_is_bought_when_the_fund_holds_its_reserve(balance: int, units: int):
    made, bought = purchases("case_managers")
    made.review(31.0, balance, 0)
    assert ordered(bought, "case_managers") == [units]
    assert bought.days("case_managers") == ([31.0 + 40.0] if units else [])


def test_the_reserve_of_what_is_there_and_of_what_is_coming_is_not_spent_again():
    made, bought = purchases("case_managers")
    made.review(31.0, RESERVE * WITH_CLIENTS, 0)
    made.review(59.0, 2 * RESERVE * WITH_CLIENTS - 1, 1)
    assert ordered(bought, "case_managers") == [1]
    made.review(90.0, 2 * RESERVE * WITH_CLIENTS, 2)
    assert ordered(bought, "case_managers") == [2]
    assert bought.level("case_managers", 129.9) == 1
    assert bought.level("case_managers", 130.0) == 2


def test_the_first_entry_of_a_plan_is_bought_first_and_the_next_with_what_is_left():
    made, bought = purchases(("interim_housing", 4), ("case_managers", 2), "liaison_prosecutor")
    balance = RESERVE * (4 * HOME + WITH_CLIENTS) + 10
    made.review(31.0, int(balance), 0)
    assert ordered(bought, "interim_housing", "case_managers", "liaison_prosecutor") == [4, 1, 0]


def test_what_is_too_dear_is_passed_over_for_what_is_not():
    made, bought = purchases("liaison_prosecutor", "interim_housing")
    made.review(31.0, int(RESERVE * HOME) + 1, 0)
    assert ordered(bought, "liaison_prosecutor", "interim_housing") == [0, 1]


def test_no_more_than_the_most_is_bought_also_in_two_steps():
    made, bought = purchases(("case_managers", 2), ("interim_housing", 1), ("case_managers", 3))
    made.review(31.0, 10**9, 0)
    assert ordered(bought, "case_managers", "interim_housing") == [3, 1]
    assert made.items == ("case_managers", "interim_housing")
    made.review(59.0, 10**9, 1)
    assert ordered(bought, "case_managers", "interim_housing") == [3, 1]


@pytest.mark.parametrize(("case_managers", "supervisors"), [(0, 0), (1, 1), (3, 1), (4, 2), (6, 2), (7, 3)])
def test_supervisors_are_bought_as_case_managers_need_them(case_managers: int, supervisors: int):
    entries = [("case_managers", case_managers)] if case_managers else []
    made, bought = purchases(*entries, "supervisors", supervisor_ratio=3.0)
    made.review(31.0, 10**9, 0)
    assert ordered(bought, "case_managers", "supervisors") == [case_managers, supervisors]


def test_where_a_plan_names_supervisors_a_case_manager_costs_a_part_of_one_first():
    """Wherever they stand in the plan: nobody is hired whom nobody could supervise."""
    part = WITH_CLIENTS + SUPERVISOR / 3
    for entries in (("case_managers", "supervisors"), ("supervisors", "case_managers")):
        made, bought = purchases(*entries, supervisor_ratio=3.0)
        made.review(31.0, int(RESERVE * 3 * part) + 1, 0)
        assert ordered(bought, "case_managers", "supervisors") == [3, 1]
        made, bought = purchases(*entries, supervisor_ratio=3.0)
        made.review(31.0, int(RESERVE * 3 * part) - 1, 0)
        assert bought.ordered("case_managers") == 2


def test_there_are_no_more_supervisors_than_the_plan_allows():
    made, bought = purchases(("case_managers", 9), ("supervisors", 2))
    made.review(31.0, 10**9, 0)
    assert ordered(bought, "supervisors") == [2]


def test_one_prosecutor_is_enough_unless_the_plan_wants_more():
    made, bought = purchases("liaison_prosecutor")
    made.review(31.0, 10**9, 0)
    assert ordered(bought, "liaison_prosecutor") == [1]
    made, bought = purchases(("liaison_prosecutor", 3))
    made.review(31.0, 10**9, 0)
    assert ordered(bought, "liaison_prosecutor") == [3]


@pytest.mark.parametrize(("before_end", "units"), [(40.0, 0), (39.0, 0), (40.5, 1), (100.0, 1)])
def test_nothing_is_ordered_that_would_come_after_the_end(before_end: float, units: int):
    made, bought = purchases(("case_managers", 1))
    made.review(END - before_end, 10**9, 40)
    assert ordered(bought, "case_managers") == [units]


# -- giving up ------------------------------------------------------------------------------------------------


def full(**keys: Any) -> tuple[Purchases, Bought]:
    """Return a plan that has been bought: two case managers and four homes."""
    made, bought = purchases(("case_managers", 2), ("interim_housing", 4), **keys)
    made.review(31.0, 10**9, 0)
    assert ordered(bought, "case_managers", "interim_housing") == [2, 4]
    return made, bought


PAYROLL = 2 * WITH_CLIENTS + 4 * HOME


def test_as_long_as_the_notice_is_covered_nothing_is_given_up():
    made, bought = full(notice_months=3)
    made.review(200.0, int(3 * PAYROLL) + 1, 6)
    assert ordered(bought, "case_managers", "interim_housing") == [2, 4]


@pytest.mark.parametrize(
    ("short", "left"), [(1, [2, 3]), (2 * 3 * HOME, [2, 2]), (4 * 3 * HOME, [2, 0]), (4 * 3 * HOME + 2, [1, 0])]
)
def test_the_plans_last_is_given_up_first_and_no_more_than_is_lacking(short: float, left: list[int]):
    made, bought = full(notice_months=3)
    made.review(200.0, int(3 * PAYROLL - short), 6)
    assert ordered(bought, "case_managers", "interim_housing") == left
    assert [bought.level(item, 200.0) for item in ("case_managers", "interim_housing")] == left


def test_a_fund_without_notice_still_pays_the_next_month():
    made, bought = full(notice_months=0)
    made.review(200.0, int(PAYROLL) + 1, 6)
    assert ordered(bought, "case_managers", "interim_housing") == [2, 4]
    made.review(231.0, int(PAYROLL) - 1, 7)
    assert ordered(bought, "case_managers", "interim_housing") == [2, 3]


def test_nothing_is_ordered_in_a_month_in_which_something_is_given_up():
    """A whole case manager goes where a part of one would do; what that frees buys no home back at once."""
    made, bought = full(notice_months=3)
    made.review(200.0, int(3 * PAYROLL - 4 * 3 * HOME) - 2, 6)
    assert ordered(bought, "case_managers", "interim_housing") == [1, 0]
    made.review(231.0, int(3 * PAYROLL - 4 * 3 * HOME) - 2, 7)
    assert ordered(bought, "case_managers", "interim_housing") == [1, 3]


def test_a_reserve_is_no_less_than_the_notice():
    made, bought = purchases("case_managers", reserve_months=1, notice_months=4)
    made.review(31.0, 4 * WITH_CLIENTS - 1, 0)
    assert ordered(bought, "case_managers") == [0]
    made.review(59.0, 4 * WITH_CLIENTS, 1)
    assert ordered(bought, "case_managers") == [1]


def test_an_empty_fund_gives_everything_up():
    made, bought = full()
    made.review(200.0, 0, 6)
    assert ordered(bought, "case_managers", "interim_housing") == [0, 0]


def test_supervisors_go_with_the_case_managers_they_are_there_for():
    made, bought = purchases("supervisors", ("case_managers", 6), supervisor_ratio=3.0, notice_months=1)
    made.review(31.0, 10**9, 0)
    assert ordered(bought, "case_managers", "supervisors") == [6, 2]
    made.review(200.0, 2 * SUPERVISOR + 3 * WITH_CLIENTS, 6)
    assert ordered(bought, "case_managers", "supervisors") == [3, 1]
    assert made.monthly("case_managers", 0) == pytest.approx(WITH_CLIENTS)


def test_calling_off_an_order_gives_nobody_notice():
    made, bought = purchases("case_managers", notice_months=1)
    made.review(31.0, 2 * RESERVE * WITH_CLIENTS, 0)
    made.review(59.0, WITH_CLIENTS, 1)
    assert ordered(bought, "case_managers") == [1]
    assert made.last_cut < 0.0


def test_only_case_managers_who_go_give_notice():
    made, _ = full(notice_months=3)
    made.review(200.0, int(3 * PAYROLL) - 1, 6)
    assert made.last_cut < 0.0
    made.review(231.0, 0, 7)
    assert made.last_cut == 231.0


ITEMS = ("case_managers", "supervisors", "liaison_prosecutor", "interim_housing", "treatment")


@examples(150)
@given(
    st.permutations(ITEMS).map(lambda items: items[:3]),
    st.lists(st.integers(0, 60_000_000), min_size=1, max_size=30),
    st.integers(1, 12),
    st.integers(0, 12),
)
def test_a_fund_never_has_more_than_its_balance_pays_for(items: list[str], held: list[int], reserve: int, notice: int):
    made, bought = purchases(*items, reserve_months=reserve, notice_months=notice)
    for month, balance in enumerate(held):
        day = CALENDAR.edges[month + 4]
        before = ordered(bought, *made.items)
        made.review(day, balance, month)
        after = ordered(bought, *made.items)
        payroll = sum(units * made.monthly(item, month) for item, units in zip(made.items, after, strict=True))
        assert max(1, notice) * payroll <= balance + 1.0 or after == [0] * len(after)
        if any(now > then for now, then in zip(after, before, strict=True)):
            assert max(reserve, notice) * payroll <= balance + 1.0
            assert all(now >= then for now, then in zip(after, before, strict=True)), "nothing is given up beside it"
        if "supervisors" in items and not bought.days("case_managers"):
            assert bought.ordered("supervisors") == 0


# -- refused --------------------------------------------------------------------------------------------------


def refuse(place: Place, changes: dict[str, Any] | None = None, **keys: Any) -> None:
    said = {"covers": ["county"], "plan": plan("case_managers", "interim_housing", "treatment"), **keys}
    scenario = place.scenario("funded", {"capture.share": 0.5, **(changes or {})}, reinvestment=said)
    refuse_unusable(draw_inputs(scenario, 1, 0))


def test_a_plan_with_a_price_for_everything_is_fine_and_without_capture_nobody_asks(place: Place):
    refuse(place)
    refuse(place, {"capture.share": 0, "costs.treatment_day": {"value": 0, "price_year": 2025}})


def test_what_costs_nothing_cannot_be_bought(place: Place):
    with pytest.raises(InputError, match=r"reinvestment\.plan.*has a price.*treatment"):
        refuse(place, {"costs.treatment_day": {"value": 0, "price_year": 2025}})
    with pytest.raises(InputError, match="treatment"):
        refuse(place, {"costs.treatment_day": later(30, (date(2027, 6, 1), 0), price_year=2025)})


def test_what_a_place_has_no_cost_line_for_cannot_be_bought(tmp_path: Path):
    lines = {name: line for name, line in KING_COUNTY["cost_lines"].items() if name != "LEAD interim housing"}
    with pytest.raises(InputError, match="interim_housing"):
        refuse(make_place(tmp_path / "homeless", cost_lines=lines))


@pytest.mark.parametrize(
    ("path", "value", "other"),
    [
        ("capture.share", 0.5, 0.6),
        ("capture.lag", 12, 6),
        ("fund.reserve_months", 12, 1),
        ("lead.supervisor_ratio", 8, 7),
    ],
)
def test_terms_hold_for_the_whole_run(place: Place, path: str, value: float, other: float):
    with pytest.raises(InputError, match=f"{path}.*whole run"):
        refuse(place, {path: later(value, (date(2027, 6, 1), other))})


def test_a_later_wage_of_those_whom_the_fund_alone_pays_is_refused(place: Place):
    with pytest.raises(InputError, match=r"costs\.supervisor.*whole run"):
        refuse(place, {"costs.supervisor": later(150_000, (date(2027, 6, 1), 160_000), price_year=2025)})


def test_what_is_deemed_is_counted_by_the_name_of_a_measure(place: Place):
    refuse(place, measure="deemed", deemed_quantity="jail_days")
    with pytest.raises(InputError, match=r"no such quantity.*found jail_dais.*did you mean jail_days") as refused:
        refuse(place, measure="deemed", deemed_quantity="jail_dais")
    assert refused.value.key == "reinvestment.deemed_quantity"
    assert refused.value.exit_code == 2
