"""How the tables of a store are made, recognized, and brought up to date from an earlier format."""

from __future__ import annotations

import json
import zlib

import sqlalchemy as sa

from simulator.errors import StoreError
from simulator.store.overview import nets_data
from simulator.store.rows import refuse_damaged, with_checksum
from simulator.store.tables import ANSWERS, COMPARISONS, FORMAT, MAKING, METADATA, SCHEMA, be_alone

OLDEST = 3
RUNS_BEFORE = {3: "tallies", 4: "runs"}
"""The tables of the formats whose runs are let go: no model that reads the present one has made them."""
ANSWERS_BEFORE = "comparisons_before"


def prepare(engine: sa.Engine, location: str) -> None:
    """Make what is missing and refuse another format; several processes may do so at the same moment."""
    with engine.connect() as connection:
        if _format(connection) == FORMAT:  # as nearly always: nobody waits for a writer, reading rights are enough
            return
    with engine.begin() as connection:
        be_alone(connection, MAKING)
        found = _format(connection)
        if found is None:
            METADATA.create_all(connection)
            connection.execute(sa.insert(SCHEMA).values(version=FORMAT))
        elif OLDEST <= found < FORMAT:
            bring_up_to_date(connection, found, location)
        elif found != FORMAT:
            raise StoreError(
                f"the store {location} has format {found}, and this leadsim reads format {FORMAT}; "
                "name another place with LEADSIM_STORE"
            )


def _format(connection: sa.Connection) -> int | None:
    if not sa.inspect(connection).has_table(SCHEMA.name):
        return None
    found: int | None = connection.execute(sa.select(SCHEMA.c.version)).scalar()
    return found


def bring_up_to_date(connection: sa.Connection, found: int, location: str) -> None:
    """Take the answers over, and the runs and the queue of a format that had the present ones."""
    if found in RUNS_BEFORE:
        connection.exec_driver_sql(f"DROP TABLE {RUNS_BEFORE[found]}")
    connection.exec_driver_sql(f"ALTER TABLE {COMPARISONS.name} RENAME TO {ANSWERS_BEFORE}")
    METADATA.create_all(connection)
    _part_answers(connection, location)
    connection.exec_driver_sql(f"DROP TABLE {ANSWERS_BEFORE}")
    connection.execute(sa.update(SCHEMA).values(version=FORMAT))


def _part_answers(connection: sa.Connection, location: str) -> None:
    """Keep what a list says of each answer apart from the answer, one after the other: together they are large."""
    columns = ("id", "identity", "records", "checksum", "created")
    before = sa.table(ANSWERS_BEFORE, *(sa.column(name) for name in columns))
    for name in connection.execute(sa.select(before.c.id)).scalars().all():
        row = dict(connection.execute(sa.select(before).where(before.c.id == name)).one()._mapping)
        refuse_damaged([row], "result", location)
        answer = json.loads(zlib.decompress(row["records"]))
        estimates = answer["estimates"] if isinstance(answer, dict) else answer  # some formats kept records alone
        listed = {
            "id": name,
            "identity": row["identity"],
            "nets": json.dumps(nets_data(json.loads(row["identity"])["scenarios"], estimates)),
            "created": row["created"],
        }
        connection.execute(sa.insert(ANSWERS), [with_checksum(listed)])
        connection.execute(sa.insert(COMPARISONS), [with_checksum({"id": name, "records": row["records"]})])
