"""What happens at the same instant happens in one written order: places first, then (strand, hashed rank)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from simulator.model.events import Kind, Strand
from tests.properties.strategies import examples, scenarios
from tests.properties.worlds import Scenario

IN_WHOLE_DAYS = st.just(value=True)
# Lines that open their strand's turn, and whose appointment nothing at the same instant can make.
FIRST_LINES = {Kind.ARRIVED: Strand.ARRIVAL, Kind.DIED: Strand.DEATH, Kind.SPELL: Strand.SPELL}


@examples()
@given(scenarios(whole_days=IN_WHOLE_DAYS))
def test_places_change_before_anything_else_of_the_instant(scenario: Scenario):
    latest = scenario.edges[0] - 1.0
    for event in scenario.run().events:
        assert event.kind != Kind.CAPACITY or event.time > latest
        latest = event.time


@examples()
@given(scenarios(whole_days=IN_WHOLE_DAYS))
def test_ties_are_settled_by_strand_and_hashed_rank(scenario: Scenario):
    setup = scenario.setup()
    rank = setup.people.rank
    turns = [
        (event.time, FIRST_LINES[Kind(event.kind)], int(rank[event.person]))
        for event in scenario.run(setup).events
        if event.kind in FIRST_LINES
    ]
    assert turns == sorted(turns)
    assert len(set(turns)) == len(turns)


@examples()
@given(scenarios())
def test_the_rank_is_a_hashed_order_of_everybody(scenario: Scenario):
    """A person's place among others does not come from the number, so early arrivals win no ties."""
    setup = scenario.setup()
    rank = list(setup.people.rank)
    assert sorted(rank) == list(range(len(rank)))
    assert len(rank) < 10 or rank != sorted(rank)
