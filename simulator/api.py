"""The Python face: the same questions as the command line, as functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import Any

from simulator.errors import InputError
from simulator.experiment.capacity import DEFAULT_CHANCE, Capacity, Target
from simulator.experiment.capacity import capacity as find_capacity
from simulator.experiment.capacity_runs import Sized
from simulator.experiment.compare import answer
from simulator.experiment.executors import lazy_executor
from simulator.experiment.oneway import one_way, plan
from simulator.experiment.placeholders import Missing, find_placeholders, headline
from simulator.experiment.precision import answer_within
from simulator.experiment.question import DEFAULT_DRAWS, DEFAULT_SEED, Question, engine_named, refuse_fund
from simulator.experiment.reinvest import Reinvestment, question_of
from simulator.experiment.reinvest import reinvest as with_and_without
from simulator.experiment.run import Run
from simulator.experiment.run import run as run_world
from simulator.experiment.sensitivity import Bench
from simulator.experiment.sensitivity_runs import Stake
from simulator.experiment.study.rows import Rows
from simulator.experiment.study.simulate import complete, outline
from simulator.experiment.study.study import load_study
from simulator.experiment.trace import Trace
from simulator.experiment.trace import trace as trace_person
from simulator.experiment.uncertainty import USUAL_RUNS, Design, Uncertainty, nets_of, split_of
from simulator.experiment.uncertainty import uncertainty as how_sure
from simulator.further import (
    around_entry,
    concentration,
    effect_ladder,
    event_log,
    frontier,
    measure_next,
    sensitivity,
    sobol,
)
from simulator.further import loaded as _loaded
from simulator.further import require_whole as _require_whole
from simulator.inputs.draw import draw_inputs
from simulator.inputs.effects import with_effects
from simulator.inputs.load import list_scenarios, load_scenario
from simulator.inputs.scenario import Scenario
from simulator.model.engines import DEFAULT_ENGINE, EngineName
from simulator.results import ALL, Comparison, NoSink, RunSink


def scenarios() -> list[str]:
    """Return the names of the shipped scenarios."""
    return list_scenarios()


def load(name: str | Path) -> Scenario:
    """Return a scenario by its name or its file; raises InputError where something is wrong with it."""
    return load_scenario(name)


def run(
    scenario: str | Path | Scenario,
    *,
    seed: int = DEFAULT_SEED,
    draw: int = 0,
    world: int = 0,
    engine: EngineName = DEFAULT_ENGINE,
    record_events: bool = False,
) -> Run:
    """Simulate one world of a scenario; draw 0 is the base case. Both engines give the same.

    In a comparison the world of a draw's replication (from 0 on) is draw × 10,000 + replication, however many there
    are. The tally of the result has shape (months with warm-up, quantities, groups + 1).
    """
    _require_whole(seed=seed, draw=draw, world=world)
    chosen = _loaded(scenario)
    refuse_fund(chosen)
    inputs = draw_inputs(chosen, seed, draw)
    return run_world(inputs, world, engine=engine_named(engine), record_events=record_events)


def compare(
    scenarios: Sequence[str | Path | Scenario],
    *,
    baseline: str | Path | Scenario | None = None,
    seed: int = DEFAULT_SEED,
    draws: int = DEFAULT_DRAWS,
    replications: int = 1,
    precision: float | None = None,
    money: str = "constant",
    society: bool = False,
    effects: float | None = None,
    engine: EngineName = DEFAULT_ENGINE,
    workers: int | None = None,
    executor: str | Executor = "local",
    scheduler: str | None = None,
    sink: RunSink | None = None,
) -> Comparison:
    """Compare scenarios with a baseline in the same worlds; in the view of `society` harm to victims counts too.

    `effects` is the share of LEAD's published effects that carries over, instead of its range: 1 is undiscounted.
    `precision` asks for as many replications as hold the simulation error of each scenario's net (all payers, all
    years) to so many dollars; however long that takes is not refused here, so begin with a wide one.
    `sink` keeps finished runs and gives them back: a `simulator.store.Store`, or nothing.

    `executor` does `workers` runs at once: local, dask (with the address of a `scheduler`, or a cluster of its own on
    this machine), or any `concurrent.futures.Executor`; the answer is the same. In a script, call it under
    `if __name__ == "__main__":`, because worker processes import the script.
    """
    _require_whole(seed=seed)
    chosen = [replace(_loaded(scenario), society=society) for scenario in scenarios]
    if not chosen:
        raise InputError("there is no scenario to compare")
    against = replace(_loaded(baseline if baseline is not None else chosen[0].baseline_name), society=society)
    if effects is not None:
        against, *chosen = with_effects([against, *chosen], effects)
    question = Question(
        scenarios=tuple(chosen),
        baseline=against,
        seed=seed,
        draws=draws,
        replications=replications,
        money=money,
        engine=engine,
    )
    sink = NoSink() if sink is None else sink
    with lazy_executor(engine, workers, executor, scheduler) as pool:
        if precision is None:
            return answer(question, sink, pool, pool.workers)
        return answer_within(precision, question, sink, pool, pool.workers)


def reinvest(
    scenario: str | Path | Scenario,
    *,
    baseline: str | Path | Scenario | None = None,
    seed: int = DEFAULT_SEED,
    draws: int = DEFAULT_DRAWS,
    replications: int = 1,
    engine: EngineName = DEFAULT_ENGINE,
    workers: int | None = None,
    executor: str | Executor = "local",
    scheduler: str | None = None,
    sink: RunSink | None = None,
) -> Reinvestment:
    """Compare a scenario with and without its reinvestment, both against the baseline, in constant dollars.

    `engine`, `workers`, `executor` and `scheduler` are as in `compare`.
    """
    _require_whole(seed=seed)
    chosen = _loaded(scenario)
    against = _loaded(baseline if baseline is not None else chosen.baseline_name)
    question = question_of(chosen, against, seed, draws, replications, engine)
    with lazy_executor(engine, workers, executor, scheduler) as pool:
        return with_and_without(question, NoSink() if sink is None else sink, pool, pool.workers)


def missing(
    scenario: str | Path | Scenario,
    *,
    find: str = "",
    seed: int = DEFAULT_SEED,
    replications: int = 1,
    engine: EngineName = DEFAULT_ENGINE,
    workers: int | None = None,
    executor: str | Executor = "local",
    scheduler: str | None = None,
    sink: RunSink | None = None,
) -> Missing:
    """Rank the placeholders of a scenario by how far each moves its net of all payers against the baseline.

    `find` is the beginning of their paths. `replications` repeats everything in other worlds, so that a swing has
    a simulation error. `sink` keeps finished runs, so that an interrupted ranking goes on. `engine`, `workers`,
    `executor` and `scheduler` are as in `compare`.
    """
    _require_whole(seed=seed)
    chosen = _loaded(scenario)
    question = replace(headline(chosen, load_scenario(chosen.baseline_name), seed, replications), engine=engine)
    found = find_placeholders(question, find)
    planned = plan(question, found.settings)
    with lazy_executor(engine, workers, executor, scheduler) as pool:
        return Missing(found, one_way(planned, NoSink() if sink is None else sink, pool, pool.workers))


def uncertainty(
    scenario: str | Path | Scenario,
    *,
    payer: str = ALL,
    rung: str = "avoided",
    baseline: str | Path | Scenario | None = None,
    seed: int = DEFAULT_SEED,
    runs: int = USUAL_RUNS,
    draws: int | None = None,
    replications: int | None = None,
    engine: EngineName = DEFAULT_ENGINE,
    workers: int | None = None,
    executor: str | Executor = "local",
    scheduler: str | None = None,
    sink: RunSink | None = None,
) -> Uncertainty:
    """Return how sure a scenario's net is: costs and effects by draw, variance components, losses, what to measure.

    A pilot splits the `runs` into draws of the inputs and replications of luck, unless `draws` or `replications` are
    given. `payer` and `rung` (gross, avoided or cashable) say whose net. `sink` keeps finished runs: with one the pilot
    is not done twice. `engine`, `workers`, `executor` and `scheduler` are as in `compare`.
    """
    _require_whole(seed=seed)
    chosen = _loaded(scenario)
    against = _loaded(baseline if baseline is not None else chosen.baseline_name)
    question = Question((chosen,), against, seed=seed, draws=2, engine=engine_named(engine))
    design = Design(question, Stake(payer, rung), runs, draws, replications)
    with lazy_executor(engine, workers, executor, scheduler) as pool:
        bench = Bench(NoSink() if sink is None else sink, pool, pool.workers)
        pilot = nets_of(design.pilot, bench) if design.pilot is not None else None
        return how_sure(design.of(split_of(design, pilot)), bench, pilot, chosen=design.given is None)


def capacity(
    scenario: str | Path | Scenario,
    *,
    of: str = "case-managers",
    wait_days: float | None = None,
    turned_away: float = 0.0,
    chance: float = DEFAULT_CHANCE,
    after: int = 0,
    most: int | None = None,
    payer: str = ALL,
    rung: str = "avoided",
    baseline: str | Path | Scenario | None = None,
    seed: int = DEFAULT_SEED,
    draws: int = 50,
    replications: int = 1,
    money: str = "constant",
    society: bool = False,
    effects: float | None = None,
    engine: EngineName = DEFAULT_ENGINE,
    workers: int | None = None,
    executor: str | Executor = "local",
    scheduler: str | None = None,
    sink: RunSink | None = None,
) -> Capacity:
    """Find the smallest size of a program at which a target holds in a share of futures (`chance`), and its curve.

    `of` is case-managers, budget, interim-housing or permanent-housing. The target is that at most the share
    `turned_away` of those who qualify is turned away, or, with `wait_days`, that 95 of 100 get a place within so many
    days, from `after` months on. `most` is the largest size to try. A search asks for the same runs again, which a
    `sink` keeps. `society`, `effects`, `engine`, `workers`, `executor` and `scheduler` are as in `compare`.
    """
    _require_whole(seed=seed)
    chosen = replace(_loaded(scenario), society=society)
    against = replace(_loaded(baseline if baseline is not None else chosen.baseline_name), society=society)
    if effects is not None:
        against, chosen = with_effects([against, chosen], effects)
    question = Question(
        (chosen,), against, seed=seed, draws=draws, replications=replications, money=money, engine=engine
    )
    sized, target = Sized(question, Stake(payer, rung), of, after), Target(turned_away, wait_days, chance)
    with lazy_executor(engine, workers, executor, scheduler) as pool:
        return find_capacity(sized, target, Bench(NoSink() if sink is None else sink, pool, pool.workers), most)


def study(
    file: str | Path,
    *,
    out: str | Path,
    sink: RunSink,
    engine: EngineName = DEFAULT_ENGINE,
    workers: int | None = None,
    executor: str | Executor = "local",
    scheduler: str | None = None,
) -> Mapping[str, Any]:
    """Do the runs of a study that are not kept yet, write its files into the folder `out`, and return its manifest.

    `sink` keeps every finished run, and rows are read from it: a `simulator.store.Store`. Killed at any time, the same
    call goes on from there. `engine`, `workers`, `executor` and `scheduler` are as in `compare`.
    """
    from simulator.report.study_files import claim
    from simulator.report.study_manifest import unfinished, write_study

    asked, folder = load_study(file, engine_named(engine)), Path(out)
    planned = outline(asked)
    claim(folder, unfinished(asked))
    with lazy_executor(engine, workers, executor, scheduler) as pool:
        complete(asked, planned, sink, pool, pool.workers)
    return write_study(Rows(asked, sink, planned), folder)


def trace(
    scenario: str | Path | Scenario,
    *,
    person: str | int = "typical",
    baseline: str | Path | Scenario | None = None,
    seed: int = DEFAULT_SEED,
    draw: int = 0,
    world: int = 0,
) -> Trace:
    """Follow one person through a scenario and its baseline in the same world; draw 0 is the base case.

    `person` is typical, large-saving, loss or random (among those who complete an intake), or a person's number.
    """
    _require_whole(seed=seed, draw=draw, world=world)
    chosen = _loaded(scenario)
    against = _loaded(baseline if baseline is not None else chosen.baseline_name)
    return trace_person(chosen, against, person=person, seed=seed, draw=draw, world=world)


__all__ = [
    "around_entry",
    "capacity",
    "compare",
    "concentration",
    "effect_ladder",
    "event_log",
    "frontier",
    "load",
    "measure_next",
    "missing",
    "reinvest",
    "run",
    "scenarios",
    "sensitivity",
    "sobol",
    "study",
    "trace",
    "uncertainty",
]
