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
from simulator.model.engine import UNLIMITED
from simulator.model.events import (
    MAX_OPEN_CASES,
    Bed,
    Credit,
    Decision,
    Event,
    Kind,
    Offense,
    Resource,
    Route,
    Service,
    Strand,
    Venue,
)
from simulator.model.facts import Facts
from simulator.model.population import Population
from simulator.model.quantities import Quantity
from simulator.model.reference.agenda import Agenda, Life, MovableAlarm
from simulator.model.slots import SlotPool
from simulator.model.tally import NOBODY


class Charge(NamedTuple):
    """What somebody is charged with; `occurrence` (the contact's number) keys the luck of its case."""

    offense: Offense
    tier: int
    venue: Venue
    occurrence: int


class CaseStage:
    """How far a case has come."""

    REFERRED, WAITING, OPEN, STALLED, COMPETENCY = range(5)


class Case:
    """A pending case: referred and waiting for the filing decision, or filed and on its way through court.

    `left` is how much longer it takes in court, drawn when it is first opened; `ready` is when it can be decided,
    while it is open.
    """

    __slots__ = ("charge", "hearings", "in_custody", "left", "ready", "stage")

    def __init__(self, charge: Charge, in_custody: bool) -> None:
        self.charge = charge
        self.in_custody = in_custody
        self.stage = CaseStage.REFERRED
        self.hearings = 0
        self.left = -1.0
        self.ready = 0.0


class Where:
    """Where a person is; days are counted by it."""

    LIBERTY, JAIL, PRISON, STATE_BED = range(4)


class Standing:
    """Where a person stands with a service: without, waiting, in a LEAD place, or in something found without LEAD."""

    NONE, WAITING, PLACE, OWN = range(4)


class Stage:
    """Where a person stands with LEAD."""

    NONE, WAITING, INTAKE, ACTIVE = range(4)


class Effect:
    """What the program does to a person now: nothing, all of it, or what is left after a lapse."""

    NONE, ENGAGED, FADING = range(3)


