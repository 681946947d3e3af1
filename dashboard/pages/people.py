"""People: who gets into LEAD and where others are lost, how many there are over time, and one life twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dash import Dash, html

from dashboard import components as parts
from dashboard import lives, people_words
from dashboard.address import Client, View, view_of
from dashboard.components import Page
from dashboard.figures import flow, levels, life, life_data, names
from dashboard.figures.drawn import Drawn
from dashboard.pages.compare import OLD, column_width, command_of, run_of, source_of
from dashboard.queries import Answer, Library, place_of, place_title
from dashboard.rows import Rows
from dashboard.story import Story, usual_payers
from dashboard.theme import WIDE, Theme
from simulator.results import Comparison

PATH = "/people"
TITLE = "People"
FLOWS = ("scenario", "baseline")
LEVELS = ("caseload", "waiting", "jail", "units")
GROUPS = "groups"
CHARTS = ("flow", "life", *LEVELS)


@dataclass(frozen=True)
class Shown:
    """What the page shows: a view, whose flow, and how the person is chosen whose life is told."""

    view: View
    flow: str
    person: str

    def search(self) -> str:
        """Return it as the query of its address."""
        return f"{self.view.search()}&flow={self.flow}&person={self.person}"


def register(_app: Dash, _library: Library, /) -> None:
    """Register callbacks of this page's own: it has none, since its state is its address."""


def layout(client: Client, library: Library) -> Page:
    """Return the page for what a client asks for."""
    listed, trouble = library.listed()
    answer = library.find(client.first("answer"))
    shown = settle(client, answer)
    story = Story(answer.comparison, shown.view.focus, shown.view.payer)
    found = flow.of(answer.comparison, shown.view.focus)
    keys = [parts.key_figures(people_words.key_figures(story, found))] if found else []
    main = html.Main(
        [parts.finding(people_words.headline(story, found)), *keys, *_figures(answer, shown, client)],
        id="main",
        tabIndex=-1,
    )
    return Page(
        f"{story.name}: {TITLE.lower()} · leadsim",
        shown.search(),
        [
            *parts.notice([*answer.notes, *([trouble] if trouble else [])]),
            _context(answer, shown.view, [(each.id, each.label) for each in listed]),
            main,
            parts.footer(command_of(answer.comparison), run_of(answer)),
        ],
    )


def settle(client: Client, answer: Answer) -> Shown:
    """Return what a client asks for, of what the answer has."""
    comparison = answer.comparison
    view = view_of(client.query, answer.id, comparison.identity.scenarios, usual_payers(comparison), CHARTS)
    return Shown(
        view,
        next((each for each in client.query.get("flow", ()) if each in FLOWS), FLOWS[0]),
        next((each for each in client.query.get("person", ()) if each in lives.CHOICES), lives.CHOICES[0]),
    )


def _context(answer: Answer, view: View, listed: Sequence[tuple[str, str]]) -> html.Section:
    identity, called = answer.comparison.identity, names.called(answer.comparison)
    if all(answer.id != id_ for id_, _ in listed):  # kept since the list was made
        listed = [*listed, (answer.id, f"Answer {answer.id}")]
    return parts.context_bar(
        [
            parts.fixed("Place", place_title(place_of(identity)) or "Your own files"),
            parts.choice("answer", "Answer", listed, view.answer, 236),
            parts.choice("focus", "Scenario", [(key, called[key]) for key in view.shown], view.focus, 168),
            parts.fixed("Measured against", called[identity.baseline]),
            parts.fixed("Period", names.period(identity)),
        ]
    )


# -- figures --------------------------------------------------------------------------------------------------


