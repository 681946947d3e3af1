"""Nominal and discounted dollars: factors by hand, and an annuity's closed form through the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from simulator.costs.ledger import cost
from simulator.costs.price import Price
from simulator.experiment.question import MONEY, money_factors
from simulator.inputs.draw import draw_inputs
from simulator.model.quantities import Quantity
from simulator.units import Calendar
from tests.costs.books import book, tally
from tests.experiment.places import Place, make_place

RATE = 0.03
MONTHS = 120


@dataclass(frozen=True)
class EvenCalendar(Calendar):
    """Months of a twelfth of a year each, for which an annuity has a closed form."""

    @cached_property
    def edges(self) -> tuple[float, ...]:
        return tuple(365.25 / 12 * (month - self.warm_up_months) for month in range(self.months + 1))


def inputs_of(calendar: Calendar, currency_year: int = 2025) -> Any:
    """Return as much of drawn inputs as money needs."""
    values = {"economy.discount_rate": RATE, "economy.inflation": RATE}
    place = SimpleNamespace(calendar=calendar, file=SimpleNamespace(currency_year=currency_year))
    return SimpleNamespace(scenario=SimpleNamespace(jurisdiction=place), policy=SimpleNamespace(at=lambda _: values))


EVEN = EvenCalendar(date(2027, 1, 1), warm_up_months=24, horizon_months=MONTHS)
HORIZON = range(24, 24 + MONTHS)
PER_MONTH = (1 + RATE) ** (-1 / 12)
ANNUITY = PER_MONTH**0.5 * (1 - PER_MONTH**MONTHS) / (1 - PER_MONTH)  # of one dollar in the middle of each month


def test_a_discounted_payment_by_the_month_is_an_annuity():
    factors = money_factors(inputs_of(EVEN), "discounted", HORIZON)
    assert sum(factors) == pytest.approx(ANNUITY, rel=1e-12)
    assert 1_234.56 * sum(factors) == pytest.approx(1_234.56 * ANNUITY, abs=1e-9)


def test_the_ledger_discounts_to_the_cent_of_each_month():
    happened = tally(24 + MONTHS, {(month, Quantity.INTAKES): 1.0 for month in range(24 + MONTHS)})
    payment = Price("payment", 1_234.56, 1_234.56, ((Quantity.INTAKES, "city", 1.0),), program=False)
    factors = money_factors(inputs_of(EVEN), "discounted", HORIZON)
    ledger = cost(happened, list(HORIZON), [book(payment)] * MONTHS, factors)
    assert ledger.cents[:, 0, 0, 0].sum() / 100 == pytest.approx(1_234.56 * ANNUITY, abs=MONTHS * 0.005)


def test_months_of_the_real_calendar_are_discounted_from_their_middle():
    calendar = Calendar(date(2027, 1, 1), warm_up_months=0, horizon_months=24)
    factors = money_factors(inputs_of(calendar), "discounted", range(24))
    lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    passed = 0
    for factor, length in zip(factors, lengths, strict=True):
        assert factor == pytest.approx(1.03 ** -((passed + length / 2) / 365.25), rel=1e-12)
        passed += length


def test_nominal_dollars_grow_from_the_middle_of_the_price_year():
    factors = money_factors(inputs_of(EVEN), "nominal", HORIZON)
    assert factors[0] == pytest.approx(1.03 ** (1.5 + 1 / 24), rel=1e-12)  # mid-2025 to mid-January 2027
    assert factors[18] == pytest.approx(1.03**3.0 * 1.03 ** (1 / 24), rel=1e-12)
    assert factors[12] / factors[0] == pytest.approx(1.03, rel=1e-12)


@pytest.mark.parametrize(
    ("start", "years"), [((2027, 7), 2.0), ((2025, 7), 0.0), ((2025, 1), -0.5), ((2026, 10), 1.25)]
)
def test_nominal_dollars_know_the_month_in_which_a_run_starts(start: tuple[int, int], years: float):
    calendar = EvenCalendar(date(*start, 1), warm_up_months=0, horizon_months=1)
    assert money_factors(inputs_of(calendar), "nominal", [0]) == pytest.approx([1.03 ** (years + 1 / 24)], rel=1e-12)


def test_constant_dollars_stay_as_they_are():
    assert money_factors(inputs_of(EVEN), "constant", HORIZON) == [1.0] * MONTHS


@pytest.mark.parametrize("money", MONEY)
def test_every_kind_of_money_has_a_factor_for_each_month(place: Place, money: str):
    inputs = draw_inputs(place.scenario("same"), 1, 0)
    assert len(money_factors(inputs, money, range(12, 24))) == 12


def test_rates_are_those_of_the_scenario(tmp_path: Path):
    place = make_place(tmp_path, {"economy.inflation": 0.0})
    inputs = draw_inputs(place.scenario("same", {"economy.discount_rate": 0.0}), 1, 0)
    assert money_factors(inputs, "nominal", range(12, 24)) == [1.0] * 12
    assert money_factors(inputs, "discounted", range(12, 24)) == [1.0] * 12
