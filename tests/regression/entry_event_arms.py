"""The two arms of a comparison like the Seattle evaluation's: the same lives with LEAD and without.

LEAD opens for a thirtieth of the people at a time over two and a half years, and diverts one arrest of each. So
everybody enters at the first eligible arrest after a date that has nothing to do with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import numpy as np

from simulator.evidence.lives import Followed, lives_of
from simulator.experiment.question import DEFAULT_SEED
from simulator.experiment.run import Run
from simulator.experiment.setup import world_key
from simulator.inputs.draw import draw_values
from simulator.inputs.load import load_scenario
from simulator.inputs.values import Snapshot
from simulator.model.engine import CapacityPlan, Setup
from simulator.model.events import Kind, Service, Venue
from simulator.model.facts import Facts, bind
from simulator.model.garbage import lazy_garbage_collection
from simulator.model.measures import parts_of
from simulator.model.population import Population, make_population
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
    opening = [(ENTRY * i / len(COHORTS), facts_with(values, i + 1)) for i in range(len(COHORTS))]
    epochs = ((-BEFORE, facts_with(values, 0)), *opening, (ENTRY, facts_with(values, 0)))
    setup = Setup(people, epochs, (-BEFORE, 0.0, END), (Venue.MUNICIPAL,) * len(COHORTS))
    with lazy_garbage_collection():
        return simulate(setup, plan)


def facts_with(values: Snapshot, opened: int) -> Facts:
    """Return what the model is told while LEAD is open for so many cohorts."""
    coverage = {cohort: float(i < opened) for i, cohort in enumerate(COHORTS)}
    return bind({**values, "lead.coverage": coverage}, COHORTS)


# -- what was counted for whom ----------------------------------------------------------------------------

FILINGS = ("felony_filings", "misdemeanor_filings")


def follow(outcome: Outcome, people: Population, numbers: np.ndarray, entered: np.ndarray, facts: Facts) -> Followed:
    """Return what was counted of the people with these numbers, numbered anew from 0 in their order."""
    happened = Run(outcome.tally, outcome.events, outcome.engine.credits)
    return Followed.of(lives_of(happened, people.key, facts), numbers, entered)


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

    def arm(outcome: Outcome, simulated: Population, numbers: np.ndarray) -> Arm:
        return observe(follow(outcome, simulated, numbers, entered, facts_with(values, 0)))

    same = np.arange(len(numbers))
    without = arm(live(values, participants, WITHOUT_LEAD), participants, same)
    arms = {first: arm(everybody, people, numbers)}
    for name in others:
        arms[name] = arm(live({**values, **readings[name]}, participants, WITH_LEAD), participants, same)
    return {name: Comparison(entered, with_lead, without) for name, with_lead in arms.items()}


def observe(record: Followed) -> Arm:
    """Return what happened to people after their entry, and apart from it what belongs to the entry event."""
    entered = record.entered
    end = np.full(len(entered), END)
    booked = record.at("bookings", entered)
    entry_stay_ends = np.where(booked > 0, record.next_event(Kind.RELEASED, entered, end), entered)
    decided = record.filing_decisions()
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
