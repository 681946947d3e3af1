"""How sure, by payer and year, on How sure: in how many futures each net saves, and how much of the spread is luck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard import components as parts
from dashboard.address import Client, View
from dashboard.certainty import size
from dashboard.figures import acceptability, names
from dashboard.figures.about import NET_OF, About
from dashboard.figures.acceptability_data import AcceptabilityData
from dashboard.further import known
from dashboard.hedges import several_of
from dashboard.origin import source_of
from dashboard.pages.frame import Charts, Draw, drawer, numbers, row
from dashboard.queries import Answer, Library
from dashboard.rows import Cell
from dashboard.story import Story, as_choice
from simulator.report import words
from simulator.report.headline import EVIDENCE
from simulator.results import ALL, Comparison, Difference, Record

CHARTS = ("acceptability",)
CHANCES = "chances"
RUNGS = ("net", "cash_net")
COLUMNS = (
    "rung", "payer", "fiscal_year", "beyond_evidence", "share_of_futures_that_save", "p05", "p95",
    "share_of_futures_that_cost", "futures",
)  # fmt: skip
LATE = "* Later than any study followed people. "
NO_PART = "neither pays nor saves anything"


@dataclass(frozen=True)
class Chances:
    """What records of the table `uncertainty` say, whose chosen net they are about, and their source line."""

    records: tuple[Record, ...]
    about: About
    source: str
    curves: AcceptabilityData | None

    @property
    def shares(self) -> dict[tuple[str, str], dict[str | int, Record]]:
        """The share of futures that save, by rung and payer, then by fiscal year."""
        found: dict[tuple[str, str], dict[str | int, Record]] = {}
        for each in self.records:
            if each.measure == "chance_of_saving" and each.rung in RUNGS:
                found.setdefault((each.rung, each.payer), {})[each.fiscal_year] = each
        return {key: by_year for key, by_year in found.items() if any(each.reason is None for each in by_year.values())}

    def number(self, measure: str, group: str = ALL) -> Difference | None:
        """Return the one number of a measure."""
        mine = (each for each in self.records if (each.measure, each.group) == (measure, group))
        return next((each.difference for each in mine), None)


def of(library: Library, answer: Answer, view: View) -> Chances | None:
    """Return what is known of the scenario in view; None where nobody has asked."""
    comparison, rung = answer.comparison, Story(answer.comparison, view.focus, view.payer).rung
    each = known(library, answer, view.focus, view.payer, rung).get("uncertainty")
    if each is None:
        return None
    about = each.about(comparison, answer.id, view.payer, rung)
    curves = acceptability.of(each.records, about)
    return Chances(each.records, about, source_of(Comparison(each.identity)), curves)


def drawing(chances: Chances | None) -> Draw | None:
    """Return what draws the price of an effect; None where it is not known."""
    return drawer(acceptability.draw, chances.curves if chances else None)


def rows(chances: Chances | None, client: Client, view: View) -> list[Any]:
    """Return the rows of the page; none where nobody has asked."""
    if chances is None:
        return []
    charts = Charts(client, view.search(), view.tables, chances.source)
    chart = charts.chart(CHARTS[0], drawing(chances), 5)
    left = [_table(chances, view.search()), _spread(chances)]
    return [row(("seven" if chart else "twelve", left), ("five", [chart]))]


# -- by payer and year ----------------------------------------------------------------------------------------


def _table(chances: Chances, search: str) -> html.Section | None:
    shares = chances.shares
    if not shares:
        return None
    years = sorted({year for by_year in shares.values() for year in by_year if year != ALL}, key=str)
    late = years[EVIDENCE:]
    title = _title(chances)
    heads = ["All years", *(f"{year}{'*' if year in late else ''}" for year in years)]
    head = html.Tr(
        [html.Th("Net of", scope="col"), *(html.Th(text, scope="col", className="number") for text in heads)]
    )
    bodies = []
    for rung in RUNGS:
        mine = [(payer, by_year) for (each, payer), by_year in shares.items() if each == rung]
        if mine:
            group = html.Tr(html.Th(NET_OF[rung], scope="rowgroup", colSpan=len(heads) + 1), className="head")
            lines = [_row(payer, by_year, years, heads) for payer, by_year in mine]
            bodies.append(html.Tbody([group, *lines]))
    table = html.Table(
        [html.Caption(title, className="hidden"), html.Thead(head), *bodies], className="years by-year chances"
    )
    about = chances.about
    subtitle = f"Futures that save, of {_of(chances)}. {about.pair}, {about.period}, {about.dollars}."
    source = about.noted(f"{LATE if late else ''}– {NO_PART}.", chances.source)
    return parts.framed(CHANCES, title, subtitle, [parts.scrolling(table, title)], source, search)


def _of(chances: Chances) -> str:
    first = next(iter(next(iter(chances.shares.values())).values()))
    return several_of(first.difference).rpartition(" ")[2]


def _title(chances: Chances) -> str:
    """Return which nets save in most futures over all years, and whether any does."""
    whole = [by_year[ALL] for by_year in chances.shares.values() if ALL in by_year]
    saving = [each for each in whole if each.scenario_mean > 0.5]
    if not saving:
        return "No payer saves in more than half of the futures, on either count"
    if len(saving) == len(whole):
        return "Every payer saves in more than half of the futures, on either count"
    most = dict.fromkeys(names.payers(each.payer) for each in saving)
    return f"More than half of the futures save for {names.listed(list(most))}, and not for the others"


def _row(payer: str, by_year: dict[str | int, Record], years: Sequence[str | int], heads: Sequence[str]) -> html.Tr:
    cells = []
    for year, label in zip((ALL, *years), heads, strict=True):
        each = by_year.get(year)
        text = "–" if each is None or each.reason else several_of(each.difference).partition(" ")[0]
        negative = each is not None and not each.reason and each.difference.chance_negative > 0.5
        cells.append(
            html.Td(
                html.Strong(text) if year == ALL else text, className=f"number{' negative' if negative else ''}",
                **parts.attributes("data-label", label),
            )
        )  # fmt: skip
    return html.Tr([html.Th(as_choice(payer), scope="row"), *cells])


# -- inputs and luck, and what to learn -----------------------------------------------------------------------


def _spread(chances: Chances) -> html.Section | None:
    """Return what inputs and luck add to the spread, what a wrong choice loses, and what to learn more about."""
    about, lines = chances.about, []
    inputs, luck, share = (chances.number(each) for each in ("spread_of_inputs", "spread_of_luck", "luck_share"))
    if inputs and luck and share:
        ends = f"{size(inputs.low)} to {size(inputs.high)}"
        part = words.percent(share.mean).replace(" %", "%")
        lines.append(
            f"{about.net}: one standard deviation of futures is {size(inputs.mean)} by the inputs ({ends}) and "
            f"{size(luck.mean)} by luck; luck is {part} of the variance."
        )
    without = chances.number("chance_of_saving_without_luck")
    if without:
        lines.append(f"With luck taken out, {several_of(without)} futures save.")
    losses = [(name, chances.number("expected_loss", name)) for name in ("scenario", "baseline")]
    called = {"scenario": about.scenario, "baseline": about.baseline}
    lines += [
        f"Choosing {names.quoted(called[name])} loses {size(loss.mean)} on average, where the other one is better."
        if loss.mean
        else f"Choosing {names.quoted(called[name])} loses nothing: it is the better one in every future."
        for name, loss in losses
        if loss
    ]
    groups = [each for each in chances.records if each.measure == "worth_of_group"]
    told = [f"{each.line} (up to {size(each.scenario_mean)})" for each in groups if each.reason is None]
    if told:
        lines.append(f"Worth learning more about: {'; '.join(told)}.")
    elif groups:
        lines.append(f"Of {len(groups)} groups of inputs none can be told to be worth learning more about.")
    return parts.note("Inputs, luck, and what a wrong choice loses", lines) if lines else None


def values(chances: Chances | None, figure: str) -> tuple[Sequence[str], Sequence[Sequence[Cell]]] | None:
    """Return the numbers of a figure, unrounded; None where nothing is known."""
    if chances is None:
        return None
    if figure != CHANCES:
        return numbers(drawing(chances))
    found: list[tuple[Cell, ...]] = []
    for (rung, payer), by_year in chances.shares.items():
        late = sorted((year for year in by_year if year != ALL), key=str)[EVIDENCE:]
        found += [
            (rung, payer, year, "yes" if year in late else "no", of.mean, of.low, of.high, of.chance_negative, of.draws)
            for year, of in ((year, each.difference) for year, each in by_year.items() if each.reason is None)
        ]
    return COLUMNS, found


__all__ = ["CHANCES", "CHARTS", "Chances", "drawing", "of", "rows", "values"]
