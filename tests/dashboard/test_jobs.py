"""The starter of runs: real processes that are started, found dead, ended, and go on without whoever started them."""

from __future__ import annotations

import json
import os
import select
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import dashboard.jobs
from dashboard.jobs import Limits, Starter
from simulator.errors import InputError, StoreError
from simulator.store import Store
from simulator.store.jobs import Jobs
from simulator.work.request import Request, Source
from tests.docs.test_commands import commands, parse
from tests.experiment.places import Place
from tests.report.samples import small_place

pytestmark = pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="processes are waited for that are not ours")

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return small_place(tmp_path_factory.mktemp("places") / "town")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A place whose question takes long enough to be met under way."""
    return small_place(tmp_path_factory.mktemp("places") / "city", facts={"population.pool": 500})


@pytest.fixture
def limits(place: Place, city: Place, tmp_path: Path) -> Limits:
    names = {str(folder / f"{name}.yaml") for folder in (place.folder, city.folder) for name in ("pilot", "more")}
    return Limits(names=names, logs=tmp_path / "private" / "logs")


@pytest.fixture
def starter(location: str, limits: Limits) -> Iterator[Starter]:
    opened = Starter(location, limits)
    yield opened
    end(opened)


def end(starter: Starter) -> None:
    """Let nothing outlive a test."""
    with suppress(StoreError):
        for job in starter.jobs.open():
            for session in job.watchers:
                starter.jobs.cancel(job.id, session)
        starter.tend()
    starter.close()


def pilot(place: Place, **words: Any) -> Request:
    return Request((Source(str(place.folder / "pilot.yaml")),), **{"draws": 2, **words})


def long(city: Place, **words: Any) -> Request:
    return pilot(city, draws=2_000, engine="simpy", **words)


def wait_for_end(pid: int) -> None:
    """Return once a process has ended, whoever's it is."""
    with suppress(ProcessLookupError):
        ended = os.pidfd_open(pid)
        try:
            assert select.select([ended], [], [], 120)[0], "it goes on"
        finally:
            os.close(ended)


