"""What an engine counts: month × quantity × group.

Counts are events in a month; the others are person-days in a state, so that their monthly mean is a level
(average daily population, participants, people waiting) and nothing is sampled.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.model.measures import parts_of
from simulator.model.quantities import Quantity

NOBODY = -1
"""The last place of the group axis: what no person causes (staff, background)."""

Counts = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Tally:
    """What happened in one run.

    `counts` has shape (months, quantities, groups + 1), warm-up months first; the last place of the group
    axis is for what no person causes (staff). Counts are whole numbers, person-days are not.
    """

    counts: Counts
    groups: tuple[str, ...]

    @classmethod
    def empty(cls, months: int, groups: tuple[str, ...]) -> Tally:
        """Return a tally of zeros."""
        return cls(np.zeros((months, len(Quantity), len(groups) + 1)), groups)

    def monthly(self, measure: str) -> Counts:
        """Return a measure by month, over all groups, routes and reasons; shape (months,)."""
        total: Counts = self.counts[:, parts_of(measure), :].sum(axis=(1, 2))
        return total
