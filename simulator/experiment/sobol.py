"""Which inputs the spread of futures comes from: variance-based indices over all uncertain inputs at once.

A point of the design gives every input its luck, so that points of its first matrix are futures as any draws. Inputs
that a calibration found to go together are one group, since only independent groups have shares of a variance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulator.analysis.sensitivity import Floats, Index, indices, saltelli, share_of_luck
from simulator.errors import InputError
from simulator.experiment.oneway import beliefs, settings_of
from simulator.experiment.question import Question
from simulator.experiment.sensitivity import uncertain
from simulator.experiment.sensitivity_runs import Stake, Variants, Variation, variants
from simulator.inputs.distributions import HIGHEST_LUCK, LOWEST_LUCK
from simulator.inputs.joint import read_joint

OTHERS = "all other inputs"
ROW = "calibration "
"""How the name of the luck begins that chooses a row of a calibration's draws."""


@dataclass(frozen=True)
class Factors:
    """The luck of every uncertain input by its key, and the group of each; `together` is the calibration of a key."""

    keys: tuple[str, ...]
    groups: tuple[str, ...]
    together: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """The groups, in the order in which they first come."""
        return tuple(dict.fromkeys(self.groups))

    def variation(self, point: Sequence[float]) -> Variation:
        """Return the luck that a point of the unit cube sets."""
        given = {key: min(max(u, LOWEST_LUCK), HIGHEST_LUCK) for key, u in zip(self.keys, point, strict=True)}
        lucks = {key: u for key, u in given.items() if not key.startswith(ROW)}
        for key, name in self.together.items():
            lucks[key] = read_joint(name).luck(key, given[ROW + name], lucks[key])
        return Variation(lucks)


@dataclass(frozen=True)
class Sobol:
    """The design of an analysis: its factors, how many base points, and every run it takes."""

    factors: Factors
    base: int
    variants: Variants

    @property
    def points(self) -> int:
        """How many points there are: base × (groups + 2)."""
        return len(self.variants.variations)


@dataclass(frozen=True)
class Shares:
    """The index of every group, and the share of luck in the variance where replications tell it."""

    sobol: Sobol
    indices: tuple[Index, ...]
    of_luck: float | None
    spread: float
    mean: float


def factors_of(question: Question, alone: Sequence[str]) -> Factors:
    """Return all uncertain inputs, those that are `alone` a group each and the others one group together.

    Of inputs that go together in a calibration, one that is alone takes the others into its group.
    """
    found = [key for path in dict.fromkeys(each.path for each in uncertain(question)) for key in _keys(question, path)]
    calibrations = {key: together for key, together in found if together is not None}
    grouped = {name for key, name in calibrations.items() if key in alone}

    def group(key: str, together: str | None) -> str:
        if together is not None:
            return f"inputs of calibration {together}" if together in grouped else OTHERS
        path = next((path for path in alone if key == path or key.startswith(f"{path}.")), None)
        return path or OTHERS

    rows = [(ROW + name, name) for name in dict.fromkeys(calibrations.values())]
    keys = [*found, *rows]
    groups = [group(key, together) for key, together in keys]
    order = sorted(range(len(keys)), key=lambda i: groups[i] == OTHERS)
    return Factors(tuple(keys[i][0] for i in order), tuple(groups[i] for i in order), calibrations)


def _keys(question: Question, path: str) -> Iterator[tuple[str, str | None]]:
    """Yield the keys of an input's luck as a draw has them, each with the calibration whose order it falls in."""
    parameter = next(each for each in beliefs(question, path) if settings_of(path, each))
    value, uncertainty = parameter.value, parameter.uncertainty
    if isinstance(uncertainty, dict):
        ranges = ((category, each) for category, each in uncertainty.items() if not each.is_fixed)
        yield from ((f"{path}.{category}", each.together) for category, each in ranges)
    elif isinstance(value, dict):  # shares of a whole: each has luck, or none
        yield from ((f"{path}.{category}", None) for category in value)
    else:
        assert uncertainty is not None
        yield path, uncertainty.together


def check(base: int) -> None:
    """Refuse a number of base points that is no power of two."""
    if base < 2 or base & (base - 1):
        raise InputError("Sobol's sequence comes in powers of two", key="--sobol", found=base, allowed="2, 4, 8, 16 …")


def design(question: Question, stake: Stake, alone: Sequence[str], base: int) -> Sobol:
    """Return every run of an analysis; all points meet the same worlds, as many as there are replications."""
    check(base)
    factors = factors_of(question, alone)
    points = saltelli(factors.keys, factors.groups, base, question.seed)
    asked = replace(question, draws=0)
    return Sobol(factors, base, variants(asked, [factors.variation(point) for point in points.tolist()], stake))


def shares(asked: Sobol, nets: Callable[[Variants], Floats]) -> Shares:
    """Return the indices; `nets` gives the net of every run: (points, 1, replications)."""
    found = nets(asked.variants)[:, 0, :]
    factors, by_point = asked.factors, found.mean(axis=1)
    seed = asked.variants.question.seed
    return Shares(
        asked,
        indices(factors.keys, factors.groups, by_point, seed=seed),
        share_of_luck(found),
        float(np.std(by_point, ddof=1)),
        float(by_point.mean()),
    )


__all__ = ["OTHERS", "Factors", "Shares", "Sobol", "check", "design", "factors_of", "shares"]
