"""What a change of law or policy does at once, and what a second cut does to notice."""

import pytest

from simulator.model.events import Event, Kind, Route
from tests.support import make_setup, month_edges, simulate

CHANGE = 720.0
REFERRED = {"population.pool": 400, "lead.social_referral_rate": 0.5, "lead.community_referral_rate": 0.0}


def referrals(events: list[Event], start: float, end: float) -> int:
    kinds = (Kind.REFERRED, Kind.REFERRAL_REFUSED)
    return sum(event.kind in kinds and start <= event.time < end for event in events)


@pytest.mark.parametrize(("before", "after", "ratio"), [(0.5, 2.0, 4.0), (0.5, 0.25, 0.5), (0.0, 1.0, 2.0)])
def test_a_new_referral_rate_acts_at_once_on_everybody(before: float, after: float, ratio: float):
    def occasions(rate: float, later: float, start: float) -> int:
        changes = {**REFERRED, "lead.social_referral_rate": rate}
        setup = make_setup(changes, edges=month_edges(36), later=[(CHANGE, {"lead.social_referral_rate": later})])
        return referrals(simulate(setup).events, start, start + 180.0)

    usual = occasions(0.5, 0.5, CHANGE)
    assert occasions(before, after, CHANGE) == pytest.approx(ratio * usual, rel=0.2)


def test_a_rate_of_nothing_ends_referrals():
    setup = make_setup(REFERRED, edges=month_edges(36), later=[(CHANGE, {"lead.social_referral_rate": 0.0})])
    events = simulate(setup).events
    assert referrals(events, 0.0, CHANGE) > 100
    assert referrals(events, CHANGE, 1_080.0) == 0


def test_a_second_cut_postpones_nobody():
    changes = {**REFERRED, "lead.social_referral_rate": 3.0, "lead.wind_down": 180.0, "lead.waiting_list": 0.0}
    first, second = 720.0, 810.0
    once, twice = (
        {event.person: event.time for event in simulate(make_setup(changes), plan).events
         if event.kind == Kind.LEAD_EXIT and first <= event.time < first + 200.0}
        for plan in ([(0.0, 80), (first, 20)], [(0.0, 80), (first, 20), (second, 10)])
    )  # fmt: skip
    assert len(once) > 20
    assert all(twice[person] <= time for person, time in once.items())


def test_the_waiting_list_is_served_when_fewer_places_are_kept():
    changes = {**REFERRED, "lead.social_referral_rate": 3.0, "lead.kept_for_arrests": 0.5, "lead.patience": 900.0}
    later = [(CHANGE, {"lead.kept_for_arrests": 0.0})]
    events = simulate(make_setup(changes, later=later), [(0.0, 40)]).events
    granted = [event for event in events if event.kind == Kind.SLOT_GRANTED and event.time == CHANGE]
    assert len(granted) > 5
    assert {event.detail for event in granted} <= {int(route) for route in Route}
