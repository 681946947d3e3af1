"""Reinvest: what an agreement captures, the fund by fiscal year, what it buys, and how far it carries LEAD."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from dash import Dash, html

from dashboard import components as parts
from dashboard import reinvested as words
from dashboard.address import Client, View, view_of
from dashboard.components import Page
from dashboard.figures import fund, fund_places, names
from dashboard.figures.drawn import Drawn
from dashboard.funding import funding_of
from dashboard.pages import reinvest_tables as tables
from dashboard.pages.compare import column_width, run_of, source_of
from dashboard.queries import Answer, Library, place_of, place_title
from dashboard.reinvested import Reinvested
from dashboard.rows import Rows
from dashboard.story import usual_payers
from dashboard.theme import Theme
from simulator.experiment.reinvest import WITHOUT
from simulator.report.funding import cliff_sentence
from simulator.results import Comparison, Identity

PATH = "/reinvest"
TITLE = "Reinvest"
CHARTS = ("fund", "fund-places")
CHANGES = "fund-changes"
BY_YEAR = {
    "fund-ledger": tables.ledger_rows,
    "fund-carrying": tables.carrying_rows,
    "fund-sources": tables.source_rows,
}
SHIPPED = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")
USUAL = ("king-county", "/", "current")
EXAMPLE = """jurisdiction: {place}
extends: {scenario}
title: LEAD with captured savings
sentence: Half of what the county saves in cash goes to LEAD’s fund.
set:
  capture.share: 0.5
reinvestment:
  covers: [county]
  certified_by: The county auditor
  plan:
    - buy: case_managers
"""


def register(_app: Dash, _library: Library, /) -> None:
    """Register callbacks of this page's own: it has none, since its state is its address."""


def layout(client: Client, library: Library) -> Page:
    """Return the page for what a client asks for."""
    listed, trouble = library.listed()
    answer = library.find(client.first("answer"))
    view = settle(client, answer)
    of = asked(answer.comparison, view)
    told = [*answer.notes, *([trouble] if trouble else [])]
    body = _with_fund(of, view, client) if of.has_fund else _without_fund(of)
    main = html.Main([parts.finding(words.headline(of)), *body], id="main", tabIndex=-1)
    context = _context(answer, view, of, [(each.id, each.label) for each in listed])
    footer = parts.footer(command_of(of), run_of(answer))
    return Page(f"{of.name}: {TITLE.lower()} · leadsim", view.search(), [*parts.notice(told), context, main, footer])


def settle(client: Client, answer: Answer) -> View:
    """Return the view that a client asks for; a scenario without its fund is told with the same one that has it."""
    comparison = answer.comparison
    view = view_of(client.query, answer.id, comparison.identity.scenarios, usual_payers(comparison), CHARTS)
    if client.first("focus") not in comparison.identity.scenarios:  # the first one that has a fund
        funded = (name for name in view.shown if Reinvested(comparison, name).has_fund)
        return replace(view, focus=next(funded, view.focus))
    return view


def asked(comparison: Comparison, view: View) -> Reinvested:
    """Return what captured savings do in the scenario that a view is about."""
    scenario = view.focus.removesuffix(WITHOUT)
    scenario = scenario if scenario in comparison.identity.scenarios else view.focus
    return Reinvested(comparison, scenario, funding_of(comparison, scenario))


def _context(answer: Answer, view: View, of: Reinvested, listed: Sequence[tuple[str, str]]) -> html.Section:
    identity, called = answer.comparison.identity, names.called(answer.comparison)
    shown = [name for name in view.shown if name.removesuffix(WITHOUT) == name]
    if all(answer.id != id_ for id_, _ in listed):  # kept since the list was made
        listed = [*listed, (answer.id, f"Answer {answer.id}")]
    scenario = (
        parts.choice("focus", "Scenario", [(name, called[name]) for name in shown], of.scenario, 236)
        if len(shown) > 1
        else parts.fixed("Scenario", of.name)
    )
    return parts.context_bar(
        [
            parts.fixed("Place", place_title(place_of(identity)) or "Your own files"),
            parts.choice("answer", "Answer", listed, view.answer, 236),
            scenario,
            parts.fixed("Measured against", called[identity.baseline]),
            parts.fixed("Period and dollars", f"{names.period(identity)}, {constant(identity)}"),
        ]
    )


def constant(identity: Identity) -> str:
    """Return what dollars a fund is kept in, whatever an answer is in."""
    return f"constant {identity.price_year} dollars"


# -- with a fund ----------------------------------------------------------------------------------------------


