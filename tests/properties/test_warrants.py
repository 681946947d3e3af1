"""Warrants: issued for a reason, one at a time, served or cleared or void, and never on somebody in custody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from hypothesis import given

from simulator.model.events import Event, Kind, Strand, WarrantFor
from simulator.model.quantities import Quantity
from simulator.model.reference import courts, police, supervision, warrants
from simulator.model.standing import CaseStage
from tests.properties.casebook import WARRANT_GONE
from tests.properties.courthouse import Courthouse, a_year, courthouses
from tests.properties.logbook import GONE, lives
from tests.properties.strategies import examples
from tests.support import Outcome

REASON = {
    Kind.FAILED_TO_APPEAR: WarrantFor.FAILURE_TO_APPEAR,
    Kind.VIOLATION: WarrantFor.VIOLATION,
}


@dataclass
class Wanted:
    """What a person's log says of warrants and custody, line by line."""

    outstanding: bool = False
    held: bool = False
    gone: bool = False

    def write(self, event: Event) -> None:
        kind = Kind(event.kind)
        if kind == Kind.WARRANT_ISSUED:
            assert not self.outstanding, f"two warrants: {event}"
            assert not self.gone, f"a warrant for somebody who is gone: {event}"
            self.outstanding = True
        elif kind in WARRANT_GONE:
            assert self.outstanding, f"no warrant to serve or clear: {event}"
            self.outstanding = False
        elif kind in (Kind.BOOKED, Kind.ADMITTED):
            self.held = True
        elif kind == Kind.RELEASED:
            self.held = False
        elif kind in GONE:
            self.outstanding, self.held, self.gone = False, False, True


def standings(life: list[Event]) -> Iterator[tuple[Event, Wanted]]:
    """Yield every line of a life with the standing after it; refuse what cannot be."""
    wanted = Wanted()
    for event in life:
        wanted.write(event)
        yield event, wanted


def assert_issued_for_a_reason(events: list[Event]) -> None:
    """The line before a warrant is about the same person, at the same time, and says why."""
    for before, event in zip([None, *events], events, strict=False):
        if event.kind == Kind.WARRANT_ISSUED:
            assert before is not None and (before.time, before.person) == (event.time, event.person)
            assert REASON.get(Kind(before.kind)) == event.detail


def assert_one_at_a_time(events: list[Event]) -> None:
    for life in lives(events).values():
        for _ in standings(life):
            pass


def assert_nobody_in_custody_is_wanted(events: list[Event]) -> None:
    """An arrest books first and serves the warrant in the same instant; time never passes with both."""
    for life in lives(events).values():
        last = None
        for event, wanted in standings(life):
            assert last is None or event.time == last[0] or not (last[1] and last[2]), f"wanted in custody: {event}"
            last = event.time, wanted.held, wanted.outstanding


def assert_none_is_lost(outcome: Outcome) -> None:
    """Issued = served + cleared + void at death or leaving + outstanding at the end."""
    kinds = Counter(event.kind for event in outcome.events)
    void, outstanding = 0, set()
    for person, life in lives(outcome.events).items():
        wanted_before = False
        for event, wanted in standings(life):
            void += event.kind in GONE and wanted_before
            wanted_before = wanted.outstanding
        if wanted_before:
            outstanding.add(person)
    ended = kinds[Kind.WARRANT_SERVED] + kinds[Kind.WARRANT_CLEARED] + void
    assert kinds[Kind.WARRANT_ISSUED] == ended + len(outstanding)
    people = outcome.engine._world.persons
    assert outstanding == {person.number for person in people if person.warrant}


def assert_no_search_goes_on(outcome: Outcome) -> None:
    """Nobody is looked for, and nobody's warrant is worked on, without a warrant; the dead and those who left, too."""
    world = outcome.engine._world
    for person in world.persons:
        assert person.present or not person.warrant
        for strand in (Strand.WARRANT_PICK_UP, Strand.WARRANT_CLEARING):
            assert person.warrant or world.due(person, strand) == float("inf")


def assert_stalled_cases_have_a_warrant(outcome: Outcome) -> None:
    for person in outcome.engine._world.persons:
        stalled = [case for case in person.cases if case and case.stage == CaseStage.STALLED]
        assert person.warrant or not stalled


def assert_wanted_only_at_liberty(outcome: Outcome) -> None:
    """The same by what is counted: every stretch under a warrant is one at liberty."""
    where = {(credit.time, credit.person): set() for credit in outcome.engine.credits}
    for credit in outcome.engine.credits:
        where[credit.time, credit.person].add(credit.quantity)
    assert all(Quantity.LIBERTY_DAYS in there for there in where.values() if Quantity.WARRANT_DAYS in there)


