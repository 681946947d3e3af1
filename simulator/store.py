"""What is kept: runs by their content, and comparisons with their records, in a database.

SQLite by default, one file in the user's data folder, in write-ahead mode with full synchronization: every
commit is a finished run, and killing anything at any time loses at most the run in hand. `LEADSIM_STORE` (a
database URL or the path of a SQLite file) puts it elsewhere.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import platformdirs
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from simulator.errors import InputError, StoreError, nearest_names
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from simulator.results import Comparison, Identity, Record

FORMAT = 3  # of the tables and of what is in them
WAIT_FOR_LOCK = 60.0  # seconds

Row = dict[str, Any]

METADATA = sa.MetaData()

SCHEMA = sa.Table("schema_version", METADATA, sa.Column("version", sa.Integer, primary_key=True))

TALLIES = sa.Table(
    "tallies", METADATA,
    sa.Column("model_key", sa.String(64), primary_key=True),
    sa.Column("axes", sa.Text, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sa.Column("checksum", sa.String(64), nullable=False),
    sa.Column("created", sa.String(32), nullable=False),
)  # fmt: skip

COMPARISONS = sa.Table(
    "comparisons", METADATA,
    sa.Column("id", sa.String(12), primary_key=True),
    sa.Column("identity", sa.Text, nullable=False),
    sa.Column("records", sa.LargeBinary, nullable=False),
    sa.Column("checksum", sa.String(64), nullable=False),
    sa.Column("created", sa.String(32), nullable=False),
)  # fmt: skip


def default_location() -> str:
    """Return where the store is: `LEADSIM_STORE`, or a file in the user's data folder."""
    if given := os.environ.get("LEADSIM_STORE"):
        return given
    return str(Path(platformdirs.user_data_dir("leadsim", appauthor=False)) / "leadsim.sqlite")


