"""The tally says what the log says: every count and nearly every day, by month and group, found again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping

import numpy as np
import pytest
from hypothesis import given

from simulator.model.engine import Setup
from simulator.model.events import Event, Kind, Refusal, Venue
from simulator.model.facts import FULL_WEIGHT
from simulator.model.tally import Counts, Quantity, Tally
from tests.properties.logbook import Stretch, custody, engagement, participation, places, presence, waiting
from tests.properties.strategies import examples, scenarios
from tests.properties.worlds import Scenario
from tests.support import Outcome

COUNTED = {
    Kind.CONTACT: Quantity.CONTACTS,
    Kind.NO_ACTION: Quantity.NO_ACTIONS,
    Kind.JAIL_SENTENCE: Quantity.JAIL_SENTENCES,
    Kind.PRISON_SENTENCE: Quantity.PRISON_ADMISSIONS,
    Kind.INTAKE: Quantity.INTAKES,
    Kind.INTAKE_FAILED: Quantity.INTAKE_FAILURES,
    Kind.JOINED_WAITING_LIST: Quantity.REFERRALS_WITHOUT_SLOT,
    Kind.LEFT_WAITING_LIST: Quantity.DROP_OUTS,
    Kind.LEAD_EXIT: Quantity.LEAD_EXITS,
    Kind.DIED: Quantity.DEATHS,
}
# The detail (a venue or a route) says which of a run of quantities.
COUNTED_BY_DETAIL = {
    Kind.BOOKED: Quantity.BOOKINGS_SUPERIOR,
    Kind.CHARGE_REFERRED: Quantity.CHARGES_REFERRED_SUPERIOR,
    Kind.CASE_FILED: Quantity.FILINGS_SUPERIOR,
    Kind.CONVICTED: Quantity.CONVICTIONS_SUPERIOR,
    Kind.REFERRED: Quantity.REFERRALS_ARREST,
}
JAIL_DAYS = (Quantity.JAIL_DAYS_SUPERIOR, Quantity.JAIL_DAYS_MUNICIPAL, Quantity.JAIL_DAYS_DISTRICT)
PERSON_TIME = (
    Quantity.PERSON_DAYS, Quantity.LIBERTY_DAYS, Quantity.PRISON_DAYS, Quantity.PARTICIPANT_DAYS,
    Quantity.ENGAGED_DAYS, Quantity.WAITING_DAYS, *JAIL_DAYS,
)  # fmt: skip
NOT_THE_ENGINES = (Quantity.CASE_MANAGER_MONTHS, Quantity.PROGRAM_MONTHS, Quantity.PLACE_DAYS_FUNDED)
COUNTS = [q for q in Quantity if q not in (*PERSON_TIME, *NOT_THE_ENGINES, Quantity.PLACE_DAYS_USED)]
# A month's cell adds up at most 1e4 stretches of days below 1e3, each off by a rounding (1e-13): 1e-9 in all.
DAYS = {"rel": 1e-9, "abs": 1e-6}


@examples()
@given(scenarios())
def test_every_count_is_that_of_the_log(scenario: Scenario):
    setup = scenario.setup()
    outcome = scenario.run(setup)
    expected = recount(setup, outcome.events)
    assert (outcome.tally.counts[:, COUNTS, :] == expected[:, COUNTS, :]).all()


def recount(setup: Setup, events: list[Event]) -> Counts:
    """Count the log's lines by month, quantity and group."""
    counts = Tally.empty(len(setup.month_edges) - 1, setup.people.groups).counts
    for event, quantity, change in counted(setup, events):
        month = bisect_right(setup.month_edges, event.time) - 1
        counts[month, quantity, setup.people.group[event.person]] += change
    return counts


def counted(setup: Setup, events: list[Event]) -> Iterator[tuple[Event, int, float]]:
    participants: set[int] = set()
    for event in events:
        kind = Kind(event.kind)
        if kind in COUNTED:
            yield event, COUNTED[kind], 1.0
        elif kind in COUNTED_BY_DETAIL:
            yield event, COUNTED_BY_DETAIL[kind] + event.detail, 1.0
        else:
            yield from counted_by_place(setup, event)
        if kind == Kind.REFERRAL_REFUSED and event.detail == Refusal.NO_SLOT:
            yield event, Quantity.REFERRALS_WITHOUT_SLOT, 1.0
        if kind == Kind.INTAKE and event.person not in participants:
            participants.add(event.person)
            yield event, Quantity.FIRST_INTAKES, 1.0


