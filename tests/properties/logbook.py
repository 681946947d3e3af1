"""Reading an event log back: each person's lines, the stretches between two kinds of line, the places in use.

All of it is found from the log and the setup alone, so that it can be held against what the engine kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from math import inf

from simulator.model.engine import Setup
from simulator.model.events import Credit, Event, Kind
from simulator.model.facts import FULL_WEIGHT, Facts
from simulator.model.quantities import Quantity

GONE = (Kind.DIED, Kind.LEFT)
LEAD_KINDS = (
    Kind.CAPACITY, Kind.NOT_DIVERTED, Kind.DIVERTED, Kind.REFERRED, Kind.REFERRAL_REFUSED,
    Kind.JOINED_WAITING_LIST, Kind.LEFT_WAITING_LIST, Kind.SLOT_GRANTED, Kind.INTAKE, Kind.INTAKE_FAILED,
    Kind.HELD_CHARGE_REFERRED, Kind.ENGAGED, Kind.LAPSED, Kind.STABLE, Kind.LEAD_EXIT,
)  # fmt: skip
SERVICE_KINDS = (
    Kind.SERVICE_WAITS, Kind.SERVICE_WAIT_ENDED, Kind.SERVICE_BEGAN, Kind.SERVICE_FOUND, Kind.SERVICE_ENDED,
)  # fmt: skip
Stretch = tuple[float, float]
Stretches = Mapping[int, list[Stretch]]
"""Each person's stretches of time, in order and apart."""


def lives(events: Iterable[Event]) -> dict[int, list[Event]]:
    """Return each person's lines, in the order of the log."""
    found: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        if event.person >= 0:
            found[event.person].append(event)
    return found


def without_lead(events: Iterable[Event]) -> list[Event]:
    """Return what happened apart from LEAD; services that are found without it are not LEAD's."""
    return [event for event in events if event.kind not in LEAD_KINDS]


def justice(events: Iterable[Event]) -> list[Event]:
    """Return what happened apart from LEAD and the services that it links people to."""
    return [event for event in events if event.kind not in (*LEAD_KINDS, *SERVICE_KINDS)]


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
    """Return the stretches in jail, prison or a state bed; who is admitted from jail is in custody already."""
    return stretches(events, (Kind.BOOKED, Kind.ADMITTED), (Kind.RELEASED,), end)


def waiting(events: Iterable[Event], end: float) -> dict[int, list[Stretch]]:
    return stretches(events, (Kind.JOINED_WAITING_LIST,), (Kind.SLOT_GRANTED, Kind.LEFT_WAITING_LIST), end)


def participation(events: Iterable[Event], end: float) -> dict[int, list[Stretch]]:
    return stretches(events, (Kind.INTAKE,), (Kind.LEAD_EXIT,), end)


def engagement(events: Iterable[Event], end: float) -> dict[int, list[Stretch]]:
    return stretches(events, (Kind.ENGAGED,), (Kind.LAPSED, Kind.LEAD_EXIT), end)


def warrants(events: Iterable[Event], end: float) -> dict[int, list[Stretch]]:
    return stretches(events, (Kind.WARRANT_ISSUED,), (Kind.WARRANT_SERVED, Kind.WARRANT_CLEARED), end)


def supervision(events: Iterable[Event], end: float) -> dict[int, list[Stretch]]:
    return stretches(events, (Kind.SUPERVISION_BEGAN,), (Kind.SUPERVISION_ENDED,), end)


def state_beds(events: Iterable[Event], end: float) -> dict[int, list[Stretch]]:
    return stretches(events, (Kind.ADMITTED,), (Kind.RESTORED, Kind.NOT_RESTORED), end)


def credited(counted: Iterable[Credit], quantity: Quantity) -> dict[int, list[Stretch]]:
    """Return the stretches that were counted as a quantity of days; those that meet are one."""
    found: dict[int, list[Stretch]] = defaultdict(list)
    for credit in counted:
        if credit.quantity != quantity:
            continue
        start, known = credit.time - credit.amount, found[credit.person]
        if known and start <= known[-1][1] + 1e-9:
            start = known.pop()[0]
        known.append((start, credit.time))
    return found


def both(one: Stretches, other: Stretches) -> dict[int, list[Stretch]]:
    """Return the stretches that lie in one and in the other."""
    return {person: list(_both(found, other.get(person, []))) for person, found in one.items()}


def either(one: Stretches, other: Stretches) -> dict[int, list[Stretch]]:
    """Return the stretches that lie in one, in the other or in both."""
    return {person: list(_joined([*one.get(person, []), *other.get(person, [])])) for person in {*one, *other}}


def without(one: Stretches, other: Stretches) -> dict[int, list[Stretch]]:
    """Return the stretches that lie in one and not in the other."""
    gaps = {person: list(pairwise((-inf, *chain(*other.get(person, [])), inf)))[::2] for person in one}
    return both(one, gaps)


def _both(one: list[Stretch], other: list[Stretch]) -> Iterator[Stretch]:
    for start, stop in one:
        for since, until in other:
            if max(start, since) < min(stop, until):
                yield max(start, since), min(stop, until)


def _joined(found: list[Stretch]) -> Iterator[Stretch]:
    last: Stretch | None = None
    for start, stop in sorted(found):
        if last is not None and start <= last[1]:
            last = last[0], max(last[1], stop)
            continue
        if last is not None:
            yield last
        last = start, stop
    if last is not None:
        yield last


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
