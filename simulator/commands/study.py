"""A study: all its runs, and a row for each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.commands.machines import print_json
from simulator.options import AllowLarge, AsJson, Engine, Executor, Scheduler, Workers
from simulator.terminal import Workforce


def study(
    file: Annotated[
        str, typer.Argument(metavar="STUDY", help="A study's file, or the name of one that comes with leadsim.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for runs.parquet, runs.csv and manifest.json.", show_default="./ and the study's name"
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say how large it is, how long it takes, and what is in the store.")
    ] = False,
    engine: Engine = None,
    workers: Workers = None,
    executor: Executor = "local",
    scheduler: Scheduler = None,
    allow_large: AllowLarge = False,
    as_json: AsJson = False,
) -> None:
    """Do all runs of a study, those that are not in the store yet, and write a row for each.

    A study names scenarios, draws and replications, and may vary parameters over a design. It may be stopped or killed
    at any time: the same command of the same version goes on from there, and the rows are the same to the bit.
    """
    from simulator.experiment.question import engine_named
    from simulator.experiment.study.study import load_study
    from simulator.report import tables
    from simulator.studies import carry_out, folder_of, measure

    asked, folder = load_study(file, engine_named(engine)), folder_of(file, out)
    workforce = Workforce(workers, executor, scheduler)
    if dry_run:
        data, shown = measure(asked, workforce, folder)
    else:
        data, shown = carry_out(asked, workforce, folder, allow_large=allow_large)
    if as_json:
        print_json(data)
    else:
        tables.show(shown)
