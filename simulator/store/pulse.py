"""Which jobs have shown no sign of life for too long.

Time is the watcher's own and only runs forward: a clock that is set, or that of another machine, makes nobody dead.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from simulator.store.job import Job

DEAD_AFTER = 30.0
"""Seconds without a sign of life. A process that lives gives one every two seconds, unless a disk makes it wait."""


class Pulse:
    """Remembers when each running job last showed a new sign of life, by a clock in seconds."""

    def __init__(self, dead_after: float = DEAD_AFTER, clock: Callable[[], float] = time.monotonic) -> None:
        self._dead_after = dead_after
        self._clock = clock
        self._seen: dict[str, tuple[int, float]] = {}

    def stopped(self, running: Iterable[Job]) -> list[Job]:
        """Return those of all running jobs that have shown nothing for too long since they were first looked at."""
        now = self._clock()
        before, self._seen = self._seen, {}
        dead = []
        for job in running:
            beats, since = before.get(job.id, (-1, now))
            self._seen[job.id] = (job.beats, since if beats == job.beats else now)
            if now - self._seen[job.id][1] >= self._dead_after:
                dead.append(job)
        return dead
