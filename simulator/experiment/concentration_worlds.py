"""What one run left of each person from the start date on, and how worlds of a scenario and its baseline are looked at.

Runs are done again with everything recorded, which the store does not keep; what happened in them is kept as any run's.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from simulator.analysis.concentration import Flags, Floats
from simulator.costs.price import PriceBook
from simulator.errors import LeadsimError
from simulator.experiment.batches import code_version, refuse_other_code
from simulator.experiment.causes import is_days
from simulator.experiment.collection import Progress
from simulator.experiment.execute import result_of
from simulator.experiment.personal_costs import Counted, Ints, count_people
from simulator.experiment.question import Question, refuse_fund, world_of
from simulator.experiment.run import run
from simulator.experiment.setup import make_setup, model_key, price_books
from simulator.experiment.staffing import staffing_rules
from simulator.inputs.draw import Inputs
from simulator.model.engines import EngineName
from simulator.model.events import Event, Kind
from simulator.model.measures import parts_of
from simulator.model.quantities import Quantity
from simulator.model.rows import columns
from simulator.model.tally import Tally
from simulator.results import RunSink

NEVER = np.inf
MONTHS = 12
SAME_INSTANT = 1e-6  # days; a clock that was stopped and started again may be off in the last bit
_DAYS = np.array([is_days(quantity) for quantity in Quantity])
T = TypeVar("T")
DIED = "a worker died, as they do when memory runs out; try fewer workers"


@dataclass(frozen=True)
class Stays:
    """Stretches of time of people, sorted by person and time; none overlaps another of the same person."""

    people: Ints
    begin: Floats
    end: Floats

    @classmethod
    def of(cls, people: Ints, end: Floats, days: Floats) -> Stays:
        """Return stretches by their ends and lengths."""
        order = np.lexsort((end, people))
        return cls(people[order], (end - days)[order], end[order])

    @cached_property
    def _before(self) -> Floats:
        """The days of all stretches before each."""
        return np.concatenate([[0.0], np.cumsum(self.end - self.begin)])

    def days_before(self, who: Ints, when: Floats) -> Floats:
        """Return the days that lie before a time of each person, counted from any point that is one for all times."""
        if not len(self.people):
            return np.zeros(len(who))
        last = self._last(who, when)
        within = np.where(self._mine(who, last), np.minimum(when, self.end[last]) - self.begin[last], 0.0)
        first = np.searchsorted(self.people, who)
        done = np.where(self._mine(who, last), self._before[last], self._before[first])
        found: Floats = done + within
        return found

    def holds(self, who: Ints, when: Floats) -> Flags:
        """Return whether a time of each person lies in a stretch of theirs, its ends included."""
        if not len(self.people):
            return np.zeros(len(who), dtype=np.bool_)
        last = self._last(who, when + SAME_INSTANT)
        found: Flags = self._mine(who, last) & (when <= self.end[last] + SAME_INSTANT)
        return found

    def _last(self, who: Ints, when: Floats) -> Ints:
        """Return the place of the last stretch that begins by a time, of whomever; -1 where there is none."""
        order = np.lexsort((np.concatenate([self.begin, when]), np.concatenate([self.people, who])))
        is_stretch = order < len(self.people)
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.cumsum(is_stretch) - 1
        return place[len(self.people) :]

    def _mine(self, who: Ints, last: Ints) -> Flags:
        found: Flags = (last >= 0) & (self.people[last] == who)
        return found


@dataclass(frozen=True)
class Recorded:
    """One run, person by person: everything that was counted, its events, and people's places in a hashed order.

    `entered` is the day on which a person is handed over or referred to LEAD who completes that intake after the start
    date; 0 for those in LEAD on that date, and infinity for all others. `new` are those never in LEAD before it.
    """

    counted: Counted
    rates: Floats
    entered: Floats
    new: Flags
    rank: Ints

    def __len__(self) -> int:
        """Return how many people there are, who ever arrived or not."""
        return len(self.rank)

    def rows(self, measure: str) -> Ints:
        """Return the places of what was counted of a measure on the horizon."""
        chosen = np.isin(self.counted.quantity, list(parts_of(measure)))
        return np.flatnonzero(chosen & (self.counted.month >= self.counted.calendar.warm_up_months))

    def total(self, measure: str) -> Floats:
        """Return what each person has of a measure on the horizon."""
        rows = self.rows(measure)
        return self._sum(self.counted.person[rows], self.counted.amount[rows])

    def dollars(self) -> Floats:
        """Return what each person costs justice on the horizon: the part that varies, LEAD's own cost left out."""
        counted = self.counted
        return self._sum(counted.person, counted.amount * self.rates[counted.month, counted.quantity])

    def inside(self, measure: str, stays: Stays) -> Floats:
        """Return what each person has of a measure on the horizon while they are somewhere."""
        rows = self.rows(measure)
        return self._sum(self.counted.person[rows], self.counted.amount[rows] * self._part(rows, stays))

    def dollars_inside(self, stays: Stays) -> Floats:
        """Return what each person costs justice on the horizon while they are somewhere."""
        counted = self.counted
        prices = self.rates[counted.month, counted.quantity]
        rows = np.flatnonzero(prices)
        return self._sum(counted.person[rows], (counted.amount * prices)[rows] * self._part(rows, stays))

    def in_lead(self) -> Stays:
        """Return when each person is in LEAD on the horizon."""
        rows = self.rows("participant_days")
        return Stays.of(self.counted.person[rows], self.counted.time[rows], self.counted.amount[rows])

    def by_year(self, measure: str) -> Floats:
        """Return what each person has of a measure in the year before the start and in each after it: (years, people).

        What a year of the horizon lacks in months it lacks in what is counted, and in days alike.
        """
        counted, first = self.counted, self.counted.calendar.warm_up_months
        chosen = np.isin(counted.quantity, list(parts_of(measure))) & (counted.month >= first - MONTHS)
        year = (counted.month[chosen] - first) // MONTHS + 1
        years = -(-(counted.calendar.months - first) // MONTHS) + 1
        found = np.zeros((years, len(self)))
        np.add.at(found, (year, counted.person[chosen]), counted.amount[chosen])
        return found

    def _part(self, rows: Ints, stays: Stays) -> Floats:
        """Return how much of each row is while its person is somewhere: all or nothing of what is no time."""
        who, time, amount = self.counted.person[rows], self.counted.time[rows], self.counted.amount[rows]
        lasts = _DAYS[self.counted.quantity[rows]] & (amount > 0.0)
        days = stays.days_before(who, time) - stays.days_before(who, time - np.where(lasts, amount, 0.0))
        return np.where(lasts, np.clip(days, 0.0, amount) / np.where(lasts, amount, 1.0), stays.holds(who, time))

    def _sum(self, who: Ints, amounts: Floats) -> Floats:
        return np.bincount(who, weights=amounts, minlength=len(self)).astype(np.float64)


def record(inputs: Inputs, rules: Inputs, world: int, engine: EngineName) -> tuple[Recorded, Tally]:
    """Let a world happen at the prices of a scenario, and return what it left of each person, and its tally."""
    calendar = inputs.scenario.jurisdiction.calendar
    people = make_setup(inputs, world).people
    happened = run(inputs, world, engine=engine, record_events=True)
    counted = count_people(happened, calendar)
    when, who, kind, _ = columns(happened.events, len(Event._fields))
    entered, new = entries(when, who.astype(np.int64), kind, len(people))
    in_lead = (counted.quantity == Quantity.PARTICIPANT_DAYS) & (counted.month == calendar.warm_up_months)
    began = counted.time[in_lead] - counted.amount[in_lead]
    entered[counted.person[in_lead][began <= SAME_INSTANT]] = 0.0
    books = [book.of_units() for book in price_books(inputs, rules)]
    return Recorded(counted, _rates(counted, books), entered, new, people.rank), happened.tally


def entries(when: Floats, who: Ints, kind: Ints, people: int) -> tuple[Floats, Flags]:
    """Return when each person is first handed over or referred to LEAD after the start, and who is new there.

    Counted are hand-overs and referrals whose intake is completed after the start, be they before it: then the day is
    0, and nobody is new. Events are in the order in which they happened.
    """
    entered, referred = np.full(people, NEVER), np.full(people, NEVER)
    new = np.ones(people, dtype=np.bool_)
    chosen = np.flatnonzero(np.isin(kind, (Kind.DIVERTED, Kind.REFERRED, Kind.INTAKE)) & (who >= 0))
    for time, person, what in zip(when[chosen].tolist(), who[chosen].tolist(), kind[chosen].tolist(), strict=True):
        if what != Kind.INTAKE:
            referred[person] = time
        else:
            new[person] &= referred[person] >= 0.0
            if time >= 0.0 and entered[person] == NEVER:
                entered[person] = max(0.0, referred[person])
    return entered, new & (entered < NEVER)


def _rates(counted: Counted, books: list[PriceBook]) -> Floats:
    """Return the dollars that vary with a counted unit by month and quantity, LEAD's own left out."""
    rates = np.zeros(counted.tally.counts.shape[:2])
    for month, book in zip(counted.horizon, books, strict=True):
        for price in book.prices:
            if not price.program:
                for quantity, _, units in price.counts:
                    rates[month, quantity] += units * price.marginal
    return rates


# -- many worlds ----------------------------------------------------------------------------------------------


def look_at(
    question: Question,
    one: Callable[..., tuple[T, tuple[Tally, ...]]],
    inputs_of: Callable[[int], tuple[Inputs, ...]],
    sink: RunSink,
    executor: Callable[[], Executor],
    workers: int,
    report: Callable[[Progress], None],
) -> list[list[T]]:
    """Return what `one` makes of each world, by draw and replication; it is called with inputs, world and engine.

    `inputs_of` gives the inputs of a draw, the baseline's first. Tallies of runs that were done are kept.
    """
    for scenario in question.scenarios:
        refuse_fund(scenario)
    found: list[list[T]] = [[] for _ in question.draw_numbers]
    under_way: deque[tuple[int, tuple[Inputs, ...], int, Future[Any]]] = deque()
    done, of_all = 0, len(question.draw_numbers) * question.replications
    hands = executor()

    def take() -> None:
        nonlocal done
        place, inputs, world, future = under_way.popleft()
        try:
            result, tallies = result_of(future)
        except BrokenExecutor:
            raise LeadsimError(DIED) from None
        found[place].append(result)
        for each, tally in zip(inputs, tallies, strict=True):
            _keep(sink, each, world, question.engine, tally)
        done += 1
        report(Progress(done, 0, of_all))

    code = code_version()
    try:
        for place, inputs, world in _worlds(question, inputs_of):
            if len(under_way) >= 2 * workers:
                take()
            future = hands.submit(_checked, code, one, inputs, world, question.engine)
            under_way.append((place, inputs, world, future))
        while under_way:
            take()
    finally:
        for *_, future in under_way:
            future.cancel()
    return found


def _checked(
    code: str,
    one: Callable[..., tuple[T, tuple[Tally, ...]]],
    inputs: tuple[Inputs, ...],
    world: int,
    engine: EngineName,
) -> tuple[T, tuple[Tally, ...]]:
    """Do one world; runs in a worker, whose tallies are kept and so must be those of the same model."""
    refuse_other_code(code)
    return one(inputs, world, engine)


def _worlds(
    question: Question, inputs_of: Callable[[int], tuple[Inputs, ...]]
) -> Iterator[tuple[int, tuple[Inputs, ...], int]]:
    for place, draw in enumerate(question.draw_numbers):
        inputs = inputs_of(draw)
        yield from ((place, inputs, world_of(draw, each)) for each in range(question.replications))


def _keep(sink: RunSink, inputs: Inputs, world: int, engine: EngineName, tally: Tally) -> None:
    key = model_key(inputs, world, staffing_rules(inputs), engine)
    if not sink.has_tallies([key]):
        sink.keep_tally(key, tally)


__all__ = ["MONTHS", "NEVER", "Recorded", "Stays", "entries", "look_at", "record"]
