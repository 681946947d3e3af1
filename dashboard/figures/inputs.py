"""How inputs and their values are told in figures: by label, path and grade, and in their unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.inputs.parameter import Parameter
from simulator.report import words
from simulator.report.sensitivity import number

SHORT_UNITS = ("days", "hours", "months", "years", "places", "persons")
"""Units that stand behind a number; any other is told where the input is."""


@dataclass(frozen=True)
class Named:
    """An input, or a category of one, as people know it; `grade` is empty where it is not known."""

    path: str
    label: str
    grade: str = ""


def named(line: str, parameters: Mapping[str, Parameter]) -> Named:
    """Return what an input is called, with its category where a record is about one; its path where nobody knows."""
    path, rest = line, ""
    while path not in parameters and "." in path:
        path, _, last = path.rpartition(".")
        rest = f"{last}.{rest}" if rest else last
    if path not in parameters:
        return Named(line, line)
    found = parameters[path]
    label = f"{found.label}: {words.plain(rest)}" if rest else found.label
    return Named(line, label, found.grade)


def amount(value: float, unit: str) -> str:
    """Return a value of an input as it is read: `$528`, `5.5%`, `12 days`, or the number alone."""
    if unit.startswith("dollars"):
        return f"{words.MINUS if value < 0.0 else ''}${number(abs(value))}"
    if unit == "share":
        return f"{number(100.0 * value)}%"
    return f"{number(value)} {unit}" if unit in SHORT_UNITS else number(value)


def span(low: float, high: float, unit: str) -> str:
    """Return a range of values as it is read: `$88 to $528`, `0.9 to 5.4 years`."""
    return f"{number(low) if unit in SHORT_UNITS else amount(low, unit)} to {amount(high, unit)}"


def told_unit(unit: str) -> str:
    """Return a unit as it stands beside an input, such as `dollars per month (2025)`; a share is one of 100%."""
    return {"share": "percent", "count": "number"}.get(unit, unit)
