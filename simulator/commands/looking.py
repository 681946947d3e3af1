"""Looking: what there is to ask about, its inputs, one life, and what a file may say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from simulator.commands.machines import print_json
from simulator.errors import InputError
from simulator.options import AsJson, Baseline, Engine, Executor, Scheduler, Seed, Workers
from simulator.terminal import Workforce, rank_missing, trace_life
from simulator.units import LARGEST_NUMBER

if TYPE_CHECKING:
    from simulator.experiment.placeholders import Missing


def scenarios(as_json: AsJson = False) -> None:
    """List the scenarios that come with leadsim."""
    from simulator.inputs.load import list_scenarios, load_scenario
    from simulator.report import listings, tables

    found = [load_scenario(name) for name in list_scenarios()]
    if as_json:
        print_json({"scenarios": [listings.scenario_data(scenario) for scenario in found]})
    else:
        tables.show([listings.scenario_table(found)])


def parameters(
    scenario: Annotated[str, typer.Argument(help="A scenario's name or file.")],
    grade: Annotated[str | None, typer.Option(help="Only parameters of this grade.")] = None,
    find: Annotated[str, typer.Option(help="Only parameters whose path begins with this, such as jail.")] = "",
    sources: Annotated[bool, typer.Option("--sources", help="Say where each number is from.")] = False,
    missing: Annotated[
        bool, typer.Option("--missing", help="Rank the placeholders by how far each moves the net of all payers.")
    ] = False,
    replications: Annotated[
        int | None,
        typer.Option(min=1, max=1_000, help="With --missing: repeats with other luck.", show_default="1"),
    ] = None,
    engine: Engine = None,
    workers: Workers = None,
    executor: Executor = "local",
    scheduler: Scheduler = None,
    allow_large: Annotated[
        bool, typer.Option("--allow-large", help="With --missing: start even what takes hours.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show every input of a scenario: value, range, unit, grade, and what the scenario changes.

    With --missing, move each placeholder to either end of its range and rank them by what that does to the net.
    """
    from simulator.inputs.load import load_scenario
    from simulator.report import listings, tables

    loaded = load_scenario(scenario)
    if missing:
        if grade not in (None, "placeholder"):
            raise InputError("--missing ranks placeholders, and no other grade", key="--grade", found=grade)
        workforce = Workforce(workers, executor, scheduler)
        ranked = rank_missing(loaded, find, replications or 1, engine, workforce, allow_large=allow_large)
        _show_missing(ranked, sources=sources, as_json=as_json)
        return
    if replications or engine or workers or executor != "local" or scheduler or allow_large:
        raise InputError(
            "--replications, --engine, --workers, --executor, --scheduler and --allow-large go with --missing: "
            "a list takes no simulation"
        )
    chosen = listings.choose(loaded, grade, find)
    if as_json:
        print_json({"scenario": loaded.name, "parameters": listings.parameter_data(loaded, chosen)})
    else:
        tables.show([listings.parameter_table(loaded, chosen, sources=sources)])


def _show_missing(missing: Missing, *, sources: bool, as_json: bool) -> None:
    from simulator.report.missing import missing_data, missing_tables
    from simulator.report.tables import show

    if as_json:
        print_json(missing_data(missing))
    else:
        show(missing_tables(missing, sources=sources))


def trace(
    scenario: Annotated[str, typer.Argument(help="A scenario's name or file.")],
    person: Annotated[
        str, typer.Option(help="typical, large-saving, loss or random, by what they save; or a person's number.")
    ] = "typical",
    baseline: Baseline = None,
    seed: Seed = None,
    draw: Annotated[
        int, typer.Option(min=0, max=LARGEST_NUMBER, help="Draw of the uncertain inputs; 0 is the base case.")
    ] = 0,
    world: Annotated[int, typer.Option(min=0, max=LARGEST_NUMBER, help="Repeat with other luck.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Show one simulated life in the baseline and in a scenario, side by side, with the cost of each event."""
    from simulator.report import tables
    from simulator.report.trace import trace_data, trace_parts

    found = trace_life(scenario, person, baseline, seed, draw, world)
    if as_json:
        print_json(trace_data(found))
    else:
        tables.show(trace_parts(found))


def schema(
    kind: Annotated[str, typer.Argument(help="scenario, jurisdiction or parameters.")] = "scenario",
) -> None:
    """Print the JSON Schema of a file, for editors that check while you type."""
    from simulator.inputs.scenario import FILES
    from simulator.report.schema import file_schema

    if kind not in FILES:
        raise InputError("there is no such file to describe", found=kind, allowed=", ".join(FILES))
    print_json(file_schema(FILES[kind]))
