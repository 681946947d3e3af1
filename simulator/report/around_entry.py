"""Before and after entry into LEAD, in plain words, one table, and rows of a file by month."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from rich.console import Group, RenderableType
from rich.text import Text

from simulator.analysis.concentration import Floats
from simulator.analysis.estimate import HIGH, LOW
from simulator.experiment.concentration_entry import LIVES, MEASURES, AroundEntry
from simulator.report import words
from simulator.report.concentration import asked, heading
from simulator.report.layout import Sheet, labels, longest_line, numbers

STRETCHES = ((-24, -12), (-12, -6), (-6, -3), (-3, 0), (0, 3), (3, 6), (6, 12), (12, 24), (24, 36))
YEAR, SETTLED = 12, 3
NAMES = {"bookings": "bookings", "jail_days": "jail days"}
COLUMNS = ("month_from_entry", "life", "measure", "per_person_year", "low", "high", "person_years")
HOW = (
    "New participants: whoever was in LEAD before the start is left out. Rates are of a year of their own days alive "
    "and here, before and after the day on which they are handed over or referred in the scenario. The same people "
    "with the same luck in all three lives; an arrest at entry falls into the first months after it. At no effect LEAD "
    "takes them in at entry and does nothing more."
)


def entry_parts(found: AroundEntry) -> list[RenderableType]:
    """Return what a before-and-after comparison would say and what is so, and the three lives by time from entry."""
    return [
        heading(found.question, "before and after entry into LEAD"),
        Group(*(Text(each, style="bold" if i == 0 else "") for i, each in enumerate(entry_findings(found)))),
        *(_table(found, m) for m in range(len(MEASURES))),
        Text(HOW, style="dim"),
    ]


def entry_findings(found: AroundEntry) -> list[str]:
    """Return what those who enter had before, and a year on with LEAD and without it."""
    if not found.entered.sum():
        return ["Nobody enters LEAD after the start."]
    before, after = (np.nanmean(found.rates(*stretch), axis=0) for stretch in ((-YEAR, 0), (0, YEAR)))
    had, lead, without = (float(each) for each in (before[0, 0], after[0, 0], after[2, 0]))
    entered = words.count(float(found.entered.mean()), signed=False)
    first = (
        f"{entered} people enter. In the year before they are booked {_rate(had)} times a person-year, in the year "
        f"after {_rate(lead)} times with LEAD and {_rate(without)} times without it."
    )
    if not had > 0.0 or not without > 0.0:
        return [first]
    alone, true, seen = without / had - 1.0, lead / without - 1.0, lead / had - 1.0
    return [
        first,
        f"Who compares them with their own past sees {_change(seen)}. Without LEAD it would have been "
        f"{_change(alone)}, so LEAD makes {_change(true)}, with the booking at entry that does not happen."
        f"{_later(found)}",
    ]


def _later(found: AroundEntry) -> str:
    """Say what is left of the difference once the booking at entry is over."""
    lead, _, without = np.nanmean(found.rates(SETTLED, YEAR), axis=0)[:, 0].tolist()
    return f" From month {SETTLED + 1} to {YEAR} it is {_change(lead / without - 1.0)}." if without > 0.0 else ""


def entry_rows(found: AroundEntry) -> list[list[Any]]:
    """Return a heading and a row for each month, life and measure: the rate with its range, and its person-years."""
    rows: list[list[Any]] = [list(COLUMNS)]
    for month in found.months:
        rates, years = found.rates(month, month + 1), found.person_years(month, month + 1)
        for i, life in enumerate(LIVES):
            for m, measure in enumerate(MEASURES):
                rows.append([month, life, measure, *_spread(rates[:, i, m]), float(years[i])])
    return rows


def entry_data(found: AroundEntry) -> dict[str, Any]:
    """Return what was asked, what is said, and every month, as plain data."""
    heads, *rows = entry_rows(found)
    return {
        **asked(found.question),
        "entered": float(found.entered.mean()),
        "said": entry_findings(found),
        "months": [
            {name: None if isinstance(value, float) and math.isnan(value) else value
             for name, value in zip(heads, row, strict=True)} for row in rows
        ],
    }  # fmt: skip


def _table(found: AroundEntry, measure: int) -> Sheet:
    names = list(LIVES)
    columns = [labels(names, longest_line(*names))]
    for first, last in STRETCHES:
        rates = found.rates(first, last)[:, :, measure]
        cells = [_rate(_spread(rates[:, i])[0]) for i in range(len(LIVES))]
        columns.append(numbers(f"{_month(first)} to {_month(last)}", cells, longest_line(*cells)))
    name = NAMES[MEASURES[measure]]
    return Sheet(columns, title=f"{name.capitalize()} a person-year, by months from entry")


def _month(month: int) -> str:
    return f"{words.MINUS if month < 0 else ''}{abs(month)}"


def _spread(rates: Floats) -> tuple[float, float, float]:
    known = rates[~np.isnan(rates)]
    if not len(known):
        return (math.nan, math.nan, math.nan)
    low, high = np.percentile(known, [LOW, HIGH])
    return float(known.mean()), float(low), float(high)


def _rate(value: float) -> str:
    if math.isnan(value):
        return "–"
    return words.rate(value, signed=False) if value < 10.0 else words.count(value, signed=False)


def _change(share: float) -> str:
    if share == 0.0:
        return "no change"
    return f"{words.percent(abs(share))} {'fewer' if share < 0.0 else 'more'}"


__all__ = ["entry_data", "entry_findings", "entry_parts", "entry_rows"]
