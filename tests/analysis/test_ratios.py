"""Break-even, unit costs, the self-funding rate and staff in records, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.analysis.ratios import _steady_year, ratio_records
from simulator.analysis.samples import Pair
from simulator.costs.ledger import BASES
from simulator.model.measures import parts_of
from simulator.model.quantities import Quantity
from simulator.results import ALL, TAXPAYERS, Axes, Record
from simulator.units import DAYS_PER_YEAR
from tests.analysis import samples
from tests.analysis.samples import AXES, made, whole_and_years

PAYERS = ("city", "county", "philanthropy", "fund")
SMALL = Axes(
    fiscal_years=(2027, 2028),
    days=(731.0, 365.0, 366.0),
    months=(6, 3, 3),
    groups=("all of them",),
    payers=PAYERS,
    lines=("jail bed", "case managers"),
    program=(False, True),
    kinds=("marginal", "per_event"),
    supervisor_ratio=8.0,
)
CITY, COUNTY, PHILANTHROPY, FUND = range(4)
BED, OWN = range(2)
CASH = BASES.index("cash")


def records_of(pair: Pair, measure: str, **wanted: object) -> list[Record]:
    found = [record for record in ratio_records(pair) if record.measure == measure]
    return [record for record in found if all(getattr(record, key) == value for key, value in wanted.items())]


def values_of(pair: Pair, measure: str, **wanted: object) -> list[float]:
    return [record.difference.mean for record in records_of(pair, measure, **wanted)]


def nothing(draws: int = 1, replications: int = 1) -> np.ndarray:
    return np.zeros((draws, replications, 2, len(PAYERS), 2, len(BASES)), dtype=np.int64)


# -- break-even -------------------------------------------------------------------------------------------


def breaking_even(*of_draws: dict[tuple[int, int], list[int]]) -> Pair:
    """Return a pair with these dollars by month for (payer, 0 what varies or 1 cash), draw by draw."""
    monthly = np.zeros((len(of_draws), 1, 6, len(PAYERS), 2), dtype=np.int64)
    for d, of_payers in enumerate(of_draws):
        for (payer, kind), dollars in of_payers.items():
            monthly[d, 0, :, payer, kind] = [dollar * 100 for dollar in dollars]
    return made(nothing(len(of_draws)), nothing(len(of_draws)), SMALL, monthly=monthly)


def test_break_even_by_payer_and_net():
    pair = breaking_even(
        {(CITY, 0): [-9, 2, 2, 5, 1, 1], (CITY, 1): [-9, 1, 1, 1, 1, 1], (COUNTY, 0): [1, 0, 0, 0, 0, 0]}
    )
    found = {(r.payer, r.rung): r.difference.mean for r in records_of(pair, "break_even_month_median")}
    # Cumulative: the city −9, −7, −5, 0 …; all payers −8, −6, −4, 1 ….
    assert found == {("city", "net"): 4.0, ("county", "net"): 1.0, (ALL, "net"): 4.0}
    never = {(r.payer, r.rung): r.difference.mean for r in records_of(pair, "break_even_never")}
    assert never == {
        ("city", "net"): 0.0, ("county", "net"): 0.0, (ALL, "net"): 0.0, ("city", "cash_net"): 1.0,
        (ALL, "cash_net"): 1.0,
    }  # fmt: skip


def test_all_payers_break_even_together_though_one_never_does():
    pair = breaking_even({(CITY, 1): [-1] * 6, (COUNTY, 1): [0, 1, 1, 1, 3, 1]})
    assert values_of(pair, "break_even_month_median", payer=ALL, rung="cash_net") == [5.0]
    assert values_of(pair, "break_even_never", payer="city", rung="cash_net") == [1.0]


def test_taxpayers_break_even_apart_from_private_payers():
    pair = breaking_even({(CITY, 1): [-3, 1, 1, 1, 1, 1], (PHILANTHROPY, 1): [3, 0, 0, 0, 0, 0]})
    assert values_of(pair, "break_even_month_median", payer=TAXPAYERS) == []
    apart = replace(pair, axes=replace(SMALL, private=("philanthropy",)))
    assert values_of(apart, "break_even_month_median", payer=TAXPAYERS, rung="cash_net") == [4.0]
    assert values_of(apart, "break_even_month_median", payer=ALL, rung="cash_net") == [1.0]


def test_percentiles_stand_only_where_they_exist():
    at_once, at_last, never = (
        {(CITY, 0): [first, 0, 0, 0, 0, 9 if last else 0]} for first, last in ((1, 0), (-9, 1), (-1, 0))
    )
    edges = ("low", "median", "high")

    def found(*draws: dict[tuple[int, int], list[int]]) -> list[list[float]]:
        pair = breaking_even(*draws)
        return [values_of(pair, f"break_even_month_{edge}", payer="city", rung="net") for edge in edges]

    assert found(at_once, at_last) == [[pytest.approx(1.25)], [3.5], [pytest.approx(5.75)]]
    assert found(at_once, at_once, at_last, never) == [[1.0], [3.5], []]
    assert found(at_once, never) == [[], [], []]
    assert found(never, never) == [[], [], []]
    assert values_of(breaking_even(at_once, never, never, never), "break_even_never", payer="city") == [0.75]


def test_where_nothing_differs_there_is_no_break_even():
    assert not [r for r in ratio_records(breaking_even({})) if r.measure.startswith("break_even")]
    city = breaking_even({(CITY, 0): [-1, 1, 0, 0, 0, 0]})
    assert {(r.payer, r.rung) for r in records_of(city, "break_even_never")} == {("city", "net"), (ALL, "net")}


def test_records_of_one_number_state_no_error_and_no_spread():
    for record in ratio_records(breaking_even({(CITY, 0): [-1, 1, 0, 0, 0, 0]}, {(CITY, 0): [1] * 6})):
        if record.table == "money":
            found = record.difference
            assert (found.mcse, found.simulation_error, found.parameter_spread) == (None, None, None)
            assert found.low == found.mean == found.high
            assert record.baseline_mean == 0.0


# -- unit costs -------------------------------------------------------------------------------------------


def using(cost: list[tuple[int, int]], **counts: list[tuple[float, float]]) -> Pair:
    """Return a pair of draws with LEAD's own dollars, and counts over the horizon, each (baseline, scenario)."""
    sides = [nothing(len(cost)) for _ in range(2)]
    counted = [np.zeros((len(cost), 1, 2, len(Quantity), 2)) for _ in range(2)]
    for s, cents in enumerate(sides):
        for d, dollars in enumerate(cost):
            # In two years and of two payers, in cash; what it is on average is no matter.
            cents[d, 0, :, [CITY, FUND], OWN, CASH] = dollars[s] * 100 // 4
            cents[d, 0, :, CITY, OWN, 0] = 77
            cents[d, 0, :, COUNTY, BED, :] = 10**6
        for measure, pairs in counts.items():
            for d, amounts in enumerate(pairs):
                counted[s][d, 0, :, parts_of(measure)[0], s] = amounts[s] / 2
    both = tuple(samples.counted(whole_and_years(each)) for each in counted)
    return made(*sides, SMALL, counts=both)


