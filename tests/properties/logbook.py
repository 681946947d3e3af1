"""Reading an event log back: each person's lines, the stretches between two kinds of line, the places in use.

All of it is found from the log and the setup alone, so that it can be held against what the engine kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from simulator.model.engine import Setup
from simulator.model.events import Event, Kind
from simulator.model.facts import FULL_WEIGHT, Facts

GONE = (Kind.DIED, Kind.LEFT)
LEAD_KINDS = (
    Kind.CAPACITY, Kind.NOT_DIVERTED, Kind.DIVERTED, Kind.REFERRED, Kind.REFERRAL_REFUSED,
    Kind.JOINED_WAITING_LIST, Kind.LEFT_WAITING_LIST, Kind.SLOT_GRANTED, Kind.INTAKE, Kind.INTAKE_FAILED,
    Kind.HELD_CHARGE_REFERRED, Kind.ENGAGED, Kind.LAPSED, Kind.STABLE, Kind.LEAD_EXIT,
)  # fmt: skip
Stretch = tuple[float, float]


def lives(events: Iterable[Event]) -> dict[int, list[Event]]:
    """Return each person's lines, in the order of the log."""
    found: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        if event.person >= 0:
            found[event.person].append(event)
    return found


def justice(events: Iterable[Event]) -> list[Event]:
    """Return what happened apart from LEAD."""
    return [event for event in events if event.kind not in LEAD_KINDS]


def stretches(
    events: Iterable[Event], opening: Collection[Kind], closing: Collection[Kind], end: float
) -> dict[int, list[Stretch]]:
    """Return for each person the stretches from an opening line to a closing one, departure or the end."""
    since: dict[int, float] = {}
    found: dict[int, list[Stretch]] = defaultdict(list)
    for event in events:
        if event.kind in opening:
            since.setdefault(event.person, event.time)
        elif event.person in since and (event.kind in closing or event.kind in GONE):
            found[event.person].append((since.pop(event.person), event.time))
    for person, start in since.items():
        found[person].append((start, end))
    return found


def presence(events: Iterable[Event], end: float) -> dict[int, list[Stretch]]:
    return stretches(events, (Kind.ARRIVED,), (), end)


def custody(events: Iterable[Event], end: float) -> dict[int, list[Stretch]]:
    return stretches(events, (Kind.BOOKED,), (Kind.RELEASED,), end)


def waiting(events: Iterable[Event], end: float) -> dict[int, list[Stretch]]:
    return stretches(events, (Kind.JOINED_WAITING_LIST,), (Kind.SLOT_GRANTED, Kind.LEFT_WAITING_LIST), end)


def participation(events: Iterable[Event], end: float) -> dict[int, list[Stretch]]:
    return stretches(events, (Kind.INTAKE,), (Kind.LEAD_EXIT,), end)


def engagement(events: Iterable[Event], end: float) -> dict[int, list[Stretch]]:
    return stretches(events, (Kind.ENGAGED,), (Kind.LAPSED, Kind.LEAD_EXIT), end)


def facts_at(setup: Setup, time: float) -> Facts:
    """Return what is in force at a time; a change acts before everything else of its instant."""
    return [facts for since, facts in setup.epochs if since <= time][-1]


def notice_at(setup: Setup, time: float) -> float:
    return facts_at(setup, time).program.wind_down


@dataclass(frozen=True)
class Moment:
    """The LEAD places around one line of the log, in hundredths of a place."""

    event: Event
    used_before: int
    used: int
    capacity: int
    capacity_since: float

    @property
    def short_before(self) -> bool:
        return self.used_before > self.capacity


def places(setup: Setup, events: Sequence[Event]) -> Iterator[Moment]:
    """Replay who holds how much of a place, line by line."""
    held: dict[int, int] = {}
    used, capacity, since = 0, 0, setup.month_edges[0]
    for event in events:
        before = used
        match event.kind:
            case Kind.CAPACITY:
                capacity, since = event.detail * FULL_WEIGHT, event.time
            case Kind.SLOT_GRANTED:
                assert event.person not in held, "a person holds at most one place"
                held[event.person] = FULL_WEIGHT
            case Kind.STABLE:
                held[event.person] = facts_at(setup, event.time).program.stable_weight
            case Kind.LEAD_EXIT | Kind.INTAKE_FAILED:
                del held[event.person]
        used = sum(held.values())
        yield Moment(event, before, used, capacity, since)
