"""A chart of a fixed size: places in px from its top left corner, and panels in which data stand.

Marks are collected and made into a figure once: plotly copies and checks all of them whenever one is added to a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

import plotly.graph_objects as go
from plotly.basedatatypes import BaseTraceType

from dashboard.figures.text import plot_text, width_of
from dashboard.theme import LABEL, LINE_HEIGHT, PALETTES, REGULAR, SANS, STRONG, TICK, Theme

Anchor = Literal["left", "center", "right"]
Valign = Literal["top", "middle", "bottom"]
ANNOTATION_PAD = 1.0  # px that plotly puts around a text
ZERO_LINE = 1.2
TICK_GAP = 6.0  # px between values of an axis


@dataclass(frozen=True)
class Panel:
    """A rectangle in px, and the values at its sides: `x` from left to right, `y` from bottom to top."""

    left: float
    right: float
    top: float
    bottom: float
    x: tuple[float, float]
    y: tuple[float, float]

    def px(self, value: float) -> float:
        """Return where a value of x is, in px from the left of the figure."""
        first, last = self.x
        return self.left + (value - first) / (last - first) * (self.right - self.left)

    def py(self, value: float) -> float:
        """Return where a value of y is, in px from the top of the figure."""
        first, last = self.y
        return self.bottom - (value - first) / (last - first) * (self.bottom - self.top)


class Canvas:
    """What is drawn on; places are px from the top left. `figure` makes a figure of it."""

    def __init__(self, theme: Theme, width: float, height: float):
        self.colors = PALETTES[theme]
        self.width, self.height = width, height
        self._layout = _layout(theme, width, height)
        self._traces: list[BaseTraceType] = []
        self._texts: list[dict[str, Any]] = []
        self._shapes: list[dict[str, Any]] = []

    def figure(self) -> go.Figure:
        """Return the figure of everything that was drawn."""
        return go.Figure(self._traces, {**self._layout, "annotations": self._texts, "shapes": self._shapes})

    def add(self, trace: BaseTraceType) -> None:
        """Draw data, in the panel that is shown."""
        self._traces.append(trace)

    def show(self, panel: Panel) -> None:
        """Let the axes of the data be those of a panel."""
        hidden = {"visible": False, "fixedrange": True}
        across = [panel.left / self.width, panel.right / self.width]
        up = [1 - panel.bottom / self.height, 1 - panel.top / self.height]
        self._layout["xaxis"] = {"domain": across, "range": list(panel.x), **hidden}
        self._layout["yaxis"] = {"domain": up, "range": list(panel.y), **hidden}

    def text(
        self,
        x: float,
        y: float,
        *lines: str,
        size: float = LABEL,
        color: str = "ink",
        bold: bool = False,
        anchor: Anchor = "left",
        valign: Valign = "middle",
        halo: bool = False,
    ) -> None:
        """Write lines of plain text; a halo covers the lines that would run through it."""
        self.marked(
            x, y, *(plot_text(line) for line in lines), size=size, color=color, bold=bold, anchor=anchor,
            valign=valign, halo=halo,
        )  # fmt: skip

    def marked(
        self,
        x: float,
        y: float,
        *lines: str,
        size: float = LABEL,
        color: str = "ink",
        bold: bool = False,
        anchor: Anchor = "left",
        valign: Valign = "middle",
        halo: bool = False,
    ) -> None:
        """Write lines that `plot_text` and `strong` have made safe."""
        pad = {"left": -ANNOTATION_PAD, "center": 0.0, "right": ANNOTATION_PAD}[anchor]
        self._texts.append(
            {
                "x": x / self.width, "y": 1 - y / self.height, "xref": "paper", "yref": "paper", "xshift": pad,
                "showarrow": False, "text": "<br>".join(lines), "align": anchor, "xanchor": anchor, "yanchor": valign,
                "borderpad": ANNOTATION_PAD, "bgcolor": self.colors["bg"] if halo else None,
                "font": {"size": size, "color": self.colors[color], "weight": STRONG if bold else REGULAR},
            }
        )  # fmt: skip

    def line(
        self, x0: float, y0: float, x1: float, y1: float, color: str, width: float = 1.0, *, dash: str = "solid",
        below: bool = False,
    ) -> None:  # fmt: skip
        """Draw a straight line."""
        look = {"color": self.colors[color], "width": width, "dash": dash}
        self._shape("line", x0, y0, x1, y1, layer="below" if below else "above", line=look)

    def box(self, x0: float, y0: float, x1: float, y1: float, *, fill: str, outline: str) -> None:
        """Draw a rectangle below the data."""
        edge = {"color": self.colors[outline], "width": 1.0}
        self._shape("rect", x0, y0, x1, y1, layer="below", fillcolor=self.colors[fill], line=edge)

    def dot(self, x: float, y: float, radius: float, *, fill: str, outline: str) -> None:
        """Draw a round mark."""
        edge = {"color": self.colors[outline], "width": 2}
        self._shape("circle", x - radius, y + radius, x + radius, y - radius, fillcolor=self.colors[fill], line=edge)

    def diamond(self, x: float, y: float, radius: float, *, fill: str, outline: str) -> None:
        """Draw a mark that stands on its corner."""
        corners = ((x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y))
        at = [f"{across / self.width},{1 - down / self.height}" for across, down in corners]
        edge = {"color": self.colors[outline], "width": 1.5}
        self._shapes.append(
            {
                "type": "path", "path": f"M{' L'.join(at)} Z", "xref": "paper", "yref": "paper", "line": edge,
                "fillcolor": self.colors[fill],
            }
        )  # fmt: skip

    def _shape(self, kind: str, x0: float, y0: float, x1: float, y1: float, **look: Any) -> None:
        place = {"x0": x0 / self.width, "x1": x1 / self.width, "y0": 1 - y0 / self.height, "y1": 1 - y1 / self.height}
        self._shapes.append({"type": kind, "xref": "paper", "yref": "paper", **place, **look})

    def hatched(self, color: str, ground: str | None = None) -> dict[str, Any]:
        """Return the look of a bar that is lost or one-time; without a ground what is below it is seen."""
        return {
            "color": self.colors[ground] if ground else "rgba(0,0,0,0)", "line": {"width": 0},
            "pattern": {
                "shape": "/", "fillmode": "overlay", "fgcolor": self.colors[color], "size": 6, "solidity": 0.16,
                "fgopacity": 1,
            },
        }  # fmt: skip

    def value_axis(self, panel: Panel, ticks: Sequence[tuple[float, str]], *, grid: bool = True) -> None:
        """Draw horizontal gridlines with their values on the left; zero is in ink."""
        for value, label in ticks:
            y, zero = panel.py(value), value == 0.0
            if grid or zero:
                self.line(
                    panel.left, y, panel.right, y, "ink" if zero else "grid", ZERO_LINE if zero else 1.0,
                    below=not zero,
                )  # fmt: skip
            self.text(panel.left - 8, y, label, size=TICK, color="ink3", anchor="right")

    def scale_below(self, panel: Panel, ticks: Sequence[tuple[float, str]], *, gap: float = 6.0) -> None:
        """Write values below a panel, as many as fit side by side, zero among them; the outermost stay inside."""
        zero = next((n for n, (value, _) in enumerate(ticks) if value == 0.0), 0)
        for every in range(1, len(ticks) + 1):
            shown = [tick for n, tick in enumerate(ticks) if (n - zero) % every == 0]
            places = [self._inside(panel.px(value), width_of(label, TICK)) for value, label in shown]
            if all(left[1] + TICK_GAP <= right[0] for left, right in pairwise(places)):
                break
        for (left, right), (_, label) in zip(places, shown, strict=True):
            self.text(
                (left + right) / 2, panel.bottom + gap, label, size=TICK, color="ink3", anchor="center", valign="top"
            )

    def _inside(self, x: float, wide: float) -> tuple[float, float]:
        """Return from where to where a text of a width goes that is to be centered on a place."""
        middle = min(max(x, wide / 2 + 1.0), self.width - wide / 2 - 1.0)
        return middle - wide / 2, middle + wide / 2


def strong(text: str) -> str:
    """Return plain text in the heavier weight, made safe."""
    return f'<span style="font-weight:{STRONG}">{plot_text(text)}</span>'


def height_of(lines: int, size: float = LABEL) -> float:
    """Return the height of a text of so many lines, in px."""
    return lines * size * LINE_HEIGHT


def _layout(theme: Theme, width: float, height: float) -> dict[str, Any]:
    colors = PALETTES[theme]
    return {
        "template": "none", "width": width, "height": height, "autosize": False,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0, "autoexpand": False},
        "paper_bgcolor": colors["bg"], "plot_bgcolor": colors["bg"], "showlegend": False, "hovermode": False,
        "dragmode": False, "bargap": 0, "barmode": "overlay",
        "font": {"family": SANS, "size": LABEL, "color": colors["ink"]},
    }  # fmt: skip
