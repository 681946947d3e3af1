"""A fund, month by month: no cent appears or gets lost, deposits come when they are due, bills are paid in order."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.costs.capture import CaptureRule, settle
from simulator.experiment import fund_terms
from simulator.experiment.fund import LEFT_OVER, FundBook, replay
from simulator.experiment.fund_terms import FundTerms
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from simulator.units import Calendar
from tests.experiment import funds
from tests.experiment.funds import (
    BED,
    CALENDAR,
    CASE_MANAGER,
    CASELOAD,
    CITY,
    COUNTY,
    OWN_STAFF,
    SERVICES,
    Lived,
    agreement,
    book_with_fund,
    cumulated,
    jailed,
    live,
    month_of,
    plan,
    steps,
    terms_of,
)
from tests.properties.strategies import examples, grid

DOLLARS = 100  # cents
PLANS = st.permutations(
    [("case_managers", 5), "supervisors", "liaison_prosecutor", ("interim_housing", 3), "treatment"]
).flatmap(lambda items: st.integers(0, len(items)).map(lambda n: items[:n]))
SPLITS: list[dict[str, float]] = [
    {"fund": 1.0}, {"fund": 0.6, "city": 0.4}, {"schools": 0.35, "fund": 0.65}, {"city": 1.0},
]  # fmt: skip


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    return Calendar(
        start=date(2027, draw(st.sampled_from((1, 4, 7))), 1),
        warm_up_months=draw(st.integers(0, 5)),
        horizon_months=draw(st.integers(6, 60)),
        fiscal_start_month=draw(st.sampled_from((1, 7))),
    )


@st.composite
def settings_of_funds(draw: st.DrawFn) -> tuple[FundTerms, Calendar, Tally]:
    """Return terms, a calendar, and jail days of the run that vary around those of the reference, gains and losses."""
    calendar = draw(calendars())
    held = draw(st.lists(grid(0.0, 30_000.0), min_size=1, max_size=9))
    less = draw(st.lists(grid(-1.0, 1.0, 10), min_size=1, max_size=7))
    reference = jailed(calendar, city=lambda m: held[m % len(held)], county=lambda m: 2.0 * held[m * 3 % len(held)])
    happened = replace(reference, counts=reference.counts.copy())
    for month in range(calendar.months):
        happened.counts[month, Quantity.JAIL_DAYS_MUNICIPAL] *= 1.0 - less[month // 5 % len(less)]
        happened.counts[month, Quantity.JAIL_DAYS_SUPERIOR] *= 1.0 - less[month // 7 % len(less)] / 2.0
    caps = draw(st.lists(st.none() | st.integers(0, 50_000_000), max_size=3))
    split = draw(st.sampled_from(SPLITS))
    terms = terms_of(
        calendar,
        reference,
        agreement={
            "covers": draw(st.sampled_from((["city"], ["county"], ["city", "county"]))),
            "split": split,
            "plan": plan(*draw(PLANS)) if "fund" in split else [],
        },
        rule=CaptureRule(
            shares=tuple(draw(st.lists(grid(0.0, 1.0, 8), min_size=1, max_size=3))),
            audit_factor=draw(grid(0.5, 1.0, 5)),
            floor=draw(st.sampled_from((0, 5_000_000))),
            caps=tuple(caps),
            years=draw(st.none() | st.integers(1, 4)),
            clawback=draw(grid(0.0, 1.0, 4)),
        ),
        lag=draw(st.integers(0, 14)),
        hire_lag=draw(grid(0.0, 200.0, 8)),
        administration=draw(grid(0.0, 0.2, 4)),
        opening=draw(st.sampled_from((0, 7, 1_234_567, 60_000_000))),
        reserve_months=draw(st.integers(1, 12)),
        notice_months=draw(st.integers(0, 6)),
        supervisor_ratio=draw(st.sampled_from((1.0, 2.5, 8.0))),
        base_changes=draw(st.sampled_from(((), (100.0,)))),
    )
    return terms, calendar, happened


def balances(book: FundBook) -> Any:
    """Return what the fund opens each month with, and all that comes in and goes out, month by month."""
    opening = np.concatenate([[book.opening], book.closing[:-1]])
    spending = sum(book.spending.values())
    return opening, spending, book.returned.sum(axis=(1, 2)), opening - spending


# -- what always holds ----------------------------------------------------------------------------------------


@examples(40)
@given(settings_of_funds())
def test_no_cent_of_a_fund_appears_or_gets_lost(given_: tuple[FundTerms, Calendar, Tally]):
    terms, calendar, happened = given_
    book = live(terms, calendar, happened).book
    opening, spending, returned, paid = balances(book)
    assert (opening + book.deposits == spending + book.administration + returned + book.closing).all()
    assert (book.closing >= 0).all()
    assert (paid >= 0).all(), "bills are paid out of what is there before the deposit"
    for flow in (book.deposits, spending, book.administration, book.captured, book.returned, book.reinvested):
        assert (flow >= 0).all()


@examples(40)
@given(settings_of_funds())
def test_what_is_reinvested_was_captured_before_of_the_same_payer_and_line(given_: tuple[FundTerms, Calendar, Tally]):
    terms, calendar, happened = given_
    book = live(terms, calendar, happened).book
    of_sources, first_money = cumulated(book.reinvested), cumulated(book.opening_spent)
    assert (of_sources + cumulated(book.returned) <= cumulated(book.captured)).all(), "cell by cell"
    assert (first_money <= book.opening).all()
    assert (book.reinvested.sum(axis=(1, 2)) + book.opening_spent == sum(book.spending.values())).all()


@examples(40)
@given(settings_of_funds())
def test_what_is_captured_is_what_everybody_gets(given_: tuple[FundTerms, Calendar, Tally]):
    terms, calendar, happened = given_
    book = live(terms, calendar, happened).book
    handed_over = book.captured.sum(axis=(1, 2))
    assert (handed_over == book.deposits + sum(book.recipients.values())).all()
    assert (book.administration <= terms.administration * book.deposits + 1e-6).all()
    uncovered = [p for p, payer in enumerate(book.payers) if payer not in terms.agreement.covers]
    assert not book.captured[:, uncovered].any()


@examples(40)
@given(settings_of_funds())
def test_captured_and_returned_are_the_settlement_of_what_was_certified(given_: tuple[FundTerms, Calendar, Tally]):
    """What a fund could not give back it still owes, until it has."""
    terms, calendar, happened = given_
    book = live(terms, calendar, happened).book
    certified = list(book.certified.values())
    settled = settle(terms.rule, [each.total for each in certified], [each.limit for each in certified])
    assert book.captured.sum() == sum(year.captured for year in settled)
    assert book.returned.sum() + book.owed[-1] == sum(year.returned for year in settled)
    assert (book.owed >= 0).all()
    when = np.flatnonzero(book.captured.sum(axis=(1, 2)) + book.returned.sum(axis=(1, 2)))
    last_months = {calendar.months_of(year)[-1] - calendar.warm_up_months + terms.lag for year in book.certified}
    assert set(when.tolist()) <= last_months
    if terms.rule.years is not None:
        due = {month for month, year in zip(sorted(last_months), settled, strict=True) if year.captured}
        assert len(due) <= terms.rule.years


@examples(40)
@given(settings_of_funds())
def test_a_replay_makes_the_same_decisions(given_: tuple[FundTerms, Calendar, Tally]):
    terms, calendar, happened = given_
    lived = live(terms, calendar, happened)
    again = replay(terms, calendar, lived.tally)
    for field in fields(FundBook):
        assert_same(getattr(again, field.name), getattr(lived.book, field.name), field.name)


def assert_same(one: Any, other: Any, name: str) -> None:
    if isinstance(one, dict):
        assert one.keys() == other.keys(), name
        for key in one:
            assert_same(one[key], other[key], f"{name} {key}")
    elif hasattr(one, "cells"):
        assert (one.cells == other.cells).all() and one.limit == other.limit, name
    else:
        assert np.array_equal(one, other), name


@examples(40)
@given(settings_of_funds())
def test_a_fund_that_cannot_pay_keeps_a_dollar_at_most_and_pays_first_whom_nobody_else_pays(
    given_: tuple[FundTerms, Calendar, Tally],
):
    terms, calendar, happened = given_
    lived = live(terms, calendar, happened)
    book = lived.book
    *_, paid = balances(book)
    assert (book.shortfall >= 0).all()
    assert (paid[book.shortfall > 0] <= LEFT_OVER + len(book.lines)).all()
    for item, yearly in terms.staff.items():
        if item in book.bought:
            wage = book.bought[item] * yearly / 12
            assert (np.abs(book.spending[item] - wage) <= 1.0).all(), "nobody works unpaid"


@examples(20)
@given(settings_of_funds())
def test_the_warm_up_moves_no_money(given_: tuple[FundTerms, Calendar, Tally]):
    terms, calendar, happened = given_
    lived = live(terms, calendar, happened)
    assert not lived.book.by_fund[: calendar.warm_up_months].any()
    otherwise = replace(happened, counts=happened.counts.copy())
    otherwise.counts[: calendar.warm_up_months] *= 3.0
    assert_same(live(terms, calendar, otherwise).book.closing, lived.book.closing, "closing")
    days = [day for item in lived.book.bought for day in lived.bought.days(item)]
    assert min(days, default=1.0) > 0.0


# -- by hand --------------------------------------------------------------------------------------------------

YEAR = 12 * 1_000 * BED * DOLLARS  # saved in a year by 1,000 jail days fewer in each month


def saving(city: Any = 0.0, county: Any = 0.0, calendar: Calendar = CALENDAR, **keys: Any) -> tuple[FundBook, Lived]:
    """Return what a fund does where a run has no jail days and the baseline has these in each month."""
    lived = live(terms_of(calendar, jailed(calendar, city, county), **keys), calendar)
    return lived.book, lived


@pytest.mark.parametrize("lag", [0, 1, 2, 12, 13])
def test_a_deposit_comes_exactly_the_lag_after_its_fiscal_year_closed(lag: int):
    book, _ = saving(city=1_000.0, lag=lag)
    closes = [month_of(CALENDAR, year, 12) for year in (2027, 2028, 2029, 2030)]
    assert np.flatnonzero(book.deposits).tolist() == [month + lag for month in closes if month + lag < 48]
    assert set(book.deposits[book.deposits > 0].tolist()) == {YEAR}
    assert book.captured[:, CITY, 0].sum() == book.captured.sum()


def test_a_first_fiscal_year_may_be_a_part_of_one():
    """A start in July with fiscal years from January: the first closes after six months, with six months' savings."""
    july = Calendar(date(2027, 7, 1), warm_up_months=3, horizon_months=30)
    book, _ = saving(county=1_000.0, calendar=july)
    assert july.fiscal_years == (2027, 2028, 2029)
    assert np.flatnonzero(book.deposits).tolist() == [5 + 2, 17 + 2], "the third year closes with the horizon"
    assert book.deposits[[7, 19]].tolist() == [YEAR / 2, YEAR]
    assert book.captured[:, COUNTY].sum() == book.captured.sum()


