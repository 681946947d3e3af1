"""Pictures of observed against fitted, as SVG whose text is text."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

from simulator.local.fitted import REBOOKING_GRID, STAY_GRID, LocalFit
from simulator.local.reading import CLASSES
from simulator.report.case import palette
from simulator.report.case.fan import MEASURED, ONE_AT_A_TIME

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SIZE = 9.0  # points
OBSERVED: dict[str, Any] = {"color": palette.INK, "linewidth": 1.3, "zorder": 4}
FITTED: dict[str, Any] = {"color": palette.COST_MARK, "linewidth": 2.4, "zorder": 3, "dashes": (2.4, 1.0)}


def _drawn(width: float, height: float, draw: Callable[[Figure], None]) -> str:
    """Return what is drawn as an SVG element with literal colors; the same fit gives the same text."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    settings: Any = {
        "svg.fonttype": "none", "svg.hashsalt": "leadsim", "font.family": MEASURED, "font.size": SIZE,
    }  # fmt: skip
    with ONE_AT_A_TIME, mpl.rc_context(settings):
        figure = Figure(figsize=(width, height), layout="constrained")
        draw(figure)
        written = io.StringIO()
        none = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(written, format="svg", transparent=True, metadata=none)
    svg = written.getvalue()
    return svg[svg.index("<svg") :].replace(f"'{MEASURED}'", palette.SANS.replace("'", "&quot;"))


def _plain(axes: Axes) -> None:
    axes.spines[:].set_visible(False)
    axes.grid(axis="y", color=palette.GRID, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(length=0, colors=palette.INK2)
    axes.axhline(0.0, color=palette.INK, linewidth=0.9, zorder=5)


def _shares(axes: Axes, top: float = 1.0) -> None:
    from matplotlib.ticker import FuncFormatter

    axes.set_ylim(0.0, top)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f} %"))


def stays_picture(fit: LocalFit) -> str | None:
    """Return a panel for each class: the share of stays that last longer, observed and fitted."""
    stays = fit.stay_fit
    if stays is None:
        return None
    columns = min(4, len(stays.classes))
    rows = -(-len(stays.classes) // columns)

    def draw(figure: Figure) -> None:
        panels = np.atleast_1d(figure.subplots(rows, columns, sharex=True, sharey=True)).ravel()
        for axes, code, share, count in zip(panels, stays.classes, stays.long_share, stays.count, strict=False):
            axes.plot(STAY_GRID, stays.survival(STAY_GRID, float(share)), **FITTED)
            axes.step(STAY_GRID, fit.stays_observed[code], where="post", **OBSERVED)
            axes.set_xscale("log")
            axes.set_xlim(1 / 24, 730)
            axes.set_xticks([1.0, 30.0, 365.0], ["day", "month", "year"])
            axes.set_xticks([], minor=True)
            name = CLASSES[code].replace("_", " ").capitalize()
            axes.set_title(f"{name}\n{count:,} stays", loc="left", fontsize=SIZE, color=palette.INK)
            _plain(axes)
            _shares(axes, 1.02)
        for axes in panels[len(stays.classes) :]:
            axes.set_axis_off()
        for axes in panels[max(0, len(stays.classes) - columns) : len(stays.classes)]:
            axes.tick_params(labelbottom=True)

    return _drawn(9.2, 0.4 + 2.1 * rows, draw)


def rebooking_picture(fit: LocalFit) -> str:
    """Return the share of people who are booked again, by days at liberty since the first release."""
    last = min(730.0, 0.9 * fit.stays.window.years * 365.25)
    grid = REBOOKING_GRID[last >= REBOOKING_GRID]

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        top = 0.2
        if fit.implied is not None:
            again = 1.0 - fit.implied.rebooked[: len(grid)]
            axes.plot(grid, again, **FITTED)
            top = max(top, float(np.nanmax(again)))
        observed = 1.0 - fit.not_rebooked[: len(grid)]
        axes.plot(grid, observed, **OBSERVED)
        step = 30 if last < 200 else 90 if last < 500 else 180
        ticks = list(range(0, int(last) + 1, step))
        axes.set_xticks(ticks, [f"{tick} days" if tick else "" for tick in ticks])
        axes.set_xlim(0, last)
        _plain(axes)
        _shares(axes, 1.15 * float(np.nanmax([top, np.nanmax(observed)])))

    return _drawn(4.5, 2.9, draw)


def counts_picture(fit: LocalFit) -> str:
    """Return how many people are booked once, twice … ten times or more: bars observed, marks fitted."""

    def draw(figure: Figure) -> None:
        axes = figure.subplots()
        x = np.arange(1, 11)
        axes.bar(x, fit.shown_by_count, width=0.7, color=palette.GREY_FILL, zorder=2)
        if fit.implied is not None:
            axes.hlines(
                fit.implied.people_by_count, x - 0.42, x + 0.42, color=palette.COST_MARK, linewidth=2.4, zorder=4
            )
        axes.set_xticks(x, [*(str(n) for n in x[:-1]), "10+"])
        _plain(axes)
        fitted = 0.0 if fit.implied is None else float(fit.implied.people_by_count.max())
        _shares(axes, 1.1 * max(float(fit.people_by_count.max()), fitted))

    return _drawn(4.5, 2.9, draw)


def population_picture(fit: LocalFit) -> str | None:
    """Return the average number of people in jail by month."""
    if not fit.population:
        return None

    def draw(figure: Figure) -> None:
        from matplotlib.ticker import MaxNLocator

        axes = figure.subplots()
        values = [value for _, value in fit.population]
        x = np.arange(len(values))
        axes.plot(x, values, color=palette.FOCUS, linewidth=2.2, marker="o", markersize=3, zorder=4)
        every = max(1, -(-len(values) // 10))
        axes.set_xticks(x[::every], [f"{month:%b %Y}" for month, _ in fit.population][::every])
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
        _plain(axes)
        axes.set_ylim(0, 1.12 * max(*values, 1.0))

    return _drawn(9.2, 2.6, draw)
