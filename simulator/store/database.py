"""Where the store is, how its database is opened, and what a failure of it is called.

Either database is opened so that a commit waits for the disk, and nobody waits for another writer for ever.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from simulator.errors import StoreError

if TYPE_CHECKING:
    import psycopg

WAIT_FOR_LOCK = 60.0  # seconds
SQLITE = ("sqlite", "sqlite+pysqlite")
POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")

SHOWN = ("host", "port", "mode", "uri")  # of what follows the ? in an address; the rest may be a password

# What SQLAlchemy logs when an interrupt ends the use of a connection, it raises as well.
logging.getLogger("sqlalchemy.pool").addHandler(logging.NullHandler())

# What the address does not say otherwise. A server that is switched off says nothing: it is given up after a minute.
SERVER_DEFAULTS = {
    "application_name": "leadsim",
    "client_encoding": "utf8",
    "connect_timeout": "10",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",
}


def default_location() -> str:
    """Return where the store is: `LEADSIM_STORE`, or a file in the user's data folder."""
    if given := os.environ.get("LEADSIM_STORE"):
        return given
    return str(Path(platformdirs.user_data_dir("leadsim", appauthor=False)) / "leadsim.sqlite")


def find_database(given: str) -> tuple[sa.URL, str]:
    """Return the address of the database at a path or an address, and how people are told it: without a password."""
    if "://" not in given:
        return _file(given), given
    url = _address(given)
    hidden = {key for key in url.query if key not in SHOWN}
    return url, url.difference_update_query(hidden).render_as_string(hide_password=True)


def open_database(url: sa.URL) -> sa.Engine:
    """Return the database, which is connected to when it is first used."""
    if url.drivername in SQLITE:
        engine = sa.create_engine(url, connect_args={"timeout": WAIT_FOR_LOCK})
        sa.event.listen(engine, "connect", _safe_sqlite)
        return engine
    engine = sa.create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={key: value for key, value in SERVER_DEFAULTS.items() if key not in url.query},
        isolation_level="READ COMMITTED",  # whatever the server's own default is
        pool_pre_ping=True,  # a connection may have died since it was last used
    )
    sa.event.listen(engine, "connect", _safe_postgresql)
    return engine


@contextmanager
def reporting(location: str) -> Iterator[None]:
    """Turn whatever a database says into one line of a StoreError."""
    try:
        yield
    except ImportError as error:
        raise StoreError(
            f"the store {location} cannot be used: {_first_line(error)}; "
            "PostgreSQL needs what `pip install 'leadsim[server]'` brings"
        ) from error
    except (SQLAlchemyError, UnicodeError) as error:
        # UnicodeError: a damaged file in SQLite's own messages, or a host that cannot be one.
        raise StoreError(f"the store {location} cannot be used: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    lines = str(getattr(error, "orig", None) or error).splitlines()
    return lines[0] if lines else type(error).__name__


def _address(given: str) -> sa.URL:
    # No message shows what was given in full: there may be a password in it.
    kind = given.partition("://")[0]
    try:
        url = sa.make_url(given)
    except (SQLAlchemyError, ValueError):
        raise StoreError(f"the store {kind}://… cannot be used: this is not the address of a database") from None
    if "@" in (url.host or ""):
        raise StoreError(f"the store {kind}://… cannot be used: an @ in a password is written %40 in an address")
    if url.drivername not in SQLITE + POSTGRESQL:
        raise StoreError(
            f"the store {kind}://… cannot be used: a store is the path of a file, or sqlite:///… or postgresql://…"
        )
    return url


def _file(given: str) -> sa.URL:
    try:
        Path(given).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the store {given} cannot be made: {error.strerror}") from error
    return sa.URL.create("sqlite", database=given)


def _safe_sqlite(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA synchronous=FULL")
    patience = time.monotonic() + WAIT_FOR_LOCK
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            # SQLite does not wait by itself where several processes do this to a new file at the same moment.
            if "locked" not in str(error) or time.monotonic() > patience:
                raise
            time.sleep(0.01)
        else:
            return


def _safe_postgresql(connection: psycopg.Connection, _: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {int(1_000 * WAIT_FOR_LOCK)}")
        # A server may be told to acknowledge before it has written; a stricter setting of it is left as it is.
        cursor.execute(
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
        )
    connection.commit()
