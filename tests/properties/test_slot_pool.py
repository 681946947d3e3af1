"""The slot pool against the simplest thing that could be right: a sorted list and a dictionary."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from simulator.model.slots import SlotPool
from tests.properties.strategies import examples

PRIORITIES = 3
PERSONS = st.integers(0, 11)
UNITS = st.sampled_from((0, 50, 100))


class PoolAgainstList(RuleBasedStateMachine):
    """Everything that can be done to a pool, done to a naive copy as well."""

    def __init__(self) -> None:
        super().__init__()
        self.pool = SlotPool(priorities=PRIORITIES)
        self.capacity = 0
        self.held: dict[int, int] = {}
        self.line: list[tuple[int, int, int]] = []  # priority, number of the joining, person
        self.joined = 0

    def has_room(self, units: int) -> bool:
        return sum(self.held.values()) + units <= self.capacity

    def is_waiting(self, person: int) -> bool:
        return any(person == waiting for _, _, waiting in self.line)

    @rule(places=st.integers(0, 6))
    def change_capacity(self, places: int) -> None:
        self.pool.capacity = self.capacity = 100 * places

    @rule(person=PERSONS, units=UNITS)
    def take(self, person: int, units: int) -> None:
        if person in self.held or not self.has_room(units):
            with pytest.raises(AssertionError):
                self.pool.take(person, units)
        else:
            self.pool.take(person, units)
            self.held[person] = units

    @rule(data=st.data(), units=UNITS)
    @precondition(lambda self: self.held)
    def reweigh(self, data: st.DataObject, units: int) -> None:
        person = data.draw(st.sampled_from(sorted(self.held)))
        if units > self.held[person]:
            with pytest.raises(AssertionError):
                self.pool.reweigh(person, units)
        else:
            self.pool.reweigh(person, units)
            self.held[person] = units

    @rule(data=st.data())
    @precondition(lambda self: self.held)
    def release(self, data: st.DataObject) -> None:
        person = data.draw(st.sampled_from(sorted(self.held)))
        self.pool.release(person)
        del self.held[person]

    @rule(person=PERSONS, priority=st.integers(0, PRIORITIES - 1))
    def join(self, person: int, priority: int) -> None:
        if self.is_waiting(person):
            with pytest.raises(AssertionError):
                self.pool.join(person, priority)
        else:
            self.pool.join(person, priority)
            self.line.append((priority, self.joined, person))
            self.joined += 1

    @rule(data=st.data())
    @precondition(lambda self: self.line)
    def leave(self, data: st.DataObject) -> None:
        entry = data.draw(st.sampled_from(sorted(self.line)))
        self.pool.leave(entry[2])
        self.line.remove(entry)

    @rule(units=UNITS)
    def serve_next(self, units: int) -> None:
        expected = None
        if self.line and self.has_room(units):
            first = min(self.line)
            self.line.remove(first)
            expected = first[2]
        assert self.pool.next_waiting(units) == expected

    @invariant()
    def the_books_agree(self) -> None:
        assert self.pool.capacity == self.capacity
        assert self.pool.held == self.held
        assert self.pool.used == sum(self.held.values())
        assert self.pool.waiting == {person: priority for priority, _, person in self.line}

    @invariant()
    def the_room_agrees(self) -> None:
        for units in (0, 1, 50, 100):
            assert self.pool.has_room(units) == self.has_room(units)


TestPoolAgainstList = PoolAgainstList.TestCase
TestPoolAgainstList.settings = examples(60)
