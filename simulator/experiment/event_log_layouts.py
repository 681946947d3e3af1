"""Event logs in the columns of other tools: process mining by pm4py, and pictures of queues by vidigi.

Columns and values are those that pm4py 2.7 (XES, IEEE 1849-2016) and vidigi 2.0 read; neither is needed to write them.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

import pandas as pd

from simulator.errors import InputError, nearest_names
from simulator.experiment.event_words import DETAIL, detail_of
from simulator.inputs.scenario import Scenario
from simulator.model.events import Event, Kind, Route

OWN = ("time_days", "date", "person", "event", "detail")
PM4PY = ("case:concept:name", "concept:name", "time:timestamp", "lifecycle:transition", "org:resource", "detail")
VIDIGI = ("entity_id", "pathway", "event_type", "event", "time", "resource_id", "person")
LAYOUTS: Mapping[str, tuple[str, ...]] = {"leadsim": OWN, "pm4py": PM4PY, "vidigi": VIDIGI}

HIDDEN = frozenset({Kind.CAPACITY, Kind.SPELL, Kind.DESISTED})
"""What no record of a person holds: the places of the program, and states that nobody sees."""
WAITS, PLACE, PLACE_END = "waits_for_a_place", "has_a_place", "gives_up_the_place"
OPENS = (Kind.JOINED_WAITING_LIST, Kind.SLOT_GRANTED)
CLOSES = (Kind.LEFT_WAITING_LIST, Kind.LEAD_EXIT, Kind.INTAKE_FAILED, Kind.DIED, Kind.LEFT)


def _acting() -> Mapping[Kind, str]:
    """Return who acts in each kind of event."""
    of = {
        "police": (
            Kind.CONTACT, Kind.NO_ACTION, Kind.CITED, Kind.ARRESTED, Kind.WARRANT_SERVED, Kind.NOT_DIVERTED,
            Kind.DIVERTED,
        ),
        "jail": (Kind.BOOKED, Kind.RELEASED, Kind.BOOKING_RESTRICTED),
        "prosecutor": (
            Kind.CHARGE_REFERRED, Kind.CHARGE_JOINED, Kind.CHARGE_DECLINED, Kind.CASE_FILED, Kind.HELD_CHARGE_REFERRED,
        ),
        "court": (
            Kind.CASE_WAITS, Kind.CASE_OPENED, Kind.HEARING, Kind.FAILED_TO_APPEAR, Kind.WARRANT_ISSUED,
            Kind.WARRANT_CLEARED, Kind.CASE_DISMISSED, Kind.COURT_DIVERTED, Kind.CONVICTED, Kind.TIME_SERVED,
            Kind.JAIL_SENTENCE, Kind.PRISON_SENTENCE, Kind.CASE_ABATED,
        ),
        "state hospital": (
            Kind.EVALUATION_ORDERED, Kind.FOUND_COMPETENT, Kind.RESTORATION_ORDERED, Kind.ADMITTED, Kind.RESTORED,
            Kind.NOT_RESTORED,
        ),
        "supervision": (Kind.SUPERVISION_BEGAN, Kind.VIOLATION, Kind.SUPERVISION_ENDED),
        "LEAD": (
            Kind.REFERRED, Kind.REFERRAL_REFUSED, Kind.JOINED_WAITING_LIST, Kind.LEFT_WAITING_LIST, Kind.SLOT_GRANTED,
            Kind.INTAKE, Kind.INTAKE_FAILED, Kind.ENGAGED, Kind.LAPSED, Kind.STABLE, Kind.LEAD_EXIT,
        ),
        "services": (
            Kind.SERVICE_WAITS, Kind.SERVICE_WAIT_ENDED, Kind.SERVICE_BEGAN, Kind.SERVICE_FOUND, Kind.SERVICE_ENDED,
        ),
        "life": (Kind.ARRIVED, Kind.DIED, Kind.LEFT),
    }  # fmt: skip
    return {kind: name for name, kinds in of.items() for kind in kinds}


ACTING = _acting()
"""Who acts in each kind of event that a record could hold."""


def layout_named(name: str) -> str:
    """Return a layout by its name; InputError where there is none."""
    if name not in LAYOUTS:
        raise InputError(
            "there is no such layout of an event log", key="--events-for", found=name, allowed=", ".join(LAYOUTS),
            nearest=nearest_names(name, LAYOUTS),
        )  # fmt: skip
    return name


def event_frame(events: Iterable[Event], scenario: Scenario, layout: str = "leadsim") -> pd.DataFrame:
    """Return the events of a run of a scenario, in their order, in the columns of a layout."""
    calendar = scenario.jurisdiction.calendar
    start = datetime.combine(calendar.start, time())
    if layout_named(layout) == "vidigi":
        return _vidigi(events, calendar.edges[0])
    rows = (_own(event, start) if layout == "leadsim" else _pm4py(event, start) for event in _held(events, layout))
    return pd.DataFrame(rows, columns=list(LAYOUTS[layout]))


def _held(events: Iterable[Event], layout: str) -> Iterator[Event]:
    return (event for event in events if layout == "leadsim" or event.kind not in HIDDEN)


def _own(event: Event, start: datetime) -> Sequence[object]:
    date = (start + timedelta(days=event.time)).isoformat(sep=" ", timespec="minutes")
    return event.time, date, event.person, Kind(event.kind).name.lower(), detail_of(event)


def _pm4py(event: Event, start: datetime) -> Sequence[object]:
    kind = Kind(event.kind)
    when = (start + timedelta(days=event.time)).isoformat(timespec="microseconds")
    detail = detail_of(event) if DETAIL[kind] else ""
    return str(event.person), kind.name.lower(), when, "complete", ACTING[kind], detail


# -- places as resources ----------------------------------------------------------------------------------


@dataclass
class _Visit:
    """A person's way from a referral to the end of it: who, by which route, and the place held."""

    entity: int
    person: int
    route: str
    place: int | None = None


