"""The law of the ladder, gross → avoided → cashable → captured → reinvested: no rung is more than the one above.

Where a cell breaks the order, one of a short list of reasons has to hold, with its facts; what has none is an error.
Rungs are whole cents by draw, replication, fiscal year, payer and cost line; a saving is positive, a loss negative.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simulator.analysis.reasons import (
    FACTS,
    LINES,
    PAYERS,
    REASONS,
    YEARS,
    Cells,
    LineKinds,
    Reason,
    RungPair,
    gains_of,
)
from simulator.costs.ledger import Cents

Codes = npt.NDArray[np.int8]

RUNGS = ("gross", "avoided", "cashable", "captured", "reinvested")


class UnexplainedLadderError(AssertionError):
    """A rung is more than the one above, and no reason holds: a bug. Year, payer and line count from 0."""

    def __init__(self, rung: str, year: int | None, payer: int | None, line: int | None, excess: int, cells: int):
        self.rung, self.year, self.payer, self.line = rung, year, payer, line
        at = "over the horizon" if year is None else f"in year {year}, payer {payer}, line {line}"
        upper = RUNGS[RUNGS.index(rung) - 1]
        super().__init__(f"{rung} is {excess} cents more than {upper} {at}, for no reason ({cells} such in all)")


def explain(
    upper: Cents,
    lower: Cents,
    rung: str,
    kinds: LineKinds,
    *,
    covered: Sequence[bool] | None = None,
    gains: Cents | None = None,
    certified: Cents | None = None,
    notice: Cents | None = None,
    slack: int = 0,
) -> Codes:
    """Return for each cell 0 where the order holds, or else k, the first reason that does (`REASONS[k - 1]`).

    `rung` is the name of the lower of two adjacent rungs. What makes the facts sharper, where it is known:

    covered: the payers that the agreement covers (without: all)
    gains: the sum of the upper rung's months that are no loss. A year that is nearly even can hide losses that the
        lower rung shares less of. Without: losses are told by the year
    certified: for a measured agreement, the savings that the audit saw. Without: whatever is captured is believed
    notice: what staff of closed units on notice cost the baseline. Without: nothing
    slack: cents by which rounding alone may break the order of a cell

    Raises UnexplainedLadderError where no reason holds, and ValueError for arrays that are no such rungs.
    """
    _refuse_unless_rungs(upper, lower, rung, kinds)
    paid = np.zeros_like(upper) if notice is None else notice
    pair = RungPair(
        upper, lower, gains_of(upper, gains) + slack, rung, kinds, _payers(upper, covered), certified, paid, slack
    )
    broken = lower > upper + slack
    codes = np.zeros(upper.shape, dtype=np.int8)
    for k, reason in enumerate(Reason, start=1):
        unexplained = broken & (codes == 0)
        if not unexplained.any():
            break
        codes[unexplained & FACTS[reason](pair)] = k
    _refuse_unexplained(broken & (codes == 0), lower - upper, rung)
    return codes


def reasons_of(upper: Cents, lower: Cents, codes: Codes) -> tuple[Reason, ...]:
    """Return the reasons to print at a displayed number: none where the lower rung is no more than the upper.

    The arrays are the cells that it is the sum and the mean of, in any shape. The reasons are all that occur in its
    draws, in their order.
    """
    if lower.sum() <= upper.sum():
        return ()
    return tuple(reason for k, reason in enumerate(Reason, start=1) if (codes == k).any())


def whole(
    upper: Cents,
    lower: Cents,
    codes: Codes,
    rung: str,
    *,
    covered: Sequence[bool] | None = None,
    gains: Cents | None = None,
    slack: int = 0,
) -> Codes:
    """Return 0 or the reason for each draw and replication, of the totals over years, covered payers and lines.

    `codes` are those of the cells. A total needs a reason of its own: the first one that, with those before it, makes
    up for the excess. Losses do so by what is not passed down, other reasons by the cells that have them. Timing never
    does, since a horizon evens out what is captured or spent later than saved.

    Raises UnexplainedLadderError where no reason does.
    """
    keep = _payers(upper, covered)
    excess = (lower - upper - slack)[:, :, :, keep]
    losses = (gains_of(upper, gains) - upper)[:, :, :, keep]
    over = np.maximum(excess, 0)
    passed = np.minimum(over, losses)
    left = excess.sum(axis=(YEARS, PAYERS, LINES))
    found = np.zeros(left.shape, dtype=np.int8)
    for k, reason in enumerate(Reason, start=1):
        if reason is Reason.TIMING:
            continue
        relief = passed if reason is Reason.LOSS else np.where(codes[:, :, :, keep] == k, over - passed, 0)
        rest = left - relief.sum(axis=(YEARS, PAYERS, LINES))
        found[(left > 0) & (rest <= 0)] = k
        left = rest
    if (left > 0).any():
        raise UnexplainedLadderError(rung, None, None, None, int(left.max()), int((left > 0).sum()))
    return found


def _payers(upper: Cents, covered: Sequence[bool] | None) -> Cells:
    if covered is None:
        return np.ones(upper.shape[PAYERS], dtype=np.bool_)
    if len(covered) != upper.shape[PAYERS]:
        raise ValueError(f"{len(covered)} payers covered or not, of {upper.shape[PAYERS]}")
    return np.array(covered, dtype=np.bool_)


def _refuse_unless_rungs(upper: Cents, lower: Cents, rung: str, kinds: LineKinds) -> None:
    if rung not in RUNGS[1:]:
        raise ValueError(f"{rung} is not the lower of two rungs: {', '.join(RUNGS[1:])}")
    if upper.ndim != LINES + 1 or upper.shape != lower.shape:
        raise ValueError(f"rungs have draws, replications, years, payers and lines: {upper.shape}, {lower.shape}")
    if any(cents.dtype != np.int64 for cents in (upper, lower)):
        raise ValueError("rungs are whole cents")
    if any(len(kind) != upper.shape[LINES] for kind in (kinds.step, kinds.contract, kinds.rate_reset)):
        raise ValueError(f"each kind says of all {upper.shape[LINES]} lines whether they are of it")


def _refuse_unexplained(unexplained: Cells, excess: Cents, rung: str) -> None:
    if unexplained.any():
        cell = np.unravel_index(np.argmax(np.where(unexplained, excess, 0)), excess.shape)
        *_, year, payer, line = (int(i) for i in cell)
        raise UnexplainedLadderError(rung, year, payer, line, int(excess[cell]), int(unexplained.sum()))


__all__ = [
    "FACTS",
    "REASONS",
    "RUNGS",
    "Cells",
    "Codes",
    "LineKinds",
    "Reason",
    "UnexplainedLadderError",
    "explain",
    "reasons_of",
    "whole",
]
