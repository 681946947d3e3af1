"""The cumulative net as a picture: what its title says, and an SVG whose text is text.

Matplotlib draws it: it is there already (SALib brings it), knows axes and ticks, and writes text as text. Its fonts are
only measured with; the document names the faces.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from simulator.report import words
from simulator.report.case import palette
from simulator.report.case.amounts import told
from simulator.report.case.payer_matrix import span
from simulator.report.case.view import View
from simulator.report.case.wording import TOGETHER
from simulator.report.headline import EVIDENCE
from simulator.results import Series
from simulator.units import MONTHS_PER_YEAR

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 3.5, 2.35  # inches
SIZE = 7.5  # points
MEASURED = "DejaVu Sans"
MOST_YEARS = 8
ONE_AT_A_TIME = threading.Lock()
"""Settings of matplotlib are everybody's, and a web server makes files in several threads."""
BELOW = 0.3
"""Share of the height that the words at the break-even need below zero."""
LATE = 0.93
UNSAID = ("Creator", "Date", "Format", "Type")
"""What matplotlib would say of itself and of the moment."""


@dataclass(frozen=True)
class Fan:
    """The cumulative net of a view with what is said about it; months count from 1."""

    title: str
    what: str
    subtitle: str
    alt: str
    series: Series
    years: tuple[tuple[int, int], ...]
    even: float | None
    even_text: str
    evidence: int | None
    ranged: bool


def fan(view: View) -> Fan | None:
    """Return the cumulative net; None in an answer of an earlier leadsim, which kept none."""
    series = view.cumulative(view.rung, view.payer)
    if series is None:
        return None
    never, median = (
        view.number(name, view.payer, view.rung) for name in ("break_even_never", "break_even_month_median")
    )
    even = None if median is None else median.difference.mean
    whom = TOGETHER.get(view.payer) or view.the(view.payer)
    title = _title(view, even, None if never is None else words.of_futures(never))
    months = len(series.mean)
    evidence = EVIDENCE * MONTHS_PER_YEAR if months > EVIDENCE * MONTHS_PER_YEAR else None
    ranged = series.low != series.high
    what = "Avoided costs less LEAD's cost" if view.rung == "net" else "Cash saved less cash paid"
    dashed = " Dashed: later than any study followed people." if evidence else ""
    last = told(series.mean[-1])
    reach = f", 90 % of futures between {told(series.low[-1])} and {told(series.high[-1])}"
    return Fan(
        title=title,
        what=f"{what}, added up, {whom}.",
        subtitle=f"{what}, added up, {whom}.{dashed}",
        alt=f"{title}. Line of the cumulative net of {whom}, {span(view)}: it ends at {last}{reach if ranged else ''}.",
        series=series,
        years=tuple((year, view.months_to(year)) for year in view.years),
        even=even if even is not None and even > 1 else None,
        even_text=f"Half of futures\nare ahead by\n{view.month_named(even)}" if even is not None and even > 1 else "",
        evidence=evidence,
        ranged=ranged,
    )


def _title(view: View, even: float | None, never: tuple[int, int] | None) -> str:
    if never is None:
        return "Nothing changes in any month"
    several, of = never
    if even is None:
        if of == 1:
            return f"It does not break even by {view.years[-1]}"
        return f"It does not break even by {view.years[-1]} in {several} of {of} futures"
    if even <= 1:
        return "It is ahead from the first month" if several == 0 else "In half of futures it is ahead from the start"
    if of == 1:
        return f"It breaks even by {view.month_named(even)}"
    return f"Half of futures break even by {view.month_named(even)}"