def test_fiscal_years_from_july_close_in_june():
    july = replace(CALENDAR, fiscal_start_month=7)
    book, _ = saving(city=1_000.0, calendar=july)
    assert np.flatnonzero(book.deposits).tolist() == [5 + 2, 17 + 2, 29 + 2, 41 + 2]
    assert book.deposits[7] == YEAR / 2


def test_an_agreement_ends_with_its_last_year():
    book, _ = saving(city=1_000.0, rule=CaptureRule((1.0,), years=2))
    assert np.flatnonzero(book.deposits).tolist() == [13, 25]
    assert sorted(book.certified) == [2027, 2028, 2029], "what is certified later moves nothing"


def test_share_floor_and_cap_hold_for_each_year():
    rule = CaptureRule((0.75, 0.5), floor=2_000_000, caps=(None, 3_000_000))
    book, _ = saving(city=1_000.0, rule=rule)
    assert book.deposits[[13, 25, 37]].tolist() == [0.75 * (YEAR - 2_000_000), 3_000_000, 3_000_000]


def test_administration_is_a_part_of_each_deposit():
    book, _ = saving(city=1_000.0, administration=0.05)
    assert book.administration[13] == 0.05 * YEAR
    assert book.closing[13] == 0.95 * YEAR


def test_the_split_sends_its_part_elsewhere_and_only_the_rest_to_the_fund():
    book, _ = saving(city=1_000.0, agreement={"split": {"fund": 0.65, "schools": 0.25, "city": 0.1}})
    assert book.deposits[13] == 0.65 * YEAR
    assert (book.recipients["schools"][13], book.recipients["city"][13]) == (0.25 * YEAR, 0.1 * YEAR)
    assert book.captured[13].sum() == YEAR


