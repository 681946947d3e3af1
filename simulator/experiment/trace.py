"""One simulated life twice: in the baseline and in a scenario, with what each of its events cost.

Luck is keyed by person, so the same number is the same person in both. What differs is what LEAD, the scenario's
rules, and other people who take or free places make of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

import numpy as np

from simulator.costs.price import PriceBook
from simulator.experiment.causes import UNKNOWN, find_causes
from simulator.experiment.choice import Choice, choose, read_choice, refuse_unknown
from simulator.experiment.collection import Progress
from simulator.experiment.personal_costs import (
    Cents,
    Counted,
    Floats,
    Ints,
    count_people,
    everybodys_dollars,
    nobodys_dollars,
    personal_ledger,
    split_by_cause,
)
from simulator.experiment.question import DEFAULT_SEED, Question, refuse_fund
from simulator.experiment.run import Run, run
from simulator.experiment.setup import make_setup, price_books, world_key
from simulator.inputs.draw import Inputs, draw_inputs
from simulator.inputs.scenario import Scenario
from simulator.model import streams
from simulator.model.events import Event, Kind, Service
from simulator.model.population import Population
from simulator.model.quantities import Quantity
from simulator.model.rows import columns
from simulator.units import DAYS_PER_YEAR, Calendar

ASIDES = frozenset({Kind.SPELL, Kind.NOT_DIVERTED, Kind.REFERRAL_REFUSED})
"""What is logged without anything happening to the person, so no difference between two lives."""
SAME_INSTANT = 1e-6  # days; a clock that was stopped and started again may be off in the last bit


@dataclass(frozen=True)
class Caused:
    """What something caused from the start date on: what was counted, and by line the cents it cost on each basis."""

    counted: Mapping[Quantity, float]
    cents: Mapping[str, Cents]


@dataclass(frozen=True)
class Step:
    """One event of a life, in days from the start date, and what it caused."""

    time: float
    kind: Kind
    detail: int
    caused: Caused


@dataclass(frozen=True)
class Life:
    """A life in one scenario.

    `warm_up` is what happened before the start date, `before` what that still caused after it. `cents` is what the
    person cost from the start date on, by line: the sum of `before` and of all steps. `left_over` are the dollars
    that LEAD cost in months in which there was nobody to share them among.
    """

    scenario: str
    title: str
    warm_up: tuple[Event, ...]
    before: Caused
    steps: tuple[Step, ...]
    cents: Mapping[str, Cents]
    left_over: float


@dataclass(frozen=True)
class Who:
    """A person at the start date, or on arrival if that is later: `since` is the day from which they are there."""

    number: int
    since: float
    age: float
    female: bool
    group: str
    area: str
    housed: bool
    substance_use: bool
    mental_illness: bool
    excluded: bool


@dataclass(frozen=True)
class Parting:
    """The first difference between two lives: the day, and what happened in either (None: nothing there)."""

    time: float
    baseline: Step | None
    scenario: Step | None


@dataclass(frozen=True)
class Frame:
    """Where, from the start date to the day before `end`, in dollars of which year, and with which luck."""

    place: str
    start: date
    end: date
    warm_up_years: int
    price_year: int
    seed: int
    draw: int
    world: int


@dataclass(frozen=True)
class Trace:
    """One life twice; `lines` are the place's cost lines, and whether each is LEAD's own."""

    frame: Frame
    who: Who
    choice: Choice
    baseline: Life
    scenario: Life
    lines: Mapping[str, bool]
    parting: Parting | None


@dataclass(frozen=True)
class Recorded:
    """What one run left: its events as a table, what it counted of whom, and the prices of each month."""

    name: str
    title: str
    events: Floats
    counted: Counted
    books: Sequence[PriceBook]

    def events_of(self, person: int) -> list[Event]:
        """Return the events of a person."""
        rows = self.events[self.events[:, 1] == person]
        return [Event(float(time), person, int(kind), int(detail)) for time, _, kind, detail in rows]

    def newcomers(self) -> Ints:
        """Return who completes an intake from the start date on."""
        chosen = (self.events[:, 2] == Kind.INTAKE) & (self.events[:, 0] >= 0.0)
        return np.unique(self.events[chosen, 1]).astype(np.int64)


def trace(
    scenario: Scenario,
    baseline: Scenario,
    *,
    person: str | int = "typical",
    seed: int = DEFAULT_SEED,
    draw: int = 0,
    world: int = 0,
    report: Callable[[Progress], None] = lambda _: None,
) -> Trace:
    """Follow one person through both scenarios; draw 0 is the base case. Raises InputError for who does not exist."""
    Question((scenario,), baseline, seed=seed)
    refuse_fund(scenario)
    asked = read_choice(person)
    inputs = [draw_inputs(each, seed, draw) for each in (baseline, scenario)]
    people = make_setup(inputs[0], world).people
    refuse_unknown(asked, len(people))
    recorded = []
    for done, each in enumerate(inputs):
        report(Progress(done, 0, len(inputs)))
        recorded.append(_run(each, inputs[-1], world))
    report(Progress(len(inputs), 0, len(inputs)))
    file, calendar = scenario.jurisdiction.file, scenario.jurisdiction.calendar
    end = calendar.first_day(calendar.months)
    frame = Frame(file.title, calendar.start, end, file.warm_up_years, file.currency_year, seed, draw, world)
    return follow(asked, recorded[0], recorded[1], people, frame)


def _run(inputs: Inputs, rules: Inputs, world: int) -> Recorded:
    """Run a scenario at the prices of another; what no single life decides, such as closing a unit, has no price."""
    happened = run(inputs, world, record_events=True)
    scenario = inputs.scenario
    books = [book.of_units() for book in price_books(inputs, rules)]
    return record(scenario.name, scenario.title, happened, scenario.jurisdiction.calendar, books)


def record(name: str, title: str, happened: Run, calendar: Calendar, books: Sequence[PriceBook]) -> Recorded:
    """Return what a run left, whose events were recorded; the run itself is needed no longer."""
    lines = np.column_stack(columns(happened.events, len(Event._fields))).astype(np.float64)
    return Recorded(name, title, lines, count_people(happened, calendar), books)


def follow(asked: str | int, baseline: Recorded, scenario: Recorded, people: Population, frame: Frame) -> Trace:
    """Choose a person, and return their life in both runs."""
    nets = np.subtract(*(everybodys_dollars(each.counted, each.books, len(people)) for each in (baseline, scenario)))
    entered = next((each for each in (scenario, baseline) if len(each.newcomers())), scenario)
    luck = streams.uniform(world_key(frame.seed, frame.world), 0, 0)
    choice = choose(asked, entered.newcomers(), entered.name, nets, luck)
    before, after = (live(each, choice.number) for each in (baseline, scenario))
    return Trace(
        frame=frame,
        who=_who(people, choice.number, before.warm_up),
        choice=choice,
        baseline=before,
        scenario=after,
        lines={price.line: price.program for price in baseline.books[0].prices},
        parting=first_difference(before.steps, after.steps),
    )


def _who(people: Population, number: int, warm_up: Sequence[Event]) -> Who:
    since = max(0.0, float(people.arrival[number]))
    housed = not bool(people.unhoused[number])
    for event in warm_up:
        if event.detail == Service.PERMANENT_HOUSING:
            if event.kind in (Kind.SERVICE_BEGAN, Kind.SERVICE_FOUND):
                housed = True
            elif event.kind == Kind.SERVICE_ENDED:
                housed = False
    return Who(
        number=number,
        since=since,
        age=float(people.age[number]) + (since - float(people.arrival[number])) / DAYS_PER_YEAR,
        female=bool(people.female[number]),
        group=people.groups[people.group[number]],
        area=people.areas[people.area[number]],
        housed=housed,
        substance_use=bool(people.substance_use[number]),
        mental_illness=bool(people.mental_illness[number]),
        excluded=bool(people.excluded[number]),
    )


# -- a life ---------------------------------------------------------------------------------------------------


def live(recorded: Recorded, person: int) -> Life:
    """Return the life of a person in a run."""
    events = recorded.events_of(person)
    counted = recorded.counted
    causes = find_causes(events, counted.of(person))
    ledger = personal_ledger(counted, recorded.books, person)
    cents = split_by_cause(counted, recorded.books, person, causes, ledger)
    amounts: dict[int, dict[Quantity, float]] = defaultdict(lambda: defaultdict(float))
    for credit, month, cause in zip(counted.of(person), counted.months_of(person), causes, strict=True):
        if month in counted.horizon:
            amounts[cause][Quantity(credit.quantity)] += credit.amount
    caused = [Caused(dict(amounts[i]), _spent(cents.get(i, {}))) for i in (*range(len(events)), UNKNOWN)]
    early = [i for i, event in enumerate(events) if event.time < 0.0]
    totals = ledger.cents.sum(axis=(0, 1))[:, :2]
    return Life(
        scenario=recorded.name,
        title=recorded.title,
        warm_up=tuple(events[i] for i in early),
        before=_together([*(caused[i] for i in early), caused[UNKNOWN]]),
        steps=tuple(
            Step(event.time, Kind(event.kind), event.detail, caused[i])
            for i, event in enumerate(events)
            if event.time >= 0.0
        ),
        cents=_spent(
            {
                line: (int(average), int(marginal))
                for line, (average, marginal) in zip(ledger.lines, totals, strict=True)
            }
        ),
        left_over=nobodys_dollars(counted, recorded.books),
    )


def _spent(cents: Mapping[str, Cents]) -> Mapping[str, Cents]:
    return {line: amounts for line, amounts in cents.items() if any(amounts)}


def _together(several: Sequence[Caused]) -> Caused:
    counted: dict[Quantity, float] = defaultdict(float)
    cents: dict[str, Cents] = {}
    for caused in several:
        for quantity, amount in caused.counted.items():
            counted[quantity] += amount
        for line, (average, marginal) in caused.cents.items():
            before = cents.get(line, (0, 0))
            cents[line] = (before[0] + average, before[1] + marginal)
    return Caused(dict(counted), cents)


def first_difference(baseline: Sequence[Step], scenario: Sequence[Step]) -> Parting | None:
    """Return the first event that is not in both lives, asides apart."""
    lives = ([step for step in steps if step.kind not in ASIDES] for steps in (baseline, scenario))
    for here, there in zip_longest(*lives):
        if here is not None and there is not None and _is_same(here, there):
            continue
        time = min(step.time for step in (here, there) if step is not None)
        return Parting(time, *(step if step and step.time - time <= SAME_INSTANT else None for step in (here, there)))
    return None


def _is_same(one: Step, other: Step) -> bool:
    return (one.kind, one.detail) == (other.kind, other.detail) and abs(one.time - other.time) <= SAME_INSTANT
