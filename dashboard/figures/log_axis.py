"""Axes of ratios: the same distance for twice as much as for half as much, with 1 in view."""

from __future__ import annotations

import math
from collections.abc import Sequence

SERIES = (
    (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0),
    (0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0),
    (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0),
    (0.01, 0.1, 1.0, 10.0, 100.0),
)
"""Round ratios, close together and far apart."""
LEAST, MOST = SERIES[-1][0], SERIES[-1][-1]
MOST_TICKS = 6
ROOM = 1.06
"""What is left free beyond the outermost value, as a factor."""


def around_one(values: Sequence[float]) -> tuple[float, float]:
    """Return a range of positive numbers that holds all values that are positive, and 1 with something beside it."""
    known = [value for value in values if value > 0.0 and math.isfinite(value)]
    low, high = min(0.9, *known, 0.9), max(1.1, *known, 1.1)
    return max(low / ROOM, LEAST), min(high * ROOM, MOST)


def ticks_within(low: float, high: float) -> list[float]:
    """Return round ratios within a range, 1 among them."""
    for series in SERIES:
        found = [tick for tick in series if low <= tick <= high]
        if len(found) <= MOST_TICKS and series[0] <= low and high <= series[-1]:
            break
    return found


def place(value: float, low: float, high: float) -> float:
    """Return where a ratio is between the ends of an axis, from 0 to 1; what is beyond is at the end."""
    if value <= low:
        return 0.0
    return min(1.0, math.log(value / low) / math.log(high / low))


def label(value: float) -> str:
    """Return a ratio as an axis has it."""
    return f"{value:g}"
