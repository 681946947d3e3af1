"""A question and its answer: scenarios against a baseline, in the same worlds."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version

import numpy as np
import numpy.typing as npt

from simulator.analysis.compare import Pair, records
from simulator.costs.ledger import Ledger, cost
from simulator.costs.price import PriceBook
from simulator.errors import InputError
from simulator.experiment.execute import Task, execute
from simulator.experiment.setup import LIBRARIES, model_key, model_version, money_key, price_books
from simulator.experiment.staffing import staffing_rules
from simulator.inputs.draw import Inputs, draw_inputs
from simulator.inputs.scenario import Jurisdiction, Scenario
from simulator.inputs.values import number
from simulator.model.tally import Tally
from simulator.results import Axes, Comparison, Identity, Record, RunSink, Sample
from simulator.units import DAYS_PER_YEAR, MONTHS_PER_YEAR, discount_factor

DEFAULT_SEED = 20270101
DEFAULT_DRAWS = 12
MOST_REPLICATIONS = 10_000
"""Worlds that each draw has to itself; another number would give every draw other luck."""
REFERENCE_SPEED = 5_000.0
"""Person-years that the reference engine simulates in a second on one core: a low guess, for warnings only."""

MONEY = ("constant", "nominal", "discounted")


@dataclass(frozen=True)
class Question:
    """What is asked. Draw 0, the base case, is used alone when no draws are asked for."""

    scenarios: tuple[Scenario, ...]
    baseline: Scenario
    seed: int = DEFAULT_SEED
    draws: int = DEFAULT_DRAWS
    replications: int = 1
    money: str = "constant"
    everyone: tuple[Scenario, ...] = field(init=False)

    def __post_init__(self) -> None:
        names = [scenario.name for scenario in (self.baseline, *self.scenarios)]
        repeated = sorted({name for name in names if names.count(name) > 1})
        if not self.scenarios:
            raise InputError("there is no scenario to compare")
        if repeated:
            raise InputError("each scenario is compared once, and not with itself", found=repeated[0])
        for scenario in self.scenarios:
            if scenario.jurisdiction != self.baseline.jurisdiction:
                raise InputError("a scenario is compared with a baseline of its own jurisdiction", found=scenario.name)
        if self.draws < 0 or self.replications < 1:
            raise InputError("there are 0 or more draws and at least 1 replication")
        if self.replications > MOST_REPLICATIONS:  # more would meet the worlds of the next draw
            raise InputError(f"there are at most {MOST_REPLICATIONS:,} replications", found=self.replications)
        if self.money not in MONEY:
            raise InputError("there is no such kind of money", found=self.money, allowed=", ".join(MONEY))
        object.__setattr__(self, "everyone", (self.baseline, *self.scenarios))

    @property
    def jurisdiction(self) -> Jurisdiction:
        """The place that is asked about."""
        return self.baseline.jurisdiction

    @property
    def draw_numbers(self) -> tuple[int, ...]:
        """The draws that are simulated."""
        return tuple(range(1, self.draws + 1)) if self.draws else (0,)

    @cached_property
    def runs(self) -> int:
        """How many runs the question takes if none is kept."""
        return len(self.everyone) * len(self.draw_numbers) * self.replications

    def seconds(self, workers: int) -> float:
        """Return a rough guess of the time that all runs take."""
        calendar = self.jurisdiction.calendar
        people = self.jurisdiction.parameters["population.pool"].value
        assert isinstance(people, float)
        years = (calendar.edges[-1] - calendar.edges[0]) / DAYS_PER_YEAR
        return people * years * self.runs / REFERENCE_SPEED / workers


def world_of(draw: int, replication: int) -> int:
    """Return the world of a draw's replication: the same however many draws and replications are asked for."""
    return draw * MOST_REPLICATIONS + replication


@dataclass(frozen=True)
class Progress:
    """How far a question has come: runs done (found or simulated) of all."""

    done: int
    found: int
    total: int


def answer(
    question: Question,
    sink: RunSink,
    executor: Callable[[], Executor],
    workers: int,
    report: Callable[[Progress], None] = lambda _: None,
) -> Comparison:
    """Answer a question; every finished run goes to the sink at once, and kept runs are not done again.

    `executor` is only called when there is something to simulate.
    """
    collection = Collection(question, sink)
    complete(collection, executor, workers, report)
    return collection.comparison()


def complete(
    collection: Collection,
    executor: Callable[[], Executor],
    workers: int,
    report: Callable[[Progress], None] = lambda _: None,
) -> None:
    """Take into a collection the runs that its question still lacks, from its sink or newly simulated."""
    todo: dict[str, list[Task]] = {}  # scenarios that differ in prices only share a run
    for task in collection.tasks():
        tally = collection.sink.find_tally(task.model_key)
        if tally is None:
            todo.setdefault(task.model_key, []).append(task)
        else:
            collection.found += 1
            collection.add(task, tally)
        report(collection.progress())

    def finished(task: Task, tally: Tally) -> None:
        collection.sink.keep_tally(task.model_key, tally)
        for same in todo[task.model_key]:
            collection.add(same, tally)
        report(collection.progress())

    if todo:
        execute((tasks[0] for tasks in todo.values()), executor(), workers, finished)


