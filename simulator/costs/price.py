"""Prices: what one counted unit costs, on average and at the margin, and who pays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.errors import InputError, nearest_names
from simulator.inputs.scenario import FORMER_FUNDERS, FUNDERS, CostLine, Jurisdiction
from simulator.inputs.values import Snapshot, number, table
from simulator.model.quantities import Quantity
from simulator.units import DAYS_PER_YEAR, MONTHS_PER_YEAR

# How much of a priced unit one counted unit is.
COUNTED_AS = {
    ("dollars", "event"): 1.0,
    ("dollars per case", "event"): 1.0,
    ("dollars per day", "day"): 1.0,
    ("dollars per month", "day"): MONTHS_PER_YEAR / DAYS_PER_YEAR,
    ("dollars per year", "day"): 1.0 / DAYS_PER_YEAR,
    ("dollars per month", "month"): 1.0,
    ("dollars per year", "month"): 1.0 / MONTHS_PER_YEAR,
}


@dataclass(frozen=True)
class Price:
    """One line of the ledger: dollars of the currency year for each counted quantity, and its payer.

    `average` is the gross value of a unit and never called cash; `marginal` is the part of it that varies.
    `counts` are (quantity, payer, units of the price in one counted unit).
    """

    line: str
    average: float
    marginal: float
    counts: tuple[tuple[Quantity, str, float], ...]
    program: bool


@dataclass(frozen=True)
class PriceBook:
    """All prices in force at one time, the payers, and the shares in which LEAD's funders pay, now and before."""

    payers: tuple[str, ...]
    prices: tuple[Price, ...]
    funding: Mapping[str, tuple[float, ...]]


def price_book(jurisdiction: Jurisdiction, values: Snapshot, before: Snapshot) -> PriceBook:
    """Return the price book of a jurisdiction at drawn values; `before` says who funded LEAD until the start.

    Raises InputError where a line cannot be priced.
    """
    payers = tuple(jurisdiction.file.payers)
    prices = []
    for line, entry in jurisdiction.file.cost_lines.items():
        unit = jurisdiction.parameters[entry.price].unit
        counts = tuple(
            (_quantity(name, line), payer, _counted_as(unit, name, line)) for name, payer in entry.counts.items()
        )
        average = number(values, entry.price)
        marginal = average * _marginal_share(values, line, entry)
        prices.append(Price(line, average, marginal, counts, entry.program))
    funding = {FUNDERS: _shares(values, payers), FORMER_FUNDERS: _shares(before, payers)}
    return PriceBook(payers, tuple(prices), funding)


def _marginal_share(values: Snapshot, line: str, entry: CostLine) -> float:
    if entry.marginal is None:
        return 1.0
    if entry.program:
        raise InputError(
            "what LEAD itself costs is paid in full: a program line takes no marginal share",
            key=f"cost_lines.{line}.marginal",
            found=entry.marginal,
        )
    return number(values, entry.marginal)


def _shares(values: Snapshot, payers: tuple[str, ...]) -> tuple[float, ...]:
    funding = table(values, "lead.funding")
    return tuple(funding.get(payer, 0.0) for payer in payers)


def _quantity(name: str, line: str) -> Quantity:
    known = [quantity.name.lower() for quantity in Quantity]
    if name not in known:
        raise InputError(
            "there is no such quantity to price",
            key=f"cost_lines.{line}",
            found=name,
            nearest=nearest_names(name, known),
        )
    return Quantity[name.upper()]


def _counted_as(unit: str, name: str, line: str) -> float:
    counted = "day" if "_days" in name else "month" if name.endswith("_months") else "event"
    if (unit, counted) not in COUNTED_AS:
        raise InputError(
            f"a price in {unit} does not fit a quantity counted by the {counted}", key=f"cost_lines.{line}"
        )
    return COUNTED_AS[unit, counted]


__all__ = ["Price", "PriceBook", "price_book"]
