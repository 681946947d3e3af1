"""What a net is worth at the start: each month's constant dollars discounted at several rates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from simulator.analysis.nets import nets
from simulator.analysis.record import Array, record
from simulator.analysis.samples import Pair
from simulator.results import Record
from simulator.units import Calendar, discount_factor

RATES = (0.0, 0.01, 0.02, 0.03, 0.05, 0.07)
"""Discount rates a year, after inflation."""


def present_value_records(pair: Pair, start: date) -> Iterator[Record]:
    """Return the nets over the whole horizon at each rate, which is the record's line, such as `3 %`.

    A month's money is taken to be paid in its middle, as `--money discounted` has it. Nothing where dollars are not
    constant: what has been discounted is not discounted again.
    """
    if not pair.constant:
        return
    for rung, payer, monthly in nets(pair):
        if not monthly.any():
            continue
        for rate in RATES:
            worth: Array = monthly @ _factors(start, monthly.shape[2], rate)
            yield record(
                pair, "money", "present_value", "dollars at the start", np.zeros_like(worth), worth, rung=rung,
                payer=payer, line=rate_name(rate),
            )  # fmt: skip


def rate_name(rate: float) -> str:
    """Return a rate as records name it, such as `3 %`."""
    return f"{100.0 * rate:g} %"


def _factors(start: date, months: int, rate: float) -> Array:
    calendar = Calendar(start, 0, months)
    return np.array([discount_factor(rate, calendar.years_from_start(month)) for month in range(months)])
