"""The process that does one job: the same runs and the same answer as the command of the same words, or lives."""

from __future__ import annotations

import os
import sys
import traceback

from simulator.errors import InputError, LeadsimError
from simulator.experiment.compare import answer
from simulator.experiment.executors import lazy_executor
from simulator.experiment.identity import identity_of
from simulator.experiment.question import Question
from simulator.experiment.reinvest import reinvest
from simulator.report.lives import lives_id, lives_of
from simulator.results import Comparison
from simulator.store import Lives, Store
from simulator.store.job import Job
from simulator.store.jobs import Jobs
from simulator.work.heart import Heart
from simulator.work.request import LIVES, Request, job_id

CLAIM = "LEADSIM_CLAIM"
"""The variable of the environment by which a process knows that the job is its own."""
CHANGED = "leadsim or a scenario's file has changed since this was asked; ask again"


def work(name: str) -> None:
    """Do a claimed job and keep what it comes to, or say why it failed; InputError where it is not this process's."""
    claim = os.environ.get(CLAIM, "")
    with Store() as store:
        jobs = Jobs(store)
        job = jobs.find(name)
        if not claim or job.claim != claim:
            raise InputError("this job is not claimed for this process; a dashboard starts its own", found=name)
        try:
            with Heart(jobs, job, claim, _end) as heart:
                found = _work(job, store, heart)
            jobs.finish(job.id, claim, found)
        except LeadsimError as error:
            jobs.fail(job.id, claim, str(error))
        except Exception as error:  # a bug, or no memory: whoever waits is told so, and the log says where
            traceback.print_exc(file=sys.stderr)
            jobs.fail(job.id, claim, f"something went wrong inside leadsim ({type(error).__name__})")


def _work(job: Job, store: Store, heart: Heart) -> Comparison | Lives:
    request = Request.from_text(job.question)
    question = request.question()
    if job_id(request.kind, question) != job.id:
        raise InputError(CHANGED)
    return _lives(question, heart) if request.kind == LIVES else _answer(request, question, store, heart)


def _lives(question: Question, heart: Heart) -> Lives:
    (scenario,) = question.scenarios
    name = lives_id(identity_of(question, {}), scenario.name)
    assert name is not None
    made = lives_of(scenario, question.baseline, question.seed, heart.note)
    return Lives(name, {choice: life.as_dict() for choice, life in made.items()})


def _answer(request: Request, question: Question, store: Store, heart: Heart) -> Comparison:
    with lazy_executor(question.engine) as executor:
        if request.kind == "reinvest":
            return reinvest(question, store, executor, executor.workers, heart.note).comparison
        return answer(question, store, executor, executor.workers, heart.note)


def _end() -> None:
    """End at once: runs are kept one by one, and this process has none that somebody waits for."""
    os._exit(1)
