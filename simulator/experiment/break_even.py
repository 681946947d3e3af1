"""The value of an input at which a net is 0: a grid over its range first, then a search wherever the sign changes.

That a net rises or falls with an input is not assumed: the grid may find several changes, and each is searched for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import optimize

from simulator.analysis.sensitivity import Crossing, crossing
from simulator.experiment.oneway import Effect
from simulator.experiment.sensitivity_runs import Floats, Variation
from simulator.inputs.draw import stated
from simulator.inputs.parameter import Value

GRID = (0.01, 0.25, 0.5, 0.75, 0.99)
"""Quantiles that are tried besides the ends of a swing: the range that is searched is the middle 98 %."""
FINE = 0.002
"""How near a search comes, in quantiles: far below what draws can tell."""

Nets = Callable[[Sequence[float]], Floats]
"""Nets by future at each of several quantiles of an input: (quantiles, futures), in the same futures whenever asked."""


@dataclass(frozen=True)
class Searched:
    """Where a mean net changes its sign along an input, and the mean nets at what was tried, by quantile in order."""

    crossings: tuple[Crossing, ...]
    tried: tuple[tuple[float, float], ...]

    @property
    def saves_everywhere(self) -> bool:
        """Whether the mean net is above 0 at all that was tried."""
        return all(net > 0.0 for _, net in self.tried)


@dataclass(frozen=True)
class BreakEven:
    """The break-even values of one input: each crossing with its value and the ends of its interval in the unit.

    `full` says whether the whole grid was searched, or the two ends of the range alone were looked at.
    """

    effect: Effect
    searched: Searched
    full: bool

    def value(self, quantile: float | None) -> Value | None:
        """Return the value of the input at a quantile of its range."""
        if quantile is None:
            return None
        return stated(self.effect.setting.path, self.effect.parameter, {self.effect.setting.key: quantile})


def search(nets: Nets, grid: Sequence[float], known: dict[float, Floats] | None = None) -> Searched:
    """Return where the mean net changes its sign between the ends of a grid, within `FINE`.

    `known` are nets by future at quantiles that need not be asked for. What a net does between neighbors of the grid
    without being seen at either stays unseen.
    """
    found = dict(known or {})
    lacking = [each for each in grid if each not in found]
    if lacking:
        found |= dict(zip(lacking, nets(lacking), strict=True))

    def mean(quantile: float) -> float:
        if quantile not in found:
            (found[quantile],) = nets([quantile])
        return float(np.mean(found[quantile]))

    signed = [(each, mean(each)) for each in sorted(found) if mean(each) != 0.0]
    changes = [(a, b) for a, b in pairwise(signed) if a[1] * b[1] < 0.0]
    at = [(float(optimize.brentq(mean, a[0], b[0], xtol=FINE)), b[1] > 0.0) for a, b in changes]
    by_future = {each: nets.tolist() for each, nets in found.items()}
    return Searched(
        tuple(crossing(place, by_future, saves_above=above) for place, above in at),
        tuple((each, mean(each)) for each in sorted(found)),
    )


def at_the_ends(effect: Effect) -> dict[float, Floats]:
    """Return the nets of an effect by quantile: those of its two ends."""
    ends = ((effect.setting.low, effect.low), (effect.setting.high, effect.high))
    return {quantile: np.array(end.nets) for quantile, end in ends}


def break_evens(
    effects: Sequence[Effect], full: Sequence[bool], nets: Callable[[Sequence[Variation]], Floats]
) -> tuple[BreakEven, ...]:
    """Return the break-even values of every input.

    `full` says which are searched on the whole grid, and so is whatever changes the sign at an end; of the others the
    ends of the range are looked at. `nets` gives them by future for several variations: (variations, futures).
    """
    wanted = [each or _differs(effect) for effect, each in zip(effects, full, strict=True)]
    asked = [(i, quantile) for i, is_wanted in enumerate(wanted) if is_wanted for quantile in GRID]
    found = nets([Variation({effects[i].setting.key: quantile}) for i, quantile in asked]) if asked else np.empty(0)
    known = [at_the_ends(effect) for effect in effects]
    for (i, quantile), each in zip(asked, found, strict=True):
        known[i][quantile] = each

    def searched(effect: Effect, known: dict[float, Floats]) -> Searched:
        def along(quantiles: Sequence[float]) -> Floats:
            return nets([Variation({effect.setting.key: quantile}) for quantile in quantiles])

        return search(along, sorted(known), known)

    return tuple(
        BreakEven(effect, searched(effect, at), is_wanted)
        for effect, at, is_wanted in zip(effects, known, wanted, strict=True)
    )


def _differs(effect: Effect) -> bool:
    """Whether the ends of a range, or an end and what is there without moving anything, have different signs."""
    return effect.changes_sign or effect.low.net * effect.high.net < 0.0


__all__ = ["FINE", "GRID", "BreakEven", "Searched", "at_the_ends", "break_evens", "search"]
