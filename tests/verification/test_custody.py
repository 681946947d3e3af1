"""Jail: the number held, and the two parts of a stay."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from scipy import optimize, stats

from simulator.model.events import Kind, Venue
from simulator.units import DAYS_PER_YEAR, days
from tests.support import NEVER_BOOKED, PLAIN, make_setup, simulate
from tests.verification.formulas import TWO_PARTS, Stay
from tests.verification.harness import (
    ALWAYS_BOOKED,
    CONSTANT_HAZARD,
    NOBODY_LEAVES,
    STAYS_AS_DRAWN,
    STEADY,
    ClosedForm,
    check,
)
from tests.verification.paths import counts_by_person, custody, days_by_person

BINOMIAL = "M/G/∞ with finite sources: binomial whatever the stay; Cohen 1957, Philips Res. Rep. 12"

COMPENSATED = "a counting process less its compensator; Andersen et al. 1993, doi:10.1007/978-1-4612-4348-9"
SENTENCED = {
    "prosecution.filed": {"felony": 1.0, "misdemeanor": 1.0},
    "prosecution.out_of_custody_factor": 1.0,
    "prosecution.convicted": 1.0,
    "prosecution.prison_stay": 200.0,
    "prosecution.jail_sentence_share": {"felony": 0.5, "misdemeanor": 0.5},
    "prosecution.jail_sentence": {"felony": 240.0, "misdemeanor": 240.0},
}


def test_the_number_held_is_binomial():
    people, per_year, snapshots = 30, 12.0, 400
    changes = {**STEADY, **ALWAYS_BOOKED, **TWO_PARTS.values, "population.pool": people}
    changes |= {"police.contact_rate": per_year}
    # So far apart that one number of persons held says next to nothing of the next.
    times = days(2) + 90.0 * np.arange(snapshots)
    outcome = simulate(make_setup(changes, world=7, edges=(0.0, times[-1] + 1.0)))
    held = np.zeros(snapshots)
    for episode in custody(outcome.events):
        held += (episode.begin <= times) & (times < episode.end)
    law = stats.binom(people, TWO_PARTS.mean / (TWO_PARTS.mean + DAYS_PER_YEAR / per_year))
    check(ClosedForm("mean held", law.mean(), BINOMIAL, detects=0.06), held)
    check(ClosedForm("variance of held", law.var(), BINOMIAL, detects=0.4), (held - law.mean()) ** 2)


def test_contacts_come_only_at_liberty():
    """Sentences, warrants and state beds, all out of liberty: contacts less rate × days at liberty is a martingale."""
    people, per_year, stop = 600, 6.0, days(5)
    changes = {**CONSTANT_HAZARD, **NEVER_BOOKED, **SENTENCED, "population.pool": people}
    changes |= {"police.contact_rate": per_year}
    events = simulate(make_setup(changes, world=15, edges=(0.0, stop))).events
    held = custody(events)
    at_liberty = stop - days_by_person(held, people, 0.0, stop)
    due = per_year / DAYS_PER_YEAR * at_liberty
    assert at_liberty.mean() < 0.7 * stop
    assert not contacts_in_custody(events, held)
    # Sentences are long against the time between contacts: at like lengths, a clock that runs on in custody
    # and forgets what it spent before would make as many contacts as the right one.
    form = ClosedForm("contacts", float(due.mean()), COMPENSATED, detects=0.08)
    check(form, counts_by_person(events, Kind.CONTACT, people) - due + due.mean())


def contacts_in_custody(events, held) -> list[float]:
    """Return the times of contacts strictly inside an episode of custody of the same person."""
    spans = defaultdict(list)
    for episode in held:
        spans[episode.person].append((episode.begin, episode.end))
    contacts = [event for event in events if event.kind == Kind.CONTACT]
    return [e.time for e in contacts if any(begin < e.time < end for begin, end in spans[e.person])]


@pytest.fixture(scope="module")
def stays():
    """Completed stays by venue: bookings of two years, all followed to their end."""
    changes = {**NOBODY_LEAVES, **STAYS_AS_DRAWN, "population.pool": 1_500, "police.contact_rate": 4.0}
    changes |= {"courts.hearing_interval": days(10)}  # of cases that no hearing decides
    no_more = [(days(2), {"police.contact_rate": 0.0})]
    outcome = simulate(make_setup(changes, world=8, edges=(0.0, days(40)), later=no_more))
    found = custody(outcome.events)
    assert all(episode.end < np.inf for episode in found)
    return {
        venue: np.array([e.end - e.begin for e in found if (e.detail == Venue.SUPERIOR) == (venue == Venue.SUPERIOR)])
        for venue in (Venue.SUPERIOR, Venue.MUNICIPAL)
    }


def plain_stay(tier: str) -> Stay:
    return Stay(
        PLAIN["jail.long_stay_share"][tier],
        PLAIN["jail.short_stay_median"],
        PLAIN["jail.short_stay_sigma"],
        PLAIN["jail.long_stay_median"],
        PLAIN["jail.long_stay_sigma"],
    )


def recover(stays: np.ndarray, sigmas: tuple[float, float]) -> tuple[float, float, float]:
    """Return long share and the two medians whose mixture lies nearest to the empirical distribution."""
    ordered = np.sort(stays)
    shares = (np.arange(len(ordered)) + 0.5) / len(ordered)

    def distance(guess):
        share, log_short, log_long = guess
        stay = Stay(share, np.exp(log_short), sigmas[0], np.exp(log_long), sigmas[1])
        return stay.cdf(ordered) - shares

    found = optimize.least_squares(distance, (0.5, 0.0, 3.0), bounds=([0, -3, 1], [1, 3, 7])).x
    return float(found[0]), float(np.exp(found[1])), float(np.exp(found[2]))


@pytest.mark.parametrize(("venue", "tier"), [(Venue.SUPERIOR, "felony"), (Venue.MUNICIPAL, "misdemeanor")])
def test_jail_stays_show_their_two_parts(stays, venue, tier):
    stay, found = plain_stay(tier), stays[venue]
    assert stats.kstest(found, stay.cdf).pvalue > 1e-3
    share, short, long = recover(found, (stay.short_sigma, stay.long_sigma))
    assert share == pytest.approx(stay.long_share, abs=0.03)
    assert short == pytest.approx(stay.short_median, rel=0.08)
    assert long == pytest.approx(stay.long_median, rel=0.15)


def test_the_comparison_of_stays_sees_the_other_tier(stays):
    assert stats.kstest(stays[Venue.SUPERIOR], plain_stay("misdemeanor").cdf).pvalue < 1e-6
