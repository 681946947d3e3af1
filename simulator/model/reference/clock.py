"""The contact clock: a unit exponential, spent against the hazard while the person is at liberty.

The k-th contact uses the same luck in every scenario, and in time at liberty a lower hazard can only delay it
(the modified next-reaction method; Anderson 2007, doi:10.1063/1.2799998). `stop` and `go` are called around
every real change of the hazard and only then: spending one stretch in two parts differs in the last bit.
"""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, Strand
from simulator.model.reference.person import Person
from simulator.model.reference.world import World
from simulator.model.standing import Effect, Standing


def draw(person: Person) -> None:
    """Draw the hazard that the next contact will take; the clock stands still until `go`."""
    person.remaining = rules.exponential(person.luck(Decision.CONTACT, person.contacts))
    person.clock_running = False


def stop(world: World, person: Person) -> None:
    """Spend what has passed; does nothing when the clock stands still."""
    if not person.clock_running:
        return
    rate, gap, fade_rate = _hazard(world, person, person.clock_since)
    person.remaining -= rules.spend(rate, gap, fade_rate, world.now - person.clock_since)
    person.clock_running = False
    world.off(person, Strand.CONTACT)


def go(world: World, person: Person) -> None:
    """Start the clock under the present hazard, if the person is in the community and at liberty."""
    if not person.present or person.holds:
        return
    person.clock_since = world.now
    person.clock_running = True
    rate, gap, fade_rate = _hazard(world, person, world.now)
    wait = rules.wait_for(person.remaining, rate, gap, fade_rate)
    world.set(person, Strand.CONTACT, world.now + wait)


def turn(world: World, person: Person, effect: Effect) -> None:
    """Put a person under another effect of the program; without an effect on contacts the clock is not touched."""
    acts = world.facts.program.offense != 1.0
    if acts:
        stop(world, person)
    person.effect = effect
    if effect == Effect.FADING:
        person.lapsed_at = world.now
    if acts:
        go(world, person)


def effect_level(world: World, person: Person) -> float:
    """Return how much of the program's effect a person is under now, from 0 to 1."""
    if person.effect == Effect.ENGAGED:
        return 1.0
    if person.effect == Effect.FADING:
        return float(rules.faded(world.facts.program.fade_rate, world.now - person.lapsed_at))
    return 0.0


def coordinated(world: World, person: Person, multiplier: float) -> float:
    """Return a multiplier as far as the person is under LEAD's effect now."""
    return float(rules.acting(multiplier, effect_level(world, person)))


def circumstances(world: World, person: Person) -> float:
    """Return what services and desistance leave of a person's hazard."""
    facts = world.facts.contact
    factor = facts.desisted if person.desisted else 1.0
    for effect, standing in zip(facts.services, person.services, strict=True):
        if standing >= Standing.PLACE:
            factor *= effect
    return factor


def _hazard(world: World, person: Person, since: float) -> tuple[float, float, float]:
    contact, program = world.facts.contact, world.facts.program
    rate = rules.contact_rate(
        contact.rate, person.frailty, person.active_spell, contact.quiet_multiplier, circumstances(world, person)
    )
    if program.offense == 1.0:
        return rate, 0.0, 0.0
    if person.effect == Effect.ENGAGED:
        return rate, 1.0 - program.offense, 0.0
    if person.effect == Effect.FADING:
        gap = rules.fading_gap(program.offense, program.fade_rate, since - person.lapsed_at)
        return rate, gap, program.fade_rate
    return rate, 0.0, 0.0
