"""Time and money: calendars by hand, price years, and cents that never get lost."""

from __future__ import annotations

import calendar as real_calendar
import math
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simulator.units import Calendar, days, discount_factor, per_day, split_cents, to_cents, uprate
from tests.properties.strategies import examples

JANUARY, JULY = 1, 7


def six_years(fiscal_start: int) -> Calendar:
    return Calendar(date(2027, 1, 1), warm_up_months=36, horizon_months=72, fiscal_start_month=fiscal_start)


# -- the calendar -----------------------------------------------------------------------------------------


def test_a_january_calendar_has_whole_fiscal_years_named_by_their_year():
    calendar = six_years(JANUARY)
    assert calendar.months == 108
    assert calendar.fiscal_years == (2027, 2028, 2029, 2030, 2031, 2032)
    assert calendar.months_of(2027) == list(range(36, 48))
    assert calendar.months_of(2032) == list(range(96, 108))


def test_a_july_calendar_names_a_fiscal_year_after_its_end_and_has_partial_ones():
    calendar = six_years(JULY)
    assert calendar.fiscal_years == (2027, 2028, 2029, 2030, 2031, 2032, 2033)
    assert [len(calendar.months_of(year)) for year in calendar.fiscal_years] == [6, 12, 12, 12, 12, 12, 6]
    assert calendar.fiscal_year(36 + 5) == 2027  # June 2027
    assert calendar.fiscal_year(36 + 6) == 2028  # July 2027


@pytest.mark.parametrize(("month", "named"), [(9, 2027), (10, 2028), (12, 2028)])
def test_an_october_calendar_changes_its_name_in_october(month: int, named: int):
    calendar = Calendar(date(2027, month, 1), warm_up_months=0, horizon_months=1, fiscal_start_month=10)
    assert calendar.fiscal_years == (named,)


def test_warm_up_months_come_first_and_belong_to_no_fiscal_year_of_the_horizon():
    calendar = six_years(JANUARY)
    assert calendar.first_day(0) == date(2024, 1, 1)
    assert calendar.first_day(36) == date(2027, 1, 1)
    assert calendar.edges[0] == -(366 + 365 + 365)
    assert calendar.edges[36] == 0.0
    assert calendar.months_of(2026) == []
    assert calendar.fiscal_year(35) == 2026


def test_leap_years_have_a_february_of_29_days():
    calendar = Calendar(date(2028, 1, 1), warm_up_months=12, horizon_months=12)
    lengths = [end - start for start, end in zip(calendar.edges, calendar.edges[1:], strict=False)]
    assert (lengths[1], lengths[13]) == (28.0, 29.0)
    assert calendar.edges[-1] == 366.0


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    return Calendar(
        start=date(draw(st.integers(1960, 2090)), draw(st.integers(1, 12)), 1),
        warm_up_months=draw(st.integers(0, 40)),
        horizon_months=draw(st.integers(1, 80)),
        fiscal_start_month=draw(st.integers(1, 12)),
    )


@examples(200)
@given(calendars())
def test_edges_are_the_whole_days_of_the_real_calendar(calendar: Calendar):
    assert len(calendar.edges) == calendar.months + 1
    assert calendar.edges[calendar.warm_up_months] == 0.0
    for month in range(calendar.months):
        first = calendar.first_day(month)
        length = real_calendar.monthrange(first.year, first.month)[1]
        assert calendar.edges[month + 1] - calendar.edges[month] == length
        assert calendar.day_of(first) == calendar.edges[month]


