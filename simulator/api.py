"""The Python face: the same questions as the command line, as functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from simulator.errors import InputError
from simulator.experiment.compare import answer
from simulator.experiment.execute import lazy_processes, workers_here
from simulator.experiment.oneway import one_way, plan
from simulator.experiment.placeholders import Missing, find_placeholders, headline
from simulator.experiment.precision import answer_within
from simulator.experiment.question import DEFAULT_DRAWS, DEFAULT_SEED, Question, refuse_fund
from simulator.experiment.reinvest import Reinvestment, question_of
from simulator.experiment.reinvest import reinvest as with_and_without
from simulator.experiment.run import Run
from simulator.experiment.run import run as run_world
from simulator.experiment.trace import Trace
from simulator.experiment.trace import trace as trace_person
from simulator.inputs.draw import draw_inputs
from simulator.inputs.load import list_scenarios, load_scenario
from simulator.inputs.scenario import Scenario
from simulator.results import Comparison, NoSink, RunSink

LARGEST_NUMBER = 2**53 - 1  # of a seed, a draw, a world: the largest that every reader of JSON keeps exactly


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
    record_events: bool = False,
) -> Run:
    """Simulate one world of a scenario; draw 0 is the base case.

    In a comparison the world of a draw's replication (from 0 on) is draw × 10,000 + replication, however many there
    are. The tally of the result has shape (months with warm-up, quantities, groups + 1).
    """
    _require_whole(seed=seed, draw=draw, world=world)
    chosen = _loaded(scenario)
    refuse_fund(chosen)
    inputs = draw_inputs(chosen, seed, draw)
    return run_world(inputs, world, record_events=record_events)


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
    workers: int | None = None,
    sink: RunSink | None = None,
) -> Comparison:
    """Compare scenarios with a baseline in the same worlds; in the view of `society` harm to victims counts too.

    `precision` asks for as many replications as hold the simulation error of each scenario's net (all payers, all
    years) to so many dollars; however long that takes is not refused here, so begin with a wide one.
    `sink` keeps finished runs and gives them back: a `simulator.store.Store`, or nothing. In a script, call it
    under `if __name__ == "__main__":`, because worker processes import the script.
    """
    _require_whole(seed=seed)
    chosen = [replace(_loaded(scenario), society=society) for scenario in scenarios]
    if not chosen:
        raise InputError("there is no scenario to compare")
    against = _loaded(baseline if baseline is not None else chosen[0].baseline_name)
    question = Question(
        scenarios=tuple(chosen),
        baseline=replace(against, society=society),
        seed=seed,
        draws=draws,
        replications=replications,
        money=money,
    )
    workers = workers or workers_here()
    sink = NoSink() if sink is None else sink
    with lazy_processes(workers) as executor:
        if precision is None:
            return answer(question, sink, executor, workers)
        return answer_within(precision, question, sink, executor, workers)


def reinvest(
    scenario: str | Path | Scenario,
    *,
    baseline: str | Path | Scenario | None = None,
    seed: int = DEFAULT_SEED,
    draws: int = DEFAULT_DRAWS,
    replications: int = 1,
    workers: int | None = None,
    sink: RunSink | None = None,
) -> Reinvestment:
    """Compare a scenario with and without its reinvestment, both against the baseline, in constant dollars."""
    _require_whole(seed=seed)
    chosen = _loaded(scenario)
    against = _loaded(baseline if baseline is not None else chosen.baseline_name)
    question = question_of(chosen, against, seed, draws, replications)
    workers = workers or workers_here()
    with lazy_processes(workers) as executor:
        return with_and_without(question, NoSink() if sink is None else sink, executor, workers)


def missing(
    scenario: str | Path | Scenario,
    *,
    find: str = "",
    seed: int = DEFAULT_SEED,
    replications: int = 1,
    workers: int | None = None,
    sink: RunSink | None = None,
) -> Missing:
    """Rank the placeholders of a scenario by how far each moves its net of all payers against the baseline.

    `find` is the beginning of their paths. `replications` repeats everything in other worlds, so that a swing has
    a simulation error. `sink` keeps finished runs, so that an interrupted ranking goes on.
    """
    _require_whole(seed=seed)
    chosen = _loaded(scenario)
    question = headline(chosen, load_scenario(chosen.baseline_name), seed, replications)
    found = find_placeholders(question, find)
    planned = plan(question, found.settings)
    workers = workers or workers_here()
    with lazy_processes(workers) as executor:
        return Missing(found, one_way(planned, NoSink() if sink is None else sink, executor, workers))


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


def _loaded(scenario: str | Path | Scenario) -> Scenario:
    return scenario if isinstance(scenario, Scenario) else load_scenario(scenario)


def _require_whole(**numbers: int) -> None:
    for name, number in numbers.items():
        if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= LARGEST_NUMBER:
            allowed = f"whole numbers from 0 to {LARGEST_NUMBER}"
            raise InputError("not a number that luck can be keyed by", key=name, found=number, allowed=allowed)
