"""Compare, the first page: up to four scenarios against a baseline, what that says, how sure it is, and who pays."""

from __future__ import annotations

from typing import Any

from dash import Dash, html

from dashboard import components as parts
from dashboard import findings, matrix, side_by_side, titles, uncounted, years
from dashboard.address import MOST_SHOWN, Client, View
from dashboard.components import Page
from dashboard.evidence_words import behind
from dashboard.figures import dots, fan, ladder
from dashboard.hedges import MEANINGS, meanings
from dashboard.key_figures import key_figures
from dashboard.origin import source_of
from dashboard.pages import compare_tables as tables
from dashboard.pages import context, elsewhere, frame
from dashboard.pages.compare_files import rows_of
from dashboard.pages.compare_lines import lines
from dashboard.pages.compare_returns import closing_note, returned, units
from dashboard.pages.compare_safety import safety_section
from dashboard.pages.compare_transfers import transfer_section
from dashboard.pages.compare_worth import other_dollars, worth
from dashboard.pages.frame import Asked, Charts, Draw, drawer, row, viewed
from dashboard.queries import EXAMPLE, Answer, Library, caveats, place_of
from dashboard.rows import Rows
from dashboard.story import Story
from simulator.results import Comparison

PATH = "/"
TITLE = "Compare"
CHARTS = ("ladder", "dots", "fan")


def register(_app: Dash, _library: Library, /) -> None:
    """Register callbacks of this page's own: it has none, since its state is its address."""


def layout(client: Client, library: Library) -> Page:
    """Return the page for what a client asks for."""
    asked = Asked.of(client, library)
    if asked.missing:
        return elsewhere.page(TITLE, asked)
    answer, listed = asked.answer, tuple(each.id for each in asked.listed)
    query = tuple(sorted(client.query.items()))
    key = (PATH, query, client.scheme, client.width, listed, asked.trouble, answer.notes)
    return library.made_once(key, lambda: _page(client, asked))


def _page(client: Client, asked: Asked) -> Page:
    answer = asked.answer
    view = settle(client, answer)
    story = Story(answer.comparison, view.focus, view.payer)
    body = [
        parts.finding(findings.headline(story, behind(view.focus))),
        parts.key_figures(key_figures(story)),
        *_figures(asked, view, client),
    ]
    told = _first_visit(answer, len(asked.listed))
    return frame.page(f"{story.name}: {TITLE.lower()}", view.search(), asked, _context(asked, view), body, told=told)


def table(figure: str, client: Client, library: Library) -> Rows | None:
    """Return the numbers of a figure as a view shows it; None for what is no figure of this page."""
    answer = library.find(client.first("answer"))
    view = settle(client, answer)
    if figure in CHARTS:
        found = frame.numbers(drawing(answer.comparison, figure, view))
    else:
        found = rows_of(figure, answer.comparison, view)
    return None if found is None else Rows(answer.id, *found)


def settle(client: Client, answer: Answer) -> View:
    """Return the view that a client asks for, of what the answer has."""
    return viewed(client, answer, CHARTS)


def _first_visit(answer: Answer, listed: int) -> list[str]:
    if answer.id != EXAMPLE or answer.notes:
        return []
    own = " Nothing else is in your store yet." if listed == 1 else " Your own answers are under “Answer”."
    return [f"You are looking at a stored example.{own}"]


def _context(asked: Asked, view: View) -> html.Section:
    comparison = asked.answer.comparison
    identity = comparison.identity
    options = context.titled(comparison, identity.scenarios)
    several = [parts.several("shown", "Compared", options, view.shown, MOST_SHOWN)] if len(options) > 1 else []
    return parts.context_bar(
        [
            context.place(asked), context.answer(asked), context.scenario(comparison, view.shown, view.focus),
            *several, context.against(comparison), context.period(identity), context.payer(comparison, view),
        ]
    )  # fmt: skip


# -- figures --------------------------------------------------------------------------------------------------


def _figures(asked: Asked, view: View, client: Client) -> list[Any]:
    """Return the figures in the order of reading, two columns where there is room."""
    comparison = asked.answer.comparison
    story = Story(comparison, view.focus, view.payer)
    source, search = source_of(comparison), view.search()
    charts = Charts(client, search, view.tables, source)
    beside = tables.scenarios(
        side_by_side.of(comparison, view.shown, view.payer), story,
        titles.scenarios_title(comparison, view.shown, view.payer), source, search,
    )  # fmt: skip
    who = tables.payers(matrix.of(story), story, source, search)
    by_year = tables.years(years.of(story), story, source, search)
    missing = parts.note("Not counted here", uncounted.not_at_all(story))
    warnings = caveats(place_of(comparison.identity))
    local = parts.note("What this place says of its numbers", warnings) if warnings else None
    said = parts.note(MEANINGS, meanings(), short=True)

    def chart(name: str, columns: int) -> html.Section | None:
        return charts.chart(name, drawing(comparison, name, view), columns)

    return [
        row(("seven", [chart("ladder", 7)]), ("five", [chart("dots", 5), said, *frame.older(comparison)])),
        row(("twelve", [beside])),
        row(("five", [chart("fan", 5), missing]), ("seven", [who])),
        row(("twelve", [by_year, local])),
        row(("twelve", [lines(story, source, search)])),
        row(("seven", [units(story, source, search)]), ("five", [returned(story, source, search)])),
        row(("twelve", [closing_note(story), transfer_section(story, source, search)])),
        row(("seven", [safety_section(story, source, search)]), ("five", [worth(story, source, search)])),
        row(("twelve", [other_dollars(asked, view)])),
    ]


def drawing(comparison: Comparison, name: str, view: View) -> Draw | None:
    """Return what draws a chart of a view; None where the answer does not have what it takes."""
    scenario, payer = view.focus, view.payer
    rung = Story(comparison, scenario, payer).rung
    if name == "ladder":
        return drawer(ladder.draw, ladder.of(comparison, scenario, payer))
    if name == "dots":
        return drawer(dots.draw, dots.of(comparison, scenario, payer, rung))
    beside = tuple(other for other in view.shown if other != scenario)
    return drawer(fan.draw, fan.of(comparison, scenario, payer, rung, beside))
