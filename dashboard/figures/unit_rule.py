"""When a unit of capacity can close, in words: by the inputs that an answer keeps, in its base case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.inputs.content import COST_LINE, PLACE
from simulator.report import words
from simulator.results import Comparison

OTHERS = "jail_background_mean"
COUNTED = "background_jail_days"
YEAR = 12


def of(comparison: Comparison, scenario: str, line: str | None) -> str:
    """Return when a unit of a cost line closes, in a sentence; nothing where the answer does not keep it."""
    kept = {**comparison.inputs.get(PLACE, {}), **comparison.inputs.get(scenario, {})}
    found = kept.get(f"{COST_LINE}{line}")
    if not found or found["function"]["kind"] != "step_fixed":
        return ""
    keys = ("unit_size", "hysteresis", "closes_after")
    sizes = [_value(kept, found["function"][key]) for key in keys]
    beds, spare, months = (words.count(size, signed=False) if size is not None else None for size in sizes)
    if beds is None or spare is None or months is None:
        return ""
    others = _others(comparison, scenario) if COUNTED in found["counts"] else None
    beside = f", with {words.count(others, signed=False)} people from outside of the pool," if others else ""
    return (
        f"A unit holds {beds} people in the base case; one closes once the others could have held everybody{beside} "
        f"for {months} months with {spare} places to spare."
    )


def _others(comparison: Comparison, scenario: str) -> float | None:
    """Return how many people from outside of the pool are in jail in the last year."""
    mine = (each for each in comparison.series if (each.scenario, each.measure) == (scenario, OTHERS))
    level = next((each.scenario_mean[-YEAR:] for each in mine), ())
    return sum(level) / len(level) if level else None


def _value(kept: Mapping[str, Any], path: str) -> float | None:
    value = kept.get(path, {}).get("value")
    return value if isinstance(value, float) else None
