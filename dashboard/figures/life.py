"""One life, twice: marks in lanes along the same time, cost by quarter on the same scale, and totals by lane.

On a phone time runs down.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from dashboard.figures import life_data as words
from dashboard.figures.canvas import Canvas, Panel
from dashboard.figures.drawn import Drawn
from dashboard.figures.life_costs import costs, widest_label
from dashboard.figures.life_data import LANES, LifeData, Side
from dashboard.figures.life_marks import LEGEND_LINE, Field, legend, legend_lines, marks
from dashboard.figures.text import shortened
from dashboard.theme import NARROWEST, TICK, VALUE, Theme

LANE, COSTS, YEARS, TITLE, BETWEEN = 34.0, 74.0, 26.0, 36.0, 22.0
"""Px of a lane, of the bars of cost, of the years below them, of a life's title, and of what is between lives."""
LABELS, TOTALS = 122.0, 250.0
PHONE_TIME, PHONE_COSTS, PHONE_YEARS, PHONE_LINE, PHONE_HEAD = 430.0, 76.0, 38.0, 22.0, 30.0


def draw(data: LifeData, *, theme: Theme, width: int) -> Drawn:
    """Return both lives, the baseline first."""
    canvas = _down(data, theme, width) if width < NARROWEST else _beside(data, theme, width)
    return Drawn(
        canvas.figure(), words.title(data), words.subtitle(data), words.alt(data), words.table(data), words.note(data)
    )


def _beside(data: LifeData, theme: Theme, width: int) -> Canvas:
    """Return the lives with time from left to right, totals on the right."""
    kinds = legend_lines(data, width)
    lanes = tuple(data.lanes)
    high = TITLE + len(lanes) * LANE + COSTS + YEARS
    canvas = Canvas(theme, width, len(kinds) * LEGEND_LINE + 2 * high + BETWEEN)
    canvas.show(Panel(0.0, width, 0.0, canvas.height, (0.0, float(width)), (canvas.height, 0.0)))
    legend(canvas, kinds)
    top = len(kinds) * LEGEND_LINE
    right = width - (TOTALS if width > 640 else 84.0)
    for side, name in ((data.baseline, "Baseline"), (data.scenario, "Scenario")):
        head = shortened(f"{name}: {side.name}", width - 4.0, 15.0, bold=True)
        canvas.text(0.0, top + 20.0, head, size=15.0, bold=True)
        field = Field(LABELS, right, data.days, lanes, top + TITLE + LANE / 2, LANE, down=False)
        floor = top + TITLE + len(lanes) * LANE + COSTS
        _grid(canvas, data, field, top + TITLE, floor)
        for lane in lanes:
            canvas.text(0.0, field.across(lane), LANES[lane])
            _total(canvas, side, lane, field.across(lane), right + 20.0)
        canvas.text(0.0, floor - 30.0, "Cost each quarter")
        canvas.text(0.0, floor - 13.0, "same scale in both", size=12.0, color="ink2")
        canvas.line(right + 20.0, floor - COSTS + 8.0, width, floor - COSTS + 8.0, "ink")
        _bottom_line(canvas, side, floor - COSTS + 25.0, right + 20.0)
        marks(canvas, field, side)
        costs(canvas, data, field, side, floor, COSTS - 20.0)
        top += high + BETWEEN
    return canvas


def _down(data: LifeData, theme: Theme, width: int) -> Canvas:
    """Return the lives with time from top to bottom, totals below."""
    kinds = legend_lines(data, width)
    lanes = tuple(data.lanes)
    totals = (len(lanes) + 1) * PHONE_LINE + 14.0
    high = TITLE + PHONE_HEAD + PHONE_TIME + totals
    canvas = Canvas(theme, width, len(kinds) * LEGEND_LINE + 2 * high + BETWEEN)
    canvas.show(Panel(0.0, width, 0.0, canvas.height, (0.0, float(width)), (canvas.height, 0.0)))
    legend(canvas, kinds)
    top = len(kinds) * LEGEND_LINE
    step = (width - PHONE_YEARS - PHONE_COSTS - 8.0) / len(lanes)
    for side, name in ((data.baseline, "Baseline"), (data.scenario, "Scenario")):
        canvas.text(
            0.0, top + 20.0, shortened(f"{name}: {side.name}", width - 4.0, 15.0, bold=True), size=15.0, bold=True
        )
        start = top + TITLE + PHONE_HEAD
        field = Field(start, start + PHONE_TIME, data.days, lanes, PHONE_YEARS + step / 2, step, down=True)
        _grid(canvas, data, field, PHONE_YEARS, float(width))
        for lane in lanes:
            head = shortened(LANES[lane].split()[0], step - 2.0, TICK)
            canvas.text(field.across(lane), start - 14.0, head, size=TICK, color="ink2", anchor="center")
        canvas.text(width, start - 14.0, "Cost", size=TICK, color="ink2", anchor="right")
        marks(canvas, field, side)
        costs(canvas, data, field, side, width - PHONE_COSTS, PHONE_COSTS - widest_label(data) - 8.0)
        y = start + PHONE_TIME + 18.0
        for lane in lanes:
            canvas.text(0.0, y, LANES[lane], color="ink2")
            canvas.text(112.0, y, words.told(side, lane), size=TICK, color="ink2")
            canvas.text(width, y, words.dollars(side, lane), bold=True, anchor="right")
            y += PHONE_LINE
        canvas.line(0.0, y - 11.0, width, y - 11.0, "ink")
        _bottom_line(canvas, side, y, 0.0)
        top += high + BETWEEN
    return canvas


# -- frame ----------------------------------------------------------------------------------------------------


def _grid(canvas: Canvas, data: LifeData, field: Field, near: float, far: float) -> None:
    """Draw lines between years and name the years; lanes have a faint line."""
    first, last = date.fromisoformat(data.start), words.date_of(data, data.days)
    edges = [0.0, *((date(year, 1, 1) - first).days for year in range(first.year + 1, last.year + 1)), data.days]
    for day in dict.fromkeys(edges):
        (x0, y0), (x1, y1) = field.xy(field.along(day), near), field.xy(field.along(day), far)
        canvas.line(x0, y0, x1, y1, "rule", below=True)
    for begin, end in pairwise(edges):
        if end - begin < 60:
            continue
        middle, said = field.along((begin + end) / 2), str(words.date_of(data, begin).year)
        if field.down:
            canvas.text(0.0, middle, said, size=TICK, color="ink2")
        else:
            canvas.text(middle, far + 14.0, said, size=TICK, color="ink2", anchor="center")
    for lane in field.lanes:
        (x0, y0), (x1, y1) = (field.xy(at, field.across(lane)) for at in (field.start, field.end))
        canvas.line(x0, y0, x1, y1, "grid", below=True)


def _total(canvas: Canvas, side: Side, lane: str, y: float, left: float) -> None:
    if canvas.width - left > 150.0:
        canvas.text(left, y, words.told(side, lane), color="ink2")
    canvas.text(canvas.width, y, words.dollars(side, lane), size=VALUE, bold=True, anchor="right")


def _bottom_line(canvas: Canvas, side: Side, y: float, left: float) -> None:
    total = words.together(side)
    if canvas.width - left > 150.0:
        canvas.text(left, y, "Together", size=VALUE, bold=True)
    canvas.text(canvas.width, y, total, size=16.0, bold=True, anchor="right")


__all__ = ["draw"]
