"""The ends of what a scenario may say: every run ends, with finite numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from simulator.model.engine import CapacityPlan
from simulator.model.events import Kind, Resource
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from tests.properties.strategies import OTHERS
from tests.support import AREAS, OFFENSES, PLAIN, PROCESS_RATES, SERVICES, TIERS, make_setup, month_edges, simulate

# What a file may say: rates up to 365 a year, times from 0.001 to 100 years, delays from 0 to 36,525 days.
SHARES = (
    "population.quiet_multiplier", "population.female_share", "population.unhoused_share",
    "population.substance_use_share", "population.mental_illness_share", "population.excluded_history_share",
    "police.no_action_share", "prosecution.out_of_custody_factor", "prosecution.convicted",
    "prosecution.prison_share", "lead.amount_within_limit", "lead.shift_covered", "lead.officer_trained",
    "lead.officer_offers", "lead.offer_when_no_action", "lead.consent", "lead.intake_completes",
    "lead.ever_engaged", "lead.stable_weight", "lead.effect.discount", "lead.waiting_list",
    "lead.warrant_excludes", "lead.kept_for_arrests", "population.desisted_multiplier", "jail.psychiatric_share",
    "jail.medical_share", "jail.warrant_long_stay_share", "courts.failure_to_appear", "competency.incompetent",
    "competency.restored", *(f"{service}.take_up" for service in SERVICES),
)  # fmt: skip
SHARES_BY_TIER = (
    "police.booked_share", "jail.long_stay_share", "jail.booked_when_full", "prosecution.filed",
    "prosecution.jail_sentence_share", "courts.diverted_share", "supervision.share", "competency.raised",
    "competency.restoration_ordered",
)  # fmt: skip
RATES = (
    "population.death_rate", "population.leaving_rate", "population.arrivals_share", "police.contact_rate",
    "lead.social_referral_rate", "lead.community_referral_rate", "lead.lapse_rate", "lead.resume_rate",
    "lead.effect.warrant_clearing", "population.desistance_rate", "courts.warrant_service_rate",
    "supervision.violation_rate", *(f"{service}.own_start_rate" for service in SERVICES),
)  # fmt: skip
YEARS = (
    "population.quiet_spell", "population.active_spell", "lead.duration", "lead.stable_after",
    "lead.effect.half_life", "supervision.length",
)  # fmt: skip
DAYS = (
    "jail.short_stay_median", "jail.long_stay_median", "prosecution.filing_delay_in_custody",
    "prosecution.filing_delay_out_of_custody", "prosecution.case_length_scale", "prosecution.prison_stay",
    "lead.wind_down", "lead.intake_mean", "lead.intake_window", "population.release_risk", "courts.hearing_interval",
    "courts.calendar", "courts.custody_calendar", "competency.evaluation_wait", "competency.restoration_stay",
    *(f"{service}.{time}" for service in SERVICES for time in ("stay", "own_stay", "patience")),
)  # fmt: skip
EFFECTS = (
    "lead.effect.new_offenses", "lead.effect.felony_filing", "lead.effect.misdemeanor_filing",
    "lead.effect.long_stay", "lead.effect.prison", "lead.effect.warrants",
    *(f"{service}.effect" for service in SERVICES),
)  # fmt: skip


def every_share(value: float) -> dict[str, Any]:
    return {
        **dict.fromkeys(SHARES, value),
        **{path: dict.fromkeys(TIERS, value) for path in SHARES_BY_TIER},
        "lead.coverage": dict.fromkeys(AREAS, value),
        "lead.eligible": dict.fromkeys(OFFENSES, value),
        "police.felony": dict.fromkeys(OFFENSES, value),
    }


def every_delay(value: float) -> dict[str, Any]:
    return {**dict.fromkeys(DAYS, value), "prosecution.jail_sentence": dict.fromkeys(TIERS, value)}


EXTREMES: Mapping[str, Mapping[str, Any]] = {
    "all probabilities 0": every_share(0.0),
    "all probabilities 1": every_share(1.0),
    "all probabilities and effects 1": {**every_share(1.0), **dict.fromkeys(EFFECTS, 1.0)},
    "all effects 0 and not discounted": {**dict.fromkeys(EFFECTS, 0.0), "lead.effect.discount": 1.0},
    "all effects harmful": {**dict.fromkeys(EFFECTS, 100.0), "lead.effect.discount": 1.0},
    "all rates 0": dict.fromkeys(RATES, 0.0),
    "everybody is met and moves every day": dict.fromkeys(RATES, 365.0),
    "all times in years as short as can be": dict.fromkeys(YEARS, 0.001),
    "all times in years as long as can be": dict.fromkeys(YEARS, 100.0),
    "half-lives of a billion years": {"lead.effect.half_life": 1e9},
    "no delay at all": every_delay(0.0),
    "delays of a century": every_delay(36_525.0),
    "nobody": {"population.pool": 0},
    "one person": {"population.pool": 1},
    "patience of a century": {"lead.patience": 36_525.0},
    "stays without spread": {"jail.short_stay_sigma": 0.0, "jail.long_stay_sigma": 0.0},
    "everybody desists at once, or never": {"population.desistance_rate": 365.0, "population.desistance_growth": 0.0},
    "desistance a hundred times as likely each year": {"population.desistance_growth": 100.0},
    "every release may kill": {"population.release_death_ratio": 100.0, "population.release_risk": 36_525.0},
    "one group is all, and another nothing to officials": {
        path: {"black": 0.0, "white": 100.0, "other": 1.0} for path in PROCESS_RATES
    },
    "caseload of 0": {"lead.caseload": 0.0},
    "caseload of 10,000": {"lead.caseload": 10_000.0, "lead.dose_exponent": 1.0},
    "everything at once": {**every_share(1.0), **every_delay(0.0), **dict.fromkeys(EFFECTS, 0.0)},
}
EDGES = month_edges(8, start=-60.0)
# Of LEAD's places, and of everything else that can be limited.
PLANS: Mapping[str, tuple[CapacityPlan, CapacityPlan]] = {
    "no plan": ((), ()),
    "no places": (((-60.0, 0),), ((-60.0, 0),)),
    "up and down": (((-60.0, 3), (0.0, 0), (30.0, 10), (90.0, 1)), ((-60.0, 2), (0.0, 1), (60.0, 0), (90.0, 5))),
    "places for all": (((-60.0, 100_000),), ((-60.0, 100_000),)),
    "places for all in LEAD alone": (((-60.0, 100_000),), ((-60.0, 1),)),
}


def limited(plan: CapacityPlan) -> dict[Resource, CapacityPlan]:
    return dict.fromkeys(OTHERS, plan) if plan else {}


# Shapes and mixes have no ends, or ends that other tests go to.
WITHOUT_ENDS = {
    "population.frailty_shape", "population.age_mean", "population.age_sd", "population.groups", "population.areas",
    "police.offense_mix", "prosecution.case_length_shape", "lead.priority", "lead.reference_caseload",
    "lead.referral_tilt",
}  # fmt: skip


def test_every_parameter_goes_to_its_ends():
    assert {path for changes in EXTREMES.values() for path in changes} == set(PLAIN) - WITHOUT_ENDS


def assert_finite(tally: Tally) -> None:
    assert np.isfinite(tally.counts).all()
    assert (tally.counts >= 0.0).all()


@pytest.mark.parametrize(("plan", "others"), PLANS.values(), ids=PLANS)
@pytest.mark.parametrize("changes", EXTREMES.values(), ids=EXTREMES)
def test_extremes_end_with_finite_numbers(changes: Mapping[str, Any], plan: CapacityPlan, others: CapacityPlan):
    setup = make_setup({"population.pool": 15, **changes}, edges=EDGES)
    outcome = simulate(setup, plan, others=limited(others))
    assert_finite(outcome.tally)
    assert all(EDGES[0] <= event.time < EDGES[-1] for event in outcome.events)
    assert outcome.engine.now == EDGES[-1]


def test_without_patience_nobody_waits():
    outcome = simulate(make_setup({"population.pool": 60, "lead.patience": 0.0}, edges=EDGES), [(EDGES[0], 1)])
    assert_finite(outcome.tally)
    assert not outcome.tally.counts[:, Quantity.WAITING_DAYS, :].any()


def test_without_patience_nobody_waits_for_a_service():
    changes = {"population.pool": 60, **{f"{service}.patience": 0.0 for service in SERVICES}}
    outcome = simulate(make_setup(changes, edges=EDGES), [(EDGES[0], 50)], others=limited([(EDGES[0], 1)]))
    assert_finite(outcome.tally)
    assert any(event.kind == Kind.SERVICE_WAITS for event in outcome.events)
    assert not outcome.tally.monthly("service_waiting_days").any()


def test_nobody_makes_nothing():
    outcome = simulate(make_setup({"population.pool": 0}), [(0.0, 5)], others=limited([(0.0, 5)]))
    assert not outcome.tally.counts.any()
    assert [event.kind for event in outcome.events] == [Kind.CAPACITY]


@pytest.mark.parametrize("edges", [(0.0, 1.0), (-1.0, 0.0), (-1.0, 0.0, 1.0)], ids=str)
def test_one_day(edges: tuple[float, ...]):
    setup = make_setup({"population.pool": 20, "police.contact_rate": 365.0}, edges=edges)
    outcome = simulate(setup, [(edges[0], 5)], others=limited([(edges[0], 2)]))
    assert_finite(outcome.tally)
    assert outcome.tally.counts[:, Quantity.CONTACTS, :].sum() > 0.0


def test_a_century_of_days_goes_by():
    setup = make_setup(
        {"population.pool": 2, "population.arrivals_share": 0.5}, edges=month_edges(1_200, length=30.4375)
    )
    outcome = simulate(setup, [(0.0, 1)], others=limited([(0.0, 1)]))
    assert_finite(outcome.tally)
    assert outcome.engine.now == setup.month_edges[-1]