class Collection:
    """Gathers runs into samples as they come, in any order; keeps sums by fiscal year, not the runs.

    `question` may be replaced by the same one with more replications; what has been gathered stays.
    """

    def __init__(self, question: Question, sink: RunSink) -> None:
        self.question = question
        self.sink = sink
        self.found = 0  # runs that the sink had
        self._calendar = question.jurisdiction.calendar
        self._months = range(self._calendar.warm_up_months, self._calendar.months)
        self._periods = [list(self._months)]
        self._periods += [self._calendar.months_of(year) for year in self._calendar.fiscal_years]
        self._sums: dict[tuple[int, int, int], tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]] = {}
        self._axes: Axes | None = None
        self._keys: dict[tuple[int, int, int], str] = {}
        self._prices: dict[tuple[int, int], tuple[list[PriceBook], list[float]]] = {}

    def progress(self) -> Progress:
        """Return how far the question has come."""
        return Progress(len(self._sums), self.found, self.question.runs)

    def tasks(self) -> Iterator[Task]:
        """Return a task for each run that is still lacking, draw by draw: an interrupted question has whole draws.

        Prices are made first, so that what cannot be priced is refused before anything is simulated.
        """
        question = self.question
        for d, draw in enumerate(question.draw_numbers):
            drawn = [draw_inputs(scenario, question.seed, draw) for scenario in question.everyone]
            for s, inputs in enumerate(drawn):
                self._prices[s, d] = price_books(inputs), money_factors(inputs, question.money, self._months)
            for r in range(question.replications):
                world = world_of(draw, r)
                for s, inputs in enumerate(drawn):
                    if (s, d, r) in self._sums:
                        continue
                    key = model_key(inputs, world, staffing_rules(inputs))
                    self._keys[s, d, r] = key
                    yield Task((s, d, r), inputs, world, key)

    def add(self, task: Task, tally: Tally) -> None:
        """Take one run into the sample of its scenario, at its prices."""
        ledger = self._cost(task, tally)
        self._axes = self._axes or self._make_axes(tally, ledger)
        first = self._months[0]
        self._sums[task.place] = (
            np.array([tally.counts[months].sum(axis=0) for months in self._periods]),
            np.array([ledger.cents[[month - first for month in months]].sum(axis=0) for months in self._periods]),
        )

    def comparison(self) -> Comparison:
        """Return the answer, once every run has been taken in."""
        return Comparison(self.identity(), tuple(self.records()))

    def records(self) -> Iterator[Record]:
        """Return the records of every scenario against the baseline."""
        question = self.question
        assert self._axes is not None
        baseline = self._sample(0)
        price_year = None if question.money == "nominal" else question.jurisdiction.file.currency_year
        for s, scenario in enumerate(question.scenarios, start=1):
            yield from records(
                Pair(
                    scenario=scenario.name,
                    baseline=question.baseline.name,
                    axes=self._axes,
                    of_scenario=self._sample(s),
                    of_baseline=baseline,
                    price_year=price_year,
                )
            )

    def identity(self) -> Identity:
        """Return what was asked and by what, with one hash of all runs for each scenario."""
        question = self.question
        people = question.jurisdiction.parameters["population.pool"].value
        assert isinstance(people, float)
        return Identity(
            scenarios=tuple(scenario.name for scenario in question.scenarios),
            baseline=question.baseline.name,
            titles={scenario.name: scenario.title for scenario in question.everyone},
            seed=question.seed,
            draws=question.draws,
            replications=question.replications,
            engine="simpy",
            money=question.money,
            price_year=question.jurisdiction.file.currency_year,
            start=self._calendar.start.isoformat(),
            fiscal_years=self._calendar.fiscal_years,
            people=int(people),
            versions={
                "leadsim": version("leadsim"),
                "model": model_version(),
                "python": platform.python_version(),
                **{library: version(library) for library in LIBRARIES},
            },
            hashes={scenario.name: self._hash(s) for s, scenario in enumerate(question.everyone)},
        )

    def _hash(self, scenario: int) -> str:
        import hashlib

        keys = [key for place, key in sorted(self._keys.items()) if place[0] == scenario]
        return hashlib.sha256("".join(keys).encode()).hexdigest()[:16]

    def _cost(self, task: Task, tally: Tally) -> Ledger:
        books, factors = self._prices[task.place[:2]]
        key = money_key(task.model_key, books, factors)
        ledger = self.sink.find_ledger(key)
        if ledger is None:
            ledger = cost(tally, list(self._months), books, factors)
            self.sink.keep_ledger(key, task.model_key, ledger)
        return ledger

    def _make_axes(self, tally: Tally, ledger: Ledger) -> Axes:
        edges = self._calendar.edges
        days = tuple(sum(edges[m + 1] - edges[m] for m in months) for months in self._periods)
        months = tuple(len(months) for months in self._periods)
        return Axes(
            self._calendar.fiscal_years, days, months, tally.groups, ledger.payers, ledger.lines, ledger.program
        )

    def _sample(self, scenario: int) -> Sample:
        draws, replications = range(len(self.question.draw_numbers)), range(self.question.replications)
        sums = [[self._sums[scenario, d, r] for r in replications] for d in draws]
        return Sample(
            counts=np.array([[counts for counts, _ in of_draw] for of_draw in sums]),
            cents=np.array([[cents for _, cents in of_draw] for of_draw in sums]),
        )


def money_factors(inputs: Inputs, money: str, months: Sequence[int]) -> list[float]:
    """Return what turns a constant dollar of each month into a nominal or a discounted one."""
    calendar = inputs.scenario.jurisdiction.calendar
    if money == "constant":
        return [1.0] * len(months)
    values = inputs.policy.at(calendar.start)
    if money == "nominal":
        rate = number(values, "economy.inflation")
        middle_of_price_year = inputs.scenario.jurisdiction.file.currency_year + 0.5
        since = calendar.start.year + (calendar.start.month - 1) / MONTHS_PER_YEAR - middle_of_price_year
        return [(1.0 + rate) ** (since + calendar.years_from_start(month)) for month in months]
    rate = number(values, "economy.discount_rate")
    return [discount_factor(rate, calendar.years_from_start(month)) for month in months]
