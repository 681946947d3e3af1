"""People: who gets into LEAD and where others are lost, how many there are over time, and one life twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dash import Dash, html

from dashboard import components as parts
from dashboard import lives, people_words
from dashboard.address import Client, View
from dashboard.asking import Runs
from dashboard.components import Page
from dashboard.figures import flow, levels, life, life_data, names
from dashboard.origin import command_of, source_of
from dashboard.pages import context, elsewhere, frame, people_life
from dashboard.pages.frame import Asked, Charts, Draw, drawer, row, viewed
from dashboard.queries import Answer, Library
from dashboard.rows import Rows
from dashboard.story import Story
from dashboard.theme import WIDE
from simulator.report.again import trace_command
from simulator.report.lives import LifeData
from simulator.results import Comparison

PATH = "/people"
TITLE = "People"
FLOWS = ("scenario", "baseline")
LEVELS = ("caseload", "waiting", "jail", "units")
GROUPS = "groups"
CHARTS = ("flow", "life", *LEVELS)


@dataclass(frozen=True)
class Shown:
    """What the page shows: a view, whose flow, how the person is chosen whose life is told, and the job that makes it.

    `life` is the life, None where there is none; `job` is nothing where none was asked for.
    """

    view: View
    flow: str
    person: str
    life: LifeData | None = None
    job: str = ""

    def search(self) -> str:
        """Return it as the query of its address."""
        job = f"&job={self.job}" if self.job and self.life is None else ""
        return f"{self.view.search()}&flow={self.flow}&person={self.person}{job}"


def register(app: Dash, library: Library, /, runs: Runs | None = None) -> None:
    """Register what asks for lives; all else of the page's state is its address."""
    people_life.register(app, runs or Runs(), library)


def layout(client: Client, library: Library) -> Page:
    """Return the page for what a client asks for."""
    asked = Asked.of(client, library)
    if asked.missing:
        return elsewhere.page(TITLE, asked)
    answer = asked.answer
    shown = settle(client, answer, library)
    story = Story(answer.comparison, shown.view.focus, shown.view.payer)
    found = flow.of(answer.comparison, shown.view.focus)
    keys = [parts.key_figures(people_words.key_figures(story, found))] if found else []
    body = [parts.finding(people_words.headline(story, found)), *keys, *_figures(answer, shown, client, library)]
    name, context_ = f"{story.name}: {TITLE.lower()}", _context(asked, shown.view)
    return frame.page(name, shown.search(), asked, context_, body, command=_command(answer.comparison, shown))


def settle(client: Client, answer: Answer, library: Library) -> Shown:
    """Return what a client asks for, of what the answer and the store have."""
    view = viewed(client, answer, CHARTS)
    person = next((each for each in client.query.get("person", ()) if each in lives.CHOICES), lives.CHOICES[0])
    return Shown(
        view,
        next((each for each in client.query.get("flow", ()) if each in FLOWS), FLOWS[0]),
        person,
        lives.find(answer.comparison, view.focus, person, library.open_store),
        people_life.job_of(client.query),
    )


def _command(comparison: Comparison, shown: Shown) -> str:
    """Return what gives the numbers of the page again: the answer, and the life where one is shown."""
    asked = command_of(comparison)
    return f"{asked} && {trace_command(comparison, shown.view.focus, shown.person)}" if shown.life else asked


def _context(asked: Asked, view: View) -> html.Section:
    comparison = asked.answer.comparison
    return parts.context_bar(
        [
            context.place(asked), context.answer(asked),
            context.scenario(comparison, view.shown, view.focus), context.against(comparison),
            parts.fixed("Period", names.period(comparison.identity)),
        ]
    )  # fmt: skip


# -- figures --------------------------------------------------------------------------------------------------


def _figures(answer: Answer, shown: Shown, client: Client, library: Library) -> list[Any]:
    """Return the figures in the order of reading."""
    comparison, source = answer.comparison, source_of(answer.comparison)
    charts = Charts(client, shown.search(), shown.view.tables, source)

    def chart(name: str, columns: int) -> html.Section | None:
        told = _life_source(comparison) if name == "life" else source
        section = charts.chart(name, drawing(comparison, name, shown), columns, source=told, paper=WIDE)
        control = _control(name, comparison, shown)
        if section is not None and control is not None:
            section.children.insert(2, html.Div(control, className="within"))
        return section

    return [
        row(("twelve", [chart("flow", 12)])),
        row(("seven", [chart("caseload", 7)]), ("five", [chart("waiting", 5), *frame.older(comparison)])),
        row(("twelve", [chart("life", 12) or _no_life(answer, shown, library)])),
        row(("five", [chart("jail", 5)]), ("seven", [chart("units", 7)])),
        row(("twelve", [_groups(comparison, shown, source)])),
    ]


def _control(name: str, comparison: Comparison, shown: Shown) -> Any:
    """Return what is chosen inside of a figure."""
    if name == "life":
        return parts.segments("person", "Show a person whose result is", life_data.choices(shown.life), shown.person)
    if name == "flow":
        called, identity = names.called(comparison), comparison.identity
        options = [("scenario", called[shown.view.focus]), ("baseline", called[identity.baseline])]
        return parts.segments("flow", "Show the flow with", options, shown.flow)
    return None


def _no_life(answer: Answer, shown: Shown, library: Library) -> html.Section:
    """Return how to get a life that is not there."""
    return people_life.place(answer, shown.view.focus, shown.person, shown.search(), shown.job, library)


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


def drawing(comparison: Comparison, name: str, shown: Shown) -> Draw | None:
    """Return what draws a chart; None where the answer does not have what it takes."""
    scenario = shown.view.focus
    if name == "flow":
        of_flow = flow.of(comparison, scenario, "baseline" if shown.flow == "baseline" else "scenario")
        return drawer(flow.draw, of_flow)
    if name == "life":
        return drawer(life.draw, shown.life)
    return drawer(levels.draw, levels.of(comparison, scenario, name))


def table(figure: str, client: Client, library: Library) -> Rows | None:
    """Return the numbers of a figure as a view shows it, unrounded; None for another page's figure."""
    if figure not in (*CHARTS, GROUPS):
        return None
    answer = library.find(client.first("answer"))
    shown = settle(client, answer, library)
    if figure != GROUPS:
        found = frame.numbers(drawing(answer.comparison, figure, shown))
        return None if found is None else Rows(answer.id, *found)
    groups = people_words.groups(answer.comparison, shown.view.focus)
    return None if groups is None else Rows(answer.id, groups.columns, groups.values)
