"""Cost functions: what the use of one cost line costs in each month of a run, in dollars.

Each has two views. `varying` is the economist's: the dollars that change with use ("avoided" when use falls).
`cash` is the budget's: the dollars that leave a payer in that month ("cashable"). Capacity that
comes in whole units is in `simulator.costs.steps`, and payments under a contract are in `simulator.costs.contracts`.

Source of the distinction: Henrichson & Galgano (2013), A Guide to Calculating Justice-System Marginal Costs,
Vera Institute of Justice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
# Dollars: the same in every month, or one amount for each month of the run.
Dollars = float | Floats
F = TypeVar("F", float, Floats)


@dataclass(frozen=True)
class Use:
    """What was used of one cost line, month by month.

    units: priced units in each month (bed-days, cases, staff-months)
    per_load: priced units that one unit of load makes in each month: the days of the month for what is counted
        by the day (load in beds), its part of a year for events (load in events a year), 1 for staff-months
        (load in staff)
    years: the contract or fiscal year each month belongs to
    since: years since the policy began, at the middle of each month (negative in the warm-up)

    Raises ValueError for arrays that differ in length, negative or infinite use, and years out of order.
    """

    units: Floats
    per_load: Floats
    years: Ints
    since: Floats

    def __post_init__(self) -> None:
        if self.units.ndim != 1 or not self.units.size:
            raise ValueError("use has one entry for each month, and at least one month")
        if any(array.shape != self.units.shape for array in (self.per_load, self.years, self.since)):
            raise ValueError("units, units per load, years and times have one entry for each month")
        refuse_unless_amount("units", self.units)
        refuse_unless_amount("units per load", self.per_load)
        if not np.all(self.per_load > 0):
            raise ValueError("a load makes some units in every month")
        if not np.all(np.isfinite(self.since)):
            raise ValueError("times since the start are finite")
        steps = self.years[1:] - self.years[:-1]
        if not np.issubdtype(self.years.dtype, np.integer) or not ((steps == 0) | (steps == 1)).all():
            raise ValueError("years are whole numbers that follow one another")

    @cached_property
    def load(self) -> Floats:
        """The mean level in each month: beds, events a year, or staff."""
        return self.units / self.per_load

    @cached_property
    def year_index(self) -> Ints:
        """The year of each month, counted from the first year present."""
        index: Ints = self.years - self.years[0]
        return index

    @cached_property
    def last_months(self) -> Ints:
        """The last month of each year that is present, in order."""
        return np.flatnonzero(np.diff(self.years, append=self.years[-1] + 1))

    def by_year(self, values: Floats) -> Floats:
        """Return the totals of monthly values by year, in order."""
        return np.bincount(self.year_index, weights=values).astype(np.float64)

    def by_month(self, dollars: Dollars) -> Floats:
        """Return dollars with one entry for each month; raises ValueError where an array has too few or too many."""
        if np.ndim(dollars) and np.shape(dollars) != self.units.shape:
            raise ValueError(f"{len(self.units)} months of use do not fit {np.size(dollars)} prices")
        return np.full(self.units.shape, dollars, dtype=np.float64)


class CostFunction(Protocol):
    """What every cost line has: its dollars by month in two views."""

    def varying(self, use: Use) -> Floats:
        """Return the dollars that vary with use."""
        ...

    def cash(self, use: Use) -> Floats:
        """Return the dollars that leave a payer's budget."""
        ...


class LinearFunction(CostFunction, Protocol):
    """A cost in proportion to use, so that a unit has a cost of its own."""

    def of_unit(self, since: float, /) -> tuple[float, float]:
        """Return what varies of one unit, and what of that is cash, some years after the start."""
        ...


@dataclass(frozen=True)
class PerEvent:
    """A fee: `price` dollars for each unit, all of which varies and is cash."""

    price: Dollars

    def __post_init__(self) -> None:
        refuse_unless_amount("price", self.price)

    def varying(self, use: Use) -> Floats:
        """Return units × price."""
        return use.units * use.by_month(self.price)

    cash = varying

    def of_unit(self, _since: float, /) -> tuple[float, float]:
        """Return the price, which must be the same in every month."""
        return float(self.price), float(self.price)


