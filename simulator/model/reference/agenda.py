"""SimPy with an order of our own and alarms that can be moved.

SimPy breaks ties by the order in which events were scheduled. Here a tie is settled by (time, strand,
person's rank), which means the same in every engine. The whole order fits into SimPy's `priority` argument;
its own urgent and normal events (0 and 1: process starts) come first. Interrupts and conditions are not used:
a strand is one alarm that is set, moved and switched off, and a process that waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from heapq import heappop, heappush
from typing import Any

import simpy

from simulator.errors import ModelError

FIRST_ORDER = 2
PERSON_BITS = 24

Life = Generator[simpy.Event, Any, None]


class Alarm(simpy.Event):
    """An entry of the agenda that rings one strand, unless it has been switched off."""

    __slots__ = ("strand",)

    def __init__(self, agenda: Agenda, strand: MovableAlarm) -> None:
        super().__init__(agenda)
        self._ok = True
        self._value = None
        self.strand: MovableAlarm | None = strand
        self.callbacks = [_ring]


def _ring(alarm: simpy.Event) -> None:
    assert isinstance(alarm, Alarm)
    if alarm.strand is not None:
        alarm.strand.hand_over()


class Agenda(simpy.Environment):
    """SimPy's environment with absolute times, the explicit order, an end and a budget of events."""

    def __init__(self, start: float, end: float, budget: int) -> None:
        super().__init__(initial_time=start)
        self.end = end
        self.events_left = budget

    def ring_at(self, time: float, order: int, alarm: Alarm) -> None:
        """Put an alarm on the agenda at an absolute time (SimPy's own schedule knows only delays)."""
        if not self._now <= time:
            raise ModelError(f"an alarm at {time} lies before the present {self._now}")
        heappush(self._queue, (time, order, next(self._eid), alarm))  # type: ignore[misc]

    def advance(self, to: float) -> None:
        """Handle every event before an absolute time and stand at it.

        SimPy's own `run(until=)` adds a difference to the clock and may stand a rounding error beside `to`.
        """
        if to > self.end:
            raise ModelError(f"the run ends at day {self.end}, before {to}")
        while self._next_time() < to:
            self.events_left -= 1
            if self.events_left < 0:
                raise ModelError(f"more events than a run can have; the clock stands at day {self._now}")
            self.step()
        self._now = to

    def _next_time(self) -> float:
        """Return the time of the next event; entries that were switched off are dropped on the way."""
        queue = self._queue
        while queue:
            event = queue[0][3]
            if not (isinstance(event, Alarm) and event.strand is None):
                return float(queue[0][0])
            heappop(queue)
        return float("inf")


class MovableAlarm:
    """One strand of one person: at most one appointment, which can be moved or switched off.

    The process that waits for it is started when the alarm is first set, so rare strands cost nothing.
    """

    __slots__ = ("_agenda", "_alarm", "_life", "_order", "_waiting", "due")

    def __init__(self, agenda: Agenda, strand: int, rank: int, life: Callable[[], Life]) -> None:
        self._agenda = agenda
        self._order = FIRST_ORDER + (strand << PERSON_BITS | rank)
        self._life: Callable[[], Life] | None = life
        self._alarm: Alarm | None = None
        self._waiting: simpy.Event | None = None
        self.due = float("inf")

    def set(self, time: float) -> None:
        """Move the appointment to an absolute time; infinity switches it off."""
        self.off()
        self.due = time
        if time >= self._agenda.end:  # it will not ring, so it need not lie on the agenda
            return
        if self._life is not None:
            self._agenda.process(self._life())
            self._life = None
        self._alarm = Alarm(self._agenda, self)
        self._agenda.ring_at(time, self._order, self._alarm)

    def off(self) -> None:
        """Cancel the appointment, if there is one."""
        if self._alarm is not None:
            self._alarm.strand = None
            self._alarm = None
        self.due = float("inf")

    def ring(self) -> simpy.Event:
        """Return what the strand's process yields to wait for its next appointment."""
        self._waiting = self._agenda.event()
        return self._waiting

    def hand_over(self) -> None:
        """Wake the waiting process in the same step, without a second way through the agenda."""
        self._alarm = None
        self.due = float("inf")
        waiting = self._waiting
        assert waiting is not None and waiting.callbacks is not None
        waiting._ok = True
        waiting._value = None
        callbacks, waiting.callbacks = waiting.callbacks, None  # type: ignore[assignment]
        for callback in callbacks:
            callback(waiting)
