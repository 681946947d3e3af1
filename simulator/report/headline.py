"""The headline: what a scenario changes, for scenarios side by side and for one by fiscal year."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from rich.text import Text

from simulator.report import words
from simulator.report.layout import Sheet, labels, longest_line, numbers
from simulator.report.money import Money
from simulator.results import ALL, TAXPAYERS, Comparison, Record

EVIDENCE = 3  # years that evaluations followed participants
CELL = 20  # columns for an interval, and for the words about it

PEOPLE = "LEAD (scenario minus baseline)"
JUSTICE = "Justice system (scenario minus baseline: fewer is −)"
LIVES = "People's lives (scenario minus baseline)"
MONEY = "Money (saving +, cost or loss −)"
NO_AGREEMENT = "no agreement"


@dataclass(frozen=True)
class Row:
    """A row of the headline: a label and the record that fills it.

    A row with `notice_of` a payer says how much of its net is the notice that only the baseline pays.
    """

    label: str
    picks: Callable[[Record], bool]
    section: str
    notice_of: str | None = None


def quantity(measure: str) -> Callable[[Record], bool]:
    """Return what picks a measure of people or of the system."""
    return lambda record: record.table in ("quantities", "queues", "people") and record.measure == measure


def money(rung: str, payer: str = ALL) -> Callable[[Record], bool]:
    """Return what picks a rung or a net of a payer, all cost lines together."""
    return lambda record: (record.measure, record.rung, record.payer, record.line) == ("dollars", rung, payer, None)


COUNTS = [
    Row("New participants", quantity("participants"), PEOPLE),
    Row("Intakes, returns included", quantity("intakes"), PEOPLE),
    Row("Arrests and contacts diverted", quantity("diversions"), PEOPLE),
    Row("People in LEAD, on average", quantity("participants_mean"), PEOPLE),
    Row("Places paid for, on average", quantity("places_funded_mean"), PEOPLE),
    Row("Referrals without a free place", quantity("referrals_without_slot"), PEOPLE),
    Row("Arrests for new offenses", quantity("arrests"), JUSTICE),
    Row("Arrests on a warrant alone", quantity("warrant_arrests"), JUSTICE),
    Row("Jail bookings", quantity("bookings"), JUSTICE),
    Row("Jail days", quantity("jail_days"), JUSTICE),
    Row("Cases filed", quantity("filings"), JUSTICE),
    Row("New offenses a person-year at liberty", quantity("offenses_rate"), JUSTICE),
    Row("Jail bookings a person-year at liberty", quantity("bookings_rate"), JUSTICE),
    Row("People housed and not in jail, on average", quantity("housed_mean"), LIVES),
    Row("People in treatment, on average", quantity("in_treatment_mean"), LIVES),
    Row("Deaths", quantity("deaths"), LIVES),
]
LADDER = [
    Row("Gross value (average cost, not cash)", money("gross"), MONEY),
    Row("Avoided (what varies, closed units too)", money("avoided"), MONEY),
    Row("Cashable (leaves a budget)", money("cashable"), MONEY),
]
MOVED = [
    Row("Captured by an agreement", money("captured"), MONEY),
    Row("Reinvested in LEAD", money("reinvested"), MONEY),
]


def headline_rows(books: Sequence[Money], *, ladder: bool = True) -> list[Row]:
    """Return the rows of the headline for the money of some scenarios: what concerns none of them is left out.

    The ladder's rungs are left out where they have a table of their own.
    """
    payers = list(dict.fromkeys(payer for book in books for payer in book.in_cash))
    private = [net for net in ("net", "cash_net") if any(book.has_private(net) for book in books)]
    agreement = any("captured" in book.rungs for book in books)
    return [
        *COUNTS,
        Row("LEAD program cost, with services", money("program"), MONEY),
        *(LADDER if ladder else []),
        *(MOVED if ladder and agreement else []),
        Row("Net if averages were cash (they are not)", money("average_net"), MONEY),
        Row("Net of what varies, all payers", money("net"), MONEY),
        *([Row("Net of what varies, all taxpayers", money("net", TAXPAYERS), MONEY)] if "net" in private else []),
        *_cash_rows(books, ALL),
        *(_cash_rows(books, TAXPAYERS) if "cash_net" in private else []),
        *(row for payer in payers for row in _cash_rows(books, payer)),
    ]


def _cash_rows(books: Sequence[Money], payer: str) -> list[Row]:
    net = money("cash_net", payer)
    rows = [Row(f"Net in cash, {words.payer(payer)}", net, MONEY)]
    notice = any(book.notice(payer) for book in books)
    return rows + ([Row("  of it, notice that the baseline pays", net, MONEY, notice_of=payer)] if notice else [])


# -- side by side ---------------------------------------------------------------------------------------------


def side_by_side(comparison: Comparison) -> list[Sheet]:
    """Return scenarios side by side over the whole horizon, a table for each section."""
    scenarios = comparison.identity.scenarios
    books = {name: Money.of(comparison, name) for name in scenarios}
    rows = headline_rows(list(books.values()))
    whole = [r for r in comparison.records if r.fiscal_year == ALL and r.group == ALL]
    names = short_names(scenarios)
    found = {
        scenario: [next((r for r in whole if r.scenario == scenario and row.picks(r)), None) for row in rows]
        for scenario in scenarios
    }
    columns = {
        names[scenario]: [_cell(row, record, books[scenario]) for row, record in zip(rows, records, strict=True)]
        for scenario, records in found.items()
    }
    intervals = [words.interval(record) for records in found.values() for record in records if record]
    return by_section(rows, columns, dict.fromkeys(columns, max(CELL, longest_line(*intervals))))


def _cell(row: Row, record: Record | None, book: Money) -> Text:
    if record is None:  # only what an agreement moves has no record where there is none
        return Text(NO_AGREEMENT, style="dim")
    if row.notice_of is not None:
        return Text(words.dollars(book.notice(row.notice_of)))
    return difference_cell(record)


def difference_cell(record: Record) -> Text:
    """Return a mean difference, with the spread of futures and how many agree where there is any."""
    text = Text(words.amount(record, record.difference.mean), style="bold")
    if record.difference.low == record.difference.high == 0.0:
        return text
    if record.difference.draws > 1:
        text.append(f"\n{words.interval(record)}", style="not bold")
    text.append(f"\n{words.agreement(record)}", style="not bold dim")
    return text


def by_section(rows: Sequence[Row], columns: Mapping[str, Sequence[Text]], widths: Mapping[str, int]) -> list[Sheet]:
    """Return a table for each section; a column has the same width in all of them."""
    label_width = longest_line(*(row.label for row in rows))
    sheets = []
    for section in dict.fromkeys(row.section for row in rows):
        chosen = [i for i, row in enumerate(rows) if row.section == section]
        first = labels([rows[i].label for i in chosen], label_width)
        others = [numbers(heading, [cells[i] for i in chosen], widths[heading]) for heading, cells in columns.items()]
        sheets.append(Sheet([first, *others], section))
    return sheets


def short_names(scenarios: Sequence[str]) -> dict[str, str]:
    """Return scenarios without their folders; of those that would then be called the same, with as few as tell them."""
    paths = {name: PurePath(name).with_suffix("").parts for name in scenarios}
    return {name: _short(name, paths) for name in scenarios}


def _short(name: str, paths: Mapping[str, tuple[str, ...]]) -> str:
    """Return the end of a path that no other has; the whole name where there is none."""
    parts = paths[name]
    for count in range(1, len(parts) + 1):
        if sum(other[-count:] == parts[-count:] for other in paths.values()) == 1:
            return str(PurePath(*parts[-count:]))
    return name


# -- by fiscal year -------------------------------------------------------------------------------------------


def year_headings(years: Sequence[int]) -> dict[str | int, str]:
    """Return the headings of fiscal years, those beyond the evidence marked, and of all years together."""
    headings: dict[str | int, str] = {year: f"FY {year}{'*' if year in years[EVIDENCE:] else ''}" for year in years}
    return {**headings, ALL: "all years"}


def year_tables(comparison: Comparison, scenario: str) -> list[Sheet]:
    """Return one scenario's mean differences by fiscal year, a table for each section; the ladder has its own."""
    book = Money.of(comparison, scenario)
    mine = [r for r in comparison.records if r.scenario == scenario and r.group == ALL and r.line is None]
    rows = headline_rows([book], ladder=False)
    found = [{r.fiscal_year: r for r in mine if row.picks(r)} for row in rows]
    columns = {
        heading: [Text(_mean(row, of[period], book)) for row, of in zip(rows, found, strict=True)]
        for period, heading in year_headings(comparison.identity.fiscal_years).items()
    }
    width = longest_line(*(cell.plain for cells in columns.values() for cell in cells))
    return by_section(rows, columns, dict.fromkeys(columns, width))


def _mean(row: Row, record: Record, book: Money) -> str:
    if row.notice_of is not None:
        return words.dollars(book.notice(row.notice_of, record.fiscal_year))
    return words.amount(record, record.difference.mean)
