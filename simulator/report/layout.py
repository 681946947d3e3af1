"""Tables that fit the page: labels wrap between words, numbers never, and columns without room go below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rich import box
from rich.console import Console, ConsoleOptions, RenderableType
from rich.table import Table
from rich.text import Text

GAP = 2  # between columns
LABEL = 24  # a column of labels gets no narrower than this


@dataclass(frozen=True)
class Column:
    """A column: what stands in it, the width below which it cannot be read, and the one that it would like."""

    heading: str
    cells: Sequence[RenderableType]
    narrowest: int
    widest: int
    justify: Literal["left", "right"] = "left"


def labels(texts: Sequence[str], width: int) -> Column:
    """Return a column of labels that would like `width` characters, and may wrap between words."""
    return Column("", texts, min(width, max(LABEL, longest_word(*texts))), width)


def numbers(heading: str, cells: Sequence[RenderableType], width: int) -> Column:
    """Return a column of numbers of at most `width` characters, which never wrap."""
    width = max(width, len(heading))
    return Column(heading, cells, width, width, justify="right")


@dataclass(frozen=True)
class Sheet:
    """A table with a title; the first column is repeated where the others do not fit side by side.

    With `total` the last row is set off. A sheet that is not `divisible` stays in one piece on any page.
    """

    columns: Sequence[Column]
    title: str | None = None
    caption: str | None = None
    total: bool = False
    divisible: bool = True

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """Yield the tables that fit the page, one below the other."""
        if self.title:
            yield Text(self.title, style="bold cyan")
        for number, columns in enumerate(self._parts(options.max_width)):
            if number:
                yield Text("")
            yield self._table(columns, options.max_width)
        if self.caption:
            yield Text(self.caption, style="dim")

    def _parts(self, page: int) -> list[Sequence[Column]]:
        first, *others = self.columns
        if not self.divisible or _width(column.narrowest for column in self.columns) <= page:
            return [self.columns]
        room = (page - first.narrowest) // (max(column.narrowest for column in others) + GAP)
        count = -(-len(others) // max(1, room))
        size = -(-len(others) // count)
        return [[first, *others[start : start + size]] for start in range(0, len(others), size)]

    def _table(self, columns: Sequence[Column], page: int) -> Table:
        table = Table(
            box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0), header_style="bold"
        )
        for column, width in zip(columns, _widths(columns, page), strict=True):
            table.add_column(column.heading, justify=column.justify, width=width, overflow="fold")
        rows = list(zip(*(column.cells for column in columns), strict=True))
        for row in rows[: -1 if self.total else None]:
            table.add_row(*row)
        if self.total:
            table.add_section()
            table.add_row(*rows[-1], style="bold")
        return table


def _width(widths: Iterator[int]) -> int:
    found = list(widths)
    return sum(found) + GAP * (len(found) - 1)


def _widths(columns: Sequence[Column], page: int) -> list[int]:
    """Return the widths: what is left after what each needs goes to the columns on the right first."""
    widths = [column.narrowest for column in columns]
    spare = max(0, page - _width(iter(widths)))
    for i in reversed(range(len(columns))):
        more = min(spare, columns[i].widest - widths[i])
        widths[i] += more
        spare -= more
    return widths


def longest_word(*texts: str) -> int:
    """Return the length of the longest word."""
    return max((len(word) for text in texts for word in text.split()), default=0)


def longest_line(*texts: str) -> int:
    """Return the length of the longest line."""
    return max((len(line) for text in texts for line in text.splitlines()), default=0)
