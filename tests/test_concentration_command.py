"""The concentration command: what it shows, keeps and writes, and what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from simulator.store import Store
from tests.commands import Leadsim, command_line
from tests.experiment.places import CLOSED, Place, make_place
from tests.experiment.studies import FUND, HALF


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = make_place(tmp_path_factory.mktemp("places") / "town", {"population.pool": 150}, horizon_years=2)
    place.scenario("current")
    place.scenario("none", CLOSED)
    return place


@pytest.fixture
def leadsim(town: Place, store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Leadsim:
    """Return the command among the files of a small place, with a store of its own."""
    assert not store.exists()
    monkeypatch.chdir(town.folder)
    words = ("concentration", "current.yaml", "--baseline", "none.yaml", "--workers", "1", "--draws", "2")
    return command_line(monkeypatch, capsys, *words)


def test_the_answer_is_kept_with_those_of_the_comparison(leadsim: Leadsim, store: Path) -> None:
    said = leadsim("--json")
    assert said.code == 0, said.err
    data = json.loads(said.out)
    with Store(str(store)) as kept:
        found = kept.find_comparison(data["run"])
    mine = [
        record.as_dict()
        for record in found.records
        if record.measure in {each["measure"] for each in data["estimates"]}
    ]
    assert mine == data["estimates"]
    assert any(record.rung == "net" for record in found.records)
    assert "on whom use falls" in leadsim().out


def test_where_nobody_is_in_lead_nothing_is_said_of_whom_it_reaches(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = make_place(tmp_path / "town", {"population.pool": 150, "lead.annual_budget": 0}, horizon_years=2)
    place.scenario("shut")
    place.scenario("none", CLOSED)
    monkeypatch.chdir(place.folder)
    assert not store.exists()
    shut = command_line(monkeypatch, capsys, "concentration", "shut.yaml", "--baseline", "none.yaml", "--draws", "2")
    said = shut("--workers", "1", "--json")
    assert said.code == 0, said.err
    groups = {each["group"] for each in json.loads(said.out)["estimates"] if each["measure"] == "use_in_baseline"}
    assert groups == {"the most booked tenth", "everybody"}
    assert "nan" not in shut("--workers", "1").out.lower()


def test_where_nobody_is_booked_that_is_said(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = make_place(tmp_path / "town", {"population.pool": 20, "police.arrest_rate": 0}, horizon_years=2)
    place.scenario("current")
    place.scenario("none", CLOSED)
    monkeypatch.chdir(place.folder)
    assert not store.exists()
    asked = command_line(monkeypatch, capsys, "concentration", "current.yaml", "--baseline", "none.yaml")
    said = asked("--draws", "2", "--workers", "1")
    assert said.code == 0, said.err
    assert "Nobody is booked in the baseline" in said.out
    assert asked("--draws", "2", "--workers", "1", "--json").code == 0


def test_lives_around_entry_are_a_table_and_a_file(leadsim: Leadsim, tmp_path: Path) -> None:
    out = tmp_path / "entry.csv"
    said = leadsim("--around-entry", "--out", str(out))
    assert said.code == 0, said.err
    assert "before and after entry into LEAD" in said.out
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["life"] for row in rows} == {"with LEAD", "with LEAD at no effect", "without LEAD"}
    data = json.loads(leadsim("--around-entry", "--json").out)
    assert [str(each["month_from_entry"]) for each in data["months"]] == [row["month_from_entry"] for row in rows]


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--out", "x.csv"), "--out goes with --around-entry"),
        (("--around-entry", "--out", "nowhere/x.csv"), "no such folder"),
        (("--around-entry", "--out", "."), "a folder and no file"),
        (("--baseline", "current.yaml"), "not with itself"),
        (("--draws", "10000", "--replications", "1000"), "ask for less, or say --allow-large"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_asked_is_one_line(leadsim: Leadsim, words: tuple[str, ...], problem: str) -> None:
    assert problem in leadsim(*words).refused()


def test_a_scenario_with_a_fund_is_refused(
    town: Place, store: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    town.scenario("half", HALF, reinvestment=FUND)
    monkeypatch.chdir(town.folder)
    words = ("concentration", "half.yaml", "--baseline", "none.yaml", "--draws", "1")
    assert "not asked of a scenario that reinvests" in command_line(monkeypatch, capsys, *words)().refused()
    with Store(str(store)) as kept:
        assert kept.answers() == []
