"""Runs to keep, whether two are the same to the bit, and a way to a database that goes past the store."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import sqlalchemy as sa

from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from tests.servers import PostgresServer

GROUPS = ("black", "white", "other", "Māori, ﷽")


def tally(seed: int = 1, months: int = 24) -> Tally:
    """Return a tally of whole counts, fractions, and the numbers that a text format would lose."""
    luck = np.random.default_rng(seed)
    counts = luck.gamma(0.3, 50.0, size=(months, len(Quantity), len(GROUPS) + 1))
    counts[::2] = np.floor(counts[::2])
    counts[0, 0, :5] = [-0.0, 5e-324, 1e308, 0.1 + 0.2, math.pi]
    return Tally(counts, GROUPS)


def same_tally(one: Tally | None, other: Tally) -> bool:
    return one is not None and one.groups == other.groups and same_array(one.counts, other.counts)


def same_array(one: Any, other: Any) -> bool:
    return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()


@contextmanager
def directly(location: str) -> Iterator[sa.Connection]:
    """Give a connection to the database of a store, each statement a transaction of its own."""
    url = f"{location}?client_encoding=utf8" if "://" in location else f"sqlite:///{location}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection


def rows(location: str, *tables: str) -> list[int]:
    """Return how many rows each table has."""
    with directly(location) as connection:
        return [int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()) for table in tables]  # noqa: S608


def until_somebody_waits(server: PostgresServer, database: str) -> None:
    """Return once a session of the database waits for a lock."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
    with server.connect() as connection:
        for _ in range(100_000):
            if connection.execute(query, [database]).fetchone() != (0,):
                return
    raise AssertionError("nobody waits")
