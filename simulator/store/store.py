"""The store: runs and answers kept in a database, found again, and checked when they are read."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from simulator.errors import InputError, StoreError, nearest_names
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from simulator.results import Comparison, Identity
from simulator.store.database import default_location, find_database, open_database, reporting
from simulator.store.formats import prepare
from simulator.store.overview import Overview, nets_data, overview_of
from simulator.store.rows import Row, pack, refuse_damaged, sealed, unpack, with_checksum
from simulator.store.tables import ANSWERS, COMPARISONS, LIVES, RUNS, be_alone

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

QUANTITIES = [quantity.name for quantity in Quantity]  # in the order of the axis
KEYS_AT_ONCE = 500  # databases limit how many values a question may name


@dataclass(frozen=True)
class Size:
    """What a store holds: bytes of its tables, how many answers, and how many runs of each version of the model."""

    bytes: int
    answers: int
    runs: Mapping[str, int]


@dataclass(frozen=True)
class Lives:
    """Lives as plain data, by the name of what they are made of."""

    id: str
    made: Mapping[str, Any]


class Store:
    """The store. Satisfies `simulator.results.RunSink`; use it as a context manager.

    `location` is how people are told where it is, without the password of a database. Raises StoreError where
    the database cannot be opened or read, or where what it holds has been damaged. Where a server was away, the
    same store works again once it is back.
    """

    def __init__(self, location: str | None = None) -> None:
        url, self.location = find_database(location or default_location())
        with reporting(self.location):
            self._engine = open_database(url)
            try:
                prepare(self._engine, self.location)
            except BaseException:
                self.close()
                raise

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    # -- runs -----------------------------------------------------------------------------------------

    def find_tally(self, model_key: str) -> Tally | None:
        """Return what happened in a run, if it is kept."""
        return self.find_tallies([model_key]).get(model_key)

    def find_tallies(self, model_keys: Iterable[str]) -> dict[str, Tally]:
        """Return what happened in those of these runs that are kept; all at once in memory, about 0.4 MB each."""
        found = {}
        for keys in _portions(dict.fromkeys(model_keys)):
            for row in self._rows(sa.select(RUNS).where(RUNS.c.model_key.in_(keys))):
                found[row["model_key"]] = _tally(row)
        return found

    def has_tallies(self, model_keys: Iterable[str]) -> set[str]:
        """Return which of these runs are kept, without reading them."""
        found: set[str] = set()
        with self.connection() as connection:
            for keys in _portions(model_keys):
                query = sa.select(RUNS.c.model_key).where(RUNS.c.model_key.in_(keys))
                found.update(connection.execute(query).scalars())
        return found

    def keep_tally(self, model_key: str, tally: Tally) -> None:
        """Keep what happened in a run; once this returns it is on disk."""
        self.keep_tallies({model_key: tally})

    def keep_tallies(self, tallies: Mapping[str, Tally]) -> None:
        """Keep what happened in several runs, all or none; once this returns they are on disk."""
        # In one order: two writers that take the same runs in different orders would each wait for the other.
        rows = [_run(model_key, tallies[model_key]) for model_key in sorted(tallies)]
        if rows:  # equal content has an equal key, so whoever comes second has nothing to add
            self._write(self._insert(RUNS).on_conflict_do_nothing(index_elements=[RUNS.c.model_key]), rows)

    # -- comparisons ----------------------------------------------------------------------------------

    def keep_comparison(self, comparison: Comparison) -> str:
        """Keep an answer as the newest and return its id; the same answer has the same id and is kept once."""
        with self.connection() as connection:
            name = self.add_comparison(connection, comparison)
            connection.commit()
        return name

    def add_comparison(self, connection: sa.Connection, comparison: Comparison) -> str:
        """Keep an answer in a transaction, whose end keeps all of it or nothing, and return its id."""
        answer = comparison.as_dict()
        identity = json.dumps(answer.pop("run"), sort_keys=True)
        name = hashlib.sha256((identity + json.dumps(answer["estimates"])).encode()).hexdigest()[:12]
        nets = json.dumps(nets_data(comparison.identity.scenarios, answer["estimates"]))
        packed = zlib.compress(json.dumps(answer).encode())
        self.put(connection, ANSWERS, sealed({"id": name, "identity": identity, "nets": nets}))
        self.put(connection, COMPARISONS, with_checksum({"id": name, "records": packed}))
        return name

    def answers(self) -> Sequence[Overview]:
        """Return what a list says of every kept answer, newest first by the clocks of those who kept them."""
        rows = sorted(self._rows(sa.select(ANSWERS)), key=lambda row: str(row["id"]))
        rows.sort(key=lambda row: str(row["created"]), reverse=True)
        return [overview_of(row) for row in rows]

    def comparisons(self) -> Sequence[tuple[str, str, Identity]]:
        """Return (id, when, identity) of every kept answer, newest first."""
        return [(each.id, each.created, each.identity) for each in self.answers()]

    def find_comparison(self, name: str) -> Comparison:
        """Return a kept answer by its id or the beginning of it; InputError if there is none or several."""
        with self.connection() as connection:
            ids = [str(known) for known in connection.execute(sa.select(ANSWERS.c.id)).scalars()]
        matching = sorted(known for known in ids if known.startswith(name))
        if len(matching) != 1:
            raise InputError(
                "this could be several runs" if matching else "there is no such run",
                found=name,
                allowed="an id that `leadsim runs` lists",
                nearest=matching[:3] or nearest_names(name, ids),
            )
        listed, whole = (self._row(table, matching[0]) for table in (ANSWERS, COMPARISONS))
        if listed is None or whole is None:
            raise StoreError(f"a result in the store {self.location} has been damaged: a part of it is not there")
        answer = json.loads(zlib.decompress(whole["records"]))
        if isinstance(answer, list):  # an earlier leadsim kept records alone
            answer = {"estimates": answer}
        return Comparison.from_dict({"run": json.loads(listed["identity"]), **answer})

    # -- lives ----------------------------------------------------------------------------------------

    def add_lives(self, connection: sa.Connection, lives: Lives) -> str:
        """Keep lives in a transaction, and return their name."""
        packed = zlib.compress(json.dumps(lives.made, allow_nan=False).encode())
        self.put(connection, LIVES, sealed({"id": lives.id, "data": packed}))
        return lives.id

    def find_lives(self, name: str) -> Mapping[str, Any] | None:
        """Return the lives that are kept under a name, if there are any."""
        row = self._row(LIVES, name)
        found: Mapping[str, Any] | None = json.loads(zlib.decompress(row["data"])) if row else None
        return found

    # -- how much, and how to have less ---------------------------------------------------------------

    def size(self) -> Size:
        """Return how much is kept."""
        sizes = {
            "sqlite": "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
            "postgresql": "SELECT sum(pg_total_relation_size(t)) "
            "FROM unnest('{runs,answers,comparisons,lives,jobs}'::regclass[]) t",
        }
        by_model = sa.select(RUNS.c.model, sa.func.count()).group_by(RUNS.c.model).order_by(RUNS.c.model)
        with self.connection() as connection:
            return Size(
                bytes=int(connection.exec_driver_sql(sizes[self._engine.dialect.name]).scalar_one()),
                answers=connection.execute(sa.select(sa.func.count()).select_from(ANSWERS)).scalar_one(),
                runs={str(model): int(count) for model, count in connection.execute(by_model)},
            )

    def prune(self, models: Collection[str]) -> int:
        """Remove the runs of all versions of the model but these, and return how many; answers stay.

        A run answers only the version of the model that made it. A file becomes smaller; a server keeps the room
        for what comes next.
        """
        with self.connection() as connection:
            removed = connection.execute(sa.delete(RUNS).where(RUNS.c.model.not_in(models))).rowcount
            connection.commit()
        with self.connection() as connection:  # neither database does this inside of a transaction
            cleaning = connection.execution_options(isolation_level="AUTOCOMMIT")
            cleaning.exec_driver_sql("VACUUM" if self._engine.dialect.name == "sqlite" else "VACUUM runs")
        return removed

    # -- how ------------------------------------------------------------------------------------------

    @contextmanager
    def alone(self, lock: int) -> Iterator[sa.Connection]:
        """Give a transaction that no other under the same lock overlaps, in whatever process."""
        with reporting(self.location), self._engine.begin() as connection:
            be_alone(connection, lock)
            yield connection

    def put(self, connection: sa.Connection, table: sa.Table, row: Row) -> None:
        """Write a row in the place of the one with its id, if there is one."""
        insert = self._insert(table).on_conflict_do_update(index_elements=[table.c.id], set_=row)
        connection.execute(insert, [row])

    def _insert(self, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
        """Return an insertion that can say what to do about an equal key; each database has its own."""
        if self._engine.dialect.name == "sqlite":
            from sqlalchemy.dialects import sqlite

            return sqlite.insert(table)
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)

    def _write(self, statement: sa.Insert, rows: list[Row]) -> None:
        with self.connection() as connection:
            connection.execute(statement, rows)
            connection.commit()

    @contextmanager
    def connection(self) -> Iterator[sa.Connection]:
        """Give a connection; whatever the database says is one line of a StoreError."""
        with reporting(self.location), self._engine.connect() as connection:
            yield connection

    def _row(self, table: sa.Table, name: str) -> Row | None:
        """Return the row of an id, if there is one."""
        return next(iter(self._rows(sa.select(table).where(table.c.id == name))), None)

    def _rows(self, query: sa.Select[Any]) -> list[Row]:
        """Return rows that are as they were written."""
        with self.connection() as connection:
            rows = [dict(row._mapping) for row in connection.execute(query)]
        refuse_damaged(rows, "result", self.location)
        return rows


def _portions(keys: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(keys)
    while portion := list(islice(waiting, KEYS_AT_ONCE)):
        yield portion


def _run(model_key: str, tally: Tally) -> Row:
    from simulator.experiment.setup import model_version  # reading answers needs no model

    axes = {"months": len(tally.counts), "quantities": QUANTITIES, "groups": tally.groups}
    return sealed(
        {"model_key": model_key, "model": model_version(), "axes": json.dumps(axes), "data": pack(tally.counts)}
    )


def _tally(row: Row) -> Tally:
    axes = json.loads(row["axes"])
    months, quantities, groups = axes["months"], axes["quantities"], axes["groups"]
    if quantities != QUANTITIES:
        raise StoreError(f"run {row['model_key'][:12]} was kept by another version of leadsim")
    return Tally(unpack(row["data"], (months, len(quantities), len(groups) + 1)), tuple(groups))
