"""Warrants are served: by looking for the person, or at any contact with police."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, Kind, Strand
from simulator.model.quantities import Quantity
from simulator.model.reference import courts, jail, warrants
from simulator.model.reference.agenda import Life
from simulator.model.reference.clock import coordinated
from simulator.model.reference.person import Person
from simulator.model.reference.world import World
from simulator.model.standing import CaseStage

VIOLATION = -1
"""Stands among the cases that a person is held on for a violation of supervision."""


def pick_up(world: World, person: Person) -> Life:
    """Wanted on a warrant, until police find the person."""
    while True:
        yield world.ring(person, Strand.WARRANT_PICK_UP)
        serve(world, person, at_contact=False)


def serve(world: World, person: Person, *, at_contact: bool, with_charge: bool = False) -> None:
    """Serve a warrant: hold the person and let the cases go on. Without a new charge it is an arrest of its own."""
    facts = world.facts.jail
    occurrence = person.warrants - 1
    long_share = rules.scaled_share(facts.warrant_long_share, coordinated(world, person, world.facts.program.long_stay))
    stay = jail.stay(
        facts,
        person.luck(Decision.WARRANT_STAY_PART, occurrence),
        person.luck(Decision.WARRANT_STAY, occurrence),
        long_share,
    )
    world.log(Kind.WARRANT_SERVED, person, int(at_contact))
    world.count(Quantity.WARRANTS_SERVED, person)
    if not with_charge:
        world.count(Quantity.WARRANT_ARRESTS_CITY + world.place_of(person), person)
    stalled = {case.charge.occurrence for case in person.cases if case and case.stage == CaseStage.STALLED}
    held_on = stalled | ({VIOLATION} if person.violated else set())
    warrants.withdraw(world, person)
    jail.hold_on(world, person, Strand.WARRANT_HOLD, world.now + stay, person.warrant_venue)
    person.held_on_warrant |= held_on
    courts.resume_stalled(world, person)
