"""At less of the published effects: the net at five shares of them, its range of futures and where zero is."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.figures import effects_data as words
from dashboard.figures.axis import around, labels_of, ticks_of
from dashboard.figures.canvas import ZERO_LINE, Canvas, Panel, height_of
from dashboard.figures.drawn import Drawn
from dashboard.figures.effects_data import EffectsData, Step, of
from dashboard.figures.text import width_of, wrapped
from dashboard.theme import NARROW, NARROWEST, NOTE, VALUE, Theme

HEAD, FOOT = 24.0, 28.0
ROW, PHONE_ROW = 52.0, 76.0
COLORS = {"saves": "focus", "costs": "costf", "apart": "grey"}
TEXTS = {"saves": "focus", "costs": "cost", "apart": "ink"}
MOST_STEPS = 4


def draw(data: EffectsData, *, theme: Theme, width: int) -> Drawn:
    """Return a row for each share, all of the effects first; zero is in view."""
    phone = width < NARROWEST
    row = PHONE_ROW if phone else ROW
    canvas = Canvas(theme, width, HEAD + row * len(data.steps) + FOOT)
    values = [v for step in data.steps for v in (step.net.low, step.net.mean, step.net.high)]
    low, high, step_ = around(values, MOST_STEPS)
    left, right = (12.0, width - 12.0) if phone else (62.0, width - (150.0 if width <= NARROW else 210.0))
    bottom = canvas.height - FOOT
    panel = Panel(left, right, HEAD, bottom, (low, high), (bottom, HEAD))
    canvas.show(panel)
    ticks = ticks_of(low, high, step_)
    for tick in ticks:
        look = ("ink", ZERO_LINE) if tick == 0.0 else ("grid", 1.0)
        canvas.line(panel.px(tick), HEAD - 4.0, panel.px(tick), bottom, *look, below=True)
    canvas.scale_below(panel, labels_of(ticks, data.scale))
    _sides(canvas, panel)
    for n, step in enumerate(data.steps):
        top = HEAD + n * row
        canvas.line(0.0, top, width, top, "rule", below=True)
        (_phone_words if phone else _words)(canvas, panel, data, step, top, row)
        _mark(canvas, step, top + (39.0 if phone else row / 2))
    return Drawn(
        canvas.figure(), words.title(data), words.subtitle(data), words.alt(data), words.table(data), words.note(data)
    )


def _sides(canvas: Canvas, panel: Panel) -> None:
    """Say above which side of zero is a cost and which a saving."""
    zero = panel.px(0.0)
    if width_of("costs") <= zero - 9.0:
        canvas.text(zero - 7.0, 9.0, "costs", color="cost", anchor="right")
    if width_of("saves") <= canvas.width - zero - 9.0:
        canvas.text(zero + 7.0, 9.0, "saves", color="focus")


def _words(canvas: Canvas, panel: Panel, data: EffectsData, step: Step, top: float, row: float) -> None:
    canvas.text(0.0, top + row / 2, step.text, size=VALUE, bold=True)
    x = panel.right + 16.0
    lines = wrapped(step.said, canvas.width - x, NOTE)
    y = top + (row - VALUE * 1.3 - height_of(len(lines), NOTE)) / 2
    amount = data.scale.text(step.net.mean)
    canvas.text(x, y, amount, size=VALUE, bold=True, color=TEXTS[step.kind], valign="top")
    canvas.text(x, y + VALUE * 1.3, *lines, size=NOTE, color="ink2", valign="top")


def _phone_words(canvas: Canvas, _panel: Panel, data: EffectsData, step: Step, top: float, _row: float) -> None:
    amount = data.scale.text(step.net.mean)
    canvas.text(0.0, top + 18.0, step.text, size=VALUE, bold=True, halo=True)
    canvas.text(0.0, top + 60.0, *wrapped(step.said, canvas.width, NOTE)[:1], size=NOTE, color="ink2", halo=True)
    canvas.text(
        canvas.width, top + 18.0, amount, size=VALUE, bold=True, anchor="right", color=TEXTS[step.kind], halo=True
    )


def _mark(canvas: Canvas, step: Step, y: float) -> None:
    """Draw the middle 90 % of futures and their mean: a filled dot saves, an open ring costs, dashes say neither."""
    color, apart = canvas.colors[COLORS[step.kind]], step.kind == "apart"
    canvas.add(
        go.Scatter(
            name=f"{step.kind} range", mode="lines", x=[step.net.low, step.net.high], y=[y, y], hoverinfo="skip",
            cliponaxis=False, line={"color": color, "width": 2.5, "dash": "4px,3px" if apart else "solid"},
        )
    )  # fmt: skip
    fill = color if step.kind == "saves" else canvas.colors["bg"]
    canvas.add(
        go.Scatter(
            name=step.kind, mode="markers", x=[step.net.mean], y=[y], hoverinfo="skip", cliponaxis=False,
            marker={"symbol": "circle", "size": 11, "opacity": 1, "color": fill, "line": {"color": color, "width": 2}},
        )
    )  # fmt: skip


__all__ = ["draw", "of"]
