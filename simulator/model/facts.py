"""The inputs of one run as the engines read them: numbers by strand, in days and rates per day.

This is where a parameter's dotted path meets the model. Published effects are discounted here, once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from simulator.inputs.values import Snapshot, number, table
from simulator.model import rules
from simulator.model.events import DRUG_OFFENSES, Offense, Route, Service
from simulator.units import days, per_day

FELONY, MISDEMEANOR = 0, 1
TIERS = ("felony", "misdemeanor")


def by_tier(values: Snapshot, path: str) -> tuple[float, float]:
    """Return a parameter's values for felonies and misdemeanors."""
    found = table(values, path)
    return found["felony"], found["misdemeanor"]


def by_offense(values: Snapshot, path: str) -> tuple[float, ...]:
    """Return a parameter's values in the order of `Offense`."""
    found = table(values, path)
    return tuple(found[offense.name.lower()] for offense in Offense)


@dataclass(frozen=True)
class ContactFacts:
    """Police contacts for new offenses and the spells that raise and lower them."""

    rate: float
    quiet_multiplier: float
    spell_end_rate: tuple[float, float]  # quiet, active
    desisted: float
    services: tuple[float, ...]  # by service


@dataclass(frozen=True)
class EncounterFacts:
    """What a contact is about, and what happens without diversion."""

    cumulative_mix: tuple[float, ...]
    tier: tuple[int, ...]
    no_action_share: float
    booked_share: tuple[float, float]


@dataclass(frozen=True)
class ProtocolFacts:
    """The diversion protocol and the two other routes to LEAD."""

    eligible: tuple[float, ...]
    amount_within_limit: tuple[float, ...]
    coverage: tuple[float, ...]
    shift_covered: float
    officer_trained: float
    officer_offers: float
    offer_when_no_action: float
    consent: float
    warrant_excludes: bool
    waiting_list: bool
    kept_for_arrests: float
    priority: tuple[int, ...]
    patience_rate: float
    referral_rate: tuple[float, float, float]
    referral_tilt: float


@dataclass(frozen=True)
class ProgramFacts:
    """Intake, engagement, exit, and the discounted effects of an engaged participant."""

    intake_completes: float
    intake_mean: float
    intake_window: float
    ever_engaged: float
    lapse_rate: float
    resume_rate: float
    fade_rate: float
    exit_rate: float
    stable_after: float
    full_weight: int
    stable_weight: int
    wind_down: float
    offense: float
    filing: tuple[float, float]
    long_stay: float
    prison: float
    warrants: float
    clearing_rate: float


@dataclass(frozen=True)
class JailFacts:
    """Two-part stays by tier and on a warrant, special beds, and who is booked while the jail is full."""

    long_share: tuple[float, float]
    warrant_long_share: float
    short_median: float
    short_sigma: float
    long_median: float
    long_sigma: float
    booked_when_full: tuple[float, float]
    psychiatric_share: float
    medical_share: float


@dataclass(frozen=True)
class CourtFacts:
    """Hearings, failures to appear, and the service of warrants."""

    interval: float
    calendar: float
    custody_calendar: float
    failure_to_appear: float
    service_rate: float


@dataclass(frozen=True)
class SupervisionFacts:
    """Who is supervised after a conviction, for how long, and how often it is violated."""

    share: tuple[float, float]
    mean: float
    violation_rate: float


@dataclass(frozen=True)
class CompetencyFacts:
    """When competency is raised, and what follows: evaluation, restoration in a state bed."""

    raised: tuple[float, float]
    evaluation_mean: float
    incompetent: float
    ordered: tuple[float, float]
    stay_mean: float
    restored: float


@dataclass(frozen=True)
class ServiceFacts:
    """One service: who wants it, how it is found without LEAD, how long it lasts."""

    take_up: float
    own_start_rate: float
    end_rate: float
    own_end_rate: float
    patience_rate: float


@dataclass(frozen=True)
class ProsecutionFacts:
    """Filing, disposition and sentence by tier."""

    filed: tuple[float, float]
    out_of_custody_factor: float
    filing_delay: tuple[float, float]  # in custody, out of custody
    case_shape: float
    case_scale: float
    convicted: float
    diverted: tuple[float, float]
    prison_share: float
    prison_mean: float
    jail_share: tuple[float, float]
    jail_mean: tuple[float, float]


@dataclass(frozen=True)
class ProcessFacts:
    """Measured process rates by group, in the order of the place's groups; all 1 unless they were measured.

    Odds ratios of decisions that officials make, and of social referrals a ratio of rates. A group has no other part in
    what happens.
    """

    arrest: tuple[float, ...]
    booking: tuple[float, ...]
    offer: tuple[float, ...]
    referral: tuple[float, ...]
    filing: tuple[float, ...]


