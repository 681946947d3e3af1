"""Sheets of a workbook: every text is written as text, whatever it begins with; numbers are numbers."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from simulator.report.case import palette
from simulator.report.case.exhibit import Amount

if TYPE_CHECKING:
    from datetime import date

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Cell = str | float | int | None
AMOUNT = '#,##0;"−"#,##0;"–"'
FORMATS: dict[str, dict[str, Any]] = {
    "text": {"text_wrap": True, "valign": "top"},
    "head": {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 2, "bottom_color": palette.INK2},
    "title": {"bold": True, "font_size": 15, "font_name": "Georgia"},
    "strong": {"bold": True, "valign": "top"},
    "strong_note": {"bold": True, "text_wrap": True, "valign": "top"},
    "share": {"num_format": "0 %", "valign": "top"},
    "warning": {"bold": True, "font_color": palette.COST, "text_wrap": True, "valign": "top"},
    "dollars": {"num_format": AMOUNT, "valign": "top"},
    "total": {"num_format": AMOUNT, "bold": True, "top": 1, "valign": "top"},
    "total_text": {"bold": True, "top": 1, "valign": "top"},
    "number": {"num_format": '#,##0.0##;"−"#,##0.0##;0', "valign": "top"},
    "year": {"num_format": "0", "valign": "top"},
    "any": {"num_format": "General", "valign": "top", "align": "right"},
}
LONGEST_CELL = 32_767
LINE, LETTERS_IN_WIDTH = 16.0, 0.9
"""Points of a line, and how much of a width letters fill at worst before they wrap."""


class Book:
    """A workbook in memory."""

    def __init__(self, title: str, made: date) -> None:
        import xlsxwriter

        self._file = io.BytesIO()
        options = {"in_memory": True, "constant_memory": False, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(self._file, options)
        self._book.set_properties({"title": title[:250], "author": "leadsim", "created": _noon(made)})
        self.formats: dict[str, Format] = {name: self._book.add_format(of) for name, of in FORMATS.items()}

    def sheet(self, name: str, widths: Sequence[float]) -> Sheet:
        """Return a new sheet with columns of these widths."""
        made = self._book.add_worksheet(name)
        for column, width in enumerate(widths):
            made.set_column(column, column, width)
        made.set_landscape()
        made.fit_to_pages(1, 0)
        return Sheet(made, self.formats, widths)

    def done(self) -> bytes:
        """Return the file."""
        self._book.close()
        return self._file.getvalue()


class Sheet:
    """A sheet that is written row by row, from the top; rows count from 1, as people see them."""

    def __init__(self, sheet: Worksheet, formats: dict[str, Format], widths: Sequence[float]) -> None:
        self._sheet, self._formats, self._widths = sheet, formats, widths
        self.next = 1

    def row(self, *cells: Cell, style: str = "text", numbers: str = "dollars") -> int:
        """Write a row and return its number."""
        at, self.next = self.next, self.next + 1
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                self._sheet.write_string(at - 1, column, cell[:LONGEST_CELL], self._formats[style])
            elif cell is not None:
                self._sheet.write_number(at - 1, column, cell, self._formats[numbers])
        return at

    def cells(self, row: Sequence[str | Amount | None]) -> int:
        """Write a row of texts and amounts, each number in its own format, and return its number."""
        at, self.next = self.next, self.next + 1
        for column, cell in enumerate(row):
            if isinstance(cell, Amount) and math.isfinite(cell.value):
                self._sheet.write_number(at - 1, column, cell.value, self._formats[cell.style])
            elif cell:
                text = cell if isinstance(cell, str) else cell.text
                self._sheet.write_string(at - 1, column, text[:LONGEST_CELL], self._formats["text"])
        return at

    def note(self, text: str, columns: int, *, style: str = "text") -> None:
        """Write a text across so many columns, as high as it needs to be."""
        at, self.next = self.next - 1, self.next + 1
        lines = 1 + len(text) // int(sum(self._widths[:columns]) * LETTERS_IN_WIDTH)
        self._sheet.merge_range(at, 0, at, columns - 1, "", self._formats[style])
        self._sheet.write_string(at, 0, text[:LONGEST_CELL], self._formats[style])
        self._sheet.set_row(at, LINE * lines)

    def formula(self, row: int, column: int, formula: str, value: float, style: str = "dollars") -> None:
        """Put a formula into a cell, with the value that it has; columns count from 0."""
        self._sheet.write_formula(row - 1, column, formula, self._formats[style], value)

    def gap(self) -> None:
        """Leave a row empty."""
        self.next += 1

    def freeze(self, rows: int, columns: int = 0) -> None:
        """Keep the first rows and columns in view."""
        self._sheet.freeze_panes(rows, columns)

    def filtered(self, first: int, last: int, columns: int) -> None:
        """Let readers filter a table by its heads."""
        self._sheet.autofilter(first - 1, 0, last - 1, columns - 1)


def _noon(made: date) -> Any:
    from datetime import datetime

    return datetime(made.year, made.month, made.day, 12)
