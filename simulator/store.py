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
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import platformdirs
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from simulator.costs.ledger import Ledger
from simulator.errors import InputError, StoreError, nearest_names
from simulator.model.tally import Quantity, Tally
from simulator.results import Comparison, Identity, Record

SCHEMA_VERSION = 1
WAIT_FOR_LOCK = 60.0  # seconds

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

LEDGERS = sa.Table(
    "ledgers", METADATA,
    sa.Column("money_key", sa.String(64), primary_key=True),
    sa.Column("model_key", sa.String(64), nullable=False, index=True),
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

    Raises StoreError where the database cannot be opened or read, or where kept data has been damaged.
    """

    def __init__(self, location: str | None = None) -> None:
        self.location = location or default_location()
        self._engine = _open(self.location)
        with self._reporting():
            METADATA.create_all(self._engine)
            self._check_version()

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
        row = self._row(sa.select(TALLIES).where(TALLIES.c.model_key == model_key))
        if row is None:
            return None
        axes = json.loads(row.axes)
        if axes["quantities"] != [quantity.name for quantity in Quantity]:
            raise StoreError(f"run {model_key[:12]} was kept by another version of leadsim")
        return Tally(_unpack(row.data, row.checksum), tuple(axes["groups"]))

    def keep_tally(self, model_key: str, tally: Tally) -> None:
        """Keep what happened in a run; once this returns it is on disk."""
        axes = {"quantities": [quantity.name for quantity in Quantity], "groups": tally.groups}
        self._keep(TALLIES, {"model_key": model_key}, axes, tally.counts)

    def find_ledger(self, money_key: str) -> Ledger | None:
        """Return what a run cost, if it is kept."""
        row = self._row(sa.select(LEDGERS).where(LEDGERS.c.money_key == money_key))
        if row is None:
            return None
        axes = json.loads(row.axes)
        cents = _unpack(row.data, row.checksum)
        return Ledger(cents, tuple(axes["payers"]), tuple(axes["lines"]), tuple(axes["program"]))

    def keep_ledger(self, money_key: str, model_key: str, ledger: Ledger) -> None:
        """Keep what a run cost."""
        axes = {"payers": ledger.payers, "lines": ledger.lines, "program": ledger.program}
        self._keep(LEDGERS, {"money_key": money_key, "model_key": model_key}, axes, ledger.cents)

    # -- comparisons ----------------------------------------------------------------------------------

    def keep_comparison(self, comparison: Comparison) -> str:
        """Keep an answer and return its id; the same answer has the same id."""
        identity = json.dumps(asdict(comparison.identity), sort_keys=True)
        records = json.dumps([record.as_dict() for record in comparison.records])
        packed = zlib.compress(records.encode())
        name = hashlib.sha256((identity + records).encode()).hexdigest()[:12]
        with self._reporting(), self._engine.begin() as connection:
            known = connection.execute(sa.select(COMPARISONS.c.id).where(COMPARISONS.c.id == name)).first()
            if known is None:
                connection.execute(
                    sa.insert(COMPARISONS).values(
                        id=name, identity=identity, records=packed, checksum=_checksum(packed), created=_now()
                    )
                )
            else:
                connection.execute(sa.update(COMPARISONS).where(COMPARISONS.c.id == name).values(created=_now()))
        return name

    def comparisons(self) -> Sequence[tuple[str, str, Identity]]:
        """Return (id, when, identity) of every kept answer, newest first."""
        query = sa.select(COMPARISONS.c.id, COMPARISONS.c.created, COMPARISONS.c.identity)
        with self._reporting(), self._engine.connect() as connection:
            rows = connection.execute(query.order_by(COMPARISONS.c.created.desc(), COMPARISONS.c.id)).all()
        return [(row.id, row.created, _identity(row.identity)) for row in rows]

    def find_comparison(self, name: str) -> Comparison:
        """Return a kept answer by its id or the beginning of it; InputError if there is none or several."""
        ids = [known for known, _, _ in self.comparisons()]
        matching = [known for known in ids if known.startswith(name)]
        if len(matching) != 1:
            problem = "this could be several runs" if matching else "there is no such run"
            raise InputError(
                problem,
                found=name,
                allowed="an id that `leadsim runs` lists",
                nearest=nearest_names(name, ids),
            )
        row = self._row(sa.select(COMPARISONS).where(COMPARISONS.c.id == matching[0]))
        assert row is not None
        _check(row.records, row.checksum)
        records = json.loads(zlib.decompress(row.records))
        return Comparison(_identity(row.identity), tuple(Record.from_dict(record) for record in records))

    # -- how ------------------------------------------------------------------------------------------

    def _keep(self, table: sa.Table, key: dict[str, str], axes: dict[str, Any], array: npt.NDArray[Any]) -> None:
        data, checksum = _pack(array)
        values = {**key, "axes": json.dumps(axes), "data": data, "checksum": checksum, "created": _now()}
        column = table.primary_key.columns[0]
        with self._reporting(), self._engine.begin() as connection:
            # Equal content has an equal key, so whoever comes second has nothing to add.
            known = connection.execute(sa.select(column).where(column == key[column.name])).first()
            if known is None:
                connection.execute(sa.insert(table).values(values))

    def _row(self, query: sa.Select[Any]) -> sa.Row[Any] | None:
        with self._reporting(), self._engine.connect() as connection:
            return connection.execute(query).first()

    def _check_version(self) -> None:
        with self._engine.begin() as connection:
            found = connection.execute(sa.select(SCHEMA.c.version)).scalar()
            if found is None:
                connection.execute(sa.insert(SCHEMA).values(version=SCHEMA_VERSION))
            elif found != SCHEMA_VERSION:
                raise StoreError(f"the store {self.location} has format {found}; this leadsim reads {SCHEMA_VERSION}")

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise StoreError(f"the store {self.location} cannot be used: {reason}") from error


def _open(location: str) -> sa.Engine:
    if "://" in location:
        url = sa.make_url(location)
    else:
        path = Path(location)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"the store {location} cannot be made: {error.strerror}") from error
        url = sa.URL.create("sqlite", database=str(path))
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url)
    engine = sa.create_engine(url, connect_args={"timeout": WAIT_FOR_LOCK})
    sa.event.listen(engine, "connect", _safe_sqlite)
    return engine


def _safe_sqlite(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _pack(array: npt.NDArray[Any]) -> tuple[bytes, str]:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=False)
    data = zlib.compress(buffer.getvalue(), level=6)
    return data, _checksum(data)


def _unpack(data: bytes, checksum: str) -> npt.NDArray[Any]:
    _check(data, checksum)
    array: npt.NDArray[Any] = np.load(io.BytesIO(zlib.decompress(data)), allow_pickle=False)
    return array


def _check(data: bytes, checksum: str) -> None:
    if _checksum(data) != checksum:
        raise StoreError("a kept result has been damaged: its checksum does not match")


def _checksum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _identity(text: str) -> Identity:
    data = json.loads(text)
    lists: dict[str, Any] = {key: tuple(value) for key, value in data.items() if isinstance(value, list)}
    return Identity(**{**data, **lists})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
