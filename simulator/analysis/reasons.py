"""Why a rung of the ladder may be more than the one above it: a short list, and the facts of each.

Rungs are whole cents by draw, replication, fiscal year, payer and cost line; a saving is positive, a loss negative.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from simulator.costs.ledger import Cents

Cells = npt.NDArray[np.bool_]

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


@dataclass(frozen=True)
class RungPair:
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


def _loss(pair: RungPair) -> Cells:
    bounded: Cells = pair.lower <= pair.gains
    return bounded


def _step(pair: RungPair) -> Cells:
    if pair.rung not in ("avoided", "cashable"):
        return pair.cells(False)
    # Cash follows later, which is timing. Notice that the baseline alone pays is saved without being avoided.
    fact = pair.upper == 0 if pair.rung == "avoided" else (pair.lower <= pair.gains + pair.notice) & ~pair.in_time
    return pair.of_lines(pair.kinds.step) & fact


def _rate_reset(pair: RungPair) -> Cells:
    known = pair.nets & pair.differed_before
    return pair.of_lines(pair.kinds.rate_reset) & known & pair.cells(pair.rung == "cashable")


def _contract(pair: RungPair) -> Cells:
    if pair.rung == "captured":
        return pair.of_lines(pair.kinds.contract) | pair.cells(pair.kinds.deemed)
    return pair.of_lines(pair.kinds.contract) & pair.nets & pair.cells(pair.rung == "cashable")


def _timing(pair: RungPair) -> Cells:
    if pair.rung in ("captured", "reinvested"):
        return pair.in_time | pair.in_time_of_fund
    # The staff of a closed unit are paid to the end of their notice; all other cash leaves when it is saved.
    return pair.of_lines(pair.kinds.step) & pair.in_time & pair.cells(pair.rung == "cashable")


def _opening_balance(pair: RungPair) -> Cells:
    may = pair.rung == "reinvested" and pair.kinds.opening > 0
    return pair.in_fund(pair.kinds.opening) if may else pair.cells(False)


def _measurement(pair: RungPair) -> Cells:
    may = pair.rung == "captured" and pair.kinds.measured
    if not may or pair.certified is None:
        return pair.cells(may)
    seen = replace(pair, upper=pair.certified, gains=gains_of(pair.certified, None) + pair.slack)
    return _timing(seen)


FACTS: Mapping[Reason, Callable[[RungPair], Cells]] = {
    Reason.LOSS: _loss,
    Reason.STEP: _step,
    Reason.RATE_RESET: _rate_reset,
    Reason.CONTRACT: _contract,
    Reason.TIMING: _timing,
    Reason.OPENING_BALANCE: _opening_balance,
    Reason.MEASUREMENT: _measurement,
}
"""Where each reason holds, given that the order is broken."""


def gains_of(upper: Cents, gains: Cents | None) -> Cents:
    """Return what a rung is without its losses: as known by month, or else by the year."""
    least: Cents = np.maximum(upper, 0)
    if gains is None:
        return least
    if gains.shape != upper.shape or (gains < least).any():
        raise ValueError("gains are what the upper rung is without its losses: no less than it, and no less than 0")
    return gains
