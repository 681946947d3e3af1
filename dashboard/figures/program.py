"""What LEAD would cost by year, before any simulation: a bar for each fiscal year, from zero up."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.figures import program_data as words
from dashboard.figures.canvas import Canvas, Panel
from dashboard.figures.drawn import Drawn
from dashboard.figures.program_data import ProgramData
from dashboard.figures.text import width_of
from dashboard.theme import LABEL, TICK, Theme
from simulator.report.scales import scale_of

HEIGHT, TOP, FOOT = 168.0, 26.0, 26.0
BAR = 0.8
"""Of a year's room."""


def draw(data: ProgramData, *, theme: Theme, width: int) -> Drawn:
    """Return the bars with their amounts on top."""
    canvas = Canvas(theme, width, HEIGHT)
    most = max(data.dollars, default=0.0) or 1.0
    panel = Panel(0.0, width, TOP, HEIGHT - FOOT, (0.0, float(len(data.years))), (0.0, most))
    canvas.show(panel)
    canvas.add(
        go.Bar(
            x=[i + 0.5 for i in range(len(data.years))], y=list(data.dollars), width=BAR,
            marker={"color": canvas.colors["focus2"], "line": {"width": 0}}, cliponaxis=False,
        )
    )  # fmt: skip
    scale, room = scale_of(data.dollars), width / max(1, len(data.years))
    texts = [scale.text(value, signed=False) for value in data.dollars]
    fits = all(width_of(text, LABEL, bold=True) <= room - 2 for text in texts)
    for i, (year, value, text) in enumerate(zip(data.years, data.dollars, texts, strict=True)):
        x = panel.px(i + 0.5)
        canvas.text(
            x, panel.py(value) - 5, text if fits else scale.cell(value, signed=False), bold=True, anchor="center",
            valign="bottom",
        )  # fmt: skip
        canvas.text(x, panel.bottom + 6, str(year), size=TICK, color="ink2", anchor="center", valign="top")
    canvas.line(0.0, panel.bottom, width, panel.bottom, "ink", 1.2)
    return Drawn(canvas.figure(), words.TITLE, words.subtitle(data), words.alt(data), words.table(data), data.note)


__all__ = ["ProgramData", "draw"]
