"""Tables as CSV, in which no cell can be a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from dashboard.rows import Cell
from simulator.report.export import FORMULA_STARTS


def to_csv(columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Return a table as CSV; text that a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)  # lines end as RFC 4180 has it, so that a lone \r is quoted
    writer.writerow([_harmless(name) for name in columns])
    writer.writerows([[_told(cell) for cell in row] for row in rows])
    return out.getvalue()


def _told(cell: Cell) -> Cell:
    """Return a cell as a file has it: harmless text, and no zero with a minus."""
    if isinstance(cell, str):
        return _harmless(cell)
    return cell or 0.0 if isinstance(cell, float) else cell


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
