"""What an answer rests on: one input at a time, where it breaks even, two at a time, and the spread of futures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
    from simulator.experiment.sensitivity_runs import Stake


USUAL_DRAWS, LADDER_DRAWS, WHOLE_DRAWS = 10, 50, 200


def sensitivity(
    scenario: Annotated[str, typer.Argument(help="A scenario's name or file.")],
    payer: Annotated[str, typer.Option(help="Whose net: all, taxpayers, or a payer of the place.")] = "all",
    rung: Annotated[str, typer.Option(help="The net of which rung: gross, avoided or cashable.")] = "avoided",
    baseline: Baseline = None,
    seed: Seed = None,
    draws: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=10_000,
            help="Draws of all other inputs; 0 leaves them at the base case.",
            show_default="10, 50 with --ladder, 200 with --measure-next",
        ),
    ] = None,
    replications: Replications = 1,
    top: Annotated[int, typer.Option(min=1, max=100, help="How many inputs are shown and searched in full.")] = 8,
    find: Annotated[str, typer.Option(help="Only inputs whose path begins with this, such as costs.")] = "",
    frontier: Annotated[
        bool, typer.Option("--frontier", help="Instead: the net over a grid of two inputs, and where it is 0.")
    ] = False,
    sobol: Annotated[
        int | None,
        typer.Option(metavar="N", min=2, max=65_536, help="Instead: shares of the variance, from N base points."),
    ] = None,
    measure_next: Annotated[
        bool, typer.Option("--measure-next", help="Instead: what it is worth to know each input before choosing.")
    ] = False,
    ladder: Annotated[
        bool, typer.Option("--ladder", help="Instead: the net at 100, 75, 50, 25 and 0 % of LEAD's published effects.")
    ] = False,
    of: Annotated[
        list[str] | None, typer.Option(metavar="PATH", help="An input of --frontier (two) or --sobol (any number).")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="With --frontier: write the grid to this .csv file.")] = None,
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
    """Show what a net rests on: how far each uncertain input moves it, and at which value it would turn.

    Each is set to either end of its range, all others as in the draws. With --frontier two inputs are set at once (how
    far effects carry and the marginal share of a jail day, unless --of names others); with --sobol all of them vary;
    with --measure-next what is uncertain is ranked by what knowing it would be worth; with --ladder LEAD's published
    effects are discounted step by step.
    """
    from simulator.experiment.sensitivity_runs import Stake

    _refuse_mixed(of, find, out, frontier=frontier, sobol=sobol is not None, measure_next=measure_next, ladder=ladder)
    _refuse_one_share(effects, ladder=ladder)
    usual = WHOLE_DRAWS if measure_next else LADDER_DRAWS if ladder else USUAL_DRAWS
    draws = usual if draws is None else draws
    question = make_question(
        [scenario], baseline, seed, draws, replications, None, money, engine, society=society, effects=effects
    )
    stake = Stake(payer, rung)
    with begin(question, Workforce(workers, executor, scheduler), dry_run=dry_run, allow_large=allow_large) as work:
        if frontier:
            said = _frontier(work, stake, of, out)
        elif sobol is not None:
            said = _shares(work, stake, of, sobol, top)
        elif measure_next:
            said = _information(work, stake, top)
        elif ladder:
            said = _ladder(work, stake)
        else:
            said = _tornado(work, stake, find, top)
    if as_json:
        print_json(said.data)
    elif said.parts:
        from simulator.report import tables

        tables.show(said.parts)


def _refuse_mixed(
    of: list[str] | None, find: str, out: Path | None, *, frontier: bool, sobol: bool, measure_next: bool, ladder: bool
) -> None:
    if frontier + sobol + measure_next + ladder > 1:
        raise InputError("--frontier, --sobol, --measure-next and --ladder are questions of their own: ask one of them")
    if of and not (frontier or sobol):
        raise InputError("--of names inputs of --frontier or --sobol", key="--of", found=", ".join(of))
    if frontier and of and len(of) != 2:
        raise InputError("a frontier is between two inputs", key="--of", found=", ".join(of))
    if find and (frontier or sobol or measure_next or ladder):
        raise InputError("--find narrows the inputs that are moved one at a time", key="--find", found=find)
    if out is not None and not frontier:
        raise InputError("--out goes with --frontier; `leadsim export` writes the rest", key="--out", found=str(out))
    refuse_no_file(out)


def _refuse_one_share(effects: float | None, *, ladder: bool) -> None:
    if ladder and effects is not None:
        raise InputError(
            "--ladder takes every share of the effects in turn, --effects one", key="--effects", found=effects
        )


# -- the questions ---------------------------------------------------------------------------------------


def _tornado(work: Work, stake: Stake, find: str, top: int) -> Said:
    from simulator.experiment.break_even import GRID
    from simulator.experiment.sensitivity import sensitivity as found_by
    from simulator.experiment.sensitivity import tornado_plan
    from simulator.experiment.sensitivity_records import sensitivity_records
    from simulator.report.sensitivity import sensitivity_data, sensitivity_parts

    planned = tornado_plan(work.question, find, stake)
    searched = min(top, len({each.path for each in planned.settings})) * len(GRID) * work.question.runs
    if work.announce(planned.variants, f"; searching for break-even values takes up to about {searched:,} more"):
        return work.size(planned.variants, searching=searched)
    with work.bench() as bench:
        found = found_by(planned, top, bench)
        records, run_id = work.keep(bench, sensitivity_records(found))
    return Said(
        sensitivity_data(found, records) | {"run": run_id}, [*sensitivity_parts(found, top), *export_next(run_id)]
    )


def _frontier(work: Work, stake: Stake, of: Sequence[str] | None, out: Path | None) -> Said:
    from simulator.experiment.frontier import DEFAULT, axes_of, variations_of
    from simulator.experiment.frontier import frontier as found_by
    from simulator.experiment.sensitivity_records import frontier_records
    from simulator.experiment.sensitivity_runs import variants
    from simulator.report.sensitivity_frontier import frontier_data, frontier_parts, frontier_rows

    axes = axes_of(work.question, of or DEFAULT)
    planned = variants(work.question, variations_of(axes), stake)
    if work.announce(planned):
        return work.size(planned)
    with work.bench() as bench:
        found = found_by(work.question, stake, axes, bench.nets(work.question, stake))
        records, run_id = work.keep(bench, frontier_records(found))
    write_rows(out, frontier_rows(found))
    return Said(frontier_data(found, records) | {"run": run_id}, [*frontier_parts(found), *export_next(run_id)])


def _shares(work: Work, stake: Stake, of: Sequence[str] | None, base: int, top: int) -> Said:
    from simulator.experiment.sensitivity_records import shares_records
    from simulator.experiment.sensitivity_runs import nets
    from simulator.experiment.sobol import check, design, shares
    from simulator.report.sensitivity_shares import shares_data, shares_parts

    check(base)
    alone = of or _widest(work, stake, base, top)
    if alone is None:
        return Said({}, [])
    asked = design(work.question, stake, alone, base)
    if work.announce(asked.variants, f", {asked.points:,} points"):
        return work.size(asked.variants, points=asked.points)
    with work.bench() as bench:
        found = shares(asked, lambda planned: nets(planned, *bench.hands))
        records, run_id = work.keep(bench, shares_records(found))
    return Said(shares_data(found, records) | {"run": run_id}, [*shares_parts(found), *export_next(run_id)])


def _widest(work: Work, stake: Stake, base: int, top: int) -> list[str] | None:
    """Return the inputs with the widest swings in the base case; nothing where they are not to be simulated now."""
    from simulator.experiment.oneway import one_way
    from simulator.experiment.sensitivity import tornado_plan

    planned = tornado_plan(replace(work.question, draws=0), "", stake)
    most = base * (top + 3) * 2 * work.question.replications
    what = f" to find the {top} widest swings (--of names inputs instead); then at most {most:,} more"
    if work.announce(planned.variants, what) and planned.left(work.store):
        return None
    with work.bench() as bench:
        found = one_way(planned, *bench.hands)
    return [effect.setting.path for effect in found.of_each_input[:top]]


def _information(work: Work, stake: Stake, top: int) -> Said:
    from simulator.experiment.sensitivity_information import information, information_plan
    from simulator.experiment.sensitivity_records import information_records
    from simulator.report.sensitivity_information import information_data, information_parts

    planned = information_plan(work.question, stake)
    if work.announce(planned):
        return work.size(planned)
    with work.bench() as bench:
        found = information(planned, bench)
        records, run_id = work.keep(bench, information_records(found))
    return Said(
        information_data(found, records) | {"run": run_id}, [*information_parts(found, top), *export_next(run_id)]
    )


def _ladder(work: Work, stake: Stake) -> Said:
    from simulator.experiment.ladder_of_effects import check, effect_ladder, variations
    from simulator.experiment.sensitivity_records import ladder_records
    from simulator.experiment.sensitivity_runs import variants
    from simulator.report.sensitivity_ladder import ladder_data, ladder_parts

    check(work.question)
    planned = variants(work.question, variations(), stake)
    if work.announce(planned):
        return work.size(planned)
    with work.bench() as bench:
        found = effect_ladder(work.question, stake, bench.nets(work.question, stake))
        records, run_id = work.keep(bench, ladder_records(found))
    return Said(ladder_data(found, records) | {"run": run_id}, [*ladder_parts(found, records), *export_next(run_id)])
