"""One way to hold the model against theory: enough independent values, and an error small enough to see."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.model.engine import CapacityPlan
from tests.support import Outcome, each_offense, make_setup, simulate

# Seeds are fixed, so a passing check passes for ever; a fresh seed would fail a right model once in 2,000.
TOLERATED_ERRORS = 3.5
# With so many more, nine of ten models that are wrong by `detects` would be found out.
ERRORS_FOR_POWER = 1.3


@dataclass(frozen=True)
class ClosedForm:
    """A mean that theory knows; `detects` is the relative error that the check must be able to see."""

    name: str
    expected: float
    source: str
    detects: float


def check(form: ClosedForm, values: Sequence[float] | np.ndarray) -> None:
    """Hold the mean of independent `values` against the closed form."""
    sample = np.asarray(values, dtype=float)
    mean = float(sample.mean())
    error = float(sample.std(ddof=1)) / math.sqrt(len(sample))
    found = f"{form.name}: {mean:.6g} ± {error:.2g}, in theory {form.expected:.6g} ({form.source})"
    assert error * (TOLERATED_ERRORS + ERRORS_FOR_POWER) <= form.detects * abs(form.expected), f"too vague: {found}"
    assert abs(mean - form.expected) <= TOLERATED_ERRORS * error, found


def check_columns(forms: Sequence[ClosedForm], rows: Sequence[Sequence[float]]) -> None:
    """Hold one column of independent rows (one a world) against each closed form."""
    for form, column in zip(forms, zip(*rows, strict=True), strict=True):
        check(form, column)


def run_worlds(
    changes: Mapping[str, Any], worlds: int, edges: tuple[float, ...], plan: CapacityPlan = ()
) -> Iterator[Outcome]:
    """Run the same setup in so many independent worlds."""
    for world in range(worlds):
        yield simulate(make_setup(changes, world=world, edges=edges), plan)


def over_worlds(
    measure: Callable[[Outcome], Sequence[float]],
    changes: Mapping[str, Any],
    worlds: int,
    edges: tuple[float, ...],
    plan: CapacityPlan = (),
) -> list[Sequence[float]]:
    """Return what each of so many independent worlds measures; no world is kept."""
    return [measure(outcome) for outcome in run_worlds(changes, worlds, edges, plan)]


# -- strands switched off, so that a closed form exists ---------------------------------------------------

ALIKE = {"population.frailty_shape": 1e6}
"""Everybody has the same frailty, to one part in a thousand."""

NO_SPELLS = {
    "population.quiet_multiplier": 1.0,
    "population.quiet_spell": 1e9,
    "population.active_spell": 1e9,
}
NOBODY_LEAVES = {
    "population.death_rate": 0.0,
    "population.leaving_rate": 0.0,
    "population.arrivals_share": 0.0,
}
NEVER_FILED = {"prosecution.filed": {"felony": 0.0, "misdemeanor": 0.0}}
ALWAYS_BOOKED = {
    "police.no_action_share": 0.0,
    "police.booked_share": {"felony": 1.0, "misdemeanor": 1.0},
}
NEVER_BOOKED = {"police.booked_share": {"felony": 0.0, "misdemeanor": 0.0}}
NO_ARREST_DIVERSION = {"lead.eligible": each_offense(0)}
STEADY = {**ALIKE, **NO_SPELLS, **NOBODY_LEAVES, **NEVER_FILED}
