"""A place that will not do is refused in one message, and no message shows a password."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import simulator.store.database
from simulator.errors import StoreError
from simulator.store import Store, default_location
from tests.report.samples import comparison
from tests.servers import PASSWORD, PostgresServer
from tests.store.samples import rows, same_tally, tally


def test_the_place_is_named_by_the_environment_or_in_the_users_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADSIM_STORE", "/somewhere/x.sqlite")
    assert default_location() == "/somewhere/x.sqlite"
    monkeypatch.delenv("LEADSIM_STORE")
    assert Path(default_location()).is_absolute()
    assert Path(default_location()).name == "leadsim.sqlite"


# -- SQLite -------------------------------------------------------------------------------------------------


def test_every_connection_to_a_file_writes_ahead_and_waits_for_the_disk(tmp_path: Path) -> None:
    with (
        Store(str(tmp_path / "store.sqlite")) as store,
        store._engine.connect() as one,
        store._engine.connect() as other,
    ):
        for connection in (one, other):
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2, "2 is FULL"
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 60_000


def test_an_address_works_like_a_path(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    for address in (f"sqlite:///{path}", f"sqlite+pysqlite:///{path}"):
        with Store(address) as store:
            store.keep_tally("k", tally())
            assert store.location == address
    with Store(str(path)) as again:
        assert same_tally(again.find_tally("k"), tally())


def _text_file(folder: Path) -> str:
    (folder / "notes.txt").write_text("not a database, and dear to somebody\n" * 100)
    return str(folder / "notes.txt")


def _under_a_file(folder: Path) -> str:
    return str(Path(_text_file(folder)) / "store.sqlite")


def _other_tables(folder: Path) -> str:
    direct = sqlite3.connect(folder / "other.sqlite")
    direct.execute("CREATE TABLE schema_version (name TEXT)")
    direct.commit()
    direct.close()
    return str(folder / "other.sqlite")


NOWHERE = "127.0.0.1:1"  # a port that nothing listens on
UNUSABLE: dict[str, tuple[Callable[[Path], str], str]] = {
    "a folder": (str, "unable to open database file"),
    "a text file": (_text_file, "file is not a database"),
    "a file where a folder should be": (_under_a_file, "cannot be made: "),
    "a missing folder": (lambda folder: f"sqlite:///{folder}/missing/store.sqlite", "unable to open database file"),
    "another program's tables": (_other_tables, "no such column"),
    "an unknown database": (lambda folder: f"nosuch://{folder}/x", "a store is the path of a file, or sqlite:///"),
    "another database": (lambda _: "mysql://reader:hunter2@host/leadsim", "or postgresql://"),
    "another driver": (lambda _: "postgresql+asyncpg://reader:hunter2@host/leadsim", "or postgresql://"),
    "no address at all": (lambda _: "://", "not the address of a database"),
    "an address that cannot be read": (lambda _: "pg://r:hunter2@[:/x", "not the address of a database"),
    "a port that is no number": (lambda _: "postgresql://r:hunter2@host:x/d", "not the address of a database"),
    "a port that cannot be": (lambda _: "postgresql://r:hunter2@127.0.0.1:99999999/d", "port"),
    "an @ in a password": (lambda _: "postgresql://r:o@hunter2@host/d", "an @ in a password is written %40"),
    "nobody there": (lambda _: f"postgresql://r:hunter2@{NOWHERE}/d", "Connection refused"),
    "nobody there, the long way": (lambda _: f"postgresql+psycopg://r:hunter2@{NOWHERE}/d", "Connection refused"),
    "nobody there, the short way": (lambda _: f"postgres://r:hunter2@{NOWHERE}/d", "Connection refused"),
    "a password that stands elsewhere": (
        lambda _: f"postgresql://{NOWHERE}/d?password=hunter2&sslpassword=hunter2&user=r",
        "Connection refused",
    ),
    "a host that cannot be": (lambda _: f"postgresql://r:hunter2@{'x' * 300}/d", "cannot be used"),
    "a host without a letter": (lambda _: "postgresql://r:hunter2@a..b/d", "cannot be used"),
    "a setting that does not exist": (lambda _: f"postgresql://r:hunter2@{NOWHERE}/d?nosuch=hunter2", "nosuch"),
    "a setting that is no number": (lambda _: f"postgresql://r:hunter2@{NOWHERE}/d?connect_timeout=x", "timeout"),
    "a database that nobody can name": (lambda _: f"postgresql://r:hunter2@{NOWHERE}/a%00b", "cannot be used"),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_a_place_that_will_not_do_is_refused_in_one_message(case: str, tmp_path: Path) -> None:
    make, problem = UNUSABLE[case]
    location = make(tmp_path)
    with pytest.raises(StoreError) as refused:
        Store(location)
    message = str(refused.value)
    assert problem in message
    assert "\n" not in message
    assert "hunter2" not in message
    assert location in message or "://" in location, "it says which place"
    assert refused.value.exit_code == 1


def test_a_missing_driver_is_named_with_what_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"pip install 'leadsim\[server\]'"):
        Store("postgresql://r:hunter2@127.0.0.1:1/d")


@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    for location in (tmp_path / "store.sqlite", tmp_path / "below" / "store.sqlite"):
        with pytest.raises(StoreError):
            Store(str(location))
    tmp_path.chmod(0o700)


def test_a_store_that_is_read_only_is_read_and_refuses_to_keep(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with Store(str(path)) as store:
        store.keep_tally("k", tally())
        name = store.keep_comparison(comparison())
    with Store(f"sqlite:///file:{path}?mode=ro&uri=true") as fixed:
        assert same_tally(fixed.find_tally("k"), tally())
        assert fixed.find_comparison(name) == comparison()
        for keep in (lambda: fixed.keep_tally("l", tally()), lambda: fixed.keep_comparison(comparison(seed=2))):
            with pytest.raises(StoreError, match="readonly database") as refused:
                keep()
            assert "\n" not in str(refused.value)


def test_a_file_that_is_not_a_store_is_left_as_it_was(tmp_path: Path) -> None:
    location = Path(_text_file(tmp_path))
    before = location.read_bytes()
    with pytest.raises(StoreError):
        Store(str(location))
    assert location.read_bytes() == before


def test_a_store_is_opened_while_another_writes(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with Store(str(path)) as store:
        store.keep_tally("k", tally())
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with Store(str(path)) as reader:
        assert same_tally(reader.find_tally("k"), tally())
    writer.close()


class Busy:
    """A connection whose file others are turning to write-ahead mode, which SQLite does not wait for by itself."""

    def __init__(self, times: int, problem: str = "database is locked") -> None:
        self.times, self.problem = times, problem

    def execute(self, statement: str) -> None:
        if "journal_mode" in statement:
            self.times -= 1
            if self.times >= 0:
                raise sqlite3.OperationalError(self.problem)


def test_processes_that_make_a_file_at_the_same_moment_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(simulator.store.database.time, "sleep", slept.append)
    simulator.store.database._safe_sqlite(Busy(3), None)
    assert len(slept) == 3
    with pytest.raises(sqlite3.OperationalError, match="disk"):
        simulator.store.database._safe_sqlite(Busy(1, "disk I/O error"), None)
    monkeypatch.setattr(simulator.store.database, "WAIT_FOR_LOCK", -1.0)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        simulator.store.database._safe_sqlite(Busy(1), None)
    assert len(slept) == 3


# -- PostgreSQL ---------------------------------------------------------------------------------------------


def test_all_names_of_postgresql_lead_to_the_same_store(postgres: PostgresServer) -> None:
    address = postgres.address(postgres.make_database())
    for number, kind in enumerate(("postgresql+psycopg", "postgresql", "postgres")):
        with Store(address.replace("postgresql+psycopg", kind)) as store:
            store.keep_tally(kind, tally(seed=number))
            assert store.location.startswith(f"{kind}://leadsim:***@127.0.0.1:")
            assert PASSWORD not in store.location
    assert rows(address, "runs") == [3]


def test_a_wrong_password_and_a_missing_database_are_refused(postgres: PostgresServer) -> None:
    address = postgres.address(postgres.make_database())
    wrong = address.replace("hunter2", "hunter3")
    assert wrong != address
    cases = {wrong: "password authentication failed", postgres.address("nosuch"): "does not exist"}
    for location, problem in cases.items():
        with pytest.raises(StoreError, match=problem) as refused:
            Store(location)
        assert "hunter" not in str(refused.value)
        assert "\n" not in str(refused.value)


def test_another_programs_tables_are_not_taken_for_a_store(postgres: PostgresServer) -> None:
    name = postgres.make_database()
    with postgres.connect(name) as connection:
        connection.execute("CREATE TABLE schema_version (name TEXT)")
    with pytest.raises(StoreError, match="version") as refused:
        Store(postgres.address(name))
    assert "\n" not in str(refused.value)
