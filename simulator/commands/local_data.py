"""Local data: a place's own parameters from its booking records."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.commands.machines import print_json
from simulator.options import AsJson


def fit(
    file: Annotated[
        Path | None, typer.Argument(metavar="[BOOKINGS]", help="A CSV file with a row for each booking.")
    ] = None,
    map_: Annotated[
        Path | None, typer.Option("--map", help="A YAML file that says which column is which.", show_default="by name")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for facts.yaml and report.html.")] = Path("local-data"),
    until: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Last day that the file covers.", show_default="that of the last booking"),
    ] = None,
    example: Annotated[bool, typer.Option("--example", help="Make up bookings, and fit those.")] = False,
    as_json: AsJson = False,
) -> None:
    """Estimate a place's own parameters from its booking and release records.

    Writes facts for its jurisdiction.yaml and a report with pictures of how well they fit. Nothing about a single
    person is written anywhere.
    """
    from simulator.local.files import fit_and_write
    from simulator.local.told import checks_table, closing, facts_table, fit_data, preface, rows_table
    from simulator.report import tables

    found, facts, written = fit_and_write(file, map_, out, until, example=example)
    if as_json:
        print_json(fit_data(found, facts, written))
    else:
        middle = (facts_table(found, facts), checks_table(found), rows_table(found))
        tables.show([preface(found), *middle, closing(found, facts, written)])
