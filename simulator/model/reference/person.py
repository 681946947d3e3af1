"""One simulated life: fixed traits, the state of each strand, and how often each thing has happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from simulator.model import streams
from simulator.model.events import MAX_OPEN_CASES, Bed, Decision, Offense, Route, Service, Strand, Venue
from simulator.model.population import Population
from simulator.model.reference.agenda import MovableAlarm
from simulator.model.standing import CaseStage, Effect, Stage, Standing, Where


class Charge(NamedTuple):
    """What somebody is charged with; `occurrence` (the contact's number) keys the luck of its case."""

    offense: Offense
    tier: int
    venue: Venue
    occurrence: int


class Case:
    """A pending case: referred and waiting for the filing decision, or filed and on its way through court.

    `left` is how much longer it takes in court, drawn when it is first opened; `ready` is when it can be decided,
    while it is open.
    """

    __slots__ = ("appeared", "charge", "hearings", "in_custody", "left", "ready", "stage")

    def __init__(self, charge: Charge, in_custody: bool) -> None:
        self.charge = charge
        self.in_custody = in_custody
        self.stage = CaseStage.REFERRED
        self.hearings = 0
        self.appeared = False
        self.left = -1.0
        self.ready = 0.0


class Person:
    """One simulated life: fixed traits, the state of each strand, and how often each thing has happened."""

    __slots__ = (
        "active_spell", "age", "alarms", "area", "bed", "bookings", "cases", "clearings", "clock_running",
        "clock_since", "competency_case", "completes_intake", "contacts", "desisted", "effect", "engagements",
        "ever_diverted", "ever_participant", "excluded", "finds", "frailty", "grants", "group", "held_charge",
        "held_on", "held_on_warrant", "holds", "key", "lapsed_at", "leaving", "mental_illness", "needs_treatment",
        "number", "present", "rank", "referrals", "releases", "remaining", "restoring", "route", "service_turns",
        "services", "settled", "spells", "stage", "states", "supervised", "supervision_venue", "unhoused", "violated",
        "violations", "waits", "warrant", "warrant_venue", "warrants", "where", "wind_downs",
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
        self.states: tuple[int, ...] | None = None  # what days count as now; None after a change
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

    def measured(self, rates: Sequence[float]) -> float:
        """Return the process rate of the person's group: the only way in which a group decides anything."""
        return rates[self.group]

    def luck(self, decision: Decision, occurrence: int) -> float:
        """Return the uniform number of one decision of this person."""
        # An IntEnum passed to compiled code costs 40 µs, an int 0.2.
        return float(streams.uniform(self.key, int(decision), occurrence))
