"""The workbook: a headline of live formulas over the ledger, the ledger, quantities, and every assumption."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.inputs.scenario import Scenario
from simulator.report import words
from simulator.report.case.content import FundingCase
from simulator.report.case.exhibits import Exhibits
from simulator.report.case.further_sheets import further_sheets, sheets_of
from simulator.report.case.sheets import Book, Sheet
from simulator.report.case.view import View
from simulator.report.case.wording import moved
from simulator.report.listings import stated_value, unit_of
from simulator.results import ALL, Record

README, HEADLINE, LEDGER = "README", "Headline", "Ledger"
QUANTITIES, ASSUMPTIONS = "Quantities", "Assumptions"
MOVED, AGREEMENT = "moved", "agreement"
"""A rung of the ledger for what an agreement moves between payers, on a line of its own."""
LEDGER_HEAD = (
    "Payer", "Cost line", "Fiscal year", "Rung", "Better (+) or worse (−), $", "Spent in the baseline, $",
    "Spent in the plan, $",
)  # fmt: skip
RUNGS = {
    "gross": "Gross value (average cost, not cash)",
    "avoided": "Avoided (what really varies)",
    "cashable": "Cashable (leaves a budget)",
    "captured": "Captured by an agreement",
    "reinvested": "Reinvested in LEAD",
    "program": "LEAD's own cost (a cost is −)",
}
NETS = {"net": ("avoided", "program"), "cash_net": ("cashable", "program", MOVED)}
NET_NAMES = {
    "net": "Net of what varies (avoided and LEAD's cost)",
    "cash_net": "Net in cash (cashable, LEAD's cost, moved)",
}


@dataclass(frozen=True)
class Entry:
    """A row of the ledger: the mean over futures of one cell, in dollars."""

    payer: str
    line: str
    year: int
    rung: str
    better: float
    before: float
    after: float


def ledger(view: View) -> Iterator[Entry]:
    """Yield the cells that all sums are made of: one payer, one line, one fiscal year, one rung."""
    for (rung, payer, line, year), record in view.book.records.items():
        if rung in RUNGS and payer in view.payers and line is not None and year != ALL:
            yield Entry(
                payer, line, int(year), rung, record.difference.mean, record.baseline_mean, record.scenario_mean
            )
    for payer in view.payers:
        for year in view.years:
            if amount := moved(view, payer, year):
                yield Entry(payer, AGREEMENT, year, MOVED, amount, 0.0, 0.0)


def workbook_xlsx(view: View, case: FundingCase, found: Exhibits) -> bytes:
    """Return the workbook."""
    book = Book(case.document_title, view.kept)
    entries = list(ledger(view))
    _readme(book.sheet(README, [24, 110]), case, found)
    _headline(book.sheet(HEADLINE, [46, *[16] * (len(view.years) + 3)]), view, case, len(entries))
    _ledger(book.sheet(LEDGER, [26, 38, 11, 13, 22, 22, 22]), entries)
    _quantities(book.sheet(QUANTITIES, [44, 26, 24, 30, 18, 16, 16, 16, 16, 16]), view)
    assumptions(book.sheet(ASSUMPTIONS, [36, 44, 34, 22, 24, 90]), view.scenario)
    further_sheets(book, found)
    return book.done()


def _readme(sheet: Sheet, case: FundingCase, found: Exhibits) -> None:
    sheet.row(case.claim + ".", style="title")
    if case.warning:
        sheet.row(case.warning, style="warning")
    sheet.gap()
    rows = [("Plan", case.title), ("Place", case.place), ("What it is", case.sentence), ("Result", case.spread)]
    rows += [("The problem", case.problem), *(("The ask", line) for line in case.ask)]
    rows += [("What could change this", case.rests_on)] if case.rests_on else []
    rows += [("What could go wrong", line) for line in case.risks]
    rows += [("What is not counted", line) for line in case.uncounted]
    rows += [("Basis", line) for line in case.basis]
    rows += [
        ("Made anew by", case.command),
        ("Signs", "Better + and worse −: a saving is positive, a cost is negative. What is spent has no sign."),
        ("Numbers", "Means over all simulated futures, so that they add up. Nothing in a cell is rounded."),
        (HEADLINE, "Live formulas over the sheet Ledger, beside the numbers as the answer has them, and the ranges."),
        (LEDGER, "One row for each payer, cost line, fiscal year and rung."),
        (QUANTITIES, "What was counted in the baseline and in the plan, with the range of the difference."),
        (ASSUMPTIONS, "Every input with its value, range, unit, grade and source."),
        *sheets_of(found),
        *([("Not asked yet", found.ask)] if found.ask else []),
    ]
    for label, text in rows:
        at = sheet.row(label, style="strong")
        sheet.next = at
        sheet.row(None, text)


def _headline(sheet: Sheet, view: View, case: FundingCase, count: int) -> None:
    sheet.row(f"{case.title}: better + and worse −, $ of {_dollars(view)}", style="title")
    columns = len(view.years) + 4
    sheet.note(case.source, columns)
    sheet.gap()
    years = [f"FY {year}" for year in view.years]
    sheet.row("All payers", *years, "All years", "All years in the answer", "Low (5 % of futures)",
              "High (95 % of futures)", style="head")  # fmt: skip
    # The fiscal years stand in a row of their own, for formulas to look at.
    at = sheet.row("Fiscal year", *view.years, numbers="year")
    sheet.freeze(at, 1)
    for rung, name in RUNGS.items():
        if (rung, ALL, None, ALL) in view.book.records:
            _sums(sheet, view, name, (rung,), rung, ALL, at, count)
    for net, parts in NETS.items():
        _sums(sheet, view, NET_NAMES[net], parts, net, ALL, at, count)
    sheet.gap()
    sheet.row("Net in cash by payer", style="head")
    for payer in view.payers:
        _sums(sheet, view, payer, NETS["cash_net"], "cash_net", payer, at, count)
    sheet.gap()
    called = "; ".join(f"{payer} = {view.called(payer)}" for payer in view.payers)
    sheet.note(f"Payers are called: {called}", columns)


def _dollars(view: View) -> str:
    identity = view.comparison.identity
    return f"{identity.price_year}" if identity.money == "constant" else f"{identity.price_year}, {identity.money}"


def _sums(
    sheet: Sheet, view: View, name: str, rungs: tuple[str, ...], whole: str, payer: str, years: int, count: int
) -> None:
    """Write a row of formulas with the values they have, and the answer's own number and range beside them."""
    at = sheet.row(name)
    periods: tuple[str | int, ...] = (*view.years, ALL)
    for column, year in enumerate(periods, start=1):
        where = None if year == ALL else f"{column_name(column)}${years}"
        formula = "=" + "+".join(sum_over(rung, count, where, None if payer == ALL else f"$A{at}") for rung in rungs)
        value = view.book.mean(whole, payer, year=year)
        sheet.formula(at, column, formula, value)
    record: Record = view.book.records[whole, payer, None, ALL]
    kept = (record.difference.mean, record.difference.low, record.difference.high)
    sheet.next = at
    sheet.row(*[None] * (len(view.years) + 2), *kept)


