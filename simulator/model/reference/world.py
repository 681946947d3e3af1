"""The state that the strands of a life share: persons, the LEAD places, the clock, and what is recorded.

Nothing here decides anything. Transitions (in the strand modules) change state, record what happened and move
alarms; processes only wait and call a transition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import simpy

from simulator.model import streams
from simulator.model.events import MAX_OPEN_CASES, Decision, Event, Kind, Offense, Route, Strand, Venue
from simulator.model.facts import Facts
from simulator.model.population import Population
from simulator.model.reference.agenda import Agenda, Life, MovableAlarm
from simulator.model.slots import SlotPool
from simulator.model.tally import NOBODY, Quantity


class Charge(NamedTuple):
    """What somebody is charged with; `occurrence` (the contact's number) keys the luck of its case."""

    offense: Offense
    tier: int
    venue: Venue
    occurrence: int


class Case:
    """A pending case: referred and waiting for the filing decision, or filed and waiting for disposition."""

    __slots__ = ("charge", "filed", "in_custody")

    def __init__(self, charge: Charge, in_custody: bool) -> None:
        self.charge = charge
        self.in_custody = in_custody
        self.filed = False


class Stage:
    """Where a person stands with LEAD."""

    NONE, WAITING, INTAKE, ACTIVE = range(4)


class Effect:
    """What the program does to a person now: nothing, all of it, or what is left after a lapse."""

    NONE, ENGAGED, FADING = range(3)


class Person:
    """One simulated life: fixed traits, the state of each strand, and how often each thing has happened."""

    __slots__ = (
        "active_spell", "alarms", "area", "cases", "clock_running", "clock_since", "completes_intake", "contacts",
        "effect", "engagements", "ever_diverted", "ever_participant", "excluded", "frailty", "grants", "group",
        "held_charge", "held_on", "holds", "key", "lapsed_at", "leaving", "number", "present", "rank", "referrals",
        "remaining", "route", "settled", "spells", "stage", "waits", "wind_downs",
    )  # fmt: skip

    def __init__(self, number: int, people: Population, rank: int) -> None:
        self.number = number
        self.key = int(people.key[number])
        self.rank = rank
        self.frailty = float(people.frailty[number])
        self.group = int(people.group[number])
        self.area = int(people.area[number])
        self.excluded = bool(people.excluded[number])
        self.alarms: list[MovableAlarm | None] = [None] * len(Strand)
        self.present = False
        self.leaving = False
        self.settled = 0.0
        # The contact clock: hazard still to be spent, and since when it has been running.
        self.remaining = 0.0
        self.clock_running = False
        self.clock_since = 0.0
        self.contacts = 0
        self.active_spell = True
        self.spells = 0
        self.holds: dict[Strand, Venue] = {}
        self.held_on = -1  # the number of the contact whose charge the pretrial hold is for
        self.cases: list[Case | None] = [None] * MAX_OPEN_CASES
        self.stage = Stage.NONE
        self.route = Route.ARREST_DIVERSION
        self.effect = Effect.NONE
        self.lapsed_at = 0.0
        self.held_charge: Charge | None = None
        self.completes_intake = False
        self.ever_diverted = False
        self.ever_participant = False
        self.referrals = [0] * len(Route)
        self.waits = 0
        self.grants = 0
        self.engagements = 0
        self.wind_downs = 0

    def luck(self, decision: Decision, occurrence: int) -> float:
        """Return the uniform number of one decision of this person."""
        # An IntEnum passed to compiled code costs 40 µs, an int 0.2.
        return float(streams.uniform(self.key, int(decision), occurrence))


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
        self.lead = SlotPool(priorities=len(Route))
        self.places_settled = float(agenda.now)
        self.groups = len(people.groups)
        self.month_counts = self.empty_month()
        self.events: list[Event] | None = [] if record_events else None

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
        self.month_counts[quantity][person.group] += 1.0

    def settle(self, person: Person) -> None:
        """Credit the days since the last change to the states that the person has been in.

        Called before every change of such a state, and at each month's end.
        """
        now = self.agenda.now
        elapsed = now - person.settled
        person.settled = now
        if elapsed == 0.0 or not person.present:
            return
        group = person.group
        counts = self.month_counts
        counts[Quantity.PERSON_DAYS][group] += elapsed
        if not person.holds:
            counts[Quantity.LIBERTY_DAYS][group] += elapsed
        elif Strand.PRISON_SENTENCE in person.holds:
            counts[Quantity.PRISON_DAYS][group] += elapsed
        else:
            # Several reasons to hold: the day belongs to the gravest (superior court first).
            counts[Quantity.JAIL_DAYS_SUPERIOR + min(person.holds.values())][group] += elapsed
        if person.stage == Stage.WAITING:
            counts[Quantity.WAITING_DAYS][group] += elapsed
        elif person.stage == Stage.ACTIVE:
            counts[Quantity.PARTICIPANT_DAYS][group] += elapsed
            if person.effect == Effect.ENGAGED:
                counts[Quantity.ENGAGED_DAYS][group] += elapsed

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


__all__ = ["Case", "Charge", "Effect", "Person", "Stage", "StrandLife", "World"]
