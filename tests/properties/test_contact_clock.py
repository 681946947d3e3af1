"""A lower contact hazard only delays: the k-th contact, in time at liberty, comes no earlier.

This holds person by person where the hazard depends on nothing but time at liberty. Spells pass in custody
too, so somebody who sits out a quiet spell in jail meets the next active one after fewer days at liberty: with
both spells and custody it holds on average only. So it is with desistance, and with services that change the hazard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.model.events import Event, Kind
from tests.properties.logbook import lives
from tests.properties.strategies import (
    CONTACT,
    CUSTODY,
    DESISTANCE,
    JUSTICE,
    LEAD,
    SERVICE_EFFECTS,
    examples,
    grid,
    scenarios,
)
from tests.properties.worlds import Scenario
from tests.support import NO_CUSTODY, NO_DESISTANCE, PLAIN, SERVICES_WITHOUT_EFFECT

RATE = "police.contact_rate"
HAZARD = {**CONTACT, **DESISTANCE, **SERVICE_EFFECTS}
ONLY_TIME_AT_LIBERTY = {"population.quiet_multiplier": 1.0, **NO_DESISTANCE, **SERVICES_WITHOUT_EFFECT}
# A sum of at most 1e3 stretches of days below 1e3, each off by a rounding (1e-13).
ROUNDING = 1e-6


def continuous(fixed: Mapping[str, Any]) -> st.SearchStrategy[Scenario]:
    """Scenarios in continuous time in which no later law touches the fixed values."""
    later = {path: values for path, values in {**JUSTICE, **LEAD}.items() if path not in fixed}
    return scenarios(later=later, whole_days=st.just(value=False))


@examples()
@given(continuous(HAZARD), grid(0.0, 1.0))
def test_without_spells_a_lower_rate_only_delays(scenario: Scenario, factor: float):
    for often, seldom in contacts_at_two_rates(scenario.changed(ONLY_TIME_AT_LIBERTY), factor):
        assert all(late >= early - ROUNDING for early, late in zip(often, seldom, strict=False))


@examples()
@given(continuous(HAZARD), grid(0.1, 1.0))
def test_without_spells_days_at_liberty_stretch_as_the_rate_shrinks(scenario: Scenario, factor: float):
    for often, seldom in contacts_at_two_rates(scenario.changed(ONLY_TIME_AT_LIBERTY), factor):
        both = min(len(often), len(seldom))
        assert [day * factor for day in seldom[:both]] == pytest.approx(often[:both], rel=1e-9, abs=ROUNDING)


@examples()
@given(continuous(CUSTODY), grid(0.0, 1.0))
def test_without_custody_a_lower_rate_only_delays(scenario: Scenario, factor: float):
    for often, seldom in contacts_at_two_rates(scenario.changed(NO_CUSTODY), factor):
        assert all(late >= early - ROUNDING for early, late in zip(often, seldom, strict=False))


def contacts_at_two_rates(scenario: Scenario, factor: float) -> list[tuple[list[float], list[float]]]:
    """Return each person's days of contact at the scenario's rate and at a part of it, without LEAD."""
    closed = scenario.with_places(0)
    often, seldom = (lives(which.run().events) for which in (closed, slowed(closed, factor)))
    return [(contact_days(often[person]), contact_days(seldom[person])) for person in often]


def slowed(scenario: Scenario, factor: float) -> Scenario:
    """Return the scenario with every contact rate, now and later, multiplied by a factor."""
    rate = scenario.changes.get(RATE, PLAIN[RATE])
    later = tuple(
        (day, {**values, RATE: factor * values[RATE]} if RATE in values else values) for day, values in scenario.later
    )
    return replace(scenario.changed({RATE: factor * rate}), later=later)


def contact_days(life: list[Event]) -> list[float]:
    """Return how long somebody had been at liberty at each contact."""
    found, spent, since = [], 0.0, life[0].time
    held = False
    for event in life:
        if event.kind in (Kind.BOOKED, Kind.ADMITTED) and not held:
            spent += event.time - since
            held = True
        elif event.kind == Kind.RELEASED:
            since, held = event.time, False
        elif event.kind == Kind.CONTACT:
            found.append(spent + event.time - since)
    return found
