"""Benefit-cost ratios by hand: one denominator, and no ratio where there is nothing to divide by."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.analysis.benefit_cost import benefit_cost_records
from simulator.analysis.samples import Pair
from simulator.costs.ledger import BASES
from simulator.results import ALL, TAXPAYERS, Record
from tests.analysis.samples import made
from tests.analysis.test_ratios import BED, CITY, COUNTY, OWN, PHILANTHROPY, SMALL, nothing

APART = replace(SMALL, private=("philanthropy",))
AVOIDED, CASH = BASES.index("marginal"), BASES.index("cash")


def returning(*of_draws: tuple[float, float, float, float]) -> Pair:
    """Return a pair whose draws have dollars: the county's avoided and cash, a charity's avoided, and LEAD's cost.

    The charity pays half of LEAD. The baseline has a LEAD of $50 that the city pays for.
    """
    before, spent = nothing(len(of_draws)), nothing(len(of_draws))
    before[:, 0, :, [COUNTY, PHILANTHROPY], BED, :] = 10**7
    spent[:, 0, :, [COUNTY, PHILANTHROPY], BED, :] = 10**7
    before[:, 0, 1, CITY, OWN, :] = spent[:, 0, 1, CITY, OWN, :] = 5000
    for d, (avoided, cash, other, cost) in enumerate(of_draws):
        spent[d, 0, 0, COUNTY, BED, AVOIDED] -= round(avoided * 100)
        spent[d, 0, 1, COUNTY, BED, CASH] -= round(cash * 100)
        spent[d, 0, 1, PHILANTHROPY, BED, AVOIDED] -= round(other * 100)
        spent[d, 0, 0, [CITY, PHILANTHROPY], OWN, :] += round(cost * 50)
    return made(before, spent, APART)


def found(pair: Pair, measure: str) -> dict[tuple[str | None, str], Record]:
    return {(r.rung, r.payer): r for r in benefit_cost_records(pair) if r.measure == measure}


def test_each_numerator_over_all_that_lead_costs_more():
    ratios = found(returning((60.0, 31.0, 65.0, 100.0)), "benefit_cost_ratio")
    assert {key: r.difference.mean for key, r in ratios.items()} == pytest.approx(
        {("cashable", TAXPAYERS): 0.31, ("avoided", TAXPAYERS): 0.6, ("avoided", ALL): 1.25}
    )
    assert {(r.unit, r.price_year, r.line) for r in ratios.values()} == {("dollars per program dollar", 2025, None)}


def test_where_all_payers_are_the_public_there_are_two():
    pair = returning((60.0, 31.0, 0.0, 100.0))
    pair = replace(pair, axes=SMALL)
    assert {key: r.difference.mean for key, r in found(pair, "benefit_cost_ratio").items()} == pytest.approx(
        {("cashable", ALL): 0.31, ("avoided", ALL): 0.6}
    )


def test_it_is_all_benefits_over_all_costs_and_its_interval_is_of_the_ratios_of_draws():
    pair = returning((10.0, 0.0, 0.0, 100.0), (600.0, 0.0, 0.0, 200.0))
    difference = found(pair, "benefit_cost_ratio")["avoided", TAXPAYERS].difference
    assert difference.mean == pytest.approx(610.0 / 300.0)  # the mean of the ratios would be 1.55
    assert (difference.low, difference.high) == pytest.approx((0.1 + 0.05 * 2.9, 3.0 - 0.05 * 2.9))
    assert (difference.mcse, difference.simulation_error) == (None, None)


def test_the_chance_that_benefits_exceed_costs_is_of_draws_and_a_tie_is_no_gain():
    pair = returning((100.0, 10.0, 1.0, 100.0), (300.0, 10.0, 0.0, 200.0), (5.0, 300.0, 0.0, 100.0), (0, 0, 0, 9.0))
    chances = {key: r.difference.mean for key, r in found(pair, "benefits_exceed_costs").items()}
    assert chances == {("cashable", TAXPAYERS): 0.25, ("avoided", TAXPAYERS): 0.25, ("avoided", ALL): 0.5}


def test_replications_are_added_up_first():
    one = returning((10.0, 0.0, 0.0, 100.0), (50.0, 0.0, 0.0, 20.0))
    money = one.money
    both = replace(money, before=np.swapaxes(money.before, 0, 1), spent=np.swapaxes(money.spent, 0, 1))
    pair = replace(one, money=both)
    assert found(pair, "benefit_cost_ratio")["avoided", ALL].difference.mean == pytest.approx(0.5)
    assert found(pair, "benefits_exceed_costs")["avoided", ALL].difference.mean == 0.0


def test_a_lead_that_costs_no_more_has_no_ratio_and_one_that_differs_in_nothing_has_nothing():
    cheaper = returning((10.0, 5.0, 0.0, -30.0))
    assert found(cheaper, "benefit_cost_ratio") == {}
    assert found(cheaper, "benefits_exceed_costs")["cashable", TAXPAYERS].difference.mean == 1.0
    assert list(benefit_cost_records(returning((10.0, 5.0, 0.0, 0.0)))) == []


def test_a_loss_is_below_zero():
    ratio = found(returning((-20.0, -5.0, 0.0, 100.0)), "benefit_cost_ratio")
    assert ratio["cashable", TAXPAYERS].difference.mean == pytest.approx(-0.05)