def sum_over(rung: str, count: int, year: str | None, payer: str | None) -> str:
    """Return the sum of the ledger's amounts of a rung; of a year and a payer if these cells are named."""
    last = max(count + 1, 2)
    picks = [f'{LEDGER}!$D$2:$D${last},"{rung}"']
    picks += [f"{LEDGER}!$C$2:$C${last},{year}"] if year else []
    picks += [f"{LEDGER}!$A$2:$A${last},{payer}"] if payer else []
    return f"SUMIFS({LEDGER}!$E$2:$E${last},{','.join(picks)})"


def column_name(column: int) -> str:
    """Return the letters of a column that counts from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _ledger(sheet: Sheet, entries: list[Entry]) -> None:
    sheet.row(*LEDGER_HEAD, style="head")
    sheet.freeze(1)
    for entry in entries:
        at = sheet.row(entry.payer, entry.line, None, entry.rung, entry.better, entry.before, entry.after)
        sheet.next = at
        sheet.row(None, None, entry.year, numbers="year")
    sheet.filtered(1, sheet.next - 1, len(LEDGER_HEAD))


def _quantities(sheet: Sheet, view: View) -> None:
    sheet.row("Measure", "Unit", "Route, reason or line", "Group", "Fiscal year", "Baseline, mean", "Plan, mean",
              "Difference, mean", "Difference, 5 % of futures", "Difference, 95 % of futures",
              style="head")  # fmt: skip
    sheet.freeze(1)
    for table in ("quantities", "queues", "people"):
        for r in view.records(table):
            told = r.route or r.reason or r.line or ""
            numbers = (r.baseline_mean, r.scenario_mean, r.difference.mean, r.difference.low, r.difference.high)
            sheet.row(words.plain(r.measure), r.unit, words.plain(told), words.plain(r.group), _year(r), *numbers,
                      numbers="number")  # fmt: skip
    sheet.filtered(1, sheet.next - 1, 10)


def _year(record: Record) -> str:
    return "all" if record.fiscal_year == ALL else str(record.fiscal_year)


def assumptions(sheet: Sheet, scenario: Scenario) -> None:
    """Write every input with what is known about it."""
    sheet.row(
        "Input", "What it is", "Value (90 % range)", "Unit", "Grade of evidence", "Source or assumption", style="head"
    )
    sheet.freeze(1)
    for path, parameter in scenario.parameters.items():
        value = stated_value(parameter) if parameter.formula is None else f"by formula: {parameter.formula}"
        source = " ".join(filter(None, (parameter.source or parameter.assumption, parameter.note)))
        changed = " (set by this plan)" if any(c == path or c.startswith(f"{path}.") for c in scenario.changes) else ""
        sheet.row(path, parameter.label, value, unit_of(parameter), parameter.grade + changed, source)
    sheet.filtered(1, sheet.next - 1, 6)
