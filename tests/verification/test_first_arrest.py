"""Time at liberty to the first arrest: frailty and spells make its hazard fall, as all data say it does."""

from __future__ import annotations

import numpy as np
from scipy import optimize

from simulator.model.events import Kind
from simulator.units import days
from tests.support import NO_DESISTANCE, make_setup, simulate
from tests.verification.harness import ALIKE, NO_SPELLS
from tests.verification.paths import PRESENCE, custody, days_by_person, episodes

WARM_UP, FOLLOW_UP = days(3), days(2.5)


def first_arrests(changes, world: int) -> tuple[np.ndarray, np.ndarray]:
    """Return days at liberty to the first arrest or the end of follow-up, and whether there was an arrest."""
    edges = (0.0, WARM_UP, WARM_UP + FOLLOW_UP)
    setup = make_setup({**changes, "population.pool": 2_500}, world=world, edges=edges)
    events = simulate(setup).events
    people = len(setup.people)
    until = np.full(people, WARM_UP + FOLLOW_UP)
    arrested = np.zeros(people, dtype=bool)
    for event in events:
        if event.kind == Kind.ARRESTED and event.time >= WARM_UP and not arrested[event.person]:
            until[event.person], arrested[event.person] = event.time, True
    there = [e for e in episodes(events, PRESENCE) if e.begin < WARM_UP < e.end]
    present = days_by_person(there, people, WARM_UP, until)
    at_risk = present - days_by_person(custody(events), people, WARM_UP, until)
    observed = at_risk > 0.0
    return at_risk[observed], arrested[observed]


def weibull_shape(times: np.ndarray, ended: np.ndarray) -> float:
    """Return the Weibull shape of greatest likelihood under right censoring (its score is zero)."""
    logs = np.log(times / times.max())

    def score(shape: float) -> float:
        weights = np.exp(shape * logs)
        return 1.0 / shape + logs[ended].mean() - (weights @ logs) / weights.sum()

    return float(optimize.brentq(score, 0.05, 20.0))


def test_the_hazard_of_the_first_arrest_falls():
    times, ended = first_arrests({}, world=1)
    assert 0.3 < ended.mean() < 0.9
    assert 0.55 < weibull_shape(times, ended) < 0.80


def test_people_alike_without_spells_have_a_constant_hazard():
    times, ended = first_arrests({**ALIKE, **NO_SPELLS, **NO_DESISTANCE}, world=2)
    assert abs(weibull_shape(times, ended) - 1.0) < 0.07
