"""Where everybody is and what is held: the days add up, and pools, persons and log say the same."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from simulator.model.engine import UNLIMITED, CapacityPlan, Setup
from simulator.model.events import Event, Kind, Resource, Service, Strand, Venue
from simulator.model.quantities import Quantity
from simulator.model.reference import ReferenceEngine, courts, jail, services
from simulator.model.reference.person import Person
from simulator.model.reference.world import World
from simulator.model.standing import CaseStage, Stage, Standing, Where
from simulator.model.tally import Counts, Tally
from tests.properties import casebook
from tests.properties.courthouse import COURTS, Courthouse, a_year, courthouses
from tests.properties.logbook import GONE, Stretch, presence, stretches
from tests.properties.strategies import examples
from tests.support import Outcome, each_offense

JAIL_DAYS = tuple(Quantity(Quantity.JAIL_DAYS_SUPERIOR + venue) for venue in Venue)
SPECIAL_BEDS = tuple(Quantity(Quantity.JAIL_MEDICAL_DAYS_SUPERIOR + i) for i in range(6))
PLACES = (Quantity.LIBERTY_DAYS, *JAIL_DAYS, Quantity.PRISON_DAYS, Quantity.COMPETENCY_BED_DAYS)
NOBODY_MOVES = {"population.death_rate": 0.0, "population.leaving_rate": 0.0, "population.arrivals_share": 0.0}
AT_LIBERTY_ONLY = (Quantity.HOUSED_DAYS, Quantity.WORK_DAYS, Quantity.WARRANT_DAYS)
PRECISE = {"rel": 1e-9, "abs": 1e-9}
DAYS = {"rel": 1e-9, "abs": 1e-6}


# -- all days ---------------------------------------------------------------------------------------------


def assert_days_add_up(counts: Counts) -> None:
    """Liberty, jail, prison and state beds are all there is, in every month and group."""
    person_days = counts[:, Quantity.PERSON_DAYS, :]
    assert counts[:, PLACES, :].sum(axis=1) == pytest.approx(person_days, **PRECISE)
    for quantity in AT_LIBERTY_ONLY:
        assert (counts[:, quantity, :] <= counts[:, Quantity.LIBERTY_DAYS, :] + 1e-9).all(), quantity.name
    special = counts[:, SPECIAL_BEDS, :].sum(axis=1)
    assert (special <= counts[:, JAIL_DAYS, :].sum(axis=1) + 1e-9).all()
    assert (counts >= 0.0).all() and np.isfinite(counts).all()


@examples()
@given(courthouses())
def test_the_days_in_all_places_are_all_days(courthouse: Courthouse):
    assert_days_add_up(courthouse.run().tally.counts)


@examples(20)
@given(courthouses())
def test_people_times_time_when_nobody_comes_or_goes(courthouse: Courthouse):
    unmoved = replace(courthouse.changed(NOBODY_MOVES), later=())
    counts = unmoved.run().tally.counts
    expected = len(unmoved.setup().people) * np.diff(unmoved.edges)
    assert counts[:, PLACES, :].sum(axis=(1, 2)) == pytest.approx(expected, **PRECISE)


@examples()
@given(courthouses())
def test_person_days_are_the_presence_of_everybody(courthouse: Courthouse):
    setup, outcome = courthouse.setup(), courthouse.run()
    expected = days(setup, presence(outcome.events, courthouse.end))
    assert outcome.tally.counts[:, Quantity.PERSON_DAYS, :] == pytest.approx(expected, **DAYS)


# -- credits ----------------------------------------------------------------------------------------------


def is_days(quantity: int) -> bool:
    return "_DAYS" in Quantity(quantity).name


def sum_of_credits(setup: Setup, outcome: Outcome) -> Counts:
    """Add up what was counted person by person, in its order, so that not even a rounding differs.

    Days are counted at their end, so that those of a month's last stretch belong to the month before.
    """
    edges = setup.month_edges
    counts = Tally.empty(len(edges) - 1, setup.people.groups).counts
    for time, person, quantity, amount in outcome.engine.credits:
        month = bisect_left(edges, time) if is_days(quantity) else bisect_right(edges, time)
        counts[month - 1, quantity, setup.people.group[person]] += amount
    return counts


@examples()
@given(courthouses())
def test_the_credits_are_the_tally(courthouse: Courthouse):
    setup, outcome = courthouse.setup(), courthouse.run()
    counts = outcome.tally.counts
    counts[:, Quantity.PLACE_DAYS_USED, :] = 0.0  # of the program, not of a person
    assert (sum_of_credits(setup, outcome) == counts).all()


@examples()
@given(courthouses())
def test_every_day_of_everybody_is_in_one_place(courthouse: Courthouse):
    assert_one_place_at_a_time(courthouse.run())


def assert_one_place_at_a_time(outcome: Outcome) -> None:
    """Person by person: each stretch is in one place, and housed, at work or wanted only at liberty."""
    found: dict[tuple[float, int], list[int]] = defaultdict(list)
    for time, person, quantity, _ in outcome.engine.credits:
        if is_days(quantity):
            found[time, person].append(quantity)
    for there in found.values():
        (place,) = set(there) & set(PLACES)
        assert place == Quantity.LIBERTY_DAYS or not set(there) & set(AT_LIBERTY_ONLY)
        assert place in JAIL_DAYS or not set(there) & set(SPECIAL_BEDS)
        assert there.count(Quantity.PERSON_DAYS) == 1


# -- days by the log --------------------------------------------------------------------------------------


def days(setup: Setup, found: dict[int, list[Stretch]]) -> Counts:
    """Return the days of stretches by month and group."""
    edges = setup.month_edges
    result = np.zeros((len(edges) - 1, len(setup.people.groups) + 1))
    for person, spans in found.items():
        for start, stop in spans:
            result[:, setup.people.group[person]] += np.diff(np.clip(edges, start, stop))
    return result


def of_service(events: Iterable[Event], service: Service) -> list[Event]:
    """Return the lines about one service, and departures."""
    kinds = (
        Kind.SERVICE_WAITS, Kind.SERVICE_WAIT_ENDED, Kind.SERVICE_BEGAN, Kind.SERVICE_FOUND, Kind.SERVICE_ENDED,
    )  # fmt: skip
    return [event for event in events if event.kind in GONE or (event.kind in kinds and event.detail == service)]


IN_STRETCHES: dict[Quantity, tuple[tuple[Kind, ...], tuple[Kind, ...]]] = {
    Quantity.WARRANT_DAYS: ((Kind.WARRANT_ISSUED,), casebook.WARRANT_GONE),
    Quantity.COMPETENCY_BED_DAYS: ((Kind.ADMITTED,), (Kind.RESTORED, Kind.NOT_RESTORED)),
}


def assert_days_are_those_of_the_log(setup: Setup, outcome: Outcome) -> None:
    counts, end = outcome.tally.counts, setup.month_edges[-1]
    for quantity, (opening, closing) in IN_STRETCHES.items():
        expected = days(setup, stretches(outcome.events, opening, closing, end))
        assert counts[:, quantity, :] == pytest.approx(expected, **DAYS), quantity.name
    for service in Service:
        about = of_service(outcome.events, service)
        waiting = stretches(about, (Kind.SERVICE_WAITS,), (Kind.SERVICE_WAIT_ENDED, Kind.SERVICE_BEGAN), end)
        in_place = stretches(about, (Kind.SERVICE_BEGAN,), (Kind.SERVICE_ENDED,), end)
        for first, found in (
            (Quantity.INTERIM_HOUSING_WAITING_DAYS, waiting),
            (Quantity.INTERIM_HOUSING_PLACE_DAYS, in_place),
        ):
            assert counts[:, first + service, :] == pytest.approx(days(setup, found), **DAYS), service.name


@examples()
@given(courthouses())
def test_days_wanted_in_beds_and_in_units_are_those_of_the_log(courthouse: Courthouse):
    assert_days_are_those_of_the_log(courthouse.setup(), courthouse.run())


def days_at(setup: Setup, events: list[Event], level: Callable[[casebook.Book], int]) -> Counts:
    """Return the days of a number that a person's book gives, by month and group."""
    edges = setup.month_edges
    result = np.zeros((len(edges) - 1, len(setup.people.groups) + 1))
    now: dict[int, tuple[float, int]] = {}
    for event, book in casebook.read(events):
        since, number = now.get(event.person, (event.time, 0))
        if number:
            result[:, setup.people.group[event.person]] += number * np.diff(np.clip(edges, since, event.time))
        now[event.person] = event.time, level(book)
    for person, (since, number) in now.items():
        result[:, setup.people.group[person]] += number * np.diff(np.clip(edges, since, edges[-1]))
    return result


