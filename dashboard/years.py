"""Paired differences by fiscal year, with the range of futures: what is avoided, what LEAD costs, and both nets."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.story import Story
from simulator.report.headline import EVIDENCE
from simulator.report.scales import Scale, scale_of
from simulator.results import ALL, Difference

COLUMNS = {
    "program": "Program cost",
    "avoided": "Costs avoided",
    "cashable": "Cashable",
    "net": "Net",
    "cash_net": "Net in cash",
}


@dataclass(frozen=True)
class Year:
    """A fiscal year, or all of them: differences by rung, a saving positive. `late` is beyond what studies followed."""

    label: str
    late: bool
    cells: dict[str, Difference]


@dataclass(frozen=True)
class Years:
    """All fiscal years and, last, their sum."""

    rows: tuple[Year, ...]
    scale: Scale

    @property
    def evidence_ends(self) -> str | None:
        """The last year that any evaluation followed, where years after it are shown."""
        early = [row.label for row in self.rows if not row.late and row.label != ALL]
        return early[-1] if any(row.late for row in self.rows) else None


def of(story: Story) -> Years:
    """Return the years of a story."""
    years = story.comparison.identity.fiscal_years
    rows = [
        Year(str(year), i >= EVIDENCE, {rung: story.of_rung(rung, year=year) for rung in COLUMNS})
        for i, year in enumerate(years)
    ]
    rows.append(Year(ALL, False, {rung: story.of_rung(rung) for rung in COLUMNS}))
    return Years(tuple(rows), scale_of(abs(cell.mean) for row in rows[:-1] for cell in row.cells.values()))
