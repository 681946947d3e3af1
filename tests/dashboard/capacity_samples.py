"""Records of a search for capacity made by hand: what is turned away, waited and paid at each number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from simulator.analysis.estimate import difference
from simulator.results import Record
from tests.dashboard.further_samples import record

LINE = "lead.case_managers"
TARGET = "nobody who qualifies is turned away"
TRIED = (4, 8, 12, 16, 20)
CURVES: Mapping[str, tuple[str, Sequence[float]]] = {
    "turned_away": ("referrals", (900.0, 400.0, 90.0, 10.0, 0.0)),
    "wait_p95": ("days", (200.0, 120.0, 45.0, 20.0, 12.0)),
    "wait_p50": ("days", (90.0, 30.0, 9.0, 4.0, 2.0)),
    "utilization": ("share", (1.0, 0.99, 0.9, 0.75, 0.6)),
    "program_cost": ("dollars", (8e6, 16e6, 24e6, 32e6, 40e6)),
    "net": ("dollars", (-6e6, -11e6, -15e6, -21e6, -28e6)),
    "target_met": ("share of futures", (0.0, 0.1, 0.95, 1.0, 1.0)),
}


def searched(
    smallest: float | None = 12.0, ends: tuple[float, float] = (11.0, 14.0), stated: float = 8.0, why: str = "",
    target: tuple[float, str] = (0.0, "share"), line: str = LINE, unit: str = "case managers",
) -> list[Record]:  # fmt: skip
    """Return the records of a search; where nothing is enough, `why` says so."""
    found = [
        _at(line, value, measure, unit_, mean)
        for measure, (unit_, means) in CURVES.items()
        for value, mean in zip(TRIED, means, strict=True)
    ]
    plain: dict[str, Any] = {"table": "capacity", "line": line, "rung": None}
    of = difference(np.array([[0.0]]))
    if smallest is not None:
        of = replace(of, mean=smallest - stated, low=ends[0] - stated, high=ends[1] - stated)
    value = stated if smallest is None else smallest
    found.append(
        record("smallest", value, unit, stated=stated, of=of, reason=f"{TARGET}: {why}" if why else TARGET, **plain)
    )
    found.append(record("target", target[0], target[1], reason=TARGET, **plain))
    found.append(record("chance", 0.9, "share of futures", **plain))
    for share, size in ((5, 9.0), (50, 11.0), (95, 15.0)) if smallest is not None else ():
        found.append(record(f"enough_in_{share}", size, unit, stated=stated, **plain))
    return found


def _at(line: str, value: float, measure: str, unit: str, mean: float) -> Record:
    spread = np.linspace(0.9, 1.1, 10)[:, np.newaxis]
    of = difference(np.clip(mean * spread, None, 1.0) if unit.startswith("share") else mean * spread)
    rung = "net" if measure == "net" else None
    return record(measure, of.mean, unit, of=of, line=line, group=f"{value:g}", table="capacity", rung=rung)
