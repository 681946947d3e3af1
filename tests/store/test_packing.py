"""A tally takes few bytes and loses no bit."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulator.store.rows import pack, unpack
from tests.store.samples import same_array

SHAPES = st.tuples(st.integers(0, 5), st.integers(1, 7), st.integers(1, 4))
ANY_BITS = arrays(np.uint64, SHAPES).map(lambda bits: bits.view(np.float64))  # every float there is, not-a-numbers too


@given(ANY_BITS)
def test_every_float_comes_back_to_the_bit(counts: np.ndarray) -> None:
    back = unpack(pack(counts), counts.shape)
    assert same_array(back, counts)
    assert back.flags.c_contiguous and back.flags.writeable, "like any tally, it may be added to"


@given(ANY_BITS)
def test_how_an_array_lies_in_memory_does_not_matter(counts: np.ndarray) -> None:
    assert pack(np.asfortranarray(counts)) == pack(counts)


def test_what_runs_are_like_takes_a_fifth() -> None:
    luck = np.random.default_rng(1)
    whole = luck.poisson(luck.gamma(0.5, 20.0, size=(1, 120, 4)), size=(108, 120, 4)).astype(float)
    days = luck.gamma(2.0, 100.0, size=whole.shape)
    counts = np.where(luck.random((1, 120, 4)) < 0.13, days, whole * (luck.random((1, 120, 4)) < 0.6))
    assert 0.4 < np.mean(counts != 0) < 0.8
    assert len(pack(counts)) < counts.nbytes / 4
