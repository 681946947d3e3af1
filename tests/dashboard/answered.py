"""Records that answers hold besides sums, made by hand for the tests of Compare and Reinvest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from simulator.analysis.estimate import difference
from simulator.results import ALL, Comparison, Record
from tests.dashboard.sample import answer

NAME, BASELINE = "here/gain", "here/no-lead"


def number(measure: str, value: float, unit: str = "share of futures", **keys: Any) -> Record:
    """Return a record of one number about fifty draws together; `edges` are its range."""
    edges = keys.pop("edges", None)
    of = replace(difference(np.full((50, 1), value)), mcse=None)
    if edges is not None:
        low, high = edges
        of = replace(of, low=low, high=high, p25=(low + value) / 2, p75=(high + value) / 2)
    plain: dict[str, Any] = {"table": "money", "scenario": NAME, "baseline": BASELINE, **keys}
    return Record(measure=measure, unit=unit, baseline_mean=0.0, scenario_mean=value, difference=of, **plain)


def spread(measure: str, by_draw: Any, unit: str = "dollars", was: float = 0.0, **keys: Any) -> Record:
    """Return a record of what differed in each draw, from what there was in the baseline."""
    of = difference(np.array(by_draw, dtype=float)[:, np.newaxis])
    plain: dict[str, Any] = {"table": "money", "scenario": NAME, "baseline": BASELINE, **keys}
    return Record(
        measure=measure, unit=unit, baseline_mean=was, scenario_mean=was + of.mean, difference=of, **plain
    )  # fmt: skip


def ratio(exceed: float, mean: float | None, edges: tuple[float, float] | None = None) -> list[Record]:
    """Return the records of what a program dollar returns in cash."""
    keys = {"rung": "cashable", "payer": ALL}
    found = [number("benefits_exceed_costs", exceed, **keys)]
    return found + (
        [] if mean is None else [number("benefit_cost_ratio", mean, "dollars per program dollar", edges=edges, **keys)]
    )


def with_records(*records: Record, made: Comparison | None = None) -> Comparison:
    """Return an answer with these records instead of its own of the same measure."""
    made = made or answer()
    measures = {(record.measure, record.scenario) for record in records}
    kept = [r for r in made.records if (r.measure, r.scenario) not in measures or r.measure == "dollars"]
    return replace(made, records=(*kept, *records))
