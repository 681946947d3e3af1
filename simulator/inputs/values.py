"""Values in force: what a draw leaves of the parameters, by path and date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

Snapshot = Mapping[str, float | Mapping[str, float]]
"""Every value in force on a day: a number, or a number for each category."""

Dated = tuple[tuple[date, float | Mapping[str, float]], ...]
"""Values of one parameter in order of their dates; the first holds from the beginning of time."""


def number(values: Snapshot, path: str) -> float:
    """Return a parameter that is one number."""
    value = values[path]
    assert not isinstance(value, Mapping), f"{path} has categories"
    return value


def table(values: Snapshot, path: str) -> Mapping[str, float]:
    """Return a parameter that has one number for each category."""
    value = values[path]
    assert isinstance(value, Mapping), f"{path} has no categories"
    return value


@dataclass(frozen=True)
class Values:
    """Drawn values by path."""

    by_path: Mapping[str, Dated]

    def at(self, when: date) -> Snapshot:
        """Return every value in force on a day."""
        return {path: value_at(dated, when) for path, dated in self.by_path.items()}

    def dates(self, prefixes: tuple[str, ...]) -> list[date]:
        """Return the days on which a parameter with one of the prefixes changes, in order."""
        changing = (dated for path, dated in self.by_path.items() if path.startswith(prefixes))
        return sorted({start for dated in changing for start, _ in dated[1:]})


def value_at(dated: Dated, when: date) -> float | Mapping[str, float]:
    """Return the value in force on a day."""
    return next(value for start, value in reversed(dated) if start <= when)
