"""Capacity: the smallest number of case managers, places or dollars at which a target holds, and what others do."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from dash import Dash, html

from dashboard import capacity_words as words
from dashboard import components as parts
from dashboard.address import Client, View
from dashboard.components import Page
from dashboard.figures import capacity, names
from dashboard.figures.capacity_data import LABELS, CapacityData, lines_of
from dashboard.figures.capacity_data import table as tabled
from dashboard.figures.inputs import named
from dashboard.further import RUNGS, Known, named_inputs, searches
from dashboard.origin import source_of
from dashboard.pages import context, elsewhere, frame
from dashboard.pages.frame import Asked, Charts, Draw, drawer, row, viewed
from dashboard.queries import Answer, Library
from dashboard.rows import Rows
from dashboard.story import Story
from simulator.experiment.capacity import DEFAULT_CHANCE
from simulator.experiment.capacity_runs import SEARCHED
from simulator.experiment.reinvest import WITHOUT
from simulator.report.again import effects_asked, money_asked
from simulator.results import ALL, Comparison, Record

PATH = "/capacity"
TITLE = "Capacity"
CHARTS = ("capacity", "capacity-cost")
TRIED = "capacity-tried"
USUAL = "lead.case_managers"
TARGETS = (
    "A target is what you ask: that nobody is turned away, or at most a share; or that 95 of 100 who qualify have a "
    "place within some days; and in what share of futures that must hold.",
    "All numbers are tried in the same worlds, so that they differ by nothing but the number.",
    "The smallest number that is enough is the one from which on the target holds at every number that was tried.",
)


@dataclass(frozen=True)
class Shown:
    """What the page shows: a view, which inputs were searched, and what is known of the one that was chosen."""

    view: View
    lines: tuple[str, ...] = ()
    line: str = ""
    known: Known | None = None
    data: CapacityData | None = None

    def search(self) -> str:
        """Return it as the query of its address."""
        return f"{self.view.search()}&{urlencode({'line': self.line})}" if len(self.lines) > 1 else self.view.search()


def register(_app: Dash, _library: Library, /) -> None:
    """Register callbacks of this page's own: it has none, since its state is its address."""


def layout(client: Client, library: Library) -> Page:
    """Return the page for what a client asks for."""
    asked = Asked.of(client, library)
    if asked.missing:
        return elsewhere.page(TITLE, asked)
    shown = settle(client, asked.answer, library)
    story = Story(asked.answer.comparison, shown.view.focus, shown.view.payer)
    body = _nothing(story) if shown.data is None else _figures(story, shown, shown.data, client)
    name, context_ = f"{story.name}: {TITLE.lower()}", _context(asked, shown)
    return frame.page(name, shown.search(), asked, context_, body, command=command(story, shown.known, shown.line))


def settle(client: Client, answer: Answer, library: Library) -> Shown:
    """Return what a client asks for, of what is known; the usual input first, and of each the newest search."""
    view, comparison = viewed(client, answer, CHARTS), answer.comparison
    found: dict[str, Known] = {}
    for each in searches(library, answer, view.focus):
        for line in lines_of(each.records):
            found.setdefault(line, each)
    if not found:
        return Shown(view)
    lines = sorted(found, key=lambda line: (line != USUAL, line))
    line = next((each for each in client.query.get("line", ()) if each in found), lines[0])
    known, rung = found[line], Story(comparison, view.focus, view.payer).rung
    about = known.about(comparison, answer.id, view.payer, rung)
    data = capacity.of(known.records, line, about, named_inputs(view.focus))
    return Shown(view, tuple(lines), line, known, data)


def command(story: Story, known: Known | None = None, line: str = USUAL) -> str:
    """Return the command that searches; for what is known the same target, draws and net."""
    identity = story.comparison.identity if known is None else known.identity
    scenario = story.scenario.removesuffix(WITHOUT)
    asked = ["leadsim", "capacity", scenario, "--baseline", identity.baseline, "--seed", str(identity.seed)]
    if known is not None:
        asked += ["--draws", str(identity.draws), *target_asked(known.records, line)]
        asked += ["--payer", known.payer] if known.payer != ALL else []
        asked += ["--rung", RUNGS[known.rung]] if known.rung != "net" else []
        asked += ["--replications", str(identity.replications)] if identity.replications > 1 else []
    return shlex.join([*asked, *effects_asked(story.comparison), *money_asked(story.comparison)])


def target_asked(records: Sequence[Record], line: str) -> list[str]:
    """Return the options that search the same input for the same target."""
    found = {each.measure: each for each in records if each.line == line and each.group == ALL}
    of = next(word for word, path in SEARCHED.items() if path == line)
    words = ["--of", of] if line != USUAL else []
    if (target := found.get("target")) is not None and (target.unit == "days" or target.scenario_mean):
        words += ["--wait-days" if target.unit == "days" else "--turned-away", f"{target.scenario_mean:g}"]
    for measure, usual in (("chance", DEFAULT_CHANCE), ("after", 0.0)):
        if measure in found and found[measure].scenario_mean != usual:
            words += [f"--{measure}", f"{found[measure].scenario_mean:g}"]
    return words


