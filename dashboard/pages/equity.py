"""Equity: how often each decision falls on one group for each time on another, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from dash import Dash, html

from dashboard import components as parts
from dashboard import equity_words as words
from dashboard.address import Client, View
from dashboard.components import Page
from dashboard.figures import names, rri
from dashboard.figures.rri_data import RriData
from dashboard.origin import command_of, source_of
from dashboard.pages import context, elsewhere, equity_tables, frame
from dashboard.pages.frame import Asked, Charts, Draw, drawer, row, viewed
from dashboard.queries import Answer, Library
from dashboard.rows import Rows
from dashboard.story import Story
from dashboard.theme import WIDE
from simulator.report import words as report
from simulator.report.equity import Equity, equity_of, groups_of, reference_of

PATH = "/equity"
TITLE = "Equity"
CHARTS = ("rri",)
GAPS = "equity-gaps"


@dataclass(frozen=True)
class Shown:
    """What the page shows: a view, the group in question and the reference; `equity` None where nothing is there."""

    view: View
    groups: tuple[str, ...] = ()
    group: str = ""
    reference: str = ""
    equity: Equity | None = None

    def search(self) -> str:
        """Return it as the query of its address."""
        if not self.equity:
            return self.view.search()
        return f"{self.view.search()}&{urlencode({'group': self.group, 'reference': self.reference})}"


def register(_app: Dash, _library: Library, /) -> None:
    """Register callbacks of this page's own: it has none, since its state is its address."""


def layout(client: Client, library: Library) -> Page:
    """Return the page for what a client asks for."""
    asked = Asked.of(client, library)
    if asked.missing:
        return elsewhere.page(TITLE, asked)
    shown = settle(client, asked.answer)
    story = Story(asked.answer.comparison, shown.view.focus, shown.view.payer)
    body = _nothing(story, shown) if shown.equity is None else _figures(story, shown, client)
    name, context_ = f"{story.name}: {TITLE.lower()}", _context(asked, shown)
    return frame.page(name, shown.search(), asked, context_, body, command=_command(asked.answer, shown))


def settle(client: Client, answer: Answer) -> Shown:
    """Return what a client asks for, of what the answer has; a group that it has not is the usual one."""
    view = viewed(client, answer, CHARTS)
    groups = groups_of(answer.comparison)
    if len(groups) < 2:
        return Shown(view, groups)
    asked = client.first("reference")
    reference = reference_of(answer.comparison, asked if asked in groups else None)
    others = [group for group in groups if group != reference]
    group = next((each for each in client.query.get("group", ()) if each in others), others[0])
    return Shown(view, groups, group, reference, equity_of(answer.comparison, view.focus, reference))


def _command(answer: Answer, shown: Shown) -> str:
    asked = command_of(answer.comparison)
    if shown.equity is None:
        return asked
    return f"{asked.replace('leadsim compare', 'leadsim equity', 1)} --reference {shown.reference}"


def _context(asked: Asked, shown: Shown) -> html.Section:
    comparison, view = asked.answer.comparison, shown.view
    fields = [
        context.place(asked), context.answer(asked), context.scenario(comparison, view.shown, view.focus),
        context.against(comparison),
    ]  # fmt: skip
    if shown.equity is not None:
        options = [(group, names.capital(report.plain(group))) for group in shown.groups]
        others = [option for option in options if option[0] != shown.reference]
        fields += [
            parts.segments("group", "Group", others, shown.group),
            parts.segments("reference", "Held against", options, shown.reference),
        ]
    return parts.context_bar(fields)


def _nothing(story: Story, shown: Shown) -> list[Any]:
    labels = parts.note("What groups are here", words.LABELS)
    return [parts.finding(words.nothing(story, len(shown.groups))), row(("seven", [labels]))]


def _figures(story: Story, shown: Shown, client: Client) -> list[Any]:
    assert shown.equity is not None
    source, search = source_of(story.comparison), shown.search()
    chart = Charts(client, search, shown.view.tables, source).chart("rri", drawing(story, shown), 12, paper=WIDE)
    return [
        parts.finding(words.headline(shown.equity, story.name)),
        parts.key_figures(words.key_figures(shown.equity)),
        row(("twelve", [chart])),
        row(("twelve", [equity_tables.gaps(data_of(story, shown), GAPS, source, search)])),
        row(
            ("seven", [parts.note("Where it moves most, and what rests on few", words.where(shown.equity))]),
            ("five", [parts.note("What groups are here", words.LABELS)]),
        ),
        row(
            ("seven", [parts.note("How to read an index", shown.equity.notes)]),
        ),
    ]


def data_of(story: Story, shown: Shown) -> RriData:
    """Return what the chart shows."""
    assert shown.equity is not None
    called, identity = names.called(story.comparison), story.comparison.identity
    return RriData(shown.equity, shown.group, story.name, called[identity.baseline], names.period(identity))


def drawing(story: Story, shown: Shown) -> Draw | None:
    """Return what draws the chart; None where the answer has nothing to compare."""
    return None if shown.equity is None else drawer(rri.draw, data_of(story, shown))


def table(figure: str, client: Client, library: Library) -> Rows | None:
    """Return the numbers of a figure as a view shows it, unrounded; None for another page's figure."""
    if figure not in (*CHARTS, GAPS):
        return None
    answer = library.find(client.first("answer"))
    shown = settle(client, answer)
    if shown.equity is None:
        return None
    story = Story(answer.comparison, shown.view.focus, shown.view.payer)
    if figure == GAPS:
        return Rows(answer.id, equity_tables.COLUMNS, equity_tables.values(shown.equity))
    found = frame.numbers(drawing(story, shown))
    return None if found is None else Rows(answer.id, *found)
