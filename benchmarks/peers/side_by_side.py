"""Every simulator on the same workload: whether all find what theory says, and what an event takes in each."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np

from benchmarks.engine import compile_now
from benchmarks.peers import in_leadsim, plain_simpy
from benchmarks.peers.workload import MEASURES, Found, Workload, in_theory
from benchmarks.rows import Row, verdict
from benchmarks.timing import ratio, timed
from simulator.model.engines import EngineName
from simulator.units import DAYS_PER_YEAR

TOLERATED_ERRORS = 4.5
REFERENCE = "SimPy"

Simulate = Callable[[Workload, int], tuple[Found, float]]
"""Simulates a workload by a seed; returns what was found and the processor seconds it took."""


@dataclass(frozen=True)
class Size:
    """How many people, over how many years of which how many warm up, and how often."""

    people: tuple[int, ...]
    years: int
    warm_up: int
    repeats: int


SIZES = {"full": Size((1_000, 10_000), 10, 2, 5), "small": Size((60,), 3, 1, 3)}

SLOW = 1_000
"""The most people with whom a slow simulator is tried: Ciw takes longer for each event the more of them there are."""


@dataclass(frozen=True)
class Peer:
    """A simulator: its name, how it simulates, and the most people it is tried with."""

    name: str
    simulate: Simulate
    most: float = math.inf


def measure(size: str, engine: EngineName) -> Iterator[Row]:
    """Compare all simulators that are installed."""
    of = SIZES[size]
    for people in of.people:
        workload = Workload(people, of.warm_up * DAYS_PER_YEAR, of.years * DAYS_PER_YEAR)
        present = [peer for peer in peers(engine) if people <= peer.most]
        runs: dict[str, list[tuple[Found, float]]] = {peer.name: [] for peer in present}
        for seed in range(of.repeats):
            for peer in present:
                runs[peer.name].append(peer.simulate(workload, seed))
        yield from rows(workload, runs)
    yield from absent()


def rows(workload: Workload, runs: Mapping[str, list[tuple[Found, float]]]) -> Iterator[Row]:
    """Yield the cost of an event in each, and whether they agree."""
    costs = {name: [1e6 * seconds / found.moves for found, seconds in those] for name, those in runs.items()}
    alone = [(cost, 1.0) for cost in costs[REFERENCE]]
    yield ratio("peer", f"{REFERENCE}: µs an event, {workload.people:,} people", alone)
    for name in runs:
        if name != REFERENCE:
            rounds = list(zip(costs[REFERENCE], costs[name], strict=True))
            yield ratio("peer", f"{name}: events a second ÷ {REFERENCE}'s, {workload.people:,} people", rounds)
    found = {name: [each for each, _ in those] for name, those in runs.items()}
    off = disagreements(workload, found)
    what = "; ".join(off) or "all find what the closed form says"
    yield verdict("peer", f"{what}, {workload.people:,} people", met=not off)


def disagreements(workload: Workload, found: Mapping[str, list[Found]]) -> list[str]:
    """Return who is further from the closed form in what than luck explains.

    All simulate the same, so the spread between runs is taken from all of them together.
    """
    theory, off = in_theory(workload), []
    for name in MEASURES:
        by_peer = {peer: np.array([getattr(each, name) for each in those]) for peer, those in found.items()}
        freedom = sum(len(values) - 1 for values in by_peer.values())
        spread = math.sqrt(sum(float(((values - values.mean()) ** 2).sum()) for values in by_peer.values()) / freedom)
        for peer, values in by_peer.items():
            error = spread / math.sqrt(len(values))
            if not abs(values.mean() - getattr(theory, name)) <= TOLERATED_ERRORS * error:
                off.append(f"{peer}: {name} {values.mean():.4g} ± {error:.2g}, in theory {getattr(theory, name):.4g}")
    return off


# -- who takes part ---------------------------------------------------------------------------------------


def peers(engine: EngineName) -> Iterator[Peer]:
    """Yield the simulators that are here, the reference first."""
    yield Peer(REFERENCE, timed(plain_simpy.simulate))
    if find_spec("salabim"):
        from benchmarks.peers import in_salabim

        yield Peer("salabim", timed(in_salabim.simulate))
    if find_spec("ciw"):
        from benchmarks.peers import in_ciw

        yield Peer("Ciw", timed(in_ciw.simulate), most=SLOW)
    engines: dict[EngineName, float] = {engine: math.inf, "simpy": SLOW}
    if engine == "simpy":
        engines = {"simpy": SLOW}
    for name, most in engines.items():
        compile_now(name)
        yield Peer(f"leadsim, {name} engine", own(name), most)


def own(engine: EngineName) -> Simulate:
    """Return how this simulator does it."""

    def simulate(workload: Workload, seed: int) -> tuple[Found, float]:
        return in_leadsim.simulate(workload, in_leadsim.setup_of(workload, seed), engine)

    return simulate


def absent() -> Iterator[Row]:
    """Yield a row for each simulator that is not compared."""
    for name, module in (("salabim", "salabim"), ("Ciw", "ciw")):
        if not find_spec(module):
            yield Row("peer", f"{name}: not installed, see the extra `bench`", "")
    reason = "not written yet" if shutil.which("Rscript") else "R is not installed"
    yield Row("peer", f"simmer: {reason}", "")