def test_a_participant_month_costs_all_of_lead_over_all_months():
    year = DAYS_PER_YEAR
    pair = using([(400, 3600), (0, 2400)], participant_days=[(year, 4 * year), (0.0, 2 * year)])
    [found] = records_of(pair, "cost_per_participant_month")
    assert found.difference.mean == pytest.approx((3600 + 2400) / (48 + 24))
    assert (found.difference.low, found.difference.high) == pytest.approx((75 + 0.05 * 25, 100 - 0.05 * 25))
    assert (found.unit, found.price_year, found.payer, found.reason) == (
        "dollars per participant-month",
        2025,
        ALL,
        None,
    )
    assert values_of(pair, "cost_per_participant_month_none") == [0.0]


def test_what_is_avoided_costs_what_lead_costs_more():
    pair = using([(400, 3600)], bookings=[(50.0, 42.0)], jail_days=[(900.0, 800.0)])
    assert values_of(pair, "cost_per_booking_avoided") == [400.0]
    assert values_of(pair, "cost_per_jail_day_avoided") == [32.0]
    units = {r.measure: r.unit for r in ratio_records(pair)}
    assert units["cost_per_jail_day_avoided"] == "dollars per jail day avoided"
    assert units["cost_per_jail_day_avoided_none"] == "share of futures"


def test_every_part_of_a_count_counts():
    pair = using([(0, 3600)])
    for part in parts_of("bookings"):
        pair.counts[0].totals[0, 0, 0, part] = 12.0
    assert values_of(pair, "cost_per_booking_avoided") == [3600 / (12.0 * len(parts_of("bookings")))]


