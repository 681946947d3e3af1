"""The state that the strands of all lives share: persons, what is limited, the clock, and what is recorded.

Nothing here decides anything. Transitions (in the strand modules) change state, record what happened and move
alarms; processes only wait and call a transition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import simpy

from simulator.model.engine import UNLIMITED
from simulator.model.events import Credit, Event, Kind, Resource, Route, Strand, Venue
from simulator.model.facts import Facts
from simulator.model.population import Population
from simulator.model.quantities import Quantity
from simulator.model.reference.agenda import Agenda, Life, MovableAlarm
from simulator.model.reference.person import Person
from simulator.model.reference.states import states_of
from simulator.model.slots import SlotPool
from simulator.model.tally import NOBODY

StrandLife = Callable[["World", Person], Life]


class World:
    """One run in progress."""

    def __init__(
        self,
        agenda: Agenda,
        facts: Facts,
        people: Population,
        lives: Mapping[Strand, StrandLife],
        misdemeanor_venue: tuple[Venue, ...],
        record_events: bool,
    ) -> None:
        self.agenda = agenda
        self.facts = facts
        self.lives = lives
        self.misdemeanor_venue = misdemeanor_venue
        self.persons = [Person(i, people, int(rank)) for i, rank in enumerate(people.rank)]
        self.pools = [SlotPool(UNLIMITED, priorities=len(Route)) for _ in Resource]
        self.lead = self.pools[Resource.LEAD]
        self.lead.capacity = 0
        self.in_jail = 0
        self.places_settled = float(agenda.now)
        self.groups = len(people.groups)
        self.month_counts = self.empty_month()
        self.events: list[Event] | None = [] if record_events else None
        self.credits: list[Credit] | None = [] if record_events else None

    @property
    def now(self) -> float:
        """The time in days from the start date."""
        return float(self.agenda.now)

    def place_of(self, person: Person) -> int:
        """Return whose police meet the person: a city's (0) or the county's (1)."""
        return int(self.misdemeanor_venue[person.area] != Venue.MUNICIPAL)

    # -- recording ------------------------------------------------------------------------------------

    def empty_month(self) -> list[list[float]]:
        """Return a month's counts, all zero: quantity × (groups and nobody)."""
        return [[0.0] * (self.groups + 1) for _ in Quantity]

    def log(self, kind: Kind, person: Person | None, detail: int = 0) -> None:
        """Write one line of the event log, if one is kept."""
        if self.events is not None:
            self.events.append(Event(self.now, -1 if person is None else person.number, int(kind), int(detail)))

    def count(self, quantity: int, person: Person) -> None:
        """Count one event in this month."""
        self.credit(quantity, person, 1.0)

    def credit(self, quantity: int, person: Person, amount: float) -> None:
        """Count an event or days of a person in this month."""
        self.month_counts[quantity][person.group] += amount
        if self.credits is not None:
            self.credits.append(Credit(self.now, person.number, int(quantity), amount))

    def settle(self, person: Person) -> None:
        """Credit the days since the last change to the states that the person has been in.

        Called before every change of such a state.
        """
        self.credit_days(person)
        person.states = None

    def credit_days(self, person: Person) -> None:
        """Credit the days up to now to the states that the person is in, which go on; called at each month's end."""
        now = self.agenda.now
        elapsed = now - person.settled
        person.settled = now
        if elapsed == 0.0 or not person.present:
            return
        states = person.states
        if states is None:
            states = person.states = states_of(person)
        group, counts = person.group, self.month_counts
        for quantity in states:
            counts[quantity][group] += elapsed
        if self.credits is not None:
            self.credits.extend(Credit(now, person.number, quantity, elapsed) for quantity in states)

    def settle_places(self) -> None:
        """Credit the place-days used since the last change of the places in use; called before each change."""
        now = self.agenda.now
        used = self.lead.used / self.facts.program.full_weight
        self.month_counts[Quantity.PLACE_DAYS_USED][NOBODY] += used * (now - self.places_settled)
        self.places_settled = now

    # -- alarms ---------------------------------------------------------------------------------------

    def set(self, person: Person, strand: Strand, time: float) -> None:
        """Move a strand's appointment; the alarm and its process are made when first needed."""
        alarm = person.alarms[strand]
        if alarm is None:
            life = partial(self.lives[strand], self, person)
            alarm = person.alarms[strand] = MovableAlarm(self.agenda, strand, person.rank, life)
        alarm.set(time)

    def off(self, person: Person, strand: Strand) -> None:
        """Cancel a strand's appointment, if there is one."""
        alarm = person.alarms[strand]
        if alarm is not None:
            alarm.off()

    def due(self, person: Person, strand: Strand) -> float:
        """Return the time of a strand's appointment, or infinity."""
        alarm = person.alarms[strand]
        return float("inf") if alarm is None else alarm.due

    def ring(self, person: Person, strand: Strand) -> simpy.Event:
        """Return what a process yields to wait for its strand."""
        alarm = person.alarms[strand]
        assert alarm is not None
        return alarm.ring()
