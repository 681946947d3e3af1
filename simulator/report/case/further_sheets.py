"""Sheets of what a case rests on: a head that stays in view, a row for each number, and below it how it was found."""

from __future__ import annotations

from simulator.report.case.exhibit import Exhibit, Table
from simulator.report.case.exhibits import Exhibits
from simulator.report.case.sheets import Book, Sheet

WIDTHS = {"texts": 34.0, "numbers": 17.0}
MOST = 12
"""Columns that a note reaches across."""


def further_sheets(book: Book, found: Exhibits) -> None:
    """Add a sheet for each table of everything that is known further."""
    for exhibit in found.shown:
        for name, table in exhibit.sheets.items():
            _write(book.sheet(name, _widths(table)), exhibit, table)


def _widths(table: Table) -> list[float]:
    """Return the width of each column: narrow where all cells are numbers or empty."""
    columns = zip(*table.rows, strict=True) if table.rows else [()] * len(table.head)
    return [WIDTHS["texts" if any(isinstance(cell, str) and len(cell) > 12 for cell in column) else "numbers"]
            for column in columns]  # fmt: skip


def _write(sheet: Sheet, exhibit: Exhibit, table: Table) -> None:
    head = sheet.row(*table.head, style="head")
    sheet.freeze(head, 1)
    for row in table.rows:
        sheet.cells(row)
    sheet.filtered(head, sheet.next - 1, len(table.head))
    sheet.gap()
    columns = min(MOST, len(table.head))
    sheet.note(f"{exhibit.title}.", columns, style="strong_note")
    for text in (exhibit.subtitle, exhibit.basis, *exhibit.notes):
        sheet.note(text, columns)


def sheets_of(found: Exhibits) -> list[tuple[str, str]]:
    """Return the name of every sheet and what it says, for the first sheet of the workbook."""
    return [
        (name, f"{exhibit.title}. {table.caption}.")
        for exhibit in found.shown
        for name, table in exhibit.sheets.items()
    ]


__all__ = ["further_sheets", "sheets_of"]
