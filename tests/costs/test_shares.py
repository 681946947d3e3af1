"""Many amounts split at once: to the cent what splitting each by itself gives."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.costs.shares import LARGEST, split_all
from simulator.units import split_cents
from tests.properties.strategies import examples

SHARE = st.one_of(
    st.just(0.0),
    st.floats(0.0, 1.0, allow_subnormal=False),
    st.integers(0, 12).map(float),
    st.integers(0, 100).map(lambda percent: percent / 100),
    st.floats(1e-12, 1e-6),
)
SHARES = st.lists(SHARE, min_size=1, max_size=7).filter(any)
AMOUNT = st.one_of(
    st.integers(-200, 200), st.integers(-(10**9), 10**9), st.integers(-(2**53), 2**53), st.integers(-(2**62), 2**62)
)


def one_by_one(cents: Sequence[int], shares: Sequence[float]) -> list[list[int]]:
    return [split_cents(amount, shares) for amount in cents]


@examples(400)
@given(st.lists(AMOUNT, max_size=20), SHARES)
def test_it_is_each_amount_split_by_itself(cents: list[int], shares: list[float]):
    found = split_all(np.array(cents, dtype=np.int64), shares)
    assert found.shape == (len(cents), len(shares))
    assert found.tolist() == one_by_one(cents, shares)


@pytest.mark.parametrize("shares", [(0.5, 0.5), (1.0, 1.0, 1.0), (0.25, 0.0, 0.75), (0.1, 0.2, 0.7), (1.0, 2.0**-60)])
def test_ties_and_whole_parts_go_where_they_go_one_by_one(shares: tuple[float, ...]):
    cents = [*range(-60, 61), 10**12 + 1, LARGEST - 1, LARGEST, LARGEST + 1, -(2**63) + 1]
    assert split_all(np.array(cents), shares).tolist() == one_by_one(cents, shares)


def test_parts_that_nearly_tie_are_told_apart():
    # The remainders differ by about one part in 10^15 of the amount, less than a floating-point quotient can tell.
    shares = (1.0, 1.0 + 2.0**-50, 1.0)
    cents = [3 * k + 1 for k in range(10**9, 10**9 + 50)]
    assert split_all(np.array(cents), shares).tolist() == one_by_one(cents, shares)


def test_one_payer_pays_all_however_much_it_is():
    cents = np.array([2**62, -7, 0])
    assert split_all(cents, (0.0, 0.3)).tolist() == [[0, 2**62], [0, -7], [0, 0]]


@pytest.mark.parametrize("shares", [(), (0.0, 0.0), (0.5, -0.1), (0.5, float("nan")), (float("inf"), 1.0)])
def test_what_is_no_share_splits_nothing(shares: tuple[float, ...]):
    with pytest.raises(ValueError, match="shares cannot split"):
        split_all(np.array([1]), shares)