def _context(asked: Asked, shown: Shown) -> html.Section:
    comparison, view = asked.answer.comparison, shown.view
    fields = [
        context.place(asked), context.answer(asked), context.scenario(comparison, view.shown, view.focus),
        context.against(comparison), context.period(comparison.identity),
    ]  # fmt: skip
    if len(shown.lines) > 1:
        called = named_inputs(view.focus)
        options = [(line, named(line, called).label) for line in shown.lines]
        fields.append(parts.choice("line", "Searched for", options, shown.line, 236))
    return parts.context_bar(fields)


# -- what there is --------------------------------------------------------------------------------------------


def _nothing(story: Story) -> list[Any]:
    ask = [html.Li(["How many case managers are enough: ", html.Code(command(story))])]
    told = html.P("What the command finds is shown here, once it has ended.", className="subtitle")
    asking = html.Section([html.H2("How to ask"), html.Ul(ask), told], className="note")
    return [
        parts.finding(words.nothing(story)),
        row(("seven", [asking]), ("five", [parts.note("What is searched for", TARGETS)])),
    ]


def _figures(story: Story, shown: Shown, data: CapacityData, client: Client) -> list[Any]:
    assert shown.known is not None
    source, search = source_of(Comparison(shown.known.identity)), shown.search()
    charts = Charts(client, search, shown.view.tables, source)
    keys = words.key_figures(data)
    return [
        parts.finding(words.headline(data, story)),
        *([parts.key_figures(keys)] if keys else []),
        row(
            ("seven", [charts.chart(CHARTS[0], drawing(data, CHARTS[0]), 7)]),
            ("five", [charts.chart(CHARTS[1], drawing(data, CHARTS[1]), 5)]),
        ),
        row(("twelve", [_tried(data, source, search)])),
        row(("seven", [parts.note("What is searched for", TARGETS)])),
    ]


def drawing(data: CapacityData, name: str) -> Draw | None:
    """Return what draws a chart; None where none of its measures is known."""
    measures, draw = {
        CHARTS[0]: (capacity.SERVICE, capacity.draw_service), CHARTS[1]: (capacity.COST, capacity.draw_cost),
    }[name]  # fmt: skip
    return drawer(draw, data if any(measure in data.curves for measure in measures) else None)


def _tried(data: CapacityData, source: str, search: str) -> html.Section:
    """Return every number that was tried."""
    several = len(data.values)
    title = (
        "Every number that was tried"
        if len(data.listed) == several
        else f"{len(data.listed)} of {several} numbers tried"
    )
    curves = [data.curves[measure] for measure in LABELS if measure in data.curves]
    heads = [names.capital(data.things or "dollars"), *(curve.label for curve in curves)]
    head = html.Thead(
        html.Tr([html.Th(text, scope="col", className="number" if n else "") for n, text in enumerate(heads)])
    )
    body = []
    for value in data.listed:
        cells = []
        for curve in curves:
            point = data.at(curve.measure, value)
            ends = "" if point is None or point.draws < 2 else f"{curve.text(point.low)} to {curve.text(point.high)}"
            under = (
                [html.Span(ends, className="under")]
                if ends and point and not point.never and curve.measure != "target_met"
                else []
            )
            negative = " negative" if point and curve.measure == "net" and point.mean < 0.0 else ""
            text = "–" if point is None else curve.said(point)
            label = parts.attributes("data-label", curve.label)
            cells.append(html.Td([html.Span(text), *under], className=f"number{negative}", **label))
        what = {data.today: "as stated"}.get(value, "")
        what = "enough" if data.smallest and value == data.smallest.value else what
        first = [html.Strong(data.text(value)), *([html.Span(what, className="under")] if what else [])]
        body.append(html.Tr([html.Th(first, scope="row"), *cells]))
    table = html.Table([html.Caption(title, className="hidden"), head, html.Tbody(body)], className="data tried blocks")
    about = data.about
    subtitle = (
        f"{names.quoted(about.scenario)}, {about.period} total, {about.dollars}. Below each average, where known: 90% "
        f"of futures. Target: {data.target}."
    )
    return parts.framed(TRIED, title, subtitle, [parts.scrolling(table, title)], about.noted(source), search)


def table(figure: str, client: Client, library: Library) -> Rows | None:
    """Return the numbers of a figure as a view shows it, unrounded; None for another page's figure."""
    if figure not in (*CHARTS, TRIED):
        return None
    answer = library.find(client.first("answer"))
    data = settle(client, answer, library).data
    if data is None:
        return None
    if figure == TRIED:
        told = tabled(data, tuple(LABELS))
        return Rows(answer.id, told.columns, told.values)
    found = frame.numbers(drawing(data, figure))
    return None if found is None else Rows(answer.id, *found)
