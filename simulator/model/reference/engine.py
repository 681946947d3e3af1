"""The reference engine: puts the strands together and lets time pass."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from simulator.model.engine import CapacityPlan, Setup
from simulator.model.events import MAX_OPEN_CASES, Credit, Event, Resource, Service, Strand
from simulator.model.reference import (
    capacity,
    clock,
    competency,
    courts,
    jail,
    lead,
    life,
    places,
    police,
    prosecution,
    referrals,
    services,
    supervision,
    warrant_service,
)
from simulator.model.reference.agenda import Agenda
from simulator.model.reference.world import StrandLife, World
from simulator.model.standing import Effect
from simulator.model.tally import Counts, Tally

LIVES: Mapping[Strand, StrandLife] = {
    Strand.ARRIVAL: life.arrival,
    Strand.DEATH: life.death,
    Strand.DEATH_AFTER_RELEASE: life.death_after_release,
    Strand.LEAVING: life.leaving,
    Strand.DESISTANCE: life.desistance,
    Strand.PRETRIAL_HOLD: jail.pretrial_hold,
    Strand.WARRANT_HOLD: jail.warrant_hold,
    Strand.JAIL_SENTENCE: jail.jail_sentence,
    Strand.PRISON_SENTENCE: jail.prison_sentence,
    Strand.COMPETENCY: competency.competency,
    Strand.SUPERVISION: supervision.supervision,
    Strand.WIND_DOWN: capacity.wind_down,
    Strand.LEAD_EXIT: lead.participation,
    Strand.ENGAGEMENT: lead.engagement,
    Strand.STABLE: lead.becoming_stable,
    Strand.INTAKE: lead.intake,
    Strand.PATIENCE: places.patience,
    **{Strand(Strand.CASE_0 + i): prosecution.case_life(i) for i in range(MAX_OPEN_CASES)},
    **{services.strand_of(which): services.service_life(which) for which in Service},
    Strand.WARRANT_CLEARING: courts.clearing,
    Strand.WARRANT_PICK_UP: warrant_service.pick_up,
    Strand.VIOLATION: supervision.violations,
    Strand.SPELL: life.spells,
    Strand.SOCIAL_REFERRAL: referrals.social_referrals,
    Strand.COMMUNITY_REFERRAL: referrals.community_referrals,
    Strand.CONTACT: police.contacts,
}

RARELY = (200_000, 50, 50)  # thresholds of the garbage collector


class ReferenceEngine:
    """SimPy, one process for each strand of a life.

    Satisfies `simulator.model.engine.Engine`. Advancing in steps gives the same log as one long run.
    """

    def __init__(self, setup: Setup, *, record_events: bool = False) -> None:
        self._edges = setup.month_edges
        self._epochs = list(setup.epochs)
        self._plans: dict[Resource, CapacityPlan] = {}
        self._month = 0
        people = setup.people
        self._tally = Tally.empty(len(self._edges) - 1, people.groups)
        self._world = World(
            agenda=Agenda(self._edges[0], self._edges[-1], setup.most_events()),
            facts=self._epochs[0][1],
            people=people,
            lives=LIVES,
            misdemeanor_venue=setup.misdemeanor_venue,
            record_events=record_events,
        )
        for person in self._world.persons:
            self._world.set(person, Strand.ARRIVAL, float(people.arrival[person.number]))

    @property
    def now(self) -> float:
        """The time in days from the start date."""
        return self._world.now

    @property
    def events(self) -> Sequence[Event]:
        """The event log so far (empty unless it is recorded)."""
        return self._world.events or ()

    @property
    def credits(self) -> Sequence[Credit]:
        """Everything counted so far, person by person (empty unless events are recorded)."""
        return self._world.credits or ()

    def set_capacity(self, resource: Resource, plan: CapacityPlan) -> None:
        """Replace what is planned of a resource from now on: (day, units) in order of time; acts in `advance`."""
        self._plans[resource] = tuple(plan)

    def advance(self, to: float) -> None:
        """Handle everything before day `to`; what happens at `to` itself belongs to the next call."""
        while self.now < to:
            self._act_at(self.now)
            stop = min(t for t in (to, *self._breaks()) if t > self.now)
            self._world.agenda.advance(stop)
            self._close_month(stop)

    def tally(self) -> Tally:
        """Return what has been counted in the months closed so far (a copy)."""
        return Tally(self._tally.counts.copy(), self._tally.groups)

    def counted(self, month: int) -> Counts:
        """Return what has been counted in a closed month, not to be changed; shape (quantities, groups + 1)."""
        counts: Counts = self._tally.counts[month]
        return counts

    def _breaks(self) -> Iterator[float]:
        yield self._edges[self._month + 1] if self._month + 1 < len(self._edges) else float("inf")
        yield from (time for time, _ in self._epochs)
        yield from (time for plan in self._plans.values() for time, _ in plan)

    def _act_at(self, now: float) -> None:
        """Let law and policy, and then capacities in their order, change before anything else of this instant."""
        epochs = len(self._epochs)
        while len(self._epochs) > 1 and self._epochs[1][0] <= now:
            self._epochs.pop(0)
            self._change_facts()
        for resource in sorted(self._plans):
            plan = self._plans[resource]
            due = [units for time, units in plan if time <= now]
            self._plans[resource] = tuple(entry for entry in plan if entry[0] > now)
            if due and due[-1] != self._capacity(resource):
                capacity.change_capacity(self._world, resource, due[-1])
        if len(self._epochs) < epochs:
            places.serve_waiting(self._world)

    def _capacity(self, resource: Resource) -> float:
        units = self._world.pools[resource].capacity
        return units / self._world.facts.program.full_weight if resource == Resource.LEAD else units

    def _change_facts(self) -> None:
        """Change law and policy: contact clocks and referral delays under a new rate, then the waiting list.

        Clocks that the change does not concern are not touched. Other delays stay as they were drawn.
        """
        world, before, facts = self._world, self._world.facts, self._epochs[0][1]
        everyone = before.contact != facts.contact
        under_effect = (before.program.offense, before.program.fade_rate) != (
            facts.program.offense,
            facts.program.fade_rate,
        )
        changed = [
            person
            for person in world.persons
            if person.clock_running and (everyone or (under_effect and person.effect != Effect.NONE))
        ]
        for person in changed:
            clock.stop(world, person)
        world.facts = facts
        for person in changed:
            clock.go(world, person)
        for route in referrals.REFERRAL:
            rates = [(each.protocol.referral_rate[route], each.protocol.referral_tilt) for each in (before, facts)]
            for person in world.persons if rates[0] != rates[1] else ():
                if person.present:
                    referrals.change_referral_rate(world, person, route, before.protocol)

    def _close_month(self, now: float) -> None:
        if self._month + 1 >= len(self._edges) or now != self._edges[self._month + 1]:
            return
        world = self._world
        for person in world.persons:
            world.credit_days(person)
        world.settle_places()
        self._tally.counts[self._month] = world.month_counts
        world.month_counts = world.empty_month()
        self._month += 1


def collect_garbage_rarely() -> None:
    """Let a process that only simulates collect garbage rarely for good: going back and forth costs collections."""
    gc.set_threshold(*RARELY)


@contextmanager
def lazy_garbage_collection() -> Iterator[None]:
    """Collect garbage rarely while a run lasts: its many small live objects otherwise cost a third of it."""
    thresholds = gc.get_threshold()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
