"""One life, twice: marks in lanes along the same time, cost by quarter on the same scale, and totals by lane.

On a phone time runs down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import plotly.graph_objects as go

from dashboard.figures import life_data as words
from dashboard.figures.canvas import Canvas, Panel
from dashboard.figures.drawn import Drawn
from dashboard.figures.life_data import KINDS, LANES, LifeData, Mark, Side
from dashboard.figures.sketch import SketchCanvas
from dashboard.figures.text import shortened, width_of
from dashboard.theme import LABEL, NARROWEST, TICK, VALUE, Theme

LANE, COSTS, YEARS, TITLE, BETWEEN = 34.0, 74.0, 26.0, 36.0, 22.0
"""Px of a lane, of the bars of cost, of the years below them, of a life's title, and of what is between lives."""
LABELS, TOTALS = 122.0, 250.0
PHONE_TIME, PHONE_COSTS, PHONE_YEARS, PHONE_LINE, PHONE_HEAD = 430.0, 76.0, 38.0, 22.0, 30.0
THICK, THIN = 15.0, 5.0
LEAST = 3.0  # px of a stay that would be shorter
LEGEND_LINE = 24.0
LABELED = 0.72  # of the largest quarter: costs as high are written on their bars
COLORS = {
    "arrest": "costf", "stop": "grey", "diverted": "focus", "jail": "costf", "prison": "pink", "hearing": "ink2",
    "missed": "cost", "state_bed": "pink", "treatment": "compf", "waiting": "focus2", "engaged": "focus",
    "lapsed": "focus",
}  # fmt: skip
SYMBOLS = {
    "arrest": ("circle", 10.0), "stop": ("circle-open", 7.0), "diverted": ("circle-open", 11.0),
    "missed": ("x-thin", 9.0),
}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """Where one life stands: time along, lanes across it; on a phone time runs down."""

    start: float  # px along of the first day and of the last
    end: float
    days: float
    lanes: tuple[str, ...]
    first: float  # px across of the middle of the first lane
    step: float
    down: bool

    def along(self, day: float) -> float:
        """Return where a day is."""
        return self.start + day / self.days * (self.end - self.start)

    def across(self, lane: str) -> float:
        """Return where the middle of a lane is."""
        return self.first + self.lanes.index(lane) * self.step

    def xy(self, along: float, across: float) -> tuple[float, float]:
        """Return px from the left and from the top."""
        return (across, along) if self.down else (along, across)


def draw(data: LifeData, *, theme: Theme, width: int) -> Drawn:
    """Return both lives, the baseline first."""
    canvas = _down(data, theme, width) if width < NARROWEST else _beside(data, theme, width)
    return Drawn(
        canvas.done(), words.title(data), words.subtitle(data), words.alt(data), words.table(data), words.note(data)
    )


def _beside(data: LifeData, theme: Theme, width: int) -> SketchCanvas:
    """Return the lives with time from left to right, totals on the right."""
    legend = _legend_lines(data, width)
    lanes = tuple(data.lanes)
    high = TITLE + len(lanes) * LANE + COSTS + YEARS
    canvas = SketchCanvas(theme, width, len(legend) * LEGEND_LINE + 2 * high + BETWEEN)
    canvas.show(Panel(0.0, width, 0.0, canvas.height, (0.0, float(width)), (canvas.height, 0.0)))
    _legend(canvas, legend)
    top = len(legend) * LEGEND_LINE
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
        _marks(canvas, field, side)
        _costs(canvas, data, field, side, floor, COSTS - 20.0)
        top += high + BETWEEN
    return canvas


def _down(data: LifeData, theme: Theme, width: int) -> SketchCanvas:
    """Return the lives with time from top to bottom, totals below."""
    legend = _legend_lines(data, width)
    lanes = tuple(data.lanes)
    totals = (len(lanes) + 1) * PHONE_LINE + 14.0
    high = TITLE + PHONE_HEAD + PHONE_TIME + totals
    canvas = SketchCanvas(theme, width, len(legend) * LEGEND_LINE + 2 * high + BETWEEN)
    canvas.show(Panel(0.0, width, 0.0, canvas.height, (0.0, float(width)), (canvas.height, 0.0)))
    _legend(canvas, legend)
    top = len(legend) * LEGEND_LINE
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
        _marks(canvas, field, side)
        _costs(canvas, data, field, side, width - PHONE_COSTS, PHONE_COSTS - _widest_label(data) - 8.0)
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


