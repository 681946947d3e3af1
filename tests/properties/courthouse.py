"""Random worlds in which courts, warrants, state beds and services are busy and short of everything.

The other random worlds (`strategies`) seldom fill a docket or a state bed; here that is the rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from hypothesis import strategies as st

from simulator.model.engine import CapacityPlan, Setup
from simulator.model.events import Resource, Venue
from simulator.model.reference import ReferenceEngine
from tests.properties.strategies import Values, each, grid
from tests.properties.worlds import whole_days
from tests.support import SERVICES, TIERS, Outcome, each_offense, make_setup

COURTS = {Venue(i): Resource(Resource.COURT_SUPERIOR + i) for i in range(len(Venue))}
LIMITED = tuple(resource for resource in Resource if resource != Resource.LEAD)

SHARE = grid(0.0, 1.0)
RATE = grid(0.0, 20.0)
FEW_DAYS = st.integers(0, 10).map(float)
SOME_DAYS = st.integers(0, 60).map(float)
# 0 is any day; 2.5 puts court days between whole days.
SPACING = st.sampled_from((0.0, 1.0, 2.5, 3.0, 7.0))

# Everybody is met often, charged and filed; half the hearings are missed; LEAD takes nearly all.
LIVELY: Values = {
    "population.death_rate": 0.2,
    "population.leaving_rate": 0.2,
    "population.excluded_history_share": 0.0,
    "population.mental_illness_share": 0.6,
    "police.contact_rate": 12.0,
    "police.no_action_share": 0.2,
    "police.booked_share": {"felony": 0.6, "misdemeanor": 0.4},
    "jail.booked_when_full": {"felony": 0.5, "misdemeanor": 0.0},
    "prosecution.filed": {"felony": 0.9, "misdemeanor": 0.9},
    "prosecution.out_of_custody_factor": 0.9,
    "prosecution.filing_delay_out_of_custody": 10.0,
    "prosecution.case_length_scale": 40.0,
    "prosecution.prison_share": 0.3,
    "prosecution.prison_stay": 60.0,
    "courts.hearing_interval": 10.0,
    "courts.failure_to_appear": 0.4,
    "courts.warrant_service_rate": 8.0,
    "supervision.share": {"felony": 0.7, "misdemeanor": 0.6},
    "supervision.length": 0.3,
    "supervision.violation_rate": 6.0,
    "competency.raised": {"felony": 0.6, "misdemeanor": 0.5},
    "competency.evaluation_wait": 7.0,
    "competency.incompetent": 0.7,
    "competency.restoration_ordered": {"felony": 0.9, "misdemeanor": 0.8},
    "competency.restoration_stay": 25.0,
    "lead.eligible": each_offense(1),
    "lead.shift_covered": 1.0,
    "lead.officer_trained": 0.8,
    "lead.officer_offers": 0.5,
    "lead.social_referral_rate": 3.0,
    "lead.intake_mean": 2.0,
    "lead.duration": 0.3,
    "lead.stable_after": 0.1,
    "lead.lapse_rate": 4.0,
    "lead.resume_rate": 6.0,
    **{f"{service}.take_up": 0.9 for service in SERVICES},
    **{f"{service}.own_start_rate": 1.0 for service in SERVICES},
    **{f"{service}.stay": 40.0 for service in SERVICES},
    **{f"{service}.own_stay": 60.0 for service in SERVICES},
    **{f"{service}.patience": 40.0 for service in SERVICES},
}

CHANGEABLE: Mapping[str, st.SearchStrategy[Any]] = {
    "population.death_rate": grid(0.0, 1.0),
    "population.leaving_rate": grid(0.0, 1.0),
    "population.desistance_rate": grid(0.0, 1.0),
    "population.desistance_growth": grid(0.9, 1.2),
    "population.desisted_multiplier": SHARE,
    "population.release_death_ratio": grid(0.0, 100.0),
    "population.release_risk": SOME_DAYS,
    "police.contact_rate": RATE,
    "police.no_action_share": SHARE,
    "police.booked_share": each(TIERS, SHARE),
    "police.felony": st.sampled_from((each_offense(0), each_offense(1), each_offense(0, low_level_sale=1))),
    "jail.short_stay_median": FEW_DAYS,
    "jail.long_stay_median": SOME_DAYS,
    "jail.warrant_long_stay_share": SHARE,
    "jail.booked_when_full": each(TIERS, SHARE),
    "jail.psychiatric_share": SHARE,
    "jail.medical_share": SHARE,
    "prosecution.filed": each(TIERS, SHARE),
    "prosecution.filing_delay_in_custody": FEW_DAYS,
    "prosecution.filing_delay_out_of_custody": SOME_DAYS,
    "prosecution.case_length_scale": SOME_DAYS,
    "prosecution.convicted": SHARE,
    "prosecution.prison_share": SHARE,
    "prosecution.prison_stay": SOME_DAYS,
    "prosecution.jail_sentence_share": each(TIERS, SHARE),
    "prosecution.jail_sentence": each(TIERS, SOME_DAYS),
    "courts.hearing_interval": st.integers(0, 40).map(float),
    "courts.calendar": SPACING,
    "courts.custody_calendar": SPACING,
    "courts.failure_to_appear": SHARE,
    "courts.warrant_service_rate": RATE,
    "courts.diverted_share": each(TIERS, grid(0.0, 0.3)),
    "supervision.share": each(TIERS, SHARE),
    "supervision.length": grid(0.0, 1.0),
    "supervision.violation_rate": RATE,
    "competency.raised": each(TIERS, SHARE),
    "competency.evaluation_wait": FEW_DAYS,
    "competency.incompetent": SHARE,
    "competency.restoration_ordered": each(TIERS, SHARE),
    "competency.restoration_stay": SOME_DAYS,
    "competency.restored": SHARE,
    "lead.warrant_excludes": st.sampled_from((0.0, 1.0)),
    "lead.officer_offers": SHARE,
    "lead.ever_engaged": SHARE,
    "lead.duration": grid(0.01, 1.0),
    "lead.kept_for_arrests": SHARE,
    "lead.effect.warrants": grid(0.0, 1.4),
    "lead.effect.warrant_clearing": RATE,
    "lead.effect.discount": SHARE,
    **{f"{service}.take_up": SHARE for service in SERVICES},
    **{f"{service}.own_start_rate": grid(0.0, 6.0) for service in SERVICES},
    **{f"{service}.stay": SOME_DAYS for service in SERVICES},
    **{f"{service}.own_stay": SOME_DAYS for service in SERVICES},
    **{f"{service}.patience": st.integers(1, 60).map(float) for service in SERVICES},
    **{f"{service}.effect": grid(0.0, 1.2) for service in SERVICES},
}
# A moved calendar leaves the hearings that are set on their old days.
MOVABLE = tuple(path for path in CHANGEABLE if path not in ("courts.calendar", "courts.custody_calendar"))


@dataclass(frozen=True)
class Courthouse:
    """Everything a run needs: values, when they change, and what there is of each limited resource."""

    changes: Values
    edges: tuple[float, ...]
    units: Mapping[Resource, CapacityPlan]
    later: tuple[tuple[float, Values], ...] = ()
    world: int = 0
    whole_days: bool = False

    @property
    def end(self) -> float:
        return self.edges[-1]

    def setup(self) -> Setup:
        setup = make_setup({**LIVELY, **self.changes}, world=self.world, edges=self.edges, later=self.later)
        if not self.whole_days:
            return setup
        return replace(setup, people=replace(setup.people, arrival=np.ceil(setup.people.arrival)))

    def months(self) -> Iterator[ReferenceEngine]:
        """Yield the engine at each month's end."""
        engine = ReferenceEngine(self.setup(), record_events=True)
        for resource, plan in self.units.items():
            engine.set_capacity(resource, plan)
        with whole_days() if self.whole_days else nullcontext():
            for edge in self.edges[1:]:
                engine.advance(edge)
                yield engine

    def run(self) -> Outcome:
        *_, engine = self.months()
        return Outcome(list(engine.events), engine.tally(), engine)

    def changed(self, changes: Values) -> Courthouse:
        return replace(self, changes={**self.changes, **changes})


