"""Warrants are served: by looking for the person, or at any contact with police."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, Kind, Strand
from simulator.model.fast import courts, jail, warrants
from simulator.model.fast.calls import transition
from simulator.model.fast.clock import coordinated
from simulator.model.fast.memory import CASES, Person, World, facts_at
from simulator.model.fast.recording import count, log
from simulator.model.fast.world import case_of, luck
from simulator.model.quantities import Quantity
from simulator.model.standing import CaseStage

VIOLATION = -1
"""Stands among the cases that a person is held on for a violation of supervision."""


@transition
def serve(world: World, person: Person, at_contact: int, with_charge: int) -> None:
    """Serve a warrant: hold the person and let the cases go on. Without a new charge it is an arrest of its own."""
    facts = facts_at(world.facts)
    occurrence = person.warrants - 1
    effect = coordinated(world, person, facts.program_long_stay)
    long_share = rules.scaled_share(facts.jail_warrant_long_share, effect)
    stay = jail.stay(
        world,
        luck(person, Decision.WARRANT_STAY_PART, occurrence),
        luck(person, Decision.WARRANT_STAY, occurrence),
        long_share,
    )
    log(world, Kind.WARRANT_SERVED, person, at_contact)
    count(world, Quantity.WARRANTS_SERVED, person)
    if not with_charge:
        count(world, Quantity.WARRANT_ARRESTS_CITY + person.place, person)
    violated = person.violated
    stalled = 0
    for place in range(CASES):
        if case_of(world, person, place).stage == CaseStage.STALLED:
            stalled |= 1 << place
    warrants.withdraw(world, person)
    jail.hold_on(world, person, Strand.WARRANT_HOLD, world.now + stay, person.warrant_venue)
    for place in range(CASES):
        if (stalled >> place) & 1:
            jail.add_to_held_on(world, person, case_of(world, person, place).occurrence)
    if violated:
        jail.add_to_held_on(world, person, VIOLATION)
    courts.resume_stalled(world, person)
