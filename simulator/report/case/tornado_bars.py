"""The bars of single inputs: where each lies, in dollars and in percent of a picture that has zero in it."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.report.case.amounts import told
from simulator.report.case.tornado import Swing, Tornado

MARGIN = 0.03
"""Share of the reach that is left free at either end."""


@dataclass(frozen=True)
class Bar:
    """A bar from the lowest to the highest of three nets in dollars, and what is said at its left and right end."""

    low: float
    base: float
    high: float
    left: str
    right: str

    @property
    def between(self) -> float:
        """The stretch from zero to the bar, where it does not reach zero."""
        return max(self.low, 0.0) + min(self.high, 0.0)


@dataclass(frozen=True)
class Placed:
    """A bar in percent of the picture's width: where it begins, the net with nothing set, zero, and both sides."""

    low: float
    base: float
    zero: float
    worse: float
    better: float


def bar_of(swing: Swing) -> Bar:
    """Return the bar of an input; each end is told with the value of the input that the net is at."""
    ends = [(swing.low, swing.value(high=False)), (swing.high, swing.value(high=True))]
    below = "; ".join(f"{value}: {told(net)}" for net, value in ends if net < swing.base)
    above = "; ".join(f"{value}: {told(net)}" for net, value in ends if net >= swing.base)
    nets = (swing.low, swing.base, swing.high)
    return Bar(min(nets), swing.base, max(nets), below, above)


def reach(found: Tornado) -> tuple[float, float]:
    """Return the lowest and the highest net of all bars, zero among them."""
    nets = [0.0, *(net for each in found.apart for net in (each.low, each.base, each.high))]
    return min(nets), max(nets)


def placed(found: Tornado, swing: Swing) -> Placed:
    """Return where a bar lies in a picture that all bars share."""
    low, high = reach(found)
    pad = MARGIN * ((high - low) or 1.0)
    width = high - low + 2.0 * pad

    def at(net: float) -> float:
        return round(100.0 * (net - low + pad) / width, 2)

    bar = bar_of(swing)
    edges = at(bar.low), at(bar.base), at(bar.high)
    return Placed(edges[0], edges[1], at(0.0), round(edges[1] - edges[0], 2), round(edges[2] - edges[1], 2))


def scale_head(found: Tornado) -> str:
    """Return what the column of bars spans, and which line in it is zero."""
    low, high = reach(found)
    return f"From {told(low)} to {told(high)}; the dark line is $0, the grey one {told(found.net)}"


__all__ = ["Bar", "Placed", "bar_of", "placed", "reach", "scale_head"]
