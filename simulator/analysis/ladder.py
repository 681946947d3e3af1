"""The law of the ladder, gross → avoided → cashable → captured → reinvested: no rung is more than the one above.

Where a cell breaks the order, one of a short list of reasons has to hold, with its facts; what has none is an error.
Rungs are whole cents by draw, replication, fiscal year, payer and cost line; a saving is positive, a loss negative.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from simulator.costs.ledger import Cents

Cells = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]

RUNGS = ("gross", "avoided", "cashable", "captured", "reinvested")
YEARS, PAYERS, LINES = 2, 3, 4


class Reason(StrEnum):
    """Why a rung may be more than the one above, in the order in which they are tried."""

    LOSS = "loss"  # losses are passed down in part: without them the upper rung is no less than the lower
    STEP = "step"  # units that close are no part of a gross value, nor the notice of their staff of what is avoided
    RATE_RESET = "rate_reset"  # a contract's rate is recomputed from past use
    CONTRACT = "contract"  # one payer's saving is another's loss, or an agreement fixes or deems what is captured
    TIMING = "timing"  # it was saved in an earlier year
    OPENING_BALANCE = "opening_balance"  # it was in the fund before anything was captured
    MEASUREMENT = "measurement"  # the audit saw more than there was in this world


REASONS = tuple(Reason)


@dataclass(frozen=True)
class LineKinds:
    """What may explain a broken order: the kind of each cost line, and the kind of the agreement.

    step: whole units open and close; the line has no gross value of its own
    contract: one payer of the ladder pays another, or the agreement takes what a contract redirects
    rate_reset: such a payment, at a rate that follows from past use; it is a contract too
    deemed: captured is what a formula or an outcome says, not what was saved
    measured: captured is what an audit saw, which does not know this world's own baseline
    opening: cents in the fund before anything was captured
    """

    step: tuple[bool, ...]
    contract: tuple[bool, ...]
    rate_reset: tuple[bool, ...]
    deemed: bool = False
    measured: bool = False
    opening: int = 0


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
    pair = _Pair(
        upper, lower, _gains(upper, gains) + slack, rung, kinds, _payers(upper, covered), certified, paid, slack
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
    losses = (_gains(upper, gains) - upper)[:, :, :, keep]
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


@dataclass(frozen=True)
class _Pair:
    """Two adjacent rungs and what is known of them; `gains` include the slack."""

    upper: Cents
    lower: Cents
    gains: Cents
    rung: str
    kinds: LineKinds
    covered: Cells
    certified: Cents | None
    notice: Cents
    slack: int

    @property
    def in_time(self) -> Cells:
        """Whether what has come down so far is no more than what had been saved in the cell by some earlier day."""
        in_time: Cells = self.lower.cumsum(axis=YEARS) <= _most_so_far(self.upper + self.slack, self.gains)
        return in_time

    @property
    def in_time_of_fund(self) -> Cells:
        """Whether the same holds of the whole fund, and no cell has given more than its years of gain.

        An agreement sets one line's loss against another's saving, so a cell may give what it did not save on balance.
        """
        return self.in_fund(0) & (self.lower.cumsum(axis=YEARS) <= self.gains.cumsum(axis=YEARS))

    def in_fund(self, opening: int) -> Cells:
        """Return whether all that has come down so far, for any payer and line, had been saved or was there before."""
        payers = self.covered if self.rung == "captured" else slice(None)  # a fund has all that was captured
        saved = (self.upper + self.slack)[:, :, :, payers].sum(axis=(PAYERS, LINES), keepdims=True)
        given = self.lower.cumsum(axis=YEARS).sum(axis=(PAYERS, LINES), keepdims=True)
        enough = given <= opening + _most_so_far(saved, np.maximum(saved, 0))
        return np.broadcast_to(enough, self.lower.shape)

    @property
    def nets(self) -> Cells:
        """Whether a line is in order over all payers: what one pays another is a transfer and nets to zero."""
        saved, kept = (rung.sum(axis=PAYERS, keepdims=True) for rung in (self.upper + self.slack, self.lower))
        in_order: Cells = kept <= np.maximum(saved, 0)
        return in_order

    @property
    def differed_before(self) -> Cells:
        """Whether a line differed for any payer in an earlier year; where none did, past use is the same."""
        years = (self.lower != 0).any(axis=PAYERS, keepdims=True)
        before: Cells = np.zeros_like(years)
        before[:, :, 1:] = np.logical_or.accumulate(years, axis=YEARS)[:, :, :-1]
        return before

    def of_lines(self, kind: tuple[bool, ...]) -> Cells:
        """Return which cells are of the lines of a kind."""
        return self.cells(np.array(kind, dtype=np.bool_))

    def cells(self, where: Cells | bool) -> Cells:
        """Return the same answer for each cell."""
        return np.broadcast_to(np.asarray(where, dtype=np.bool_), self.upper.shape)


def _most_so_far(saved: Cents, gains: Cents) -> Cents:
    """Return the most that had been saved in all by any day up to the end of each year."""
    before = saved.cumsum(axis=YEARS) - saved
    most: Cents = np.maximum.accumulate(before + gains, axis=YEARS)
    return most


def _loss(pair: _Pair) -> Cells:
    bounded: Cells = pair.lower <= pair.gains
    return bounded


def _step(pair: _Pair) -> Cells:
    if pair.rung not in ("avoided", "cashable"):
        return pair.cells(False)
    # Cash follows later, which is timing. Notice that the baseline alone pays is saved without being avoided.
    fact = pair.upper == 0 if pair.rung == "avoided" else (pair.lower <= pair.gains + pair.notice) & ~pair.in_time
    return pair.of_lines(pair.kinds.step) & fact


def _rate_reset(pair: _Pair) -> Cells:
    known = pair.nets & pair.differed_before
    return pair.of_lines(pair.kinds.rate_reset) & known & pair.cells(pair.rung == "cashable")


def _contract(pair: _Pair) -> Cells:
    if pair.rung == "captured":
        return pair.of_lines(pair.kinds.contract) | pair.cells(pair.kinds.deemed)
    return pair.of_lines(pair.kinds.contract) & pair.nets & pair.cells(pair.rung == "cashable")


def _timing(pair: _Pair) -> Cells:
    if pair.rung in ("captured", "reinvested"):
        return pair.in_time | pair.in_time_of_fund
    # The staff of a closed unit are paid to the end of their notice; all other cash leaves when it is saved.
    return pair.of_lines(pair.kinds.step) & pair.in_time & pair.cells(pair.rung == "cashable")


def _opening_balance(pair: _Pair) -> Cells:
    may = pair.rung == "reinvested" and pair.kinds.opening > 0
    return pair.in_fund(pair.kinds.opening) if may else pair.cells(False)


def _measurement(pair: _Pair) -> Cells:
    may = pair.rung == "captured" and pair.kinds.measured
    if not may or pair.certified is None:
        return pair.cells(may)
    seen = replace(pair, upper=pair.certified, gains=_gains(pair.certified, None) + pair.slack)
    return _timing(seen)


FACTS: Mapping[Reason, Callable[[_Pair], Cells]] = {
    Reason.LOSS: _loss,
    Reason.STEP: _step,
    Reason.RATE_RESET: _rate_reset,
    Reason.CONTRACT: _contract,
    Reason.TIMING: _timing,
    Reason.OPENING_BALANCE: _opening_balance,
    Reason.MEASUREMENT: _measurement,
}
"""Where each reason holds, given that the order is broken."""


def _gains(upper: Cents, gains: Cents | None) -> Cents:
    least: Cents = np.maximum(upper, 0)
    if gains is None:
        return least
    if gains.shape != upper.shape or (gains < least).any():
        raise ValueError("gains are what the upper rung is without its losses: no less than it, and no less than 0")
    return gains


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
