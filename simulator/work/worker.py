"""The process that does one job: the same runs and the same answer as the command of the same words."""

from __future__ import annotations

import os
import sys
import traceback

from simulator.errors import InputError, LeadsimError
from simulator.experiment.compare import answer
from simulator.experiment.executors import lazy_executor
from simulator.experiment.reinvest import reinvest
from simulator.results import Comparison
from simulator.store import Store
from simulator.store.job import Job
from simulator.store.jobs import Jobs
from simulator.work.heart import Heart
from simulator.work.request import Request, job_id

CLAIM = "LEADSIM_CLAIM"
"""The variable of the environment by which a process knows that the job is its own."""
CHANGED = "leadsim or a scenario's file has changed since this was asked; ask again"


def work(name: str) -> None:
    """Do a claimed job and keep its answer, or say why it failed; InputError where it is not this process's to do."""
    claim = os.environ.get(CLAIM, "")
    with Store() as store:
        jobs = Jobs(store)
        job = jobs.find(name)
        if not claim or job.claim != claim:
            raise InputError("this job is not claimed for this process; a dashboard starts its own", found=name)
        try:
            with Heart(jobs, job, claim, _end) as heart:
                found = _answer(job, store, heart)
            jobs.finish(job.id, claim, found)
        except LeadsimError as error:
            jobs.fail(job.id, claim, str(error))
        except Exception as error:  # a bug, or no memory: whoever waits is told so, and the log says where
            traceback.print_exc(file=sys.stderr)
            jobs.fail(job.id, claim, f"something went wrong inside leadsim ({type(error).__name__})")


def _answer(job: Job, store: Store, heart: Heart) -> Comparison:
    request = Request.from_text(job.question)
    question = request.question()
    if job_id(request.kind, question) != job.id:
        raise InputError(CHANGED)
    with lazy_executor(question.engine) as executor:
        if request.kind == "reinvest":
            return reinvest(question, store, executor, executor.workers, heart.note).comparison
        return answer(question, store, executor, executor.workers, heart.note)


def _end() -> None:
    """End at once: runs are kept one by one, and this process has none that somebody waits for."""
    os._exit(1)
