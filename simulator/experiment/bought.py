"""What a reinvestment fund has bought: case managers, homes and treatment places, from the day they are there."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from simulator.model.engine import CapacityPlan
from simulator.model.events import Resource

CASE_MANAGERS = "case_managers"
RESOURCES: Mapping[str, Resource] = {
    "interim_housing": Resource.INTERIM_HOUSING,
    "permanent_housing": Resource.PERMANENT_HOUSING,
    "treatment": Resource.TREATMENT,
}
"""What can be bought that is a resource of its own; case managers make LEAD's places."""


class Bought:
    """Units of each item from a day on. What is ordered comes later; what is cut goes at once, ordered units first."""

    def __init__(self) -> None:
        self._steps: dict[str, list[tuple[float, int]]] = {}

    def add(self, item: str, day: float, units: int) -> None:
        """Have so many more units from a day on, which is no earlier than any day ordered before."""
        steps = self._steps.setdefault(item, [])
        assert not steps or steps[-1][0] <= day, "orders arrive in the order in which they are placed"
        steps.append((day, self.ordered(item) + units))

    def cut(self, item: str, day: float, units: int) -> None:
        """Have so many units fewer than are ordered, from a day on."""
        left = self.ordered(item) - units
        assert left >= 0, "no more is cut than has been bought"
        here = min(self.level(item, day), left)
        before = [step for step in self._steps[item] if step[0] < day]
        after = [(time, min(ordered, left)) for time, ordered in self._steps[item] if time > day]
        self._steps[item] = [*before, (day, here), *after]

    def level(self, item: str, day: float) -> int:
        """Return the units that are there on a day."""
        return _level(self._steps.get(item, []), day)

    def ordered(self, item: str) -> int:
        """Return the units that will be there once all orders have arrived."""
        steps = self._steps.get(item)
        return steps[-1][1] if steps else 0

    def days(self, item: str) -> list[float]:
        """Return the days on which the units change."""
        return [day for day, _ in self._steps.get(item, [])]

    def mean(self, item: str, start: float, end: float) -> float:
        """Return the mean number of units between two days."""
        return mean_units(self._steps.get(item, []), start, end)

    def on_top_of(self, plan: CapacityPlan, item: str) -> CapacityPlan:
        """Return a capacity plan with what has been bought on top."""
        if not self._steps.get(item):
            return plan
        days = sorted({*(day for day, _ in plan), *self.days(item)})
        return tuple((day, _level(plan, day) + self.level(item, day)) for day in days)


def mean_units(plan: CapacityPlan, start: float, end: float) -> float:
    """Return the mean units of a plan between two days."""
    cuts = [start, *(day for day, _ in plan if start < day < end), end]
    return sum(_level(plan, begin) * (until - begin) for begin, until in pairwise(cuts)) / (end - start)


def _level(plan: CapacityPlan, day: float) -> int:
    return next((units for time, units in reversed(plan) if time <= day), 0)
