"""A server that goes away, comes back, or grants little: one plain message, and nothing that was kept is lost."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

import simulator.store.database
import tests.servers
from simulator.errors import StoreError
from simulator.results import Comparison
from simulator.store import Store
from tests.report.samples import comparison
from tests.servers import PASSWORD, PostgresServer
from tests.store.samples import rows, same_tally, tally, until_somebody_waits


def uses(store: Store, name: str) -> list[Callable[[], object]]:
    """Return everything that can be asked of a store with a run "k" and an answer of this name."""
    return [
        lambda: store.find_tally("k"),
        lambda: store.find_tallies(["k", "l"]),
        lambda: store.has_tallies(["k"]),
        lambda: store.keep_tally("k", tally()),
        lambda: store.keep_tallies({"k": tally()}),
        lambda: store.keep_comparison(comparison()),
        lambda: store.find_comparison(name),
        store.comparisons,
        store.size,
        lambda: store.prune([]),
    ]


def refused(use: Callable[[], object]) -> str:
    """Return the one line that somebody is told."""
    with pytest.raises(StoreError) as told:
        use()
    message = str(told.value)
    assert "\n" not in message
    assert PASSWORD not in message
    assert "hunter2" not in message
    assert "127.0.0.1" in message, "it says which store"
    return message


def test_a_server_that_goes_away_is_one_message_and_its_return_is_noticed(postgres: PostgresServer) -> None:
    with Store(postgres.address(postgres.make_database())) as store:
        store.keep_tally("k", tally())
        name = store.keep_comparison(comparison())
        for _ in range(2):
            postgres.stop()
            for use in uses(store, name):
                assert "cannot be used: connection failed" in refused(use)
            postgres.start()
            assert same_tally(store.find_tally("k"), tally())
            assert store.find_comparison(name) == comparison()
        for use in uses(store, name):
            use()


def test_a_server_that_goes_away_while_a_run_is_written_is_one_message(postgres: PostgresServer) -> None:
    name = postgres.make_database()
    told: list[str] = []
    with Store(postgres.address(name)) as store:
        other = postgres.connect(name)
        other.execute("BEGIN")
        other.execute("LOCK TABLE runs")
        writer = threading.Thread(target=lambda: told.append(refused(lambda: store.keep_tally("k", tally()))))
        writer.start()
        until_somebody_waits(postgres, name)
        postgres.crash()  # in order, whoever holds the lock might be cut off first
        writer.join()
        other.close()
        assert len(told) == 1
        postgres.start()
        assert store.find_tally("k") is None
        store.keep_tally("k", tally())
        assert same_tally(store.find_tally("k"), tally())


def test_a_connection_that_an_administrator_ends_is_replaced(postgres: PostgresServer) -> None:
    name = postgres.make_database()
    with Store(postgres.address(name)) as store:
        store.keep_tally("k", tally())
        with postgres.connect() as administrator:
            ended = administrator.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s", [name]
            ).fetchall()
        assert ended == [(True,)]
        assert same_tally(store.find_tally("k"), tally())


def test_a_command_without_its_server_says_one_line(postgres: PostgresServer) -> None:
    location = postgres.address(postgres.make_database())
    command = [sys.executable, "-m", "simulator", "runs", "--json"]
    environment = {**os.environ, "LEADSIM_STORE": location}
    with Store(location) as store:
        name = store.keep_comparison(comparison())
    there = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert (there.returncode, there.stderr) == (0, "")
    assert name in there.stdout
    postgres.stop()
    gone = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert (gone.returncode, gone.stdout) == (1, "")
    assert len(gone.stderr.splitlines()) == 1
    assert "Connection refused" in gone.stderr
    for text in (there.stdout, gone.stderr):
        assert "hunter2" not in text


# -- what was acknowledged ----------------------------------------------------------------------------------

HASTY = {"synchronous_commit": "off"}  # a server's own setting that acknowledges before it writes


def _kept_before_a_crash(server: PostgresServer, answers: list[Comparison]) -> bool:
    """Return whether everything that was acknowledged just before the server crashed is there when it is back."""
    with Store(server.address(server.make_database(**HASTY))) as store:
        for number, answer in enumerate(answers):
            store.keep_tally(f"{number}", tally(number, months=1))
            store.keep_comparison(answer)
        server.crash()
        server.start()
        kept = store.find_tallies(f"{number}" for number in range(len(answers)))
        seeds = {identity.seed for _, _, identity in store.comparisons()}
        return len(kept) == len(answers) and seeds == {answer.identity.seed for answer in answers}


def test_what_was_kept_outlives_a_crash_of_the_server(postgres: PostgresServer) -> None:
    for length in (1, 5):
        assert _kept_before_a_crash(postgres, [comparison(seed=number) for number in range(length)])


def test_the_check_fails_where_a_server_acknowledges_before_it_writes(
    postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulator.store.database, "_safe_postgresql", lambda *_: None)
    assert not _kept_before_a_crash(postgres, [comparison(seed=number) for number in range(5)])


def test_a_stricter_server_stays_stricter(postgres: PostgresServer) -> None:
    for given, wanted in {"off": "on", "local": "local", "on": "on", "remote_apply": "remote_apply"}.items():
        location = postgres.address(postgres.make_database(synchronous_commit=given))
        with Store(location) as store:
            for _ in range(2):  # a rollback between two uses of a connection takes nothing back
                with store.connection() as connection:
                    assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == wanted
                    assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "1min"


# -- what is granted ----------------------------------------------------------------------------------------


def test_a_reader_reads_and_is_told_that_it_may_not_write(postgres: PostgresServer) -> None:
    database = postgres.make_database()
    with Store(postgres.address(database)) as store:
        store.keep_tally("k", tally())
        name = store.keep_comparison(comparison())
    reading = "GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest"
    with _guest(postgres, database, reading) as location, Store(location) as store:
        assert same_tally(store.find_tally("k"), tally())
        assert store.find_comparison(name) == comparison()
        assert store.size().answers == 1
        for use in (lambda: store.keep_tally("l", tally()), lambda: store.keep_comparison(comparison(seed=2))):
            assert "permission denied" in refused(use)
    assert rows(postgres.address(database), "runs", "comparisons") == [1, 1]


def test_who_may_write_need_not_own_the_tables(postgres: PostgresServer) -> None:
    database = postgres.make_database()
    Store(postgres.address(database)).close()
    writing = "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO guest"
    with _guest(postgres, database, writing) as location, Store(location) as store:
        store.keep_tally("k", tally())
        name = store.keep_comparison(comparison())
        for use in uses(store, name):
            use()
        assert rows(postgres.address(database), "runs", "comparisons") == [0, 1]


def test_who_may_not_make_tables_is_told_so(postgres: PostgresServer) -> None:
    database = postgres.make_database()
    with _guest(postgres, database, "REVOKE CREATE ON SCHEMA public FROM PUBLIC") as location:
        assert "permission denied for schema public" in refused(lambda: Store(location))


def test_a_database_that_is_read_only_is_read(postgres: PostgresServer) -> None:
    database = postgres.make_database()
    with Store(postgres.address(database)) as store:
        store.keep_tally("k", tally())
    fixed = postgres.address(database, options="-c default_transaction_read_only=on")
    with Store(fixed) as store:
        assert same_tally(store.find_tally("k"), tally())
        assert "read-only transaction" in refused(lambda: store.keep_tally("l", tally()))


@contextmanager
def _guest(server: PostgresServer, database: str, grant: str) -> Iterator[str]:
    """Give the address for somebody with few rights."""
    with server.connect(database) as administrator:
        administrator.execute(f"CREATE ROLE guest LOGIN PASSWORD '{PASSWORD}'")
        administrator.execute(grant)
        yield server.address(database, "guest")
        administrator.execute("DROP OWNED BY guest")
        administrator.execute("DROP ROLE guest")


# -- the server of the tests --------------------------------------------------------------------------------


def test_tests_without_a_server_are_skipped_or_fail_where_one_is_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tests.servers, "_programs", lambda: None)
    monkeypatch.delenv("LEADSIM_REQUIRE_SERVERS", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no PostgreSQL server here"):
        tests.servers.programs_or_skip()
    monkeypatch.setenv("LEADSIM_REQUIRE_SERVERS", "1")
    with pytest.raises(pytest.fail.Exception, match="no PostgreSQL server here"):
        tests.servers.programs_or_skip()
