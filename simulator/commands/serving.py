"""Serving: the dashboard, and the process that does one job of its queue."""

from __future__ import annotations

from typing import Annotated

import typer

from simulator.errors import InputError


def dashboard(
    host: Annotated[str, typer.Option(help="The address to listen at; 127.0.0.1 is this machine alone.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, help="The port to listen at; 0 takes a free one.")] = 8050,
    workers: Annotated[int, typer.Option(min=1, max=32, help="Processes that serve; several where many look.")] = 1,
    no_open: Annotated[bool, typer.Option("--no-open", help="Open no browser.")] = False,
) -> None:
    """Show the answers in the store, or an example, as pages in a browser; ends with Ctrl-C."""
    from importlib.metadata import entry_points

    found = entry_points(group="leadsim.commands", name="dashboard")
    if not found:
        raise InputError("this leadsim was installed without its dashboard")
    found["dashboard"].load()(host, port, workers, open_browser=not no_open)


def work(
    job: Annotated[str, typer.Argument(metavar="JOB", help="The id of a job that is claimed for this process.")],
) -> None:
    """Do one job of a dashboard's queue; the dashboard starts this by itself, and stops it."""
    from simulator.work.worker import work as do

    do(job)
