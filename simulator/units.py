"""Time and money: the only place where one unit becomes another.

Time is in days from a scenario's start date (negative in the warm-up). Money is in dollars of a stated
price year while it is a price, and in whole cents once it is in a ledger.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

LARGEST_NUMBER = 2**53 - 1
"""Of a seed, a draw, a world: the largest whole number that every reader of JSON keeps exactly."""

DAYS_PER_YEAR = 365.25
MONTHS_PER_YEAR = 12


def per_day(rate_per_year: float) -> float:
    """Return a rate per year as a rate per day."""
    return rate_per_year / DAYS_PER_YEAR


def days(years: float) -> float:
    """Return years as days."""
    return years * DAYS_PER_YEAR


def uprate(dollars: float, price_year: int, currency_year: int, index: Mapping[int, float]) -> float:
    """Return an amount of `price_year` in dollars of `currency_year`, by a price index (year -> level)."""
    return dollars * index[currency_year] / index[price_year]


def discount_factor(rate_per_year: float, years: float) -> float:
    """Return the present value of one dollar paid `years` from now."""
    return float((1.0 + rate_per_year) ** -years)


def to_cents(dollars: float) -> int:
    """Return dollars as whole cents, halves to even; refuses what is not a finite amount."""
    cents = dollars * 100
    if not math.isfinite(cents):
        raise ValueError(f"not an amount of money: {dollars}")
    return round(cents)


def split_cents(total: int, shares: Sequence[float]) -> list[int]:
    """Split whole cents by shares so that the parts add up to the total (largest remainder).

    Shares must be non-negative and not all zero; they need not add up to one.
    Ties go to the earlier share. A negative total is split like its absolute value.
    """
    if not any(shares) or not all(0 <= share < math.inf for share in shares):
        raise ValueError(f"shares cannot split an amount: {list(shares)}")
    sign = -1 if total < 0 else 1
    # In whole numbers, because rounding errors would lose cents of large amounts.
    ratios = [share.as_integer_ratio() for share in shares]
    scale = math.lcm(*(below for _, below in ratios))
    weights = [above * (scale // below) for above, below in ratios]
    whole = sum(weights)
    parts = [abs(total) * weight // whole for weight in weights]
    rests = [abs(total) * weight % whole for weight in weights]
    missing = abs(total) - sum(parts)
    for i in sorted(range(len(parts)), key=lambda i: (-rests[i], i))[:missing]:
        parts[i] += 1
    return [sign * part for part in parts]


@dataclass(frozen=True)
class Calendar:
    """The months of a run: warm-up first, then the horizon, and the fiscal years they fall into.

    A fiscal year is named after the calendar year it ends in (July 2026 to June 2027 is 2027), which for a
    January start is simply the year.
    """

    start: date
    warm_up_months: int
    horizon_months: int
    fiscal_start_month: int = 1

    def __post_init__(self) -> None:
        if self.start.day != 1:
            raise ValueError(f"a run starts on the first day of a month, not on {self.start}")
        if self.warm_up_months < 0 or self.horizon_months < 1:
            raise ValueError("a run needs at least one month after a warm-up of none or more")
        if not 1 <= self.fiscal_start_month <= MONTHS_PER_YEAR:
            raise ValueError(f"no such month: {self.fiscal_start_month}")

    @property
    def months(self) -> int:
        """Number of months, warm-up included."""
        return self.warm_up_months + self.horizon_months

    def first_day(self, month: int) -> date:
        """Return the first day of a month; month 0 is the first of the warm-up."""
        number = self.start.year * 12 + self.start.month - 1 + month - self.warm_up_months
        return date(number // 12, number % 12 + 1, 1)

    @cached_property
    def edges(self) -> tuple[float, ...]:
        """Month boundaries in days from the start date, one more than there are months."""
        return tuple(float(self.day_of(self.first_day(m))) for m in range(self.months + 1))

    def day_of(self, when: date) -> int:
        """Return a date as days from the start date."""
        return (when - self.start).days

    def fiscal_year(self, month: int) -> int:
        """Return the fiscal year that a month belongs to."""
        first = self.first_day(month)
        return first.year + (self.fiscal_start_month > 1 and first.month >= self.fiscal_start_month)

    @cached_property
    def fiscal_years(self) -> tuple[int, ...]:
        """The fiscal years that the horizon touches, in order."""
        return tuple(sorted({self.fiscal_year(m) for m in range(self.warm_up_months, self.months)}))

    def months_of(self, fiscal_year: int) -> list[int]:
        """Return the horizon's months in a fiscal year (fewer than twelve in a partial one)."""
        return list(self._months_by_year.get(fiscal_year, ()))

    @cached_property
    def _months_by_year(self) -> Mapping[int, Sequence[int]]:
        found: dict[int, list[int]] = {}
        for month in range(self.warm_up_months, self.months):
            found.setdefault(self.fiscal_year(month), []).append(month)
        return found

    def months_in(self, fiscal_year: int) -> int:
        """Return how many of the horizon's months are in a fiscal year."""
        return len(self.months_of(fiscal_year))

    def is_partial(self, fiscal_year: int) -> bool:
        """Return whether the horizon has only a part of a fiscal year, or nothing of it."""
        return self.months_in(fiscal_year) < MONTHS_PER_YEAR

    def biennium(self, fiscal_year: int, ends_odd: bool = True) -> tuple[int, int]:
        """Return the two fiscal years of the biennium that one belongs to.

        Washington's ends in odd years: its biennium 2025-27 is the fiscal years 2026 and 2027.
        """
        last = fiscal_year + (fiscal_year % 2 != ends_odd)
        return last - 1, last

    def biennia(self, ends_odd: bool = True) -> tuple[tuple[int, ...], ...]:
        """Return the horizon's fiscal years by biennium; the first and the last may have one only."""
        groups = groupby(self.fiscal_years, key=lambda year: self.biennium(year, ends_odd))
        return tuple(tuple(years) for _, years in groups)

    def years_from_start(self, month: int) -> float:
        """Return the middle of a month in years from the start: when its money is taken to be paid."""
        return (self.edges[month] + self.edges[month + 1]) / 2 / DAYS_PER_YEAR
