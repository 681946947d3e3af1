"""When a unit of capacity closes for good, and how many fewer are open in the end, in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rich.text import Text

from simulator.report import words
from simulator.results import ALL, Comparison, Record

NEVER, LAST = "unit_closes_never", "units_open_last"


@dataclass(frozen=True)
class Closing:
    """A line of units: months from the start until one fewer is open for good, and units open in the last month.

    `median` and its 5th and 95th percentile are None where never has a part in them.
    """

    line: str
    low: float | None
    median: float | None
    high: float | None
    never: Record
    last: Record

    @property
    def futures(self) -> tuple[int, int]:
        """In how many futures no unit closes for good within the horizon, of how many."""
        return words.of_futures(self.never)


def closings(comparison: Comparison, scenario: str) -> list[Closing]:
    """Return what is known of a scenario's units; nothing where none can close, or of an earlier leadsim's answer."""
    mine = {
        (r.measure, str(r.line)): r
        for r in comparison.records
        if r.scenario == scenario and r.fiscal_year == ALL and r.measure.startswith(("unit_closes_", LAST))
    }

    def month(name: str, line: str) -> float | None:
        found = mine.get((f"unit_closes_month_{name}", line))
        return found.difference.mean if found else None

    return [
        Closing(
            line, month("low", line), month("median", line), month("high", line), record, mine[LAST, line]
        )
        for (measure, line), record in mine.items()
        if measure == NEVER
    ]  # fmt: skip


def first_closing(found: Closing | None) -> Text:
    """Return from which month on a unit is closed for good, its range, and in how many futures none is."""
    if found is None:
        return Text("none can close")
    several, of = found.futures
    in_several = f"none in {several} of {of}"
    if found.low is None:
        return Text(in_several, style="bold")
    low, median, high = (
        None if month is None else words.count(math.ceil(month), signed=False)
        for month in (found.low, found.median, found.high)
    )
    text = Text(f"month {median}" if median else "none", style="bold")
    if low != high:
        text.append(f"\n{low} to {high or 'never'}", style="not bold")
    if several:
        text.append(f"\n{in_several}", style="not bold")
    return text
