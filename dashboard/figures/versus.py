"""Is one scenario better than another: the paired difference of their nets, its interval and where zero is."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.figures import versus_data as words
from dashboard.figures.axis import around, labels_of, ticks_of
from dashboard.figures.canvas import ZERO_LINE, Canvas, Panel, height_of
from dashboard.figures.drawn import Drawn
from dashboard.figures.text import clipped, shortened, width_of, wrapped
from dashboard.figures.versus_data import Against, VersusData, of
from dashboard.theme import NARROW, NARROWEST, NOTE, VALUE, Theme

HEAD, FOOT = 26.0, 28.0
ROW, PHONE_ROW = 60.0, 92.0
COLORS = {"better": "focus", "worse": "costf", "apart": "grey"}
TEXTS = {"better": "focus", "worse": "cost", "apart": "ink"}
MOST_STEPS = 4


def draw(data: VersusData, *, theme: Theme, width: int) -> Drawn:
    """Return a row for each scenario; zero is in view."""
    phone = width < NARROWEST
    row = PHONE_ROW if phone else ROW
    canvas = Canvas(theme, width, HEAD + row * len(data.rows) + FOOT)
    low, high, step = around(
        [v for r in data.rows for v in (r.difference.low, r.difference.mean, r.difference.high)], MOST_STEPS
    )
    left, right = (12.0, width - 12.0) if phone else _columns(data, width)
    bottom = canvas.height - FOOT
    panel = Panel(left, right, HEAD, bottom, (low, high), (bottom, HEAD))
    canvas.show(panel)
    ticks = ticks_of(low, high, step)
    for tick in ticks:
        zero = tick == 0.0
        canvas.line(
            panel.px(tick),
            HEAD - 4.0,
            panel.px(tick),
            bottom,
            "ink" if zero else "grid",
            ZERO_LINE if zero else 1.0,
            below=not zero,
        )
    canvas.scale_below(panel, labels_of(ticks, data.scale))
    _sides(canvas, panel, data)
    for n, against in enumerate(data.rows):
        top = HEAD + n * row
        if n:
            canvas.line(0.0, top, width, top, "rule")
        if phone:
            _phone_row(canvas, data, against, top)
        else:
            _row(canvas, panel, data, against, top + row / 2)
        _mark(canvas, against, top + (46.0 if phone else row / 2))
    return Drawn(
        canvas.figure(), words.title(data), words.subtitle(data), words.alt(data), words.table(data), words.note(data)
    )


def _columns(data: VersusData, width: int) -> tuple[float, float]:
    """Return where the intervals begin and end, between names and numbers."""
    narrow = width <= NARROW
    names = [width_of(row.scenario, VALUE, bold=True) for row in data.rows]
    left = min(max(names) + 20.0, 120.0 if narrow else 180.0)
    return left, width - (148.0 if narrow else 190.0)


def _sides(canvas: Canvas, panel: Panel, data: VersusData) -> None:
    """Say above which side of zero is worse and which is better."""
    zero = panel.px(0.0)
    for text, x, room, anchor, color in (
        (f"worse than {data.reference}", zero - 7.0, zero - 9.0, "right", "cost"),
        (f"better than {data.reference}", zero + 7.0, canvas.width - zero - 9.0, "left", "focus"),
    ):
        short = text if width_of(text) <= room else text.split()[0]
        if width_of(short) <= room:
            canvas.text(x, 10.0, short, color=color, anchor=anchor)  # type: ignore[arg-type]


def _row(canvas: Canvas, panel: Panel, data: VersusData, against: Against, y: float) -> None:
    canvas.text(0.0, y, *clipped(against.scenario, panel.left - 12.0, 3, VALUE, bold=True), size=VALUE, bold=True)
    x = panel.right + 18.0
    lines = wrapped(against.words, canvas.width - x, NOTE)
    top = y - (VALUE * 1.3 + height_of(len(lines), NOTE)) / 2
    canvas.text(
        x, top, data.scale.text(against.difference.mean), size=VALUE, bold=True, color=TEXTS[against.side], valign="top"
    )
    canvas.text(x, top + VALUE * 1.3 + 1.0, *lines, size=NOTE, color="ink2", valign="top")


def _phone_row(canvas: Canvas, data: VersusData, against: Against, top: float) -> None:
    amount = data.scale.text(against.difference.mean)
    room = canvas.width - width_of(amount, VALUE, bold=True) - 12.0
    canvas.text(0.0, top + 20.0, shortened(against.scenario, room, VALUE, bold=True), size=VALUE, bold=True, halo=True)
    canvas.text(
        canvas.width, top + 20.0, amount, size=VALUE, bold=True, anchor="right", color=TEXTS[against.side], halo=True
    )
    canvas.text(0.0, top + 72.0, *wrapped(against.words, canvas.width, NOTE)[:1], size=NOTE, color="ink2", halo=True)


def _mark(canvas: Canvas, against: Against, y: float) -> None:
    """Draw the middle 90 % of futures and their mean; what cannot be told apart is dashed with an open dot."""
    color, apart = canvas.colors[COLORS[against.side]], against.side == "apart"
    d = against.difference
    canvas.add(
        go.Scatter(
            name=f"{against.side} interval",
            mode="lines",
            x=[d.low, d.high],
            y=[y, y],
            hoverinfo="skip",
            line={"color": color, "width": 2.5, "dash": "4px,3px" if apart else "solid"},
            cliponaxis=False,
        )
    )
    canvas.add(
        go.Scatter(
            name=against.side,
            mode="markers",
            x=[d.mean],
            y=[y],
            hoverinfo="skip",
            cliponaxis=False,
            marker={
                "symbol": "circle",
                "size": 11,
                "opacity": 1,
                "color": canvas.colors["bg"] if apart else color,
                "line": {"color": color, "width": 2},
            },
        )
    )


__all__ = ["draw", "of"]
