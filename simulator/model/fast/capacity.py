"""Capacity changes: more is filled from the waiting lists; less is reached as people leave."""

from __future__ import annotations

import math

from simulator.model.events import Decision, ExitReason, Kind, Resource, Strand
from simulator.model.fast import competency, courts, lead, services
from simulator.model.fast.agenda import set_alarm, switch_off
from simulator.model.fast.calls import transition
from simulator.model.fast.memory import NOBODY, Person, World, facts_at
from simulator.model.fast.places import drop_out, lead_of, serve_waiting
from simulator.model.fast.recording import log_nobody
from simulator.model.fast.slots import longest_waiting, node_of, pool_of
from simulator.model.fast.world import luck, person_of
from simulator.model.standing import Stage


@transition
def change_capacity(world: World, resource: int, units: int) -> None:
    """Set what there is of a resource."""
    if resource == Resource.LEAD:
        change_places(world, units)
        return
    pool_of(world, resource).capacity = units
    if resource >= Resource.COURT_SUPERIOR and resource <= Resource.COURT_DISTRICT:
        courts.serve_docket(world, resource - Resource.COURT_SUPERIOR)
    elif resource == Resource.COMPETENCY_BEDS:
        competency.serve_beds(world)
    elif resource >= Resource.INTERIM_HOUSING:
        services.serve(world, resource - Resource.INTERIM_HOUSING)


@transition
def change_places(world: World, number: int) -> None:
    """Set the number of LEAD's places. More are filled from the waiting list; fewer give notice to the holders."""
    pool = lead_of(world)
    pool.capacity = number * facts_at(world.facts).program_full_weight
    log_nobody(world, Kind.CAPACITY, number)
    while number == 0 and pool.waiting > 0:
        drop_out(world, person_of(world, longest_waiting(pool)), 1)
    short = pool.used > pool.capacity
    for each in range(world.size):
        if node_of(pool, each).held == NOBODY:
            continue
        if short:
            give_notice(world, person_of(world, each))
        else:
            switch_off(world, person_of(world, each), Strand.WIND_DOWN)
    serve_waiting(world)


@transition
def give_notice(world: World, person: Person) -> None:
    """Give a holder a date within the notice period; who has been given one before keeps it."""
    if person.due[Strand.WIND_DOWN] < math.inf:
        return
    notice = facts_at(world.facts).program_wind_down
    luck_of_notice = luck(person, Decision.WIND_DOWN, person.wind_downs)
    person.wind_downs += 1
    set_alarm(world, person, Strand.WIND_DOWN, world.now + notice * luck_of_notice)


@transition
def end_notice(world: World, person: Person) -> None:
    """A holder's date has come: leave, unless enough others have left."""
    pool = lead_of(world)
    if pool.used <= pool.capacity:
        return
    if person.stage == Stage.INTAKE:
        lead.fail_intake(world, person)
    else:
        lead.exit_lead(world, person, ExitReason.PROGRAM_CUT)
