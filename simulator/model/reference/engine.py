"""The reference engine: puts the strands together and lets time pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simulator.model.engine import CapacityPlan, Setup
from simulator.model.events import MAX_OPEN_CASES, Credit, Event, Resource, Service, Strand
from simulator.model.facts import Facts
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
from simulator.model.schedule import Schedule
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


class ReferenceEngine:
    """SimPy, one process for each strand of a life.

    Satisfies `simulator.model.engine.Engine`. Advancing in steps gives the same log as one long run.
    """

    def __init__(self, setup: Setup, *, record_events: bool = False) -> None:
        people, edges = setup.people, setup.month_edges
        self._schedule = Schedule(setup)
        self._tally = Tally.empty(len(edges) - 1, people.groups)
        self._world = World(
            agenda=Agenda(edges[0], edges[-1], setup.most_events()),
            facts=setup.epochs[0][1],
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
        self._schedule.plan(resource, plan)

    def advance(self, to: float) -> None:
        """Handle everything before day `to`; what happens at `to` itself belongs to the next call."""
        while self.now < to:
            self._act_at(self.now)
            stop = self._schedule.next_stop(self.now, to)
            self._world.agenda.advance(stop)
            self._close_month(stop)

    def tally(self) -> Tally:
        """Return what has been counted in the months closed so far (a copy)."""
        return Tally(self._tally.counts.copy(), self._tally.groups)

    def counted(self, month: int) -> Counts:
        """Return what has been counted in a closed month, not to be changed; shape (quantities, groups + 1)."""
        counts: Counts = self._tally.counts[month]
        return counts

    def _act_at(self, now: float) -> None:
        """Let law and policy, and then capacities in their order, change before anything else of this instant."""
        changed = False
        for _, facts in self._schedule.facts_due(now):
            self._change_facts(facts)
            changed = True
        for resource, units in self._schedule.units_due(now):
            capacity.change_capacity(self._world, resource, units)
        if changed:
            places.serve_waiting(self._world)

    def _change_facts(self, facts: Facts) -> None:
        """Change law and policy: contact clocks and referral delays under a new rate, then the waiting list.

        Clocks that the change does not concern are not touched. Other delays stay as they were drawn.
        """
        world, before = self._world, self._world.facts
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
            for person in world.persons:
                if person.present:
                    referrals.change_referral_rate(world, person, route, before)

    def _close_month(self, now: float) -> None:
        if not self._schedule.is_month_end(now):
            return
        world = self._world
        for person in world.persons:
            world.credit_days(person)
        world.settle_places()
        self._tally.counts[self._schedule.month] = world.month_counts
        world.month_counts = world.empty_month()
        self._schedule.month += 1
