"""What caused what was counted: by hand, and for everything that a busy world counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from simulator.experiment.causes import CAUSES, UNKNOWN, find_causes, is_days
from simulator.experiment.personal_costs import SHARED_BY
from simulator.model.events import Credit, Event, Kind, Resource, Route, Service, Venue
from simulator.model.quantities import Quantity
from tests.support import Outcome, make_setup, simulate

Q = Quantity


def event(time: float, kind: Kind, detail: int = 0) -> Event:
    return Event(time, 1, kind, detail)


def credit(time: float, quantity: Quantity, amount: float = 1.0) -> Credit:
    return Credit(time, 1, quantity, amount)


def settled(*times: float) -> list[Credit]:
    """Return the person-days that are counted whenever a state changes, and at each month's end."""
    return [credit(end, Q.PERSON_DAYS, end - start) for start, end in pairwise((0.0, *times))]


def causes(events: list[Event], *credits_: Credit) -> list[int]:
    known = settled(*sorted({each.time for each in credits_ if is_days(each.quantity)}))
    return find_causes(events, [*known, *credits_])[len(known) :]


def test_every_quantity_that_people_cause_has_a_cause():
    nobodys = {*SHARED_BY, Q.BACKGROUND_JAIL_DAYS}
    assert set(CAUSES) == set(Quantity) - nobodys


def test_a_count_belongs_to_the_event_of_the_same_instant():
    events = [event(0.0, Kind.ARRIVED), event(3.0, Kind.BOOKED, 1), event(9.0, Kind.BOOKED, 1)]
    assert causes(events, credit(3.0, Q.BOOKINGS_MUNICIPAL), credit(9.0, Q.BOOKINGS_MUNICIPAL)) == [1, 2]


def test_a_count_by_court_belongs_to_the_event_of_that_court():
    events = [event(0.0, Kind.ARRIVED), *(event(3.0, Kind.HEARING, venue) for venue in Venue)]
    counted = [credit(3.0, Quantity(Q.HEARINGS_SUPERIOR + venue)) for venue in reversed(Venue)]
    assert causes(events, *counted) == [3, 2, 1]


def test_two_counts_of_one_instant_belong_to_one_event_each():
    events = [event(0.0, Kind.ARRIVED), event(3.0, Kind.HEARING, 1), event(3.0, Kind.HEARING, 1)]
    assert causes(events, credit(3.0, Q.HEARINGS_MUNICIPAL), credit(3.0, Q.HEARINGS_MUNICIPAL)) == [1, 2]


def test_several_quantities_can_have_the_same_cause():
    events = [event(0.0, Kind.ARRIVED), event(3.0, Kind.INTAKE, Route.COMMUNITY)]
    assert causes(events, credit(3.0, Q.INTAKES), credit(3.0, Q.FIRST_INTAKES)) == [1, 1]


def test_jail_days_belong_to_the_booking_until_a_sentence_makes_the_stay_longer():
    events = [
        event(0.0, Kind.ARRIVED), event(3.0, Kind.BOOKED, 1), event(10.0, Kind.JAIL_SENTENCE, 1),
        event(20.0, Kind.RELEASED),
    ]  # fmt: skip
    days = [credit(10.0, Q.JAIL_DAYS_MUNICIPAL, 7.0), credit(20.0, Q.JAIL_DAYS_MUNICIPAL, 10.0)]
    assert causes(events, credit(3.0, Q.LIBERTY_DAYS, 3.0), *days) == [0, 1, 2]


def test_days_counted_at_a_months_end_belong_to_what_began_them_and_not_to_what_happens_then():
    events = [
        event(0.0, Kind.ARRIVED),
        event(3.0, Kind.BOOKED, 1),
        event(30.0, Kind.RELEASED),
        event(30.0, Kind.BOOKED, 0),
    ]
    days = [
        credit(3.0, Q.LIBERTY_DAYS, 3.0), credit(30.0, Q.JAIL_DAYS_MUNICIPAL, 27.0),
        credit(45.0, Q.JAIL_DAYS_SUPERIOR, 15.0),
    ]  # fmt: skip
    assert causes(events, *days) == [0, 1, 3]


