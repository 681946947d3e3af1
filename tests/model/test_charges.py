"""What becomes of a charge: who is held on it, until when; a felony that LEAD may not divert."""

import math

import pytest

from simulator.model.events import Event, Kind, Offense
from tests.support import NO_COMPETENCY, NO_DECISIONS, NO_WARRANTS, each_offense, make_setup, month_edges, simulate

FILING_DELAY = 3.0
LONG_STAYS_ONLY = {
    "population.pool": 150,
    "police.no_action_share": 0.0,
    "police.booked_share": {"felony": 1.0, "misdemeanor": 1.0},
    "jail.long_stay_share": {"felony": 1.0, "misdemeanor": 1.0},
    "jail.long_stay_sigma": 0.01,
    "jail.long_stay_median": 200.0,
    "prosecution.filing_delay_in_custody": FILING_DELAY,
    "prosecution.convicted": 0.0,
    # Nobody is held for anything but the charge, and no case is dismissed for want of competency.
    **NO_WARRANTS,
    **NO_COMPETENCY,
}


def filed(share: float) -> dict[str, object]:
    return {"prosecution.filed": {"felony": share, "misdemeanor": share}}


def stays(events: list[Event]) -> list[float]:
    since: dict[int, float] = {}
    ended = []
    for event in events:
        if event.kind == Kind.BOOKED:
            since[event.person] = event.time
        elif event.kind == Kind.RELEASED:
            ended.append(event.time - since.pop(event.person))
    return ended


def test_who_is_held_on_a_declined_charge_alone_is_released_at_the_decision():
    events = simulate(make_setup({**LONG_STAYS_ONLY, **filed(0.0)})).events
    assert stays(events) == pytest.approx([FILING_DELAY] * len(stays(events)))
    assert len(stays(events)) > 100


def test_who_is_charged_stays_on():
    events = simulate(make_setup({**LONG_STAYS_ONLY, **filed(1.0)})).events
    assert min(stays(events)) > 150.0


def test_a_case_that_would_be_decided_earlier_is_decided_when_the_stay_ends():
    """On the next court day, and never on the day on which it was opened."""
    whole_days = {"prosecution.case_length_scale": 10.0, "courts.custody_calendar": 1.0}
    decided, undecided = (
        first_stays(simulate(make_setup({**LONG_STAYS_ONLY, **filed(1.0), **changes})).events)
        for changes in (whole_days, NO_DECISIONS)
    )
    both = decided.keys() & undecided.keys()
    assert len(both) > 100
    for person in both:
        (booked, release), (same, drawn) = decided[person], undecided[person]
        assert booked == same
        assert release == math.ceil(drawn)


def first_stays(events: list[Event]) -> dict[int, tuple[float, float]]:
    """Return when each person was first booked and released."""
    booked: dict[int, float] = {}
    found: dict[int, tuple[float, float]] = {}
    for event in events:
        if event.kind == Kind.BOOKED:
            booked.setdefault(event.person, event.time)
        elif event.kind == Kind.RELEASED:
            found.setdefault(event.person, (booked[event.person], event.time))
    return found


def test_the_share_of_long_stays_does_not_depend_on_the_share_filed():
    share_of_all = {"jail.long_stay_share": {"felony": 0.25, "misdemeanor": 0.25}}
    nobody_goes = {"population.death_rate": 0.0, "population.leaving_rate": 0.0}
    half = {**LONG_STAYS_ONLY, **share_of_all, **nobody_goes, "jail.long_stay_median": 50.0}
    long_share = {}
    for share in (0.5, 1.0):
        ended = stays(simulate(make_setup({**half, **filed(share)}, edges=month_edges(60))).events)
        long_share[share] = sum(stay > 25.0 for stay in ended) / len(ended)
    assert long_share[0.5] == pytest.approx(0.25, abs=0.03)
    assert long_share[1.0] == pytest.approx(0.25, abs=0.03)


@pytest.mark.parametrize(("offense", "changes"), [(Offense.LOW_LEVEL_SALE, True), (Offense.OTHER_FELONY, False)])
def test_lead_changes_the_filing_only_of_felonies_that_it_may_divert(offense: Offense, changes: bool):
    only = {
        "police.offense_mix": each_offense(0.0, **{offense.name.lower(): 1.0}),
        "population.pool": 300,
        "lead.social_referral_rate": 5.0,
        "lead.officer_offers": 0.0,
        "lead.effect.new_offenses": 1.0,
        "lead.effect.long_stay": 1.0,
        "lead.effect.prison": 1.0,
    }
    plan = [(0.0, 1_000)]
    with_effect, without = (
        [event for event in simulate(make_setup({**only, "lead.effect.felony_filing": effect}), plan).events
         if event.kind == Kind.CASE_FILED]
        for effect in (0.3, 1.0)
    )  # fmt: skip
    assert (len(with_effect) < 0.8 * len(without)) if changes else (with_effect == without)
