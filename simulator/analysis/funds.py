"""What a reinvestment fund did, in records by fiscal year."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from simulator.analysis.record import record
from simulator.analysis.samples import Pair
from simulator.results import Record

CENTS = 100.0
DETAILED = ("captured", "spending", "recipient", "units")
"""Entries that say whose savings, for what, for whom, or how many of what."""


def fund_records(pair: Pair) -> Iterator[Record]:
    """Return every entry of a fund; nothing where there is none.

    Over the whole horizon, a fund opens with what it had first and closes with what is left, and units are the mean
    over its months. A fund is kept in constant dollars whatever money is asked for, and then its unit says so.
    """
    dollars = "dollars" if pair.constant else "dollars at constant prices"
    for name, values in pair.fund.items():
        entry, _, detail = name.partition(" ")
        if not values.any() and entry in (*DETAILED, "shortfall", "owed"):
            continue
        unit, scale = ("units", 1.0) if entry == "units" else (dollars, CENTS)
        stocks = {"opening": values[:, :, 0], "closing": values[:, :, -1], "owed": values[:, :, -1]}
        whole = stocks.get(entry, values.sum(axis=2))
        if entry == "units":
            whole = np.average(values, axis=2, weights=pair.axes.months[1:])
        for label, amount in zip(pair.axes.periods, (whole, *np.moveaxis(values, 2, 0)), strict=True):
            after = amount / scale
            yield record(pair, "fund", f"fund_{entry}", unit, np.zeros_like(after), after, label, line=detail or None)
