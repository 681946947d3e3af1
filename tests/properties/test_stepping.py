"""Time may pass in steps: month by month, or from any day to any other, gives what one long run gives."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.model.engine import Setup
from simulator.model.reference import ReferenceEngine, clock
from tests.properties.strategies import examples, scenarios, stops
from tests.properties.worlds import Scenario
from tests.support import Outcome, make_setup, simulate


def assert_identical(one: Outcome, other: Outcome) -> None:
    assert one.events == other.events
    assert (one.tally.counts == other.tally.counts).all()


@examples()
@given(scenarios())
def test_month_by_month_is_one_long_run(scenario: Scenario):
    setup = scenario.setup()
    assert_identical(scenario.run(setup), scenario.run(setup, monthly=True))


@examples()
@given(st.data())
def test_a_run_can_be_stopped_at_any_time(data: st.DataObject):
    scenario = data.draw(scenarios())
    setup = scenario.setup()
    times = data.draw(stops(scenario.edges))
    assert_identical(scenario.run(setup), _run_in_steps(scenario, setup, times))


def _run_in_steps(scenario: Scenario, setup: Setup, times: tuple[float, ...]) -> Outcome:
    engine = ReferenceEngine(setup, record_events=True)
    for resource, plan in scenario.plans().items():
        engine.set_capacity(resource, plan)
    with scenario.time():
        for time in times:
            engine.advance(time)
    return Outcome(list(engine.events), engine.tally(), engine)


def test_a_change_a_hair_before_a_month_end_loses_no_month():
    """SimPy's `run(until=)` adds a difference back to the present, which rounds the hair away: -31 + 31."""
    setup = make_setup({"population.pool": 5}, edges=(-31.0, 0.0, 31.0, 59.0))
    months = simulate(setup, [(-31.0, 1), (-1e-17, 2)]).tally.monthly("person_days")
    assert (months > 0.0).all()


@examples()
@given(scenarios())
def test_a_plan_made_anew_each_month_is_the_plan(scenario: Scenario):
    """As the reinvestment loop does it: what there is in the coming month only, and past plans again."""
    setup = scenario.setup()
    engine = ReferenceEngine(setup, record_events=True)
    with scenario.time():
        for until in setup.month_edges[1:]:
            for resource, plan in scenario.plans().items():
                engine.set_capacity(resource, [entry for entry in plan if entry[0] < until])
            engine.advance(until)
    assert_identical(scenario.run(setup), Outcome(list(engine.events), engine.tally(), engine))


@examples()
@given(scenarios())
def test_a_law_that_changes_nothing_changes_nothing(scenario: Scenario):
    middle = (scenario.edges[0] + scenario.end) / 2
    assert_identical(scenario.run(), scenario.changed_on(middle, {}).run())


@examples()
@given(scenarios())
def test_the_same_scenario_gives_the_same_run(scenario: Scenario):
    assert_identical(scenario.run(), scenario.run())


# -- a test of the test -----------------------------------------------------------------------------------

PLAN = ((0.0, 5), (90.0, 2), (150.0, 8))
WORLDS = range(10)


def advance_and_touch_the_clocks(advance: Callable[..., None]) -> Callable[..., None]:
    """Return an `advance` that stops and restarts every contact clock, though no hazard has changed."""

    def touching(engine: ReferenceEngine, to: float) -> None:
        advance(engine, to)
        world = engine._world
        for person in world.persons:
            if person.clock_running:
                clock.stop(world, person)
                clock.go(world, person)

    return touching


@pytest.mark.parametrize("world", WORLDS)
def test_a_month_end_that_touches_the_clock_is_noticed(world: int, monkeypatch: pytest.MonkeyPatch):
    setup = make_setup({"population.pool": 40}, world=world, edges=tuple(30.0 * month for month in range(13)))
    assert_identical(simulate(setup, PLAN), simulate(setup, PLAN, monthly=True))
    monkeypatch.setattr(ReferenceEngine, "advance", advance_and_touch_the_clocks(ReferenceEngine.advance))
    touched, whole = simulate(setup, PLAN, monthly=True), simulate(setup, PLAN)
    assert touched.events != whole.events
    # Only the last bits differ: a comparison of counts would not have seen it.
    assert [event[1:] for event in touched.events] == [event[1:] for event in whole.events]
