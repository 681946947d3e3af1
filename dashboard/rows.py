"""A table of a page as a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Cell = str | float | int | None


@dataclass(frozen=True)
class Rows:
    """The numbers behind a table: the id of the answer they are from, names of columns, and rows."""

    answer: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
