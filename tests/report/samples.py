"""Records and comparisons made by hand, and a small place to ask about."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from simulator.analysis.estimate import difference
from simulator.results import Comparison, Difference, Identity, Record
from tests.experiment.places import Place, make_place

SEED = 20270101


def estimate(by_draw: Sequence[float]) -> Difference:
    """Return the estimate of a difference that was this in each draw."""
    return difference(np.array(by_draw, dtype=float)[:, np.newaxis])


def record(by_draw: Sequence[float], **fields: Any) -> Record:
    """Return a record of the net of all payers, unless the fields say otherwise."""
    plain = Record(
        table="money", measure="dollars", unit="dollars", scenario="town/pilot", baseline="town/none",
        baseline_mean=10.0, scenario_mean=7.0, difference=estimate(by_draw), rung="net", price_year=2025,
    )  # fmt: skip
    return replace(plain, **fields)


def counted(by_draw: Sequence[float], **fields: Any) -> Record:
    """Return a record of jail days."""
    fields = {"table": "quantities", "measure": "jail_days", "unit": "days", "rung": None, "price_year": None, **fields}
    return record(by_draw, **fields)


def identity(**fields: Any) -> Identity:
    plain = Identity(
        scenarios=("town/pilot",), baseline="town/none", titles={"town/pilot": "Pilot", "town/none": "None"},
        seed=SEED, draws=3, replications=1, engine="simpy", money="constant", price_year=2025, start="2027-01-01",
        fiscal_years=(2027, 2028), people=60, versions={"leadsim": "0.1.0"}, hashes={"town/pilot": "a"},
    )  # fmt: skip
    return replace(plain, **fields)


def comparison(*records: Record, **fields: Any) -> Comparison:
    return Comparison(identity(**fields), records or (record([1.0, 2.0, 3.5]), counted([-0.1, 0.2, 0.7])))


def small_place(folder: Path, **keys: Any) -> Place:
    """Write a place with two scenarios beside its baseline: one that helps and one that helps more people."""
    place = make_place(folder, **keys)
    place.scenario("pilot", {"lead.annual_budget": {"value": 500_000, "price_year": 2025}})
    place.scenario("more", {"lead.annual_budget": {"value": 1_500_000, "price_year": 2025}})
    return place


@contextmanager
def nobody_works(workers: int) -> Any:
    """Stand in for the worker processes where nothing may be simulated."""

    def start() -> Any:
        raise AssertionError("nothing is to be simulated")

    yield start
