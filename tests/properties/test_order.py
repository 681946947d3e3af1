"""What happens at the same instant happens in one written order: places first, then (strand, hashed rank)."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from simulator.model import rules, streams
from simulator.model.engine import Setup
from simulator.model.events import Decision, Event, Kind, Strand
from tests.properties.logbook import facts_at
from tests.properties.strategies import examples, scenarios
from tests.properties.worlds import Scenario

IN_WHOLE_DAYS = st.just(value=True)
# Lines that open their strand's turn, and whose appointment nothing at the same instant can make.
FIRST_LINES = {
    Kind.ARRIVED: Strand.ARRIVAL,
    Kind.DIED: Strand.DEATH,
    Kind.DESISTED: Strand.DESISTANCE,
    Kind.SUPERVISION_ENDED: Strand.SUPERVISION,
    Kind.SPELL: Strand.SPELL,
}


@examples()
@given(scenarios(whole_days=IN_WHOLE_DAYS))
def test_lead_places_change_before_anybody_does_anything(scenario: Scenario):
    """What else is limited changes at the same instant: the jail before it, without a line, the rest after it."""
    latest = scenario.edges[0] - 1.0
    for event in scenario.run().events:
        assert event.kind != Kind.CAPACITY or event.time > latest
        latest = event.time


@examples()
@given(scenarios(whole_days=IN_WHOLE_DAYS))
def test_ties_are_settled_by_strand_and_hashed_rank(scenario: Scenario):
    setup = scenario.setup()
    events = scenario.run(setup).events
    with scenario.time():
        found = list(turns(setup, events))
    assert found == sorted(found)
    assert len(set(found)) == len(found)


def turns(setup: Setup, events: list[Event]) -> Iterator[tuple[float, Strand, int]]:
    """Yield time, strand and rank of each line that opens its strand's turn."""
    for event in events:
        if event.kind not in FIRST_LINES:
            continue
        strand = FIRST_LINES[Kind(event.kind)]
        if event.kind == Kind.DIED and event.time != death_due(setup, event.person):
            strand = Strand.DEATH_AFTER_RELEASE
        yield event.time, strand, int(setup.people.rank[event.person])


def death_due(setup: Setup, person: int) -> float:
    """Return when somebody was to die without any release, by the luck of arrival."""
    arrival = float(setup.people.arrival[person])
    luck = streams.uniform(int(setup.people.key[person]), int(Decision.DEATH), 0)
    return arrival + rules.memoryless(luck, facts_at(setup, arrival).life.death_rate)


@examples()
@given(scenarios())
def test_the_rank_is_a_hashed_order_of_everybody(scenario: Scenario):
    """A person's place among others does not come from the number, so early arrivals win no ties."""
    setup = scenario.setup()
    rank = list(setup.people.rank)
    assert sorted(rank) == list(range(len(rank)))
    assert len(rank) < 10 or rank != sorted(rank)