def of_group(group: int) -> set[int]:
    """Return the processes of a group that have not ended."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            state, _, of = path.read_text().rpartition(")")[2].split()[:3]
            if int(of) == group and state not in "ZX":
                found.add(int(path.parent.name))
    return found


def do_all(starter: Starter) -> None:
    """Tend until nothing is left to do, waiting for each process."""
    starter.tend()
    while starter._children:
        for child in starter._children:
            child.process.wait()
        starter.tend()
        starter.tend()  # what was put back into line is due with the next look


def until_under_way(starter: Starter, name: str) -> int:
    """Return the process of a job once it has done a run."""
    starter.tend()
    (child,) = (child for child in starter._children if child.job_id == name)
    while not starter.jobs.find(name).done:
        assert child.process.poll() is None, "it has ended before"
    return child.process.pid


# -- what a page does -----------------------------------------------------------------------------------------


def test_two_who_press_run_share_one_job_and_both_get_the_commands_answer(
    starter: Starter, limits: Limits, place: Place, location: str, tmp_path: Path
) -> None:
    request = pilot(place)
    first, second = starter.ask(request, "ana"), starter.ask(request, "ben")
    assert first.id == second.id
    assert starter.look(first.id, "ben") == (second, 0)
    do_all(starter)
    for session in ("ana", "ben"):
        job, ahead = starter.look(first.id, session)
        assert (job.state, job.done, job.total, ahead) == ("done", 4, 4, 0)
    assert list(limits.logs.iterdir()) == [], "a log that says nothing is not kept"
    assert stat.S_IMODE(limits.logs.stat().st_mode) == 0o700
    said = subprocess.run(
        [sys.executable, "-m", "simulator", *request.command().split()[1:], "--json"],
        env={**os.environ, "LEADSIM_STORE": str(tmp_path / "another.sqlite")}, cwd=ROOT,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    with Store(location) as store:
        kept = json.loads(json.dumps(store.find_comparison(job.answer or "").as_dict()))
    assert json.loads(said.stdout) == kept
    assert starter.ask(request, "cleo").answer == job.answer


def test_first_come_is_first_served_by_two_servers_of_one_queue(
    starter: Starter, place: Place, location: str, limits: Limits
) -> None:
    other = Starter(location, limits)
    try:
        names = [starter.ask(pilot(place, draws=draws), "ana").id for draws in (0, 1, 2)]
        assert [other.look(name, "ana")[1] for name in names] == [0, 1, 2]
        for each in (starter, other, starter):
            each.tend()
        assert ([child.job_id for child in starter._children], other._children) == ([names[0]], [])
        starter._children[0].process.wait()
        other.tend()  # may come before the one whose process has ended
        do_all(starter)
        do_all(other)
        do_all(starter)
        jobs = [starter.jobs.find(name) for name in names]
        assert [(job.state, job.tries) for job in jobs] == [("done", 1)] * 3
        moments = [moment for job in jobs for moment in (job.started, job.finished)]
        assert moments == sorted(moment or "" for moment in moments), "one after the other"
    finally:
        end(other)


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_a_hostile_title_is_just_text_all_the_way(starter: Starter, location: str) -> None:
    title = "<img src=x onerror=alert(1)>'; DROP TABLE jobs; -- =1+1"
    text = f'jurisdiction: king-county\ntitle: "{title}"\nsentence: "%s {{0}}"\n'
    job = starter.ask(Request((Source("mine.yaml", text),), draws=0), "ana")
    do_all(starter)
    with Store(location) as store:
        answer = store.find_comparison(starter.jobs.find(job.id).answer or "")
    assert answer.identity.titles["mine.yaml"] == title


# -- refusals -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "source",
    [
        Source("mine.yaml", "title: ["),
        Source("mine.yaml", "jurisdiction: king-county\ntitle: x\nsentence: y\nset:\n  lead.caselod: 3\n"),
        Source("king-county/nothing"),
        Source("../../etc/passwd"),
        Source("/etc/passwd.yaml"),
        Source("pilot.yaml"),
    ],
)
def test_what_cannot_be_asked_is_one_line_and_is_never_kept(starter: Starter, place: Place, source: Source) -> None:
    good = Source(str(place.folder / "pilot.yaml"))
    for request in (Request((source,)), Request((good,), source)):
        with pytest.raises(InputError) as refused:
            starter.ask(request, "ana")
        assert "\n" not in str(refused.value)
    assert starter.jobs.newest() == []


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
@pytest.mark.parametrize("session", ["", "a" * 65, "a b", "é", "x\n", None, 7, ["x"]])
def test_a_session_is_a_short_plain_word(starter: Starter, place: Place, session: Any) -> None:
    name = starter.ask(pilot(place), "a-session_7").id
    for use in (starter.ask, starter.look, starter.cancel):
        with pytest.raises(InputError, match="not a session"):
            use(pilot(place) if use == starter.ask else name, session)
    assert set(starter.jobs.find(name).watchers) == {"a-session_7"}


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_what_takes_too_long_is_refused_with_how_long_and_the_command(
    location: str, limits: Limits, place: Place
) -> None:
    large = Starter(location, replace(limits, longest=120.0))
    request = pilot(place, draws=100_000, replications=10)
    with pytest.raises(InputError) as refused:
        large.ask(request, "ana")
    said = str(refused.value)
    assert said.startswith("this would take about ")
    assert "(2,000,000 runs), and the dashboard takes on about 2 minutes at most; ask for less" in said
    assert large.jobs.newest() == []
    (words,) = commands(said[said.index("leadsim ") :])
    assert parse(words)["allow_large"] is True
    assert parse(words)["draws"] == 100_000
    end(large)


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_a_full_line_is_refused_with_the_command(location: str, limits: Limits, place: Place) -> None:
    full = Starter(location, replace(limits, most_waiting=1))
    full.ask(pilot(place), "ana")
    with pytest.raises(InputError, match="1 questions are waiting already") as refused:
        full.ask(pilot(place, draws=3), "ben")
    said = str(refused.value)
    (words,) = commands(said[said.index("leadsim ") :])
    assert parse(words)["draws"] == 3
    end(full)


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_a_name_that_is_not_on_the_servers_list_opens_no_file(starter: Starter, place: Place) -> None:
    there, listed = Source(str(place.folder / "no-lead.yaml")), pilot(place).scenarios[0]
    assert there.load().title == "No LEAD"
    for request in (Request((there,), listed), Request((listed,), there)):
        with pytest.raises(InputError, match="there is no such scenario here; found "):
            starter.ask(request, "ana")
    assert starter.jobs.newest() == []


# -- what happens to processes --------------------------------------------------------------------------------


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_a_killed_process_is_found_dead_at_the_next_look_and_its_job_goes_on(starter: Starter, city: Place) -> None:
    name = starter.ask(long(city), "ana").id
    os.kill(until_under_way(starter, name), signal.SIGKILL)
    starter._children[0].process.wait()
    done = starter.jobs.find(name).done
    starter.tend()
    job = starter.jobs.find(name)
    assert (job.state, job.tries, job.done) == ("waiting", 1, done)
    again = until_under_way(starter, name)
    os.kill(again, signal.SIGKILL)
    starter._children[0].process.wait()
    starter.tend()
    job = starter.jobs.find(name)
    assert job.state == "failed"
    assert "asking again goes on from there" in (job.message or "")
    assert starter._children == []


def test_cancel_ends_a_job_and_everything_that_it_has_started(starter: Starter, city: Place) -> None:
    name = starter.ask(long(city), "ana").id
    starter.ask(long(city), "ben")
    group = until_under_way(starter, name)
    assert len(of_group(group)) > 1, "workers of its own"
    assert starter.cancel(name, "ana").state == "running", "somebody else waits for it"
    assert of_group(group)
    members = of_group(group)
    for pid in members - {group}:
        os.kill(pid, signal.SIGSTOP)  # so that it cannot notice by itself that its parent has ended
    assert starter.cancel(name, "ben").state == "canceled"
    for pid in members:
        wait_for_end(pid)
    assert of_group(group) == set()
    assert starter._children == []


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_a_process_that_is_stuck_is_found_by_its_heart_and_ended(location: str, limits: Limits, city: Place) -> None:
    hasty = Starter(location, replace(limits, dead_after=0.0))
    name = hasty.ask(long(city), "ana").id
    hasty.tend()
    (child,) = hasty._children
    os.kill(child.process.pid, signal.SIGSTOP)
    hasty.tend()
    assert child.process.returncode == -signal.SIGKILL
    assert (hasty.jobs.find(name).state, hasty.jobs.find(name).tries) == ("waiting", 1)
    hasty.tend()
    hasty.tend()
    assert hasty.jobs.find(name).state == "failed"
    assert hasty._children == []
    end(hasty)


def test_a_process_ends_by_itself_where_nobody_is_left_to_end_it(starter: Starter, location: str, city: Place) -> None:
    name = starter.ask(long(city), "ana").id
    group = until_under_way(starter, name)
    members = of_group(group)
    with Store(location) as store:  # another server, that has not started it
        assert Jobs(store).cancel(name, "ana").state == "canceled"
    for pid in members:
        wait_for_end(pid)


SERVER = """
import json, os, signal, sys
from pathlib import Path

