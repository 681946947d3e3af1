"""Round numbers for axes, and months of a horizon as dates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from simulator.report.scales import Scale

MOST_STEPS = 6
EMPTY = 0.06  # of the span of the values
STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def step_of(low: float, high: float, most: int = MOST_STEPS) -> float:
    """Return the smallest round step that crosses a range in at most so many steps."""
    rough = (high - low) / most
    if rough <= 0.0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next(
        size * power
        for size in (*STEPS, 20.0)
        if math.ceil(high / (size * power) - 1e-9) - math.floor(low / (size * power) + 1e-9) <= most
    )


def ticks_of(low: float, high: float, step: float) -> list[float]:
    """Return the multiples of a step inside a range."""
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [n * step for n in range(first, last + 1)]


def around(values: Sequence[float], most: int = MOST_STEPS) -> tuple[float, float, float]:
    """Return (low, high, step): a round range with zero in it that holds all values."""
    low, high = min(0.0, *values), max(0.0, *values)
    if low == high:
        high = 1.0
    step = step_of(low, high, most)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step


def trimmed(panel: tuple[float, float], values: Sequence[float]) -> tuple[float, float]:
    """Return a round range without what is empty beyond the outermost values but for a margin."""
    low, high = min(0.0, *values), max(0.0, *values)
    margin = EMPTY * ((high - low) or 1.0)
    return max(panel[0], low - margin), min(panel[1], high + margin)


def labels_of(ticks: Sequence[float], scale: Scale) -> list[tuple[float, str]]:
    """Return places of an axis with their amounts."""
    return [(value, scale.tick(value)) for value in ticks]


def month_of(start: str, month: float) -> str:
    """Return a month of the horizon, of which the first is 1, such as `Jan 2029`; a half month is rounded up."""
    first = date.fromisoformat(start)
    years, rest = divmod(first.month - 1 + math.ceil(month) - 1, 12)
    return date(first.year + years, rest + 1, 1).strftime("%b %Y")


def year_spans(start: str, fiscal_years: Sequence[int], months: int) -> list[tuple[float, float, str]]:
    """Return (first month, last month, label) of each year on an axis of months from 0.

    Fiscal years where the horizon is made of whole ones; otherwise calendar years, the first and last perhaps in part.
    """
    if months == 12 * len(fiscal_years):
        return [(12.0 * i, 12.0 * (i + 1), str(year)) for i, year in enumerate(fiscal_years)]
    first = date.fromisoformat(start)
    edges = [0, *range(13 - first.month, months, 12), months]
    return [(float(a), float(b), str(first.year + i)) for i, (a, b) in enumerate(pairwise(edges)) if b > a]
