"""How often people are booked, how unequal they are, how many there are, and how many are new.

The model: a pool of N people at the beginning of the window and new ones at a constant rate of a N a year. Somebody at
liberty is booked at the rate z m, with z gamma of mean 1 and shape k (a mixed Poisson process), and leaves unseen at a
known rate e. Only people who are booked are seen. The likelihood of everybody seen, and of how many there are, is a
Poisson process over people. For n bookings, the first and last at t and l and the observation's end at T, all in years
at liberty, somebody who came at s contributes

    m^n Γ(k+n)/Γ(k) k^k [ exp(−e(T−s)) (k+m(T−s))^−(k+n) + ∫_l^T e exp(−e(u−s)) (k+m(u−s))^−(k+n) du ]

and those with no booking are counted by what is left. See Cook and Lawless 2007, The Statistical Analysis of Recurrent
Events, chapters 2 and 3 (doi:10.1007/978-0-387-69810-6).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from simulator.local.stays import inverse_of, second_differences

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

NODES, WEIGHTS = (np.asarray(part) for part in np.polynomial.legendre.leggauss(5))
NODES, WEIGHTS = (NODES + 1) / 2, WEIGHTS / 2
FEWEST_REBOOKED = 50
NO_ARRIVALS = 0.003
"""New people a year, as a share of the pool, below which there is nothing to tell from none."""
BATCH, SAMPLE = 50_000, 20_000
LOWEST, HIGHEST = np.log([NO_ARRIVALS, 1e-3, 0.03]), np.log([5.0, 50.0, 30.0])
"""What arrivals, rate and shape can be, as logarithms."""


@dataclass(frozen=True)
class Lives:
    """Everybody booked in the window: bookings, and first, last and end in years at liberty since it began."""

    count: Ints
    first: Floats
    last: Floats
    end: Floats
    years: float


@dataclass(frozen=True)
class RebookingFit:
    """Pool, new people a year against it, bookings per person-year at liberty, and the gamma shape.

    `covariance` is of their logarithms, in this order. Without `arrivals_known` new people cannot be told from none,
    and their row is 0.
    """

    pool: float
    arrivals: float
    rate: float
    shape: float
    covariance: Floats
    arrivals_known: bool
    exit_rate: float

    def error(self, which: int) -> float:
        """Return the standard error of the pool, arrivals, rate or shape (0 to 3)."""
        value = (self.pool, self.arrivals, self.rate, self.shape)[which]
        return float(value * np.sqrt(self.covariance[which, which]))


def fit_rebooking(lives: Lives, exit_rate: float, exit_error: float = 0.0) -> RebookingFit | None:
    """Return the fit; None where too few people are booked again, or where the records do not decide.

    The errors hold that of the exit rate too, which the records do not tell.
    """
    if (lives.count > 1).sum() < FEWEST_REBOOKED:
        return None
    # A sample finds the place, everybody decides.
    sample = _some(lives, SAMPLE)
    start = np.log([max(exit_rate, 0.1), max(0.2, float(lives.count.mean()) / lives.years / 2), 0.8])
    near = _best(sample, exit_rate, start)
    at = near if sample is lives else _best(lives, exit_rate, near)
    at_edge = (at <= LOWEST + 1e-4) | (at >= HIGHEST - 1e-4)
    if at_edge[1:].any() or at[0] >= HIGHEST[0] - 1e-4:
        return None
    found = _with_errors(at, lives, exit_rate, arrivals_known=not at_edge[0])
    if found is None or exit_error == 0.0:
        return found
    move = _moved_by_exits(sample, exit_rate, exit_error, near)
    move[1] *= found.arrivals_known
    return replace(found, covariance=found.covariance + np.outer(move, move))


def _best(lives: Lives, exit_rate: float, start: Floats) -> Floats:
    """Return the logarithms of arrivals, rate and shape that fit best, with the pool that fits them."""
    seen = len(lives.count)

    def loss(theta: Floats) -> float:
        arrivals, rate, shape = np.exp(theta)
        people = _people(lives, arrivals, rate, shape, exit_rate)
        return float(-(people + seen * np.log(seen / _seen(lives.years, arrivals, rate, shape, exit_rate))) / seen)

    bounds = list(zip(LOWEST, HIGHEST, strict=True))
    return np.asarray(optimize.minimize(loss, start, method="SLSQP", bounds=bounds, options={"ftol": 1e-12}).x)


def _moved_by_exits(lives: Lives, exit_rate: float, exit_error: float, near: Floats) -> Floats:
    """Return by how much one standard error of the exit rate moves the logarithms of pool, arrivals, rate and shape."""
    ends = []
    for other in (max(0.0, exit_rate - exit_error), exit_rate + exit_error):
        at = _best(lives, other, near)
        arrivals, rate, shape = np.exp(at)
        ends.append(np.array([-np.log(_seen(lives.years, arrivals, rate, shape, other)), *at]))
    return np.asarray((ends[1] - ends[0]) * exit_error / (exit_rate + exit_error - max(0.0, exit_rate - exit_error)))


def _with_errors(at: Floats, lives: Lives, exit_rate: float, *, arrivals_known: bool) -> RebookingFit | None:
    arrivals, rate, shape = np.exp(at)
    pool = len(lives.count) / _seen(lives.years, arrivals, rate, shape, exit_rate)

    def total(theta: Floats) -> float:
        logs = theta if arrivals_known else np.insert(theta, 1, at[0])
        n, a, m, k = np.exp(logs)
        expected = n * _seen(lives.years, a, m, k, exit_rate)
        return float(len(lives.count) * logs[0] + _people(lives, a, m, k, exit_rate) - expected)

    best = np.array([np.log(pool), *(at if arrivals_known else at[1:])])
    inverse = inverse_of(second_differences(total, best, 5e-3))
    if inverse is None:
        return None
    covariance = np.zeros((4, 4))
    rows = [0, 1, 2, 3] if arrivals_known else [0, 2, 3]
    covariance[np.ix_(rows, rows)] = inverse
    return RebookingFit(
        float(pool), float(arrivals) if arrivals_known else 0.0, float(rate), float(shape), covariance, arrivals_known,
        exit_rate,
    )  # fmt: skip


def _some(lives: Lives, most: int) -> Lives:
    """Return every so-many-th person, at most so many."""
    step = -(-len(lives.count) // most)
    if step == 1:
        return lives
    return Lives(lives.count[::step], lives.first[::step], lives.last[::step], lives.end[::step], lives.years)


def _people(lives: Lives, arrivals: float, rate: float, shape: float, exit_rate: float) -> float:
    """Return the log-likelihood of everybody seen, without the number of people in the pool."""
    total = 0.0
    for start in range(0, len(lives.count), BATCH):
        part = slice(start, start + BATCH)
        n, first = lives.count[part].astype(np.float64), lives.first[part]
        last, end = lives.last[part], lives.end[part]
        power, base = shape + n, shape + rate * (last - first)
        came = _came_at(np.zeros_like(n), last, end, power, base, rate, shape, exit_rate)
        if arrivals > 0.0:
            came += arrivals * _came_between(first, end, power, base, rate, shape, exit_rate)
        each = n * np.log(rate) + special.gammaln(shape + n) - power * np.log(base) + np.log(np.maximum(came, 1e-300))
        total += float(each.sum())
    return float(total + len(lives.count) * (shape * np.log(shape) - special.gammaln(shape)))


def _came_at(
    s: Floats, last: Floats, end: Floats, power: Floats, base: Floats, rate: float, shape: float, exit_rate: float
) -> Floats:
    """Return the bracket of the likelihood for people who came at `s`, times base to the power."""
    stayed = np.exp(-exit_rate * (end - s)) * ((shape + rate * (end - s)) / base) ** -power
    if exit_rate == 0.0:
        return np.asarray(stayed)
    return np.asarray(stayed + exit_rate * _integral(last - s, end - s, power, base, rate, shape, exit_rate))


def _came_between(
    first: Floats, end: Floats, power: Floats, base: Floats, rate: float, shape: float, exit_rate: float
) -> Floats:
    """Return the same, integrated over coming at any time until the first booking."""
    stayed = _integral(end - first, end, power, base, rate, shape, exit_rate)
    if exit_rate == 0.0:
        return stayed
    left = np.zeros_like(first)
    # Nodes where the integrand is: it falls with a power of w, which for many bookings is steep.
    steep = np.maximum(power - 2.0, 0.5)
    lowest = ((shape + rate * (end - first)) / base) ** -steep
    for node, weight in zip(NODES, WEIGHTS, strict=True):
        w = np.maximum(lowest + node * (1.0 - lowest), 1e-300) ** (-1.0 / steep)
        since = (base * w - shape) / rate
        step = weight * (1.0 - lowest) * base / (rate * steep) * w ** (1.0 + steep)
        left += step * _integral(since, since + first, power, base, rate, shape, exit_rate)
    return stayed + exit_rate * left


def _integral(
    low: Floats, high: Floats, power: Floats, base: Floats, rate: float, shape: float, exit_rate: float
) -> Floats:
    """Return ∫ exp(−e v) ((k+mv)/base)^−power dv: the power exactly, the exponential by quadrature over its value."""
    q_low = ((shape + rate * low) / base) ** (1.0 - power)
    q_high = ((shape + rate * high) / base) ** (1.0 - power)
    whole = base * (q_low - q_high) / (rate * (power - 1.0))
    if exit_rate == 0.0:
        return np.asarray(whole)
    mean = np.zeros_like(whole)
    for node, weight in zip(NODES, WEIGHTS, strict=True):
        q = np.maximum(q_high + node * (q_low - q_high), 1e-300)
        v = np.clip((base * q ** (1.0 / (1.0 - power)) - shape) / rate, low, high)
        mean += weight * np.exp(-exit_rate * v)
    return np.asarray(whole * mean)


def _seen(years: float, arrivals: float, rate: float, shape: float, exit_rate: float) -> float:
    """Return how many people are booked in the window for each one in the pool at its beginning."""
    nodes, weights = np.polynomial.legendre.leggauss(40)
    # In steps that grow: the unequal are booked early.
    x = (nodes + 1) / 2
    v, step = years * x**3, years * 1.5 * x**2 * weights
    density = np.exp(-exit_rate * v) * rate * (1.0 + rate * v / shape) ** -(shape + 1.0)
    return float((density * step).sum() + arrivals * ((years - v) * density * step).sum())
