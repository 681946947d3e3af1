"""The rungs of the ladder in cents, and why one is more than the one above it where it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from simulator.analysis.ladder import REASONS, Cells, Codes, LineKinds, Reason, explain, reasons_of, whole
from simulator.analysis.samples import Cents, CentSample, Pair
from simulator.costs.ledger import BASES
from simulator.costs.savings import BASIS, LADDER, SPENT_AS, of_lines

CASH, MARGINAL = BASES.index("cash"), BASES.index("marginal")
MOVED = ("captured", "reinvested")
"""The rungs that are there only with an agreement."""
YEARS = 2
ROUNDING = 24
"""Cents by which a year's two rungs may differ by rounding alone: twelve months, two runs, two rungs, half a cent."""
RUNS_AT_ONCE = 64
"""Reasons are looked for in so many runs at a time: the facts about a cell take many times the room of the cell."""
EVERY = slice(None)


@dataclass(frozen=True)
class _Found:
    """What all runs together say of a rung and the one above it, by fiscal year, payer and line.

    The rungs are summed over runs; `codes` have a first axis of their own, k - 1 for the runs with the code k.
    """

    above: Cents
    below: Cents
    codes: Codes


class Rungs:
    """All rungs of a pair in cents: spent in the baseline and in the scenario, and why the order is broken where it is.

    Arrays have axes for draws, replications, periods (the whole horizon first), payers and lines. They are made when
    asked for, because all of them together would take much more room than what they are made of.
    """

    def __init__(self, pair: Pair) -> None:
        self._pair, self._money = pair, pair.money

    def before(self, rung: str, payer: int | slice = EVERY, draws: slice = EVERY) -> Cents:
        """Return what was spent in the baseline as a rung sees it; one payer has no axis.

        What is captured or reinvested is "spent" in the baseline alone, so that the difference is the amount.
        """
        if rung in MOVED:
            moved: CentSample = getattr(self._money, rung)
            return moved[draws, :, :, payer, :]
        return self._spent(self._money.before, rung, payer, draws)

    def after(self, rung: str, payer: int | slice = EVERY, draws: slice = EVERY) -> Cents:
        """Return what was spent in the scenario as a rung sees it; one payer has no axis."""
        if rung in MOVED:
            return np.zeros_like(self.before(rung, payer, draws))
        return self._spent(self._money.spent, rung, payer, draws)

    def saved(self, rung: str, draws: slice = EVERY) -> Cents:
        """Return a rung; a saving is positive."""
        return self.before(rung, draws=draws) - self.after(rung, draws=draws)

    def _spent(self, cells: CentSample, rung: str, payer: int | slice, draws: slice) -> Cents:
        basis = BASES.index(SPENT_AS[rung])
        return of_lines(cells[draws, :, :, payer, :, basis], self._pair.axes.program, rung)

    def reasons(self, rung: str, years: slice, payers: Sequence[int], lines: slice) -> str | None:
        """Return why a displayed number is more than the one of the rung above it, if it is."""
        if rung not in LADDER[1:]:
            return None
        found, cells = self._found[rung], (..., years, payers, lines)
        return "; ".join(reasons_of(found.above[cells], found.below[cells], found.codes[cells])) or None

    @cached_property
    def _found(self) -> Mapping[str, _Found]:
        """Why any cell of a fiscal year breaks the order with the rung above it; raises where nothing says why."""
        return {lower: self._look(upper, lower) for upper, lower in pairwise(LADDER)}

    def _look(self, upper: str, lower: str) -> _Found:
        axes = self._pair.axes
        cells = (len(axes.fiscal_years), len(axes.payers), len(axes.lines))
        above, below = np.zeros((2, *cells), dtype=np.int64)
        codes = np.zeros((len(REASONS), *cells), dtype=np.int8)
        for draws in self._parts():
            of_upper, of_lower = (self.saved(rung, draws)[:, :, 1:] for rung in (upper, lower))
            found = self._codes(of_upper, of_lower, upper, lower, draws)
            above += of_upper.sum(axis=(0, 1))
            below += of_lower.sum(axis=(0, 1))
            for k in range(1, len(REASONS) + 1):
                codes[k - 1][(found == k).any(axis=(0, 1))] = k
        return _Found(above, below, codes)

    def _parts(self) -> Iterator[slice]:
        draws, replications = self._money.spent.shape[:2]
        step = max(1, RUNS_AT_ONCE // replications)
        return (slice(start, start + step) for start in range(0, draws, step))

    def _codes(self, above: Cents, below: Cents, upper: str, lower: str, draws: slice) -> Codes:
        if lower in MOVED and self._pair.axes.measure is None:
            return np.zeros(above.shape, dtype=np.int8)
        axes, gains, kinds = self._pair.axes, self._gains(upper, draws), self._kinds
        covered = [payer in axes.covers for payer in axes.payers] if lower == "captured" and axes.covers else None
        known = self._of_other_years(lower, above, below, np.maximum(above, 0) if gains is None else gains)
        below = np.where(known > 0, np.minimum(above, below), below)
        found = explain(
            above, below, lower, kinds, covered=covered, gains=gains,
            certified=self._money.certified[draws, :] if kinds.measured else None,
            notice=self._notice(draws) if lower == "cashable" else None, slack=ROUNDING,
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

    def _gains(self, rung: str, draws: slice) -> Cents | None:
        if rung not in BASIS:
            return None
        gains = self._money.gains[draws, :, :, :, :, list(BASIS).index(rung)]
        return of_lines(gains, self._pair.axes.program, rung)

    def _notice(self, draws: slice) -> Cents:
        """Return what staff on notice cost the baseline, for lines of units: paid for, but no longer needed."""
        paid, used = (self._money.before[draws, :, 1:, :, :, basis] for basis in (CASH, MARGINAL))
        notice: Cents = np.maximum(paid - used, 0)
        return notice

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


__all__ = ["MOVED", "ROUNDING", "Rungs"]
