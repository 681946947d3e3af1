"""The queue of a store: which questions wait, which are worked on, how far they are, and what came of them.

Every step is one transaction that no other step overlaps, on either database and from any number of processes. So at
most so many jobs run at once, first come is first served, and nothing is started twice.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from simulator.errors import InputError, LeadsimError
from simulator.results import Comparison
from simulator.store.job import Job, written
from simulator.store.rows import Row, refuse_damaged, with_checksum
from simulator.store.store import Lives, Store
from simulator.store.tables import JOBS, QUEUE

AT_ONCE = 1
"""Jobs that run at once: each uses all cores."""
MOST_WAITING = 50
LISTED = 100


def _now() -> datetime:
    return datetime.now(UTC)


class QueueFullError(LeadsimError):
    """As many jobs wait as are let into the line."""


class Jobs:
    """The queue of a store. Raises StoreError as the store does, and InputError for a job that is not there."""

    def __init__(
        self,
        store: Store,
        *,
        at_once: int = AT_ONCE,
        most_waiting: int = MOST_WAITING,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._store = store
        self._at_once = at_once
        self._most_waiting = most_waiting
        self._now = now

    # -- who asks -------------------------------------------------------------------------------------------

    def ask(self, job_id: str, question: str, total: int, session: str) -> Job:
        """Let somebody wait for a job of `total` runs: the one that is there, or a new one at the end of the line.

        One that is done is returned as it is; one that failed or was canceled begins anew. Raises QueueFullError.
        """
        with self._alone() as connection:
            job = self._find(connection, job_id)
            if job is not None and job.state == "done":
                return job
            if job is not None and job.is_open:
                return self._write(connection, job.seen_by(session, self._now()))
            self._refuse_full(connection)
            number = 1 + (connection.execute(sa.select(sa.func.max(JOBS.c.number))).scalar() or 0)
            new = Job(job_id, question, number, written(self._now()), total=total, beats=job.beats if job else 0)
            return self._write(connection, new.seen_by(session, self._now()))

    def look(self, job_id: str, session: str) -> Job:
        """Return a job; somebody who waits for it still does."""
        job = self.find(job_id)

        def seen(job: Job) -> Job:
            return job.seen_by(session, self._now()) if job.look_is_due(session, self._now()) else job

        return self._change(job_id, seen) if seen(job) != job else job

    def cancel(self, job_id: str, session: str) -> Job:
        """Take somebody away from those who wait for a job; when nobody is left who still looks, it ends."""

        def left(job: Job) -> Job:
            if not job.is_open:
                return job
            without = job.left_by(session)
            return without if without.is_awaited(self._now()) else without.canceled(self._now())

        return self._change(job_id, left)

    # -- what is there --------------------------------------------------------------------------------------

    def find(self, job_id: str) -> Job:
        """Return a job by its id."""
        with self._store.connection() as connection:
            return self._there(connection, job_id)

    def ahead(self, job: Job) -> int:
        """Return how many jobs come before a waiting one, those that run among them; 0 for any other."""
        if job.state != "waiting":
            return 0
        return sum(each.state == "running" or each.number < job.number for each in self.open())

    def open(self) -> list[Job]:
        """Return the jobs that run or wait, in the order of asking."""
        with self._store.connection() as connection:
            return self._open(connection)

    def of_answer(self, answer: str) -> Job | None:
        """Return the job that gave an answer, if a job did."""
        with self._store.connection() as connection:
            query = sa.select(JOBS).where(JOBS.c.answer == answer).order_by(JOBS.c.number.desc()).limit(1)
            return next(iter(self._read(connection, query)), None)

    def newest(self, most: int = LISTED) -> list[Job]:
        """Return jobs in any state, the one that was asked last first."""
        with self._store.connection() as connection:
            return self._read(connection, sa.select(JOBS).order_by(JOBS.c.number.desc()).limit(most))

    # -- who works ------------------------------------------------------------------------------------------

    def claim(self) -> Job | None:
        """Claim the job that has waited longest, if there is one and there is room; its `claim` is for who does it."""
        with self._alone() as connection:
            jobs = self._open(connection)
            first = next((job for job in jobs if job.state == "waiting"), None)
            if first is None or sum(job.state == "running" for job in jobs) >= self._at_once:
                return None
            return self._write(connection, first.claimed(secrets.token_hex(16), self._now()))

    def beat(self, job_id: str, claim: str, done: int, found: int, total: int) -> bool:
        """Say that a claimed job goes on, and how far it is; return False if it is somebody else's or nobody's now."""
        return self._claimed(job_id, claim, lambda job: job.beating(done, found, total))

    def finish(self, job_id: str, claim: str, found: Comparison | Lives) -> str | None:
        """Keep what a claimed job came to, both at once, and return its id; None if the claim does not hold."""
        with self._alone() as connection:
            job = self._there(connection, job_id)
            if job.claim != claim:
                return None
            if isinstance(found, Lives):
                answer = self._store.add_lives(connection, found)
            else:
                answer = self._store.add_comparison(connection, found)
            self._write(connection, job.answered(answer, self._now()))
            return answer

    def fail(self, job_id: str, claim: str, why: str) -> bool:
        """Say why a claimed job cannot go on; return False if the claim does not hold."""
        return self._claimed(job_id, claim, lambda job: job.failed(why, self._now()))

    def lost(self, seen: Job) -> Job:
        """Take a job from its process, which is dead: its first death puts it back into line, the next one fails it.

        Nothing happens if it has shown a sign of life since it was seen.
        """
        return self._change(seen.id, lambda job: job.lost(self._now()) if _same_process(job, seen) else job)

    # -- how ------------------------------------------------------------------------------------------------

    @contextmanager
    def _alone(self) -> Iterator[sa.Connection]:
        with self._store.alone(QUEUE) as connection:
            yield connection

    def _change(self, job_id: str, change: Callable[[Job], Job]) -> Job:
        with self._alone() as connection:
            return self._write(connection, change(self._there(connection, job_id)))

    def _claimed(self, job_id: str, claim: str, change: Callable[[Job], Job]) -> bool:
        with self._alone() as connection:
            job = self._there(connection, job_id)
            if job.claim == claim:
                self._write(connection, change(job))
            return job.claim == claim

    def _refuse_full(self, connection: sa.Connection) -> None:
        waiting = sum(job.state == "waiting" for job in self._open(connection))
        if waiting >= self._most_waiting:
            raise QueueFullError(f"{waiting} questions are waiting already, and no more are let into the line")

    def _there(self, connection: sa.Connection, job_id: str) -> Job:
        job = self._find(connection, job_id)
        if job is None:
            raise InputError("there is no such job", found=job_id)
        return job

    def _find(self, connection: sa.Connection, job_id: str) -> Job | None:
        return next(iter(self._read(connection, sa.select(JOBS).where(JOBS.c.id == job_id))), None)

    def _open(self, connection: sa.Connection) -> list[Job]:
        is_open = JOBS.c.state.in_(("waiting", "running"))
        return self._read(connection, sa.select(JOBS).where(is_open).order_by(JOBS.c.number))

    def _read(self, connection: sa.Connection, query: sa.Select[Any]) -> list[Job]:
        rows: Sequence[Row] = [dict(row._mapping) for row in connection.execute(query)]
        refuse_damaged(rows, "job", self._store.location)
        return [_job(row) for row in rows]

    def _write(self, connection: sa.Connection, job: Job) -> Job:
        row = with_checksum({**asdict(job), "watchers": json.dumps(job.watchers, sort_keys=True)})
        if not connection.execute(sa.update(JOBS).where(JOBS.c.id == job.id).values(row)).rowcount:
            connection.execute(sa.insert(JOBS).values(row))
        return job


def _job(row: Row) -> Job:
    columns = {name: value for name, value in row.items() if name != "checksum"}
    return Job(**{**columns, "watchers": json.loads(row["watchers"])})


def _same_process(job: Job, seen: Job) -> bool:
    return job.state == "running" and (job.claim, job.beats) == (seen.claim, seen.beats)
