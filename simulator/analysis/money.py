"""The ladder in records: every rung by fiscal year, payer and cost line, and what is left after LEAD's own cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce

import numpy as np

from simulator.analysis.ladder import Cells
from simulator.analysis.record import record
from simulator.analysis.rungs import MOVED, ROUNDING, Rungs
from simulator.analysis.samples import Cents, Pair
from simulator.costs.savings import BASIS, LADDER, NETS, SPENT_AS
from simulator.results import ALL, TAXPAYERS, Axes, Record

CENTS = 100.0
LINES = 3  # the axis of a rung of one payer


def money_records(pair: Pair) -> Iterator[Record]:
    """Return the ladder, LEAD's own cost, and the nets."""
    rungs = Rungs(pair)
    for rung in (*LADDER, "program"):
        if rung in MOVED and pair.axes.measure is None:
            continue
        yield from _rung(pair, rungs, rung)
    yield from _nets(pair, rungs)


def _rung(pair: Pair, rungs: Rungs, rung: str) -> Iterator[Record]:
    for p, payer in views(pair.axes):
        (before, was_there), (after, is_there) = (_of_payers(side, rung, p) for side in (rungs.before, rungs.after))
        for j, line in _lines(pair.axes):
            if line != ALL and not (was_there | is_there)[j].any():
                continue
            for period, label in enumerate(pair.axes.periods):
                was, now = (each[:, :, period, j].sum(axis=2) / CENTS for each in (before, after))
                years = slice(None) if period == 0 else slice(period - 1, period)
                yield record(
                    pair, "money", "dollars", "dollars", was, now, label,
                    rung=rung, payer=payer, basis=SPENT_AS.get(rung), line=None if line == ALL else line, saved=True,
                    reason=rungs.reasons(rung, years, p, j),
                )  # fmt: skip


def _of_payers(side: Callable[[str, int], Cents], rung: str, payers: Sequence[int]) -> tuple[Cents, Cells]:
    """Return what some payers spent together, without their axis, and on which lines any of them spent anything."""
    total = side(rung, payers[0])
    there = (total != 0).any(axis=(0, 1, 2))
    for payer in payers[1:]:
        more = side(rung, payer)
        total, there = total + more, there | (more != 0).any(axis=(0, 1, 2))
    return total, there


def _nets(pair: Pair, rungs: Rungs) -> Iterator[Record]:
    """Return what is left for each payer: what is handed over and received counts in cash."""
    for net, basis in NETS.items():
        rung = next(name for name, of in BASIS.items() if of == basis)
        before, after = (
            [sum(side(each, p).sum(axis=LINES) for each in (rung, "program")) for p in range(len(pair.axes.payers))]
            for side in (rungs.before, rungs.after)
        )
        if net == "cash_net":
            for p in range(len(after)):
                handed = pair.money.captured[:, :, :, p, :].sum(axis=LINES) - pair.money.received[:, :, :, p]
                after[p] = after[p] + handed
        for payers, payer in views(pair.axes):
            was, now = (reduce(np.add, (each[p] for p in payers)) / CENTS for each in (before, after))
            for period, label in enumerate(pair.axes.periods):
                yield record(
                    pair, "money", "dollars", "dollars", was[:, :, period], now[:, :, period], label,
                    rung=net, payer=payer, saved=True,
                )  # fmt: skip


def _lines(axes: Axes) -> Iterator[tuple[slice, str]]:
    """Yield all lines together and then each line."""
    yield slice(None), ALL
    yield from ((slice(j, j + 1), line) for j, line in enumerate(axes.lines))


def views(axes: Axes) -> Iterator[tuple[list[int], str]]:
    """Yield everybody together, taxpayers where somebody is none, and each payer, with their places on the axis."""
    yield list(range(len(axes.payers))), ALL
    public = [p for p, payer in enumerate(axes.payers) if payer not in axes.private]
    if len(public) < len(axes.payers):
        yield public, TAXPAYERS
    yield from (([p], payer) for p, payer in enumerate(axes.payers))


__all__ = ["ROUNDING", "Rungs", "money_records", "views"]
