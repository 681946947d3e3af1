"""Whom does it miss: at each decision two indexes on an axis of ratios, parity in ink, counts beside them."""

from __future__ import annotations

from dashboard.figures import rri_data as words
from dashboard.figures.canvas import ZERO_LINE, Canvas, Panel, height_of
from dashboard.figures.drawn import Drawn
from dashboard.figures.log_axis import around_one, label, place, ticks_within
from dashboard.figures.names import capital
from dashboard.figures.rri_data import RriData
from dashboard.figures.text import clipped, wrapped
from dashboard.theme import LABEL, NOTE, Theme
from simulator.report.equity import Row, Side

HEAD, FOOT, STAGE = 26.0, 30.0, 30.0
ROW, STRIP = 48.0, 48.0
APART, DOT = 10.0, 5.0
BESIDE, IN_COLUMNS = 600, 1000
"""Pixels from which marks stand beside their words, and from which indexes are told in a column, too."""
PARITY = 1.0


def draw(data: RriData, *, theme: Theme, width: int) -> Drawn:
    """Return a row for each decision, in the order in which people meet them."""
    left, right = _columns(width)
    heights = [_height(row, width) for row in data.rows]
    stages = [row.decision.stage for row in data.rows]
    begins = [n == 0 or stages[n - 1] != stage for n, stage in enumerate(stages)]
    bottom = HEAD + sum(heights) + STAGE * sum(begins)
    canvas = Canvas(theme, width, bottom + FOOT)
    panel = Panel(left, right, HEAD, bottom, (0.0, 1.0), (0.0, 1.0))
    canvas.show(panel)
    low, high = around_one(data.levels)
    ticks = [
        (place(tick, low, high), "1 parity" if tick == PARITY else label(tick)) for tick in ticks_within(low, high)
    ]
    _head(canvas, data, right, width)
    y = HEAD
    for row, height, first in zip(data.rows, heights, begins, strict=True):
        if first:
            canvas.text(0.0, y + STAGE / 2 + 3.0, capital(row.decision.stage), color="ink2", bold=True)
            y += STAGE
        canvas.line(0.0, y, width, y, "rule", below=True)
        marks = height if width >= BESIDE else STRIP
        for at, text in ticks:
            look = ("ink", ZERO_LINE) if text.endswith("parity") else ("grid", 1.0)
            canvas.line(panel.px(at), y + height - marks, panel.px(at), y + height, *look, below=True)
        _words(canvas, row, width, left, y, height)
        middle = y + height - marks / 2
        _side(canvas, panel, row.before, (low, high), middle - APART, "grey")
        _side(canvas, panel, row.after, (low, high), middle + APART, "focus")
        if width >= BESIDE:
            _numbers(canvas, row, right, width, middle)
        y += height
    canvas.scale_below(panel, ticks)
    return Drawn(
        canvas.figure(), words.title(data), words.subtitle(data), words.alt(data), words.table(data), words.LABELS
    )


def _tick(ratio: float) -> str:
    return "1 parity" if ratio == PARITY else label(ratio)


def _columns(width: int) -> tuple[float, float]:
    """Return where the axis begins and ends."""
    if width < BESIDE:
        return 10.0, width - 10.0
    return (0.27 * width, width - 336.0) if width >= IN_COLUMNS else (0.34 * width, width - 128.0)


def _head(canvas: Canvas, data: RriData, right: float, width: int) -> None:
    """Say which mark is which, and what stands in the columns."""
    y = HEAD / 2 - 2.0
    canvas.dot(6.0, y, DOT, fill="grey", outline="grey")
    short, long = (clipped(name, 150.0, 1, LABEL) for name in (data.baseline, data.scenario))
    canvas.text(18.0, y, *short, color="ink2")
    canvas.dot(188.0, y, DOT, fill="focus", outline="focus")
    canvas.text(200.0, y, *long, color="focus", bold=True)
    if width >= IN_COLUMNS:
        canvas.text(right + 28.0, y, "Index (90% of futures)", bold=True)
    if width >= BESIDE:
        canvas.text(width, y, "Counts", bold=True, anchor="right")


def _lines(row: Row, width: int) -> tuple[list[str], list[str]]:
    """Return the decision and its denominator in lines that fit before the axis, or above it."""
    room = _columns(width)[0] - 20.0 if width >= BESIDE else float(width)
    return wrapped(row.decision.label, room, LABEL, bold=True), wrapped(words.feeder(row), room, NOTE)


def _height(row: Row, width: int) -> float:
    decision, feeder = _lines(row, width)
    text = 10.0 + height_of(len(decision), LABEL) + height_of(len(feeder), NOTE)
    if width >= BESIDE:
        return max(ROW, text)
    return text + height_of(2, NOTE) + STRIP


def _words(canvas: Canvas, row: Row, width: int, left: float, top: float, height: float) -> None:
    decision, feeder = _lines(row, width)
    text = height_of(len(decision), LABEL) + height_of(len(feeder), NOTE)
    y = top + (height - text) / 2 if left > width / 4 else top + 5.0
    canvas.text(0.0, y, *decision, bold=True, valign="top")
    canvas.text(0.0, y + height_of(len(decision), LABEL), *feeder, size=NOTE, color="ink2", valign="top")
    if width < BESIDE:
        y += text
        for side, color in ((row.before, "ink2"), (row.after, "focus")):
            canvas.text(0.0, y, f"{words.said(side)}; {words.counts(side)}", size=NOTE, color=color, valign="top")
            y += height_of(1, NOTE)


def _numbers(canvas: Canvas, row: Row, right: float, width: int, middle: float) -> None:
    for side, y, color in ((row.before, middle - APART, "ink2"), (row.after, middle + APART, "focus")):
        if width >= IN_COLUMNS and side.rri:
            canvas.text(right + 28.0, y, words.said(side), color=color)
        canvas.text(width, y, words.counts(side), color=color, anchor="right")


def _side(canvas: Canvas, panel: Panel, side: Side, ends: tuple[float, float], y: float, color: str) -> None:
    """Draw an index and the middle 90 % of futures, or say why there is none."""
    if side.rri is None:
        if panel.left > 20.0:
            canvas.text(panel.left + 8.0, y, capital(side.why_not), size=NOTE, color="ink3", halo=True)
        return
    low, mean, high = (
        panel.px(place(each, *ends))
        for each in (side.rri.difference.low, side.rri.scenario_mean, side.rri.difference.high)
    )
    canvas.line(low, y, high, y, color, 2.5)
    canvas.dot(mean, y, DOT, fill="bg" if side.holds_one else color, outline=color)


__all__ = ["draw"]
