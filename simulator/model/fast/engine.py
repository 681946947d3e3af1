"""The compiled engine as callers see it: it owns the memory of a run and says what is done next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.errors import ModelError
from simulator.model.engine import UNLIMITED, CapacityPlan, Setup
from simulator.model.events import Credit, Event, Resource, Venue
from simulator.model.facts import Facts
from simulator.model.fast import agenda
from simulator.model.fast.calls import table
from simulator.model.fast.facts_record import facts_record
from simulator.model.fast.faults import WORDS, Fault
from simulator.model.fast.memory import CASE, CASES, CREDIT, ENTRY, LINE, NOBODY, NODE, PERSON, POOL, WORLD
from simulator.model.fast.steps import FAULTY, ROOM_NEEDED, Step, act
from simulator.model.quantities import Quantity
from simulator.model.rows import Rows
from simulator.model.schedule import Schedule
from simulator.model.tally import Counts, Tally

COURTS = (Resource.COURT_SUPERIOR, Resource.COURT_MUNICIPAL, Resource.COURT_DISTRICT)
LINES_PER_PERSON = 40
"""More lines of the log, or credits, than one thing that happens can leave for each person."""


class FastEngine:
    """The compiled twin of the reference. Satisfies `simulator.model.engine.Engine`.

    Its log and its tally are those of the reference to the last bit. It lets other threads run while it works.
    """

    def __init__(self, setup: Setup, *, record_events: bool = False) -> None:
        people = setup.people
        self._edges = setup.month_edges
        self._schedule = Schedule(setup)
        self._groups = people.groups
        self._counts = np.zeros((len(self._edges), len(Quantity), len(people.groups) + 1))
        self._persons = _persons(setup)
        self._cases = np.zeros(len(people) * CASES, dtype=CASE)
        self._cases["stage"] = NOBODY
        self._heap, self._heap_places = _heap(self._persons)
        self._pools, self._nodes = _pools(len(people))
        self._facts = [facts_record(facts) for _, facts in setup.epochs]
        self._lines = np.zeros(0, dtype=LINE)
        self._credits = np.zeros(0, dtype=CREDIT)
        self._world = self._make_world(setup, record_events)
        self._address = self._world.ctypes.data
        self._count_into_month()
        self._act(Step.START)

    def _make_world(self, setup: Setup, record_events: bool) -> npt.NDArray[np.void]:
        people = setup.people
        made = np.zeros(1, dtype=WORLD)
        world = made[0]
        world["now"] = world["places_settled"] = self._edges[0]
        world["rings_left"] = setup.most_events()
        world["size"] = len(people)
        world["heap"] = self._heap.ctypes.data
        world["heap_places"] = self._heap_places.ctypes.data
        world["persons"] = self._persons.ctypes.data
        world["cases"] = self._cases.ctypes.data
        world["pools"] = self._pools.ctypes.data
        world["facts"] = self._facts[0][0].ctypes.data
        world["transitions"] = table().ctypes.data
        world["row"] = self._counts.strides[1]
        world["nobody"] = len(people.groups) * self._counts.strides[2]
        world["recording"] = record_events
        return made

    @property
    def now(self) -> float:
        """The time in days from the start date."""
        return float(self._world[0]["now"])

    @property
    def events(self) -> Sequence[Event]:
        """The event log so far (empty unless it is recorded)."""
        return Rows(Event, self._lines[: self._world[0]["lines_used"]].copy())

    @property
    def credits(self) -> Sequence[Credit]:
        """Everything counted so far, person by person (empty unless events are recorded)."""
        return Rows(Credit, self._credits[: self._world[0]["credits_used"]].copy())

    def set_capacity(self, resource: Resource, plan: CapacityPlan) -> None:
        """Replace what is planned of a resource from now on: (day, units) in order of time; acts in `advance`."""
        self._schedule.plan(resource, plan)

    def advance(self, to: float) -> None:
        """Handle everything before day `to`; what happens at `to` itself belongs to the next call."""
        while self.now < to:
            self._act_at(self.now)
            stop = self._schedule.next_stop(self.now, to)
            if stop > self._edges[-1]:
                raise ModelError(f"the run ends at day {self._edges[-1]}, before {stop}")
            self._act(Step.RUN, to=stop)
            self._close_month(stop)

    def tally(self) -> Tally:
        """Return what has been counted in the months closed so far (a copy)."""
        counts = self._counts[:-1].copy()
        counts[self._schedule.month :] = 0.0
        return Tally(counts, self._groups)

    def counted(self, month: int) -> Counts:
        """Return what has been counted in a closed month, not to be changed; shape (quantities, groups + 1)."""
        counts: Counts = self._counts[month]
        return counts

    # -- how ------------------------------------------------------------------------------------------

    def _act_at(self, now: float) -> None:
        """Let law and policy, and then capacities in their order, change before anything else of this instant."""
        changed = False
        for before, facts in self._schedule.facts_due(now):
            self._change_facts(before, facts)
            changed = True
        for resource, units in self._schedule.units_due(now):
            self._act(Step.CHANGE_CAPACITY, int(resource), units)
        if changed:
            self._act(Step.SERVE_WAITING)

    def _change_facts(self, before: Facts, after: Facts) -> None:
        program, other = before.program, after.program
        under_effect = (program.offense, program.fade_rate) != (other.offense, other.fade_rate)
        _held = self._facts.pop(0)  # still asked while the change is made
        record, _ = self._facts[0]
        self._act(Step.CHANGE_FACTS, record.ctypes.data, int(before.contact != after.contact), int(under_effect))

    def _close_month(self, now: float) -> None:
        if not self._schedule.is_month_end(now):
            return
        self._act(Step.CLOSE_MONTH)
        self._schedule.month += 1
        self._count_into_month()

    def _count_into_month(self) -> None:
        self._world[0]["month"] = self._counts[self._schedule.month].ctypes.data

    def _act(self, step: Step, first: int = 0, second: int = 0, third: int = 0, to: float = 0.0) -> None:
        """Do a step, making room for the log as often as it is needed."""
        most = LINES_PER_PERSON * len(self._persons) + 1_000
        while True:
            self._make_room(most)
            given = most if step == Step.RUN else first
            found = act(self._address, int(step), int(given), int(second), int(third), float(to))
            if found == FAULTY:
                raise ModelError(self._fault())
            if found != ROOM_NEEDED:
                return

    def _make_room(self, most: int) -> None:
        world = self._world[0]
        if not world["recording"]:
            return
        for name in ("lines", "credits"):
            array, used = getattr(self, f"_{name}"), int(world[f"{name}_used"])
            if used + most > len(array):
                larger = np.zeros(2 * (used + most), dtype=array.dtype)
                larger[:used] = array[:used]
                setattr(self, f"_{name}", larger)
                world[name], world[f"{name}_room"] = larger.ctypes.data, len(larger)

    def _fault(self) -> str:
        world = self._world[0]
        return WORDS[Fault(int(world["fault"]))].format(now=float(world["now"]), time=float(world["fault_time"]))


def _persons(setup: Setup) -> npt.NDArray[np.void]:
    people = setup.people
    made = _lines_of_cache(len(people), PERSON)
    made["due"] = np.inf
    made["at"] = made.ctypes.data + np.arange(len(people)) * PERSON.itemsize
    made["number"] = np.arange(len(people))
    made["settled"] = people.arrival  # until arrival, when it is
    made["group_offset"] = people.group * np.dtype(np.float64).itemsize
    venues = np.array([int(venue) for venue in setup.misdemeanor_venue])[people.area]
    made["misdemeanor_venue"] = venues
    made["place"] = venues != int(Venue.MUNICIPAL)
    made["needs_treatment"] = people.mental_illness | people.substance_use
    for trait in ("rank", "key", "frailty", "age", "area", "excluded", "mental_illness", "unhoused"):
        made[trait] = getattr(people, trait)
    made["active_spell"] = 1
    for name in ("held_on", "held_occurrence", "competency_case"):
        made[name] = NOBODY
    return made


def _heap(persons: npt.NDArray[np.void]) -> tuple[npt.NDArray[np.void], npt.NDArray[np.int32]]:
    """Return the heap of persons of whom nothing is due (who ranks lower is above), and where in it each one is."""
    by_rank = np.argsort(persons["rank"], kind="stable")
    places = np.empty(len(persons), dtype=np.int32)
    places[by_rank] = np.arange(len(persons))
    made = _lines_of_cache(max(1, len(persons)), ENTRY, before=agenda.BRANCHES - 1)
    made["time"] = np.inf
    made["order"][: len(persons)] = persons["rank"][by_rank].astype(np.int64) << agenda.NUMBER_BITS | by_rank
    return made, places


def _lines_of_cache(count: int, dtype: np.dtype[Any], before: int = 0) -> npt.NDArray[np.void]:
    """Return zeros that begin a line of the processor's cache after so many entries `before` them."""
    raw = np.zeros((before + count) * dtype.itemsize + agenda.CACHE_LINE, dtype=np.uint8)
    offset = -raw.ctypes.data % agenda.CACHE_LINE + before * dtype.itemsize
    return raw[offset : offset + count * dtype.itemsize].view(dtype)


def _pools(people: int) -> tuple[npt.NDArray[np.void], list[npt.NDArray[np.void]]]:
    """Return the pools, without limits but for LEAD that has no places, and what they know of tickets.

    The courts' tickets are cases, and a case is before one court.
    """
    made = np.zeros(len(Resource), dtype=POOL)
    made["capacity"] = UNLIMITED
    made["capacity"][Resource.LEAD] = 0
    made["first"] = made["last"] = NOBODY
    nodes: list[npt.NDArray[np.void]] = []
    for resource in Resource:
        if resource in COURTS[1:]:
            made["nodes"][resource] = made["nodes"][COURTS[0]]
            continue
        tickets = people * (CASES if resource == COURTS[0] else 1)
        node = np.zeros(tickets, dtype=NODE)
        node["line"] = node["held"] = NOBODY
        made["nodes"][resource] = node.ctypes.data
        nodes.append(node)
    return made, nodes
