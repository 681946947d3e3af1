"""Signs of life of a job, in a thread of its own: one run may take longer than anybody waits for a sign."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress

from simulator.errors import StoreError
from simulator.experiment.collection import Progress
from simulator.store.job import Job
from simulator.store.jobs import Jobs

LOOK = 0.5
"""Seconds between two looks at how far the job is; each new state is written down."""
QUIET = 4
"""Looks without anything new after which a sign of life is due all the same."""


class Heart:
    """Beats for a claimed job while it is used as a context manager.

    `gone` is called, in the thread, when the job has been canceled or given to another process: nobody waits any
    longer for what this one does. Where the store is away, the next beat tells.
    """

    def __init__(self, jobs: Jobs, job: Job, claim: str, gone: Callable[[], None]) -> None:
        self._jobs, self._job_id, self._claim, self._gone = jobs, job.id, claim, gone
        self._progress = self._told = Progress(job.done, job.found, job.total)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat_until_stopped, name="heart", daemon=True)

    def note(self, progress: Progress) -> None:
        """Remember how far the job is, for the next beat."""
        self._progress = progress

    def __enter__(self) -> Heart:
        self.beat()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self.beat()  # so that what is said of the end says how far it came

    def beat(self) -> None:
        """Give one sign of life."""
        told = self._progress
        with suppress(StoreError):
            if not self._jobs.beat(self._job_id, self._claim, told.done, told.found, told.total):
                self._gone()
            self._told = told

    def _beat_until_stopped(self) -> None:
        quiet = 0
        while not self._stop.wait(LOOK):
            quiet += 1
            if self._progress != self._told or quiet >= QUIET:
                self.beat()
                quiet = 0
