"""What an answer rests on: one input at a time, where it breaks even, two at a time, and the spread of futures."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

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
from simulator.terminal import INTERRUPTED, LONG_RUN, Workforce, interrupts, make_question, say

if TYPE_CHECKING:
    from simulator.experiment.executors import LazyExecutor
    from simulator.experiment.question import Question
    from simulator.experiment.sensitivity import Bench
    from simulator.experiment.sensitivity_runs import Stake, Variants
    from simulator.results import Record
    from simulator.store import Store


USUAL_DRAWS, WHOLE_DRAWS = 10, 200


@dataclass(frozen=True)
class _Said:
    """What a command says: as plain data, and as tables."""

    data: dict[str, Any]
    parts: list[Any]


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
            show_default="10, or 200 with --measure-next",
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
    with --measure-next what is uncertain is ranked by what knowing it would be worth.
    """
    from simulator.experiment.sensitivity_runs import Stake

    _refuse_mixed(of, find, out, frontier=frontier, sobol=sobol is not None, measure_next=measure_next)
    draws = (WHOLE_DRAWS if measure_next else USUAL_DRAWS) if draws is None else draws
    question = make_question(
        [scenario], baseline, seed, draws, replications, None, money, engine, society=society, effects=effects
    )
    stake = Stake(payer, rung)
    with _begin(question, Workforce(workers, executor, scheduler), dry_run=dry_run, allow_large=allow_large) as work:
        if frontier:
            said = _frontier(work, stake, of, out)
        elif sobol is not None:
            said = _shares(work, stake, of, sobol, top)
        elif measure_next:
            said = _information(work, stake, top)
        else:
            said = _tornado(work, stake, find, top)
    if as_json:
        print_json(said.data)
    elif said.parts:
        from simulator.report import tables

        tables.show(said.parts)


def _refuse_mixed(
    of: list[str] | None, find: str, out: Path | None, *, frontier: bool, sobol: bool, measure_next: bool
) -> None:
    if frontier + sobol + measure_next > 1:
        raise InputError("--frontier, --sobol and --measure-next are questions of their own: ask one of them")
    if of and not (frontier or sobol):
        raise InputError("--of names inputs of --frontier or --sobol", key="--of", found=", ".join(of))
    if frontier and of and len(of) != 2:
        raise InputError("a frontier is between two inputs", key="--of", found=", ".join(of))
    if find and (frontier or sobol or measure_next):
        raise InputError("--find narrows the inputs that are moved one at a time", key="--find", found=find)
    if out is not None and not frontier:
        raise InputError("--out goes with --frontier; `leadsim export` writes the rest", key="--out", found=str(out))
    if out is not None and not out.parent.is_dir():
        raise InputError("there is no such folder", key="--out", found=str(out.parent))


# -- the three questions ----------------------------------------------------------------------------------


def _tornado(work: _Work, stake: Stake, find: str, top: int) -> _Said:
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
    return _Said(sensitivity_data(found, records) | {"run": run_id}, [*sensitivity_parts(found, top), *_next(run_id)])


def _frontier(work: _Work, stake: Stake, of: Sequence[str] | None, out: Path | None) -> _Said:
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
    if out is not None:
        with out.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(frontier_rows(found))
    return _Said(frontier_data(found, records) | {"run": run_id}, [*frontier_parts(found), *_next(run_id)])


def _shares(work: _Work, stake: Stake, of: Sequence[str] | None, base: int, top: int) -> _Said:
    from simulator.experiment.sensitivity_records import shares_records
    from simulator.experiment.sensitivity_runs import nets
    from simulator.experiment.sobol import check, design, shares
    from simulator.report.sensitivity_shares import shares_data, shares_parts

    check(base)
    alone = of or _widest(work, stake, base, top)
    if alone is None:
        return _Said({}, [])
    asked = design(work.question, stake, alone, base)
    if work.announce(asked.variants, f", {asked.points:,} points"):
        return work.size(asked.variants, points=asked.points)
    with work.bench() as bench:
        found = shares(asked, lambda planned: nets(planned, *bench.hands))
        records, run_id = work.keep(bench, shares_records(found))
    return _Said(shares_data(found, records) | {"run": run_id}, [*shares_parts(found), *_next(run_id)])


