"""A level over time: people in LEAD, waiting or in jail, in the scenario with its spread and in the baseline."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.figures import levels_data as words
from dashboard.figures.axis import around, ticks_of
from dashboard.figures.canvas import Canvas, Panel
from dashboard.figures.drawn import Drawn
from dashboard.figures.levels_data import LevelsData, of
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

HEIGHT, PHONE_HEIGHT = 320.0, 280.0
MOST_STEPS = 5


def draw(data: LevelsData, *, theme: Theme, width: int) -> Drawn:
    """Return the level by month, from zero up."""
    canvas = Canvas(theme, width, PHONE_HEIGHT if width < NARROWEST else HEIGHT)
    low, high, step = around([*data.high, *data.before, *data.after, *data.limit], MOST_STEPS)
    ticks = [(value, f"{value:,.6g}") for value in ticks_of(low, high, step)]
    ends = _ends(data, width)
    left = 10.0 + max(width_of(label, TICK) for _, label in ticks)
    right = width - 12.0 - max(end.wide for end in ends)
    months = len(data.after)
    panel = Panel(left, right, TOP, canvas.height - FOOT, (0.0, float(months)), (low, high))
    canvas.show(panel)
    band(canvas, data.low, data.high, "focus4", "90% of futures", first=1)
    band(canvas, data.p25, data.p75, "focus3", "50% of futures", first=1)
    canvas.value_axis(panel, ticks)
    years_below(canvas, panel, data.start, data.fiscal_years, months)
    evidence_line(canvas, panel, months)
    if data.limit:
        line(canvas, data.limit, "comp", OTHER_WIDTH, data.kind.limit_label, first=1, step=True)
    line(canvas, data.before, "grey", OTHER_WIDTH, data.baseline, first=1)
    line(canvas, data.after, "focus", FOCUS_WIDTH, data.scenario, first=1)
    end_labels(canvas, panel, ends)
    return Drawn(canvas.figure(), words.title(data), words.subtitle(data), words.alt(data), words.table(data))


def _ends(data: LevelsData, width: int) -> list[End]:
    """Return name and last value of each line."""
    room = 84.0 if width < NARROWEST else 96.0 if width <= NARROW else 130.0
    lines: list[tuple[str, Sequence[float], str]] = [
        (data.scenario, data.after, "focus"),
        (data.baseline, data.before, "grey"),
    ]
    if data.limit:
        lines.append((data.kind.limit_label, data.limit, "comp"))
    return [
        End((*clipped(name, room, 2, LABEL, bold=True), words.number(level[-1])), level[-1], color)
        for name, level, color in lines
    ]


__all__ = ["draw", "of"]
