"""What leads to what: simulated lives, with every transition of the written list watched while it acts.

One line of a person's log leads to another if the second is written by the same transition, by one that it calls, or
after a wait that began under the first: an alarm that was set, or a place in a queue. Whatever a called transition
writes leads on only where its caller writes nothing of its own: so a sentence leads to release, and the warrant that
is served at an arrest does not lead to the arrest's charge.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import wraps
from importlib import import_module
from typing import Any, NamedTuple
from unittest.mock import patch

from simulator.model import reference
from simulator.model.events import MAX_OPEN_CASES, Kind, Resource, Strand
from simulator.model.reference import ReferenceEngine
from simulator.model.reference.agenda import MovableAlarm
from simulator.model.reference.person import Person
from simulator.model.reference.world import World
from simulator.model.slots import SlotPool
from simulator.model.transitions import TRANSITIONS
from tests.support import make_setup

NOBODY = -1
SILENT = {"engine", "agenda", "world", "states"}
"""Modules that only let time pass and credit days."""

# What is written here ends with something, clears the way for it or answers a question; it does not lead to it.
APART = {"services.leave_with_lead", "services.stop_all_waiting", "courts.clear_warrant", "places.find_no_slot"}


class Way(NamedTuple):
    """One line leads to another, at once or after a wait."""

    first: Kind
    then: Kind
    waits: bool


@dataclass
class Frame:
    """A transition that acts now: the line that each person stands at, and who has got one from itself."""

    path: str = ""
    lines: dict[int, tuple[Kind, bool]] = field(default_factory=dict)
    passed_by: dict[int, str] = field(default_factory=dict)
    own: set[int] = field(default_factory=set)
    joined: list[tuple[SlotPool, int]] = field(default_factory=list)


class Watch:
    """Follows an engine while it runs."""

    def __init__(self) -> None:
        self.ways: Counter[Way] = Counter()
        self.steps: set[tuple[str, str]] = set()
        self._frames: list[Frame] = []
        self._since: dict[MovableAlarm, Kind] = {}
        self._queued: dict[tuple[int, int], Kind] = {}
        self._rung: Kind | None = None
        self._stopped: dict[MovableAlarm, Kind] = {}

    def line_of(self, person: int) -> tuple[Kind, bool] | None:
        for frame in reversed(self._frames):
            if person in frame.lines:
                return frame.lines[person]
        return self.line_of(NOBODY) if person != NOBODY else None

    # -- transitions ------------------------------------------------------------------------------

    def enter(self, path: str, arguments: tuple[Any, ...]) -> None:
        if not self._frames:
            self._frames.append(Frame())
            person = next((one for one in arguments if isinstance(one, Person)), None)
            if person is not None and self._rung is not None:
                self._frames[0].lines[person.number] = (self._rung, True)
            self._rung = None
        else:
            self.steps.add((self._frames[-1].path, path))
            self._part(path)
        self._frames.append(Frame(path))

    def leave(self) -> None:
        for pool, number in self._frames[-1].joined:
            line = self.line_of(self._person_of(number))
            assert line is not None
            self._queued[id(pool), number] = line[0]
        frame, caller = self._frames.pop(), self._frames[-1]
        for person, line in frame.lines.items():
            if person not in caller.own and frame.path not in APART:
                caller.passed_by[person], caller.lines[person] = frame.path, line
        if len(self._frames) == 1:
            self._frames.pop()
            self._stopped.clear()

    def _part(self, path: str) -> None:
        """Forget what the same transition wrote a turn of a loop ago: of two cases, one does not lead to the other."""
        caller = self._frames[-1]
        for person in [person for person, passed_by in caller.passed_by.items() if passed_by == path]:
            del caller.passed_by[person], caller.lines[person]

    # -- the world --------------------------------------------------------------------------------

    def log(self, kind: Kind, person: Person | None) -> None:
        number = NOBODY if person is None else person.number
        line = self.line_of(number)
        if line is not None and line != (kind, False):
            self.ways[Way(line[0], kind, line[1])] += 1
        frame = self._frames[-1]
        frame.passed_by.pop(number, None)
        frame.lines[number] = (kind, False)
        frame.own.add(number)
        self.steps.add((frame.path, kind.name))

    def set(self, person: Person, alarm: MovableAlarm) -> None:
        """Remember the line under which a wait begins; a contact clock that was stopped and goes on keeps its own."""
        line = self.line_of(person.number) if self._frames else None
        if alarm in self._stopped:
            self._since[alarm] = self._stopped.pop(alarm)
        elif line is not None:
            self._since[alarm] = line[0]

    def off(self, alarm: MovableAlarm, strand: Strand) -> None:
        if strand == Strand.CONTACT and alarm in self._since:
            self._stopped[alarm] = self._since[alarm]

    def ring(self, alarm: MovableAlarm) -> None:
        self._rung = self._since.get(alarm)

    def join(self, pool: SlotPool, number: int) -> None:
        self._frames[-1].joined.append((pool, number))

    def served(self, pool: SlotPool, number: int) -> None:
        self._frames[-1].lines[self._person_of(number)] = (self._queued.pop((id(pool), number)), True)

    def _person_of(self, number: int) -> int:
        """Return who holds or waits for a place; at court it is a case that does."""
        return number // MAX_OPEN_CASES if self._frames[-1].path.startswith("courts.") else number


@contextmanager
def watching() -> Iterator[Watch]:
    """Watch every listed transition of the reference engine, the log, the alarms and the queues."""
    watch = Watch()
    with ExitStack() as stack:
        for where, name, watched in [*_transitions(watch), *_surroundings(watch)]:
            stack.enter_context(patch.object(where, name, watched))
        yield watch


def _transitions(watch: Watch) -> Iterator[tuple[Any, str, Callable[..., Any]]]:
    """Yield every name under which a module knows a listed function, and the function watched."""
    names = {entry.module for entry in TRANSITIONS} - SILENT
    modules = {name: import_module(f"{reference.__name__}.{name}") for name in sorted(names)}
    watched = {
        getattr(modules[entry.module], entry.name): _watched(
            watch, entry.path, getattr(modules[entry.module], entry.name)
        )
        for entry in TRANSITIONS
        if entry.module in modules
    }
    for module in modules.values():
        for name, value in vars(module).items():
            if callable(value) and getattr(value, "__module__", "").startswith(reference.__name__) and value in watched:
                yield module, name, watched[value]


def _watched(watch: Watch, path: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def watched(*arguments: Any, **named: Any) -> Any:
        watch.enter(path, arguments)
        try:
            return function(*arguments, **named)
        finally:
            watch.leave()

    return watched


def _surroundings(watch: Watch) -> Iterator[tuple[Any, str, Callable[..., Any]]]:
    log, put, off = World.log, World.set, World.off
    hand_over, join, next_waiting = MovableAlarm.hand_over, SlotPool.join, SlotPool.next_waiting

    def watched_log(self: World, kind: Kind, person: Person | None, detail: int = 0) -> None:
        watch.log(kind, person)
        log(self, kind, person, detail)

    def watched_set(self: World, person: Person, strand: Strand, time: float) -> None:
        put(self, person, strand, time)
        if (alarm := person.alarms[strand]) is not None:
            watch.set(person, alarm)

    def watched_off(self: World, person: Person, strand: Strand) -> None:
        alarm = person.alarms[strand]
        if alarm is not None:
            watch.off(alarm, strand)
        off(self, person, strand)

    def watched_hand_over(self: MovableAlarm) -> None:
        watch.ring(self)
        hand_over(self)

    def watched_join(self: SlotPool, person: int, priority: int) -> None:
        watch.join(self, person)
        join(self, person, priority)

    def watched_next(self: SlotPool, units: int, kept_free: int = 0) -> int | None:
        number = next_waiting(self, units, kept_free)
        if number is not None:
            watch.served(self, number)
        return number

    yield World, "log", watched_log
    yield World, "set", watched_set
    yield World, "off", watched_off
    yield MovableAlarm, "hand_over", watched_hand_over
    yield SlotPool, "join", watched_join
    yield SlotPool, "next_waiting", watched_next


# -- lives in which everything happens ----------------------------------------------------------------------

MONTHS = 96
# Many at once, and taken away while they are in intake; fewer; none; and some again.
LEAD_PLACES = ((0.0, 25), (600.0, 60), (610.0, 20), (1_100.0, 8), (1_500.0, 0), (1_700.0, 60))
OTHERS = {
    Resource.JAIL: [(0.0, 12), (1_400.0, 30)],
    Resource.COURT_SUPERIOR: [(0.0, 6), (1_400.0, 30)],
    Resource.COURT_MUNICIPAL: [(0.0, 20), (1_400.0, 60)],
    Resource.COURT_DISTRICT: [(0.0, 10), (1_400.0, 40)],
    Resource.COMPETENCY_BEDS: [(0.0, 1), (1_400.0, 4)],
    Resource.INTERIM_HOUSING: [(0.0, 2), (1_400.0, 6)],
    Resource.PERMANENT_HOUSING: [(0.0, 6), (1_400.0, 20)],
    Resource.TREATMENT: [(0.0, 6), (1_400.0, 20)],
    Resource.EMPLOYMENT: [(0.0, 4), (1_400.0, 10)],
}
RICH = {
    "population.pool": 300,
    "population.mental_illness_share": 0.7,
    "competency.raised": {"felony": 0.4, "misdemeanor": 0.3},
    "lead.offer_when_no_action": 0.3,
    "lead.ever_engaged": 0.8,
    "lead.effect.warrant_clearing": 12.0,
    "population.release_death_ratio": 15.0,
    "lead.intake_completes": 0.85,
    "lead.intake_mean": 20.0,
    "lead.intake_window": 60.0,
    "lead.wind_down": 60.0,
    "interim_housing.take_up": 0.9,
    "interim_housing.patience": 365.0,
    "permanent_housing.own_start_rate": 0.5,
    "competency.restoration_stay": 240.0,
    "population.death_rate": 0.04,
    "permanent_housing.effect": 0.9,
    "interim_housing.own_start_rate": 1.0,
    "treatment.own_start_rate": 2.0,
    "treatment.patience": 365.0,
    "lead.kept_for_arrests": 0.2,
    "lead.officer_offers": 0.9,
}
LATER = [
    (800.0, {"lead.waiting_list": 0.0, "lead.community_referral_rate": 0.0}),
    (1_300.0, {"lead.waiting_list": 1.0, "lead.social_referral_rate": 0.5, "lead.community_referral_rate": 0.1}),
]


def watch_lives(worlds: int = 3) -> Watch:
    """Let some worlds happen in which everything that is limited is short for a while and then is not."""
    with watching() as watch:
        for world in range(worlds):
            setup = make_setup(RICH, world=world, edges=tuple(30.0 * i for i in range(MONTHS + 1)), later=LATER)
            engine = ReferenceEngine(setup)
            engine.set_capacity(Resource.LEAD, LEAD_PLACES)
            for resource, plan in OTHERS.items():
                engine.set_capacity(resource, plan)
            engine.advance(setup.month_edges[-1])
    return watch
