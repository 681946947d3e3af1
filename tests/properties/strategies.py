"""Random valid scenarios: plain values changed over wide ranges, limits that move, laws that change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from simulator.model.events import Resource
from tests.properties.worlds import Scenario
from tests.support import AREAS, OFFENSES, SERVICES, TIERS

GROUPS = ("black", "white", "other")
ROUTES = ("arrest_diversion", "social_contact", "community")
OTHERS = tuple(resource for resource in Resource if resource != Resource.LEAD)
Values = Mapping[str, Any]


def examples(count: int = 40) -> settings:
    """The same examples at every run, and no clock."""
    return settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
    )


# -- values -----------------------------------------------------------------------------------------------


def grid(low: float, high: float, steps: int = 20) -> st.SearchStrategy[float]:
    """Evenly spaced values, both ends included, so that 0 and 1 are not rare."""
    return st.integers(0, steps).map(lambda k: low + (high - low) * k / steps)


def each(names: Iterable[str], value: st.SearchStrategy[float]) -> st.SearchStrategy[dict[str, float]]:
    return st.fixed_dictionaries(dict.fromkeys(names, value))


def mix(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, float]]:
    """Shares of a whole; some may be 0."""
    weights = st.lists(st.integers(0, 6), min_size=len(names), max_size=len(names)).filter(any)
    return weights.map(lambda found: dict(zip(names, (w / sum(found) for w in found), strict=True)))


SHARE = grid(0.0, 1.0)
# A chain of shares lets nobody through if each is drawn evenly.
MOSTLY_OPEN = st.sampled_from((1.0, 0.9, 1.0, 0.7, 0.5, 1.0, 0.0))
MOSTLY_YES = st.sampled_from((1.0, 1.0, 0.0))
FLAG = st.sampled_from((1.0, 0.0))
WHOLE_DAYS = st.integers(0, 90).map(float)
FEW_WHOLE_DAYS = st.integers(0, 7).map(float)
EFFECT = grid(0.0, 1.4)
BY_GROUP = each(GROUPS, st.sampled_from((1.0, 2.0, 0.5, 8.0, 0.0)))
# 0 is any time of any day; 2.5 puts court days between whole days.
COURT_DAYS = st.sampled_from((7.0, 1.0, 0.0, 2.5, 30.0))


def each_service(name: str, value: st.SearchStrategy[float]) -> dict[str, st.SearchStrategy[float]]:
    return {f"{service}.{name}": value for service in SERVICES}


PEOPLE = {
    "population.arrivals_share": grid(0.0, 1.0),
    "population.frailty_shape": grid(0.2, 3.0),
    "population.groups": mix(GROUPS),
    "population.areas": mix(AREAS),
    "population.excluded_history_share": SHARE,
    "population.unhoused_share": SHARE,
    "population.substance_use_share": SHARE,
    "population.mental_illness_share": SHARE,
    "population.age_mean": grid(18.0, 80.0),
    "population.age_sd": grid(0.0, 20.0),
    "population.female_share": SHARE,
}
CONTACT = {
    "police.contact_rate": grid(0.0, 12.0),
    "population.quiet_multiplier": SHARE,
    "population.quiet_spell": grid(0.05, 2.0),
    "population.active_spell": grid(0.05, 2.0),
}
DESISTANCE = {
    "population.desistance_rate": grid(0.0, 1.0),
    "population.desistance_growth": grid(0.8, 1.2),
    "population.desisted_multiplier": SHARE,
}
SERVICE_EFFECTS = each_service("effect", EFFECT)
CUSTODY = {
    "police.booked_share": each(TIERS, SHARE),
    "prosecution.prison_share": SHARE,
    "prosecution.jail_sentence_share": each(TIERS, SHARE),
    "courts.failure_to_appear": SHARE,
    "supervision.violation_rate": grid(0.0, 12.0),
    "competency.raised": each(TIERS, SHARE),
}
# What happens without LEAD, too.
JUSTICE = {
    **CONTACT,
    **DESISTANCE,
    **SERVICE_EFFECTS,
    **CUSTODY,
    "population.release_death_ratio": grid(0.0, 100.0),
    "population.release_risk": WHOLE_DAYS,
    "population.death_rate": grid(0.0, 0.5),
    "population.leaving_rate": grid(0.0, 1.0),
    "police.no_action_share": SHARE,
    "police.offense_mix": mix(OFFENSES),
    "police.felony": each(OFFENSES, FLAG),
    "equity.arrest": BY_GROUP,
    "equity.booking": BY_GROUP,
    "equity.filing": BY_GROUP,
    "jail.long_stay_share": each(TIERS, SHARE),
    "jail.short_stay_median": FEW_WHOLE_DAYS,
    "jail.short_stay_sigma": grid(0.0, 1.5),
    "jail.long_stay_median": WHOLE_DAYS,
    "jail.long_stay_sigma": grid(0.0, 1.5),
    "jail.warrant_long_stay_share": SHARE,
    "jail.booked_when_full": each(TIERS, SHARE),
    "jail.psychiatric_share": SHARE,
    "jail.medical_share": SHARE,
    "prosecution.filed": each(TIERS, SHARE),
    "prosecution.out_of_custody_factor": SHARE,
    "prosecution.filing_delay_in_custody": FEW_WHOLE_DAYS,
    "prosecution.filing_delay_out_of_custody": WHOLE_DAYS,
    "prosecution.case_length_shape": grid(0.4, 2.0),
    "prosecution.case_length_scale": WHOLE_DAYS,
    "prosecution.convicted": SHARE,
    "prosecution.prison_stay": WHOLE_DAYS,
    "prosecution.jail_sentence": each(TIERS, WHOLE_DAYS),
    "courts.hearing_interval": WHOLE_DAYS,
    "courts.calendar": COURT_DAYS,
    "courts.custody_calendar": COURT_DAYS,
    "courts.warrant_service_rate": grid(0.0, 20.0),
    "courts.diverted_share": each(TIERS, SHARE),
    "supervision.share": each(TIERS, SHARE),
    "supervision.length": grid(0.001, 2.0),
    "competency.evaluation_wait": WHOLE_DAYS,
    "competency.incompetent": SHARE,
    "competency.restoration_ordered": each(TIERS, SHARE),
    "competency.restoration_stay": WHOLE_DAYS,
    "competency.restored": SHARE,
    **each_service("own_start_rate", grid(0.0, 6.0)),
    **each_service("own_stay", WHOLE_DAYS),
}
LEAD_EFFECTS = {
    "lead.effect.new_offenses": EFFECT,
    "lead.effect.felony_filing": EFFECT,
    "lead.effect.misdemeanor_filing": EFFECT,
    "lead.effect.long_stay": EFFECT,
    "lead.effect.prison": EFFECT,
    "lead.effect.warrants": EFFECT,
    "lead.effect.warrant_clearing": grid(0.0, 20.0),
}
LEAD = {
    **LEAD_EFFECTS,
    "lead.effect.half_life": grid(0.001, 2.0),
    "lead.effect.discount": SHARE,
    "lead.caseload": grid(10.0, 60.0),
    "lead.reference_caseload": grid(10.0, 60.0),
    "lead.dose_exponent": grid(0.0, 2.0),
    "lead.wind_down": WHOLE_DAYS,
    "lead.waiting_list": FLAG,
    "lead.warrant_excludes": FLAG,
    "lead.kept_for_arrests": grid(0.0, 1.0, 4),
    "lead.patience": st.integers(1, 200).map(float),
    "lead.priority": each(ROUTES, st.integers(0, 2)),
    "lead.eligible": each(OFFENSES, MOSTLY_YES),
    "lead.amount_within_limit": MOSTLY_OPEN,
    "lead.coverage": each(AREAS, MOSTLY_OPEN),
    "lead.shift_covered": MOSTLY_OPEN,
    "lead.officer_trained": MOSTLY_OPEN,
    "lead.officer_offers": MOSTLY_OPEN,
    "lead.offer_when_no_action": SHARE,
    "equity.offer": BY_GROUP,
    "equity.referral": BY_GROUP,
    "lead.consent": MOSTLY_OPEN,
    "lead.social_referral_rate": grid(0.0, 6.0),
    "lead.community_referral_rate": grid(0.0, 6.0),
    "lead.referral_tilt": grid(0.0, 2.0),
    "lead.intake_completes": MOSTLY_OPEN,
    "lead.intake_mean": FEW_WHOLE_DAYS,
    "lead.intake_window": st.integers(0, 40).map(float),
    "lead.ever_engaged": MOSTLY_OPEN,
    "lead.lapse_rate": grid(0.0, 12.0),
    "lead.resume_rate": grid(0.0, 12.0),
    "lead.duration": grid(0.01, 2.0),
    "lead.stable_after": grid(0.01, 1.0),
    "lead.stable_weight": SHARE,
    **each_service("take_up", MOSTLY_OPEN),
    **each_service("stay", WHOLE_DAYS),
    **each_service("patience", WHOLE_DAYS),
}

BUSY = {
    "population.death_rate": 0.15,
    "population.release_death_ratio": 20.0,
    "population.excluded_history_share": 0.05,
    "police.contact_rate": 10.0,
    "prosecution.filing_delay_out_of_custody": 20.0,
    "prosecution.case_length_scale": 30.0,
    "prosecution.prison_share": 0.4,
    "prosecution.jail_sentence_share": {"felony": 0.4, "misdemeanor": 0.3},
    "courts.hearing_interval": 14.0,
    "supervision.length": 0.5,
    "supervision.violation_rate": 4.0,
    "competency.raised": {"felony": 0.5, "misdemeanor": 0.4},
    "competency.restoration_stay": 20.0,
    "lead.shift_covered": 1.0,
    "lead.officer_trained": 1.0,
    "lead.officer_offers": 0.9,
    "lead.social_referral_rate": 1.0,
    "lead.community_referral_rate": 0.5,
    "lead.intake_completes": 0.7,
    "lead.stable_after": 0.2,
    "lead.duration": 0.5,
    "lead.lapse_rate": 4.0,
    "lead.resume_rate": 6.0,
    **{f"{service}.own_start_rate": 0.5 for service in SERVICES},
    **{f"{service}.stay": 60.0 for service in SERVICES},
    **{f"{service}.own_stay": 90.0 for service in SERVICES},
    **{f"{service}.patience": 60.0 for service in SERVICES},
}


@st.composite
def some_of(draw: st.DrawFn, values: Mapping[str, st.SearchStrategy[Any]], fewest: int = 0, most: int = 12) -> Values:
    """Changes to some of the plain values."""
    paths = draw(st.lists(st.sampled_from(sorted(values)), min_size=fewest, max_size=most, unique=True))
    return {path: draw(values[path]) for path in paths}


@st.composite
def changes_now(draw: st.DrawFn) -> Values:
    """Changes to the plain values, half the time on top of a place where LEAD is offered to nearly all."""
    busy = draw(st.booleans())
    fewest = draw(st.sampled_from((8, 20, 0)))
    changes = draw(some_of({**PEOPLE, **JUSTICE, **LEAD}, fewest, most=40))
    pool = draw(st.one_of(st.integers(20, 60), st.integers(5, 200)))
    listed = draw(st.sampled_from((1.0, 1.0, 0.0)))  # one of many values, it would rarely be 0 where LEAD is busy
    return {**(BUSY if busy else {}), "lead.waiting_list": listed, **changes, "population.pool": pool}


# -- time and places --------------------------------------------------------------------------------------


@st.composite
def month_ends(draw: st.DrawFn) -> tuple[float, ...]:
    """Months of whole days or of a twelfth of a year, from day 0 or from within a warm-up before it."""
    months = draw(st.integers(3, 20))
    warm_up = draw(st.integers(0, 4))
    length = draw(st.sampled_from((30.0, 30.4375, 14.0)))
    return tuple(length * (month - warm_up) for month in range(months + 1))


def days_in(edges: tuple[float, ...]) -> st.SearchStrategy[float]:
    """Mostly a month's end, sometimes another whole day."""
    inner = st.integers(int(edges[0]) + 1, int(edges[-1]) - 1).map(float)
    return st.one_of(st.sampled_from(edges[:-1]), st.sampled_from(edges[:-1]), inner)


