"""Prices: what one counted unit costs on average, what of it varies and is cash, and who pays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from simulator.costs.from_inputs import function_of, unit_costs
from simulator.costs.functions import CostFunction
from simulator.costs.funding import medicaid_shares, service_shares
from simulator.errors import InputError, nearest_names
from simulator.inputs.cost_lines import CostLine
from simulator.inputs.scenario import FORMER_FUNDERS, FUNDERS, MEDICAID, SERVICE_FUNDERS, Scenario
from simulator.inputs.values import Same, Snapshot, number
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
QUANTITIES = {quantity.name.lower(): quantity for quantity in Quantity}


@dataclass(frozen=True)
class System:
    """A cost that depends on all that is used and on other months: closing units, contracts, fixed amounts.

    `counted` says by what its units are counted (day, month or event), `billed` which share of them the function sees,
    `others` how much of the load is not simulated.
    """

    function: CostFunction
    payer: str
    counted: str
    receiver: str | None = None
    billed: float = 1.0
    others: float = 0.0


@dataclass(frozen=True)
class Price:
    """One line of the ledger: dollars of the currency year for each counted quantity, and its payer.

    `average` is the gross value of a unit and never called cash; `marginal` is the part of it that varies; `cash` is
    the part that leaves a budget (all that varies, where nothing else is said). `counts` are (quantity, payer, units
    of the price in one counted unit). `backfill` is the share of freed use that others fill again. Where there is a
    `system`, it and not the amounts here says what varies and what is cash.
    """

    line: str
    average: float
    marginal: float
    counts: tuple[tuple[Quantity, str, float], ...]
    program: bool
    cash: float | None = None
    backfill: float = 0.0
    system: System | None = None

    @property
    def budget(self) -> float:
        """Dollars of a unit that leave a budget."""
        return self.marginal if self.cash is None else self.cash


@dataclass(frozen=True)
class PriceBook:
    """All prices in force at one time, the payers, and their shares in what each payer that stands for several pays."""

    payers: tuple[str, ...]
    prices: tuple[Price, ...]
    funding: Mapping[str, tuple[float, ...]]

    def of_units(self) -> PriceBook:
        """Return the prices of single units alone, without what depends on all that is used."""
        return replace(self, prices=tuple(price for price in self.prices if price.system is None))


@dataclass(frozen=True)
class Funders:
    """The shares of payers in funding LEAD now, and before its staff or funding last changed."""

    payers: tuple[str, ...]
    now: tuple[float, ...]
    before: tuple[float, ...]


def price_book(scenario: Scenario, facts: Snapshot, own: Snapshot, funders: Funders, years: float) -> PriceBook:
    """Return the price book of a scenario some years after the start.

    `facts` are the drawn values that justice costs are taken from, `own` those of what LEAD itself costs.
    Raises InputError where a line cannot be priced.
    """
    payers = funders.payers
    prices = tuple(
        _price(line, entry, scenario, own if entry.program else facts, years)
        for line, entry in scenario.cost_lines.items()
    )
    medicaid = medicaid_shares(own, payers)
    funding = {
        FUNDERS: funders.now,
        FORMER_FUNDERS: funders.before,
        MEDICAID: medicaid,
        SERVICE_FUNDERS: service_shares(own, funders.now, medicaid),
    }
    return PriceBook(payers, prices, funding)


def _price(line: str, entry: CostLine, scenario: Scenario, values: Snapshot, years: float) -> Price:
    unit = None if entry.price is None else scenario.parameters[entry.price].unit
    counts = _counts(line, Same(entry), unit)
    average = 0.0 if entry.price is None else number(values, entry.price)
    backfill = 0.0 if entry.backfill is None else number(values, entry.backfill)
    if entry.is_linear:
        varying, cash = unit_costs(entry, average, values, years)
        cash = 0.0 if entry.society else cash  # it is in nobody's budget
        return Price(line, average, varying, counts, entry.program, cash, backfill)
    return Price(line, average, 0.0, counts, entry.program, 0.0, backfill, _system(line, entry, values))


# The same in every draw.
@lru_cache(maxsize=512)
def _counts(line: str, entry: Same[CostLine], unit: str | None) -> tuple[tuple[Quantity, str, float], ...]:
    return tuple(
        (_quantity(name, line), payer, 1.0 if unit is None else _counted_as(unit, name, line))
        for name, payer in entry.value.counts.items()
    )


def _system(line: str, entry: CostLine, values: Snapshot) -> System:
    counted = {_counted_by(name) for name in entry.counts}
    if len(counted) > 1:
        raise InputError("what a line counts together is counted alike", key=f"cost_lines.{line}.counts")
    billed, others = (getattr(entry.function, name, None) for name in ("billed", "others"))
    return System(
        function=function_of(line, entry, values),
        payer=next(iter(entry.counts.values())),
        counted=counted.pop(),
        receiver=entry.receiver,
        billed=1.0 if billed is None else number(values, billed),
        others=0.0 if others is None else number(values, others),
    )


def _quantity(name: str, line: str) -> Quantity:
    if name not in QUANTITIES:
        raise InputError(
            "there is no such quantity to price",
            key=f"cost_lines.{line}",
            found=name,
            nearest=nearest_names(name, list(QUANTITIES)),
        )
    return QUANTITIES[name]


def _counted_as(unit: str, name: str, line: str) -> float:
    counted = _counted_by(name)
    if (unit, counted) not in COUNTED_AS:
        raise InputError(
            f"a price in {unit} does not fit a quantity counted by the {counted}", key=f"cost_lines.{line}"
        )
    return COUNTED_AS[unit, counted]


def _counted_by(name: str) -> str:
    return "day" if "_days" in name else "month" if name.endswith("_months") else "event"


__all__ = ["Funders", "Price", "PriceBook", "System", "price_book"]
