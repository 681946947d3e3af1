"""Hazards found again in the log: desistance, death after release, pick-up on a warrant, violations."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
from scipy import stats

from simulator.model.events import Event, Kind
from simulator.model.reference import supervision
from simulator.units import DAYS_PER_YEAR, days, per_day
from tests.support import NO_COMPETENCY, TIERS, Outcome, make_setup, simulate
from tests.verification.dockets import ANY_DAY, ONLY_CHARGES, booked, charged
from tests.verification.harness import ClosedForm, check
from tests.verification.paths import Episode, episodes

LEAST = 1e-3
"""A right model's least p-value: with fixed seeds, a test that passes once passes for ever."""
WRONG = 1e-6
"""A wrong law's greatest."""


def p_of(sample: np.ndarray, law: object) -> float:
    """Return the p-value of a sample under a continuous law (Kolmogorov and Smirnov)."""
    return float(stats.kstest(sample, law.cdf).pvalue)


# -- desistance -------------------------------------------------------------------------------------------

AGE, RATE_AT_40, GROWTH = 30.0, 0.03, 1.06


def desisted_after(age_sd: float, world: int, growth: float = GROWTH) -> tuple[np.ndarray, np.ndarray]:
    """Return everybody's age at first, and years until they desist."""
    changes = {
        **ONLY_CHARGES,
        "population.pool": 2_000,
        "police.contact_rate": 0.0,
        "population.age_mean": AGE,
        "population.age_sd": age_sd,
        "population.desistance_rate": RATE_AT_40,
        "population.desistance_growth": growth,
    }
    outcome = simulate(make_setup(changes, world=world, edges=(0.0, days(1_000.0))))
    found = {event.person: event.time for event in outcome.events if event.kind == Kind.DESISTED}
    people = outcome.engine._world.persons
    assert len(found) == len(people)
    return np.array([person.age for person in people]), np.array([found[p.number] for p in people]) / DAYS_PER_YEAR


def gompertz(age: float | np.ndarray, growth: float = GROWTH) -> object:
    """The law of the years until desistance: hazard RATE_AT_40 x growth^(age - 40), growing on from there."""
    steepness = math.log(growth)
    hazard = RATE_AT_40 * growth ** (age - 40.0)
    return stats.gompertz(hazard / steepness, scale=1.0 / steepness)


def test_people_of_one_age_desist_by_gompertz():
    _, years = desisted_after(0.0, world=800)
    assert p_of(years, gompertz(AGE)) > LEAST
    # A little more or less growth, a hazard that does not grow, and that of people of forty would be noticed.
    for wrong in (gompertz(AGE, 1.04), gompertz(AGE, 1.08), stats.expon(scale=years.mean()), gompertz(40.0)):
        assert p_of(years, wrong) < WRONG


def test_people_of_all_ages_desist_by_their_own():
    ages, years = desisted_after(11.0, world=801, growth=1.1)
    assert ages.std() > 8.0
    assert p_of(gompertz(ages, 1.1).cdf(years), stats.uniform()) > LEAST
    assert p_of(gompertz(ages.mean(), 1.1).cdf(years), stats.uniform()) < WRONG


def test_without_growth_desistance_is_exponential():
    _, years = desisted_after(11.0, world=802, growth=1.0)
    assert p_of(years, stats.expon(scale=1.0 / RATE_AT_40)) > LEAST


# -- death after release ----------------------------------------------------------------------------------

DEATHS, RATIO, WINDOW = 0.05, 40.0, 60.0  # a year, times, days
# All are charged and booked within days; nobody is charged again; everybody is let go when the charge is declined.
BOOKED_ONCE = {
    **ONLY_CHARGES,
    **booked(1.0, 1e6),
    "population.pool": 4_000,
    "population.death_rate": DEATHS,
    "population.release_death_ratio": RATIO,
    "population.release_risk": WINDOW,
    "police.contact_rate": 365.0,
    "prosecution.filed": dict.fromkeys(TIERS, 0.0),
    "prosecution.filing_delay_in_custody": 20.0,
}
NO_MORE_CHARGES = [(10.0, {"police.contact_rate": 0.0})]


