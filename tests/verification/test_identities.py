"""What the tally counts by the way is what the event log adds up to (Little's law on the path itself).

The number in a state, integrated over time, is the sum of everybody's time in it: exactly, for every path
(Little 1961, doi:10.1287/opre.9.3.383; Stidham 1974, doi:10.1287/opre.22.2.417).
"""

from __future__ import annotations

import pytest

from tests.support import make_setup, month_edges, simulate
from tests.verification.paths import CUSTODY, PARTICIPATION, PRESENCE, WAITING, episodes, total_days

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


@pytest.fixture(scope="module", params=PLANS)
def outcome(request):
    world = 12 + list(PLANS).index(request.param)
    return simulate(make_setup(BUSY, world=world), PLANS[request.param], monthly=True)


@pytest.mark.parametrize(
    ("kinds", "measures"),
    [
        (WAITING, ["waiting_days"]),
        (CUSTODY, ["jail_days", "prison_days"]),
        (PARTICIPATION, ["participant_days"]),
        (PRESENCE, ["person_days"]),
    ],
    ids=["waiting", "custody", "participation", "presence"],
)
def test_days_in_a_state_are_the_sum_of_its_episodes(outcome, kinds, measures):
    found = episodes(outcome.events, kinds)
    edges = month_edges(36)
    counted = sum(outcome.tally.monthly(measure) for measure in measures)
    assert len(found) > 50
    assert counted.sum() == pytest.approx(total_days(found, 0.0, END), rel=1e-9)
    for month, days in enumerate(counted):
        assert days == pytest.approx(total_days(found, edges[month], edges[month + 1]), rel=1e-9, abs=1e-9)


def test_days_at_liberty_are_the_rest(outcome):
    held = total_days(episodes(outcome.events, CUSTODY), 0.0, END)
    present = total_days(episodes(outcome.events, PRESENCE), 0.0, END)
    assert outcome.tally.monthly("liberty_days").sum() == pytest.approx(present - held, rel=1e-9)
