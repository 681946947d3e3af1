"""The files of a study: rows as Parquet and CSV, and the manifest that says what they are.

Rows are written to files beside their place as they come, and put there when they are all written, the manifest last:
whatever is killed, each file that stands in the folder is whole, and is what stood there before or what belongs there
now. The three are replaced one after another: killed in that moment, the manifest is still the one before, and its
checksums show that the rows are not its own; asking again mends it. Nothing in them depends on when or how often a
study was begun.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from simulator.errors import InputError, LeadsimError
from simulator.experiment.study.columns import Column
from simulator.experiment.study.rows import Row
from simulator.report.export import FORMULA_STARTS

PARQUET, CSV, MANIFEST = "runs.parquet", "runs.csv", "manifest.json"
KIND = "leadsim study"
ANOTHER = "name another with --out"
ROWS_IN_GROUP = 512
"""Rows that are held in memory, and then written together."""
ABANDONED = 3_600.0
"""Seconds after which a half-written file belongs to nobody: whoever writes one touches it far more often."""

Files = dict[str, dict[str, Any]]


def claim(folder: Path, unfinished: Mapping[str, Any]) -> None:
    """Make a folder ready, before anything is simulated; says in it what is going to be there.

    Raises LeadsimError where it cannot be written to, and InputError where files of the same names are another study's
    or somebody else's.
    """
    with _reporting(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        if not _is_ours(folder, unfinished["study"]["sha256"]):
            _put(folder, MANIFEST, unfinished)


def write_files(
    columns: Sequence[Column], rows: Iterable[Row], folder: Path, manifest: Callable[[Files, int], Mapping[str, Any]]
) -> Mapping[str, Any]:
    """Write rows as they come, and then the manifest, which is told the files and how many rows they have.

    Returns the manifest. Raises LeadsimError where the disk does not take them.
    """
    with _reporting(folder), _beside(folder, PARQUET) as parquet, _beside(folder, CSV) as table:
        count = _write_rows(columns, rows, parquet, table)
        files = {PARQUET: _described(parquet), CSV: _described(table)}
        said = manifest(files, count)
        parquet.replace(folder / PARQUET)
        table.replace(folder / CSV)
        _put(folder, MANIFEST, said)
    return said


def _write_rows(columns: Sequence[Column], rows: Iterable[Row], parquet: Path, table: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(), "text": pa.string()}
    schema = pa.schema([pa.field(column.title, types[column.kind], metadata=_metadata(column)) for column in columns])
    count = 0
    with parquet.open("wb") as binary, table.open("w", encoding="utf-8", newline="") as text:
        lines = csv.writer(text, lineterminator="\n")
        lines.writerow(column.title for column in columns)
        with pq.ParquetWriter(binary, schema) as writer:
            for group in _groups(rows):
                entries = zip(*group, strict=True)
                arrays = [pa.array(each, field.type) for each, field in zip(entries, schema, strict=True)]
                writer.write_batch(pa.record_batch(arrays, schema=schema))
                lines.writerows([_cell(value) for value in row] for row in group)
                count += len(group)
        for stream in (binary, text):
            _to_disk(stream)
    return count


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while group := list(itertools.islice(waiting, ROWS_IN_GROUP)):
        yield group


def _metadata(column: Column) -> dict[str, str]:
    return {"label": column.label, **({} if column.unit is None else {"unit": column.unit})}


def _cell(value: str | float | bool | None) -> object:
    """Return a value as CSV has it: numbers to the last bit, true and false, nothing where there is nothing."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return repr(value) if isinstance(value, float) else value


def _described(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}


def _put(folder: Path, name: str, data: Mapping[str, Any]) -> None:
    """Put a JSON file in its place as a whole."""
    with _beside(folder, name) as path:
        with path.open("w", encoding="utf-8", newline="") as stream:
            stream.write(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False) + "\n")
            _to_disk(stream)
        path.replace(folder / name)


def _to_disk(stream: IO[Any]) -> None:
    stream.flush()
    os.fsync(stream.fileno())


@contextmanager
def _beside(folder: Path, name: str) -> Iterator[Path]:
    """Yield a path to write to that nobody else writes to, and take away what is left there."""
    path = folder / f".{name}.{os.getpid()}.part"
    try:
        yield path
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Take away what was half-written by somebody who was killed."""
    for name in (PARQUET, CSV, MANIFEST):
        for path in folder.glob(f".{name}.*.part"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > ABANDONED:
                    path.unlink()


def _is_ours(folder: Path, study: str) -> bool:
    """Return whether the study of this hash is here already; raises InputError where something else is."""
    manifest = folder / MANIFEST
    if manifest.exists():
        try:
            said = json.loads(manifest.read_text(encoding="utf-8"))
            kind, found = said.get("kind"), said.get("study")
        except (ValueError, AttributeError):
            kind = found = None
        if kind != KIND:
            raise InputError(f"this folder has a {MANIFEST} that is no study's; {ANOTHER}", file=str(folder))
        if not isinstance(found, dict) or found.get("sha256") != study:
            whose = "this folder has another study's files, or those of an earlier text of this one"
            raise InputError(f"{whose}; {ANOTHER}", file=str(folder))
        return True
    for name in (PARQUET, CSV):
        if (folder / name).exists():
            raise InputError(f"this folder has a {name} that is no study's; {ANOTHER}", file=str(folder))
    return False


@contextmanager
def _reporting(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LeadsimError(f"{folder}: the files cannot be written: {error.strerror or error}") from None


__all__ = ["CSV", "KIND", "MANIFEST", "PARQUET", "Files", "claim", "write_files"]
