"""What must be true of two inputs for a scenario to save: its net over a grid of their values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from simulator.analysis.estimate import difference
from simulator.errors import InputError, nearest_names
from simulator.experiment.oneway import HIGH, LOW, beliefs, settings_of
from simulator.experiment.question import Question
from simulator.experiment.sensitivity_runs import Floats, Stake, Variation
from simulator.inputs.draw import stated
from simulator.inputs.parameter import UNIT_LIMITS, Parameter
from simulator.results import Difference

DEFAULT = ("lead.effect.discount", "costs.jail_day_marginal_share")
"""How far LEAD's effects carry, and how much of a jail day's cost varies at once."""
EVEN = 5
"""Values at equal distances; what is stated of the input, with its range, comes on top."""
WIDEST = (0.01, 0.99)
DIGITS = 3


@dataclass(frozen=True)
class Axis:
    """The values of an input that are tried, and which of them are stated: the value, and its 5th and 95th percentile.

    A share is tried from 0 to 1 and everything else over the middle 98 % of its range, but for values that are too near
    to what is stated to say more.
    """

    path: str
    parameter: Parameter
    values: tuple[float, ...]
    stated: tuple[float, float, float]

    @property
    def named(self) -> tuple[str, ...]:
        """What each value is of what is stated: "low", "value", "high", or nothing."""
        names = dict(zip(self.stated, ("low", "value", "high"), strict=True))
        return tuple(names.get(value, "") for value in self.values)


@dataclass(frozen=True)
class Frontier:
    """The net at every pair of values, by future: (values of the first, values of the second, futures)."""

    question: Question
    stake: Stake
    axes: tuple[Axis, Axis]
    nets: Floats

    @property
    def means(self) -> Floats:
        """The mean net at every pair of values, in dollars."""
        mean: Floats = self.nets.mean(axis=2)
        return mean

    def estimate(self, first: int, second: int) -> Difference:
        """Return the net at one pair with its range of futures."""
        by_future = self.nets[first, second]
        return difference(by_future[:, np.newaxis] if self.question.draws > 1 else by_future[np.newaxis])

    @property
    def zeros(self) -> tuple[tuple[float, ...], ...]:
        """For each value of the first input the values of the second at which the mean net changes its sign."""
        return tuple(zeros(self.axes[1].values, row.tolist()) for row in self.means)


def zeros(values: Sequence[float], nets: Sequence[float]) -> tuple[float, ...]:
    """Return where straight lines between nets are 0 where they change sign, in the order of the values."""
    pairs = pairwise(zip(values, nets, strict=True))
    return tuple(a - na * (b - a) / (nb - na) for (a, na), (b, nb) in pairs if na * nb < 0.0 or (nb == 0.0 != na))


def axis_of(question: Question, path: str) -> Axis:
    """Return the values of an input that are tried; InputError for what is not one number with a range."""
    if path not in question.jurisdiction.parameters:
        nearest = nearest_names(path, question.jurisdiction.parameters)
        raise InputError("there is no such parameter", found=path, nearest=nearest)
    believed = [each for each in beliefs(question, path) if settings_of(path, each)]
    if not believed or not isinstance(believed[0].value, float):
        raise InputError("a frontier is between two inputs that are one number each, with a range", found=path)
    parameter, value = believed[0], believed[0].value
    low, high, least, most = (_at(path, parameter, quantile) for quantile in (LOW, HIGH, *WIDEST))
    if parameter.unit == "share":
        least, most = UNIT_LIMITS["share"]
    apart = (most - least) / (4 * EVEN)
    even = [_round(each) for each in np.linspace(least, most, EVEN).tolist()]
    even = [each for each in even if all(abs(each - known) > apart for known in (low, value, high))]
    return Axis(path, parameter, tuple(sorted({*even, low, value, high})), (low, value, high))


def _at(path: str, parameter: Parameter, quantile: float) -> float:
    value = stated(path, parameter, {path: quantile})
    assert isinstance(value, float)
    return _round(value)


def _round(value: float) -> float:
    """Return a value that can be said in full: with three significant digits."""
    return float(f"{value:.{DIGITS}g}")


def variations_of(axes: tuple[Axis, Axis]) -> list[Variation]:
    """Return every pair of values as what is believed in both scenarios and in the practice before them."""
    first, second = axes
    return [Variation(beliefs={first.path: a, second.path: b}) for a in first.values for b in second.values]


def axes_of(question: Question, paths: Sequence[str]) -> tuple[Axis, Axis]:
    """Return the two axes; InputError unless they are two different inputs."""
    first, second = (axis_of(question, path) for path in paths)
    if first.path == second.path:
        raise InputError("a frontier is between two different inputs", found=first.path)
    return first, second


def frontier(
    question: Question, stake: Stake, axes: tuple[Axis, Axis], nets: Callable[[Sequence[Variation]], Floats]
) -> Frontier:
    """Return the net at every pair of values; `nets` gives them by future for several variations."""
    found = nets(variations_of(axes))
    shape = (len(axes[0].values), len(axes[1].values), -1)
    return Frontier(question, stake, axes, found.reshape(shape))


__all__ = ["DEFAULT", "Axis", "Frontier", "axes_of", "axis_of", "frontier", "variations_of", "zeros"]
