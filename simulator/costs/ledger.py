"""The ledger: whole cents by month, payer, cost line and basis.

Each cell is rounded once, shared costs are split by the largest remainder, and every total is a sum of cells:
so sums over payers, lines and months agree to the cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from simulator.costs.functions import Use
from simulator.costs.happened import Happened
from simulator.costs.linear import price_linear, whole_cents
from simulator.costs.price import Price, PriceBook, System
from simulator.costs.steps import StepFixed
from simulator.model.tally import Tally
from simulator.units import DAYS_PER_YEAR, Calendar

BASES = ("average", "marginal", "cash")
"""What a unit costs on average, what of it varies, and what of that leaves a payer's budget."""

Cents = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Ledger:
    """What was spent: `cents` has shape (months of the horizon, payers, lines, bases); a cost is positive.

    What one payer receives from another is a negative cost.
    """

    cents: Cents
    payers: tuple[str, ...]
    lines: tuple[str, ...]
    program: tuple[bool, ...]


@dataclass(frozen=True)
class Timeline:
    """All months of a run, warm-up included, as costs with a memory see them: their days, years and distance."""

    days: Floats
    years: npt.NDArray[np.int64]
    since: Floats

    @classmethod
    def of(cls, calendar: Calendar) -> Timeline:
        """Return the timeline of a calendar; contract years are its fiscal years."""
        return _timeline(calendar)


@lru_cache(maxsize=16)
def _timeline(calendar: Calendar) -> Timeline:
    months = range(calendar.months)
    return Timeline(
        np.diff(calendar.edges),
        np.array([calendar.fiscal_year(month) for month in months]),
        np.array([calendar.years_from_start(month) for month in months]),
    )


def cost(
    tally: Tally,
    months: Sequence[int],
    books: Sequence[PriceBook],
    factors: Sequence[float],
    *,
    timeline: Timeline | None = None,
    reference: Tally | None = None,
    by_fund: Floats | None = None,
) -> Ledger:
    """Return the ledger of what happened: a pure function of tallies and of prices.

    `books` and `factors` have an entry for each month of `months`; a factor turns constant dollars into
    nominal or discounted ones (1 leaves them). `timeline` is needed where a line's cost depends on other months.
    `reference` is what happened in the baseline: of what is used less than there, others use a part again (backfill).
    `by_fund` is the share of each quantity that a reinvestment fund pays for, by month (all months) and quantity.

    Raises InputError where something costs money that nobody funds.
    """
    prices, scale = books[0].prices, np.array(factors, dtype=np.float64)
    if not len(books) == len(months) == len(scale):
        raise ValueError("there is one price book and one factor for each month")
    cents = np.zeros((len(months), len(books[0].payers), len(prices), len(BASES)), dtype=np.int64)
    happened = Happened(tally, reference, by_fund)
    price_linear(happened, list(months), books, scale, into=cents)
    for j, price in enumerate(prices):
        if price.system is not None:
            assert timeline is not None, "a cost that depends on other months needs to know them"
            cents[:, :, j] = _of_system(price, price.system, happened, months, books[0].payers, scale, timeline)
    return Ledger(
        cents, books[0].payers, tuple(price.line for price in prices), tuple(price.program for price in prices)
    )


def _of_system(
    price: Price,
    system: System,
    happened: Happened,
    months: Sequence[int],
    payers: tuple[str, ...],
    factors: Floats,
    timeline: Timeline,
) -> Cents:
    """Return a line whose cost depends on all that is used and on other months, in cents by month, payer and basis."""
    counted = happened.used([price])
    used = _use(system, counted.units, timeline)
    again = used if counted.again is counted.units else _use(system, counted.again, timeline)
    dollars = {
        "average": used.units * price.average,
        "marginal": system.function.varying(used),
        "cash": system.function.cash(again),
    }
    cents = np.zeros((len(months), len(payers), len(BASES)), dtype=np.int64)
    for basis, of_all in dollars.items():
        amount = whole_cents(of_all[list(months)] * factors)
        cents[:, payers.index(system.payer), BASES.index(basis)] += amount
        if system.receiver is not None:
            cents[:, payers.index(system.receiver), BASES.index(basis)] -= amount
    return cents


def _use(system: System, counted: Floats, timeline: Timeline) -> Use:
    """Return what a system's function sees of what was counted, by (month, count)."""
    per_load = {"day": timeline.days, "month": np.ones_like(timeline.days), "event": timeline.days / DAYS_PER_YEAR}
    load = per_load[system.counted]
    return Use(sum(system.billed * counted.T, system.others * load), load, timeline.years, timeline.since)


def redirected(tally: Tally, reference: Tally | None, price: Price, timeline: Timeline) -> Floats:
    """Return the dollars that a contract's clause redirects in each month (all months of the timeline)."""
    system = price.system
    assert system is not None
    use = _use(system, Happened(tally, reference).used([price]).again, timeline)
    found: Floats = system.function.redirected(use)  # type: ignore[attr-defined]
    return found


def open_units(tally: Tally, price: Price, timeline: Timeline) -> Floats:
    """Return how many units of a line's capacity are open in each month (all months of the timeline)."""
    system = price.system
    assert system is not None and isinstance(system.function, StepFixed)
    use = _use(system, Happened(tally).used([price]).units, timeline)
    return system.function.open_units(use.load).astype(np.float64)