def fan_svg(found: Fan) -> str:
    """Return the picture as an SVG element with literal colors; the same answer gives the same text."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    settings: Any = {
        "svg.fonttype": "none", "svg.hashsalt": "leadsim", "font.family": MEASURED, "font.size": SIZE,
        "axes.unicode_minus": True,
    }  # fmt: skip
    with ONE_AT_A_TIME, mpl.rc_context(settings):
        figure = Figure(figsize=(WIDTH, HEIGHT))
        axes = figure.add_axes((0.125, 0.095, 0.665, 0.885))
        _frame(axes, found)
        _band(axes, found)
        _labels(axes, found)
        written = io.StringIO()
        figure.savefig(
            written, format="svg", transparent=True, metadata=dict.fromkeys(("Creator", "Date", "Format", "Type"))
        )
    svg = written.getvalue()
    return svg[svg.index("<svg") :].replace(f"'{MEASURED}'", palette.SANS.replace("'", "&quot;"))


def _limits(found: Fan) -> tuple[float, float]:
    series = found.series
    low, high = min(0.0, *series.low, *series.mean), max(0.0, *series.high, *series.mean)
    pad = 0.06 * ((high - low) or 1.0)
    if found.even is not None:  # its words stand below zero
        low = min(low, -BELOW * (high - low))
    return low - pad, high + pad


def _frame(axes: Axes, found: Fan) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    months = len(found.series.mean)
    axes.set_xlim(0, months)
    axes.set_ylim(*_limits(found))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
    axes.grid(axis="y", color=palette.GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.axhline(0.0, color=palette.INK, linewidth=0.9, zorder=3)
    axes.spines[:].set_visible(False)
    axes.tick_params(axis="y", length=0, colors=palette.INK2, pad=3)
    ends = [0, *(end for _, end in found.years)]
    step = -(-len(found.years) // MOST_YEARS)
    middles = {(a + b) / 2: str(year) for (year, b), a in zip(found.years, ends, strict=False)}
    chosen = dict(list(middles.items())[::step])
    axes.set_xticks(list(chosen), list(chosen.values()))
    axes.set_xticks(ends, minor=True)
    axes.tick_params(axis="x", which="major", length=0, colors=palette.INK2, pad=5)
    axes.tick_params(axis="x", which="minor", length=3, width=0.6, color=palette.AXIS)


def tick(value: float) -> str:
    """Return an amount at an axis: as short as it can be."""
    size, sign = abs(value), words.MINUS if value < 0 else ""
    if size >= 1e6:
        return f"{sign}${size / 1e6:,.4g}M"
    return f"{sign}${size / 1e3:,.4g}k" if size >= 1e4 else f"{sign}${size:,.4g}"


def _band(axes: Axes, found: Fan) -> None:
    series, months = found.series, range(len(found.series.mean) + 1)
    if found.ranged:
        for low, high, color in (
            (series.low, series.high, palette.FOCUS4),
            (series.p25, series.p75, palette.FOCUS3),
        ):
            axes.fill_between(months, [0.0, *low], [0.0, *high], color=color, linewidth=0, zorder=1)
    mean = [0.0, *series.mean]
    solid = (found.evidence or len(series.mean)) + 1
    line: dict[str, Any] = {"color": palette.FOCUS, "linewidth": 2.0, "zorder": 4, "solid_capstyle": "butt"}
    axes.plot(months[:solid], mean[:solid], **line)
    if found.evidence:
        axes.plot(months[solid - 1 :], mean[solid - 1 :], linestyle=(0, (3, 1.2)), **line)


def _labels(axes: Axes, found: Fan) -> None:
    series, months = found.series, len(found.series.mean)
    last = series.mean[-1]
    color = palette.COST if words.shown(last) < 0 else palette.FOCUS
    axes.annotate(
        f"Average\n{told(last)}", (months, last), xytext=(5, 0), textcoords="offset points", color=color,
        fontweight="bold", va="center", annotation_clip=False,
    )  # fmt: skip
    low, high = axes.get_ylim()
    for name, month, height in _band_names(found, 0.07 * (high - low)):
        axes.text(month, height, name, color=palette.INK2, ha="center", va="center")
    if found.evidence:
        end = high if high >= -low or found.even is not None else low
        axes.plot(
            [found.evidence] * 2, [0.0, end], color=palette.AXIS, linewidth=0.8, linestyle=(0, (1.5, 2)), zorder=2
        )  # fmt: skip
    if found.even is not None:
        _break_even(axes, found)


def _band_names(found: Fan, room: float) -> Iterator[tuple[str, float, float]]:
    """Yield the names of the bands where they have room near the end, beside the line and not on it."""
    series = found.series
    at = round(0.9 * len(series.mean)) - 1
    slope = abs(series.mean[at] - series.mean[at - len(series.mean) // 8])
    stretches = {
        "50 %": ((series.mean[at], series.p75[at]), (series.p25[at], series.mean[at])),
        "90 %": ((series.p75[at], series.high[at]), (series.low[at], series.p25[at])),
    }
    for name, (above, below) in stretches.items() if found.ranged else ():
        wider = max(above, below, key=lambda edges: edges[1] - edges[0])
        if wider[1] - wider[0] > room + slope:
            yield name, at, sum(wider) / 2


def _break_even(axes: Axes, found: Fan) -> None:
    """Put the ring where half of futures are ahead, and its words below zero on the right, where no line is."""
    assert found.even is not None
    axes.plot([found.even], [0.0], "o", markersize=6, color="white", markeredgecolor=palette.FOCUS, zorder=6)
    late = found.even > LATE * len(found.series.mean)
    axes.annotate(
        found.even_text, (found.even, 0.0), xytext=(0, -9), textcoords="offset points", ha="right" if late else "left",
        va="top", color=palette.FOCUS, fontweight="bold", zorder=7, annotation_clip=False, linespacing=1.15,
        arrowprops={"arrowstyle": "-", "color": palette.FOCUS, "linewidth": 0.8, "shrinkB": 3.5, "shrinkA": 0,
                    "relpos": (1.0 if late else 0.0, 1.0)},
    )  # fmt: skip
