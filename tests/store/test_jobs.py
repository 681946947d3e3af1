"""The queue of a store: first come is first served, nothing is done twice, and every job ends, on either database."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from simulator.errors import InputError, StoreError
from simulator.store import Store
from simulator.store.job import MOST_WATCHERS, NOTED_AGAIN, PRESENT, Job
from simulator.store.jobs import Jobs, QueueFullError
from simulator.store.pulse import DEAD_AFTER, Pulse
from simulator.store.tables import JOBS, QUEUE
from tests.report.samples import comparison
from tests.servers import PostgresServer
from tests.store.samples import directly, rows, until_somebody_waits

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def jobs(store: Store, clock: Clock) -> Jobs:
    return Jobs(store, now=clock)


def ask(jobs: Jobs, *names: str, session: str = "ana") -> Job:
    """Ask for jobs, one after the other, and return the last."""
    return [jobs.ask(name, f'"{name}"', 10, session) for name in names][-1]


def claimed(jobs: Jobs) -> tuple[str, str]:
    """Return the id and the claim of the next job."""
    job = jobs.claim()
    assert job is not None
    assert job.claim is not None
    return job.id, job.claim


# -- asking -------------------------------------------------------------------------------------------------


def test_a_job_waits_in_line_and_is_found_by_whoever_looks(jobs: Jobs, location: str) -> None:
    assert jobs.open() == jobs.newest() == []
    ask(jobs, "a", "b", "c")
    with Store(location) as other:
        seen = Jobs(other)
        assert [job.id for job in seen.newest()] == ["c", "b", "a"]
        assert [job.id for job in seen.newest(2)] == ["c", "b"]
        assert [job.id for job in seen.open()] == ["a", "b", "c"]
        job = seen.find("b")
    assert job == Job(
        "b", '"b"', 2, "2026-11-22T12:00:00.000+00:00", {"ana": "2026-11-22T12:00:00.000+00:00"}, total=10
    )
    assert (job.state, job.is_open, job.answer) == ("waiting", True, None)


def test_the_place_in_line_counts_those_before_and_those_that_run(jobs: Jobs) -> None:
    ask(jobs, "a", "b", "c")
    assert [jobs.ahead(jobs.find(name)) for name in "abc"] == [0, 1, 2]
    claimed(jobs)
    assert [jobs.ahead(jobs.find(name)) for name in "abc"] == [0, 1, 2]
    jobs.cancel("b", "ana")
    assert [jobs.ahead(jobs.find(name)) for name in "abc"] == [0, 0, 1]


def test_who_asks_the_same_waits_for_the_same_job(jobs: Jobs) -> None:
    first = ask(jobs, "a", session="ana")
    second = jobs.ask("a", "another text with the same content", 10, "ben")
    assert (second.number, second.question) == (first.number, first.question)
    assert set(second.watchers) == {"ana", "ben"}
    assert len(jobs.newest()) == 1
    name, claim = claimed(jobs)
    assert ask(jobs, "a", session="cleo").state == "running"
    assert jobs.claim() is None
    answer = jobs.finish(name, claim, comparison())
    assert {ask(jobs, "a", session=session).answer for session in ("ana", "ben", "dora")} == {answer}


def test_there_is_no_job_that_nobody_asked_for(jobs: Jobs) -> None:
    for use in (jobs.find, lambda name: jobs.cancel(name, "ana"), lambda name: jobs.look(name, "ana")):
        with pytest.raises(InputError, match="there is no such job; found x' OR 1=1"):
            use("x' OR 1=1")
    assert jobs.claim() is None


def test_a_full_line_lets_nobody_in_and_nobody_out(store: Store) -> None:
    jobs = Jobs(store, most_waiting=2)
    ask(jobs, "a", "b")
    with pytest.raises(QueueFullError, match="2 questions are waiting already"):
        ask(jobs, "c")
    assert [job.id for job in jobs.open()] == ["a", "b"]
    ask(jobs, "b", session="ben")  # is in line
    claimed(jobs)
    ask(jobs, "c")
    assert [job.id for job in jobs.open()] == ["a", "b", "c"]


# -- working ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_first_come_is_first_served_and_no_more_run_at_once_than_may(store: Store, at_once: int) -> None:
    jobs = Jobs(store, at_once=at_once)
    ask(jobs, *"abcde")
    for first in range(5):
        names = [claimed(jobs) for _ in range(at_once if first == 0 else min(1, 6 - at_once - first))]
        assert [name for name, _ in names] == list("abcde"[first + at_once - 1 if first else 0 : first + at_once])
        assert jobs.claim() is None
        running = [job for job in jobs.open() if job.state == "running"]
        assert len(running) <= at_once
        assert running[0].claim is not None
        assert jobs.finish(running[0].id, running[0].claim, comparison())
    assert jobs.open() == []


def test_progress_and_the_answer_are_seen_by_everybody(jobs: Jobs, store: Store, clock: Clock) -> None:
    ask(jobs, "a")
    clock.now += timedelta(minutes=1)
    name, claim = claimed(jobs)
    assert jobs.beat(name, claim, 4, 3, 10)
    job = jobs.find("a")
    assert (job.state, job.done, job.found, job.total, job.tries) == ("running", 4, 3, 10, 1)
    assert job.started == "2026-11-22T12:01:00.000+00:00"
    clock.now += timedelta(minutes=1)
    answer = jobs.finish(name, claim, comparison())
    job = jobs.find("a")
    assert (job.state, job.done, job.answer, job.finished) == ("done", 10, answer, "2026-11-22T12:02:00.000+00:00")
    assert answer is not None
    assert store.find_comparison(answer) == comparison()


def test_the_time_that_is_left_follows_from_what_was_simulated_and_not_from_what_was_found(
    jobs: Jobs, clock: Clock
) -> None:
    ask(jobs, "a")
    assert jobs.find("a").seconds_left(clock()) is None
    name, claim = claimed(jobs)
    clock.now += timedelta(seconds=20)
    for done, found, left in ((0, 0, None), (3, 3, None), (5, 3, 50.0), (10, 3, 0.0)):
        jobs.beat(name, claim, done, found, 10)
        assert jobs.find("a").seconds_left(clock()) == left
    jobs.beat(name, claim, 5, 3, 10)
    assert jobs.find("a").seconds_left(NOON - timedelta(hours=1)) == 0.0, "a clock that was set back"
    jobs.finish(name, claim, comparison())
    assert jobs.find("a").seconds_left(clock()) is None


def test_an_answer_and_the_end_of_its_job_are_kept_at_once_or_not_at_all(
    jobs: Jobs, store: Store, location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    ask(jobs, "a")
    name, claim = claimed(jobs)
    with monkeypatch.context() as patched:
        patched.setattr(Jobs, "_write", killed)
        with pytest.raises(KeyboardInterrupt):
            jobs.finish(name, claim, comparison())
    assert rows(location, "comparisons") == [0]
    assert jobs.find("a").state == "running"
    assert jobs.finish(name, claim, comparison())
    assert store.comparisons()


def test_who_has_no_claim_changes_nothing(jobs: Jobs, location: str) -> None:
    ask(jobs, "a")
    name, old = claimed(jobs)
    jobs.lost(jobs.find("a"))
    for _ in range(2):  # waiting again, and then claimed by another
        before = jobs.find("a")
        assert not jobs.beat(name, old, 9, 9, 9)
        assert not jobs.fail(name, old, "no")
        assert jobs.finish(name, old, comparison()) is None
        assert jobs.find("a") == before
        jobs.claim()
    assert rows(location, "comparisons") == [0]
    assert jobs.find("a").claim not in (None, old)


def test_why_a_job_failed_is_said_with_what_is_safe(jobs: Jobs) -> None:
    ask(jobs, "a", "b")
    assert jobs.fail(*claimed(jobs), "a fund cannot be negative")
    assert jobs.find("a").message == "Stopped before its first run was done: a fund cannot be negative."
    name, claim = claimed(jobs)
    jobs.beat(name, claim, 1_318, 0, 2_000)
    assert jobs.fail(name, claim, "the disk is full")
    job = jobs.find("b")
    assert (job.state, job.is_open, job.claim) == ("failed", False, None)
    assert job.message == (
        "Stopped after 1,318 of 2,000 runs: the disk is full. "
        "What was done is in the store, and asking again goes on from there."
    )


@pytest.mark.parametrize("end", ["failed", "canceled"])
def test_a_job_that_came_to_nothing_can_be_asked_again_at_the_end_of_the_line(jobs: Jobs, end: str) -> None:
    ask(jobs, "a", "b")
    name, claim = claimed(jobs)
    jobs.beat(name, claim, 4, 0, 10)
    if end == "failed":
        jobs.fail(name, claim, "no")
    else:
        jobs.cancel("a", "ana")
    assert jobs.find("a").state == end
    job = ask(jobs, "a", session="ben")
    assert (job.state, job.number, job.tries, job.done, job.message, job.finished) == ("waiting", 3, 0, 0, None, None)
    assert set(job.watchers) == {"ben"}
    assert [each.id for each in jobs.open()] == ["b", "a"]


# -- dying --------------------------------------------------------------------------------------------------


def test_a_dead_job_gets_back_to_its_place_once_and_then_fails(store: Store) -> None:
    jobs = Jobs(store, at_once=2)
    ask(jobs, "a", "b", "c")
    first = jobs.claim()
    jobs.claim()
    assert first is not None
    again = jobs.lost(first)
    assert (again.state, again.tries, again.claim, again.started) == ("waiting", 1, None, None)
    name, claim = claimed(jobs)
    assert (name, jobs.find("a").tries) == ("a", 2), "before c, which asked later"
    jobs.beat(name, claim, 3, 0, 10)
    failed = jobs.lost(jobs.find("a"))
    assert failed.state == "failed"
    assert failed.message == (
        "Stopped after 3 of 10 runs: its process ended 2 times without a word, as it does when memory runs out. "
        "What was done is in the store, and asking again goes on from there."
    )
    assert claimed(jobs)[0] == "c"


def test_only_who_has_not_moved_since_is_dead(jobs: Jobs) -> None:
    ask(jobs, "a")
    seen = jobs.claim()
    assert seen is not None
    assert seen.claim is not None
    jobs.beat("a", seen.claim, 1, 0, 10)
    assert jobs.lost(seen).state == "running"
    assert jobs.lost(jobs.find("a")).state == "waiting"
    seen_again = jobs.claim()
    assert seen_again is not None
    assert jobs.lost(seen).claim == seen_again.claim, "found dead by two at once, it dies once"
    jobs.cancel("a", "ana")
    assert jobs.lost(seen_again).state == "canceled"


def test_a_pulse_that_stops_is_noticed_by_the_watchers_own_clock() -> None:
    time = [0.0]
    pulse = Pulse(clock=lambda: time[0])

    def stopped_at(moment: float, *beats: int) -> list[str]:
        time[0] = moment
        return [job.id for job in pulse.stopped(Job(f"{i}", "", i, "", beats=beat) for i, beat in enumerate(beats))]

    assert stopped_at(1_000, 7, 8) == [], "nobody is dead at first sight"
    assert stopped_at(1_000 + DEAD_AFTER - 1, 7, 9) == []
    assert stopped_at(1_000 + DEAD_AFTER, 7, 9) == ["0"]
    assert stopped_at(1_000 + 2 * DEAD_AFTER, 8, 9) == ["1"], "alive again, or begun again"
    assert stopped_at(2_000) == []
    assert stopped_at(3_000, 8, 9) == [], "what was out of sight is looked at anew"


# -- several who wait ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("running", [False, True])
def test_one_of_two_who_wait_only_leaves_and_the_last_one_ends_it(jobs: Jobs, *, running: bool) -> None:
    ask(jobs, "a", session="ana")
    ask(jobs, "a", session="ben")
    name, claim = claimed(jobs) if running else ("a", "")
    assert jobs.cancel("a", "ana").state == ("running" if running else "waiting")
    assert jobs.cancel("a", "ana").is_open, "once is enough"
    assert jobs.cancel("a", "stranger").is_open
    assert set(jobs.find("a").watchers) == {"ben"}
    assert jobs.cancel("a", "ben").state == "canceled"
    assert not jobs.beat(name, claim, 1, 0, 10)
    assert jobs.claim() is None
    assert jobs.find("a").message is None


def test_who_has_not_looked_for_long_keeps_no_job_from_being_canceled(jobs: Jobs, clock: Clock) -> None:
    ask(jobs, "a", session="gone")
    clock.now += PRESENT - timedelta(seconds=1)
    ask(jobs, "a", session="ana")
    assert jobs.cancel("a", "ana").is_open
    clock.now += timedelta(seconds=1)
    assert jobs.cancel("a", "ana").state == "canceled"


def test_a_look_is_written_down_now_and_then_and_only_of_who_asked(jobs: Jobs, clock: Clock) -> None:
    ask(jobs, "a", session="ana")
    clock.now += NOTED_AGAIN - timedelta(seconds=1)
    assert jobs.look("a", "ana").watchers == {"ana": "2026-11-22T12:00:00.000+00:00"}
    clock.now += timedelta(seconds=1)
    assert jobs.look("a", "stranger").watchers == {"ana": "2026-11-22T12:00:00.000+00:00"}
    assert jobs.look("a", "ana").watchers == {"ana": "2026-11-22T12:00:30.000+00:00"}
    assert jobs.find("a").watchers == {"ana": "2026-11-22T12:00:30.000+00:00"}
    jobs.cancel("a", "ana")
    clock.now += timedelta(days=1)
    assert jobs.look("a", "ana").watchers == {}


def test_of_too_many_who_wait_the_one_who_has_not_looked_for_longest_is_forgotten(jobs: Jobs, clock: Clock) -> None:
    for i in range(MOST_WATCHERS + 1):
        clock.now += timedelta(seconds=1)
        ask(jobs, "a", session=f"{i}")
    assert set(jobs.find("a").watchers) == {f"{i}" for i in range(1, MOST_WATCHERS + 1)}


# -- several processes --------------------------------------------------------------------------------------


def test_two_who_claim_at_the_same_moment_never_get_the_same_job(location: str) -> None:
    names = [f"{i:02}" for i in range(40)]
    got: list[list[str]] = [[], [], []]
    start = threading.Barrier(len(got))

    def work(mine: list[str]) -> None:
        with Store(location) as store:
            start.wait()
            while job := Jobs(store, at_once=len(names)).claim():
                mine.append(job.id)

    with Store(location) as store:
        ask(Jobs(store), *names)
        threads = [threading.Thread(target=work, args=(mine,)) for mine in got]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(name for mine in got for name in mine) == names
        assert all(mine == sorted(mine) for mine in got), "each gets them in the order of asking"
        assert {job.tries for job in Jobs(store).newest()} == {1}


def test_a_claim_waits_for_another_that_is_not_finished(postgres: PostgresServer) -> None:
    database = postgres.make_database()
    got: list[Job | None] = []
    with Store(postgres.address(database)) as store, Store(postgres.address(database)) as other:
        ask(Jobs(store), "a", "b")
        waiting = threading.Thread(target=lambda: got.append(Jobs(other).claim()))
        with store.alone(QUEUE) as connection:
            waiting.start()
            until_somebody_waits(postgres, database)
            connection.execute(sa.delete(JOBS).where(JOBS.c.id == "a"))
        waiting.join()
        assert [job.id for job in got if job] == ["b"]


# -- damage -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value"),
    [("question", "{}"), ("state", "done"), ("answer", "919f76c8c7de"), ("done", 9), ("number", 0), ("message", "x")],
)
def test_a_damaged_job_is_refused_and_never_shown(jobs: Jobs, location: str, column: str, value: object) -> None:
    ask(jobs, "a")
    with directly(location) as direct:
        direct.execute(sa.text(f"UPDATE jobs SET {column} = :value"), {"value": value})  # noqa: S608 - a column of ours
    uses: list[Callable[[], Any]] = [lambda: jobs.find("a"), jobs.newest, lambda: ask(jobs, "a")]
    for use in uses:
        with pytest.raises(StoreError, match="damaged"):
            use()


@pytest.fixture
def unreachable(postgres: PostgresServer) -> Iterator[Jobs]:
    with Store(postgres.address(postgres.make_database())) as store:
        jobs = Jobs(store)
        ask(jobs, "a")
        postgres.stop()
        yield jobs


def test_a_server_that_is_away_is_one_message(unreachable: Jobs) -> None:
    for use in (unreachable.claim, unreachable.open, lambda: ask(unreachable, "a")):
        with pytest.raises(StoreError, match="Connection refused") as refused:
            use()
        assert "\n" not in str(refused.value)
