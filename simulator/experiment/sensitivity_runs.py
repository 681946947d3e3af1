"""Nets where inputs are set: the same draws and the same luck at every variation of a question's inputs.

Runs are kept by their content, so that inputs which only change prices share them, and what the sink has is not done
again. A draw's runs are in memory only as long as another run of the same world is compared with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from simulator.costs.savings import BASIS, NETS
from simulator.errors import InputError, nearest_names
from simulator.experiment.collection import Progress
from simulator.experiment.execute import find_or_execute
from simulator.experiment.pairs import Prices, prices_of, settle
from simulator.experiment.question import MOST_REPLICATIONS, Question, money_factors, refuse_fund, world_of
from simulator.experiment.staffing import staffing_rules
from simulator.experiment.study.columns import AMOUNTS, views_of
from simulator.experiment.study.money import amounts
from simulator.experiment.task import Task, task_of
from simulator.inputs.draw import Inputs, draw_inputs
from simulator.inputs.parameter import Parameter
from simulator.inputs.scenario import Scenario
from simulator.model.tally import Tally
from simulator.results import ALL, RunSink

Floats = npt.NDArray[np.float64]
NET_OF: Mapping[str, str] = {rung: net for rung, basis in BASIS.items() for net, of in NETS.items() if of == basis}
"""The net that is left of each rung once LEAD's own cost is paid."""


@dataclass(frozen=True)
class Stake:
    """Whose net is looked at, and on which rung: gross, avoided or cashable."""

    payer: str = ALL
    rung: str = "avoided"

    def __post_init__(self) -> None:
        if self.rung not in NET_OF:
            allowed = ", ".join(NET_OF)
            raise InputError("there is no net on this rung", key="--rung", found=self.rung, allowed=allowed)

    @property
    def net(self) -> str:
        """The name of the net in records."""
        return NET_OF[self.rung]


@dataclass(frozen=True)
class Variation:
    """What is set instead of drawn, in every draw alike: the luck of inputs, or a value that is believed of them."""

    lucks: Mapping[str, float] = field(default_factory=dict)
    beliefs: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Variants:
    """Every run of one scenario's question at several variations; `keys` are of those that differ."""

    question: Question
    variations: tuple[Variation, ...]
    stake: Stake
    keys: tuple[str, ...]

    @property
    def runs(self) -> int:
        """How many different runs it takes if none is kept."""
        return len(self.keys)

    def left(self, sink: RunSink) -> int:
        """Return how many runs are not kept yet."""
        return len(self.keys) - len(sink.has_tallies(self.keys))

    def seconds(self, runs: int, workers: int) -> float:
        """Return a rough guess of the time that some of the runs take."""
        return self.question.seconds(workers) * runs / self.question.runs

    @property
    def shape(self) -> tuple[int, int, int]:
        """Variations, draws, replications."""
        return len(self.variations), len(self.question.draw_numbers), self.question.replications


def variants(question: Question, variations: Sequence[Variation], stake: Stake) -> Variants:
    """Draw and key every run; what cannot be set or priced is refused before anything is simulated.

    Raises InputError where the question is not about one scenario, or about one with a fund.
    """
    if len(question.scenarios) != 1:
        raise InputError("inputs are moved in one scenario against its baseline")
    refuse_fund(question.scenarios[0])
    payers_of(question, stake)
    keys: dict[str, None] = {}
    for number in question.draw_numbers:
        for here in _draw(question, variations, number):
            keys |= dict.fromkeys(task.model_key for pair in here.tasks() for task in pair)
            if number == question.draw_numbers[0]:
                here.prices()
    return Variants(question, tuple(variations), stake, tuple(keys))


def payers_of(question: Question, stake: Stake) -> tuple[str, ...]:
    """Return who is meant by the payer of a stake; InputError where the place has none of this name."""
    views = views_of(question.scenarios[0].payers, question.jurisdiction.file.private_payers)
    if stake.payer not in views:
        raise InputError(
            "nobody pays or saves under this name", key="--payer", found=stake.payer, allowed=", ".join(views),
            nearest=nearest_names(stake.payer, views),
        )  # fmt: skip
    return views[stake.payer]


def nets(
    planned: Variants,
    sink: RunSink,
    executor: Callable[[], Executor],
    workers: int,
    report: Callable[[Progress], None] = lambda _: None,
) -> Floats:
    """Return the net of each run beside its baseline's in dollars: (variations, draws, replications); a saving is +.

    Every finished run goes to the sink at once, and kept runs are not done again. `executor` is only called when there
    is something to simulate.
    """
    question = planned.question
    found, done, of_sink = np.full(planned.shape, np.nan), 0, 0
    in_hand: dict[int, _InHand] = {}
    first = question.draw_numbers[0]

    def tasks() -> Iterator[Task]:
        for number in question.draw_numbers:
            in_hand[number] = _InHand(planned, number, found[:, number - first])
            yield from in_hand[number].tasks()

    def take(task: Task, tally: Tally, kept: bool) -> None:
        nonlocal done, of_sink
        number = task.world // MOST_REPLICATIONS
        if in_hand[number].add(task.model_key, tally):
            del in_hand[number]
        done += 1
        of_sink += kept
        report(Progress(done, of_sink, planned.runs))

    find_or_execute(tasks(), sink, executor, workers, take)
    return found


