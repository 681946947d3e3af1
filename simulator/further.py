"""What is asked beyond a comparison, as functions with the options of the commands: `simulator.api` has them too.

Each returns what was found; `simulator.experiment.sensitivity_records` and its neighbors make records of it. A `sink`
keeps finished runs and gives them back, so that one question after another shares them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from simulator.errors import InputError
from simulator.experiment import concentration as _concentration
from simulator.experiment import concentration_entry as _entry
from simulator.experiment import frontier as _frontier
from simulator.experiment import ladder_of_effects as _ladder
from simulator.experiment import sensitivity as _sensitivity
from simulator.experiment import sensitivity_information as _information
from simulator.experiment import sobol as _sobol
from simulator.experiment.event_log_layouts import event_frame
from simulator.experiment.executors import lazy_executor
from simulator.experiment.question import DEFAULT_SEED, Question, engine_named, refuse_fund
from simulator.experiment.run import run
from simulator.experiment.sensitivity import Bench
from simulator.experiment.sensitivity_runs import Stake, nets
from simulator.inputs.draw import draw_inputs
from simulator.inputs.effects import with_effects
from simulator.inputs.load import load_scenario
from simulator.inputs.scenario import Scenario
from simulator.model.engines import DEFAULT_ENGINE, EngineName
from simulator.results import NoSink, RunSink
from simulator.units import LARGEST_NUMBER

if TYPE_CHECKING:
    import pandas as pd

Given = str | Path | Scenario


class Options(TypedDict, total=False):
    """The options of every question here: as in `simulator.compare`, with its defaults."""

    baseline: Given | None
    seed: int
    replications: int
    money: str
    society: bool
    effects: float | None
    engine: EngineName
    workers: int | None
    executor: str | Executor
    scheduler: str | None
    sink: RunSink | None


def sensitivity(
    scenario: Given, *, payer: str = "all", rung: str = "avoided", draws: int = 10, find: str = "", top: int = 8,
    **options: Unpack[Options],
) -> _sensitivity.Sensitivity:  # fmt: skip
    """Move every uncertain input to both ends of its range, one at a time, and search where the net is 0.

    `find` is the beginning of the inputs' paths. `top` inputs are searched in full, the others at their two ends.
    """
    with _asked(scenario, draws, options) as (question, bench):
        planned = _sensitivity.tornado_plan(question, find, Stake(payer, rung))
        return _sensitivity.sensitivity(planned, top, bench)


def frontier(
    scenario: Given, *, of: Sequence[str] = _frontier.DEFAULT, payer: str = "all", rung: str = "avoided",
    draws: int = 10, **options: Unpack[Options],
) -> _frontier.Frontier:  # fmt: skip
    """Return the net over a grid of two inputs, `of` their paths, and where each row of it is 0."""
    with _asked(scenario, draws, options) as (question, bench):
        stake, axes = Stake(payer, rung), _frontier.axes_of(question, of)
        return _frontier.frontier(question, stake, axes, bench.nets(question, stake))


def effect_ladder(
    scenario: Given, *, payer: str = "all", rung: str = "avoided", draws: int = 50, **options: Unpack[Options]
) -> _ladder.EffectLadder:
    """Return the net at 100, 75, 50, 25 and 0 % of LEAD's published effects."""
    with _asked(scenario, draws, options) as (question, bench):
        stake = Stake(payer, rung)
        return _ladder.effect_ladder(question, stake, bench.nets(question, stake))


def sobol(
    scenario: Given, *, base: int, of: Sequence[str], payer: str = "all", rung: str = "avoided",
    **options: Unpack[Options],
) -> _sobol.Shares:  # fmt: skip
    """Return the share of the variance of the net that each input of `of` has, and all others as one group.

    `base` points, a power of two, take base × (groups + 2) runs of the scenario and as many of its baseline.
    """
    _sobol.check(base)
    with _asked(scenario, 0, options) as (question, bench):
        asked = _sobol.design(question, Stake(payer, rung), list(of), base)
        return _sobol.shares(asked, lambda planned: nets(planned, *bench.hands))


