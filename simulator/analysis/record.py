"""One paired number as a record."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from simulator.analysis.estimate import difference
from simulator.analysis.samples import Pair
from simulator.results import ALL, Record, Table

Array = npt.NDArray[np.float64]


def record(
    pair: Pair,
    table: Table,
    measure: str,
    unit: str,
    before: Array,
    after: Array,
    fiscal_year: str | int = ALL,
    *,
    group: str = ALL,
    rung: str | None = None,
    payer: str = ALL,
    basis: str | None = None,
    line: str | None = None,
    route: str | None = None,
    reason: str | None = None,
    saved: bool = False,
) -> Record:
    """Return the record of what was measured in the baseline and in the scenario; both are (draws, replications).

    Where money is `saved`, the difference is baseline minus scenario, so that a saving is positive.
    """
    return Record(
        table=table,
        measure=measure,
        unit=unit,
        scenario=pair.scenario,
        baseline=pair.baseline,
        baseline_mean=float(before.mean()),
        scenario_mean=float(after.mean()),
        difference=difference(before - after if saved else after - before),
        line=line,
        rung=rung,
        payer=payer,
        basis=basis,
        price_year=pair.price_year if unit.startswith("dollars") else None,
        route=route,
        reason=reason,
        fiscal_year=fiscal_year,
        group=group,
    )


def number(pair: Pair, measure: str, unit: str, value: float, **keys: str | None) -> Record:
    """Return a record of one number about all draws together: it has no spread of its own, and no error to state."""
    draws, replications = pair.money.spent.shape[:2]
    made = record(pair, "money", measure, unit, np.zeros((draws, replications)), np.full((draws, replications), value))
    alone = replace(made.difference, mcse=None, simulation_error=None, parameter_spread=None)
    return replace(made, difference=alone, **keys)  # type: ignore[arg-type]
