"""Every shipped scenario, month by month as an experiment runs it, is the same in both engines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from simulator.experiment.fund_terms import FundTerms, fund_terms
from simulator.experiment.run import run
from simulator.inputs.draw import Inputs, draw_inputs
from simulator.inputs.load import list_scenarios, load_scenario
from simulator.inputs.parameter import Parameter
from simulator.model.engines import ENGINES
from simulator.model.events import Kind
from simulator.model.tally import Tally
from tests.engines.twins import assert_same

POOL, FULL_POOL = 200, 5_000
SEED, DRAW, WORLD = 5, 1, 2
AUDITED = (3, 4)
"""The worlds of the baseline that an auditor knows."""


def inputs_of(name: str) -> Inputs:
    """Return a draw of a shipped scenario with few people."""
    scenario = load_scenario(name)
    place = replace(scenario.jurisdiction, parameters=with_few_people(scenario.jurisdiction.parameters))
    few = replace(scenario, jurisdiction=place, parameters=with_few_people(scenario.parameters))
    return draw_inputs(few, SEED, DRAW)


def with_few_people(parameters: Mapping[str, Parameter]) -> Mapping[str, Parameter]:
    pool = parameters["population.pool"]
    assert isinstance(pool.value, float)
    assert pool.value > POOL
    return {**parameters, "population.pool": pool.model_copy(update={"value": float(POOL)})}


def terms_of(inputs: Inputs) -> FundTerms | None:
    """Return the terms of a scenario's fund, by a baseline as large as King County's, so that it finds something."""
    if not inputs.scenario.has_fund:
        return None
    baseline = inputs_of(inputs.scenario.baseline_name)
    worlds = [run(baseline, world).tally for world in AUDITED]
    return fund_terms(inputs, [Tally(each.counts * (FULL_POOL / POOL), each.groups) for each in worlds])


@pytest.mark.parametrize("name", list_scenarios())
def test_a_shipped_scenario_is_the_same_in_both_engines(name: str):
    inputs = inputs_of(name)
    terms = terms_of(inputs)
    fast, simpy = (run(inputs, WORLD, terms, engine=engine, record_events=True) for engine in ENGINES)
    assert_same(simpy.events, fast.events)
    assert_same(simpy.credits, fast.credits)
    assert (simpy.tally.counts == fast.tally.counts).all()
    assert len(simpy.events) > 4_000


def test_the_fund_that_is_the_same_in_both_engines_hires():
    inputs = inputs_of("king-county/reinvest-half")
    terms = terms_of(inputs)
    with_fund, without = (run(inputs, WORLD, given, record_events=True).events for given in (terms, None))
    changes, unchanged = (sum(event.kind == Kind.CAPACITY for event in events) for events in (with_fund, without))
    assert changes > unchanged == 1
