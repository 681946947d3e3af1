"""Hearings: of open cases only, on a court day of their calendar, and nothing is decided without one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from hypothesis import given

from simulator.model.engine import Setup
from simulator.model.events import Event, Kind, Strand, Venue
from simulator.model.reference import courts
from simulator.model.standing import Where
from tests.properties.casebook import IN_COMPETENCY, Book, Stage, last_pages, read, stage_in_engine
from tests.properties.courthouse import Courthouse, a_year, courthouses
from tests.properties.logbook import GONE, facts_at
from tests.properties.strategies import examples
from tests.support import Outcome

ON_THE_CALENDAR = (Kind.CASE_OPENED, Kind.HEARING, Kind.FOUND_COMPETENT, Kind.RESTORED)


@examples()
@given(courthouses())
def test_every_line_about_a_case_is_one_that_a_case_can_write(courthouse: Courthouse):
    """Heard only when open, between filing and decision; decided only at a hearing; see `casebook.MOVES`."""
    last_pages(courthouse.run().events)


@examples()
@given(courthouses())
def test_the_engine_keeps_the_cases_that_the_log_leaves(courthouse: Courthouse):
    outcome = courthouse.run()
    books = last_pages(outcome.events)
    for person in outcome.engine._world.persons:
        book = books.get(person.number, Book())
        pending = [case for case in person.cases if case is not None]
        assert book.at(*Stage) == len(pending)
        for case in pending:
            assert book.at(*stage_in_engine(case), venue=case.charge.venue) > 0


# -- court days -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hearing:
    """A hearing, and when and from where (custody or not) its case was put on the calendar."""

    time: float
    placed: float
    held: bool


@dataclass
class Calendar:
    """What a person's log says of when cases were put on the calendar, where it leaves no doubt."""

    held: bool = False
    placed: dict[Venue, tuple[float, bool]] = field(default_factory=dict)
    restored: Venue | None = None  # by the line before, in a case of this court

    def write(self, event: Event, book: Book) -> Hearing | None:
        kind = Kind(event.kind)
        if kind in (Kind.BOOKED, Kind.ADMITTED):
            self.held = True
        elif kind == Kind.RELEASED or kind in GONE:
            self.held = False
            if self.restored is not None and self.restored in self.placed:  # put on the calendar after the release
                self.placed[self.restored] = event.time, False
        self.restored = Venue(event.detail) if kind == Kind.RESTORED else None
        if book.at(Stage.IN_BED):
            self.placed.clear()  # a hearing on a day in the bed is set anew without a line
            return None
        found = None
        if kind in ON_THE_CALENDAR:
            venue = Venue(event.detail)
            known = self.placed.pop(venue, None)
            if book.at(Stage.OPEN, venue=venue) == 1:
                if kind == Kind.HEARING and known is not None:
                    found = Hearing(event.time, *known)
                self.placed[venue] = event.time, self.held
        return found


def hearings(events: list[Event]) -> Iterator[Hearing]:
    """Yield the hearings of which the log says for sure when their case was put on the calendar."""
    calendars: dict[int, Calendar] = {}
    for event, book in read(events):
        hearing = calendars.setdefault(event.person, Calendar()).write(event, book)
        if hearing is not None:
            yield hearing


def assert_on_court_days(setup: Setup, events: list[Event]) -> int:
    """Return how many hearings could be checked."""
    found = list(hearings(events))
    for hearing in found:
        facts = facts_at(setup, hearing.placed).courts
        spacing = facts.custody_calendar if hearing.held else facts.calendar
        assert spacing == 0.0 or hearing.time % spacing == 0.0, f"no court day: {hearing}, every {spacing} days"
        wait = hearing.time - hearing.placed
        assert 1.0 - 1e-9 <= wait < max(1.0, facts.interval) + spacing + 1e-9, f"too soon or too late: {hearing}"
    return len(found)


@examples()
@given(courthouses())
def test_a_hearing_is_on_a_court_day_of_its_calendar(courthouse: Courthouse):
    setup = courthouse.setup()
    assert_on_court_days(setup, courthouse.run().events)


def test_enough_hearings_can_be_checked():
    courthouse = a_year(world=1)
    assert assert_on_court_days(courthouse.setup(), courthouse.run().events) > 100


@examples()
@given(courthouses())
def test_nobody_in_a_state_bed_is_heard(courthouse: Courthouse):
    assert_nobody_is_heard_in_a_bed(courthouse.run())


def assert_nobody_is_heard_in_a_bed(outcome: Outcome) -> None:
    for event, book in read(outcome.events):
        assert not (event.kind == Kind.HEARING and book.at(Stage.IN_BED)), f"heard in a state bed: {event}"


@examples()
@given(courthouses())
def test_competency_is_in_question_in_one_case_at_a_time(courthouse: Courthouse):
    assert all(book.at(*IN_COMPETENCY) <= 1 for _, book in read(courthouse.run().events))


# -- a test of the tests ----------------------------------------------------------------------------------


def check_some_worlds() -> None:
    for world in range(10):
        courthouse = a_year(world, units=6)
        outcome = courthouse.run()
        last_pages(outcome.events)
        assert_on_court_days(courthouse.setup(), outcome.events)
        assert_nobody_is_heard_in_a_bed(outcome)


def any_day(world, person, place, case):
    """Put a case on no calendar."""
    world.set(person, Strand(Strand.CASE_0 + place), max(world.now + 1.0, case.ready))


def at_once(world, person, place, case):
    """Hear a case again within the day."""
    world.set(person, Strand(Strand.CASE_0 + place), world.now + 0.5)


def goes_on(world, person, place, case, fail=courts.fail_to_appear):
    """Hear a case again whose person did not appear."""
    fail(world, person, place, case)
    at_once(world, person, place, case)


def stands_still(world, person):
    """Leave a case as it is when the warrant is gone."""


MUTANTS: dict[str, tuple[str, object]] = {
    "any day": ("expect_hearing", any_day),
    "twice within a day": ("expect_hearing", at_once),
    "without the person": ("fail_to_appear", goes_on),
    "stalled for ever": ("resume_stalled", stands_still),
    "in a state bed": ("Where", SimpleNamespace(**{**vars(Where), "STATE_BED": -1})),
}


@pytest.mark.parametrize(("name", "mutant"), MUTANTS.values(), ids=MUTANTS)
def test_a_wrong_court_is_found_out(name: str, mutant: Callable[..., None], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(courts, name, mutant)
    with pytest.raises(AssertionError):
        check_some_worlds()


def test_the_worlds_of_the_mutants_pass_without_them():
    check_some_worlds()
