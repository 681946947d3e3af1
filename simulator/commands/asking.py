"""Asking: a run, a comparison, and what a fund of captured savings does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.commands.machines import print_json
from simulator.errors import InputError
from simulator.options import (
    AllowLarge,
    AsJson,
    Baseline,
    Draws,
    Effects,
    Engine,
    Executor,
    Money,
    Precision,
    Replications,
    Scenarios,
    Scheduler,
    Seed,
    Society,
    Workers,
)
from simulator.terminal import Workforce, ask, comparison_of, make_question, say, simulate

if TYPE_CHECKING:
    from simulator.experiment.question import Question
    from simulator.inputs.scenario import Scenario
    from simulator.results import Comparison


def run(
    scenarios: Scenarios,
    baseline: Baseline = None,
    seed: Seed = None,
    draws: Draws = 200,
    replications: Replications = 1,
    precision: Precision = None,
    money: Money = "constant",
    society: Society = False,
    effects: Effects = None,
    engine: Engine = None,
    workers: Workers = None,
    executor: Executor = "local",
    scheduler: Scheduler = None,
    events: Annotated[
        Path | None,
        typer.Option(help="Write the events of the first scenario's base case to this .csv or .parquet file."),
    ] = None,
    events_for: Annotated[
        str | None,
        typer.Option(
            metavar="TOOL",
            help="With --events: leadsim's own columns, or those that pm4py or vidigi reads.",
            show_default="leadsim",
        ),
    ] = None,
    allow_large: AllowLarge = False,
    as_json: AsJson = False,
) -> None:
    """Simulate scenarios and show each against its baseline, by fiscal year and by payer."""
    question = make_question(
        scenarios, baseline, seed, draws, replications, precision, money, engine, society=society, effects=effects
    )
    if events is not None:
        from simulator.experiment.event_log import write_event_log

        write_event_log(question.scenarios[0], question.seed, events, question.engine, say, events_for or "leadsim")
    elif events_for is not None:
        raise InputError("--events-for is of the file that --events names", key="--events-for", found=events_for)
    workforce = Workforce(workers, executor, scheduler)
    comparison, run_id = ask(question, workforce, precision, allow_large=allow_large)
    if as_json:
        print_json(comparison.as_dict())
        return
    from simulator.report import tables

    place = question.jurisdiction.file.title
    parts: list[Any] = [tables.preface(comparison, place)]
    for name in comparison.identity.scenarios:
        parts += tables.run_tables(comparison, name, question.jurisdiction.calendar)
    tables.show([*parts, _closing(question, comparison, run_id, by_year=True)])


def compare(
    scenarios: Scenarios,
    baseline: Baseline = None,
    seed: Seed = None,
    draws: Draws = 200,
    replications: Replications = 1,
    precision: Precision = None,
    money: Money = "constant",
    society: Society = False,
    effects: Effects = None,
    engine: Engine = None,
    workers: Workers = None,
    executor: Executor = "local",
    scheduler: Scheduler = None,
    allow_large: AllowLarge = False,
    as_json: AsJson = False,
) -> None:
    """Show several scenarios side by side against one baseline, over the whole horizon."""
    question = make_question(
        scenarios, baseline, seed, draws, replications, precision, money, engine, society=society, effects=effects
    )
    workforce = Workforce(workers, executor, scheduler)
    comparison, run_id = ask(question, workforce, precision, allow_large=allow_large)
    if as_json:
        print_json(comparison.as_dict())
        return
    from simulator.report import tables

    tables.show(
        [
            tables.preface(comparison, question.jurisdiction.file.title),
            *tables.compare_tables(comparison),
            _closing(question, comparison, run_id, by_year=False),
        ]
    )


def reinvest(
    scenario: Annotated[str, typer.Argument(help="A scenario's name or file.")],
    baseline: Baseline = None,
    seed: Seed = None,
    draws: Draws = 200,
    replications: Replications = 1,
    effects: Effects = None,
    engine: Engine = None,
    workers: Workers = None,
    executor: Executor = "local",
    scheduler: Scheduler = None,
    allow_large: AllowLarge = False,
    as_json: AsJson = False,
) -> None:
    """Show what a fund of captured savings does by fiscal year, with and without it, in constant dollars."""
    from simulator.experiment.question import DEFAULT_SEED, engine_named
    from simulator.experiment.reinvest import question_of
    from simulator.experiment.reinvest import reinvest as with_and_without
    from simulator.inputs.effects import with_effects
    from simulator.inputs.load import load_scenario
    from simulator.report import tables
    from simulator.report.reinvest import reinvest_data, reinvest_parts

    chosen = load_scenario(scenario)
    against = load_scenario(baseline or chosen.baseline_name)
    if effects is not None:
        against, chosen = with_effects([against, chosen], effects)
    seed = DEFAULT_SEED if seed is None else seed
    question = question_of(chosen, against, seed, draws, replications, engine_named(engine))
    workforce = Workforce(workers, executor, scheduler)
    found, run_id = simulate(question, workforce, None, with_and_without, comparison_of, allow_large=allow_large)
    if as_json:
        print_json(reinvest_data(found))
    else:
        place = question.jurisdiction
        tables.show([*reinvest_parts(found, place.file.title, place.calendar), tables.export_hint(run_id)])


def _closing(question: Question, comparison: Comparison, run_id: str, *, by_year: bool) -> Any:
    from simulator.report import listings, tables

    first: Scenario = question.scenarios[0]
    return tables.closing(
        comparison,
        run_id,
        placeholders=len(listings.choose(first, "placeholder", "")),
        usual_baseline=first.baseline_name,
        by_year=by_year,
        society=first.society,
        caveats=question.jurisdiction.file.caveats,
    )
