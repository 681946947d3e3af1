"""What a reinvestment fund pays: its share by month and quantity, and the rest as before."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.costs.functions import Floats
from simulator.costs.ledger import BASES, Ledger, cost
from simulator.costs.price import Price, PriceBook
from simulator.errors import InputError
from simulator.inputs.scenario import FORMER_FUNDERS, FUNDERS
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from tests.costs.books import DORM, PAYERS, beds, book, calendar_of, jail, ledger_of, staff, tally, with_fund
from tests.properties.strategies import SHARE, examples

AVERAGE, MARGINAL, CASH = (BASES.index(basis) for basis in ("average", "marginal", "cash"))
CITY, COUNTY, STATE, FUND = range(4)
STAFF, NOTICE = Quantity.CASE_MANAGER_MONTHS, Quantity.NOTICE_MONTHS
NOBODY = {FUNDERS: (0.0, 0.0, 0.0), FORMER_FUNDERS: (0.0, 0.0, 0.0)}


def shares(months: int, of: dict[tuple[int, Quantity], float]) -> Floats:
    found = np.zeros((months, len(Quantity)))
    for (month, quantity), share in of.items():
        found[month, quantity] = share
    return found


def ledger(happened: Tally, by_fund: Floats, made: PriceBook, months: list[int] | None = None) -> Ledger:
    asked = list(range(len(happened.counts))) if months is None else months
    return cost(happened, asked, [made] * len(asked), [1.0] * len(asked), by_fund=by_fund)


def test_a_fund_pays_its_part_and_the_funders_split_the_rest_as_before():
    happened = tally(2, {(0, STAFF): 4.0, (1, STAFF): 4.0, (1, NOTICE): 1.0})
    paid = ledger(happened, shares(2, {(1, STAFF): 0.25}), with_fund(book(staff(100.01))))
    assert paid.payers == (*PAYERS, "fund")
    assert paid.cents[0, :, 0, CASH].tolist() == [28_003, 12_001, 0, 0]  # 70 % and 30 % of $400.04
    # 70 % and 30 % of $300.03, the notice halved between county and state, and a quarter from the fund.
    assert paid.cents[1, :, 0, CASH].tolist() == [21_002, 9_001 + 5_001, 5_000, 10_001]
    assert (paid.cents[..., AVERAGE] == paid.cents[..., CASH]).all()
    assert (paid.cents[..., MARGINAL] == paid.cents[..., CASH]).all()


def test_shares_are_by_month_of_the_run_also_where_only_some_are_asked_for():
    happened = tally(4, {(month, STAFF): 1.0 for month in range(4)})
    by_fund = shares(4, {(0, STAFF): 1.0, (3, STAFF): 0.5})
    paid = ledger(happened, by_fund, with_fund(book(staff(100.0))), [2, 3])
    assert paid.cents[:, FUND, 0, CASH].tolist() == [0, 5_000]


def test_shares_may_reach_beyond_what_has_happened_so_far():
    happened = tally(2, {(0, STAFF): 1.0, (1, STAFF): 1.0})
    paid = ledger(happened, shares(5, {(1, STAFF): 0.5, (4, STAFF): 1.0}), with_fund(book(staff(100.0))))
    assert paid.cents[:, FUND, 0, CASH].tolist() == [0, 5_000]


def test_what_has_no_share_is_paid_as_before():
    happened = tally(1, {(0, STAFF): 1.0, (0, Quantity.JAIL_DAYS_MUNICIPAL): 10.0})
    paid = ledger(happened, shares(1, {(0, STAFF): 1.0}), with_fund(book(staff(), jail())))
    assert paid.cents[0, :, 0, CASH].tolist() == [0, 0, 0, 1_500_000]
    assert paid.cents[0, :, 1, CASH].tolist() == [24_000, 0, 0, 0]


def test_nobody_fills_again_what_a_fund_pays_for():
    line = Price("homes", 10.0, 10.0, ((Quantity.INTERIM_UNIT_DAYS, "city", 1.0),), program=True, backfill=0.5)
    happened, before = (tally(1, {(0, Quantity.INTERIM_UNIT_DAYS): days}) for days in (20.0, 40.0))
    made = with_fund(book(line))
    by_fund = shares(1, {(0, Quantity.INTERIM_UNIT_DAYS): 0.25})
    paid = cost(happened, [0], [made], [1.0], reference=before, by_fund=by_fund)
    assert paid.cents[0, :, 0, CASH].tolist() == [15_000, 0, 0, 5_000]
    assert cost(happened, [0], [made], [1.0], reference=before).cents[0, CITY, 0, CASH] == 30_000


def test_a_fund_that_pays_for_beds_changes_nothing_of_what_all_of_them_cost():
    calendar = calendar_of(12)
    happened = beds(calendar, 20.0, 8.0)
    by_fund = shares(12, {(month, Quantity.JAIL_DAYS_MUNICIPAL): 0.4 for month in range(12)})
    without = ledger_of(calendar, happened, DORM)
    paid = ledger_of(calendar, happened, book=with_fund(book(DORM)), by_fund=by_fund)
    assert (paid.cents[:, :FUND] == without.cents).all()
    assert not paid.cents[:, FUND].any()


# -- where nobody funds -----------------------------------------------------------------------------------


def test_what_costs_money_that_nobody_funds_is_refused_by_the_name_of_its_line():
    happened = tally(1, {(0, STAFF): 1.0})
    with pytest.raises(InputError) as refused:
        cost(happened, [0], [book(staff(), funding=NOBODY)], [1.0])
    assert refused.value.key == "cost_lines.case managers"
    assert str(refused.value) == "key cost_lines.case managers: this costs money that nobody funds"


def test_what_costs_nothing_needs_no_funder():
    nothing = tally(1, {})
    assert not cost(nothing, [0], [book(staff(), funding=NOBODY)], [1.0]).cents.any()
    free = tally(1, {(0, STAFF): 3.0})
    assert not cost(free, [0], [book(staff(0.0), funding=NOBODY)], [1.0]).cents.any()


def test_what_a_fund_pays_in_full_needs_no_other_funder():
    happened = tally(1, {(0, STAFF): 2.0})
    made = with_fund(book(staff(50.0), funding=NOBODY))
    assert ledger(happened, shares(1, {(0, STAFF): 1.0}), made).cents[0, :, 0, CASH].tolist() == [0, 0, 0, 10_000]
    with pytest.raises(InputError, match="nobody funds"):
        ledger(happened, shares(1, {(0, STAFF): 0.99}), made)


def test_funders_may_change_from_month_to_month():
    happened = tally(3, {(month, STAFF): 1.0 for month in range(3)})
    funding = [{**NOBODY, FUNDERS: one} for one in ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.5, 0.5))]
    books = [book(staff(100.0), funding=each) for each in funding]
    paid = cost(happened, [0, 1, 2], books, [1.0] * 3).cents[:, :, 0, CASH]
    assert paid.tolist() == [[10_000, 0, 0], [0, 10_000, 0], [0, 5_000, 5_000]]


# -- for any share ----------------------------------------------------------------------------------------


@examples(150)
@given(
    st.lists(st.floats(0.0, 50.0), min_size=2, max_size=2),
    st.lists(SHARE, min_size=2, max_size=2),
    st.lists(SHARE, min_size=2, max_size=2),
    st.integers(0, 10**7).map(lambda cents: cents / 100),
)
def test_a_share_of_the_fund_conserves_cents(
    months: list[float], of_staff: list[float], of_notice: list[float], dollars: float
):
    happened = Tally.empty(2, ())
    happened.counts[:, STAFF, 0], happened.counts[:, NOTICE, 0] = months, months[::-1]
    by_fund = np.zeros((2, len(Quantity)))
    by_fund[:, STAFF], by_fund[:, NOTICE] = of_staff, of_notice
    made = with_fund(book(staff(dollars)))
    without, paid = (ledger(happened, each, made).cents[:, :, 0, CASH] for each in (np.zeros_like(by_fund), by_fund))
    assert not without[:, FUND].any()
    # Funders, former funders and the fund are rounded once each, with the fund and without.
    assert (abs(paid.sum(axis=1) - without.sum(axis=1)) <= 2).all()
    own = (happened.counts.sum(axis=2) * by_fund)[:, [STAFF, NOTICE]].sum(axis=1) * dollars * 100
    assert (abs(paid[:, FUND] - own) <= 0.5 + own * 1e-12).all()
    assert (paid[:, :FUND] <= without[:, :FUND] + 2).all()


@examples(60)
@given(st.lists(st.floats(0.0, 50.0), min_size=3, max_size=3), st.floats(0.0, 1e5))
def test_a_fund_that_pays_nothing_changes_no_cell(months: list[float], dollars: float):
    happened = Tally.empty(3, ())
    happened.counts[:, STAFF, 0] = months
    made = with_fund(book(staff(dollars), DORM))
    calendar = calendar_of(3)
    none = ledger_of(calendar, happened, book=made)
    paid = ledger_of(calendar, happened, book=made, by_fund=np.zeros((3, len(Quantity))))
    assert (none.cents == paid.cents).all()
    assert (none.cents[:, :FUND] == ledger_of(calendar, happened, *made.prices).cents).all()
