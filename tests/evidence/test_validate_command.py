"""`leadsim validate` as somebody types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands import Leadsim, command_line
from tests.evidence.test_evaluate import SMALL
from tests.evidence.test_files import write


@pytest.fixture
def validate(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Leadsim:
    return command_line(monkeypatch, capsys, "validate")


def test_a_file_from_anywhere_is_held_to_its_targets(validate: Leadsim, tmp_path: Path):
    path = write(tmp_path, SMALL.format(discount=1, pool=400))
    said = validate("--targets", str(path), "--worlds", "2")
    assert said.code == 0
    assert "Targets that calibration may fit to" in said.out
    assert "Targets held out" in said.out
    assert "2 of 3 targets agree." in said.out or "1 of 3 targets agree." in said.out
    assert "Nobody knows." in said.out


def test_json_holds_the_same(validate: Leadsim, tmp_path: Path):
    path = write(tmp_path, SMALL.format(discount=1, pool=400))
    said = validate("--targets", str(path), "--worlds", "2", "--draws", "2", "--json")
    (evaluation,) = json.loads(said.out)["evaluations"]
    assert (evaluation["draws"], evaluation["worlds"]) == (2, 2)
    assert [target["name"] for target in evaluation["targets"]] == ["entry", "left_out", "earlier"]


def test_a_file_that_is_not_there_is_one_line(validate: Leadsim, tmp_path: Path):
    assert "no such file" in validate("--targets", str(tmp_path / "none.yaml")).refused()
