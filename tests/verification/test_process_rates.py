"""Measured process rates do what they say: the odds of each decision, by group, and nothing else."""

from __future__ import annotations

import math
from collections import Counter

import pytest

from simulator.model import rules
from simulator.model.events import Kind, Route
from simulator.model.quantities import Quantity
from tests.support import NO_CUSTODY, NO_EFFECT, make_setup, month_edges, simulate
from tests.verification.test_rules import Draws

BLACK, WHITE = 0, 1
LIVELY = {"population.pool": 1_500, "population.groups": {"black": 0.5, "white": 0.5, "other": 0.0},
          "police.contact_rate": 4.0}  # fmt: skip


def odds(share: float) -> float:
    return share / (1.0 - share)


def test_odds_are_multiplied_and_shares_stay_shares():
    draw = Draws(7)
    for _ in range(2_000):
        share, ratio = draw.between(0.001, 0.999), draw.scale(0.01, 100.0)
        assert odds(rules.by_odds(share, ratio)) == pytest.approx(ratio * odds(share), rel=1e-9)
        assert rules.against_odds(share, ratio) == pytest.approx(1.0 - rules.by_odds(1.0 - share, ratio), abs=1e-12)
        assert rules.by_odds(share, 1.0) == rules.against_odds(share, 1.0) == share


@pytest.mark.parametrize(("share", "ratio", "by", "against"), [
    (0.3, 0.0, 0.0, 1.0), (1.0, 0.0, 0.0, 1.0), (0.0, 0.0, 0.0, 0.0), (0.0, 5.0, 0.0, 0.0), (1.0, 5.0, 1.0, 1.0),
])  # fmt: skip
def test_odds_at_their_ends(share: float, ratio: float, by: float, against: float):
    assert (rules.by_odds(share, ratio), rules.against_odds(share, ratio)) == (by, against)


def counted(changes: dict[str, object], *quantities: int) -> list[tuple[float, float]]:
    """Return how often something is counted of each of two groups."""
    outcome = simulate(make_setup({**LIVELY, **changes}, edges=month_edges(24)), [(0.0, 10_000)])
    totals = outcome.tally.counts.sum(axis=0)
    return [tuple(totals[list(quantities), group].tolist()) for group in (BLACK, WHITE)]


ARRESTS = range(Quantity.ARRESTS_CITED_CITY, Quantity.ARRESTS_BOOKED_COUNTY + 1)
BOOKED = (Quantity.ARRESTS_BOOKED_CITY, Quantity.ARRESTS_BOOKED_COUNTY)
FILED = range(Quantity.FILINGS_SUPERIOR, Quantity.FILINGS_DISTRICT + 1)
REFERRED = range(Quantity.CHARGES_REFERRED_SUPERIOR, Quantity.CHARGES_REFERRED_DISTRICT + 1)
BOTH = ("felony", "misdemeanor")
# What is decided, among what, and the share that the place states of it.
DECISIONS = {
    "equity.arrest": (ARRESTS, (Quantity.CONTACTS,), {"police.no_action_share": 0.6, "lead.coverage": {
        "downtown": 0.0, "county": 0.0}}, 0.4),
    "equity.booking": (BOOKED, ARRESTS, {**NO_CUSTODY, "police.booked_share": dict.fromkeys(BOTH, 0.4)}, 0.4),
    "equity.offer": ((Quantity.DIVERSION_OFFERS,), (Quantity.DIVERSION_OFFERS, Quantity.REFUSED_OFFICER_DID_NOT_OFFER),
                     {"lead.officer_offers": 0.4}, 0.4),
    "equity.filing": (FILED, REFERRED, {**NO_EFFECT, "prosecution.filed": dict.fromkeys(BOTH, 0.4),
                                        "prosecution.out_of_custody_factor": 1.0,
                                        "prosecution.filing_delay_in_custody": 0.0,
                                        "prosecution.filing_delay_out_of_custody": 0.0,
                                        "prosecution.case_length_scale": 0.1, "courts.failure_to_appear": 0.0}, 0.4),
}  # fmt: skip


@pytest.mark.parametrize("path", DECISIONS)
def test_a_decision_falls_on_a_group_with_its_own_odds(path: str):
    of, among, changes, share = DECISIONS[path]
    for group, ratio in zip(counted({**changes, path: {"black": 3.0, "white": 0.5, "other": 1.0}}, *of, *among),
                            (3.0, 0.5), strict=True):  # fmt: skip
        yes, asked = sum(group[: len(of)]), sum(group[len(of) :])
        expected = ratio * odds(share) / (1.0 + ratio * odds(share))
        assert asked > 150
        assert yes / asked == pytest.approx(expected, abs=4.0 * math.sqrt(expected * (1.0 - expected) / asked))


def test_officers_refer_a_group_at_its_own_rate_and_the_community_does_not():
    changes = {
        **LIVELY,
        "population.pool": 3_000,
        "lead.social_referral_rate": 0.2,
        "lead.community_referral_rate": 0.2,
        "lead.consent": 1.0,
        "lead.referral_tilt": 0.0,
        "lead.coverage": {"downtown": 0.0, "county": 0.0},
        "equity.referral": {"black": 3.0, "white": 0.5, "other": 1.0},
    }
    setup = make_setup(changes, edges=month_edges(12))
    outcome = simulate(setup, [(0.0, 10)])
    seen: Counter[tuple[int, int]] = Counter()
    for person, group in enumerate(setup.people.group):
        state = outcome.engine._world.persons[person]
        for route in (Route.SOCIAL_CONTACT, Route.COMMUNITY):
            seen[int(group), route] += state.referrals[route]
    assert not [event for event in outcome.events if event.kind == Kind.REFERRED]
    social, community = (seen[BLACK, route] / seen[WHITE, route] for route in (Route.SOCIAL_CONTACT, Route.COMMUNITY))
    assert social == pytest.approx(6.0, rel=0.2)
    assert community == pytest.approx(1.0, rel=0.15)


def test_a_new_rate_of_a_group_acts_at_once_on_that_group_alone():
    changes = {**LIVELY, "lead.social_referral_rate": 0.5, "lead.community_referral_rate": 0.0}
    later = [(360.0, {"equity.referral": {"black": 0.0, "white": 1.0, "other": 1.0}})]
    setup = make_setup(changes, edges=month_edges(24), later=later)
    events = [e for e in simulate(setup).events if e.kind == Kind.REFERRAL_REFUSED and e.time >= 360.0]
    assert {int(setup.people.group[event.person]) for event in events} == {WHITE}
