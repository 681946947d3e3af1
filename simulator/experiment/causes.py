"""Which event of a life caused what was counted of it.

A count belongs to the event logged at the same instant, days to the latest event that began the state they were spent
in. What nothing logged began, or began before the person was met, has no cause.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from simulator.model.events import Credit, Event, Kind, Refusal, Service, Venue
from simulator.model.quantities import Quantity

Q = Quantity
UNKNOWN = -1
"""Stands for the cause of what no event of the life began."""


class Cause(NamedTuple):
    """The kinds of event that cause a quantity, and the details that they must have (None: any)."""

    kinds: frozenset[Kind]
    details: frozenset[int] | None = None

    def is_met(self, event: Event) -> bool:
        """Return whether an event causes it; of an arrival the detail says nothing."""
        if event.kind not in self.kinds:
            return False
        return self.details is None or event.kind == Kind.ARRIVED or event.detail in self.details


def _by(*kinds: Kind, details: Iterable[int] | None = None) -> Cause:
    return Cause(frozenset(kinds), None if details is None else frozenset(details))


def _venues(first: Quantity, kind: Kind) -> dict[Quantity, Cause]:
    """Return the cause of a count by court: an event of that court."""
    return {Quantity(first + venue): _by(kind, details=[venue]) for venue in Venue}


def _days(first: Quantity, *kinds: Kind) -> dict[Quantity, Cause]:
    """Return the cause of days by court; several courts can hold one person, so any court's event will do."""
    return {Quantity(first + venue): _by(*kinds) for venue in Venue}


def _places(first: Quantity, kind: Kind) -> dict[Quantity, Cause]:
    return {Quantity(first + place): _by(kind) for place in range(2)}


def _services(first: Quantity, kind: Kind) -> dict[Quantity, Cause]:
    return {Quantity(first + service): _by(kind, details=[service]) for service in Service}


IN_JAIL = (Kind.BOOKED, Kind.JAIL_SENTENCE, Kind.RESTORED, Kind.NOT_RESTORED)
WITH = (Kind.SERVICE_BEGAN, Kind.SERVICE_FOUND, Kind.ARRIVED)