def _with_fund(of: Reinvested, view: View, client: Client) -> list[Any]:
    source, search = source_of(of.comparison), view.search()

    def chart(name: str, columns: int) -> html.Section | None:
        drawn = drawing(of, name)
        if drawn is None:
            return None
        width, dark = column_width(client.width, columns), client.scheme == "dark"
        light = drawn("light", width) if dark else None
        return parts.figure(
            name, drawn(client.scheme, width), light=light, source=source, search=search,
            as_table=name in view.tables,
        )  # fmt: skip

    money = of.fund.gets_money
    agree, checks = words.agreeing(of), words.checks(of)
    return [
        parts.key_figures(words.key_figures(of)),
        _row(
            ("seven", [chart("fund", 7), tables.ledger(of, source, search) if money else None]),
            (
                "five",
                [
                    chart("fund-places", 5),
                    parts.note("Who has to agree", agree) if agree else None,
                    parts.note("Where other funding falls", _falls(of)) if of.cliffs else None,
                    parts.note("Checked for this page", checks),
                ],
            ),
        ),
        _row(("twelve", [tables.carrying(of, source, search)])),
        _row(("twelve", [tables.with_without(of, source, search) or _compare_both(of)])),
        _row(("twelve", [tables.sources(of, source, search)])),
    ]


def _falls(of: Reinvested) -> list[str]:
    """Return a sentence for each fall of LEAD's other funding, with how long the fund would bridge it."""
    assert of.funding is not None
    return [cliff_sentence(cliff, of.fund, of.funding.calendar) for cliff in of.cliffs]


def _compare_both(of: Reinvested) -> html.Section:
    """Return how to see what the fund changes, where an answer has the scenario only with it."""
    line = f"This answer has no {names.quoted(of.name)} without its fund. Ask for both: {command_of(of)}"
    return parts.note("What the fund changes", [line])


def _row(*columns: tuple[str, Sequence[Any]]) -> html.Div:
    filled = [(kind, [item for item in items if item is not None]) for kind, items in columns]
    return html.Div([html.Div(items, className=f"column {kind}") for kind, items in filled if items], className="row")


def drawing(of: Reinvested, name: str) -> Callable[[Theme, int], Drawn] | None:
    """Return what draws a chart of the page; None where the answer does not have what it takes."""
    if name == "fund":
        of_fund = fund.of(of.comparison, of.scenario, of.cliffs)
        return None if of_fund is None else lambda theme, width: fund.draw(of_fund, theme=theme, width=width)
    of_places = of.places
    return None if of_places is None else lambda theme, width: fund_places.draw(of_places, theme=theme, width=width)


# -- without one ----------------------------------------------------------------------------------------------


def _without_fund(of: Reinvested) -> list[Any]:
    """Return how to ask for an agreement; there is nothing to draw."""
    others = [name for name in of.comparison.identity.scenarios if Reinvested(of.comparison, name).has_fund]
    called = names.called(of.comparison)
    steps = [f"In this answer {names.quoted(called[name])} has an agreement: choose it above." for name in others]
    steps += [
        "Ask for a scenario that has one: leadsim reinvest king-county/reinvest-half",
        "Or write one in a file, such as mine.yaml, and ask: leadsim reinvest mine.yaml",
        "Or name an agreement that exists, in place of one’s own terms: reinvestment: {preset: …, covers: [county]}",
    ]
    code = html.Pre(example(of), className="file", tabIndex=0)
    file = html.Section([html.H2("mine.yaml"), code], className="note")
    return [
        _row(("seven", [parts.note("How to ask for one", steps)]), ("five", [file])),
        _row(("twelve", [tables.preset_table()])),
    ]


def example(of: Reinvested) -> str:
    """Return a file with an agreement, on top of the scenario in view where that is a shipped one."""
    place, _, scenario = of.scenario.partition("/") if of.funding and SHIPPED.fullmatch(of.scenario) else USUAL
    return EXAMPLE.format(place=place, scenario=scenario)


# -- where it is from, and its numbers ------------------------------------------------------------------------


def command_of(of: Reinvested) -> str:
    """Return the command that asks the same question, or asks for this scenario with its fund."""
    identity = of.comparison.identity
    line = ["leadsim", "reinvest", of.scenario, "--baseline", identity.baseline]
    line += ["--draws", str(identity.draws), "--seed", str(identity.seed)]
    if identity.replications > 1:
        line += ["--replications", str(identity.replications)]
    return shlex.join(line)


def table(figure: str, client: Client, library: Library) -> Rows | None:
    """Return the numbers of a figure as a view shows it, unrounded, in dollars; None for another page's figure."""
    if figure not in (*CHARTS, *BY_YEAR, CHANGES):
        return None
    answer = library.find(client.first("answer"))
    of = asked(answer.comparison, settle(client, answer))
    found = _values(of, figure) if of.has_fund else None
    return None if found is None else Rows(answer.id, *found)


def _values(of: Reinvested, figure: str) -> tuple[Sequence[str], Sequence[Sequence[Any]]] | None:
    if figure in CHARTS:
        draw = drawing(of, figure)
        shown = draw("light", column_width(1280, 7)).table if draw else None
        return None if shown is None else (shown.columns, shown.values)
    if figure in BY_YEAR:
        return ("entry", *(str(year) for year in of.years), "all_years"), [
            (row.label, *row.values) for row in BY_YEAR[figure](of)
        ]
    return tables.CHANGE_COLUMNS, tables.change_values(of)