@examples(200)
@given(calendars())
def test_fiscal_years_share_the_months_of_the_horizon_among_them(calendar: Calendar):
    months = [month for year in calendar.fiscal_years for month in calendar.months_of(year)]
    assert months == list(range(calendar.warm_up_months, calendar.months))
    for year in calendar.fiscal_years:
        mine = calendar.months_of(year)
        # Named after the calendar year in which its last month, were it a whole year, ends.
        ends = calendar.first_day(mine[0])
        while ends.month % 12 + 1 != calendar.fiscal_start_month:
            ends = date(ends.year + ends.month // 12, ends.month % 12 + 1, 1)
        assert ends.year == year
        assert len(mine) == 12 or year in (calendar.fiscal_years[0], calendar.fiscal_years[-1])


def test_a_july_calendar_that_starts_in_january_has_half_a_fiscal_year_at_each_end():
    calendar = six_years(JULY)
    assert [calendar.months_in(year) for year in range(2026, 2035)] == [0, 6, 12, 12, 12, 12, 12, 6, 0]
    assert [year for year in calendar.fiscal_years if calendar.is_partial(year)] == [2027, 2033]
    assert calendar.is_partial(2026)  # of a year beyond the horizon there is nothing
    assert calendar.is_partial(2034)


def test_a_january_calendar_has_no_partial_year_and_the_warm_up_is_no_part_of_one():
    calendar = six_years(JANUARY)
    assert [calendar.months_in(year) for year in calendar.fiscal_years] == [12] * 6
    assert not any(calendar.is_partial(year) for year in calendar.fiscal_years)
    assert calendar.months_in(2026) == 0


def test_a_start_within_a_fiscal_year_leaves_the_rest_of_it():
    calendar = Calendar(date(2027, 10, 1), warm_up_months=12, horizon_months=24, fiscal_start_month=7)
    assert calendar.fiscal_years == (2028, 2029, 2030)
    assert [calendar.months_in(year) for year in calendar.fiscal_years] == [9, 12, 3]
    assert [calendar.is_partial(year) for year in calendar.fiscal_years] == [True, False, True]


def test_a_leap_year_has_twelve_months_like_any_other():
    calendar = Calendar(date(2028, 2, 1), warm_up_months=0, horizon_months=12, fiscal_start_month=2)
    assert calendar.fiscal_years == (2029,)  # February 2028, of 29 days, to January 2029
    assert calendar.months_in(2029) == 12
    assert not calendar.is_partial(2029)


def test_washingtons_biennium_2025_27_is_the_fiscal_years_2026_and_2027():
    calendar = six_years(JULY)
    assert calendar.biennium(2026) == calendar.biennium(2027) == (2026, 2027)
    assert calendar.biennium(2028) == calendar.biennium(2029) == (2028, 2029)
    assert calendar.biennium(2027, ends_odd=False) == calendar.biennium(2028, ends_odd=False) == (2027, 2028)


def test_biennia_may_be_cut_at_both_ends_of_the_horizon():
    assert six_years(JULY).biennia() == ((2027,), (2028, 2029), (2030, 2031), (2032, 2033))
    assert six_years(JULY).biennia(ends_odd=False) == ((2027, 2028), (2029, 2030), (2031, 2032), (2033,))
    assert six_years(JANUARY).biennia(ends_odd=False) == ((2027, 2028), (2029, 2030), (2031, 2032))


@examples(200)
@given(calendars(), st.booleans())
def test_biennia_hold_every_fiscal_year_once_and_end_as_they_should(calendar: Calendar, ends_odd: bool):
    biennia = calendar.biennia(ends_odd)
    assert tuple(year for biennium in biennia for year in biennium) == calendar.fiscal_years
    assert all(len(biennium) == 2 for biennium in biennia[1:-1])
    for biennium in biennia:
        first, last = calendar.biennium(biennium[0], ends_odd)
        assert first + 1 == last and last % 2 == ends_odd
        assert set(biennium) <= {first, last}


def test_money_of_a_month_is_paid_in_its_middle():
    calendar = Calendar(date(2027, 1, 1), warm_up_months=12, horizon_months=12)
    assert calendar.years_from_start(12) == 15.5 / 365.25
    assert calendar.years_from_start(13) == (31 + 14) / 365.25
    assert calendar.years_from_start(11) == -15.5 / 365.25


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": date(2027, 1, 2)},
        {"warm_up_months": -1},
        {"horizon_months": 0},
        {"fiscal_start_month": 0},
        {"fiscal_start_month": 13},
    ],
)
def test_no_such_calendar(wrong: dict[str, object]):
    right = {"start": date(2027, 1, 1), "warm_up_months": 0, "horizon_months": 12, "fiscal_start_month": 1}
    with pytest.raises(ValueError, match=r"month"):
        Calendar(**{**right, **wrong})  # type: ignore[arg-type]


# -- rates and prices -------------------------------------------------------------------------------------


def test_a_rate_per_year_is_spent_in_a_year():
    assert per_day(2.0) * days(1.0) == pytest.approx(2.0, rel=1e-15)
    assert days(4.0) == 1461.0


