"""What to measure next: what it is worth to know an input before choosing between a scenario and its baseline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.analysis.value_of_information import (
    Partial,
    against_nothing,
    expected_losses,
    partial,
    perfect,
    told_apart,
)
from simulator.errors import InputError
from simulator.experiment.oneway import beliefs, settings_of
from simulator.experiment.question import Question
from simulator.experiment.sensitivity import Bench
from simulator.experiment.sensitivity_runs import Floats, Stake, Variants, Variation, nets, variants
from simulator.experiment.sobol import ROW, factors_of
from simulator.inputs.draw import Chance
from simulator.inputs.parameter import Parameter

FEWEST = 50
"""Draws without which a regression of nets on inputs says nothing."""


@dataclass(frozen=True)
class Worth:
    """What it is worth to know one input, in dollars over the horizon, and whether that can be told from noise."""

    path: str
    parameter: Parameter
    value: float
    told_apart: bool


@dataclass(frozen=True)
class Information:
    """The net by draw, and what it is worth to know everything or one input, the most valuable first."""

    question: Question
    stake: Stake
    nets: Floats
    worths: tuple[Worth, ...]

    @property
    def mean(self) -> float:
        """The mean net, by whose sign the scenario or its baseline is chosen."""
        return float(self.nets.mean())

    @property
    def perfect(self) -> float:
        """The expected loss of that choice: the most that learning anything could be worth."""
        return perfect(against_nothing(self.nets))

    @property
    def loss_otherwise(self) -> float:
        """The expected loss of the other choice."""
        return float(expected_losses(against_nothing(self.nets)).max())


def information_plan(question: Question, stake: Stake) -> Variants:
    """Return every run it takes: those of a comparison; InputError for too few draws."""
    if question.draws < FEWEST:
        raise InputError(
            "what is worth measuring takes more draws", key="--draws", found=question.draws, allowed=f"from {FEWEST} on"
        )
    return variants(question, [Variation()], stake)


def information(planned: Variants, bench: Bench) -> Information:
    """Return what each uncertain input is worth knowing by itself."""
    question = planned.question
    found = nets(planned, *bench.hands)[0].mean(axis=1)
    lucks, options = lucks_of(question), against_nothing(found)
    inputs: dict[str, tuple[Parameter, Partial]] = {}
    for path in question.jurisdiction.parameters:
        columns = [lucks[key] for key in lucks if key == path or key.startswith(f"{path}.")]
        if columns:
            parameter = next(each for each in beliefs(question, path) if settings_of(path, each))
            inputs[path] = parameter, partial(np.stack(columns, axis=1), options, seed=question.seed)
    apart = told_apart([worth for _, worth in inputs.values()])
    worths = [
        Worth(path, parameter, worth.value, is_apart)
        for (path, (parameter, worth)), is_apart in zip(inputs.items(), apart, strict=True)
    ]
    return Information(question, planned.stake, found, tuple(sorted(worths, key=lambda each: -each.value)))


def lucks_of(question: Question) -> dict[str, Floats]:
    """Return the quantile of each uncertain input, and of each category of one, in each draw: (draws,)."""
    factors = factors_of(question, ())
    keys = [key for key in factors.keys if not key.startswith(ROW)]
    return {key: _lucks(question, key, factors.together.get(key)) for key in keys}


def _lucks(question: Question, key: str, together: str | None) -> Floats:
    """Return the quantile of an input in each draw."""
    lucks = [Chance(question.seed, draw, {}).of(key, together=together) for draw in question.draw_numbers]
    return np.array(lucks, dtype=np.float64)


__all__ = ["FEWEST", "Information", "Worth", "information", "information_plan", "lucks_of"]
