"""Keeping: the answers in the store, and their records in a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.commands.machines import print_json
from simulator.options import AsJson
from simulator.terminal import say


def runs(
    prune: Annotated[
        bool, typer.Option("--prune", help="Let go of runs that other versions of the model have made; answers stay.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the answers in the store with their nets, newest first."""
    from simulator.report import listings, tables
    from simulator.store import Store

    with Store() as store:
        if prune:
            from simulator.experiment.setup import model_version

            say(f"{store.prune({model_version()}):,} runs of other versions are gone")
        found = store.answers()
        location = store.location
    if as_json:
        print_json({"store": location, "runs": [listings.run_data(each) for each in found]})
    else:
        tables.show([listings.run_table(found, location)])


def export(
    run_id: Annotated[str, typer.Argument(metavar="RUN", help="The id of a run, or the beginning of it.")],
    format_: Annotated[str, typer.Option("--format", help="csv, parquet or json.")] = "csv",
    output: Annotated[
        Path | None, typer.Option(help="The file to write; csv and json go to the screen without.")
    ] = None,
) -> None:
    """Write every record of a run in the store."""
    from simulator.report.export import write_records
    from simulator.store import Store

    with Store() as store:
        comparison = store.find_comparison(run_id)
    write_records(comparison, format_, output)
