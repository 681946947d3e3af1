"""Housing, treatment and work: places that LEAD may use, waiting lists for them, and what people find without LEAD."""

from __future__ import annotations

from functools import partial

from simulator.model import rules
from simulator.model.events import Decision, Kind, Resource, Service, Strand
from simulator.model.quantities import Quantity
from simulator.model.reference import clock
from simulator.model.reference.agenda import Life
from simulator.model.reference.person import Person
from simulator.model.reference.world import StrandLife, World
from simulator.model.slots import SlotPool
from simulator.model.standing import Standing

SERVICES = len(Service)
OFFERED = (Service.PERMANENT_HOUSING, Service.INTERIM_HOUSING, Service.TREATMENT, Service.EMPLOYMENT)
"""The order in which services are offered: who is given a home needs no interim unit."""


def service(world: World, person: Person, which: Service) -> Life:
    """One service in a life: without it, waiting for a place, in one, or in something found alone."""
    strand = strand_of(which)
    while True:
        yield world.ring(person, strand)
        turn(world, person, which)


def service_life(which: Service) -> StrandLife:
    """Return the process of one service."""
    return partial(service, which=which)


def strand_of(which: Service) -> Strand:
    """Return the strand of a service."""
    return Strand(Strand.INTERIM_HOUSING + which)


def pool_of(world: World, which: Service) -> SlotPool:
    """Return the places that LEAD may use."""
    return world.pools[Resource.INTERIM_HOUSING + which]


def turn(world: World, person: Person, which: Service) -> None:
    """A service's alarm rings: something is found, waiting ends, or a stay is over."""
    standing = person.services[which]
    if standing == Standing.NONE:
        if person.holds or (which == Service.INTERIM_HOUSING and is_housed(person)):
            expect_own(world, person, which)
        else:
            find(world, person, which)
    elif standing == Standing.WAITING:
        if person.finds[which] and person.holds:
            keep_waiting(world, person, which, world.now + draw_own(world, person, which))
            return
        stop_waiting(world, person, which)
        if person.finds[which]:
            find(world, person, which)
        else:
            expect_own(world, person, which)
    else:
        end(world, person, which)


def settle_in(world: World, person: Person) -> None:
    """Give an arriving person what people have in the long run without LEAD."""
    for which in Service:
        facts = world.facts.services[which]
        if not has_need(person, which):
            continue
        if which == Service.PERMANENT_HOUSING:
            has = not person.unhoused
        elif which == Service.INTERIM_HOUSING and not person.unhoused:
            has = False
        else:
            share = rules.stationary_share(facts.own_start_rate, facts.own_end_rate)
            has = person.luck(Decision.IN_SERVICE, int(which)) < share
        if has:
            person.services[which] = Standing.OWN
            expect_end(world, person, which, facts.own_end_rate)
        else:
            expect_own(world, person, which)


def has_need(person: Person, which: Service) -> bool:
    """Return whether a service is for this person at all."""
    return which != Service.TREATMENT or person.needs_treatment


def is_housed(person: Person) -> bool:
    """Return whether a person has a home."""
    return person.services[Service.PERMANENT_HOUSING] >= Standing.PLACE


def offer(world: World, person: Person) -> None:
    """At intake, offer every service that the person needs, does not have, and that has places at all."""
    for which in OFFERED:
        taken = person.luck(Decision.TAKES_UP, person.grants * SERVICES + which) < world.facts.services[which].take_up
        housed = which <= Service.PERMANENT_HOUSING and is_housed(person)
        if not taken or housed or not has_need(person, which) or pool_of(world, which).capacity == 0:
            continue
        if person.services[which] == Standing.NONE:
            ask(world, person, which)


def ask(world: World, person: Person, which: Service) -> None:
    """Take a free place, or wait for one as long as patience lasts and nothing is found without LEAD."""
    if pool_of(world, which).has_room(1):
        begin(world, person, which)
        return
    world.settle(person)
    person.services[which] = Standing.WAITING
    pool_of(world, which).join(person.number, 0)
    world.log(Kind.SERVICE_WAITS, person, which)
    keep_waiting(world, person, which, world.due(person, strand_of(which)))


def keep_waiting(world: World, person: Person, which: Service, found: float) -> None:
    """Wait until it is found without LEAD, on a day that is known, or patience ends (which has no memory)."""
    luck = luck_of(person, Decision.SERVICE_PATIENCE, which)
    person.service_turns[which] += 1
    gives_up = world.now + rules.memoryless(luck, world.facts.services[which].patience_rate)
    person.finds[which] = found <= gives_up
    world.set(person, strand_of(which), min(found, gives_up))


