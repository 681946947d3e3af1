"""What is shown of something known further: a finding, what it is about, and tables of texts and numbers.

The web page reads the texts and the workbook the numbers of the same cells, so that neither can say another thing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from simulator.report import words
from simulator.report.case.amounts import told
from simulator.report.sensitivity import number


@dataclass(frozen=True)
class Amount:
    """A number and how it is read; `style` is its format in a workbook, `loss` colors it."""

    value: float
    text: str
    style: str = "dollars"
    loss: bool = False


Cell = str | Amount | None


@dataclass(frozen=True)
class Table:
    """A table with its caption."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Exhibit:
    """A finding that is a sentence without its end stop, what is shown, whose net and luck, and notes.

    The web page shows `tables`, and a workbook has a sheet for each name in `sheets`, with more rows where there are.
    """

    kind: str
    title: str
    subtitle: str
    basis: str
    tables: tuple[Table, ...]
    sheets: Mapping[str, Table]
    notes: tuple[str, ...] = ()


def net_cell(value: float) -> Amount:
    """Return a net in dollars: a loss is colored."""
    return Amount(value, told(value), loss=words.shown(value) < 0)


def size_cell(value: float | None) -> Cell:
    """Return a size in dollars, such as an error or a worth; nothing where it is not known."""
    return None if value is None else Amount(value, told(value, signed=False))


def plain_number(value: float) -> str:
    """Return a number with three significant digits; what has no end is said to have none."""
    return number(value) if math.isfinite(value) else "without end"


def input_cell(value: float | None) -> Cell:
    """Return a value of an input in its own unit; nothing where there is none."""
    return None if value is None else Amount(value, plain_number(value), "any")


def share_cell(value: float) -> Amount:
    """Return a share as a percentage."""
    return Amount(value, words.percent(value), "share")


def text_of(cell: Cell) -> str:
    """Return a cell as it is read."""
    return "" if cell is None else cell if isinstance(cell, str) else cell.text


__all__ = [
    "Amount",
    "Cell",
    "Exhibit",
    "Table",
    "input_cell",
    "net_cell",
    "plain_number",
    "share_cell",
    "size_cell",
    "text_of",
]
