"""The fund by fiscal year: deposits stacked above zero, spending below, what is left under both, and funding cliffs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import plotly.graph_objects as go

from dashboard.figures import fund_data as words
from dashboard.figures.axis import around, ticks_of, trimmed
from dashboard.figures.canvas import Canvas, Panel, height_of
from dashboard.figures.drawn import Drawn
from dashboard.figures.fund_data import Cliff, FundData, of
from dashboard.figures.text import apart, clipped, shortened, width_of, wrapped
from dashboard.theme import LABEL, NARROWEST, TICK, Theme

BARS, PHONE_BARS = 300.0, 250.0
LEFT_IN = 92.0  # px of the panel of what is left
YEARS, HEADING = 44.0, 34.0
BAR = 0.62  # of a year
CAPTURED = ("compf", "focus2", "focus3", "comp")
SWATCH, GAP, DOT = 12.0, 18.0, 4.0
KEY_LINE = 22.0


@dataclass(frozen=True)
class Part:
    """A part of every bar: its name, its color, and dollars by year, below zero where it goes out."""

    name: str
    color: str
    values: tuple[float, ...]
    hatched: bool = False


def draw(data: FundData, *, theme: Theme, width: int) -> Drawn:
    """Return the fund; zero is in view."""
    phone = width < NARROWEST
    parts = parts_of(data)
    named = [part for part in parts if part.values[-1]]
    beside = 12.0 if not named else 106.0 if phone else 132.0
    values = [value for y in data.years for value in (y.into, -y.out)]
    low, high, step = around(values)
    low, high = trimmed((low, high), values)
    ticks = [(value, data.scale.tick(abs(value))) for value in ticks_of(low, high, step)]
    left = 10.0 + max(width_of(label, TICK) for _, label in ticks)
    top = _head(data, parts, left, width)
    bottom = top + (PHONE_BARS if phone else BARS)
    canvas = Canvas(theme, width, bottom + YEARS + HEADING + LEFT_IN)
    years = float(len(data.years))
    panel = Panel(left, width - beside, top, bottom, (0.0, years), (low, high))
    canvas.show(panel)
    canvas.value_axis(panel, ticks)
    for part in parts:
        _bars(canvas, parts, part)
    _totals(canvas, panel, data)
    _names(canvas, panel, named, beside - 12.0)
    _years(canvas, panel, data)
    _left(canvas, data, panel)
    _cliffs(canvas, panel, data.cliffs)
    _keys(canvas, [part for part in parts if not part.values[-1]], left)
    return Drawn(
        canvas.figure(), words.title(data), words.subtitle(data), words.alt(data), words.table(data), words.note(data)
    )  # fmt: skip


def parts_of(data: FundData) -> list[Part]:
    """Return the parts of the bars that are there: from zero up, and from zero down."""
    years = data.years
    found = [
        Part(f"Captured from {payer}", CAPTURED[min(p, len(CAPTURED) - 1)], tuple(y.deposits[p] for y in years))
        for p, payer in enumerate(data.payers)
    ]
    found += [
        Part("One-time money", "costf", tuple(y.one_time for y in years), hatched=True),
        Part("Spending", "greyf", tuple(-y.spending for y in years)),
        Part("Administration", "grey", tuple(-y.administration for y in years)),
        Part("Returned", "cost2", tuple(-y.returned for y in years)),
    ]
    return [part for part in found if any(part.values)]


def _bars(canvas: Canvas, parts: Sequence[Part], part: Part) -> None:
    """Stack a part on those before it that go the same way."""
    before = parts[: parts.index(part)]
    base = [
        sum(other.values[i] for other in before if other.values[i] * value > 0) for i, value in enumerate(part.values)
    ]
    marker = (
        canvas.hatched(part.color, "cost3")
        if part.hatched
        else {"color": canvas.colors[part.color], "line": {"width": 0}}
    )
    canvas.add(
        go.Bar(
            name=part.name, x=[i + 0.5 for i in range(len(part.values))], y=list(part.values), base=base, width=BAR,
            marker=marker, hoverinfo="skip",
        )
    )  # fmt: skip


def _years(canvas: Canvas, panel: Panel, data: FundData) -> None:
    """Write the fiscal years below the bars, all of them short where one has no room."""
    labels = [words.year_label(i, year.year) for i, year in enumerate(data.years)]
    if max(width_of(label, TICK) for label in labels) > panel.px(1.0) - panel.left - 4.0:
        labels = [f"’{label[2:]}" for label in labels]
    for i, label in enumerate(labels):
        canvas.text(
            panel.px(i + 0.5), panel.bottom + 22.0, label, size=TICK, color="ink3", anchor="center", valign="top"
        )


def _totals(canvas: Canvas, panel: Panel, data: FundData) -> None:
    """Write what comes in above the bars and what goes out below them; nothing is not written."""
    for i, year in enumerate(data.years):
        x = panel.px(i + 0.5)
        into, out = (data.scale.cell(value, signed=False) if round(value) else "" for value in (year.into, year.out))
        canvas.text(x, panel.py(year.into) - 3.0, into, size=TICK, bold=True, anchor="center", valign="bottom")
        canvas.text(x, panel.py(-year.out) + 3.0, out, size=TICK, bold=True, anchor="center", valign="top")


def _names(canvas: Canvas, panel: Panel, parts: Sequence[Part], room: float) -> None:
    """Name the parts beside the last bar, none on another."""
    middles, up, down = [], 0.0, 0.0
    for part in parts:
        value = part.values[-1]
        start = up if value > 0 else down
        middles.append(panel.py(start + value / 2))
        up, down = (up + value, down) if value > 0 else (up, down + value)
    lines = [clipped(part.name, room, 2, LABEL) for part in parts]
    height = height_of(max((len(each) for each in lines), default=1), LABEL) + 2.0
    for part, told, y in zip(parts, lines, apart(middles, height, panel.top, panel.bottom + 12.0), strict=True):
        color = "comp" if part.color == "compf" else "ink2"
        canvas.text(panel.right + 8.0, y, *told, color=color)


def _head(data: FundData, parts: Sequence[Part], left: float, width: float) -> float:
    """Return the px above the bars: for names of what is not in the last bar, for cliffs, and for a total."""
    keys = KEY_LINE * len(_key_lines([part for part in parts if not part.values[-1]], width - left))
    lines = sum(len(_cliff_lines(cliff, _room(width, left))) for cliff in data.cliffs)
    return keys + height_of(lines) + 4.0 * len(data.cliffs) + 22.0


def _room(width: float, left: float) -> float:
    return min(250.0, (width - left) * 0.55)


def _cliff_lines(cliff: Cliff, room: float) -> list[str]:
    what, lost = words.cliff_words(cliff)
    return [*wrapped(what, room, LABEL, bold=True), lost]


def _cliffs(canvas: Canvas, panel: Panel, cliffs: Sequence[Cliff]) -> None:
    """Draw where funding falls through all of the figure, with what falls above the bars, each in lines of its own."""
    told = [_cliff_lines(cliff, _room(canvas.width, panel.left)) for cliff in cliffs]
    y = panel.top - 22.0 - sum(height_of(len(lines)) + 4.0 for lines in told)
    for cliff, lines in zip(cliffs, told, strict=True):
        x = panel.px(cliff.at)
        canvas.line(x, y, x, canvas.height - 6.0, "costf", 1.6, dash="5px,3px")
        wide = max(width_of(line, LABEL, bold=True) for line in lines)
        right = x + 7.0 + wide <= canvas.width
        canvas.text(
            x + 7.0 if right else x - 7.0, y, *lines, color="cost", bold=True, anchor="left" if right else "right",
            valign="top", halo=True,
        )  # fmt: skip
        y += height_of(len(lines)) + 4.0


def _key_lines(parts: Sequence[Part], room: float) -> list[list[Part]]:
    """Return parts in lines no wider than so many px."""
    lines: list[list[Part]] = []
    for part in parts:
        if lines and sum(_key_width(other) for other in (*lines[-1], part)) <= room:
            lines[-1].append(part)
        else:
            lines.append([part])
    return lines


def _key_width(part: Part) -> float:
    return SWATCH + 5.0 + width_of(part.name) + GAP


def _keys(canvas: Canvas, parts: Sequence[Part], left: float) -> None:
    """Name above everything else the parts that the last bar has not."""
    for n, line in enumerate(_key_lines(parts, canvas.width - left)):
        x, y = left, 5.0 + KEY_LINE * n
        for part in line:
            fill = "cost3" if part.hatched else part.color
            canvas.box(x, y, x + SWATCH, y + SWATCH, fill=fill, outline=part.color)
            if part.hatched:
                canvas.line(x, y + SWATCH, x + SWATCH, y, part.color)
            name = shortened(part.name, canvas.width - x - SWATCH - 6.0)
            canvas.text(x + SWATCH + 5.0, y + SWATCH / 2, name, color="ink2")
            x += _key_width(part)


def _left(canvas: Canvas, data: FundData, bars: Panel) -> None:
    """Draw what is left at the end of each year, with its amount; a ring in orange from when on nothing is left."""
    values = [year.closing for year in data.years]
    top, bottom = canvas.height - LEFT_IN + 20.0, canvas.height - 8.0
    panel = Panel(bars.left, bars.right, top, bottom, bars.x, (min(0.0, *values), max(1.0, *values)))
    heading = "Left in the fund at the end of the year"
    canvas.text(panel.left, top - 38.0, heading, color="ink2", bold=True, halo=True)
    canvas.line(panel.left, panel.py(0.0), panel.right, panel.py(0.0), "axis")
    points = [(panel.px(i + 0.5), panel.py(value)) for i, value in enumerate(values)]
    for (x0, y0), (x1, y1) in pairwise(points):
        canvas.line(x0, y0, x1, y1, "focus", 2.0)
    ended = data.runs_out
    for (x, y), year in zip(points, data.years, strict=True):
        empty = ended is not None and year.year >= ended and year.closing < 1.0
        edge = "cost" if empty else "focus"
        canvas.dot(x, y, DOT, fill="bg" if empty else edge, outline=edge)
        label = data.scale.cell(year.closing, signed=False)
        color = "cost" if empty else "ink"
        canvas.text(x, y - 7.0, label, size=TICK, bold=True, anchor="center", valign="bottom", color=color)


__all__ = ["draw", "of"]
