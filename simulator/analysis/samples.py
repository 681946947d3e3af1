"""What runs leave behind for analysis: arrays with axes for draws and replications in front."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.results import Axes

Floats = npt.NDArray[np.float64]
Cents = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Money:
    """The money of all runs of a scenario beside the baseline's in the same world, both at the scenario's prices.

    Shapes begin with (draws, replications). `spent` and `before`: (periods, payers, lines, bases), a cost is positive.
    `captured` (less what was returned) and `reinvested`: (periods, payers, lines). `received`: (periods, payers).
    `monthly`: (months of the horizon, payers, 2), what each payer is better off by, in what varies and in cash.
    `gains`: (fiscal years, payers, lines, bases), the sum of the months in which something was saved.
    `certified`: (fiscal years, payers, lines), what an auditor saw of each year.
    """

    spent: Cents
    before: Cents
    captured: Cents
    reinvested: Cents
    received: Cents
    monthly: Cents
    gains: Cents
    certified: Cents


@dataclass(frozen=True)
class Pair:
    """A scenario and its baseline: the same worlds, draw by draw and replication by replication.

    `counts` are (draws, replications, periods, quantities, groups + 1) of the baseline and of the scenario. `staff` are
    (draws, replications, months, 4): months of case managers, of notice, of the program, of its notice. `fund` is what
    a reinvestment fund did, by entry: (draws, replications, fiscal years), in cents or units. `units` are the mean open
    units of lines that close as a whole: (draws, replications, periods, 2), in the baseline and in the scenario.
    `price_year` is None where dollars are nominal; `constant` says whether a dollar is worth the same in every month.
    """

    scenario: str
    baseline: str
    axes: Axes
    counts: tuple[Floats, Floats]
    staff: tuple[Floats, Floats]
    money: Money
    fund: Mapping[str, Floats]
    price_year: int | None
    constant: bool = True
    units: Mapping[str, Floats] = field(default_factory=dict)