CHECKS: dict[str, Callable[[Outcome], None]] = {
    "issued for a reason": lambda outcome: assert_issued_for_a_reason(outcome.events),
    "one at a time": lambda outcome: assert_one_at_a_time(outcome.events),
    "nobody in custody is wanted": lambda outcome: assert_nobody_in_custody_is_wanted(outcome.events),
    "none is lost": assert_none_is_lost,
    "no search goes on": assert_no_search_goes_on,
    "stalled cases have a warrant": assert_stalled_cases_have_a_warrant,
    "wanted only at liberty": assert_wanted_only_at_liberty,
}


@pytest.mark.parametrize("name", CHECKS)
def test_warrants(name: str):
    @examples(30)
    @given(courthouses())
    def holds(courthouse: Courthouse) -> None:
        CHECKS[name](courthouse.run())

    holds()


# -- violations -------------------------------------------------------------------------------------------


@examples(30)
@given(courthouses())
def test_supervision_is_violated_only_under_it_and_at_liberty(courthouse: Courthouse):
    for life in lives(courthouse.run().events).values():
        assert_violated_only_under_supervision(life)


def assert_violated_only_under_supervision(life: list[Event]) -> None:
    supervised = False
    for event, wanted in standings(life):
        kind = Kind(event.kind)
        if kind == Kind.SUPERVISION_BEGAN:
            supervised = True
        elif kind == Kind.SUPERVISION_ENDED:
            assert supervised, f"ended before it began: {event}"
            supervised = False
        assert kind != Kind.VIOLATION or (supervised and not wanted.held and not wanted.gone), str(event)


# -- a test of the tests ----------------------------------------------------------------------------------


def issue_again(world, person, why, venue, issue=warrants.issue):
    """Issue a second warrant beside the first."""
    person.warrant = False
    issue(world, person, why, venue)


def issue_quietly(world, person, why, venue, issue=warrants.issue):
    """Issue a warrant without a line in the log."""
    events, world.events = world.events, None
    issue(world, person, why, venue)
    world.events = events


def serve_nothing(world, person, **_):
    """Book somebody and leave the warrant outstanding."""


def withdraw_half(world, person):
    """Go on looking for somebody whose warrant is gone."""
    world.settle(person)
    person.warrant = False
    person.violated = False


def issue_without_reason(world, person, why, venue, issue=warrants.issue):
    """Write something else between the reason and the warrant."""
    world.log(Kind.SPELL, person)
    issue(world, person, why, venue)


def violate_anywhere(world, person):
    """Find a violation on every occasion, in custody, too."""
    person.violations += 1
    supervision.expect_violation(world, person)
    world.log(Kind.VIOLATION, person, person.supervision_venue)
    warrants.issue(world, person, WarrantFor.VIOLATION, person.supervision_venue)


def stall_without_warrant(world, person, case_place, case, fail=courts.fail_to_appear):
    """Let a case stand still and clear its warrant at once."""
    fail(world, person, case_place, case)
    warrants.withdraw(world, person)


MUTANTS: dict[str, tuple[object, str, object]] = {
    "a second warrant": (warrants, "issue", issue_again),
    "a warrant that is not recorded": (warrants, "issue", issue_quietly),
    "a warrant without a reason": (warrants, "issue", issue_without_reason),
    "booked and still wanted": (police.warrant_service, "serve", serve_nothing),
    "looked for without a warrant": (warrants, "withdraw", withdraw_half),
    "violated in custody": (supervision, "consider_violation", violate_anywhere),
    "stalled without a warrant": (courts, "fail_to_appear", stall_without_warrant),
}


@pytest.mark.parametrize(("module", "name", "mutant"), MUTANTS.values(), ids=MUTANTS)
def test_a_wrong_warrant_is_found_out(module: object, name: str, mutant: object, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, name, mutant)
    with pytest.raises(AssertionError):
        check_some_worlds()


def check_some_worlds() -> None:
    for world in range(5):
        outcome = a_year(world, units=10).run()
        for check in CHECKS.values():
            check(outcome)
        for life in lives(outcome.events).values():
            assert_violated_only_under_supervision(life)


def test_the_worlds_of_the_mutants_pass_without_them():
    check_some_worlds()
    for world in range(5):
        outcome = a_year(world, units=10).run()
        kinds = Counter(event.kind for event in outcome.events)
        assert min(kinds[kind] for kind in (Kind.WARRANT_ISSUED, Kind.WARRANT_SERVED, Kind.VIOLATION)) > 5