class Store:
    """The store. Satisfies `simulator.results.RunSink`; use it as a context manager.

    `location` is how people are told where it is, without the password of a database. Raises StoreError where
    the database cannot be opened or read, or where what it holds has been damaged.
    """

    def __init__(self, location: str | None = None) -> None:
        given = location or default_location()
        url = _address(given) if "://" in given else _file(given)
        self.location = url.render_as_string(hide_password=True) if "://" in given else given
        with self._reporting():
            self._engine = _open(url)
            try:
                self._prepare()
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
        row = self._row(TALLIES, model_key)
        if row is None:
            return None
        axes = json.loads(row["axes"])
        if axes["quantities"] != [quantity.name for quantity in Quantity]:
            raise StoreError(f"run {model_key[:12]} was kept by another version of leadsim")
        return Tally(_unpack(row["data"]), tuple(axes["groups"]))

    def keep_tally(self, model_key: str, tally: Tally) -> None:
        """Keep what happened in a run; once this returns it is on disk."""
        axes = {"quantities": [quantity.name for quantity in Quantity], "groups": tally.groups}
        self._keep(TALLIES, {"model_key": model_key}, axes, tally.counts)

    # -- comparisons ----------------------------------------------------------------------------------

    def keep_comparison(self, comparison: Comparison) -> str:
        """Keep an answer as the newest and return its id; the same answer has the same id and is kept once."""
        identity = json.dumps(asdict(comparison.identity), sort_keys=True)
        records = json.dumps([record.as_dict() for record in comparison.records])
        name = hashlib.sha256((identity + records).encode()).hexdigest()[:12]
        row = {"id": name, "identity": identity, "records": zlib.compress(records.encode())}
        with self._reporting(), self._engine.begin() as connection:
            connection.execute(sa.delete(COMPARISONS).where(COMPARISONS.c.id == name))
            connection.execute(sa.insert(COMPARISONS).values(_sealed(row)))
        return name

    def comparisons(self) -> Sequence[tuple[str, str, Identity]]:
        """Return (id, when, identity) of every kept answer, newest first."""
        rows = self._rows(sa.select(COMPARISONS).order_by(COMPARISONS.c.created.desc(), COMPARISONS.c.id))
        return [(row["id"], row["created"], _identity(row["identity"])) for row in rows]

    def find_comparison(self, name: str) -> Comparison:
        """Return a kept answer by its id or the beginning of it; InputError if there is none or several."""
        with self._reporting(), self._engine.connect() as connection:
            ids = [str(known) for known in connection.execute(sa.select(COMPARISONS.c.id)).scalars()]
        matching = sorted(known for known in ids if known.startswith(name))
        row = self._row(COMPARISONS, matching[0]) if len(matching) == 1 else None
        if row is None:
            raise InputError(
                "this could be several runs" if matching else "there is no such run",
                found=name,
                allowed="an id that `leadsim runs` lists",
                nearest=matching[:3] or nearest_names(name, ids),
            )
        records = json.loads(zlib.decompress(row["records"]))
        return Comparison(_identity(row["identity"]), tuple(Record.from_dict(record) for record in records))

    # -- how ------------------------------------------------------------------------------------------

    def _keep(self, table: sa.Table, keys: dict[str, str], axes: dict[str, Any], array: npt.NDArray[Any]) -> None:
        row = _sealed({**keys, "axes": json.dumps(axes), "data": _pack(array)})
        # Equal content has an equal key, so whoever comes second has nothing to add.
        with self._reporting(), suppress(IntegrityError), self._engine.begin() as connection:
            connection.execute(sa.insert(table).values(row))

    def _row(self, table: sa.Table, key: str) -> Row | None:
        rows = self._rows(sa.select(table).where(table.primary_key.columns[0] == key))
        return rows[0] if rows else None

    def _rows(self, query: sa.Select[Any]) -> list[Row]:
        """Return rows that are as they were written."""
        with self._reporting(), self._engine.connect() as connection:
            try:
                rows = [dict(row._mapping) for row in connection.execute(query)]
            except TypeError:  # a value of another type than its column's
                rows = [{}]
        if any(row != _sealed(row) for row in rows):
            raise StoreError(
                f"a result in the store {self.location} has been damaged: its checksum does not match; "
                "move the store away, or name another place with LEADSIM_STORE"
            )
        return rows

    def _prepare(self) -> None:
        """Make what is missing and refuse another format; several processes may do so at the same moment."""
        with self._engine.begin() as connection:
            if self._engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            SCHEMA.create(connection, checkfirst=True)
            found = connection.execute(sa.select(SCHEMA.c.version)).scalar()
            if found is None:
                connection.execute(sa.insert(SCHEMA).values(version=FORMAT))
            elif found != FORMAT:
                raise StoreError(
                    f"the store {self.location} has format {found}, and this leadsim reads format {FORMAT}; "
                    "name another place with LEADSIM_STORE"
                )
            METADATA.create_all(connection)

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, ImportError, UnicodeDecodeError) as error:
            # ImportError: the driver of another database; UnicodeDecodeError: a damaged file in SQLite's own messages.
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise StoreError(f"the store {self.location} cannot be used: {reason}") from error


def _address(given: str) -> sa.URL:
    try:
        return sa.make_url(given)
    except (SQLAlchemyError, ValueError):  # not shown in full: there may be a password in it
        kind = given.partition("://")[0]
        raise StoreError(f"the store {kind}://… cannot be used: this is not the address of a database") from None


def _file(given: str) -> sa.URL:
    try:
        Path(given).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the store {given} cannot be made: {error.strerror}") from error
    return sa.URL.create("sqlite", database=given)


def _open(url: sa.URL) -> sa.Engine:
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url)
    engine = sa.create_engine(url, connect_args={"timeout": WAIT_FOR_LOCK})
    sa.event.listen(engine, "connect", _safe_sqlite)
    return engine


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


def _pack(array: npt.NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    return zlib.compress(buffer.getvalue(), level=6)


def _unpack(data: bytes) -> npt.NDArray[Any]:
    array: npt.NDArray[Any] = np.load(io.BytesIO(zlib.decompress(data)), allow_pickle=False)
    return array


def _sealed(row: Row) -> Row:
    """Return a row with the moment it was made and the checksum of all its columns, each with name and length."""
    row = {"created": _now(), **row}
    digest = hashlib.sha256()
    for column, value in sorted(row.items()):
        if column != "checksum":
            data = value if isinstance(value, bytes) else repr(value).encode()
            digest.update(f"{column} {len(data)} ".encode() + data)
    return {**row, "checksum": digest.hexdigest()}


def _identity(text: str) -> Identity:
    data = json.loads(text)
    lists: dict[str, Any] = {key: tuple(value) for key, value in data.items() if isinstance(value, list)}
    return Identity(**{**data, **lists})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
