"""One way to hold the model against theory: enough independent values, and an error small enough to see."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.support import (
    NO_COMPETENCY,
    NO_DECISIONS,
    NO_DESISTANCE,
    NO_WARRANTS,
    Outcome,
    each_offense,
    make_setup,
    simulate,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from simulator.model.engine import CapacityPlan

# Seeds are fixed, so a check that passes passes for ever. With new ones a right model would fail it about once
# in 2,000 times with many values, and once in 200 to 300 with the 12 or 16 worlds of a queue.
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


def over_worlds(
    measure: Callable[[Outcome], Sequence[float]],
    changes: Mapping[str, Any],
    *,
    worlds: range,
    edges: tuple[float, ...],
    plan: CapacityPlan = (),
) -> list[Sequence[float]]:
    """Return what each independent world of one setup measures; the worlds themselves are not kept.

    Every test has worlds of its own: with the same people and the same luck, one accident would fail many.
    """
    return [measure(simulate(make_setup(changes, world=world, edges=edges), plan)) for world in worlds]


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
# Every charge is filed, none convicted or even decided: a declined charge would cut a stay short, a conviction
# would add one, and a case that is decided before the drawn end of a stay makes it last until the hearing.
STAYS_AS_DRAWN = {
    "prosecution.filed": {"felony": 1.0, "misdemeanor": 1.0},
    "prosecution.convicted": 0.0,
    **NO_DECISIONS,
    **NO_WARRANTS,
    **NO_COMPETENCY,
}
ALWAYS_BOOKED = {
    "police.no_action_share": 0.0,
    "police.booked_share": {"felony": 1.0, "misdemeanor": 1.0},
}
NO_ARREST_DIVERSION = {"lead.eligible": each_offense(0)}
CONSTANT_HAZARD = {**ALIKE, **NO_SPELLS, **NO_DESISTANCE, **NOBODY_LEAVES}
STEADY = {**CONSTANT_HAZARD, **STAYS_AS_DRAWN}
