"""What a life cost by quarter: justice next to the axis, LEAD on it; both lives have one scale."""

from __future__ import annotations

from dashboard.figures import life_data as words
from dashboard.figures.canvas import Canvas
from dashboard.figures.life_data import LifeData, Side
from dashboard.figures.life_marks import Field, bar
from dashboard.figures.text import width_of

LABELED = 0.72  # of the largest quarter: costs as high are written on their bars
LABEL_SIZE, LABEL_HALF = 12.0, 8.0  # px: of a cost that is written, and half its height with room
BETWEEN = 1.5  # px on each side of a quarter's bar
LEAST = 0.3  # px of a bar that can be seen


def costs(canvas: Canvas, data: LifeData, field: Field, side: Side, floor: float, room: float) -> None:
    """Draw the cost of each quarter from `floor` on, the largest of both lives as high as there is room."""
    (x0, y0), (x1, y1) = field.xy(field.start, floor), field.xy(field.end, floor)
    canvas.line(x0, y0, x1, y1, "axis")
    most = max((sum(quarter) for each in (data.baseline, data.scenario) for quarter in each.quarters), default=0.0)
    if most <= 0.0:
        return
    scale = room / most if field.down else -room / most
    wide = (field.end - field.start) / len(side.quarters)
    tops = [_stack(canvas, field, n * wide, wide, floor, scale, quarter) for n, quarter in enumerate(side.quarters)]
    _label(canvas, field, side, wide, tops)


def _stack(
    canvas: Canvas, field: Field, at: float, wide: float, floor: float, scale: float, quarter: tuple[float, float]
) -> float:
    """Draw a quarter's bar and return where it ends."""
    first, last = field.start + at + BETWEEN, field.start + at + wide - BETWEEN
    low = floor
    for amount, color in zip(quarter, ("costf", "focus"), strict=True):
        high = low + max(0.0, amount) * scale
        if abs(high - low) >= LEAST:
            (left, top), (right, bottom) = field.xy(first, high), field.xy(last, low)
            extent = (min(left, right), min(top, bottom), max(left, right), max(top, bottom))
            bar(canvas, "cost", extent, {"color": canvas.colors[color], "line": {"width": 0}})
        low = high
    return low


def _label(canvas: Canvas, field: Field, side: Side, wide: float, tops: list[float]) -> None:
    """Write the largest costs beside their bars, none on another."""
    largest = max(sum(quarter) for quarter in side.quarters)
    free = field.start
    for n, (quarter, top) in enumerate(zip(side.quarters, tops, strict=True)):
        cost, middle = sum(quarter), field.start + (n + 0.5) * wide
        said = words.quarter_label(cost)
        half = LABEL_HALF if field.down else width_of(said, LABEL_SIZE, bold=True) / 2 + 3.0
        if cost < LABELED * largest or cost < 1.0 or middle - half < free:
            continue
        if field.down:
            canvas.text(top + 4.0, middle, said, size=LABEL_SIZE, bold=True)
        else:
            canvas.text(middle, top - 4.0, said, size=LABEL_SIZE, bold=True, anchor="center", valign="bottom")
        free = middle + half


def widest_label(data: LifeData) -> float:
    """Return px that the costs of quarters take beside their bars."""
    quarters = (sum(quarter) for side in (data.baseline, data.scenario) for quarter in side.quarters)
    return max((width_of(words.quarter_label(cost), LABEL_SIZE, bold=True) for cost in quarters), default=0.0)
