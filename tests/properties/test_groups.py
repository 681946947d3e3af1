"""Groups are labels for counting: another label, order or share of groups changes no event."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.model.engine import Setup
from tests.properties.strategies import GROUPS, examples, mix, scenarios
from tests.properties.worlds import Scenario

OTHER_NAMES = ("alpha", "beta", "gamma", "delta")


def relabeled(setup: Setup, order: list[int]) -> Setup:
    """Return a setup whose group at place `i` is what was at place `order[i]`: the same people, other labels."""
    people = setup.people
    places = np.argsort(order)
    groups = tuple(people.groups[place] for place in order)
    return replace(setup, people=replace(people, group=places[people.group], groups=groups))


@examples()
@given(scenarios(), st.permutations(range(len(GROUPS))))
def test_permuting_labels_permutes_the_tally_and_nothing_else(scenario: Scenario, order: list[int]):
    setup = scenario.setup()
    one, other = scenario.run(setup), scenario.run(relabeled(setup, order))
    assert one.events == other.events
    assert (one.tally.counts[:, :, [*order, len(order)]] == other.tally.counts).all()
    assert tuple(one.tally.groups[place] for place in order) == other.tally.groups


@examples()
@given(scenarios(), mix(OTHER_NAMES))
def test_other_groups_with_other_shares_change_no_event(scenario: Scenario, groups: dict[str, float]):
    one, other = scenario.run(), scenario.changed({"population.groups": groups}).run()
    assert one.events == other.events
    totals, other_totals = one.tally.counts.sum(axis=2), other.tally.counts.sum(axis=2)
    # The same days, added up in another order: each sum is off by a few roundings of 1e5 days at most.
    assert other_totals == pytest.approx(totals, rel=1e-9, abs=1e-6)


@examples()
@given(scenarios(), mix(GROUPS))
def test_other_names_change_no_number(scenario: Scenario, shares: dict[str, float]):
    names = dict(zip(GROUPS, OTHER_NAMES, strict=False))
    one = scenario.changed({"population.groups": shares}).run()
    other = scenario.changed({"population.groups": {names[name]: shares[name] for name in shares}}).run()
    assert one.events == other.events
    assert (one.tally.counts == other.tally.counts).all()
    assert [names[name] for name in one.tally.groups] == list(other.tally.groups)