def test_where_none_is_avoided_there_is_no_unit_cost():
    pair = using([(0, 100), (0, 100)], bookings=[(10.0, 12.0), (10.0, 9.0)])
    assert values_of(pair, "cost_per_booking_avoided") == []
    assert values_of(pair, "cost_per_booking_avoided_none") == [0.5]
    assert values_of(pair, "cost_per_jail_day_avoided_none") == [1.0]
    assert values_of(pair, "cost_per_participant_month_none") == [1.0]


def test_a_unit_cost_without_a_range_says_why():
    some = [(10.0, 4.0)] * 38 + [(10.0, 11.0), (10.0, 10.0)]
    served = [(0.0, 30.4375)] * 39 + [(0.0, 0.0)]
    pair = using([(0, 120)] * 40, bookings=[*some[1:], some[-1]], participant_days=served, participants=served)
    assert records_of(pair, "cost_per_booking_avoided") == []
    pair = using([(0, 120)] * 60, bookings=[*some, *[(10.0, 4.0)] * 20], participant_days=[*served, *served[:20]])
    [avoided] = records_of(pair, "cost_per_booking_avoided")
    assert avoided.reason == "no range: none avoided in 2 of 60 draws"
    assert avoided.difference.mean == pytest.approx(60 * 120 / (58 * 6 - 1))
    [month] = records_of(pair, "cost_per_participant_month")
    assert month.reason == "no range: none served in 1 of 60 draws"


def test_a_new_participant_costs_all_of_lead_over_all_who_begin():
    pair = using([(400, 3600), (0, 2400)], participants=[(1.0, 12.0), (3.0, 8.0)])
    [found] = records_of(pair, "cost_per_participant")
    assert found.difference.mean == 6000 / 20
    assert (found.difference.low, found.difference.high, found.unit) == (300.0, 300.0, "dollars per new participant")
    assert values_of(pair, "cost_per_participant_none") == [0.0]


def test_a_lead_that_costs_less_than_before_has_a_negative_unit_cost():
    assert values_of(using([(500, 100)], jail_days=[(60.0, 50.0)]), "cost_per_jail_day_avoided") == [-40.0]


# -- self-funding -----------------------------------------------------------------------------------------


def funded(*of_draws: tuple[float, float, float]) -> Pair:
    """Return a pair whose draws save dollars (city, philanthropy) in cash and have a LEAD that costs so much."""
    before, spent = nothing(len(of_draws)), nothing(len(of_draws))
    for d, (city, other, cost) in enumerate(of_draws):
        before[d, 0, 0, CITY, BED, CASH] = before[d, 0, 1, PHILANTHROPY, BED, CASH] = 10**7
        spent[d, 0, 0, CITY, BED, CASH] = 10**7 - round(city * 100)
        spent[d, 0, 1, PHILANTHROPY, BED, CASH] = 10**7 - round(other * 100)
        spent[d, 0, 0, CITY, BED, 0] = 55
        # The fund pays a part of it, and the baseline had a LEAD too.
        spent[d, 0, 0, [CITY, FUND], OWN, :] = round(cost * 50)
        spent[d, 0, 0, CITY, OWN, :] += 333
        before[d, 0, 0, CITY, OWN, :] = 333
    return made(before, spent, replace(SMALL, private=("philanthropy",)))


def test_the_rate_is_what_lead_costs_over_what_the_public_saves_in_cash():
    pair = funded((200.0, 900.0, 50.0))
    assert values_of(pair, "self_funding_rate") == [0.25]
    assert values_of(pair, "self_funding_never") == [0.0]
    assert records_of(pair, "self_funding_rate")[0].unit == "share"


def test_all_that_is_saved_is_a_rate_and_a_cent_less_is_none():
    assert values_of(funded((50.0, 0.0, 50.0)), "self_funding_rate") == [1.0]
    short = funded((49.99, 0.0, 50.0))
    assert (values_of(short, "self_funding_rate"), values_of(short, "self_funding_never")) == ([], [1.0])


def test_none_is_above_every_rate_so_the_median_is_of_all_draws():
    quarter, half, none = (200.0, 0.0, 50.0), (100.0, 0.0, 50.0), (-10.0, 0.0, 50.0)
    for draws, rate, never in (
        ((none, quarter, half), [0.5], 1 / 3),
        ((none, quarter, half, quarter), [0.375], 0.25),
        ((none, none, quarter), [], 2 / 3),
        ((none, quarter), [], 0.5),
        ((none, none, quarter, half, quarter), [0.5], 0.4),
    ):
        pair = funded(*draws)
        assert values_of(pair, "self_funding_rate") == rate
        assert values_of(pair, "self_funding_never") == [pytest.approx(never)]


