"""One-way sensitivity: one input at a time at the two ends of its range, everything else as in the draws.

Every run meets the same luck (common random numbers), so two nets differ by what was set and by what followed
from it. Where no draws are asked for, everything else stays at the base case.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from simulator.errors import InputError, nearest_names
from simulator.experiment.collection import Progress
from simulator.experiment.question import Question
from simulator.experiment.sensitivity_runs import Floats, Stake, Variants, Variation, nets, variants
from simulator.inputs.draw import stated
from simulator.inputs.parameter import Parameter, Uncertainty, Value
from simulator.results import RunSink

LOW, HIGH = 0.05, 0.95
EVERYBODY = Stake()


@dataclass(frozen=True)
class Setting:
    """An input, or one category of shares of a whole, and the two quantiles of its range that it is set to."""

    path: str
    category: str | None = None
    low: float = LOW
    high: float = HIGH

    @property
    def key(self) -> str:
        """The input, or the category of it, whose luck is set."""
        return self.path if self.category is None else f"{self.path}.{self.category}"

    @property
    def lucks(self) -> tuple[dict[str, float], dict[str, float]]:
        """The luck to set at either end."""
        return {self.key: self.low}, {self.key: self.high}


@dataclass(frozen=True)
class End:
    """A value that an input was set to, and the net that came of it, in dollars by draw, or by world of one draw."""

    value: Value
    nets: tuple[float, ...]

    @property
    def net(self) -> float:
        """The mean over futures; a saving is positive."""
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
        """The Monte Carlo error of the swing, of draws or of worlds; unknown with one."""
        return simulation_error(self.by_future)

    @property
    def by_future(self) -> tuple[float, ...]:
        """The swing in each draw, or in each world of one draw; its mean is the swing."""
        lowest, highest = self._extremes
        return tuple(high - low for low, high in zip(lowest.nets, highest.nets, strict=True))

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
    """The net with nothing moved in dollars by future, and the effect of each setting, largest swing first."""

    base: tuple[float, ...]
    effects: tuple[Effect, ...]

    @property
    def net(self) -> float:
        """The net with nothing moved: the mean over futures."""
        return _mean(self.base)

    @property
    def of_each_input(self) -> tuple[Effect, ...]:
        """For each input the effect with the largest swing, where several of its categories were set."""
        largest: dict[str, Effect] = {}
        for effect in self.effects:
            largest.setdefault(effect.setting.path, effect)
        return tuple(largest.values())


def simulation_error(by_future: Sequence[float]) -> float | None:
    """Return the standard error of a mean over draws or worlds; unknown with one."""
    if len(by_future) < 2:
        return None
    return float(np.std(by_future, ddof=1) / math.sqrt(len(by_future)))


def _mean(by_future: Sequence[float]) -> float:
    return math.fsum(by_future) / len(by_future)


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
class Plan:
    """Every run of a one-way analysis. Variation 0 moves nothing, then come each setting's low and high end."""

    question: Question
    settings: tuple[Setting, ...]
    variants: Variants

    @property
    def runs(self) -> int:
        """How many different runs it takes if none is kept."""
        return self.variants.runs

    def left(self, sink: RunSink) -> int:
        """Return how many runs are not kept yet."""
        return self.variants.left(sink)

    def seconds(self, runs: int, workers: int) -> float:
        """Return a rough guess of the time that some of the runs take."""
        return self.variants.seconds(runs, workers)


def plan(question: Question, settings: Sequence[Setting], stake: Stake = EVERYBODY) -> Plan:
    """Draw, price and key every run; what cannot be priced is refused before anything is simulated.

    Raises InputError where the question is not about one scenario, or a setting has nothing to move.
    """
    for setting in settings:
        _refuse_immovable(question, setting)
    lucks = [{}, *(end for setting in settings for end in setting.lucks)]
    return Plan(question, tuple(settings), variants(question, [Variation(each) for each in lucks], stake))


def _refuse_immovable(question: Question, setting: Setting) -> None:
    if setting.path not in question.jurisdiction.parameters:
        nearest = nearest_names(setting.path, question.jurisdiction.parameters)
        raise InputError("there is no such parameter", found=setting.path, nearest=nearest)
    known = [each for belief in beliefs(question, setting.path) for each in settings_of(setting.path, belief)]
    if all(each.category != setting.category for each in known):
        raise InputError("this has no range of its own to be moved in", found=setting.key)
    if not 0.0 < setting.low <= setting.high < 1.0:
        raise InputError(
            "a range is moved between two quantiles",
            key=setting.path, found=f"{setting.low} and {setting.high}", allowed="between 0 and 1, the lower one first",
        )  # fmt: skip


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
    return effects_of(planned, nets(planned.variants, sink, executor, workers, report))


def effects_of(planned: Plan, found: Floats) -> OneWay:
    """Return the effects from nets by variation, draw and replication."""
    by_future = [tuple(futures_of(each).tolist()) for each in found]
    effects = []
    for i, setting in enumerate(planned.settings):
        parameter = moved_belief(planned.question, setting)
        low, high = (
            End(stated(setting.path, parameter, lucks), by_future[1 + 2 * i + end])
            for end, lucks in enumerate(setting.lucks)
        )
        base = End(stated(setting.path, parameter, {}), by_future[0])
        effects.append(Effect(setting, parameter, base, low, high))
    # Python's sort is stable: equal swings stay in the order in which they were asked for.
    return OneWay(by_future[0], tuple(sorted(effects, key=lambda effect: -effect.swing)))


def futures_of(found: Floats) -> Floats:
    """Return nets by draw, the mean over its replications; of one draw by replication; from (draws, replications)."""
    by_draw: Floats = found[0] if len(found) == 1 else found.mean(axis=1)
    return by_draw


def moved_belief(question: Question, setting: Setting) -> Parameter:
    """Return the first of the beliefs that the setting moves: a scenario's own choice has no range."""
    return next(
        belief
        for belief in beliefs(question, setting.path)
        if any(each.category == setting.category for each in settings_of(setting.path, belief))
    )
