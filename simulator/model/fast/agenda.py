"""What is due next: every person's appointments, and an indexed heap of persons by their first one.

There is one entry for each person, for the whole run. A tie is settled by (time, strand, person's rank), as in the
reference. While a person's strand rings, that person's entry is left as it is and put right afterward, once.
"""

from __future__ import annotations

import math

import numpy as np

from simulator.model.events import Strand
from simulator.model.fast.calls import helper, transition
from simulator.model.fast.faults import Fault
from simulator.model.fast.memory import (
    ENTRY_SIZE,
    PERSON_SIZE,
    PLACE_SIZE,
    Person,
    World,
    entry_at,
    fetch,
    person_at,
    place_at,
)

STRANDS = len(Strand)
BRANCHES = 4  # entries below an entry: as many as share a line of the processor's cache
RANK_BITS = NUMBER_BITS = 24
NUMBER_MASK = 2**NUMBER_BITS - 1
CACHE_LINE = 64  # bytes


@helper
def set_alarm(world: World, person: Person, strand: int, time: float) -> None:
    """Move a strand's appointment to an absolute time; infinity switches it off."""
    if not world.now <= time:
        world.fault = Fault.PAST
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
    order = order_of(person)
    place = rise(world, place_at(world.heap_places + person.number * PLACE_SIZE).value, time, order)
    place = sink(world, place, time, order)
    entry = entry_at(world.heap + place * ENTRY_SIZE)
    entry.time = time
    entry.order = order
    place_at(world.heap_places + person.number * PLACE_SIZE).value = place


@helper
def order_of(person: Person) -> int:
    """Return what settles a tie: the strand, then the person's rank. The number below them says whose entry it is."""
    return (np.int64(person.head) << RANK_BITS | person.rank) << NUMBER_BITS | person.number


@helper
def rise(world: World, place: int, time: float, order: int) -> int:
    """Move later entries above a place down, and return where an entry belongs."""
    while place > 0:
        above = (place - 1) // BRANCHES
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
        below = first_below(world, place)
        if below == place:
            return place
        least = entry_at(world.heap + below * ENTRY_SIZE)
        if time < least.time or (time == least.time and order < least.order):
            return place
        carry(world, below, place)
        place = below


@helper
def first_below(world: World, place: int) -> int:
    """Return which of the entries right below a place comes first, or the place itself where there is none."""
    first = BRANCHES * place + 1
    if first >= world.size:
        return place
    least = entry_at(world.heap + first * ENTRY_SIZE)
    for other in range(first + 1, min(first + BRANCHES, world.size)):
        entry = entry_at(world.heap + other * ENTRY_SIZE)
        if entry.time < least.time or (entry.time == least.time and entry.order < least.order):
            least = entry
            first = other
    return first


@helper
def carry(world: World, source: int, target: int) -> None:
    """Move an entry to another place of the heap."""
    entry = entry_at(world.heap + source * ENTRY_SIZE)
    there = entry_at(world.heap + target * ENTRY_SIZE)
    there.time = entry.time
    there.order = entry.order
    place_at(world.heap_places + (entry.order & NUMBER_MASK) * PLACE_SIZE).value = target


@helper
def look_ahead(world: World) -> None:
    """Ask for the memory of the person who comes next, while another's strand rings: waiting for it costs more."""
    below = first_below(world, 0)
    number = entry_at(world.heap + below * ENTRY_SIZE).order & NUMBER_MASK
    address = world.persons + number * PERSON_SIZE
    for line in range(0, PERSON_SIZE, CACHE_LINE):
        fetch(address + line)


@helper
def owner(world: World, place: int) -> Person:
    """Return the person whose entry is at a place of the heap."""
    number = entry_at(world.heap + place * ENTRY_SIZE).order & NUMBER_MASK
    return person_at(world.persons + number * PERSON_SIZE)
