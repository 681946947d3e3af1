"""What it is worth to know more before deciding: expected loss, and the value of perfect and of partial information.

Arrays in, estimates out. `nets` are in dollars by draw of the uncertain inputs and by option, shape (draws, options);
an option without consequences, such as the baseline, has nets of 0. Who decides takes the option with the highest mean.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    basis = _basis(inputs)
    value = _value(basis, nets)
    order = np.random.default_rng(seed)
    shuffled = [_value(basis, nets[order.permutation(len(nets))]) for _ in range(shuffles)]
    return Partial(value, tuple(shuffled))


def nested(nets: Floats) -> float:
    """Return the same from simulation in two levels, shape (outer draws, inner draws, options).

    The inner draws are of everything else given the outer one. It takes many more runs and needs no regression.
    """
    given = nets.mean(axis=1)
    return float(given.max(axis=1).mean() - given.mean(axis=0).max())


def acceptability(effects: Floats, costs: Floats, willing: Sequence[float]) -> Floats:
    """Return the share of futures in which a unit of an effect, at each of several prices, is worth what it costs.

    `effects` (more is better) and `costs` (in dollars, more is worse) are by draw; the result is (prices,).
    """
    worth = np.asarray(willing, dtype=np.float64)[:, np.newaxis] * effects[np.newaxis, :] - costs[np.newaxis, :]
    shares: Floats = (worth > 0.0).mean(axis=1)
    return shares


# -- the regression ---------------------------------------------------------------------------------------


def _value(basis: Floats, nets: Floats) -> float:
    differences = nets[:, 1:] - nets[:, :1]  # one option less to fit, and what they share falls out
    given = np.stack([_fitted(basis, each) for each in differences.T], axis=1)
    given = np.concatenate([np.zeros((len(nets), 1)), given], axis=1)
    return perfect(given)


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


def _fitted(basis: Floats, net: Floats) -> Floats:
    """Return the ridge regression of a net on a basis, by the penalty of least generalized cross-validation."""
    mean, count = float(net.mean()), len(net)
    if not basis.shape[1] or float(np.ptp(net)) == 0.0:
        return np.full(count, mean)
    left, sizes, _ = np.linalg.svd(basis, full_matrices=False)
    along, rest = left.T @ (net - mean), float(((net - mean) ** 2).sum())
    shrink = sizes**2 / (sizes**2 + count * PENALTIES[:, np.newaxis])
    residual = rest - ((2.0 * shrink - shrink**2) * along**2).sum(axis=1)
    score = residual / (1.0 - (1.0 + shrink.sum(axis=1)) / count) ** 2
    fitted: Floats = mean + left @ (shrink[int(score.argmin())] * along)
    return fitted


__all__ = [
    "Partial",
    "acceptability",
    "against_nothing",
    "expected_losses",
    "nested",
    "partial",
    "perfect",
    "told_apart",
]
