"""Slides of what a case rests on: one for each of single inputs, two inputs and capacity that somebody asked about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulator.report.case import capacity_curve, frontier_grid
from simulator.report.case.amounts import told
from simulator.report.case.capacity_curve import CURVE, Curve
from simulator.report.case.exhibit import Exhibit, text_of
from simulator.report.case.exhibits import Exhibits
from simulator.report.case.frontier_grid import Grid
from simulator.report.case.further_charts import lines_chart, tornado_chart
from simulator.report.case.slide_parts import Deck
from simulator.report.case.tornado import Tornado

DRAWN = ("turned_away", "wait_p95", "target_met", "net")
"""What a slide draws of sizes: the first that is known."""


def further_slides(deck: Deck, found: Exhibits) -> list[tuple[Any, list[str]]]:
    """Put a slide for each that is known into a deck; return each with its notes."""
    by_kind = {each.kind: each for each in found.shown}
    made = []
    if found.tornado and found.tornado.shown:
        made.append(_tornado(deck, by_kind["tornado"], found.tornado))
    if found.grid:
        made.append(_grid(deck, by_kind["frontier"], found.grid))
    made += [_curve(deck, by_kind["capacity"], each) for each in found.curves[:1] if _drawn(each)]
    return made


def _tornado(deck: Deck, shown: Exhibit, found: Tornado) -> tuple[Any, list[str]]:
    what = "One input at a time at the 5th and the 95th percentile of its range: that value, and the net at it."
    slide = deck.slide(f"{shown.title}.", f"{what} {shown.basis}")
    deck.describe(tornado_chart(slide, found), tornado_alt(shown, found))
    rows = [
        f"{i}. {each.name} ({each.unit}): {each.reach}; swing {told(each.swing, signed=False)}"
        f"{'' if each.error is None else f' ± {told(each.error, signed=False)}'}; break-even: {each.even}"
        for i, each in enumerate(found.apart, 1)
    ]
    return slide, [f"{shown.title}.", shown.basis, *rows, *shown.notes]


def tornado_alt(shown: Exhibit, found: Tornado) -> str:
    """Return what is read out in the place of the bars."""
    first = found.shown[0]
    return f"{shown.title}. Bars of {len(found.shown)} inputs; the widest is {first.name}: {first.reach} {first.unit}."


def _grid(deck: Deck, shown: Exhibit, found: Grid) -> tuple[Any, list[str]]:
    across = f"“{found.across.name}” ({found.across.unit})"
    slide = deck.slide(
        f"{shown.title}.", f"Net in dollars, a saving +; each line is at one value of {across}. {shown.basis}"
    )
    lines = frontier_grid.lines(found)
    ends = "; ".join(f"{name}: {told(points[0][1])} to {told(points[-1][1])}" for name, points in lines)
    chart = lines_chart(slide, lines, f"{found.down.name}, {found.down.unit}")
    deck.describe(chart, f"{shown.title}. Lines of the net from the lowest to the highest “{found.down.name}”. {ends}.")
    rows = [frontier_grid.told_row(found, value) for value in found.down.values]
    return slide, [f"{shown.title}.", shown.subtitle, shown.basis, *rows, *shown.notes]


def _drawn(found: Curve) -> str | None:
    return next((measure for measure in DRAWN if len(capacity_curve.points(found, measure)) > 1), None)


def _curve(deck: Deck, shown: Exhibit, found: Curve) -> tuple[Any, list[str]]:
    measure = _drawn(found)
    assert measure is not None
    slide = deck.slide(f"{shown.title}.", f"{CURVE[measure]}: means over all futures by size. {shown.basis}")
    points = capacity_curve.points(found, measure)
    chart = lines_chart(slide, [(CURVE[measure], points)], f"{found.name}, {found.unit}", dollars=measure == "net")
    ends = f"{points[0][1]:,.3g} at {points[0][0]:,.6g} and {points[-1][1]:,.3g} at {points[-1][0]:,.6g}"
    deck.describe(chart, f"{shown.title}. Line of “{CURVE[measure]}” by size: {ends}.")
    rows = [_told(table.head, row) for table in shown.tables[:1] for row in table.rows]
    return slide, [f"{shown.title}.", shown.basis, *rows, *shown.notes]


def _told(head: Sequence[str], row: Sequence[Any]) -> str:
    return "; ".join(f"{name}: {text_of(cell)}" for name, cell in zip(head, row, strict=True))


__all__ = ["further_slides", "tornado_alt"]
