"""What runs leave behind for analysis: arrays with axes for draws and replications in front."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from simulator.results import Axes

Floats = npt.NDArray[np.float64]
Cents = npt.NDArray[np.int64]
T = TypeVar("T", np.float64, np.int64)

FIRST_PLACES = 32


class Sample(Generic[T]):
    """One array from each of many runs, of which places that are 0 in every run take no room.

    It is read like an array of shape (draws, replications, …) whose first two indices are slices; only what is asked
    for is made. Runs come in any order. Most of what is counted, by payer and cost line above all, is never anything.
    """

    def __init__(self, draws: int, shape: tuple[int, ...], dtype: type[T]) -> None:
        self._replications = 0
        self._filled = np.zeros((draws, 0), dtype=np.bool_)
        self._row_of = np.zeros(shape, dtype=np.intp)  # row 0 is for all places that are always 0
        self._rows = 1
        self._values: npt.NDArray[T] = np.zeros((FIRST_PLACES, draws, 0), dtype=dtype)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the whole array."""
        return (len(self._filled), self._replications, *self._row_of.shape)

    def put(self, draw: int, replication: int, array: npt.NDArray[Any]) -> None:
        """Take in the array of one run."""
        if array.shape != self._row_of.shape:
            raise ValueError(f"a run leaves an array of shape {array.shape}, and others one of {self._row_of.shape}")
        self._make_room(replication)
        flat, row_of = array.ravel(), self._row_of.reshape(-1)
        places = np.flatnonzero(flat)
        new = places[row_of[places] == 0]
        row_of[new] = np.arange(self._rows, self._rows + len(new))
        self._rows += len(new)
        if self._rows > len(self._values):
            grown = np.zeros((self._rows + self._rows // 4, *self._values.shape[1:]), dtype=self._values.dtype)
            grown[: len(self._values)] = self._values
            self._values = grown
        self._values[row_of[places], draw, replication] = flat[places]
        self._filled[draw, replication] = True

    def of(self, replications: int) -> Sample[T]:
        """Return the same sample with its first replications alone; KeyError unless every draw has them all."""
        if not self._filled[:, :replications].all() or self._filled.shape[1] < replications:
            raise KeyError("a run that belongs to the sample is lacking")
        view: Sample[T] = object.__new__(type(self))
        view.__dict__.update(self.__dict__, _replications=replications)
        return view

    def __getitem__(self, index: tuple[Any, ...]) -> npt.NDArray[T]:
        draws, replications, *places = index
        rows = self._row_of[tuple(places)]
        found = self._values[:, draws, : self._replications][:, :, replications][rows]
        return np.ascontiguousarray(np.moveaxis(found, (-2, -1), (0, 1)))

    def _make_room(self, replication: int) -> None:
        more = replication + 1 - self._filled.shape[1]
        if more > 0:
            self._filled = np.pad(self._filled, ((0, 0), (0, more)))
            self._values = np.pad(self._values, ((0, 0), (0, 0), (0, more)))


FloatSample = Floats | Sample[np.float64]
CentSample = Cents | Sample[np.int64]


@dataclass(frozen=True)
class Counts:
    """What was counted in all runs of a scenario; groups are told apart over the whole horizon only.

    `totals`: (draws, replications, periods, quantities). `by_group`: (draws, replications, quantities, groups + 1).
    """

    totals: FloatSample
    by_group: FloatSample

    def of(self, parts: Sequence[int]) -> Floats:
        """Return the sum of some quantities; shape (draws, replications, periods)."""
        return reduce(np.add, (self.totals[:, :, :, part] for part in parts))

    def of_group(self, parts: Sequence[int], group: int) -> Floats:
        """Return the sum of some quantities of a group over the horizon; shape (draws, replications)."""
        return reduce(np.add, (self.by_group[:, :, part, group] for part in parts))


@dataclass(frozen=True)
class Money:
    """The money of all runs of a scenario beside the baseline's in the same world, both at the scenario's prices.

    Shapes begin with (draws, replications). `spent` and `before`: (periods, payers, lines, bases), a cost is positive.
    `captured` (less what was returned) and `reinvested`: (periods, payers, lines). `received`: (periods, payers).
    `monthly`: (months of the horizon, payers, 2), what each payer is better off by, in what varies and in cash.
    `gains`: (fiscal years, payers, lines, bases), the sum of the months in which something was saved.
    `certified`: (fiscal years, payers, lines), what an auditor saw of each year.
    """

    spent: CentSample
    before: CentSample
    captured: CentSample
    reinvested: CentSample
    received: CentSample
    monthly: CentSample
    gains: CentSample
    certified: CentSample


@dataclass(frozen=True)
class Pair:
    """A scenario and its baseline: the same worlds, draw by draw and replication by replication.

    `counts` and `staff` are of the baseline and of the scenario. `staff` is (draws, replications, months, 4): months of
    case managers, of notice, of the program, of its notice. `fund` is what a reinvestment fund did, by entry: (draws,
    replications, fiscal years), in cents or units. `units` are the mean open units of lines that close as a whole:
    (draws, replications, periods, 2), in the baseline and in the scenario; `units_by_month` are (draws, replications,
    months, 2). `levels` are of the baseline and of the scenario: (draws, replications, levels that are told
    by month, months), the mean of each month of the horizon. `price_year` is None where dollars are
    nominal; `constant` says whether a dollar is worth the same in every month.
    """

    scenario: str
    baseline: str
    axes: Axes
    counts: tuple[Counts, Counts]
    staff: tuple[FloatSample, FloatSample]
    money: Money
    fund: Mapping[str, Floats]
    price_year: int | None
    constant: bool = True
    units: Mapping[str, Floats] = field(default_factory=dict)
    units_by_month: Mapping[str, Floats] = field(default_factory=dict)
    levels: tuple[FloatSample, FloatSample] | None = None
