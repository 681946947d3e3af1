"""Studies among simulated people: as many of each arm as the published one had, again and again."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.evidence.files import EvaluationFile, Finding
from simulator.evidence.lives import Floats, Ints
from simulator.evidence.measures import Found, Table, statistic
from simulator.evidence.worlds import World

SIGNIFICANT = 1.959964
"""Standard errors from which on a study calls a difference significant, at 5 %."""


@dataclass(frozen=True)
class Studies:
    """What simulated studies found, target by target: shape (studies,) each; nan where it cannot be computed.

    `errors` says how many standard errors each is from no difference.
    """

    values: Mapping[str, Floats]
    errors: Mapping[str, Floats]

    def share_that_find(self, name: str, finding: Finding) -> float:
        """Return the share of the studies that could be made that find this."""
        z = self.errors[name][np.isfinite(self.values[name])]
        found = {"no_difference": np.abs(z) <= SIGNIFICANT, "fewer": z < -SIGNIFICANT, "more": z > SIGNIFICANT}
        return float(np.mean(found[finding])) if len(z) else math.nan


def studies_of(file: EvaluationFile, worlds: Sequence[World], count: int, rng: np.random.Generator) -> Studies:
    """Return what so many studies find among the people of these worlds, all targets of a study among the same people.

    People are drawn with equal chance and put back, as from the large group that they stand for. What is of everybody
    has one value a world. Where nobody entered an arm there is no study.
    """
    measured = {name: file.targets[name].measured for name in worlds[0].tables}
    people = {name: pooled(world.tables[name] for world in worlds) for name in measured}
    found: dict[str, list[Found]] = {name: [] for name in measured}
    there = {arm: sum(world.entered[arm] for world in worlds) for arm in worlds[0].entered}
    for _ in range(count if measured and all(there.values()) else 0):
        chosen = {arm: rng.integers(there[arm], size=_size(file, arm)) for arm in there}
        for name, measure in measured.items():
            sides = [_taken(table, chosen[arm]) for arm, table in people[name].items()]
            found[name].append(statistic(measure, sides))
    values = {name: np.array([result.value for result in results]) for name, results in found.items()}
    values |= {name: np.array([world.values[name] for world in worlds]) for name in worlds[0].values}
    errors = {name: np.array([result.z for result in results]) for name, results in found.items()}
    return Studies(values, errors)


def expected(file: EvaluationFile, worlds: Sequence[World], name: str) -> float:
    """Return what a study of everybody in these worlds finds."""
    if name in worlds[0].values:
        return float(np.mean([world.values[name] for world in worlds]))
    people = pooled(world.tables[name] for world in worlds)
    return statistic(file.targets[name].measured, list(people.values())).value


def pooled(tables: Iterable[Mapping[str, Table]]) -> Mapping[str, Table]:
    """Return the people of several worlds as those of one."""
    every = list(tables)
    return {
        arm: {column: np.concatenate([table[arm][column] for table in every]) for column in every[0][arm]}
        for arm in every[0]
    }


def _size(file: EvaluationFile, arm: str) -> int:
    assert file.cohort is not None
    return file.cohort.arms[arm].people


def _taken(table: Table, who: Ints) -> Table:
    return {name: column[who] for name, column in table.items()}
