"""How sure an answer is: chances of a saving, luck, what effects would have to be worth, what to measure next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.commands.further import Said, Work, begin, export_next
from simulator.commands.machines import print_json
from simulator.errors import InputError
from simulator.options import (
    AllowLarge,
    AsJson,
    Baseline,
    Effects,
    Engine,
    Executor,
    Money,
    Scheduler,
    Seed,
    Society,
    Workers,
)
from simulator.terminal import Workforce, make_question, say

if TYPE_CHECKING:
    from simulator.experiment.uncertainty import Design, Uncertainty


def uncertainty(
    scenario: Annotated[str, typer.Argument(help="A scenario's name or file.")],
    payer: Annotated[str, typer.Option(help="Whose net: all, taxpayers, or a payer of the place.")] = "all",
    rung: Annotated[str, typer.Option(help="The net of which rung: gross, avoided or cashable.")] = "avoided",
    baseline: Baseline = None,
    seed: Seed = None,
    runs: Annotated[
        int | None,
        typer.Option(
            min=8, max=1_000_000, help="Runs in all; a pilot chooses draws and replications.", show_default="500"
        ),
    ] = None,
    draws: Annotated[
        int | None, typer.Option(min=2, max=100_000, help="Draws of the uncertain inputs, instead of chosen ones.")
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(min=1, max=10_000, help="Repeats of each draw with other luck, instead of chosen ones."),
    ] = None,
    effect: Annotated[
        str, typer.Option(help="The effect whose price is shown: bookings, jail_days or housed.")
    ] = "bookings",
    out: Annotated[
        Path | None,
        typer.Option(help="Write param.csv, cost.csv and effect.csv for BCEA, SAVI or dampack to this folder."),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that are there.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say how many runs it takes and how long.")] = False,
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
    """Show how sure a net is: the chance of a saving by payer and year, and how much of the spread is luck.

    All uncertain inputs vary at once. A pilot tells what the inputs do from what luck does, and chooses how many draws
    of the inputs and how many replications of luck the runs are split into. Also: what an effect would have to be
    worth, what a wrong choice loses, and which group of inputs to measure next.
    """
    from simulator.experiment.sensitivity_runs import Stake
    from simulator.experiment.uncertainty import USUAL_RUNS, Design, effect_named
    from simulator.report.uncertainty_files import claim

    if None not in (draws, replications, runs):
        raise InputError("draws and replications say how many runs there are", key="--runs", found=runs)
    if overwrite and out is None:
        raise InputError("--overwrite goes with --out", key="--overwrite")
    effect_named(effect)
    question = make_question(
        [scenario], baseline, seed, draws or 2, 1, None, money, engine, society=society, effects=effects
    )
    design = Design(question, Stake(payer, rung), USUAL_RUNS if runs is None else runs, draws, replications)
    workforce = Workforce(workers, executor, scheduler)
    with begin(question, workforce, dry_run=dry_run, allow_large=allow_large) as work:
        if out is not None and not dry_run:
            claim(out, overwrite=overwrite)
        said = _answer(work, design, effect, out)
    if as_json:
        print_json(said.data)
    elif said.parts:
        from simulator.report import tables

        tables.show(said.parts)


def _answer(work: Work, design: Design, effect: str, out: Path | None) -> Said:
    from dataclasses import replace

    from simulator.experiment.uncertainty import nets_of, split_of, uncertainty
    from simulator.experiment.uncertainty_records import uncertainty_records
    from simulator.report.uncertainty import uncertainty_data, uncertainty_parts

    # Before all of it is drawn, which by itself takes long where the question does.
    whole = design.question.seconds(work.executor.workers) * _runs(design) / design.question.runs
    work.refuse_large(_runs(design), whole)
    pilot = design.pilot
    if pilot is not None and work.announce(pilot, f"; a pilot, then about {_runs(design):,} in all"):
        return work.size(pilot, in_all=_runs(design))
    known = None
    if pilot is not None:
        with work.bench() as bench:
            known = nets_of(pilot, bench)
    split = split_of(design, known)
    planned = design.of(split)
    if work.announce(planned, f"; {split.draws:,} draws × {split.replications:,}"):
        return work.size(planned)
    with work.bench() as bench:
        found = uncertainty(planned, bench, known, chosen=design.given is None)
    records = list(uncertainty_records(found))
    run_id = work.store.keep_comparison(replace(found.comparison, records=(*found.comparison.records, *records)))
    _write(found, effect, out)
    data = uncertainty_data(found, records) | {"run": run_id}
    return Said(data, [*uncertainty_parts(found, records, effect), *export_next(run_id)])


def _runs(design: Design) -> int:
    given = design.given
    return 2 * given.draws * given.replications if given else 2 * design.pairs


def _write(found: Uncertainty, effect: str, out: Path | None) -> None:
    from simulator.report.uncertainty_files import write_files

    if out is not None:
        written = write_files(found, effect, out)
        say(f"wrote {', '.join(map(str, written))}")
