"""What the detail of each kind of event means: one of a few words, or a number."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from simulator.model.events import Event, ExitReason, Kind, Offense, Refusal, Route, Service, Venue, WarrantFor


class Spell(IntEnum):
    """What kind of time begins."""

    QUIET = 0
    ACTIVE = 1


class Served(IntEnum):
    """How a warrant was served."""

    BY_SEARCH = 0
    AT_CONTACT = 1


class Cleared(IntEnum):
    """How a warrant was cleared without an arrest."""

    IN_COURT = 0
    BY_LEAD = 1


class LeftList(IntEnum):
    """Why somebody left the waiting list."""

    PATIENCE_ENDED = 0
    PROGRAM_CLOSED = 1


DETAIL: Mapping[Kind, type[IntEnum] | None] = {
    Kind.CAPACITY: None,
    Kind.ARRIVED: None,
    Kind.DIED: None,
    Kind.LEFT: None,
    Kind.SPELL: Spell,
    Kind.DESISTED: None,
    **dict.fromkeys(
        (Kind.CONTACT, Kind.NO_ACTION, Kind.CITED, Kind.ARRESTED, Kind.BOOKING_RESTRICTED, Kind.DIVERTED), Offense
    ),
    Kind.BOOKED: Venue,
    Kind.RELEASED: None,
    **dict.fromkeys((Kind.CHARGE_REFERRED, Kind.CHARGE_JOINED, Kind.CHARGE_DECLINED, Kind.HELD_CHARGE_REFERRED), Venue),
    **dict.fromkeys((Kind.CASE_FILED, Kind.CASE_WAITS, Kind.CASE_OPENED, Kind.HEARING, Kind.FAILED_TO_APPEAR), Venue),
    Kind.WARRANT_ISSUED: WarrantFor,
    Kind.WARRANT_SERVED: Served,
    Kind.WARRANT_CLEARED: Cleared,
    **dict.fromkeys((Kind.EVALUATION_ORDERED, Kind.FOUND_COMPETENT, Kind.RESTORATION_ORDERED, Kind.ADMITTED), Venue),
    **dict.fromkeys((Kind.RESTORED, Kind.NOT_RESTORED), Venue),
    **dict.fromkeys((Kind.CASE_DISMISSED, Kind.COURT_DIVERTED, Kind.CASE_ABATED), Venue),
    **dict.fromkeys((Kind.CONVICTED, Kind.TIME_SERVED, Kind.JAIL_SENTENCE, Kind.PRISON_SENTENCE), Venue),
    **dict.fromkeys((Kind.SUPERVISION_BEGAN, Kind.VIOLATION, Kind.SUPERVISION_ENDED), Venue),
    **dict.fromkeys((Kind.NOT_DIVERTED, Kind.REFERRAL_REFUSED), Refusal),
    **dict.fromkeys(
        (Kind.REFERRED, Kind.JOINED_WAITING_LIST, Kind.SLOT_GRANTED, Kind.INTAKE, Kind.INTAKE_FAILED), Route
    ),
    Kind.LEFT_WAITING_LIST: LeftList,
    Kind.ENGAGED: None,
    Kind.LAPSED: None,
    Kind.STABLE: None,
    Kind.LEAD_EXIT: ExitReason,
    **dict.fromkeys(
        (Kind.SERVICE_WAITS, Kind.SERVICE_WAIT_ENDED, Kind.SERVICE_BEGAN, Kind.SERVICE_FOUND, Kind.SERVICE_ENDED),
        Service,
    ),
}
"""The words of each kind's detail; None where it is a number (places) or says nothing."""


def detail_of(event: Event) -> str:
    """Return the detail of an event as it is written for people: a word, or a number."""
    words = DETAIL[Kind(event.kind)]
    return words(event.detail).name.lower() if words else str(event.detail)
