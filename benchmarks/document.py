"""`python -m benchmarks.document` writes the last table into docs/performance.md, with the machine and the day."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.command import ROOT
from benchmarks.machine import machine
from benchmarks.rows import OUT, Row

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def read(path: Path = OUT) -> list[Row]:
    """Return the rows of a table."""
    with path.open(newline="", encoding="utf-8") as file:
        return [Row(**row) for row in csv.DictReader(file)]


def markdown(rows: Iterable[Row]) -> str:
    """Return the rows as a table of a document."""
    lines = ["| | measure | median | lowest | highest | wanted |", "|---|---|---:|---:|---:|---:|"]
    for row in rows:
        value = f"**{row.value}**" if row.is_met is False else row.value
        lines.append(f"| {row.id} | {row.measure} | {value} | {row.low} | {row.high} | {row.wanted} |")
    return "\n".join(lines)


def put_in(page: str, rows: Iterable[Row], on: str) -> str:
    """Return a page with the rows in the place of those it had."""
    text = f"{BEGIN}\n{on}. What is not met is bold.\n\n{markdown(rows)}\n{END}"
    found, times = re.subn(f"{BEGIN}.*?{END}", lambda _: text, page, flags=re.DOTALL)
    if times != 1:
        raise ValueError(f"the page has {times} places for figures")
    return found


def main() -> None:
    """Write the table into the page."""
    day = datetime.fromtimestamp(OUT.stat().st_mtime, UTC).date()
    PAGE.write_text(put_in(PAGE.read_text(encoding="utf-8"), read(), f"{machine()}; {day}"), encoding="utf-8")


if __name__ == "__main__":
    main()
