"""What a row holds: a tally in few bytes and to the bit, and the checksum of all its columns."""

from __future__ import annotations

import hashlib
import zlib
from datetime import UTC, datetime
from typing import Any

import numpy as np

from simulator.model.tally import Counts

Row = dict[str, Any]
Shape = tuple[int, int, int]


def pack(counts: Counts) -> bytes:
    """Return counts of shape (months, quantities, groups) in a fifth of their bytes.

    Month follows month, and the first bytes of all numbers come before the second ones: like stands beside like,
    which compresses better than harder work on the array as it is, in a quarter of the time.
    """
    series = counts.astype("<f8").transpose(1, 2, 0).ravel()
    return zlib.compress(series.view(np.uint8).reshape(-1, 8).T.tobytes(), level=1)


def unpack(data: bytes, shape: Shape) -> Counts:
    """Return the counts that were packed, in the shape that they had."""
    months, quantities, groups = shape
    planes = np.frombuffer(zlib.decompress(data), np.uint8).reshape(8, -1)
    series = np.ascontiguousarray(planes.T).view("<f8").reshape(quantities, groups, months)
    return series.transpose(2, 0, 1).astype(np.float64, order="C")


def sealed(row: Row) -> Row:
    """Return a row with the moment it was made and its checksum."""
    row = {**row, "created": _now()}
    return {**row, "checksum": checksum(row)}


def checksum(row: Row) -> str:
    """Return the SHA-256 of all columns but the checksum itself, each with its name and length."""
    digest = hashlib.sha256()
    for column, value in sorted(row.items()):
        if column != "checksum":
            data = value if isinstance(value, bytes) else repr(value).encode()
            digest.update(f"{column} {len(data)} ".encode() + data)
    return digest.hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
