"""The net in fifty futures, as dots: filled where it saves, an open ring where it costs."""

from __future__ import annotations

import math
from dataclasses import dataclass

from simulator.report.case.amounts import told
from simulator.report.case.view import View
from simulator.report.outlook import outlook

BINS = 26


@dataclass(frozen=True)
class Dots:
    """The futures of a view: values in dollars, ascending, each with its place in a column of dots."""

    title: str
    subtitle: str
    alt: str
    values: tuple[float, ...]
    places: tuple[tuple[float, int], ...]


def dots(view: View) -> Dots | None:
    """Return the dots; None in an answer of an earlier leadsim, and where there is one future only."""
    kept = view.dots
    if kept is None or len(kept.values) < 2 or kept.values[0] == kept.values[-1]:
        return None
    found, of = outlook(view.net.difference), len(kept.values)
    worst, best = told(kept.values[0]), told(kept.values[-1])
    title = f"It saves in {found.saving} of {found.of} simulated futures and costs more in {found.losing}"
    subtitle = f"Net over all years; each dot is one of {of} equally likely futures. Ring: it costs more than it saves."
    alt = f"{title}. The worst of {of} dots is at {worst}, the best at {best}."
    return Dots(title, subtitle, alt, kept.values, _places(kept.values))


def _places(values: tuple[float, ...]) -> tuple[tuple[float, int], ...]:
    """Return the middle of each dot's bin and its height there; no bin spans zero."""
    width = _nice((values[-1] - values[0]) / BINS)
    seen: dict[int, int] = {}
    places = []
    for value in values:
        bin_ = math.floor(value / width)
        seen[bin_] = seen.get(bin_, 0) + 1
        places.append(((bin_ + 0.5) * width, seen[bin_]))
    return tuple(places)


def _nice(width: float) -> float:
    """Return a round number at or above a width."""
    power = 10.0 ** math.floor(math.log10(width))
    return next(step * power for step in (1.0, 2.0, 2.5, 5.0, 10.0) if step * power >= width)
