"""How sure: the futures and their words, what inputs and luck add, one scenario against another, and every interval."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any

from dash import Dash, html

from dashboard import certainty
from dashboard import components as parts
from dashboard.address import Client, View
from dashboard.components import Page
from dashboard.evidence_words import never_differing
from dashboard.figures import dots, versus
from dashboard.origin import command_of, source_of
from dashboard.pages import context, elsewhere, frame
from dashboard.pages import sure_chances as chances
from dashboard.pages import sure_rests as rests
from dashboard.pages import sure_tables as tables
from dashboard.pages.frame import Asked, Charts, Draw, drawer, row, viewed
from dashboard.queries import Answer, Library
from dashboard.rows import Rows
from dashboard.story import Story
from simulator.results import Comparison

PATH = "/sure"
TITLE = "How sure"
CHARTS = ("dots", "versus", *rests.CHARTS, *chances.CHARTS)
DOUBTS, INTERVALS = "doubts", "intervals"


def register(_app: Dash, _library: Library, /) -> None:
    """Register callbacks of this page's own: it has none, since its state is its address."""


def layout(client: Client, library: Library) -> Page:
    """Return the page for what a client asks for."""
    asked = Asked.of(client, library)
    if asked.missing:
        return elsewhere.page(TITLE, asked)
    view = settle(client, asked.answer)
    story = Story(asked.answer.comparison, view.focus, view.payer)
    found = rests.of(library, asked.answer, view), chances.of(library, asked.answer, view)
    said = parts.finding(certainty.headline(story, never_differing(view.focus)))
    body = [said, *_figures(story, view, client, *found)]
    return frame.page(f"{story.name}: {TITLE.lower()}", view.search(), asked, _context(asked, view), body)


def settle(client: Client, answer: Answer) -> View:
    """Return the view that a client asks for, of what the answer has."""
    return viewed(client, answer, CHARTS)


def _context(asked: Asked, view: View) -> html.Section:
    comparison = asked.answer.comparison
    return parts.context_bar(
        [
            context.place(asked), context.answer(asked),
            context.scenario(comparison, view.shown, view.focus), context.against(comparison),
            context.period(comparison.identity), context.payer(comparison, view),
        ]
    )  # fmt: skip


# -- figures --------------------------------------------------------------------------------------------------


def _figures(story: Story, view: View, client: Client, rest: rests.Rests, chance: chances.Chances | None) -> list[Any]:
    comparison, search = story.comparison, view.search()
    source = source_of(comparison)
    charts = Charts(client, search, view.tables, source)

    def chart(name: str, columns: int) -> html.Section | None:
        return charts.chart(name, drawing(comparison, name, view), columns)

    more = replications_of(comparison) if story.net.simulation_error is None else ""
    return [
        row(
            ("five", [chart("dots", 5), tables.bands(story)]),
            ("seven", [tables.doubts(story, more, source, search), chart("versus", 7)]),
        ),
        *rests.rows(rest, client, view),
        *chances.rows(chance, client, view),
        row(("twelve", [tables.intervals(story, source, search)])),
    ]


def drawing(comparison: Comparison, name: str, view: View) -> Draw | None:
    """Return what draws a chart of a view; None where the answer does not have what it takes."""
    rung = Story(comparison, view.focus, view.payer).rung
    if name == "dots":
        return drawer(dots.draw, dots.of(comparison, view.focus, view.payer, rung))
    return drawer(versus.draw, versus.of(comparison, view.shown[0], view.payer, rung, view.shown))


def replications_of(comparison: Comparison) -> str:
    """Return the command that tells luck and inputs apart, or would if there were more than the base case."""
    words = shlex.split(command_of(comparison))
    return shlex.join([*words, "--replications", "4"])


# -- its numbers ----------------------------------------------------------------------------------------------


def table(figure: str, client: Client, library: Library) -> Rows | None:
    """Return the numbers of a figure as a view shows it, unrounded, in dollars; None for another page's figure."""
    if figure not in (*CHARTS, rests.BREAK_EVEN, chances.CHANCES, DOUBTS, INTERVALS):
        return None
    answer = library.find(client.first("answer"))
    view = settle(client, answer)
    if figure in (*rests.CHARTS, rests.BREAK_EVEN):
        told = rests.values(rests.of(library, answer, view), figure)
        return None if told is None else Rows(answer.id, *told)
    if figure in (*chances.CHARTS, chances.CHANCES):
        told = chances.values(chances.of(library, answer, view), figure)
        return None if told is None else Rows(answer.id, *told)
    found = _values(answer.comparison, view, figure)
    return None if found is None else Rows(answer.id, *found)


def _values(comparison: Comparison, view: View, figure: str) -> tuple[Sequence[str], Sequence[Sequence[Any]]] | None:
    story = Story(comparison, view.focus, view.payer)
    if figure in CHARTS:
        return frame.numbers(drawing(comparison, figure, view))
    if figure == DOUBTS:
        return ("what", "dollars", "how_it_is_meant"), [
            (row.label, row.value, row.detail) for row in certainty.doubts(story)
        ]
    return tables.INTERVAL_COLUMNS, tables.interval_values(story)
