"""What is due next: every person's appointments, and an indexed heap of persons by their first one.

There is one entry for each person, for the whole run. A tie is settled by (time, strand, person's rank), as in the
reference. While a person's strand rings, that person's entry is left as it is and put right afterward, once.
"""

from __future__ import annotations

import math

from simulator.model.events import Strand
from simulator.model.fast.calls import helper, transition
from simulator.model.fast.memory import ENTRY_SIZE, Person, World, entry_at, person_at

STRANDS = len(Strand)
PERSON_BITS = 24

FAULT_PAST = 1
FAULT_BUDGET = 2
FAULT_BOOKS = 3
FAULT_HELD_ON = 4


@helper
def set_alarm(world: World, person: Person, strand: int, time: float) -> None:
    """Move a strand's appointment to an absolute time; infinity switches it off."""
    if not world.now <= time:
        world.fault = FAULT_PAST
        world.fault_time = time
        return
    move(world, person, strand, time)


@helper
def switch_off(world: World, person: Person, strand: int) -> None:
    """Cancel a strand's appointment, if there is one."""
    move(world, person, strand, math.inf)


@helper
def move(world: World, person: Person, strand: int, time: float) -> None:
    """Note an appointment, and put the person's entry in its place unless that is done later."""
    before = person.due[strand]
    person.due[strand] = time
    if person.at != world.current and time != before:
        reschedule(world, person, strand)


@transition
def reschedule(world: World, person: Person, strand: int) -> None:
    """Put a person's entry in its place after an appointment has moved."""
    head = person.head
    if strand == head:
        find_head(world, person)
    elif person.due[strand] < person.due[head] or (person.due[strand] == person.due[head] and strand < head):
        person.head = strand
        put(world, person)


@helper
def find_head(world: World, person: Person) -> None:
    """Find what is due first of a person, and put the entry in its place."""
    head = 0
    first = person.due[0]
    for strand in range(1, STRANDS):
        if person.due[strand] < first:
            first = person.due[strand]
            head = strand
    person.head = head
    put(world, person)


@helper
def put(world: World, person: Person) -> None:
    """Put a person's entry where its first appointment belongs."""
    time = person.due[person.head]
    order = person.head << PERSON_BITS | person.rank
    place = rise(world, person.heap_place, time, order)
    place = sink(world, place, time, order)
    entry = entry_at(world.heap + place * ENTRY_SIZE)
    entry.time = time
    entry.order = order
    entry.person = person.at
    person.heap_place = place


@helper
def rise(world: World, place: int, time: float, order: int) -> int:
    """Move later entries above a place down, and return where an entry belongs."""
    while place > 0:
        above = (place - 1) >> 1
        entry = entry_at(world.heap + above * ENTRY_SIZE)
        if entry.time < time or (entry.time == time and entry.order < order):
            break
        carry(world, above, place)
        place = above
    return place


@helper
def sink(world: World, place: int, time: float, order: int) -> int:
    """Move earlier entries below a place up, and return where an entry belongs."""
    while True:
        below = 2 * place + 1
        if below >= world.size:
            return place
        least = entry_at(world.heap + below * ENTRY_SIZE)
        if below + 1 < world.size:
            other = entry_at(world.heap + (below + 1) * ENTRY_SIZE)
            if other.time < least.time or (other.time == least.time and other.order < least.order):
                least = other
                below += 1
        if time < least.time or (time == least.time and order < least.order):
            return place
        carry(world, below, place)
        place = below


@helper
def carry(world: World, source: int, target: int) -> None:
    """Move an entry to another place of the heap."""
    entry = entry_at(world.heap + source * ENTRY_SIZE)
    there = entry_at(world.heap + target * ENTRY_SIZE)
    there.time = entry.time
    there.order = entry.order
    there.person = entry.person
    person_at(entry.person).heap_place = target