def _legend_lines(data: LifeData, width: int) -> list[list[tuple[float, str]]]:
    """Return the kinds of mark that are there, in lines, each with its place."""
    there = {mark.kind for side in (data.baseline, data.scenario) for mark in side.marks}
    lines: list[list[tuple[float, str]]] = [[]]
    x = 0.0
    for kind in (kind for kind in KINDS if kind in there):
        wide = 20.0 + width_of(KINDS[kind][1], LABEL)
        if lines[-1] and x + wide > width:
            lines.append([])
            x = 0.0
        lines[-1].append((x, kind))
        x += wide + 22.0
    return lines if lines[0] else []


def _legend(canvas: Canvas, lines: Sequence[Sequence[tuple[float, str]]]) -> None:
    for n, line in enumerate(lines):
        y = 10.0 + n * LEGEND_LINE
        for x, kind in line:
            if kind in SYMBOLS:
                _points(canvas, kind, [(x + 6.0, y)], legend=True)
            elif kind == "hearing":
                canvas.line(x + 6.0, y - 6.0, x + 6.0, y + 6.0, COLORS[kind], 2.0)
            else:
                _stay(canvas, kind, (x, y - 6.0, x + 12.0, y + 6.0))
            canvas.text(x + 18.0, y, KINDS[kind][1], color="ink2")


# -- what happened --------------------------------------------------------------------------------------------


def _marks(canvas: Canvas, field: Field, side: Side) -> None:
    """Draw all marks of a life; stays first, so that nothing is hidden by them."""
    stays = [mark for mark in side.marks if mark.kind not in SYMBOLS and mark.kind != "hearing"]
    for mark in stays:
        _stay(canvas, mark.kind, _extent(field, mark))
    _say_days(canvas, field, [mark for mark in stays if mark.lane == "custody"])
    for mark in (mark for mark in side.marks if mark.kind == "hearing"):
        along, across = field.along(mark.start), field.across(mark.lane)
        (x0, y0), (x1, y1) = field.xy(along, across - 7.0), field.xy(along, across + 7.0)
        canvas.line(x0, y0, x1, y1, COLORS["hearing"], 1.6)
    for kind in SYMBOLS:
        points = [
            field.xy(field.along(mark.start), field.across(mark.lane)) for mark in side.marks if mark.kind == kind
        ]
        if points:
            _points(canvas, kind, points)


