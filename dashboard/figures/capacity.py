"""How many it takes: small panels one below the other on one axis, with the target, today's number and the smallest."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.figures import capacity_data as words
from dashboard.figures.axis import around, step_of, ticks_of
from dashboard.figures.canvas import ZERO_LINE, Canvas, Panel
from dashboard.figures.capacity_data import COST, SERVICE, CapacityData, Curve, of
from dashboard.figures.drawn import Drawn
from dashboard.figures.inputs import amount
from dashboard.figures.text import width_of
from dashboard.theme import LABEL, TICK, Theme

HEAD, TITLE, HEIGHT, GAP, FOOT = 24.0, 30.0, 108.0, 18.0, 44.0
MOST_STEPS, DOT = 3, 3.5


def draw_service(data: CapacityData, *, theme: Theme, width: int) -> Drawn:
    """Return what people meet: turned away, waits, and in how many futures the target holds."""
    return _draw(data, SERVICE, theme, width)


def draw_cost(data: CapacityData, *, theme: Theme, width: int) -> Drawn:
    """Return what it takes: use of places, cost and net."""
    return _draw(data, COST, theme, width)


def _draw(data: CapacityData, measures: Sequence[str], theme: Theme, width: int) -> Drawn:
    curves = [data.curves[measure] for measure in measures if measure in data.curves]
    canvas = Canvas(theme, width, HEAD + len(curves) * (TITLE + HEIGHT + GAP) - GAP + FOOT)
    axes = [_axis(curve) for curve in curves]
    left = 12.0 + max(width_of(curve.tick(tick), TICK) for curve, (_, _, ticks) in zip(curves, axes, strict=True)
                      for tick in ticks)  # fmt: skip
    values = [*data.values, data.stated, *([data.smallest.low, data.smallest.high] if data.smallest else [])]
    first, last = min(values), max(values)
    room = (last - first) * 0.03 or 1.0
    for n, (curve, (low, high, ticks)) in enumerate(zip(curves, axes, strict=True)):
        top = HEAD + n * (TITLE + HEIGHT + GAP) + TITLE
        panel = Panel(left, width - 14.0, top, top + HEIGHT, (first - room, last + room), (low, high))
        canvas.text(0.0, top - 18.0, curve.label, bold=True)
        _marks(canvas, panel, data)
        _curve(canvas, panel, curve, ticks)
    bottom = canvas.height - FOOT
    _axis_below(canvas, Panel(left, width - 14.0, bottom - HEIGHT, bottom, (first - room, last + room), (0, 1)), data)
    _names(canvas, Panel(left, width - 14.0, HEAD, HEAD, (first - room, last + room), (0, 1)), data)
    return Drawn(
        canvas.figure(), words.title(data, measures), words.subtitle(data, measures), words.alt(data, measures),
        words.table(data, measures), words.note(data),
    )  # fmt: skip


def _axis(curve: Curve) -> tuple[float, float, list[float]]:
    """Return (lowest, highest, ticks) of a panel; zero is in view, and shares are told up to all."""
    there = [point for point in curve.points if not point.never]
    values = [edge for point in there for edge in ((point.mean,) if _alone(curve) else (point.low, point.high))]
    values += [curve.target] if curve.target is not None else []
    if curve.measure in words.SHARES:
        return 0.0, 1.0, [0.0, 0.5, 1.0]
    low, high, step = around(values, MOST_STEPS)
    return low, high, ticks_of(low, high, step)


def _marks(canvas: Canvas, panel: Panel, data: CapacityData) -> None:
    """Draw where the smallest number may be, where it is, and what is stated."""
    if data.smallest:
        low, high = panel.px(data.smallest.low), panel.px(data.smallest.high)
        canvas.box(low - 1.0, panel.bottom, high + 1.0, panel.top, fill="row", outline="row")
        at = panel.px(data.smallest.value)
        canvas.line(at, panel.top, at, panel.bottom, "focus", 1.6, below=True)
    now = panel.px(data.stated)
    canvas.line(now, panel.top, now, panel.bottom, "ink2", 1.4, dash="dot", below=True)


def _curve(canvas: Canvas, panel: Panel, curve: Curve, ticks: Sequence[float]) -> None:
    for tick in ticks:
        y, zero = panel.py(tick), tick == 0.0
        canvas.line(panel.left, y, panel.right, y, "ink" if zero else "grid", ZERO_LINE if zero else 1.0, below=True)
        canvas.text(panel.left - 8.0, y, curve.tick(tick), size=TICK, color="ink3", anchor="right")
    if curve.target is not None:
        y = panel.py(curve.target)
        canvas.line(panel.left, y, panel.right, y, "costf", 1.4, dash="dash")
    xs, several = [panel.px(each.value) for each in curve.points], len(curve.points) > 1
    # In px of the figure, so that panels share one pair of plotly's axes.
    whole = Panel(0.0, canvas.width, 0.0, canvas.height, (0.0, canvas.width), (canvas.height, 0.0))
    canvas.show(whole)
    if several and not _alone(curve):
        edges = [*((x, each.high) for x, each in zip(xs, curve.points, strict=True)),
                 *reversed([(x, each.low) for x, each in zip(xs, curve.points, strict=True)])]  # fmt: skip
        canvas.add(
            go.Scatter(
                name=f"{curve.measure} range", mode="lines", fill="toself", fillcolor=canvas.colors["focus4"],
                line={"width": 0}, x=[x for x, _ in edges], y=[panel.py(value) for _, value in edges],
                hoverinfo="skip",
            )
        )  # fmt: skip
    canvas.add(
        go.Scatter(
            name=curve.measure, mode="lines+markers" if several else "markers", x=xs,
            y=[None if each.never else panel.py(each.mean) for each in curve.points],
            line={"color": canvas.colors["focus"], "width": 2.5},
            marker={"color": canvas.colors["focus"], "size": 2 * DOT}, hoverinfo="skip", cliponaxis=False,
        )
    )  # fmt: skip

    never = [x for x, each in zip(xs, curve.points, strict=True) if each.never]
    if never:
        look = {"symbol": "circle-open", "color": canvas.colors["costf"], "size": 2 * DOT + 2.0, "line": {"width": 2}}
        canvas.add(
            go.Scatter(
                name="never", mode="markers", x=never, y=[panel.top] * len(never), marker=look, hoverinfo="skip",
                cliponaxis=False,
            )
        )  # fmt: skip
        canvas.text(never[-1] + 10.0, panel.top, "never", color="cost", halo=True)


def _alone(curve: Curve) -> bool:
    """Return whether a measure has no range of its own: a share of futures, or days that a share does not exceed."""
    return curve.measure in ("target_met", "wait_p95", "wait_p50")


def _axis_below(canvas: Canvas, panel: Panel, data: CapacityData) -> None:
    """Write round numbers below the last panel, and what they count."""
    low, high = panel.x
    step = step_of(low, high, 6)
    ticks = [(value, amount(value, data.unit).split()[0]) for value in ticks_of(low, high, step)]
    canvas.scale_below(panel, ticks)
    canvas.text(
        (panel.left + panel.right) / 2, panel.bottom + 34.0, data.name.label, size=LABEL, color="ink2", anchor="center"
    )


def _names(canvas: Canvas, panel: Panel, data: CapacityData) -> None:
    """Say above the first panel which line is today's number and which the smallest that is enough."""

    def number(value: float) -> str:
        return amount(value, data.unit).split()[0]

    told = [(panel.px(data.stated), f"stated: {number(data.stated)}", "ink2")]
    if data.smallest:
        told.append((panel.px(data.smallest.value), f"enough: {number(data.smallest.value)}", "focus"))
    told.sort()
    ends = [panel.left, canvas.width - 2.0]
    if len(told) == 1:
        x, text, color = told[0]
        half = width_of(text, LABEL, bold=True) / 2
        canvas.text(min(max(x, half), ends[1] - half), 9.0, text, color=color, bold=True, anchor="center")
        return
    wide = [width_of(text, LABEL, bold=True) for _, text, _ in told]
    left = min(max(told[0][0] - wide[0] / 2, 0.0), ends[1] - sum(wide) - 14.0)
    right = min(max(told[1][0] - wide[1] / 2, left + wide[0] + 14.0), ends[1] - wide[1])
    for x, (_, text, color) in zip((left, right), told, strict=True):
        canvas.text(x, 9.0, text, color=color, bold=True)


__all__ = ["COST", "SERVICE", "draw_cost", "draw_service", "of"]
