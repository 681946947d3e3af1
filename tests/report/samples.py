"""Records and comparisons made by hand, and a small place to ask about."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console, RenderableType

from simulator.analysis.estimate import difference
from simulator.report.layout import Sheet
from simulator.results import ALL, Comparison, Difference, Identity, Record
from tests.experiment.doubles import Here, nobody
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
def nobody_works(*_: object, **__: object) -> Any:
    """Stand in for `lazy_executor` where nothing may be simulated."""
    yield Here(nobody)


def printed(parts: Sequence[RenderableType], width: int = 120) -> str:
    """Return what stands on a page of so many columns."""
    out = Console(file=io.StringIO(), width=width, highlight=False, markup=False, emoji=False)
    for part in parts:
        out.print(part)
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def read(sheet: Sheet) -> dict[str, dict[str, str]]:
    """Return the cells of a table by label and heading."""
    first, *others = sheet.columns
    return {
        str(label): {column.heading: str(column.cells[i]) for column in others} for i, label in enumerate(first.cells)
    }


def nets(by_draw: Sequence[float], **fields: Any) -> tuple[Record, Record]:
    """Return a net of what varies and one in cash."""
    return record(by_draw, **fields), record(by_draw, rung="cash_net", **fields)


def number(measure: str, value: float, **fields: Any) -> Record:
    """Return a record of one number about all draws together, such as a share of futures."""
    plain = {
        "table": "money", "measure": measure, "unit": "share of futures", "rung": None, "price_year": None,
        "baseline_mean": 0.0, "scenario_mean": value,
    }  # fmt: skip
    return record([value] * fields.pop("draws", 12), **{**plain, **fields})


# -- money made by hand -------------------------------------------------------------------------------------

YEARS = (2027, 2028)
RUNGS = ("gross", "avoided", "cashable", "captured", "reinvested", "program")
Cells = Mapping[tuple[str, str, str], tuple[float, float]]


def money(
    saved: Cells,
    received: Mapping[str, tuple[float, float]] | None = None,
    *,
    before: Cells | None = None,
    reasons: Mapping[tuple[str, str, str | None], str] | None = None,
    scenario: str = "town/pilot",
) -> list[Record]:
    """Return every record of the ladder from what was saved by (rung, payer, line) in each of two years.

    `before` is what the baseline spends, `received` what an agreement gives payers, and `reasons` are by rung, payer
    and line of the whole horizon. All is the same in three draws.
    """
    before, received, reasons = before or {}, received or {}, reasons or {}
    rungs = [rung for rung in RUNGS if rung not in ("captured", "reinvested") or any(key[0] == rung for key in saved)]
    payers = list(dict.fromkeys([*(key[1] for key in saved), *received]))
    lines = list(dict.fromkeys(key[2] for key in saved))
    found = []

    def total(cells: Cells, rung: str, payer: str, line: str | None, year: str | int) -> float:
        picked = [
            amounts
            for (of, whose, where), amounts in cells.items()
            if of == rung and payer in (whose, ALL) and line in (where, None)
        ]
        return sum(sum(amounts) if year == ALL else amounts[YEARS.index(int(year))] for amounts in picked)

    for year in (ALL, *YEARS):
        for payer in (ALL, *payers):
            sums = {}
            for rung in rungs:
                for line in (None, *lines):
                    spent, gain = (total(cells, rung, payer, line, year) for cells in (before, saved))
                    sums.update({rung: gain} if line is None else {})
                    if line is None or spent or gain:
                        found.append(record(
                            [gain] * 3, rung=rung, payer=payer, line=line, fiscal_year=year, scenario=scenario,
                            baseline_mean=spent, scenario_mean=spent - gain,
                            reason=reasons.get((rung, payer, line)) if year == ALL else None,
                        ))  # fmt: skip
            given = [amounts for whose, amounts in received.items() if payer in (whose, ALL)]
            got = sum(sum(each) if year == ALL else each[YEARS.index(int(year))] for each in given)
            for net, rung in (("average_net", "gross"), ("net", "avoided"), ("cash_net", "cashable")):
                moved = got - sums.get("captured", 0.0) if net == "cash_net" else 0.0
                left = sums[rung] + sums["program"] + moved
                found.append(record(
                    [left] * 3, rung=net, payer=payer, fiscal_year=year, scenario=scenario, baseline_mean=1.0,
                    scenario_mean=1.0 - left,
                ))  # fmt: skip
    return found


SAVED = {
    ("gross", "city", "jail bed"): (1_000.0, 2_000.0),
    ("gross", "county", "jail bed"): (500.0, -100.0),
    ("avoided", "city", "jail bed"): (100.0, 300.0),
    ("avoided", "county", "jail bed"): (50.0, -10.0),
    ("avoided", "county", "jail units"): (0.0, 5_000.0),
    ("cashable", "city", "jail bed"): (60.0, -20.0),
    ("cashable", "county", "jail bed"): (20.0, -4.0),
    ("cashable", "county", "jail units"): (0.0, 4_000.0),
    ("gross", "state", "prison bed"): (-300.0, -400.0),
    ("avoided", "state", "prison bed"): (-100.0, -90.0),
    ("cashable", "state", "prison bed"): (-30.0, -40.0),
    ("captured", "county", "jail units"): (0.0, 1_500.0),
    ("reinvested", "county", "jail units"): (0.0, 400.0),
    ("reinvested", "fund", "jail bed"): (250.0, 0.0),
    ("program", "city", "LEAD case managers"): (-3_000.0, -3_100.0),
    ("program", "fund", "LEAD case managers"): (-250.0, -400.0),
    ("program", "city", "notice after a cut, case managers"): (700.0, 0.0),
    ("program", "county", "notice after a cut, case managers"): (80.0, 0.0),
}
"""A unit closes in the second year, the state loses, and the baseline alone pays notice."""
RECEIVED = {"fund": (0.0, 1_000.0), "others": (0.0, 500.0)}
BEFORE = {
    ("gross", "state", "courts"): (9.0, 9.0),
    ("program", "city", "notice after a cut, case managers"): (700.0, 0.0),
    ("program", "county", "notice after a cut, case managers"): (80.0, 0.0),
}
PLAIN = {
    key: amounts for key, amounts in SAVED.items() if key[0] not in ("captured", "reinvested") and key[1] != "fund"
}
"""The same without an agreement."""
