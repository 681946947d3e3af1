"""A ladder by hand: one run of a small place, in dollars by year, payer and line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from simulator.analysis.money import money_records
from simulator.analysis.samples import Pair
from simulator.costs.ledger import BASES
from simulator.results import Axes, Record
from tests.analysis.samples import made

SMALL = Axes(
    fiscal_years=(2027, 2028),
    days=(730.0, 365.0, 365.0),
    months=(24, 12, 12),
    groups=("all of them",),
    payers=("city", "county", "fund"),
    lines=("jail bed", "court", "jail unit", "case managers"),
    program=(False, False, False, True),
    kinds=("marginal", "marginal", "step_fixed", "per_event"),
)
AGREED = replace(SMALL, measure="perfect_audit")
Cell = tuple[int, str, str]
Place = tuple[str, str, str | None, int | str]

# Dollars by year, payer and line. The county fills beds in 2027 and closes a unit, whose staff are paid until 2028.
SAVED: Mapping[Cell, tuple[int, int, int]] = {
    (2027, "city", "jail bed"): (1000, 120, 90),
    (2028, "city", "jail bed"): (2000, 240, 100),
    (2027, "county", "jail bed"): (-500, -60, -45),
    (2028, "county", "jail bed"): (300, 36, 36),
    (2027, "county", "jail unit"): (0, 50, 0),
    (2028, "county", "jail unit"): (0, 0, 30),
    (2027, "city", "case managers"): (-190, -190, -190),
    (2028, "city", "case managers"): (-240, -240, -240),
    (2028, "fund", "case managers"): (-40, -40, -40),
}
CAPTURED: Mapping[Cell, int] = {(2028, "city", "jail bed"): 45}
REINVESTED: Mapping[Cell, int] = {(2028, "city", "jail bed"): 40}
RECEIVED = {(2028, "fund"): 45}


def at(axes: Axes, year: int, payer: str, *line: str) -> tuple[int, ...]:
    places = (axes.fiscal_years.index(year), axes.payers.index(payer), *map(axes.lines.index, line))
    return (0, 0, *places)


def cells(axes: Axes, dollars: Mapping[Cell, object], *bases: int) -> np.ndarray:
    """Return one run's cents by fiscal year, payer and line."""
    found = np.zeros((1, 1, len(axes.fiscal_years), len(axes.payers), len(axes.lines), *bases), dtype=np.int64)
    for cell, amount in dollars.items():
        found[at(axes, *cell)] = np.rint(np.array(amount) * 100.0)
    return found


def by_hand(
    axes: Axes = SMALL,
    saved: Mapping[Cell, tuple[float, float, float]] = SAVED,
    captured: Mapping[Cell, float] | None = None,
    reinvested: Mapping[Cell, float] | None = None,
    received: Mapping[tuple[int, str], float] | None = None,
    **known: object,
) -> Pair:
    """Return a pair of one run each, in which each cell that differs costs $10,000 in the baseline."""
    difference = cells(axes, saved, len(BASES))
    before = cells(axes, dict.fromkeys(saved, (10_000,) * 3), len(BASES))
    got = np.zeros(difference.shape[:4], dtype=np.int64)
    for place, amount in (received or {}).items():
        got[at(axes, *place)] = round(amount * 100)
    return made(
        before, before - difference, axes, received=got,
        captured=cells(axes, captured or {}), reinvested=cells(axes, reinvested or {}), **known,
    )  # fmt: skip


def place_of(record: Record) -> Place:
    assert record.rung is not None
    return record.rung, record.payer, record.line, record.fiscal_year


def told(of: Pair) -> dict[Place, Record]:
    """Return the records by rung, payer, line and fiscal year."""
    found = list(money_records(of))
    by_place = {place_of(record): record for record in found}
    assert len(by_place) == len(found)
    return by_place


def reasons(of: Pair) -> dict[Place, str]:
    return {place: record.reason for place, record in told(of).items() if record.reason is not None}


AGREEMENT = by_hand(AGREED, captured=CAPTURED, reinvested=REINVESTED, received=RECEIVED)
