"""`leadsim new`: a place of one's own, whose facts vouch for nothing and whose scenarios run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import simulator as ls
from simulator.inputs.files import jurisdiction_folders
from simulator.inputs.first_facts import FIRST_FACTS
from simulator.inputs.load import load_jurisdiction, load_scenario
from simulator.inputs.reader import read_document
from tests.commands import Leadsim, command_line
from tests.experiment.doubles import Inline

SOURCES = [folder.name for folder in jurisdiction_folders()]
WRITTEN = {"README.md", "jurisdiction.yaml", "no-lead.yaml", "current.yaml", "hire-to-demand.yaml"}


@pytest.fixture
def leadsim(
    tmp_path: Path, store: Path, executor: Inline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Leadsim:
    """Return the command line as a function, in this process, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return command_line(monkeypatch, capsys)


def test_a_new_place_is_a_folder_and_the_next_command(leadsim: Leadsim, tmp_path: Path) -> None:
    said = leadsim("new", "my-county", "--from", "king-county")
    assert said.code == 0
    assert said.out.split() == ["leadsim", "compare", "my-county/current.yaml", "my-county/hire-to-demand.yaml"]
    assert "my-county/README.md says what comes next" in said.err
    assert {path.name for path in (tmp_path / "my-county").iterdir()} == WRITTEN


def test_what_is_said_to_run_runs_and_is_of_the_new_place(leadsim: Leadsim, tmp_path: Path) -> None:
    command = leadsim("new", "my-county").out.split()[1:]
    facts = tmp_path / "my-county" / "jurisdiction.yaml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace("    value: 5000\n", "    value: 60\n", 1), encoding="utf-8")
    said = leadsim(*command, "--draws", "1")
    assert said.code == 0
    assert "My County, 2027–2032: what LEAD changes against my-county/no-lead.yaml" in said.out
    assert "60 people in the pool" in said.out
    assert "Local facts are copies from King County, Washington" in " ".join(said.out.split())


@pytest.mark.parametrize("source", SOURCES)
def test_every_fact_of_a_new_place_is_a_placeholder_that_says_what_replaces_it(
    leadsim: Leadsim, tmp_path: Path, source: str
) -> None:
    leadsim("new", "mine", "--from", source)
    origin, mine = (load_jurisdiction(folder) for folder in (_folder(source), tmp_path / "mine"))
    assert set(origin.file.facts) <= set(mine.file.facts)
    for path, fact in mine.file.facts.items():
        assert fact.grade == "placeholder", path
        assert fact.source is None, path
        assert fact.note is None, path
        assert "replace it with" in (fact.assumption or ""), path
        assert origin.file.title in (fact.assumption or "") or path not in origin.file.facts, path
    assert not re.search(r"grade: (?!placeholder)", (tmp_path / "mine" / "jurisdiction.yaml").read_text("utf-8"))


@pytest.mark.parametrize("source", SOURCES)
def test_the_numbers_payers_and_lines_of_a_new_place_are_those_of_its_source(
    leadsim: Leadsim, tmp_path: Path, source: str
) -> None:
    leadsim("new", "mine", "--from", source)
    origin, mine = (load_jurisdiction(folder) for folder in (_folder(source), tmp_path / "mine"))
    for path, parameter in mine.parameters.items():
        other = origin.parameters[path]
        same = [(each.value, each.price_year, each.uncertainty, each.formula) for each in (parameter, other)]
        assert same[0] == same[1], path
        assert [(each.from_, each.value) for each in parameter.then] == [(e.from_, e.value) for e in other.then], path
    assert mine.file.cost_lines == origin.file.cost_lines
    assert mine.file.funding_sources == origin.file.funding_sources
    assert mine.file.private_payers == origin.file.private_payers
    assert mine.calendar == origin.calendar
    assert mine.file.baseline == "no-lead"


def test_what_matters_most_comes_first(leadsim: Leadsim, tmp_path: Path) -> None:
    leadsim("new", "mine")
    facts = list(load_jurisdiction(tmp_path / "mine").file.facts)
    expected = [path for paths in FIRST_FACTS.values() for path in paths]
    assert facts[: len(expected)] == expected
    assert facts[0] == "population.pool"
    assert {"courts.limited", "competency.beds"} <= set(facts[len(expected) :])


