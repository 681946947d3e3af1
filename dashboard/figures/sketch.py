"""A figure of many marks: they are collected, and made into a figure once.

Plotly validates and copies all texts and shapes of a figure whenever one is added, which takes a second for a hundred.
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from dashboard.figures.canvas import Canvas
from dashboard.theme import Theme


class SketchCanvas(Canvas):
    """A canvas that is drawn on like any other; `done` makes the figure."""

    def __init__(self, theme: Theme, width: float, height: float):
        super().__init__(theme, width, height)
        self._empty = self.figure
        self.figure = _Marks(self._empty)

    def done(self) -> go.Figure:
        """Return the figure with everything that was drawn."""
        layout = {**self._empty.layout.to_plotly_json(), "annotations": self.figure.texts, "shapes": self.figure.shapes}
        return go.Figure(data=self.figure.traces, layout=layout)


class _Marks:
    """What was drawn so far, in order."""

    def __init__(self, figure: go.Figure):
        self.texts: list[dict[str, Any]] = []
        self.shapes: list[dict[str, Any]] = []
        self.traces: list[Any] = []
        self.update_layout = figure.update_layout

    def add_annotation(self, **text: Any) -> None:
        """Add a text."""
        self.texts.append(text)

    def add_shape(self, **shape: Any) -> None:
        """Add a shape."""
        self.shapes.append(shape)

    def add_trace(self, trace: Any) -> None:
        """Add a trace."""
        self.traces.append(trace)
