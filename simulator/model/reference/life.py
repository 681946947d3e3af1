"""A life around it all: arriving, quiet and active spells, leaving the area, death."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, ExitReason, Kind, Route, Strand
from simulator.model.reference import clock, lead, prosecution
from simulator.model.reference.agenda import Life
from simulator.model.reference.world import Person, Stage, World
from simulator.model.tally import Quantity


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
    person.active_spell = person.luck(Decision.FIRST_SPELL, 0) < quiet_ends / (quiet_ends + active_ends)
    expect_switch(world, person)
    lead.expect_referral(world, person, Route.SOCIAL_CONTACT)
    lead.expect_referral(world, person, Route.COMMUNITY)
    clock.draw(person)
    clock.go(world, person)


def life_time(person: Person, decision: Decision, rate: float) -> float:
    """Return the days until something that happens once in a life."""
    return float(rules.memoryless(person.luck(decision, 0), rate))


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
    world.log(kind, person)
    prosecution.abate_cases(world, person)
    if person.stage == Stage.WAITING:
        world.lead.leave(person.number)
        person.stage = Stage.NONE
    elif person.stage != Stage.NONE:
        lead.leave_place(world, person, reason)
        lead.serve_waiting(world)
