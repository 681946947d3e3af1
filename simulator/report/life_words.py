"""What happens in a life, in a caseworker's words: a line for each event that says something of its own.

Events of the same instant are told together: an arrest swallows the stop before it and the charge that follows it,
and takes over their cost. Nothing that costs something is ever left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import groupby

from simulator.experiment.event_words import Cleared, LeftList, Served, Spell
from simulator.experiment.trace import Caused, Life, Step
from simulator.model.events import ExitReason, Kind, Offense, Refusal, Route, Service, Venue, WarrantFor
from simulator.model.quantities import Quantity

OFFENSES: Mapping[int, str] = {
    Offense.DRUG_POSSESSION: "drug possession",
    Offense.LOW_LEVEL_SALE: "low-level drug sale",
    Offense.PROSTITUTION: "prostitution",
    Offense.POVERTY_MISDEMEANOR: "a crime of poverty",
    Offense.OTHER_MISDEMEANOR: "another misdemeanor",
    Offense.OTHER_FELONY: "another felony",
}
CASES: Mapping[int, str] = {
    Venue.SUPERIOR: "felony case",
    Venue.MUNICIPAL: "municipal case",
    Venue.DISTRICT: "district-court case",
}
REFUSALS: Mapping[int, str] = {
    Refusal.NONE: "no reason",
    Refusal.NOT_OPERATING: "LEAD is closed",
    Refusal.ALREADY_PARTICIPANT: "already in LEAD",
    Refusal.ALREADY_WAITING: "already on the waiting list",
    Refusal.ALREADY_DIVERTED_ONCE: "was diverted once before",
    Refusal.OFFENSE_NOT_ELIGIBLE: "the offense is not eligible",
    Refusal.AMOUNT_OVER_LIMIT: "more drugs than the limit",
    Refusal.HISTORY_NOT_ELIGIBLE: "the criminal history excludes it",
    Refusal.AREA_NOT_COVERED: "LEAD does not cover the area",
    Refusal.SHIFT_NOT_COVERED: "nobody from LEAD on that shift",
    Refusal.OFFICER_NOT_TRAINED: "the officer is not trained",
    Refusal.OFFICER_DID_NOT_OFFER: "the officer did not offer it",
    Refusal.IN_CUSTODY: "in custody",
    Refusal.NO_CONSENT: "the person said no",
    Refusal.NO_SLOT: "no free place",
    Refusal.OUTSTANDING_WARRANT: "wanted on a warrant",
}
SERVICES: Mapping[int, str] = {
    Service.INTERIM_HOUSING: "interim housing",
    Service.PERMANENT_HOUSING: "a home",
    Service.TREATMENT: "treatment",
    Service.EMPLOYMENT: "work",
}


@dataclass(frozen=True)
class By:
    """Words with a gap for the detail, told by one of the mappings above."""

    words: str
    parts: Mapping[int, str]


WORDS: Mapping[Kind, str | By | Mapping[int, str]] = {
    Kind.CAPACITY: "LEAD's places change",
    Kind.ARRIVED: "First known to police here",
    Kind.DIED: "Died",
    Kind.LEFT: "Moved away",
    Kind.SPELL: {Spell.QUIET: "A quieter time began", Spell.ACTIVE: "A more active time began"},
    Kind.DESISTED: "Stopped offending, almost always for good",
    Kind.CONTACT: By("Stopped by police: {}", OFFENSES),
    Kind.NO_ACTION: By("Stopped by police, no arrest: {}", OFFENSES),
    Kind.CITED: By("Cited and let go: {}", OFFENSES),
    Kind.ARRESTED: By("Arrested: {}", OFFENSES),
    Kind.BOOKING_RESTRICTED: "Not booked: the jail is full",
    Kind.BOOKED: By("Booked into jail ({})", CASES),
    Kind.RELEASED: "Released",
    Kind.CHARGE_REFERRED: By("Charge sent to the prosecutor ({})", CASES),
    Kind.CHARGE_JOINED: By("Charge joined to a pending {}", CASES),
    Kind.CHARGE_DECLINED: By("Prosecutor declined ({})", CASES),
    Kind.CASE_FILED: By("Charges filed ({})", CASES),
    Kind.CASE_WAITS: By("No attorney has room: the {} waits", CASES),
    Kind.CASE_OPENED: By("An attorney took up the {}", CASES),
    Kind.HEARING: By("Hearing ({})", CASES),
    Kind.FAILED_TO_APPEAR: By("Did not come to a hearing ({})", CASES),
    Kind.WARRANT_ISSUED: {
        WarrantFor.FAILURE_TO_APPEAR: "Warrant issued for a missed hearing",
        WarrantFor.VIOLATION: "Warrant issued for violating supervision",
    },
    Kind.WARRANT_SERVED: {
        Served.BY_SEARCH: "Warrant served: police came for the person",
        Served.AT_CONTACT: "Warrant served when police met the person",
    },
    Kind.WARRANT_CLEARED: {
        Cleared.IN_COURT: "Came to court: warrant cleared",
        Cleared.BY_LEAD: "LEAD had the warrant cleared, no arrest",
    },
    Kind.EVALUATION_ORDERED: By("Competency evaluation ordered ({})", CASES),
    Kind.FOUND_COMPETENT: By("Found competent: the {} goes on", CASES),
    Kind.RESTORATION_ORDERED: By("Found not competent: state bed ordered ({})", CASES),
    Kind.ADMITTED: By("Admitted to a state bed ({})", CASES),
    Kind.RESTORED: By("Restored to competency: the {} goes on", CASES),
    Kind.NOT_RESTORED: By("Not restored to competency ({})", CASES),
    Kind.CASE_DISMISSED: By("Case dismissed ({})", CASES),
    Kind.COURT_DIVERTED: By("Case diverted by the court ({})", CASES),
    Kind.CONVICTED: By("Convicted ({})", CASES),
    Kind.TIME_SERVED: By("Convicted: time served ({})", CASES),
    Kind.JAIL_SENTENCE: By("Convicted: sentenced to jail ({})", CASES),
    Kind.PRISON_SENTENCE: By("Convicted: sentenced to prison ({})", CASES),
    Kind.SUPERVISION_BEGAN: By("Supervision began ({})", CASES),
    Kind.VIOLATION: By("Violated supervision ({})", CASES),
    Kind.SUPERVISION_ENDED: By("Supervision ended ({})", CASES),
    Kind.CASE_ABATED: By("Pending {} closed", CASES),
    Kind.NOT_DIVERTED: By("Not diverted to LEAD: {}", REFUSALS),
    Kind.DIVERTED: By("Police handed the person to LEAD, no booking: {}", OFFENSES),
    Kind.REFERRED: {
        Route.ARREST_DIVERSION: "Police would divert the arrest to LEAD",
        Route.SOCIAL_CONTACT: "Referred to LEAD by police, without an arrest",
        Route.COMMUNITY: "Referred to LEAD by the community",
    },
    Kind.REFERRAL_REFUSED: By("Referral to LEAD refused: {}", REFUSALS),
    Kind.JOINED_WAITING_LIST: {
        Route.ARREST_DIVERSION: "Police would divert to LEAD: no free place, on the waiting list",
        Route.SOCIAL_CONTACT: "Referred to LEAD by police: no free place, on the waiting list",
        Route.COMMUNITY: "Referred to LEAD by the community: no free place, on the waiting list",
    },
    Kind.LEFT_WAITING_LIST: {
        LeftList.PATIENCE_ENDED: "Gave up waiting for LEAD",
        LeftList.PROGRAM_CLOSED: "LEAD closed its waiting list",
    },
    Kind.SLOT_GRANTED: "Got a LEAD place",
    Kind.INTAKE: "Completed LEAD intake",
    Kind.INTAKE_FAILED: "Did not complete LEAD intake",
    Kind.HELD_CHARGE_REFERRED: By("The held charge went to the prosecutor after all ({})", CASES),
    Kind.ENGAGED: "Began work with a case manager",
    Kind.LAPSED: "Stopped coming to the case manager",
    Kind.STABLE: "In LEAD long enough to be counted as stable",
    Kind.LEAD_EXIT: {
        ExitReason.STABILITY: "Left LEAD, needing it no longer",
        ExitReason.DIED: "LEAD ended with the person's death",
        ExitReason.LEFT_AREA: "LEAD ended with moving away",
        ExitReason.PROGRAM_CUT: "Had to leave LEAD: its places were cut",
        ExitReason.PRISON: "Left LEAD for prison",
    },
    Kind.SERVICE_WAITS: By("Waits for a LEAD place: {}", SERVICES),
    Kind.SERVICE_WAIT_ENDED: By("No longer waits for a LEAD place: {}", SERVICES),
    Kind.SERVICE_BEGAN: {
        Service.INTERIM_HOUSING: "Moved into interim housing through LEAD",
        Service.PERMANENT_HOUSING: "Moved into a home through LEAD",
        Service.TREATMENT: "Began treatment through LEAD",
        Service.EMPLOYMENT: "Began work through LEAD",
    },
    Kind.SERVICE_FOUND: {
        Service.INTERIM_HOUSING: "Found interim housing, without LEAD",
        Service.PERMANENT_HOUSING: "Found a home, without LEAD",
        Service.TREATMENT: "Began treatment, without LEAD",
        Service.EMPLOYMENT: "Found work, without LEAD",
    },
    Kind.SERVICE_ENDED: {
        Service.INTERIM_HOUSING: "Left interim housing",
        Service.PERMANENT_HOUSING: "Lost the home",
        Service.TREATMENT: "Treatment ended",
        Service.EMPLOYMENT: "Lost work",
    },
}
"""What each kind of event is called; by its detail, where that makes it something else."""

CAME_BACK = "Came back to the case manager"
RELEASED_FROM = {
    Kind.BOOKED: "Released from jail",
    Kind.PRISON_SENTENCE: "Released from prison",
    Kind.ADMITTED: "Released from the state bed",
}
WARRANT = ": warrant issued"

SENTENCES = frozenset({Kind.TIME_SERVED, Kind.JAIL_SENTENCE, Kind.PRISON_SENTENCE})
TOLD_BY: Mapping[Kind, frozenset[Kind]] = {
    Kind.CONTACT: frozenset({Kind.NO_ACTION, Kind.ARRESTED, Kind.DIVERTED}),
    Kind.NO_ACTION: frozenset({Kind.WARRANT_SERVED}),
    Kind.ARRESTED: frozenset({Kind.CITED}),
    Kind.CHARGE_REFERRED: frozenset({Kind.ARRESTED, Kind.HELD_CHARGE_REFERRED}),
    Kind.CASE_OPENED: frozenset({Kind.CASE_FILED, Kind.WARRANT_SERVED, Kind.WARRANT_CLEARED}),
    Kind.HEARING: frozenset(
        {Kind.FAILED_TO_APPEAR, Kind.EVALUATION_ORDERED, Kind.CASE_DISMISSED, Kind.COURT_DIVERTED, *SENTENCES}
    ),
    Kind.WARRANT_ISSUED: frozenset({Kind.FAILED_TO_APPEAR, Kind.VIOLATION}),
    Kind.CONVICTED: SENTENCES,
    Kind.REFERRED: frozenset({Kind.DIVERTED, Kind.JOINED_WAITING_LIST}),
    Kind.SLOT_GRANTED: frozenset({Kind.DIVERTED, Kind.REFERRED}),
    Kind.CASE_ABATED: frozenset({Kind.DIED, Kind.LEFT}),
    Kind.LEAD_EXIT: frozenset({Kind.DIED, Kind.LEFT}),
}
"""Which others of the same instant tell an event already."""

STANDING = frozenset({Refusal.NOT_OPERATING, Refusal.ALREADY_PARTICIPANT, Refusal.ALREADY_WAITING})
FOR_GOOD = frozenset({Refusal.ALREADY_DIVERTED_ONCE, Refusal.HISTORY_NOT_ELIGIBLE})
"""Reasons that stay, so that they are told once."""
REFUSALS_OF = frozenset({Kind.NOT_DIVERTED, Kind.REFERRAL_REFUSED})
UNTOLD: Mapping[Kind, frozenset[int] | None] = {
    Kind.SPELL: None,
    Kind.HEARING: None,
    Kind.NOT_DIVERTED: STANDING | {Refusal.NO_SLOT},
    Kind.REFERRAL_REFUSED: STANDING,
}
"""What is not told, by its detail (None: whatever it is): nothing happens to the person."""

JAIL_DAYS = tuple(Quantity(Quantity.JAIL_DAYS_SUPERIOR + venue) for venue in Venue)
LASTING: Mapping[Kind, tuple[tuple[Quantity, ...], str]] = {
    Kind.BOOKED: (JAIL_DAYS, ""),
    **dict.fromkeys((Kind.JAIL_SENTENCE, Kind.RESTORED, Kind.NOT_RESTORED), (JAIL_DAYS, " more in jail")),
    Kind.PRISON_SENTENCE: ((Quantity.PRISON_DAYS,), ""),
    Kind.ADMITTED: ((Quantity.COMPETENCY_BED_DAYS,), ""),
    Kind.SUPERVISION_BEGAN: (tuple(Quantity(Quantity.SUPERVISION_DAYS_SUPERIOR + venue) for venue in Venue), ""),
    Kind.INTAKE: ((Quantity.PARTICIPANT_DAYS,), " in LEAD"),
    Kind.SERVICE_BEGAN: (tuple(Quantity(Quantity.INTERIM_HOUSING_PLACE_DAYS + service) for service in Service), ""),
    Kind.SERVICE_FOUND: ((Quantity.TREATMENT_DAYS,), ""),
}
"""What lasts, whose days are told with its beginning."""
BEGINS: Mapping[Kind, Kind] = {
    Kind.BOOKED: Kind.RELEASED,
    Kind.SUPERVISION_BEGAN: Kind.SUPERVISION_ENDED,
    **dict.fromkeys((Kind.SERVICE_BEGAN, Kind.SERVICE_FOUND), Kind.SERVICE_ENDED),
}
"""Whose days are told, so that the event that ends it needs no line."""


@dataclass(frozen=True)
class Line:
    """One line of a told life: when, what, and the cents that it cost, the part that varies."""

    time: float
    text: str
    cents: int


def words_of(kind: Kind, detail: int) -> str:
    """Return what an event is called."""
    words = WORDS[kind]
    if isinstance(words, str):
        return words
    if isinstance(words, By):
        return words.words.format(words.parts[detail])
    return words[detail]


def whole_days(days: float) -> str:
    """Return a length of time in days."""
    number = int(days + 0.5)
    return "less than a day" if number == 0 else "1 day" if number == 1 else f"{number:,} days"


def spent(caused: Caused) -> int:
    """Return the cents that something cost, the part that varies."""
    return sum(marginal for _, marginal in caused.cents.values())


def tell(life: Life) -> list[Line]:
    """Return a life from the start date on, line by line."""
    memory = _Memory()
    for event in life.warm_up:
        memory.keep(Kind(event.kind), event.detail)
    memory.told.clear()
    memory.refused.clear()
    moments = (list(moment) for _, moment in groupby(life.steps, key=lambda step: step.time))
    return [line for moment in moments for line in _tell_moment(moment, memory)]


def _tell_moment(moment: Sequence[Step], memory: _Memory) -> list[Line]:
    """Return the lines of one instant; an event that others tell adds its cost to the first of them."""
    kinds = {step.kind for step in moment}
    lines: list[Line] = []
    rest = 0
    # The log books first and then serves the warrant; told, the booking is what all of it comes to.
    for step in sorted(moment, key=lambda step: step.kind == Kind.BOOKED):
        text, cents = _text(step, kinds, memory), spent(step.caused)
        memory.keep(step.kind, step.detail, kinds)
        if text is None and cents and not kinds & TOLD_BY.get(step.kind, frozenset()):
            text = words_of(step.kind, step.detail)
        if text is None:
            rest += cents
        else:
            lines.append(Line(step.time, text, cents))
    if rest:
        lines[0] = replace(lines[0], cents=lines[0].cents + rest)
    return lines


def _text(step: Step, kinds: Set[Kind], memory: _Memory) -> str | None:
    """Return an event in words, or nothing where it needs none."""
    kind, detail = step.kind, step.detail
    if kinds & TOLD_BY.get(kind, frozenset()) or memory.tells_already(kind, detail):
        return None
    if _is_untold(kind, detail) or (kind == Kind.ARRIVED and step.time == 0.0):
        return None  # who is there on the first day did not come on it
    if kind == Kind.RELEASED:
        return RELEASED_FROM[memory.held] if memory.held else words_of(kind, detail)
    if kind == Kind.ENGAGED and memory.lapsed:
        return CAME_BACK
    warrant = kind in TOLD_BY[Kind.WARRANT_ISSUED] and Kind.WARRANT_ISSUED in kinds
    return words_of(kind, detail) + (WARRANT if warrant else "") + _lasting(step)


def _is_untold(kind: Kind, detail: int) -> bool:
    if kind not in UNTOLD:
        return False
    details = UNTOLD[kind]
    return details is None or detail in details


def _lasting(step: Step) -> str:
    quantities, words = LASTING.get(step.kind, ((), ""))
    days = sum(step.caused.counted.get(quantity, 0.0) for quantity in quantities)
    return f", {whole_days(days)}{words}" if days else ""


class _Memory:
    """What later words depend on: where the person is held, whether they lapsed, which ends their beginning tells."""

    def __init__(self) -> None:
        self.held: Kind | None = None
        self.lapsed = False
        self.told: set[Kind] = set()
        self.refused: set[int] = set()

    def tells_already(self, kind: Kind, detail: int) -> bool:
        """Return whether an event is the end of something told with its days, or a refusal that will always be."""
        if kind in REFUSALS_OF:
            return detail in self.refused
        if kind == Kind.RELEASED and self.held != Kind.BOOKED:
            return False
        if kind == Kind.SERVICE_ENDED and detail != Service.TREATMENT:
            return False
        return kind in self.told

    def keep(self, kind: Kind, detail: int, kinds: Set[Kind] = frozenset()) -> None:
        """Remember an event; `kinds` are all of its instant."""
        if kind in (Kind.SERVICE_BEGAN, Kind.SERVICE_FOUND) and detail != Service.TREATMENT:
            return
        if kind in REFUSALS_OF and detail in FOR_GOOD:
            self.refused.add(detail)
        if kind in BEGINS:
            self.told.add(BEGINS[kind])
        if kind in (Kind.PRISON_SENTENCE, Kind.ADMITTED):
            self.held = kind
        elif kind == Kind.BOOKED:
            self.held = self.held or kind
        elif kind in (Kind.RESTORED, Kind.NOT_RESTORED) and Kind.RELEASED not in kinds:
            self.held = Kind.BOOKED
        elif kind == Kind.RELEASED:
            self.held = None
        elif kind in (Kind.LAPSED, Kind.INTAKE):
            self.lapsed = kind == Kind.LAPSED
