"""Kill -9 of the process that does a job: begun again it does only what is missing, and its answer is the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator.results import Comparison
from simulator.store import Store
from simulator.store.job import Job
from simulator.store.jobs import Jobs
from simulator.work.request import Request, Source, job_id
from tests.experiment.places import Place
from tests.report.samples import small_place
from tests.store.samples import rows

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the processes are forked")

DRAWS = 3
RUNS = 3 * DRAWS
KILLED = -9

# One process imports everything once; for each line it is given it forks one that does the job, and says how that
# ended. It kills itself at a named moment: before or after the n-th run is kept, after the n-th sign of life, before
# or after the answer is kept with the end of the job, or between the two.
NURSERY = """
import json, os, signal, sys

import sqlalchemy as sa

from simulator.experiment.batches import code_version
from simulator.experiment.run import run
from simulator.inputs.draw import draw_inputs
from simulator.inputs.load import load_scenario
from simulator.store import Store
from simulator.store.jobs import Jobs
from simulator.work import worker
from tests.experiment.doubles import Inline, in_this_process

POINTS = {
    "run": (Store, "keep_tally"), "beat": (Jobs, "beat"), "answer": (Store, "add_comparison"),
    "finish": (Jobs, "finish"),
}


def kill_at(moment, number):
    owner, name = POINTS[moment.split()[1]]
    original, count = getattr(owner, name), 0

    def counting(*arguments, **keys):
        nonlocal count
        count += 1
        if moment.startswith("before") and count == number:
            os.kill(os.getpid(), signal.SIGKILL)
        found = original(*arguments, **keys)
        if moment.startswith("after") and count == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    setattr(owner, name, counting)


def do(name, store, claim, moment, number):
    sys.stderr = open(os.devnull, "w")
    os.environ.update({"LEADSIM_STORE": store, "LEADSIM_CLAIM": claim})
    if moment:
        kill_at(moment, number)
    inline = Inline()
    worker.lazy_executor = in_this_process(inline)
    worker.work(name)
    return len(inline.tasks)


code_version()
run(draw_inputs(load_scenario(sys.argv[1]), 1, 0), 0)
print("ready", flush=True)
while line := sys.stdin.readline():
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.write(write, str(do(**json.loads(line))).encode())
        os._exit(0)
    os.close(write)
    _, status = os.waitpid(child, 0)
    said = os.read(read, 100).decode()
    os.close(read)
    print(os.waitstatus_to_exitcode(status), said or "-", flush=True)
"""


class Nursery:
    """Does jobs in processes of their own."""

    def __init__(self, pilot: Path) -> None:
        root = Path(__file__).parents[2]
        self._process = subprocess.Popen(
            [sys.executable, "-c", NURSERY, str(pilot)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root,
        )  # fmt: skip
        assert self._hear() == "ready"

    def do(self, job: Job | None, location: str, moment: str | None = None, number: int = 1) -> tuple[int, str]:
        """Do a claimed job until it is done or killed; return the exit code, and how many runs it had simulated."""
        assert job is not None
        asked: dict[str, Any] = {"name": job.id, "store": location, "claim": job.claim}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({**asked, "moment": moment, "number": number}) + "\n")
        self._process.stdin.flush()
        code, simulated = self._hear().split()
        return int(code), simulated

    def _hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return small_place(tmp_path_factory.mktemp("places") / "town")


@pytest.fixture(scope="module")
def nursery(place: Place) -> Iterator[Nursery]:
    started = Nursery(place.folder / "pilot.yaml")
    yield started
    started.close()


@pytest.fixture(scope="module")
def request_(place: Place) -> Request:
    return Request(tuple(Source(str(place.folder / f"{name}.yaml")) for name in ("pilot", "more")), draws=DRAWS)


def ask(store: Store, request: Request) -> Job:
    question = request.question()
    return Jobs(store).ask(job_id(request.kind, question), request.as_text(), question.runs, "ana")


@pytest.fixture(scope="module")
def unbroken(nursery: Nursery, request_: Request, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Comparison]:
    """The answer of a job that nothing happened to, with its id."""
    location = str(tmp_path_factory.mktemp("unbroken") / "store.sqlite")
    with Store(location) as store:
        ask(store, request_)
        assert nursery.do(Jobs(store).claim(), location) == (0, f"{RUNS}")
        ((name, _, _),) = store.comparisons()
        return name, store.find_comparison(name)


@pytest.mark.parametrize(
    ("moment", "number", "kept"),
    [
        *((f"before {what}", 1, 0) for what in ("beat", "run")),
        ("after run", 1, 1),
        ("before run", 5, 4),
        ("after run", RUNS, RUNS),
        ("before finish", 1, RUNS),
        ("before answer", 1, RUNS),
        ("after answer", 1, RUNS),
    ],
)
def test_a_job_killed_anywhere_goes_on_from_there_to_the_same_answer(
    nursery: Nursery, unbroken: tuple[str, Comparison], request_: Request, location: str, moment: str, number: int,
    kept: int,
) -> None:  # fmt: skip
    with Store(location) as store:
        jobs = Jobs(store)
        name = ask(store, request_).id
        assert nursery.do(jobs.claim(), location, moment, number) == (KILLED, "-")
        assert rows(location, "runs", "comparisons") == [kept, 0]
        assert jobs.find(name).state == "running", "until somebody finds that it is dead"
        assert jobs.claim() is None
        jobs.lost(jobs.find(name))
        assert nursery.do(jobs.claim(), location) == (0, f"{RUNS - kept}")
        job = jobs.find(name)
        assert (job.state, job.tries, job.done, job.found) == ("done", 2, RUNS, kept)
        assert (job.answer, store.find_comparison(job.answer or "")) == unbroken
        assert rows(location, "runs", "comparisons") == [RUNS, 1]


def test_a_job_killed_after_its_end_is_done(
    nursery: Nursery, unbroken: tuple[str, Comparison], request_: Request, location: str
) -> None:
    with Store(location) as store:
        name = ask(store, request_).id
        assert nursery.do(Jobs(store).claim(), location, "after finish") == (KILLED, "-")
        job = Jobs(store).find(name)
        assert (job.state, job.answer) == ("done", unbroken[0])
        assert Jobs(store).lost(job) == job


def test_a_job_that_kills_its_process_fails_with_what_is_safe_and_asked_again_goes_on(
    nursery: Nursery, unbroken: tuple[str, Comparison], request_: Request, location: str
) -> None:
    with Store(location) as store:
        jobs = Jobs(store)
        name = ask(store, request_).id
        for kept in (3, 6):
            assert nursery.do(jobs.claim(), location, "after run", 3) == (KILLED, "-")
            assert rows(location, "runs") == [kept]
            job = jobs.lost(jobs.find(name))
        assert (job.state, jobs.claim()) == ("failed", None)
        assert "its process ended 2 times without a word" in (job.message or "")
        assert ask(store, request_).state == "waiting"
        assert nursery.do(jobs.claim(), location) == (0, f"{RUNS - 6}")
        assert jobs.find(name).answer == unbroken[0]


def test_a_process_that_was_given_up_and_is_not_dead_writes_nothing_more_about_the_job(
    nursery: Nursery, request_: Request, location: str
) -> None:
    with Store(location) as store:
        jobs = Jobs(store)
        name = ask(store, request_).id
        slow = jobs.claim()
        jobs.lost(jobs.find(name))
        assert jobs.claim() is not None
        before = jobs.find(name)
        assert nursery.do(slow, location)[0] != 0, "it is not its own any longer"
        assert jobs.find(name) == before
        assert rows(location, "runs", "comparisons") == [0, 0]
