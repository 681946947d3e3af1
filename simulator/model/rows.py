"""Records as a table of numbers: columns to compute with, and one record at a time for who reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar, overload

import numpy as np
import numpy.typing as npt

R = TypeVar("R", bound=tuple[Any, ...])


class Rows(Sequence[R]):
    """A sequence of named tuples over the rows of a structured array; a record is made when it is asked for.

    A run counts millions of things for people, and as objects they take ten times as long as the run.
    """

    def __init__(self, record: Callable[..., R], table: npt.NDArray[np.void]) -> None:
        self._record = record
        self.table = table

    def __len__(self) -> int:
        """Return how many records there are."""
        return len(self.table)

    @overload
    def __getitem__(self, index: int) -> R: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[R]: ...

    def __getitem__(self, index: int | slice) -> R | Sequence[R]:
        """Return a record, or a list of some."""
        if isinstance(index, slice):
            return [self._record(*row) for row in self.table[index].tolist()]
        return self._record(*self.table[index].tolist())

    def __iter__(self) -> Iterator[R]:
        """Yield every record in order."""
        return (self._record(*row) for row in self.table.tolist())

    def __eq__(self, other: object) -> bool:
        """Return whether another sequence has the same records."""
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


def columns(records: Sequence[Any], width: int) -> tuple[npt.NDArray[Any], ...]:
    """Return the fields of records as arrays, one for each of their `width` fields; those of no records are empty."""
    if isinstance(records, Rows):
        table: npt.NDArray[np.void] = records.table
        return tuple(np.ascontiguousarray(table[name]) for name in table.dtype.names or ())
    flat = np.array(list(records), dtype=np.float64).reshape(-1, width)
    return tuple(flat.T.copy())
