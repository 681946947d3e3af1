"""From rows to stays: duplicates, overlaps, lost releases and the window, each change counted.

A stay is one uninterrupted time in jail of one person. Time at liberty is counted for each person from the beginning of
the window, without the days in jail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.errors import InputError
from simulator.local.columns import MapFile, zone_of
from simulator.local.reading import CLASSES, Rows
from simulator.local.times import MISSING, UNREADABLE, Flags, Ints
from simulator.units import DAYS_PER_YEAR

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Floats = npt.NDArray[np.float64]

DAY = 86_400.0
SAME_DAY = 1.0 / 3.0
"""Days that a stay on one date is taken to last where the file has dates without times."""
SHORTEST = 0.01  # days; a lognormal stay is above 0
APART = 180 * 86_400
"""Bookings further from all others than this are not what says which days the file covers."""
GRAVEST_FIRST = np.array([CLASSES.index(name) for name in (
    "other_felony", "low_level_sale", "drug_possession", "prostitution", "other_misdemeanor", "poverty_misdemeanor",
    "warrant",
)])  # fmt: skip

DUPLICATE = "the same row again"
BACKWARD = "released before booked"
AFTER = "booked after the window"
BEFORE = "booked before the window: counts for the jail's population only"
MERGED = "overlaps another stay of the same person: merged into it"
LOST = "release lost (booked again later, or missing too long): counts as a booking, not for stays"
FAULTS = ("no person key", "a line with too many fields", "no booking time, or one that cannot be read", BACKWARD)
"""Reasons for dropping that are faults of the file, not of the question."""


@dataclass(frozen=True)
class Window:
    """The days observed; `start` and `end` in seconds, the end not included."""

    first: date
    last: date
    start: int
    end: int

    @property
    def years(self) -> float:
        """How long it is."""
        return (self.end - self.start) / DAY / DAYS_PER_YEAR


@dataclass(frozen=True)
class Stays:
    """Stays in order of person and time; days, from the window's start. `person` counts from 0 without gaps.

    `length` ends with the window where `censored`. `known` stays have a release that was not lost; `before` were booked
    before the window; `ending` is the code of the last release, `changed` and `dropped` count rows by reason.
    """

    window: Window
    person: Ints
    booked: Floats
    released: Floats
    length: Floats
    censored: Flags
    known: Flags
    before: Flags
    charge: Ints
    group: Ints
    ending: Ints
    groups: tuple[str, ...]
    read: int
    dropped: Mapping[str, int]
    changed: Mapping[str, int]
    dates_only: bool

    @property
    def counted(self) -> Flags:
        """Which were booked in the window."""
        return ~self.before

    @property
    def bookings(self) -> int:
        """How many were booked in the window."""
        return int(self.counted.sum())

    @property
    def people(self) -> int:
        """How many were booked in the window."""
        return len(np.unique(self.person[self.counted]))

    @property
    def faulty(self) -> int:
        """Rows that were dropped for a fault."""
        return sum(self.dropped.get(reason, 0) for reason in FAULTS)


def tidy(rows: Rows, given: MapFile, until: date | None = None, file: str | None = None) -> Stays:
    """Return the stays; InputError where nothing is left."""
    window = _window(rows, given, until, file)
    dropped, changed = dict(rows.dropped), dict(rows.changed)
    columns = np.stack([rows.person, rows.booked, rows.released, rows.charge, rows.group, rows.ending])

    def drop(reason: str, gone: Flags) -> None:
        nonlocal columns
        dropped[reason] = int(gone.sum())
        columns = columns[:, ~gone]

    drop(DUPLICATE, _repeated(columns))
    drop(BACKWARD, (columns[2] > UNREADABLE) & (columns[2] < columns[1]))
    drop(AFTER, columns[1] >= window.end)
    before = columns[1] < window.start
    drop("booked before the window and released before it", before & (columns[2] <= window.start))
    if not (columns[1] >= window.start).any():
        raise InputError("no usable booking is in the window", file=file, found=f"{window.first} to {window.last}")
    merged = _merge(columns, window, given.longest_stay * DAY)
    changed[MERGED] = columns.shape[1] - len(merged.person)
    changed[LOST] = int(merged.lost.sum())
    changed[BEFORE] = int((merged.booked < window.start).sum())
    return _in_days(merged, window, rows, dropped, changed)


def _window(rows: Rows, given: MapFile, until: date | None, file: str | None) -> Window:
    if not len(rows.booked):
        raise InputError("no row has a person, a booking time and a class that is not left out", file=file)
    zone = zone_of(given)
    days = np.unique(rows.booked // int(DAY)) * int(DAY)
    breaks = np.flatnonzero(np.diff(days) > APART) + 1
    parts = np.split(days, breaks)
    counts = [int(((rows.booked >= part[0]) & (rows.booked < part[-1] + DAY)).sum()) for part in parts]
    main = parts[int(np.argmax(counts))]
    inside = rows.booked[(rows.booked >= main[0]) & (rows.booked < main[-1] + DAY)]
    first = given.window.from_ or datetime.fromtimestamp(int(inside.min()), zone).date()
    last = until or given.window.until or datetime.fromtimestamp(int(inside.max()), zone).date()
    if first >= last:
        raise InputError("the window has less than two days", file=file, found=f"{first} to {last}")
    return Window(first, last, _midnight(first, zone), _midnight(last + timedelta(days=1), zone))


def _midnight(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time(), zone).timestamp())


def _repeated(columns: Ints) -> Flags:
    """Return which rows are the same as an earlier one in everything."""
    order = np.lexsort(columns[::-1])
    ordered = columns[:, order]
    same = np.zeros(columns.shape[1], dtype=np.bool_)
    same[order[1:]] = (ordered[:, 1:] == ordered[:, :-1]).all(axis=0)
    return same


@dataclass(frozen=True)
class _Merged:
    """Stays in seconds; one that goes on is released after the window's end, a lost one when it was booked."""

    person: Ints
    booked: Ints
    released: Ints
    charge: Ints
    group: Ints
    ending: Ints
    lost: Flags


