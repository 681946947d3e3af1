"""The tables of Reinvest: the fund's ledger, what it changes, who funds LEAD, and agreements that exist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dash import html

from dashboard import components as parts
from dashboard import pairs
from dashboard.figures import names
from dashboard.figures.fund_data import year_label
from dashboard.reinvested import Reinvested, carries_itself, dollars, percent
from dashboard.story import in_sentence
from simulator.inputs.scenario import FUND
from simulator.report import words
from simulator.report.headline import EVIDENCE
from simulator.report.money import Money
from simulator.report.scales import THOUSANDS, Scale, scale_of
from simulator.report.with_without import BECAUSE
from simulator.results import ALL, Difference

Value = str | float | int | None
NET = "Net in cash"
CHANGE_COLUMNS = (
    "what", "unit", "without", "with", "change_mean", "change_p05", "change_p95", "futures_more", "futures_fewer",
)  # fmt: skip
MOST_IN_TENTHS = 10e6
TENTHS = Scale(1e3, "k", 1, "$ thousands")
"""The unit of a ledger below that: nothing that is bought is too little to be seen."""
LATE = "* Later than any study followed people."


@dataclass(frozen=True)
class Row:
    """A row of amounts by fiscal year and, last, of all years; `kind` is how it is shown."""

    label: str
    values: tuple[float | None, ...]
    kind: str = ""


def _periods(of: Reinvested) -> tuple[str | int, ...]:
    return (*of.years, ALL)


def ledger_rows(of: Reinvested) -> list[Row]:
    """Return the fund's ledger: what it opens with, what comes in +, what goes out −, and what it closes with."""
    fund = of.fund
    whole = fund.mean("deposits") / fund.total("captured") if fund.total("captured") else 0.0

    def row(label: str, entry: str, detail: str | None = None, sign: float = 1.0, kind: str = "") -> Row:
        return Row(label, tuple(sign * fund.mean(entry, detail, year) for year in _periods(of)), kind)

    def deposits(payer: str) -> Row:
        by_year = [
            fund.mean("captured", payer, year) * fund.mean("deposits", period=year) / fund.total("captured", year)
            if fund.total("captured", year)
            else 0.0
            for year in of.years
        ]
        return Row(f"captured from {in_sentence(payer)}", (*by_year, whole * fund.mean("captured", payer)))

    found = [row("Opening balance", "opening", kind="total"), *(deposits(p) for p in fund.details("captured"))]
    found += [row(f"spent on {words.plain(item)}", "spending", item, -1.0) for item in fund.details("spending")]
    found.append(row("Administration", "administration", sign=-1.0))
    if fund.mean("returned"):
        found.append(row("Given back", "returned", sign=-1.0))
    return [*found, row("Closing balance", "closing", kind="total")]


def ledger(of: Reinvested, source: str, search: str) -> html.Section:
    """Return the fund's ledger."""
    rows = ledger_rows(of)
    largest = max((abs(value) for row in rows for value in row.values if value), default=0.0)
    scale = TENTHS if largest < MOST_IN_TENTHS else THOUSANDS
    title = "Every dollar in is a dollar out"
    subtitle = (
        "The fund’s ledger: opening + deposits − spending − administration = closing, average of futures, "
        f"{scale.name}, constant {of.comparison.identity.price_year} dollars."
    )
    table = _by_year(of, rows, title, scale)
    late = f"{LATE} " if len(of.years) > EVIDENCE else ""
    told = f"{late}Each number is rounded by itself; the CSV has every cent. {source}"
    return parts.framed("fund-ledger", title, subtitle, [table], told, search)


def carrying_rows(of: Reinvested) -> list[Row]:
    """Return LEAD's cost, the deposits, and what of the cost they would pay, by fiscal year."""
    years = _periods(of)
    cost = tuple(of.cost(year) for year in years)
    deposits = tuple(of.fund.mean("deposits", period=year) for year in years)
    share = tuple(got / of_ if of_ > 0.0 else None for got, of_ in zip(deposits, cost, strict=True))
    return [Row("LEAD’s cost, with services", cost), Row("Captured for LEAD", deposits), Row("Carried", share, "total")]


