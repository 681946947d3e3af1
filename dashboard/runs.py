"""What was asked: the kept answers, newest first, and the questions that wait, run, failed or are done."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence

from dashboard.queries import EXAMPLE, Library, Listed, place_of, place_title
from simulator.errors import LeadsimError
from simulator.report import words
from simulator.store.job import Job
from simulator.store.jobs import Jobs
from simulator.store.overview import Net

ON_A_PAGE = 20
JOBS_SHOWN = 20
log = logging.getLogger(__name__)


def net(listed: Listed) -> Net | None:
    """Return the headline net of an answer's first scenario; None where it has none."""
    first = listed.identity.scenarios[0]
    return next((net for net in listed.nets if net.scenario == first), None)


def place(listed: Listed) -> str:
    """Return what the place of an answer is called."""
    return place_title(place_of(listed.identity)) or "Your own files"


def when(created: str) -> str:
    """Return a moment as it is read, such as `2026-11-22 14:04`; nothing for the example."""
    return created[:16].replace("T", " ")


def how_many(listed: Listed) -> str:
    """Return draws × replications."""
    identity = listed.identity
    return f"{identity.draws or 'base case'} × {identity.replications}"


def page_of(listed: Sequence[Listed], begin: str | None) -> tuple[int, Sequence[Listed]]:
    """Return (where it begins, the answers from there on); what is no number within the list means from the start."""
    first = int(begin) if begin is not None and begin.isascii() and begin.isdigit() and len(begin) < 7 else 0
    first = first if first < len(listed) else 0
    return first, listed[first : first + ON_A_PAGE]


# -- questions in line --------------------------------------------------------------------------------------------


def jobs_of(library: Library) -> tuple[list[Job], str]:
    """Return the newest questions that were asked of a server, and what is wrong, if anything."""
    try:
        with library.open_store() as store:
            return Jobs(store).newest(JOBS_SHOWN), ""
    except LeadsimError as error:
        log.warning("the queue cannot be read: %s", error)
        return [], "The line of questions cannot be read now; the log says why."


def in_line(open_: int) -> str:
    """Return how many questions wait or run."""
    if not open_:
        return "no question waits or runs"
    return "1 question waits or runs" if open_ == 1 else f"{open_} questions wait or run"


def label(listed: Listed) -> str:
    """Return how an answer is told from others that ask nearly the same."""
    if listed.id == EXAMPLE:
        return "Stored example"
    draws = "1 draw" if listed.identity.draws == 1 else f"{listed.identity.draws} draws"
    return f"{when(listed.created)}: {draws}, seed {listed.identity.seed}"


def asked(job: Job) -> str:
    """Return what a job asks, in the names of its scenarios."""
    try:
        names = [str(source["name"]) for source in json.loads(job.question)["scenarios"]]
    except (ValueError, KeyError, TypeError):  # of another leadsim
        return f"Question {job.id[:8]}"
    return f"{'One life, twice: ' if job.is_of_lives else ''}{', '.join(names)}"


def progress(job: Job, ahead: int) -> str:
    """Return how far a job is, in words; `ahead` is how many come before it."""
    if job.state == "waiting":
        again = ", to be begun again: its process died" if job.tries else ""
        return f"{'next in line' if not ahead else f'{ahead} before it'}{again}"
    if job.state == "running":
        share = f", {words.percent(job.done / job.total)}" if job.total else ""
        return f"{job.done:,} of {job.total:,} runs{share}"
    if job.state == "failed":
        return job.message or "no reason was kept"
    return f"{job.total:,} runs" if job.state == "done" else "nobody waited for it any longer"


def ahead_of(job: Job, jobs: Sequence[Job]) -> int:
    """Return how many jobs come before a waiting one."""
    if job.state != "waiting":
        return 0
    return sum(each.state == "running" or (each.state == "waiting" and each.number < job.number) for each in jobs)
