"""The table of Equity: rates with their denominators, and the absolute gap between a group and its reference."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from dash import html

from dashboard import components as parts
from dashboard.figures.names import capital
from dashboard.figures.rri_data import RriData, feeder, gap, rate
from dashboard.rows import Cell
from simulator.report import words
from simulator.report.equity import Equity, Row

COLUMNS = (
    "stage", "decision", "feeder", "group", "reference", "gap_baseline_per_1000", "gap_scenario_per_1000", "gap_change",
    "gap_change_p05", "gap_change_p95", "moves", "how_sure",
)  # fmt: skip


def gaps(data: RriData, name: str, source: str, search: str) -> html.Section:
    """Return every decision's rates and gap, before and after."""
    title = f"{data.groups}: how far apart in every thousand"
    own, reference = (capital(words.plain(each)) for each in (data.group, data.equity.reference))
    heads = (
        ("Decision", ""), (f"{own}, {data.baseline}", "number"), (f"{own}, {data.scenario}", "number"),
        (f"{reference}, {data.baseline}", "number"), (f"{reference}, {data.scenario}", "number"),
        ("Gap before", "number"), ("Gap now", "number"), ("Change (90% of futures)", "number"), ("Disparity", ""),
    )  # fmt: skip
    head = html.Thead(html.Tr([html.Th(text, scope="col", className=side) for text, side in heads]))
    labels = [text for text, _ in heads]
    bodies = [
        html.Tbody(
            [
                html.Tr(html.Th(capital(stage), colSpan=len(heads), scope="rowgroup"), className="group"),
                *(_row(each, labels) for each in rows),
            ]
        )
        for stage, rows in groupby(data.rows, key=lambda each: each.decision.stage)
    ]
    table = html.Table([html.Caption(title, className="hidden"), head, *bodies], className="equity blocks")
    subtitle = (
        f"Rates for 1,000 of what a decision is about, {data.period} together; gap: {words.plain(data.group)} less "
        f"{words.plain(data.equity.reference)}. An index can fall while a gap grows, where both rates rise."
    )
    return parts.framed(name, title, subtitle, [parts.scrolling(table, title)], source, search)


def _row(row: Row, labels: list[str]) -> html.Tr:
    name = [html.Strong(row.decision.label), html.Span(feeder(row), className="under")]
    cells = [
        rate(row.before.rate), rate(row.after.rate), rate(row.before.reference_rate), rate(row.after.reference_rate),
        gap(row.before.gap), gap(row.after.gap),
    ]  # fmt: skip
    numbers = [
        html.Td(text, className="number", **parts.attributes("data-label", label))
        for text, label in zip(cells, labels[1:], strict=False)
    ]
    change = html.Td(_change(row), className="number", **parts.attributes("data-label", labels[-2]))
    why = row.after.why_not or row.before.why_not
    told: list[Any] = [capital(row.moves), html.Span(why or row.how_sure, className="under")]
    return html.Tr(
        [html.Th(name, scope="row"), *numbers, change, html.Td(told, **parts.attributes("data-label", labels[-1]))]
    )


def _change(row: Row) -> list[str | html.Span]:
    if row.gap is None:
        return ["–"]
    of = row.gap.difference
    return [words.rate(of.mean), html.Span(f"{words.rate(of.low)} to {words.rate(of.high)}", className="under")]


def values(equity: Equity) -> list[tuple[Cell, ...]]:
    """Return the gaps of all groups, unrounded."""
    return [
        (
            row.decision.stage, row.decision.label, row.decision.feeder_label, row.group, equity.reference,
            row.before.gap, row.after.gap, *_spread(row), row.moves, row.how_sure,
        )
        for row in equity.rows
    ]  # fmt: skip


def _spread(row: Row) -> tuple[Cell, Cell, Cell]:
    of = row.gap.difference if row.gap else None
    return (None, None, None) if of is None else (of.mean, of.low, of.high)