def carrying(of: Reinvested, source: str, search: str) -> html.Section:
    """Return which share of LEAD's cost captured savings carry, year by year."""
    rows = carrying_rows(of)
    scale = scale_of(value for row in rows[:2] for value in row.values if value)
    subtitle = (
        f"What captured savings pay of LEAD’s cost in a fiscal year, {scale.name} and share, average of futures, "
        f"constant {of.comparison.identity.price_year} dollars."
    )
    title = carries_itself(of)
    table = _by_year(of, rows, title, scale)
    return parts.framed("fund-carrying", title, subtitle, [table], source, search)


def _by_year(of: Reinvested, rows: Sequence[Row], title: str, scale: Scale) -> html.Div:
    heads = [html.Th(html.Span("Entry", className="hidden"), scope="col")]
    heads += [html.Th(year_label(i, year), scope="col", className="number") for i, year in enumerate(of.years)]
    heads.append(html.Th("All years", scope="col", className="number"))
    body = [
        html.Tr(
            [html.Th(names.capital(row.label), scope="row"), *(_cell(row, value, scale) for value in row.values)],
            className=row.kind,
        )
        for row in rows
    ]
    table = html.Table(
        [html.Caption(title, className="hidden"), html.Thead(html.Tr(heads)), html.Tbody(body)],
        className="years by-year",
    )
    return parts.scrolling(table, title)


def _cell(row: Row, value: float | None, scale: Scale) -> html.Td:
    if value is None or (not round(value, 2) and row.label != "Carried"):
        return html.Td("–", className="number")
    text = percent(value) if row.label == "Carried" else scale.cell(value, signed=False)
    return html.Td(text, className="number")


# -- with and without -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """What is counted, or what a payer is left with, without the fund and with it, and the paired difference."""

    label: str
    unit: str
    without: float
    there: float
    difference: Difference
    sure: str

    @property
    def is_net(self) -> bool:
        """Whether this is a bottom line, of which less is a loss."""
        return self.label.startswith(NET)

    def cell(self, value: float, *, signed: bool) -> str:
        """Return a value as it is read."""
        return words.dollars(value, signed=signed) if self.unit == "dollars" else words.count(value, signed=signed)


def changes(of: Reinvested) -> list[Change]:
    """Return what the fund changes, world by world, over the whole horizon; nothing where that was not asked."""
    measures = {**BECAUSE, "Other funders’ cost of LEAD": "paid_by_others"}
    found = [(label, of.because(measure)) for label, measure in measures.items()]
    counted = [
        Change(
            label, "dollars" if record.unit.startswith("dollars") else record.unit, record.baseline_mean,
            record.scenario_mean, record.difference, words.agreement(record),
        )
        for label, record in found
        if record is not None
    ]  # fmt: skip
    return [*counted, *_cash(of)]


def _cash(of: Reinvested) -> list[Change]:
    """Return what payers are left with in cash, all of them first."""
    if of.without is None:
        return []
    without = Money.of(of.comparison, of.without)
    payers = dict.fromkeys([ALL, *without.in_cash, *of.book.in_cash])
    found = [(payer, _better_off(of, of.without, payer)) for payer in payers]
    return [
        Change(
            f"{NET}, {words.payer(payer)}", "dollars", without.mean("cash_net", payer),
            of.book.mean("cash_net", payer), difference, pairs.against_words(difference),
        )
        for payer, difference in found
        if difference is not None
    ]  # fmt: skip


def _better_off(of: Reinvested, without: str, payer: str) -> Difference | None:
    """Return by how much a payer is better off for the agreement; without it there is no fund, which then has 0."""
    paired = pairs.against(of.comparison, of.scenario, without, payer, "cash_net")
    if paired is not None or payer != FUND:
        return paired
    record = of.book.records.get(("cash_net", FUND, None, ALL))
    return None if record is None else record.difference


def change_values(of: Reinvested) -> list[tuple[Value, ...]]:
    """Return the same unrounded, in the order of CHANGE_COLUMNS."""
    return [
        (
            row.label, row.unit, row.without, row.there, d.mean, d.low, d.high, d.chance_positive, d.chance_negative,
        )
        for row in changes(of)
        for d in [row.difference]
    ]  # fmt: skip


