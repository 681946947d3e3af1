"""The event log, read on its own: counts by person and episodes between two kinds of event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulator.model.events import Event, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


@dataclass(frozen=True)
class Episode:
    """A stretch of one person's time; `end` is infinite while it is not over."""

    person: int
    begin: float
    end: float
    detail: int

    def overlap(self, start: float, stop: float) -> float:
        """Return the days of the episode between `start` and `stop`."""
        return max(0.0, min(self.end, stop) - max(self.begin, start))


WAITING = Kind.JOINED_WAITING_LIST, (Kind.SLOT_GRANTED, Kind.LEFT_WAITING_LIST, Kind.DIED, Kind.LEFT)
UNDER_WARRANT = Kind.WARRANT_ISSUED, (Kind.WARRANT_SERVED, Kind.WARRANT_CLEARED, Kind.DIED, Kind.LEFT)
PARTICIPATION = Kind.INTAKE, (Kind.LEAD_EXIT,)
PRESENCE = Kind.ARRIVED, (Kind.DIED, Kind.LEFT)


def episodes(events: Iterable[Event], kinds: tuple[Kind, Collection[Kind]]) -> list[Episode]:
    """Return the episodes that one kind begins and others end; one person's never overlap."""
    begins, ends = kinds
    begun: dict[int, Event] = {}
    found = []
    for event in events:
        if event.kind == begins:
            assert event.person not in begun, f"begun twice: {begun[event.person]}, {event}"
            begun[event.person] = event
        elif event.kind in ends and event.person in begun:
            first = begun.pop(event.person)
            found.append(Episode(event.person, first.time, event.time, first.detail))
    found += [Episode(first.person, first.time, np.inf, first.detail) for first in begun.values()]
    return found


def custody(events: Iterable[Event]) -> list[Episode]:
    """Return the episodes in jail, prison or a state bed; who is admitted from jail is in custody already."""
    held: set[int] = set()
    lines = []
    for event in events:
        if event.kind in (Kind.RELEASED, Kind.DIED):
            held.discard(event.person)
        elif event.kind == Kind.BOOKED or (event.kind == Kind.ADMITTED and event.person not in held):
            held.add(event.person)
            event = event._replace(kind=Kind.BOOKED)  # noqa: PLW2901
        lines.append(event)
    return episodes(lines, (Kind.BOOKED, (Kind.RELEASED, Kind.DIED)))


def total_days(stretches: Iterable[Episode], start: float, stop: float) -> float:
    """Return the days of all episodes between `start` and `stop`."""
    return sum(episode.overlap(start, stop) for episode in stretches)


def counts_by_person(
    events: Iterable[Event], kind: Kind, people: int, start: float = 0.0, stop: float = np.inf
) -> np.ndarray:
    """Return how often each person met a kind of event from `start` up to `stop`."""
    persons = [event.person for event in events if event.kind == kind and start <= event.time < stop]
    return np.bincount(persons, minlength=people)


def days_by_person(stretches: Iterable[Episode], people: int, start: float, stop: float | np.ndarray) -> np.ndarray:
    """Return each person's days in the episodes between `start` and `stop` (one for all, or one a person)."""
    until = np.broadcast_to(stop, people)
    days = np.zeros(people)
    for episode in stretches:
        days[episode.person] += episode.overlap(start, until[episode.person])
    return days
