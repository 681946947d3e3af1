"""Small worlds in which a story has to happen, and the lives in them side by side."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from rich.console import Console

from simulator.costs.price import Price
from simulator.experiment.run import Run
from simulator.experiment.trace import Frame, Recorded, Trace, follow, record
from simulator.model.engine import CapacityPlan, Setup
from simulator.model.events import Offense, Resource, Service
from simulator.model.quantities import Quantity
from simulator.model.tally import NOBODY
from simulator.report.timeline import Timeline
from simulator.units import Calendar
from tests.costs.books import book, jail, staff
from tests.support import OFFENSES, make_setup, simulate

CALENDAR = Calendar(start=date(2027, 1, 1), warm_up_months=0, horizon_months=12)
FRAME = Frame("Smallville", CALENDAR.start, date(2028, 1, 1), 0, 2025, seed=11, draw=0, world=0)
ARRESTS = ((Quantity.ARRESTS_CITED_CITY, "city", 1.0), (Quantity.ARRESTS_BOOKED_CITY, "city", 1.0))
BOOK = book(
    Price("police arrest", 300.0, 30.0, ARRESTS, program=False),
    jail(),
    Price("courts", 1_000.0, 250.0, ((Quantity.FILINGS_MUNICIPAL, "city", 1.0),), program=False),
    staff(),
)

NOTHING_ELSE: Mapping[str, Any] = {
    "population.pool": 6,
    "population.death_rate": 0.0,
    "population.release_risk": 0.0,
    "population.leaving_rate": 0.0,
    "population.arrivals_share": 0.0,
    "population.desistance_rate": 0.0,
    "population.quiet_multiplier": 1.0,
    "population.unhoused_share": 1.0,
    "population.substance_use_share": 0.0,
    "population.mental_illness_share": 0.0,
    "population.excluded_history_share": 0.0,
    "population.areas": {"downtown": 1.0},
    "lead.coverage": {"downtown": 1.0},
    "police.contact_rate": 6.0,
    "police.no_action_share": 0.0,
    "police.offense_mix": {name: float(name == Offense.OTHER_MISDEMEANOR.name.lower()) for name in OFFENSES},
    "police.booked_share": {"felony": 0.0, "misdemeanor": 0.0},
    "prosecution.filed": {"felony": 1.0, "misdemeanor": 1.0},
    "prosecution.out_of_custody_factor": 1.0,
    "prosecution.convicted": 0.0,
    "courts.failure_to_appear": 0.0,
    "courts.diverted_share": {"felony": 0.0, "misdemeanor": 0.0},
    "permanent_housing.own_start_rate": 0.0,
    "employment.own_start_rate": 0.0,
    **{f"{service.name.lower()}.take_up": 0.0 for service in Service},
    "lead.social_referral_rate": 0.0,
    "lead.community_referral_rate": 0.0,
}
"""Nobody comes or goes, nobody has or finds anything: misdemeanors, citations and courts are all there is."""

IN_LEAD: Mapping[str, Any] = {
    "police.contact_rate": 0.5,
    "lead.community_referral_rate": 4.0,
    "lead.intake_completes": 1.0,
    "lead.ever_engaged": 1.0,
    "lead.duration": 100.0,
    "lead.stable_after": 10.0,
    "lead.lapse_rate": 0.0,
    "lead.consent": 1.0,
}
"""Referred by the community, and in LEAD for good."""


def recorded(
    name: str,
    changes: Mapping[str, Any] | None = None,
    *,
    places: CapacityPlan = (),
    others: Mapping[Resource, CapacityPlan] | None = None,
) -> tuple[Recorded, Setup]:
    """Return what a run of a small world left; one case manager is paid for each month in which LEAD has places."""
    setup = make_setup({**NOTHING_ELSE, **(changes or {})}, edges=CALENDAR.edges)
    outcome = simulate(setup, places, others=others)
    for month, edge in enumerate(CALENDAR.edges[:-1]):
        open_ = [units for day, units in places if day <= edge]
        outcome.tally.counts[month, Quantity.CASE_MANAGER_MONTHS, NOBODY] = float(bool(open_ and open_[-1]))
    happened = Run(outcome.tally, outcome.events, outcome.engine.credits)
    return record(name, name, happened, CALENDAR, [BOOK] * CALENDAR.months), setup


def lives(baseline: tuple[Recorded, Setup], scenario: tuple[Recorded, Setup], person: str | int) -> Trace:
    """Return a person's life in two runs."""
    return follow(person, baseline[0], scenario[0], baseline[1].people, FRAME)


def printed(part: Any, width: int = 120) -> list[str]:
    """Return the lines of what is printed, without the blanks at their ends."""
    console = Console(width=width, highlight=False, markup=False, emoji=False)
    with console.capture() as capture:
        console.print(part)
    return [line.rstrip() for line in capture.get().splitlines()]


def timeline(trace: Trace, width: int = 120) -> list[str]:
    """Return the printed timeline."""
    return printed(Timeline(trace), width)