def with_without(of: Reinvested, source: str, search: str) -> html.Section | None:
    """Return the scenario without its fund and with it; None in an answer that does not compare them."""
    rows = changes(of)
    if not rows:
        return None
    title = "What the fund changes"
    subtitle = (
        f"{names.quoted(of.name)} without and with captured savings, totals of {names.period(of.comparison.identity)}, "
        "same people and same luck; below a change the middle 90% of futures. Net in cash: saving +, cost −."
    )
    heads = [html.Th("What is counted", scope="col")]
    heads += [html.Th(head, scope="col", className="number") for head in ("Without", "With", "Because of it")]
    heads.append(html.Th("How sure", scope="col"))
    body = [
        html.Tr(
            [
                html.Th(row.label, scope="row"),
                _labelled(row.cell(row.without, signed=row.is_net), "Without"),
                _labelled(row.cell(row.there, signed=row.is_net), "With"),
                _labelled(_change(row), "Because of it", negative=row.is_net and row.difference.mean < 0),
                html.Td(names.capital(row.sure), className="sure"),
            ]
        )
        for row in rows
    ]
    table = html.Table(
        [html.Caption(title, className="hidden"), html.Thead(html.Tr(heads)), html.Tbody(body)],
        className="years blocks",
    )
    return parts.framed("fund-changes", title, subtitle, [parts.scrolling(table, title)], source, search)


def _change(row: Change) -> list[Any]:
    mean, low, high = (row.cell(v, signed=True) for v in (row.difference.mean, row.difference.low, row.difference.high))
    return [html.Strong(mean), html.Span(f"{low} to {high}", className="under")]


def _labelled(content: Any, label: str, *, negative: bool = False) -> html.Td:
    return html.Td(
        content, className=f"number{' negative' if negative else ''}", **parts.attributes("data-label", label)
    )


# -- who funds LEAD -------------------------------------------------------------------------------------------


def source_rows(of: Reinvested) -> list[Row]:
    """Return dollars by source and fiscal year in the base case; nothing where that cannot be read."""
    if of.funding is None:
        return []
    by_source = of.funding.found.sources
    rows = [Row(words.plain(source), (*amounts, sum(amounts))) for source, amounts in by_source.items()]
    totals = tuple(sum(column) for column in zip(*(row.values for row in rows), strict=True))
    return [*rows, Row("All sources", totals, "total")] if rows else []


def sources(of: Reinvested, source: str, search: str) -> html.Section | None:
    """Return who funds LEAD besides the fund; None where nobody does or it cannot be read."""
    rows = source_rows(of)
    if not rows:
        return None
    scale = scale_of(value for row in rows for value in row.values if value)
    falls = of.cliffs
    title = "No source of LEAD’s other funding falls in these years"
    if falls:
        several = [f"{words.plain(fall.source)} by {dollars(fall.lost)} a year in {fall.when:%b %Y}" for fall in falls]
        title = f"LEAD’s other funding falls: {', '.join(several)}"
    subtitle = (
        f"LEAD’s budget by source and fiscal year in the base case, as the scenario’s file has it, {scale.name}, "
        f"constant {of.comparison.identity.price_year} dollars."
    )
    return parts.framed("fund-sources", title, subtitle, [_by_year(of, rows, title, scale)], source, search)


# -- agreements that exist --------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def presets() -> tuple[tuple[str, str, str], ...]:
    """Return (name, title, what it does) of each agreement that comes with leadsim."""
    from simulator.inputs.agreement import NO_AGREEMENT
    from simulator.inputs.presets import load_preset, preset_names

    found = [(name, load_preset(name)) for name in preset_names() if name != NO_AGREEMENT]
    return tuple((name, preset.title, preset.sentence) for name, preset in found)


def preset_table() -> html.Section:
    """Return the agreements that a scenario can name."""
    title = "Agreements that exist, to start from"
    heads = [html.Th(head, scope="col") for head in ("preset:", "Where", "What it does")]
    body = [
        html.Tr([html.Th(html.Code(name), scope="row"), html.Td(where), html.Td(what)])
        for name, where, what in presets()
    ]
    table = html.Table(
        [html.Caption(title, className="hidden"), html.Thead(html.Tr(heads)), html.Tbody(body)], className="data blocks"
    )
    head = html.Div(html.H2(title, id="title-presets"), className="figure-head")
    return html.Section(
        [head, parts.scrolling(table, title)],
        className="figure",
        **parts.attributes("aria-labelledby", "title-presets"),
    )
