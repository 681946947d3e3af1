"""A kept answer, looked up by hand: what the files of figures should say, not asked of what draws the figures."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from simulator.results import ALL, Comparison, Difference, Record, Series

Given = Sequence[Mapping[str, str]]
"""The rows of a file, by column."""
Row = dict[str, Any]
"""What a row should say in these columns."""


class Sum(float):
    """A number that is added up here, perhaps in another order than there: the same but for the last digits."""


@dataclass(frozen=True)
class Held:
    """A kept answer, and the scenario and the payer that a page is about; `before` is the other one on Runs."""

    comparison: Comparison
    focus: str
    payer: str = ALL
    before: Comparison | None = None

    def record(self, scenario: str | None = None, **wanted: Any) -> Record | None:
        """Return the one record that is about this; over the whole horizon and everybody unless told otherwise."""
        keys = {"line": None, "payer": ALL, "fiscal_year": ALL, "group": ALL, "rung": None, **wanted}
        mine = (each for each in self.comparison.records if each.scenario == (scenario or self.focus))
        found = [each for each in mine if all(getattr(each, key) == value for key, value in keys.items())]
        assert len(found) < 2, keys
        return found[0] if found else None

    def rung(self, rung: str, payer: str | None = None, scenario: str | None = None, **keys: Any) -> Difference | None:
        """Return a rung or a net of a payer."""
        found = self.record(scenario, measure="dollars", rung=rung, payer=payer or self.payer, **keys)
        return found.difference if found else None

    def mean(self, rung: str, payer: str | None = None, scenario: str | None = None, **keys: Any) -> float:
        """Return its mean; 0 where there is nothing of it."""
        found = self.rung(rung, payer, scenario, **keys)
        return found.mean if found else 0.0

    def series(self, measure: str, scenario: str | None = None, **keys: Any) -> Series:
        """Return the one series of a measure."""
        wanted = {"measure": measure, "scenario": scenario or self.focus, **keys}
        mine = self.comparison.series
        (found,) = (each for each in mine if all(getattr(each, key) == value for key, value in wanted.items()))
        return found

    def versus(self, scenario: str, rung: str = "net") -> Difference:
        """Return by how much a scenario is better than the first one."""
        wanted = (scenario, self.comparison.identity.scenarios[0], rung, self.payer)
        mine = self.comparison.versus
        (found,) = (each for each in mine if (each.scenario, each.other, each.rung, each.payer) == wanted)
        return found.difference

    def counts(self, measure: str) -> dict[str | None, float]:
        """Return the means of a count by its reason, over all routes."""
        found: dict[str | None, float] = {}
        for each in self.comparison.records:
            if (each.scenario, each.measure, each.fiscal_year, each.group) == (self.focus, measure, ALL, ALL):
                found[each.reason] = found.get(each.reason, 0.0) + each.scenario_mean
        return found

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Every number of the answer, as a file has it, and what costs the other way round."""
        found: set[str] = set()
        _add_numbers(asdict(self.comparison), found)
        return frozenset(found)


def _add_numbers(data: Any, found: set[str]) -> None:
    if isinstance(data, int | float):
        found |= {str(data), str(-data)}
    elif isinstance(data, dict):
        for value in data.values():
            _add_numbers(value, found)
    elif isinstance(data, list | tuple):
        for value in data:
            _add_numbers(value, found)


# -- a file beside what it should say -------------------------------------------------------------------------


def differences(rows: Given, wanted: Sequence[Row]) -> list[str]:
    """Return what differs between a file's rows and what they should say; a number that nobody vouches for does."""
    if len(rows) != len(wanted):
        return [f"{len(rows)} rows, not {len(wanted)}"]
    found = []
    for n, (row, should) in enumerate(zip(rows, wanted, strict=True), 1):
        wrong = [f"{row[key]!r}, not {value!r}" for key, value in should.items() if not _says(row[key], value)]
        alone = [f"{key}: {row[key]}, from nowhere" for key in row if key not in should and is_number(row[key])]
        found += [f"row {n}: {each}" for each in (*wrong, *alone)]
    return found


def strangers(rows: Given, held: Held) -> list[str]:
    """Return the numbers of a file that do not stand in the answer, string for string."""
    cells = [cell for row in rows for cell in row.values() if is_number(cell)]
    return [cell for cell in cells if cell not in held.numbers and cell.removesuffix(".0") not in held.numbers]


def _says(cell: str, value: object) -> bool:
    if isinstance(value, Sum):
        return is_number(cell) and math.isclose(float(cell), value, rel_tol=1e-12, abs_tol=1e-6)
    return cell == ("" if value is None else str(value))


def is_number(cell: str) -> bool:
    """Return whether a cell has a number in it."""
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False
