"""A job that is done in this process: the answer of the command of its words, or why there is none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import simulator.work.request
import simulator.work.worker
from simulator.errors import LeadsimError, StoreError
from simulator.experiment.collection import Progress
from simulator.report.lives import CHOICES, LifeData, lives_id
from simulator.store import Store
from simulator.store.job import Job
from simulator.store.jobs import Jobs
from simulator.work.heart import QUIET, Heart
from simulator.work.request import Request, Source, job_id
from simulator.work.worker import CLAIM
from tests.commands import Leadsim, command_line
from tests.experiment.doubles import Inline, in_this_process
from tests.experiment.places import Place
from tests.report.samples import small_place
from tests.test_reinvest_command import CAPTURE, FUND


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = small_place(tmp_path_factory.mktemp("places") / "town")
    place.scenario("fund", CAPTURE, reinvestment=FUND)
    return place


@pytest.fixture
def leadsim(
    place: Place, store: Path, executor: Inline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Leadsim:
    monkeypatch.chdir(place.folder)
    monkeypatch.setattr(simulator.work.worker, "lazy_executor", in_this_process(executor))
    return command_line(monkeypatch, capsys)


@pytest.fixture
def jobs(store: Path) -> Iterator[Jobs]:
    with Store() as opened:
        yield Jobs(opened)


def ask(jobs: Jobs, request: Request) -> Job:
    question = request.question()
    return jobs.ask(job_id(request.kind, question), request.as_text(), question.runs, "ana")


def claim(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> Job:
    job = jobs.claim()
    assert job is not None
    assert job.claim is not None
    monkeypatch.setenv(CLAIM, job.claim)
    return job


PILOT = Request((Source("pilot.yaml"),), draws=2)


@pytest.mark.parametrize(
    "request_",
    [
        Request((Source("pilot.yaml"), Source("more.yaml")), draws=2),
        Request((Source("more.yaml"),), Source("pilot.yaml"), draws=1, seed=3, money="nominal", society=True),
        Request((Source("fund.yaml"),), kind="reinvest", draws=2),
    ],
    ids=["compare", "with options", "reinvest"],
)
def test_a_job_gives_what_the_command_gives(
    leadsim: Leadsim,
    jobs: Jobs,
    store: Path,
    tmp_path: Path,
    executor: Inline,
    monkeypatch: pytest.MonkeyPatch,
    request_: Request,
) -> None:
    job = ask(jobs, request_)
    claim(jobs, monkeypatch)
    assert leadsim("work", job.id) == (0, "", "")
    job = jobs.find(job.id)
    assert (job.state, job.done, job.total) == ("done", job.total, request_.question().runs)
    simulated = len(executor.tasks)
    assert simulated
    with Store() as opened:
        answer = opened.find_comparison(job.answer or "")
    monkeypatch.setenv("LEADSIM_STORE", str(tmp_path / "another.sqlite"))
    said = json.loads(leadsim(*request_.command().split()[1:], "--json").out)
    assert len(executor.tasks) == 2 * simulated, "the command has simulated everything itself"
    kept = json.loads(json.dumps(answer.as_dict()))
    assert (said["run"], said["estimates"]) == (kept["run"], kept["estimates"])
    with Store() as opened:
        assert [name for name, _, _ in opened.comparisons()] == [job.answer]


def test_a_job_is_done_by_the_process_that_it_is_claimed_for_and_no_other(
    leadsim: Leadsim, jobs: Jobs, executor: Inline, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(jobs, PILOT)
    monkeypatch.delenv(CLAIM, raising=False)
    assert "not claimed for this process" in leadsim("work", job.id).refused()
    claim(jobs, monkeypatch)
    monkeypatch.setenv(CLAIM, "another")
    assert "not claimed for this process" in leadsim("work", job.id).refused()
    assert "there is no such job" in leadsim("work", "x").refused()
    assert executor.tasks == []
    assert jobs.find(job.id).state == "running"


def test_runs_in_the_store_are_not_done_again(
    leadsim: Leadsim, jobs: Jobs, executor: Inline, monkeypatch: pytest.MonkeyPatch
) -> None:
    leadsim("compare", "pilot.yaml", "--draws", "2")
    done = len(executor.tasks)
    job = ask(jobs, PILOT)
    claim(jobs, monkeypatch)
    assert leadsim("work", job.id).code == 0
    assert len(executor.tasks) == done
    assert (jobs.find(job.id).found, jobs.find(job.id).state) == (4, "done")


# -- lives --------------------------------------------------------------------------------------------------

LIVES = Request((Source("pilot.yaml"),), kind="lives", draws=0, seed=3)


def test_lives_are_made_once_for_all_choices_and_kept_by_what_they_are_made_of(
    leadsim: Leadsim, jobs: Jobs, executor: Inline, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(jobs, LIVES)
    assert (job.total, job.is_of_lives, ask(jobs, PILOT).is_of_lives) == (2, True, False)
    claim(jobs, monkeypatch)
    assert leadsim("work", job.id) == (0, "", "")
    job = jobs.find(job.id)
    assert (job.state, job.done, job.total) == ("done", 2, 2)
    leadsim("compare", "pilot.yaml", "--seed", "3", "--draws", "1")
    with Store() as opened:
        ((_, _, identity),) = opened.comparisons()
        kept = opened.find_lives(job.answer or "")
    assert job.answer == lives_id(identity, "pilot.yaml"), "an answer with the same inputs and seed finds them"
    assert kept is not None
    assert list(kept) == list(CHOICES)
    for choice, data in kept.items():
        life = LifeData.from_dict(data)
        assert json.loads(json.dumps(life.as_dict())) == data
        told = json.loads(leadsim("trace", "pilot.yaml", "--seed", "3", "--person", choice, "--json").out)
        assert (life.number, life.baseline.name, life.scenario.name) == (
            told["person"]["number"], "no-lead.yaml", "pilot.yaml",
        )  # fmt: skip
        assert life.net == pytest.approx(told["net"]["marginal"], abs=1e-6)


def test_lives_that_stop_half_way_are_not_said_to_be_kept(
    leadsim: Leadsim, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulator.work.worker, "lives_of", fail_after(1, LeadsimError("no room")))
    job = ask(jobs, LIVES)
    claim(jobs, monkeypatch)
    leadsim("work", job.id)
    message = jobs.find(job.id).message
    assert message == "Stopped after 1 of 10 runs: no room. Nothing is kept of half a life; asking again begins anew."


# -- what goes wrong ----------------------------------------------------------------------------------------


def fail_after(runs: int, error: BaseException) -> Callable[..., Any]:
    """Return what stands in for answering: so many runs of ten are done, and then it fails."""

    def answer(*arguments: Any) -> None:
        arguments[-1](Progress(runs, 0, 10))
        raise error

    return answer


def test_what_leadsim_refuses_is_why_the_job_failed(
    leadsim: Leadsim, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulator.work.worker, "answer", fail_after(7, LeadsimError("a share is above 1")))
    job = ask(jobs, PILOT)
    claim(jobs, monkeypatch)
    assert leadsim("work", job.id) == (0, "", "")
    job = jobs.find(job.id)
    assert (job.state, job.done) == ("failed", 7)
    assert job.message == (
        "Stopped after 7 of 10 runs: a share is above 1. "
        "What was done is in the store, and asking again goes on from there."
    )


def test_a_bug_is_told_in_plain_words_and_its_traceback_goes_to_the_log(
    leadsim: Leadsim, jobs: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulator.work.worker, "answer", fail_after(0, ZeroDivisionError("secret")))
    job = ask(jobs, PILOT)
    claim(jobs, monkeypatch)
    said = leadsim("work", job.id)
    assert "Traceback" in said.err
    assert "secret" in said.err
    message = jobs.find(job.id).message
    assert message == "Stopped before its first run was done: something went wrong inside leadsim (ZeroDivisionError)."


def test_a_question_of_another_version_is_not_answered(
    leadsim: Leadsim, jobs: Jobs, executor: Inline, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ask(jobs, PILOT)
    claim(jobs, monkeypatch)
    monkeypatch.setattr(simulator.work.request, "money_version", lambda: "another")
    assert leadsim("work", job.id).code == 0
    assert "leadsim or a scenario's file has changed since this was asked" in (jobs.find(job.id).message or "")
    assert executor.tasks == []


# -- signs of life ------------------------------------------------------------------------------------------


class GoneError(Exception):
    """What stands in for the end of the process."""


def end() -> None:
    raise GoneError


@pytest.fixture
def job(leadsim: Leadsim, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> Job:
    ask(jobs, PILOT)
    return claim(jobs, monkeypatch)


def test_a_heart_beats_at_the_beginning_and_the_end_and_says_how_far_it_is(jobs: Jobs, job: Job) -> None:
    with Heart(jobs, job, job.claim or "", end) as heart:
        assert jobs.find(job.id).beats > job.beats
        heart.note(Progress(3, 1, 4))
    after = jobs.find(job.id)
    assert (after.done, after.found, after.total) == (3, 1, 4)


def test_a_retry_starts_from_what_was_done_and_not_from_nothing(jobs: Jobs, job: Job) -> None:
    before = replace(job, done=3, found=1)
    with Heart(jobs, before, job.claim or "", end):
        assert jobs.find(job.id).done == 3


class Looks:
    """Stands in for the pause between two looks: there is none, and no look after the second beat."""

    def __init__(self) -> None:
        self.at_beats: list[int] = []
        self.count = 0

    def wait(self, _: float) -> bool:
        self.count += 1
        return len(self.at_beats) == 2


@pytest.mark.parametrize(("news", "looks"), [(True, [1, 1 + QUIET]), (False, [QUIET, 2 * QUIET])])
def test_a_heart_beats_in_a_thread_of_its_own_at_once_with_news_and_now_and_then_without(
    jobs: Jobs, job: Job, monkeypatch: pytest.MonkeyPatch, *, news: bool, looks: list[int]
) -> None:
    pause = Looks()
    heart = Heart(jobs, job, job.claim or "", end)
    monkeypatch.setattr(heart, "_stop", pause)
    monkeypatch.setattr(jobs, "beat", lambda *_: pause.at_beats.append(pause.count) is None)
    if news:
        heart.note(Progress(1, 0, 4))
    heart._thread.start()
    heart._thread.join()
    assert pause.at_beats == looks


def test_a_process_whose_job_was_taken_away_ends(jobs: Jobs, job: Job) -> None:
    heart = Heart(jobs, job, job.claim or "", end)
    heart.beat()
    jobs.cancel(job.id, "ana")
    with pytest.raises(GoneError):
        heart.beat()


def test_a_store_that_is_away_for_a_moment_ends_nothing(jobs: Jobs, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise StoreError("away")

    heart = Heart(jobs, job, job.claim or "", end)
    heart.note(Progress(2, 0, 4))
    with monkeypatch.context() as patched:
        patched.setattr(Jobs, "beat", away)
        heart.beat()
    heart.beat()
    assert jobs.find(job.id).done == 2
