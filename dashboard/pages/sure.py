"""How sure: the futures and their words, what inputs and luck add, one scenario against another, and every interval."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from typing import Any

from dash import Dash, html

from dashboard import certainty
from dashboard import components as parts
from dashboard.address import Client, View, view_of
from dashboard.components import Page
from dashboard.figures import dots, names, versus
from dashboard.figures.drawn import Drawn
from dashboard.pages import sure_tables as tables
from dashboard.pages.compare import column_width, command_of, run_of, source_of
from dashboard.queries import Answer, Library, place_of, place_title
from dashboard.rows import Rows
from dashboard.story import Story, as_choice, usual_payers
from dashboard.theme import Theme
from simulator.results import Comparison

PATH = "/sure"
TITLE = "How sure"
CHARTS = ("dots", "versus")
DOUBTS, INTERVALS = "doubts", "intervals"
LADDER = (
    "The effect of LEAD is published for one place. What is left of the net at 100%, 75%, 50%, 25% and 0% of it takes "
    "runs of its own, and this answer does not hold them.",
    "Save the file as effect.yaml and ask: leadsim study effect.yaml",
    "It writes a row for each run to effect/runs.csv: the column net_all, averaged by lead.effect.discount, is what is "
    "left.",
)


def register(_app: Dash, _library: Library, /) -> None:
    """Register callbacks of this page's own: it has none, since its state is its address."""


def layout(client: Client, library: Library) -> Page:
    """Return the page for what a client asks for."""
    listed, trouble = library.listed()
    answer = library.find(client.first("answer"))
    view = settle(client, answer)
    story = Story(answer.comparison, view.focus, view.payer)
    told = [*answer.notes, *([trouble] if trouble else [])]
    main = html.Main([parts.finding(certainty.headline(story)), *_figures(story, view, client)], id="main", tabIndex=-1)
    context = _context(answer, view, [(each.id, each.label) for each in listed])
    footer = parts.footer(command_of(answer.comparison), run_of(answer))
    return Page(f"{story.name}: {TITLE.lower()} · leadsim", view.search(), [*parts.notice(told), context, main, footer])


def settle(client: Client, answer: Answer) -> View:
    """Return the view that a client asks for, of what the answer has."""
    comparison = answer.comparison
    return view_of(client.query, answer.id, comparison.identity.scenarios, usual_payers(comparison), CHARTS)


def _context(answer: Answer, view: View, listed: Sequence[tuple[str, str]]) -> html.Section:
    comparison = answer.comparison
    identity, called = comparison.identity, names.called(comparison)
    if all(answer.id != id_ for id_, _ in listed):  # kept since the list was made
        listed = [*listed, (answer.id, f"Answer {answer.id}")]
    return parts.context_bar(
        [
            parts.fixed("Place", place_title(place_of(identity)) or "Your own files"),
            parts.choice("answer", "Answer", listed, view.answer, 236),
            parts.choice("focus", "Scenario", [(key, called[key]) for key in view.shown], view.focus, 168),
            parts.fixed("Measured against", called[identity.baseline]),
            parts.fixed("Period and dollars", f"{names.period(identity)}, {names.dollars(identity)}"),
            parts.segments("payer", "Whose money", [(p, as_choice(p)) for p in usual_payers(comparison)], view.payer),
        ]
    )


# -- figures --------------------------------------------------------------------------------------------------


def _figures(story: Story, view: View, client: Client) -> list[Any]:
    comparison, search = story.comparison, view.search()
    source = source_of(comparison)

    def chart(name: str, columns: int) -> html.Section | None:
        drawn = drawing(comparison, name, view)
        if drawn is None:
            return None
        width, dark = column_width(client.width, columns), client.scheme == "dark"
        light = drawn("light", width) if dark else None
        return parts.figure(
            name, drawn(client.scheme, width), light=light, source=source, search=search,
            as_table=name in view.tables,
        )  # fmt: skip

    more = replications_of(comparison) if story.net.simulation_error is None else ""
    study = certainty.effect_study(story)
    ladder = [] if study is None else [
        parts.note("At less of the published effect", LADDER),
        html.Section([html.H2("effect.yaml"), html.Pre(study, className="file", tabIndex=0)], className="note"),
    ]  # fmt: skip
    return [
        _row(
            ("five", [chart("dots", 5), tables.bands(story)]),
            ("seven", [tables.doubts(story, more, source, search), chart("versus", 7)]),
        ),
        _row(("twelve", [tables.intervals(story, source, search)])),
        _row(*(("seven" if i == 0 else "five", [part]) for i, part in enumerate(ladder))),
    ]


def _row(*columns: tuple[str, Sequence[Any]]) -> html.Div:
    filled = [(kind, [item for item in items if item is not None]) for kind, items in columns]
    return html.Div([html.Div(items, className=f"column {kind}") for kind, items in filled if items], className="row")


def drawing(comparison: Comparison, name: str, view: View) -> Callable[[Theme, int], Drawn] | None:
    """Return what draws a chart of a view; None where the answer does not have what it takes."""
    rung = Story(comparison, view.focus, view.payer).rung
    if name == "dots":
        of_dots = dots.of(comparison, view.focus, view.payer, rung)
        return None if of_dots is None else lambda theme, width: dots.draw(of_dots, theme=theme, width=width)
    of_versus = versus.of(comparison, view.shown[0], view.payer, rung, view.shown)
    return None if of_versus is None else lambda theme, width: versus.draw(of_versus, theme=theme, width=width)


def replications_of(comparison: Comparison) -> str:
    """Return the command that tells luck and inputs apart, or would if there were more than the base case."""
    words = shlex.split(command_of(comparison))
    return shlex.join([*words, "--replications", "4"])


# -- its numbers ----------------------------------------------------------------------------------------------


def table(figure: str, client: Client, library: Library) -> Rows | None:
    """Return the numbers of a figure as a view shows it, unrounded, in dollars; None for another page's figure."""
    if figure not in (*CHARTS, DOUBTS, INTERVALS):
        return None
    answer = library.find(client.first("answer"))
    view = settle(client, answer)
    found = _values(answer.comparison, view, figure)
    return None if found is None else Rows(answer.id, *found)


def _values(comparison: Comparison, view: View, figure: str) -> tuple[Sequence[str], Sequence[Sequence[Any]]] | None:
    story = Story(comparison, view.focus, view.payer)
    if figure in CHARTS:
        draw = drawing(comparison, figure, view)
        shown = draw("light", column_width(1280, 7)).table if draw else None
        return None if shown is None else (shown.columns, shown.values)
    if figure == DOUBTS:
        return ("what", "dollars", "how_it_is_meant"), [
            (row.label, row.value, row.detail) for row in certainty.doubts(story)
        ]
    return tables.INTERVAL_COLUMNS, tables.interval_values(story)
