"""Does it match what was published: a row for each target, with published and simulated on one axis."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.figures import held_data as words
from dashboard.figures.axis import around, ticks_of
from dashboard.figures.canvas import ZERO_LINE, Canvas, height_of
from dashboard.figures.canvas import Panel as Place
from dashboard.figures.drawn import Drawn
from dashboard.figures.held_data import HeldData, Panel, Row, Scale
from dashboard.figures.log_axis import around_one, label, place, ticks_within
from dashboard.figures.text import clipped, wrapped
from dashboard.theme import LABEL, NOTE, Theme
from simulator.report import words as said
from simulator.report.validation import published

HEAD, HEADING, SCALE, GAP = 24.0, 30.0, 24.0, 14.0
ROW, STRIP = 44.0, 26.0
DOT, DIAMOND, BAND = 5.5, 6.5, 9.0
STEPS = 5
BESIDE, IN_COLUMNS = 600, 900
"""Pixels from which marks stand beside the words of a row, and from which numbers stand in columns of their own."""


@dataclass(frozen=True)
class Layout:
    """Where things stand, in px: the axis from `left` to `right`, and text in the `room` before it or above.

    `columns` are those of published and simulated numbers and of agreement, None where they stand under a row's name;
    `strip` is the height of the marks where they stand below all text, 0 where they stand beside it.
    """

    left: float
    right: float
    room: float
    columns: tuple[float, float, float] | None = None
    strip: float = 0.0


@dataclass(frozen=True)
class Axis:
    """An axis from `low` to `high` with places that have a text; `neutral` is where there is no difference."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    neutral: float
    log: bool = False

    def part(self, value: float) -> float:
        """Return where a value is, from 0 to 1."""
        if self.log:
            return place(value, self.low, self.high)
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))


def draw(data: HeldData, *, theme: Theme, width: int) -> Drawn:
    """Return a row for each target in panels of one axis each."""
    layout = layout_of(width)
    panels = data.panels
    heights = [[_height(row, layout) for row in panel.rows] for panel in panels]
    head = HEAD if layout.columns else 0.0
    total = head + sum(HEADING + sum(each) + SCALE + GAP for each in heights) - GAP
    canvas = Canvas(theme, width, total)
    canvas.show(Place(0.0, width, 0.0, total, (0.0, 1.0), (0.0, 1.0)))  # so that plotly draws no axes of its own
    for text, x in zip(("Published", "Simulated", "Agrees"), layout.columns or (), strict=False):
        canvas.text(x, HEAD / 2, text, bold=True)
    y = head
    for panel, rows in zip(panels, heights, strict=True):
        _panel(canvas, panel, rows, layout, y)
        y += HEADING + sum(rows) + SCALE + GAP
    return Drawn(
        canvas.figure(), words.title(data), words.subtitle(data), words.alt(data), words.table(data), words.note(data)
    )


def layout_of(width: int) -> Layout:
    """Return where things stand in a chart of a width."""
    if width < BESIDE:
        return Layout(10.0, width - 10.0, width, strip=STRIP)
    if width < IN_COLUMNS:
        left = 0.6 * width
        return Layout(left, width - 10.0, left - 20.0)
    agrees = width - 56.0
    columns = (agrees - 356.0, agrees - 184.0, agrees)
    return Layout(0.29 * width, columns[0] - 28.0, 0.29 * width - 24.0, columns)


def _numbers(row: Row) -> str:
    agrees = "agrees" if row.agrees else "does not agree"
    return f"Published {published(row.match.target)}; simulated {', '.join(row.told)}: {agrees}"


def _height(row: Row, layout: Layout) -> float:
    if layout.columns:
        return ROW
    names, numbers = wrapped(row.title, layout.room, LABEL, bold=True), wrapped(_numbers(row), layout.room, NOTE)
    return 8.0 + height_of(len(names), LABEL) + height_of(len(numbers), NOTE) + layout.strip


# -- a panel --------------------------------------------------------------------------------------------------


