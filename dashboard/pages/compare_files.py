"""The numbers of Compare as files: the same data as its charts and tables, unrounded, in dollars."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard import matrix, side_by_side, years
from dashboard.address import View
from dashboard.rows import Cell
from dashboard.story import Story
from simulator.results import Comparison, Difference

Found = tuple[Sequence[str], Sequence[Sequence[Cell]]]
SPREAD = ("mean", "p05", "p25", "p75", "p95", "futures_positive", "futures_negative")


def rows_of(figure: str, comparison: Comparison, view: View) -> Found | None:
    """Return (columns, rows) of a table of the page; None where it has no such table."""
    tables = {"scenarios": _scenarios, "payers": _payers, "years": _years}
    return tables[figure](Story(comparison, view.focus, view.payer), view) if figure in tables else None


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