def _figures(answer: Answer, shown: Shown, client: Client) -> list[Any]:
    """Return the figures in the order of reading."""
    comparison, source = answer.comparison, source_of(answer.comparison)

    def chart(name: str, columns: int) -> html.Section | None:
        drawn = drawing(comparison, name, shown)
        if drawn is None:
            return None
        width = column_width(client.width, columns)
        paper = min(width, WIDE)  # what is wider than that does not go on paper
        light = drawn("light", paper) if client.scheme == "dark" or paper < width else None
        told = _life_source(comparison) if name == "life" else source
        section = parts.figure(
            name, drawn(client.scheme, width), light=light, source=told, search=shown.search(),
            as_table=name in shown.view.tables,
        )  # fmt: skip
        control = _control(name, comparison, shown)
        if control is not None:
            section.children.insert(2, html.Div(control, className="within"))
        return section

    old = [] if comparison.series else [parts.note("An older answer", [OLD])]
    return [
        _row(("twelve", [chart("flow", 12)])),
        _row(("seven", [chart("caseload", 7)]), ("five", [chart("waiting", 5), *old])),
        _row(("twelve", [chart("life", 12) or _no_life(comparison, shown)])),
        _row(("five", [chart("jail", 5)]), ("seven", [chart("units", 7)])),
        _row(("twelve", [_groups(comparison, shown, source)])),
    ]


def _row(*columns: tuple[str, Sequence[Any]]) -> html.Div:
    filled = [(kind, [item for item in items if item is not None]) for kind, items in columns]
    return html.Div([html.Div(items, className=f"column {kind}") for kind, items in filled if items], className="row")


def _control(name: str, comparison: Comparison, shown: Shown) -> Any:
    """Return what is chosen inside of a figure."""
    if name == "life":
        found = lives.find(comparison, shown.view.focus, shown.person)
        return parts.segments("person", "Show a person whose result is", life_data.choices(found), shown.person)
    if name == "flow":
        called, identity = names.called(comparison), comparison.identity
        options = [("scenario", called[shown.view.focus]), ("baseline", called[identity.baseline])]
        return parts.segments("flow", "Show the flow with", options, shown.flow)
    return None


def _no_life(comparison: Comparison, shown: Shown) -> html.Section:
    """Return how to see a life that was not made beforehand."""
    command = people_words.trace_command(comparison, shown.view.focus, shown.person)
    return html.Section(
        [html.H2("One life, twice"), html.P(people_words.NO_LIFE), html.P(html.Code(command))], className="note"
    )


def _life_source(comparison: Comparison) -> str:
    identity = comparison.identity
    return f"leadsim: the base case, no draws, seed {identity.seed}; the same population in both lives."


def _groups(comparison: Comparison, shown: Shown, source: str) -> html.Section | None:
    found = people_words.groups(comparison, shown.view.focus)
    if found is None:
        return None
    title = "How many, by group"
    body = [parts.data_table(found, title)]
    return parts.framed(GROUPS, title, people_words.groups_subtitle(comparison), body, source, shown.search())


def drawing(comparison: Comparison, name: str, shown: Shown) -> Callable[[Theme, int], Drawn] | None:
    """Return what draws a chart; None where the answer does not have what it takes."""
    scenario = shown.view.focus
    if name == "flow":
        of_flow = flow.of(comparison, scenario, "baseline" if shown.flow == "baseline" else "scenario")
        return None if of_flow is None else lambda theme, width: flow.draw(of_flow, theme=theme, width=width)
    if name == "life":
        of_life = lives.find(comparison, scenario, shown.person)
        return None if of_life is None else lambda theme, width: life.draw(of_life, theme=theme, width=width)
    of_levels = levels.of(comparison, scenario, name)
    return None if of_levels is None else lambda theme, width: levels.draw(of_levels, theme=theme, width=width)


def table(figure: str, client: Client, library: Library) -> Rows | None:
    """Return the numbers of a figure as a view shows it, unrounded; None for another page's figure."""
    if figure not in (*CHARTS, GROUPS):
        return None
    answer = library.find(client.first("answer"))
    shown = settle(client, answer)
    if figure == GROUPS:
        found = people_words.groups(answer.comparison, shown.view.focus)
    else:
        draw = drawing(answer.comparison, figure, shown)
        found = draw("light", client.width).table if draw else None
    return None if found is None else Rows(answer.id, found.columns, found.values)
