"""What is recorded: the event log, and counts by month, quantity and group."""

from __future__ import annotations

from simulator.model.fast.calls import helper, transition
from simulator.model.fast.faults import Fault
from simulator.model.fast.memory import (
    CREDIT_SIZE,
    LINE_SIZE,
    NOBODY,
    Person,
    World,
    cell_at,
    credit_at,
    line_at,
)


@transition
def log(world: World, kind: int, person: Person, detail: int) -> None:
    """Write one line of the event log, if one is kept."""
    if world.recording:
        write(world, kind, person.number, detail)


@helper
def write(world: World, kind: int, number: int, detail: int) -> None:
    """Write one line of the event log."""
    if world.lines_used == world.lines_room:
        world.fault = Fault.ROOM
        return
    line = line_at(world.lines + world.lines_used * LINE_SIZE)
    line.time = world.now
    line.person = number
    line.kind = kind
    line.detail = detail
    world.lines_used += 1


@helper
def log_nobody(world: World, kind: int, detail: int) -> None:
    """Write one line of the event log about no person, if one is kept."""
    if world.recording:
        write(world, kind, NOBODY, detail)


@helper
def count(world: World, quantity: int, person: Person) -> None:
    """Count one event of a person in this month."""
    credit(world, quantity, person, 1.0)


@helper
def credit(world: World, quantity: int, person: Person, amount: float) -> None:
    """Count an event or days of a person in this month."""
    cell_at(world.month + quantity * world.row + person.group_offset).value += amount
    if world.recording:
        note_credit(world, quantity, person, amount)


@transition
def note_credit(world: World, quantity: int, person: Person, amount: float) -> None:
    """Note for whom something is counted."""
    if world.credits_used == world.credits_room:
        world.fault = Fault.ROOM
        return
    entry = credit_at(world.credits + world.credits_used * CREDIT_SIZE)
    entry.time = world.now
    entry.person = person.number
    entry.quantity = quantity
    entry.amount = amount
    world.credits_used += 1
