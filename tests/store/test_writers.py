"""Several processes that write at the same moment lose nothing, and hold each other up for a bounded time only."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest
import sqlalchemy as sa

import simulator.store.database
from simulator.errors import StoreError
from simulator.results import Comparison
from simulator.store import Store
from tests.report.samples import comparison
from tests.servers import PostgresServer
from tests.store.samples import directly, rows, same_tally, tally, until_somebody_waits

WRITERS, ROUNDS, SHARED, OWN, TOGETHER = 4, 4, 4, 2, 60
OPENINGS = {"sqlite": 60, "postgresql": 12}

WRITER = """
import json, sys
from simulator.store import Store
from tests.report.samples import comparison
from tests.store.samples import tally
from tests.store.test_writers import OWN, SHARED, TOGETHER

def keep(store, me):
    for key in [*(f"both-{i}" for i in range(SHARED)), *(f"{me}-{i}" for i in range(OWN))]:
        store.keep_tally(key, tally(seed=len(key), months=1))
    together = [*(f"all-{i}" for i in range(TOGETHER)), f"all-of-{me}"]
    store.keep_tallies({key: tally(seed=len(key), months=1) for key in together[::-1 if me % 2 else 1]})
    store.keep_comparison(comparison())
    store.keep_comparison(comparison(seed=me))

print("ready", flush=True)
for line in sys.stdin:
    what, location, me = json.loads(line)
    with Store(location) as store:
        if what == "keep":
            keep(store, me)
    print("done", flush=True)
"""


class Writers:
    """Processes that do the same at the same moment; whoever fails ends, and says why on stderr."""

    def __init__(self) -> None:
        command, root = [sys.executable, "-c", WRITER], Path(__file__).parents[2]
        self._processes = [
            subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True, cwd=root) for _ in range(WRITERS)
        ]
        self._hear("ready\n")

    def do(self, what: str, location: str) -> None:
        for me, process in enumerate(self._processes):
            assert process.stdin is not None
            process.stdin.write(json.dumps([what, location, me]) + "\n")
            process.stdin.flush()
        self._hear("done\n")

    def _hear(self, wanted: str) -> None:
        heard = [process.stdout.readline() for process in self._processes if process.stdout is not None]
        assert heard == [wanted] * WRITERS, self.close()

    def close(self) -> list[str]:
        """End, and return what was said on stderr."""
        return [process.communicate()[1] for process in self._processes]


@pytest.fixture(scope="module")
def writers() -> Iterator[Writers]:
    started = Writers()
    yield started
    assert started.close() == [""] * WRITERS


@pytest.fixture(params=["sqlite", "postgresql", "a difficult postgresql"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Give what names a new place each time; one server is set up as badly as a client can mend."""
    if request.param == "sqlite":
        numbers = iter(range(1_000))
        return lambda: str(tmp_path / f"{next(numbers)}.sqlite")
    server: PostgresServer = request.getfixturevalue("postgres")
    if request.param == "postgresql":
        return lambda: server.address(server.make_database())
    settings = {"default_transaction_isolation": "serializable", "synchronous_commit": "off", "bytea_output": "escape"}
    return lambda: server.address(server.make_database("ENCODING 'SQL_ASCII' TEMPLATE template0", **settings))


def test_processes_that_make_the_same_new_store_all_open_it(writers: Writers, places: Callable[[], str]) -> None:
    first = places()
    writers.do("open", first)
    for _ in range(OPENINGS["postgresql" if "://" in first else "sqlite"]):
        writers.do("open", places())
    with Store(first) as store:
        assert store.comparisons() == []


def test_processes_that_write_the_same_and_other_runs_lose_nothing(writers: Writers, places: Callable[[], str]) -> None:
    keys = [f"both-{i}" for i in range(SHARED)] + [f"{me}-{i}" for me in range(WRITERS) for i in range(OWN)]
    keys += [f"all-{i}" for i in range(TOGETHER)] + [f"all-of-{me}" for me in range(WRITERS)]
    for _ in range(ROUNDS):
        location = places()
        writers.do("keep", location)
        _holds_exactly(location, keys, [comparison(), *(comparison(seed=i) for i in range(WRITERS))])


def _holds_exactly(location: str, keys: list[str], answers: list[Comparison]) -> None:
    with Store(location) as store:
        found = store.find_tallies(keys)
        assert all(same_tally(found[key], tally(seed=len(key), months=1)) for key in keys)
        assert {name for name, _, _ in store.comparisons()} == {store.keep_comparison(answer) for answer in answers}
    assert rows(location, "runs", "comparisons") == [len(keys), len(answers)]


def test_threads_share_one_store(location: str) -> None:
    def work(me: int) -> None:
        for i in range(10):
            store.keep_tallies({f"{me}-{i}": tally(seed=i, months=1), f"both-{i}": tally(seed=i, months=1)})
            assert same_tally(store.find_tally(f"{me}-{i}"), tally(seed=i, months=1))

    with Store(location) as store:
        _at_once(*(lambda me=me: work(me) for me in range(WRITERS)))
        assert len(store.has_tallies([f"{me}-{i}" for me in (0, 1, 2, 3, "both") for i in range(10)])) == 50


def _at_once(*jobs: Callable[[], Any]) -> None:
    """Do jobs in threads of their own, and raise what the first failed with."""
    failures: list[BaseException] = []

    def work(job: Callable[[], Any]) -> None:
        try:
            job()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


# -- one writer in the way of another -----------------------------------------------------------------------


@contextmanager
def _unfinished(location: str, key: str) -> Iterator[sa.Connection]:
    """Give a connection that has written a run of this key and neither kept nor dropped it yet."""
    with directly(location) as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("SET idle_in_transaction_session_timeout = 10000")  # a test that fails ends, too
            connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql(f"INSERT INTO runs VALUES ('{key}', '', '', '', '', '')")  # noqa: S608
        yield connection


def test_a_writer_in_the_way_is_not_waited_for_for_ever(location: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulator.store.database, "WAIT_FOR_LOCK", 0.1)
    with Store(location) as store:
        with _unfinished(location, "k"), pytest.raises(StoreError, match="lock") as refused:
            store.keep_tally("k", tally())
        assert "\n" not in str(refused.value)
        store.keep_tally("k", tally())
        assert same_tally(store.find_tally("k"), tally())


def test_what_another_writer_drops_is_kept_by_who_waited(postgres: PostgresServer) -> None:
    name = postgres.make_database()
    with Store(postgres.address(name)) as store:
        with _unfinished(postgres.address(name), "k") as other:
            waiting = threading.Thread(target=store.keep_tally, args=("k", tally()))
            waiting.start()
            until_somebody_waits(postgres, name)
            other.exec_driver_sql("ROLLBACK")
            waiting.join()
        assert same_tally(store.find_tally("k"), tally()), "nobody else has kept it"


def test_runs_are_written_in_one_order_so_that_no_two_writers_wait_for_each_other(postgres: PostgresServer) -> None:
    name = postgres.make_database()
    with Store(postgres.address(name)) as store:
        with _unfinished(postgres.address(name), "a") as other:
            kept = {key: tally(months=1) for key in ("c", "b", "a")}
            waiting = threading.Thread(target=store.keep_tallies, args=(kept,))
            waiting.start()
            until_somebody_waits(postgres, name)
            other.exec_driver_sql("SET lock_timeout = 100")
            other.exec_driver_sql("INSERT INTO runs VALUES ('b', '', '', '', '', '')")  # nobody holds it yet
            other.exec_driver_sql("ROLLBACK")
            waiting.join()
        assert store.has_tallies("abc") == {"a", "b", "c"}
