"""What pages are set in: the page from notice to footer, its rows of columns, and charts as wide as their column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from dash import html

from dashboard import components as parts
from dashboard import places
from dashboard.address import WIDEST, Client, View, view_of
from dashboard.components import Page
from dashboard.figures.drawn import Drawn
from dashboard.origin import command_of, run_of
from dashboard.queries import Answer, Library, Listed
from dashboard.rows import Cell
from dashboard.story import usual_payers
from dashboard.theme import Theme
from simulator.results import Comparison

GUTTER, COLUMNS = 32, 12
ONE_COLUMN = 960  # pixels of content below which figures stand one below the other
OLD = "This answer was kept by an earlier leadsim, without its futures and months. Ask again to see the charts of them."
Draw = Callable[[Theme, int], Drawn]
Data = TypeVar("Data")


# -- the page -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """What a page is asked about: an answer, those that could be chosen instead, and what is wrong with the store.

    `missing` is the place that was asked for where nothing is kept about it.
    """

    answer: Answer
    listed: Sequence[Listed]
    trouble: str = ""
    missing: str = ""

    @classmethod
    def of(cls, client: Client, library: Library) -> Asked:
        """Return what a client asks about: an answer, or the newest one about another place."""
        listed, trouble = library.listed()
        answer = library.find(client.first("answer"))
        asked, here = client.first("place"), places.key_of(answer.comparison.identity)
        if asked is None or asked == here or asked not in dict(places.choices(listed, here)[0]):
            return cls(answer, listed, trouble)
        other = places.answer_of(asked, listed)
        if other is None:
            return cls(answer, listed, trouble, asked)
        return cls(library.find(other), listed, trouble)

    @property
    def place(self) -> str:
        """The place that is asked about."""
        return self.missing or places.key_of(self.answer.comparison.identity)

    @property
    def told(self) -> list[str]:
        """What is to be said before everything else."""
        return [*self.answer.notes, *([self.trouble] if self.trouble else [])]


def viewed(client: Client, answer: Answer, charts: Sequence[str] = ()) -> View:
    """Return the view that a client asks for, of what an answer has; `charts` can be shown as tables."""
    comparison = answer.comparison
    view = view_of(client.query, answer.id, comparison.identity.scenarios, usual_payers(comparison), charts)
    return replace(view, place=places.key_of(comparison.identity))


def page(
    name: str, search: str, asked: Asked, context: html.Section, body: Sequence[Any],
    *, told: Sequence[str] = (), command: str = "",
) -> Page:  # fmt: skip
    """Return a page by the name of its window; `told` is said besides, `command` makes it again if not the usual."""
    answer = asked.answer
    main = html.Main(list(body), id="main", tabIndex=-1)
    foot = parts.footer(command or command_of(answer.comparison), run_of(answer))
    return Page(f"{name} · leadsim", search, [*parts.notice([*asked.told, *told]), context, main, foot])


def row(*columns: tuple[str, Sequence[Any]]) -> html.Div:
    """Return columns beside each other, by how many of twelve they take; what is None is left out."""
    filled = [(kind, [item for item in items if item is not None]) for kind, items in columns]
    return html.Div([html.Div(items, className=f"column {kind}") for kind, items in filled if items], className="row")


def column_width(content: int, columns: int) -> int:
    """Return the pixels of a figure of so many columns; all of them where figures stand one below the other."""
    if content < ONE_COLUMN:
        return content
    one = (content - (COLUMNS - 1) * GUTTER) / COLUMNS
    return int(columns * one + (columns - 1) * GUTTER)


# -- figures --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Charts:
    """Charts of one view: whom they are drawn for, its address, which are shown as tables, and their source line."""

    client: Client
    search: str
    tables: Sequence[str]
    source: str

    def chart(
        self, name: str, draw: Draw | None, columns: int, *, source: str = "", paper: int = WIDEST
    ) -> html.Section | None:
        """Return a chart in its frame, None where it is not there; on paper it is at most `paper` pixels wide."""
        if draw is None:
            return None
        width = column_width(self.client.width, columns)
        other = self.client.scheme == "dark" or paper < width
        return parts.figure(
            name,
            draw(self.client.scheme, width),
            light=draw("light", min(width, paper)) if other else None,
            source=source or self.source,
            search=self.search,
            as_table=name in self.tables,
        )


def drawer(draw: Callable[..., Drawn], data: Data | None) -> Draw | None:
    """Return what draws a figure's data in a scheme and a width; None where an answer does not have the data."""
    return None if data is None else lambda theme, width: draw(data, theme=theme, width=width)


def numbers(draw: Draw | None) -> tuple[Sequence[str], Sequence[Sequence[Cell]]] | None:
    """Return the columns and rows behind a chart, unrounded; they are the same at every width."""
    if draw is None:
        return None
    table = draw("light", WIDEST).table
    return table.columns, table.values


def older(comparison: Comparison) -> list[html.Section]:
    """Return what an answer kept by an earlier leadsim lacks, if this is one."""
    return [] if comparison.series else [parts.note("An older answer", [OLD])]


def plain_figure(name: str, title: str, subtitle: str, body: Sequence[Any]) -> html.Section:
    """Return a table in its frame, without views and downloads."""
    head = html.Div(html.H2(title, id=f"title-{name}"), className="figure-head")
    return html.Section(
        [head, html.P(subtitle, className="subtitle"), *body],
        className="figure",
        **parts.attributes("aria-labelledby", f"title-{name}"),
    )
