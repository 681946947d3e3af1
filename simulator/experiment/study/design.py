"""The points of a design: a pure function of what its file says and of the study's seed."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.inputs.reader import KeyPath
from simulator.inputs.study import DesignFile, FactorFile

Points = npt.NDArray[np.float64]
"""One row for each point, one column for each factor."""


@dataclass(frozen=True)
class Factor:
    """One dimension of a design: the parameters that are set to its number, and between which ends.

    `values` are those of a grid, and empty elsewhere. `where` is its place in the study's file.
    """

    name: str
    paths: tuple[str, ...]
    is_belief: bool
    low: float
    high: float
    values: tuple[float, ...]
    price_year: int | None
    where: KeyPath


def factors_of(design: DesignFile | None) -> tuple[Factor, ...]:
    """Return the factors of a design, beliefs first; none where there is no design."""
    return tuple(_factor(where, name, file) for where, name, file in design.factors()) if design else ()


def _factor(where: KeyPath, name: str, file: FactorFile) -> Factor:
    values = file.values or (_levels(file.low, file.high, file.steps) if file.steps else ())
    low, high = (min(values), max(values)) if values else (file.low, file.high)
    assert low is not None and high is not None
    is_belief = "beliefs" in where[:-1]
    return Factor(name, file.paths or (name,), is_belief, low, high, values, file.price_year, where)


def _levels(low: float | None, high: float | None, steps: int) -> tuple[float, ...]:
    """Return so many values at equal distances; both ends are exactly what the file says."""
    assert low is not None and high is not None
    return (*(low + (high - low) * i / (steps - 1) for i in range(steps - 1)), high)


def points_of(design: DesignFile | None, seed: int) -> Points:
    """Return every point of a design, in the order of their numbers; one point of nothing where there is no design."""
    factors = factors_of(design)
    if design is None:
        return np.zeros((1, 0))
    if design.kind == "grid":
        return np.array(list(itertools.product(*(factor.values for factor in factors))), dtype=np.float64)
    sample = _saltelli if design.kind == "sobol" else _unit_sample
    return scaled(sample(design, len(factors), seed), factors)


def _unit_sample(design: DesignFile, dimensions: int, seed: int) -> Points:
    from scipy.stats import qmc

    assert design.points is not None
    if design.kind == "latin_hypercube":
        return np.asarray(qmc.LatinHypercube(dimensions, rng=seed).random(design.points))
    return np.asarray(qmc.Sobol(dimensions, rng=seed).random_base2(design.points.bit_length() - 1))


def _saltelli(design: DesignFile, dimensions: int, seed: int) -> Points:
    """Return Saltelli's extension of a Sobol sequence (Saltelli 2002, doi:10.1016/S0010-4655(02)00280-1)."""
    from SALib.sample import sobol

    problem = {"num_vars": dimensions, "names": list(range(dimensions)), "bounds": [[0.0, 1.0]] * dimensions}
    second_order = design.second_order is not False
    return np.asarray(sobol.sample(problem, design.base, calc_second_order=second_order, seed=seed))


def scaled(unit: Points, factors: Sequence[Factor]) -> Points:
    """Return points of the unit cube in the ranges of the factors, which a last bit may not leave."""
    low, high = (np.array(ends) for ends in zip(*((factor.low, factor.high) for factor in factors), strict=True))
    points: Points = np.clip(low + unit * (high - low), low, high)
    return points


def problem_of(factors: Sequence[Factor]) -> Mapping[str, Any]:
    """Return the factors in the form in which SALib takes them."""
    return {
        "num_vars": len(factors),
        "names": [factor.name for factor in factors],
        "bounds": [[factor.low, factor.high] for factor in factors],
    }


__all__ = ["Factor", "Points", "factors_of", "points_of", "problem_of", "scaled"]