from dashboard.jobs import Limits, Starter
from simulator.work.request import Request

location, logs, *requests = json.loads(sys.argv[1])
asked = [Request.from_text(text) for text in requests]
starter = Starter(location, Limits(names={each.scenarios[0].name for each in asked}, logs=Path(logs)))
names = [starter.ask(each, "ana").id for each in asked]
starter.tend()
print(json.dumps([starter._children[0].process.pid, *names]), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_job_goes_on_without_its_server_and_the_next_one_takes_up_what_waits(
    location: str, limits: Limits, place: Place
) -> None:
    requests = [pilot(place, draws=draws) for draws in (5, 6)]
    asked = json.dumps([location, str(limits.logs), *(request.as_text() for request in requests)])
    server = subprocess.run([sys.executable, "-c", SERVER, asked], cwd=ROOT, capture_output=True, text=True)
    assert server.returncode == -signal.SIGKILL, server.stderr
    worker, first, second = json.loads(server.stdout)
    wait_for_end(worker)
    back = Starter(location, limits)
    assert (back.jobs.find(first).state, back.jobs.find(second).state) == ("done", "waiting")
    do_all(back)
    assert [(job.state, job.tries) for job in back.jobs.newest()] == [("done", 1), ("done", 1)]
    end(back)


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_closing_a_server_ends_no_job(starter: Starter, location: str, limits: Limits, place: Place) -> None:
    closing = Starter(location, limits)
    closing.start()
    name = starter.ask(pilot(place), "ana").id
    while not closing._children:
        pass
    pid = closing._children[0].process.pid
    closing.close()
    wait_for_end(pid)
    assert starter.jobs.find(name).state == "done"


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_a_process_that_cannot_be_started_fails_its_job(
    starter: Starter, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    name = starter.ask(pilot(place), "ana").id
    starter.tend()
    message = starter.jobs.find(name).message
    assert message == "Stopped before its first run was done: the server could not start a process for it."


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_what_goes_wrong_inside_is_in_a_log_that_only_this_user_reads(
    starter: Starter, limits: Limits, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dashboard.jobs, "CLAIM", "ANOTHER")  # a process that finds no claim refuses its job
    name = starter.ask(pilot(place), "ana").id
    do_all(starter)
    assert starter.jobs.find(name).state == "failed"
    logs = sorted(limits.logs.iterdir())
    assert [log.name for log in logs] == [f"{name}-1.log", f"{name}-2.log"]
    for log in logs:
        assert stat.S_IMODE(log.stat().st_mode) == 0o600
        assert "not claimed for this process" in log.read_text(encoding="utf-8")


@pytest.mark.parametrize("location", ["sqlite"], indirect=True)
def test_a_queue_that_is_away_is_looked_at_again(
    limits: Limits, place: Place, location: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks = []

    def tend(self: Starter) -> None:
        looks.append(1)
        if len(looks) == 1:
            raise StoreError("away")
        self._stop.set()

    monkeypatch.setattr(Starter, "tend", tend)
    monkeypatch.setattr(dashboard.jobs, "LOOK_AGAIN", 0.0)
    back = Starter(location, limits)
    back.start()
    back._thread.join()
    back.close()
    assert len(looks) == 2
    assert "the queue cannot be looked at: away" in caplog.text
