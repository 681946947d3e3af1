"""What the tally counts by the way is what the event log adds up to (Little's law on the path itself).

The number in a state, integrated over time, is the sum of everybody's time in it: exactly, for every path
(Little 1961, doi:10.1287/opre.9.3.383; Stidham 1974, doi:10.1287/opre.22.2.417).
"""

from __future__ import annotations

from functools import partial

import pytest

from simulator.model.events import Event, Kind, Resource, Service
from tests.support import make_setup, month_edges, simulate
from tests.verification.paths import (
    PARTICIPATION,
    PRESENCE,
    UNDER_WARRANT,
    WAITING,
    Episode,
    custody,
    episodes,
    total_days,
)

END = 36 * 30.0
PLANS = {
    "steady": [(0.0, 20)],
    "grows": [(0.0, 10), (300.0, 40), (600.0, 60)],
    "is cut": [(0.0, 50), (400.0, 15), (777.7, 0), (900.0, 25)],
}
BUSY = {
    "lead.social_referral_rate": 1.0,
    "population.death_rate": 0.05,
    "prosecution.prison_stay": 120.0,
    "police.contact_rate": 4.0,
}


# Courts, state beds and services are full at times, so that there are days of waiting for each.
OTHERS = {
    Resource.COURT_SUPERIOR: [(0.0, 10)],
    Resource.COURT_MUNICIPAL: [(0.0, 25)],
    Resource.COMPETENCY_BEDS: [(0.0, 2)],
    Resource.INTERIM_HOUSING: [(0.0, 5), (500.0, 2)],
    Resource.PERMANENT_HOUSING: [(0.0, 5)],
    Resource.TREATMENT: [(0.0, 10)],
    Resource.EMPLOYMENT: [(0.0, 5)],
}


@pytest.fixture(scope="module", params=PLANS)
def outcome(request):
    world = 12 + list(PLANS).index(request.param)
    return simulate(make_setup(BUSY, world=world), PLANS[request.param], others=OTHERS, monthly=True)


def service_places(events: list[Event]) -> list[Episode]:
    """Return the episodes in a LEAD place of any service; a person may have several services at once."""
    kinds = Kind.SERVICE_BEGAN, (Kind.SERVICE_ENDED, Kind.DIED, Kind.LEFT)
    others = (Kind.SERVICE_BEGAN, Kind.SERVICE_ENDED)
    return [
        episode
        for service in Service
        for episode in episodes((e for e in events if e.kind not in others or e.detail == service), kinds)
    ]


@pytest.mark.parametrize(
    ("read", "measures"),
    [
        (partial(episodes, kinds=WAITING), ["waiting_days"]),
        (custody, ["jail_days", "prison_days", "competency_bed_days"]),
        (partial(episodes, kinds=UNDER_WARRANT), ["warrant_days"]),
        (partial(episodes, kinds=PARTICIPATION), ["participant_days"]),
        (service_places, ["housing_unit_days_used", "treatment_place_days", "employment_place_days"]),
        (partial(episodes, kinds=PRESENCE), ["person_days"]),
    ],
    ids=["waiting", "custody", "under a warrant", "participation", "services", "presence"],
)
def test_days_in_a_state_are_the_sum_of_its_episodes(outcome, read, measures):
    found = read(outcome.events)
    edges = month_edges(36)
    counted = sum(outcome.tally.monthly(measure) for measure in measures)
    assert len(found) > 50
    assert counted.sum() == pytest.approx(total_days(found, 0.0, END), rel=1e-9)
    for month, days in enumerate(counted):
        assert days == pytest.approx(total_days(found, edges[month], edges[month + 1]), rel=1e-9, abs=1e-9)


def test_days_at_liberty_are_the_rest(outcome):
    held = total_days(custody(outcome.events), 0.0, END)
    present = total_days(episodes(outcome.events, PRESENCE), 0.0, END)
    assert outcome.tally.monthly("liberty_days").sum() == pytest.approx(present - held, rel=1e-9)
