"""The command line: each command reads its words, asks, and prints. No arithmetic."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.errors import InputError, LeadsimError
from simulator.options import (
    AllowLarge,
    AsJson,
    Baseline,
    Draws,
    Engine,
    Executor,
    Money,
    Precision,
    Replications,
    Scenarios,
    Scheduler,
    Seed,
    Society,
    Workers,
)
from simulator.terminal import Workforce, ask, comparison_of, make_question, rank_missing, say, simulate, trace_life
from simulator.units import LARGEST_NUMBER

if TYPE_CHECKING:
    from simulator.experiment.placeholders import Missing
    from simulator.experiment.question import Question
    from simulator.inputs.scenario import Scenario
    from simulator.results import Comparison

app = typer.Typer(
    name="leadsim",
    help="What Law Enforcement Assisted Diversion (LEAD) costs and saves, who pays and who saves, and how sure we are.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # importing what draws boxes takes half of the start
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120, "show_default": True},
)


@app.command(epilog="Example: leadsim run king-county/pilot --draws 10")
def run(
    scenarios: Scenarios,
    baseline: Baseline = None,
    seed: Seed = None,
    draws: Draws = 200,
    replications: Replications = 1,
    precision: Precision = None,
    money: Money = "constant",
    society: Society = False,
    engine: Engine = None,
    workers: Workers = None,
    executor: Executor = "local",
    scheduler: Scheduler = None,
    events: Annotated[
        Path | None,
        typer.Option(help="Write the events of the first scenario's base case to this .csv or .parquet file."),
    ] = None,
    allow_large: AllowLarge = False,
    as_json: AsJson = False,
) -> None:
    """Simulate scenarios and show each against its baseline, by fiscal year and by payer."""
    question = make_question(scenarios, baseline, seed, draws, replications, precision, money, engine, society=society)
    if events is not None:
        from simulator.experiment.event_log import write_event_log

        write_event_log(question.scenarios[0], question.seed, events, question.engine, say)
    workforce = Workforce(workers, executor, scheduler)
    comparison, run_id = ask(question, workforce, precision, allow_large=allow_large)
    if as_json:
        _print_json(comparison.as_dict())
        return
    from simulator.report import tables

    place = question.jurisdiction.file.title
    parts: list[Any] = [tables.preface(comparison, place)]
    for name in comparison.identity.scenarios:
        parts += tables.run_tables(comparison, name, question.jurisdiction.calendar)
    tables.show([*parts, _closing(question, comparison, run_id, by_year=True)])


@app.command(epilog="Example: leadsim compare king-county/pilot king-county/current")
def compare(
    scenarios: Scenarios,
    baseline: Baseline = None,
    seed: Seed = None,
    draws: Draws = 200,
    replications: Replications = 1,
    precision: Precision = None,
    money: Money = "constant",
    society: Society = False,
    engine: Engine = None,
    workers: Workers = None,
    executor: Executor = "local",
    scheduler: Scheduler = None,
    allow_large: AllowLarge = False,
    as_json: AsJson = False,
) -> None:
    """Show several scenarios side by side against one baseline, over the whole horizon."""
    question = make_question(scenarios, baseline, seed, draws, replications, precision, money, engine, society=society)
    workforce = Workforce(workers, executor, scheduler)
    comparison, run_id = ask(question, workforce, precision, allow_large=allow_large)
    if as_json:
        _print_json(comparison.as_dict())
        return
    from simulator.report import tables

    tables.show(
        [
            tables.preface(comparison, question.jurisdiction.file.title),
            *tables.compare_tables(comparison),
            _closing(question, comparison, run_id, by_year=False),
        ]
    )


@app.command(epilog="Example: leadsim reinvest king-county/reinvest-half")
def reinvest(
    scenario: Annotated[str, typer.Argument(help="A scenario's name or file.")],
    baseline: Baseline = None,
    seed: Seed = None,
    draws: Draws = 200,
    replications: Replications = 1,
    engine: Engine = None,
    workers: Workers = None,
    executor: Executor = "local",
    scheduler: Scheduler = None,
    allow_large: AllowLarge = False,
    as_json: AsJson = False,
) -> None:
    """Show what a fund of captured savings does by fiscal year, with and without it, in constant dollars."""
    from simulator.experiment.question import DEFAULT_SEED, engine_named
    from simulator.experiment.reinvest import question_of
    from simulator.experiment.reinvest import reinvest as with_and_without
    from simulator.inputs.load import load_scenario
    from simulator.report import tables
    from simulator.report.reinvest import reinvest_data, reinvest_parts

    chosen = load_scenario(scenario)
    against = load_scenario(baseline or chosen.baseline_name)
    seed = DEFAULT_SEED if seed is None else seed
    question = question_of(chosen, against, seed, draws, replications, engine_named(engine))
    workforce = Workforce(workers, executor, scheduler)
    found, run_id = simulate(question, workforce, None, with_and_without, comparison_of, allow_large=allow_large)
    if as_json:
        _print_json(reinvest_data(found))
    else:
        place = question.jurisdiction
        tables.show([*reinvest_parts(found, place.file.title, place.calendar), tables.export_hint(run_id)])


@app.command(epilog="Example: leadsim study studies/effect-by-marginal-share --dry-run")
def study(
    file: Annotated[
        str, typer.Argument(metavar="STUDY", help="A study's file, or the name of one that comes with leadsim.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for runs.parquet, runs.csv and manifest.json.", show_default="./ and the study's name"
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say how large it is, how long it takes, and what is in the store.")
    ] = False,
    engine: Engine = None,
    workers: Workers = None,
    executor: Executor = "local",
    scheduler: Scheduler = None,
    allow_large: AllowLarge = False,
    as_json: AsJson = False,
) -> None:
    """Do all runs of a study, those that are not in the store yet, and write a row for each.

    A study names scenarios, draws and replications, and may vary parameters over a design. It may be stopped or killed
    at any time: the same command of the same version goes on from there, and the rows are the same to the bit.
    """
    from simulator.experiment.question import engine_named
    from simulator.experiment.study.study import load_study
    from simulator.report import tables
    from simulator.studies import carry_out, folder_of, measure

    asked, folder = load_study(file, engine_named(engine)), folder_of(file, out)
    workforce = Workforce(workers, executor, scheduler)
    if dry_run:
        data, shown = measure(asked, workforce, folder)
    else:
        data, shown = carry_out(asked, workforce, folder, allow_large=allow_large)
    if as_json:
        _print_json(data)
    else:
        tables.show(shown)


@app.command(epilog="Example: leadsim scenarios")
def scenarios(as_json: AsJson = False) -> None:
    """List the scenarios that come with leadsim."""
    from simulator.inputs.load import list_scenarios, load_scenario
    from simulator.report import listings, tables

    found = [load_scenario(name) for name in list_scenarios()]
    if as_json:
        _print_json({"scenarios": [listings.scenario_data(scenario) for scenario in found]})
    else:
        tables.show([listings.scenario_table(found)])


@app.command(epilog="Example: leadsim parameters king-county/pilot --grade placeholder")
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
        _print_json({"scenario": loaded.name, "parameters": listings.parameter_data(loaded, chosen)})
    else:
        tables.show([listings.parameter_table(loaded, chosen, sources=sources)])


@app.command(epilog="Example: leadsim trace king-county/citywide --person large-saving")
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
        _print_json(trace_data(found))
    else:
        tables.show(trace_parts(found))


@app.command(epilog="Example: leadsim schema scenario > scenario.schema.json")
def schema(
    kind: Annotated[str, typer.Argument(help="scenario, jurisdiction or parameters.")] = "scenario",
) -> None:
    """Print the JSON Schema of a file, for editors that check while you type."""
    from simulator.inputs.scenario import FILES
    from simulator.report.schema import file_schema

    if kind not in FILES:
        raise InputError("there is no such file to describe", found=kind, allowed=", ".join(FILES))
    _print_json(file_schema(FILES[kind]))


@app.command(epilog="Example: leadsim runs")
def runs(
    prune: Annotated[
        bool, typer.Option("--prune", help="Let go of runs that other versions of the model have made; answers stay.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the answers in the store, newest first."""
    from simulator.report import listings, tables
    from simulator.store import Store

    with Store() as store:
        if prune:
            from simulator.experiment.setup import model_version

            say(f"{store.prune({model_version()}):,} runs of other versions are gone")
        found = store.comparisons()
        location = store.location
    if as_json:
        _print_json({"store": location, "runs": [listings.run_data(*entry) for entry in found]})
    else:
        tables.show([listings.run_table(found, location)])


