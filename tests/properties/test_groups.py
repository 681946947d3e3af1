"""Groups are labels for counting and for measured process rates: where those are equal, no label changes an event."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import simulator.model
from simulator.model.engine import Setup
from simulator.model.facts import Facts, ProcessFacts
from tests.properties.strategies import GROUPS, examples, mix, scenarios
from tests.properties.worlds import Scenario
from tests.support import PROCESS_RATES

OTHER_NAMES = ("alpha", "beta", "gamma", "delta")
MODEL = Path(simulator.model.__file__).parent

# Which function of either engine may ask for a person's group, and for what.
LABEL = "made", "counted"
READS_GROUP = {
    "reference/person.py: __init__": LABEL,
    "reference/person.py: measured": ("measured",),
    "reference/world.py: credit": LABEL,
    "reference/world.py: credit_days": LABEL,
    "fast/recording.py: credit": LABEL,
    "fast/engine.py: _persons": LABEL,
    "fast/world.py: measured": ("measured",),
}
DECIDES = {"encounter": "arrest", "is_booked": "booking", "occasion_protocol": "offer", "rate_of": "referral",
           "decide_filing": "filing"}  # fmt: skip
"""The decisions of officials that a measured rate by group may move, each by its own."""


def relabeled(setup: Setup, order: list[int]) -> Setup:
    """Return a setup whose group at place `i` is what was at place `order[i]`: the same people, other labels."""
    people = setup.people
    places = np.argsort(order)
    groups = tuple(people.groups[place] for place in order)
    epochs = tuple((day, with_rates_in(facts, order)) for day, facts in setup.epochs)
    return replace(setup, people=replace(people, group=places[people.group], groups=groups), epochs=epochs)


def with_rates_in(facts: Facts, order: list[int]) -> Facts:
    rates = {field.name: getattr(facts.process, field.name) for field in fields(ProcessFacts)}
    ordered = {name: tuple(found[place] for place in order) for name, found in rates.items()}
    return replace(facts, process=ProcessFacts(**ordered))


def equal(scenario: Scenario) -> Scenario:
    """Return a scenario in which officials decide about all groups alike."""

    def without(changes: Mapping[str, Any]) -> dict[str, Any]:
        return {path: value for path, value in changes.items() if path not in PROCESS_RATES}

    later = tuple((day, without(changes)) for day, changes in scenario.later)
    return replace(scenario, changes=without(scenario.changes), later=later)


@examples()
@given(scenarios(), st.permutations(range(len(GROUPS))))
def test_permuting_labels_and_their_rates_permutes_the_tally_and_nothing_else(scenario: Scenario, order: list[int]):
    setup = scenario.setup()
    one, other = scenario.run(setup), scenario.run(relabeled(setup, order))
    assert one.events == other.events
    assert (one.tally.counts[:, :, [*order, len(order)]] == other.tally.counts).all()
    assert tuple(one.tally.groups[place] for place in order) == other.tally.groups


@examples()
@given(scenarios().map(equal), mix(OTHER_NAMES))
def test_other_groups_with_other_shares_change_no_event(scenario: Scenario, groups: dict[str, float]):
    one, other = scenario.run(), scenario.changed({"population.groups": groups}).run()
    assert one.events == other.events
    totals, other_totals = one.tally.counts.sum(axis=2), other.tally.counts.sum(axis=2)
    # The same days, added up in another order: each sum is off by a few roundings of 1e5 days at most.
    assert other_totals == pytest.approx(totals, rel=1e-9, abs=1e-6)


@examples()
@given(scenarios().map(equal), mix(GROUPS))
def test_other_names_change_no_number(scenario: Scenario, shares: dict[str, float]):
    names = dict(zip(GROUPS, OTHER_NAMES, strict=False))
    one = scenario.changed({"population.groups": shares}).run()
    other = scenario.changed({"population.groups": {names[name]: shares[name] for name in shares}}).run()
    assert one.events == other.events
    assert (one.tally.counts == other.tally.counts).all()
    assert [names[name] for name in one.tally.groups] == list(other.tally.groups)


def test_rates_that_are_not_equal_do_change_events():
    """Or the tests above would hold of a model that reads no rate at all."""
    quiet = Scenario({"population.pool": 80}, tuple(30.0 * month for month in range(13)), ((0.0, 20),))
    events = quiet.run().events
    for path in PROCESS_RATES:
        moved = quiet.changed({path: {"black": 0.1, "white": 1.0, "other": 1.0}}).run().events
        assert moved != events, path


# -- the code ---------------------------------------------------------------------------------------------


def functions() -> list[tuple[str, ast.FunctionDef]]:
    """Return every function of the model with the file that it is in."""
    return [
        (path.relative_to(MODEL).as_posix(), node)
        for path in sorted(MODEL.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    ]


def test_only_labels_and_measured_rates_read_a_group():
    found = {
        f"{path}: {function.name}"
        for path, function in functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute) and node.attr in ("group", "group_offset")
    }
    assert found == set(READS_GROUP)


def test_only_decisions_of_officials_read_measured_rates_each_its_own():
    found = {
        (path.partition("/")[0], function.name, rate)
        for path, function in functions()
        if "/" in path
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "measured"
        for rate in [ast.unparse(node.args[-1]).replace("process.", "process_").rpartition("process_")[2]]
    }
    assert found == {(engine, name, rate) for engine in ("reference", "fast") for name, rate in DECIDES.items()}
