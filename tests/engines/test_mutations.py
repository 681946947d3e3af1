"""The test of the test: a reference with a fault is told from the compiled engine, by the comparison that is used."""

from __future__ import annotations

from functools import cache

import pytest

from simulator.model.events import Resource
from tests.engines.mutants import HIDDEN_BY_WHOLE_DAYS, MUTANTS, mutated
from tests.engines.twins import assert_identical, run_fast
from tests.properties.strategies import BUSY, OTHERS
from tests.properties.worlds import Scenario
from tests.support import Outcome, month_edges

EDGES = month_edges(10, start=-60.0)
SHORT = {resource: ((EDGES[0], 3), (90.0, 5)) for resource in OTHERS if resource != Resource.JAIL}
WORLDS = range(3)
MODES = pytest.mark.parametrize("whole_days", [False, True], ids=["continuous", "whole days"])


WHOLE = {"lead.stable_after": 73.0 / 365.25, "lead.wind_down": 0.0}
"""What is not a random delay, and is a number of whole days here, as are the ends of months."""


def scenario(world: int, *, whole_days: bool) -> Scenario:
    """Return a place where LEAD, courts, beds and services are busy and short."""
    changes = {**BUSY, **WHOLE, "population.pool": 40}
    places = ((EDGES[0], 6), (60.0, 12), (150.0, 4))
    return Scenario(changes, EDGES, places, SHORT, world=world, whole_days=whole_days)


@cache
def by_the_compiled_engine(world: int, *, whole_days: bool) -> Outcome:
    return run_fast(scenario(world, whole_days=whole_days))


@MODES
def test_without_a_fault_nothing_is_noticed(whole_days: bool):
    for world in WORLDS:
        reference = scenario(world, whole_days=whole_days).run()
        assert_identical(reference, by_the_compiled_engine(world, whole_days=whole_days))
        assert all(event.time.is_integer() for event in reference.events) == whole_days


@MODES
@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_fault_is_noticed_in_every_world(mutant: str, whole_days: bool):
    for world in WORLDS:
        with mutated(mutant):
            outcome = scenario(world, whole_days=whole_days).run()
        compiled = by_the_compiled_engine(world, whole_days=whole_days)
        if whole_days and mutant in HIDDEN_BY_WHOLE_DAYS:
            assert_identical(outcome, compiled)
            continue
        with pytest.raises(AssertionError):
            assert_identical(outcome, compiled)