@examples()
@given(courthouses())
def test_days_waiting_for_court_and_competency_are_those_of_the_log(courthouse: Courthouse):
    setup, outcome = courthouse.setup(), courthouse.run()
    counts = outcome.tally.counts
    for venue in Venue:
        expected = days_at(setup, outcome.events, lambda book, court=venue: book.at(casebook.S.WAITING, venue=court))
        assert counts[:, Quantity.COURT_WAITING_DAYS_SUPERIOR + venue, :] == pytest.approx(expected, **DAYS)
    expected = days_at(setup, outcome.events, lambda book: book.at(casebook.S.EVALUATION, casebook.S.ORDERED))
    assert counts[:, Quantity.COMPETENCY_WAITING_DAYS, :] == pytest.approx(expected, **DAYS)


# -- what is held -----------------------------------------------------------------------------------------


def tickets(people: Iterable[Person], venue: Venue, *stages: int) -> set[int]:
    return {
        courts.ticket(person, place)
        for person in people
        for place, case in enumerate(person.cases)
        if case is not None and case.charge.venue == venue and case.stage in stages
    }


def assert_pools_agree_with_persons(engine: ReferenceEngine) -> None:
    """Slots are held by open cases, beds by people in restoration, units by those in them, and so are the lists."""
    world = engine._world
    people = [person for person in world.persons if person.present]
    for venue, resource in COURTS.items():
        pool = world.pools[resource]
        assert set(pool.held) == tickets(people, venue, CaseStage.OPEN, CaseStage.COMPETENCY)
        assert set(pool.waiting) == tickets(people, venue, CaseStage.WAITING)
    beds = world.pools[Resource.COMPETENCY_BEDS]
    assert set(beds.held) == {person.number for person in people if person.restoring}
    assert set(beds.held) == {person.number for person in people if person.where == Where.STATE_BED}
    assert set(beds.waiting) <= {person.number for person in people if person.competency_case >= 0}
    for service in Service:
        pool = world.pools[Resource.INTERIM_HOUSING + service]
        assert set(pool.held) == {p.number for p in people if p.services[service] == Standing.PLACE}
        assert set(pool.waiting) == {p.number for p in people if p.services[service] == Standing.WAITING}
    assert set(world.lead.held) == {p.number for p in people if p.stage in (Stage.INTAKE, Stage.ACTIVE)}
    assert set(world.lead.waiting) == {p.number for p in people if p.stage == Stage.WAITING}
    assert world.in_jail == sum(person.where == Where.JAIL for person in people)
    for resource in Resource:
        pool = world.pools[resource]
        assert pool.used == sum(pool.held.values())
        assert resource == Resource.LEAD or not pool.waiting or pool.used >= pool.capacity, "waits beside a free unit"


