"""A pool of places with a waiting list: first come, first served within priority, and people who give up.

Every operation is O(1). Capacity can change at any time; when it falls below what is in use nobody is put
out, and nothing is granted until the use has fallen too.
"""

from __future__ import annotations

from collections import OrderedDict


class SlotPool:
    """Places counted in units (a place may weigh many), held by persons, with a list of who waits.

    The pool only keeps the books. Who is granted a place next is asked with `next_waiting`, so that what a
    grant sets off stays in the engine's written order.
    """

    __slots__ = ("_waiting", "capacity", "held", "used", "waiting")

    def __init__(self, capacity: int = 0, priorities: int = 1) -> None:
        self.capacity = capacity
        self.used = 0
        self.held: dict[int, int] = {}
        self.waiting: dict[int, int] = {}
        self._waiting: list[OrderedDict[int, None]] = [OrderedDict() for _ in range(priorities)]

    def has_room(self, units: int, kept_free: int = 0) -> bool:
        """Return whether a place of so many units could be granted now, leaving some units free for others."""
        return self.used + units + kept_free <= self.capacity

    def take(self, person: int, units: int) -> None:
        """Give a place; the person must not hold one, and there must be room."""
        assert person not in self.held, "a person holds at most one place"
        assert self.has_room(units), "no place is granted at or over capacity"
        self.held[person] = units
        self.used += units

    def reweigh(self, person: int, units: int) -> None:
        """Change how many units a held place weighs; it may only become lighter."""
        assert units <= self.held[person], "a held place only becomes lighter"
        self.used += units - self.held[person]
        self.held[person] = units

    def release(self, person: int) -> None:
        """Take a place back."""
        self.used -= self.held.pop(person)

    def join(self, person: int, priority: int) -> None:
        """Put a person at the end of the list of a priority (0 is served first)."""
        assert person not in self.waiting, "a person waits once"
        self.waiting[person] = priority
        self._waiting[priority][person] = None

    def leave(self, person: int) -> None:
        """Take a waiting person off the list."""
        del self._waiting[self.waiting.pop(person)][person]

    def next_waiting(self, units: int, kept_free: int = 0) -> int | None:
        """Take the next waiting person off the list if there is room for `units`; otherwise None."""
        if not self.waiting or not self.has_room(units, kept_free):
            return None
        for line in self._waiting:
            if line:
                person, _ = line.popitem(last=False)
                del self.waiting[person]
                return person
        return None
