"""How much it takes: the smallest number of case managers, budget or housing places at which a target holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
    Money,
    Replications,
    Scheduler,
    Seed,
    Society,
    Workers,
)
from simulator.terminal import Workforce, make_question

if TYPE_CHECKING:
    from simulator.experiment.capacity import Target
    from simulator.experiment.capacity_runs import Sized

MOST_DRAWS = 500


def capacity(
    scenario: Annotated[str, typer.Argument(help="A scenario's name or file.")],
    of: Annotated[
        str, typer.Option(help="What is searched: case-managers, budget, interim-housing or permanent-housing.")
    ] = "case-managers",
    wait_days: Annotated[
        float | None,
        typer.Option(metavar="DAYS", help="Target: 95 of 100 who qualify are given a place within so many days."),
    ] = None,
    turned_away: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE", help="Target: at most this share of those who qualify is turned away.", show_default="0"
        ),
    ] = None,
    chance: Annotated[float, typer.Option(metavar="SHARE", help="In at least this share of futures.")] = 0.9,
    after: Annotated[
        int, typer.Option(metavar="MONTHS", min=0, help="The target counts only so many months after the start date.")
    ] = 0,
    most: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=1, max=10_000, help="The largest size to try.", show_default="room for the whole pool"
        ),
    ] = None,
    payer: Annotated[str, typer.Option(help="Whose net: all, taxpayers, or a payer of the place.")] = "all",
    rung: Annotated[str, typer.Option(help="The net of which rung: gross, avoided or cashable.")] = "avoided",
    baseline: Baseline = None,
    seed: Seed = None,
    draws: Annotated[
        int, typer.Option(min=0, max=MOST_DRAWS, help="Draws of the uncertain inputs; 0 is the base case alone.")
    ] = 50,
    replications: Replications = 1,
    out: Annotated[Path | None, typer.Option(help="Write the curve to this .csv file.")] = None,
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
    """Find the smallest number of case managers, or budget or housing, at which nobody who qualifies is turned away.

    Or at which 95 of 100 get a place within some days (--wait-days). It is bracketed on a grid and verified beside and
    above in the same futures; the curve says for each size who is turned away, how long people wait, and what it costs.
    """
    from simulator.experiment.capacity import Target
    from simulator.experiment.capacity_runs import Sized
    from simulator.experiment.sensitivity_runs import Stake

    if wait_days is not None and turned_away is not None:
        raise InputError("--wait-days and --turned-away are targets of their own: ask for one of them")
    refuse_no_file(out)
    target = Target(turned_away or 0.0, wait_days, chance)
    question = make_question(
        [scenario], baseline, seed, draws, replications, None, money, engine, society=society, effects=effects
    )
    sized = Sized(question, Stake(payer, rung), of, after)
    with begin(question, Workforce(workers, executor, scheduler), dry_run=dry_run, allow_large=allow_large) as work:
        said = _search(work, sized, target, most, out)
    if as_json:
        print_json(said.data)
    elif said.parts:
        from simulator.report import tables

        tables.show(said.parts)


def _search(work: Work, sized: Sized, target: Target, most: int | None, out: Path | None) -> Said:
    from simulator.experiment.capacity import USUAL_SIZES, capacity_plan
    from simulator.experiment.capacity import capacity as found_by
    from simulator.experiment.capacity_records import capacity_records
    from simulator.report import words
    from simulator.report.capacity import capacity_parts
    from simulator.report.capacity_data import capacity_data, capacity_rows

    planned, _, _ = capacity_plan(sized, most)
    searched = USUAL_SIZES * len(work.question.draw_numbers) * work.question.replications
    if not work.dry_run:
        work.refuse_large(planned.runs + searched, planned.seconds(planned.runs + searched, work.executor.workers))
    seconds = planned.seconds(planned.left(work.store) + searched, work.executor.workers)
    if work.announce(planned, f"; the search takes about {searched:,} more: {words.duration(seconds)} if none is kept"):
        return work.size(planned, searching=searched)
    with work.bench() as bench:
        found = found_by(sized, target, bench, most)
        records, run_id = work.keep(bench, capacity_records(found))
    write_rows(out, capacity_rows(found))
    return Said(capacity_data(found, records) | {"run": run_id}, [*capacity_parts(found), *export_next(run_id)])
