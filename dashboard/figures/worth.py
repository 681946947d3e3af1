"""What to measure next: a bar for each input, as long as knowing it would be worth, from zero."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.figures import worth_data as words
from dashboard.figures.canvas import Canvas, Panel, height_of
from dashboard.figures.drawn import Drawn
from dashboard.figures.text import clipped, shortened, width_of
from dashboard.figures.worth_data import Worth, WorthData, of
from dashboard.theme import LABEL, NOTE, VALUE, Theme

BAR, ROW_FOOT = 10.0, 24.0


def draw(data: WorthData, *, theme: Theme, width: int) -> Drawn:
    """Return the bars, each below the name of its input."""
    lines = [_lines(each, width) for each in data.shown]
    heights = [height_of(len(name), LABEL) + height_of(len(path), NOTE) + ROW_FOOT for name, path in lines]
    canvas = Canvas(theme, width, sum(heights) + 4.0)
    amounts = [data.scale.text(each.value, signed=False) for each in data.shown]
    room = 12.0 + max((width_of(amount, VALUE, bold=True) for amount in amounts), default=0.0)
    most = max((each.value for each in data.shown), default=1.0) or 1.0
    panel = Panel(0.0, width - room, 0.0, canvas.height, (0.0, most), (canvas.height, 0.0))
    canvas.show(panel)
    y = 0.0
    for each, (name, path), amount, height in zip(data.shown, lines, amounts, heights, strict=True):
        canvas.text(0.0, y + 2.0, *name, bold=True, valign="top")
        canvas.text(0.0, y + 2.0 + height_of(len(name), LABEL), *path, size=NOTE, color="ink2", valign="top")
        middle = y + height - ROW_FOOT / 2 - 2.0
        canvas.add(
            go.Bar(
                name="worth", orientation="h", x=[each.value], y=[middle], width=[BAR], hoverinfo="skip",
                marker={"color": canvas.colors["focus2"]}, cliponaxis=False,
            )
        )  # fmt: skip
        canvas.text(panel.px(each.value) + 7.0, middle, amount, size=VALUE, bold=True)
        y += height
    return Drawn(
        canvas.figure(), words.title(data), words.subtitle(data), words.alt(data), words.table(data), words.note(data)
    )


def _lines(each: Worth, width: float) -> tuple[list[str], list[str]]:
    told = ", ".join(filter(None, (each.name.path if each.name.path != each.name.label else "", each.name.grade)))
    return clipped(each.name.label, width, 2, LABEL, bold=True), [shortened(told, width, NOTE)] if told else []


__all__ = ["draw", "of"]
