"""An evaluation repeated many times: what studies of its size would find among simulated people."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from simulator.errors import InputError
from simulator.evidence.cohort import Arm, arms_of
from simulator.evidence.everybody import value_of
from simulator.evidence.files import EvaluationFile, TargetFile
from simulator.evidence.lives import live
from simulator.evidence.measures import Found, Table, arms_read, columns_of, statistic
from simulator.evidence.place import Place, place_of
from simulator.experiment.executors import lazy_executor
from simulator.inputs.draw import draw_inputs
from simulator.inputs.reader import Document
from simulator.model.engines import DEFAULT_ENGINE

LOW, HIGH = 0.05, 0.95
STUDIES = 400
Tables = Mapping[str, Mapping[str, Table]]
"""By target and arm, the columns of the people who entered."""


@dataclass(frozen=True)
class Match:
    """A target beside what simulated studies of its size find.

    `expected` is what a study of everybody who was simulated finds; `low` and `high` are the 5th and 95th percentile of
    studies of the published size, each in one draw of the inputs, and `significant` the share of them that find a
    significant difference. `below` is the share that lie below the published value.
    """

    name: str
    target: TargetFile
    expected: float
    low: float
    high: float
    significant: float
    below: float
    studies: int

    @property
    def agrees(self) -> bool:
        """Whether simulated and published agree.

        Where a range was published the expected value lies in it; a published value is one that nine in ten simulated
        studies do not exceed on the same side; no significant difference is found by at least one in ten.
        """
        target = self.target
        if target.low is not None and target.high is not None:
            return target.low <= self.expected <= target.high
        if target.value is not None:
            return self.low <= target.value <= self.high
        return self.significant <= 1.0 - 2 * LOW


@dataclass(frozen=True)
class Evaluation:
    """All targets of a file, how many people entered each arm in a world, and what was simulated."""

    file: EvaluationFile
    matches: tuple[Match, ...]
    entered: Mapping[str, float]
    draws: int
    worlds: int
    seed: int


@dataclass(frozen=True)
class World:
    """What one world of one draw gave: columns of people by target and arm, and measures of everybody."""

    draw: int
    tables: Tables
    values: Mapping[str, float]
    entered: Mapping[str, int]


def evaluate(
    file: EvaluationFile,
    document: Document,
    *,
    seed: int,
    draws: int = 0,
    worlds: int = 4,
    studies: int = STUDIES,
    workers: int | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Evaluation:
    """Simulate an evaluation, and hold it to its targets.

    0 draws are the base case: every input at its stated value, so that only the luck of a study's size is in the
    intervals. With draws the uncertainty of the inputs is in them too, `worlds` worlds of each. Raises InputError where
    nobody enters an arm.
    """
    place = place_of(file, document)
    numbers = range(1, draws + 1) if draws else range(1)
    asked = [(draw, world) for draw in numbers for world in range(worlds)]
    do = partial(_world, file, place, seed)
    with lazy_executor(DEFAULT_ENGINE, workers, tell=tell) as executor:
        found = list(executor().map(do, asked))
    _refuse_empty_arms(file, found, document)
    sizes = {name: arm.people for name, arm in file.cohort.arms.items()} if file.cohort else {}
    rng = np.random.default_rng(seed)
    matches = tuple(_match(name, target, found, sizes, studies, rng) for name, target in file.targets.items())
    entered = {name: float(np.mean([world.entered[name] for world in found])) for name in sizes}
    return Evaluation(file, matches, entered, draws, worlds, seed)


def _world(file: EvaluationFile, place: Place, seed: int, asked: tuple[int, int]) -> World:
    draw, number = asked
    calendar = place.with_lead.jurisdiction.calendar
    with_lead = live(draw_inputs(place.with_lead, seed, draw), number)
    days = calendar.edges[-1] - calendar.edges[calendar.warm_up_months]
    of_people = {name: target for name, target in file.targets.items() if arms_read(target.measured)}
    values = {
        name: value_of(target.measured, with_lead, days)
        for name, target in file.targets.items()
        if name not in of_people
    }
    if file.cohort is None:
        return World(draw, {}, values, {})
    needs_another = any(arm.without_lead for arm in file.cohort.arms.values())
    without = live(draw_inputs(place.without, seed, draw), number) if needs_another else with_lead
    arms = arms_of(file.cohort, calendar, with_lead, without)
    tables = {name: _tables(target, arms) for name, target in of_people.items()}
    return World(draw, tables, values, {name: len(arm) for name, arm in arms.items()})


def _tables(target: TargetFile, arms: Mapping[str, Arm]) -> Mapping[str, Table]:
    return {name: columns_of(target.measured, arms[name]) for name in arms_read(target.measured)}


def _refuse_empty_arms(file: EvaluationFile, found: Sequence[World], document: Document) -> None:
    for name in file.cohort.arms if file.cohort else ():
        if sum(world.entered[name] for world in found) < 2:
            raise document.error("nobody, or next to nobody, enters this arm", ("cohort", "arms", name))


# -- studies ----------------------------------------------------------------------------------------------


def _match(
    name: str, target: TargetFile, found: Sequence[World], sizes: Mapping[str, int], studies: int,
    rng: np.random.Generator,
) -> Match:  # fmt: skip
    if name in found[0].values:
        results = [Found(world.values[name]) for world in found]
        expected = float(np.mean([result.value for result in results]))
    else:
        by_draw = {draw: _pooled(world.tables[name] for world in found if world.draw == draw) for draw in
                   dict.fromkeys(world.draw for world in found)}  # fmt: skip
        draws = list(by_draw)
        everybody = _pooled(by_draw.values())
        expected = statistic(target.measured, list(everybody.values())).value
        results = [
            statistic(target.measured, _sample(by_draw[draws[study % len(draws)]], sizes, rng))
            for study in range(studies)
        ]
    computed = [result for result in results if math.isfinite(result.value)]
    if not computed or not math.isfinite(expected):
        raise InputError("no simulated study can measure this", key=f"targets.{name}")
    values = np.array([result.value for result in computed])
    low, high = np.quantile(values, [LOW, HIGH])
    below = float(np.mean(values < target.value)) if target.value is not None else math.nan
    significant = float(np.mean([result.is_significant for result in computed]))
    return Match(name, target, expected, float(low), float(high), significant, below, len(computed))


def _pooled(tables: Iterable[Mapping[str, Table]]) -> Mapping[str, Table]:
    """Return the people of several worlds as those of one."""
    every = list(tables)
    return {
        arm: {column: np.concatenate([table[arm][column] for table in every]) for column in every[0][arm]}
        for arm in every[0]
    }


def _sample(tables: Mapping[str, Table], sizes: Mapping[str, int], rng: np.random.Generator) -> list[Table]:
    """Return as many people of each arm as the study had, drawn with equal chance and none twice, or all there are."""
    chosen: list[Table] = []
    for arm, table in tables.items():
        there = len(next(iter(table.values())))
        some = rng.choice(there, size=min(sizes[arm], there), replace=False)
        chosen.append({name: column[some] for name, column in table.items()})
    return chosen
