"""Places of LEAD with captured savings and without: a solid line, a dashed one, and what lies between them."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.figures import fund_places_data as words
from dashboard.figures.axis import around, ticks_of
from dashboard.figures.canvas import Canvas, Panel, height_of
from dashboard.figures.drawn import Drawn
from dashboard.figures.fund_data import cliff_words
from dashboard.figures.fund_places_data import PlacesData, of
from dashboard.figures.months import (
    EVIDENCE_MONTHS,
    FOCUS_WIDTH,
    FOOT,
    OTHER_WIDTH,
    End,
    band,
    end_labels,
    years_below,
)
from dashboard.figures.text import width_of, wrapped
from dashboard.theme import LABEL, NARROWEST, TICK, Theme

HEIGHT, PHONE_HEIGHT = 300.0, 270.0
TOP = 14.0
MOST_STEPS = 5
LABEL_ROOM = 200.0  # px for what falls, beside its line

LATE = "Right of the dotted line: later than any study followed people."


def draw(data: PlacesData, *, theme: Theme, width: int) -> Drawn:
    """Return the places by month, from zero up."""
    told = [wrapped(cliff_words(cliff)[0], LABEL_ROOM, LABEL, bold=True) for cliff in data.cliffs]
    top = TOP + sum(height_of(len(lines)) + 4.0 for lines in told)
    canvas = Canvas(theme, width, top - TOP + (PHONE_HEIGHT if width < NARROWEST else HEIGHT))
    low, high, step = around([*data.with_fund, *data.without], MOST_STEPS)
    ticks = [(value, f"{value:,.6g}") for value in ticks_of(low, high, step)]
    ends = [
        End(("with", f"{data.with_fund[-1]:,.0f}"), data.with_fund[-1], "focus"),
        End(("without", f"{data.without[-1]:,.0f}"), data.without[-1], "ink2"),
    ]
    months = len(data.with_fund)
    left = 10.0 + max(width_of(label, TICK) for _, label in ticks)
    right = width - 12.0 - max(end.wide for end in ends)
    panel = Panel(left, right, top, canvas.height - FOOT, (0.0, float(months)), (low, high))
    canvas.show(panel)
    band(canvas, data.without, data.with_fund, "focus4", "what captured savings pay for", first=1)
    canvas.value_axis(panel, ticks)
    years_below(canvas, panel, data.start, data.fiscal_years, months)
    late = months > EVIDENCE_MONTHS
    if late:
        x = panel.px(EVIDENCE_MONTHS)
        canvas.line(x, panel.top, x, panel.bottom, "axis", 1.2, dash="dot", below=True)
    _line(canvas, data.without, "ink2", OTHER_WIDTH, "dash", "without")
    _line(canvas, data.with_fund, "focus", FOCUS_WIDTH, "solid", "with")
    end_labels(canvas, panel, ends)
    y = TOP - 8.0
    for cliff, lines in zip(data.cliffs, told, strict=True):
        x, wide = panel.px(12.0 * cliff.at), max(width_of(line, LABEL, bold=True) for line in lines)
        side = x + 7.0 + wide <= width
        canvas.line(x, y, x, panel.bottom, "costf", 1.6, dash="5px,3px")
        canvas.text(
            x + 7.0 if side else x - 7.0, y, *lines, color="cost", bold=True, anchor="left" if side else "right",
            valign="top",
        )  # fmt: skip
        y += height_of(len(lines)) + 4.0
    return Drawn(
        canvas.figure(),
        words.title(data),
        words.subtitle(data),
        words.alt(data),
        words.table(data),
        LATE if late else "",
    )


def _line(canvas: Canvas, values: tuple[float, ...], color: str, width: float, dash: str, name: str) -> None:
    canvas.add(
        go.Scatter(
            name=name, mode="lines", x=list(range(1, len(values) + 1)), y=list(values), hoverinfo="skip",
            cliponaxis=False, line={"color": canvas.colors[color], "width": width, "dash": dash},
        )
    )  # fmt: skip


__all__ = ["draw", "of"]