@dataclass(frozen=True)
class LifeFacts:
    """How people come and go, and give up offending."""

    death_rate: float
    release_death_rate: float  # on top of the other, for some days after a release
    release_risk: float
    leaving_rate: float
    desistance_rate: float  # at the age of reference
    desistance_growth: float  # per day of age


@dataclass(frozen=True)
class Facts:
    """Everything the engines may ask, for one stretch of time in which nothing is changed by law or policy."""

    contact: ContactFacts
    encounter: EncounterFacts
    protocol: ProtocolFacts
    program: ProgramFacts
    jail: JailFacts
    prosecution: ProsecutionFacts
    courts: CourtFacts
    supervision: SupervisionFacts
    competency: CompetencyFacts
    services: tuple[ServiceFacts, ...]  # by service
    process: ProcessFacts
    life: LifeFacts


# A slot is counted in hundredths, so that a stable participant can weigh less than a new one.
FULL_WEIGHT = 100
AGE_OF_REFERENCE = 40.0


def bind(values: Snapshot, areas: tuple[str, ...]) -> Facts:
    """Return the facts of one stretch of time from its parameter values; `areas` gives the order of places."""
    return Facts(
        contact=_contact(values),
        encounter=_encounter(values),
        protocol=_protocol(values, areas),
        program=_program(values),
        jail=_jail(values),
        prosecution=_prosecution(values),
        courts=CourtFacts(
            interval=number(values, "courts.hearing_interval"),
            calendar=number(values, "courts.calendar"),
            custody_calendar=number(values, "courts.custody_calendar"),
            failure_to_appear=number(values, "courts.failure_to_appear"),
            service_rate=per_day(number(values, "courts.warrant_service_rate")),
        ),
        supervision=SupervisionFacts(
            share=by_tier(values, "supervision.share"),
            mean=days(number(values, "supervision.length")),
            violation_rate=per_day(number(values, "supervision.violation_rate")),
        ),
        competency=CompetencyFacts(
            raised=by_tier(values, "competency.raised"),
            evaluation_mean=number(values, "competency.evaluation_wait"),
            incompetent=number(values, "competency.incompetent"),
            ordered=by_tier(values, "competency.restoration_ordered"),
            stay_mean=number(values, "competency.restoration_stay"),
            restored=number(values, "competency.restored"),
        ),
        services=tuple(_service(values, service.name.lower()) for service in Service),
        process=_process(values),
        life=_life(values),
    )


def _jail(values: Snapshot) -> JailFacts:
    return JailFacts(
        long_share=by_tier(values, "jail.long_stay_share"),
        warrant_long_share=number(values, "jail.warrant_long_stay_share"),
        short_median=number(values, "jail.short_stay_median"),
        short_sigma=number(values, "jail.short_stay_sigma"),
        long_median=number(values, "jail.long_stay_median"),
        long_sigma=number(values, "jail.long_stay_sigma"),
        booked_when_full=by_tier(values, "jail.booked_when_full"),
        psychiatric_share=number(values, "jail.psychiatric_share"),
        medical_share=number(values, "jail.medical_share"),
    )


def _service(values: Snapshot, name: str) -> ServiceFacts:
    return ServiceFacts(
        take_up=number(values, f"{name}.take_up"),
        own_start_rate=per_day(number(values, f"{name}.own_start_rate")),
        end_rate=rules.rate_of_mean(number(values, f"{name}.stay")),
        own_end_rate=rules.rate_of_mean(number(values, f"{name}.own_stay")),
        patience_rate=rules.rate_of_mean(number(values, f"{name}.patience")),
    )


def _process(values: Snapshot) -> ProcessFacts:
    groups = tuple(table(values, "population.groups"))

    def by_group(path: str) -> tuple[float, ...]:
        found = table(values, path)
        return tuple(found[group] for group in groups)

    return ProcessFacts(
        arrest=by_group("equity.arrest"),
        booking=by_group("equity.booking"),
        offer=by_group("equity.offer"),
        referral=by_group("equity.referral"),
        filing=by_group("equity.filing"),
    )


def _life(values: Snapshot) -> LifeFacts:
    death_rate = per_day(number(values, "population.death_rate"))
    growth = number(values, "population.desistance_growth")
    return LifeFacts(
        death_rate=death_rate,
        release_death_rate=death_rate * max(0.0, number(values, "population.release_death_ratio") - 1.0),
        release_risk=number(values, "population.release_risk"),
        leaving_rate=per_day(number(values, "population.leaving_rate")),
        desistance_rate=per_day(number(values, "population.desistance_rate")),
        desistance_growth=per_day(math.log(growth)) if growth > 0.0 else 0.0,
    )