def _extent(field: Field, mark: Mark) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a stay."""
    half = (THIN if mark.kind == "waiting" else THICK) / 2
    start = field.along(mark.start)
    end = max(start + LEAST, field.along(mark.end))
    (x0, y0), (x1, y1) = field.xy(start, field.across(mark.lane) - half), field.xy(end, field.across(mark.lane) + half)
    return x0, y0, x1, y1


def _stay(canvas: Canvas, kind: str, extent: tuple[float, float, float, float]) -> None:
    """Draw what lasted; out of touch is hatched."""
    x0, y0, x1, y1 = extent
    color = COLORS[kind]
    look = canvas.hatched(color, "bg") if kind == "lapsed" else {"color": canvas.colors[color], "line": {"width": 0}}
    canvas.figure.add_trace(
        go.Bar(
            name=KINDS[kind][1], orientation="h", base=[x0], x=[x1 - x0], y=[(y0 + y1) / 2], width=[y1 - y0],
            marker=look, hoverinfo="skip",
        )
    )  # fmt: skip


def _points(canvas: Canvas, kind: str, points: Sequence[tuple[float, float]], *, legend: bool = False) -> None:
    symbol, size = SYMBOLS[kind]
    color = canvas.colors[COLORS[kind]]
    line = {"width": 2.2, "color": color} if symbol != "circle" else {"width": 1.2, "color": canvas.colors["bg"]}
    canvas.figure.add_trace(
        go.Scatter(
            name=f"{KINDS[kind][1]}, what it is" if legend else KINDS[kind][1],
            mode="markers",
            x=[x for x, _ in points],
            y=[y for _, y in points],
            marker={"symbol": symbol, "size": size, "color": color, "line": line, "opacity": 1},
            hoverinfo="skip",
            cliponaxis=False,
        )
    )


def _say_days(canvas: Canvas, field: Field, stays: Sequence[Mark]) -> None:
    """Write how many days a stay lasted behind it, where there is room before the next."""
    if field.down or not stays:
        return
    ends = [*(_extent(field, mark)[0] for mark in stays[1:]), field.end]
    for mark, following in zip(stays, ends, strict=True):
        x0, _, x1, _ = _extent(field, mark)
        said = f"{mark.days:,.0f}d" if mark.days >= 0.5 else "<1d"
        wide = width_of(said, 12.0)
        if x1 - x0 > wide + 8.0:
            canvas.text((x0 + x1) / 2, field.across(mark.lane), said, size=12.0, color="bg", bold=True, anchor="center")
        elif x1 + 3.0 + wide <= following - 2.0:
            canvas.text(x1 + 3.0, field.across(mark.lane), said, size=12.0, color="ink2")


# -- what it cost ---------------------------------------------------------------------------------------------


def _costs(canvas: Canvas, data: LifeData, field: Field, side: Side, floor: float, room: float) -> None:
    """Draw the cost of each quarter: justice next to the axis, LEAD on it; both lives have one scale."""
    most = max((sum(quarter) for each in (data.baseline, data.scenario) for quarter in each.quarters), default=0.0)
    (x0, y0), (x1, y1) = field.xy(field.start, floor), field.xy(field.end, floor)
    canvas.line(x0, y0, x1, y1, "axis")
    if most <= 0.0:
        return
    sign, many = (1.0 if field.down else -1.0), len(side.quarters)
    wide = (field.end - field.start) / many
    largest = max(sum(quarter) for quarter in side.quarters)
    free = field.start
    for n, (justice, lead) in enumerate(side.quarters):
        at, low = field.start + n * wide, floor
        for amount, color in ((justice, "costf"), (lead, "focus")):
            high = low + sign * max(0.0, amount) / most * room
            (left, top), (right, bottom) = field.xy(at + 1.5, high), field.xy(at + wide - 1.5, low)
            if abs(high - low) >= 0.3:
                _bar(canvas, left, top, right, bottom, color)
            low = high
        said = words.quarter_label(justice + lead)
        half = width_of(said, 12.0, bold=True) / 2 + 3.0
        middle = at + wide / 2
        if justice + lead < LABELED * largest or justice + lead < 1.0 or (not field.down and middle - half < free):
            continue
        if field.down and middle - 8.0 < free:
            continue
        x, y = field.xy(middle, low + sign * 4.0)
        anchor, valign = ("left", "middle") if field.down else ("center", "bottom")
        canvas.text(x, y, said, size=12.0, bold=True, anchor=anchor, valign=valign)  # type: ignore[arg-type]
        free = middle + (8.0 if field.down else half)


def _widest_label(data: LifeData) -> float:
    """Return px that the costs of quarters take beside their bars."""
    quarters = (sum(quarter) for side in (data.baseline, data.scenario) for quarter in side.quarters)
    return max((width_of(words.quarter_label(cost), 12.0, bold=True) for cost in quarters), default=0.0)


def _bar(canvas: Canvas, left: float, top: float, right: float, bottom: float, color: str) -> None:
    x0, x1, y0, y1 = min(left, right), max(left, right), min(top, bottom), max(top, bottom)
    canvas.figure.add_trace(
        go.Bar(
            name="cost", orientation="h", base=[x0], x=[x1 - x0], y=[(y0 + y1) / 2], width=[y1 - y0],
            marker={"color": canvas.colors[color], "line": {"width": 0}}, hoverinfo="skip",
        )
    )  # fmt: skip


__all__ = ["draw"]
