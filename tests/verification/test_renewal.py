"""Police contacts as a renewal process: custody stops the clock, and frailty mixes Poisson counts."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simulator.model.events import Kind
from simulator.units import DAYS_PER_YEAR, days
from tests.support import make_setup, simulate
from tests.verification.formulas import Stay
from tests.verification.harness import (
    ALWAYS_BOOKED,
    NEVER_BOOKED,
    NEVER_FILED,
    NO_SPELLS,
    NOBODY_LEAVES,
    STEADY,
    ClosedForm,
    check,
)
from tests.verification.paths import CUSTODY, counts_by_person, days_by_person, episodes

RENEWAL = "elementary renewal theorem; Cox 1962, Renewal Theory, section 4"
INSENSITIVE = "alternating renewal, so insensitive to the shape of the stay; Cox 1962, section 7"
MIXED = "Greenwood and Yule 1920, doi:10.2307/2341080"

# The same mean, 20 days, and very different shapes.
ALWAYS_THE_SAME = Stay(0.3, 20.0, 0.0, 20.0, 0.0)
TWO_PARTS = Stay(0.3, 5.0 * np.exp(-(0.5**2) / 2), 0.5, 55.0 * np.exp(-(0.8**2) / 2), 0.8)


@pytest.mark.parametrize("stay", [ALWAYS_THE_SAME, TWO_PARTS], ids=["constant", "mixture"])
def test_contacts_and_jail_population_with_custody_in_between(stay):
    people, per_year, start, stop = 500, 12.0, days(2), days(8)
    changes = {**STEADY, **ALWAYS_BOOKED, **stay.values, "population.pool": people, "police.contact_rate": per_year}
    outcome = simulate(make_setup(changes, edges=(0.0, start, stop)))
    cycle = DAYS_PER_YEAR / per_year + stay.mean
    contacts = counts_by_person(outcome.events, Kind.CONTACT, people, start, stop)
    held = days_by_person(episodes(outcome.events, CUSTODY), people, start, stop)
    assert stay.mean == pytest.approx(20.0)
    check(ClosedForm("contacts a day", 1.0 / cycle, RENEWAL, detects=0.02), contacts / (stop - start))
    check(ClosedForm("share of time held", stay.mean / cycle, INSENSITIVE, detects=0.03), held / (stop - start))


def test_a_rare_stay_fills_the_jail_as_an_infinite_server_queue_does():
    """M/G/∞ on a finite pool: arrivals come only from those at liberty."""
    people, per_year, start, stop = 4_000, 0.5, days(2), days(10)
    changes = {**STEADY, **ALWAYS_BOOKED, **TWO_PARTS.values, "population.pool": people}
    changes |= {"police.contact_rate": per_year}
    outcome = simulate(make_setup(changes, edges=(0.0, start, stop)))
    held = days_by_person(episodes(outcome.events, CUSTODY), people, start, stop) / (stop - start)
    load = per_year / DAYS_PER_YEAR * TWO_PARTS.mean
    check(ClosedForm("held, of one source", load / (1.0 + load), INSENSITIVE, detects=0.06), held)


def counts_at_liberty(frailty_shape: float, people: int, years: float) -> dict[Kind, np.ndarray]:
    changes = {**NO_SPELLS, **NOBODY_LEAVES, **NEVER_FILED, **NEVER_BOOKED}
    changes |= {"population.frailty_shape": frailty_shape, "population.pool": people}
    outcome = simulate(make_setup(changes, edges=(0.0, days(years))))
    return {kind: counts_by_person(outcome.events, kind, people) for kind in (Kind.CONTACT, Kind.ARRESTED)}


def chi_square_p(counts: np.ndarray, law) -> float:
    """Return the p value of counts under a law, in about 25 bins of equal expectation."""
    edges = np.unique(law.ppf(np.linspace(0.0, 1.0, 26)[1:-1]))
    shares = np.diff(law.cdf(edges), prepend=0.0, append=1.0)
    found = np.bincount(np.searchsorted(edges, counts, side="left"), minlength=len(edges) + 1)
    return float(stats.chisquare(found, shares * len(counts)).pvalue)


def check_counts(counts: np.ndarray, law, name: str, detects: float) -> None:
    check(ClosedForm(f"mean {name}", law.mean(), MIXED, detects), counts)
    check(ClosedForm(f"variance of {name}", law.var(), MIXED, 3 * detects), (counts - law.mean()) ** 2)
    assert chi_square_p(counts, law) > 1e-3, name


# Contacts come at 2 a year; 0.7 of them lead to an arrest.
MEANS = {Kind.CONTACT: 2.0, Kind.ARRESTED: 2.0 * 0.7}


def test_counts_of_people_alike_are_poisson():
    years = 3.0
    for kind, counts in counts_at_liberty(1e6, 4_000, years).items():
        check_counts(counts, stats.poisson(MEANS[kind] * years), kind.name, detects=0.05)


def test_counts_of_people_with_gamma_frailty_are_negative_binomial():
    years, shape = 3.0, 0.8
    for kind, counts in counts_at_liberty(shape, 6_000, years).items():
        mean = MEANS[kind] * years
        check_counts(counts, stats.nbinom(shape, shape / (shape + mean)), kind.name, detects=0.1)


def test_the_comparison_of_counts_sees_a_slightly_different_frailty():
    years = 3.0
    counts = counts_at_liberty(0.8, 6_000, years)[Kind.CONTACT]
    mean = MEANS[Kind.CONTACT] * years
    assert chi_square_p(counts, stats.nbinom(1.0, 1.0 / (1.0 + mean))) < 1e-6
