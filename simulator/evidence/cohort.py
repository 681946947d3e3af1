"""Who entered which arm, when, and what was counted of them before, at and after that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulator.evidence.files import ROUTES, ArmFile, CohortFile
from simulator.evidence.lives import Floats, Followed, Ints, Lives
from simulator.evidence.vocabulary import is_days, is_filing
from simulator.model.events import Kind, Refusal, Route
from simulator.units import DAYS_PER_YEAR, Calendar

REFERRAL = (Kind.DIVERTED, Kind.REFERRED)


@dataclass(frozen=True)
class Arm:
    """The people of an arm, and how long each is followed; times are in days from the start of the run."""

    people: Followed
    until: Floats

    def __len__(self) -> int:
        """Return how many entered."""
        return len(self.people.numbers)

    @property
    def follow_up(self) -> Floats:
        """Days from entry to the end, even of those who die or leave before it."""
        return self.until - self.people.entered

    @cached_property
    def _stay_ends(self) -> Floats:
        """When the stay in jail that begins with entry ends; at entry, where there is none."""
        booked = self.people.at("bookings", self.people.entered) > 0
        released = self.people.next_event(Kind.RELEASED, self.people.entered, self.until)
        return np.where(booked, released, self.people.entered)

    @cached_property
    def _decided(self) -> Floats:
        return self.people.filing_decisions()

    def after(self, measure: str, from_year: float = 0.0, to_year: float | None = None) -> Floats:
        """Return each person's count, or days, in years after entry; what belongs to the entry is left out."""
        entered = self.people.entered
        begin = entered + from_year * DAYS_PER_YEAR
        end = self.until if to_year is None else np.minimum(self.until, entered + to_year * DAYS_PER_YEAR)
        if is_days(measure):
            return self.people.days(measure, np.maximum(begin, self._first_day(measure)), end)
        counted = self.people.count(measure, begin, end)
        return counted - self._entry_filings(measure, begin, end) if is_filing(measure) else counted

    def at_entry(self, measure: str) -> Floats:
        """Return each person's count, or days, of what belongs to the entry: the stay in jail, the case filed."""
        entered = self.people.entered
        if is_days(measure):
            return self.people.days(measure, entered, np.maximum(entered, self._first_day(measure)))
        if is_filing(measure):
            return self.people.at(measure, self._decided)
        return self.people.at(measure, entered)

    def before(self, measure: str, years: float) -> Floats:
        """Return each person's count, or days, in so many years before entry."""
        entered = self.people.entered
        count = self.people.days if is_days(measure) else self.people.count
        return count(measure, entered - years * DAYS_PER_YEAR, entered)

    def _first_day(self, measure: str) -> Floats:
        return self._stay_ends if measure.startswith("jail") else self.people.entered

    def _entry_filings(self, measure: str, begin: Floats, end: Floats) -> Floats:
        inside = (self._decided > begin) & (self._decided < end)
        return np.where(inside, self.people.at(measure, self._decided), 0.0)


def arms_of(file: CohortFile, calendar: Calendar, with_lead: Lives, without: Lives) -> Mapping[str, Arm]:
    """Return the arms of an evaluation: everybody's first entry into any of them, in the order of time."""
    begin, end, until = (
        float(calendar.day_of(when)) for when in (file.enters_from, file.enters_until, file.followed_until)
    )
    found = {name: _entries(arm, with_lead) for name, arm in file.arms.items()}
    numbers = np.concatenate([who for who, _ in found.values()])
    times = np.concatenate([when for _, when in found.values()])
    arm_of = np.repeat(np.arange(len(found)), [len(who) for who, _ in found.values()])
    inside = (times >= begin) & (times < end)
    order = np.lexsort((arm_of[inside], times[inside], numbers[inside]))
    numbers, times, arm_of = numbers[inside][order], times[inside][order], arm_of[inside][order]
    first = np.concatenate([[True], numbers[1:] != numbers[:-1]]) if len(numbers) else np.zeros(0, dtype=bool)
    already = _in_lead_before(with_lead, begin)
    arms = {}
    for i, (name, arm) in enumerate(file.arms.items()):
        chosen = first & (arm_of == i) & ~already[numbers]
        lives = without if arm.without_lead else with_lead
        people = Followed.of(lives, numbers[chosen], times[chosen])
        arms[name] = Arm(people, np.full(int(chosen.sum()), until))
    return arms


def _entries(arm: ArmFile, lives: Lives) -> tuple[Ints, Floats]:
    """Return everybody whom a way in took, and when, as often as it did."""
    if arm.enters_by[0] in ROUTES:
        return _intakes(lives, [int(Route[entry.upper()]) for entry in arm.enters_by])
    reasons = [int(Refusal[entry.upper()]) for entry in arm.enters_by]
    chosen = (lives.event_kind == Kind.NOT_DIVERTED) & np.isin(lives.event_detail, reasons)
    return lives.event_person[chosen], lives.event_time[chosen]


def _intakes(lives: Lives, routes: list[int]) -> tuple[Ints, Floats]:
    """Return who completed intake on these routes, and when they were handed over or referred."""
    kinds = (*REFERRAL, Kind.INTAKE)
    chosen = np.flatnonzero(np.isin(lives.event_kind, kinds) & (lives.event_person >= 0))
    referred: dict[int, float] = {}
    people, times = [], []
    for person, kind, detail, time in zip(
        lives.event_person[chosen].tolist(), lives.event_kind[chosen].tolist(),
        lives.event_detail[chosen].tolist(), lives.event_time[chosen].tolist(), strict=True,
    ):  # fmt: skip
        if kind != Kind.INTAKE:
            referred[person] = time
        elif detail in routes:
            people.append(person)
            times.append(referred[person])
    return np.array(people, dtype=np.int64), np.array(times)


def _in_lead_before(lives: Lives, begin: float) -> np.ndarray:
    """Return for everybody whether they were in LEAD before the evaluation began."""
    found = np.zeros(len(lives), dtype=bool)
    found[lives.event_person[(lives.event_kind == Kind.INTAKE) & (lives.event_time < begin)]] = True
    return found