# -- one draw ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Here:
    """One variation in one draw: the inputs of the baseline and of the scenario."""

    question: Question
    number: int
    inputs: tuple[Inputs, Inputs]

    def tasks(self) -> Iterator[tuple[Task, Task]]:
        """Yield the baseline's and the scenario's run, replication by replication."""
        rules = [staffing_rules(inputs) for inputs in self.inputs]
        draw = self.inputs[0].draw
        for r in range(self.question.replications):
            before, after = (
                task_of((self.number, s, r), inputs, world_of(draw, r), rules[s], None, self.question.engine)
                for s, inputs in enumerate(self.inputs)
            )
            yield before, after

    def prices(self) -> Prices:
        """Return the prices at which the two are compared; InputError for what cannot be priced."""
        baseline, scenario = self.inputs
        calendar = self.question.jurisdiction.calendar
        months = range(calendar.warm_up_months, calendar.months)
        return prices_of(scenario, baseline, money_factors(scenario, self.question.money, months))


def _draw(question: Question, variations: Sequence[Variation], draw: int) -> Iterator[_Here]:
    """Yield each variation in a draw; a belief holds in both scenarios and in the practice before them."""
    for v, variation in enumerate(variations):
        baseline, scenario = believing(question, variation.beliefs).everyone
        before = draw_inputs(baseline, question.seed, draw, variation.lucks)
        after = draw_inputs(scenario, question.seed, draw, variation.lucks, practice=before.practice)
        yield _Here(question, v, (before, after))


def believing(question: Question, beliefs: Mapping[str, float]) -> Question:
    """Return the question of a world in which these inputs are known to have these values from the beginning on."""
    if not beliefs:
        return question
    place = question.jurisdiction
    place = replace(place, parameters={**place.parameters, **_known(place.parameters, beliefs)})

    def derive(scenario: Scenario) -> Scenario:
        return replace(
            scenario, jurisdiction=place, parameters={**scenario.parameters, **_known(scenario.parameters, beliefs)}
        )

    return replace(question, scenarios=tuple(map(derive, question.scenarios)), baseline=derive(question.baseline))


def _known(parameters: Mapping[str, Parameter], beliefs: Mapping[str, float]) -> dict[str, Parameter]:
    known = {"uncertainty": None, "then": ()}
    return {path: parameters[path].model_copy(update={"value": value, **known}) for path, value in beliefs.items()}


@dataclass
class _Pair:
    """A run and its baseline's in the same world, and where the net that comes of it is written."""

    place: tuple[int, int]
    keys: tuple[str, str]
    prices: Prices


class _InHand:
    """One draw while it is under way: what its runs are compared with, and the runs that others still need."""

    def __init__(self, planned: Variants, number: int, found: Floats) -> None:
        question = planned.question
        self._found, self._calendar = found, question.jurisdiction.calendar
        self._payers = {planned.stake.payer: payers_of(question, planned.stake)}
        self._amount = AMOUNTS.index(planned.stake.net)
        self._tasks: dict[tuple[int, str], Task] = {}
        self._waiting: dict[str, list[_Pair]] = {}
        self._tallies: dict[str, Tally] = {}
        self._left = 0
        for here in _draw(question, planned.variations, number):
            prices = here.prices()
            for r, (before, after) in enumerate(here.tasks()):
                pair = _Pair((here.number, r), (before.model_key, after.model_key), prices)
                for task in (before, after):
                    self._tasks.setdefault((r, task.model_key), task)
                for key in dict.fromkeys(pair.keys):
                    self._waiting.setdefault(key, []).append(pair)
                self._left += 1

    def tasks(self) -> Iterator[Task]:
        """Yield every different run, world by world."""
        yield from (self._tasks[key] for key in sorted(self._tasks, key=lambda key: key[0]))
        self._tasks.clear()

    def add(self, key: str, tally: Tally) -> bool:
        """Take a run in; return whether the draw is done."""
        self._tallies[key] = tally
        for pair in [each for each in self._waiting[key] if all(other in self._tallies for other in each.keys)]:
            before, after = (self._tallies[other] for other in pair.keys)
            settled = settle(pair.prices, after, before, self._calendar, None)
            self._found[pair.place] = amounts(settled, self._payers)[self._amount]
            self._left -= 1
            for other in dict.fromkeys(pair.keys):
                self._waiting[other].remove(pair)
        for other in [each for each in self._tallies if not self._waiting[each]]:
            del self._tallies[other]
        return not self._left


__all__ = ["NET_OF", "Floats", "Stake", "Variants", "Variation", "believing", "nets", "payers_of", "variants"]