@st.composite
def plans(draw: st.DrawFn, edges: tuple[float, ...]) -> tuple[tuple[float, int], ...]:
    """Places that go up and down, from the start or from later on."""
    opening = draw(st.sampled_from((edges[0], edges[0], edges[1])))
    times = draw(st.lists(days_in(edges), max_size=6, unique=True))
    places = st.one_of(st.just(0), st.integers(0, 10), st.integers(0, 60))
    return tuple((time, draw(places)) for time in sorted({opening, *times}))


@st.composite
def limits(draw: st.DrawFn, edges: tuple[float, ...]) -> dict[Resource, tuple[tuple[float, int], ...]]:
    """What is limited besides LEAD's places, from some day on: mostly short, sometimes closed."""
    fewest = draw(st.sampled_from((6, 3, 0)))
    limited = draw(st.lists(st.sampled_from(OTHERS), min_size=fewest, unique=True))
    units = st.sampled_from((1, 3, 2, 6, 0, 12, 30))
    found = {}
    for resource in limited:
        times = {draw(st.sampled_from((edges[0], edges[0], edges[1]))), *draw(st.lists(days_in(edges), max_size=2))}
        found[resource] = tuple((time, draw(units)) for time in sorted(times))
    return found


@st.composite
def laws(draw: st.DrawFn, edges: tuple[float, ...], values: Mapping[str, st.SearchStrategy[Any]]) -> tuple[Any, ...]:
    """Changes to the values from a day on: the end of a warm-up, and dated laws."""
    times = draw(st.lists(days_in(edges), max_size=2, unique=True))
    return tuple((time, draw(some_of(values))) for time in sorted(times) if time > edges[0])


@st.composite
def scenarios(
    draw: st.DrawFn,
    later: Mapping[str, st.SearchStrategy[Any]] | None = None,
    whole_days: st.SearchStrategy[bool] | None = None,
) -> Scenario:
    """Any valid scenario; `later` says which values may change on the way (all that can, unless given)."""
    edges = draw(month_ends())
    return Scenario(
        changes=draw(changes_now()),
        edges=edges,
        plan=draw(plans(edges)),
        others=draw(limits(edges)),
        later=draw(laws(edges, {**JUSTICE, **LEAD} if later is None else later)),
        world=draw(st.integers(0, 1_000)),
        whole_days=draw(st.booleans() if whole_days is None else whole_days),
    )


@st.composite
def stops(draw: st.DrawFn, edges: tuple[float, ...]) -> tuple[float, ...]:
    """Times at which somebody stops a run on its way, the end included."""
    part = st.integers(1, 999).map(lambda k: edges[0] + (edges[-1] - edges[0]) * k / 1_000)
    inner = st.one_of(days_in(edges), part)
    return tuple(sorted({*draw(st.lists(inner, max_size=12)), edges[-1]}))