def test_uprating_by_hand():
    index = {2005: 195.3, 2024: 313.689, 2025: 321.943}
    assert uprate(132.0, 2005, 2025, index) == pytest.approx(217.5959, abs=5e-5)
    assert uprate(184_286.0, 2024, 2025, index) == pytest.approx(189_135.0, abs=0.5)
    assert uprate(132.0, 2025, 2025, index) == 132.0
    assert uprate(uprate(132.0, 2005, 2025, index), 2025, 2005, index) == pytest.approx(132.0, rel=1e-15)


def test_discounting_by_hand():
    assert discount_factor(0.03, 0.0) == 1.0
    assert discount_factor(0.03, 2.0) == pytest.approx(1 / 1.0609, rel=1e-15)
    assert discount_factor(0.03, 1.5) * discount_factor(0.03, 0.5) == pytest.approx(discount_factor(0.03, 2.0))
    assert discount_factor(0.0, 7.0) == 1.0


# -- cents ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dollars", "cents"),
    [(0.0, 0), (1.0, 100), (-1.0, -100), (0.125, 12), (0.375, 38), (-0.125, -12), (0.004, 0), (1e12, 10**14)],
)
def test_dollars_become_cents_with_halves_to_even(dollars: float, cents: int):
    assert to_cents(dollars) == cents
    assert isinstance(to_cents(dollars), int)


@pytest.mark.parametrize("dollars", [math.nan, math.inf, -math.inf, 1e307])
def test_what_is_no_amount_is_refused(dollars: float):
    with pytest.raises(ValueError, match="not an amount of money"):
        to_cents(dollars)


@pytest.mark.parametrize(
    ("total", "shares", "parts"),
    [
        (100, (0.7, 0.3), [70, 30]),
        (1, (0.5, 0.5), [1, 0]),
        (2, (1, 1, 1), [1, 1, 0]),
        (-2, (1, 1, 1), [-1, -1, 0]),
        (10, (0.0, 3.0, 0.0), [0, 10, 0]),
        (0, (0.2, 0.8), [0, 0]),
        (101, (0.7117, 0.2883, 0.0, 0.0, 0.0), [72, 29, 0, 0, 0]),
        (5, (1, 2, 3), [1, 2, 2]),  # 0.83, 1.67, 2.5: the largest remainders are rounded up
        (10**18 + 1, (1.0, 2.0), [333333333333333334, 666666666666666667]),
    ],
)
def test_splits_by_hand(total: int, shares: tuple[float, ...], parts: list[int]):
    assert split_cents(total, shares) == parts


SHARES = st.lists(st.one_of(st.just(0.0), st.floats(0.0, 1e6), st.integers(0, 5).map(float)), min_size=1, max_size=7)


@examples(500)
@given(st.integers(-(10**20), 10**20), SHARES.filter(any))
@example(10**20, [0.1] * 7)
@example(-7, [5e-324, 1.0, 5e-324])
def test_parts_add_up_and_each_is_within_a_cent(total: int, shares: list[float]):
    parts = split_cents(total, shares)
    assert sum(parts) == total
    whole = sum(map(Fraction, shares))
    for part, share in zip(parts, shares, strict=True):
        assert abs(part - Fraction(total) * Fraction(share) / whole) < 1
        assert part == 0 or (part > 0) == (total > 0)
        assert part == 0 or share > 0.0


@examples(200)
@given(st.integers(0, 10**9), SHARES.filter(any))
def test_the_largest_remainders_are_rounded_up_and_ties_go_to_the_earlier(total: int, shares: list[float]):
    whole = sum(map(Fraction, shares))
    exact = [total * Fraction(share) / whole for share in shares]
    order = sorted(range(len(shares)), key=lambda i: (-(exact[i] % 1), i))
    up = [
        part > exact_part or part == exact_part
        for part, exact_part in zip(split_cents(total, shares), exact, strict=True)
    ]
    raised = [up[i] and exact[i] % 1 > 0 for i in order]
    assert raised == sorted(raised, reverse=True)


@examples(200)
@given(st.integers(0, 10**12), SHARES.filter(any))
def test_a_loss_is_split_like_a_gain(total: int, shares: list[float]):
    assert split_cents(-total, shares) == [-part for part in split_cents(total, shares)]


@pytest.mark.parametrize("shares", [[], [0.0], [0.0, 0.0], [-0.5, 1.5], [math.nan, 1.0], [math.inf, 1.0]])
def test_shares_that_cannot_split_are_refused(shares: list[float]):
    with pytest.raises(ValueError, match="shares cannot split"):
        split_cents(100, shares)
