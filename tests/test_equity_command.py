"""`leadsim equity`: what it finds, for people and for machines, and the group that it does not know."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import Leadsim, command_line
from tests.experiment.doubles import Inline
from tests.experiment.places import Place
from tests.report.samples import small_place


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return small_place(tmp_path_factory.mktemp("places") / "town")


@pytest.fixture
def leadsim(
    place: Place,
    store: Path,
    executor: Inline,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Leadsim:
    monkeypatch.chdir(place.folder)
    return command_line(monkeypatch, capsys)


def test_the_finding_comes_before_the_table_and_counts_stand_in_it(leadsim: Leadsim):
    said = leadsim("equity", "pilot.yaml", "--draws", "2")
    assert said.code == 0
    finding, table, feeder = (said.out.index(part) for part in ("isparity against", " against ", "of police contacts"))
    assert min(finding, table) < feeder
    assert "leadsim export" in said.out
    assert max(len(line) for line in said.out.splitlines()) <= 120


def test_for_machines_it_is_one_object_with_every_decision(leadsim: Leadsim):
    answer = json.loads(leadsim("equity", "pilot.yaml", "more.yaml", "--draws", "2", "--json").out)
    assert [each["scenario"] for each in answer["equity"]] == answer["run"]["scenarios"] == ["pilot.yaml", "more.yaml"]
    assert {row["decision"] for row in answer["equity"][0]["rows"]} >= {"arrest", "booked", "offered", "filed"}


def test_a_group_that_there_is_not_is_refused_before_anything_runs(leadsim: Leadsim, executor: Inline):
    said = leadsim("equity", "pilot.yaml", "--reference", "whit")
    assert said.code == 2
    assert said.err.count("\n") == 1
    assert "there is no such group; found whit" in said.err
    assert "did you mean white?" in said.err
    assert not executor.tasks
