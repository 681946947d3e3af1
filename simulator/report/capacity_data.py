"""The size of a program as plain data and as rows of a file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from simulator.experiment.capacity import Capacity
from simulator.experiment.capacity_records import points, target_words
from simulator.report.sensitivity import asked
from simulator.results import Record

COLUMNS = (
    "size", "budget", "turned_away", "turned_away_low", "turned_away_high", "share_turned_away", "placed", "waiting",
    "wait_p50", "wait_p95", "utilization", "program_cost", "net", "net_low", "net_high", "target_met", "further_cost",
)  # fmt: skip
SPREAD = ("low", "mean", "high")


def capacity_data(found: Capacity, records: Sequence[Record]) -> dict[str, Any]:
    """Return what was asked, the answer with what is sure of it, the curve, and the records; None is for never."""
    sized, target = found.sized, found.target
    return {
        **asked(sized.question, sized.stake),
        "of": sized.of,
        "path": sized.path,
        "after_months": sized.after,
        "target": {
            "words": target_words(found),
            "turned_away": None if target.wait_days is not None else target.turned_away,
            "wait_days": target.wait_days,
            "chance": target.chance,
        },
        "most": found.most,
        "smallest": found.smallest,
        "interval": None if found.interval is None else [_finite(each) for each in found.interval],
        "enough_in": dict(zip(("5", "50", "95"), map(_finite, found.spread), strict=True)),
        "alone": list(found.alone),
        "stated": found.stated_size,
        "hired_to_demand": found.to_demand,
        "curve": [dict(zip(COLUMNS, row, strict=True)) for row in _rows(found)],
        "estimates": [record.as_dict() for record in records],
    }


def capacity_rows(found: Capacity) -> list[list[Any]]:
    """Return a heading and a row for each size that was tried; what never happens is empty."""
    return [list(COLUMNS), *(["" if each is None else each for each in row] for row in _rows(found))]


def _rows(found: Capacity) -> list[list[Any]]:
    rows = []
    for point in points(found):
        row = asdict(point)
        for name in ("turned_away", "net"):
            ends = dict(zip(SPREAD, row.pop(name), strict=True))
            row |= {name: ends["mean"], f"{name}_low": ends["low"], f"{name}_high": ends["high"]}
        rows.append([_finite(row[name]) for name in COLUMNS])
    return rows


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


__all__ = ["capacity_data", "capacity_rows"]