@dataclass(frozen=True)
class Releases:
    """How many were released, and the days from release to death of those who died."""

    number: int
    deaths: np.ndarray


def releases(world: int, **changes: float) -> Releases:
    changed = {**BOOKED_ONCE, **{f"population.{name}": value for name, value in changes.items()}}
    setup = make_setup(changed, world=world, edges=(0.0, days(3.0)), later=NO_MORE_CHARGES)
    events = simulate(setup).events
    released = {event.person: event.time for event in events if event.kind == Kind.RELEASED}
    booked_people = [event.person for event in events if event.kind == Kind.BOOKED]
    assert len(booked_people) == len(set(booked_people)) > 3_500
    died = [e.time - released[e.person] for e in events if e.kind == Kind.DIED and e.person in released]
    return Releases(len(released), np.array(died))


def test_deaths_after_release_are_as_likely_as_their_hazard_says():
    """Within the window death is RATIO times as likely as later: 1 - exp(-hazard x window) die."""
    found = releases(810)
    share = -math.expm1(-per_day(DEATHS) * RATIO * WINDOW)
    within = int((found.deaths < WINDOW).sum())
    assert stats.binomtest(within, found.number, share).pvalue > LEAST
    for wrong in (-math.expm1(-per_day(DEATHS) * (RATIO + 5.0) * WINDOW), share * 0.85, share * 1.15):
        assert stats.binomtest(within, found.number, wrong).pvalue < LEAST
    law = stats.truncexpon(per_day(DEATHS) * RATIO * WINDOW, scale=1.0 / (per_day(DEATHS) * RATIO))
    assert p_of(found.deaths[found.deaths < WINDOW], law) > LEAST


def test_after_the_window_death_is_as_likely_as_ever():
    found = releases(811, death_rate=0.5, release_death_ratio=5.0)
    survivors = found.number - int((found.deaths < WINDOW).sum())
    later = int(((found.deaths >= WINDOW) & (found.deaths < 2.0 * WINDOW)).sum())
    assert stats.binomtest(later, survivors, -math.expm1(-per_day(0.5) * WINDOW)).pvalue > LEAST
    assert stats.binomtest(later, survivors, -math.expm1(-per_day(0.5) * 1.5 * WINDOW)).pvalue < WRONG


def test_without_a_window_or_a_higher_risk_nobody_dies_of_release():
    for changes in ({"release_risk": 0.0}, {"release_death_ratio": 1.0}):
        found = releases(812, **changes)
        within = int((found.deaths < WINDOW).sum())
        assert stats.binomtest(within, found.number, -math.expm1(-per_day(DEATHS) * WINDOW)).pvalue > LEAST


def test_who_is_booked_again_does_not_die_of_the_release_before():
    """All deaths but those after release are ruled out, so that nobody dies in custody, or after the window."""
    changes = {
        **BOOKED_ONCE,
        **booked(1.0, 30.0),
        "population.pool": 800,
        "population.death_rate": 1e-9,
        "population.release_death_ratio": 1e9,
        "police.contact_rate": 24.0,
    }
    events = simulate(make_setup(changes, world=813, edges=(0.0, days(5.0)))).events
    died = {event.person: event.time for event in events if event.kind == Kind.DIED}
    stays = episodes(events, (Kind.BOOKED, (Kind.RELEASED, Kind.DIED)))
    last = {stay.person: stay.end for stay in stays}
    again = sum(after.begin < WINDOW + before.end for before, after in in_turn(stays))
    assert len(died) > 200 and again > 1_000
    assert all(0.0 < time - last[person] < WINDOW for person, time in died.items())


