"""The waiting list: first come, first served within priority; nobody waits twice or beside a free place.

Places kept for arrest diversions are free only for these: an arrest takes one past those who wait.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from hypothesis import given

from simulator.model.engine import Setup
from simulator.model.events import Event, Kind
from simulator.model.facts import FULL_WEIGHT
from tests.properties.logbook import GONE, Moment, facts_at, places
from tests.properties.strategies import examples, scenarios
from tests.properties.worlds import Scenario

PATIENCE_ENDED, PROGRAM_CLOSED = 0, 1


@dataclass
class WaitingList:
    """Who waits, found by reading the log: (priority, number of the joining) by person."""

    setup: Setup
    waiting: dict[int, tuple[int, int]] = field(default_factory=dict)
    diverted: int = -1
    left: Counter[str] = field(default_factory=Counter)
    joined: int = 0

    def read(self, event: Event) -> None:
        person = event.person
        if event.kind == Kind.JOINED_WAITING_LIST:
            assert person not in self.waiting, "a person waits at most once at a time"
            priority = facts_at(self.setup, event.time).protocol.priority[event.detail]
            self.waiting[person] = (priority, self.joined)
            self.joined += 1
        elif event.kind == Kind.LEFT_WAITING_LIST:
            self._leave(person, "program closed" if event.detail == PROGRAM_CLOSED else "patience ended")
        elif event.kind == Kind.SLOT_GRANTED and person == self.diverted:
            if person in self.waiting:
                self._leave(person, "diverted")
        elif event.kind == Kind.SLOT_GRANTED and self.waiting:
            assert self.waiting.get(person) == min(self.waiting.values()), "the next in line is served"
            self._leave(person, "granted")
        elif event.kind in GONE and person in self.waiting:
            self._leave(person, "departed")
        self.diverted = person if event.kind == Kind.DIVERTED else -1

    def _leave(self, person: int, why: str) -> None:
        del self.waiting[person]
        self.left[why] += 1


@examples()
@given(scenarios())
def test_the_next_in_line_is_served_and_everybody_leaves_by_a_known_way(scenario: Scenario):
    setup = scenario.setup()
    outcome = scenario.run(setup)
    line = WaitingList(setup)
    for event in outcome.events:
        line.read(event)
    assert line.joined == sum(line.left.values()) + len(line.waiting)
    assert line.waiting.keys() == outcome.engine._world.lead.waiting.keys()


def kept_free(setup: Setup, moment: Moment) -> int:
    """Return what is kept free for arrest diversions: a share of all places, in whole places."""
    share = facts_at(setup, moment.event.time).protocol.kept_for_arrests
    return int(moment.capacity // FULL_WEIGHT * share) * FULL_WEIGHT


@examples()
@given(scenarios())
def test_only_an_arrest_takes_a_place_kept_for_arrests(scenario: Scenario):
    setup = scenario.setup()
    diverted = -1
    for moment in places(setup, scenario.run(setup).events):
        if moment.event.kind == Kind.SLOT_GRANTED and moment.event.person != diverted:
            assert moment.used + kept_free(setup, moment) <= moment.capacity
        diverted = moment.event.person if moment.event.kind == Kind.DIVERTED else -1


@examples()
@given(scenarios())
def test_nobody_waits_beside_a_free_place(scenario: Scenario):
    setup = scenario.setup()
    events = scenario.run(setup).events
    line = WaitingList(setup)
    for moment, following in zip(places(setup, events), [*events[1:], None], strict=False):
        line.read(moment.event)
        if line.waiting and (following is None or following.time > moment.event.time):
            assert moment.used + FULL_WEIGHT + kept_free(setup, moment) > moment.capacity


@examples()
@given(scenarios())
def test_the_program_closes_the_list_only_when_its_places_end(scenario: Scenario):
    setup = scenario.setup()
    for moment in places(setup, scenario.run(setup).events):
        event = moment.event
        if event.kind == Kind.LEFT_WAITING_LIST and event.detail == PROGRAM_CLOSED:
            assert moment.capacity == 0
            assert event.time == moment.capacity_since
        elif event.kind == Kind.JOINED_WAITING_LIST:
            assert moment.capacity > 0
