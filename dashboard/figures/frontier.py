"""What must be true: the net over a grid of two inputs, with the line where it is 0 and what is stated of both."""

from __future__ import annotations

from dataclasses import replace

import plotly.graph_objects as go

from dashboard.figures import frontier_data as words
from dashboard.figures.canvas import Canvas, Panel, height_of
from dashboard.figures.drawn import Drawn
from dashboard.figures.frontier_data import MARKS, Axis, FrontierData, of
from dashboard.figures.text import width_of, wrapped
from dashboard.theme import LABEL, NARROWEST, TICK, Theme

ROW, PHONE_ROW, GAP = 40.0, 38.0, 8.0
FILLS = {"costs": ("cost3", "cost2"), "saves": ("focus4", "focus3")}
"""Fills of a side of zero: of what is nearer to it than half of the farthest net, and of what is not."""


def draw(data: FrontierData, *, theme: Theme, width: int) -> Drawn:
    """Return a cell for each pair, all of one size."""
    phone = width < NARROWEST
    row = PHONE_ROW if phone else ROW
    across = wrapped(f"{data.second.name.label} →", width, LABEL, bold=True)
    down = wrapped(f"↓ {data.first.name.label}", width, LABEL, bold=True)
    marked = 2 if data.second.marks else 1
    top = height_of(len(across) + len(down), LABEL) + GAP + height_of(marked, TICK) + GAP
    canvas = Canvas(theme, width, top + row * len(data.first.values) + 4.0)
    left = 8.0 + max(
        width_of(line, TICK, bold=True) for value in data.first.values for line in _said(data.first, value, phone=phone)
    )
    rows, columns = len(data.first.values), len(data.second.values)
    panel = Panel(
        left, width - 1.0, top, canvas.height - 4.0, (-0.5, columns - 0.5), (rows - 0.5, -0.5)
    )  # the first value of either axis is at the top left
    canvas.show(panel)
    canvas.text(0.0, 0.0, *across, bold=True, valign="top", anchor="left")
    canvas.text(0.0, height_of(len(across), LABEL), *down, bold=True, valign="top")
    _axes(canvas, panel, data, top, phone=phone)
    _cells(canvas, panel, data, (width - left) / columns, row)
    _line(canvas, data)
    _here(canvas, panel, data)
    return Drawn(
        canvas.figure(), words.title(data), words.subtitle(data), words.alt(data), words.table(data), words.note(data)
    )


def _said(axis: Axis, value: float, *, phone: bool) -> list[str]:
    """Return a value of the axis down, with what it is of what is stated; on a phone below it."""
    mark = axis.marks.get(value)
    if not mark:
        return [axis.text(value)]
    return [axis.text(value), MARKS[mark]] if phone else [f"{axis.text(value)} {MARKS[mark]}"]


def _axes(canvas: Canvas, panel: Panel, data: FrontierData, top: float, *, phone: bool) -> None:
    axis, room = data.second, (panel.right - panel.left) / len(data.second.values) - 2.0
    marks = MARKS if width_of(MARKS["value"], TICK, bold=True) < room else {**MARKS, "value": "here"}
    fits = all(width_of(axis.text(value), TICK, bold=True) < room for value in axis.values)
    for j, value in enumerate(axis.values):
        mark = axis.marks.get(value)
        lines = [axis.text(value) if fits else axis.short(value), *([marks[mark]] if mark else [])]
        canvas.text(
            panel.px(j), top - 4.0, *lines, size=TICK, color="ink" if mark else "ink2", bold=mark == "value",
            anchor="center", valign="bottom",
        )  # fmt: skip
    for i, value in enumerate(data.first.values):
        mark = data.first.marks.get(value)
        canvas.text(
            panel.left - 6.0, panel.py(i), *_said(data.first, value, phone=phone), size=TICK,
            color="ink" if mark else "ink2", bold=mark == "value", anchor="right",
        )  # fmt: skip


def _cells(canvas: Canvas, panel: Panel, data: FrontierData, wide: float, high: float) -> None:
    """Fill each cell by side and size of its net, and write the net into it with its sign."""
    scale, nets = data.scale, [net for row in data.means for net in row]
    if any(width_of(scale.cell(net), TICK, bold=net > 0.0) > wide - 5.0 for net in nets):
        scale = replace(scale, decimals=0)
    farthest = max(map(abs, nets)) or 1.0
    for i, row in enumerate(data.means):
        for j, net in enumerate(row):
            fills = FILLS["costs" if net < 0.0 else "saves"]
            x, y = panel.px(j), panel.py(i)
            fill = fills[abs(net) > farthest / 2] if net else "bg"
            canvas.box(x - wide / 2, y + high / 2, x + wide / 2, y - high / 2, fill=fill, outline="bg")
            canvas.text(x, y, scale.cell(net), size=TICK, anchor="center", bold=net > 0.0)


def _line(canvas: Canvas, data: FrontierData) -> None:
    """Draw where straight lines between neighboring nets are 0."""
    if not 0 < data.saving < data.pairs:
        return
    canvas.add(
        go.Contour(
            name="zero", z=data.means, x=list(range(len(data.second.values))), y=list(range(len(data.first.values))),
            contours={"start": 0.0, "end": 0.0, "size": 1.0, "coloring": "none"}, showscale=False, hoverinfo="skip",
            line={"color": canvas.colors["ink"], "width": 2.5, "smoothing": 0},
        )
    )  # fmt: skip


def _here(canvas: Canvas, panel: Panel, data: FrontierData) -> None:
    """Frame the pair of stated values."""
    if data.here is None:
        return
    i, j = data.here
    corners = [(panel.px(j + a), panel.py(i + b)) for a, b in ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5))]
    for (x0, y0), (x1, y1) in zip(corners, [*corners[1:], corners[0]], strict=True):
        canvas.line(x0, y0, x1, y1, "ink", 2.5)


__all__ = ["draw", "of"]
