"""The ends of what may be said of courts, warrants, beds and services: every run ends, with finite numbers.

What may be said of police, jail and LEAD's own places is in `test_extremes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from simulator.errors import ModelError
from simulator.model import engine as engine_module
from simulator.model.engine import CapacityPlan
from simulator.model.events import Kind, Resource
from simulator.model.quantities import Quantity
from tests.properties.courthouse import LIVELY
from tests.support import SERVICES, TIERS, Outcome, each_offense, make_setup, month_edges, simulate

# What a file may say: rates up to 365 a year, delays from 0 to 36,525 days.
MOST_OFTEN, LONGEST = 365.0, 36_525.0

SHARES = (
    "population.desisted_multiplier", "population.mental_illness_share", "population.substance_use_share",
    "population.unhoused_share", "jail.warrant_long_stay_share", "jail.psychiatric_share", "jail.medical_share",
    "courts.failure_to_appear", "competency.incompetent", "competency.restored", "prosecution.convicted",
    "lead.warrant_excludes", "lead.waiting_list", "lead.ever_engaged", "lead.effect.warrants",
    "lead.effect.discount", "lead.consent", "lead.intake_completes",
    *(f"{service}.take_up" for service in SERVICES), *(f"{service}.effect" for service in SERVICES),
)  # fmt: skip
SHARES_BY_TIER = (
    "jail.booked_when_full", "supervision.share", "competency.raised", "competency.restoration_ordered",
    "police.booked_share", "prosecution.filed", "prosecution.jail_sentence_share",
)  # fmt: skip
RATES = (
    "population.desistance_rate", "courts.warrant_service_rate", "supervision.violation_rate",
    "lead.effect.warrant_clearing", *(f"{service}.own_start_rate" for service in SERVICES),
)  # fmt: skip
DAYS = (
    "population.release_risk", "courts.hearing_interval", "courts.calendar", "courts.custody_calendar",
    "competency.evaluation_wait", "competency.restoration_stay", "prosecution.case_length_scale",
    "prosecution.filing_delay_in_custody", "prosecution.filing_delay_out_of_custody", "prosecution.prison_stay",
    "jail.short_stay_median", "jail.long_stay_median", "lead.patience",
    *(f"{service}.{delay}" for service in SERVICES for delay in ("stay", "own_stay", "patience")),
)  # fmt: skip


def every_share(value: float) -> dict[str, Any]:
    by_tier = {path: dict.fromkeys(TIERS, value) for path in SHARES_BY_TIER}
    return {**dict.fromkeys(SHARES, value), **by_tier, "courts.diverted_share": dict.fromkeys(TIERS, 0.0)}


def every_delay(value: float) -> dict[str, Any]:
    return {
        **dict.fromkeys(DAYS, value),
        "prosecution.jail_sentence": dict.fromkeys(TIERS, value),
        "supervision.length": value / LONGEST * 100.0,  # years
    }


EXTREMES: Mapping[str, Mapping[str, Any]] = {
    "as lively as ever": {},
    "all probabilities 0": every_share(0.0),
    "all probabilities 1": every_share(1.0),
    "all probabilities 1 but LEAD's effects": {**every_share(1.0), "lead.effect.warrants": 0.0},
    "all rates 0": dict.fromkeys(RATES, 0.0),
    "all rates as high as can be": dict.fromkeys(RATES, MOST_OFTEN),
    "no delay at all": every_delay(0.0),
    "no delay and all probabilities 1": {**every_share(1.0), **every_delay(0.0)},
    "no delay and all rates as high as can be": {**dict.fromkeys(RATES, MOST_OFTEN), **every_delay(0.0)},
    "delays of a century": every_delay(LONGEST),
    "desistance that vanishes with age": {"population.desistance_growth": 0.0},
    "desistance that halves with each year of age": {"population.desistance_growth": 0.5},
    "desistance that doubles with each year of age": {"population.desistance_growth": 2.0},
    "all sixty and over": {"population.age_mean": 100.0, "population.age_sd": 30.0},
    "death certain after release": {"population.release_death_ratio": 1e9, "population.release_risk": LONGEST},
    "release without danger": {"population.release_death_ratio": 0.0},
    "never a failure to appear": {"courts.failure_to_appear": 0.0},
    "always a failure to appear": {"courts.failure_to_appear": 1.0, "courts.warrant_service_rate": MOST_OFTEN},
    "nobody looks for anybody": {"courts.failure_to_appear": 1.0, "courts.warrant_service_rate": 0.0},
    "a competency question in every case": {
        "population.mental_illness_share": 1.0,
        "competency.raised": dict.fromkeys(TIERS, 1.0),
        "competency.incompetent": 1.0,
        "competency.restoration_ordered": dict.fromkeys(TIERS, 1.0),
        "competency.restored": 1.0,
        "competency.evaluation_wait": 0.0,
        "competency.restoration_stay": 0.0,
    },
    "services that make more of everything": {f"{service}.effect": 100.0 for service in SERVICES},
    "nobody": {"population.pool": 0},
    "one person": {"population.pool": 1},
}
EDGES = month_edges(8, start=-60.0)
ALL = tuple(Resource)


def of_all(plan: CapacityPlan) -> dict[Resource, CapacityPlan]:
    return dict.fromkeys(ALL, plan)


UNITS: Mapping[str, Mapping[Resource, CapacityPlan]] = {
    "nothing limited": {Resource.LEAD: ((EDGES[0], 100_000),)},
    "nothing there": of_all(((EDGES[0], 0),)),
    "one of each": of_all(((EDGES[0], 1),)),
    "up and down": of_all(((EDGES[0], 3), (0.0, 0), (30.0, 10), (90.0, 1))),
}


def run(
    changes: Mapping[str, Any], units: Mapping[Resource, CapacityPlan], edges: tuple[float, ...] = EDGES
) -> Outcome:
    others = {resource: plan for resource, plan in units.items() if resource != Resource.LEAD}
    setup = make_setup({**LIVELY, "population.pool": 15, **changes}, edges=edges)
    return simulate(setup, units.get(Resource.LEAD, ()), others=others)


def assert_ended_well(outcome: Outcome, edges: tuple[float, ...]) -> None:
    counts = outcome.tally.counts
    assert np.isfinite(counts).all()
    assert (counts >= 0.0).all()
    assert outcome.engine.now == edges[-1]
    assert all(edges[0] <= event.time < edges[-1] for event in outcome.events)


@pytest.mark.parametrize("units", UNITS.values(), ids=UNITS)
@pytest.mark.parametrize("changes", EXTREMES.values(), ids=EXTREMES)
def test_extremes_end_with_finite_numbers(changes: Mapping[str, Any], units: Mapping[Resource, CapacityPlan]):
    assert_ended_well(run(changes, units), EDGES)


@pytest.mark.parametrize("resource", ALL, ids=lambda one: one.name)
def test_a_resource_that_there_is_none_of_is_used_by_nobody(resource: Resource):
    outcome = run({"population.pool": 40}, {Resource.LEAD: ((EDGES[0], 50),), resource: ((EDGES[0], 0),)})
    assert_ended_well(outcome, EDGES)
    assert outcome.engine._world.pools[resource].used == 0
    used = {
        Resource.LEAD: (Quantity.PLACE_DAYS_USED, Quantity.PARTICIPANT_DAYS),
        Resource.COURT_SUPERIOR: (Quantity.HEARINGS_SUPERIOR,),
        Resource.COURT_MUNICIPAL: (Quantity.HEARINGS_MUNICIPAL,),
        Resource.COURT_DISTRICT: (Quantity.HEARINGS_DISTRICT,),
        Resource.COMPETENCY_BEDS: (Quantity.COMPETENCY_BED_DAYS,),
        Resource.INTERIM_HOUSING: (Quantity.INTERIM_HOUSING_PLACE_DAYS,),
        Resource.PERMANENT_HOUSING: (Quantity.PERMANENT_HOUSING_PLACE_DAYS,),
        Resource.TREATMENT: (Quantity.TREATMENT_PLACE_DAYS,),
        Resource.EMPLOYMENT: (Quantity.EMPLOYMENT_PLACE_DAYS,),
    }.get(resource, ())
    assert not outcome.tally.counts[:, used, :].any()
    plenty = run({"population.pool": 40}, {Resource.LEAD: ((EDGES[0], 50),)})
    assert all(plenty.tally.counts[:, quantity, :].any() for quantity in used)


def test_a_jail_without_room_books_only_those_whom_it_must():
    full = {Resource.JAIL: ((EDGES[0], 0),)}
    nobody = {"jail.booked_when_full": dict.fromkeys(TIERS, 0.0)}
    new_charges_only = {"courts.failure_to_appear": 0.0, "supervision.share": dict.fromkeys(TIERS, 0.0)}
    no_sentences = {"prosecution.convicted": 0.0, "competency.raised": dict.fromkeys(TIERS, 0.0)}
    outcome = run({**nobody, **new_charges_only, **no_sentences}, full)
    kinds = [event.kind for event in outcome.events]
    assert Kind.BOOKED not in kinds
    assert kinds.count(Kind.BOOKING_RESTRICTED) > 10
    everybody = {"jail.booked_when_full": dict.fromkeys(TIERS, 1.0)}
    kinds = [event.kind for event in run({**everybody, **new_charges_only, **no_sentences}, full).events]
    assert Kind.BOOKING_RESTRICTED not in kinds
    assert kinds.count(Kind.BOOKED) > 10


def test_without_failures_and_violations_there_are_no_warrants():
    changes = {"courts.failure_to_appear": 0.0, "supervision.violation_rate": 0.0}
    kinds = {event.kind for event in run(changes, {}).events}
    assert not kinds & {Kind.WARRANT_ISSUED, Kind.WARRANT_SERVED, Kind.WARRANT_CLEARED, Kind.FAILED_TO_APPEAR}


def test_who_never_appears_is_decided_only_in_custody():
    changes = {"courts.failure_to_appear": 1.0, "population.mental_illness_share": 0.0, "population.pool": 60}
    held: set[int] = set()
    decided = 0
    for event in run(changes, {}).events:
        if event.kind == Kind.BOOKED:
            held.add(event.person)
        elif event.kind in (Kind.RELEASED, Kind.DIED):
            held.discard(event.person)
        elif event.kind in (Kind.CONVICTED, Kind.COURT_DIVERTED, Kind.CASE_DISMISSED):
            assert event.person in held
            decided += 1
    assert decided > 20


def test_nobody_makes_nothing():
    outcome = run({"population.pool": 0}, of_all(((EDGES[0], 5),)))
    assert not outcome.tally.counts.any()
    assert [event.kind for event in outcome.events] == [Kind.CAPACITY]
    assert not outcome.engine.credits


@pytest.mark.parametrize("edges", [(0.0, 1.0), (-1.0, 0.0), (0.0, 0.5, 1.0)], ids=str)
def test_one_day(edges: tuple[float, ...]):
    changes = {**every_delay(0.0), "population.pool": 60, "police.contact_rate": MOST_OFTEN}
    outcome = run(changes, of_all(((edges[0], 5),)), edges)
    assert_ended_well(outcome, edges)
    kinds = {event.kind for event in outcome.events}
    # A day is too short for a hearing, and long enough for a case.
    assert Kind.CASE_OPENED in kinds
    assert Kind.HEARING not in kinds


def test_thirty_years_of_a_few_people():
    edges = month_edges(360, length=30.4375)
    changes = {"population.pool": 3, "population.arrivals_share": 0.6}
    outcome = run(changes, of_all(((edges[0], 2),)), edges)
    assert_ended_well(outcome, edges)
    kinds = {event.kind for event in outcome.events}
    assert {Kind.ADMITTED, Kind.WARRANT_SERVED, Kind.SUPERVISION_ENDED, Kind.SERVICE_BEGAN} <= kinds


@pytest.mark.parametrize("spacing", [1e-9, 0.1, 1.0 / 3.0, 30.4375, LONGEST])
def test_odd_calendars_lose_no_case(spacing: float):
    """A court day is never before what it is set after, whatever the rounding of its multiples."""
    changes = {"courts.calendar": spacing, "courts.custody_calendar": spacing, "courts.hearing_interval": 0.0}
    outcome = run(changes, {})
    assert_ended_well(outcome, EDGES)
    heard = [event.time for event in outcome.events if event.kind == Kind.HEARING]
    assert heard or spacing == LONGEST
    if spacing >= 0.1:
        away = np.array([abs(time / spacing - round(time / spacing)) for time in heard])
        assert (away < 1e-6).all()


@pytest.mark.parametrize("name", ["no delay and all probabilities 1", "no delay and all rates as high as can be"])
def test_the_busiest_worlds_take_a_small_part_of_the_events_allowed(name: str, monkeypatch: pytest.MonkeyPatch):
    """A twentieth of the budget is enough, so that what exceeds it is a loop without time."""
    monkeypatch.setattr(engine_module, "EVENTS_PER_PERSON", 100)
    monkeypatch.setattr(engine_module, "EVENTS_PER_PERSON_DAY", 6.0)
    assert_ended_well(run(EXTREMES[name], UNITS["one of each"]), EDGES)
    monkeypatch.setattr(engine_module, "EVENTS_PER_PERSON", 0)
    monkeypatch.setattr(engine_module, "EVENTS_PER_PERSON_DAY", 0.01)
    with pytest.raises(ModelError, match="more events than a run can have"):
        run({**EXTREMES[name], "population.pool": 60, "police.felony": each_offense(1)}, UNITS["one of each"])
