"""A life around it all: arriving, quiet and active spells, leaving the area, death."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, ExitReason, Kind, Route, Strand
from simulator.model.facts import AGE_OF_REFERENCE
from simulator.model.fast import clock, competency, courts, jail, lead, referrals, services, warrants
from simulator.model.fast.agenda import STRANDS, set_alarm, switch_off
from simulator.model.fast.calls import transition
from simulator.model.fast.memory import Person, World, facts_at
from simulator.model.fast.places import lead_of, serve_waiting
from simulator.model.fast.recording import count, log
from simulator.model.fast.slots import leave as leave_list
from simulator.model.fast.world import is_held, luck, settle
from simulator.model.quantities import Quantity
from simulator.model.standing import Stage
from simulator.units import DAYS_PER_YEAR


@transition
def arrive(world: World, person: Person) -> None:
    """Come into the pool: every strand that runs from the beginning is set going."""
    facts = facts_at(world.facts)
    person.present = 1
    person.settled = world.now
    log(world, Kind.ARRIVED, person, 0)
    set_alarm(
        world,
        person,
        Strand.DEATH,
        world.now + rules.memoryless(luck(person, Decision.DEATH, 0), facts.life_death_rate),
    )
    leaves = rules.memoryless(luck(person, Decision.LEAVING, 0), facts.life_leaving_rate)
    set_alarm(world, person, Strand.LEAVING, world.now + leaves)
    active_share = rules.stationary_share(facts.contact_spell_end_rate[0], facts.contact_spell_end_rate[1])
    person.active_spell = luck(person, Decision.FIRST_SPELL, 0) < active_share
    expect_switch(world, person)
    expect_desistance(world, person)
    referrals.expect_referral(world, person, Route.SOCIAL_CONTACT)
    referrals.expect_referral(world, person, Route.COMMUNITY)
    services.settle_in(world, person)
    clock.draw(person)
    clock.go(world, person)


@transition
def expect_desistance(world: World, person: Person) -> None:
    """Set when the person gives up offending: more likely with every year of age."""
    facts = facts_at(world.facts)
    growth = facts.life_desistance_growth
    rate = rules.grown(facts.life_desistance_rate, growth, (person.age - AGE_OF_REFERENCE) * DAYS_PER_YEAR)
    delay = rules.gompertz(luck(person, Decision.DESISTANCE, 0), rate, growth)
    set_alarm(world, person, Strand.DESISTANCE, world.now + delay)


@transition
def desist(world: World, person: Person) -> None:
    """Give up offending, nearly always for good."""
    acts = facts_at(world.facts).contact_desisted != 1.0
    if acts:
        clock.stop(world, person)
    person.desisted = 1
    if acts:
        clock.go(world, person)
    log(world, Kind.DESISTED, person, 0)


@transition
def switch_spell(world: World, person: Person) -> None:
    """Turn from active to quiet or back."""
    clock.stop(world, person)
    person.active_spell = 1 - person.active_spell
    clock.go(world, person)
    log(world, Kind.SPELL, person, person.active_spell)
    expect_switch(world, person)


@transition
def expect_switch(world: World, person: Person) -> None:
    """Set the end of the present spell."""
    rate = facts_at(world.facts).contact_spell_end_rate[person.active_spell]
    luck_of_spell = luck(person, Decision.SPELL, person.spells)
    person.spells += 1
    set_alarm(world, person, Strand.SPELL, world.now + rules.memoryless(luck_of_spell, rate))


@transition
def die(world: World, person: Person) -> None:
    """Die, wherever the person is."""
    depart(world, person, Kind.DIED, ExitReason.DIED)
    count(world, Quantity.DEATHS, person)


@transition
def leave(world: World, person: Person) -> None:
    """Leave the area, or do so on release when in custody."""
    if is_held(person):
        person.leaving = 1
        return
    depart(world, person, Kind.LEFT, ExitReason.LEFT_AREA)


@transition
def depart(world: World, person: Person, kind: int, reason: int) -> None:
    """Leave the pool: first the person is gone and every strand is off, then what they held is passed on."""
    settle(world, person)
    person.present = 0
    person.clock_running = 0
    for strand in range(STRANDS):
        switch_off(world, person, strand)
    person.holds = 0
    jail.place(world, person)
    log(world, kind, person, 0)
    if person.warrant:
        warrants.withdraw(world, person)
    courts.abate_cases(world, person)
    competency.abandon(world, person)
    if person.stage == Stage.WAITING:
        leave_list(world, lead_of(world), person.number)
        person.stage = Stage.NONE
    elif person.stage != Stage.NONE:
        lead.leave_place(world, person, reason)
        serve_waiting(world)
    services.give_up_places(world, person)
