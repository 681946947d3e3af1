"""A real PostgreSQL server for the tests: made in a folder of its own, on loopback, stopped by its process id.

Without a server program tests are skipped, and with LEADSIM_REQUIRE_SERVERS=1 they fail.
"""

from __future__ import annotations

import ctypes
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

import pytest

ADMINISTRATOR = "leadsim"
PASSWORD = "hunter2 @:/%#?é"  # noqa: S105 - everything that an address must escape
READY_WITHIN = 60.0  # seconds
PORTS, PORTS_TRIED = range(20_000, 32_000), 5
LIBRARY = ctypes.CDLL(None) if sys.platform == "linux" else None
PR_SET_PDEATHSIG = 1  # of Linux's prctl

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",  # processes are killed here, machines are not
    "wal_writer_delay": "10s",  # what was acknowledged before it was written does not get written by chance
    "logging_collector": "off",
}


class PostgresServer:
    """A server that can be stopped, crashed and started again; its data and its address stay."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._names = count(1)
        self._process: subprocess.Popen[str] | None = None
        self._log: list[str] = []
        self._user = _unprivileged()
        self.folder = Path(tempfile.mkdtemp(prefix="leadsim-postgresql-"))
        self.port = 0
        password = self.folder / "password"
        password.write_text(PASSWORD, encoding="utf-8")
        if self._user:
            os.chown(self.folder, self._user["user"], self._user["group"])
            os.chown(password, self._user["user"], self._user["group"])
        made = subprocess.run(
            [
                self._programs / "initdb", "--pgdata", self.folder / "data", "--username", ADMINISTRATOR,
                "--pwfile", password, "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale", "--no-sync",
            ],
            cwd=self.folder, capture_output=True, text=True, **self._user,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr

    # -- its life -------------------------------------------------------------------------------------

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start, and return once it takes connections."""
        for _ in range(PORTS_TRIED):
            port = self.port or _free_port()
            if self._start(port):
                self.port = port  # kept from the first start on: addresses that were given out stay right
                return
        raise AssertionError("".join(self._log))

    def _start(self, port: int) -> bool:
        command = [str(self._programs / "postgres"), "-D", str(self.folder / "data"), "-p", str(port)]
        for name, value in SETTINGS.items():
            command += ["-c", f"{name}={value}"]
        self._log = []
        answered = threading.Event()
        self._process = subprocess.Popen(
            command, cwd=self.folder, stderr=subprocess.PIPE, text=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - it takes no lock that a thread could hold
            **self._user,
        )  # fmt: skip
        self._listener = threading.Thread(target=self._listen, args=(self._process, answered))
        self._listener.start()
        assert answered.wait(READY_WITHIN), "".join(self._log)
        if any("ready to accept connections" in line for line in self._log):
            return True
        self.stop()
        return False

    def _listen(self, process: subprocess.Popen[str], answered: threading.Event) -> None:
        assert process.stderr is not None
        with process.stderr as lines:
            for line in lines:
                self._log.append(line)
                if "ready to accept connections" in line:
                    answered.set()
        answered.set()  # it has ended

    def stop(self) -> None:
        """Shut down in order, cutting off whoever is connected."""
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """End at once: what has not been written by now is lost."""
        self._end(signal.SIGQUIT)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._listener.join()
            self._process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    # -- its databases --------------------------------------------------------------------------------

    def address(self, database: str, user: str = ADMINISTRATOR, **query: str) -> str:
        """Return the address of a database, with the password."""
        import sqlalchemy as sa

        url = sa.URL.create("postgresql+psycopg", user, PASSWORD, "127.0.0.1", self.port, database, query)
        return url.render_as_string(hide_password=False)

    def connect(self, database: str = "postgres") -> Any:
        """Return a connection of psycopg, each statement a transaction of its own."""
        import psycopg

        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=ADMINISTRATOR, password=PASSWORD, dbname=database, autocommit=True
        )

    def make_database(self, options: str = "", **settings: str) -> str:
        """Make an empty database, with settings that its sessions start from, and return its name."""
        name = f"store_{next(self._names)}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name} {options}")
            for setting, value in settings.items():
                connection.execute(f"ALTER DATABASE {name} SET {setting} = '{value}'")
        return name

    def drop_databases(self) -> None:
        """Drop all that were made."""
        with self.connect() as connection:
            found = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'store_%'").fetchall()
            for (name,) in found:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _unprivileged() -> dict[str, Any]:
    """Return as whom a server runs: PostgreSQL refuses to run as root."""
    if not hasattr(os, "geteuid") or os.geteuid():
        return {}
    import pwd

    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _end_with_parent() -> None:
    """Shut down when the tests are killed; only Linux can say so."""
    if LIBRARY:
        LIBRARY.prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _free_port() -> int:
    """Return a port below those that clients get: none of them can take it while the server is stopped."""
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as listener, suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port


def _programs() -> Path | None:
    """Return the folder of the server's programs; Debian keeps them off the path, one folder for each version."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: folder.parent.name, reverse=True)
    return next((each for each in folders if (each / "initdb").exists() and (each / "postgres").exists()), None)


def programs_or_skip() -> Path:
    """Return the folder of the server's programs; without them a test is skipped, or fails where they are required."""
    programs = _programs()
    if programs is not None:
        return programs
    reason = "there is no PostgreSQL server here (Debian's package is postgresql)"
    if os.environ.get("LEADSIM_REQUIRE_SERVERS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def postgres_of_session() -> Iterator[PostgresServer]:
    server = PostgresServer(programs_or_skip())
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def postgres(postgres_of_session: PostgresServer) -> Iterator[PostgresServer]:
    """Give a running server without databases of other tests; a test may stop it."""
    server = postgres_of_session
    yield server
    if not server.running:
        server.start()
    server.drop_databases()


@pytest.fixture(params=["sqlite", "postgresql"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give where a new store may be, in either database."""
    if request.param == "sqlite":
        return str(tmp_path / "deep" / "er" / "store.sqlite")
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.address(server.make_database())