@pytest.mark.parametrize("source", SOURCES)
def test_the_scenarios_of_a_new_place_load_and_differ(leadsim: Leadsim, tmp_path: Path, source: str) -> None:
    leadsim("new", "mine", "--from", source)
    names = ("no-lead", "current", "hire-to-demand")
    loaded = [load_scenario(tmp_path / "mine" / f"{name}.yaml") for name in names]
    assert len({scenario.title for scenario in loaded}) == 3
    assert [scenario.parameters["lead.hire_to_demand"].value for scenario in loaded] == [0, 0, 1]
    assert all(Path(scenario.baseline_name).name == "no-lead.yaml" for scenario in loaded)
    assert [scenario.parameters["lead.annual_budget"].value for scenario in loaded] == [0, None, None]
    assert ls.run(loaded[1]).tally.counts.sum() > 0


def test_a_new_place_is_written_for_people(leadsim: Leadsim, tmp_path: Path) -> None:
    leadsim("new", "mine", "--from", "los-angeles")
    text = (tmp_path / "mine" / "jurisdiction.yaml").read_text(encoding="utf-8")
    assert "  # How many people this is about. Nearly every number grows with it.\n" in text
    assert "  # Staff of a whole unit, on top of what each bed-day varies by; the county runs the jail.\n" in text
    assert "    value: 6000\n" in text, "whole numbers without a point"
    assert max(len(line) for line in text.splitlines()) <= 125
    readme = (tmp_path / "mine" / "README.md").read_text(encoding="utf-8")
    assert "leadsim fit" in readme
    assert "mine/current.yaml mine/hire-to-demand.yaml" in readme


@pytest.mark.parametrize("name", ["no", "12", "true", "1e3", "a-b-c"])
def test_a_name_that_yaml_takes_for_something_else_stays_a_name(leadsim: Leadsim, tmp_path: Path, name: str) -> None:
    assert leadsim("new", name).code == 0
    assert load_jurisdiction(tmp_path / name).file.title == name.replace("-", " ").title()


REFUSED = {
    "new My-County": "not a name for a place; found My-County; allowed: lowercase letters and digits",
    "new ../mine": "not a name for a place; found ../mine; allowed: lowercase letters and digits",
    "new mine-": "not a name for a place; found mine-",
    f"new {'a' * 61}": "not a name for a place",
    "new king-county": "a place that comes with leadsim is called so; choose another name; found king-county",
    "new mine --from king-conty": "key --from: there is no such place to begin from; found king-conty; allowed: albany",
    "new mine --from ../king-county": "key --from: there is no such place to begin from; found ../king-county",
    "new mine --folder nowhere": "key --folder: there is no such folder to write into; found nowhere",
    "new taken": "taken: this is there already, and nothing is written over",
}


@pytest.mark.parametrize("command", REFUSED)
def test_what_cannot_be_is_refused_in_one_line_and_nothing_is_written(
    leadsim: Leadsim, tmp_path: Path, command: str
) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "mine.txt").write_text("mine")
    assert leadsim(*command.split()).refused().startswith(f"leadsim: {REFUSED[command]}")
    assert [path.name for path in tmp_path.rglob("*") if path.name not in ("store.sqlite",)] == ["taken", "mine.txt"]


def test_a_folder_that_cannot_be_written_is_told(leadsim: Leadsim, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert leadsim("new", "mine").refused() == "leadsim: mine: this cannot be written (Permission denied)"


def test_files_of_a_new_place_are_as_strict_as_any_other(leadsim: Leadsim, tmp_path: Path) -> None:
    """No anchors, no duplicate keys: what the reader of hostile files takes."""
    leadsim("new", "mine")
    for path in (tmp_path / "mine").glob("*.yaml"):
        assert read_document(path).data


def _folder(source: str) -> Path:
    return next(folder for folder in jurisdiction_folders() if folder.name == source)