def _merge(columns: Ints, window: Window, longest: float) -> _Merged:
    """Return stays, each of one person and without gaps."""
    gravity = np.full(len(CLASSES) + 1, len(CLASSES) + 1)
    gravity[GRAVEST_FIRST] = np.arange(len(CLASSES))
    missing = columns[2] <= UNREADABLE
    # Of one booking, a row without release comes before those with one, which then say the release.
    order = np.lexsort((gravity[columns[3]], ~missing, columns[1], columns[0]))
    person, booked, released, charge, group, ending = columns[:, order]
    missing = missing[order]
    last = np.append(person[1:] != person[:-1], True)
    in_jail = (released == MISSING) & last & (booked > window.end - longest)
    lost = missing & ~in_jail
    released = np.where(in_jail, window.end + 1, np.where(lost, booked, np.minimum(released, window.end + 1)))
    wide = int(window.end - booked.min()) + 2
    reach = np.maximum.accumulate(released - booked.min() + person * wide) - person * wide + booked.min()
    new = np.append(True, (person[1:] != person[:-1]) | (booked[1:] > reach[:-1]))
    starts = np.flatnonzero(new)
    ends = np.append(starts[1:], len(person)) - 1
    at_first = booked == np.repeat(booked[starts], np.diff(np.append(starts, len(person))))
    gravest = np.minimum.reduceat(np.where(at_first, gravity[charge], len(CLASSES) + 2), starts)
    codes = np.append(GRAVEST_FIRST, [-1, -1, -1])[gravest]
    return _Merged(
        person[starts], booked[starts], reach[ends], codes, group[starts], ending[ends],
        np.logical_and.reduceat(lost, starts),
    )  # fmt: skip


def _in_days(
    stays: _Merged, window: Window, rows: Rows, dropped: Mapping[str, int], changed: Mapping[str, int]
) -> Stays:
    """Return stays in days; a lost release is put the median stay after its booking, at most at the next one."""
    booked = (stays.booked - window.start) / DAY
    end = (window.end - window.start) / DAY
    known = ~stays.lost
    censored = (stays.released > window.end) & known
    length = np.where(censored, end - booked, (stays.released - stays.booked) / DAY)
    if rows.dates_only:
        length = np.where(known & ~censored & (length < 1.0), SAME_DAY, length)
    length = np.maximum(length, SHORTEST)
    usual = float(np.median(length[known])) if known.any() else 1.0
    following = np.append(np.where(stays.person[1:] == stays.person[:-1], booked[1:], end), end)
    length = np.where(known, length, np.maximum(SHORTEST, np.minimum(usual, following - booked)))
    _, person = np.unique(stays.person, return_inverse=True)
    return Stays(
        window=window, person=person, booked=booked, released=np.minimum(booked + length, end), length=length,
        censored=censored, known=known, before=stays.booked < window.start, charge=stays.charge, group=stays.group,
        ending=stays.ending, groups=rows.groups, read=rows.read, dropped=dropped, changed=changed,
        dates_only=rows.dates_only,
    )  # fmt: skip