def test_replications_of_a_draw_are_one_future():
    before, spent = nothing(1, 2), nothing(1, 2)
    spent[0, :, 0, COUNTY, BED, CASH] = [-30_000, 10_000]
    spent[0, :, 1, COUNTY, OWN, CASH] = [4_000, 6_000]
    assert values_of(made(before, spent, SMALL), "self_funding_rate") == [0.5]


def test_a_lead_that_costs_nothing_has_no_rate():
    before = nothing()
    before[0, 0, 0, CITY, BED] = 100
    for pair in (made(before, nothing(), SMALL), made(nothing(), nothing(), SMALL)):
        assert not [r for r in ratio_records(pair) if r.measure.startswith("self_funding")]


# -- staff ------------------------------------------------------------------------------------------------


def test_staff_by_class_and_fiscal_year_with_notice():
    # 18 months: six with 8 case managers, then six with 8 and one on notice, then none but a last month of notice.
    staff = np.zeros((1, 1, 18, 4))
    staff[0, 0, :12, 0], staff[0, 0, 6:12, 1], staff[0, 0, 12, 1] = 8.0, 1.0, 3.0
    staff[0, 0, :12, 2], staff[0, 0, 12, 3] = 1.0, 0.5
    staff[0, 0, 11, 3] = 0.25  # never more than one of them
    empty = np.zeros((1, 1, 2, len(AXES.payers), len(AXES.lines), len(BASES)), dtype=np.int64)
    pair = made(empty, empty, AXES, staff=(np.zeros_like(staff), staff))
    found = {(r.line, r.fiscal_year): r.difference.mean for r in records_of(pair, "staff")}
    assert found == pytest.approx(
        {
            ("case managers", 2027): 8.0,
            ("case managers", 2028): (6 * 9.0 + 3.0) / 12,
            ("case managers", ALL): (6 * 8.0 + 6 * 9.0 + 3.0) / 18,
            ("supervisors", 2027): 1.0,
            ("supervisors", 2028): (6 * 2 + 1) / 12,
            ("supervisors", ALL): (6 * 1 + 6 * 2 + 1) / 18,
            ("program manager", 2027): 1.0,
            ("program manager", 2028): 6.5 / 12,
            ("program manager", ALL): 12.5 / 18,
            ("liaison prosecutor", 2027): 1.0,
            ("liaison prosecutor", 2028): 6.5 / 12,
            ("liaison prosecutor", ALL): 12.5 / 18,
        }
    )
    [record] = records_of(pair, "staff", line="supervisors", fiscal_year=2028)
    assert (record.table, record.unit, record.price_year) == ("queues", "full-time staff", None)


def test_staff_of_the_baseline_is_told_beside_it_and_the_ratio_is_the_places_own():
    staff = np.zeros((2, 1, 6, 4))
    staff[..., 0] = 9.0
    pair = made(nothing(2), nothing(2), replace(SMALL, supervisor_ratio=3.0), staff=(staff, staff / 3))
    [record] = records_of(pair, "staff", line="supervisors", fiscal_year=ALL)
    assert (record.baseline_mean, record.scenario_mean, record.difference.mean) == (3.0, 1.0, -2.0)


# -- what any rate of capture carries, and the last full year ---------------------------------------------


def test_what_is_carried_is_what_the_public_saves_over_what_lead_costs_more():
    [found] = records_of(funded((30.0, 900.0, 100.0), (90.0, 0.0, 100.0)), "self_funding_carried")
    assert found.difference.mean == pytest.approx(120.0 / 200.0)
    edges = (found.difference.low, found.difference.p25, found.difference.p75, found.difference.high)
    assert edges == pytest.approx((0.33, 0.45, 0.75, 0.87))
    assert found.unit == "share"


def test_what_is_lost_carries_less_than_nothing():
    [found] = records_of(funded((-30.0, 0.0, 100.0)), "self_funding_carried")
    assert found.difference.mean == pytest.approx(-0.3)


def test_a_lead_that_costs_no_more_in_some_draw_carries_no_share():
    assert records_of(funded((30.0, 0.0, 100.0), (30.0, 0.0, 0.0)), "self_funding_carried") == []


def test_the_steady_year_is_the_last_one_with_twelve_months():
    axes = replace(SMALL, fiscal_years=(2027, 2028, 2029), days=(760.0, 184.0, 365.0, 211.0), months=(25, 6, 12, 7))
    pair = replace(breaking_even({}), axes=axes)
    assert [r.difference.mean for r in _steady_year(pair)] == [2028.0]
    assert list(_steady_year(replace(pair, axes=SMALL))) == []