def assert_who_is_gone_holds_nothing(engine: ReferenceEngine) -> None:
    """The dead and those who left: no reason to hold them, no case, nothing set for them."""
    world = engine._world
    for person in world.persons:
        if person.present or person.stage != Stage.NONE or world.due(person, Strand.ARRIVAL) < float("inf"):
            continue
        assert not person.holds and person.where == Where.LIBERTY
        assert not any(person.cases) and not any(person.services) and not person.warrant
        assert all(world.due(person, strand) == float("inf") for strand in Strand), person.number


@examples()
@given(courthouses())
def test_pools_and_persons_agree_at_every_months_end(courthouse: Courthouse):
    for engine in courthouse.months():
        assert_pools_agree_with_persons(engine)
        assert_who_is_gone_holds_nothing(engine)


@examples()
@given(courthouses())
def test_the_slots_held_are_the_open_cases_of_the_log(courthouse: Courthouse):
    outcome = courthouse.run()
    books = casebook.last_pages(outcome.events).values()
    pools = outcome.engine._world.pools
    for venue, resource in COURTS.items():
        assert pools[resource].used == sum(book.at(*casebook.HOLDS_A_SLOT, venue=venue) for book in books)
        assert len(pools[resource].waiting) == sum(book.at(casebook.S.WAITING, venue=venue) for book in books)
    beds = pools[Resource.COMPETENCY_BEDS]
    assert beds.used == sum(book.at(casebook.S.IN_BED) for book in books)
    assert len(beds.waiting) == sum(book.at(casebook.S.ORDERED) for book in books)


# -- never over capacity ----------------------------------------------------------------------------------


def capacity_at(plan: CapacityPlan | None, time: float) -> int:
    return UNLIMITED if plan is None else [units for since, units in plan if since <= time][-1]


def openings(events: list[Event]) -> Iterator[tuple[Event, int]]:
    """Yield every opening of a case with the cases open in its court just before."""
    used: Counter[int] = Counter()
    before: dict[int, dict[Venue, int]] = defaultdict(dict)
    for event, book in casebook.read(events):
        if event.kind == Kind.CASE_OPENED:
            yield event, used[event.detail]
        for venue in Venue:
            held = book.at(*casebook.HOLDS_A_SLOT, venue=venue)
            used[venue] += held - before[event.person].get(venue, 0)
            before[event.person][venue] = held


