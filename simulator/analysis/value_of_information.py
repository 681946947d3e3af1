"""What it is worth to know more before deciding: expected loss, and the value of perfect and of partial information.

Arrays in, estimates out. `nets` are in dollars by draw of the uncertain inputs and by option, shape (draws, options);
an option without consequences, such as the baseline, has nets of 0. Who decides takes the option with the highest mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy.interpolate import BSpline

Floats = npt.NDArray[np.float64]

PIECES = 4
"""Of the cubic spline of one input: its knots are at the quantiles of the draws."""
PENALTIES = np.logspace(-6.0, 4.0, 41)
SHUFFLES = 40
MOST_WITH_PRODUCTS = 3
ROUNDING = 1e-9
CURVES = (0.0, 0.03, 0.1, 0.3, 1.0)
"""How heavy the curves of many inputs may be beside their straight lines: 0 is lines alone."""


def against_nothing(nets: Floats) -> Floats:
    """Return the nets of two options from those of one, by draw: to do nothing, and to do it."""
    return np.stack([np.zeros_like(nets), nets], axis=1)


def expected_losses(nets: Floats) -> Floats:
    """Return for each option what is lost on average by taking it where another turns out better: (options,)."""
    losses: Floats = (nets.max(axis=1, keepdims=True) - nets).mean(axis=0)
    return losses


def perfect(nets: Floats) -> float:
    """Return the expected value of perfect information: the expected loss of the option that is best on average."""
    return float(expected_losses(nets).min())


@dataclass(frozen=True)
class Partial:
    """The expected value of perfect information on some inputs, in dollars.

    `shuffled` are estimates for the same inputs where they have nothing to do with the nets: what the finite number of
    draws alone makes of them.
    """

    value: float
    shuffled: tuple[float, ...] = ()


def told_apart(found: Sequence[Partial]) -> tuple[bool, ...]:
    """Return which values are above what inputs without any bearing reach: in nineteen of twenty cases none of them.

    The values are compared with the highest of all inputs in each shuffle, which is the same for all (Westfall and
    Young 1993): of a hundred inputs one by one, five would pass.
    """
    highest = np.array([each.shuffled for each in found]).max(axis=0)
    line = float(np.quantile(highest, 0.95))
    return tuple(each.value > line for each in found)


def partial(inputs: Floats, nets: Floats, *, seed: int, shuffles: int = SHUFFLES) -> Partial:
    """Return what it is worth to know the inputs, shape (draws, inputs), before choosing among options.

    By regression (Strong, Oakley and Brennan 2014, doi:10.1177/0272989X13505910): what each option is worth once the
    inputs are known is read off penalized cubic splines of each, and products of every two. The penalty is chosen by
    generalized cross-validation. Nets may hold luck, which the regression averages out.
    """
    return _partial([_Ridge.of(_basis(inputs))], nets, seed, shuffles)


def partial_of_group(inputs: Floats, nets: Floats, *, seed: int, shuffles: int = SHUFFLES) -> Partial:
    """Return the same for a group of inputs that may be many: shape (draws, inputs).

    More than three have no products, which would outnumber the draws: a straight line and a curve of each, with
    penalties of their own, both chosen by generalized cross-validation. What inputs of the group do only together is
    left out.
    """
    if inputs.shape[1] <= MOST_WITH_PRODUCTS:
        return partial(inputs, nets, seed=seed, shuffles=shuffles)
    lines, curves = _additive(inputs)
    bases = [_Ridge.of(np.column_stack([lines, weight * curves]) if weight else lines) for weight in CURVES]
    return _partial(bases, nets, seed, shuffles)


def _partial(bases: Sequence[_Ridge], nets: Floats, seed: int, shuffles: int) -> Partial:
    value = _value(bases, nets)
    order = np.random.default_rng(seed)
    shuffled = [_value(bases, nets[order.permutation(len(nets))]) for _ in range(shuffles)]
    return Partial(value, tuple(shuffled))


def nested(nets: Floats) -> float:
    """Return the same from simulation in two levels, shape (outer draws, inner draws, options).

    The inner draws are of everything else given the outer one. It takes many more runs and needs no regression.
    """
    given = nets.mean(axis=1)
    return float(given.max(axis=1).mean() - given.mean(axis=0).max())


# -- the regression ---------------------------------------------------------------------------------------


def _value(bases: Sequence[_Ridge], nets: Floats) -> float:
    differences = nets[:, 1:] - nets[:, :1]  # one option less to fit, and what they share falls out
    given = np.stack([_fitted(bases, each) for each in differences.T], axis=1)
    given = np.concatenate([np.zeros((len(nets), 1)), given], axis=1)
    return perfect(given)


def _additive(inputs: Floats) -> tuple[Floats, Floats]:
    """Return a straight line of each input, and what a cubic spline of it has besides, each column standardized."""
    moving = [each for each in inputs.T if float(np.ptp(each)) > 0.0]
    lines = [_standard(each) for each in moving]
    curves = [_standard(each) for line in lines for each in _bends(line)]
    none = np.zeros((len(inputs), 0))
    return (np.stack(lines, axis=1) if lines else none), (np.stack(curves, axis=1) if curves else none)


def _bends(line: Floats) -> Iterator[Floats]:
    """Yield the columns of the spline of an input without their straight part."""
    for column in _spline(line)[:, 1:].T:
        centered = column - column.mean()
        bend: Floats = centered - line * float(line @ centered) / len(line)
        if float(np.ptp(bend)) > ROUNDING * float(np.ptp(column)):
            yield bend


def _basis(inputs: Floats) -> Floats:
    """Return the columns of the regression, each with mean 0 and spread 1: splines of each input, products of two."""
    moving = [each for each in inputs.T if float(np.ptp(each)) > 0.0]
    columns = [column for each in moving for column in _spline(each).T]
    columns += [_standard(a) * _standard(b) for a, b in combinations(moving, 2)]
    found = [_standard(column) for column in columns if float(np.ptp(column)) > 0.0]
    return np.stack(found, axis=1) if found else np.zeros((len(inputs), 0))


def _spline(values: Floats) -> Floats:
    knots = np.unique(np.quantile(values, np.linspace(0.0, 1.0, PIECES + 1)))
    padded = np.concatenate([[knots[0]] * 3, knots, [knots[-1]] * 3])
    basis: Floats = BSpline.design_matrix(values, padded, 3).toarray()
    return np.column_stack([values, basis[:, 1:-1]])


def _standard(column: Floats) -> Floats:
    found: Floats = (column - column.mean()) / column.std()
    return found


@dataclass(frozen=True)
class _Ridge:
    """A basis of a regression, decomposed once for every net that is regressed on it."""

    left: Floats
    sizes: Floats

    @classmethod
    def of(cls, basis: Floats) -> _Ridge:
        left, sizes, _ = np.linalg.svd(basis, full_matrices=False)
        return cls(left, sizes)

    def fitted(self, net: Floats) -> tuple[float, Floats]:
        """Return the least score of generalized cross-validation over all penalties, and the net that has it."""
        mean, count = float(net.mean()), len(net)
        along, rest = self.left.T @ (net - mean), float(((net - mean) ** 2).sum())
        shrink = self.sizes**2 / (self.sizes**2 + count * PENALTIES[:, np.newaxis])
        residual = rest - ((2.0 * shrink - shrink**2) * along**2).sum(axis=1)
        score = residual / (1.0 - (1.0 + shrink.sum(axis=1)) / count) ** 2
        best = int(score.argmin())
        return float(score[best]), mean + self.left @ (shrink[best] * along)


def _fitted(bases: Sequence[_Ridge], net: Floats) -> Floats:
    """Return the ridge regression of a net on the basis, and with the penalty, of the least score."""
    if not len(bases[0].sizes) or float(np.ptp(net)) == 0.0:
        return np.full(len(net), float(net.mean()))
    return min((each.fitted(net) for each in bases), key=lambda each: each[0])[1]


__all__ = [
    "Partial",
    "against_nothing",
    "expected_losses",
    "nested",
    "partial",
    "partial_of_group",
    "perfect",
    "told_apart",
]
