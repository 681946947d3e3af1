"""A net as it adds up: its mean, the bands of 50 % and 90 % of futures, other scenarios, and where it breaks even."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import plotly.graph_objects as go

from dashboard.figures import fan_data as words
from dashboard.figures.axis import around, labels_of, ticks_of, trimmed
from dashboard.figures.canvas import Anchor, Canvas, Panel, height_of
from dashboard.figures.drawn import Drawn
from dashboard.figures.fan_data import FanData, of
from dashboard.figures.months import (
    FOCUS_WIDTH,
    FOOT,
    OTHER_WIDTH,
    TOP,
    End,
    band,
    end_labels,
    evidence_line,
    line,
    years_below,
)
from dashboard.figures.text import clipped, width_of
from dashboard.theme import LABEL, NARROW, NARROWEST, TICK, Theme

HEIGHT, PHONE_HEIGHT = 420.0, 330.0
RING_GAP = 8.0  # px between the words of the break-even and anything drawn
CLEAR = 10.0  # px between the middle of a text in a band and any line


def draw(data: FanData, *, theme: Theme, width: int) -> Drawn:
    """Return the fan; zero is in view."""
    phone = width < NARROWEST
    canvas = Canvas(theme, width, PHONE_HEIGHT if phone else HEIGHT)
    values = [*data.low, *data.high, *data.mean, *(v for other in data.others for v in other.mean)]
    low, high, step = around(values)
    low, high = trimmed((low, high), values)
    left = 10.0 + max(width_of(label, TICK) for _, label in labels_of(ticks_of(low - step, high, step), data.scale))
    ends = _ends(data, width)
    right = width - 12.0 - max(end.wide for end in ends)
    panel = Panel(left, right, TOP, canvas.height - FOOT, (0.0, float(len(data.mean))), (low, high))
    panel = _with_room(panel, data)
    canvas.show(panel)
    _bands(canvas, data)
    canvas.value_axis(panel, labels_of(ticks_of(*panel.y, step), data.scale))
    years_below(canvas, panel, data.start, data.fiscal_years, len(data.mean))
    evidence_line(canvas, panel, len(data.mean))
    for other, color in zip(data.others, _other_colors(data), strict=True):
        line(canvas, (0.0, *other.mean), color, OTHER_WIDTH, other.name)
    line(canvas, (0.0, *data.mean), "cost" if data.loses else "focus", FOCUS_WIDTH, data.scenario)
    end_labels(canvas, panel, ends)
    _in_bands(canvas, panel, data)
    _ring(canvas, panel, data)
    return Drawn(
        canvas.figure(), words.title(data), words.subtitle(data), words.alt(data), words.table(data), words.note(data)
    )


def _bands(canvas: Canvas, data: FanData) -> None:
    pale = ("cost3", "cost2") if data.loses else ("focus4", "focus3")
    for (name, lower, upper), fill in zip(
        (("90% of futures", data.low, data.high), ("50% of futures", data.p25, data.p75)), pale, strict=True
    ):
        band(canvas, (0.0, *lower), (0.0, *upper), fill, name, first=0)


def _other_colors(data: FanData) -> list[str]:
    """Return a color for each other scenario: one that is compared, the rest grey, and in orange one that loses.

    Where the scenario in focus loses, orange is its own.
    """
    colors: list[str] = []
    for other in data.others:
        if other.mean[-1] < 0 and not data.loses:
            colors.append("cost")
        else:
            colors.append("grey" if "comp" in colors else "comp")
    return colors


# -- words at lines -------------------------------------------------------------------------------------------


def _ends(data: FanData, width: int) -> list[End]:
    """Return name and last value of each line."""
    room = 84.0 if width < NARROWEST else 96.0 if width <= NARROW else 130.0
    lines = [(data.scenario, data.mean[-1], "cost" if data.loses else "focus")]
    lines += [(o.name, o.mean[-1], color) for o, color in zip(data.others, _other_colors(data), strict=True)]
    return [
        End((*clipped(name, room, 2, LABEL, bold=True), data.scale.text(value)), value, color)
        for name, value, color in lines
    ]


def _in_bands(canvas: Canvas, panel: Panel, data: FanData) -> None:
    """Name the bands inside them, near their end, where there is room between all lines."""
    taken: list[float] = []
    outer = sorted(((data.high, data.p75), (data.p25, data.low)), key=lambda side: side[1][-1] - side[0][-1])
    for label, sides in (("50%", [(data.p75, data.p25)]), ("90% of futures", outer)):
        for upper, lower in sides:
            y = _free_place(panel, data, upper, lower, width_of(label, TICK) + 8.0, taken)
            if y is not None:
                canvas.text(panel.right - 6.0, y, label, size=TICK, color="ink", anchor="right")
                taken.append(y)
                break


def _free_place(
    panel: Panel, data: FanData, upper: Sequence[float], lower: Sequence[float], wide: float, taken: Sequence[float]
) -> float | None:
    """Return the height at which a text of a width has a band's edges and every line at a distance; None if nowhere."""
    first = next(m for m in range(len(data.mean)) if panel.px(m + 1.0) >= panel.right - wide)
    span = slice(max(first - 1, 0), None)
    top = max(panel.py(v) for v in upper[span]) + CLEAR
    bottom = min(panel.py(v) for v in lower[span]) - CLEAR
    lines = [data.mean, *(other.mean for other in data.others)]
    through = [(min(map(panel.py, m[span])) - CLEAR, max(map(panel.py, m[span])) + CLEAR) for m in lines]
    through += [(y - 18.0, y + 18.0) for y in taken] + [(panel.py(0.0) - CLEAR, panel.py(0.0) + CLEAR)]
    steps = int((bottom - top) // 2)
    middle = (top + bottom) / 2
    places = sorted((top + 2.0 * n for n in range(steps + 1)), key=lambda y: abs(y - middle))
    return next((y for y in places if not any(low < y < high for low, high in through)), None)


@dataclass(frozen=True)
class RingWords:
    """Where the words of the break-even stand: on which side of x or around it, and whether there is room."""

    x: float
    anchor: Anchor
    y: float
    tall: float
    fits: bool


def _ring_words(panel: Panel, data: FanData) -> RingWords:
    """Return the place of the words, above or below all that is drawn there."""
    lines, x = words.ring_words(data), panel.px(data.break_even.month or 0.0)
    wide, tall = max(width_of(line, LABEL, bold=True) for line in lines) + 8.0, height_of(len(lines), LABEL)
    anchor: Anchor = "left" if x + wide <= panel.right else "center"
    anchor = "right" if x - panel.left >= wide else anchor
    if anchor == "center":
        x = max(panel.left + wide / 2, min(x, panel.right - wide / 2))
    first = {"right": x - wide, "left": x, "center": x - wide / 2}[anchor]
    over, under = _clear_of(panel, data, first, first + wide)
    above, below = over - RING_GAP - tall / 2, under + RING_GAP + tall / 2
    if above - tall / 2 >= panel.top:
        return RingWords(x, anchor, above, tall, fits=True)
    return RingWords(x, anchor, below, tall, fits=below + tall / 2 <= panel.bottom)


def _with_room(panel: Panel, data: FanData) -> Panel:
    """Return a panel that goes on below the fan where the words of the break-even would find no room."""
    if data.break_even.month is None or _ring_words(panel, data).fits:
        return panel
    low, high = panel.y
    for share in range(1, 10):
        longer = replace(panel, y=(low - 0.05 * share * (high - low), high))
        if _ring_words(longer, data).fits:
            break
    return longer


def _ring(canvas: Canvas, panel: Panel, data: FanData) -> None:
    """Mark the break-even month on the zero line, with words above or below the fan."""
    month, color = data.break_even.month, "ink" if data.loses else "focus"
    if month is None:
        return
    x, zero, place = panel.px(month), panel.py(0.0), _ring_words(panel, data)
    past = place.tall / 2 if place.anchor != "center" else -place.tall / 2  # the line runs beside words, not through
    canvas.line(x, place.y - past if place.y < zero else place.y + past, x, zero, color, 1.0)
    beside = {"right": -6.0, "left": 6.0, "center": 0.0}[place.anchor]
    canvas.text(
        place.x + beside,
        place.y,
        *words.ring_words(data),
        color=color,
        bold=True,
        anchor=place.anchor,
        halo=True,
    )
    canvas.add(
        go.Scatter(
            name="break-even",
            mode="markers",
            x=[month],
            y=[0.0],
            hoverinfo="skip",
            cliponaxis=False,
            marker={
                "symbol": "circle",
                "size": 9,
                "color": canvas.colors["bg"],
                "line": {"color": canvas.colors[color], "width": 2.2},
            },
        )
    )


def _clear_of(panel: Panel, data: FanData, x0: float, x1: float) -> tuple[float, float]:
    """Return the highest and lowest place, in px from the top, that anything drawn between two places reaches."""
    months = [m for m in range(len(data.mean)) if x0 - 4.0 <= panel.px(m + 1.0) <= x1 + 4.0] or [0]
    drawn = [data.low, data.high, data.mean, *(other.mean for other in data.others)]
    reached = [panel.py(0.0), *(panel.py(each[m]) for each in drawn for m in months)]
    return min(reached), max(reached)


__all__ = ["draw", "of"]
