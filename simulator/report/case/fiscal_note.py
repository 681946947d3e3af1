"""The fiscal note as analysts in Washington fill it in: by fiscal year and fund, incremental to what is done otherwise.

Costs and receipts apart, operating and capital apart, one-time and ongoing apart, staff by class, every assumption.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from simulator.report.case.amounts import told
from simulator.report.case.rests_on import basis
from simulator.report.case.tornado import tornado
from simulator.report.case.view import View
from simulator.report.case.wording import moved
from simulator.report.recurring import ONGOING, kind_of
from simulator.report.tables import MONEY_NOTE
from simulator.results import ALL, Record

SUCCEEDING = 4
"""Fiscal years that a note shows after the first biennium."""
JULY = 7
CAPITAL = "Capital: none. Everything here is operating; no building or equipment is priced."


@dataclass(frozen=True)
class NoteRow:
    """A row of amounts in dollars by year; `kind` is one-time or ongoing, where it is one of them."""

    payer: str
    label: str
    kind: str
    amounts: tuple[float, ...]
    total: bool = False


@dataclass(frozen=True)
class Staff:
    """Full-time staff of a class by year: in the plan, and more than in the baseline."""

    name: str
    plan: tuple[float, ...]
    more: tuple[float, ...]


@dataclass(frozen=True)
class FiscalNote:
    """The note: its years, and rows that each add up to the totals among them.

    In `receipts` money that comes in is positive. In `expenditures` spending is positive and spending less negative.
    `ranges` are (payer, year, mean, low, high) of the net in cash, better +.
    """

    title: str
    what: tuple[tuple[str, str], ...]
    years: tuple[int, ...]
    biennium: tuple[int, ...]
    receipts: tuple[NoteRow, ...]
    expenditures: tuple[NoteRow, ...]
    net: tuple[NoteRow, ...]
    ranges: tuple[tuple[str, int, float, float, float], ...]
    staff: tuple[Staff, ...]
    notes: tuple[str, ...]


def fiscal_note(view: View) -> FiscalNote:
    """Return the note for the current biennium and four succeeding fiscal years, as far as the answer reaches."""
    first = first_biennium(view.years, view.scenario.jurisdiction.file.fiscal_start_month)
    years = view.years[: len(first) + SUCCEEDING]
    return FiscalNote(
        title=f"Fiscal note: {view.title}",
        what=_what(view),
        years=years,
        biennium=first,
        receipts=_receipts(view, years),
        expenditures=_expenditures(view, years),
        net=tuple(_net_row(view, payer, years) for payer in (*_payers(view), ALL)),
        ranges=tuple(_ranges(view, years)),
        staff=_staff(view, years),
        notes=_notes(view, first),
    )


def first_biennium(years: Sequence[int], start_month: int) -> tuple[int, ...]:
    """Return the fiscal years of the first biennium: the state's ends in odd years, a city's in even ones."""
    ends_odd = start_month == JULY
    alone = years[0] % 2 == (1 if ends_odd else 0)
    return tuple(years[: 1 if alone else 2])


def _payers(view: View) -> tuple[str, ...]:
    return view.payers


def _what(view: View) -> tuple[tuple[str, str], ...]:
    identity = view.comparison.identity
    money = MONEY_NOTE[identity.money].format(year=identity.price_year)
    inflation = (
        "without inflation" if identity.money == "constant" else "as asked for; a note usually has constant dollars"
    )
    return (
        ("Proposal", view.title),
        ("What it does", view.scenario.sentence),
        ("Place", view.place),
        ("Incremental to", f"{view.baseline.title} ({identity.baseline}): {view.baseline.sentence}"),
        ("Dollars", f"{money}, {inflation}"),
        ("Starts on", identity.start),
        ("Signs", "Receipts: money in is +. Expenditures: more spending is +, less is −. Net: better off is +."),
    )


def _values(view: View, rung: str, payer: str, line: str | None, years: Iterable[int]) -> tuple[float, ...]:
    return tuple(view.book.mean(rung, payer, line, year) for year in years)


def _receipts(view: View, years: tuple[int, ...]) -> tuple[NoteRow, ...]:
    """Return what payers receive by an agreement; nothing else is a receipt here."""
    rows = []
    for payer in _payers(view):
        amounts = tuple(moved(view, payer, year) + view.book.mean("captured", payer, year=year) for year in years)
        if any(abs(amount) >= 0.005 for amount in amounts):
            rows.append(NoteRow(payer, "Received by agreement", ONGOING, amounts))
    return (*rows, _total(rows, "Total receipts", years)) if rows else ()


def _expenditures(view: View, years: tuple[int, ...]) -> tuple[NoteRow, ...]:
    """Return by payer what LEAD costs more, what is spent less (in cash), and what is handed over."""
    rows: list[NoteRow] = []
    for payer in _payers(view):
        mine = [row for line in view.book.lines for row in _line(view, payer, line, years)]
        handed = _values(view, "captured", payer, None, years)
        if any(handed):
            mine.append(NoteRow(payer, "Handed over by agreement", ONGOING, handed))
        if mine:
            rows += [*mine, _total(mine, f"Net expenditures, {view.called(payer)}", years, payer)]
    return (*rows, _total([row for row in rows if not row.total], "Net expenditures, all payers", years))


def _line(view: View, payer: str, line: str, years: tuple[int, ...]) -> Iterable[NoteRow]:
    for rung in ("program", "cashable"):
        amounts = tuple(-amount + 0.0 for amount in _values(view, rung, payer, line, years))
        if any(amounts):
            yield NoteRow(payer, line, kind_of(line), amounts)


def _total(rows: Sequence[NoteRow], label: str, years: tuple[int, ...], payer: str = ALL) -> NoteRow:
    sums = tuple(sum(row.amounts[i] for row in rows) for i in range(len(years)))
    return NoteRow(payer, label, "", sums, total=True)


def _net_row(view: View, payer: str, years: tuple[int, ...]) -> NoteRow:
    label = "All payers" if payer == ALL else view.called(payer)
    return NoteRow(payer, label, "", _values(view, "cash_net", payer, None, years), total=payer == ALL)


def _ranges(view: View, years: tuple[int, ...]) -> Iterable[tuple[str, int, float, float, float]]:
    for payer in (*_payers(view), ALL):
        for year in years:
            found = view.book.records["cash_net", payer, None, year].difference
            yield payer, year, found.mean, found.low, found.high


def _staff(view: View, years: tuple[int, ...]) -> tuple[Staff, ...]:
    mine: dict[tuple[str, str | int], Record] = {
        (str(r.line), r.fiscal_year): r for r in view.records("queues") if r.measure == "staff"
    }
    found = []
    for name in dict.fromkeys(name for name, _ in mine):
        plan = tuple(mine[name, year].scenario_mean for year in years)
        more = tuple(mine[name, year].scenario_mean - mine[name, year].baseline_mean for year in years)
        found.append(Staff(name, plan, more))
    return tuple(found)


def _rests_on(view: View) -> Iterable[str]:
    """Yield the assumption that moves the net farthest with its range, and whose net that is: it may not be cash."""
    found = tornado(view)
    if found is not None and found.apart:
        first = found.apart[0]
        yield (
            f"Of {len(found.swings)} assumptions moved one at a time, “{first.name}” moves the result farthest: "
            f"{first.reach} {first.unit}. {basis(view, found.known)}"
        )


def _notes(view: View, first: tuple[int, ...]) -> tuple[str, ...]:
    spent = view.book.notice()
    notice = (
        f"One-time: the baseline pays {told(spent, signed=False)} once, for the notice of a LEAD that stops; "
        "the plan is spared that, and rows that begin with “notice” say so.",
    )
    jail = [line for line in view.book.lines if "contract" in line]
    return (
        "Amounts are means over all simulated futures, whole dollars; totals are added up before they are rounded.",
        "Savings are cash only: what leaves a payer's budget. What is avoided but leaves no budget is not in here.",
        CAPITAL,
        *(notice if spent else ()),
        "Staff are full-time positions, on average over each fiscal year, people on notice included.",
        "What recruiting and starting up take beyond the hiring delay is not modeled.",
        *(("Rows of a contract follow its terms; a minimum is paid whether used or not.",) if jail else ()),
        *_rests_on(view),
        f"The first biennium is FY {' and '.join(map(str, first))}; up to {SUCCEEDING} succeeding fiscal years follow.",
        *view.scenario.jurisdiction.file.caveats,
    )
