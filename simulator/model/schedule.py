"""What changes when: law and policy, what is limited, and months. Both engines ask it, so they cannot part over it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from simulator.model.engine import UNLIMITED, CapacityPlan, Setup
from simulator.model.events import Resource
from simulator.model.facts import Facts


class Schedule:
    """The planned changes of one run, each handed out once."""

    def __init__(self, setup: Setup) -> None:
        self.month = 0  # the one that is not closed yet
        self._edges = setup.month_edges
        self._epochs = list(setup.epochs)
        self._plans: dict[Resource, CapacityPlan] = {}
        self._units: dict[Resource, int] = {Resource.LEAD: 0}

    def plan(self, resource: Resource, plan: CapacityPlan) -> None:
        """Replace what is planned of a resource from now on: (day, units) in order of time."""
        self._plans[resource] = tuple(plan)

    def next_stop(self, now: float, to: float) -> float:
        """Return the first time after now at which something changes or a month ends, or `to` if that is sooner."""
        return min(time for time in (to, *self._times()) if time > now)

    def facts_due(self, now: float) -> Iterator[tuple[Facts, Facts]]:
        """Yield the facts before and after each change of law or policy up to now."""
        while len(self._epochs) > 1 and self._epochs[1][0] <= now:
            (_, before), (_, after) = self._epochs.pop(0), self._epochs[0]
            yield before, after

    def units_due(self, now: float) -> Iterator[tuple[Resource, int]]:
        """Yield each resource of which there is more or less from now on, in their order, and how much there is."""
        for resource in sorted(self._plans):
            plan = self._plans[resource]
            due = [units for time, units in plan if time <= now]
            self._plans[resource] = tuple(entry for entry in plan if entry[0] > now)
            if due and due[-1] != self._units.get(resource, UNLIMITED):
                self._units[resource] = due[-1]
                yield resource, due[-1]

    def is_month_end(self, now: float) -> bool:
        """Return whether the month that is not closed yet ends now."""
        return now == self._month_end()

    def _month_end(self) -> float:
        return self._edges[self.month + 1] if self.month + 1 < len(self._edges) else math.inf

    def _times(self) -> Iterator[float]:
        yield self._month_end()
        yield from (time for time, _ in self._epochs)
        yield from (time for plan in self._plans.values() for time, _ in plan)
