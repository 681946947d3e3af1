"""What a figure is: a chart, its finding in words, its alternative in text and its numbers as a table."""

from __future__ import annotations

from dataclasses import dataclass

from plotly.graph_objects import Figure

Value = str | float | int | None


@dataclass(frozen=True)
class Table:
    """The numbers of a chart: `rows` as they are read, `values` unrounded with `columns` as their names."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...]
    values: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class Drawn:
    """A chart and all that stands around it.

    title: the finding as a sentence with its hedge; it turns round when the numbers do
    subtitle: measure, unit, period, and what the marks are
    alt: the same for those who do not see the chart, written from the numbers
    note: what a reader must know besides; may be empty
    """

    figure: Figure
    title: str
    subtitle: str
    alt: str
    table: Table
    note: str = ""
