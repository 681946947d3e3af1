"""The tally counts what the log says: every count, by month and group, found again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import example, given

from simulator.model.engine import Setup
from simulator.model.events import Event, Kind, Refusal, Route, Venue
from simulator.model.quantities import Quantity
from simulator.model.tally import Counts, Tally
from tests.properties.logbook import credited
from tests.properties.strategies import examples, scenarios
from tests.properties.worlds import Scenario
from tests.support import NEVER_BOOKED, NO_WARRANTS, Outcome, each_offense, month_edges

COUNTED = {
    Kind.CONTACT: Quantity.CONTACTS,
    Kind.NO_ACTION: Quantity.NO_ACTIONS,
    Kind.BOOKING_RESTRICTED: Quantity.BOOKINGS_RESTRICTED,
    Kind.WARRANT_ISSUED: Quantity.WARRANTS_ISSUED,
    Kind.WARRANT_SERVED: Quantity.WARRANTS_SERVED,
    Kind.WARRANT_CLEARED: Quantity.WARRANTS_CLEARED,
    Kind.TIME_SERVED: Quantity.TIME_SERVED_SENTENCES,
    Kind.JAIL_SENTENCE: Quantity.JAIL_SENTENCES,
    Kind.SUPERVISION_BEGAN: Quantity.SUPERVISION_SENTENCES,
    Kind.VIOLATION: Quantity.VIOLATIONS,
    Kind.EVALUATION_ORDERED: Quantity.COMPETENCY_EVALUATIONS,
    Kind.ADMITTED: Quantity.COMPETENCY_ADMISSIONS,
    Kind.INTAKE: Quantity.INTAKES,
    Kind.INTAKE_FAILED: Quantity.INTAKE_FAILURES,
    Kind.JOINED_WAITING_LIST: Quantity.REFERRALS_WITHOUT_SLOT,
    Kind.LEFT_WAITING_LIST: Quantity.DROP_OUTS,
    Kind.LEAD_EXIT: Quantity.LEAD_EXITS,
    Kind.DIED: Quantity.DEATHS,
}
# The detail (a venue, a route or a service) says which of a run of quantities.
COUNTED_BY_DETAIL = {
    Kind.BOOKED: Quantity.BOOKINGS_SUPERIOR,
    Kind.CHARGE_REFERRED: Quantity.CHARGES_REFERRED_SUPERIOR,
    Kind.CASE_FILED: Quantity.FILINGS_SUPERIOR,
    Kind.HEARING: Quantity.HEARINGS_SUPERIOR,
    Kind.FAILED_TO_APPEAR: Quantity.FAILURES_TO_APPEAR_SUPERIOR,
    Kind.CASE_DISMISSED: Quantity.DISMISSALS_SUPERIOR,
    Kind.COURT_DIVERTED: Quantity.COURT_DIVERSIONS_SUPERIOR,
    Kind.CONVICTED: Quantity.CONVICTIONS_SUPERIOR,
    Kind.REFERRED: Quantity.REFERRALS_ARREST,
    Kind.SERVICE_BEGAN: Quantity.INTERIM_HOUSING_STARTS,
}
NOT_THE_ENGINES = (
    Quantity.CASE_MANAGER_MONTHS, Quantity.PROGRAM_MONTHS, Quantity.PLACE_DAYS_FUNDED, Quantity.SERVED_DAYS,
    Quantity.NOTICE_DAYS, Quantity.NOTICE_MONTHS, Quantity.NOTICE_PROGRAM_MONTHS, Quantity.INTERIM_UNIT_DAYS,
    Quantity.PERMANENT_UNIT_DAYS, Quantity.BACKGROUND_JAIL_DAYS,
)  # fmt: skip
DAYS = [q for q in Quantity if "_DAYS" in q.name and q not in NOT_THE_ENGINES]
COUNTS = [q for q in Quantity if q not in DAYS and q not in NOT_THE_ENGINES]
REFUSALS = [q for q in Quantity if q.name.startswith("REFUSED_")]
SIMPLE_COUNTS = [q for q in COUNTS if q not in REFUSALS and q != Quantity.PRISON_ADMISSIONS]

FULL_WITHOUT_A_WAITING_LIST = Scenario(
    {"population.pool": 60, "lead.waiting_list": 0.0, "lead.officer_offers": 1.0}, month_edges(12), ((0.0, 3),)
)

# Several charges pend at once, and most end in prison: many are sentenced to it while they are there.
SENTENCED_AGAIN = Scenario(
    {
        "population.pool": 60,
        "police.contact_rate": 12.0,
        "police.felony": each_offense(1.0),
        **NEVER_BOOKED,
        **NO_WARRANTS,
        "prosecution.prison_share": 0.9,
    },
    month_edges(24),
    (),
)


@examples()
@given(scenarios())
def test_every_count_is_that_of_the_log(scenario: Scenario):
    setup = scenario.setup()
    outcome = scenario.run(setup)
    expected = recount(setup, counted(setup, outcome.events))
    assert (outcome.tally.counts[:, SIMPLE_COUNTS, :] == expected[:, SIMPLE_COUNTS, :]).all()


@examples()
@example(FULL_WITHOUT_A_WAITING_LIST)
@given(scenarios())
def test_every_refusal_is_counted_once_by_its_reason(scenario: Scenario):
    setup = scenario.setup()
    outcome = scenario.run(setup)
    expected = recount(setup, refused(outcome.events))
    assert (outcome.tally.counts[:, REFUSALS, :] == expected[:, REFUSALS, :]).all()


@examples()
@example(SENTENCED_AGAIN)
@given(scenarios())
def test_a_prison_sentence_is_an_admission_unless_the_person_is_in_prison(scenario: Scenario):
    setup = scenario.setup()
    outcome = scenario.run(setup)
    sentences = [event for event in outcome.events if event.kind == Kind.PRISON_SENTENCE]
    admissions = outcome.tally.counts[:, Quantity.PRISON_ADMISSIONS, :]
    if scenario.whole_days:  # at one instant, one stay in prison can end and another begin
        everyone = recount(setup, ((event, Quantity.PRISON_ADMISSIONS, 1.0) for event in sentences))
        assert (admissions <= everyone[:, Quantity.PRISON_ADMISSIONS, :]).all()
    else:
        # Two cases decided on one court day send somebody to prison once.
        first = {(event.person, event.time): event for event in sentences if not in_prison(outcome, event)}
        admitted = ((event, Quantity.PRISON_ADMISSIONS, 1.0) for event in first.values())
        assert (admissions == recount(setup, admitted)[:, Quantity.PRISON_ADMISSIONS, :]).all()


def in_prison(outcome: Outcome, event: Event) -> bool:
    """Return whether a person had been in prison just before an event."""
    stays = credited(outcome.engine.credits, Quantity.PRISON_DAYS).get(event.person, [])
    return any(start < event.time - 1e-6 and event.time <= stop for start, stop in stays)


def recount(setup: Setup, counted: Iterable[tuple[Event, int, float]]) -> Counts:
    """Count lines of the log by month, quantity and group."""
    counts = Tally.empty(len(setup.month_edges) - 1, setup.people.groups).counts
    for event, quantity, change in counted:
        month = bisect_right(setup.month_edges, event.time) - 1
        counts[month, quantity, setup.people.group[event.person]] += change
    return counts


OFFENSE_AND_PERSON = (
    Refusal.OFFENSE_NOT_ELIGIBLE, Refusal.AMOUNT_OVER_LIMIT, Refusal.HISTORY_NOT_ELIGIBLE, Refusal.OUTSTANDING_WARRANT,
)  # fmt: skip
OCCASION = (
    Refusal.AREA_NOT_COVERED, Refusal.SHIFT_NOT_COVERED, Refusal.OFFICER_NOT_TRAINED, Refusal.OFFICER_DID_NOT_OFFER,
)  # fmt: skip
AFTER_AN_OFFER = (Refusal.NO_CONSENT, Refusal.NO_SLOT)


@dataclass
class Seen:
    """What has been seen of the persons in the log so far."""

    participants: set[int] = field(default_factory=set)
    arrested: dict[int, float] = field(default_factory=dict)


def counted(setup: Setup, events: Iterable[Event]) -> Iterator[tuple[Event, int, float]]:
    seen = Seen()
    for event in events:
        kind = Kind(event.kind)
        if kind in COUNTED:
            yield event, COUNTED[kind], 1.0
        elif kind in COUNTED_BY_DETAIL:
            yield event, COUNTED_BY_DETAIL[kind] + event.detail, 1.0
        elif kind == Kind.REFERRAL_REFUSED and event.detail == Refusal.NO_SLOT:
            yield event, Quantity.REFERRALS_WITHOUT_SLOT, 1.0
        if kind == Kind.INTAKE and event.person not in seen.participants:
            seen.participants.add(event.person)
            yield event, Quantity.FIRST_INTAKES, 1.0
        reason = event.detail if kind == Kind.NOT_DIVERTED else None
        if kind == Kind.DIVERTED or reason in (*OFFENSE_AND_PERSON, *OCCASION, *AFTER_AN_OFFER):
            yield event, Quantity.PROTOCOL_CONTACTS, 1.0
        if kind == Kind.DIVERTED or reason in (*OCCASION, *AFTER_AN_OFFER):
            yield event, Quantity.ELIGIBLE_CONTACTS, 1.0
        if kind == Kind.DIVERTED or reason in AFTER_AN_OFFER:
            yield event, Quantity.DIVERSION_OFFERS, 1.0
        yield from counted_by_place(setup, event, seen)


def counted_by_place(setup: Setup, event: Event, seen: Seen) -> Iterator[tuple[Event, int, float]]:
    """An arrest is counted as booked until the log says that it was cited; a warrant served with it is no other."""
    in_county = setup.misdemeanor_venue[setup.people.area[event.person]] != Venue.MUNICIPAL
    if event.kind == Kind.DIVERTED:
        yield event, Quantity.DIVERSIONS_CITY + in_county, 1.0
    elif event.kind == Kind.ARRESTED:
        seen.arrested[event.person] = event.time
        yield event, Quantity.ARRESTS_BOOKED_CITY + in_county, 1.0
    elif event.kind == Kind.CITED:
        yield event, Quantity.ARRESTS_BOOKED_CITY + in_county, -1.0
        yield event, Quantity.ARRESTS_CITED_CITY + in_county, 1.0
    elif event.kind == Kind.CONTACT:
        seen.arrested.pop(event.person, None)
    elif event.kind == Kind.WARRANT_SERVED and not (event.detail and event.person in seen.arrested):
        yield event, Quantity.WARRANT_ARRESTS_CITY + in_county, 1.0


def refused(events: Iterable[Event]) -> Iterator[tuple[Event, int, float]]:
    """An arrest that meets no free place is one decision, though it may have two lines: of referral and of arrest."""
    routes: dict[int, tuple[float, int]] = {}
    for event in events:
        if event.kind == Kind.REFERRED:
            routes[event.person] = event.time, event.detail
        of_an_arrest = routes.get(event.person) == (event.time, Route.ARREST_DIVERSION)
        if event.kind == Kind.NOT_DIVERTED or (event.kind == Kind.REFERRAL_REFUSED and not of_an_arrest):
            yield event, Quantity.REFUSED_NOT_OPERATING + event.detail - 1, 1.0


@examples()
@given(scenarios())
def test_counts_are_whole_and_nothing_is_negative(scenario: Scenario):
    counts = scenario.run().tally.counts
    assert np.isfinite(counts).all()
    assert (counts >= 0.0).all()
    assert (counts[:, COUNTS, :] % 1.0 == 0.0).all()
    assert not counts[:, NOT_THE_ENGINES, :].any()


@examples()
@given(scenarios())
def test_what_is_counted_person_by_person_is_the_tally(scenario: Scenario):
    """All but the places in use, which are nobody's."""
    setup = scenario.setup()
    outcome = scenario.run(setup)
    counts = Tally.empty(len(setup.month_edges) - 1, setup.people.groups).counts
    for credit in outcome.engine.credits:
        # What lasts is counted up to its time, what happens at its time: a month's end belongs to both months.
        side = credit.time - 1e-9 if Quantity(credit.quantity) in DAYS else credit.time
        month = bisect_right(setup.month_edges, side) - 1
        counts[month, credit.quantity, setup.people.group[credit.person]] += credit.amount
    counts[:, Quantity.PLACE_DAYS_USED, :] = outcome.tally.counts[:, Quantity.PLACE_DAYS_USED, :]
    assert counts == pytest.approx(outcome.tally.counts, rel=1e-9, abs=1e-6)
