"""Fifty dots, each an equally likely future: filled where it saves, a ring where it costs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import plotly.graph_objects as go

from dashboard.figures import dots_data as words
from dashboard.figures.axis import around, labels_of, ticks_of
from dashboard.figures.canvas import ZERO_LINE, Anchor, Canvas, Panel, height_of
from dashboard.figures.dots_data import DotsData, of
from dashboard.figures.drawn import Drawn
from dashboard.figures.text import width_of, wrapped
from dashboard.theme import LABEL, NARROWEST, Theme

COUNT = 24.0  # px above the words below a count
FOOT = 50.0  # for the axis and the average below them
HEIGHT, PHONE_HEIGHT = 292.0, 260.0
SIDE = 92.0  # px that the words of a side with dots need
BARE = 26.0  # px of a side without dots
BINS = (5, 10, 20, 40)
"""Into how many bins a step of the axis may be cut, the usual first: more, where the dots would be piled too high."""
MOST_ROOM = 22.0  # px; no dot is larger


@dataclass(frozen=True)
class Piles:
    """Where each dot stands: the middle of its bin, in dollars, and its place in the pile, from 1; and its size, px."""

    places: tuple[tuple[float, int], ...]
    size: float


@dataclass(frozen=True)
class Side:
    """The words on one side of zero: how many futures, what they do, and where that stands."""

    count: str
    lines: Sequence[str]
    x: float
    anchor: Anchor
    color: str


def draw(data: DotsData, *, theme: Theme, width: int) -> Drawn:
    """Return the dots; all values and zero are in view."""
    height = PHONE_HEIGHT if width < NARROWEST else HEIGHT
    canvas = Canvas(theme, width, height)
    panel, step = _panel(data, width, height)
    sides = _sides(data, panel, width)
    panel = replace(panel, top=COUNT + max(height_of(len(side.lines)) for side in sides) + 8.0)
    panel = replace(panel, y=(0.0, panel.bottom - panel.top))
    canvas.show(panel)
    piles = _piles(data.values, panel, step)
    canvas.line(0.0, panel.bottom, width, panel.bottom, "axis")
    ticks = ticks_of(*panel.x, step)
    canvas.scale_below(panel, labels_of(ticks, data.scale), gap=10.0)
    for tick in ticks:
        canvas.line(panel.px(tick), panel.bottom, panel.px(tick), panel.bottom + 4.0, "axis")
    zero = panel.px(0.0)
    canvas.line(zero, 6.0, zero, panel.bottom, "ink", ZERO_LINE)
    _dots(canvas, data, piles)
    _counts(canvas, sides)
    _average(canvas, panel, data)
    return Drawn(canvas.figure(), words.title(data), words.subtitle(data), words.alt(data), words.table(data))


def _panel(data: DotsData, width: int, height: float) -> tuple[Panel, float]:
    """Return where the dots stand, with room beside zero for the words of each side; and the step of the axis."""
    low, high, step = around([*data.values, data.net.mean])
    span, inner = high - low, width - 2 * BARE
    for _ in range(20):  # each side's need moves the other's
        scale = inner / span
        left = SIDE - BARE if data.values[0] < 0 else 0.0
        right = SIDE - BARE if data.values[-1] > 0 else 0.0
        low, high = min(low, -left / scale), max(high, right / scale)
        span = high - low
    pad = BARE / inner * span
    bottom = height - FOOT
    return Panel(0.0, float(width), 0.0, bottom, (low - pad, high + pad), (0.0, bottom)), step


def _piles(values: Sequence[float], panel: Panel, step: float) -> Piles:
    """Return the dots piled in bins that never cross zero, as large as they can be."""
    room = panel.bottom - panel.top
    best = Piles((), 0.0)
    for bins in BINS:
        size = step / bins
        piles: Counter[float] = Counter()
        places = []
        for value in values:
            middle = (math.floor(value / size) + 0.5) * size if value else 0.0
            piles[middle] += 1
            places.append((middle, piles[middle]))
        wide = min(panel.px(size) - panel.px(0.0), room / max(piles.values()), MOST_ROOM)
        if wide > 1.15 * best.size:
            best = Piles(tuple(places), wide)
    return best


def _dots(canvas: Canvas, data: DotsData, piles: Piles) -> None:
    looks = {"costs": ("cost3", "costf"), "no difference": ("bg", "grey"), "saves": ("focus", "focus")}
    for kind, (fill, edge) in looks.items():
        mine = [place for place, value in zip(piles.places, data.values, strict=True) if words.kind_of(value) == kind]
        if mine:
            canvas.add(
                go.Scatter(
                    name=kind,
                    mode="markers",
                    hoverinfo="skip",
                    cliponaxis=False,
                    x=[x for x, _ in mine],
                    y=[(n - 0.5) * piles.size for _, n in mine],
                    marker={
                        "symbol": "circle",
                        "size": max(3.0, piles.size - 3.2),
                        "opacity": 1,
                        "color": canvas.colors[fill],
                        "line": {"color": canvas.colors[edge], "width": 1.6},
                    },
                )
            )


def _sides(data: DotsData, panel: Panel, width: float) -> list[Side]:
    """Return how many futures stand on each side of zero; where all stand on one, the worst of them too."""
    saving, costing, of_all = data.counts
    neither = of_all - saving - costing
    same = [f"{neither} of {of_all} no difference"] if neither else []
    worst = [] if saving and costing else [f"the worst {data.scale.text(data.values[0])}"]
    zero, sides = panel.px(0.0), []
    saves, costs = words.DOES[data.rung]
    if costing:
        more = [costs, *worst, *(same if not saving else [])]
        sides.append(Side(f"{costing} of {of_all}", _lines(more, zero - 9.0), zero - 7.0, "right", "cost"))
    if saving:
        more = [saves, *worst, *same]
        sides.append(Side(f"{saving} of {of_all}", _lines(more, width - zero - 9.0), zero + 7.0, "left", "focus"))
    return sides or [Side(f"{of_all} of {of_all}", ["make no difference"], zero + 7.0, "left", "ink2")]


def _lines(told: Sequence[str], room: float) -> list[str]:
    return [line for each in told for line in wrapped(each, min(room, 190.0), LABEL)]


def _counts(canvas: Canvas, sides: Sequence[Side]) -> None:
    for side in sides:
        canvas.text(side.x, 4.0, side.count, size=15.0, bold=True, color=side.color, anchor=side.anchor, valign="top")
        canvas.text(side.x, COUNT, *side.lines, color=side.color, anchor=side.anchor, valign="top")


def _average(canvas: Canvas, panel: Panel, data: DotsData) -> None:
    x, y = panel.px(data.net.mean), panel.bottom
    label = f"average {data.scale.text(data.net.mean)}"
    canvas.add(
        go.Scatter(
            name="average",
            mode="markers",
            hoverinfo="skip",
            cliponaxis=False,
            x=[data.net.mean],
            y=[-5.0],
            marker={"symbol": "triangle-up", "size": 9, "color": canvas.colors["ink"]},
        )
    )
    half = width_of(label, LABEL, bold=True) / 2 + 1.0
    canvas.text(min(max(x, half), canvas.width - half), y + 29.0, label, bold=True, anchor="center", valign="top")


__all__ = ["draw", "of"]
