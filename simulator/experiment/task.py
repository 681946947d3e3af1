"""One run to do, and the key that its result is kept under."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from simulator.experiment.fund_terms import FundTerms
from simulator.experiment.setup import model_key
from simulator.experiment.staffing import StaffingRules
from simulator.inputs.draw import Inputs
from simulator.model.engines import DEFAULT_ENGINE, EngineName
from simulator.model.events import Resource

Place = tuple[int, int, int]
"""Scenario (0: the baseline), draw, replication."""


@dataclass(frozen=True)
class Task:
    """One run to do: which scenario's inputs in which world, and where its result belongs.

    `waits` asks for everybody's wait for a place of a resource too, laid out behind what was counted.
    """

    place: Place
    inputs: Inputs
    world: int
    model_key: str
    fund: FundTerms | None = None
    engine: EngineName = DEFAULT_ENGINE
    waits: Resource | None = None


def task_of(
    place: Place, inputs: Inputs, world: int, rules: StaffingRules, terms: FundTerms | None, engine: EngineName
) -> Task:
    """Return a run under its key, which is that of what is simulated and, with a fund, of the terms it decides by."""
    key = model_key(inputs, world, rules, engine)
    if terms is not None:
        key = hashlib.sha256((key + terms.key()).encode()).hexdigest()
    return Task(place, inputs, world, key, terms, engine)
