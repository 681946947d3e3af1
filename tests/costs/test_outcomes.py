"""Outcome payments: Denver's and Rikers Island's published points, and rates of return in closed form."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.costs.outcomes import (
    DENVER,
    Return,
    internal_rate_of_return,
    investor_return,
    outcome_payment,
    rikers,
)
from tests.properties.strategies import examples

MILLION = 100_000_000  # in cents
RIKERS = rikers(4.0)

# -- Denver --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fall", "dollars"),
    [
        (-0.3, 0),
        (0.0, 0),
        (0.199, 0),
        (0.20, 20 * 160_000),
        (0.25, 25 * 160_000),
        (0.30, 30 * 160_000),
        (0.31, 30 * 160_000 + 38_000),
        (0.305, 30 * 160_000 + 19_000),
        (0.65, 30 * 160_000 + 35 * 38_000),
        (0.66, 6_130_000),
        (1.0, 6_130_000),
    ],
)
def test_denver_pays_a_fall_in_jail_days_by_its_tiers(fall: float, dollars: int):
    assert DENVER.payment(fall) == dollars * 100


def test_denver_pays_each_stable_day_whatever_jail_days_do():
    assert DENVER.payment(0.0, 1) == 1_512
    assert DENVER.payment(-0.5, 1_000) == 1_512_000
    assert DENVER.payment(0.30, 1_000) == 480_000_000 + 1_512_000


def test_what_denver_paid_in_all_is_within_its_tiers():
    paid = DENVER.payment(0.38, 299_928)
    assert paid == 963_891_136  # published as $9.64 million
    assert investor_return(DENVER.invested, paid, 0.0).gain == 103_891_136
    # Were only the points above 20 worth $160,000, jail days alone could never bring more than this.
    assert 10 * 160_000 + 35 * 38_000 == 2_930_000


def test_a_fall_reaches_its_tier_whatever_floats_make_of_it():
    assert DENVER.payment(1 - 0.8) == 320_000_000
    assert 1 - 0.9 < 0.1
    assert RIKERS.payment(1 - 0.9) == 960_000_000


@examples(200)
@given(st.floats(-1.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 1e6))
def test_denver_never_pays_less_for_more(fall: float, more: float, days: float):
    assert DENVER.payment(fall, days) <= DENVER.payment(min(1.0, fall + more), days)


# -- Rikers Island -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fall", "cents"),
    [
        (-0.2, 0),
        (0.0, 0),
        (0.0849, 0),
        (0.085, None),
        (0.0999, None),
        (0.10, 960_000_000),
        (0.1999, 960_000_000),
        (0.20, 1_171_337_634),  # 9.6 million × 1.051⁴
        (0.90, 1_171_337_634),
    ],
)
def test_rikers_pays_by_its_published_points_only(fall: float, cents: int | None):
    assert RIKERS.payment(fall) == cents


@pytest.mark.parametrize("years", [1, 2, 4, 7])
def test_a_fall_of_20_percent_returns_5_1_percent_over_any_term(years: int):
    payment = rikers(years).payment(0.20)
    assert payment is not None
    rate = internal_rate_of_return([-960_000_000, *[0] * (years - 1), payment])
    assert rate == pytest.approx(0.051, abs=1e-9)


def test_without_payment_the_guarantor_loses_three_quarters():
    assert investor_return(RIKERS.loan, 0, RIKERS.guaranteed) == Return(0, 240_000_000, 720_000_000)


@pytest.mark.parametrize("term", [0.0, -1.0, 101.0, math.nan, math.inf])
def test_a_loan_has_a_term(term: float):
    with pytest.raises(ValueError, match="not the term of a loan"):
        rikers(term)


@pytest.mark.parametrize(
    ("fall", "days"), [(math.nan, 0.0), (1.1, 0.0), (-math.inf, 0.0), (0.3, -1.0), (0.3, math.nan)]
)
def test_what_is_no_fall_or_no_number_of_days_is_refused(fall: float, days: float):
    with pytest.raises(ValueError, match="not a"):
        DENVER.payment(fall, days)
    if not days:
        with pytest.raises(ValueError, match="not a fall"):
            RIKERS.payment(fall)


def test_a_loan_of_a_century_is_still_one():
    assert rikers(100.0).points[1][1] == round(960_000_000 * 1.051**100)


def test_a_term_that_nobody_names_is_four_years():
    assert outcome_payment("rikers", 0.2) == round(960_000_000 * 1.051**4) / 100


def test_no_stable_days_are_paid_for_unless_they_are_named():
    assert outcome_payment("denver", 0.1) == DENVER.payment(0.1) == 0


def test_tiers_are_found_by_name_and_pay_in_dollars():
    assert outcome_payment("denver", 0.38, 299_928) == 9_638_911.36
    assert outcome_payment("rikers", 0.10) == 9_600_000.0
    assert outcome_payment("rikers", 0.09) is None
    assert outcome_payment("rikers", 0.0) == 0.0
    assert outcome_payment("rikers", 0.20, term_years=1.0) == 10_089_600.0
    with pytest.raises(ValueError, match="there are no such tiers: boston"):
        outcome_payment("boston", 0.5)


# -- investors and guarantors ----------------------------------------------------------------------------------


def test_a_loan_repaid_in_full_costs_nobody_anything():
    assert investor_return(1_000, 1_000, 0.75) == Return(0, 0, 0)
    assert investor_return(1_000, 1_200, 0.75) == Return(200, 0, 0)


@examples(200)
@given(st.integers(0, 10**12), st.integers(0, 10**12), st.floats(0.0, 1.0))
def test_gain_and_losses_are_what_was_paid_less_what_was_lent(loan: int, payment: int, guaranteed: float):
    outcome = investor_return(loan, payment, guaranteed)
    assert outcome.gain - outcome.investor_loss - outcome.guarantor_loss == payment - loan
    assert min(outcome.gain, outcome.investor_loss, outcome.guarantor_loss) >= 0
    assert outcome.gain == 0 or outcome.investor_loss == outcome.guarantor_loss == 0
    assert abs(outcome.guarantor_loss - guaranteed * max(0, loan - payment)) <= 1


@pytest.mark.parametrize(("loan", "payment", "guaranteed"), [(-1, 0, 0.5), (1, -1, 0.5), (1, 1, 1.5), (1, 1, math.nan)])
def test_a_loan_that_makes_no_sense_is_refused(loan: int, payment: int, guaranteed: float):
    said = "^a loan and its payment are not negative, and a guarantee is a share of 0 to 1$"
    with pytest.raises(ValueError, match=said):
        investor_return(loan, payment, guaranteed)


# -- internal rate of return -----------------------------------------------------------------------------------


@examples(200)
@given(st.floats(1.0, 1e9), st.floats(-0.99, 5.0), st.integers(1, 12))
def test_two_flows_have_the_rate_of_their_ratio(lent: float, rate: float, years: int):
    back = lent * (1 + rate) ** years
    found = internal_rate_of_return([-lent, *[0.0] * (years - 1), back])
    assert found == pytest.approx(rate, rel=1e-9, abs=1e-9)


@examples(200)
@given(st.integers(-90, 200).filter(bool), st.integers(1, 40), st.floats(1.0, 1e6))
def test_a_level_annuity_has_the_rate_that_prices_it(percent: int, years: int, level: float):
    rate = percent / 100
    price = level * (1 - (1 + rate) ** -years) / rate
    assert internal_rate_of_return([-price, *[level] * years]) == pytest.approx(rate, rel=1e-7, abs=1e-9)


def test_rates_known_by_heart():
    assert internal_rate_of_return([-100, 110]) == pytest.approx(0.10, abs=1e-12)
    assert internal_rate_of_return([100, -110]) == pytest.approx(0.10, abs=1e-12)  # as the borrower sees it
    assert internal_rate_of_return([-100, 50, 50]) == pytest.approx(0.0, abs=1e-12)
    assert internal_rate_of_return([-100, 0, 25]) == pytest.approx(-0.5, abs=1e-12)
    assert internal_rate_of_return([0, -100, 110, 0]) == pytest.approx(0.10, abs=1e-12)
    assert internal_rate_of_return([-1, 1e9]) == pytest.approx(1e9, rel=1e-6)
    assert internal_rate_of_return([-1e9, *[0.0] * 600, 2e9]) == pytest.approx(2 ** (1 / 601) - 1, rel=1e-9)


@pytest.mark.parametrize("flows", [[], [0.0], [-100.0], [100.0, 20.0], [-100.0, 0.0, -1.0], [0.0, 0.0]])
def test_without_a_change_of_sign_there_is_no_rate(flows: list[float]):
    assert internal_rate_of_return(flows) is None


def test_with_two_changes_of_sign_no_rate_is_made_up():
    # 25 % and 400 % both solve it.
    assert internal_rate_of_return([-4.0, 25.0, -25.0]) is None


@pytest.mark.parametrize("flow", [math.nan, math.inf, -math.inf])
def test_cash_flows_are_finite(flow: float):
    with pytest.raises(ValueError, match=r"^cash flows are finite$"):
        internal_rate_of_return([-1.0, flow])


@pytest.mark.parametrize("unit", [1e-200, 1e200])
def test_a_rate_does_not_depend_on_the_unit_of_money(unit: float):
    assert internal_rate_of_return([-unit, 1.1 * unit]) == pytest.approx(0.10, abs=1e-12)


def test_neither_high_rates_nor_long_terms_grow_without_limit():
    assert internal_rate_of_return([-1e-30, 1e30, *[0.0] * 9, 1e-30]) == pytest.approx(1e60, rel=1e-6)
    assert internal_rate_of_return([-1.0, 1.9, *[0.0] * 2_000, 1e-300]) == pytest.approx(0.9, rel=1e-9)


@examples(200)
@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=5), st.lists(st.floats(0.01, 1e6), min_size=1, max_size=10))
def test_at_its_rate_flows_have_no_net_present_value(out: list[float], back: list[float]):
    flows = [*(-flow for flow in out), *back]
    rate = internal_rate_of_return(flows)
    assert rate is not None
    assert rate > -1.0
    shift = len(flows) - 1 if rate < 0 else 0
    worth = [flow * (1 + rate) ** (shift - i) for i, flow in enumerate(flows)]
    assert abs(math.fsum(worth)) <= 1e-6 * max(map(abs, worth))
