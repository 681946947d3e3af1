"""What drives it: the net in dollars with each input at either end of its range, widest first, and what was tried."""

from __future__ import annotations

import math

import plotly.graph_objects as go

from dashboard.figures import tornado_data as words
from dashboard.figures.axis import around, labels_of, step_of, ticks_of
from dashboard.figures.canvas import ZERO_LINE, Canvas, Panel, height_of
from dashboard.figures.drawn import Drawn
from dashboard.figures.text import clipped, shortened, width_of, wrapped
from dashboard.figures.tornado_data import End, Moved, TornadoData, of
from dashboard.theme import LABEL, NARROWEST, NOTE, Theme

HEAD, FOOT, GAP = 26.0, 28.0, 12.0
BAR, PHONE_STRIP, CAP = 18.0, 48.0, 3.5
MOST_STEPS = 5
ROOMY, FAR, FAR_IN_COLUMNS = 1000, 2.5, 1.6
"""Zero is in view unless that makes the axis so many times as wide; less of it where words take half of the room."""


def draw(data: TornadoData, *, theme: Theme, width: int) -> Drawn:
    """Return a row for each input that can be told from noise, and a line where nothing is set."""
    phone, shown = width < NARROWEST, data.shown
    room = width if phone else min(330.0, 0.36 * width)
    texts = [_lines(each, room - (0.0 if phone else 16.0)) for each in shown]
    heights = [_height(each, phone=phone) for each in texts]
    canvas = Canvas(theme, width, HEAD + sum(heights) + FOOT)
    low, high, step = axis_of(data, FAR if phone or width >= ROOMY else FAR_IN_COLUMNS)
    side = max((width_of(_said(data, each, end), NOTE) for each in shown for end in each.ends), default=0.0)
    left, right = (14.0, width - 14.0) if phone else (room + _beside(shown, data) + 10.0, width - side - 10.0)
    bottom = canvas.height - FOOT
    panel = Panel(left, right, HEAD, bottom, (low, high), (bottom, HEAD))
    canvas.show(panel)
    ticks = ticks_of(low, high, step)
    for tick in ticks:
        zero = tick == 0.0
        look = ("ink", ZERO_LINE) if zero else ("grid", 1.0)
        canvas.line(panel.px(tick), HEAD - 4.0, panel.px(tick), bottom, *look, below=True)
    canvas.scale_below(panel, labels_of(ticks, data.scale))
    _base(canvas, panel, data, bottom)
    y = HEAD
    for each, lines, height in zip(shown, texts, heights, strict=True):
        canvas.line(0.0, y, width, y, "rule", below=True)
        _words(canvas, lines, y if phone else y + (height - _text_height(lines)) / 2, phone=phone)
        middle = y + height - (PHONE_STRIP - BAR / 2 - 4.0 if phone else height / 2)
        _bar(canvas, panel, data, each, middle)
        _ends(canvas, panel, data, each, middle, phone=phone)
        y += height
    zero_shown = low <= 0.0 <= high
    return Drawn(
        canvas.figure(), words.title(data), words.subtitle(data), words.alt(data), words.table(data),
        words.note(data, zero_shown),
    )  # fmt: skip


def axis_of(data: TornadoData, far: float = FAR) -> tuple[float, float, float]:
    """Return (low, high, step) of the axis: with zero in it, unless zero is far from every net."""
    nets = [data.net]
    for each in data.shown:
        for end in each.ends:
            nets += [end.net - (end.error or 0.0), end.net + (end.error or 0.0)]
    low, high = min(nets), max(nets)
    if low <= 0.0 <= high or max(high, 0.0) - min(low, 0.0) <= far * (high - low):
        return around(nets, MOST_STEPS)
    step = step_of(low, high, MOST_STEPS)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step, step


def _beside(shown: list[Moved], data: TornadoData) -> float:
    """Return the room that a text needs left of the lowest bar."""
    return max((width_of(_said(data, each, each.ends[0]), NOTE) for each in shown), default=0.0)


