"""Native charts for slides: floating bars for the ladder, lines for the cumulative net, dots for futures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from simulator.report.case import palette
from simulator.report.case.amounts import told
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
from simulator.report.case.dots import Dots
from simulator.report.case.fan import Fan
from simulator.report.case.ladder_bars import Bar
from simulator.report.case.view import View
from simulator.units import MONTHS_PER_YEAR

if TYPE_CHECKING:
    from pptx.slide import Slide

COLORS = {
    "pale": palette.FOCUS4, "there": palette.FOCUS, "moved": palette.FOCUS2, "cost": palette.COST_MARK,
    "net": palette.FOCUS,
}  # fmt: skip


def ladder_chart(slide: Slide, bars: Sequence[Bar]) -> Any:
    """Put floating bars on a slide: each lies on an invisible base, and is split where it crosses zero."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    data = CategoryChartData(number_format=DOLLARS)
    data.categories = [f"{bar.name}: {bar.amount}" for bar in bars]
    spans = [sorted((bar.start, bar.end)) for bar in bars]
    data.add_series("Base", [max(low, 0.0) + min(high, 0.0) for low, high in spans])
    data.add_series("Above zero", [max(high, 0.0) - max(low, 0.0) for low, high in spans])
    data.add_series("Below zero", [min(low, 0.0) - min(high, 0.0) for low, high in spans])
    frame, chart = added(slide, XL_CHART_TYPE.BAR_STACKED, data)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 35, 100
    base, *parts = plot.series
    base.format.fill.background()
    for series in parts:
        series.invert_if_negative = False
        for i, bar in enumerate(bars):
            _paint(series.points[i].format.fill, bar)
    chart.category_axis.reverse_order = True
    axis(chart.category_axis, labels_low=True)
    axis(chart.value_axis, grid=True, number_format=amount_format(span for each in spans for span in each))
    return frame


def _paint(fill: Any, bar: Bar) -> None:
    from pptx.enum.dml import MSO_PATTERN

    if bar.style == "lost":
        fill.patterned()
        fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        fill.fore_color.rgb, fill.back_color.rgb = rgb(palette.AXIS), rgb("#FFFFFF")
        return
    fill.solid()
    loss = bar.style == "net" and bar.end < 0
    fill.fore_color.rgb = rgb(palette.COST_MARK if loss else COLORS[bar.style])


def fan_chart(slide: Slide, view: View, fan: Fan) -> Any:
    """Put the average and the edges of the bands on a slide as lines, each named at its end."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    series = fan.series
    data = CategoryChartData(number_format=DOLLARS)
    data.categories = [view.month_named(month + 1) for month in range(len(series.mean))]
    lines: list[tuple[str, tuple[float, ...], str, float, bool]] = [("Average", series.mean, palette.FOCUS, 3.0, False)]
    if fan.ranged:
        lines += [
            ("90 % of futures, upper", series.high, palette.AXIS, 1.25, True),
            ("50 % of futures, upper", series.p75, palette.FOCUS2, 1.25, False),
            ("50 % of futures, lower", series.p25, palette.FOCUS2, 1.25, False),
            ("90 % of futures, lower", series.low, palette.AXIS, 1.25, True),
        ]
    for name, values, *_ in lines:
        data.add_series(name, values)
    frame, chart = added(slide, XL_CHART_TYPE.LINE, data)
    for drawn, (name, values, color, width, dashed) in zip(chart.plots[0].series, lines, strict=True):
        _line(drawn, color, width, dashed)
        if name == "Average" or _apart(values[-1], fan):
            name_end(drawn, len(values) - 1, f"{name.split(' of')[0]}: {told(values[-1])}", color)
    axis(chart.value_axis, grid=True, number_format=amount_format(v for _, values, *_ in lines for v in values))
    axis(chart.category_axis, labels_low=True)
    _every_year(chart.category_axis)
    room_at_the_end(chart)
    return frame


def _apart(value: float, fan: Fan) -> bool:
    """Return whether the end of an outer line is far enough from the average's to be named, and is an outer one."""
    series = fan.series
    reach = max(0.0, *series.high) - min(0.0, *series.low)
    return value in (series.low[-1], series.high[-1]) and abs(value - series.mean[-1]) > 0.12 * reach


def dot_chart(slide: Slide, dots: Dots) -> Any:
    """Put the futures on a slide as dots: filled where they save, open rings where they cost."""
    from pptx.chart.data import XyChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE
    from pptx.util import Pt

    data = XyChartData(number_format=DOLLARS)
    sides = {"Saves": [p for p in dots.places if p[0] > 0], "Costs more": [p for p in dots.places if p[0] < 0]}
    sides = {name: places for name, places in sides.items() if places}
    for name, places in sides.items():
        series = data.add_series(name)
        for x, y in places:
            series.add_data_point(x, y)
    frame, chart = added(slide, XL_CHART_TYPE.XY_SCATTER, data)
    for drawn, name in zip(chart.plots[0].series, sides, strict=True):
        drawn.format.line.fill.background()
        drawn.marker.style, drawn.marker.size = XL_MARKER_STYLE.CIRCLE, 13
        color = rgb(palette.FOCUS if name == "Saves" else palette.COST_MARK)
        drawn.marker.format.fill.solid()
        # Pale, not empty: LibreOffice draws no borders of markers.
        drawn.marker.format.fill.fore_color.rgb = color if name == "Saves" else rgb(palette.COST_PALE)
        drawn.marker.format.line.color.rgb, drawn.marker.format.line.width = color, Pt(2)
    low, high = min(0.0, dots.places[0][0]), max(0.0, dots.places[-1][0])
    round_ends(chart.category_axis, low, high)
    axis(chart.category_axis, labels_low=True, number_format=amount_format((low, high)))
    tallest = max(y for _, y in dots.places)
    chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, max(10, tallest + 1)
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    return frame


def _line(series: Any, color: str, width: float, dashed: bool) -> None:
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    series.smooth = False
    series.format.line.color.rgb, series.format.line.width = rgb(color), Pt(width)
    if dashed:
        series.format.line.dash_style = MSO_LINE.DASH
    series.marker.style = None
    from pptx.enum.chart import XL_MARKER_STYLE

    series.marker.style = XL_MARKER_STYLE.NONE


def _every_year(axis: Any) -> None:
    """Name every twelfth month only."""
    from lxml import etree

    space = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    for name in ("tickLblSkip", "tickMarkSkip"):
        found = etree.Element(f"{{{space}}}{name}", val=str(MONTHS_PER_YEAR))
        after = axis._element.find(f"{{{space}}}noMultiLvlLbl")
        after.addprevious(found)
