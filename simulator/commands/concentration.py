"""Concentration: on whom use falls, whom LEAD reaches of them, and what they have before and after they enter."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.commands.further import Said, Work, begin, export_next, refuse_no_file, write_rows
from simulator.commands.machines import print_json
from simulator.errors import InputError
from simulator.options import (
    AllowLarge,
    AsJson,
    Baseline,
    Effects,
    Engine,
    Executor,
    Replications,
    Scheduler,
    Seed,
    Workers,
)
from simulator.terminal import Workforce, make_question


def concentration(
    scenario: Annotated[str, typer.Argument(help="A scenario's name or file.")],
    baseline: Baseline = None,
    around_entry: Annotated[
        bool, typer.Option("--around-entry", help="Instead: new participants before and after entry, with and without.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="With --around-entry: write every month to this .csv file.")] = None,
    seed: Seed = None,
    draws: Annotated[
        int, typer.Option(min=0, max=10_000, help="Draws of the uncertain inputs; 0 is the base case alone.")
    ] = 20,
    replications: Replications = 1,
    effects: Effects = None,
    engine: Engine = None,
    workers: Workers = None,
    executor: Executor = "local",
    scheduler: Scheduler = None,
    allow_large: AllowLarge = False,
    as_json: AsJson = False,
) -> None:
    """Show how few people most bookings, jail days and costs fall on, and whom of them LEAD reaches.

    Beside it stand as many people picked by last year's bookings, and what these do in the years after by themselves.
    Every run is done again, since people are not kept.
    """
    from simulator.experiment.question import refuse_fund

    if out is not None and not around_entry:
        raise InputError(
            "--out goes with --around-entry; `leadsim export` writes the rest", key="--out", found=str(out)
        )
    refuse_no_file(out)
    question = make_question(
        [scenario], baseline, seed, draws, replications, None, "constant", engine, society=False, effects=effects
    )
    refuse_fund(question.scenarios[0])  # before a bar is shown
    with begin(question, Workforce(workers, executor, scheduler), dry_run=False, allow_large=allow_large) as work:
        said = _entry(work, out) if around_entry else _concentration(work)
    if as_json:
        print_json(said.data)
    else:
        from simulator.report import tables

        tables.show(said.parts)


def _concentration(work: Work) -> Said:
    from simulator.experiment.concentration import check
    from simulator.experiment.concentration import concentration as found_by
    from simulator.experiment.concentration_records import concentration_records
    from simulator.report.concentration import concentration_data, concentration_parts

    check(work.question)
    with work.bench() as bench:
        found = found_by(work.question, *bench.hands)
        records, run_id = work.keep(bench, concentration_records(found))
    return Said(
        concentration_data(found, records) | {"run": run_id}, [*concentration_parts(found), *export_next(run_id)]
    )


def _entry(work: Work, out: Path | None) -> Said:
    from simulator.experiment.concentration_entry import around_entry
    from simulator.report.around_entry import entry_data, entry_parts, entry_rows

    with work.bench() as bench:
        found = around_entry(work.question, *bench.hands)
    write_rows(out, entry_rows(found))
    return Said(entry_data(found), entry_parts(found))
