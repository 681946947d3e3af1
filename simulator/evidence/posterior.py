"""What a calibration comes to: inputs before and after, what goes together, and draws of equal weight to go on with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.evidence.calibrate import Calibration
from simulator.evidence.lives import Floats

LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True)
class Spread:
    """Mean, and 5th and 95th percentile."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Fitted:
    """An input before and after; `moved` is the share of its variance that what was published takes away.

    Around 0 that says nothing of it, and below 0 it leaves more room than there was before.
    """

    name: str
    prior: Spread
    posterior: Spread
    moved: float


@dataclass(frozen=True)
class Predicted:
    """A target as the draws before and after make it; draw by draw the mean of studies of the published size."""

    of: str
    name: str
    prior: Spread
    posterior: Spread


def fitted(calibration: Calibration) -> list[Fitted]:
    """Return every fitted input before and after."""
    found = []
    for name, values in zip(calibration.inputs, calibration.values.T, strict=True):
        mean = float(np.average(values, weights=calibration.weights))
        variance = float(np.average(np.square(values - mean), weights=calibration.weights))
        found.append(
            Fitted(name, spread(values), spread(values, calibration.weights), 1.0 - variance / float(np.var(values)))
        )
    return found


def predicted(calibration: Calibration) -> list[Predicted]:
    """Return every target as the draws before and after make it."""
    found = []
    for (of, name), values in calibration.findings.items():
        known = np.isfinite(values)
        weights = calibration.weights[known] / calibration.weights[known].sum()
        found.append(Predicted(of, name, spread(values[known]), spread(values[known], weights)))
    return found


def correlations(calibration: Calibration) -> Floats:
    """Return the correlations of the fitted inputs after the fit; shape (inputs, inputs)."""
    covariance = np.cov(calibration.values, rowvar=False, aweights=calibration.weights)
    covariance = covariance.reshape(len(calibration.inputs), -1)
    errors = np.sqrt(np.diag(covariance))
    return np.asarray(covariance / np.outer(errors, errors))


def resample(calibration: Calibration, rows: int) -> Floats:
    """Return draws of equal weight, shape (rows, inputs): each as often as its weight says (systematic resampling)."""
    marks = (np.arange(rows) + 0.5) / rows
    chosen = np.searchsorted(np.cumsum(calibration.weights), marks)
    return calibration.values[np.minimum(chosen, len(calibration.values) - 1)]


def spread(values: Floats, weights: Floats | None = None) -> Spread:
    """Return the mean and the percentiles of values, each as heavy as its weight."""
    if weights is None:
        weights = np.full(len(values), 1.0 / len(values))
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weights[order]) - 0.5 * weights[order]
    low, high = np.interp([LOW, HIGH], below, values[order])
    return Spread(float(np.average(values, weights=weights)), float(low), float(high))
