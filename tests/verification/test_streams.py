"""Keyed luck: uniform along every part of the key, unrelated between neighbors, distinct, never 0 or 1."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from simulator.model import streams

MANY = 100_000
WORLD = streams.join_key(streams.join_key(2024, 0), 3)
DECISIONS = 64


def by_person(decision: int = 15, occurrence: int = 0, world: int = WORLD, many: int = MANY) -> np.ndarray:
    return np.array([streams.uniform(streams.join_key(world, i), decision, occurrence) for i in range(many)])


def by_occurrence(decision: int = 15, first: int = 0) -> np.ndarray:
    key = streams.join_key(WORLD, 77)
    return np.array([streams.uniform(key, decision, first + i) for i in range(MANY)])


def by_decision(shift: int = 0) -> np.ndarray:
    """Return luck over all decisions of many persons, or of each decision's next."""
    keys = [streams.join_key(WORLD, i) for i in range(MANY // DECISIONS + 1)]
    return np.array([streams.uniform(key, decision + shift, 0) for key in keys for decision in range(DECISIONS)])


def by_world(seed: int = 5) -> np.ndarray:
    top = streams.join_key(seed, 0)
    return np.array([streams.uniform(streams.join_key(streams.join_key(top, i), 9), 3, 0) for i in range(MANY)])


def by_seed() -> np.ndarray:
    return np.array([streams.uniform(streams.join_key(streams.join_key(seed, 0), 9), 3, 0) for seed in range(MANY)])


@pytest.mark.parametrize("axis", [by_person, by_occurrence, by_decision, by_world, by_seed])
def test_luck_is_uniform_along_every_part_of_the_key(axis):
    lucks = axis()
    assert stats.kstest(lucks, "uniform").pvalue > 1e-3
    # The last ten of 52 bits, too.
    low_bits = (lucks * 2.0**52).astype(np.int64) % 1024
    assert stats.chisquare(np.bincount(low_bits, minlength=1024)).pvalue > 1e-3


NEIGHBORS = {
    "occurrences": lambda: (by_occurrence(), by_occurrence(first=1)),
    "decisions": lambda: (by_decision(), by_decision(shift=1)),
    "persons": lambda: (by_person()[:-1], by_person()[1:]),
    "decisions of the same person": lambda: (by_person(decision=11), by_person(decision=12)),
    "occurrences of the same person": lambda: (by_person(occurrence=0), by_person(occurrence=1)),
    "worlds": lambda: (by_world()[:-1], by_world()[1:]),
    "the same person of two worlds": lambda: (by_person(), by_person(world=streams.join_key(WORLD, 1))),
    "seeds": lambda: (by_seed()[:-1], by_seed()[1:]),
}


@pytest.mark.parametrize("name", NEIGHBORS)
def test_neighbors_are_not_correlated(name):
    one, other = NEIGHBORS[name]()
    bound = 4.0 / math.sqrt(len(one))
    assert abs(np.corrcoef(one, other)[0, 1]) < bound
    # Luck that is far from the middle in both, whatever the side.
    assert abs(np.corrcoef(abs(one - 0.5), abs(other - 0.5))[0, 1]) < bound


def test_a_million_keys_do_not_collide():
    lucks = [
        streams.uniform(key, decision, occurrence)
        for key in (streams.join_key(WORLD, i) for i in range(2_000))
        for decision in range(50)
        for occurrence in range(10)
    ]
    whole = (np.array(lucks) * 2.0**53).astype(np.int64)
    assert len(whole) == 1_000_000 == len(np.unique(whole))


def test_a_million_persons_have_a_million_keys():
    worlds = [streams.join_key(streams.join_key(1, 0), world) for world in range(100)]
    keys = {streams.join_key(world, person) for world in worlds for person in range(10_000)}
    assert len(keys) == 1_000_000


# -- the ends of the unit interval ------------------------------------------------------------------------

MASK = 2**64 - 1
STEP_A, STEP_B = 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03
MIX1, MIX2 = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


def unmix(z: int) -> int:
    """Undo the finalizer: every step of it can be inverted."""
    z = undo_shift(z, 31) * pow(MIX2, -1, 2**64) & MASK
    z = undo_shift(z, 27) * pow(MIX1, -1, 2**64) & MASK
    return undo_shift(z, 30)


def undo_shift(z: int, bits: int) -> int:
    """Return x of z = x ^ (x >> bits)."""
    x = z
    for _ in range(64 // bits + 1):
        x = z ^ (x >> bits)
    return x


def key_with_hash(wanted: int, decision: int, occurrence: int) -> int:
    """Return the person's key whose luck at a decision has this 64-bit hash."""
    z = unmix(wanted) - (occurrence + 1) * STEP_B & MASK
    key = unmix(z) - (decision + 1) * STEP_A & MASK
    return key - 2**64 if key >= 2**63 else key


def test_hashes_can_be_inverted():
    """So the keys of the two tests below are right."""
    luck = streams.uniform(key_with_hash(123 << 44, 7, 3), 7, 3)
    assert luck == pytest.approx(123 * 2.0**-20, rel=1e-9)


def test_the_smallest_hash_is_above_zero():
    assert streams.uniform(key_with_hash(0, 7, 3), 7, 3) > 0.0


def test_the_largest_hash_is_below_one():
    assert streams.uniform(key_with_hash(MASK, 7, 3), 7, 3) < 1.0
