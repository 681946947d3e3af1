"""What native charts share: where they stand, their axes and formats, and the names of their lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.report.case import palette
from simulator.report.case.slide_parts import SANS

if TYPE_CHECKING:
    from pptx.slide import Slide

BOX = (0.6, 2.3, 12.1, 4.5)
DOLLARS = '"$"#,##0;"−$"#,##0;"$0"'
MILLIONS = '"$"#,##0,,"M";"−$"#,##0,,"M";"$0"'
TENTHS = '"$"#,##0.0,,"M";"−$"#,##0.0,,"M";"$0"'


def added(slide: Slide, kind: Any, data: Any) -> tuple[Any, Any]:
    """Put a chart on a slide, without legend and title; return its frame and the chart."""
    from pptx.util import Inches, Pt

    shapes: Any = slide.shapes
    frame = shapes.add_chart(kind, *(Inches(each) for each in BOX), data)
    chart = frame.chart
    chart.has_legend = chart.has_title = False
    chart.font.size, chart.font.name = Pt(13), SANS
    chart.font.color.rgb = rgb(palette.INK2)
    return frame, chart


def axis(axis: Any, *, grid: bool = False, labels_low: bool = False, number_format: str | None = None) -> None:
    """Set an axis: with a grid or with a line, its labels at the edge, its numbers in this format."""
    from pptx.enum.chart import XL_TICK_LABEL_POSITION, XL_TICK_MARK
    from pptx.util import Pt

    axis.has_major_gridlines = grid
    axis.major_tick_mark = XL_TICK_MARK.NONE
    if grid:
        axis.major_gridlines.format.line.color.rgb = rgb(palette.GRID)
        axis.major_gridlines.format.line.width = Pt(0.75)
        axis.format.line.fill.background()
    else:
        axis.format.line.color.rgb = rgb(palette.INK)
    if labels_low:
        axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if number_format:
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = number_format, False


def round_ends(axis: Any, low: float, high: float) -> None:
    """Let an axis reach from one round amount to another, so that zero has its name too."""
    from matplotlib.ticker import MaxNLocator

    ticks = MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(low, high)
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = ticks[0], ticks[-1], ticks[1] - ticks[0]


def amount_format(values: Any) -> str:
    """Return the format of an axis whose values reach so far."""
    largest = max(abs(value) for value in values)
    return MILLIONS if largest >= 1e7 else TENTHS if largest >= 1e6 else DOLLARS


def name_end(series: Any, last: int, text: str, color: str, place: str = "RIGHT") -> None:
    """Name a line at its end: right of it, or where lines end close to each other above or below."""
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.util import Pt

    label = series.points[last].data_label
    frame = label.text_frame
    frame.text = text
    run = frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold, run.font.color.rgb = Pt(14), True, rgb(color)
    label.position = getattr(XL_LABEL_POSITION, place)


def room_at_the_end(chart: Any) -> None:
    """Leave room right of the lines for their names."""
    from lxml import etree

    space = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    area = chart._chartSpace.chart.plotArea
    layout = area.find(f"{{{space}}}layout")
    if layout is None:
        layout = etree.Element(f"{{{space}}}layout")
        area.insert(0, layout)
    manual = etree.SubElement(layout, f"{{{space}}}manualLayout")
    sizes = {
        "layoutTarget": "inner",
        "xMode": "edge",
        "yMode": "edge",
        "x": "0.08",
        "y": "0.03",
        "w": "0.72",
        "h": "0.85",
    }
    for name, value in sizes.items():
        etree.SubElement(manual, f"{{{space}}}{name}", val=value)


def rgb(color: str) -> Any:
    """Return a color as slides take it."""
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(color[1:])
