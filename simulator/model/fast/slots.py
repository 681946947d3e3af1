"""Pools of places with waiting lists: what `simulator.model.slots.SlotPool` means, as linked lists of tickets.

A ticket is a person's number, or of a court a case's. A node keeps what a ticket holds and its place in a line.
"""

from __future__ import annotations

from simulator.model.events import Route
from simulator.model.fast.calls import helper, transition
from simulator.model.fast.faults import Fault
from simulator.model.fast.memory import NOBODY, NODE_SIZE, POOL_SIZE, Node, Pool, World, node_at, pool_at

PRIORITIES = len(Route)


@helper
def pool_of(world: World, resource: int) -> Pool:
    """Return the pool of a resource."""
    return pool_at(world.pools + resource * POOL_SIZE)


@helper
def node_of(pool: Pool, ticket: int) -> Node:
    """Return what a pool knows of a ticket."""
    return node_at(pool.nodes + ticket * NODE_SIZE)


@helper
def has_room(pool: Pool, units: int, kept_free: int) -> bool:
    """Return whether a place of so many units could be granted now, leaving some units free for others."""
    return pool.used + units + kept_free <= pool.capacity


@helper
def take(world: World, pool: Pool, ticket: int, units: int) -> None:
    """Give a place; the ticket must not hold one, and there must be room."""
    node = node_of(pool, ticket)
    if node.held != NOBODY or not has_room(pool, units, 0):
        world.fault = Fault.BOOKS
        return
    node.held = units
    pool.used += units


@helper
def reweigh(pool: Pool, ticket: int, units: int) -> None:
    """Change how many units a held place weighs."""
    node = node_of(pool, ticket)
    pool.used += units - node.held
    node.held = units


@helper
def release(world: World, pool: Pool, ticket: int) -> None:
    """Take a place back."""
    node = node_of(pool, ticket)
    if node.held == NOBODY:
        world.fault = Fault.BOOKS
        return
    pool.used -= node.held
    node.held = NOBODY


@transition
def join(world: World, pool: Pool, ticket: int, line: int) -> None:
    """Put a ticket at the end of the line of a priority (0 is served first)."""
    node = node_of(pool, ticket)
    if node.line != NOBODY:
        world.fault = Fault.BOOKS
        return
    node.line = line
    node.next = NOBODY
    node.previous = pool.last[line]
    if pool.last[line] == NOBODY:
        pool.first[line] = ticket
    else:
        node_of(pool, pool.last[line]).next = ticket
    pool.last[line] = ticket
    pool.waiting += 1
    node.joined = pool.joined
    pool.joined += 1


@transition
def leave(world: World, pool: Pool, ticket: int) -> None:
    """Take a waiting ticket off the list."""
    node = node_of(pool, ticket)
    line = node.line
    if line == NOBODY:
        world.fault = Fault.BOOKS
        return
    if node.previous == NOBODY:
        pool.first[line] = node.next
    else:
        node_of(pool, node.previous).next = node.next
    if node.next == NOBODY:
        pool.last[line] = node.previous
    else:
        node_of(pool, node.next).previous = node.previous
    node.line = NOBODY
    pool.waiting -= 1


@helper
def is_waiting(pool: Pool, ticket: int) -> bool:
    """Return whether a ticket is on the list."""
    return node_of(pool, ticket).line != NOBODY


@transition
def next_waiting(world: World, pool: Pool, units: int, kept_free: int) -> int:
    """Take the next ticket off the list if there is room for `units`; otherwise return NOBODY."""
    if pool.waiting == 0 or not has_room(pool, units, kept_free):
        return NOBODY
    for line in range(PRIORITIES):
        ticket = pool.first[line]
        if ticket != NOBODY:
            leave(world, pool, ticket)
            return ticket
    return NOBODY


@helper
def longest_waiting(pool: Pool) -> int:
    """Return the ticket that joined first of all lines, or NOBODY."""
    found = NOBODY
    joined = pool.joined
    for line in range(PRIORITIES):
        ticket = pool.first[line]
        if ticket != NOBODY and node_of(pool, ticket).joined < joined:
            found = ticket
            joined = node_of(pool, ticket).joined
    return found