def test_a_stay_goes_from_jail_to_a_state_bed_and_back():
    events = [
        event(0.0, Kind.ARRIVED), event(1.0, Kind.BOOKED, 0), event(5.0, Kind.ADMITTED, 0),
        event(50.0, Kind.RESTORED, 0), event(60.0, Kind.RELEASED),
    ]  # fmt: skip
    days = [
        credit(1.0, Q.LIBERTY_DAYS, 1.0), credit(5.0, Q.JAIL_DAYS_SUPERIOR, 4.0),
        credit(50.0, Q.COMPETENCY_BED_DAYS, 45.0), credit(60.0, Q.JAIL_DAYS_SUPERIOR, 10.0),
    ]  # fmt: skip
    assert causes(events, *days) == [0, 1, 2, 3]


def test_days_of_a_service_belong_to_what_began_that_service():
    events = [
        event(0.0, Kind.ARRIVED), event(2.0, Kind.SERVICE_FOUND, Service.EMPLOYMENT),
        event(4.0, Kind.SERVICE_BEGAN, Service.TREATMENT),
    ]  # fmt: skip
    days = [
        credit(4.0, Q.WORK_DAYS, 2.0), credit(9.0, Q.WORK_DAYS, 5.0), credit(9.0, Q.TREATMENT_DAYS, 5.0),
        credit(9.0, Q.TREATMENT_PLACE_DAYS, 5.0),
    ]  # fmt: skip
    assert causes(events, credit(2.0, Q.LIBERTY_DAYS, 2.0), *days)[1:] == [1, 1, 2, 2]


def test_what_somebody_came_with_belongs_to_their_arrival():
    events = [event(0.0, Kind.ARRIVED), event(5.0, Kind.SERVICE_ENDED, Service.TREATMENT)]
    assert causes(events, credit(5.0, Q.TREATMENT_DAYS, 5.0)) == [0]


def test_what_no_event_explains_has_no_cause():
    events = [event(0.0, Kind.ARRIVED)]
    assert causes(events, credit(5.0, Q.PRISON_DAYS, 5.0), credit(5.0, Q.DEATHS)) == [UNKNOWN, UNKNOWN]


# -- a busy world ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def busy() -> Outcome:
    """Everything is scarce, so that everything is waited for."""
    setup = make_setup({"police.contact_rate": 5.0, "population.unhoused_share": 0.9})
    scarce = {resource: [(0.0, 3)] for resource in Resource if resource not in (Resource.JAIL, Resource.LEAD)}
    scarce |= {Resource.JAIL: [(0.0, 25)], Resource.COMPETENCY_BEDS: [(0.0, 1)]}
    scarce |= {resource: [(0.0, 12)] for resource in (Resource.COURT_SUPERIOR, Resource.COURT_MUNICIPAL)}
    return simulate(setup, [(0.0, 30), (600.0, 10), (800.0, 40)], others=scarce)


def test_everything_that_a_busy_world_counts_has_a_cause_that_comes_first(busy: Outcome):
    events: dict[int, list[Event]] = defaultdict(list)
    counted: dict[int, list[Credit]] = defaultdict(list)
    for happened in busy.events:
        events[happened.person].append(happened)
    for each in busy.engine.credits:
        counted[each.person].append(each)
    seen: set[Quantity] = set()
    for person, credits_ in counted.items():
        causes_ = find_causes(events[person], credits_)
        counts: Counter[tuple[int, int]] = Counter()
        for each, i in zip(credits_, causes_, strict=True):
            quantity = Quantity(each.quantity)
            seen.add(quantity)
            assert i != UNKNOWN, (quantity, each)
            cause = events[person][i]
            assert cause.kind in CAUSES[quantity].kinds
            if is_days(quantity):
                assert cause.time <= each.time - each.amount + 1e-6
            else:
                assert cause.time == each.time
                counts[each.quantity, i] += 1
        assert set(counts.values()) <= {1}, "an event causes one of a kind"
    assert len(seen) > 0.9 * len(CAUSES), sorted(q.name for q in set(CAUSES) - seen)
