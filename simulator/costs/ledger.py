"""The ledger: whole cents by month, payer, cost line and basis.

Each cell is rounded once, shared costs are split by the largest remainder, and every total is a sum of cells:
so sums over payers, lines and months agree to the cent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.costs.functions import Use, backfilled
from simulator.costs.price import Price, PriceBook, System
from simulator.costs.steps import StepFixed
from simulator.errors import InputError
from simulator.inputs.scenario import FUND
from simulator.model.tally import Tally
from simulator.units import DAYS_PER_YEAR, Calendar, split_cents

BASES = ("average", "marginal", "cash")
"""What a unit costs on average, what of it varies, and what of that leaves a payer's budget."""

MOST_CENTS = 2.0**63

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
        months = range(calendar.months)
        return cls(
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
    lines = tuple(price.line for price in books[0].prices)
    cents = np.zeros((len(months), len(books[0].payers), len(lines), len(BASES)), dtype=np.int64)
    happened = _Happened(tally, reference, list(months), by_fund)
    scale = np.array(factors, dtype=np.float64)
    if not len(books) == len(months) == len(scale):
        raise ValueError("there is one price book and one factor for each month")
    for j in range(len(lines)):
        by_month = [book.prices[j] for book in books]
        if by_month[0].system is None:
            cents[:, :, j, :] = _priced(by_month, happened, books, scale)
        else:
            assert timeline is not None, "a cost that depends on other months needs to know them"
            cents[:, :, j, :] = _of_system(by_month[0], by_month[0].system, happened, books[0].payers, scale, timeline)
    return Ledger(cents, books[0].payers, lines, tuple(price.program for price in books[0].prices))


class _Happened:
    """What was counted by month and quantity, in a run and in its reference."""

    def __init__(self, tally: Tally, reference: Tally | None, months: list[int], by_fund: Floats | None) -> None:
        self.totals = tally.counts.sum(axis=2)
        self.reference = None if reference is None else reference.counts.sum(axis=2)
        self.months = months
        self.by_fund = by_fund

    def units(self, price: Price) -> Iterator[tuple[str, Floats, Floats]]:
        """Yield for each payer what was used, and what is used with the freed part that others use again."""
        for quantity, payer, units in price.counts:
            used = self.totals[:, quantity] * units
            if self.by_fund is None or not self.by_fund[:, quantity].any():
                yield payer, used, self._again(used, quantity, units, price.backfill)
            else:  # what a fund pays for is its own program, which nobody fills again
                share = self.by_fund[: len(used), quantity]
                yield payer, used * (1.0 - share), used * (1.0 - share)
                yield FUND, used * share, used * share

    def _again(self, used: Floats, quantity: int, units: float, share: float) -> Floats:
        if self.reference is None or share == 0.0:
            return used
        return backfilled(used, self.reference[: len(used), quantity] * units, share)


def _priced(prices: Sequence[Price], happened: _Happened, books: Sequence[PriceBook], scale: Floats) -> Cents:
    """Return one line in cents by month, payer and basis; what funders share is split to the cent."""
    months, known = happened.months, (*books[0].payers, *books[0].funding)
    used = np.zeros((2, len(known), len(months)))
    for payer, units, again in happened.units(prices[0]):
        used[:, known.index(payer)] += units[months], again[months]
    each = np.array([(price.average, price.marginal, price.budget) for price in prices]) * scale[:, np.newaxis]
    dollars = np.stack([used[0].T * each[:, :1], used[0].T * each[:, 1:2], used[1].T * each[:, 2:]], axis=2)
    cents = _whole_cents(dollars)
    own = cents[:, : len(books[0].payers)]
    for k, funders in enumerate(books[0].funding, start=len(books[0].payers)):
        for i, basis in zip(*np.nonzero(cents[:, k]), strict=True):
            own[i, :, basis] += _shared(int(cents[i, k, basis]), books[i].funding[funders], prices[0].line)
    return own


def _shared(cents: int, shares: Sequence[float], line: str) -> list[int]:
    if not any(shares):
        raise InputError("this costs money that nobody funds", key=f"cost_lines.{line}")
    return split_cents(cents, shares)


def _of_system(
    price: Price, system: System, happened: _Happened, payers: tuple[str, ...], scale: Floats, timeline: Timeline
) -> Cents:
    """Return a line whose cost depends on all that is used and on other months, in cents by month, payer and basis."""
    months = happened.months
    used, again = (_use(system, price, happened, timeline, which) for which in (0, 1))
    dollars = {
        "average": used.units * price.average,
        "marginal": system.function.varying(used),
        "cash": system.function.cash(again),
    }
    cents = np.zeros((len(months), len(payers), len(BASES)), dtype=np.int64)
    for basis, of_all in dollars.items():
        amount = _whole_cents(of_all[months] * scale)
        cents[:, payers.index(system.payer), BASES.index(basis)] += amount
        if system.receiver is not None:
            cents[:, payers.index(system.receiver), BASES.index(basis)] -= amount
    return cents


def _use(system: System, price: Price, happened: _Happened, timeline: Timeline, which: int) -> Use:
    per_load = {"day": timeline.days, "month": np.ones_like(timeline.days), "event": timeline.days / DAYS_PER_YEAR}
    load = per_load[system.counted]
    units = sum((system.billed * found[which] for _, *found in happened.units(price)), system.others * load)
    return Use(units, load, timeline.years, timeline.since)


def redirected(tally: Tally, reference: Tally | None, price: Price, timeline: Timeline) -> Floats:
    """Return the dollars that a contract's clause redirects in each month (all months of the timeline)."""
    system = price.system
    assert system is not None
    happened = _Happened(tally, reference, [], None)
    found: Floats = system.function.redirected(_use(system, price, happened, timeline, 1))  # type: ignore[attr-defined]
    return found


def open_units(tally: Tally, price: Price, timeline: Timeline) -> Floats:
    """Return how many units of a line's capacity are open in each month (all months of the timeline)."""
    system = price.system
    assert system is not None and isinstance(system.function, StepFixed)
    use = _use(system, price, _Happened(tally, None, [], None), timeline, 0)
    return system.function.open_units(use.load).astype(np.float64)


def _whole_cents(dollars: Floats) -> Cents:
    """Return dollars as whole cents, halves to even; refuses what is no number or more than a ledger can hold."""
    cents = np.asarray(dollars) * 100.0
    if not (np.abs(cents) < MOST_CENTS).all():
        raise ValueError("not an amount of money")
    return np.rint(cents).astype(np.int64)
