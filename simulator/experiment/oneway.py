"""One-way sensitivity: one input at a time at the two ends of its range, everything else at the base case.

Every run meets the same luck (common random numbers), so two nets differ by what was set and by what followed
from it. Runs are kept by their content: inputs that only change prices share one run, and what the sink has is
not done again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.costs.ledger import Timeline, cost
from simulator.costs.price import PriceBook
from simulator.costs.savings import spending
from simulator.errors import InputError, nearest_names
from simulator.experiment.collection import Progress
from simulator.experiment.execute import find_or_execute
from simulator.experiment.question import Question, money_factors, refuse_fund, world_of
from simulator.experiment.setup import model_key, price_books
from simulator.experiment.staffing import staffing_rules
from simulator.experiment.task import Task
from simulator.inputs.draw import draw_inputs, stated
from simulator.inputs.parameter import Parameter, Uncertainty, Value
from simulator.model.tally import Tally
from simulator.results import RunSink

LOW, HIGH = 0.05, 0.95
BASE_CASE = 0  # the draw


@dataclass(frozen=True)
class Setting:
    """An input, or one category of shares of a whole, and the two quantiles of its range that it is set to."""

    path: str
    category: str | None = None
    low: float = LOW
    high: float = HIGH

    @property
    def lucks(self) -> tuple[dict[str, float], dict[str, float]]:
        """The luck to set at either end."""
        key = self.path if self.category is None else f"{self.path}.{self.category}"
        return {key: self.low}, {key: self.high}


@dataclass(frozen=True)
class End:
    """A value that an input was set to, and the net of all payers that came of it, in dollars by world."""

    value: Value
    nets: tuple[float, ...]

    @property
    def net(self) -> float:
        """The mean over worlds; a saving is positive."""
        return _mean(self.nets)


@dataclass(frozen=True)
class Effect:
    """What setting one input to either end of its range does to the net; `parameter` is what was believed of it."""

    setting: Setting
    parameter: Parameter
    base: End
    low: End
    high: End

    @property
    def swing(self) -> float:
        """How far the net moves between the lowest and the highest of the three: low end, base, high end."""
        lowest, highest = self._extremes
        return highest.net - lowest.net

    @property
    def error(self) -> float | None:
        """The simulation error of the swing; unknown with one world."""
        lowest, highest = self._extremes
        return simulation_error([high - low for low, high in zip(lowest.nets, highest.nets, strict=True)])

    @property
    def farthest(self) -> End:
        """The end at which the net is farthest from the base."""
        return max((self.low, self.high), key=lambda end: abs(end.net - self.base.net))

    @property
    def same_direction(self) -> bool:
        """Whether both ends move the net the same way, so that the swing is measured from the base."""
        return (self.low.net - self.base.net) * (self.high.net - self.base.net) > 0.0

    @property
    def changes_sign(self) -> bool:
        """Whether one end turns a net saving into a loss, or a loss into a saving."""
        return any(end.net * self.base.net < 0.0 for end in (self.low, self.high))

    @property
    def _extremes(self) -> tuple[End, End]:
        ends = sorted((self.low, self.base, self.high), key=lambda end: end.net)
        return ends[0], ends[-1]


@dataclass(frozen=True)
class OneWay:
    """The net of the base case in dollars by world, and the effect of each setting, largest swing first."""

    base: tuple[float, ...]
    effects: tuple[Effect, ...]

    @property
    def net(self) -> float:
        """The net of the base case: the mean over worlds."""
        return _mean(self.base)

    @property
    def of_each_input(self) -> tuple[Effect, ...]:
        """For each input the effect with the largest swing, where several of its categories were set."""
        largest: dict[str, Effect] = {}
        for effect in self.effects:
            largest.setdefault(effect.setting.path, effect)
        return tuple(largest.values())


def simulation_error(by_world: Sequence[float]) -> float | None:
    """Return the standard error of a mean over worlds; unknown with one world."""
    if len(by_world) < 2:
        return None
    return float(np.std(by_world, ddof=1) / math.sqrt(len(by_world)))


def _mean(by_world: Sequence[float]) -> float:
    return math.fsum(by_world) / len(by_world)


def settings_of(path: str, parameter: Parameter) -> list[Setting]:
    """Return how an input is moved: as a whole, or by each category of shares of a whole; nothing without a range."""
    uncertainty = parameter.uncertainty
    if isinstance(parameter.value, dict) and isinstance(uncertainty, Uncertainty) and not uncertainty.is_fixed:
        return [Setting(path, category) for category, share in parameter.value.items() if 0.0 < share < 1.0]
    ranges = uncertainty.values() if isinstance(uncertainty, dict) else [uncertainty] if uncertainty else []
    return [] if all(each.is_fixed for each in ranges) else [Setting(path)]


def beliefs(question: Question, path: str) -> tuple[Parameter, ...]:
    """Return what the scenario, its baseline and the practice before both believe of an input, in this order."""
    everywhere = [scenario.parameters for scenario in (*question.scenarios, question.baseline)]
    return tuple(parameters[path] for parameters in (*everywhere, question.jurisdiction.parameters))


# -- what there is to do ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bill:
    """Prices at which a run is costed, and where it counts: (variation, baseline or scenario, replication)."""

    books: list[PriceBook]
    factors: list[float]
    place: tuple[int, int, int]


@dataclass(frozen=True)
class Plan:
    """Every run of a one-way analysis, by model key, with its bills. Variation 0 is the base case."""

    question: Question
    settings: tuple[Setting, ...]
    tasks: dict[str, Task]
    bills: dict[str, list[Bill]]

    @property
    def runs(self) -> int:
        """How many different runs it takes if none is kept."""
        return len(self.tasks)

    def left(self, sink: RunSink) -> int:
        """Return how many runs are not kept yet."""
        return sum(sink.find_tally(key) is None for key in self.tasks)

    def seconds(self, runs: int, workers: int) -> float:
        """Return a rough guess of the time that some of the runs take."""
        return self.question.seconds(workers) * runs / self.question.runs


def plan(question: Question, settings: Sequence[Setting]) -> Plan:
    """Draw, price and key every run; what cannot be priced is refused before anything is simulated.

    Raises InputError where the question is not about one scenario's base case, or a setting has nothing to move.
    """
    if len(question.scenarios) != 1 or question.draws:
        raise InputError("one input at a time is moved in the base case of one scenario")
    refuse_fund(question.scenarios[0])
    for setting in settings:
        _refuse_immovable(question, setting)
    planned = Plan(question, tuple(settings), {}, {})
    for v, lucks in enumerate(_variations(settings)):
        _add_variation(planned, v, lucks)
    return planned


def _refuse_immovable(question: Question, setting: Setting) -> None:
    if setting.path not in question.jurisdiction.parameters:
        nearest = nearest_names(setting.path, question.jurisdiction.parameters)
        raise InputError("there is no such parameter", found=setting.path, nearest=nearest)
    known = [each for belief in beliefs(question, setting.path) for each in settings_of(setting.path, belief)]
    if all(each.category != setting.category for each in known):
        found = setting.path if setting.category is None else f"{setting.path}.{setting.category}"
        raise InputError("this has no range of its own to be moved in", found=found)
    if not 0.0 < setting.low <= setting.high < 1.0:
        raise InputError(
            "a range is moved between two quantiles",
            key=setting.path, found=f"{setting.low} and {setting.high}", allowed="between 0 and 1, the lower one first",
        )  # fmt: skip


def _variations(settings: Sequence[Setting]) -> Iterator[dict[str, float]]:
    """Yield the luck to set: none in the base case, then each setting's low and high end."""
    yield {}
    for setting in settings:
        yield from setting.lucks


