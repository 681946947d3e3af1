"""A small place to test the model in: plain values, one area, and a shared way to run it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.model import streams
from simulator.model.engine import CapacityPlan, Setup
from simulator.model.events import Event, Offense, Resource, Service, Venue
from simulator.model.facts import bind
from simulator.model.population import make_population
from simulator.model.reference import ReferenceEngine
from simulator.model.tally import Tally

OFFENSES = tuple(offense.name.lower() for offense in Offense)


def each_offense(value: float, **others: float) -> dict[str, float]:
    return {name: others.get(name, value) for name in OFFENSES}


PROCESS_RATES = ("equity.arrest", "equity.booking", "equity.offer", "equity.referral", "equity.filing")


def equal_rates(groups: Iterable[str]) -> dict[str, dict[str, float]]:
    return {path: dict.fromkeys(groups, 1.0) for path in PROCESS_RATES}


PLAIN: Mapping[str, Any] = {
    **equal_rates(("black", "white", "other")),
    "population.pool": 200,
    "population.death_rate": 0.01,
    "population.leaving_rate": 0.10,
    "population.arrivals_share": 0.11,
    "population.frailty_shape": 0.8,
    "population.quiet_multiplier": 0.5,
    "population.quiet_spell": 1.5,
    "population.active_spell": 1.5,
    "population.age_mean": 41.0,
    "population.age_sd": 11.0,
    "population.female_share": 0.39,
    "population.desistance_rate": 0.04,
    "population.desistance_growth": 1.04,
    "population.desisted_multiplier": 0.1,
    "population.release_death_ratio": 5.0,
    "population.release_risk": 7.0,
    "population.groups": {"black": 0.55, "white": 0.27, "other": 0.18},
    "population.unhoused_share": 0.7,
    "population.substance_use_share": 0.85,
    "population.mental_illness_share": 0.4,
    "population.excluded_history_share": 0.25,
    "population.areas": {"downtown": 0.7, "county": 0.3},
    "police.contact_rate": 2.0,
    "police.no_action_share": 0.3,
    "police.offense_mix": dict(zip(OFFENSES, (0.25, 0.10, 0.03, 0.32, 0.15, 0.15), strict=True)),
    "police.felony": each_offense(0, low_level_sale=1, other_felony=1),
    "police.booked_share": {"felony": 0.95, "misdemeanor": 0.80},
    "jail.long_stay_share": {"felony": 0.35, "misdemeanor": 0.20},
    "jail.short_stay_median": 1.1,
    "jail.short_stay_sigma": 0.95,
    "jail.long_stay_median": 42.0,
    "jail.long_stay_sigma": 1.05,
    "jail.warrant_long_stay_share": 0.30,
    "jail.booked_when_full": {"felony": 1.0, "misdemeanor": 0.0},
    "jail.psychiatric_share": 0.2,
    "jail.medical_share": 0.1,
    "courts.hearing_interval": 30.0,
    "courts.calendar": 7.0,
    "courts.custody_calendar": 1.0,
    "courts.failure_to_appear": 0.4,
    "courts.warrant_service_rate": 6.0,
    "courts.diverted_share": {"felony": 0.1, "misdemeanor": 0.1},
    "supervision.share": {"felony": 0.5, "misdemeanor": 0.3},
    "supervision.length": 1.5,
    "supervision.violation_rate": 2.0,
    "competency.raised": {"felony": 0.2, "misdemeanor": 0.1},
    "competency.evaluation_wait": 14.0,
    "competency.incompetent": 0.5,
    "competency.restoration_ordered": {"felony": 0.9, "misdemeanor": 0.5},
    "competency.restoration_stay": 45.0,
    "competency.restored": 0.7,
    "interim_housing.take_up": 0.6,
    "interim_housing.own_start_rate": 0.0,
    "interim_housing.stay": 180.0,
    "interim_housing.own_stay": 180.0,
    "interim_housing.patience": 90.0,
    "interim_housing.effect": 1.0,
    "permanent_housing.take_up": 0.7,
    "permanent_housing.own_start_rate": 0.15,
    "permanent_housing.stay": 1500.0,
    "permanent_housing.own_stay": 1000.0,
    "permanent_housing.patience": 365.0,
    "permanent_housing.effect": 1.0,
    "treatment.take_up": 0.5,
    "treatment.own_start_rate": 0.4,
    "treatment.stay": 180.0,
    "treatment.own_stay": 120.0,
    "treatment.patience": 60.0,
    "treatment.effect": 1.0,
    "employment.take_up": 0.3,
    "employment.own_start_rate": 0.4,
    "employment.stay": 365.0,
    "employment.own_stay": 365.0,
    "employment.patience": 90.0,
    "employment.effect": 1.0,
    "prosecution.filed": {"felony": 0.66, "misdemeanor": 0.48},
    "prosecution.out_of_custody_factor": 0.65,
    "prosecution.filing_delay_in_custody": 3.0,
    "prosecution.filing_delay_out_of_custody": 73.0,
    "prosecution.case_length_shape": 0.73,
    "prosecution.case_length_scale": 116.0,
    "prosecution.convicted": 0.65,
    "prosecution.prison_share": 0.12,
    "prosecution.prison_stay": 425.0,
    "prosecution.jail_sentence_share": {"felony": 0.15, "misdemeanor": 0.08},
    "prosecution.jail_sentence": {"felony": 60.0, "misdemeanor": 20.0},
    "lead.caseload": 25.0,
    "lead.reference_caseload": 25.0,
    "lead.dose_exponent": 0.5,
    "lead.wind_down": 180.0,
    "lead.warrant_excludes": 1.0,
    "lead.waiting_list": 1.0,
    "lead.kept_for_arrests": 0.0,
    "lead.patience": 90.0,
    "lead.priority": {"arrest_diversion": 0, "social_contact": 1, "community": 2},
    "lead.eligible": each_offense(1, other_misdemeanor=0, other_felony=0),
    "lead.amount_within_limit": 0.85,
    "lead.coverage": {"downtown": 1.0, "county": 0.5},
    "lead.shift_covered": 0.8,
    "lead.officer_trained": 0.5,
    "lead.officer_offers": 0.5,
    "lead.offer_when_no_action": 0.0,
    "lead.consent": 0.97,
    "lead.social_referral_rate": 0.3,
    "lead.community_referral_rate": 0.08,
    "lead.referral_tilt": 1.0,
    "lead.intake_completes": 0.935,
    "lead.intake_mean": 5.0,
    "lead.intake_window": 30.0,
    "lead.ever_engaged": 0.87,
    "lead.lapse_rate": 0.5,
    "lead.resume_rate": 1.0,
    "lead.duration": 2.5,
    "lead.stable_after": 1.0,
    "lead.stable_weight": 0.5,
    "lead.effect.new_offenses": 0.80,
    "lead.effect.felony_filing": 0.60,
    "lead.effect.misdemeanor_filing": 0.85,
    "lead.effect.long_stay": 0.60,
    "lead.effect.prison": 0.80,
    "lead.effect.warrants": 0.30,
    "lead.effect.warrant_clearing": 4.0,
    "lead.effect.half_life": 0.25,
    "lead.effect.discount": 0.75,
}
AREAS = ("downtown", "county")
VENUES = (Venue.MUNICIPAL, Venue.DISTRICT)
SERVICES = tuple(service.name.lower() for service in Service)
TIERS = ("felony", "misdemeanor")
NO_EFFECT = {
    "lead.effect.new_offenses": 1.0,
    "lead.effect.felony_filing": 1.0,
    "lead.effect.misdemeanor_filing": 1.0,
    "lead.effect.long_stay": 1.0,
    "lead.effect.prison": 1.0,
    "lead.effect.warrants": 1.0,
    "lead.effect.warrant_clearing": 0.0,
}

# -- strands switched off, so that what is left can be known in another way -------------------------------

NO_WARRANTS = {"courts.failure_to_appear": 0.0, "supervision.violation_rate": 0.0}
NO_COMPETENCY = {"competency.raised": dict.fromkeys(TIERS, 0.0)}
NO_DESISTANCE = {"population.desistance_rate": 0.0}
NO_DEATHS_AFTER_RELEASE = {"population.release_death_ratio": 1.0}
NO_SENTENCE_TO_CUSTODY = {
    "prosecution.prison_share": 0.0,
    "prosecution.jail_sentence_share": dict.fromkeys(TIERS, 0.0),
}
NEVER_BOOKED = {"police.booked_share": dict.fromkeys(TIERS, 0.0)}
NO_CUSTODY = {**NEVER_BOOKED, **NO_SENTENCE_TO_CUSTODY, **NO_WARRANTS, **NO_COMPETENCY}
# Nobody takes up or finds anything new; what somebody has on arrival ends once.
NO_SERVICES = {f"{service}.{name}": 0.0 for service in SERVICES for name in ("take_up", "own_start_rate")}
SERVICES_WITHOUT_EFFECT = {f"{service}.effect": 1.0 for service in SERVICES}
# Cases are filed and heard, but none comes to an end: nobody is sentenced, or held until a decision.
NO_DECISIONS = {"prosecution.case_length_scale": 1e9}


def month_edges(months: int, start: float = 0.0, length: float = 30.0) -> tuple[float, ...]:
    return tuple(start + length * i for i in range(months + 1))


def make_setup(
    changes: Mapping[str, Any] | None = None,
    *,
    world: int = 0,
    edges: tuple[float, ...] = month_edges(36),
    later: Iterable[tuple[float, Mapping[str, Any]]] = (),
) -> Setup:
    groups = (changes or {}).get("population.groups", PLAIN["population.groups"])
    values = {**PLAIN, **equal_rates(groups), **(changes or {})}
    areas = tuple(values["population.areas"])
    people = make_population(values, streams.join_key(streams.join_key(11, 0), world), edges[0], edges[-1])
    epochs = [(edges[0], bind(values, areas))]
    for time, other in later:
        values = {**values, **other}
        epochs.append((time, bind(values, areas)))
    venues = tuple(VENUES[min(i, 1)] for i in range(len(areas)))
    return Setup(people, tuple(epochs), edges, venues)


@dataclass(frozen=True)
class Outcome:
    events: list[Event]
    tally: Tally
    engine: ReferenceEngine


def simulate(
    setup: Setup,
    plan: CapacityPlan = (),
    *,
    others: Mapping[Resource, CapacityPlan] | None = None,
    monthly: bool = False,
) -> Outcome:
    engine = ReferenceEngine(setup, record_events=True)
    engine.set_capacity(Resource.LEAD, plan)
    for resource, units in (others or {}).items():
        engine.set_capacity(resource, units)
    if monthly:
        for edge in setup.month_edges[1:]:
            engine.advance(edge)
    else:
        engine.advance(setup.month_edges[-1])
    return Outcome(list(engine.events), engine.tally(), engine)
