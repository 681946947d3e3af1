"""Everybody's wait for a place in one run, read from its events, and kept behind what the run has counted."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.analysis.capacity import Ending
from simulator.experiment.task import Task
from simulator.model.events import Event, Kind, Refusal, Resource, Service
from simulator.model.rows import columns
from simulator.model.tally import Tally

Floats = npt.NDArray[np.float64]

STEPS = 256.0
"""Parts of a day that a wait is kept in."""
OF_LEAD = (
    Kind.JOINED_WAITING_LIST, Kind.SLOT_GRANTED, Kind.LEFT_WAITING_LIST, Kind.REFERRAL_REFUSED, Kind.DIED, Kind.LEFT,
)  # fmt: skip
OF_SERVICES = (
    Kind.SERVICE_WAITS, Kind.SERVICE_BEGAN, Kind.SERVICE_WAIT_ENDED, Kind.SERVICE_FOUND, Kind.DIED, Kind.LEFT,
)  # fmt: skip
JOINS = (Kind.JOINED_WAITING_LIST, Kind.SERVICE_WAITS)
GRANTS = (Kind.SLOT_GRANTED, Kind.SERVICE_BEGAN)
HOMES = (Kind.SERVICE_BEGAN, Kind.SERVICE_FOUND)


class Waits(NamedTuple):
    """One entry for each time that somebody qualified for a place: the day, the days until it ended, and how.

    Days are since the start date. Who found a free place waited 0 days; who waits at the end of the run has waited so
    far. Three arrays of shape (entries,); `endings` are of `Ending`.
    """

    begins: Floats
    lengths: Floats
    endings: Floats


def watched(task: Task, resource: Resource) -> Task:
    """Return the same run, with the waits for a resource behind what it counts; it is kept under a key of its own."""
    key = hashlib.sha256(f"{task.model_key} with waits for {resource.name}".encode()).hexdigest()
    return replace(task, model_key=key, waits=resource)


def waits_of(events: Sequence[Event], resource: Resource) -> Waits:
    """Return the waits for LEAD's places, or for those of a service, from the events of a run."""
    times, people, kinds, details = columns(events, len(Event._fields))
    told = np.isin(kinds, OF_LEAD if resource == Resource.LEAD else OF_SERVICES)
    chosen = np.flatnonzero(told & ~((kinds == Kind.REFERRAL_REFUSED) & (details != Refusal.NO_SLOT)))
    line = _Line(None if resource == Resource.LEAD else Service(resource - Resource.INTERIM_HOUSING))
    picked = (each[chosen].tolist() for each in (times, people, kinds, details))
    for time, person, kind, detail in zip(*picked, strict=True):
        line.read(float(time), int(person), int(kind), int(detail))
    return line.close(float(times[-1]) if len(times) else 0.0)


class _Line:
    """A waiting line while its events go by."""

    def __init__(self, service: Service | None) -> None:
        self._service = service
        self._entries: list[tuple[float, float, int]] = []
        self._joined: dict[int, float] = {}
        self._last: dict[int, tuple[int, float]] = {}  # of a person: the entry that ended last, and when
        self._home: dict[int, float] = {}

    def read(self, time: float, person: int, kind: int, detail: int) -> None:
        """Take in the next event."""
        if kind in (Kind.DIED, Kind.LEFT):
            self._end(time, person, Ending.WITHOUT)
        elif self._service is None:
            self._of_lead(time, person, kind)
        else:
            self._of_service(time, person, kind, Service(detail))

    def close(self, end: float) -> Waits:
        """Return all waits; who is still waiting has waited until the end."""
        for person in list(self._joined):
            self._end(end, person, Ending.WAITING)
        found = np.array(self._entries, dtype=np.float64).reshape(-1, 3)
        return Waits(*found.T)

    def _of_lead(self, time: float, person: int, kind: int) -> None:
        if kind == Kind.REFERRAL_REFUSED:  # there is no list to wait on
            self._entries.append((time, 0.0, Ending.WITHOUT))
        else:
            self._turn(time, person, kind)

    def _of_service(self, time: float, person: int, kind: int, service: Service) -> None:
        if service == Service.PERMANENT_HOUSING and kind in HOMES:
            self._home[person] = time  # who is given a home needs no interim unit
        if service != self._service:
            return
        if kind == Kind.SERVICE_FOUND:
            entry, when = self._last.get(person, (0, math.nan))
            if when == time:  # what was found ended the wait
                self._entries[entry] = (*self._entries[entry][:2], Ending.ELSEWHERE)
        elif kind == Kind.SERVICE_WAIT_ENDED and self._home.get(person) == time:
            self._end(time, person, Ending.ELSEWHERE)
        else:
            self._turn(time, person, kind)

    def _turn(self, time: float, person: int, kind: int) -> None:
        if kind in JOINS:
            self._joined[person] = time
        elif kind not in GRANTS:
            self._end(time, person, Ending.WITHOUT)
        elif person in self._joined:
            self._end(time, person, Ending.PLACE)
        else:
            self._entries.append((time, 0.0, Ending.PLACE))

    def _end(self, time: float, person: int, ending: Ending) -> None:
        if person in self._joined:
            begin = self._joined.pop(person)
            self._last[person] = len(self._entries), time
            self._entries.append((begin, time - begin, ending))


# -- kept with a run ----------------------------------------------------------------------------------------


def lay_out(tally: Tally, waits: Waits) -> Tally:
    """Return a tally with waits behind its months: what keeps runs keeps arrays of a tally's shape.

    The first cell behind the months is the number of entries; days are rounded to 1/256.
    """
    months, cells = len(tally.counts), int(np.prod(tally.counts.shape[1:]))
    begins, lengths = (np.rint(days * STEPS) / STEPS for days in (waits.begins, waits.lengths))
    flat = np.concatenate([[float(len(begins))], begins, lengths, waits.endings])
    rows = math.ceil(len(flat) / cells)
    counts = np.zeros((months + rows, *tally.counts.shape[1:]))
    counts[:months] = tally.counts
    counts[months:].reshape(-1)[: len(flat)] = flat
    return Tally(counts, tally.groups)


def take_apart(tally: Tally, months: int) -> tuple[Tally, Waits]:
    """Return what `lay_out` has put together; the tally has so many months."""
    flat = tally.counts[months:].reshape(-1)
    entries = int(flat[0])
    fields = flat[1 : 1 + 3 * entries].reshape(3, entries)
    return Tally(tally.counts[:months], tally.groups), Waits(*fields)


WAITED_FOR: Mapping[str, Resource] = {
    "lead.case_managers": Resource.LEAD,
    "interim_housing.places": Resource.INTERIM_HOUSING,
    "permanent_housing.places": Resource.PERMANENT_HOUSING,
}
"""The resource whose places an input makes."""

__all__ = ["WAITED_FOR", "Waits", "lay_out", "take_apart", "waits_of", "watched"]
