"""Housing, treatment and work: places that LEAD may use, waiting lists for them, and what people find without LEAD."""

from __future__ import annotations

from simulator.model import rules
from simulator.model.events import Decision, Kind, Resource, Service, Strand
from simulator.model.fast import clock
from simulator.model.fast.agenda import set_alarm, switch_off
from simulator.model.fast.calls import helper, transition
from simulator.model.fast.memory import NOBODY, Person, Pool, World, facts_at
from simulator.model.fast.recording import count, log
from simulator.model.fast.slots import has_room, join, leave, next_waiting, pool_of, release, take
from simulator.model.fast.world import is_held, luck, person_of, settle
from simulator.model.quantities import Quantity
from simulator.model.standing import Standing

SERVICES = len(Service)


@helper
def strand_of(which: int) -> int:
    """Return the strand of a service."""
    return Strand.INTERIM_HOUSING + which


@helper
def places_of(world: World, which: int) -> Pool:
    """Return the places that LEAD may use."""
    return pool_of(world, Resource.INTERIM_HOUSING + which)


@transition
def turn(world: World, person: Person, which: int) -> None:
    """A service's alarm rings: something is found, waiting ends, or a stay is over."""
    standing = person.standing[which]
    if standing == Standing.NONE:
        if is_held(person) or (which == Service.INTERIM_HOUSING and is_housed(person)):
            expect_own(world, person, which)
        else:
            find(world, person, which)
    elif standing == Standing.WAITING:
        if person.finds[which] and is_held(person):
            keep_waiting(world, person, which, world.now + draw_own(world, person, which))
            return
        stop_waiting(world, person, which)
        if person.finds[which]:
            find(world, person, which)
        else:
            expect_own(world, person, which)
    else:
        end(world, person, which)


@transition
def settle_in(world: World, person: Person) -> None:
    """Give an arriving person what people have in the long run without LEAD."""
    facts = facts_at(world.facts)
    for which in range(SERVICES):
        if not has_need(person, which):
            continue
        own_end_rate = facts.services_own_end_rate[which]
        if which == Service.PERMANENT_HOUSING:
            has = person.unhoused == 0
        elif which == Service.INTERIM_HOUSING and not person.unhoused:
            has = False
        else:
            share = rules.stationary_share(facts.services_own_start_rate[which], own_end_rate)
            has = luck(person, Decision.IN_SERVICE, which) < share
        if has:
            person.standing[which] = Standing.OWN
            expect_end(world, person, which, own_end_rate)
        else:
            expect_own(world, person, which)


@helper
def has_need(person: Person, which: int) -> bool:
    """Return whether a service is for this person at all."""
    return which != Service.TREATMENT or person.needs_treatment != 0


@helper
def is_housed(person: Person) -> bool:
    """Return whether a person has a home."""
    return person.standing[Service.PERMANENT_HOUSING] >= Standing.PLACE


@transition
def offer(world: World, person: Person) -> None:
    """At intake, offer every service that the person needs, does not have, and that has places at all."""
    offer_one(world, person, Service.PERMANENT_HOUSING)  # who is given a home needs no interim unit
    offer_one(world, person, Service.INTERIM_HOUSING)
    offer_one(world, person, Service.TREATMENT)
    offer_one(world, person, Service.EMPLOYMENT)


@helper
def offer_one(world: World, person: Person, which: int) -> None:
    """Offer one service."""
    take_up = facts_at(world.facts).services_take_up[which]
    taken = luck(person, Decision.TAKES_UP, person.grants * SERVICES + which) < take_up
    housed = which <= Service.PERMANENT_HOUSING and is_housed(person)
    if not taken or housed or not has_need(person, which) or places_of(world, which).capacity == 0:
        return
    if person.standing[which] == Standing.NONE:
        ask(world, person, which)


@transition
def ask(world: World, person: Person, which: int) -> None:
    """Take a free place, or wait for one as long as patience lasts and nothing is found without LEAD."""
    places = places_of(world, which)
    if has_room(places, 1, 0):
        begin(world, person, which)
        return
    settle(world, person)
    person.standing[which] = Standing.WAITING
    join(world, places, person.number, 0)
    log(world, Kind.SERVICE_WAITS, person, which)
    keep_waiting(world, person, which, person.due[strand_of(which)])


@transition
def keep_waiting(world: World, person: Person, which: int, found: float) -> None:
    """Wait until it is found without LEAD, on a day that is known, or patience ends (which has no memory)."""
    luck_of_patience = luck_of(person, Decision.SERVICE_PATIENCE, which)
    person.service_turns[which] += 1
    gives_up = world.now + rules.memoryless(luck_of_patience, facts_at(world.facts).services_patience_rate[which])
    person.finds[which] = found <= gives_up
    set_alarm(world, person, strand_of(which), min(found, gives_up))