def _panel(canvas: Canvas, panel: Panel, rows: list[float], layout: Layout, top: float) -> None:
    first, bottom = top + HEADING, top + HEADING + sum(rows)
    canvas.text(0.0, top + HEADING / 2 + 2.0, panel.heading, color="ink2", bold=True)
    axis = _axis(panel)
    span = Place(layout.left, layout.right, first, bottom, (0.0, 1.0), (0.0, 1.0))
    canvas.scale_below(span, [(axis.part(tick), text) for tick, text in axis.ticks])
    y = first
    for row, height in zip(panel.rows, rows, strict=True):
        marks = layout.strip or height
        canvas.line(0.0, y, canvas.width, y, "rule", below=True)
        _grid(canvas, axis, span, y + height - marks, y + height)
        if layout.columns:
            _row_in_columns(canvas, row, layout.room, layout.columns, y + height / 2)
        else:
            _row_of_lines(canvas, row, layout.room, y)
        _marks(canvas, row, axis, span, y + height - marks / 2)
        y += height


def _grid(canvas: Canvas, axis: Axis, span: Place, top: float, bottom: float) -> None:
    """Draw the gridlines of a row where its marks are."""
    for tick, _ in axis.ticks:
        x, look = span.px(axis.part(tick)), ("ink", ZERO_LINE) if tick == axis.neutral else ("grid", 1.0)
        canvas.line(x, top, x, bottom, *look, below=True)


def _axis(panel: Panel) -> Axis:
    values = [value for row in panel.rows for value in row.values]
    if panel.scale in ("ratio", "times"):
        low, high = around_one(values)
        return Axis(
            low, high, tuple((tick, _times(tick, panel.scale)) for tick in ticks_within(low, high)), 1.0, log=True
        )
    low, high, step = around([*values, *([1.0] if panel.scale == "share" else [])], STEPS)
    text = said.percent if panel.scale == "share" else _plain
    return Axis(low, high, tuple((tick, text(tick)) for tick in ticks_of(low, high, step)), 0.0)


def _times(tick: float, scale: Scale) -> str:
    if scale == "ratio":
        return label(tick)
    return "as published" if tick == 1.0 else f"{label(tick)} ×"


def _plain(value: float) -> str:
    return f"{value:g}".replace("-", "−")


# -- a row ----------------------------------------------------------------------------------------------------


def _row_in_columns(canvas: Canvas, row: Row, room: float, columns: tuple[float, float, float], y: float) -> None:
    canvas.text(0.0, y, *clipped(row.title, room, 2, LABEL))
    canvas.text(columns[0], y, *wrapped(published(row.match.target), columns[1] - columns[0] - 12.0))
    canvas.text(columns[1], y, *row.told)
    look = {"color": "ink"} if row.agrees else {"color": "cost", "bold": True}
    canvas.text(columns[2], y, "yes" if row.agrees else "no", **look)


def _row_of_lines(canvas: Canvas, row: Row, room: float, top: float) -> None:
    name = wrapped(row.title, room, LABEL, bold=True)
    canvas.text(0.0, top + 4.0, *name, bold=True, valign="top")
    y = top + 5.0 + height_of(len(name), LABEL)
    color = "ink2" if row.agrees else "cost"
    canvas.text(0.0, y, *wrapped(_numbers(row), room, NOTE), size=NOTE, color=color, valign="top")


def _marks(canvas: Canvas, row: Row, axis: Axis, span: Place, y: float) -> None:
    """Draw what was published below what is simulated."""

    def px(value: float) -> float:
        return span.px(axis.part(value))

    if row.band is not None:
        canvas.box(px(row.band[0]), y - BAND, px(row.band[1]), y + BAND, fill="greyf", outline="greyf")
    if row.value is not None:
        canvas.diamond(px(row.value), y, DIAMOND, fill="bg", outline="ink")
    color = "focus" if row.agrees else "costf"
    low, mean, high = row.simulated
    canvas.line(px(low), y, px(high), y, color, 2.5)
    canvas.dot(px(mean), y, DOT, fill=color if row.agrees else "bg", outline=color)


__all__ = ["draw"]
