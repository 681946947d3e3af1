"""Who pays and who saves, cost line by cost line: rows that add up to nets, and columns that add up to all payers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dashboard.story import Story
from simulator.report.money import TOGETHER
from simulator.report.scales import MILLIONS, Scale, scale_of
from simulator.results import ALL

Kind = Literal["line", "total", "net"]
TOTALS = {
    "avoided": "Avoided",
    "net": "Net of costs avoided",
    "cash_net": "Net in cash",
}
SMALL = 0.05  # of a unit: every cell of such a line reads 0.0


@dataclass(frozen=True)
class Row:
    """A row: dollars by payer and of all together, a saving positive; None where a payer has nothing to do with it."""

    label: str
    kind: Kind
    cells: Mapping[str, float | None]


@dataclass(frozen=True)
class Matrix:
    """Rows by cost line with totals between, and columns by payer; the last column is all payers."""

    payers: tuple[str, ...]
    rows: tuple[Row, ...]
    scale: Scale

    @property
    def largest(self) -> float:
        """The largest amount of any line and payer, which has the darkest tint."""
        return max(
            (abs(v or 0.0) for row in self.rows if row.kind == "line" for p, v in row.cells.items() if p != ALL),
            default=0.0,
        )

    @property
    def transfers(self) -> list[str]:
        """The lines that only move money between payers, so that they add up to nothing."""
        return [
            row.label
            for row in self.rows
            if row.kind == "line" and any(row.cells.values()) and abs(row.cells[ALL] or 0.0) < 0.5
        ]


def of(story: Story) -> Matrix:
    """Return the matrix of a story's scenario: costs avoided by line, LEAD's cost, and how the net in cash follows."""
    payers = (*[payer for payer in story.payers if payer not in TOGETHER], ALL)
    scale = scale_of([abs(story.mean("avoided", ALL)), abs(story.mean("program", ALL))])
    lines = _lines(story, payers, scale)
    avoided = _of_rung(story, "avoided", payers)
    program = _of_rung(story, "program", payers)
    kept = {p: story.mean("cashable", p) - story.mean("avoided", p) for p in payers}
    moved = {p: story.moved(p) for p in payers}
    rows = [
        *lines,
        Row(TOTALS["avoided"], "total", avoided),
        Row("Program cost", "line", program),
    ]
    if any(abs(amount) >= 0.5 for amount in moved.values()):
        rows.append(Row("Moved by agreement", "line", moved))
    rows += [
        Row(TOTALS["net"], "net", {p: story.mean("net", p) + moved[p] for p in payers}),
        Row("Avoided, but not in cash", "line", kept),
        Row(TOTALS["cash_net"], "net", {p: story.mean("cash_net", p) for p in payers}),
    ]
    return Matrix(payers, tuple(rows), scale)


def _lines(story: Story, payers: Sequence[str], scale: Scale) -> list[Row]:
    """Return the lines on which anything is avoided; those that read 0.0 everywhere are put together."""
    book = story.book
    rows: list[Row] = []
    small: list[Row] = []
    for line in book.lines:
        records = {p: book.records.get(("avoided", p, line, ALL)) for p in payers}
        cells = {p: record.difference.mean if record else None for p, record in records.items()}
        if not any(cells.values()):
            continue
        tiny = all(abs(value or 0.0) < SMALL * scale.size for value in cells.values())
        (small if tiny else rows).append(Row(_capital(line), "line", cells))
    if len(small) == 1:
        return [*rows, *small]
    if small:
        cells = {p: _sum([row.cells[p] for row in small]) for p in payers}
        rows.append(Row(f"{len(small)} smaller lines", "line", cells))
    return rows


def _sum(values: Sequence[float | None]) -> float | None:
    there = [value for value in values if value is not None]
    return sum(there) if there else None


def _of_rung(story: Story, rung: str, payers: Sequence[str]) -> dict[str, float | None]:
    return {p: story.mean(rung, p) for p in payers}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def shown(value: float | None, row: Row, scale: Scale = MILLIONS) -> str:
    """Return a cell: one decimal, a dash where there is no effect, a sign on nets and below zero."""
    if value is None or (row.kind == "line" and value == 0.0):
        return "–"
    text = scale.cell(value, signed=row.kind == "net")
    return text if any(digit in text for digit in "123456789") else f"{0.0:.{scale.decimals}f}"
