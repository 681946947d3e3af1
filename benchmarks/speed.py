"""P1: the engine against the SimPy reference, one run of the same world, after compilation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.engine import Timed, compile_now, county, timed_run
from benchmarks.rows import Row, verdict
from benchmarks.timing import ratio
from simulator.model.engines import EngineName


@dataclass(frozen=True)
class Size:
    """How many people over how many years (None: the place's own), and how often; the mean of how many short runs."""

    people: int
    years: int | None
    warm_up: int | None
    repeats: int
    runs: int


SIZES = {"full": Size(10_000, None, None, 5, 5), "small": Size(150, 1, 0, 2, 2)}


def measure(size: str, engine: EngineName) -> Iterator[Row]:
    """Compare the time of the engines alone, and that of whole runs, people and all."""
    of = SIZES[size]
    inputs = county(of.people, of.years, of.warm_up)
    for each in (engine, "simpy"):
        compile_now(each)
    rounds: list[tuple[Timed, list[Timed]]] = []
    for world in range(of.repeats):
        reference = timed_run(inputs, world, "simpy")
        rounds.append((reference, [timed_run(inputs, world, engine) for _ in range(of.runs)]))
    alone = [(slow.engine, float(np.mean([fast.engine for fast in several]))) for slow, several in rounds]
    whole = [(slow.whole, float(np.mean([fast.whole for fast in several]))) for slow, several in rounds]
    same = all(np.array_equal(slow.tally.counts, fast.tally.counts) for slow, several in rounds for fast in several)
    what = f"SimPy's time ÷ the {engine} engine's, {of.people:,} people"
    yield ratio("P1", f"{what}, engine alone", alone, "≥ 50")
    yield ratio("P1", f"{what}, with making the people", whole)
    yield verdict("P1", "both engines leave the same tally, to the bit", met=same)
