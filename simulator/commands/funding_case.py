"""The funding case, of a kept run or of scenarios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.options import (
    AllowLarge,
    Baseline,
    Draws,
    Effects,
    Engine,
    Executor,
    Money,
    Precision,
    Replications,
    Scheduler,
    Seed,
    Society,
    Workers,
)
from simulator.terminal import Workforce, ask, make_question, say

if TYPE_CHECKING:
    from simulator.results import Comparison
    from simulator.store.beside import Further


def report(
    context: typer.Context,
    asked: Annotated[
        list[str], typer.Argument(metavar="RUN|SCENARIO", help="The id of a kept run, or scenarios to ask about.")
    ],
    format_: Annotated[str, typer.Option("--format", help="pdf, pptx, xlsx, html, fiscal-note or all.")] = "all",
    output: Annotated[Path, typer.Option(help="A folder, or the file to write.")] = Path(),
    scenario: Annotated[
        str | None, typer.Option(help="Which scenario of several the case is about.", show_default="the first")
    ] = None,
    payer: Annotated[
        str | None, typer.Option(help="Whose cash it is about, such as city.", show_default="all payers together")
    ] = None,
    paper: Annotated[str, typer.Option(help="letter or a4.")] = "letter",
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that are there.")] = False,
    baseline: Baseline = None,
    seed: Seed = None,
    draws: Draws = 200,
    replications: Replications = 1,
    precision: Precision = None,
    money: Money = "constant",
    society: Society = False,
    effects: Effects = None,
    engine: Engine = None,
    workers: Workers = None,
    executor: Executor = "local",
    scheduler: Scheduler = None,
    allow_large: AllowLarge = False,
) -> None:
    """Write the funding case: a one-page brief, slides, a workbook, a web page and a fiscal note.

    Of a run that is kept, or of scenarios, which are asked about as in compare.
    """
    from simulator.report.case.answers import names_a_run, open_view, refuse_payer, refuse_questions, scenario_of
    from simulator.report.case.files import chosen_formats, places, refuse_paper, write_case

    formats = chosen_formats(format_)
    refuse_paper(paper)
    if names_a_run(asked):
        refuse_questions(context)
        comparison, run_id, created = _kept(asked[0])
        name = scenario_of(comparison.identity.scenarios, scenario)
        where = places(formats, output, name, overwrite=overwrite)
    else:
        question = make_question(
            asked, baseline, seed, draws, replications, precision, money, engine, society=society, effects=effects
        )
        name = scenario_of([each.name for each in question.scenarios], scenario)
        refuse_payer(next(each for each in question.scenarios if each.name == name), payer)
        where = places(formats, output, name, overwrite=overwrite)
        workforce = Workforce(workers, executor, scheduler)
        comparison, run_id = ask(question, workforce, precision, allow_large=allow_large)
        comparison, run_id, created = _kept(run_id)
    view = open_view(comparison, run_id, created, name, payer, _further(comparison, name))
    for path in write_case(view, where, paper):
        say(f"wrote {path}")


def _further(comparison: Comparison, scenario: str) -> Mapping[str, Sequence[Further]]:
    """Return by kind what kept answers say further of the same question, the newest first."""
    from simulator.store import Store
    from simulator.store.beside import beside

    with Store() as store:
        return beside(store, comparison, scenario)


def _kept(name: str) -> tuple[Comparison, str, str]:
    """Return a kept answer, its whole id, and when it was kept."""
    from simulator.store import Store

    with Store() as store:
        comparison = store.find_comparison(name)
        return comparison, *next((known, when) for known, when, _ in store.comparisons() if known.startswith(name))
