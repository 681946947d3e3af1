"""The tables of Compare: scenarios side by side, payer by cost line, and fiscal years, as plain HTML tables."""

from __future__ import annotations

from typing import Any

from dash import html

from dashboard import components as parts
from dashboard import matrix, pairs, titles
from dashboard import years as year_rows
from dashboard.figures import names
from dashboard.hedges import how_sure, several_of
from dashboard.side_by_side import Side, SideBySide
from dashboard.story import Story, as_choice
from simulator.analysis.estimate import Verdict, verdict
from simulator.report.scales import Scale
from simulator.results import ALL, Difference

NETS = {"net": "Net of costs avoided", "cash_net": "Net in cash"}


def scenarios(found: SideBySide, story: Story, title: str, source: str, search: str) -> html.Section:
    """Return the scenarios side by side, each with its range on one axis."""
    identity, scale = story.comparison.identity, found.scale
    net = NETS[story.rung]
    several = len(found.sides) > 1
    subtitle = (
        f"{names.capital(names.in_words(len(found.sides)))} scenario{'s' if several else ''} against "
        f"{names.quoted(names.called(story.comparison)[identity.baseline])}, totals of {names.period(identity)} for "
        f"{names.payers(story.payer)}, {scale.name}, {names.dollars(identity)}."
    )
    heads = [
        _head("Scenario", "as entered"),
        _head("Program cost", scale.name, number=True),
        _head("Avoided", scale.name, number=True),
        _head("Net in cash", scale.name, number=True),
        html.Th([net, _axis(found)], scope="col", className="strip-head"),
        _head("Net", scale.name, number=True),
        _head("How sure", "futures that save"),
        *([_head(f"Against {found.sides[0].name}", "same people, same luck")] if several else []),
    ]
    body = [_side(side, found, focus=side.scenario == story.scenario, several=several) for side in found.sides]
    table = html.Table(
        [html.Caption(title, className="hidden"), html.Thead(html.Tr(heads)), html.Tbody(body)],
        className="scenarios blocks",
    )
    told = f"Line: 90% of futures; bar: the middle half; dot: the average. {source}"
    return parts.framed("scenarios", title, subtitle, [parts.scrolling(table, title)], told, search)


def _side(side: Side, found: SideBySide, *, focus: bool, several: bool) -> html.Tr:
    cell, net = found.scale.cell, side.net
    sure = [
        html.Strong(several_of(net)),
        html.Span(names.capital(how_sure(net)), className="under"),
    ]
    cells: list[Any] = [
        html.Th([html.Strong(side.name), *_title(side)], scope="row"),
        _number(cell(side.program, signed=False), "Program cost"),
        _number(cell(side.avoided, signed=False), "Avoided"),
        _number(cell(side.cash), "Net in cash", negative=side.cash < 0),
        html.Td(_strip(side, found, focus=focus), className="strip-cell"),
        _number(html.Strong(cell(net.mean)), "Net", negative=net.mean < 0),
        html.Td(sure, className="sure"),
    ]
    if several:
        cells.append(html.Td(_against(side, found.scale), className="against"))
    return html.Tr(cells, className="focus" if focus else "")


def _title(side: Side) -> list[Any]:
    return [] if side.title == side.name else [html.Span(side.title, className="under")]


def _against(side: Side, scale: Scale) -> list[Any]:
    if side.against is None:
        return [html.Span("reference" if side.reference else "not asked", className="quiet")]
    kind = verdict(side.against)
    apart = kind in (Verdict.POSITIVE, Verdict.NEGATIVE)
    return [
        html.Span(
            [html.Strong(scale.cell(side.against.mean)), f" ({span(side.against, scale)})"],
            className="" if apart else "quiet",
        ),
        html.Span(pairs.against_words(side.against), className="under"),
    ]


def span(of: Difference, scale: Scale) -> str:
    """Return the middle 90 % of futures in a column's unit."""
    return f"{scale.cell(of.low)} to {scale.cell(of.high)}"


def _strip(side: Side, found: SideBySide, *, focus: bool) -> html.Div:
    """Return a range on the shared axis: all in shares of its width, so that it follows the column."""
    net, place = side.net, found.place
    zero, low, high, p25, p75, mean = (place(v) for v in (0.0, net.low, net.high, net.p25, net.p75, net.mean))
    text = found.scale.text
    said = f"average {text(net.mean)}, 90% of futures between {found.scale.span(net.low, net.high, signed=True)}"
    return html.Div(
        [
            html.Span(className="zero", style=_at(zero)),
            html.Span(className="line", style=_at(low, high)),
            html.Span(className="bar", style=_at(p25, p75)),
            html.Span(className="dot", style=_at(mean)),
        ],
        className=f"strip{' in-focus' if focus else ''}{' loses' if net.mean < 0 else ''}",
        role="img",
        **parts.attributes("aria-label", said),
    )


