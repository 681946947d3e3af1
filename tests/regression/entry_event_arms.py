"""The two arms of a comparison like the Seattle evaluation's: the same lives with LEAD and without.

LEAD opens for a thirtieth of the people at a time over two and a half years, and diverts one arrest of each. So
everybody enters at the first eligible arrest after a date that has nothing to do with them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np

from simulator.experiment.question import DEFAULT_SEED
from simulator.experiment.setup import world_key
from simulator.inputs.draw import draw_values
from simulator.inputs.load import load_scenario
from simulator.inputs.values import Snapshot
from simulator.model import rules, streams
from simulator.model.engine import CapacityPlan, Setup
from simulator.model.events import Decision, Kind, Service, Venue
from simulator.model.facts import Facts, bind
from simulator.model.garbage import lazy_garbage_collection
from simulator.model.measures import parts_of
from simulator.model.population import Population, make_population
from simulator.model.quantities import Quantity
from simulator.units import days
from tests.support import NO_EFFECT, Outcome, each_offense, simulate

POOL = 3_000
IN_FORCE = date(2012, 1, 1)  # drug possession was a felony
COHORTS = tuple(f"from month {month}" for month in range(30))
BEFORE, ENTRY, END = days(3), days(2.5), days(2.8)
SIX_MONTHS, TWO_YEARS = days(0.5), days(2)
WITHOUT_LEAD: CapacityPlan = ()
WITH_LEAD: CapacityPlan = ((0.0, 10**6),)
Readings = Mapping[str, Mapping[str, Any]]
READINGS: Readings = {
    "entry event only": NO_EFFECT,
    "all effects, as shipped": {},
    "all effects, not discounted": {"lead.effect.discount": 1.0},
}

# Places, courts and beds are not limited, so nobody's life depends on another's. Services are left out of both arms:
# as shipped they change nobody's arrests.
DESIGN: Mapping[str, Any] = {
    "population.areas": dict.fromkeys(COHORTS, 1.0 / len(COHORTS)),
    "population.excluded_history_share": 0.0,
    "population.unhoused_share": 1.0,
    "lead.eligible": each_offense(0.0, drug_possession=1.0, low_level_sale=1.0, prostitution=1.0),
    "lead.shift_covered": 1.0,
    "lead.officer_trained": 1.0,
    "lead.officer_offers": 1.0,
    "lead.consent": 1.0,
    "lead.intake_completes": 1.0,
    "lead.social_referral_rate": 0.0,
    "lead.community_referral_rate": 0.0,
    **{f"{service.name.lower()}.{path}": 0.0 for service in Service for path in ("take_up", "own_start_rate")},
}


# -- lives ------------------------------------------------------------------------------------------------


def king_county() -> Snapshot:
    """Return King County's base case under the law of 2012, changed as the comparison needs it."""
    jurisdiction = load_scenario("king-county/current").jurisdiction
    values = draw_values(jurisdiction.parameters, DEFAULT_SEED, 0, jurisdiction.file.currency_year).at(IN_FORCE)
    assert all(values[f"{service.name.lower()}.effect"] == 1.0 for service in Service), "services are left out here"
    return {**values, **DESIGN}


def make_people(values: Snapshot, pool: int) -> Population:
    """Make everybody; the area that a hash puts them into says when LEAD opens for them."""
    return make_population({**values, "population.pool": pool}, world_key(DEFAULT_SEED, 0), -BEFORE, END)


def only(people: Population, numbers: np.ndarray) -> Population:
    """Return some of the people."""
    traits = {field.name: getattr(people, field.name) for field in fields(people)}
    return replace(people, **{name: t[numbers] for name, t in traits.items() if isinstance(t, np.ndarray)})


def live(values: Snapshot, people: Population, plan: CapacityPlan) -> Outcome:
    """Let the people live; LEAD opens for one cohort a month and takes nobody after the last."""
    opening = [(ENTRY * i / len(COHORTS), _facts(values, i + 1)) for i in range(len(COHORTS))]
    epochs = ((-BEFORE, _facts(values, 0)), *opening, (ENTRY, _facts(values, 0)))
    setup = Setup(people, epochs, (-BEFORE, 0.0, END), (Venue.MUNICIPAL,) * len(COHORTS))
    with lazy_garbage_collection():
        return simulate(setup, plan)


def _facts(values: Snapshot, opened: int) -> Facts:
    coverage = {cohort: float(i < opened) for i, cohort in enumerate(COHORTS)}
    return bind({**values, "lead.coverage": coverage}, COHORTS)


# -- what was counted for whom ----------------------------------------------------------------------------

FILINGS = {"felony_filings": [Quantity.FILINGS_SUPERIOR], "misdemeanor_filings": [Quantity.FILINGS_MUNICIPAL]}


