"""What happened in a life, in lanes along its time: stays are bars, what takes no time is a mark; and their legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from dashboard.figures.canvas import Canvas
from dashboard.figures.life_data import KINDS, LifeData, Mark, Side
from dashboard.figures.text import width_of
from dashboard.theme import LABEL

Extent = tuple[float, float, float, float]  # px: left, top, right, bottom
THICK, THIN = 15.0, 5.0
LEAST = 3.0  # px of a stay that would be shorter
LEGEND_LINE = 24.0
COLORS = {
    "arrest": "costf", "stop": "grey", "diverted": "focus", "jail": "costf", "prison": "pink", "hearing": "ink2",
    "missed": "cost", "state_bed": "pink", "treatment": "compf", "waiting": "focus2", "engaged": "focus",
    "lapsed": "focus",
}  # fmt: skip
SYMBOLS = {
    "arrest": ("circle", 10.0), "stop": ("circle-open", 7.0), "diverted": ("circle-open", 11.0),
    "missed": ("x-thin", 9.0),
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """Where one life stands: time along, lanes across it; on a phone time runs down."""

    start: float  # px along of the first day and of the last
    end: float
    days: float
    lanes: tuple[str, ...]
    first: float  # px across of the middle of the first lane
    step: float
    down: bool

    def along(self, day: float) -> float:
        """Return where a day is."""
        return self.start + day / self.days * (self.end - self.start)

    def across(self, lane: str) -> float:
        """Return where the middle of a lane is."""
        return self.first + self.lanes.index(lane) * self.step

    def xy(self, along: float, across: float) -> tuple[float, float]:
        """Return px from the left and from the top."""
        return (across, along) if self.down else (along, across)


def marks(canvas: Canvas, field: Field, side: Side) -> None:
    """Draw all marks of a life; stays first, so that nothing is hidden by them."""
    stays = [mark for mark in side.marks if mark.kind not in SYMBOLS and mark.kind != "hearing"]
    for mark in stays:
        _stay(canvas, mark.kind, _extent(field, mark))
    _say_days(canvas, field, [mark for mark in stays if mark.lane == "custody"])
    for mark in (mark for mark in side.marks if mark.kind == "hearing"):
        along, across = field.along(mark.start), field.across(mark.lane)
        (x0, y0), (x1, y1) = field.xy(along, across - 7.0), field.xy(along, across + 7.0)
        canvas.line(x0, y0, x1, y1, COLORS["hearing"], 1.6)
    for kind in SYMBOLS:
        points = [
            field.xy(field.along(mark.start), field.across(mark.lane)) for mark in side.marks if mark.kind == kind
        ]
        if points:
            _points(canvas, kind, points)


def _extent(field: Field, mark: Mark) -> Extent:
    """Return left, top, right and bottom of a stay."""
    half = (THIN if mark.kind == "waiting" else THICK) / 2
    start = field.along(mark.start)
    end = max(start + LEAST, field.along(mark.end))
    (x0, y0), (x1, y1) = field.xy(start, field.across(mark.lane) - half), field.xy(end, field.across(mark.lane) + half)
    return x0, y0, x1, y1


def _stay(canvas: Canvas, kind: str, extent: Extent) -> None:
    """Draw what lasted; out of touch is hatched."""
    color = COLORS[kind]
    look = canvas.hatched(color, "bg") if kind == "lapsed" else {"color": canvas.colors[color], "line": {"width": 0}}
    bar(canvas, KINDS[kind][1], extent, look)


def _points(canvas: Canvas, kind: str, points: Sequence[tuple[float, float]], *, in_legend: bool = False) -> None:
    symbol, size = SYMBOLS[kind]
    color = canvas.colors[COLORS[kind]]
    line = {"width": 2.2, "color": color} if symbol != "circle" else {"width": 1.2, "color": canvas.colors["bg"]}
    canvas.add(
        go.Scatter(
            name=f"{KINDS[kind][1]}, what it is" if in_legend else KINDS[kind][1],
            mode="markers",
            x=[x for x, _ in points],
            y=[y for _, y in points],
            marker={"symbol": symbol, "size": size, "color": color, "line": line, "opacity": 1},
            hoverinfo="skip",
            cliponaxis=False,
        )
    )


def _say_days(canvas: Canvas, field: Field, stays: Sequence[Mark]) -> None:
    """Write how many days a stay lasted behind it, where there is room before the next."""
    if field.down or not stays:
        return
    ends = [*(_extent(field, mark)[0] for mark in stays[1:]), field.end]
    for mark, following in zip(stays, ends, strict=True):
        x0, _, x1, _ = _extent(field, mark)
        said = f"{mark.days:,.0f}d" if mark.days >= 0.5 else "<1d"
        wide = width_of(said, 12.0)
        if x1 - x0 > wide + 8.0:
            canvas.text((x0 + x1) / 2, field.across(mark.lane), said, size=12.0, color="bg", bold=True, anchor="center")
        elif x1 + 3.0 + wide <= following - 2.0:
            canvas.text(x1 + 3.0, field.across(mark.lane), said, size=12.0, color="ink2")


def bar(canvas: Canvas, name: str, extent: Extent, marker: dict[str, Any]) -> None:
    """Draw a rectangle among the data."""
    x0, y0, x1, y1 = extent
    canvas.add(
        go.Bar(
            name=name, orientation="h", base=[x0], x=[x1 - x0], y=[(y0 + y1) / 2], width=[y1 - y0], marker=marker,
            hoverinfo="skip",
        )
    )  # fmt: skip


# -- what the marks mean --------------------------------------------------------------------------------------


def legend_lines(data: LifeData, width: int) -> list[list[tuple[float, str]]]:
    """Return the kinds of mark that are there, in lines, each with its place."""
    there = {mark.kind for side in (data.baseline, data.scenario) for mark in side.marks}
    lines: list[list[tuple[float, str]]] = [[]]
    x = 0.0
    for kind in (kind for kind in KINDS if kind in there):
        wide = 20.0 + width_of(KINDS[kind][1], LABEL)
        if lines[-1] and x + wide > width:
            lines.append([])
            x = 0.0
        lines[-1].append((x, kind))
        x += wide + 22.0
    return lines if lines[0] else []


def legend(canvas: Canvas, lines: Sequence[Sequence[tuple[float, str]]]) -> None:
    """Draw every kind of mark with what it means."""
    for n, line in enumerate(lines):
        y = 10.0 + n * LEGEND_LINE
        for x, kind in line:
            if kind in SYMBOLS:
                _points(canvas, kind, [(x + 6.0, y)], in_legend=True)
            elif kind == "hearing":
                canvas.line(x + 6.0, y - 6.0, x + 6.0, y + 6.0, COLORS[kind], 2.0)
            else:
                _stay(canvas, kind, (x, y - 6.0, x + 12.0, y + 6.0))
            canvas.text(x + 18.0, y, KINDS[kind][1], color="ink2")
