"""What a draft can start from, and the numbers there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from dashboard.draft import parameter_of
from simulator.experiment.question import DEFAULT_SEED
from simulator.inputs.draw import Inputs, draw_inputs
from simulator.inputs.files import scenario_path
from simulator.inputs.load import list_scenarios, load_scenario
from simulator.inputs.reader import read_document
from simulator.inputs.scenario import Scenario, ScenarioFile
from simulator.inputs.validate import validate


@cache
def names() -> tuple[str, ...]:
    """Return the names of the scenarios that a draft can start from."""
    return tuple(list_scenarios())


@cache
def titles() -> Mapping[str, str]:
    """Return the titles of those scenarios by name, without reading what they change and in which place."""
    return {name: validate(ScenarioFile, read_document(scenario_path(name))).title for name in names()}


@cache
def start_of(name: str) -> tuple[Scenario, Inputs]:
    """Return a scenario that ships with leadsim, and its base case."""
    scenario = load_scenario(name)
    return scenario, draw_inputs(scenario, DEFAULT_SEED, 0)


def at_start(name: str, key: str) -> float:
    """Return the number of a key as its field shows it: what follows from others is rounded."""
    start, base = start_of(name)
    path, category = parameter_of(key, start.parameters) or (key, "")
    value = start.parameters[path].value
    if value is None:
        drawn = base.policy.at(start.jurisdiction.calendar.start)[path]
        assert isinstance(drawn, float)
        return in_digits(drawn)
    return value[category] if isinstance(value, dict) else value


def in_digits(value: float) -> float:
    """Return a number that follows from others with as many digits as its field shows."""
    return round(value, 1) if value < 1_000 else float(round(value))