def a_year(world: int, units: int = 3, **changes: Any) -> Courthouse:
    """Return a fixed lively world: 40 people, twelve months, a few units of everything."""
    edges = tuple(30.0 * month for month in range(13))
    plans: dict[Resource, CapacityPlan] = dict.fromkeys(LIMITED, ((0.0, units),))
    plans[Resource.LEAD] = ((0.0, 30),)
    return Courthouse({"population.pool": 40, **changes}, edges, plans, world=world)


@st.composite
def _values(draw: st.DrawFn, paths: tuple[str, ...], most: int) -> Values:
    chosen = draw(st.lists(st.sampled_from(paths), max_size=most, unique=True))
    return {path: draw(CHANGEABLE[path]) for path in chosen}


@st.composite
def _plan(draw: st.DrawFn, edges: tuple[float, ...], units: st.SearchStrategy[int]) -> CapacityPlan:
    """Units from the start, and perhaps another number from some month on."""
    plan = [(edges[0], draw(units))]
    if draw(st.booleans()):
        plan.append((draw(st.sampled_from(edges[1:-1])), draw(units)))
    return tuple(plan)


@st.composite
def courthouses(draw: st.DrawFn) -> Courthouse:
    """Any valid world that is busy where this is about; a resource without a plan is not limited."""
    months, length = draw(st.integers(3, 12)), draw(st.sampled_from((30.0, 14.0, 30.4375)))
    edges = tuple(length * month for month in range(months + 1))
    limited = draw(st.lists(st.sampled_from(LIMITED), min_size=4, unique=True))
    units = {resource: draw(_plan(edges, st.sampled_from((3, 12, 1, 6, 25, 0)))) for resource in limited}
    units[Resource.LEAD] = draw(_plan(edges, st.sampled_from((40, 20, 5, 0))))
    paths = tuple(sorted(CHANGEABLE))
    changes = draw(_values(paths, 15))
    later = ()
    if draw(st.booleans()):
        later = ((draw(st.sampled_from(edges[1:-1])), draw(_values(tuple(sorted(MOVABLE)), 6))),)
    return Courthouse(
        changes={**changes, "population.pool": draw(st.one_of(st.integers(10, 30), st.integers(1, 60)))},
        edges=edges,
        units=units,
        later=later,
        world=draw(st.integers(0, 1_000)),
        whole_days=draw(st.booleans()),
    )
