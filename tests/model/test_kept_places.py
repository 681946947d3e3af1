"""Places kept free for arrest diversions: without them a full program never diverts an arrest."""

from collections import Counter

from simulator.model.events import Kind, Route
from tests.support import make_setup, month_edges, simulate

FULL = {"population.pool": 600, "lead.social_referral_rate": 3.0, "lead.patience": 400.0}
PLACES = 20


def grants(kept: float) -> Counter[int]:
    setup = make_setup({**FULL, "lead.kept_for_arrests": kept}, edges=month_edges(72))
    events = simulate(setup, [(0.0, PLACES)]).events
    late = [event for event in events if event.time > 720.0]
    assert any(event.kind == Kind.JOINED_WAITING_LIST for event in late), "the program is full"
    return Counter(event.detail for event in late if event.kind == Kind.SLOT_GRANTED) + Counter(
        {-1: sum(event.kind == Kind.DIVERTED for event in late)}
    )


def test_a_full_program_without_kept_places_does_not_divert():
    assert grants(0.0)[-1] <= 2


def test_kept_places_go_to_arrest_diversions_alone():
    kept = grants(0.25)
    assert kept[-1] > 10
    assert kept[Route.ARREST_DIVERSION] >= kept[-1]


def test_the_other_routes_leave_the_kept_places_free():
    no_arrests = {"lead.kept_for_arrests": 0.25, "lead.officer_offers": 0.0, "lead.stable_weight": 1.0}
    setup = make_setup({**FULL, **no_arrests}, edges=month_edges(72))
    engine = simulate(setup, [(0.0, PLACES)]).engine
    pool = engine._world.lead
    assert pool.used == 75 * pool.capacity // 100
    assert pool.waiting
