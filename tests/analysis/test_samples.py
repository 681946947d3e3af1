"""Samples: read like the array of all runs, whatever order they came in, with room for what is there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.analysis.compare import records
from simulator.analysis.samples import Counts, Money, Pair, Sample
from tests.analysis.samples import AXES, pair, side
from tests.properties.strategies import examples

SHAPE = (3, 2, 4)
EVERY = slice(None)


def filled(runs: np.ndarray, order: list[int] | None = None) -> Sample[Any]:
    """Return the sample of an array by (draw, replication, …), put in one run after the other."""
    sample: Sample[Any] = Sample(runs.shape[0], runs.shape[2:], runs.dtype.type)
    places = [(d, r) for d in range(runs.shape[0]) for r in range(runs.shape[1])]
    for i in order or range(len(places)):
        sample.put(*places[i], runs[places[i]])
    return sample.of(runs.shape[1])


@st.composite
def of_runs(draw: st.DrawFn) -> tuple[np.ndarray, list[int]]:
    draws, replications = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    cells = draw(st.lists(st.integers(-3, 3), min_size=24, max_size=24))
    luck = np.random.default_rng(draw(st.integers(0, 99)))
    seen = luck.integers(0, 2, (draws, replications, *SHAPE))  # many places are 0 in some runs, and some in all
    runs = seen * np.array(cells).reshape(SHAPE)
    return runs, draw(st.permutations(range(draws * replications)))


INDEX = st.tuples(
    st.sampled_from([EVERY, slice(0, 1), slice(1, None), slice(-1, None)]),
    st.sampled_from([EVERY, slice(0, 1)]),
    st.sampled_from([EVERY, 0, 2, slice(1, None), [2, 0]]),
    st.sampled_from([EVERY, 1, slice(0, 1)]),
    st.sampled_from([EVERY, 3, slice(1, 3)]),
)


@examples(200)
@given(of_runs(), INDEX, st.sampled_from([np.int64, np.float64]))
def test_it_is_read_like_the_array_of_all_runs(made: tuple[np.ndarray, list[int]], index: Any, kind: type):
    runs, order = made
    sample = filled(runs.astype(kind), order)
    if any(isinstance(each, list) for each in index) and any(isinstance(each, int) for each in index[3:]):
        index = (*index[:3], EVERY, EVERY)  # numpy would put the axis of the list elsewhere
    found, expected = sample[index], runs.astype(kind)[index]
    assert sample.shape == runs.shape
    assert (found.shape, found.dtype) == (expected.shape, expected.dtype)
    assert np.array_equal(found, expected)
    assert np.array_equal(sample[:, :], runs)


def test_places_that_are_always_0_take_no_room():
    runs = np.zeros((50, 2, 1_000), dtype=np.int64)
    runs[:, :, 7] = 1
    runs[3, 1, 900] = 5
    sample = filled(runs)
    assert sample._values.nbytes < 0.1 * runs.nbytes
    assert np.array_equal(sample[:, :], runs)


def test_places_may_come_one_by_one():
    runs = np.tril(np.arange(1, 151 * 150 + 1).reshape(151, 1, 150)[:, 0])[:, np.newaxis]
    assert np.array_equal(filled(runs)[:, :], runs)


def test_more_replications_join_those_that_are_there():
    runs = np.arange(1, 49).reshape(2, 3, 8)
    sample: Sample[Any] = Sample(2, (8,), np.int64)
    for r in (2, 0):
        sample.put(0, r, runs[0, r])
        sample.put(1, r, runs[1, r])
    assert np.array_equal(sample.of(1)[:, :], runs[:, :1])
    with pytest.raises(KeyError):
        sample.of(2)
    sample.put(0, 1, runs[0, 1])
    with pytest.raises(KeyError):
        sample.of(3)
    sample.put(1, 1, runs[1, 1])
    assert np.array_equal(sample.of(3)[:, :], runs)
    with pytest.raises(KeyError):
        sample.of(4)


def test_a_run_of_another_shape_does_not_belong():
    sample: Sample[Any] = Sample(2, (8,), np.int64)
    with pytest.raises(ValueError, match="a run leaves an array of shape"):
        sample.put(0, 0, np.zeros((2, 4), dtype=np.int64))


def sampled(dense: Pair) -> Pair:
    """Return the same pair with samples in place of arrays."""
    counts = (Counts(filled(np.asarray(each.totals)), filled(np.asarray(each.by_group))) for each in dense.counts)
    money = Money(**{name: filled(np.asarray(array)) for name, array in vars(dense.money).items()})
    staff = (filled(np.asarray(each)) for each in dense.staff)
    return Pair(
        dense.scenario, dense.baseline, dense.axes, tuple(counts), tuple(staff), money, dense.fund, dense.price_year,
    )  # type: ignore[arg-type]  # fmt: skip


def test_a_pair_of_samples_has_the_records_of_its_arrays():
    dense = pair(side(1), side(2))
    assert list(records(sampled(dense))) == list(records(dense))
    assert {record.fiscal_year for record in records(dense)} == {"all", *AXES.fiscal_years}


def test_counts_are_added_one_part_after_the_other():
    luck = np.random.default_rng(5)
    totals, by_group = luck.random((3, 2, 4, 9)) * 1e5, luck.random((3, 2, 9, 3)) * 1e5
    counts = Counts(totals, by_group)
    expected = np.zeros((3, 2, 4))
    for part in (7, 0, 3):
        expected = expected + totals[..., part]
    assert np.array_equal(counts.of([7, 0, 3]), expected)
    assert np.array_equal(counts.of_group([2, 5], 1), by_group[:, :, 2, 1] + by_group[:, :, 5, 1])
