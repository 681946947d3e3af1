"""The workload in this simulator: a place in which nothing else happens.

The program is restoration in a state bed, the only one that is waited for in custody. A felony is sentenced at its
hearing; of a misdemeanor, competency is raised there, and the case is dismissed after the state bed.
"""

from __future__ import annotations

import time

from benchmarks.peers.workload import Found, Workload
from simulator.model.engine import Setup
from simulator.model.engines import EngineName, make_engine, while_running
from simulator.model.events import Resource
from simulator.model.tally import Tally
from simulator.units import DAYS_PER_YEAR, MONTHS_PER_YEAR
from tests.support import NO_SERVICES, TIERS, each_offense, make_setup
from tests.verification.dockets import ANY_DAY, ONLY_CHARGES, booked

MONTH = DAYS_PER_YEAR / MONTHS_PER_YEAR
BEFORE_THE_HEARING = 0.5  # days; whoever is held then stays until the hearing, a day after the booking


def setup_of(workload: Workload, seed: int) -> Setup:
    """Return the place; the workload must begin to be measured, and end, with a month."""
    mix = each_offense(0.0, other_felony=workload.jail_share, other_misdemeanor=1.0 - workload.jail_share)
    values = {
        **ONLY_CHARGES,
        **ANY_DAY,
        **NO_SERVICES,
        **booked(1.0, BEFORE_THE_HEARING),
        "population.pool": workload.people,
        "population.mental_illness_share": 1.0,
        "police.contact_rate": DAYS_PER_YEAR / workload.at_liberty,
        "police.offense_mix": mix,
        "police.felony": each_offense(0.0, other_felony=1.0),
        "jail.psychiatric_share": 0.0,
        "jail.medical_share": 0.0,
        "courts.hearing_interval": 0.0,
        "prosecution.case_length_scale": 0.0,
        "prosecution.convicted": 1.0,
        "prosecution.prison_share": 0.0,
        "prosecution.jail_sentence_share": {"felony": 1.0, "misdemeanor": 0.0},
        "prosecution.jail_sentence": dict.fromkeys(TIERS, workload.jail),
        "supervision.share": dict.fromkeys(TIERS, 0.0),
        "competency.raised": {"felony": 0.0, "misdemeanor": 1.0},
        "competency.evaluation_wait": 0.0,
        "competency.incompetent": 1.0,
        "competency.restoration_ordered": dict.fromkeys(TIERS, 1.0),
        "competency.restoration_stay": workload.program,
        "competency.restored": 0.0,
    }
    months = round(workload.end / MONTH)
    return make_setup(values, world=seed, edges=tuple(MONTH * month for month in range(months + 1)))


def simulate(workload: Workload, setup: Setup, engine: EngineName) -> tuple[Found, float]:
    """Simulate the workload once; return what was found, and the processor seconds of the engine."""
    start = time.process_time()
    with while_running(engine):
        model = make_engine(engine, setup)
        model.set_capacity(Resource.COMPETENCY_BEDS, [(0.0, workload.places)])
        for edge in setup.month_edges[1:]:
            model.advance(edge)
        tally = model.tally()
    seconds = time.process_time() - start
    return found(workload, tally), seconds


def found(of: Workload, tally: Tally) -> Found:
    """Return what the tally says; sentences that have begun stand for those that have ended."""
    days, since = of.end - of.warm_up, round(of.warm_up / MONTH)

    def total(measure: str, first: int = since) -> float:
        return float(tally.monthly(measure)[first:].sum())

    begun = ("contacts", "hearings", "jail_sentences", "competency_admissions", "dismissals")
    return Found(
        contacts=total("contacts") / (of.people * days) * DAYS_PER_YEAR,
        in_jail=total("jail_days") / days,
        in_program=total("competency_bed_days") / days,
        wait=total("competency_waiting_days") / total("competency_admissions"),
        moves=round(sum(total(measure, 0) for measure in begun)),
    )
