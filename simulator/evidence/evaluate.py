"""An evaluation repeated many times: what studies of its size would find among simulated people."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from simulator.errors import InputError
from simulator.evidence.files import EvaluationFile, TargetFile
from simulator.evidence.lives import Floats
from simulator.evidence.place import place_of
from simulator.evidence.studies import Studies, expected, studies_of
from simulator.evidence.worlds import World, simulate
from simulator.experiment.executors import lazy_executor
from simulator.inputs.reader import Document
from simulator.model.engines import DEFAULT_ENGINE

LOW, HIGH = 0.05, 0.95
STUDIES = 400


@dataclass(frozen=True)
class Match:
    """A target beside what simulated studies of its size find.

    `expected` is what a study of everybody who was simulated finds; `low` and `high` are the 5th and 95th percentile of
    studies of the published size, each in one draw of the inputs; `find_it` is the share of them that find what was
    found, where the target says only that. `below` is the share that lie below the published value.
    """

    name: str
    target: TargetFile
    expected: float
    low: float
    high: float
    find_it: float
    below: float
    studies: int

    @property
    def agrees(self) -> bool:
        """Whether simulated and published agree.

        Where a range was published the expected value lies in it; a published value lies between the 5th and 95th
        percentile of simulated studies; what was found in words is found by at least one in ten of them.
        """
        target = self.target
        if target.low is not None and target.high is not None:
            return target.low <= self.expected <= target.high
        if target.value is not None:
            return self.low <= target.value <= self.high
        return self.find_it >= 2 * LOW


@dataclass(frozen=True)
class Evaluation:
    """All targets of a file, how many people entered each arm in a world, and what was simulated."""

    file: EvaluationFile
    matches: tuple[Match, ...]
    entered: Mapping[str, float]
    draws: int
    worlds: int
    seed: int


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
    with lazy_executor(DEFAULT_ENGINE, workers, tell=tell) as executor:
        found = list(executor().map(partial(simulate, file, place, seed), asked))
    _refuse_empty_arms(file, found, document)
    by_draw = [[world for world in found if world.draw == draw] for draw in numbers]
    rng, each = np.random.default_rng(seed), math.ceil(studies / len(by_draw))
    drawn = [studies_of(file, of_draw, each, rng) for of_draw in by_draw]
    together = Studies(_joined([part.values for part in drawn]), _joined([part.errors for part in drawn]))
    matches = tuple(
        _match(name, target, expected(file, found, name), together) for name, target in file.targets.items()
    )
    arms = file.cohort.arms if file.cohort else {}
    entered = {name: float(np.mean([world.entered[name] for world in found])) for name in arms}
    return Evaluation(file, matches, entered, draws, worlds, seed)


def _joined(parts: Sequence[Mapping[str, Floats]]) -> Mapping[str, Floats]:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _refuse_empty_arms(file: EvaluationFile, found: Sequence[World], document: Document) -> None:
    for name in file.cohort.arms if file.cohort else ():
        if sum(world.entered[name] for world in found) < 2:
            raise document.error("nobody, or next to nobody, enters this arm", ("cohort", "arms", name))


def _match(name: str, target: TargetFile, value: float, studies: Studies) -> Match:
    values = studies.values[name]
    computed = np.isfinite(values)
    if not computed.any() or not math.isfinite(value):
        raise InputError("no simulated study can measure this", key=f"targets.{name}")
    low, high = np.quantile(values[computed], [LOW, HIGH])
    below = float(np.mean(values[computed] < target.value)) if target.value is not None else math.nan
    find_it = math.nan if target.finds is None else studies.share_that_find(name, target.finds)
    return Match(name, target, value, float(low), float(high), find_it, below, int(computed.sum()))