@dataclass(frozen=True)
class Average:
    """A line known only by its average cost: a gross value, of which nothing is known to vary or to be cash."""

    def varying(self, use: Use) -> Floats:
        """Return nothing."""
        return np.zeros_like(use.units)

    cash = varying

    def of_unit(self, _since: float, /) -> tuple[float, float]:
        """Return nothing."""
        return 0.0, 0.0


@dataclass(frozen=True)
class Marginal:
    """A share of the average `price` varies: `share` at once, `long_run_share` from `long_run_after` years on.

    What varies only in the long run is staff: it becomes cash only as far as positions are cut
    (`positions_cut`, a share). Without a long-run share nothing changes with time.
    """

    price: Dollars
    share: float
    long_run_share: float | None = None
    long_run_after: float = math.inf
    positions_cut: float = 0.0

    def __post_init__(self) -> None:
        refuse_unless_amount("price", self.price)
        refuse_unless_share("share", self.share)
        refuse_unless_share("positions_cut", self.positions_cut)
        if not self.long_run_after >= 0:
            raise ValueError(f"long_run_after is a time since the start: {self.long_run_after}")
        if self.long_run_share is not None:
            refuse_unless_share("long_run_share", self.long_run_share)
            if self.long_run_share < self.share:
                raise ValueError(f"less varies in the long run ({self.long_run_share}) than at once ({self.share})")

    def varying(self, use: Use) -> Floats:
        """Return what varies by then."""
        return use.units * use.by_month(self.price) * (self.share + self._later(use.since))

    def cash(self, use: Use) -> Floats:
        """Return what varies at once, and of the rest what positions that are cut no longer cost."""
        return use.units * use.by_month(self.price) * (self.share + self._later(use.since) * self.positions_cut)

    def of_unit(self, since: float, /) -> tuple[float, float]:
        """Return what varies of the price, which must be the same in every month, and what of that is cash."""
        price, later = float(self.price), self._later(since)
        return price * (self.share + later), price * (self.share + later * self.positions_cut)

    def _later(self, since: F) -> F:
        """Return the share of the price that varies some years after the start and did not at once."""
        more = 0.0 if self.long_run_share is None else self.long_run_share - self.share
        return more * (since >= self.long_run_after)  # type: ignore[return-value]


@dataclass(frozen=True)
class Fixed:
    """The same dollars in a month whatever is used."""

    dollars_per_month: Dollars

    def __post_init__(self) -> None:
        refuse_unless_amount("dollars_per_month", self.dollars_per_month)

    def varying(self, use: Use) -> Floats:
        """Return the fixed amount: it cancels where two scenarios are compared."""
        return use.by_month(self.dollars_per_month)

    cash = varying


def backfilled(units: Floats, reference: Floats, share: float) -> Floats:
    """Return use after a share of what was freed against a reference is refilled, month by month.

    What is used beyond the reference displaces nobody: it costs in full. Raises ValueError for amounts that
    are no use, arrays that differ in length, and a share outside 0 to 1.
    """
    refuse_unless_amount("units", units)
    refuse_unless_amount("reference", reference)
    refuse_unless_share("share", share)
    if units.shape != reference.shape:
        raise ValueError(f"{units.size} months of use do not fit {reference.size} of the reference")
    return units + share * np.maximum(0.0, reference - units)


def refuse_unless_amount(name: str, value: Dollars) -> None:
    """Raise ValueError unless every entry is finite and not negative."""
    if isinstance(value, float):  # by far the most, and slow as an array
        fits = 0.0 <= value < math.inf
    else:
        entries = np.asarray(value)
        fits = not entries.size or bool(entries.min() >= 0 and entries.max() < math.inf)  # no for what is no number
    if not fits:
        raise ValueError(f"{name} is an amount of 0 or more: {value}")


def refuse_unless_share(name: str, value: float) -> None:
    """Raise ValueError unless the value is a share of a whole."""
    if not 0 <= value <= 1:
        raise ValueError(f"{name} is a share from 0 to 1: {value}")


def refuse_unless_whole(name: str, value: int, least: int) -> None:
    """Raise ValueError unless the value is a whole number that is large enough."""
    if not isinstance(value, int) or value < least:
        raise ValueError(f"{name} is a whole number from {least} on: {value}")
