"""The search for the smallest size: on steps, on noise that comes and goes, and where there is no answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.experiment.capacity_search import NEIGHBORS, Searched, between, search

CHANCE = 0.9


class Asked:
    """Gives shares by size, and remembers which were asked for."""

    def __init__(self, of: Mapping[int, float] | None = None, step: int = 0) -> None:
        self.sizes: list[int] = []
        self._of, self._step = of, step

    def __call__(self, sizes: Sequence[int]) -> Mapping[int, float]:
        self.sizes += sizes
        if self._of is None:
            return {size: float(size >= self._step) for size in sizes}
        return {size: self._of[size] for size in sizes}


def holds(found: Searched, size: int) -> bool:
    return found.shares[size] >= CHANCE


@given(step=st.integers(1, 500), start=st.integers(1, 500), most=st.integers(1, 500))
def test_a_step_is_found_exactly(step: int, start: int, most: int) -> None:
    asked = Asked(step=step)
    found = search(asked, CHANCE, start, (1, most))
    assert found.smallest == (step if step <= most else None)
    assert found.alone == ()
    assert len(asked.sizes) == len(set(asked.sizes)), "each size is asked for once"
    assert all(1 <= size <= most for size in asked.sizes)


@given(
    step=st.integers(5, 120),
    width=st.floats(0.5, 30.0),
    seed=st.integers(0, 10_000),
    futures=st.integers(2, 60),
    start=st.integers(1, 150),
)
def test_what_is_returned_holds_with_all_above_it_however_noisy(
    step: int, width: float, seed: int, futures: int, start: int
) -> None:
    luck = np.random.default_rng(seed)
    sizes = np.arange(1, 201)
    rises = 1.0 / (1.0 + np.exp(-(sizes - step) / width))
    noisy = luck.binomial(futures, rises) / futures
    found = search(Asked(dict(zip(sizes.tolist(), noisy.tolist(), strict=True))), CHANCE, start, (1, 200))
    if found.smallest is None:
        assert not holds(found, max(found.shares))
        return
    assert all(holds(found, size) for size in found.shares if size >= found.smallest)
    below = [size for size in found.shares if size < found.smallest]
    if below:
        assert not holds(found, max(below))
        assert max(below) == found.smallest - 1
    beside = range(found.smallest - NEIGHBORS, found.smallest + NEIGHBORS + 1)
    assert {size for size in beside if 1 <= size <= 200} <= found.shares.keys()
    assert found.alone == tuple(size for size in sorted(below) if holds(found, size))


def test_a_size_that_holds_by_luck_below_one_that_does_not_is_not_the_answer() -> None:
    shares = {size: float(size >= 20) for size in range(1, 101)} | {18: 1.0, 21: 0.5}
    found = search(Asked(shares), CHANCE, 10, (1, 100))
    assert found.smallest == 22
    assert set(found.alone) >= {20}


def test_a_target_that_cannot_be_met_is_not_made_up() -> None:
    asked = Asked({size: min(0.8, size / 100) for size in range(1, 301)})
    found = search(asked, CHANCE, 4, (1, 300))
    assert found.smallest is None
    assert max(asked.sizes) == 300, "the bound itself was tried"


def test_the_smallest_of_all_can_be_the_answer() -> None:
    assert search(Asked(step=1), CHANCE, 64, (1, 100)).smallest == 1


def test_the_curve_is_filled_in_where_futures_differ() -> None:
    shares = {10: 0.0, 20: 0.04, 40: 0.94, 80: 0.94, 160: 0.96}
    assert between(shares, 200, 0.1) == [28, 113], "and where what is enough in 95 % lies"
    assert between({10: 0.0, 20: 0.5}, 200, 0.1) == [14, 29], "and beyond, where many need more"
    assert between({10: 0.0, 20: 0.5}, 20, 0.1) == [14]
    assert between({10: 0.0, 11: 1.0}, 20, 0.1) == []
    assert between({10: 0.96, 20: 1.0}, 40, 0.1) == []


@pytest.mark.parametrize("known", [{}, {30: 1.0, 60: 1.0, 7: 0.0}])
def test_what_is_known_is_not_asked_for_again(known: dict[int, float]) -> None:
    asked = Asked(step=30)
    assert search(asked, CHANCE, 30, (1, 100), known).smallest == 30
    assert not known.keys() & set(asked.sizes)


def test_what_was_known_before_leaves_no_neighbor_untried() -> None:
    found = search(Asked(step=500), CHANCE, 30, (1, 2_000), dict.fromkeys(range(1, 62), 0.0))
    assert found.smallest == 500
    assert {498, 499, 501, 502} <= found.shares.keys()