def test_payers_hand_over_in_proportion_to_what_they_saved():
    book, _ = saving(city=1_000.0, county=3_000.0, rule=CaptureRule((0.5,)))
    assert book.captured[13, [CITY, COUNTY], 0].tolist() == [0.5 * YEAR, 1.5 * YEAR]


# -- taken back -----------------------------------------------------------------------------------------------


def gain_then_loss(month: int) -> float:
    """The baseline's jail days: 1,000 a month more than the run's 1,000, for a year 500 fewer, and again 1,000 more."""
    return (2_000.0, 500.0, 2_000.0, 2_000.0)[max(0, month - 3) // 12]


def clawed_back(**keys: Any) -> FundBook:
    terms = terms_of(reference=jailed(city=gain_then_loss), rule=CaptureRule((1.0,), clawback=1.0), **keys)
    return live(terms, happened=jailed(city=1_000.0)).book


def test_a_loss_is_taken_back_out_of_what_is_left():
    book = clawed_back()
    assert book.returned.sum(axis=(1, 2))[[13, 25, 37]].tolist() == [0, YEAR / 2, 0]
    assert book.closing[[13, 25, 37]].tolist() == [YEAR, YEAR / 2, YEAR * 1.5]
    assert not book.owed.any()


def test_what_has_been_spent_is_owed_and_given_back_from_the_next_deposit_before_anything_is_bought():
    book = clawed_back(agreement={"plan": plan(("liaison_prosecutor", 1))}, reserve_months=1, hire_lag=0.0)
    wage = 24_000_000 // 12
    left = YEAR - 6 * wage
    assert left == 0, "six months' pay"
    assert book.spending["liaison_prosecutor"][14:20].tolist() == [wage] * 6
    assert book.returned.sum(axis=(1, 2))[25] == 0
    assert book.owed[[24, 25, 36, 37]].tolist() == [0, YEAR / 2, YEAR / 2, 0]
    assert (book.deposits[37], book.returned[37].sum(), book.closing[37]) == (YEAR, YEAR / 2, YEAR / 2)


def test_first_money_is_never_taken_back():
    book = clawed_back(opening=5_000_000)
    assert book.closing[25] == YEAR / 2 + 5_000_000


def test_without_clawback_a_loss_only_waits_for_later_gains():
    terms = terms_of(reference=jailed(city=gain_then_loss))
    book = live(terms, happened=jailed(city=1_000.0)).book
    assert book.deposits[[13, 25, 37]].tolist() == [YEAR, 0, YEAR / 2]
    assert not book.returned.any()


# -- what it pays for -----------------------------------------------------------------------------------------


def test_a_fund_pays_what_it_has_bought_from_the_day_it_is_there():
    book, lived = saving(opening=100_000_000, agreement={"plan": plan(("case_managers", 2))}, hire_lag=40.0)
    assert steps(lived.bought, "case_managers") == ((31.0 + 40.0, 2),)
    march = 19 / 31  # from the 13th on, 71 days after the start
    assert book.bought["case_managers"][:4] == pytest.approx([0.0, 0.0, 2 * march, 2.0])
    case_managers, services = (book.spending[line] for line in ("case managers", "client services"))
    assert case_managers[:4].tolist() == [0, 0, round(2 * march * CASE_MANAGER * DOLLARS), 2 * CASE_MANAGER * DOLLARS]
    assert services[3] == round(2 * CASELOAD * SERVICES * 30 * 12 / 365.25 * DOLLARS)
    assert services[13] == round(2 * CASELOAD * SERVICES * 29 * 12 / 365.25 * DOLLARS), "February 2028 has 29 days"
    assert not book.captured.any()
    assert (book.opening_spent == case_managers + services).all()


def test_homes_are_paid_for_beyond_those_that_are_there_anyway():
    book, _ = saving(opening=100_000_000, agreement={"plan": plan(("interim_housing", 2))}, hire_lag=0.0)
    assert book.spending["interim housing"][1:4].tolist() == [2 * 50 * DOLLARS * days for days in (28, 31, 30)]
    share = book.by_fund[4, Quantity.INTERIM_UNIT_DAYS]
    assert share == pytest.approx(2 / 3), "one of three homes is there anyway"


def test_treatment_in_use_beyond_places_paid_for_anyway_is_the_funds_once_it_has_bought_any():
    """Two are in use where one is there anyway: before it buys, the fund pays nothing, and then all."""
    book, _ = saving(opening=100_000_000, agreement={"plan": plan(("treatment", 1))}, hire_lag=59.0 - 31.0)
    assert book.spending["treatment"][:3].tolist() == [0, 0, 2 * 30 * DOLLARS * 31]


def test_staff_is_split_between_the_fund_and_others_by_who_hired_it():
    book, _ = saving(opening=100_000_000, agreement={"plan": plan(("case_managers", 1))}, hire_lag=0.0)
    share = book.by_fund[10]
    assert share[Quantity.CASE_MANAGER_MONTHS] == share[Quantity.SERVED_DAYS] == 1 / (OWN_STAFF + 1)
    assert not share[[Quantity.NOTICE_MONTHS, Quantity.NOTICE_DAYS]].any()


def test_a_fund_that_alone_is_left_pays_for_the_management_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(funds, "OWN_STAFF", 0)
    book, _ = saving(opening=100_000_000, agreement={"plan": plan(("case_managers", 1))}, hire_lag=0.0)
    assert book.by_fund[10, [Quantity.CASE_MANAGER_MONTHS, Quantity.PROGRAM_MONTHS]].tolist() == [1.0, 1.0]
    monkeypatch.setattr(funds, "OWN_STAFF", 4)
    book, _ = saving(opening=100_000_000, agreement={"plan": plan(("case_managers", 1))}, hire_lag=0.0)
    assert book.by_fund[10, Quantity.PROGRAM_MONTHS] == 0.0


def test_a_bill_that_is_too_large_is_paid_in_part_and_the_rest_is_its_funders():
    """The price of a home rises tenfold after it was rented for the reserve of one month."""
    terms = terms_of(opening=310_000, agreement={"plan": plan("interim_housing")}, reserve_months=1, hire_lag=0.0)
    dearer = replace(terms.books[0], prices=tuple(
        replace(price, average=500.0, marginal=500.0) if price.line == "interim housing" else price
        for price in terms.books[0].prices
    ))  # fmt: skip
    book = live(replace(terms, books=(*terms.books[:1], *(dearer,) * 47))).book
    assert book.bought["interim_housing"][1] == 2.0
    due = 2 * 500 * 28 * DOLLARS
    paid = book.spending["interim housing"][1]
    assert paid == pytest.approx(310_000 - LEFT_OVER, abs=1)
    assert book.shortfall[1] == due - paid
    share = book.by_fund[3 + 1, Quantity.INTERIM_UNIT_DAYS]
    assert share == pytest.approx(2 / 3 * paid / due, rel=1e-4), "the rest of the share is not the fund's"


def test_whom_nobody_else_pays_is_paid_before_what_funders_can_take_over():
    """A supervisor's month in full, and of a case manager's, who has become dearer, what is left."""
    wage = 12_000_000 // 12
    terms = terms_of(
        opening=wage + 600_000,
        agreement={"plan": plan(("case_managers", 1), "supervisors")},
        reserve_months=1,
        hire_lag=0.0,
    )
    prices = [
        replace(price, average=9_000.0, marginal=9_000.0) if price.line == "case managers" else price
        for price in terms.books[0].prices
    ]
    dearer = replace(terms.books[0], prices=tuple(prices))
    book = live(replace(terms, books=(*terms.books[:1], *(dearer,) * 47))).book
    assert book.spending["supervisors"][1] == wage
    shared = book.spending["case managers"][1] + book.spending["client services"][1]
    assert shared == pytest.approx(600_000 - LEFT_OVER, abs=1)
    assert book.closing[1] == pytest.approx(LEFT_OVER, abs=1)
    services = round(CASELOAD * SERVICES * 28 * 12 / 365.25 * DOLLARS)
    assert book.shortfall[1] == 900_000 + services - shared


def test_notice_of_those_whom_the_fund_gave_up_is_the_funds_and_that_of_a_later_cut_is_not():
    fewer = {"opening": 3_300_000, "agreement": {"plan": plan("case_managers")}, "reserve_months": 1, "hire_lag": 0.0}
    book, lived = saving(notice_months=2, **fewer)
    cut = lived.bought.days("case_managers")[1]
    month = CALENDAR.edges.index(cut)
    assert (book.by_fund[month:, Quantity.NOTICE_MONTHS] == 1.0).all()
    assert not book.by_fund[:month, Quantity.NOTICE_MONTHS].any()
    last = lived.bought.days("case_managers")[-1]
    later, _ = saving(notice_months=2, base_changes=(last + 61.0,), **fewer)
    told = later.by_fund[CALENDAR.edges.index(last) :, Quantity.NOTICE_MONTHS]
    assert told[0] == 1.0
    assert not told[3:].any(), "staff or funding changed otherwise, and who funded LEAD before pays for that"


def test_giving_up_a_home_gives_nobody_notice():
    book, lived = saving(opening=400_000, agreement={"plan": plan("interim_housing")}, reserve_months=1, hire_lag=0.0)
    assert lived.bought.ordered("interim_housing") == 0
    assert not book.by_fund[:, Quantity.NOTICE_MONTHS].any()


def test_an_agreement_that_covers_nobody_who_saves_moves_nothing():
    book, _ = saving(city=1_000.0, agreement={"covers": ["county"]})
    assert not book.captured.any()


OTHERWISE: dict[str, Any] = {
    "agreement": agreement(plan=plan("treatment")), "rule": CaptureRule((0.5,)), "books": (book_with_fund(),) * 47,
    "reference": jailed(city=1.0), "lag": 3, "hire_lag": 41.0, "administration": 0.01, "opening": 1,
    "reserve_months": 4,
    "notice_months": 2, "deemed_price": 1.0, "supervisor_ratio": 4.0, "staff": {"supervisors": 1},
    "caseloads": ((CALENDAR.edges[0], 11.0),), "places": {}, "base_changes": (5.0,),
}  # fmt: skip


def test_everything_that_a_fund_decides_by_is_in_its_key(monkeypatch: pytest.MonkeyPatch):
    terms = terms_of()
    assert {field.name for field in fields(FundTerms)} == set(OTHERWISE)
    keys = {replace(terms, **{name: value}).key() for name, value in OTHERWISE.items()}
    assert len({terms.key(), *keys}) == 1 + len(OTHERWISE)
    assert terms_of().key() == terms.key()
    one, other = book_with_fund(), replace(book_with_fund(), prices=())
    months = [(one, other, other), (one, one, other), (other, one, one), (one, other, one)]
    assert len({replace(terms, books=books).key() for books in months}) == len(months)
    equal = replace(terms, books=tuple(book_with_fund() for _ in terms.books))
    assert equal.key() == terms.key(), "what is in the books counts, not how many there are of the same"
    before = terms.key()
    monkeypatch.setattr(fund_terms, "money_version", lambda: "edited")
    assert terms.key() != before