@dataclass(frozen=True)
class Record:
    """Everything counted for some people of a run, an entry each time, and when they were released from custody."""

    who: np.ndarray
    time: np.ndarray
    quantity: np.ndarray
    amount: np.ndarray
    released: Sequence[Sequence[float]]

    @classmethod
    def of(cls, outcome: Outcome, numbers: np.ndarray) -> Record:
        """Return the record of the people with these numbers, numbered anew from 0 in their order."""
        place = {int(number): i for i, number in enumerate(numbers)}
        found = [(place[c.person], c.time, c.quantity, c.amount) for c in outcome.engine.credits if c.person in place]
        who, time, quantity, amount = np.array(found).T
        released: list[list[float]] = [[] for _ in numbers]
        for event in outcome.events:
            if event.kind == Kind.RELEASED and event.person in place:
                released[place[event.person]].append(event.time)
        return cls(who.astype(int), time, quantity.astype(int), amount, released)

    def count(self, measure: str, after: np.ndarray, before: np.ndarray) -> np.ndarray:
        """Return each person's count of a measure between two times of their own, both excluded."""
        inside = (self.time > after[self.who]) & (self.time < before[self.who])
        return self._sum(self._is_of(measure) & inside, self.amount)

    def at(self, measure: str, when: np.ndarray) -> np.ndarray:
        """Return each person's count of a measure at a very instant."""
        return self._sum(self._is_of(measure) & (self.time == when[self.who]), self.amount)

    def days(self, measure: str, after: np.ndarray, before: np.ndarray) -> np.ndarray:
        """Return each person's days between two times of their own; days are counted when a stretch of them ends."""
        begin, end = np.maximum(self.time - self.amount, after[self.who]), np.minimum(self.time, before[self.who])
        return self._sum(self._is_of(measure), np.maximum(0.0, end - begin))

    def first_release(self, after: np.ndarray) -> np.ndarray:
        """Return when each person was next released from custody, or the end."""
        pairs = zip(self.released, after, strict=True)
        return np.array([min((time for time in times if time > start), default=END) for times, start in pairs])

    def _is_of(self, measure: str) -> np.ndarray:
        return np.isin(self.quantity, FILINGS.get(measure) or parts_of(measure))

    def _sum(self, chosen: np.ndarray, amount: np.ndarray) -> np.ndarray:
        return np.bincount(self.who[chosen], weights=amount[chosen], minlength=len(self.released))


# -- the comparison ---------------------------------------------------------------------------------------

ARRESTS = ("all_arrests", "arrests", "warrant_arrests")
Counts = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Arm:
    """What happened to each participant, by measure; what belongs to the entry event is in `entry` alone."""

    before: Counts  # in the two years before entry
    early: Counts  # in the first six months
    later: Counts  # in the whole follow-up
    entry: Counts


@dataclass(frozen=True)
class Comparison:
    """The same participants, in the same order, with LEAD and without."""

    entered: np.ndarray
    with_lead: Arm
    without: Arm

    @property
    def follow_up(self) -> np.ndarray:
        """Days from entry to the end, even of those who die or leave before it."""
        return END - self.entered


def compare(
    pool: int = POOL, changes: Mapping[str, Any] | None = None, readings: Readings = READINGS
) -> dict[str, Comparison]:
    """Simulate every reading with LEAD, and the same people without it once for all of them."""
    values = {**king_county(), **(changes or {})}
    people = make_people(values, pool)
    first, *others = readings
    everybody = live({**values, **readings[first]}, people, WITH_LEAD)
    diverted = parts_of("diversions")
    entry_of = {credit.person: credit.time for credit in everybody.engine.credits if credit.quantity in diverted}
    numbers = np.array(sorted(entry_of))
    entered = np.array([entry_of[number] for number in numbers])
    # Whoever does not enter need not be simulated again, since nobody's life depends on another's.
    participants = only(people, numbers)

    def arm(outcome: Outcome, numbers: np.ndarray) -> Arm:
        return observe(Record.of(outcome, numbers), entered, participants.key, _facts(values, 0))

    same = np.arange(len(numbers))
    without = arm(live(values, participants, WITHOUT_LEAD), same)
    arms = {first: arm(everybody, numbers)}
    arms |= {name: arm(live({**values, **readings[name]}, participants, WITH_LEAD), same) for name in others}
    return {name: Comparison(entered, with_lead, without) for name, with_lead in arms.items()}


def observe(record: Record, entered: np.ndarray, key: np.ndarray, facts: Facts) -> Arm:
    """Return what happened to people after their entry, and apart from it what belongs to the entry event."""
    end = np.full(len(entered), END)
    booked = record.at("bookings", entered)
    entry_stay_ends = np.where(booked > 0, record.first_release(entered), entered)
    decided = filing_decisions(record, entered, key, facts)
    entry = {
        "arrests": record.at("arrests", entered),
        "bookings": booked,
        "jail_days": record.days("jail_days", entered, entry_stay_ends),
        **{filings: record.at(filings, decided) for filings in FILINGS},
    }
    later = {measure: record.count(measure, entered, end) for measure in (*ARRESTS, "bookings")}
    later |= {filings: record.count(filings, entered, end) - entry[filings] for filings in FILINGS}
    later["jail_days"] = record.days("jail_days", entry_stay_ends, end)
    later |= {measure: record.days(measure, entered, end) for measure in ("liberty_days", "person_days")}
    return Arm(
        before={"all_arrests": record.count("all_arrests", entered - TWO_YEARS, entered)},
        early={measure: record.count(measure, entered, entered + SIX_MONTHS) for measure in ARRESTS},
        later=later,
        entry=entry,
    )


def filing_decisions(record: Record, entered: np.ndarray, key: np.ndarray, facts: Facts) -> np.ndarray:
    """Return when the prosecutor decides about each entry case: the same sum as the model's, to the last bit.

    A count is of a person, not of a case, so a filing is the entry case's if it is at this very instant.
    """
    in_custody, mean = facts.prosecution.filing_delay
    contact = record.count("contacts", np.full(len(entered), -np.inf), entered)
    delay = int(Decision.FILING_DELAY)
    luck = [streams.uniform(int(person), delay, int(k)) for person, k in zip(key, contact, strict=True)]
    at_liberty = mean * np.array([rules.exponential(u) for u in luck])
    return entered + np.where(record.at("bookings", entered) > 0, in_custody, at_liberty)
