"""Native charts of what a case rests on: floating bars for single inputs, and lines over the values of one.

A name in a chart follows its rank or a word, so that no cell of a chart's own workbook begins with what a file says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from simulator.report.case import palette
from simulator.report.case.chart_parts import (
    DOLLARS,
    added,
    amount_format,
    axis,
    name_end,
    rgb,
    room_at_the_end,
    round_ends,
)
from simulator.report.case.pages import short
from simulator.report.case.tornado import Tornado
from simulator.report.case.tornado_bars import bar_of, reach

if TYPE_CHECKING:
    from pptx.slide import Slide

Lines = Sequence[tuple[str, Sequence[tuple[float, float]]]]
CLOSE = 0.1
"""Share of the reach within which two names would stand on each other."""
LONGEST_NAME = 58
WHOLE = "#,##0"
ROOM = 0.3
"""Share of the reach that the words beyond a bar need."""
COLORS = (palette.FOCUS, palette.FOCUS2, palette.GREY)
"""Of the first, the second and the third line."""


def tornado_chart(slide: Slide, found: Tornado) -> Any:
    """Put floating bars on a slide: what makes it worse and what makes it better than with nothing set."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION

    bars = [bar_of(each) for each in found.shown]
    low, high = reach(found)
    room = ROOM * (high - low)
    left, right = (room if low < 0.0 else 0.0), (room if high > 0.0 else 0.0)
    data = CategoryChartData(number_format=DOLLARS)
    data.categories = [f"{i}. {short(each.name, LONGEST_NAME)}, {each.unit}" for i, each in enumerate(found.shown, 1)]
    data.add_series("Up to the bar", [bar.between for bar in bars])
    data.add_series("Worse, above zero", [max(bar.base, 0.0) - max(bar.low, 0.0) for bar in bars])
    data.add_series("Better, above zero", [max(bar.high, 0.0) - max(bar.base, 0.0) for bar in bars])
    data.add_series("Better, below zero", [min(bar.base, 0.0) - min(bar.high, 0.0) for bar in bars])
    data.add_series("Worse, below zero", [min(bar.low, 0.0) - min(bar.base, 0.0) for bar in bars])
    data.add_series("Room for words, left", [-left if bar.low < 0.0 else 0.0 for bar in bars])
    data.add_series("Room for words, right", [right if bar.high > 0.0 else 0.0 for bar in bars])
    frame, chart = added(slide, XL_CHART_TYPE.BAR_STACKED, data)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, 100
    up_to, *parts, at_left, at_right = plot.series
    for series, color in zip(parts, (palette.COST_MARK, palette.FOCUS, palette.FOCUS, palette.COST_MARK), strict=True):
        series.invert_if_negative = False
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(color)
    for series in (up_to, at_left, at_right):
        series.format.fill.background()
    for i, bar in enumerate(bars):
        inner, outer = XL_LABEL_POSITION.INSIDE_END, XL_LABEL_POSITION.INSIDE_BASE
        _word(*((at_left, outer) if bar.low < 0.0 else (up_to, inner)), i, bar.left)
        _word(*((at_right, outer) if bar.high > 0.0 else (up_to, inner)), i, bar.right)
    chart.category_axis.reverse_order = True
    axis(chart.category_axis, labels_low=True)
    round_ends(chart.value_axis, low - left, high + right)
    axis(chart.value_axis, grid=True, number_format=amount_format((low, high)))
    return frame


def _word(series: Any, position: Any, i: int, text: str) -> None:
    from pptx.util import Pt

    if not text:
        return
    label = series.points[i].data_label
    label.text_frame.text = text
    run = label.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.color.rgb = Pt(11), rgb(palette.INK)
    label.position = position


def lines_chart(slide: Slide, lines: Lines, across: str, *, dollars: bool = True) -> Any:
    """Put lines over the values of an input on a slide, each named at its end; `across` names the input."""
    from pptx.chart.data import XyChartData
    from pptx.enum.chart import XL_CHART_TYPE

    data = XyChartData(number_format=DOLLARS if dollars else "General")
    for name, points in lines:
        series = data.add_series(name)
        for x, y in points:
            series.add_data_point(x, y)
    frame, chart = added(slide, XL_CHART_TYPE.XY_SCATTER_LINES, data)
    for drawn, (name, points), color in zip(chart.plots[0].series, lines, COLORS, strict=False):
        _marked(drawn, color)
        if len(lines) > 1:
            name_end(drawn, len(points) - 1, name, color, _place(points[-1][1], lines))
    values = [y for _, points in lines for _, y in points]
    round_ends(chart.value_axis, min(0.0, *values), max(0.0, *values))
    axis(
        chart.value_axis,
        grid=True,
        labels_low=True,
        number_format=amount_format(values) if dollars else WHOLE if max(values) > 10.0 else "General",
    )
    axis(chart.category_axis, labels_low=True)
    places = [x for _, points in lines for x, _ in points]
    round_ends(chart.category_axis, min(places), max(places))
    chart.category_axis.has_title = True
    chart.category_axis.axis_title.text_frame.text = short(across, 120)
    if len(lines) > 1:
        room_at_the_end(chart)
    return frame


def _place(end: float, lines: Lines) -> str:
    """Return where the name of a line goes, so that names of lines that end close to each other stay apart."""
    values = [y for _, points in lines for _, y in points]
    close = CLOSE * (max(0.0, *values) - min(0.0, *values))
    near = [points[-1][1] for _, points in lines if 0.0 < abs(points[-1][1] - end) < close]
    if not near or min(near) < end < max(near):
        return "RIGHT"
    return "ABOVE" if end > max(near) else "BELOW"


def _marked(series: Any, color: str) -> None:
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.util import Pt

    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = rgb(color), Pt(2.5)
    series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 7
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = rgb(color)
    series.marker.format.line.color.rgb = rgb(color)


__all__ = ["lines_chart", "tornado_chart"]
