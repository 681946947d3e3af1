"""A place of one's own, to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.terminal import say


def new(
    name: Annotated[str, typer.Argument(help="What the folder is called: lowercase words with hyphens between.")],
    source: Annotated[
        str, typer.Option("--from", help="The place that comes with leadsim to begin from.")
    ] = "king-county",
    folder: Annotated[Path, typer.Option(help="The folder to write into.", show_default="here")] = Path(),
) -> None:
    """Begin a place of your own: a folder with every local fact as a placeholder, a baseline and two scenarios."""
    from simulator.inputs.new_jurisdiction import new_jurisdiction

    written = new_jurisdiction(name, source, folder)
    say(f"{written} is begun; {written / 'README.md'} says what comes next, and this runs as it is:")
    typer.echo(f"leadsim compare {written / 'current.yaml'} {written / 'hire-to-demand.yaml'}")
