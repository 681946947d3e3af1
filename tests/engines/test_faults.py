"""What cannot be is refused by both engines in the same words: times, an end, too many events."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from math import nan
from typing import Any

import numpy as np
import pytest

from simulator.errors import InputError, ModelError
from simulator.model import engine, population
from simulator.model.engine import EVENTS_PER_PERSON, EVENTS_PER_PERSON_DAY, Setup
from simulator.model.engines import ENGINES, EngineName, make_engine
from simulator.model.events import Resource
from simulator.model.facts import Facts
from tests.engines.twins import run_fast
from tests.properties.courthouse import LIVELY
from tests.properties.strategies import BUSY
from tests.properties.test_extreme_worlds import EDGES as EXTREME_EDGES
from tests.properties.test_extreme_worlds import EXTREMES, UNITS
from tests.properties.worlds import Scenario
from tests.support import make_setup, month_edges

EDGES = month_edges(6, start=-30.0)


def setup_with(change: Callable[[Facts], Facts] | None = None, arrival: float | None = None, people: int = 30) -> Setup:
    """Return a busy place with facts that no file could say, or with one person who comes at an odd time."""
    setup = make_setup({**BUSY, "population.pool": people}, edges=EDGES)
    if change is not None:
        setup = replace(setup, epochs=tuple((day, change(facts)) for day, facts in setup.epochs))
    if arrival is not None:
        arrivals = setup.people.arrival.copy()
        arrivals[7] = arrival
        setup = replace(setup, people=replace(setup.people, arrival=arrivals))
    return setup


def run(name: EngineName, setup: Setup, to: float = EDGES[-1]) -> Any:
    engine = make_engine(name, setup, record_events=True)
    engine.set_capacity(Resource.LEAD, ((EDGES[0], 10),))
    engine.advance(to)
    return engine


def words(name: EngineName, setup: Setup, to: float = EDGES[-1]) -> str:
    """Return the words with which a run is refused."""
    with pytest.raises(ModelError) as refused:
        run(name, setup, to)
    return str(refused.value)


def filed_after(days: float) -> Callable[[Facts], Facts]:
    """Return a change of the days from an arrest in custody to its filing, which is the first thing to be late."""
    return lambda facts: replace(facts, prosecution=replace(facts.prosecution, filing_delay=(days, 20.0)))


def stable_after(days: float) -> Callable[[Facts], Facts]:
    return lambda facts: replace(facts, program=replace(facts.program, stable_after=days))


@pytest.mark.parametrize("time", [nan, -1e-9, -1e300], ids=str)
@pytest.mark.parametrize("changed", [filed_after, stable_after], ids=lambda change: change.__name__)
def test_an_alarm_at_no_time_or_in_the_past_is_refused_by_both(changed: Any, time: float):
    said = {words(name, setup_with(changed(time))) for name in ENGINES}
    assert len(said) == 1
    assert re.fullmatch(r"an alarm at \S+ lies before the present \S+", said.pop())


@pytest.mark.parametrize("time", [nan, float(np.nextafter(EDGES[0], -np.inf))], ids=str)
def test_somebody_who_comes_before_the_start_or_never_is_refused_by_both(time: float):
    said = {words(name, setup_with(arrival=time)) for name in ENGINES}
    assert said == {f"an alarm at {time} lies before the present {EDGES[0]}"}


@pytest.mark.parametrize("name", ENGINES)
def test_an_alarm_at_this_very_moment_is_none_of_these(name: EngineName):
    engine = run(name, setup_with(filed_after(0.0), arrival=EDGES[0]))
    assert engine.now == EDGES[-1]


def test_nothing_is_after_the_end():
    beyond = float(np.nextafter(EDGES[-1], np.inf))
    assert {words(name, setup_with(), beyond) for name in ENGINES} == {
        f"the run ends at day {EDGES[-1]}, before {beyond}"
    }


# -- a loop without time --------------------------------------------------------------------------------------


def allow(monkeypatch: pytest.MonkeyPatch, by_person: int, by_day: float) -> None:
    """Let runs have so many events, besides the thousand that every run may have."""
    monkeypatch.setattr(engine, "EVENTS_PER_PERSON", by_person)
    monkeypatch.setattr(engine, "EVENTS_PER_PERSON_DAY", by_day)


@pytest.mark.parametrize("name", ENGINES)
def test_more_events_than_a_run_can_have_are_refused(name: EngineName, monkeypatch: pytest.MonkeyPatch):
    setup = setup_with(people=200)
    lines = len(run(name, setup).events)
    allow(monkeypatch, 0, 0.0)
    assert re.fullmatch(r"more events than a run can have; the clock stands at day \S+", words(name, setup))
    allow(monkeypatch, lines, 0.0)
    assert len(run(name, setup).events) == lines


@pytest.mark.parametrize("name", ["no delay and all probabilities 1", "no delay and all rates as high as can be"])
def test_the_busiest_worlds_take_a_small_part_of_the_compiled_engines_events(
    name: str, monkeypatch: pytest.MonkeyPatch
):
    """A twentieth, as in the reference (`tests.properties.test_extreme_worlds`)."""
    units = dict(UNITS["one of each"])
    changes = {**LIVELY, "population.pool": 15, **EXTREMES[name]}
    scenario = Scenario(changes, EXTREME_EDGES, units.pop(Resource.LEAD), units)
    allow(monkeypatch, EVENTS_PER_PERSON // 20, EVENTS_PER_PERSON_DAY / 20)
    assert run_fast(scenario).engine.now == EXTREME_EDGES[-1]


# -- too many -------------------------------------------------------------------------------------------------


def test_more_people_than_the_agenda_tells_apart_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(population, "MOST_PEOPLE", 49)
    with pytest.raises(InputError, match="more than 49 people"):
        make_setup({"population.pool": 50, "population.arrivals_share": 0.0}, world=31)
    make_setup({"population.pool": 49, "population.arrivals_share": 0.0}, world=31)
