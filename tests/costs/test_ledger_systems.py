"""Lines whose cost depends on all that is used, in the ledger: contracts, closing units, fixed amounts, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from simulator.costs.contracts import RateReset, TakeOrPay
from simulator.costs.functions import Fixed, Floats
from simulator.costs.ledger import BASES, Ledger, Timeline, cost, open_units, redirected
from simulator.costs.price import Price
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from simulator.units import Calendar
from tests.costs.books import (
    CITY_BEDS,
    COUNTY_BEDS,
    DORM,
    SEATTLE,
    beds,
    book,
    calendar_of,
    jail,
    ledger_of,
    of_all,
    tally,
)

AVERAGE, MARGINAL, CASH = (BASES.index(basis) for basis in ("average", "marginal", "cash"))
CITY, COUNTY, STATE = range(3)
YEAR = calendar_of(12)
MINIMUM = 1_517_670_000


def by_month(ledger: Ledger, payer: int, basis: int = CASH) -> list[int]:
    return ledger.cents[:, payer, 0, basis].tolist()


def back(happened: Tally, line: Price = SEATTLE, reference: Tally | None = None, calendar: Calendar = YEAR) -> Floats:
    """Return the dollars that a contract sends back."""
    return redirected(happened, reference, line, Timeline.of(calendar))


def a_day_less(happened: Tally, month: int = 5) -> Tally:
    less = happened.counts.copy()
    less[month, CITY_BEDS, 0] -= 1.0
    return replace(happened, counts=less)


# -- what is paid for whether it is used or not -----------------------------------------------------------


def test_seattles_minimum_costs_exactly_what_was_published_and_nets_to_zero():
    ledger = ledger_of(YEAR, beds(YEAR, 81.0), SEATTLE)
    assert sum(by_month(ledger, CITY)) == MINIMUM == 189 * 365 * 220_00
    assert by_month(ledger, CITY) == [189 * days * 220_00 for days in (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)]
    assert by_month(ledger, COUNTY) == [-cents for cents in by_month(ledger, CITY)]
    assert by_month(ledger, STATE) == [0] * 12


def test_below_the_minimum_one_day_less_changes_nothing():
    happened = beds(YEAR, 81.0)
    for month in range(12):
        less = ledger_of(YEAR, a_day_less(happened, month), SEATTLE)
        assert (less.cents == ledger_of(YEAR, happened, SEATTLE).cents).all()


def test_above_the_minimum_one_day_less_moves_its_rate_from_county_to_city_when_the_year_is_settled():
    happened = beds(YEAR, 200.0)
    released = ledger_of(YEAR, happened, SEATTLE).cents - ledger_of(YEAR, a_day_less(happened), SEATTLE).cents
    assert released[:, CITY, 0, CASH].tolist() == [0] * 11 + [220_00]
    assert released[:, COUNTY, 0, CASH].tolist() == [0] * 11 + [-220_00]  # the county loses what the city saves


def test_what_is_paid_under_a_contract_neither_varies_nor_has_a_gross_value():
    ledger = ledger_of(YEAR, beds(YEAR, 250.0), SEATTLE)
    assert not ledger.cents[..., [AVERAGE, MARGINAL]].any()


def test_a_contract_without_a_receiver_is_paid_to_somebody_else():
    ledger = ledger_of(YEAR, beds(YEAR, 81.0), of_all(TakeOrPay(189.0, 220.0)))
    assert sum(by_month(ledger, CITY)) == ledger.cents.sum() == MINIMUM


def test_use_that_is_not_simulated_counts_toward_the_minimum_and_above_it():
    with_others = of_all(TakeOrPay(189.0, 220.0, redirect=0.92), receiver="county", others=150.0)
    assert sum(by_month(ledger_of(YEAR, beds(YEAR, 39.0), with_others), CITY)) == MINIMUM
    assert sum(by_month(ledger_of(YEAR, beds(YEAR, 40.0), with_others), CITY)) == 190 * 365 * 220_00
    leap = calendar_of(12, date(2028, 1, 1))
    assert sum(by_month(ledger_of(leap, beds(leap, 40.0), with_others), CITY)) == 190 * 366 * 220_00


def test_only_the_billed_share_of_what_is_counted_is_under_the_contract():
    half = of_all(TakeOrPay(189.0, 220.0, redirect=1.0), receiver="county", average=150.0, billed=0.5, others=150.0)
    ledger = ledger_of(YEAR, beds(YEAR, 80.0), half)  # 40 and 150
    assert sum(by_month(ledger, CITY)) == 190 * 365 * 220_00
    assert by_month(ledger, CITY, AVERAGE)[0] == 190 * 31 * 150_00
    assert back(beds(YEAR, 40.0), half)[-1] == 19 * 365 * 220  # 20 and 150 of 189
    filled = replace(half, backfill=0.25)
    assert back(beds(YEAR, 40.0), filled, beds(YEAR, 80.0))[-1] == 14 * 365 * 220  # 25 and 150


def test_a_surcharge_is_paid_for_what_is_used_and_received_too():
    more = of_all(TakeOrPay(189.0, 220.0, surcharge=5.21), receiver="county")
    ledger = ledger_of(YEAR, beds(YEAR, 81.0), more)
    assert by_month(ledger, CITY)[0] == 189 * 31 * 220_00 + 81 * 31 * 5_21
    assert by_month(ledger, COUNTY)[0] == -by_month(ledger, CITY)[0]


@pytest.mark.parametrize(
    ("start", "fiscal_start", "settled"),
    [(date(2026, 1, 1), 1, [11, 23]), (date(2026, 1, 1), 7, [5, 17, 23]), (date(2026, 7, 1), 7, [11, 23])],
)
def test_each_contract_year_is_settled_in_its_last_month(start: date, fiscal_start: int, settled: list[int]):
    calendar = calendar_of(24, start, fiscal_start=fiscal_start)
    at_minimum, above = (
        by_month(ledger_of(calendar, beds(calendar, level), SEATTLE), CITY) for level in (189.0, 200.0)
    )
    extra = np.subtract(above, at_minimum)
    assert np.flatnonzero(extra).tolist() == settled
    assert extra.sum() == 11 * calendar.edges[-1] * 220_00


def test_a_year_that_began_in_the_warm_up_is_settled_with_its_first_months():
    calendar = calendar_of(12, date(2026, 4, 1), warm_up=3)
    ledger = ledger_of(calendar, beds(calendar, 289.0, 289.0, 289.0, 89.0), SEATTLE)
    # 90 days with 100 beds too many in the warm-up, 275 with 100 too few since then.
    assert sum(by_month(ledger, CITY)) == 189 * 275 * 220_00
    alone = calendar_of(9, date(2026, 4, 1))
    assert by_month(ledger_of(alone, beds(alone, 89.0), SEATTLE), CITY) == by_month(ledger, CITY)


def test_only_the_months_asked_for_are_in_the_ledger_and_their_costs_rest_on_all():
    happened = beds(YEAR, 250.0)
    books, timeline = [book(SEATTLE)] * 3, Timeline.of(YEAR)
    last = cost(happened, [9, 10, 11], books, [1.0] * 3, timeline=timeline)
    assert (last.cents == ledger_of(YEAR, happened, SEATTLE).cents[9:]).all()


def test_a_minimum_of_events_and_one_of_staff():
    cases = of_all(TakeOrPay(1461.0, 100.0), counted="event", quantities=(Quantity.BOOKINGS_MUNICIPAL,))
    assert by_month(ledger_of(YEAR, tally(12, {}), cases), CITY)[:3] == [4 * days * 100_00 for days in (31, 28, 31)]
    team = of_all(TakeOrPay(3.0, 1_000.0), counted="month", quantities=(Quantity.CASE_MANAGER_MONTHS,))
    five = tally(12, {(1, Quantity.CASE_MANAGER_MONTHS): 50.0})
    assert by_month(ledger_of(YEAR, five, team), CITY) == [300_000] * 11 + [300_000 + 14 * 100_000]


# -- what a contract sends back ---------------------------------------------------------------------------


def test_the_share_of_the_unused_minimum_comes_back_in_the_last_month():
    assert back(beds(YEAR, 81.0)) == pytest.approx([0.0] * 11 + [0.92 * (189 - 81) * 365 * 220])
    assert back(beds(YEAR, 189.0)).tolist() == back(beds(YEAR, 250.0)).tolist() == [0.0] * 12


def test_what_others_fill_again_does_not_come_back():
    half = replace(SEATTLE, backfill=0.5)
    assert back(beds(YEAR, 81.0), half, beds(YEAR, 101.0))[-1] == pytest.approx(0.92 * (189 - 91) * 365 * 220)
    assert back(beds(YEAR, 81.0), half)[-1] == back(beds(YEAR, 81.0))[-1]


def test_use_that_is_not_simulated_comes_back_neither():
    with_others = of_all(TakeOrPay(189.0, 220.0, redirect=1.0), receiver="county", others=40.0)
    assert back(beds(YEAR, 41.0), with_others)[-1] == 108 * 365 * 220


# -- a rate that is set by use ----------------------------------------------------------------------------


def test_fewer_beds_this_year_raise_the_rate_of_the_next_and_the_county_gets_it():
    calendar = calendar_of(36, date(2025, 1, 1))  # three years of 365 days
    rates = of_all(RateReset(3_650_000.0, 1), receiver="county")
    ledger = ledger_of(calendar, beds(calendar, *[100.0] * 12, 50.0), rates)
    yearly = ledger.cents[:, CITY, 0, CASH].reshape(3, 12).sum(axis=1)
    assert yearly.tolist() == [365_000_000, 182_500_000, 365_000_000]  # $100, $100 and $200 a day
    assert not ledger.cents.sum(axis=1).any()


def test_use_that_is_not_simulated_shares_the_rate():
    calendar = calendar_of(24, date(2025, 1, 1))
    rates = of_all(RateReset(3_650_000.0, 1), others=50.0)
    yearly = ledger_of(calendar, beds(calendar, *[50.0] * 12, 0.0), rates).cents[..., CASH].reshape(2, 12, -1)
    assert yearly.sum(axis=(1, 2)).tolist() == [365_000_000, 182_500_000]


# -- units that close -------------------------------------------------------------------------------------


def test_a_unit_closes_after_its_months_and_its_staff_are_paid_to_the_end_of_their_notice():
    ledger = ledger_of(YEAR, beds(YEAR, 20.0, 8.0), DORM)
    assert by_month(ledger, COUNTY, MARGINAL) == [200_000] * 3 + [100_000] * 9
    assert by_month(ledger, COUNTY, CASH) == [200_000] * 5 + [100_000] * 7
    assert not ledger.cents[:, [CITY, STATE]].any()


def test_all_that_is_counted_fills_the_same_units():
    both = beds(YEAR, 12.0, 5.0)
    both = replace(both, counts=both.counts + beds(YEAR, 8.0, 3.0, quantity=COUNTY_BEDS).counts)
    assert (ledger_of(YEAR, both, DORM).cents == ledger_of(YEAR, beds(YEAR, 20.0, 8.0), DORM).cents).all()


def test_what_a_counted_unit_is_of_a_unit_of_load():
    counts = ((CITY_BEDS, "county", 0.5), (COUNTY_BEDS, "county", 2.0))
    doubled = beds(YEAR, 40.0, 16.0)
    assert (ledger_of(YEAR, doubled, replace(DORM, counts=counts)).cents[:, COUNTY, 0, MARGINAL]
            == [200_000] * 3 + [100_000] * 9).all()  # fmt: skip


def test_open_units_are_those_of_the_load_as_it_was_by_month_of_the_whole_run():
    calendar = calendar_of(12, date(2026, 7, 1), warm_up=6)
    happened, timeline = beds(calendar, 20.0, 8.0), Timeline.of(calendar)
    opened = open_units(happened, replace(DORM, backfill=1.0), timeline)
    assert opened.tolist() == [2.0] * 3 + [1.0] * 9
    assert opened.dtype == np.float64
    with_others = of_all(DORM.system.function, others=15.0, billed=0.5)  # type: ignore[union-attr]
    assert open_units(happened, with_others, timeline).tolist() == [3.0] * 12  # 25, then 19


def test_only_what_closes_as_a_whole_has_units():
    for line in (SEATTLE, jail()):
        with pytest.raises(AssertionError):
            open_units(beds(YEAR, 8.0), line, Timeline.of(YEAR))


def test_a_leap_february_opens_no_unit():
    leap = calendar_of(12, date(2028, 1, 1))
    assert by_month(ledger_of(leap, beds(leap, 20.0), DORM), COUNTY) == [200_000] * 12


def test_a_unit_may_have_closed_before_the_horizon():
    calendar = calendar_of(12, date(2026, 7, 1), warm_up=6)
    ledger = ledger_of(calendar, beds(calendar, 20.0, 8.0), DORM)
    assert by_month(ledger, COUNTY) == [100_000] * 6


def test_beds_that_others_fill_again_keep_a_unit_open_in_the_budget():
    before, after = beds(YEAR, 20.0), beds(YEAR, 20.0, 8.0)
    kept = ledger_of(YEAR, after, replace(DORM, backfill=0.3), reference=before)  # 8 and 0.3 of 12 are 11.6
    assert by_month(kept, COUNTY, MARGINAL) == [200_000] * 3 + [100_000] * 9
    assert by_month(kept, COUNTY, CASH) == [200_000] * 12
    alone = ledger_of(YEAR, after, replace(DORM, backfill=0.3))
    assert by_month(alone, COUNTY, CASH) == [200_000] * 5 + [100_000] * 7


def test_a_unit_has_a_gross_value_where_its_line_has_a_price():
    ledger = ledger_of(YEAR, beds(YEAR, 20.0, 8.0), replace(DORM, average=150.0))
    assert by_month(ledger, COUNTY, AVERAGE)[:2] == [20 * 31 * 150_00, 8 * 28 * 150_00]
    assert by_month(ledger, COUNTY, MARGINAL)[3] == 100_000  # the price of a bed is not what varies


# -- fixed amounts, dollars and other lines ---------------------------------------------------------------


def test_a_fixed_amount_is_paid_whatever_is_used_and_cancels():
    office = of_all(Fixed(1_234.56), payer="state")
    some, none = (ledger_of(YEAR, happened, office).cents for happened in (beds(YEAR, 80.0), tally(12, {})))
    assert (some == none).all()
    assert some[:, STATE, 0].tolist() == [[0, 123_456, 123_456]] * 12


def test_a_months_factor_applies_to_it_alone_and_is_rounded_once():
    factors = [1.0, 0.5, *[0.0] * 10]
    ledger = ledger_of(YEAR, beds(YEAR, 81.0), of_all(TakeOrPay(1.0, 0.33), receiver="county"), factors=factors)
    assert by_month(ledger, CITY) == [31 * 33, 28 * 33 // 2, *[0] * 10]
    assert by_month(ledger, COUNTY) == [-cents for cents in by_month(ledger, CITY)]


def test_lines_stand_side_by_side_and_do_not_see_each_other():
    happened = beds(YEAR, 81.0)
    ledger = ledger_of(YEAR, happened, jail(), SEATTLE, DORM)
    for j, line in enumerate((jail(), SEATTLE, DORM)):
        assert (ledger.cents[:, :, j] == ledger_of(YEAR, happened, line).cents[:, :, 0]).all()


def test_a_line_that_depends_on_other_months_needs_to_know_them():
    with pytest.raises(AssertionError, match=r"^a cost that depends on other months needs to know them"):
        cost(beds(YEAR, 81.0), [0], [book(SEATTLE)], [1.0])
    assert cost(beds(YEAR, 81.0), [0], [book(jail())], [1.0]).cents.any()


def test_a_book_of_units_has_no_line_that_depends_on_others():
    mixed = book(SEATTLE, jail(), DORM)
    assert mixed.of_units() == replace(mixed, prices=(jail(),))


def test_the_timeline_of_a_calendar_has_its_days_its_fiscal_years_and_its_distance_from_the_start():
    timeline = Timeline.of(calendar_of(8, date(2028, 3, 1), warm_up=2, fiscal_start=7))
    assert timeline.days.tolist() == [31, 29, 31, 30, 31, 30, 31, 31]
    assert timeline.years.tolist() == [2028] * 6 + [2029] * 2
    assert timeline.since[:3] * 365.25 == pytest.approx([-44.5, -14.5, 15.5])
