"""What an engine is given and what it must be able to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from simulator.model.events import Credit, Event, Resource, Venue
from simulator.model.facts import Facts
from simulator.model.population import Population
from simulator.model.tally import Counts, Tally

CapacityPlan = Sequence[tuple[float, int]]
"""Units of a resource (places, slots, beds) from a day on, in order of time."""

UNLIMITED = 2**40
"""The units of what is not limited."""

EVENTS_PER_PERSON = 2_000
EVENTS_PER_PERSON_DAY = 120.0


@dataclass(frozen=True)
class Setup:
    """Everything a run starts from, except what is limited, which is set as it goes.

    `epochs` are (day, facts) in order of time; the first holds from the beginning.
    """

    people: Population
    epochs: tuple[tuple[float, Facts], ...]
    month_edges: tuple[float, ...]
    misdemeanor_venue: tuple[Venue, ...]

    def most_events(self) -> int:
        """Return how many events no valid scenario comes near to; what exceeds it is a loop without time."""
        span = self.month_edges[-1] - self.month_edges[0]
        return int(len(self.people) * (EVENTS_PER_PERSON + EVENTS_PER_PERSON_DAY * span)) + 1_000


class Engine(Protocol):
    """The protocol that every engine satisfies. It knows no money."""

    def set_capacity(self, resource: Resource, plan: CapacityPlan) -> None:
        """Replace what is planned of a resource from now on; what has no plan is not limited, LEAD has no places."""

    def advance(self, to: float) -> None:
        """Handle everything before day `to`."""

    def tally(self) -> Tally:
        """Return what has been counted in the months closed so far (a copy)."""

    def counted(self, month: int) -> Counts:
        """Return what has been counted in a closed month, not to be changed; shape (quantities, groups + 1)."""

    @property
    def events(self) -> Sequence[Event]:
        """The event log so far, if one is kept."""

    @property
    def credits(self) -> Sequence[Credit]:
        """Everything counted so far, person by person, if events are kept."""
