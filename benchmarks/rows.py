"""The one table that every benchmark adds its rows to, as it is printed and as it is written."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

OUT = Path(__file__).parent / "out" / "bench.csv"


@dataclass(frozen=True)
class Row:
    """One measured thing: `value` with the lowest and highest of its repetitions, and what is wanted of it."""

    id: str
    measure: str
    value: str
    low: str = ""
    high: str = ""
    wanted: str = ""

    @property
    def is_met(self) -> bool | None:
        """Whether the value is what is wanted; None where nothing is."""
        if not self.wanted:
            return None
        if self.wanted == "yes":
            return self.value == "yes"
        sign, limit = self.wanted.split()
        return float(self.value) >= float(limit) if sign == "≥" else float(self.value) <= float(limit)


COLUMNS = tuple(field.name for field in fields(Row))


def number(value: float) -> str:
    """Return a number with three figures that count, and no fewer before the point."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def figure(name: str, measure: str, value: float, wanted: str = "") -> Row:
    """Return a row of a single number."""
    return Row(name, measure, number(value), wanted=wanted)


def verdict(name: str, measure: str, *, met: bool) -> Row:
    """Return a row of something that either holds or does not."""
    return Row(name, measure, "yes" if met else "no", wanted="yes")


def lines(rows: Sequence[Row]) -> list[str]:
    """Return the lines of a table of rows."""
    marks = {True: "met", False: "NOT MET", None: ""}
    cells = [("", *COLUMNS[1:])] + [
        (row.id, row.measure, row.value, row.low, row.high, row.wanted, marks[row.is_met]) for row in rows
    ]
    cells[0] = (*COLUMNS, "")
    widths = [max(len(line[i]) for line in cells) for i in range(len(cells[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]


def write(rows: Iterable[Row], path: Path = OUT) -> None:
    """Write rows as CSV."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows([getattr(row, column) for column in COLUMNS] for row in rows)