class Person:
    """One simulated life: fixed traits, the state of each strand, and how often each thing has happened."""

    __slots__ = (
        "active_spell", "age", "alarms", "area", "bed", "bookings", "cases", "clearings", "clock_running",
        "clock_since", "competency_case", "completes_intake", "contacts", "desisted", "effect", "engagements",
        "ever_diverted", "ever_participant", "excluded", "finds", "frailty", "grants", "group", "held_charge",
        "held_on", "held_on_warrant", "holds", "key", "lapsed_at", "leaving", "mental_illness", "needs_treatment",
        "number", "present", "rank", "referrals", "releases", "remaining", "restoring", "route", "service_turns",
        "services", "settled", "spells", "stage", "supervised", "supervision_venue", "supervisions", "unhoused",
        "violated", "violations", "waits", "warrant", "warrant_venue", "warrants", "where", "wind_downs",
    )  # fmt: skip

    def __init__(self, number: int, people: Population, rank: int) -> None:
        self.number = number
        self.key = int(people.key[number])
        self.rank = rank
        self.frailty = float(people.frailty[number])
        self.group = int(people.group[number])
        self.area = int(people.area[number])
        self.excluded = bool(people.excluded[number])
        self.age = float(people.age[number])
        self.mental_illness = bool(people.mental_illness[number])
        self.needs_treatment = self.mental_illness or bool(people.substance_use[number])
        self.unhoused = bool(people.unhoused[number])
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
        self.desisted = False
        self.where = Where.LIBERTY
        self.holds: dict[Strand, Venue] = {}
        self.held_on = -1  # the number of the contact whose charge the pretrial hold is for
        self.held_on_warrant: set[int] = set()  # the same of the cases whose warrant was served, or a violation's
        self.bed = Bed.GENERAL
        self.bookings = 0
        self.releases = 0
        self.cases: list[Case | None] = [None] * MAX_OPEN_CASES
        self.warrant = False
        self.warrant_venue = Venue.SUPERIOR
        self.warrants = 0
        self.clearings = 0
        self.violated = False  # whether the warrant is for a violation of supervision, too
        self.supervised = False
        self.supervision_venue = Venue.SUPERIOR
        self.supervisions = 0
        self.violations = 0
        self.competency_case = -1  # the place of the case that stands still for it
        self.restoring = False
        self.services = [Standing.NONE] * len(Service)
        self.service_turns = [0] * len(Service)
        self.finds = [False] * len(Service)  # what a waiting person's alarm is: finding it elsewhere, or giving up
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

        Called before every change of such a state, and at each month's end.
        """
        now = self.agenda.now
        elapsed = now - person.settled
        person.settled = now
        if elapsed == 0.0 or not person.present:
            return
        credit = self.credit
        credit(Quantity.PERSON_DAYS, person, elapsed)
        where = person.where
        if where == Where.LIBERTY:
            credit(Quantity.LIBERTY_DAYS, person, elapsed)
        elif where == Where.JAIL:
            # Several reasons to hold: the day belongs to the gravest (superior court first).
            venue = min(person.holds.values())
            credit(Quantity.JAIL_DAYS_SUPERIOR + venue, person, elapsed)
            if person.bed == Bed.MEDICAL:
                credit(Quantity.JAIL_MEDICAL_DAYS_SUPERIOR + venue, person, elapsed)
            elif person.bed == Bed.PSYCHIATRIC:
                credit(Quantity.JAIL_PSYCHIATRIC_DAYS_SUPERIOR + venue, person, elapsed)
        elif where == Where.PRISON:
            credit(Quantity.PRISON_DAYS, person, elapsed)
        else:
            credit(Quantity.COMPETENCY_BED_DAYS, person, elapsed)
        self._settle_justice(person, elapsed)
        self._settle_lead(person, elapsed)
        self._settle_services(person, elapsed)

    def _settle_justice(self, person: Person, elapsed: float) -> None:
        if person.warrant:
            self.credit(Quantity.WARRANT_DAYS, person, elapsed)
        if person.supervised and person.where in (Where.LIBERTY, Where.JAIL):
            self.credit(Quantity.SUPERVISION_DAYS_SUPERIOR + person.supervision_venue, person, elapsed)
        if person.competency_case >= 0 and not person.restoring:
            self.credit(Quantity.COMPETENCY_WAITING_DAYS, person, elapsed)
        for case in person.cases:
            if case is not None and case.stage == CaseStage.WAITING:
                self.credit(Quantity.COURT_WAITING_DAYS_SUPERIOR + case.charge.venue, person, elapsed)

    def _settle_lead(self, person: Person, elapsed: float) -> None:
        if person.stage == Stage.WAITING:
            self.credit(Quantity.WAITING_DAYS, person, elapsed)
        elif person.stage == Stage.ACTIVE:
            self.credit(Quantity.PARTICIPANT_DAYS, person, elapsed)
            if person.effect == Effect.ENGAGED:
                self.credit(Quantity.ENGAGED_DAYS, person, elapsed)

    def _settle_services(self, person: Person, elapsed: float) -> None:
        interim, permanent, treatment, employment = person.services
        free = person.where == Where.LIBERTY
        if free and (interim >= Standing.PLACE or permanent >= Standing.PLACE):
            self.credit(Quantity.HOUSED_DAYS, person, elapsed)
        if treatment >= Standing.PLACE:
            self.credit(Quantity.TREATMENT_DAYS, person, elapsed)
        if free and employment >= Standing.PLACE:
            self.credit(Quantity.WORK_DAYS, person, elapsed)
        for service, standing in enumerate(person.services):
            if standing == Standing.PLACE:
                self.credit(Quantity.INTERIM_HOUSING_PLACE_DAYS + service, person, elapsed)
            elif standing == Standing.WAITING:
                self.credit(Quantity.INTERIM_HOUSING_WAITING_DAYS + service, person, elapsed)

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


__all__ = [
    "UNLIMITED", "Case", "CaseStage", "Charge", "Effect", "Person", "Stage", "Standing", "StrandLife", "Where", "World",
]  # fmt: skip
