"""A draft as a question for the queue, and how far one is, in words."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from dashboard.built import Built
from dashboard.jobs import Starter
from dashboard.starts import start_of
from simulator.experiment.executors import workers_here
from simulator.experiment.question import Question
from simulator.report import words
from simulator.store.job import Job
from simulator.work.request import Request, Source

DRAWS = (50, 200, 1_000)
USUAL_DRAWS = 200
FEW_SECONDS = 100


class Runs:
    """The starter of runs of this process, opened when it is first needed: a server's workers each have their own."""

    def __init__(self, open_starter: Callable[[], Starter] = Starter) -> None:
        self._open = open_starter
        self._lock = threading.Lock()
        self._found: tuple[int, Starter] | None = None

    def starter(self) -> Starter:
        """Return the starter, with the queue going; StoreError where the store is away."""
        with self._lock:
            if self._found is None or self._found[0] != os.getpid():
                starter = self._open()
                starter.start()
                self._found = os.getpid(), starter
            return self._found[1]


@dataclass(frozen=True)
class State:
    """What the panel of a run says: a headline, a sentence, how much is done (0 to 1), and what can be pressed."""

    title: str
    text: str
    share: float | None = None
    counts: str = ""
    left: str = ""
    button: str = ""


def request_of(built: Built, draws: int) -> Request:
    """Return the question of a draft: beside what it starts from, so that both stand in one answer."""
    own = Source(built.file, built.text)
    start = built.draft.start
    beside = () if start == built.start.baseline_name else (Source(start),)
    return Request((*beside, own), draws=draws)


def question_of(built: Built, draws: int) -> Question:
    """Return what a run of a draft asks, as `request_of` does; the draft is one that can run."""
    assert built.inputs is not None
    baseline = start_of(built.start.baseline_name)[0]
    beside = () if built.start.name == baseline.name else (built.start,)
    return Question((*beside, built.inputs.scenario), baseline, draws=draws)


def seconds_of(built: Built, draws: int) -> float:
    """Return a rough guess of the time that a run takes here if nothing of it is kept."""
    return question_of(built, draws).seconds(workers_here())


def duration(seconds: float) -> str:
    """Return a rough length of time, such as `about 11 seconds`."""
    if seconds < FEW_SECONDS:
        whole = max(1, round(seconds))
        return f"about {whole} second{'' if whole == 1 else 's'}"
    return words.duration(seconds)


def state_of(job: Job, ahead: int, now: datetime | None = None) -> State:
    """Return what is to be said of a job, `ahead` of which so many others come."""
    if job.state == "waiting":
        title = f"{_runs(ahead)} ahead of yours" if ahead else "Yours is next"
        text = "You can close this tab; the result keeps its address."
        return State(title, text, 0.02, "Waiting in line", "", "Leave the line")
    if job.state == "running":
        several = len(job.watchers)
        watched = f"{several} people are waiting for this run. " if several > 1 else ""
        share = job.done / job.total if job.total else 0.0
        counts = f"{job.done:,} of {job.total:,} runs"
        return State("Running", f"{watched}You can close this tab.", share, counts, _left(job, now), "Cancel")
    if job.state == "done":
        return State("Done", f"{job.total:,} runs, {job.found:,} of them were in the store.")
    if job.state == "failed":
        return State("The run has failed", job.message or "The log says why.", button="Run again")
    return State(
        "Canceled", "What was done by then is in the store, and running again goes on from there.", button="Run again"
    )


def state_for_others(job: Job, now: datetime | None = None) -> State:
    """Return what is to be said of a job that runs or waits to somebody who does not wait for it, or no longer."""
    several = len(job.watchers)
    who = "Somebody else waits" if several == 1 else f"{several:,} other people wait"
    text = f"{who} for it, so it goes on. Its answer comes here, too."
    share = job.done / job.total if job.total else 0.0
    return State(
        "You do not wait for this run",
        text,
        share,
        f"{job.done:,} of {job.total:,} runs",
        _left(job, now),
        "Wait for it",
    )


def _runs(several: int) -> str:
    return "1 run is" if several == 1 else f"{several:,} runs are"


def _left(job: Job, now: datetime | None) -> str:
    """Return how long it still takes, at the pace so far of what is not found in the store."""
    if job.started is None or not job.done:
        return "getting ready"
    spent = ((now or datetime.now(UTC)) - datetime.fromisoformat(job.started)).total_seconds()
    pace = spent / max(1, job.done - job.found) if job.done > job.found else spent / job.done
    return f"{duration(pace * (job.total - job.done))} left"