@examples()
@given(courthouses())
def test_no_case_is_opened_without_room(courthouse: Courthouse):
    for event, used in openings(courthouse.run().events):
        assert used < capacity_at(courthouse.units.get(COURTS[Venue(event.detail)]), event.time)


def grants(events: list[Event], opening: Kind, closing: tuple[Kind, ...]) -> Iterator[tuple[Event, int]]:
    """Yield every grant of a bed or a unit with those in use just before."""
    held: set[int] = set()
    for event in events:
        if event.kind == opening:
            assert event.person not in held, f"two of a kind: {event}"
            yield event, len(held)
            held.add(event.person)
        elif event.kind in closing or event.kind in GONE:
            held.discard(event.person)


@examples()
@given(courthouses())
def test_no_bed_and_no_unit_is_given_without_room(courthouse: Courthouse):
    events = courthouse.run().events
    found = {
        Resource.COMPETENCY_BEDS: grants(events, Kind.ADMITTED, (Kind.RESTORED, Kind.NOT_RESTORED)),
        **{
            Resource(Resource.INTERIM_HOUSING + service): grants(
                of_service(events, service), Kind.SERVICE_BEGAN, (Kind.SERVICE_ENDED,)
            )
            for service in Service
        },
    }
    for resource, given_out in found.items():
        for event, used in given_out:
            assert used < capacity_at(courthouse.units.get(resource), event.time)


@examples()
@given(courthouses())
def test_who_has_a_home_is_in_no_lead_unit_for_the_interim(courthouse: Courthouse):
    outcome = courthouse.run()
    for person in outcome.engine._world.persons:
        interim, permanent, *_ = person.services
        assert permanent < Standing.PLACE or interim not in (Standing.WAITING, Standing.PLACE)


# -- people in prison and in a state bed ------------------------------------------------------------------

PRISON_AND_BEDS = {
    "population.mental_illness_share": 1.0,
    "police.felony": each_offense(1),
    "prosecution.prison_share": 0.8,
    "prosecution.prison_stay": 300.0,
}


@pytest.mark.parametrize("world", range(6))
def test_a_prisoner_in_a_state_bed_is_there_and_nowhere_else(world: int):
    """Several cases at a time: one sends somebody to prison while another waits for a state bed."""
    courthouse = a_year(world, units=8, **PRISON_AND_BEDS)
    for engine in courthouse.months():
        assert_pools_agree_with_persons(engine)
    outcome = Outcome(list(engine.events), engine.tally(), engine)
    assert_days_are_those_of_the_log(courthouse.setup(), outcome)
    for event, book in casebook.read(outcome.events):
        assert not (event.kind == Kind.HEARING and book.at(casebook.S.IN_BED)), f"heard in a state bed: {event}"


# -- a test of the tests ----------------------------------------------------------------------------------


def check_some_worlds() -> None:
    for world in range(5):
        check_everything(a_year(world, units=8))


def check_everything(courthouse: Courthouse) -> None:
    for engine in courthouse.months():
        assert_pools_agree_with_persons(engine)
        assert_who_is_gone_holds_nothing(engine)
    outcome = Outcome(list(engine.events), engine.tally(), engine)
    assert_days_add_up(outcome.tally.counts)
    assert_one_place_at_a_time(outcome)
    assert_days_are_those_of_the_log(courthouse.setup(), outcome)


def settle_late(world: World, person: Person) -> None:
    """Change a state before crediting what was."""
    person.states = None


def keep_the_slot(world: World, person: Person, place: int, case: object) -> None:
    """Close a case without giving back its slot."""
    person.cases[place] = None


def nowhere(world: World, person: Person) -> None:
    """Leave people where they are."""


def keep_the_unit(world: World, person: Person) -> None:
    """Leave the pool and keep every unit."""


def stand_anyhow(world: World, person: Person, which: Service, standing: int) -> None:
    """Change where a person stands without crediting the days before."""
    person.services[which] = standing


MUTANTS: dict[str, tuple[object, str, object]] = {
    "states change before they are credited": (World, "settle", settle_late),
    "a slot is kept": (courts, "close_case", keep_the_slot),
    "nobody is anywhere": (jail, "place", nowhere),
    "units are kept": (services, "give_up_places", keep_the_unit),
    "units are not credited": (services, "stand", stand_anyhow),
}


@pytest.mark.parametrize(("owner", "name", "mutant"), MUTANTS.values(), ids=MUTANTS)
def test_a_wrong_book_is_found_out(owner: object, name: str, mutant: object, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(owner, name, mutant)
    with pytest.raises(AssertionError):
        check_some_worlds()


def test_the_worlds_of_the_mutants_pass_without_them():
    check_some_worlds()
