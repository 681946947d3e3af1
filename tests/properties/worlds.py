"""A scenario of the property tests, and how it is run: in continuous time or in whole days."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from simulator.model import rules
from simulator.model.engine import CapacityPlan, Setup
from simulator.model.events import Resource
from tests.support import Outcome, make_setup, simulate

DELAYS = ("delay_of_mean", "exponential", "gompertz", "intake_delay", "jail_stay", "memoryless", "wait_for", "weibull")
UNLIMITED = 1_000_000
# What somebody in LEAD and somebody who is not compete for.
SHARED = (
    Resource.JAIL, Resource.COURT_SUPERIOR, Resource.COURT_MUNICIPAL, Resource.COURT_DISTRICT,
    Resource.COMPETENCY_BEDS,
)  # fmt: skip


@dataclass(frozen=True)
class Scenario:
    """Changes to the plain values, when, LEAD's places and what else is limited; everything a run needs."""

    changes: Mapping[str, Any]
    edges: tuple[float, ...]
    plan: CapacityPlan
    others: Mapping[Resource, CapacityPlan] = field(default_factory=dict)
    later: tuple[tuple[float, Mapping[str, Any]], ...] = ()
    world: int = 0
    whole_days: bool = False

    @property
    def end(self) -> float:
        return self.edges[-1]

    def changed(self, changes: Mapping[str, Any]) -> Scenario:
        return replace(self, changes={**self.changes, **changes})

    def changed_on(self, day: float, changes: Mapping[str, Any]) -> Scenario:
        """Return the scenario with values that change on a day and stay changed."""
        earlier = tuple(law for law in self.later if law[0] < day)
        return replace(self, later=(*earlier, (day, changes), *self.later[len(earlier) :]))

    def with_places(self, places: int) -> Scenario:
        return replace(self, plan=((self.edges[0], places),))

    def without_competition(self) -> Scenario:
        """Return the scenario with room for all in jail, courts and state beds, so that no life touches another."""
        return replace(self, others={what: plan for what, plan in self.others.items() if what not in SHARED})

    def plans(self) -> dict[Resource, CapacityPlan]:
        """Return the plan of everything that is limited."""
        return {**self.others, Resource.LEAD: self.plan}

    def setup(self) -> Setup:
        setup = make_setup(self.changes, world=self.world, edges=self.edges, later=self.later)
        if not self.whole_days:
            return setup
        return replace(setup, people=replace(setup.people, arrival=np.ceil(setup.people.arrival)))

    def run(self, setup: Setup | None = None, *, monthly: bool = False) -> Outcome:
        with self.time():
            return simulate(setup or self.setup(), self.plan, others=self.others, monthly=monthly)

    def time(self) -> Any:
        """Return the context in which the scenario's time passes."""
        return whole_days() if self.whole_days else nullcontext()


@contextmanager
def whole_days() -> Iterator[None]:
    """Round every delay up to whole days, so that many things happen at the same instant."""
    with pytest.MonkeyPatch.context() as patch:
        for name in DELAYS:
            patch.setattr(rules, name, _rounded_up(getattr(rules, name)))
        yield


def _rounded_up(delay: Callable[..., float]) -> Callable[..., float]:
    def rounded(*arguments: float) -> float:
        days = float(delay(*arguments))
        return float(math.ceil(days)) if math.isfinite(days) else days

    return rounded
