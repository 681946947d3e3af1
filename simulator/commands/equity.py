"""Equity: whether a scenario narrows or widens what decisions make of people of different groups."""

from __future__ import annotations

from typing import Annotated

import typer

from simulator.commands.machines import print_json
from simulator.options import (
    AllowLarge,
    AsJson,
    Baseline,
    Draws,
    Effects,
    Engine,
    Executor,
    Replications,
    Scenarios,
    Scheduler,
    Seed,
    Workers,
)
from simulator.terminal import Workforce, ask, make_question


def equity(
    scenarios: Scenarios,
    baseline: Baseline = None,
    reference: Annotated[
        str | None,
        typer.Option(help="The group that others are held against.", show_default="white, else the largest"),
    ] = None,
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
    """Show the relative rate index of each decision by group, before and after, with the counts that it rests on."""
    from dataclasses import asdict

    from simulator.report import tables
    from simulator.report.equity import equity_of, known_group, reference_of
    from simulator.report.equity_tables import equity_data, equity_parts

    question = make_question(
        scenarios, baseline, seed, draws, replications, None, "constant", engine, society=False, effects=effects
    )
    if reference is not None:
        known_group(reference, question.jurisdiction.groups)
    comparison, run_id = ask(question, Workforce(workers, executor, scheduler), None, allow_large=allow_large)
    against = reference_of(comparison, reference)
    if as_json:
        found = (equity_of(comparison, name, against) for name in comparison.identity.scenarios)
        print_json({"run": asdict(comparison.identity), "equity": [equity_data(each) for each in found if each]})
        return
    tables.show(
        [
            tables.preface(comparison, question.jurisdiction.file.title),
            *equity_parts(comparison, against),
            tables.export_hint(run_id),
        ]
    )
