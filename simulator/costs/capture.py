"""Capture: what an agreement moves out of certified savings, year by year, in whole cents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest
from math import floor

import numpy as np
import numpy.typing as npt

from simulator.units import split_cents


@dataclass(frozen=True)
class CaptureRule:
    """The numbers of an agreement, for each of its years; the last share and the last cap hold on.

    shares: what part of the savings is captured
    audit_factor: what part of a gain an auditor recognizes; a loss counts in full
    floor: cents of a year's savings that are left to the payers first
    caps: the most cents captured in a year; None, or no caps at all, for no limit
    years: when the agreement ends; None for never
    clawback: what part of a year's loss is taken back from what was captured before

    Raises ValueError for shares outside 0 to 1 and negative amounts.
    """

    shares: tuple[float, ...]
    audit_factor: float = 1.0
    floor: int = 0
    caps: tuple[int | None, ...] = ()
    years: int | None = None
    clawback: float = 0.0

    def __post_init__(self) -> None:
        if not self.shares or not all(0.0 <= part <= 1.0 for part in (*self.shares, self.audit_factor, self.clawback)):
            raise ValueError(
                "shares, the audit factor and the clawback are from 0 to 1, and there is one share or more"
            )
        if self.floor < 0 or any(cap is not None and cap < 0 for cap in self.caps):
            raise ValueError("a floor and caps are not negative")
        if self.years is not None and self.years < 1:
            raise ValueError("an agreement lasts at least a year")

    def share(self, year: int) -> Fraction:
        """Return the share of a year, counted from 0."""
        return _exact(self.shares[min(year, len(self.shares) - 1)])

    def highest_share(self, year: int) -> Fraction:
        """Return the highest share up to and with a year."""
        return max(map(_exact, self.shares[: year + 1]))

    def cap(self, year: int) -> int | None:
        """Return the cap of a year."""
        return self.caps[min(year, len(self.caps) - 1)] if self.caps else None


@dataclass(frozen=True)
class Settlement:
    """What a closed year moves, in cents: captured and returned are not negative.

    `carried` is the loss, zero or negative, that later gains must make up for before anything is captured again.
    """

    captured: int
    returned: int
    carried: int


def settle(rule: CaptureRule, savings: Sequence[int], limits: Sequence[int | None] = ()) -> list[Settlement]:
    """Return the settlement of each closed year, the agreement's first year first.

    `savings` are the certified savings of the covered payers by year (negative: a loss), before the audit.
    `limits` has one more cap for each year (None: none; below 0 is 0), or is left out.

    A year's gain is taken times the audit factor, a loss in full, and the loss carried from earlier years is added.
    - If that is not negative, the share of what lies above the floor is captured, up to the cap and the limit.
      What they cut off is the payers' and does not come back.
    - If it is negative, nothing is captured. Of the year's own loss, the clawback takes part × highest share so far
      × loss, at most what was captured and not yet returned. The part of the loss that this pays for is settled;
      the rest is carried.
    After the last year of the agreement nothing moves.

    Each settlement rests on its own year and those before it, so it never changes when more years close.

    With full clawback, captured less returned is never more than the highest share × the net savings so far, nor
    less than 0. Proof, but for rounding (up to half a cent for each amount): let N be captured less returned, S the
    net savings so far, C the loss carried, m the highest share. Then N ≤ m(S − C) always: a gain adds at most
    m × (gain + C) and C goes to 0, or adds nothing and raises S and C alike; a loss that returns R and settles R / m
    of itself lowers both sides by R. And where C is below 0, N is 0, because a loss is carried only if it took all
    that there was. So N ≤ mS, or N = 0. (With the year's own share in place of the highest this fails where shares
    fall: 75 % of a gain is captured and 25 % of the same loss returned.) Without a floor, caps, audit or changing
    shares it is an equality: N is share × net savings, or 0 where those are negative.
    """
    if limits and len(limits) != len(savings):
        raise ValueError(f"{len(savings)} years of savings do not fit {len(limits)} limits")
    settled: list[Settlement] = []
    carried = outstanding = 0
    for year, (saved, limit) in enumerate(zip_longest(savings, limits)):
        if rule.years is not None and year >= rule.years:
            settled.append(Settlement(0, 0, 0))
            continue
        recognized = int(saved) * (_exact(rule.audit_factor) if saved > 0 else 1)
        if recognized + carried < 0:
            settlement = _settle_loss(rule, year, recognized, carried, outstanding)
        else:
            settlement = Settlement(_captured(rule, year, recognized + carried, limit), 0, 0)
        settled.append(settlement)
        carried = settlement.carried
        outstanding += settlement.captured - settlement.returned
    return settled


def _captured(rule: CaptureRule, year: int, audited: Fraction | int, limit: int | None) -> int:
    captured = round(rule.share(year) * max(0, audited - rule.floor))
    caps = [cap for cap in (rule.cap(year), limit) if cap is not None]
    return min(captured, *(max(0, cap) for cap in caps)) if caps else captured


def _settle_loss(
    rule: CaptureRule, year: int, recognized: Fraction | int, carried: int, outstanding: int
) -> Settlement:
    """Return the settlement of a year that leaves a loss; only its own loss can be taken back."""
    clawed_back = max(0, -recognized) * _exact(rule.clawback)
    due = round(rule.highest_share(year) * clawed_back)
    returned = min(due, outstanding)
    paid_for = clawed_back * Fraction(returned, due) if due else 0
    return Settlement(0, returned, round(carried + recognized + paid_for))


def split_captured(cents: int, split: Mapping[str, float]) -> dict[str, int]:
    """Return what each recipient gets: to the cent, by the largest remainder."""
    return dict(zip(split, split_cents(int(cents), list(split.values())), strict=True))


def administration(deposit: int, cap_share: float) -> int:
    """Return the cents of a deposit that may go to administration: whole cents, never above the share."""
    if deposit < 0 or not 0.0 <= cap_share <= 1.0:
        raise ValueError(f"no administration of {deposit} cents at a share of {cap_share}")
    return floor(deposit * _exact(cap_share))


def allocate(cents: int, cells: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return an amount split over cells in proportion to their savings; cells that lost get nothing.

    No cell gives more than it saved unless the amount is more than all savings. Raises ValueError for an amount
    where nothing was saved.
    """
    if not cents:
        return np.zeros_like(cells)
    saved = np.maximum(cells, 0)
    if not saved.any():
        raise ValueError(f"nothing was saved to take {cents} cents from")
    parts = split_cents(int(cents), saved.ravel().tolist())
    return np.array(parts, dtype=np.int64).reshape(cells.shape)


def _exact(share: float) -> Fraction:
    """Return a share as the decimal that people wrote: 0.35 is 35 / 100 and not the nearest binary number."""
    return Fraction(str(float(share)))


__all__ = ["CaptureRule", "Settlement", "administration", "allocate", "settle", "split_captured"]
