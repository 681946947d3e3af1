"""What an evaluation says of the inputs: each before and after, on a scale of its own."""

from __future__ import annotations

from dashboard import calibration as words
from dashboard.calibration import Calibration, FittedInput
from dashboard.figures.canvas import Canvas, Panel, height_of
from dashboard.figures.drawn import Drawn, Table
from dashboard.figures.held import BAND, DOT, HEAD, ROW, Layout, layout_of
from dashboard.figures.text import clipped, wrapped
from dashboard.theme import LABEL, NOTE, Theme

FOOT = 28.0
SUBTITLE = (
    "Each input on a scale of its own. Gray band and tick: nine draws in ten and their mean before it was fitted; line "
    "and dot: the same after."
)


def draw(data: Calibration, *, theme: Theme, width: int) -> Drawn:
    """Return a row for each input."""
    layout = layout_of(width)
    heights = [_height(each, layout) for each in data.inputs]
    canvas = Canvas(theme, width, HEAD + sum(heights) + FOOT)
    panel = Panel(layout.left, layout.right, HEAD, HEAD + sum(heights), (0.0, 1.0), (0.0, 1.0))
    canvas.show(panel)
    for text, x in zip(("Before", "After", "Moved"), layout.columns or (), strict=False):
        canvas.text(x, HEAD / 2, text, bold=True)
    y = HEAD
    for each, height in zip(data.inputs, heights, strict=True):
        canvas.line(0.0, y, width, y, "rule", below=True)
        _words(canvas, each, layout, y, height)
        _marks(canvas, panel, each, y + height - (layout.strip or height) / 2)
        y += height
    canvas.scale_below(panel, [(0.0, "lowest"), (1.0, "highest")])
    return Drawn(canvas.figure(), words.title(data), SUBTITLE, _alt(data), _table(data))


def _lines(each: FittedInput) -> str:
    return f"Before {words.shown(each.prior)}; after {words.shown(each.posterior)}; moved {words.moved(each)}"


def _height(each: FittedInput, layout: Layout) -> float:
    if layout.columns:
        return ROW
    label, numbers = wrapped(each.label, layout.room, LABEL, bold=True), wrapped(_lines(each), layout.room, NOTE)
    return 8.0 + height_of(len(label), LABEL) + height_of(len(numbers), NOTE) + layout.strip


def _words(canvas: Canvas, each: FittedInput, layout: Layout, y: float, height: float) -> None:
    if layout.columns:
        middle = y + height / 2
        canvas.text(0.0, middle, *clipped(each.label, layout.room, 2, LABEL))
        told = (words.shown(each.prior), words.shown(each.posterior), words.moved(each))
        for text, x in zip(told, layout.columns, strict=True):
            canvas.text(x, middle, text)
        return
    label = wrapped(each.label, layout.room, LABEL, bold=True)
    canvas.text(0.0, y + 4.0, *label, bold=True, valign="top")
    below = y + 5.0 + height_of(len(label), LABEL)
    canvas.text(0.0, below, *wrapped(_lines(each), layout.room, NOTE), size=NOTE, color="ink2", valign="top")


def _marks(canvas: Canvas, panel: Panel, each: FittedInput, y: float) -> None:
    """Draw before and after from the lowest to the highest value of both."""
    low, high = min(each.prior.low, each.posterior.low), max(each.prior.high, each.posterior.high)
    span = (high - low) or 1.0

    def px(value: float) -> float:
        return panel.px((value - low) / span)

    canvas.box(px(each.prior.low), y - BAND, px(each.prior.high), y + BAND, fill="greyf", outline="greyf")
    canvas.line(px(each.prior.mean), y - BAND, px(each.prior.mean), y + BAND, "ink2", 1.5)
    canvas.line(px(each.posterior.low), y, px(each.posterior.high), y, "focus", 2.5)
    canvas.dot(px(each.posterior.mean), y, DOT, fill="focus", outline="focus")


def _alt(data: Calibration) -> str:
    rows = [f"{each.label}: {_lines(each)[:1].lower()}{_lines(each)[1:]}" for each in data.inputs]
    return f"{words.title(data)}. {'; '.join(rows)}."


def _table(data: Calibration) -> Table:
    return Table(
        headings=("Input", "Before", "After", "Moved"),
        rows=tuple(
            (each.label, words.shown(each.prior), words.shown(each.posterior), words.moved(each))
            for each in data.inputs
        ),
        columns=words.COLUMNS,
        values=tuple(words.values(data)),
    )


__all__ = ["draw"]
