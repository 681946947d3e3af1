"""The tables of a store, and the locks that keep processes from changing them at the same moment."""

from __future__ import annotations

import sqlalchemy as sa

FORMAT = 6  # of the tables and of what is in them
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

ANSWERS = sa.Table(
    "answers", METADATA,
    sa.Column("id", sa.String(12), primary_key=True),
    sa.Column("identity", sa.Text, nullable=False),
    sa.Column("nets", sa.Text, nullable=False),
    sa.Column("created", sa.String(32), nullable=False),
    sa.Column("checksum", sa.String(64), nullable=False),
)  # fmt: skip
"""What a list says of an answer; the answer itself is larger by a thousand times, and stands apart."""

COMPARISONS = sa.Table(
    "comparisons", METADATA,
    sa.Column("id", sa.String(12), primary_key=True),
    sa.Column("records", sa.LargeBinary, nullable=False),
    sa.Column("checksum", sa.String(64), nullable=False),
)  # fmt: skip

LIVES = sa.Table(
    "lives", METADATA,
    sa.Column("id", sa.String(12), primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),
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


def be_alone(connection: sa.Connection, lock: int) -> None:
    """Keep out until the end of the transaction who would take the same lock; SQLite has one for all writers."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(lock)))
