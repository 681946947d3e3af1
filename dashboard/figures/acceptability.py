"""What an effect would have to be worth: a small panel for each unit, the share of futures that accept each price."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.figures import acceptability_data as words
from dashboard.figures.acceptability_data import AcceptabilityData, Curve, of
from dashboard.figures.acceptability_data import price as told
from dashboard.figures.axis import step_of, ticks_of
from dashboard.figures.canvas import ZERO_LINE, Canvas, Panel
from dashboard.figures.drawn import Drawn
from dashboard.figures.text import width_of
from dashboard.theme import LABEL, TICK, Theme
from simulator.report.scales import scale_of

TITLE, HEIGHT, FOOT, HALF = 30.0, 92.0, 36.0, 0.5
SHARES = ((0.0, "0%"), (0.5, "50%"), (1.0, "100%"))
MOST_STEPS = 4


def draw(data: AcceptabilityData, *, theme: Theme, width: int) -> Drawn:
    """Return the panels one below the other; each has prices of its own."""
    canvas = Canvas(theme, width, len(data.curves) * (TITLE + HEIGHT + FOOT))
    canvas.show(Panel(0.0, canvas.width, 0.0, canvas.height, (0.0, canvas.width), (canvas.height, 0.0)))
    left = 12.0 + max(width_of(label, TICK) for _, label in SHARES)
    for n, curve in enumerate(data.curves):
        top = n * (TITLE + HEIGHT + FOOT) + TITLE
        panel = Panel(left, width - 16.0, top, top + HEIGHT, (0.0, curve.prices[-1] or 1.0), (0.0, 1.0))
        _panel(canvas, panel, curve)
    return Drawn(
        canvas.figure(), words.title(data), words.subtitle(data), words.alt(data), words.table(data), words.note(data)
    )


def _panel(canvas: Canvas, panel: Panel, curve: Curve) -> None:
    canvas.text(0.0, panel.top - 18.0, f"Price of a {curve.one}", bold=True)
    for share, label in SHARES:
        y = panel.py(share)
        look = ("ink", ZERO_LINE) if share == 0.0 else ("grid", 1.0)
        canvas.line(panel.left, y, panel.right, y, *look, below=True)
        canvas.text(panel.left - 8.0, y, label, size=TICK, color="ink3", anchor="right")
    ticks = ticks_of(0.0, curve.prices[-1], step_of(0.0, curve.prices[-1], MOST_STEPS))
    scale = scale_of([curve.prices[-1]])
    canvas.scale_below(panel, [(value, scale.tick(value)) for value in ticks])
    xs = [panel.px(each) for each in curve.prices]
    lows, highs = ([panel.py(ends[n]) for ends in curve.ends] for n in (0, 1))
    canvas.add(
        go.Scatter(
            name=f"{curve.effect} range", mode="lines", fill="toself", fillcolor=canvas.colors["focus4"],
            line={"width": 0}, x=[*xs, *reversed(xs)], y=[*highs, *reversed(lows)], hoverinfo="skip",
        )
    )  # fmt: skip
    at = list(zip(curve.prices, curve.shares, strict=True))
    if curve.half is not None and 0.0 <= curve.half <= curve.prices[-1]:
        at = sorted([*at, (curve.half, HALF)])
    canvas.add(
        go.Scatter(
            name=curve.effect, mode="lines", x=[panel.px(price) for price, _ in at],
            y=[panel.py(share) for _, share in at], hoverinfo="skip",
            line={"color": canvas.colors["focus"], "width": 2.5}, cliponaxis=False,
        )
    )  # fmt: skip
    _half(canvas, panel, curve)


def _half(canvas: Canvas, panel: Panel, curve: Curve) -> None:
    """Ring the price from which on half of the futures accept, with what it is."""
    title_end = width_of(f"Price of a {curve.one}", LABEL, bold=True) + 14.0
    if curve.half is None or curve.half > curve.prices[-1]:
        said = "half accept no price" if curve.half is None else f"half accept {told(curve.half)}, further right"
    else:
        said = f"half accept {told(max(0.0, curve.half))}"
        canvas.dot(panel.px(max(0.0, curve.half)), panel.py(HALF), 5.0, fill="bg", outline="focus")
    if title_end + width_of(said) <= canvas.width:
        canvas.text(canvas.width, panel.top - 18.0, said, color="ink2", anchor="right")


__all__ = ["draw", "of"]