def in_turn(stays: Iterable[Episode]) -> Iterator[tuple[Episode, Episode]]:
    """Yield the stays of each person two by two."""
    before: dict[int, Episode] = {}
    for stay in sorted(stays, key=lambda one: one.begin):
        if stay.person in before:
            yield before[stay.person], stay
        before[stay.person] = stay


# -- warrants ---------------------------------------------------------------------------------------------

PICKED_UP, MET = 8.0, 4.0  # a year
# Nobody ever appears; who is picked up is held for a day, heard, and out; no case is ever ready for decision.
NEVER_APPEARS = {
    **ONLY_CHARGES,
    **ANY_DAY,
    **booked(0.0, 1.0),
    "population.pool": 150,
    "police.contact_rate": 12.0,
    "courts.failure_to_appear": 1.0,
    "courts.hearing_interval": 10.0,
    "courts.warrant_service_rate": PICKED_UP,
    "prosecution.case_length_scale": 1e9,
    "jail.warrant_long_stay_share": 0.0,
}
END = days(12.0)


def days_wanted(contact_rate: float, world: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the days that warrants were outstanding, and whether they were served at a contact.

    Everybody is charged in the first year. Warrants of the last years, not all of them served, are left out whole.
    """
    later = [(days(1.0), {"police.contact_rate": contact_rate})]
    events = simulate(make_setup(NEVER_APPEARS, world=world, edges=(0.0, END), later=later)).events
    since: dict[int, float] = {}
    waits, at_contact = [], []
    for event in events:
        if event.kind == Kind.WARRANT_ISSUED:
            since[event.person] = event.time
        elif event.kind == Kind.WARRANT_SERVED:
            begin = since.pop(event.person)
            if days(1.0) <= begin < END - days(3.0):
                waits.append(event.time - begin)
                at_contact.append(event.detail)
    assert len(waits) > 4_000
    assert all(begin > END - days(3.0) for begin in since.values())
    return np.array(waits), np.array(at_contact)


def test_people_are_picked_up_on_a_warrant_at_a_constant_hazard():
    waits, at_contact = days_wanted(0.0, world=820)
    assert not at_contact.any()
    assert p_of(waits, stats.expon(scale=days(1.0 / PICKED_UP))) > LEAST
    assert p_of(waits, stats.expon(scale=days(1.15 / PICKED_UP))) < WRONG


def test_a_warrant_is_served_by_search_or_at_a_contact_whichever_comes_first():
    waits, at_contact = days_wanted(MET, world=821)
    assert p_of(waits, stats.expon(scale=days(1.0 / (PICKED_UP + MET)))) > LEAST
    share = MET / (MET + PICKED_UP)
    served = int(at_contact.sum())
    assert stats.binomtest(served, len(waits), share).pvalue > LEAST
    assert stats.binomtest(served, len(waits), 0.9 * share).pvalue < LEAST
    # Competing exponential risks: which of them it was says nothing of how long it took.
    assert stats.ks_2samp(waits[at_contact == 1], waits[at_contact == 0]).pvalue > LEAST


# -- violations -------------------------------------------------------------------------------------------

VIOLATIONS, HELD = 5.0, 60.0  # a year, days
# One charge each, convicted and put under supervision for life; a violation ends in a cell for a while, by search.
SUPERVISED = {
    **ONLY_CHARGES,
    **ANY_DAY,
    **NO_COMPETENCY,
    **booked(0.0, HELD),
    "police.contact_rate": 24.0,
    "courts.hearing_interval": 1.0,
    "courts.warrant_service_rate": 12.0,
    "prosecution.case_length_scale": 1.0,
    "prosecution.convicted": 1.0,
    "prosecution.prison_share": 0.0,
    "prosecution.jail_sentence_share": dict.fromkeys(TIERS, 0.0),
    "supervision.share": dict.fromkeys(TIERS, 1.0),
    "supervision.length": 1e9,
    "supervision.violation_rate": VIOLATIONS,
    "jail.warrant_long_stay_share": 0.0,
}


@dataclass
class Exposed:
    """A person's days under supervision, at liberty and not wanted for a violation, and the violations in them."""

    since: float | None = None
    days: float = 0.0
    at: list[float] = field(default_factory=list)
    supervised: bool = False
    held: bool = False
    violated: bool = False

    def write(self, event: Event) -> None:
        if self.since is not None:
            self.days += event.time - self.since
        kind = Kind(event.kind)
        if kind == Kind.VIOLATION:
            self.at.append(self.days)
            self.violated = True
        self.supervised = self.supervised or kind == Kind.SUPERVISION_BEGAN
        self.held = kind == Kind.BOOKED or (self.held and kind != Kind.RELEASED)
        self.violated = self.violated and kind not in (Kind.WARRANT_SERVED, Kind.WARRANT_CLEARED)
        self.since = event.time if self.supervised and not self.held and not self.violated else None

    def close(self, end: float) -> Exposed:
        if self.since is not None:
            self.days += end - self.since
            self.since = None
        return self


def exposures(events: Iterable[Event], people: int, end: float) -> list[Exposed]:
    found = [Exposed() for _ in range(people)]
    for event in events:
        found[event.person].write(event)
    return [exposed.close(end) for exposed in found]


def supervised_people(world: int) -> tuple[Outcome, list[Exposed]]:
    people, end = 500, days(6.0)
    changes = {**SUPERVISED, "population.pool": people}
    later = [(days(0.5), {"police.contact_rate": 0.0})]
    outcome = simulate(make_setup(changes, world=world, edges=(0.0, end), later=later))
    return outcome, exposures(outcome.events, people, end)


def due_and_found(exposed: list[Exposed]) -> tuple[np.ndarray, np.ndarray]:
    due = per_day(VIOLATIONS) * np.array([one.days for one in exposed])
    return due, np.array([float(len(one.at)) for one in exposed])


def test_violations_are_a_poisson_process_thinned_to_liberty():
    """Counts less rate x days exposed are a martingale, and the days between two of them are exponential."""
    outcome, exposed = supervised_people(830)
    due, found = due_and_found(exposed)
    in_cells = outcome.tally.monthly("jail_days").sum() / outcome.tally.monthly("person_days").sum()
    assert in_cells > 0.25
    source = "a counting process less its compensator; Andersen et al. 1993, doi:10.1007/978-1-4612-4348-9"
    check(ClosedForm("violations", float(due.mean()), source, detects=0.1), found - due + due.mean())
    check(ClosedForm("their variance", float(due.mean()), source, detects=0.4), (found - due) ** 2)
    firsts = np.array([one.at[0] for one in exposed if one.at])
    seconds = np.array([one.at[1] - one.at[0] for one in exposed if len(one.at) > 1])
    law = stats.expon(scale=days(1.0 / VIOLATIONS))
    assert len(firsts) > 450 and len(seconds) > 450
    assert p_of(firsts, law) > LEAST
    assert p_of(seconds, law) > LEAST


def test_violations_in_custody_would_be_noticed(monkeypatch: pytest.MonkeyPatch):
    """As many as without custody: the alarm rings in a cell, too, and the violation is put off to the release."""
    consider = supervision.consider_violation

    def put_off(world, person):
        if person.holds:
            world.set(person, supervision.Strand.VIOLATION, world.now + 1.0)
        else:
            consider(world, person)

    monkeypatch.setattr(supervision, "consider_violation", put_off)
    due, found = due_and_found(supervised_people(831)[1])
    form = ClosedForm("violations", float(due.mean()), "put off", detects=0.1)
    with pytest.raises(AssertionError, match="violations: "):
        check(form, found - due + due.mean())


def test_people_are_charged_as_often_as_said():
    """The tests above rest on it."""
    outcome = simulate(make_setup({**ONLY_CHARGES, **charged(50, 0.1), **booked(0.0, 0.0)}, edges=(0.0, 10_000.0)))
    assert outcome.tally.monthly("contacts").sum() == pytest.approx(1_000, rel=0.1)
