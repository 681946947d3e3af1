"""The marks of one life in the lanes of its picture: what happened in an instant, and what lasted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.experiment.trace import Life

LANES: Mapping[str, str] = {
    "police": "Police", "custody": "Jail and prison", "court": "Court", "care": "Care", "lead": "LEAD",
    "other": "Other",
}  # fmt: skip
KINDS: Mapping[str, tuple[str, str]] = {
    "arrest": ("police", "Arrested"),
    "stop": ("police", "Stopped, no arrest"),
    "diverted": ("police", "Diverted to LEAD"),
    "jail": ("custody", "In jail"),
    "prison": ("custody", "In prison"),
    "hearing": ("court", "Hearing"),
    "missed": ("court", "Hearing missed"),
    "state_bed": ("care", "In a state bed"),
    "treatment": ("care", "In treatment"),
    "waiting": ("lead", "On the waiting list"),
    "engaged": ("lead", "In LEAD, in touch"),
    "lapsed": ("lead", "In LEAD, out of touch"),
}
"""Kinds of mark: the lane each stands in, and what it is called."""


@dataclass(frozen=True)
class Mark:
    """Something in a life, in days from the start date; what happens in an instant ends when it starts."""

    kind: str
    start: float
    end: float

    @property
    def lane(self) -> str:
        """The lane it stands in."""
        return KINDS[self.kind][0]

    @property
    def days(self) -> float:
        """How long it lasts."""
        return self.end - self.start


def marks_of(life: Life, days: float) -> tuple[Mark, ...]:
    """Return what happened from the start date on, and what lasted, in the order of its beginning."""
    from simulator.model.events import Kind

    instants = {
        Kind.ARRESTED: "arrest", Kind.WARRANT_SERVED: "arrest", Kind.NO_ACTION: "stop", Kind.DIVERTED: "diverted",
        Kind.HEARING: "hearing", Kind.FAILED_TO_APPEAR: "missed",
    }  # fmt: skip
    events = [*((event.time, Kind(event.kind), event.detail) for event in life.warm_up)]
    events += [(step.time, step.kind, step.detail) for step in life.steps]
    at: dict[tuple[str, float], Mark] = {}
    for time, kind, _ in events:
        if kind in instants and time >= 0.0:
            at[instants[kind], time] = Mark(instants[kind], time, time)
    for name, weaker in (("arrest", "stop"), ("missed", "hearing")):  # one instant is shown once
        for time in [time for kind, time in at if kind == name]:
            at.pop((weaker, time), None)
    lasting = [
        Mark(kind, max(0.0, start), min(end, days)) for kind, start, end in _stretches(events, days) if end > 0.0
    ]
    return tuple(sorted((*at.values(), *lasting), key=lambda mark: (mark.start, mark.kind)))


def _stretches(events: Sequence[tuple[float, int, int]], days: float) -> Iterator[tuple[str, float, float]]:
    """Yield what lasted: (kind, from, to); what did not end by the last day lasts until then."""
    from simulator.model.events import Kind, Service

    gone: Mapping[int, str | None] = {Kind.DIED: None, Kind.LEFT: None}
    tracks: tuple[Mapping[int, str | None], ...] = (
        {
            Kind.BOOKED: "jail", Kind.PRISON_SENTENCE: "prison", Kind.ADMITTED: "state_bed", Kind.RESTORED: "jail",
            Kind.NOT_RESTORED: "jail", Kind.RELEASED: None, **gone,
        },
        {
            Kind.JOINED_WAITING_LIST: "waiting", Kind.LEFT_WAITING_LIST: None, Kind.SLOT_GRANTED: None,
            Kind.INTAKE: "lapsed", Kind.ENGAGED: "engaged", Kind.LAPSED: "lapsed", Kind.LEAD_EXIT: None, **gone,
        },
        {Kind.SERVICE_BEGAN: "treatment", Kind.SERVICE_FOUND: "treatment", Kind.SERVICE_ENDED: None, **gone},
    )  # fmt: skip
    services = (Kind.SERVICE_BEGAN, Kind.SERVICE_FOUND, Kind.SERVICE_ENDED)
    for track in tracks:
        state, since = None, 0.0
        for time, kind, detail in events:
            if kind not in track or (kind in services and detail != Service.TREATMENT):
                continue
            became = track[kind]
            if became == state or (kind == Kind.BOOKED and state is not None):
                continue
            if state is not None and time > since:
                yield state, since, time
            state, since = became, time
        if state is not None and since < days:
            yield state, since, days
