"""What rings, and what the engine asks for, step by step."""

from __future__ import annotations

import math
from enum import IntEnum

from numba import njit

from simulator.model.events import Route, Strand
from simulator.model.fast import (
    agenda,
    capacity,
    clock,
    competency,
    courts,
    jail,
    lead,
    life,
    places,
    police,
    prosecution,
    referrals,
    services,
    supervision,
    warrant_service,
)
from simulator.model.fast.calls import helper
from simulator.model.fast.faults import Fault
from simulator.model.fast.memory import Person, World, entry_at, world_at
from simulator.model.fast.world import person_of, settle, settle_places
from simulator.model.standing import Effect

DONE, ROOM_NEEDED, FAULTY = 0, 1, 2
TO_GO_ON = 2
"""Marks a contact clock that is stopped only while the facts change."""


class Step(IntEnum):
    """What the engine asks for."""

    START = 0
    RUN = 1
    CLOSE_MONTH = 2
    CHANGE_CAPACITY = 3
    CHANGE_FACTS = 4
    SERVE_WAITING = 5


@helper
def ring(world: World, person: Person, strand: int) -> None:
    """Do what a strand's appointment means, the most frequent first."""
    if strand == Strand.CONTACT:
        police.encounter(world, person)
    elif Strand.CASE_0 <= strand <= Strand.CASE_3:
        prosecution.take_up(world, person, strand - Strand.CASE_0)
    elif Strand.PRETRIAL_HOLD <= strand <= Strand.PRISON_SENTENCE:
        jail.hold_off(world, person, strand)
    elif Strand.INTERIM_HOUSING <= strand <= Strand.EMPLOYMENT:
        services.turn(world, person, strand - Strand.INTERIM_HOUSING)
    elif strand == Strand.SOCIAL_REFERRAL or strand == Strand.COMMUNITY_REFERRAL:
        referrals.consider_referral(world, person, strand - referrals.FIRST_STRAND)
    elif Strand.WIND_DOWN <= strand <= Strand.PATIENCE:
        ring_in_lead(world, person, strand)
    elif Strand.COMPETENCY <= strand <= Strand.VIOLATION:
        ring_in_justice(world, person, strand)
    else:
        ring_in_life(world, person, strand)


@helper
def ring_in_life(world: World, person: Person, strand: int) -> None:
    """Do what comes to everybody."""
    if strand == Strand.SPELL:
        life.switch_spell(world, person)
    elif strand == Strand.ARRIVAL:
        life.arrive(world, person)
    elif strand == Strand.LEAVING:
        life.leave(world, person)
    elif strand == Strand.DESISTANCE:
        life.desist(world, person)
    elif strand == Strand.DEATH or strand == Strand.DEATH_AFTER_RELEASE:
        life.die(world, person)


@helper
def ring_in_lead(world: World, person: Person, strand: int) -> None:
    """Do what comes to somebody who waits for LEAD or is in it."""
    if strand == Strand.ENGAGEMENT:
        lead.turn_engagement(world, person)
    elif strand == Strand.INTAKE:
        lead.end_intake(world, person)
    elif strand == Strand.STABLE:
        lead.stabilize(world, person)
    elif strand == Strand.LEAD_EXIT:
        lead.end_participation(world, person)
    elif strand == Strand.PATIENCE:
        places.drop_out(world, person, 0)
    elif strand == Strand.WIND_DOWN:
        capacity.end_notice(world, person)


@helper
def ring_in_justice(world: World, person: Person, strand: int) -> None:
    """Do what comes with competency, warrants and supervision."""
    if strand == Strand.COMPETENCY:
        competency.go_on(world, person)
    elif strand == Strand.SUPERVISION:
        supervision.end(world, person)
    elif strand == Strand.VIOLATION:
        supervision.consider_violation(world, person)
    elif strand == Strand.WARRANT_PICK_UP:
        warrant_service.serve(world, person, 0, 0)
    elif strand == Strand.WARRANT_CLEARING:
        courts.clear_warrant(world, person, 1)


@helper
def run_to(world: World, to: float, rooms: int) -> int:
    """Let everything happen that is due before `to`; stops early where the log needs room, or at a fault."""
    while True:
        first = entry_at(world.heap)
        if not first.time < to:
            break
        if world.recording and (
            world.lines_used + rooms > world.lines_room or world.credits_used + rooms > world.credits_room
        ):
            return ROOM_NEEDED
        person = agenda.owner(world, 0)
        strand = person.head
        world.now = first.time
        agenda.look_ahead(world)
        world.current = person.at
        person.due[strand] = math.inf
        ring(world, person, strand)
        world.current = 0
        agenda.find_head(world, person)
        world.rings_left -= 1
        if world.rings_left < 0 and world.fault == 0:
            world.fault = Fault.BUDGET
            world.fault_time = world.now
        if world.fault:
            return FAULTY
    world.now = to
    return DONE


@helper
def change_facts(world: World, facts: int, everyone: int, under_effect: int) -> None:
    """Change law and policy: contact clocks and referral delays under a new rate.

    `everyone` says whether the hazard of contacts changes, `under_effect` whether LEAD's effect on it does.
    """
    before = world.facts
    for number in range(world.size):
        person = person_of(world, number)
        if person.clock_running and (everyone or (under_effect and person.effect != Effect.NONE)):
            clock.stop(world, person)
            person.clock_running = TO_GO_ON
    world.facts = facts
    for number in range(world.size):
        person = person_of(world, number)
        if person.clock_running == TO_GO_ON:
            clock.go(world, person)
    for route in range(Route.SOCIAL_CONTACT, Route.COMMUNITY + 1):
        for number in range(world.size):
            person = person_of(world, number)
            if person.present:
                referrals.change_referral_rate(world, person, route, before)


@helper
def close_month(world: World) -> None:
    """Credit everybody's days and LEAD's places up to the end of the month."""
    for number in range(world.size):
        settle(world, person_of(world, number))
    settle_places(world)


@helper
def start(world: World) -> None:
    """Set when everybody arrives."""
    for number in range(world.size):
        person = person_of(world, number)
        agenda.set_alarm(world, person, Strand.ARRIVAL, person.settled)


SIGNATURE = "int64(int64, int64, int64, int64, int64, float64)"


@njit(nogil=True, cache=True, error_model="numpy")
def act(address: int, step: int, first: int, second: int, third: int, to: float) -> int:
    """Do one step in the world at an address, and return DONE, ROOM_NEEDED or FAULTY."""
    world = world_at(address)
    if step == Step.RUN:
        return run_to(world, to, first)
    if step == Step.START:
        start(world)
    elif step == Step.CLOSE_MONTH:
        close_month(world)
    elif step == Step.CHANGE_CAPACITY:
        capacity.change_capacity(world, first, second)
    elif step == Step.CHANGE_FACTS:
        change_facts(world, first, second, third)
    elif step == Step.SERVE_WAITING:
        places.serve_waiting(world)
    return FAULTY if world.fault else DONE
