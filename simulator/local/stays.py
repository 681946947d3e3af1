"""Two-part stays: a mixture of two lognormals with common parts and a share of long stays for each class.

The form of the model's own stays. Fitted by maximum likelihood with stays censored that go on; standard errors allow
for the stays of one person being alike (sandwich, clustered by person).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

if TYPE_CHECKING:
    from collections.abc import Callable

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

WIDTH = 0.01
"""Stays are put together that differ by less than one percent: what the fit costs does not grow with the file."""
FEW = 30
PARTS = 4  # log of the short median, log of the ratio of medians, logs of the spreads


@dataclass(frozen=True)
class StayFit:
    """Days, spreads on the log scale, and the share of long stays by class; `covariance` is of all, in this order.

    `classes` are the codes that had enough stays; `count` how many stays each had, `censored` how many of them go on.
    """

    short_median: float
    short_sigma: float
    long_median: float
    long_sigma: float
    classes: tuple[int, ...]
    long_share: Floats
    count: Ints
    censored: Ints
    covariance: Floats

    @property
    def errors(self) -> Floats:
        """Standard errors: the four of the parts, then the shares."""
        found: Floats = np.sqrt(np.diag(self.covariance))
        return found

    def survival(self, days: Floats, share: float) -> Floats:
        """Return the share of stays that last longer."""
        short = special.ndtr(-np.log(days / self.short_median) / self.short_sigma)
        long = special.ndtr(-np.log(days / self.long_median) / self.long_sigma)
        return np.asarray((1.0 - share) * short + share * long)

    def share_of(self, classes: list[int]) -> tuple[float, float] | None:
        """Return the share of long stays in some classes together, and its standard error."""
        weights = np.array([self.count[i] if c in classes else 0.0 for i, c in enumerate(self.classes)])
        if weights.sum() < FEW:
            return None
        weights /= weights.sum()
        block = self.covariance[PARTS:, PARTS:]
        return float(weights @ self.long_share), float(np.sqrt(weights @ block @ weights))


def fit_stays(length: Floats, censored: Flags, charge: Ints, person: Ints) -> StayFit | None:
    """Return the fit; None where there are too few stays, or where two parts cannot be told apart."""
    classes = [code for code in np.unique(charge) if (charge == code).sum() >= FEW]
    use = np.isin(charge, classes)
    if not classes or (~censored[use]).sum() < 5 * FEW:
        return None
    length, censored, charge, person = length[use], censored[use], charge[use], person[use]
    which = np.searchsorted(classes, charge)
    level = np.round(np.log(length) / WIDTH).astype(np.int64)
    cells, cell, weight = np.unique(
        np.stack([level, censored.astype(np.int64), which]), axis=1, return_inverse=True, return_counts=True
    )
    cell = cell.reshape(-1)
    each = _likelihood(cells[0] * WIDTH, cells[1] == 1, cells[2])
    best = _maximize(each, weight, np.log(length[~censored]), len(classes))
    if best is None:
        return None
    inverse = inverse_of(second_differences(lambda t: float(weight @ each(t)), best))
    if inverse is None:
        return None
    scores = _scores(each, best)
    _, person = np.unique(person, return_inverse=True)
    sums = np.stack([np.bincount(person, weights=column[cell]) for column in scores])
    covariance = inverse @ (sums @ sums.T) @ inverse
    return _in_days(best, covariance, classes, which, censored)


def _likelihood(logs: Floats, censored: Flags, which: Ints) -> Callable[[Floats], Floats]:
    """Return the log-likelihood of each cell as a function of the parameters."""

    def each(theta: Floats) -> Floats:
        short, ratio, log_s, log_l = theta[:PARTS]
        share = special.expit(theta[PARTS:])[which]
        s, t = np.exp(log_s), np.exp(log_l)
        a, b = (logs - short) / s, (logs - short - np.exp(ratio)) / t
        density = (1 - share) * np.exp(-a * a / 2) / s + share * np.exp(-b * b / 2) / t
        still = (1 - share) * special.ndtr(-a) + share * special.ndtr(-b)
        return np.asarray(np.log(np.maximum(np.where(censored, still, density), 1e-300)))

    return each


def _maximize(each: Callable[[Floats], Floats], weight: Ints, logs: Floats, classes: int) -> Floats | None:
    """Return the best parameters from a few starts; medians of the parts are never in the wrong order."""
    low, high = np.quantile(logs, [0.35, 0.9])
    bounds = [(-6, 6), (-2, 3), (-2.5, 1.5), (-2.5, 1.5), *[(-7, 7)] * classes]

    def loss(theta: Floats) -> float:
        return float(-(weight @ each(theta)) / weight.sum())

    found = []
    for share, ratio in ((0.25, high - low), (0.5, 0.6 * (high - low))):
        start = np.array([low, np.log(max(ratio, 0.5)), 0.0, 0.0, *[float(special.logit(share))] * classes])
        # L-BFGS-B of scipy 1.17 took six times the processor time of this.
        options: Any = {"maxiter": 500, "ftol": 1e-12}
        found.append(optimize.minimize(loss, start, method="SLSQP", bounds=bounds, options=options))
    best = min(found, key=lambda result: result.fun)
    low_ends, high_ends = np.array(bounds).T
    at_edge = (best.x <= low_ends + 1e-6) | (best.x >= high_ends - 1e-6)
    return None if at_edge.any() else np.asarray(best.x)


def _scores(each: Callable[[Floats], Floats], at: Floats, step: float = 1e-5) -> Floats:
    moves = step * np.eye(len(at))
    return np.stack([(each(at + move) - each(at - move)) / (2 * step) for move in moves])


def second_differences(total: Callable[[Floats], float], at: Floats, step: float = 2e-3) -> Floats:
    """Return second differences of a function around its maximum."""
    size = len(at)
    moves = step * np.eye(size)
    found = np.empty((size, size))
    for i in range(size):
        for j in range(i + 1):
            a, b = moves[i], moves[j]
            found[i, j] = found[j, i] = (
                total(at + a + b) - total(at + a - b) - total(at - a + b) + total(at - a - b)
            ) / (4 * step * step)
    return found


def inverse_of(hessian: Floats) -> Floats | None:
    """Return the inverse of minus a Hessian; None where it is not that of a maximum."""
    values, vectors = np.linalg.eigh(-hessian)
    if not np.isfinite(values).all() or values.min() <= 1e-9 * values.max():
        return None
    found: Floats = vectors @ np.diag(1 / values) @ vectors.T
    return found


def _in_days(theta: Floats, covariance: Floats, classes: list[int], which: Ints, censored: Flags) -> StayFit:
    share = special.expit(theta[PARTS:])
    short, gap = np.exp(theta[0]), np.exp(theta[1])
    long = short * np.exp(gap)
    s, t = np.exp(theta[2:PARTS])
    change = np.zeros((PARTS + len(share), len(theta)))
    change[0, 0] = short
    change[1, 2] = s
    change[2, 0], change[2, 1] = long, long * gap
    change[3, 3] = t
    change[PARTS:, PARTS:] = np.diag(share * (1 - share))
    number = len(classes)
    return StayFit(
        float(short), float(s), float(long), float(t), tuple(int(c) for c in classes), share,
        np.bincount(which, minlength=number), np.bincount(which, weights=censored, minlength=number).astype(np.int64),
        change @ covariance @ change.T,
    )  # fmt: skip
