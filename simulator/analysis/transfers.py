"""Which share of one payer's saving another one would need: a transfer priced on the answer, not simulated."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import numpy as np
import numpy.typing as npt

from simulator.analysis.estimate import HIGH, LOW, MEDIAN, percentile
from simulator.analysis.record import number
from simulator.analysis.samples import Pair
from simulator.costs.ledger import BASES
from simulator.inputs.scenario import FUND, OTHERS
from simulator.results import Record

CASH = BASES.index("cash")
IN_CASH = 1  # of the last axis of monthly money
Cents = npt.NDArray[np.float64]


def transfer_records(pair: Pair) -> Iterator[Record]:
    """Return for each payer who loses cash on average which share of each other one's cash saving would make it even.

    `payer` is who would be paid and `line` who would pay. What is saved is what leaves the giver's budget for anything
    but LEAD, less what an agreement moves already. The share is 0 in a draw in which the payer loses nothing; where no
    share up to 100 % is enough, or the giver saves nothing, it is above every share. So there is no mean, and no
    median where half have none. People behave as before: nothing is simulated anew.
    """
    axes = pair.axes
    public = [p for p, payer in enumerate(axes.payers) if payer not in (*axes.private, FUND, OTHERS)]
    nets = {p: pair.money.monthly[:, :, :, p, IN_CASH].sum(axis=2).mean(axis=1) for p in public}
    saved = {p: _left(pair, p) for p in public}
    for receiver, giver in permutations(public, 2):
        if nets[receiver].mean() >= 0.0 or not saved[giver].any():
            continue
        yield from _shares(pair, axes.payers[receiver], axes.payers[giver], nets[receiver], saved[giver], nets[giver])


def _left(pair: Pair, payer: int) -> Cents:
    """Return what a payer saves in cash on all but LEAD, less what it hands over already; by draw, in cents."""
    others = ~np.array(pair.axes.program)
    before, after = (
        cents[:, :, 0, payer, :, CASH][..., others].sum(axis=2) for cents in (pair.money.before, pair.money.spent)
    )
    left: Cents = (before - after - pair.money.captured[:, :, 0, payer, :].sum(axis=2)).mean(axis=1)
    return left


def _shares(pair: Pair, payer: str, line: str, net: Cents, saved: Cents, giver: Cents) -> Iterator[Record]:
    """Return the shares, and in which futures there is none or the giver is out of pocket itself by giving it."""
    need = np.maximum(-net, 0.0)
    enough = (need == 0.0) | (saved >= need)
    shares = np.divide(need, saved, out=np.zeros_like(need), where=(need > 0.0) & enough)
    shares[~enough] = np.inf
    keys = {"payer": payer, "line": line, "rung": "cash_net"}
    counted = {
        "transfer_never": ~enough,
        "transfer_nothing_saved": saved <= 0.0,
        "transfer_giver_loses": enough & (need > 0.0) & (giver < need),
    }
    for measure, which in counted.items():
        yield number(pair, measure, "share of futures", float(which.mean()), **keys)
    ordered = np.sort(shares)
    for name, percent in (("low", LOW), ("median", MEDIAN), ("high", HIGH)):
        share = percentile(ordered, percent)
        if share is not None:
            yield number(pair, f"transfer_share_{name}", "share", share, **keys)