def counted_by_place(setup: Setup, event: Event) -> Iterator[tuple[Event, int, float]]:
    """An arrest is counted as booked until the log says that it was cited."""
    in_county = setup.misdemeanor_venue[setup.people.area[event.person]] != Venue.MUNICIPAL
    if event.kind == Kind.DIVERTED:
        yield event, Quantity.DIVERSIONS_CITY + in_county, 1.0
    elif event.kind == Kind.ARRESTED:
        yield event, Quantity.ARRESTS_BOOKED_CITY + in_county, 1.0
    elif event.kind == Kind.CITED:
        yield event, Quantity.ARRESTS_BOOKED_CITY + in_county, -1.0
        yield event, Quantity.ARRESTS_CITED_CITY + in_county, 1.0


@examples()
@given(scenarios())
def test_every_day_is_that_of_the_log(scenario: Scenario):
    setup = scenario.setup()
    outcome = scenario.run(setup)
    counts = outcome.tally.counts
    held = days(setup, custody(outcome.events, scenario.end))
    present = days(setup, presence(outcome.events, scenario.end))
    assert counts[:, Quantity.PERSON_DAYS, :] == pytest.approx(present, **DAYS)
    assert counts[:, Quantity.LIBERTY_DAYS, :] == pytest.approx(present - held, **DAYS)
    assert counts[:, [*JAIL_DAYS, Quantity.PRISON_DAYS], :].sum(axis=1) == pytest.approx(held, **DAYS)


@examples()
@given(scenarios())
def test_every_day_with_lead_is_that_of_the_log(scenario: Scenario):
    setup = scenario.setup()
    outcome = scenario.run(setup)
    for quantity, read in (
        (Quantity.PARTICIPANT_DAYS, participation),
        (Quantity.ENGAGED_DAYS, engagement),
        (Quantity.WAITING_DAYS, waiting),
    ):
        expected = days(setup, read(outcome.events, scenario.end))
        assert outcome.tally.counts[:, quantity, :] == pytest.approx(expected, **DAYS)


def days(setup: Setup, found: Mapping[int, list[Stretch]]) -> Counts:
    """Return the days of stretches by month and group."""
    edges = setup.month_edges
    result = np.zeros((len(edges) - 1, len(setup.people.groups) + 1))
    for person, stretches in found.items():
        for start, stop in stretches:
            result[:, setup.people.group[person]] += overlap(edges, start, stop)
    return result


def overlap(edges: tuple[float, ...], start: float, stop: float) -> Counts:
    """Return the days of one stretch in each month."""
    return np.diff(np.clip(edges, start, stop))


@examples()
@given(scenarios())
def test_the_place_days_in_use_are_those_of_the_log(scenario: Scenario):
    setup = scenario.setup()
    outcome = scenario.run(setup)
    assert outcome.tally.counts[:, Quantity.PLACE_DAYS_USED, :-1].sum() == 0.0
    counted_days = outcome.tally.counts[:, Quantity.PLACE_DAYS_USED, -1]
    assert counted_days == pytest.approx(place_days(setup, outcome), **DAYS)


def place_days(setup: Setup, outcome: Outcome) -> Counts:
    edges = setup.month_edges
    result = np.zeros(len(edges) - 1)
    since, used = edges[0], 0
    for moment in places(setup, outcome.events):
        if moment.used != used:
            result += used / FULL_WEIGHT * overlap(edges, since, moment.event.time)
            since, used = moment.event.time, moment.used
    return result + used / FULL_WEIGHT * overlap(edges, since, edges[-1])


@examples()
@given(scenarios())
def test_days_at_liberty_in_jail_and_in_prison_are_all_days(scenario: Scenario):
    counts = scenario.run().tally.counts
    parts = counts[:, [Quantity.LIBERTY_DAYS, *JAIL_DAYS, Quantity.PRISON_DAYS], :].sum(axis=1)
    assert parts == pytest.approx(counts[:, Quantity.PERSON_DAYS, :], **DAYS)


@examples()
@given(scenarios())
def test_counts_are_whole_and_nothing_is_negative(scenario: Scenario):
    counts = scenario.run().tally.counts
    assert np.isfinite(counts).all()
    assert (counts >= 0.0).all()
    assert (counts[:, COUNTS, :] % 1.0 == 0.0).all()
    assert not counts[:, NOT_THE_ENGINES, :].any()
