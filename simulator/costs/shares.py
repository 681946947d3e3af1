"""Many amounts split by the same shares, to the cent: what `split_cents` does with one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from simulator.units import split_cents

Cents = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

ROUNDING = 2.0**-51
"""More than a quotient can be off, as a part of the amount: its share and the product are each rounded once."""
LARGEST = 2**50
"""Cents above which a quotient says too little about the parts of a cent."""


def split_all(cents: Cents, shares: Sequence[float]) -> Cents:
    """Return the parts of each amount: shape (amounts, shares); the parts of one are `split_cents` of it.

    Quotients are computed in floating point first. Where one of them, or which of two remainders is the larger, is
    within rounding, the amount is split in whole numbers. Raises ValueError for shares that split nothing.
    """
    if not any(shares) or not all(0 <= share < math.inf for share in shares):
        raise ValueError(f"shares cannot split an amount: {list(shares)}")
    parts = np.zeros((len(cents), len(shares)), dtype=np.int64)
    there = np.flatnonzero(shares)
    if len(there) == 1:
        parts[:, there[0]] = cents
        return parts
    some = np.flatnonzero(cents)  # most lines cost nothing in most months
    parts[np.ix_(some, there)] = _split(cents[some], shares, there)
    return parts


def _split(cents: Cents, shares: Sequence[float], there: npt.NDArray[np.intp]) -> Cents:
    """Return the parts of amounts for those who have a share."""
    amounts = np.abs(cents)
    large = (amounts >= LARGEST) | (amounts < 0)  # the least whole number has no amount
    amounts[large] = 0
    quotients = amounts[:, np.newaxis] * _ratios(tuple(shares))[there]
    found = quotients.astype(np.int64)
    rests = quotients - found
    missing = amounts - found.sum(axis=1)
    # The largest remainders get a cent each; equal ones are among the doubtful.
    ranks = np.argsort(np.argsort(-rests, axis=1), axis=1)
    found += ranks < missing[:, np.newaxis]
    found *= np.sign(cents)[:, np.newaxis]
    for i in np.flatnonzero(large | _is_doubtful(amounts, rests)):
        found[i] = np.array(split_cents(int(cents[i]), shares))[there]
    return found


def _is_doubtful(amounts: Cents, rests: Floats) -> npt.NDArray[np.bool_]:
    """Return which amounts have a quotient too near to a whole number, or two remainders too near to each other."""
    ordered = np.sort(rests, axis=1)
    gaps = (ordered[:, 1:] - ordered[:, :-1]).min(axis=1)
    nearest = np.minimum(gaps, np.minimum(ordered[:, 0], 1.0 - ordered[:, -1]))
    doubtful: npt.NDArray[np.bool_] = (nearest <= 2.0 * ROUNDING * amounts) & (amounts > 0)
    return doubtful


@lru_cache(maxsize=256)
def _ratios(shares: tuple[float, ...]) -> Floats:
    """Return each share as the nearest number to its exact part of the whole."""
    above_below = [share.as_integer_ratio() for share in shares]
    scale = math.lcm(*(below for _, below in above_below))
    weights = [above * (scale // below) for above, below in above_below]
    return np.array([weight / sum(weights) for weight in weights])
