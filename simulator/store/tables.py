"""The tables of a store, and how they are made, recognized and brought up to date."""

from __future__ import annotations

import sqlalchemy as sa

from simulator.errors import StoreError

FORMAT = 5  # of the tables and of what is in them
RUNS_BEFORE = {3: "tallies", 4: "runs"}  # the tables that formats before kept runs in
MAKING = 0x1EAD_51B0  # the lock that keeps two processes from making the same tables
QUEUE = 0x1EAD_51B1  # the lock that keeps two processes from taking the same job

METADATA = sa.MetaData()

SCHEMA = sa.Table("schema_version", METADATA, sa.Column("version", sa.Integer, primary_key=True))

RUNS = sa.Table(
    "runs", METADATA,
    sa.Column("model_key", sa.String(64), primary_key=True),
    sa.Column("model", sa.String(64), nullable=False),
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

JOBS = sa.Table(
    "jobs", METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("asked", sa.String(32), nullable=False),
    sa.Column("watchers", sa.Text, nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("claim", sa.String(32)),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("beats", sa.Integer, nullable=False),
    sa.Column("done", sa.Integer, nullable=False),
    sa.Column("found", sa.Integer, nullable=False),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("started", sa.String(32)),
    sa.Column("finished", sa.String(32)),
    sa.Column("message", sa.Text),
    sa.Column("answer", sa.String(12)),
    sa.Column("checksum", sa.String(64), nullable=False),
)  # fmt: skip


def prepare(engine: sa.Engine, location: str) -> None:
    """Make what is missing and refuse another format; several processes may do so at the same moment."""
    with engine.connect() as connection:
        if _is_ready(connection):  # as nearly always: nobody waits for a writer, and reading rights are enough
            return
    with engine.begin() as connection:
        be_alone(connection, MAKING)
        found = _format(connection)
        if found is None:
            METADATA.create_all(connection)
            connection.execute(sa.insert(SCHEMA).values(version=FORMAT))
        elif found in RUNS_BEFORE:
            _let_go_of_runs(connection, RUNS_BEFORE[found])
        elif found == FORMAT:
            METADATA.create_all(connection)  # it is from before there was a queue
        else:
            raise StoreError(
                f"the store {location} has format {found}, and this leadsim reads format {FORMAT}; "
                "name another place with LEADSIM_STORE"
            )


def _is_ready(connection: sa.Connection) -> bool:
    return _format(connection) == FORMAT and sa.inspect(connection).has_table(JOBS.name)


def _format(connection: sa.Connection) -> int | None:
    if not sa.inspect(connection).has_table(SCHEMA.name):
        return None
    found: int | None = connection.execute(sa.select(SCHEMA.c.version)).scalar()
    return found


def be_alone(connection: sa.Connection, lock: int) -> None:
    """Keep out until the end of the transaction who would take the same lock; SQLite has one for all writers."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(lock)))


def _let_go_of_runs(connection: sa.Connection, table: str) -> None:
    """Keep the answers. A run answers only the model that made it, and none of these formats is the present one's."""
    connection.exec_driver_sql(f"DROP TABLE {table}")
    METADATA.create_all(connection)
    connection.execute(sa.update(SCHEMA).values(version=FORMAT))
