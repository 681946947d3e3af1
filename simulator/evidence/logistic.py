"""Logistic regression by Newton's method, with standard errors for people who are observed more than once."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

STEPS = 50
CLOSE_ENOUGH = 1e-10
IN_95_PERCENT = 1.959964


@dataclass(frozen=True)
class Fit:
    """Coefficients (logarithms of odds ratios) and their standard errors."""

    coefficients: np.ndarray
    errors: np.ndarray

    def odds_ratio(self, which: int) -> tuple[float, float, float]:
        """Return an odds ratio and the ends of its 95 % interval."""
        log, error = float(self.coefficients[which]), float(self.errors[which])
        low, high = (math.exp(log + sign * IN_95_PERCENT * error) for sign in (-1, 1))
        return math.exp(log), low, high


def fit(design: np.ndarray, outcome: np.ndarray, person: np.ndarray) -> Fit:
    """Fit P(outcome) = 1 / (1 + exp(-design @ coefficients)), iteratively reweighted least squares.

    The errors are robust and clustered by `person` (Liang and Zeger 1986, doi:10.1093/biomet/73.1.13): the same
    people in both arms are no independent samples. Raises ArithmeticError where nothing converges.
    """
    coefficients = np.zeros(design.shape[1])
    for _ in range(STEPS):
        expected = _expected(design, coefficients)
        step = np.linalg.solve(_information(design, expected), design.T @ (outcome - expected))
        coefficients = coefficients + step
        if np.abs(step).max() < CLOSE_ENOUGH:
            return Fit(coefficients, _errors(design, outcome, person, coefficients))
    raise ArithmeticError("the regression does not converge: an outcome is certain for some people")


def _expected(design: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    return np.asarray(1.0 / (1.0 + np.exp(-design @ coefficients)))


def _information(design: np.ndarray, expected: np.ndarray) -> np.ndarray:
    return design.T @ (design * (expected * (1.0 - expected))[:, None])


def _errors(design: np.ndarray, outcome: np.ndarray, person: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    expected = _expected(design, coefficients)
    _, cluster = np.unique(person, return_inverse=True)
    scores = np.zeros((cluster.max() + 1, design.shape[1]))
    np.add.at(scores, cluster, design * (outcome - expected)[:, None])
    bread = np.linalg.inv(_information(design, expected))
    return np.sqrt(np.diag(bread @ (scores.T @ scores) @ bread))
