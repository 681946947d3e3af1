"""Police contacts as a renewal process: custody stops the clock, and frailty mixes Poisson counts."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simulator.model.events import Kind
from simulator.units import DAYS_PER_YEAR, days
from tests.support import NO_CUSTODY, NO_DESISTANCE, make_setup, simulate
from tests.verification.formulas import ALWAYS_THE_SAME, TWO_PARTS
from tests.verification.harness import (
    ALWAYS_BOOKED,
    NO_SPELLS,
    NOBODY_LEAVES,
    STEADY,
    ClosedForm,
    check,
)
from tests.verification.paths import counts_by_person, custody, days_by_person

RENEWAL = "elementary renewal theorem; Cox 1962, Renewal Theory, section 4"
INSENSITIVE = "alternating renewal, insensitive to the shape of the stay; Cox 1962, section 7"
MIXED = "Greenwood and Yule 1920, doi:10.2307/2341080"


@pytest.mark.parametrize(("world", "stay"), [(3, ALWAYS_THE_SAME), (4, TWO_PARTS)], ids=["constant", "mixture"])
def test_contacts_and_jail_population_with_custody_in_between(world, stay):
    people, per_year, start, stop = 900, 12.0, days(2), days(8)
    changes = {
        **STEADY,
        **ALWAYS_BOOKED,
        **stay.values,
        "population.pool": people,
        "police.contact_rate": per_year,
    }
    outcome = simulate(make_setup(changes, world=world, edges=(0.0, start, stop)))
    cycle = DAYS_PER_YEAR / per_year + 20.0
    contacts = counts_by_person(outcome.events, Kind.CONTACT, people, start, stop)
    held = days_by_person(custody(outcome.events), people, start, stop)
    assert stay.mean == pytest.approx(20.0, rel=1e-12)
    check(ClosedForm("contacts a day", 1.0 / cycle, RENEWAL, detects=0.025), contacts / (stop - start))
    check(ClosedForm("share of time held", 20.0 / cycle, INSENSITIVE, detects=0.03), held / (stop - start))


# Contacts come at 2 a year; 0.7 of them lead to an arrest.
YEARS = 3.0
MEAN_COUNT = {Kind.CONTACT: 2.0 * YEARS, Kind.ARRESTED: 2.0 * 0.7 * YEARS}


def counts_at_liberty(frailty_shape: float, people: int, world: int) -> dict[Kind, np.ndarray]:
    """Return contacts and arrests by person when nobody is ever held or gives up; cases go on as usual."""
    changes = {**NO_SPELLS, **NOBODY_LEAVES, **NO_DESISTANCE, **NO_CUSTODY}
    changes |= {"population.frailty_shape": frailty_shape, "population.pool": people}
    outcome = simulate(make_setup(changes, world=world, edges=(0.0, days(YEARS))))
    return {kind: counts_by_person(outcome.events, kind, people) for kind in MEAN_COUNT}


def mixed_poisson(frailty_shape: float, mean: float):
    """Return the negative binomial law of Poisson counts with gamma frailty."""
    return stats.nbinom(frailty_shape, frailty_shape / (frailty_shape + mean))


def chi_square_p(counts: np.ndarray, law) -> float:
    """Return the p value of counts under a law, in about 25 bins of like expectation."""
    edges = np.unique(law.ppf(np.linspace(0.0, 1.0, 26)[1:-1]))
    shares = np.diff(law.cdf(edges), prepend=0.0, append=1.0)
    found = np.bincount(np.searchsorted(edges, counts, side="left"), minlength=len(edges) + 1)
    return float(stats.chisquare(found, shares * len(counts)).pvalue)


def check_counts(counts: np.ndarray, law, name: str, detects: float) -> None:
    """Hold mean, variance and the whole law of counts against theory."""
    check(ClosedForm(f"mean of {name}", law.mean(), MIXED, detects), counts)
    check(ClosedForm(f"variance of {name}", law.var(), MIXED, 3 * detects), (counts - law.mean()) ** 2)
    assert chi_square_p(counts, law) > 1e-3, name


def test_counts_of_people_alike_are_poisson():
    for kind, counts in counts_at_liberty(1e6, 4_000, world=5).items():
        check_counts(counts, stats.poisson(MEAN_COUNT[kind]), kind.name, detects=0.04)


def test_counts_of_people_with_gamma_frailty_are_negative_binomial():
    counts_of = counts_at_liberty(0.8, 6_000, world=6)
    for kind, counts in counts_of.items():
        check_counts(counts, mixed_poisson(0.8, MEAN_COUNT[kind]), kind.name, detects=0.08)
    # The comparison can fail: it sees a frailty of shape 1.
    assert chi_square_p(counts_of[Kind.CONTACT], mixed_poisson(1.0, MEAN_COUNT[Kind.CONTACT])) < 1e-6
