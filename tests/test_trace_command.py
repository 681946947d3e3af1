"""`leadsim trace`: one life twice, for people and for machines, and what it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import simulator as ls
from simulator.experiment import trace as module
from simulator.report.trace import trace_data
from tests.commands import Leadsim, command_line
from tests.experiment.places import CLOSED, Place
from tests.report.samples import small_place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return small_place(tmp_path_factory.mktemp("places") / "town")


@pytest.fixture
def leadsim(place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Leadsim:
    """Return the command line as a function, among the scenarios of a small place."""
    monkeypatch.chdir(place.folder)

    return command_line(monkeypatch, capsys, "trace")


def test_a_life_is_printed_with_its_timeline_and_its_cost(leadsim: Leadsim):
    said = leadsim("more.yaml")
    assert said.code == 0
    for part in (
        "one simulated life in more.yaml and in no-lead",
        "• Person ", "• Chosen from the ", "• Net of this life: ", "• In the year before, the same in both: ",
        "What happened, and what each event cost (the part that varies)",
        "no-lead (baseline)", "Completed LEAD intake", "\nTotal ", "LEAD, this person's share", "\nNet ", "Not in it: ",
    ):  # fmt: skip
        assert part in said.out, part
    assert max(len(line) for line in said.out.splitlines()) <= 120
    assert "2/2" in said.err
    assert "Traceback" not in said.err


def test_the_page_of_a_narrow_terminal_is_kept(leadsim: Leadsim, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    said = leadsim("more.yaml")
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in said.out.splitlines()]
    assert said.code == 0
    assert 70 < max(len(line) for line in lines) <= 80
    assert any("no-lead (baseline)" in line and "more" in line for line in lines)


def test_json_is_one_object_and_the_same_as_from_python(leadsim: Leadsim, place: Place):
    said = leadsim("more.yaml", "--person", "loss", "--seed", "7", "--world", "2", "--json")
    assert said.code == 0
    data = json.loads(said.out)
    assert (data["seed"], data["world"], data["draw"], data["choice"]["asked"]) == (7, 2, 0, "loss")
    same = ls.trace(ls.load("more.yaml"), person="loss", seed=7, world=2)
    assert data == json.loads(json.dumps(trace_data(same)))


@pytest.mark.parametrize("person", ["typical", "large-saving", "loss", "random", "3"])
def test_every_choice_works_and_says_itself(leadsim: Leadsim, person: str):
    data = json.loads(leadsim("more.yaml", "--person", person, "--json").out)
    assert data["choice"]["asked"] == person
    if person == "3":
        assert data["person"]["number"] == 3


def test_another_baseline_is_measured_against(leadsim: Leadsim):
    data = json.loads(leadsim("more.yaml", "--baseline", "pilot.yaml", "--person", "1", "--json").out)
    assert (data["scenario"], data["baseline"]) == ("more.yaml", "pilot.yaml")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--person", "typcal"], "did you mean typical?"),
        (["--person", "100000"], "there is no such person; found 100000; allowed: 0 to "),
        (["--person", "-1"], "there is no such way to choose a person"),
        (["--baseline", "more.yaml"], "not with itself"),
        (["--world", "-1"], "'--world'"),
        (["--draw", "x"], "'--draw'"),
        (["--baseline", "nowhere"], "nowhere"),
    ],
)
def test_refusals_are_one_line_and_nothing_is_simulated(
    leadsim: Leadsim, monkeypatch: pytest.MonkeyPatch, arguments: list[str], problem: str
):
    monkeypatch.delattr(module, "run")
    assert problem in leadsim("more.yaml", *arguments).refused()


def test_a_scenario_that_does_not_exist_is_refused(leadsim: Leadsim):
    assert "nothing-here" in leadsim("nothing-here").refused()


def test_nobody_to_choose_from_is_one_line_after_the_runs(leadsim: Leadsim, place: Place):
    place.scenario("closed", CLOSED)
    said = leadsim("closed.yaml")
    assert (said.code, said.out) == (2, "")
    assert "nobody completes an intake in either scenario" in said.err.splitlines()[-1]


def test_stopping_is_said_and_leaves_nothing_half_printed(leadsim: Leadsim, monkeypatch: pytest.MonkeyPatch):
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "run", stop)
    said = leadsim("more.yaml")
    assert (said.code, said.out) == (130, "")
    assert said.err.splitlines()[-1] == "leadsim: stopped; nothing is kept of a trace"


def test_the_python_face_takes_names_files_and_numbers(place: Path, leadsim: Leadsim):
    found = ls.trace("more.yaml", person=4, baseline="pilot.yaml")
    assert (found.who.number, found.baseline.scenario) == (4, "pilot.yaml")
    with pytest.raises(ls.InputError, match="luck can be keyed by"):
        ls.trace("more.yaml", world=-1)
