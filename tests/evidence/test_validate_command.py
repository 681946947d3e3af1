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


def test_the_event_of_entry_counts_as_is_asked(validate: Leadsim, tmp_path: Path):
    """Two targets differ in that alone, so in one reading both are the same."""
    path = write(tmp_path, SMALL.format(discount=1, pool=400))

    def found(*asked: str) -> dict[str, float]:
        said = validate("--targets", str(path), "--worlds", "2", "--json", *asked)
        (evaluation,) = json.loads(said.out)["evaluations"]
        return {target["name"]: target["simulated"]["expected"] for target in evaluation["targets"]}

    as_written, left_out, counted = found(), found("--entry", "left_out"), found("--entry", "counted")
    assert as_written["entry"] != as_written["left_out"]
    assert left_out["entry"] == left_out["left_out"] == as_written["left_out"]
    assert counted["left_out"] == counted["entry"] == as_written["entry"]


def test_what_counts_of_the_event_of_entry_is_said(validate: Leadsim, tmp_path: Path):
    path = write(tmp_path, SMALL.format(discount=1, pool=400))
    assert (
        "booking, stay and charge count" in validate("--targets", str(path), "--worlds", "1", "--entry", "counted").out
    )
    assert "nothing counts" in validate("--targets", str(path), "--worlds", "1").out


def test_there_is_no_other_reading(validate: Leadsim):
    assert "did you mean counted?" in validate("--entry", "countd").refused()
