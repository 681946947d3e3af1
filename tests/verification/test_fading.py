"""Contacts under a program effect that is whole and then fades, against the integrated hazard."""

from __future__ import annotations

import math

import pytest
from scipy import integrate

from simulator.model.events import ExitReason, Kind
from simulator.units import DAYS_PER_YEAR, days
from tests.support import AREAS, make_setup, simulate
from tests.verification.harness import NO_ARREST_DIVERSION, STEADY, ClosedForm, check
from tests.verification.paths import counts_by_person

HAZARD = "the compensator of a counting process; Andersen et al. 1993, doi:10.1007/978-1-4612-4348-9"

END = 90.0
HALF_LIFE = 45.0
PER_YEAR = 24.0
# Everybody joins within days, nobody lapses, and all leave together when the places are gone.
TOGETHER = {
    **STEADY,
    **NO_ARREST_DIVERSION,
    "police.contact_rate": PER_YEAR,
    "police.no_action_share": 1.0,
    "population.excluded_history_share": 0.0,
    "lead.coverage": dict.fromkeys(AREAS, 1.0),
    "lead.consent": 1.0,
    "lead.social_referral_rate": 120.0,
    "lead.intake_completes": 1.0,
    "lead.intake_mean": 0.0,
    "lead.ever_engaged": 1.0,
    "lead.lapse_rate": 0.0,
    "lead.duration": 1e9,
    "lead.stable_after": 1e6,
    "lead.wind_down": 0.0,
    "lead.effect.discount": 1.0,
    "lead.effect.half_life": HALF_LIFE / DAYS_PER_YEAR,
}


@pytest.mark.parametrize(("world", "multiplier"), [(10, 0.2), (11, 1.8)], ids=["helps", "harms"])
def test_contacts_follow_the_integrated_hazard(world, multiplier):
    people = 2_500
    changes = {**TOGETHER, "population.pool": people, "lead.effect.new_offenses": multiplier}
    no_more = [(END, {"lead.social_referral_rate": 0.0})]
    setup = make_setup(changes, world=world, edges=(0.0, END + days(1)), later=no_more)
    events = simulate(setup, plan=[(0.0, people), (END, 0)]).events
    assert sum(e.kind == Kind.INTAKE and e.time < END / 2 for e in events) == people
    exits = [(e.time, e.detail) for e in events if e.kind == Kind.LEAD_EXIT]
    assert exits == [(END, ExitReason.PROGRAM_CUT)] * people

    def hazard(time: float) -> float:
        left = 1.0 if time < END else math.exp(-math.log(2.0) * (time - END) / HALF_LIFE)
        return PER_YEAR / DAYS_PER_YEAR * (1.0 - (1.0 - multiplier) * left)

    for start, stop in ((END / 2, END), (END, END + 45), (END + 45, END + 90), (END + 90, END + 250)):
        counts = counts_by_person(events, Kind.CONTACT, people, start, stop)
        expected = integrate.quad(hazard, start, stop)[0]
        detects = 6.0 / math.sqrt(expected * people)
        check(ClosedForm(f"contacts from day {start} to {stop}", expected, HAZARD, detects), counts)