def _add_variation(planned: Plan, v: int, lucks: dict[str, float]) -> None:
    question = planned.question
    calendar = question.jurisdiction.calendar
    months = range(calendar.warm_up_months, calendar.months)
    # A belief about the world holds in both scenarios, and in the practice before them.
    drawn = [draw_inputs(scenario, question.seed, BASE_CASE, lucks) for scenario in question.everyone]
    for s, inputs in enumerate(drawn):
        books = price_books(inputs, rules=drawn[-1])
        factors = money_factors(inputs, question.money, months)
        for r in range(question.replications):
            place, world = (v, s, r), world_of(BASE_CASE, r)
            key = model_key(inputs, world, staffing_rules(inputs), question.engine)
            planned.tasks.setdefault(key, Task(place, inputs, world, key, engine=question.engine))
            planned.bills.setdefault(key, []).append(Bill(books, factors, place))


# -- doing it ---------------------------------------------------------------------------------------------


def one_way(
    planned: Plan,
    sink: RunSink,
    executor: Callable[[], Executor],
    workers: int,
    report: Callable[[Progress], None] = lambda _: None,
) -> OneWay:
    """Do what is planned; every finished run goes to the sink at once, and kept runs are not done again.

    `executor` is only called when there is something to simulate.
    """
    question = planned.question
    spent = np.zeros((1 + 2 * len(planned.settings), len(question.everyone), question.replications), dtype=np.int64)
    done = found = 0

    def take(task: Task, tally: Tally, kept: bool) -> None:
        nonlocal done, found
        _settle(planned, task.model_key, tally, spent)
        done += 1
        found += kept
        report(Progress(done, found, planned.runs))

    find_or_execute(planned.tasks.values(), sink, executor, workers, take)
    # In dollars first, so that a net is to the bit what a comparison says of the same runs.
    dollars = spent / 100.0
    return _result(planned, dollars[:, 0] - dollars[:, 1])


def _settle(planned: Plan, key: str, tally: Tally, spent: npt.NDArray[np.int64]) -> None:
    """Write what a run cost, in cents, to every place where it counts: what varies, and all that LEAD costs."""
    calendar = planned.question.jurisdiction.calendar
    months, timeline = range(calendar.warm_up_months, calendar.months), Timeline.of(calendar)
    for bill in planned.bills[key]:
        ledger = cost(tally, months, bill.books, bill.factors, timeline=timeline)
        of_rungs = spending(ledger.cents, ledger.program)
        spent[bill.place] = of_rungs["avoided"].sum() + of_rungs["program"].sum()


def _result(planned: Plan, nets: npt.NDArray[np.float64]) -> OneWay:
    by_world = [tuple(float(net) for net in row) for row in nets]
    effects = []
    for i, setting in enumerate(planned.settings):
        parameter = _moved_belief(planned.question, setting)
        low, high = (
            End(stated(setting.path, parameter, lucks), by_world[1 + 2 * i + end])
            for end, lucks in enumerate(setting.lucks)
        )
        base = End(stated(setting.path, parameter, {}), by_world[0])
        effects.append(Effect(setting, parameter, base, low, high))
    # Python's sort is stable: equal swings stay in the order in which they were asked for.
    return OneWay(by_world[0], tuple(sorted(effects, key=lambda effect: -effect.swing)))


def _moved_belief(question: Question, setting: Setting) -> Parameter:
    """Return the first of the beliefs that the setting moves: a scenario's own choice has no range."""
    return next(
        belief
        for belief in beliefs(question, setting.path)
        if any(each.category == setting.category for each in settings_of(setting.path, belief))
    )
