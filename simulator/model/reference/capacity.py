"""Capacity changes: more is filled from the waiting lists; less is reached as people leave.

Nobody is put out of court, a state bed or a home. Only LEAD's own places give notice, since their money ends.
"""

from __future__ import annotations

from simulator.model.events import Decision, ExitReason, Kind, Resource, Service, Strand, Venue
from simulator.model.reference import competency, courts, lead, places, services
from simulator.model.reference.agenda import Life
from simulator.model.reference.person import Person
from simulator.model.reference.world import World
from simulator.model.standing import Stage


def wind_down(world: World, person: Person) -> Life:
    """Until the end of the notice that a cut gives to those who hold a place."""
    while True:
        yield world.ring(person, Strand.WIND_DOWN)
        end_notice(world, person)


def change_capacity(world: World, resource: Resource, units: int) -> None:
    """Set what there is of a resource."""
    if resource == Resource.LEAD:
        change_places(world, units)
        return
    world.pools[resource].capacity = units
    if Resource.COURT_SUPERIOR <= resource <= Resource.COURT_DISTRICT:
        courts.serve_docket(world, Venue(resource - Resource.COURT_SUPERIOR))
    elif resource == Resource.COMPETENCY_BEDS:
        competency.serve_beds(world)
    elif resource >= Resource.INTERIM_HOUSING:
        services.serve(world, Service(resource - Resource.INTERIM_HOUSING))


def change_places(world: World, number: int) -> None:
    """Set the number of LEAD's places. More are filled from the waiting list; fewer give notice to the holders."""
    pool = world.lead
    pool.capacity = number * world.facts.program.full_weight
    world.log(Kind.CAPACITY, None, number)
    if number == 0:
        for waiting in list(pool.waiting):
            places.drop_out(world, world.persons[waiting], program_closed=True)
    short = pool.used > pool.capacity
    for holder in pool.held:
        if short:
            give_notice(world, world.persons[holder])
        else:
            world.off(world.persons[holder], Strand.WIND_DOWN)
    places.serve_waiting(world)


def give_notice(world: World, person: Person) -> None:
    """Give a holder a date within the notice period; at it, they leave if places are still short.

    Who has been given a date before keeps it: a second cut does not make anybody stay longer.
    """
    if world.due(person, Strand.WIND_DOWN) < float("inf"):
        return
    luck = person.luck(Decision.WIND_DOWN, person.wind_downs)
    person.wind_downs += 1
    world.set(person, Strand.WIND_DOWN, world.now + world.facts.program.wind_down * luck)


def end_notice(world: World, person: Person) -> None:
    """A holder's date has come: leave, unless enough others have left."""
    if world.lead.used <= world.lead.capacity:
        return
    if person.stage == Stage.INTAKE:
        lead.fail_intake(world, person)
    else:
        lead.exit_lead(world, person, ExitReason.PROGRAM_CUT)
