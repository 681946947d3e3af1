"""Made-up samples of runs, with sums that hold by construction."""

from __future__ import annotations

import numpy as np

from simulator.analysis.compare import Pair
from simulator.costs.ledger import BASES
from simulator.model.quantities import Quantity
from simulator.results import Axes, Sample

AXES = Axes(
    fiscal_years=(2027, 2028),
    days=(366.0 + 181.0, 181.0, 366.0),
    months=(18, 6, 12),
    groups=("black", "white", "other"),
    payers=("city", "county", "state"),
    lines=("jail bed", "court", "case managers", "services"),
    program=(False, False, True, True),
)
STAFF = [
    Quantity.CASE_MANAGER_MONTHS, Quantity.NOTICE_MONTHS, Quantity.PLACE_DAYS_USED, Quantity.PLACE_DAYS_FUNDED,
    Quantity.BACKGROUND_JAIL_DAYS,
]  # fmt: skip
NOBODY = -1


def whole_and_years(years: np.ndarray) -> np.ndarray:
    """Return an array by (draw, replication, fiscal year, …) with the whole horizon in front of the years."""
    return np.concatenate([years.sum(axis=2, keepdims=True), years], axis=2)


def sample(seed: int, draws: int = 8, replications: int = 2) -> Sample:
    """Return a sample in which staff belongs to nobody and people to their groups."""
    luck = np.random.default_rng(seed)
    shape = (draws, replications, len(AXES.fiscal_years))
    counts = luck.integers(0, 1_000, (*shape, len(Quantity), len(AXES.groups) + 1)).astype(float)
    of_people = [quantity for quantity in Quantity if quantity not in STAFF]
    counts[:, :, :, of_people, NOBODY] = 0.0
    counts[:, :, :, STAFF, :NOBODY] = 0.0
    cents = luck.integers(0, 10**8, (*shape, len(AXES.payers), len(AXES.lines), len(BASES)))
    cents[..., 1] = np.minimum(cents[..., 0], cents[..., 1])
    own = np.flatnonzero(AXES.program)
    cents[..., own, 1] = cents[..., own, 0]
    return Sample(whole_and_years(counts), whole_and_years(cents))


def pair(of_scenario: Sample, of_baseline: Sample, price_year: int | None = 2025) -> Pair:
    return Pair("smallville/more", "smallville/no-lead", AXES, of_scenario, of_baseline, price_year)
