"""Housing units through LEAD as a queue with impatience, and what people find and lose without LEAD."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from simulator.model.events import Kind, Resource, Service
from simulator.model.reference import services
from simulator.units import days, per_day
from tests.support import NO_DESISTANCE, SERVICES, Outcome, make_setup, simulate
from tests.verification.formulas import Queue
from tests.verification.harness import ClosedForm, check_columns, over_worlds
from tests.verification.test_queues import FOREVER, IMPATIENT, ONLY_REFERRALS
from tests.verification.waiting_lines import erlang_a, mean_on_off

if TYPE_CHECKING:
    from collections.abc import Sequence

ON_OFF = "two states with constant hazards; Cox and Miller 1965, The Theory of Stochastic Processes"

# LEAD takes everybody who is referred, at once; nobody is homed, treated or employed but by what a test adds.
NO_SERVICES = {
    **ONLY_REFERRALS,
    **NO_DESISTANCE,
    "population.unhoused_share": 1.0,
    "population.substance_use_share": 1.0,
    **{f"{service}.take_up": 0.0 for service in SERVICES},
    **{f"{service}.own_start_rate": 0.0 for service in SERVICES},
}
PLACES_FOR_ALL = [(0.0, 10**6)]

# -- units that are waited for ----------------------------------------------------------------------------

PEOPLE, UNITS, LOAD = 1_000, 8, 0.95
STAY, PATIENCE, IN_LEAD = 100.0, 90.0, 200.0
RATE = LOAD * UNITS / STAY
# Patience ends, or LEAD does, and with it the wait.
QUEUE = erlang_a(RATE, UNITS, 1.0 / STAY, 1.0 / PATIENCE + 1.0 / IN_LEAD)
# Only those neither in LEAD nor in a unit ask for one; a unit is kept beyond LEAD until its own end.
STAYED_ON = QUEUE.served * STAY / (STAY + IN_LEAD)
EACH = RATE / (PEOPLE - RATE * IN_LEAD - STAYED_ON)
WARM_UP, SPAN = 10 * STAY, 3_000.0 / RATE


def offering(service: str) -> dict[str, object]:
    """Return the values by which every new participant wants one service."""
    return {
        **NO_SERVICES,
        "population.pool": PEOPLE,
        "lead.social_referral_rate": days(EACH),
        "lead.duration": per_day(IN_LEAD),
        f"{service}.take_up": 1.0,
        f"{service}.stay": STAY,
        f"{service}.patience": PATIENCE,
    }


def units(service: Service, world: int, **changes: object) -> tuple[float, float, float, float]:
    """Return mean units in use and people waiting, and the shares of askers who gave up and who had to wait."""
    values = {**offering(service.name.lower()), **changes}
    setup = make_setup(values, world=world, edges=(0.0, WARM_UP, WARM_UP + SPAN))
    outcome = simulate(setup, PLACES_FOR_ALL, others={Resource(Resource.INTERIM_HOUSING + service): [(0.0, UNITS)]})
    lines = [event for event in outcome.events if event.time >= WARM_UP]
    waited, gave_up, began = (
        sum(event.kind == kind for event in lines)
        for kind in (Kind.SERVICE_WAITS, Kind.SERVICE_WAIT_ENDED, Kind.SERVICE_BEGAN)
    )
    asked = began + gave_up  # but for a few who wait at either end
    in_use = float(outcome.tally.monthly("housing_unit_days_used")[1]) / SPAN
    waiting = float(outcome.tally.monthly("service_waiting_days")[1]) / SPAN
    return in_use, waiting, gave_up / asked, waited / asked


def forms_of(queue: Queue, detects: Sequence[float]) -> list[ClosedForm]:
    return [
        ClosedForm(name, getattr(queue, name), IMPATIENT, size)
        for name, size in zip(("served", "waiting", "abandoning", "delayed"), detects, strict=True)
    ]


@pytest.mark.parametrize("service", [Service.INTERIM_HOUSING, Service.PERMANENT_HOUSING], ids=lambda one: one.name)
def test_housing_units_are_erlang_a(service: Service):
    worlds = range(600 + 20 * service, 616 + 20 * service)
    forms = forms_of(QUEUE, (0.04, 0.22, 0.2, 0.12))
    check_columns(forms, [units(service, world) for world in worlds])


def test_a_wait_that_outlives_lead_would_be_noticed(monkeypatch: pytest.MonkeyPatch):
    patient = {"interim_housing.patience": FOREVER}
    queue = erlang_a(RATE, UNITS, 1.0 / STAY, 1.0 / IN_LEAD)
    assert units(Service.INTERIM_HOUSING, 645, **patient)[1] < 1.5 * queue.waiting
    monkeypatch.setattr(services, "stop_all_waiting", lambda *_: None)
    assert units(Service.INTERIM_HOUSING, 645, **patient)[1] > 3.0 * queue.waiting


def test_what_is_found_without_lead_ends_the_wait():
    """Found, out of patience, or out of LEAD: three exponential delays in competition, and no unit at all."""
    found, patience, lead = 1.0 / 60.0, 1.0 / 90.0, 1.0 / 150.0
    changes = {
        **offering("interim_housing"),
        "interim_housing.patience": 1.0 / patience,
        "lead.duration": per_day(1.0 / lead),
        "lead.social_referral_rate": 1.0,
        "population.pool": 1_500,
        "interim_housing.own_start_rate": days(found),
        "interim_housing.own_stay": 30.0,
    }
    setup = make_setup(changes, world=650, edges=(0.0, 60.0, 2_000.0))
    units_of_nobody = {Resource.INTERIM_HOUSING: [(0.0, 1)]}
    outcome = simulate(setup, PLACES_FOR_ALL, others=units_of_nobody)
    ends = waits_and_ends(outcome)
    waited, by_finding = np.array([end[0] for end in ends]), np.array([end[1] for end in ends])
    assert len(ends) > 500
    source = "competing exponential risks; Prentice et al. 1978, doi:10.2307/2530374"
    total = found + patience + lead
    check_columns(
        [ClosedForm("wait", 1.0 / total, source, 0.2), ClosedForm("share found", found / total, source, 0.2)],
        list(zip(waited, by_finding, strict=True)),
    )


def waits_and_ends(outcome: Outcome) -> list[tuple[float, float]]:
    """Return each wait that began after day 30, and 1 if it ended with something found."""
    since: dict[int, float] = {}
    found = []
    for event, after in zip(outcome.events, [*outcome.events[1:], None], strict=True):
        if event.kind == Kind.SERVICE_WAITS and event.time >= 30.0:
            since[event.person] = event.time
        elif event.kind == Kind.SERVICE_WAIT_ENDED and event.person in since:
            here = after is not None and (after.time, after.person) == (event.time, event.person)
            elsewhere = here and after.kind == Kind.SERVICE_FOUND
            found.append((event.time - since.pop(event.person), float(elsewhere)))
        elif event.kind == Kind.SERVICE_BEGAN:
            since.pop(event.person, None)
    return found


# -- what people find and lose without LEAD ---------------------------------------------------------------

STARTS, ENDS = 0.5, 1.2  # a year
MEASURE = {
    "interim_housing": "housed_days",
    "permanent_housing": "housed_days",
    "treatment": "treatment_days",
    "employment": "work_days",
}


def without_lead(service: str, unhoused: float) -> dict[str, object]:
    return {
        **NO_SERVICES,
        "population.pool": 600,
        "population.unhoused_share": unhoused,
        "lead.social_referral_rate": 0.0,
        f"{service}.own_start_rate": STARTS,
        f"{service}.own_stay": days(1.0 / ENDS),
    }


def shares(service: str, unhoused: float, worlds: range, edges: tuple[float, ...]) -> list[Sequence[float]]:
    """Return the share of time in what was found without LEAD, stretch by stretch, of each world."""

    def measure(outcome: Outcome) -> Sequence[float]:
        return list(outcome.tally.monthly(MEASURE[service]) / outcome.tally.monthly("person_days"))

    return over_worlds(measure, without_lead(service, unhoused), worlds=worlds, edges=edges)


@pytest.mark.parametrize("service", SERVICES)
def test_the_long_run_share_without_lead_is_start_over_start_and_end(service: str):
    """Interim housing, treatment and work are in their long run from the first day; homes get there in time."""
    start = days(8.0) if service == "permanent_housing" else 0.0
    edges = (0.0, days(4.0)) if start == 0.0 else (0.0, start, start + days(4.0))
    worlds = range(660 + 10 * SERVICES.index(service), 670 + 10 * SERVICES.index(service))
    rows = [[row[-1]] for row in shares(service, 1.0, worlds, edges)]
    check_columns([ClosedForm(service, STARTS / (STARTS + ENDS), ON_OFF, 0.08)], rows)


@pytest.mark.parametrize("unhoused", [1.0, 0.2])
def test_homes_are_found_and_lost_from_those_that_people_came_with(unhoused: float):
    edges = (0.0, days(0.3), days(0.6), days(1.2), days(2.4))
    rows = shares("permanent_housing", unhoused, range(700, 720), edges)
    forms = [
        ClosedForm(
            f"housed from day {start:.0f}",
            mean_on_off(1.0 - unhoused, per_day(STARTS), per_day(ENDS), start, stop),
            ON_OFF,
            0.17,
        )
        for start, stop in pairwise(edges)
    ]
    check_columns(forms, rows)


def test_without_places_nobody_waits_for_any():
    """What LEAD has none of is not offered; with one unit it is, and that only of the one."""
    changes = {**offering("interim_housing"), "population.pool": 50, "interim_housing.stay": FOREVER}
    changes |= {"lead.social_referral_rate": 1.0}
    setup = make_setup(changes, world=725, edges=(0.0, days(5.0)))
    for number in (0, 1):
        outcome = simulate(setup, PLACES_FOR_ALL, others={Resource.INTERIM_HOUSING: [(0.0, number)]})
        began = [event for event in outcome.events if event.kind == Kind.SERVICE_BEGAN]
        waits = [event for event in outcome.events if event.kind == Kind.SERVICE_WAITS]
        assert (len(began), bool(waits)) == (number, bool(number))