def _axis(found: SideBySide) -> html.Div:
    ticks = [html.Span(found.scale.tick(tick), className="tick", style=_at(found.place(tick))) for tick in found.ticks]
    return html.Div(ticks, className="strip axis", **parts.attributes("aria-hidden", "true"))


def _at(start: float, end: float | None = None) -> dict[str, str]:
    return {"left": f"{start:.2f}%", **({} if end is None else {"width": f"{end - start:.2f}%"})}


# -- who pays -------------------------------------------------------------------------------------------------


def payers(found: matrix.Matrix, story: Story, source: str, search: str) -> html.Section:
    """Return payers by cost lines, tinted by what is saved and what is paid."""
    identity = story.comparison.identity
    subtitle = (
        f"{names.capital(found.scale.name)}, totals of {names.period(identity)}, {names.dollars(identity)}, "
        f"{names.quoted(story.name)}. Positive: saved by that payer. Negative (−): paid by it."
    )
    heads = [html.Th(html.Span("Cost line", className="hidden"), scope="col")]
    heads += [html.Th("All" if p == ALL else as_choice(p), scope="col", className="number") for p in found.payers]
    body = [_line(row, found) for row in found.rows]
    title = titles.payers_title(story)
    table = html.Table(
        [html.Caption(title, className="hidden"), html.Thead(html.Tr(heads)), html.Tbody(body)], className="matrix"
    )
    moved = found.transfers
    told = "A dash means no effect. Averages, so rows and columns add up; rounding can hide the last digit."
    if moved:
        told += f" Transfers between payers add to 0.0: {', '.join(moved)}."
    return parts.framed("payers", title, subtitle, [parts.scrolling(table, title)], f"{told} {source}", search)


def _line(row: matrix.Row, found: matrix.Matrix) -> html.Tr:
    cells: list[Any] = [html.Th(row.label, scope="row")]
    for payer in found.payers:
        value = row.cells[payer]
        text = matrix.shown(value, row, found.scale)
        tinted = row.kind == "line" and payer != ALL and bool(value) and text not in ("–", "0", "0.0")
        style = {"--tint": f"{abs(value or 0.0) / found.largest:.3f}"} if tinted else {}
        kind = ("saved" if (value or 0.0) > 0 else "paid") if tinted else ""
        negative = row.kind == "net" and (value or 0.0) < 0
        cells.append(html.Td(text, className=f"number {kind}{' negative' if negative else ''}", style=style))
    return html.Tr(cells, className=row.kind)


# -- by fiscal year -------------------------------------------------------------------------------------------


def years(found: year_rows.Years, story: Story, source: str, search: str) -> html.Section:
    """Return paired differences by fiscal year, each with the middle 90 % of futures."""
    identity = story.comparison.identity
    subtitle = (
        f"{names.quoted(story.name)} less {names.quoted(names.called(story.comparison)[identity.baseline])} by fiscal "
        f"year, for {names.payers(story.payer)}, {found.scale.name}, {names.dollars(identity)}: average, and below it "
        "the middle 90% of futures. "
        "Saving +, cost −."
    )
    heads = [
        html.Th("Fiscal year", scope="col"),
        *(_head(head, found.scale.name, number=True) for head in year_rows.COLUMNS.values()),
    ]
    heads.append(_head("How sure", "futures that save"))
    body = [_year(row, found, story.rung) for row in found.rows]
    title = titles.years_title(story)
    table = html.Table(
        [html.Caption(title, className="hidden"), html.Thead(html.Tr(heads)), html.Tbody(body)],
        className="years blocks",
    )
    late = found.evidence_ends
    told = f"* Later than any study followed people, which was to about {late}. " if late else ""
    return parts.framed("years", title, subtitle, [parts.scrolling(table, title)], f"{told}{source}", search)


def _year(row: year_rows.Year, found: year_rows.Years, rung: str) -> html.Tr:
    cell = found.scale.cell
    cells: list[Any] = [
        html.Th("All years" if row.label == ALL else f"{row.label}{'*' if row.late else ''}", scope="row")
    ]
    for name, of in row.cells.items():
        negative = name in NETS and of.mean < 0
        cells.append(
            html.Td(
                [
                    html.Strong(cell(of.mean)) if name in NETS else cell(of.mean),
                    html.Span(span(of, found.scale), className="under"),
                ],
                className=f"number{' negative' if negative else ''}",
                **parts.attributes("data-label", year_rows.COLUMNS[name]),
            )
        )
    net = row.cells[rung]
    cells.append(
        html.Td(
            [html.Strong(several_of(net)), html.Span(how_sure(net), className="under")],
            className="sure",
        )
    )
    return html.Tr(cells, className="total" if row.label == ALL else "")


# -- small parts ----------------------------------------------------------------------------------------------


def _head(text: str, below: str, *, number: bool = False) -> html.Th:
    return html.Th([text, html.Span(below, className="under")], scope="col", className="number" if number else "")


def _number(content: Any, label: str, *, negative: bool = False) -> html.Td:
    return html.Td(
        content, className=f"number{' negative' if negative else ''}", **parts.attributes("data-label", label)
    )