def _contact(values: Snapshot) -> ContactFacts:
    return ContactFacts(
        rate=per_day(number(values, "police.contact_rate")),
        quiet_multiplier=number(values, "population.quiet_multiplier"),
        spell_end_rate=(
            rules.rate_of_mean(days(number(values, "population.quiet_spell"))),
            rules.rate_of_mean(days(number(values, "population.active_spell"))),
        ),
        desisted=number(values, "population.desisted_multiplier"),
        services=tuple(number(values, f"{service.name.lower()}.effect") for service in Service),
    )


def _encounter(values: Snapshot) -> EncounterFacts:
    mix = by_offense(values, "police.offense_mix")
    cumulative = []
    total = 0.0
    for share in mix:
        total += share
        cumulative.append(total)
    felony = by_offense(values, "police.felony")
    return EncounterFacts(
        cumulative_mix=tuple(cumulative),
        tier=tuple(FELONY if flag else MISDEMEANOR for flag in felony),
        no_action_share=number(values, "police.no_action_share"),
        booked_share=by_tier(values, "police.booked_share"),
    )


def _protocol(values: Snapshot, areas: tuple[str, ...]) -> ProtocolFacts:
    coverage = table(values, "lead.coverage")
    within = number(values, "lead.amount_within_limit")
    priority = table(values, "lead.priority")
    return ProtocolFacts(
        eligible=by_offense(values, "lead.eligible"),
        amount_within_limit=tuple(within if offense in DRUG_OFFENSES else 1.0 for offense in Offense),
        coverage=tuple(coverage[area] for area in areas),
        shift_covered=number(values, "lead.shift_covered"),
        officer_trained=number(values, "lead.officer_trained"),
        officer_offers=number(values, "lead.officer_offers"),
        offer_when_no_action=number(values, "lead.offer_when_no_action"),
        consent=number(values, "lead.consent"),
        warrant_excludes=number(values, "lead.warrant_excludes") > 0,
        waiting_list=number(values, "lead.waiting_list") > 0,
        kept_for_arrests=number(values, "lead.kept_for_arrests"),
        priority=tuple(int(priority[route.name.lower()]) for route in Route),
        patience_rate=rules.rate_of_mean(number(values, "lead.patience")),
        referral_rate=(
            0.0,
            per_day(number(values, "lead.social_referral_rate")),
            per_day(number(values, "lead.community_referral_rate")),
        ),
        referral_tilt=number(values, "lead.referral_tilt"),
    )


def _program(values: Snapshot) -> ProgramFacts:
    dose = rules.caseload_dose(
        number(values, "lead.caseload"),
        number(values, "lead.reference_caseload"),
        number(values, "lead.dose_exponent"),
    )

    def effect(path: str) -> float:
        return float(rules.discounted_multiplier(number(values, path), number(values, "lead.effect.discount"), dose))

    return ProgramFacts(
        intake_completes=number(values, "lead.intake_completes"),
        intake_mean=number(values, "lead.intake_mean"),
        intake_window=number(values, "lead.intake_window"),
        ever_engaged=number(values, "lead.ever_engaged"),
        lapse_rate=per_day(number(values, "lead.lapse_rate")),
        resume_rate=per_day(number(values, "lead.resume_rate")),
        fade_rate=rules.half_life_rate(days(number(values, "lead.effect.half_life"))),
        exit_rate=rules.rate_of_mean(days(number(values, "lead.duration"))),
        stable_after=days(number(values, "lead.stable_after")),
        full_weight=FULL_WEIGHT,
        stable_weight=round(FULL_WEIGHT * number(values, "lead.stable_weight")),
        wind_down=number(values, "lead.wind_down"),
        offense=effect("lead.effect.new_offenses"),
        filing=(effect("lead.effect.felony_filing"), effect("lead.effect.misdemeanor_filing")),
        long_stay=effect("lead.effect.long_stay"),
        prison=effect("lead.effect.prison"),
        warrants=effect("lead.effect.warrants"),
        clearing_rate=per_day(number(values, "lead.effect.warrant_clearing"))
        * number(values, "lead.effect.discount")
        * dose,
    )


def _prosecution(values: Snapshot) -> ProsecutionFacts:
    return ProsecutionFacts(
        filed=by_tier(values, "prosecution.filed"),
        out_of_custody_factor=number(values, "prosecution.out_of_custody_factor"),
        filing_delay=(
            number(values, "prosecution.filing_delay_in_custody"),
            number(values, "prosecution.filing_delay_out_of_custody"),
        ),
        case_shape=number(values, "prosecution.case_length_shape"),
        case_scale=number(values, "prosecution.case_length_scale"),
        convicted=number(values, "prosecution.convicted"),
        diverted=by_tier(values, "courts.diverted_share"),
        prison_share=number(values, "prosecution.prison_share"),
        prison_mean=number(values, "prosecution.prison_stay"),
        jail_share=by_tier(values, "prosecution.jail_sentence_share"),
        jail_mean=by_tier(values, "prosecution.jail_sentence"),
    )
