"""--engine, --executor and --scheduler at the command line and in Python: what they do, and what is refused."""

from __future__ import annotations

import json
import shlex
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import simulator as ls
import simulator.api
from simulator import cli
from simulator.experiment import executors
from simulator.experiment.question import Question
from simulator.model.engines import DEFAULT_ENGINE, ENGINES
from tests.commands import Leadsim, command_line
from tests.experiment.doubles import Inline, in_this_process
from tests.experiment.places import Place
from tests.report.samples import small_place

COMMANDS = {
    "run": ["run", "pilot.yaml", "--draws", "0"],
    "compare": ["compare", "pilot.yaml", "--draws", "0"],
    "reinvest": ["reinvest", "pilot.yaml", "--draws", "0"],
    "equity": ["equity", "pilot.yaml", "--draws", "0"],
    "parameters": ["parameters", "pilot.yaml", "--missing", "--find", "costs.officer"],
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return small_place(tmp_path_factory.mktemp("places") / "town")


@pytest.fixture
def leadsim(place: Place, store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Leadsim:
    """Return the command line as a function, among the scenarios of a small place."""
    monkeypatch.chdir(place.folder)

    return command_line(monkeypatch, capsys)


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Let runs happen in this process; returns what each executor was asked for with."""
    asked: list[Any] = []

    def stand_in(*words: Any) -> Any:
        asked.append(words[:4])
        return in_this_process(Inline())(*words)

    monkeypatch.setattr(executors, "lazy_executor", stand_in)
    monkeypatch.setattr(simulator.api, "lazy_executor", stand_in)
    return asked


# -- what they do -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_simulates_takes_them(command: str, leadsim: Leadsim, begun: list[Any]):
    assert leadsim(*COMMANDS[command])[0] == 0
    address = "tcp://127.0.0.1:8786"
    chosen = ["--engine", "simpy", "--workers", "3", "--executor", "dask", "--scheduler", address]
    assert leadsim(*COMMANDS[command], *chosen)[0] == 0
    assert begun == [(DEFAULT_ENGINE, None, "local", None), ("simpy", 3, "dask", address)]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_tells_the_default_engine(command: str):
    shown = " ".join(CliRunner(env={"COLUMNS": "200"}).invoke(cli.app, [command, "-h"]).output.split())
    assert f"[default: ({DEFAULT_ENGINE})]" in shown


def test_every_engine_gives_the_same_numbers_under_its_own_name(leadsim: Leadsim, begun: list[Any]):
    said = {
        engine: json.loads(leadsim("run", "pilot.yaml", "--draws", "2", "--engine", engine, "--json")[1])
        for engine in ENGINES
    }
    assert {engine: answer["run"]["engine"] for engine, answer in said.items()} == {each: each for each in ENGINES}
    first, *others = [answer["estimates"] for answer in said.values()]
    assert all(other == first for other in others)


def test_python_takes_them_too_and_any_executor(place: Place, begun: list[Any]):
    path = place.folder / "pilot.yaml"
    given: dict[str, Any] = {"engine": "simpy", "workers": 3, "executor": "dask", "scheduler": "tcp://127.0.0.1:8786"}
    ls.compare([path], draws=0, **given)
    ls.compare([path], draws=0, precision=1e12, **given)
    ls.reinvest(path, draws=0, **given)
    simulator.api.missing(path, find="costs.officer", **given)
    assert begun == [tuple(given.values())] * 4
    assert ls.run(path, engine="simpy").tally.counts.tobytes() == ls.run(path, engine="fast").tally.counts.tobytes()


def test_python_takes_an_executor_of_ones_own(place: Place):
    path = place.folder / "pilot.yaml"
    with ThreadPoolExecutor(2) as own:
        answer = ls.compare([path], draws=2, executor=own, workers=2)
        assert own.submit(int).result() == 0, "and does not end it"
    assert answer == ls.compare([path], draws=2, workers=1)


def test_the_first_start_says_that_it_compiles(leadsim: Leadsim, monkeypatch: pytest.MonkeyPatch):
    def told(engine: str, tell: Callable[[str], None]) -> None:
        tell(f"making {engine} ready")

    monkeypatch.setattr(executors, "prepare", told)
    first, again = (leadsim("run", "pilot.yaml", "--draws", "0", "--engine", "fast") for _ in range(2))
    assert "leadsim: making fast ready\n" in first[2]
    assert "ready" not in again[2], "nothing is left to simulate"


def test_how_long_it_takes_is_reckoned_with_the_workers_that_there_are(
    leadsim: Leadsim, begun: list[Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(Question, "seconds", lambda _, workers: 4 * 3_600.0 / workers)
    for command in ("run", "compare", "reinvest"):
        code, _, err = leadsim(*COMMANDS[command], "--workers", "3")
        assert code == 2
        assert "--allow-large" in err
        assert leadsim(*COMMANDS[command], "--workers", "4")[0] == 0


# -- what is refused --------------------------------------------------------------------------------------

REFUSED = {
    "--engine slow": ("there is no such engine", "found slow; allowed: fast, simpy"),
    "--executor dusk": ("there is no such executor", "did you mean dask?"),
    "--scheduler tcp://127.0.0.1:8786": ("only the executor dask has a scheduler", "found tcp://127.0.0.1:8786"),
    "--executor dask --scheduler here": ("not the address of a Dask scheduler", "allowed: tcp://host:port"),
    "--executor dask --scheduler ''": ("not the address of a Dask scheduler", "missing port"),
    "--executor": ("--executor", ""),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("options", REFUSED)
def test_what_is_not_there_is_one_line_and_exit_code_2(options: str, command: str, leadsim: Leadsim):
    code, out, err = leadsim(*COMMANDS[command], *shlex.split(options))
    assert (code, out) == (2, "")
    (line,) = err.splitlines()
    assert line.startswith("leadsim: ")
    assert all(part in line for part in REFUSED[options])


def test_a_scheduler_that_says_nothing_is_refused_soon(leadsim: Leadsim, monkeypatch: pytest.MonkeyPatch):
    cluster: Any = pytest.importorskip("simulator.experiment.dask_cluster")
    monkeypatch.setattr(cluster, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        code, out, err = leadsim(*COMMANDS["run"], "--executor", "dask", "--scheduler", address)
    assert (code, out) == (2, "")
    assert err == (
        "leadsim: key scheduler: this is not the address of a Dask scheduler: nothing answers there as one; "
        f"found {address}; allowed: tcp://host:port\n"
    )


@pytest.mark.parametrize("options", ["--engine fast", "--executor dask", "--scheduler tcp://127.0.0.1:8786"])
def test_a_list_of_parameters_takes_none_of_them(options: str, leadsim: Leadsim):
    code, out, err = leadsim("parameters", "pilot.yaml", *options.split())
    assert (code, out) == (2, "")
    assert "go with --missing" in err


def test_python_refuses_the_same(place: Place):
    path = place.folder / "pilot.yaml"
    for wrong in ({"engine": "slow"}, {"executor": "dusk"}, {"scheduler": "tcp://127.0.0.1:8786"}):
        for ask in (lambda **keys: ls.compare([path], draws=0, **keys), lambda **keys: ls.reinvest(path, **keys)):
            with pytest.raises(ls.InputError) as refused:
                ask(**wrong)
            assert refused.value.key == next(iter(wrong))
    with pytest.raises(ls.InputError, match="there is no such engine"):
        ls.run(path, engine="slow")  # type: ignore[arg-type]
