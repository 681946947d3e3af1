"""Faults put into the reference on purpose, one at a time: what the comparison with the compiled engine must notice."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest

from simulator.model import rules
from simulator.model.events import Kind, Strand, Venue, WarrantFor
from simulator.model.quantities import Quantity
from simulator.model.reference import agenda, clock, courts, jail, lead, sentencing, services, warrants
from simulator.model.reference import world as world_module
from simulator.model.reference.engine import ReferenceEngine
from simulator.model.reference.person import Case, Person
from simulator.model.reference.world import World
from simulator.model.standing import CaseStage

Patch = pytest.MonkeyPatch


def order_of_simpy(patch: Patch) -> None:
    """Ties go to what was set first, as in SimPy, and not to (strand, rank)."""
    original = agenda.MovableAlarm.__init__

    def without_order(self: agenda.MovableAlarm, *arguments: object) -> None:
        original(self, *arguments)  # type: ignore[arg-type]
        self._order = agenda.FIRST_ORDER

    patch.setattr(agenda.MovableAlarm, "__init__", without_order)


def month_end_touches_the_clocks(patch: Patch) -> None:
    """Every contact clock is stopped and goes on at a month's end, without a change of its hazard."""
    original = ReferenceEngine._close_month

    def touching(self: ReferenceEngine, now: float) -> None:
        for person in self._world.persons:
            if person.clock_running:
                clock.stop(self._world, person)
                clock.go(self._world, person)
        original(self, now)

    patch.setattr(ReferenceEngine, "_close_month", touching)


def remaining_from_what_is_ahead(patch: Patch) -> None:
    """What remains of the hazard is the integral from now to the contact, not what there was less what is spent."""
    original = clock.stop

    def stop(world: World, person: Person) -> None:
        ahead = world.due(person, Strand.CONTACT) - world.now
        original(world, person)
        if math.isfinite(ahead):
            person.remaining = rules.spend(*clock._hazard(world, person, world.now), ahead)

    patch.setattr(clock, "stop", stop)


def let_go_before_the_sentence(patch: Patch) -> None:
    """At a decision the hold is taken off before the sentence is put on: a release that is none."""

    def decide(world: World, person: Person, place: int, case: Case) -> None:
        courts.close_case(world, person, place, case)
        jail.let_go(world, person, case.charge.occurrence)
        sentencing.dispose(world, person, case.charge)
        courts.serve_docket(world, case.charge.venue)

    patch.setattr(courts, "decide", decide)


def slot_passed_on_before_the_warrant(patch: Patch) -> None:
    """When nobody comes, the slot is passed on before the warrant is issued."""

    def fail_to_appear(world: World, person: Person, place: int, case: Case) -> None:
        venue: Venue = case.charge.venue
        world.log(Kind.FAILED_TO_APPEAR, person, venue)
        world.count(Quantity.FAILURES_TO_APPEAR_SUPERIOR + venue, person)
        case.stage = CaseStage.STALLED
        case.left = max(0.0, case.ready - world.now)
        courts.docket_of(world, venue).release(courts.ticket(person, place))
        courts.serve_docket(world, venue)
        warrants.issue(world, person, WarrantFor.FAILURE_TO_APPEAR, venue)

    patch.setattr(courts, "fail_to_appear", fail_to_appear)


def services_before_engagement(patch: Patch) -> None:
    """After intake, services are offered before the work with the case manager begins, and the effect with it."""
    engage, offer = lead.engage, services.offer
    delayed: list[Person] = []

    def complete_intake(world: World, person: Person) -> None:
        with pytest.MonkeyPatch.context() as inner:
            inner.setattr(lead, "engage", lambda _, other: delayed.append(other))
            inner.setattr(services, "offer", lambda *_: None)
            original(world, person)
        offer(world, person)
        while delayed:
            engage(world, delayed.pop())

    original = lead.complete_intake
    patch.setattr(lead, "complete_intake", complete_intake)


def ties_by_number(patch: Patch) -> None:
    """Ties between persons go to the lower number, and not to the lower rank."""
    patch.setattr(world_module, "Person", lambda number, people, _: Person(number, people, number))


MUTANTS: Mapping[str, Callable[[Patch], None]] = {
    mutant.__name__: mutant
    for mutant in (
        order_of_simpy, month_end_touches_the_clocks, remaining_from_what_is_ahead, let_go_before_the_sentence,
        slot_passed_on_before_the_warrant, services_before_engagement, ties_by_number,
    )
}  # fmt: skip
HIDDEN_BY_WHOLE_DAYS = ("month_end_touches_the_clocks",)
"""Faults in the last bits of a time, which rounding to whole days makes good again."""


@contextmanager
def mutated(name: str) -> Iterator[None]:
    """Let the reference have a fault."""
    with pytest.MonkeyPatch.context() as patch:
        MUTANTS[name](patch)
        yield
