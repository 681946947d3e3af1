"""The only starter of runs: lets questions into the queue, starts a process for each job that is due, and ends it.

A process has a session of its own and goes on without whoever started it. Several servers may share a queue.
"""

from __future__ import annotations

import logging
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

from simulator.errors import InputError, LeadsimError
from simulator.experiment.executors import workers_here
from simulator.experiment.question import Question
from simulator.inputs.load import list_scenarios
from simulator.report import words
from simulator.store import Store, default_location
from simulator.store.job import Job
from simulator.store.jobs import AT_ONCE, MOST_WAITING, Jobs, QueueFullError
from simulator.store.pulse import DEAD_AFTER, Pulse
from simulator.work.request import Request, job_id
from simulator.work.worker import CLAIM

LOG = logging.getLogger(__name__)
LOOK, LOOK_AGAIN = 0.25, 5.0
"""Seconds between two looks at the queue, and after one that failed."""
SESSION = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Limits:
    """What a server takes on: jobs at once and in line, seconds of the longest one, and which scenarios by name.

    `logs` is a folder that only this user reads, for what a process says when it goes wrong.
    """

    at_once: int = AT_ONCE
    most_waiting: int = MOST_WAITING
    longest: float = 600.0
    dead_after: float = DEAD_AFTER
    names: Collection[str] = field(default_factory=lambda: frozenset(list_scenarios()))
    logs: Path = field(default_factory=lambda: Path(platformdirs.user_log_dir("leadsim", appauthor=False)))


@dataclass(frozen=True)
class Child:
    """A process that was started for a claim."""

    job_id: str
    claim: str
    process: subprocess.Popen[bytes]
    log: Path


class Starter:
    """Asks, cancels, and keeps the queue going from `start` to `close`; jobs that run then go on by themselves.

    `location` is where the store is. Safe to use from any thread; each web process has its own.
    """

    def __init__(self, location: str | None = None, limits: Limits | None = None) -> None:
        self._location = location or default_location()
        self._limits = limits or Limits()
        self._store = Store(self._location)
        self.jobs = Jobs(self._store, at_once=self._limits.at_once, most_waiting=self._limits.most_waiting)
        self._pulse = Pulse(self._limits.dead_after)
        self._children: list[Child] = []
        self._tending = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._tend_until_closed, name="queue", daemon=True)

    # -- what a page does -------------------------------------------------------------------------------------

    def ask(self, request: Request, session: str) -> Job:
        """Let a session wait for an answer; InputError for what cannot be asked, is too large, or has no room."""
        _refuse_no_session(session)
        for source in (*request.scenarios, *([request.baseline] if request.baseline else [])):
            if source.text is None and source.name not in self._limits.names:
                raise InputError("there is no such scenario here", key="scenario", found=source.name)
        question = request.question()
        name = job_id(request.kind, question)
        self._refuse_large(request, question)
        try:
            return self.jobs.ask(name, request.as_text(), question.runs, session)
        except QueueFullError as full:
            raise InputError(f"{full}; ask later, or on the command line: {request.command()}") from None

    def look(self, name: str, session: str) -> tuple[Job, int]:
        """Return a job and how many come before it, and note that the session still waits for it."""
        _refuse_no_session(session)
        job = self.jobs.look(name, session)
        return job, self.jobs.ahead(job)

    def cancel(self, name: str, session: str) -> Job:
        """Let a session wait no longer; the job ends at once if nobody else does."""
        _refuse_no_session(session)
        job = self.jobs.cancel(name, session)
        self.tend()
        return job

    # -- the queue ----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Keep the queue going; what waits is taken up, whoever let it in."""
        self._thread.start()

    def close(self) -> None:
        """Start nothing more. What runs goes on, and whoever looks at the queue next sees what becomes of it."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        for child in self._children:
            child.process.returncode = child.process.poll() or 0  # let go of: it is waited for no longer
        self._store.close()

    def tend(self) -> None:
        """End the processes of jobs that are theirs no longer, find the dead, and start what is due."""
        with self._tending:
            jobs = self.jobs.open()
            running = [job for job in jobs if job.state == "running"]
            silent = self._pulse.stopped(running)
            claims = {(self.jobs.lost(job) if job in silent else job).claim for job in running}
            self._children = [child for child in self._children if self._still_runs(child, claims)]
            while len(jobs) > len(running) and (due := self.jobs.claim()):
                self._begin(due)

    def _tend_until_closed(self) -> None:
        pause = 0.0
        while not self._stop.wait(pause):
            pause = LOOK
            try:
                self.tend()
            except LeadsimError as error:  # such as a database that is away: a later look may find it
                LOG.warning("the queue cannot be looked at: %s", error)
                pause = LOOK_AGAIN

    def _still_runs(self, child: Child, claims: Collection[str | None]) -> bool:
        if child.process.poll() is None:
            if child.claim in claims:
                return True
            _end(child.process)
        job = self.jobs.find(child.job_id)
        if job.claim == child.claim:  # it has ended without a word
            self.jobs.lost(job)
        _drop_if_empty(child.log)
        return False

    def _begin(self, job: Job) -> None:
        assert job.claim is not None
        log = self._limits.logs / f"{job.id}-{job.tries}.log"
        try:
            process = self._process(job, job.claim, log)
        except OSError as error:
            LOG.warning("no process can be started for job %s: %s", job.id, error)
            self.jobs.fail(job.id, job.claim, "the server could not start a process for it")
        else:
            self._children.append(Child(job.id, job.claim, process, log))

    def _process(self, job: Job, claim: str, log: Path) -> subprocess.Popen[bytes]:
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            return subprocess.Popen(  # noqa: S603 - our own command, and an id that the store knows
                [sys.executable, "-m", "simulator", "work", job.id],
                env={**os.environ, "LEADSIM_STORE": self._location, CLAIM: claim},
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
            )  # fmt: skip

    def _refuse_large(self, request: Request, question: Question) -> None:
        seconds = question.seconds(workers_here())
        if seconds > self._limits.longest:
            raise InputError(
                f"this would take {words.duration(seconds)} here ({question.runs:,} runs), and the dashboard takes on "
                f"{words.duration(self._limits.longest)} at most; ask for less, or on the command line: "
                f"{request.command(allow_large=True)}"
            )


def _drop_if_empty(log: Path) -> None:
    with suppress(FileNotFoundError):
        if not log.stat().st_size:
            log.unlink()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it has started."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)  # not reaped yet, so that the number is still its own
    else:
        process.kill()
    process.wait()


def _refuse_no_session(session: object) -> None:
    if not isinstance(session, str) or not SESSION.fullmatch(session):
        raise InputError("not a session", found=session, allowed="1 to 64 letters, digits, - or _")