def stop_waiting(world: World, person: Person, which: Service) -> None:
    """Leave the waiting list without a place."""
    world.settle(person)
    world.off(person, strand_of(which))
    person.services[which] = Standing.NONE
    pool_of(world, which).leave(person.number)
    world.log(Kind.SERVICE_WAIT_ENDED, person, which)


def begin(world: World, person: Person, which: Service) -> None:
    """Take a LEAD place."""
    pool_of(world, which).take(person.number, 1)
    world.log(Kind.SERVICE_BEGAN, person, which)
    world.count(Quantity.INTERIM_HOUSING_STARTS + which, person)
    stand(world, person, which, Standing.PLACE)
    expect_end(world, person, which, world.facts.services[which].end_rate)
    if which == Service.PERMANENT_HOUSING:
        leave_interim(world, person)


def find(world: World, person: Person, which: Service) -> None:
    """Find it without LEAD."""
    world.log(Kind.SERVICE_FOUND, person, which)
    stand(world, person, which, Standing.OWN)
    expect_end(world, person, which, world.facts.services[which].own_end_rate)
    if which == Service.PERMANENT_HOUSING:
        leave_interim(world, person)


def leave_interim(world: World, person: Person) -> None:
    """Who has a home needs no interim unit any longer."""
    standing = person.services[Service.INTERIM_HOUSING]
    if standing == Standing.WAITING:
        stop_waiting(world, person, Service.INTERIM_HOUSING)
        expect_own(world, person, Service.INTERIM_HOUSING)
    elif standing >= Standing.PLACE:
        end(world, person, Service.INTERIM_HOUSING)


def end(world: World, person: Person, which: Service) -> None:
    """A stay is over; a LEAD place passes on."""
    in_place = person.services[which] == Standing.PLACE
    stand(world, person, which, Standing.NONE)
    world.log(Kind.SERVICE_ENDED, person, which)
    expect_own(world, person, which)
    if in_place:
        pool_of(world, which).release(person.number)
        serve(world, which)


def serve(world: World, which: Service) -> None:
    """Give free places to those who wait, in order."""
    pool = pool_of(world, which)
    while (number := pool.next_waiting(1)) is not None:
        person = world.persons[number]
        world.off(person, strand_of(which))
        begin(world, person, which)


def end_all(world: World, person: Person) -> None:
    """Prison, for longer than a place is kept: everything ends."""
    stop_all_waiting(world, person)
    for which in Service:
        if person.services[which] >= Standing.PLACE:
            end(world, person, which)


def leave_with_lead(world: World, person: Person) -> None:
    """Leaving LEAD ends waiting and the place for work; homes and treatment that LEAD has found are kept."""
    stop_all_waiting(world, person)
    if person.services[Service.EMPLOYMENT] == Standing.PLACE:
        end(world, person, Service.EMPLOYMENT)


def stop_all_waiting(world: World, person: Person) -> None:
    """Leave every waiting list."""
    for which in Service:
        if person.services[which] == Standing.WAITING:
            stop_waiting(world, person, which)
            expect_own(world, person, which)


def give_up_places(world: World, person: Person) -> None:
    """The person is gone: off every waiting list, and places pass on."""
    for which in Service:
        standing, person.services[which] = person.services[which], Standing.NONE
        if standing == Standing.WAITING:
            pool_of(world, which).leave(person.number)
        elif standing == Standing.PLACE:
            pool_of(world, which).release(person.number)
            serve(world, which)


def stand(world: World, person: Person, which: Service, standing: Standing) -> None:
    """Change where a person stands with a service; the contact clock is touched only if the hazard changes."""
    acts = world.facts.contact.services[which] != 1.0
    world.settle(person)
    if acts:
        clock.stop(world, person)
    person.services[which] = standing
    if acts:
        clock.go(world, person)


def expect_own(world: World, person: Person, which: Service) -> None:
    """Set when it is found without LEAD; time in custody does not count, since nothing is found there."""
    world.set(person, strand_of(which), world.now + draw_own(world, person, which))


def draw_own(world: World, person: Person, which: Service) -> float:
    """Return the days until it is found without LEAD."""
    luck = luck_of(person, Decision.OWN_START, which)
    person.service_turns[which] += 1
    return float(rules.memoryless(luck, world.facts.services[which].own_start_rate))


def expect_end(world: World, person: Person, which: Service, rate: float) -> None:
    """Set the end of a stay."""
    luck = luck_of(person, Decision.SERVICE_STAY, which)
    person.service_turns[which] += 1
    world.set(person, strand_of(which), world.now + rules.memoryless(luck, rate))


def luck_of(person: Person, decision: Decision, which: Service) -> float:
    """Return the luck of the next turn of a service."""
    return person.luck(decision, person.service_turns[which] * SERVICES + which)
