"""The command line: help, refusals, what machines and people read, the store, and stopping."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import re
import shlex
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

import simulator.cli as cli
import simulator.experiment.compare
import simulator.experiment.event_log
import simulator.experiment.execute
import simulator.experiment.executors
from simulator.experiment.question import DEFAULT_DRAWS, DEFAULT_SEED, Question
from simulator.inputs.parameter import GRADES
from simulator.report import words
from simulator.results import Difference, Identity
from simulator.store import Store
from tests.commands import Leadsim, Said, command_line
from tests.docs.test_commands import GROUP, commands, parse
from tests.experiment.doubles import Inline
from tests.experiment.places import Place
from tests.report.samples import nobody_works, small_place

LEADSIM = str(Path(sys.executable).with_name("leadsim"))

RECORD = [
    "table", "measure", "unit", "line", "rung", "payer", "basis", "price_year", "route", "reason",
    "scenario", "baseline", "fiscal_year", "group", "baseline_mean", "scenario_mean", "difference",
]  # fmt: skip
DIFFERENCE = [
    "mean", "low", "high", "mcse", "p25", "p75", "chance_positive", "chance_negative", "draws", "simulation_error",
    "parameter_spread",
]  # fmt: skip
IDENTITY = {
    "scenarios", "baseline", "titles", "seed", "draws", "replications", "engine", "money", "price_year", "start",
    "fiscal_years", "people", "versions", "hashes", "inputs",
}  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return small_place(tmp_path_factory.mktemp("places") / "town")


@pytest.fixture
def leadsim(
    place: Place, store: Path, executor: Inline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Leadsim:
    """Return the command line as a function, in this process, among the scenarios of a small place."""
    monkeypatch.chdir(place.folder)
    return command_line(monkeypatch, capsys)


# -- help ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", GROUP.commands)
def test_help_says_what_a_command_does_with_an_example_that_works(command: str) -> None:
    shown = CliRunner().invoke(cli.app, [command, "--help"])
    assert shown.exit_code == 0
    text = " ".join(shown.output.split())
    (example,) = re.findall(r"Example: (leadsim .*)$", text)
    (typed,) = commands(example)
    assert typed[0] == command
    parse(typed)
    assert " ".join(str(GROUP.commands[command].help).split()) in text


@pytest.mark.parametrize("command", GROUP.commands)
def test_every_option_and_argument_is_explained(command: str) -> None:
    shown = CliRunner(env={"COLUMNS": "200"}).invoke(cli.app, [command, "-h"]).output
    for parameter in GROUP.commands[command].params:
        explained = getattr(parameter, "help", None)
        assert explained, f"{command} {parameter.name} has no help"
        assert explained.endswith("."), f"{command} {parameter.name}: a sentence"
        if parameter.param_type_name == "option":
            assert max(parameter.opts, key=len) in shown


def test_both_ways_to_ask_for_help_and_none(leadsim: Leadsim) -> None:
    asked = [leadsim("--help"), leadsim("-h")]
    assert {said.code for said in asked} == {0}
    assert all(name in said.out for said in asked for name in GROUP.commands)
    nothing = leadsim()
    assert "Usage: " in nothing.out
    assert nothing.err == ""


def test_defaults_in_the_help_are_true() -> None:
    shown = " ".join(CliRunner(env={"COLUMNS": "200"}).invoke(cli.app, ["run", "-h"]).output.split())
    assert f"[default: ({DEFAULT_SEED});" in shown
    assert f"[default: {DEFAULT_DRAWS};" in shown


def test_an_event_log_that_cannot_be_is_refused_before_the_engine_is_made_ready(
    leadsim: Leadsim, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared: list[str] = []
    monkeypatch.setattr(simulator.experiment.event_log, "prepare", lambda engine, _: prepared.append(engine))
    leadsim("run", "pilot.yaml", "--events", "log.txt").refused()
    assert prepared == []
    assert leadsim("run", "pilot.yaml", "--draws", "0", "--events", "log.csv").code == 0
    assert prepared == ["fast"]


# -- refusals -----------------------------------------------------------------------------------------------

REFUSED: dict[str, tuple[str, list[str]]] = {
    "run king-county/pilto": ("there is no such scenario", ["king-county/pilto", "did you mean king-county/pilot"]),
    "run nowhere.yaml": ("nowhere.yaml: no such file", []),
    "run bad.yaml": ("bad.yaml, line 4, key set.lead.caselod", ["did you mean lead.caseload"]),
    "run broken.yaml": ("broken.yaml, line ", []),
    "run jurisdiction.yaml": ("jurisdiction", []),
    "run": ("Missing argument 'SCENARIO'", []),
    "run pilot.yaml --draws -1": ("--draws", ["0"]),
    "run pilot.yaml --draws 100001": ("--draws", ["100000"]),
    "run pilot.yaml --draws many": ("--draws", []),
    "run pilot.yaml --draws 1.5": ("--draws", []),
    "run pilot.yaml --replications 0": ("--replications", ["1"]),
    "run pilot.yaml --replications 10001": ("--replications", ["10000"]),
    "run pilot.yaml --precision 0.5": ("key precision: not an amount", ["found 0.5", "dollars, 1 or more"]),
    "compare pilot.yaml --precision -1": ("key precision: not an amount", ["found -1"]),
    "run pilot.yaml --precision nan": ("key precision: not an amount", ["found nan"]),
    "run pilot.yaml --precision inf": ("key precision: not an amount", ["found inf"]),
    "run pilot.yaml --precision $9": ("--precision", []),
    "run pilot.yaml --seed -1": ("--seed", ["0"]),
    "run pilot.yaml --seed 99999999999999999999": ("--seed", []),
    "run pilot.yaml --workers 0": ("--workers", []),
    "run pilot.yaml --money gold": ("there is no such kind of money", ["found gold", "constant, nominal"]),
    "run pilot.yaml --years 3": ("No such option: --years", []),
    "run pilot.yaml --draws": ("--draws", []),
    "run pilot.yaml --events log.txt": ("an event log is a .csv or a .parquet file", ["log.txt"]),
    "run pilot.yaml pilot.yaml": ("each scenario is compared once", ["pilot.yaml"]),
    "run pilot.yaml --baseline pilot.yaml": ("not with itself", ["pilot.yaml"]),
    "run pilot.yaml --baseline king-county/no-lead": ("a baseline of its own jurisdiction", []),
    "compare pilot.yaml king-county/pilot": ("its own jurisdiction", ["king-county/pilot"]),
    "compare": ("Missing argument", []),
    "parameters": ("Missing argument", []),
    "parameters nowhere": ("there is no such scenario", []),
    "parameters pilot.yaml --grade guess": ("there is no such grade", ["found guess", "local data; "]),
    "parameters pilot.yaml --missing --grade derived": ("--missing ranks placeholders", ["found derived"]),
    "parameters pilot.yaml --missing --find nothing": ("there are no such placeholders", ["found nothing"]),
    "parameters pilot.yaml --missing --find population.pool": ("none of these placeholders has a range", []),
    "parameters no-lead.yaml --missing": ("this is the baseline", ["found no-lead.yaml"]),
    "parameters pilot.yaml --missing --replications 0": ("--replications", ["1"]),
    "parameters pilot.yaml --replications 2": ("go with --missing", []),
    "parameters pilot.yaml --workers 2": ("go with --missing", []),
    "parameters pilot.yaml --allow-large": ("go with --missing", []),
    "schema bolt": ("there is no such file to describe", ["scenario, jurisdiction, parameters"]),
    "export": ("Missing argument", []),
    "export zzz": ("there is no such run", ["leadsim runs"]),
    "simulate": ("No such command 'simulate'", []),
    "--verbose": ("No such option: --verbose", []),
}


@pytest.mark.parametrize("typed", REFUSED)
def test_bad_input_is_one_line_and_exit_code_2(typed: str, leadsim: Leadsim, place: Place, executor: Inline) -> None:
    (place.folder / "bad.yaml").write_text("title: T\nsentence: S.\nset:\n  lead.caselod: 15\n")
    (place.folder / "broken.yaml").write_text("title: T\nsentence: [\n")
    line = leadsim(*shlex.split(typed)).refused()
    problem, also = REFUSED[typed]
    assert problem in line
    assert all(part in line for part in also), line
    assert executor.tasks == [], "nothing is simulated first"


def test_hostile_words_do_not_break_the_line(leadsim: Leadsim) -> None:
    for hostile in (
        "two\nlines",
        "\x1b[31mred",
        "x\r\ny",
        "nul\0.yaml",
        "\u2028",
        "\ud800",
        "a" * 10_000,
        "\u202eabc.yaml",
    ):
        line = leadsim("run", hostile).refused()
        assert "\x1b" not in line


def test_exit_codes_and_streams_of_the_real_command(place: Place, tmp_path: Path) -> None:
    for typed, code in (
        ("run king-county/pilto", 2),
        ("run king-county/pilot --draws many", 2),
        ("runs", 1),
        ("schema", 0),
    ):
        environment = {**os.environ, "LEADSIM_STORE": str(tmp_path)}  # a folder is no store
        done = subprocess.run([LEADSIM, *typed.split()], env=environment, capture_output=True, text=True, cwd=tmp_path)
        assert done.returncode == code, done
        assert bool(done.stdout) == (code == 0)
        if code:
            (line,) = done.stderr.splitlines()
            assert line.startswith("leadsim: ")
    module = subprocess.run([sys.executable, "-m", "simulator", "schema"], capture_output=True, text=True, cwd=tmp_path)
    assert (module.returncode, module.stdout) == (0, done.stdout), "`python -m simulator` is the same command"


def test_a_store_that_cannot_be_used_is_one_line(leadsim: Leadsim, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("LEADSIM_STORE", str(tmp_path))
    for typed in (["runs"], ["export", "0"], ["run", "pilot.yaml", "--draws", "0"]):
        said = leadsim(*typed)
        assert (said.code, said.out) == (1, "")
        assert re.fullmatch(r"leadsim: the store .* cannot be used: unable to open database file\n", said.err)


# -- what machines read -------------------------------------------------------------------------------------


def _check_identity(run: dict[str, Any], scenarios: list[str]) -> None:
    assert set(run) == IDENTITY == {field.name for field in fields(Identity)}
    assert (run["scenarios"], run["baseline"]) == (scenarios, "no-lead.yaml")
    assert (run["seed"], run["draws"], run["replications"]) == (5, 3, 2)
    assert set(run["versions"]) >= {"leadsim", "model", "python", "numpy"}
    assert set(run["hashes"]) == {*scenarios, "no-lead.yaml"} == set(run["titles"])
    for kind in ("hashes", "inputs"):
        assert set(run[kind]) == {*scenarios, "no-lead.yaml"}
        assert len(set(run[kind].values())) == len(scenarios) + 1


def _check_record(record: dict[str, Any]) -> None:
    assert list(record) == RECORD
    assert list(record["difference"]) == DIFFERENCE == [field.name for field in fields(Difference)]
    assert record["table"] in ("quantities", "money", "queues", "people", "equity", "fund")
    assert record["rung"] in (
        None, "gross", "avoided", "cashable", "captured", "reinvested", "program", "average_net", "net", "cash_net",
    )  # fmt: skip
    assert record["rung"] is None or record["table"] == "money"
    assert (record["price_year"] is None) == (not record["unit"].startswith("dollars"))
    groups = ("black", "white", "other") if record["table"] == "equity" else ()  # whom a group is held against
    assert record["basis"] in (None, "average", "marginal", "cash", *groups)
    difference = record["difference"]
    assert difference["low"] <= difference["p25"] <= difference["p75"] <= difference["high"]
    assert 0.0 <= difference["chance_positive"] <= 1.0
    assert difference["draws"] == 3
    numbers = [record["baseline_mean"], record["scenario_mean"], *difference.values()]
    assert all(math.isfinite(number) for number in numbers if number is not None)
    direction = -1.0 if record["measure"] == "dollars" else 1.0
    change = direction * (record["scenario_mean"] - record["baseline_mean"])
    assert difference["mean"] == pytest.approx(change, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize("command", ["run", "compare"])
def test_json_is_one_object_of_the_contract(command: str, leadsim: Leadsim) -> None:
    said = leadsim(
        command, "pilot.yaml", "more.yaml", "--draws", "3", "--replications", "2", "--seed", "5", "--json"
    )  # fmt: skip
    assert said.code == 0
    answer = json.loads(said.out)
    assert list(answer) == ["run", "estimates", "futures", "series", "versus", "inputs"]
    _check_identity(answer["run"], ["pilot.yaml", "more.yaml"])
    for record in answer["estimates"]:
        _check_record(record)
    keys = [tuple(str(record[key]) for key in RECORD[:14]) for record in answer["estimates"]]
    assert len(set(keys)) == len(keys) > 500, "a record is told apart by what it says"
    assert {record["scenario"] for record in answer["estimates"]} == {"pilot.yaml", "more.yaml"}


def test_the_real_command_keeps_stdout_clean_of_progress(place: Place, store: Path, leadsim: Leadsim) -> None:
    """Worker processes, progress on a terminal, and the numbers of this process."""
    typed = ["run", "pilot.yaml", "--draws", "2", "--workers", "2", "--json"]
    environment = {**os.environ, "LEADSIM_STORE": f"{store}.other", "FORCE_COLOR": "1"}
    done = subprocess.run(
        [LEADSIM, *typed], env=environment, capture_output=True, text=True, cwd=place.folder, check=True
    )
    assert "4/4" in done.stderr
    assert json.loads(done.stdout) == json.loads(leadsim(*typed).out)


def test_lists_for_machines_are_one_object_each(leadsim: Leadsim) -> None:
    leadsim("run", "pilot.yaml", "--draws", "0")
    names = [entry["name"] for entry in json.loads(leadsim("scenarios", "--json").out)["scenarios"]]
    assert names[0] == "albany/no-lead"
    (run,) = json.loads(leadsim("runs", "--json").out)["runs"]
    assert run["scenarios"] == ["pilot.yaml"]
    assert len(run["id"]) == 12
    parameters = json.loads(leadsim("parameters", "pilot.yaml", "--json").out)
    assert parameters["scenario"] == "pilot.yaml"
    assert {entry["grade"] for entry in parameters["parameters"]} <= set(GRADES)
    for kind in ("scenario", "jurisdiction", "parameters"):
        assert json.loads(leadsim("schema", kind).out)["type"] == "object"
    assert leadsim("schema").out == leadsim("schema", "scenario").out


# -- what people read ---------------------------------------------------------------------------------------


def test_tables_have_signs_intervals_and_futures_and_the_numbers_of_the_json(leadsim: Leadsim) -> None:
    asked = ["pilot.yaml", "more.yaml", "--draws", "3"]
    records = json.loads(leadsim("compare", *asked, "--json").out)["estimates"]
    side_by_side, by_year = leadsim("compare", *asked), leadsim("run", *asked)
    for said in (side_by_side, by_year):
        assert said.code == 0
        assert max(len(line) for line in said.out.splitlines()) <= 120
        assert "saving +, cost or loss −" in said.out
        assert "in all 3 futures" in said.out
        for record in records:
            if (record["measure"], record["rung"], record["payer"], record["fiscal_year"]) == NET:
                assert words.dollars(record["difference"]["mean"]) in said.out
    assert re.search(r"[−+]\$[\d.,]+[kM]? to [−+]\$[\d.,]+[kM]?", side_by_side.out)
    assert re.search(r"(costs|saves|more|fewer) in \d of 3", side_by_side.out)
    assert "Who pays and who saves" in by_year.out
    assert "FY 2027" in by_year.out


@pytest.mark.parametrize("command", ["run", "compare"])
def test_what_is_suggested_next_works_and_reads_the_store(command: str, leadsim: Leadsim, executor: Inline) -> None:
    said = leadsim(command, "pilot.yaml", "--draws", "2", "--seed", "9", "--money", "nominal")
    done = len(executor.tasks)
    suggested = [words_ for line in said.out.splitlines() for words_ in commands(line)]
    assert [words_[0] for words_ in suggested] == [
        {"run": "compare", "compare": "run"}[command],
        "reinvest",
        "parameters",
        "export",
    ]
    for words_ in suggested:
        assert leadsim(*words_).code == 0
    assert len(executor.tasks) == done


def test_parameters_are_found_by_grade_and_beginning(leadsim: Leadsim) -> None:
    everything = leadsim("parameters", "pilot.yaml").out
    some = leadsim("parameters", "pilot.yaml", "--grade", "placeholder", "--find", "lead.").out
    assert "jail.long_stay_share" in everything
    assert "lead.officer_offers" in some
    assert "jail." not in some
    assert "Eligible arrests compared" not in everything
    assert "Eligible arrests" in leadsim("parameters", "pilot.yaml", "--sources", "--find", "lead.officer_offers").out
    assert "no such parameters" in leadsim("parameters", "pilot.yaml", "--find", "nothing").out


def test_scenarios_and_runs_are_listed(leadsim: Leadsim, store: Path) -> None:
    assert "king-county/no-lead (baseline)" in leadsim("scenarios").out
    assert f"nothing yet in {store}" in " ".join(leadsim("runs").out.split())
    leadsim("run", "pilot.yaml", "--draws", "0")
    listed = leadsim("runs").out
    assert "pilot.yaml" in listed
    assert "base case" in listed


def test_runs_of_other_versions_of_the_model_are_let_go_and_answers_stay(leadsim: Leadsim, store: Path) -> None:
    leadsim("run", "pilot.yaml", "--draws", "0")
    assert "0 runs of other versions are gone" in leadsim("runs", "--prune").err
    with closing(sqlite3.connect(store)) as direct, direct:
        direct.execute("UPDATE runs SET model = 'another'")
        (kept,) = direct.execute("SELECT count(*) FROM runs").fetchone()
    pruned = leadsim("runs", "--prune")
    assert kept > 0 and f"{kept} runs of other versions are gone" in pruned.err
    assert "pilot.yaml" in pruned.out


def test_output_to_a_pipe_of_another_encoding_is_utf_8(leadsim: Leadsim, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", pipe)
    leadsim("compare", "pilot.yaml", "--draws", "2")
    pipe.flush()
    assert isinstance(pipe.buffer, io.BytesIO)
    assert "−" in pipe.buffer.getvalue().decode("utf-8")


def test_a_reader_that_leaves_early_gets_no_traceback(leadsim: Leadsim, place: Place, store: Path) -> None:
    run_id = _asked(leadsim, "pilot.yaml")
    for format_ in ("csv", "json"):
        process = subprocess.Popen(
            [LEADSIM, "export", run_id, "--format", format_],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=place.folder,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        process.stderr.close()
        assert process.wait() in (0, 1)


# -- the store ----------------------------------------------------------------------------------------------


def _asked(leadsim: Leadsim, *asked: str) -> str:
    """Ask for the base case and return the id of the answer."""
    assert leadsim("run", *asked, "--draws", "0").code == 0
    return str(json.loads(leadsim("runs", "--json").out)["runs"][0]["id"])


def _fail(*_: object) -> None:
    raise AssertionError("nothing is to be simulated")


def test_asking_again_reads_the_store(leadsim: Leadsim, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("pilot.yaml", "more.yaml", "--draws", "2")
    first = leadsim("compare", *asked, "--json")
    monkeypatch.setattr(simulator.experiment.executors, "lazy_executor", nobody_works)
    again = leadsim("compare", *asked, "--json")
    assert again.out == first.out
    assert "6 from the store" in again.err
    assert "from the store" not in first.err
    assert leadsim("run", "pilot.yaml", "--draws", "2").code == 0, "and so does a part of the question"
    assert leadsim("run", "pilot.yaml", "--draws", "1", "--money", "nominal").code == 0, "and other money"
    with pytest.raises(AssertionError, match="nothing is to be simulated"):
        leadsim("run", "pilot.yaml", "--draws", "3")


def test_the_same_question_is_one_answer_in_the_store(leadsim: Leadsim) -> None:
    for _ in range(2):
        for asked in ("pilot.yaml", "more.yaml"):
            leadsim("run", asked, "--draws", "0")
    runs = json.loads(leadsim("runs", "--json").out)["runs"]
    assert [run["scenarios"] for run in runs] == [["more.yaml"], ["pilot.yaml"]]


def test_exports_are_the_records_of_the_json(leadsim: Leadsim, tmp_path: Path) -> None:
    answer = json.loads(leadsim("run", "pilot.yaml", "--draws", "2", "--json").out)
    run_id = json.loads(leadsim("runs", "--json").out)["runs"][0]["id"]
    assert json.loads(leadsim("export", run_id[:6], "--format", "json").out) == answer
    rows = list(csv.DictReader(io.StringIO(leadsim("export", run_id).out)))
    said = leadsim("export", run_id, "--format", "parquet", "--output", str(tmp_path / "records.parquet"))
    assert (said.code, said.out) == (0, "")
    frame = pd.read_parquet(tmp_path / "records.parquet")
    means = [record["difference"]["mean"] for record in answer["estimates"]]
    assert [float(row["difference_mean"]) for row in rows] == means
    assert frame["difference_mean"].tolist() == means
    assert [row["measure"] for row in rows] == frame["measure"].tolist()


def test_an_export_that_cannot_be_written_is_refused(leadsim: Leadsim, tmp_path: Path) -> None:
    run_id = _asked(leadsim, "pilot.yaml")
    assert "no such format" in leadsim("export", run_id, "--format", "xls").refused()
    assert "--output FILE" in leadsim("export", run_id, "--format", "parquet").refused()
    missing = str(tmp_path / "missing" / "x.csv")
    assert f"{missing}: the file cannot be written: " in leadsim("export", run_id, "--output", missing).refused()


def test_a_scenario_named_like_a_formula_is_harmless_in_a_spreadsheet(leadsim: Leadsim, place: Place) -> None:
    name = "=HYPERLINK(A1).yaml"
    (place.folder / name).write_text((place.folder / "pilot.yaml").read_text())
    rows = list(csv.DictReader(io.StringIO(leadsim("export", _asked(leadsim, name)).out)))
    assert {row["scenario"] for row in rows} == {f"'{name}"}
    assert min(float(row["difference_mean"]) for row in rows) < 0, "numbers keep their minus"


def test_the_event_log_is_written_beside_the_answer(leadsim: Leadsim, tmp_path: Path) -> None:
    log = tmp_path / "events.csv"
    assert leadsim("run", "pilot.yaml", "--draws", "0", "--events", str(log)).code == 0
    with log.open(newline="", encoding="utf-8") as file:
        events = list(csv.DictReader(file))
    assert len(events) > 100
    assert set(events[0]) == {"time_days", "date", "person", "event", "detail"}
    assert leadsim("run", "pilot.yaml", "--draws", "0", "--events", str(log), "--events-for", "pm4py").code == 0
    assert log.read_text(encoding="utf-8").startswith("case:concept:name,concept:name,time:timestamp,")
    refused = leadsim("run", "pilot.yaml", "--draws", "0", "--events", str(log), "--events-for", "pm4p").refused()
    assert "did you mean pm4py" in refused
    refused = leadsim("run", "pilot.yaml", "--draws", "0", "--events-for", "pm4py").refused()
    assert "--events-for is of the file that --events names" in refused
    refused = leadsim("run", "pilot.yaml", "--draws", "0", "--events", str(tmp_path / "missing" / "x.csv")).refused()
    assert str(tmp_path / "missing") in refused


# -- what is missing ----------------------------------------------------------------------------------------

NET = ("dollars", "net", "all", "all")
RANK = ("parameters", "pilot.yaml", "--missing", "--find", "costs.")


def test_placeholders_are_ranked_by_what_they_do_to_the_net_of_a_run(leadsim: Leadsim, executor: Inline) -> None:
    said = leadsim(*RANK)
    assert said.code == 0
    assert len(executor.tasks) == 2, "prices alone need no more than the base case"
    assert said.err.splitlines()[0] == "leadsim: 2 runs to simulate, a minute or two; 0 of 2 runs are in the store"
    assert max(len(line) for line in said.out.splitlines()) <= 120
    answer = json.loads(leadsim(*RANK, "--json").out)
    swings = [entry["swing"] for entry in answer["ranking"]]
    assert swings == sorted(swings, reverse=True)
    assert swings[0] > 0.0
    positions = [said.out.index(f"{entry['rank']}. {entry['path']} ") for entry in answer["ranking"]]
    assert positions == sorted(positions)
    for entry in answer["ranking"]:
        assert words.dollars(entry["low"]["net"]) in said.out
        assert words.dollars(entry["swing"], signed=False) in said.out
    records = json.loads(leadsim("run", "pilot.yaml", "--draws", "0", "--json").out)["estimates"]
    (net,) = (r for r in records if (r["measure"], r["rung"], r["payer"], r["fiscal_year"]) == NET)
    assert answer["net"] == net["difference"]["mean"]
    assert f"Net, all payers: {words.dollars(answer['net'])}" in said.out
    assert len(executor.tasks) == 2, "and the runs are the same"


def test_what_is_missing_is_found_by_its_beginning_with_what_would_replace_it(leadsim: Leadsim) -> None:
    said = leadsim("parameters", "pilot.yaml", "--missing", "--find", "costs.officer", "--sources")
    assert "1. costs.officer_hour" in said.out
    assert "2." not in said.out.partition("Swing")[2].partition("Not shown")[0]
    assert "The police budget divided by hours" in said.out
    assert "No range stated" not in said.out


def test_a_ranking_in_several_worlds_shows_its_error(leadsim: Leadsim, executor: Inline) -> None:
    answer = json.loads(leadsim(*RANK, "--replications", "3", "--json").out)
    assert answer["replications"] == 3
    assert {task.world for task in executor.tasks} == {0, 1, 2}
    assert answer["ranking"][0]["swing_mcse"] > 0.0


def test_a_ranking_that_is_stopped_goes_on_from_there(
    leadsim: Leadsim, store: Path, executor: Inline, monkeypatch: pytest.MonkeyPatch
) -> None:
    ranking = ("parameters", "pilot.yaml", "--missing", "--find", "lead.patience", "--workers", "1")
    monkeypatch.setattr(executor, "_fine", 3)
    said = leadsim(*ranking)
    assert (said.code, said.out) == (130, "")
    total = 6
    assert said.err.splitlines()[-1] == (
        f"leadsim: stopped; 3 of {total} runs are in the store, and asking again goes on from there"
    )
    assert _kept(store) == 3
    monkeypatch.setattr(executor, "_fine", None)
    executor.tasks.clear()
    again = leadsim(*ranking)
    assert again.err.startswith(f"leadsim: 3 runs to simulate, a minute or two; 3 of {total} runs are in the store\n")
    assert "lead.patience" in again.out
    assert len(executor.tasks) == 3
    assert leadsim(*ranking).err.startswith(f"leadsim: {total} of {total} runs are in the store\n")


def test_a_long_ranking_is_refused_before_any_work(
    leadsim: Leadsim, executor: Inline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Question, "seconds", lambda *_: 3_601.0)  # of the two runs of the base case
    line = leadsim(*RANK).refused()
    assert f"this would take {words.duration(3_601.0)} here (2 runs); narrow it by --find" in line
    assert "--allow-large" in line
    assert executor.tasks == []
    assert leadsim(*RANK, "--allow-large").code == 0
    assert leadsim(*RANK).code == 0, "what is in the store takes no time"


# -- long questions and stopping ----------------------------------------------------------------------------


@pytest.mark.parametrize(("seconds", "allowed"), [(3_600.0, True), (3_601.0, False), (5 * 3_600.0, False)])
def test_a_long_question_is_refused_before_any_work(
    seconds: float, allowed: bool, leadsim: Leadsim, store: Path, executor: Inline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Question, "seconds", lambda *_: seconds)
    asked = ("run", "pilot.yaml", "--draws", "0")
    if allowed:
        assert leadsim(*asked).code == 0
        return
    line = leadsim(*asked).refused()
    assert words.duration(seconds) in line
    assert "(2 runs)" in line
    assert "--allow-large" in line
    assert not store.exists()
    assert executor.tasks == []
    assert leadsim(*asked, "--allow-large").code == 0
    assert len(executor.tasks) == 2


# -- precision ----------------------------------------------------------------------------------------------


def _nets(said: Said) -> tuple[int, list[float]]:
    """Return the replications and the simulation error of each net of an answer for machines."""
    assert said.code == 0, said
    answer = json.loads(said.out)
    nets = [r for r in answer["estimates"] if (r["measure"], r["rung"], r["payer"], r["fiscal_year"]) == NET]
    assert len(nets) == len(answer["run"]["scenarios"])
    return answer["run"]["replications"], [r["difference"]["simulation_error"] for r in nets]


@pytest.mark.parametrize("command", ["run", "compare"])
@pytest.mark.parametrize("draws", ["0", "5"])
def test_a_precision_is_held_for_every_net(
    command: str, draws: str, leadsim: Leadsim, executor: Inline, store: Path
) -> None:
    asked = (command, "pilot.yaml", "more.yaml", "--draws", draws)
    first, rough = _nets(leadsim(*asked, "--precision", "1e9", "--json"))
    assert first == (3 if draws == "5" else 11), "ten repeats or more, however wide the precision"
    precise = leadsim(*asked, "--precision", str(max(rough) / 1.3), "--json")
    replications, errors = _nets(precise)
    assert replications > first
    assert max(errors) <= max(rough) / 1.3
    assert len(executor.tasks) == _kept(store) == 3 * max(1, int(draws)) * replications, "nothing twice"
    assert leadsim(*asked, "--replications", str(replications), "--json").out == precise.out
    assert len(json.loads(leadsim("runs", "--json").out)["runs"]) == 2, "and it is the same answer in the store"
    assert len(executor.tasks) == _kept(store)


def test_a_precision_is_told_in_the_tables_with_the_replications_it_took(leadsim: Leadsim) -> None:
    out = " ".join(leadsim("compare", "pilot.yaml", "--draws", "5", "--precision", "1e9").out.split())
    assert "5 draws of the uncertain inputs × 3 replications" in out
    assert "luck in the simulation moves the mean by about ±$" in out
    assert "leadsim run pilot.yaml --draws 5 --replications 3" in out
    assert "--precision" not in out
    assert "--precision" in leadsim("compare", "pilot.yaml", "--draws", "5").out


def test_a_precision_that_takes_too_long_is_refused_before_any_work(
    leadsim: Leadsim, store: Path, executor: Inline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Question, "seconds", lambda *_: 7_200.0)
    line = leadsim("run", "pilot.yaml", "--draws", "5", "--precision", "250000").refused()
    assert "a simulation error of at most $250k would take at least 3 replications, about 2 hours here" in line
    assert "(30 runs)" in line
    assert "--allow-large" in line
    assert not store.exists()
    assert executor.tasks == []


def test_a_precision_that_turns_out_to_take_too_long_is_refused_with_what_it_takes(
    leadsim: Leadsim, executor: Inline, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("compare", "pilot.yaml", "--draws", "5")
    (rough,) = _nets(leadsim(*asked, "--replications", "3", "--json"))[1]
    executor.tasks.clear()
    monkeypatch.setattr(Question, "seconds", lambda *_: 1_800.0)  # of the first three replications
    wanted = (*asked, "--precision", str(rough / 2))
    said = leadsim(*wanted)
    assert (said.code, said.out) == (2, "")
    line = said.err.splitlines()[-1]
    assert "would take about 12 replications, about 2 hours here (120 runs); 3 of them are in the store" in line
    assert line.endswith("; ask for less, or say --allow-large")
    assert executor.tasks == []
    replications, (error,) = _nets(leadsim(*wanted, "--allow-large", "--json"))
    assert error <= rough / 2
    assert len(executor.tasks) == 10 * (replications - 3), "it goes on from there"


def test_more_replications_than_there_can_be_are_refused_also_with_allow_large(leadsim: Leadsim) -> None:
    said = leadsim("run", "pilot.yaml", "--draws", "0", "--precision", "1", "--allow-large")
    assert (said.code, said.out) == (2, "")
    assert "and there are at most 10,000" in said.err.splitlines()[-1]


def test_stopping_a_search_says_how_far_it_came(
    leadsim: Leadsim, store: Path, executor: Inline, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("run", "pilot.yaml", "--draws", "5")
    (rough,) = _nets(leadsim(*asked, "--replications", "3", "--json"))[1]
    executor.tasks.clear()
    monkeypatch.setattr(executor, "_fine", 4)
    said = leadsim(*asked, "--precision", str(rough / 2))
    assert said.code == 130
    assert "stopped; 34 of 60 runs are in the store" in said.err.splitlines()[-1], "of the step in hand: 6 replications"
    assert _kept(store) == 34


def test_a_truly_large_question_is_refused_as_it_is(leadsim: Leadsim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulator.experiment.compare, "answer", _fail)
    line = leadsim("run", "king-county/pilot", "--draws", "100000", "--replications", "10000").refused()
    assert "2,000,000,000 runs" in line
    assert "years" in line


def test_stopping_in_this_process_keeps_what_is_done_and_goes_on_from_there(
    leadsim: Leadsim, store: Path, executor: Inline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executor, "_fine", 3)
    asked = ("run", "pilot.yaml", "--draws", "4", "--workers", "1")
    said = leadsim(*asked)
    assert (said.code, said.out) == (130, "")
    assert said.err.splitlines()[-1] == (
        "leadsim: stopped; 3 of 8 runs are in the store, and asking again goes on from there"
    )
    assert _kept(store) == 3
    monkeypatch.setattr(executor, "_fine", None)
    executor.tasks.clear()
    assert leadsim(*asked).code == 0
    assert len(executor.tasks) == 8 - 3


def _kept(store: Path) -> int:
    direct = sqlite3.connect(store)
    (count,) = direct.execute("SELECT count(*) FROM runs").fetchone()
    direct.close()
    return int(count)


@pytest.fixture
def crowded(tmp_path: Path) -> Path:
    """A place whose runs take a while."""
    return small_place(tmp_path / "city", facts={"population.pool": 300}).folder


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="the interrupt of a terminal goes to a process group")
def test_an_interrupt_from_the_terminal_keeps_what_is_done(
    crowded: Path, store: Path, leadsim: Leadsim, executor: Inline, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = ["run", "pilot.yaml", "--draws", "20", "--workers", "1", "--engine", "simpy"]
    process = subprocess.Popen(
        [LEADSIM, *typed],
        env={**os.environ, "FORCE_COLOR": "1"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=crowded,
        start_new_session=True,
    )  # fmt: skip
    assert process.stderr is not None
    heard = b""
    while not re.search(rb"\b[1-9]\d*/40\b", heard):
        heard += process.stderr.read1()  # waits for more to be said
        assert process.poll() is None, heard
    os.killpg(process.pid, signal.SIGINT)
    out, rest = process.communicate()
    assert process.returncode == 130
    assert out == b""
    last = (heard + rest).decode().splitlines()[-1]
    (done,) = re.findall(r"leadsim: stopped; (\d+) of 40 runs are in the store", last)
    assert "Traceback" not in (heard + rest).decode()
    kept = _kept(store)
    assert 1 <= int(done) <= kept < 40
    with Store(str(store)) as opened:
        assert opened.comparisons() == [], "there is no answer yet"
    monkeypatch.chdir(crowded)
    assert leadsim(*typed).code == 0
    assert len(executor.tasks) == 40 - kept