def _lines(each: Moved, room: float) -> tuple[list[str], list[str]]:
    name = clipped(each.name.label, room, 3, LABEL, bold=True)
    path = [shortened(each.name.path, room, NOTE)] if each.name.path != each.name.label else []
    return name, [*path, *wrapped(words.under(each), room, NOTE)]


def _text_height(lines: tuple[list[str], list[str]]) -> float:
    return height_of(len(lines[0]), LABEL) + height_of(len(lines[1]), NOTE)


def _height(lines: tuple[list[str], list[str]], *, phone: bool) -> float:
    return _text_height(lines) + (PHONE_STRIP + 6.0 if phone else GAP)


def _words(canvas: Canvas, lines: tuple[list[str], list[str]], y: float, *, phone: bool) -> None:
    y += 5.0 if phone else 0.0
    canvas.text(0.0, y, *lines[0], bold=True, valign="top", halo=phone)
    canvas.text(0.0, y + height_of(len(lines[0]), LABEL), *lines[1], size=NOTE, color="ink2", valign="top", halo=phone)


def _base(canvas: Canvas, panel: Panel, data: TornadoData, bottom: float) -> None:
    """Mark the net with nothing set."""
    x = panel.px(data.net)
    canvas.line(x, HEAD - 4.0, x, bottom, "ink2", 1.4, dash="dot", below=True)
    text = f"nothing set: {data.scale.text(data.net)}"
    half = width_of(text, LABEL, bold=True) / 2
    canvas.text(min(max(x, half), canvas.width - half), 10.0, text, bold=True, anchor="center")


def _bar(canvas: Canvas, panel: Panel, data: TornadoData, each: Moved, y: float) -> None:
    """Draw from where nothing is set to either end: what is better in blue, what is worse hatched."""
    for name, ends in (("worse", [e.net for e in each.ends if e.net < data.net]),
                       ("better", [e.net for e in each.ends if e.net > data.net])):  # fmt: skip
        if not ends:
            continue
        farthest = max(ends, key=lambda net: abs(net - data.net))
        look = canvas.hatched("costf", "cost3") if name == "worse" else {"color": canvas.colors["focus2"]}
        canvas.add(
            go.Bar(
                name=name, orientation="h", x=[farthest - data.net], base=[data.net], y=[y], width=[BAR], marker=look,
                hoverinfo="skip", cliponaxis=False,
            )
        )  # fmt: skip
    for end in each.ends:
        x = panel.px(end.net)
        canvas.line(x, y - BAR / 2, x, y + BAR / 2, "ink2", 1.4)
        if end.error:
            low, high = panel.px(end.net - end.error), panel.px(end.net + end.error)
            canvas.line(low, y, high, y, "ink", 1.2)
            for edge in (low, high):
                canvas.line(edge, y - CAP, edge, y + CAP, "ink", 1.2)


def _said(data: TornadoData, each: Moved, end: End) -> str:
    return f"{each.at(end)}: {data.scale.text(end.net)}"


def _ends(canvas: Canvas, panel: Panel, data: TornadoData, each: Moved, y: float, *, phone: bool) -> None:
    """Write at either end of a bar what the input was set to, and the net that came of it."""
    low, high = each.ends
    if phone:
        below = y + BAR / 2 + 12.0
        canvas.text(0.0, below, _said(data, each, low), size=NOTE, halo=True)
        canvas.text(canvas.width, below, _said(data, each, high), size=NOTE, anchor="right", halo=True)
        return
    errors = [(end.net, end.error or 0.0) for end in each.ends]
    reach = [panel.px(data.net), *(panel.px(net + sign * error) for net, error in errors for sign in (-1.0, 1.0))]
    first, last = min(reach), max(reach)
    canvas.text(first - 7.0, y, _said(data, each, low), size=NOTE, anchor="right", halo=True)
    canvas.text(last + 7.0, y, _said(data, each, high), size=NOTE, halo=True)


__all__ = ["axis_of", "draw", "of"]