@dataclass
class _Places:
    """The numbers of places that are held: whoever is granted one gets the lowest that is free."""

    free: list[int] = field(default_factory=list)
    most: int = 0

    def take(self) -> int:
        if self.free:
            return heapq.heappop(self.free)
        self.most += 1
        return self.most

    def give_back(self, place: int) -> None:
        heapq.heappush(self.free, place)


def _vidigi(events: Iterable[Event], begin: float) -> pd.DataFrame:
    """Return referrals to LEAD as entities, the waiting list as a queue, and places with a case manager as resources.

    Time is in days from the beginning of the warm-up. A referral that never waits and is never granted a place is no
    entity. Who still waits or holds a place at the end has not departed.
    """
    frame = pd.DataFrame(_visits(events, begin), columns=list(VIDIGI))
    return frame.astype({"entity_id": "int64", "time": "float64", "resource_id": "Int64", "person": "int64"})


def _visits(events: Iterable[Event], begin: float) -> Iterator[Sequence[object]]:
    visits: dict[int, _Visit] = {}
    places, entities = _Places(), 0

    def row(visit: _Visit, of: str, name: str, when: float, place: int | None = None) -> Sequence[object]:
        return visit.entity, visit.route, of, name, when - begin, place, visit.person

    for event in events:
        if event.kind in OPENS:
            if event.person not in visits:
                entities += 1
                visits[event.person] = _Visit(entities, event.person, Route(event.detail).name.lower())
                yield row(visits[event.person], "arrival_departure", "arrival", event.time)
            visit = visits[event.person]
            if event.kind == Kind.JOINED_WAITING_LIST:
                yield row(visit, "queue", WAITS, event.time)
            else:
                visit.place = places.take()
                yield row(visit, "resource_use", PLACE, event.time, visit.place)
        elif event.kind in CLOSES and event.person in visits:
            visit = visits.pop(event.person)
            if visit.place is not None:
                yield row(visit, "resource_use_end", PLACE_END, event.time, visit.place)
                places.give_back(visit.place)
            yield row(visit, "arrival_departure", "depart", event.time)


__all__ = ["ACTING", "HIDDEN", "LAYOUTS", "event_frame", "layout_named"]
