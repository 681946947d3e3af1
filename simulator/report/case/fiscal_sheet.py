"""The fiscal note as a workbook, which is what an analyst copies into the state's form."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.report.case.content import FundingCase
from simulator.report.case.fiscal_note import FiscalNote, NoteRow
from simulator.report.case.sheets import Book, Sheet
from simulator.report.case.view import View
from simulator.report.case.workbook import assumptions, column_name

NOTE, STAFF, RANGES, ASSUMPTIONS = "Fiscal note", "Staff", "Ranges", "Assumptions"


def fiscal_note_xlsx(view: View, case: FundingCase, note: FiscalNote) -> bytes:
    """Return the workbook of a fiscal note."""
    book = Book(note.title, view.kept)
    _note(book.sheet(NOTE, [30, 44, 11, *[15] * (len(note.years) + 2)]), view, case, note)
    _staff(book.sheet(STAFF, [30, 30, *[12] * len(note.years)]), note)
    _ranges(book.sheet(RANGES, [40, 12, 22, 22, 22]), view, note)
    assumptions(book.sheet(ASSUMPTIONS, [36, 44, 34, 22, 24, 90]), view.scenario)
    return book.done()


def year_heads(note: FiscalNote) -> list[str]:
    """Return the heads of the columns of amounts."""
    return [*(f"FY {year}, $" for year in note.years), f"{_span(note.biennium)}, $", f"{_span(note.years)}, $"]


def _span(years: Sequence[int]) -> str:
    return f"FY {years[0]}–{years[-1]}" if len(years) > 1 else f"FY {years[0]}"


def amounts_of(note: FiscalNote, row: NoteRow) -> list[float]:
    """Return the amounts of a row: each year, the first biennium, and all years."""
    return [*row.amounts, sum(row.amounts[: len(note.biennium)]), sum(row.amounts)]


def _note(sheet: Sheet, view: View, case: FundingCase, note: FiscalNote) -> None:
    columns = 3 + len(note.years) + 2
    sheet.row(note.title, style="title")
    for label, text in note.what:
        sheet.note(f"{label}: {text}", columns)
    if case.warning:
        sheet.note(case.warning, columns, style="warning")
    parts = (
        ("I. Cash receipts, operating", note.receipts, "None: no agreement moves money to anybody."),
        ("II. Expenditures, operating", note.expenditures, "None."),
        ("III. Net in cash by fund (receipts less expenditures)", note.net, "None."),
    )
    for head, rows, none in parts:
        sheet.gap()
        sheet.row(head, style="strong")
        if not rows:
            sheet.note(none, columns)
            continue
        sheet.row("Fund or payer", "Line", "Kind", *year_heads(note), style="head")
        for row in rows:
            _row(sheet, view, note, row)
    sheet.gap()
    sheet.row("IV. Notes", style="strong")
    for text in (*note.notes, *case.basis, case.command):
        sheet.note(text, columns)


def _row(sheet: Sheet, view: View, note: FiscalNote, row: NoteRow) -> None:
    payer = "All payers" if row.payer == "all" else view.called(row.payer)
    label = "" if row.label == payer else row.label
    texts, numbers = ("total_text", "total") if row.total else ("text", "dollars")
    at = sheet.row(payer, label, row.kind, *row.amounts, style=texts, numbers=numbers)
    first, years = 3, len(note.years)
    for column, (count, value) in enumerate(
        zip((len(note.biennium), years), amounts_of(note, row)[years:], strict=True), start=first + years
    ):
        span = f"{column_name(first)}{at}:{column_name(first + count - 1)}{at}"
        sheet.formula(at, column, f"=SUM({span})", value, numbers)


def _staff(sheet: Sheet, note: FiscalNote) -> None:
    sheet.row("Full-time positions", "Count", *(f"FY {year}, positions" for year in note.years), style="head")
    for label in ("plan", "more"):
        name = "in the plan" if label == "plan" else "more than in the baseline"
        rows = [getattr(staff, label) for staff in note.staff]
        for staff, numbers in zip(note.staff, rows, strict=True):
            sheet.row(staff.name, name, *numbers, numbers="number")
        sums = [sum(each) for each in zip(*rows, strict=True)] if rows else []
        sheet.row("all classes", name, *sums, style="total_text", numbers="number")


def _ranges(sheet: Sheet, view: View, note: FiscalNote) -> None:
    sheet.row("Net in cash, better off is +", "Fiscal year", "Mean, $", "Low (5 % of futures), $",
              "High (95 % of futures), $", style="head")  # fmt: skip
    for payer, year, *numbers in note.ranges:
        at = sheet.row("All payers" if payer == "all" else view.called(payer), None, *numbers)
        sheet.next = at
        sheet.row(None, year, numbers="year")