@app.command(epilog="Example: leadsim work 0b40c1d25f6e7a8930b1c2d3e4f5a6b7")
def work(
    job: Annotated[str, typer.Argument(metavar="JOB", help="The id of a job that is claimed for this process.")],
) -> None:
    """Do one job of a dashboard's queue; the dashboard starts this by itself, and stops it."""
    from simulator.work.worker import work as do

    do(job)


@app.command(epilog="Example: leadsim export 3fa9 --format csv --output pilot.csv")
def export(
    run_id: Annotated[str, typer.Argument(metavar="RUN", help="The id of a run, or the beginning of it.")],
    format_: Annotated[str, typer.Option("--format", help="csv, parquet or json.")] = "csv",
    output: Annotated[
        Path | None, typer.Option(help="The file to write; csv and json go to the screen without.")
    ] = None,
) -> None:
    """Write every record of a run in the store."""
    from simulator.report.export import write_records
    from simulator.store import Store

    with Store() as store:
        comparison = store.find_comparison(run_id)
    write_records(comparison, format_, output)


@app.command(epilog="Example: leadsim report king-county/citywide --format pdf --output brief.pdf")
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
        question = make_question(asked, baseline, seed, draws, replications, precision, money, engine, society=society)
        name = scenario_of([each.name for each in question.scenarios], scenario)
        refuse_payer(next(each for each in question.scenarios if each.name == name), payer)
        where = places(formats, output, name, overwrite=overwrite)
        workforce = Workforce(workers, executor, scheduler)
        comparison, run_id = ask(question, workforce, precision, allow_large=allow_large)
        comparison, run_id, created = _kept(run_id)
    view = open_view(comparison, run_id, created, name, payer)
    for path in write_case(view, where, paper):
        say(f"wrote {path}")


