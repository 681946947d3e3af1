"""The contact clock: a unit exponential, spent against the hazard while the person is at liberty."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, Service, Strand
from simulator.model.fast.agenda import set_alarm, switch_off
from simulator.model.fast.calls import helper, transition
from simulator.model.fast.memory import Person, World, facts_at
from simulator.model.fast.world import is_held, luck
from simulator.model.standing import Effect, Standing

SERVICES = len(Service)


@helper
def draw(person: Person) -> None:
    """Draw the hazard that the next contact will take; the clock stands still until `go`."""
    person.remaining = rules.exponential(luck(person, Decision.CONTACT, person.contacts))
    person.clock_running = 0


@transition
def stop(world: World, person: Person) -> None:
    """Spend what has passed; does nothing when the clock stands still."""
    if not person.clock_running:
        return
    rate, gap, fade_rate = hazard(world, person, person.clock_since)
    person.remaining -= rules.spend(rate, gap, fade_rate, world.now - person.clock_since)
    person.clock_running = 0
    switch_off(world, person, Strand.CONTACT)


@transition
def go(world: World, person: Person) -> None:
    """Start the clock under the present hazard, if the person is in the community and at liberty."""
    if not person.present or is_held(person):
        return
    person.clock_since = world.now
    person.clock_running = 1
    rate, gap, fade_rate = hazard(world, person, world.now)
    set_alarm(world, person, Strand.CONTACT, world.now + rules.wait_for(person.remaining, rate, gap, fade_rate))


@transition
def turn(world: World, person: Person, effect: int) -> None:
    """Put a person under another effect of the program; without an effect on contacts the clock is not touched."""
    acts = facts_at(world.facts).program_offense != 1.0
    if acts:
        stop(world, person)
    person.effect = effect
    if effect == Effect.FADING:
        person.lapsed_at = world.now
    if acts:
        go(world, person)


@helper
def effect_level(world: World, person: Person) -> float:
    """Return how much of the program's effect a person is under now, from 0 to 1."""
    if person.effect == Effect.ENGAGED:
        return 1.0
    if person.effect == Effect.FADING:
        return rules.faded(facts_at(world.facts).program_fade_rate, world.now - person.lapsed_at)
    return 0.0


@helper
def coordinated(world: World, person: Person, multiplier: float) -> float:
    """Return a multiplier as far as the person is under LEAD's effect now."""
    return rules.acting(multiplier, effect_level(world, person))


@helper
def circumstances(world: World, person: Person) -> float:
    """Return what services and desistance leave of a person's hazard."""
    facts = facts_at(world.facts)
    factor = 1.0
    if person.desisted:
        factor = facts.contact_desisted
    for service in range(SERVICES):
        if person.standing[service] >= Standing.PLACE:
            factor *= facts.contact_services[service]
    return factor


@helper
def hazard(world: World, person: Person, since: float) -> tuple[float, float, float]:
    """Return the hazard of a contact: its rate, how far the effect lowers it, and how fast that fades."""
    facts = facts_at(world.facts)
    rate = rules.contact_rate(
        facts.contact_rate,
        person.frailty,
        person.active_spell != 0,
        facts.contact_quiet_multiplier,
        circumstances(world, person),
    )
    if facts.program_offense == 1.0:
        return rate, 0.0, 0.0
    if person.effect == Effect.ENGAGED:
        return rate, 1.0 - facts.program_offense, 0.0
    if person.effect == Effect.FADING:
        gap = rules.fading_gap(facts.program_offense, facts.program_fade_rate, since - person.lapsed_at)
        return rate, gap, facts.program_fade_rate
    return rate, 0.0, 0.0
