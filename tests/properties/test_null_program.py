"""A program that does nothing changes nothing, to the last bit.

Without places, nothing about LEAD can matter. With places for everybody and no effect, only the diverted
arrest itself is different, and what follows from it: for one person, as long as people do not compete for jail,
courts and state beds; a case that is never filed makes room for another's.
"""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from simulator.model.events import Event, Kind
from simulator.model.quantities import Quantity
from tests.properties.logbook import justice, lives, without_lead
from tests.properties.strategies import (
    JUSTICE,
    LEAD,
    LEAD_EFFECTS,
    SERVICE_EFFECTS,
    Values,
    examples,
    scenarios,
    some_of,
)
from tests.properties.worlds import UNLIMITED, Scenario
from tests.support import NO_EFFECT, SERVICES_WITHOUT_EFFECT, Outcome

# Who asks is counted without places, too, and how often they would be asked depends on LEAD.
ASKED = Quantity.REFUSED_NOT_OPERATING
LEAD_QUANTITIES = (
    Quantity.DIVERSIONS_CITY, Quantity.DIVERSIONS_COUNTY,
    *(q for q in range(Quantity.REFERRALS_ARREST, Quantity.HOUSED_DAYS) if q != ASKED),
    *range(Quantity.CASE_MANAGER_MONTHS, len(Quantity)),
)  # fmt: skip
EFFECTS = {**LEAD_EFFECTS, **SERVICE_EFFECTS}
WITHOUT_EFFECTS = {path: values for path, values in {**JUSTICE, **LEAD}.items() if path not in EFFECTS}


def assert_the_same_but_for_lead(one: Outcome, other: Outcome) -> None:
    assert without_lead(one.events) == without_lead(other.events)
    for outcome in (one, other):
        assert not outcome.tally.counts[:, LEAD_QUANTITIES, :].any()
        outcome.tally.counts[:, ASKED, :] = 0.0
    assert (one.tally.counts == other.tally.counts).all()


@examples()
@given(scenarios(later=JUSTICE), some_of(LEAD))
def test_without_places_lead_is_nothing(scenario: Scenario, lead: Values):
    closed = scenario.with_places(0)
    assert_the_same_but_for_lead(closed.run(), closed.changed(lead).run())


@examples()
@given(scenarios(later=JUSTICE), some_of(LEAD), st.floats(0.01, 0.99))
def test_without_places_a_change_of_lead_on_the_way_is_nothing(scenario: Scenario, lead: Values, when: float):
    closed = scenario.with_places(0)
    day = scenario.edges[0] + when * (scenario.end - scenario.edges[0])
    assert_the_same_but_for_lead(closed.run(), closed.changed_on(day, lead).run())


@examples()
@given(scenarios(later=WITHOUT_EFFECTS))
def test_without_effect_a_life_is_the_same_until_lead_enters_it(scenario: Scenario):
    for without, with_lead in pairs_of_lives(scenario):
        same = before(with_lead, lambda event: event.kind in (Kind.DIVERTED, Kind.INTAKE))
        assert without[: len(same)] == same


@examples()
@given(scenarios(later=WITHOUT_EFFECTS))
def test_without_effect_a_life_is_the_same_until_the_first_diversion(scenario: Scenario):
    for without, with_lead in pairs_of_lives(scenario):
        same = before(with_lead, lambda event: event.kind == Kind.DIVERTED)
        assert without[: len(same)] == same


@examples()
@given(scenarios(later=WITHOUT_EFFECTS))
def test_without_effect_nobody_who_is_never_diverted_is_touched(scenario: Scenario):
    for without, with_lead in pairs_of_lives(scenario):
        if not any(event.kind == Kind.DIVERTED for event in with_lead):
            assert without == justice(with_lead)


def pairs_of_lives(scenario: Scenario) -> list[tuple[list[Event], list[Event]]]:
    """Return each person's justice events without LEAD beside the life with LEAD for all, but no effect."""
    null = scenario.without_competition().changed({**NO_EFFECT, **SERVICES_WITHOUT_EFFECT})
    without = lives(null.with_places(0).run().events)
    with_lead = lives(null.with_places(UNLIMITED).run().events)
    assert without.keys() == with_lead.keys()
    return [(justice(life), with_lead[person]) for person, life in without.items()]


def before(life: list[Event], ends: Callable[[Event], bool]) -> list[Event]:
    """Return the justice events of a life before the first line that ends them (all, if none does)."""
    place = next((place for place, event in enumerate(life) if ends(event)), len(life))
    return justice(life[:place])
