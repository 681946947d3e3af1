"""Runs of one scenario at several sizes of its program, in the same worlds, and what each run says of waits and money.

Only the scenario is changed, from the start date on: the size is a choice, and practice and baseline stay as they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from simulator.analysis.capacity import Ending, wait_within
from simulator.errors import InputError
from simulator.experiment.collection import Progress
from simulator.experiment.execute import find_or_execute
from simulator.experiment.pairs import prices_of, settle
from simulator.experiment.question import MOST_REPLICATIONS, Question, money_factors, refuse_fund, world_of
from simulator.experiment.sensitivity import Bench
from simulator.experiment.sensitivity_runs import Stake, payers_of
from simulator.experiment.staffing import staffing_rules
from simulator.experiment.study.columns import AMOUNTS
from simulator.experiment.study.money import amounts, program_cost
from simulator.experiment.task import Task, task_of
from simulator.experiment.waits import WAITED_FOR, take_apart, watched
from simulator.inputs.draw import Inputs, draw_inputs
from simulator.inputs.scenario import Scenario
from simulator.inputs.values import number
from simulator.model.events import Resource
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from simulator.results import RunSink
from simulator.units import DAYS_PER_YEAR, MONTHS_PER_YEAR, Calendar

Floats = npt.NDArray[np.float64]
T = TypeVar("T")

CASE_MANAGERS, BUDGET = "lead.case_managers", "lead.annual_budget"
SEARCHED: Mapping[str, str] = {
    "case-managers": CASE_MANAGERS,
    "budget": BUDGET,
    "interim-housing": "interim_housing.places",
    "permanent-housing": "permanent_housing.places",
}
"""What can be searched, as a command calls it, and its input."""
DEFAULT_START = 8
MADE_BY = {
    Resource.LEAD: (Quantity.PLACE_DAYS_USED, Quantity.PLACE_DAYS_FUNDED),
    Resource.INTERIM_HOUSING: (Quantity.INTERIM_HOUSING_PLACE_DAYS, Quantity.INTERIM_UNIT_DAYS),
    Resource.PERMANENT_HOUSING: (Quantity.PERMANENT_HOUSING_PLACE_DAYS, Quantity.PERMANENT_UNIT_DAYS),
}


class Seen(NamedTuple, Generic[T]):
    """What one run says of the time that the target is looked at; waits in days (inf: never), money in dollars.

    `program_cost` and `net` are of the whole horizon, `budget` is what buys so many case managers for a year with full
    caseloads, `since` is the day from which the target is looked at.
    """

    qualified: T
    placed: T
    turned_away: T
    waiting: T
    wait_p50: T
    wait_p95: T
    used: T
    funded: T
    program_cost: T
    net: T
    budget: T
    since: T


@dataclass(frozen=True)
class Sized:
    """A question about the size of one scenario's program: which input is searched, and from when the target counts.

    `after` is in months from the start date; the target never counts before staff of the new size is there.
    """

    question: Question
    stake: Stake
    of: str
    after: int = 0
    _scenarios: dict[int, Scenario] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.question.scenarios) != 1:
            raise InputError("the size of one scenario is searched, against its baseline")
        if self.of not in SEARCHED:
            raise InputError("this cannot be searched", key="--of", found=self.of, allowed=", ".join(SEARCHED))
        refuse_fund(self.question.scenarios[0])
        payers_of(self.question, self.stake)
        months = self.calendar.horizon_months
        if not 0 <= self.after < months:
            allowed = f"0 to {months - 1} months, before the end of the horizon"
            raise InputError("there is no such month", key="--after", found=self.after, allowed=allowed)

    @property
    def path(self) -> str:
        """The input of what is searched."""
        return SEARCHED[self.of]

    @property
    def sets(self) -> str:
        """The input that is set to a whole number: the money is searched by the staff that it buys."""
        return CASE_MANAGERS if self.path == BUDGET else self.path

    @property
    def resource(self) -> Resource:
        """What people wait for."""
        return WAITED_FOR[self.sets]

    @property
    def scenario(self) -> Scenario:
        """The scenario as it is stated."""
        return self.question.scenarios[0]

    @property
    def calendar(self) -> Calendar:
        """Warm-up and horizon."""
        return self.question.jurisdiction.calendar

    def at(self, size: int) -> Scenario:
        """Return the scenario at a size, from the start date to the end of the horizon; nobody is hired to demand."""
        if size not in self._scenarios:
            known = self.scenario.parameters
            fixed = {self.sets: float(size)} | ({"lead.hire_to_demand": 0.0} if self.sets == CASE_MANAGERS else {})
            rules = {"formula": None, "uncertainty": None, "then": ()}
            changed = {path: known[path].model_copy(update={"value": value, **rules}) for path, value in fixed.items()}
            self._scenarios[size] = replace(self.scenario, parameters={**known, **changed})
        return self._scenarios[size]

    def tasks(self, draw: int, sizes: Sequence[int]) -> Iterator[tuple[int | None, int, Inputs, Task]]:
        """Yield (size, replication, inputs, run) world by world; the baseline's run comes first and has no size."""
        question = self.question
        before = draw_inputs(question.baseline, question.seed, draw)
        drawn = [draw_inputs(self.at(size), question.seed, draw, practice=before.practice) for size in sizes]
        rules = [staffing_rules(inputs) for inputs in (before, *drawn)]
        for r in range(question.replications):
            world = world_of(draw, r)
            yield None, r, before, task_of((0, draw, r), before, world, rules[0], None, question.engine)
            for size, inputs, of_staff in zip(sizes, drawn, rules[1:], strict=True):
                task = task_of((1, draw, r), inputs, world, of_staff, None, question.engine)
                yield size, r, inputs, watched(task, self.resource)

    def keys(self, sizes: Sequence[int]) -> tuple[str, ...]:
        """Return the keys of all different runs at these sizes, the baseline's included."""
        runs = (task.model_key for draw in self.question.draw_numbers for *_, task in self.tasks(draw, sizes))
        return tuple(dict.fromkeys(runs))