@transition
def stop_waiting(world: World, person: Person, which: int) -> None:
    """Leave the waiting list without a place."""
    settle(world, person)
    switch_off(world, person, strand_of(which))
    person.standing[which] = Standing.NONE
    leave(world, places_of(world, which), person.number)
    log(world, Kind.SERVICE_WAIT_ENDED, person, which)


@transition
def begin(world: World, person: Person, which: int) -> None:
    """Take a LEAD place."""
    take(world, places_of(world, which), person.number, 1)
    log(world, Kind.SERVICE_BEGAN, person, which)
    count(world, Quantity.INTERIM_HOUSING_STARTS + which, person)
    stand(world, person, which, Standing.PLACE)
    expect_end(world, person, which, facts_at(world.facts).services_end_rate[which])
    if which == Service.PERMANENT_HOUSING:
        leave_interim(world, person)


@transition
def find(world: World, person: Person, which: int) -> None:
    """Find it without LEAD."""
    log(world, Kind.SERVICE_FOUND, person, which)
    stand(world, person, which, Standing.OWN)
    expect_end(world, person, which, facts_at(world.facts).services_own_end_rate[which])
    if which == Service.PERMANENT_HOUSING:
        leave_interim(world, person)


@transition
def leave_interim(world: World, person: Person) -> None:
    """Who has a home needs no interim unit any longer."""
    standing = person.standing[Service.INTERIM_HOUSING]
    if standing == Standing.WAITING:
        stop_waiting(world, person, Service.INTERIM_HOUSING)
        expect_own(world, person, Service.INTERIM_HOUSING)
    elif standing >= Standing.PLACE:
        end(world, person, Service.INTERIM_HOUSING)


@transition
def end(world: World, person: Person, which: int) -> None:
    """A stay is over; a LEAD place passes on."""
    in_place = person.standing[which] == Standing.PLACE
    stand(world, person, which, Standing.NONE)
    log(world, Kind.SERVICE_ENDED, person, which)
    expect_own(world, person, which)
    if in_place:
        release(world, places_of(world, which), person.number)
        serve(world, which)


@transition
def serve(world: World, which: int) -> None:
    """Give free places to those who wait, in order."""
    while True:
        number = next_waiting(world, places_of(world, which), 1, 0)
        if number == NOBODY:
            return
        person = person_of(world, number)
        switch_off(world, person, strand_of(which))
        begin(world, person, which)


@transition
def end_all(world: World, person: Person) -> None:
    """Prison, for longer than a place is kept: everything ends."""
    stop_all_waiting(world, person)
    for which in range(SERVICES):
        if person.standing[which] >= Standing.PLACE:
            end(world, person, which)


@transition
def leave_with_lead(world: World, person: Person) -> None:
    """Leaving LEAD ends waiting and the place for work; homes and treatment that LEAD has found are kept."""
    stop_all_waiting(world, person)
    if person.standing[Service.EMPLOYMENT] == Standing.PLACE:
        end(world, person, Service.EMPLOYMENT)


@transition
def stop_all_waiting(world: World, person: Person) -> None:
    """Leave every waiting list."""
    for which in range(SERVICES):
        if person.standing[which] == Standing.WAITING:
            stop_waiting(world, person, which)
            expect_own(world, person, which)


@transition
def give_up_places(world: World, person: Person) -> None:
    """The person is gone: off every waiting list, and places pass on."""
    for which in range(SERVICES):
        standing = person.standing[which]
        person.standing[which] = Standing.NONE
        if standing == Standing.WAITING:
            leave(world, places_of(world, which), person.number)
        elif standing == Standing.PLACE:
            release(world, places_of(world, which), person.number)
            serve(world, which)


@transition
def stand(world: World, person: Person, which: int, standing: int) -> None:
    """Change where a person stands with a service; the contact clock is touched only if the hazard changes."""
    acts = facts_at(world.facts).contact_services[which] != 1.0
    settle(world, person)
    if acts:
        clock.stop(world, person)
    person.standing[which] = standing
    if acts:
        clock.go(world, person)


@transition
def expect_own(world: World, person: Person, which: int) -> None:
    """Set when it is found without LEAD; time in custody does not count, since nothing is found there."""
    set_alarm(world, person, strand_of(which), world.now + draw_own(world, person, which))


@transition
def draw_own(world: World, person: Person, which: int) -> float:
    """Return the days until it is found without LEAD."""
    luck_of_finding = luck_of(person, Decision.OWN_START, which)
    person.service_turns[which] += 1
    return rules.memoryless(luck_of_finding, facts_at(world.facts).services_own_start_rate[which])


@transition
def expect_end(world: World, person: Person, which: int, rate: float) -> None:
    """Set the end of a stay."""
    luck_of_stay = luck_of(person, Decision.SERVICE_STAY, which)
    person.service_turns[which] += 1
    set_alarm(world, person, strand_of(which), world.now + rules.memoryless(luck_of_stay, rate))


@helper
def luck_of(person: Person, decision: int, which: int) -> float:
    """Return the luck of the next turn of a service."""
    return luck(person, decision, person.service_turns[which] * SERVICES + which)
