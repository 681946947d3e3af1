"""What share of LEAD any rate of capture would carry: a line from nothing, its bands, and the whole of it marked."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.figures import rates_data as words
from dashboard.figures.axis import around, ticks_of
from dashboard.figures.canvas import Canvas, Panel
from dashboard.figures.drawn import Drawn
from dashboard.figures.months import FOCUS_WIDTH
from dashboard.figures.rates_data import RatesData, of, percent
from dashboard.figures.text import width_of
from dashboard.theme import LABEL, NARROWEST, TICK, Theme

HEIGHT, PHONE_HEIGHT = 280.0, 250.0
TOP, FOOT = 24.0, 30.0
WHOLE = "all of LEAD"
MOST_STEPS = 5
DOT = 5.5


def draw(data: RatesData, *, theme: Theme, width: int) -> Drawn:
    """Return the line; nothing and all of LEAD are always in view."""
    most = data.all_of_it
    canvas = Canvas(theme, width, PHONE_HEIGHT if width < NARROWEST else HEIGHT)
    present = [data.present.carried] if data.present else []
    low, high, step = around([most.low, most.high, 1.0, *present], MOST_STEPS)
    ticks = [(value, percent(value)) for value in ticks_of(low, high, step)]
    end = f"{percent(most.mean)} at 100%"
    left = 10.0 + max(width_of(label, TICK) for _, label in ticks)
    panel = Panel(
        left, width - 16.0 - width_of(end, LABEL, bold=True), TOP, canvas.height - FOOT, (0.0, 1.0), (low, high)
    )
    canvas.show(panel)
    for lower, upper, fill in ((most.low, most.high, "focus4"), (most.p25, most.p75, "focus3")):
        _fan(canvas, lower, upper, fill)
    canvas.value_axis(panel, ticks)
    canvas.line(panel.left, panel.py(1.0), panel.right, panel.py(1.0), "costf", 1.6, dash="5px,3px")
    canvas.text(panel.left + 6.0, panel.py(1.0) - 4.0, WHOLE, color="cost", bold=True, valign="bottom")
    canvas.add(
        go.Scatter(
            name="average", mode="lines", x=[0.0, 1.0], y=[0.0, most.mean], hoverinfo="skip", cliponaxis=False,
            line={"color": canvas.colors["focus"], "width": FOCUS_WIDTH},
        )
    )  # fmt: skip
    canvas.text(panel.right + 8.0, panel.py(most.mean), end, color="focus", bold=True)
    canvas.scale_below(panel, [(rate, percent(rate)) for rate in words.RATES[::2]])
    _marks(canvas, panel, data)
    return Drawn(
        canvas.figure(), words.title(data), words.subtitle(data), words.alt(data), words.table(data), words.note(data)
    )


def _fan(canvas: Canvas, lower: float, upper: float, fill: str) -> None:
    """Fill what lies between two lines from nothing."""
    canvas.add(
        go.Scatter(
            mode="lines", fill="toself", fillcolor=canvas.colors[fill], line={"width": 0}, x=[0.0, 1.0, 1.0],
            y=[0.0, upper, lower], hoverinfo="skip",
        )
    )  # fmt: skip


def _marks(canvas: Canvas, panel: Panel, data: RatesData) -> None:
    """Mark the rate that carries LEAD, and where this answer's agreement is."""
    if data.needed is not None and data.never < data.of:
        x = panel.px(data.needed)
        canvas.line(x, panel.py(1.0), x, panel.bottom, "costf", 1.2, dash="dot")
        canvas.dot(x, panel.py(1.0), DOT, fill="bg", outline="costf")
    if data.present is not None and data.present.rate <= 1.0:
        canvas.dot(panel.px(data.present.rate), panel.py(data.present.carried), DOT, fill="compf", outline="compf")


__all__ = ["draw", "of"]
