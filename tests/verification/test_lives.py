"""How people come and go: competing risks, the size of the pool, desistance by age, deaths after release."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from simulator.model.events import Kind
from simulator.units import DAYS_PER_YEAR, days
from tests.support import NO_SERVICES, Outcome, make_setup, simulate
from tests.verification.harness import NOBODY_LEAVES, STEADY, ClosedForm, check, check_columns, over_worlds
from tests.verification.paths import PRESENCE, Episode, counts_by_person, custody, days_by_person, episodes

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


GOMPERTZ = "Gompertz 1825, doi:10.1098/rstl.1825.0026: a hazard that grows by the same factor each year"


@pytest.mark.parametrize(("world", "age", "growth"), [(16, 30.0, 1.08), (17, 55.0, 1.04)])
def test_the_hazard_of_desistance_grows_with_age(world, age, growth):
    """From its level at 40: lower before, higher after; it comes in custody, too."""
    people, at_forty, years = 1_500, 0.04, 100.0
    changes = {**NOBODY_LEAVES, "population.pool": people, "population.age_mean": age, "population.age_sd": 0.0}
    changes |= {"population.desistance_rate": at_forty, "population.desistance_growth": growth}
    changes |= {"police.contact_rate": 0.2, **NO_SERVICES}  # a century of services would take long
    events = simulate(make_setup(changes, world=world, edges=(0.0, days(years)))).events
    desisted = np.array([event.time for event in events if event.kind == Kind.DESISTED]) / DAYS_PER_YEAR
    assert len(desisted) == people
    a_year = np.log(growth)
    law = stats.gompertz(at_forty * growth ** (age - 40.0) / a_year, scale=1.0 / a_year)
    check(ClosedForm("years to desistance", law.mean(), GOMPERTZ, detects=0.1), desisted)
    assert stats.kstest(desisted, law.cdf).pvalue > 1e-3
    # The comparison can fail: it sees a hazard that is its level at 40 at any age.
    assert stats.kstest(desisted, stats.gompertz(at_forty / a_year, scale=1.0 / a_year).cdf).pvalue < 1e-6


COMPENSATED = "a counting process less its compensator; Andersen et al. 1993, doi:10.1007/978-1-4612-4348-9"


def test_death_is_more_likely_for_some_days_after_a_release():
    people, dying, ratio, risk, stop = 3_000, 0.1, 20.0, 7.0, days(4)
    changes = {"population.pool": people, "population.arrivals_share": 0.0, "population.leaving_rate": 0.0}
    changes |= {"population.death_rate": dying, "population.release_death_ratio": ratio}
    changes |= {"population.release_risk": risk, "police.contact_rate": 10.0}
    events = simulate(make_setup(changes, world=18, edges=(0.0, stop))).events
    present = days_by_person(episodes(events, PRESENCE), people, 0.0, stop)
    at_risk = days_by_person(days_after_release(events, risk), people, 0.0, stop)
    died = counts_by_person(events, Kind.DIED, people)
    due = dying / DAYS_PER_YEAR * (present + (ratio - 1.0) * at_risk)
    # More than a fifth of all deaths would be missing without them.
    assert due.mean() > 1.25 * dying / DAYS_PER_YEAR * present.mean()
    check(ClosedForm("deaths", float(due.mean()), COMPENSATED, detects=0.2), died - due + due.mean())


def days_after_release(events, risk: float) -> list[Episode]:
    """Return the days of risk after each release: until they are over, the person is back in custody, or gone."""
    ends = {episode.person: episode.end for episode in episodes(events, PRESENCE)}
    found = []
    held = sorted(custody(events), key=lambda episode: (episode.person, episode.begin))
    for stay, following in zip(held, [*held[1:], None], strict=True):
        again = following.begin if following is not None and following.person == stay.person else np.inf
        until = min(stay.end + risk, again, ends[stay.person])
        if until > stay.end:
            found.append(Episode(stay.person, stay.end, until, 0))
    return found