CAUSES: Mapping[Quantity, Cause] = {
    # -- a life
    Q.PERSON_DAYS: _by(Kind.ARRIVED),
    Q.LIBERTY_DAYS: _by(Kind.ARRIVED, Kind.RELEASED),
    Q.DEATHS: _by(Kind.DIED),
    # -- police
    Q.CONTACTS: _by(Kind.CONTACT),
    Q.NO_ACTIONS: _by(Kind.NO_ACTION),
    Q.PROTOCOL_CONTACTS: _by(Kind.CONTACT),
    Q.ELIGIBLE_CONTACTS: _by(Kind.CONTACT),
    Q.DIVERSION_OFFERS: _by(Kind.CONTACT),
    **_places(Q.ARRESTS_CITED_CITY, Kind.CITED),
    **_places(Q.ARRESTS_BOOKED_CITY, Kind.ARRESTED),
    **_places(Q.WARRANT_ARRESTS_CITY, Kind.WARRANT_SERVED),
    **_places(Q.DIVERSIONS_CITY, Kind.DIVERTED),
    # -- jail
    Q.BOOKINGS_RESTRICTED: _by(Kind.BOOKING_RESTRICTED),
    **_venues(Q.BOOKINGS_SUPERIOR, Kind.BOOKED),
    **_days(Q.JAIL_DAYS_SUPERIOR, *IN_JAIL),
    **_days(Q.JAIL_MEDICAL_DAYS_SUPERIOR, *IN_JAIL),
    **_days(Q.JAIL_PSYCHIATRIC_DAYS_SUPERIOR, *IN_JAIL),
    # -- prosecution and courts
    **_venues(Q.CHARGES_REFERRED_SUPERIOR, Kind.CHARGE_REFERRED),
    **_venues(Q.FILINGS_SUPERIOR, Kind.CASE_FILED),
    **_venues(Q.COURT_WAITING_DAYS_SUPERIOR, Kind.CASE_WAITS),
    **_venues(Q.HEARINGS_SUPERIOR, Kind.HEARING),
    **_venues(Q.FAILURES_TO_APPEAR_SUPERIOR, Kind.FAILED_TO_APPEAR),
    Q.WARRANTS_ISSUED: _by(Kind.WARRANT_ISSUED),
    Q.WARRANTS_SERVED: _by(Kind.WARRANT_SERVED),
    Q.WARRANTS_CLEARED: _by(Kind.WARRANT_CLEARED),
    Q.WARRANT_DAYS: _by(Kind.WARRANT_ISSUED),
    **_venues(Q.DISMISSALS_SUPERIOR, Kind.CASE_DISMISSED),
    **_venues(Q.COURT_DIVERSIONS_SUPERIOR, Kind.COURT_DIVERTED),
    **_venues(Q.CONVICTIONS_SUPERIOR, Kind.CONVICTED),
    Q.TIME_SERVED_SENTENCES: _by(Kind.TIME_SERVED),
    Q.JAIL_SENTENCES: _by(Kind.JAIL_SENTENCE),
    Q.PRISON_ADMISSIONS: _by(Kind.PRISON_SENTENCE),
    Q.PRISON_DAYS: _by(Kind.PRISON_SENTENCE),
    Q.SUPERVISION_SENTENCES: _by(Kind.SUPERVISION_BEGAN),
    **_days(Q.SUPERVISION_DAYS_SUPERIOR, Kind.SUPERVISION_BEGAN),
    Q.VIOLATIONS: _by(Kind.VIOLATION),
    Q.COMPETENCY_EVALUATIONS: _by(Kind.EVALUATION_ORDERED),
    Q.COMPETENCY_WAITING_DAYS: _by(Kind.EVALUATION_ORDERED, Kind.RESTORATION_ORDERED),
    Q.COMPETENCY_ADMISSIONS: _by(Kind.ADMITTED),
    Q.COMPETENCY_BED_DAYS: _by(Kind.ADMITTED),
    # -- LEAD
    **{Quantity(Q.REFERRALS_ARREST + route): _by(Kind.REFERRED, details=[route]) for route in range(3)},
    Q.REFERRALS_WITHOUT_SLOT: _by(Kind.JOINED_WAITING_LIST, Kind.REFERRAL_REFUSED),
    **{
        Quantity(Q.REFUSED_NOT_OPERATING + refusal - 1): _by(
            Kind.NOT_DIVERTED, Kind.REFERRAL_REFUSED, details=[refusal]
        )
        for refusal in Refusal
        if refusal != Refusal.NONE
    },
    Q.INTAKES: _by(Kind.INTAKE),
    Q.FIRST_INTAKES: _by(Kind.INTAKE),
    Q.INTAKE_FAILURES: _by(Kind.INTAKE_FAILED),
    Q.PARTICIPANT_DAYS: _by(Kind.INTAKE),
    Q.ENGAGED_DAYS: _by(Kind.ENGAGED),
    Q.WAITING_DAYS: _by(Kind.JOINED_WAITING_LIST),
    Q.DROP_OUTS: _by(Kind.LEFT_WAITING_LIST),
    Q.LEAD_EXITS: _by(Kind.LEAD_EXIT),
    # -- services
    **_services(Q.INTERIM_HOUSING_STARTS, Kind.SERVICE_BEGAN),
    **_services(Q.INTERIM_HOUSING_PLACE_DAYS, Kind.SERVICE_BEGAN),
    **_services(Q.INTERIM_HOUSING_WAITING_DAYS, Kind.SERVICE_WAITS),
    Q.HOUSED_DAYS: _by(*WITH, details=[Service.INTERIM_HOUSING, Service.PERMANENT_HOUSING]),
    Q.TREATMENT_DAYS: _by(*WITH, details=[Service.TREATMENT]),
    Q.WORK_DAYS: _by(*WITH, details=[Service.EMPLOYMENT]),
}
"""What causes each quantity that is counted person by person."""


def is_days(quantity: int) -> bool:
    """Return whether a quantity is days in a state and no count."""
    return "_DAYS" in Quantity(quantity).name


def find_causes(events: Sequence[Event], credits_: Sequence[Credit]) -> list[int]:
    """Return for everything that was counted of one person the place of its cause among the person's events."""
    times = [event.time for event in events]
    settled = sorted({credit.time for credit in credits_ if credit.quantity == Q.PERSON_DAYS})
    counted: Counter[tuple[float, int]] = Counter()
    found = []
    for credit in credits_:
        cause = CAUSES[Quantity(credit.quantity)]
        if is_days(credit.quantity):
            # Days are counted when they are over; what began them is known at their first.
            since = bisect_left(settled, credit.time)
            began = settled[since - 1] if since else times[0]
            found.append(_latest(events[: bisect_right(times, began)], cause))
            continue
        matches = [
            i
            for i in range(bisect_left(times, credit.time), bisect_right(times, credit.time))
            if cause.is_met(events[i])
        ]
        turn = counted[credit.time, credit.quantity]
        counted[credit.time, credit.quantity] += 1
        found.append(matches[min(turn, len(matches) - 1)] if matches else UNKNOWN)
    return found


def _latest(events: Sequence[Event], cause: Cause) -> int:
    return next((i for i in reversed(range(len(events))) if cause.is_met(events[i])), UNKNOWN)
