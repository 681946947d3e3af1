"""What a calibration comes to: inputs before and after, what goes together, and draws of equal weight to go on with."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulator.errors import InputError
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
    """An input before and after; `moved` is the share of its variance that the evaluation takes away.

    Around 0 the evaluation says nothing of it, and below 0 it leaves more room than there was before.
    """

    name: str
    prior: Spread
    posterior: Spread
    moved: float


@dataclass(frozen=True)
class Predicted:
    """A target as the draws before and after make it; draw by draw the mean of studies of the published size."""

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
    for name, values in calibration.findings.items():
        known = np.isfinite(values)
        weights = calibration.weights[known] / calibration.weights[known].sum()
        found.append(Predicted(name, spread(values[known]), spread(values[known], weights)))
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


def write_posterior(calibration: Calibration, rows: int, file: Path) -> None:
    """Write draws of equal weight as CSV, an input in each column; raises InputError where that cannot be."""
    try:
        with file.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(calibration.inputs)
            writer.writerows([f"{value:.6g}" for value in row] for row in resample(calibration, rows).tolist())
    except OSError as error:
        raise InputError(f"the file cannot be written: {error.strerror or error}", file=str(file)) from None
