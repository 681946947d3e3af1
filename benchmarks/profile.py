"""Where the time of a run goes, as far as it can be seen from outside: no benchmark, and nothing is wanted of it."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from statistics import median
from typing import Any
from unittest.mock import patch

from benchmarks.engine import compile_now, county
from benchmarks.rows import number
from simulator.experiment import run as of_run
from simulator.experiment.bought import Bought
from simulator.experiment.capacities import capacity_plans
from simulator.experiment.setup import make_setup
from simulator.experiment.staffing import Staffing, staffing_rules
from simulator.model.engine import CapacityPlan, Engine, Setup
from simulator.model.engines import EngineName, make_engine, while_running
from simulator.model.events import Kind, Resource
from simulator.model.facts import Facts

Seconds = defaultdict[str, float]
Plans = Mapping[Resource, CapacityPlan]
NANO = 1e9
MOST_KINDS = 20  # of events, the most frequent


@dataclass(frozen=True)
class Size:
    """Populations, the one that is looked at closely, over how many years (None: the place's own), how often."""

    people: tuple[int, ...]
    close: int
    years: int | None
    warm_up: int | None
    repeats: int


SIZES = {
    "full": Size((1_000, 3_000, 10_000, 30_000, 100_000), 5_000, None, None, 3),
    "small": Size((50, 100), 100, 1, 0, 1),
}


@dataclass(frozen=True)
class Drive:
    """An engine driven to the end: processor seconds, and how often an alarm rang."""

    seconds: float
    rings: int

    @property
    def each(self) -> float:
        """Nanoseconds for each ring."""
        return NANO * self.seconds / self.rings


def show(size: str, engine: EngineName) -> Iterator[str]:
    """Yield the lines of all tables."""
    of = SIZES[size]
    compile_now(engine)
    for table in (parts_of_a_run, by_size, in_slices, month_ends, by_strand, by_kind):
        yield from ("", *(table(of, engine)))


# -- driving an engine ------------------------------------------------------------------------------------


def prepare(people: int, of: Size, world: int = 0) -> tuple[Setup, Plans]:
    """Return King County with so many people, and what is limited in it."""
    inputs = county(people, of.years, of.warm_up)
    calendar = inputs.scenario.jurisdiction.calendar
    lead = Staffing(staffing_rules(inputs), calendar, Bought()).plan()
    return make_setup(inputs, world), {**capacity_plans(inputs), Resource.LEAD: lead}


def begin(setup: Setup, plans: Plans, engine: EngineName, *, record_events: bool = False) -> Engine:
    """Return an engine with its capacities planned."""
    model = make_engine(engine, setup, record_events=record_events)
    for resource, plan in plans.items():
        model.set_capacity(resource, plan)
    return model


def drive(setup: Setup, plans: Plans, engine: EngineName) -> Drive:
    """Drive an engine to the end, month by month."""
    model = begin(setup, plans, engine)
    left = rings_left(model)
    with while_running(engine):
        start = time.process_time()
        for edge in setup.month_edges[1:]:
            model.advance(edge)
        seconds = time.process_time() - start
    return Drive(seconds, left - rings_left(model))


def rings_left(model: Engine) -> int:
    """Return how many alarms may still ring, which both engines count down; each in a place of its own."""
    world: Any = getattr(model, "_world")  # noqa: B009 - what is measured from outside is private
    return int(world.agenda.events_left if hasattr(world, "agenda") else world[0]["rings_left"])


def typical(work: Callable[[], Drive], repeats: int) -> Drive:
    """Return the drive that took the median time."""
    drives = sorted((work() for _ in range(repeats)), key=lambda drive: drive.seconds)
    return drives[len(drives) // 2]


# -- the tables -------------------------------------------------------------------------------------------


class Watched:
    """An engine whose calls are timed by name."""

    def __init__(self, model: Engine, seconds: Seconds) -> None:
        self._model, self._seconds = model, seconds

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._model, name)
        if not callable(found):
            return found

        def call(*given: Any) -> Any:
            start = time.process_time()
            result = found(*given)
            self._seconds[name] += time.process_time() - start
            return result

        return call


def parts_of_a_run(of: Size, engine: EngineName) -> Iterator[str]:
    """Yield what each part of a whole run takes, of the median run."""
    inputs = county(of.close, of.years, of.warm_up)
    runs = []
    for world in range(2 * of.repeats + 1):
        seconds: Seconds = defaultdict(float)

        def make(*given: Any, seconds: Seconds = seconds, **keys: Any) -> Any:
            start = time.process_time()
            model = make_engine(*given, **keys)
            seconds["make the engine"] += time.process_time() - start
            return Watched(model, seconds)

        def people(*given: Any, seconds: Seconds = seconds) -> Setup:
            start = time.process_time()
            setup = make_setup(*given)
            seconds["make the people"] += time.process_time() - start
            return setup

        start = time.process_time()
        with patch.object(of_run, "make_engine", make), patch.object(of_run, "make_setup", people):
            of_run.run(inputs, world, engine=engine)
        seconds["staff, capacities, background"] = time.process_time() - start - sum(seconds.values())
        runs.append(seconds)
    parts = {name: median(run[name] for run in runs) for name in runs[0]}
    yield f"Parts of a run with {of.close:,} people, of {number(1_000 * sum(parts.values()))} ms"
    for name, taken in sorted(parts.items(), key=lambda part: -part[1]):
        yield f"  {name:32}{1_000 * taken:10.2f} ms {taken / sum(parts.values()):8.1%}"


def by_size(of: Size, engine: EngineName) -> Iterator[str]:
    """Yield what an alarm takes in small and large populations."""
    yield "An alarm by population (the record of a person stays the same, the caches do too)"
    yield f"  {'people':>10}{'alarms':>12}{'ns an alarm':>14}{'alarms a second':>18}"
    for people in of.people:
        found = typical(partial(drive, *prepare(people, of), engine), of.repeats)
        yield f"  {people:10,}{found.rings:12,}{found.each:14.0f}{NANO / found.each:18,.0f}"


def in_slices(of: Size, engine: EngineName) -> Iterator[str]:
    """Yield what the order of all events costs: as many people in places of their own, in turn or one by one.

    One by one, a place stays in the caches. In turn by months, it does not, but its heap is still small.
    """
    small, large = of.people[0], of.people[-1]
    places = [prepare(small, of, world) for world in range(large // small)]
    one_by_one = [drive(*place, engine) for place in places]
    models = [begin(*place, engine) for place in places]
    left = sum(rings_left(model) for model in models)
    with while_running(engine):
        start = time.process_time()
        for edge in places[0][0].month_edges[1:]:
            for model in models:
                model.advance(edge)
        in_turn = Drive(time.process_time() - start, left - sum(rings_left(model) for model in models))
    together = drive(*prepare(large, of), engine)
    yield f"An alarm of {large:,} people, in ns"
    each = NANO * sum(one.seconds for one in one_by_one) / sum(one.rings for one in one_by_one)
    yield f"  {f'places of {small:,}, one after the other':48}{each:8.0f}"
    yield f"  {f'places of {small:,}, in turn, a month at a time':48}{in_turn.each:8.0f}"
    yield f"  {'one place':48}{together.each:8.0f}"


def month_ends(of: Size, engine: EngineName) -> Iterator[str]:
    """Yield what the ends of months take, by the same run with few of them."""
    yield "The end of a month"
    for people in of.people[:: len(of.people) - 1]:
        setup, plans = prepare(people, of)
        edges = setup.month_edges
        few = replace(setup, month_edges=(edges[0], edges[-1]))
        many, less = (typical(partial(drive, each, plans, engine), of.repeats) for each in (setup, few))
        each = NANO * (many.seconds - less.seconds) / (people * (len(edges) - 2))
        share = 1.0 - less.seconds / many.seconds
        yield f"  {people:10,} people: {each:6.1f} ns a person, {share:6.1%} of the time between events and months"


OFF: Mapping[str, Callable[[Facts], Facts]] = {
    "spells": lambda facts: replace(facts, contact=replace(facts.contact, spell_end_rate=(0.0, 0.0))),
    "referrals without arrest": lambda facts: replace(
        facts, protocol=replace(facts.protocol, referral_rate=(0.0, 0.0, 0.0))
    ),
    "services": lambda facts: replace(
        facts, services=tuple(replace(each, own_start_rate=0.0, take_up=0.0) for each in facts.services)
    ),
    "charges that are filed, and courts": lambda facts: replace(
        facts, prosecution=replace(facts.prosecution, filed=(0.0, 0.0))
    ),
    "contacts and all that follows": lambda facts: replace(facts, contact=replace(facts.contact, rate=0.0)),
}
"""What can be switched off, each by itself."""


def by_strand(of: Size, engine: EngineName) -> Iterator[str]:
    """Yield what an alarm of each kind takes, by the same run without it (and without what it leads to)."""
    yield "An alarm by what rings: the difference to a run without it, and without what it leads to"
    yield f"  {'people':>10}  {'without':38}{'alarms less':>12}{'ns for each':>13}{'share of time':>15}"
    for people in (of.people[0], of.people[-1]):
        setup, plans = prepare(people, of)
        repeats = 1 if people == of.people[-1] else of.repeats
        whole = typical(partial(drive, setup, plans, engine), repeats)
        for name, change in OFF.items():
            epochs = tuple((day, change(facts)) for day, facts in setup.epochs)
            without = typical(partial(drive, replace(setup, epochs=epochs), plans, engine), repeats)
            fewer, less = whole.rings - without.rings, whole.seconds - without.seconds
            each = NANO * less / fewer if fewer else float("nan")
            yield f"  {people:10,}  {name:38}{fewer:12,}{each:13.0f}{less / whole.seconds:15.1%}"


def by_kind(of: Size, engine: EngineName) -> Iterator[str]:
    """Yield how often each kind of event happens, and what writing them down takes."""
    setup, plans = prepare(of.close, of)
    plain = typical(partial(drive, setup, plans, engine), of.repeats)
    model = begin(setup, plans, engine, record_events=True)
    start = time.process_time()
    for edge in setup.month_edges[1:]:
        model.advance(edge)
    seconds = time.process_time() - start
    events: Sequence[Any] = model.events
    recorded = len(events) + len(model.credits)
    extra = NANO * (seconds - plain.seconds) / recorded
    yield f"Lines of the log: {len(events) / plain.rings:.2f} for each alarm; one written down takes {extra:.0f} ns"
    counts = Counter(Kind(event.kind).name for event in events)
    for name, times in counts.most_common(MOST_KINDS):
        yield f"  {name:24}{times:12,}{times / len(events):8.1%}{times / plain.seconds:16,.0f} a second"
