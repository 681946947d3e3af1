"""A scenario without and with its agreement, side by side: what the agreement changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from rich.text import Text

from simulator.report import words
from simulator.report.headline import CELL, Row, by_section, difference_cell, money, quantity, short_names
from simulator.report.layout import Sheet, longest_line
from simulator.report.money import Money
from simulator.results import ALL, Comparison, Record

COUNTS = "Without and with the agreement: totals of all years (the change: fewer is −)"
MONEY = "Without and with the agreement: money against {} (saving +, cost or loss −)"
WITHOUT, WITH, CHANGE = "without", "with", "because of it"
BECAUSE = {
    "New participants": "participants",
    "Arrests and contacts diverted": "diversions",
    "Jail bookings": "bookings",
    "Jail days": "jail_days",
}
"""What of a scenario is counted without and with, and was compared world by world."""


def with_without_tables(comparison: Comparison) -> list[Sheet]:
    """Return counts and money of a scenario without its agreement and with it, and the difference."""
    without, scenario = comparison.identity.scenarios
    whole = [r for r in comparison.records if r.fiscal_year == ALL and r.group == ALL]
    sides = [[r for r in whole if r.scenario == name] for name in (without, scenario)]
    books = [Money.of(comparison, name) for name in (without, scenario)]
    because = {r.measure: r for r in sides[1] if r.measure.startswith("because_")}
    baseline = comparison.identity.baseline
    title = MONEY.format(short_names([baseline])[baseline])
    rows = [
        *(Row(label, quantity(measure), COUNTS) for label, measure in BECAUSE.items()),
        Row("Places paid for, on average", quantity("places_funded_mean"), COUNTS),
        Row("LEAD program cost, with services", money("program"), title),
        *(Row(f"Net in cash, {words.payer(payer)}", money("cash_net", payer), title) for payer in _payers(books)),
    ]
    cells = [_cells(row, because, *(_found(side, row.picks) for side in sides)) for row in rows]
    columns = {heading: [row[i] for row in cells] for i, heading in enumerate((WITHOUT, WITH, CHANGE))}
    intervals = [words.interval(because[f"because_{measure}"]) for measure in BECAUSE.values()]
    widths = {heading: longest_line(*(cell.plain for cell in columns[heading])) for heading in (WITHOUT, WITH)}
    return by_section(rows, columns, {**widths, CHANGE: max(CELL, longest_line(*intervals))})


def _payers(books: list[Money]) -> list[str]:
    return list(dict.fromkeys([ALL, *(payer for book in books for payer in book.in_cash)]))


def _found(side: list[Record], picks: Callable[[Record], bool]) -> Record | None:
    return next((record for record in side if picks(record)), None)


def _cells(row: Row, because: Mapping[str, Record], without: Record | None, fund: Record | None) -> tuple[Text, ...]:
    """Return a row: counts as they are on each side, money against the baseline."""
    compared = because.get(f"because_{BECAUSE.get(row.label)}")
    if compared is not None:
        sides = (compared.baseline_mean, compared.scenario_mean)
        return (*(Text(words.amount(compared, side, signed=False)) for side in sides), difference_cell(compared))
    was, now = (_value(record) for record in (without, fund))
    shown = [record for record in (without, fund) if record is not None]
    signed = shown[0].table == "money"
    return (
        *(Text(words.amount(shown[0], side, signed=signed)) for side in (was, now)),
        Text(words.amount(shown[0], now - was), style="bold"),
    )


def _value(record: Record | None) -> float:
    """Return a mean: what LEAD has, and what a payer is better off by; 0 where a payer has nothing to do with it."""
    if record is None:
        return 0.0
    return record.difference.mean if record.table == "money" else record.scenario_mean
