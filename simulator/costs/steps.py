"""Step-fixed costs: capacity in whole units, and the staff of closed ones, who are paid to the end of their notice."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from simulator.costs.functions import (
    Dollars,
    Floats,
    Ints,
    Use,
    refuse_unless_amount,
    refuse_unless_whole,
)

# In units of capacity: what separates a load at an exact multiple of the unit size from one above it.
ROUNDING = 1e-9


@dataclass(frozen=True)
class StepFixed:
    """Whole units of capacity (a dorm, a team) that open at once when needed and close late.

    In the first month as many are open as the load needs. One closes after the load has been at or below what
    the others hold, less `hysteresis`, in `closes_after` months in a row; the count then begins again. So the
    last unit never closes where there is any hysteresis. Its staff are paid for `notice` more months.

    unit_size and hysteresis are in units of load, closes_after and notice in whole months, and
    cost_per_unit_month in dollars.
    """

    unit_size: float
    cost_per_unit_month: Dollars
    closes_after: int
    hysteresis: float
    notice: int

    def __post_init__(self) -> None:
        if not 0 < self.unit_size < math.inf:
            raise ValueError(f"a unit holds something: {self.unit_size}")
        refuse_unless_amount("cost_per_unit_month", self.cost_per_unit_month)
        refuse_unless_amount("hysteresis", self.hysteresis)
        refuse_unless_whole("closes_after", self.closes_after, 1)
        refuse_unless_whole("notice", self.notice, 0)

    def open_units(self, load: Floats) -> Ints:
        """Return how many units are open in each month."""
        full = tuple((load / self.unit_size).tolist())
        return np.array(_opened(full, self.closes_after, self.hysteresis / self.unit_size), dtype=np.int64)

    def paid_units(self, load: Floats) -> Ints:
        """Return how many units are paid for in each month: those open and those whose staff are on notice.

        What opens again is the unit that closed last, with its own staff: nobody is paid twice.
        """
        opened = np.pad(self.open_units(load), (self.notice, 0))
        most: Ints = sliding_window_view(opened, self.notice + 1).max(axis=1)
        return most

    def varying(self, use: Use) -> Floats:
        """Return the cost of open units."""
        return self.open_units(use.load) * use.by_month(self.cost_per_unit_month)

    def cash(self, use: Use) -> Floats:
        """Return the cost of units that are open or on notice."""
        return self.paid_units(use.load) * use.by_month(self.cost_per_unit_month)


@lru_cache(maxsize=64)  # the same load is asked for what varies, for what is paid and for how many there were
def _opened(full: tuple[float, ...], closes_after: int, hysteresis: float) -> tuple[int, ...]:
    """Return how many units are open in each month, of a load and a hysteresis in units."""
    opened = []
    units = quiet = 0
    for load in full:
        needed = math.ceil(load - ROUNDING)
        below = load <= units - 1 - hysteresis + ROUNDING
        quiet = quiet + 1 if below else 0
        if needed > units:
            units = needed
        elif quiet == closes_after:
            units, quiet = units - 1, 0
        opened.append(units)
    return tuple(opened)