def _kept(name: str) -> tuple[Comparison, str, str]:
    """Return a kept answer, its whole id, and when it was kept."""
    from simulator.store import Store

    with Store() as store:
        comparison = store.find_comparison(name)
        return comparison, *next((known, when) for known, when, _ in store.comparisons() if known.startswith(name))


@app.command(epilog="Example: leadsim dashboard --no-open")
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


def main() -> None:
    """Run the command line; what goes wrong on purpose is one line and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")  # a pipe or a file on Windows knows no true minus otherwise
    try:
        code = app(sys.argv[1:] or ["--help"], standalone_mode=False)
    except (LeadsimError, typer.TyperException) as error:
        code = error.exit_code
        say(error.format_message() if isinstance(error, typer.TyperException) else str(error))
    sys.exit(code)


def _show_missing(missing: Missing, *, sources: bool, as_json: bool) -> None:
    from simulator.report.missing import missing_data, missing_tables
    from simulator.report.tables import show

    if as_json:
        _print_json(missing_data(missing))
    else:
        show(missing_tables(missing, sources=sources))


def _closing(question: Question, comparison: Comparison, run_id: str, *, by_year: bool) -> Any:
    from simulator.report import listings, tables

    first: Scenario = question.scenarios[0]
    return tables.closing(
        comparison,
        run_id,
        placeholders=len(listings.choose(first, "placeholder", "")),
        usual_baseline=first.baseline_name,
        by_year=by_year,
        society=first.society,
        caveats=question.jurisdiction.file.caveats,
    )


def _print_json(data: Any) -> None:
    print(json.dumps(data, indent=2, ensure_ascii=False, allow_nan=False))  # noqa: T201 - this is the command line


if __name__ == "__main__":
    main()
