"""How people come and go: competing risks, and the size of the pool."""

from __future__ import annotations

import numpy as np
from scipy import integrate

from simulator.model.events import Kind
from simulator.units import days
from tests.support import Outcome, make_setup, simulate
from tests.verification.harness import STEADY, ClosedForm, check, check_columns, over_worlds
from tests.verification.paths import PRESENCE, counts_by_person, episodes

COMPETING = "competing exponential risks; Prentice et al. 1978, doi:10.2307/2530374"
POOL = "immigration and death, M/M/∞ from a full start; Takács 1962, Introduction to the Theory of Queues"
NO_CUSTODY = {"police.contact_rate": 0.0}


def test_death_and_leaving_compete():
    people, dying, leaving = 6_000, 0.5, 1.0
    changes = {**STEADY, **NO_CUSTODY, "population.pool": people}
    changes |= {"population.death_rate": dying, "population.leaving_rate": leaving}
    outcome = simulate(make_setup(changes, world=9, edges=(0.0, days(40))))
    died = counts_by_person(outcome.events, Kind.DIED, people)
    left = counts_by_person(outcome.events, Kind.LEFT, people)
    ordered = sorted(episodes(outcome.events, PRESENCE), key=lambda episode: episode.person)
    stayed = np.array([episode.end for episode in ordered])
    mean = days(1.0 / (dying + leaving))
    assert (died + left == 1).all()
    check(ClosedForm("share that dies", dying / (dying + leaving), COMPETING, detects=0.1), died)
    check(ClosedForm("days in the pool", mean, COMPETING, detects=0.07), stayed)
    check(ClosedForm("days of those who die", mean, COMPETING, detects=0.12), stayed[died == 1])
    check(ClosedForm("days, squared", 2 * mean**2, COMPETING, detects=0.15), stayed**2)


def test_arrivals_and_departures_make_the_pool():
    pool, arriving, dying, leaving, years = 150, 0.4, 0.05, 0.15, 5.0
    changes = {**STEADY, **NO_CUSTODY, "population.pool": pool, "population.arrivals_share": arriving}
    changes |= {"population.death_rate": dying, "population.leaving_rate": leaving}
    exit_rate = dying + leaving

    def size(year: float) -> float:
        stay = np.exp(-exit_rate * year)
        return pool * (stay + arriving / exit_rate * (1.0 - stay))

    def measure(outcome: Outcome) -> list[float]:
        return list(outcome.tally.monthly("person_days") / days(years))

    edges = (0.0, days(years), days(2 * years))
    rows = over_worlds(measure, changes, worlds=range(100, 124), edges=edges)
    early = integrate.quad(size, 0.0, years)[0] / years
    late = integrate.quad(size, years, 2 * years)[0] / years
    forms = [ClosedForm("pool, early", early, POOL, 0.06), ClosedForm("pool, late", late, POOL, 0.06)]
    check_columns(forms, rows)