def _widest(work: _Work, stake: Stake, base: int, top: int) -> list[str] | None:
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


def _information(work: _Work, stake: Stake, top: int) -> _Said:
    from simulator.experiment.sensitivity_information import information, information_plan
    from simulator.experiment.sensitivity_records import information_records
    from simulator.report.sensitivity_information import information_data, information_parts

    planned = information_plan(work.question, stake)
    if work.announce(planned):
        return work.size(planned)
    with work.bench() as bench:
        found = information(planned, bench)
        records, run_id = work.keep(bench, information_records(found))
    return _Said(information_data(found, records) | {"run": run_id}, [*information_parts(found, top), *_next(run_id)])


def _next(run_id: str) -> list[Any]:
    from simulator.report.tables import export_hint

    return [export_hint(run_id)]


# -- doing it ---------------------------------------------------------------------------------------------


@dataclass
class _Work:
    """A question, where its runs are kept, and who does them."""

    question: Question
    store: Store
    executor: LazyExecutor
    again: Any
    dry_run: bool
    allow_large: bool

    def announce(self, planned: Variants, more: str = "") -> bool:
        """Say how many runs are left to do and about how long they take; return whether that was all that is asked."""
        from simulator.report import words

        left = planned.left(self.store)
        seconds = planned.seconds(left, self.executor.workers)
        if not self.dry_run:
            self.refuse_large(left, seconds)
        kept = f"{planned.runs - left:,} of {planned.runs:,} runs are in the store"
        say((f"{left:,} runs to simulate, {words.duration(seconds)}; {kept}" if left else kept) + more)
        return self.dry_run

    def refuse_large(self, runs: int, seconds: float) -> None:
        """Refuse what takes hours."""
        from simulator.report import words

        if seconds > LONG_RUN and not self.allow_large:
            raise InputError(
                f"this would take {words.duration(seconds)} here ({runs:,} runs); ask for less, or say --allow-large"
            )

    def size(self, planned: Variants, **more: int) -> _Said:
        """Return how large a question is."""
        left = planned.left(self.store)
        seconds = planned.seconds(left, self.executor.workers)
        return _Said({"runs": planned.runs, "to_simulate": left, "seconds": seconds, **more}, [])

    @contextmanager
    def bench(self) -> Iterator[Bench]:
        """Yield what does runs, and shows how far it has come."""
        from simulator.experiment.collection import Progress
        from simulator.experiment.sensitivity import Bench
        from simulator.report.progress import progress_bar

        with progress_bar() as show:

            def note(progress: Progress) -> None:
                show(progress)
                self.again()

            yield Bench(self.store, self.executor, self.executor.workers, note)

    def keep(self, bench: Bench, more: Iterable[Record]) -> tuple[list[Record], str]:
        """Keep the answer to the question with these records behind its own; return them, and the id of it."""
        from simulator.experiment.compare import answer

        records = list(more)
        found = answer(self.question, *bench.hands)
        return records, self.store.keep_comparison(replace(found, records=(*found.records, *records)))


@contextmanager
def _begin(question: Question, workforce: Workforce, *, dry_run: bool, allow_large: bool) -> Iterator[_Work]:
    """Yield what does the work; an interrupt leaves what is done in the store."""
    from simulator.store import Store

    try:
        with interrupts() as again, workforce.begin(question.engine) as executor, Store() as store:
            work = _Work(question, store, executor, again, dry_run, allow_large)
            # Before every variation of it is drawn, which by itself takes long where the question does.
            work.refuse_large(question.runs, question.seconds(executor.workers))
            yield work
    except KeyboardInterrupt:
        say("stopped; what has been simulated is in the store, and asking again goes on from there")
        sys.exit(INTERRUPTED)