def measure_next(
    scenario: Given, *, payer: str = "all", rung: str = "avoided", draws: int = 200, **options: Unpack[Options]
) -> _information.Information:
    """Return what it is worth to know each uncertain input before choosing between a scenario and its baseline."""
    with _asked(scenario, draws, options) as (question, bench):
        return _information.information(_information.information_plan(question, Stake(payer, rung)), bench)


def concentration(scenario: Given, *, draws: int = 20, **options: Unpack[Options]) -> _concentration.Concentration:
    """Return how few people use falls on, whom of them LEAD reaches, and who comes down by themselves."""
    with _asked(scenario, draws, options) as (question, bench):
        return _concentration.concentration(question, *bench.hands)


def around_entry(scenario: Given, *, draws: int = 20, **options: Unpack[Options]) -> _entry.AroundEntry:
    """Return what new participants have by month before and after entry, with LEAD and in the same lives without."""
    with _asked(scenario, draws, options) as (question, bench):
        return _entry.around_entry(question, *bench.hands)


def event_log(
    scenario: Given, *, layout: str = "leadsim", seed: int = DEFAULT_SEED, draw: int = 0, world: int = 0,
    engine: EngineName = DEFAULT_ENGINE,
) -> pd.DataFrame:  # fmt: skip
    """Return the events of one world of a scenario in leadsim's own columns, or in those of pm4py or vidigi."""
    require_whole(seed=seed, draw=draw, world=world)
    chosen = loaded(scenario)
    refuse_fund(chosen)
    happened = run(draw_inputs(chosen, seed, draw), world, engine=engine_named(engine), record_events=True)
    return event_frame(happened.events, chosen, layout)


def loaded(scenario: Given) -> Scenario:
    """Return a scenario, read from its file where its name is given."""
    return scenario if isinstance(scenario, Scenario) else load_scenario(scenario)


def require_whole(**numbers: int) -> None:
    """Refuse what is no number that luck can be keyed by."""
    for name, number in numbers.items():
        if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= LARGEST_NUMBER:
            allowed = f"whole numbers from 0 to {LARGEST_NUMBER}"
            raise InputError("not a number that luck can be keyed by", key=name, found=number, allowed=allowed)


@dataclass(frozen=True)
class _Options:
    baseline: Given | None = None
    seed: int = DEFAULT_SEED
    replications: int = 1
    money: str = "constant"
    society: bool = False
    effects: float | None = None
    engine: EngineName = DEFAULT_ENGINE
    workers: int | None = None
    executor: str | Executor = "local"
    scheduler: str | None = None
    sink: RunSink | None = None


@contextmanager
def _asked(scenario: Given, draws: int, options: Options) -> Iterator[tuple[Question, Bench]]:
    """Yield the question that the options ask of a scenario, and what does its runs."""
    chosen = _Options(**options)
    require_whole(seed=chosen.seed)
    about = replace(loaded(scenario), society=chosen.society)
    against = loaded(about.baseline_name if chosen.baseline is None else chosen.baseline)
    against = replace(against, society=chosen.society)
    if chosen.effects is not None:
        against, about = with_effects([against, about], chosen.effects)
    question = Question(
        (about,), against, chosen.seed, draws, chosen.replications, chosen.money, engine_named(chosen.engine)
    )
    sink = NoSink() if chosen.sink is None else chosen.sink
    with lazy_executor(question.engine, chosen.workers, chosen.executor, chosen.scheduler) as pool:
        yield question, Bench(sink, pool, pool.workers)


__all__ = [
    "Options",
    "around_entry",
    "concentration",
    "effect_ladder",
    "event_log",
    "frontier",
    "loaded",
    "measure_next",
    "require_whole",
    "sensitivity",
    "sobol",
]