@dataclass(frozen=True)
class Start:
    """The runs that a search begins with."""

    sized: Sized
    keys: tuple[str, ...]

    @property
    def runs(self) -> int:
        """How many different runs it takes if none is kept."""
        return len(self.keys)

    def left(self, sink: RunSink) -> int:
        """Return how many runs are not kept yet."""
        return len(self.keys) - len(sink.has_tallies(self.keys))

    def seconds(self, runs: int, workers: int) -> float:
        """Return a rough guess of the time that some of the runs take; recording waits doubles it."""
        question = self.sized.question
        return 2.0 * question.seconds(workers) * runs / question.runs


def look(sized: Sized, sizes: Sequence[int], bench: Bench) -> dict[int, Floats]:
    """Return what is seen at each size: (draws, replications, fields of `Seen`); runs go to the sink at once."""
    question = sized.question
    draws = question.draw_numbers
    shape = len(draws), question.replications, len(Seen._fields)
    found = {size: np.zeros(shape) for size in sizes}
    under_way: dict[tuple[str, int], list[tuple[int | None, int, Inputs]]] = {}
    baselines: dict[int, tuple[Inputs, Tally]] = {}
    early: dict[int, list[tuple[int, int, Inputs, Tally]]] = {}
    lacking: dict[int, int] = {}
    done = kept_already = 0
    total = len(draws) * question.replications * (1 + len(sizes))

    def tasks() -> Iterator[Task]:
        for draw in draws:
            for size, r, inputs, task in sized.tasks(draw, sizes):
                under_way.setdefault((task.model_key, task.world), []).append((size, r, inputs))
                lacking.setdefault(task.world, len(sizes) + 1)
                yield task

    def take(task: Task, tally: Tally, kept: bool) -> None:
        nonlocal done, kept_already
        size, r, inputs = under_way[task.model_key, task.world].pop(0)
        if size is None:
            baselines[task.world] = inputs, tally
        else:
            early.setdefault(task.world, []).append((size, r, inputs, tally))
        if task.world in baselines:
            before, other = baselines[task.world]
            for each, replication, of_size, happened in early.pop(task.world, []):
                draw = task.world // MOST_REPLICATIONS - draws[0]
                found[each][draw, replication] = _seen(sized, of_size, before, happened, other, each)
        lacking[task.world] -= 1
        if not lacking[task.world]:
            del baselines[task.world]
        done += 1
        kept_already += kept
        bench.report(Progress(done, kept_already, total))

    find_or_execute(tasks(), bench.sink, bench.executor, bench.workers, take)
    return found


def _seen(sized: Sized, inputs: Inputs, before: Inputs, happened: Tally, other: Tally, size: int) -> Seen[float]:
    calendar = sized.calendar
    tally, waits = take_apart(happened, calendar.months)
    since = since_day(sized, inputs)
    chosen = waits.begins >= since
    lengths, endings = waits.lengths[chosen], waits.endings[chosen]
    p50, p95 = wait_within(lengths, endings, (0.5, 0.95))
    first = next((m for m in range(calendar.months) if calendar.edges[m] >= since), calendar.months - 1)
    used, funded = (float(tally.counts[first:, quantity].sum()) for quantity in MADE_BY[sized.resource])
    months = range(calendar.warm_up_months, calendar.months)
    prices = prices_of(inputs, before, money_factors(inputs, sized.question.money, months))
    settled = settle(prices, tally, other, calendar, None)
    payers = {sized.stake.payer: payers_of(sized.question, sized.stake)}
    everybody = {"all": sized.scenario.payers}
    return Seen(
        qualified=float(len(lengths)),
        placed=float((endings == Ending.PLACE).sum()),
        turned_away=float((endings == Ending.WITHOUT).sum()),
        waiting=float((endings == Ending.WAITING).sum()),
        wait_p50=p50,
        wait_p95=p95,
        used=used,
        funded=funded,
        program_cost=program_cost(settled, everybody)[0],
        net=amounts(settled, payers)[AMOUNTS.index(sized.stake.net)],
        budget=budget_of(inputs, size) if sized.sets == CASE_MANAGERS else math.nan,
        since=since,
    )


def since_day(sized: Sized, inputs: Inputs) -> float:
    """Return the day from which the target is looked at: staff is there after the hiring lag, units at once."""
    values = inputs.policy.at(sized.calendar.start)
    hired = number(values, "lead.hire_lag") if sized.sets == CASE_MANAGERS else 0.0
    since = max(hired, sized.after * DAYS_PER_YEAR / MONTHS_PER_YEAR)
    if since >= sized.calendar.edges[-1]:
        raise InputError(
            "staff is there only after the end of the horizon", key="lead.hire_lag", found=f"{since:.0f} days"
        )
    return since


def budget_of(inputs: Inputs, staff: int) -> float:
    """Return the dollars a year that buy so many case managers with full caseloads and the program's fixed cost.

    The inverse of `lead.case_managers`; the price of a case manager has supervision and overhead in it.
    """
    values = inputs.policy.at(inputs.scenario.jurisdiction.calendar.start)
    services = MONTHS_PER_YEAR * number(values, "costs.services_month") * number(values, "lead.caseload")
    each = number(values, "costs.case_manager") + services
    return number(values, "costs.program_fixed") + staff * each


__all__ = ["BUDGET", "CASE_MANAGERS", "SEARCHED", "Seen", "Sized", "Start", "budget_of", "look", "since_day"]
