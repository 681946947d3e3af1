"""Reinvest: what an agreement captures, the fund by fiscal year, what it buys, and how far it carries LEAD."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dash import Dash, html

from dashboard import components as parts
from dashboard import reinvested as words
from dashboard.address import Client, View
from dashboard.components import Page
from dashboard.figures import fund, fund_places, names, rates
from dashboard.funding import funding_of
from dashboard.origin import drawn_as, source_of
from dashboard.pages import context, elsewhere, frame
from dashboard.pages import reinvest_tables as tables
from dashboard.pages.frame import Asked, Charts, Draw, drawer, row, viewed
from dashboard.pages.reinvest_investor import COLUMNS, INVESTOR, investor_rows, investor_section
from dashboard.queries import Answer, Library
from dashboard.reinvested import Reinvested
from dashboard.rows import Rows
from simulator.experiment.reinvest import WITHOUT
from simulator.report.funding import cliff_sentence
from simulator.results import Comparison, Identity

PATH = "/reinvest"
TITLE = "Reinvest"
CHARTS = ("fund", "fund-places", "fund-rates")
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
    asked = Asked.of(client, library)
    if asked.missing:
        return elsewhere.page(TITLE, asked)
    view = settle(client, asked.answer)
    of = reinvested(asked.answer.comparison, view)
    body = [
        parts.finding(words.headline(of)),
        *(_with_fund(of, view, client) if of.has_fund else _without_fund(of, view, client)),
    ]
    context_ = _context(asked, view, of)
    return frame.page(f"{of.name}: {TITLE.lower()}", view.search(), asked, context_, body, command=command_of(of))


def settle(client: Client, answer: Answer) -> View:
    """Return the view that a client asks for; a scenario without its fund is told with the same one that has it."""
    comparison, view = answer.comparison, viewed(client, answer, CHARTS)
    if client.first("focus") not in comparison.identity.scenarios:  # the first one that has a fund
        funded = (name for name in view.shown if Reinvested(comparison, name).has_fund)
        return replace(view, focus=next(funded, view.focus))
    return view


def reinvested(comparison: Comparison, view: View) -> Reinvested:
    """Return what captured savings do in the scenario that a view is about."""
    scenario = view.focus.removesuffix(WITHOUT)
    scenario = scenario if scenario in comparison.identity.scenarios else view.focus
    return Reinvested(comparison, scenario, funding_of(comparison, scenario))


def _context(asked: Asked, view: View, of: Reinvested) -> html.Section:
    comparison = asked.answer.comparison
    identity = comparison.identity
    shown = [name for name in view.shown if name.removesuffix(WITHOUT) == name]
    several = len(shown) > 1
    scenario = context.scenario(comparison, shown, of.scenario, 236) if several else parts.fixed("Scenario", of.name)
    period = context.period(identity, constant(identity))
    return parts.context_bar(
        [context.place(asked), context.answer(asked), scenario, context.against(comparison), period]
    )


def constant(identity: Identity) -> str:
    """Return what dollars a fund is kept in, whatever an answer is in."""
    return f"constant {identity.price_year} dollars"


# -- with a fund ----------------------------------------------------------------------------------------------


def _with_fund(of: Reinvested, view: View, client: Client) -> list[Any]:
    source, search = source_of(of.comparison), view.search()
    charts = Charts(client, search, view.tables, source)

    def chart(name: str, columns: int) -> html.Section | None:
        return charts.chart(name, drawing(of, name), columns)

    agree, investor = words.agreeing(of), investor_section(of, source, search)
    notes = [
        parts.note("Who has to agree", agree) if agree else None,
        parts.note("Where other funding falls", _falls(of)) if of.cliffs else None,
    ]
    left, right = [investor], [chart("fund-places", 5)]
    if of.fund.gets_money:
        left, right = [*left, chart("fund", 7), tables.ledger(of, source, search)], [*right, *notes]
    else:
        left += notes
    right.append(parts.note("Checked for this page", words.checks(of)))
    return [
        parts.key_figures(words.key_figures(of)),
        row(("seven", left), ("five", right)),
        row(
            ("seven", [tables.carrying(of, source, search), tables.sources(of, source, search)]),
            ("five", [chart("fund-rates", 5)]),
        ),
        row(("twelve", [tables.with_without(of, source, search) or _compare_both(of)])),
    ]


def _falls(of: Reinvested) -> list[str]:
    """Return a sentence for each fall of LEAD's other funding, with how long the fund would bridge it."""
    assert of.funding is not None
    return [cliff_sentence(cliff, of.fund, of.funding.calendar) for cliff in of.cliffs]


def _compare_both(of: Reinvested) -> html.Section:
    """Return how to see what the fund changes, where an answer has the scenario only with it."""
    line = f"This answer has no {names.quoted(of.name)} without its fund. Ask for both: {command_of(of)}"
    return parts.note("What the fund changes", [line])


def drawing(of: Reinvested, name: str) -> Draw | None:
    """Return what draws a chart of the page; None where the answer does not have what it takes."""
    if name == "fund":
        return drawer(fund.draw, fund.of(of.comparison, of.scenario, of.cliffs))
    if name == "fund-rates":
        return drawer(rates.draw, rates.of(of.comparison, of.scenario, of.without or of.scenario))
    return drawer(fund_places.draw, of.places)


# -- without one ----------------------------------------------------------------------------------------------


def _without_fund(of: Reinvested, view: View, client: Client) -> list[Any]:
    """Return what capturing savings could carry at most, and how to ask for an agreement."""
    charts = Charts(client, view.search(), view.tables, source_of(of.comparison))
    could = charts.chart("fund-rates", drawing(of, "fund-rates"), 12)
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
        row(("twelve", [could])),
        row(("seven", [parts.note("How to ask for one", steps)]), ("five", [file])),
        row(("twelve", [tables.preset_table()])),
    ]


def example(of: Reinvested) -> str:
    """Return a file with an agreement, on top of the scenario in view where that is a shipped one."""
    place, _, scenario = of.scenario.partition("/") if of.funding and SHIPPED.fullmatch(of.scenario) else USUAL
    return EXAMPLE.format(place=place, scenario=scenario)


# -- where it is from, and its numbers ------------------------------------------------------------------------


def command_of(of: Reinvested) -> str:
    """Return the command that asks the same question, or asks for this scenario with its fund."""
    identity = of.comparison.identity
    line = ["leadsim", "reinvest", of.scenario, "--baseline", identity.baseline, *drawn_as(of.comparison)]
    return shlex.join(line)


def table(figure: str, client: Client, library: Library) -> Rows | None:
    """Return the numbers of a figure as a view shows it, unrounded, in dollars; None for another page's figure."""
    if figure not in (*CHARTS, *BY_YEAR, CHANGES, INVESTOR):
        return None
    answer = library.find(client.first("answer"))
    of = reinvested(answer.comparison, settle(client, answer))
    found = _values(of, figure) if of.has_fund or figure == "fund-rates" else None
    return None if found is None else Rows(answer.id, *found)


def _values(of: Reinvested, figure: str) -> tuple[Sequence[str], Sequence[Sequence[Any]]] | None:
    if figure == INVESTOR:
        return COLUMNS, investor_rows(of)
    if figure in CHARTS:
        return frame.numbers(drawing(of, figure))
    if figure in BY_YEAR:
        return ("entry", *(str(year) for year in of.years), "all_years"), [
            (row.label, *row.values) for row in BY_YEAR[figure](of)
        ]
    return tables.CHANGE_COLUMNS, tables.change_values(of)
