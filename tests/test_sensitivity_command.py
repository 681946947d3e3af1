"""The sensitivity command: what it shows, keeps and writes, what it refuses, and stopping."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Any

import pytest

from simulator.store import Store
from tests.commands import Leadsim, answered, command_line
from tests.experiment.doubles import Inline
from tests.experiment.places import CLOSED, Place, make_place

EVEN = {"distribution": "uniform", "low": 100, "high": 500}
# A jail day's price turns the sign: few people, cheap staff, and all of a day's cost varies.
FACTS = {
    "costs.jail_day": {"value": 200, "uncertainty": EVEN},
    "costs.jail_day_marginal_share": {"value": 0.5, "price_year": None},
}
PRICES = ("--find", "costs.jail_day", "--draws", "3")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = make_place(tmp_path_factory.mktemp("places") / "town", FACTS)
    place.scenario("current")
    place.scenario("none", CLOSED)
    return place


@pytest.fixture
def leadsim(
    town: Place, store: Path, executor: Inline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Leadsim:
    """Return the command in this process, among the files of a small place."""
    monkeypatch.chdir(town.folder)
    return command_line(monkeypatch, capsys, "sensitivity", "current.yaml", "--baseline", "none.yaml")


def measured(data: dict[str, Any], measure: str) -> dict[str, Any]:
    return {each["line"]: each for each in data["estimates"] if each["measure"] == measure}


def test_the_tornado_says_what_was_set_to_what_and_what_came_of_it(leadsim: Leadsim, executor: Inline) -> None:
    data = answered(leadsim, *PRICES)
    assert len(executor.tasks) == 2 * 3, "prices take no runs of their own"
    value, net = measured(data, "input_at_high")["costs.jail_day"], measured(data, "net_at_high")["costs.jail_day"]
    assert (value["unit"], value["scenario_mean"], value["baseline_mean"]) == ("dollars per day (2025)", 480, 200)
    assert net["table"] == "sensitivity"
    assert net["baseline_mean"] == pytest.approx(data["net"])
    low = measured(data, "net_at_low")["costs.jail_day"]
    swing = measured(data, "swing")["costs.jail_day"]["difference"]["mean"]
    assert swing >= abs(net["scenario_mean"] - low["scenario_mean"]) - 1e-6
    assert {each["rung"] for each in data["estimates"]} == {"net"}
    shown = leadsim(*PRICES)
    assert "Net with nothing set: −$" in shown.out
    assert "what the answer rests on" in shown.out


def test_an_answer_is_kept_with_those_of_the_comparison(leadsim: Leadsim, store: Path) -> None:
    data = answered(leadsim, *PRICES, "--rung", "cashable", "--payer", "county")
    with Store(str(store)) as kept:
        found = kept.find_comparison(data["run"])
    mine = [record.as_dict() for record in found.records if record.table == "sensitivity"]
    assert mine == data["estimates"]
    assert {(each["rung"], each["payer"]) for each in mine} == {("cash_net", "county")}
    (net,) = [
        record.difference.mean
        for record in found.records
        if (record.rung, record.payer, record.line, record.fiscal_year) == ("cash_net", "county", None, "all")
        and record.measure == "dollars"
    ]
    assert net == pytest.approx(data["net"]), "what is moved is what a comparison says"


def test_a_frontier_is_a_table_and_a_file(leadsim: Leadsim, tmp_path: Path) -> None:
    out = tmp_path / "grid.csv"
    words = ("--frontier", "--of", "costs.jail_day", "--of", "costs.services_month", "--draws", "2")
    refused = leadsim(*words, "--out", str(out)).refused()
    assert "one number each, with a range; found costs.services_month" in refused
    words = ("--frontier", "--of", "costs.jail_day", "--of", "lead.effect.discount", "--draws", "2")
    data = answered(leadsim, *words, "--out", str(out))
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    first, second = (axis["values"] for axis in data["axes"])
    assert len(rows) == len(first) * len(second) == len(data["estimates"])
    nets = [each["difference"]["mean"] for each in data["estimates"]]
    assert [float(row["net"]) for row in rows] == pytest.approx(nets)
    assert {row["costs.jail_day"] for row in rows if row["stated_first"] == "value"} == {"200.0"}
    assert "Net by costs.jail_day (down) and lead.effect.discount (across)" in leadsim(*words).out


def test_shares_of_a_variance_are_between_groups_that_are_named(leadsim: Leadsim) -> None:
    data = answered(leadsim, "--sobol", "2", "--of", "costs.jail_day", "--draws", "1")
    assert data["points"] == 2 * (2 + 2)
    assert list(data["groups"]) == ["costs.jail_day", "all other inputs"]
    shares = measured(data, "share_with_others")
    assert all(math.isfinite(each["scenario_mean"]) for each in shares.values())
    assert "where the spread of futures comes from" in leadsim("--sobol", "2", "--of", "costs.jail_day").out


def test_what_is_worth_measuring_is_ranked_in_money(leadsim: Leadsim) -> None:
    data = answered(leadsim, "--measure-next", "--draws", "50")
    (loss,) = measured(data, "expected_loss").values()
    worths = [each["scenario_mean"] for each in measured(data, "worth_knowing").values()]
    assert worths == sorted(worths, reverse=True)
    assert worths[0] >= 0.0
    assert loss["scenario_mean"] == data["expected_loss"] <= data["expected_loss_of_the_other_choice"]
    assert "what to measure next" in leadsim("--measure-next", "--draws", "50").out


def test_the_ladder_is_the_net_at_each_share_of_the_published_effects(leadsim: Leadsim, store: Path) -> None:
    data = answered(leadsim, "--ladder", "--draws", "2")
    assert list(measured(data, "effect_ladder")) == [f"lead.effect.discount={share:g}" for share in data["shares"]]
    with Store(str(store)) as kept:
        found = kept.find_comparison(data["run"])
    assert [each.as_dict() for each in found.records if each.table == "sensitivity"] == data["estimates"]
    assert leadsim("--ladder", "--dry-run").line().endswith(f"of {5 * 2 * 50} runs are in the store"), "50 draws"
    assert "how much rests on LEAD's published effects" in leadsim("--ladder", "--draws", "2").out


@pytest.mark.parametrize(
    "words", [PRICES, ("--frontier", "--of", "costs.jail_day", "--of", "lead.consent"), ("--sobol", "2")], ids=str
)
def test_a_dry_run_simulates_and_keeps_nothing(
    leadsim: Leadsim, executor: Inline, store: Path, words: tuple[str, ...]
) -> None:
    said = leadsim(*words, "--dry-run")
    assert (said.code, said.out) == (0, "")
    assert "runs to simulate" in said.line()
    assert executor.tasks == []
    with Store(str(store)) as kept:
        assert kept.answers() == []


def test_how_large_a_question_is_can_be_read_by_machines(leadsim: Leadsim) -> None:
    data = answered(leadsim, *PRICES, "--dry-run")
    assert (data["runs"], data["to_simulate"]) == (6, 6)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--frontier", "--sobol", "8"), "ask one of them"),
        (("--measure-next", "--frontier"), "ask one of them"),
        (("--ladder", "--frontier"), "ask one of them"),
        (("--ladder", "--effects", "1"), "takes every share of the effects in turn"),
        (("--ladder", "--draws", "1"), "one future cannot say what is luck"),
        (("--ladder", "--draws", "0", "--out", "x.csv"), "--out goes with --frontier"),
        (("--measure-next", "--draws", "49"), "takes more draws; found 49; allowed: from 50 on"),
        (("--of", "costs.jail_day"), "--of names inputs of --frontier or --sobol"),
        (("--frontier", "--of", "costs.jail_day"), "between two inputs"),
        (("--frontier", "--find", "costs"), "moved one at a time"),
        (("--out", "x.csv"), "--out goes with --frontier"),
        (("--frontier", "--out", "nowhere/x.csv"), "no such folder"),
        (("--frontier", "--out", "."), "a folder and no file"),
        (("--sobol", "12"), "powers of two"),
        (("--rung", "captured"), "no net on this rung; found captured; allowed: gross, avoided, cashable"),
        (("--payer", "conty"), "did you mean county"),
        (("--find", "nothing."), "no input has a range"),
        (("--baseline", "current.yaml"), "not with itself"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_asked_is_one_line(leadsim: Leadsim, words: tuple[str, ...], problem: str) -> None:
    assert problem in leadsim(*words).refused()


def test_what_takes_hours_is_refused_before_it_begins(leadsim: Leadsim, executor: Inline) -> None:
    refused = leadsim("--draws", "10000", "--replications", "10000", "--find", "costs.jail_day").refused()
    assert "ask for less, or say --allow-large" in refused
    assert executor.tasks == []


def test_an_interrupt_leaves_what_is_done(leadsim: Leadsim, executor: Inline) -> None:
    executor._fine = 2
    said = leadsim(*PRICES)
    assert said.code == 130
    assert "what has been simulated is in the store" in said.err
    executor._fine = None
    done = len(executor.tasks)
    assert leadsim(*PRICES).code == 0
    assert len(executor.tasks) - done == 6 - 2
