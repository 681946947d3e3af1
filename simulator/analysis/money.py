"""The ladder in records: every rung by fiscal year, payer and cost line, and what is left after LEAD's own cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise

import numpy as np

from simulator.analysis.ladder import REASONS, Cells, Codes, LineKinds, Reason, explain, reasons_of, whole
from simulator.analysis.record import Array, record
from simulator.analysis.samples import Cents, Pair
from simulator.costs.savings import BASIS, LADDER, NETS, spending
from simulator.results import ALL, TAXPAYERS, Axes, Record

CENTS = 100.0
MOVED = ("captured", "reinvested")
"""The rungs that are there only with an agreement."""
YEARS, LINES = 2, 4
ROUNDING = 24
"""Cents by which a year's two rungs may differ by rounding alone: twelve months, two runs, two rungs, half a cent."""


class Rungs:
    """All rungs of a pair in cents: spent in the baseline and in the scenario, and why the order is broken where it is.

    Arrays have axes for draws, replications, periods (the whole horizon first), payers and lines.
    """

    def __init__(self, pair: Pair) -> None:
        self._pair, self._money = pair, pair.money
        nothing = np.zeros_like(pair.money.captured)
        moved = {"captured": pair.money.captured, "reinvested": pair.money.reinvested}
        # What is captured or reinvested is "spent" in the baseline alone, so that the difference is the amount.
        self.before: Mapping[str, Cents] = {**spending(pair.money.before, pair.axes.program), **moved}
        self.after: Mapping[str, Cents] = {
            **spending(pair.money.spent, pair.axes.program),
            **dict.fromkeys(moved, nothing),
        }
        self.saved: Mapping[str, Cents] = {rung: self.before[rung] - self.after[rung] for rung in self.before}
        """Each rung; a saving is positive."""

    @cached_property
    def codes(self) -> Mapping[str, Codes]:
        """Why each cell of a fiscal year breaks the order with the rung above it; raises where nothing says why."""
        return {lower: self._codes(upper, lower) for upper, lower in pairwise(LADDER)}

    def _codes(self, upper: str, lower: str) -> Codes:
        above, below = (self.saved[rung][:, :, 1:] for rung in (upper, lower))
        if lower in MOVED and self._pair.axes.measure is None:
            return np.zeros(above.shape, dtype=np.int8)
        axes, gains, kinds = self._pair.axes, self._gains(upper), self._kinds
        covered = [payer in axes.covers for payer in axes.payers] if lower == "captured" and axes.covers else None
        known = self._of_other_years(lower, above, below, np.maximum(above, 0) if gains is None else gains)
        below = np.where(known > 0, np.minimum(above, below), below)
        found = explain(
            above, below, lower, kinds, covered=covered,
            gains=gains, certified=self._money.certified if kinds.measured else None, slack=ROUNDING,
        )  # fmt: skip
        whole(above, below, found, lower, covered=covered, gains=gains, slack=ROUNDING)
        return np.where(known > 0, known, found)

    def _of_other_years(self, rung: str, above: Cents, below: Cents, gains: Cents) -> Codes:
        """Return reasons that compare years, for money in which a dollar of each year is worth something else.

        Amounts of different years have no order then, so it is enough that there was something in an earlier one.
        """
        codes = np.zeros(above.shape, dtype=np.int8)
        if self._pair.constant or rung not in ("cashable", *MOVED):
            return codes
        kinds, captured = self._kinds, rung == "captured"
        facts: Mapping[Reason, Cells | bool] = {
            Reason.CONTRACT: captured & (np.array(kinds.contract) | kinds.deemed),
            Reason.TIMING: gains.cumsum(axis=YEARS) > gains,
            Reason.OPENING_BALANCE: rung == "reinvested" and kinds.opening > 0,
            Reason.MEASUREMENT: captured and kinds.measured,
        }
        broken = (below > gains + ROUNDING) & (np.array(kinds.step) | (rung in MOVED))
        for reason, holds in facts.items():
            codes[broken & (codes == 0) & holds] = 1 + REASONS.index(reason)
        return codes

    def reasons(self, rung: str, periods: slice, payers: list[int], lines: slice) -> str | None:
        """Return why a displayed number is more than the one of the rung above it, if it is."""
        if rung not in LADDER[1:]:
            return None
        upper = LADDER[LADDER.index(rung) - 1]
        cells = (slice(None), slice(None), periods, payers, lines)
        above, below = (self.saved[each][:, :, 1:][cells] for each in (upper, rung))
        return "; ".join(reasons_of(above, below, self.codes[rung][cells])) or None

    def _gains(self, rung: str) -> Cents | None:
        if rung not in BASIS:
            return None
        gains = self._money.gains[..., list(BASIS).index(rung)]
        return np.where(self._pair.axes.program, 0, gains)

    @cached_property
    def _kinds(self) -> LineKinds:
        axes = self._pair.axes
        step, contract, reset = (
            tuple(kind in kinds for kind in axes.kinds)
            for kinds in (("step_fixed",), ("take_or_pay", "rate_reset"), ("rate_reset",))
        )
        opening = self._pair.fund.get("opening")
        return LineKinds(
            step=step,
            contract=contract,
            rate_reset=reset,
            deemed=axes.measure in ("deemed", "outcome", "contract"),
            measured=axes.measure == "measured",
            opening=0 if opening is None else int(opening[:, :, 0].max()),
        )


def money_records(pair: Pair) -> Iterator[Record]:
    """Return the ladder, LEAD's own cost, and the nets."""
    rungs = Rungs(pair)
    for rung in (*LADDER, "program"):
        if rung in MOVED and pair.axes.measure is None:
            continue
        yield from _rung(pair, rungs, rung)
    yield from _nets(pair, rungs)


def _rung(pair: Pair, rungs: Rungs, rung: str) -> Iterator[Record]:
    before, after = rungs.before[rung], rungs.after[rung]
    basis = {**BASIS, "program": "cash"}.get(rung)
    for p, payer in views(pair.axes):
        for j, line in _lines(pair.axes):
            if line != ALL and not (before[:, :, :, p, j].any() or after[:, :, :, p, j].any()):
                continue
            for period, label in enumerate(pair.axes.periods):
                was, now = (_total(each[:, :, period, p, j]) for each in (before, after))
                years = slice(None) if period == 0 else slice(period - 1, period)
                yield record(
                    pair, "money", "dollars", "dollars", was, now, label,
                    rung=rung, payer=payer, basis=basis, line=None if line == ALL else line, saved=True,
                    reason=rungs.reasons(rung, years, p, j),
                )  # fmt: skip


def _nets(pair: Pair, rungs: Rungs) -> Iterator[Record]:
    """Return what is left for each payer: what is handed over and received counts in cash."""
    for net, basis in NETS.items():
        rung = next(name for name, of in BASIS.items() if of == basis)
        before, after = (
            each[rung].sum(axis=LINES) + each["program"].sum(axis=LINES) for each in (rungs.before, rungs.after)
        )
        if net == "cash_net":
            after = after + pair.money.captured.sum(axis=LINES) - pair.money.received
        for p, payer in views(pair.axes):
            for period, label in enumerate(pair.axes.periods):
                was, now = (_total(each[:, :, period, p, np.newaxis]) for each in (before, after))
                yield record(pair, "money", "dollars", "dollars", was, now, label, rung=net, payer=payer, saved=True)


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


def _total(cents: Cents) -> Array:
    """Return dollars by draw and replication."""
    total: Array = cents.reshape(*cents.shape[:2], -1).sum(axis=2) / CENTS
    return total


__all__ = ["ROUNDING", "Rungs", "money_records", "views"]
