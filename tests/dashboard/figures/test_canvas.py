"""A canvas collects what is drawn, at places in px, and makes one figure of it."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from dashboard.figures.canvas import Canvas, Panel
from dashboard.theme import LIGHT


def canvas() -> Canvas:
    return Canvas("light", 200.0, 100.0)


def test_places_are_px_from_the_top_left() -> None:
    drawn = canvas()
    drawn.line(20.0, 10.0, 120.0, 90.0, "ink")
    drawn.dot(100.0, 50.0, 5.0, fill="bg", outline="cost")
    line, dot = drawn.figure().layout.shapes
    assert (line.x0, line.x1, line.y0, line.y1) == (0.1, 0.6, 0.9, pytest.approx(0.1))
    assert (dot.x0, dot.x1, dot.y0, dot.y1) == pytest.approx((0.475, 0.525, 0.45, 0.55))
    assert (dot.fillcolor, dot.line.color) == (LIGHT["bg"], LIGHT["cost"])


def test_data_stand_in_the_panel_that_is_shown() -> None:
    drawn = canvas()
    panel = Panel(50.0, 150.0, 20.0, 80.0, (0.0, 10.0), (-1.0, 1.0))
    drawn.show(panel)
    layout = drawn.figure().layout
    assert (layout.xaxis.domain, layout.xaxis.range) == ((0.25, 0.75), (0.0, 10.0))
    assert layout.yaxis.domain == pytest.approx((0.2, 0.8))
    assert (panel.px(5.0), panel.py(0.0)) == (100.0, 50.0)


def test_everything_drawn_is_there_in_its_order_and_can_be_made_again() -> None:
    drawn = canvas()
    for name in ("first", "second"):
        drawn.add(go.Scatter(name=name, x=[1.0], y=[1.0]))
        drawn.text(10.0, 10.0, name)
        drawn.box(0.0, 0.0, 10.0, 10.0, fill="grid", outline="rule")
    figure = drawn.figure()
    assert [trace.name for trace in figure.data] == ["first", "second"]
    assert [text.text for text in figure.layout.annotations] == ["first", "second"]
    assert len(figure.layout.shapes) == 2
    assert drawn.figure().to_json() == figure.to_json()


def test_what_is_written_is_only_text() -> None:
    drawn = canvas()
    drawn.text(10.0, 10.0, "<a href='https://evil.example'>%{x}</a>")
    (text,) = drawn.figure().layout.annotations
    assert "<" not in text.text
    assert "%{" not in text.text
