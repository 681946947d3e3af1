"""A life around it all: arriving, quiet and active spells, leaving the area, death."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, ExitReason, Kind, Route, Strand
from simulator.model.facts import AGE_OF_REFERENCE
from simulator.model.quantities import Quantity
from simulator.model.reference import clock, competency, courts, jail, lead, referrals, services, warrants
from simulator.model.reference.agenda import Life
from simulator.model.reference.person import Person
from simulator.model.reference.places import serve_waiting
from simulator.model.reference.world import World
from simulator.model.standing import Stage
from simulator.units import days


def arrival(world: World, person: Person) -> Life:
    """Until the person comes into the pool."""
    yield world.ring(person, Strand.ARRIVAL)
    arrive(world, person)


def spells(world: World, person: Person) -> Life:
    """Active and quiet spells in turn."""
    while True:
        yield world.ring(person, Strand.SPELL)
        switch_spell(world, person)


def death(world: World, person: Person) -> Life:
    """Until death."""
    yield world.ring(person, Strand.DEATH)
    die(world, person)


def death_after_release(world: World, person: Person) -> Life:
    """Until a death that would not have been without the release."""
    while True:
        yield world.ring(person, Strand.DEATH_AFTER_RELEASE)
        die(world, person)


def desistance(world: World, person: Person) -> Life:
    """Until the person gives up offending for good."""
    yield world.ring(person, Strand.DESISTANCE)
    desist(world, person)


def leaving(world: World, person: Person) -> Life:
    """Until the person leaves the area for good."""
    while person.present:
        yield world.ring(person, Strand.LEAVING)
        leave(world, person)


def arrive(world: World, person: Person) -> None:
    """Come into the pool: every strand that runs from the beginning is set going."""
    person.present = True
    person.settled = world.now
    world.log(Kind.ARRIVED, person)
    facts = world.facts
    world.set(person, Strand.DEATH, world.now + life_time(person, Decision.DEATH, facts.life.death_rate))
    world.set(person, Strand.LEAVING, world.now + life_time(person, Decision.LEAVING, facts.life.leaving_rate))
    quiet_ends, active_ends = facts.contact.spell_end_rate
    person.active_spell = person.luck(Decision.FIRST_SPELL, 0) < rules.stationary_share(quiet_ends, active_ends)
    expect_switch(world, person)
    expect_desistance(world, person)
    referrals.expect_referral(world, person, Route.SOCIAL_CONTACT)
    referrals.expect_referral(world, person, Route.COMMUNITY)
    services.settle_in(world, person)
    clock.draw(person)
    clock.go(world, person)


def life_time(person: Person, decision: Decision, rate: float) -> float:
    """Return the days until something that happens once in a life."""
    return float(rules.memoryless(person.luck(decision, 0), rate))


def expect_desistance(world: World, person: Person) -> None:
    """Set when the person gives up offending: more likely with every year of age."""
    facts = world.facts.life
    rate = rules.grown(facts.desistance_rate, facts.desistance_growth, days(person.age - AGE_OF_REFERENCE))
    delay = rules.gompertz(person.luck(Decision.DESISTANCE, 0), rate, facts.desistance_growth)
    world.set(person, Strand.DESISTANCE, world.now + delay)


def desist(world: World, person: Person) -> None:
    """Give up offending, nearly always for good."""
    acts = world.facts.contact.desisted != 1.0
    if acts:
        clock.stop(world, person)
    person.desisted = True
    if acts:
        clock.go(world, person)
    world.log(Kind.DESISTED, person)


def switch_spell(world: World, person: Person) -> None:
    """Turn from active to quiet or back."""
    clock.stop(world, person)
    person.active_spell = not person.active_spell
    clock.go(world, person)
    world.log(Kind.SPELL, person, int(person.active_spell))
    expect_switch(world, person)


def expect_switch(world: World, person: Person) -> None:
    """Set the end of the present spell."""
    rate = world.facts.contact.spell_end_rate[int(person.active_spell)]
    luck = person.luck(Decision.SPELL, person.spells)
    person.spells += 1
    world.set(person, Strand.SPELL, world.now + rules.memoryless(luck, rate))


def die(world: World, person: Person) -> None:
    """Die, wherever the person is."""
    depart(world, person, Kind.DIED, ExitReason.DIED)
    world.count(Quantity.DEATHS, person)


def leave(world: World, person: Person) -> None:
    """Leave the area, or do so on release when in custody."""
    if person.holds:
        person.leaving = True
        return
    depart(world, person, Kind.LEFT, ExitReason.LEFT_AREA)


def depart(world: World, person: Person, kind: Kind, reason: ExitReason) -> None:
    """Leave the pool: first the person is gone and every strand is off, then what they held is passed on."""
    world.settle(person)
    person.present = False
    person.clock_running = False
    for alarm in person.alarms:
        if alarm is not None:
            alarm.off()
    person.holds.clear()
    jail.place(world, person)
    world.log(kind, person)
    if person.warrant:
        warrants.withdraw(world, person)
    courts.abate_cases(world, person)
    competency.abandon(world, person)
    if person.stage == Stage.WAITING:
        world.lead.leave(person.number)
        person.stage = Stage.NONE
    elif person.stage != Stage.NONE:
        lead.leave_place(world, person, reason)
        serve_waiting(world)
    services.give_up_places(world, person)
