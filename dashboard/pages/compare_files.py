"""The numbers of Compare as files: the same data as its charts and tables, unrounded, in dollars."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from dashboard import matrix, side_by_side, years
from dashboard.address import View
from dashboard.pages import compare_safety, compare_transfers, compare_worth
from dashboard.pages.compare_lines import LINES, line_columns, line_rows
from dashboard.pages.compare_returns import RETURN_COLUMNS, RETURNED, UNIT_COLUMNS, UNITS, return_rows, unit_rows
from dashboard.pages.compare_safety import SAFETY, safety_rows
from dashboard.pages.compare_transfers import TRANSFERS, transfer_rows
from dashboard.pages.compare_worth import WORTH, worth_rows
from dashboard.rows import Cell
from dashboard.story import Story
from simulator.results import Comparison, Difference

Found = tuple[Sequence[str], Sequence[Sequence[Cell]]]
SMALLER: Mapping[str, Callable[[Story], Found]] = {
    LINES: lambda story: (line_columns(story), line_rows(story)),
    UNITS: lambda story: (UNIT_COLUMNS, unit_rows(story)),
    RETURNED: lambda story: (RETURN_COLUMNS, return_rows(story)),
    TRANSFERS: lambda story: (compare_transfers.COLUMNS, transfer_rows(story)),
    SAFETY: lambda story: (compare_safety.COLUMNS, safety_rows(story)),
    WORTH: lambda story: (compare_worth.COLUMNS, worth_rows(story)),
}
"""The tables that have a file of their own, each with its numbers."""
SPREAD = ("mean", "p05", "p25", "p75", "p95", "futures_positive", "futures_negative")


def rows_of(figure: str, comparison: Comparison, view: View) -> Found | None:
    """Return (columns, rows) of a table of the page; None where it has no such table."""
    tables = {"scenarios": _scenarios, "payers": _payers, "years": _years}
    story = Story(comparison, view.focus, view.payer)
    if figure in tables:
        return tables[figure](story, view)
    return SMALLER[figure](story) if figure in SMALLER else None


def _scenarios(story: Story, view: View) -> Found:
    found = side_by_side.of(story.comparison, view.shown, view.payer)
    against = [f"better_than_{found.sides[0].scenario}_{name}" for name in SPREAD]
    columns = (
        "scenario",
        "title",
        "program_cost",
        "avoided",
        "cash_net",
        *(f"{story.rung}_{name}" for name in SPREAD),
        *against,
    )
    return columns, [
        (side.scenario, side.title, side.program, side.avoided, side.cash, *_spread(side.net), *_spread(side.against))
        for side in found.sides
    ]


def _payers(story: Story, _: View) -> Found:
    found = matrix.of(story)
    return ("line", "kind", *found.payers), [
        (row.label, row.kind, *(row.cells[p] for p in found.payers)) for row in found.rows
    ]


def _years(story: Story, _: View) -> Found:
    found = years.of(story)
    columns = [f"{rung}_{name}" for rung in years.COLUMNS for name in SPREAD]
    return ("fiscal_year", "beyond_evidence", *columns), [
        (row.label, str(row.late).lower(), *(v for cell in row.cells.values() for v in _spread(cell)))
        for row in found.rows
    ]


def _spread(of: Difference | None) -> tuple[Cell, ...]:
    if of is None:
        return (None,) * len(SPREAD)
    return (of.mean, of.low, of.p25, of.p75, of.high, of.chance_positive, of.chance_negative)
