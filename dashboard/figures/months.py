"""What charts by month share: lines that are dashed beyond the evidence, years below, names at the ends of lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from dashboard.figures.axis import year_spans
from dashboard.figures.canvas import Canvas, Panel, height_of
from dashboard.figures.text import apart, width_of
from dashboard.theme import LABEL, TICK
from simulator.report.headline import EVIDENCE

EVIDENCE_MONTHS = 12 * EVIDENCE
FOLLOW_UP = "Studies’ follow-up ends"
FOCUS_WIDTH, OTHER_WIDTH = 3.0, 1.8
TOP, FOOT = 28.0, 30.0
"""Px above and below the panel of a chart by month."""


@dataclass(frozen=True)
class End:
    """What stands at the end of a line: its name and last value in lines, the value, and a color of the palette."""

    lines: tuple[str, ...]
    value: float
    color: str

    @property
    def wide(self) -> float:
        """How wide it is, in px."""
        return max(width_of(line, LABEL, bold=True) for line in self.lines)


def line(
    canvas: Canvas, values: Sequence[float], color: str, width: float, name: str, *, first: int = 0, step: bool = False
) -> None:
    """Draw a line from month `first` on, dashed from the end of the evidence on; a step holds for its whole month."""
    last = first + len(values) - 1
    dashes = f"{2.4 * width:.1f}px,{width:.1f}px"
    for start, end, dash in ((first, min(EVIDENCE_MONTHS, last), "solid"), (max(first, EVIDENCE_MONTHS), last, dashes)):
        if end > start:
            canvas.add(
                go.Scatter(
                    name=name,
                    mode="lines",
                    x=list(range(start, end + 1)),
                    y=list(values[start - first : end - first + 1]),
                    line={
                        "color": canvas.colors[color],
                        "width": width,
                        "dash": dash,
                        "shape": "vh" if step else "linear",
                    },
                    hoverinfo="skip",
                    cliponaxis=False,
                )
            )


def band(canvas: Canvas, lower: Sequence[float], upper: Sequence[float], fill: str, name: str, *, first: int) -> None:
    """Fill what lies between two lines from month `first` on."""
    months = list(range(first, first + len(lower)))
    canvas.add(
        go.Scatter(
            name=name,
            mode="lines",
            fill="toself",
            fillcolor=canvas.colors[fill],
            line={"width": 0},
            x=[*months, *reversed(months)],
            y=[*upper, *reversed(lower)],
            hoverinfo="skip",
        )
    )


def years_below(canvas: Canvas, panel: Panel, start: str, fiscal_years: Sequence[int], months: int) -> None:
    """Write the years below a panel, with a tick between them."""
    canvas.line(panel.left, panel.bottom, panel.right, panel.bottom, "axis", below=True)
    canvas.line(panel.left, panel.bottom, panel.left, panel.bottom + 5.0, "axis")
    for first, last, label in year_spans(start, fiscal_years, months):
        x0, x1 = panel.px(first), panel.px(last)
        canvas.line(x1, panel.bottom, x1, panel.bottom + 5.0, "axis")
        fits = next((text for text in (label, f"’{label[-2:]}") if width_of(text, TICK) + 4.0 <= x1 - x0), None)
        if fits:
            canvas.text((x0 + x1) / 2, panel.bottom + 8.0, fits, size=TICK, color="ink3", anchor="center", valign="top")


def evidence_line(canvas: Canvas, panel: Panel, months: int) -> None:
    """Mark from when on no study followed people, where the horizon is longer."""
    if months <= EVIDENCE_MONTHS:
        return
    x, half = panel.px(EVIDENCE_MONTHS), width_of(FOLLOW_UP, TICK) / 2 + 2.0
    canvas.line(x, panel.top - 6.0, x, panel.bottom, "axis", 1.2, dash="dot")
    canvas.text(
        min(max(x, half), canvas.width - half), panel.top - 16.0, FOLLOW_UP, size=TICK, color="ink2", anchor="center"
    )


def end_labels(canvas: Canvas, panel: Panel, ends: Sequence[End]) -> None:
    """Write what stands at the ends of lines, none on another."""
    height = height_of(max(len(end.lines) for end in ends), LABEL)
    places = apart([panel.py(end.value) for end in ends], height, height / 2, panel.bottom + FOOT - height / 2)
    for end, y in zip(ends, places, strict=True):
        canvas.text(panel.right + 8.0, y, *end.lines, color=end.color, bold=True)
