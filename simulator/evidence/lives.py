"""What one run left of each person, as columns: everything that was counted, and what happened at entry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.evidence.vocabulary import quantities
from simulator.experiment.run import Run, run
from simulator.experiment.setup import make_setup
from simulator.inputs.draw import Inputs
from simulator.model import rules, streams
from simulator.model.events import Credit, Decision, Event, Kind
from simulator.model.facts import Facts
from simulator.model.rows import columns
from simulator.model.tally import Tally

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Lives:
    """One run, person by person; times are in days from the start, `key` are the keys of people's luck."""

    person: Ints
    quantity: Ints
    amount: Floats
    time: Floats
    event_person: Ints
    event_kind: Ints
    event_detail: Ints
    event_time: Floats
    key: Ints
    facts: Facts
    tally: Tally
    first_month: int

    def __len__(self) -> int:
        """Return how many people there are, who ever arrived or not."""
        return len(self.key)


def live(inputs: Inputs, world: int) -> Lives:
    """Let one world of a scenario happen, and keep what was counted of each person."""
    setup = make_setup(inputs, world)
    happened = run(inputs, world, record_events=True)
    first_month = inputs.scenario.jurisdiction.calendar.warm_up_months
    return lives_of(happened, setup.people.key, setup.epochs[0][1], first_month)


def lives_of(happened: Run, key: Ints, facts: Facts, first_month: int = 0) -> Lives:
    """Return what a run left of people with these keys of luck, under these facts; its events were recorded."""
    time, person, quantity, amount = columns(happened.credits, len(Credit._fields))
    when, who, kind, detail = columns(happened.events, len(Event._fields))
    return Lives(
        person=person.astype(np.int64), quantity=quantity.astype(np.int64), amount=amount, time=time,
        event_person=who.astype(np.int64), event_kind=kind.astype(np.int64),
        event_detail=detail.astype(np.int64), event_time=when,
        key=key, facts=facts, tally=happened.tally, first_month=first_month,
    )  # fmt: skip


@dataclass(frozen=True)
class Followed:
    """Some people of a run, each from a time of their own on: what was counted of them, numbered from 0 anew."""

    numbers: Ints
    entered: Floats
    lives: Lives
    who: Ints
    """Of everything counted of them, of whom, and in the same order its place in the run's columns."""
    rows: Ints

    @classmethod
    def of(cls, lives: Lives, numbers: Ints, entered: Floats) -> Followed:
        """Return what a run counted of the people with these numbers."""
        place = np.full(len(lives), -1)
        place[numbers] = np.arange(len(numbers))
        rows = np.flatnonzero(place[lives.person] >= 0)
        return cls(numbers, entered, lives, place[lives.person[rows]], rows)

    def count(self, measure: str, after: Floats, before: Floats) -> Floats:
        """Return each person's count of a measure between two times of their own, both left out."""
        who, time, amount = self._of(measure)
        inside = (time > after[who]) & (time < before[who])
        return self._sum(who[inside], amount[inside])

    def at(self, measure: str, when: Floats) -> Floats:
        """Return each person's count of a measure at an instant of their own."""
        who, time, amount = self._of(measure)
        now = time == when[who]
        return self._sum(who[now], amount[now])

    def days(self, measure: str, after: Floats, before: Floats) -> Floats:
        """Return each person's days between two times of their own; days are counted when a stretch of them ends."""
        who, time, amount = self._of(measure)
        begin, end = np.maximum(time - amount, after[who]), np.minimum(time, before[who])
        return self._sum(who, np.maximum(0.0, end - begin))

    def first(self, measure: str, after: Floats, otherwise: Floats) -> Floats:
        """Return when each person next had such an event after a time of their own, or another time."""
        who, time, _ = self._of(measure)
        found = otherwise.copy()
        later = (time > after[who]) & (time < otherwise[who])
        np.minimum.at(found, who[later], time[later])
        return found

    def next_event(self, kind: Kind, after: Floats, otherwise: Floats) -> Floats:
        """Return when such a thing next happened to each person after a time of their own, or another time."""
        lives, place = self.lives, np.full(len(self.lives), -1)
        place[self.numbers] = np.arange(len(self.numbers))
        is_person = lives.event_person >= 0
        chosen = np.flatnonzero((lives.event_kind == kind) & is_person)
        chosen = chosen[place[lives.event_person[chosen]] >= 0]
        who, time = place[lives.event_person[chosen]], lives.event_time[chosen]
        found = otherwise.copy()
        later = (time > after[who]) & (time < otherwise[who])
        np.minimum.at(found, who[later], time[later])
        return found

    def filing_decisions(self) -> Floats:
        """Return when the prosecutor decides about the case of each entry: the same sum as the model's, to the bit.

        A count is of a person and not of a case, so a filing is the entry case's if it is at this very instant.
        """
        in_custody, mean = self.lives.facts.prosecution.filing_delay
        contact = self.count("contacts", np.full(len(self.entered), -np.inf), self.entered)
        luck = [
            streams.uniform(int(key), int(Decision.FILING_DELAY), int(occurrence))
            for key, occurrence in zip(self.lives.key[self.numbers], contact, strict=True)
        ]
        at_liberty = mean * np.array([rules.exponential(u) for u in luck])
        return self.entered + np.where(self.at("bookings", self.entered) > 0, in_custody, at_liberty)

    def _of(self, measure: str) -> tuple[Ints, Floats, Floats]:
        """Return of whom, when and how much of a measure was counted."""
        chosen = np.isin(self.lives.quantity[self.rows], quantities(measure))
        rows = self.rows[chosen]
        return self.who[chosen], self.lives.time[rows], self.lives.amount[rows]

    def _sum(self, who: Ints, amount: Floats) -> Floats:
        return np.bincount(who, weights=amount, minlength=len(self.numbers)).astype(np.float64)
