"""Values in force: what a draw leaves of the parameters, by path and date."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Generic, TypeVar

T = TypeVar("T")

Snapshot = Mapping[str, float | Mapping[str, float]]
"""Every value in force on a day: a number, or a number for each category."""

Dated = tuple[tuple[date, float | Mapping[str, float]], ...]
"""Values of one parameter in order of their dates; the first holds from the beginning of time."""


def number(values: Snapshot, path: str) -> float:
    """Return a parameter that is one number."""
    value = values[path]
    assert isinstance(value, float | int), f"{path} has categories"
    return value


def table(values: Snapshot, path: str) -> Mapping[str, float]:
    """Return a parameter that has one number for each category."""
    value = values[path]
    assert isinstance(value, Mapping), f"{path} has no categories"
    return value


class Same(Generic[T]):
    """A value that never changes as a key for a cache: it is itself alone, whatever it equals."""

    def __init__(self, value: T) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.value is self.value


@dataclass(frozen=True)
class Values:
    """Drawn values by path.

    Most are the same on every day, so a snapshot is made once for each stretch of time between two changes. Threads
    may share the values: at worst each makes the same snapshot.
    """

    by_path: Mapping[str, Dated]

    def at(self, when: date) -> Snapshot:
        """Return every value in force on a day."""
        stretch = bisect_right(self._starts, when)
        if stretch not in self._snapshots:
            changed = {path: value_at(dated, when) for path, dated in self._changing.items()}
            self._snapshots[stretch] = MappingProxyType({**self._at_first, **changed})
        return self._snapshots[stretch]

    def dates(self, prefixes: tuple[str, ...]) -> list[date]:
        """Return the days on which a parameter with one of the prefixes changes, in order."""
        changing = (dated for path, dated in self._changing.items() if path.startswith(prefixes))
        return sorted({start for dated in changing for start, _ in dated[1:]})

    @cached_property
    def _changing(self) -> Mapping[str, Dated]:
        return {path: dated for path, dated in self.by_path.items() if len(dated) > 1}

    @cached_property
    def _at_first(self) -> Snapshot:
        return {path: dated[0][1] for path, dated in self.by_path.items()}

    @cached_property
    def _starts(self) -> list[date]:
        """The days on which anything begins to be in force, in order."""
        return sorted({start for dated in self._changing.values() for start, _ in dated})

    @cached_property
    def _snapshots(self) -> dict[int, Snapshot]:
        """What has been asked for, by how many days of `_starts` have come by then."""
        return {}

    def __getstate__(self) -> dict[str, Mapping[str, Dated]]:
        # What can be made again is not sent to a worker.
        return {"by_path": self.by_path}


def value_at(dated: Dated, when: date) -> float | Mapping[str, float]:
    """Return the value in force on a day."""
    return next(value for start, value in reversed(dated) if start <= when)
