"""Use of a cost line on a real calendar, from its load by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import strategies as st

from simulator.costs.functions import Floats, Use
from simulator.units import DAYS_PER_YEAR, Calendar
from tests.properties.strategies import grid

YEAR_2026 = date(2026, 1, 1)  # three years of 365 days each, before the leap year 2028
LOADS = st.lists(grid(0.0, 300.0, 60), min_size=1, max_size=40)


def floats(values: Sequence[float]) -> Floats:
    return np.array(values, dtype=np.float64)


def use_of(
    load: Sequence[float], counted: str = "day", start: date = YEAR_2026, warm_up: int = 0, fiscal_start: int = 1
) -> Use:
    """Return the use that this load makes; `start` is the day the policy begins, after the warm-up."""
    calendar = Calendar(start, warm_up, len(load) - warm_up, fiscal_start)
    months = range(calendar.months)
    days = np.diff(calendar.edges)
    per_load = {"day": days, "event": days / DAYS_PER_YEAR, "staff": np.ones(len(load))}[counted]
    years = np.array([calendar.fiscal_year(month) for month in months])
    return Use(floats(load) * per_load, per_load, years, floats([calendar.years_from_start(month) for month in months]))


def first(use: Use, months: int) -> Use:
    """Return the use of the first months."""
    return Use(use.units[:months], use.per_load[:months], use.years[:months], use.since[:months])


def times(use: Use, factor: float) -> Use:
    return replace(use, units=use.units * factor)
