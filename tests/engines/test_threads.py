"""Compiled runs beside each other, and beside Python: each is what it is alone, and none keeps Python waiting."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

from simulator.model.engines import make_engine
from simulator.model.events import Resource
from simulator.model.fast import FastEngine
from tests.engines.twins import assert_identical, run_fast
from tests.properties.strategies import BUSY
from tests.properties.worlds import Scenario
from tests.support import make_setup, month_edges

EDGES = month_edges(24)
WORLDS = range(8)
ATTEMPTS = 10


def scenario(world: int) -> Scenario:
    return Scenario({**BUSY, "population.pool": 200}, EDGES, ((0.0, 20), (200.0, 5), (400.0, 40)), world=world)


def test_runs_at_the_same_time_are_the_runs_one_after_the_other():
    alone = [run_fast(scenario(world)) for world in WORLDS]
    with ThreadPoolExecutor(len(WORLDS)) as pool:
        together = list(pool.map(lambda world: run_fast(scenario(world)), WORLDS))
    for one, other in zip(alone, together, strict=True):
        assert_identical(one, other)


def test_python_goes_on_while_the_compiled_engine_runs():
    """Another thread sees the clock inside one call: without letting go of Python's lock, only where it ends."""
    assert any(seen_by_another_thread() for _ in range(ATTEMPTS))


def seen_by_another_thread() -> bool:
    """Run ten years of many people in a single call; return whether another thread saw a time in between."""
    start, end = edges = (0.0, 3_652.5)  # one month, so that no call is needed on the way
    engine = make_engine("fast", make_setup({"population.pool": 5_000}, edges=edges))
    assert isinstance(engine, FastEngine)
    engine.set_capacity(Resource.LEAD, ((0.0, 500),))
    watching, over, seen = Event(), Event(), []

    def watch() -> None:
        watching.set()
        while not seen and not over.is_set():
            seen.extend(now for now in [engine.now] if start < now < end)

    other = Thread(target=watch)
    other.start()
    watching.wait()
    engine.advance(end)
    over.set()
    other.join()
    return bool(seen)
