"""The uncertainty command: what it shows, keeps and writes, how it splits runs, what it refuses, and stopping."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.analysis.acceptability import accepting
from simulator.analysis.value_of_information import against_nothing, expected_losses
from simulator.results import Record
from simulator.store import Store
from tests.commands import Leadsim, answered, command_line
from tests.experiment.doubles import Inline
from tests.experiment.places import CLOSED, Place, make_place

EVEN = {"distribution": "uniform", "low": 100, "high": 900}
# A jail day's price turns the sign: few people, cheap staff, and all of a day's cost varies.
FACTS = {
    "costs.jail_day": {"value": 400, "uncertainty": EVEN},
    "costs.jail_day_marginal_share": {"value": 1, "price_year": None},
}
FEW = ("--draws", "6", "--replications", "2")


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
    return command_line(monkeypatch, capsys, "uncertainty", "current.yaml", "--baseline", "none.yaml")


def measured(data: dict[str, Any], measure: str, **keys: Any) -> list[dict[str, Any]]:
    mine = [each for each in data["estimates"] if each["measure"] == measure]
    return [each for each in mine if all(each[key] == value for key, value in keys.items())]


def kept_records(store: Path, data: dict[str, Any]) -> Sequence[Record]:
    with Store(str(store)) as kept:
        return kept.find_comparison(data["run"]).records


def sheet(folder: Path, name: str) -> list[list[str]]:
    """Return the rows of a file, its heading first."""
    return list(csv.reader((folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()))


def test_chances_are_those_of_a_comparison_of_the_same_draws(
    leadsim: Leadsim, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = answered(leadsim, *FEW)
    compare = command_line(monkeypatch, capsys, "compare", "current.yaml", "--baseline", "none.yaml")
    other = json.loads(compare(*FEW, "--json").out)
    expected = {
        (each["rung"], each["payer"], each["fiscal_year"]): each["difference"]
        for each in other["estimates"]
        if each["measure"] == "dollars" and each["line"] is None and str(each["rung"]).endswith("net")
    }
    found = measured(data, "chance_of_saving")
    assert {(each["rung"], each["payer"], each["fiscal_year"]) for each in found} == set(expected)
    for each in found:
        whole, mine = expected[each["rung"], each["payer"], each["fiscal_year"]], each["difference"]
        assert mine["mean"] == mine["chance_positive"] == whole["chance_positive"]
        assert mine["chance_negative"] == whole["chance_negative"]
        assert mine["low"] <= mine["mean"] <= mine["high"]
    net = expected["net", "all", "all"]
    assert (data["net"], data["net_mcse"]) == pytest.approx((net["mean"], net["mcse"]))
    (one,) = measured(data, "chance_of_saving_in_one_world")
    assert round(one["scenario_mean"] * 12, 6) in range(13), "a share of the runs"
    (spread,) = measured(data, "spread_of_inputs")
    assert spread["scenario_mean"] == pytest.approx(net["parameter_spread"])


@pytest.mark.parametrize("rung", ["gross", "avoided", "cashable"])
def test_the_net_is_that_of_the_payer_and_the_rung(leadsim: Leadsim, store: Path, rung: str) -> None:
    data = answered(leadsim, *FEW, "--payer", "county", "--rung", rung)
    found = kept_records(store, data)
    mine = [record.as_dict() for record in found if record.table == "uncertainty"]
    assert mine == data["estimates"], "the answer is kept, and says what was printed"
    net = {"gross": "average_net", "avoided": "net", "cashable": "cash_net"}[rung]
    (of_compare,) = [
        record.difference
        for record in found
        if (record.table, record.rung, record.payer, record.line, record.fiscal_year)
        == ("money", net, "county", None, "all") and record.measure == "dollars"
    ]  # fmt: skip
    assert data["net"] == pytest.approx(of_compare.mean)
    assert {each["rung"] for each in measured(data, "expected_loss")} == {net}


def test_a_pilot_chooses_the_split_and_its_runs_are_not_done_again(leadsim: Leadsim, executor: Inline) -> None:
    data = answered(leadsim, "--runs", "40")
    (draws,), (replications,) = measured(data, "draws_chosen"), measured(data, "replications_chosen")
    split = int(draws["scenario_mean"]), int(replications["scenario_mean"])
    assert data["pilot"] == [10, 2]
    assert split[0] * split[1] <= 20
    assert data["chosen_by_pilot"]
    assert len(executor.tasks) == 2 * (10 * 2 + max(0, split[0] - 10)), "the pilot's first replications are the split's"
    assert 0.0 <= measured(data, "luck_share")[0]["scenario_mean"] <= 1.0
    shown = leadsim("--runs", "40").out
    assert "chosen by a pilot of 10 × 2" in shown
    assert "how sure it is" in shown
    assert "saving +, cost or loss −" in shown


def test_the_loss_of_each_choice_and_what_a_booking_would_have_to_be_worth(
    leadsim: Leadsim, tmp_path: Path, store: Path
) -> None:
    out = tmp_path / "draws"
    data = answered(leadsim, *FEW, "--out", str(out))
    costs, effects = (np.array(sheet(out, name)[1:], dtype=float) for name in ("cost", "effect"))
    nets, gained = costs[:, 0] - costs[:, 1], effects[:, 1] - effects[:, 0]
    assert nets.mean() == pytest.approx(data["net"])
    losses = {each["group"]: each["scenario_mean"] for each in measured(data, "expected_loss")}
    assert [losses["baseline"], losses["scenario"]] == pytest.approx(expected_losses(against_nothing(nets)).tolist())
    curve = measured(data, "acceptability", line="bookings")
    for each in curve:
        assert each["difference"]["mean"] == ((float(each["group"]) * gained + nets) > 0.0).mean()
    assert curve[0]["group"] == "0"
    assert effects.max() < 0.0, "more bookings are worse"
    booked = next(each for each in kept_records(store, data) if (each.measure, each.fiscal_year) == ("bookings", "all"))
    assert effects[:, 1].mean() == pytest.approx(-booked.scenario_mean)
    assert costs[:, 1].mean() == pytest.approx(costs[:, 0].mean() - data["net"])


def test_the_files_have_a_row_for_each_draw_and_are_not_written_over(leadsim: Leadsim, tmp_path: Path) -> None:
    out = tmp_path / "draws"
    assert leadsim(*FEW, "--out", str(out), "--effect", "jail_days").code == 0
    sheets = {name: sheet(out, name) for name in ("param", "cost", "effect")}
    assert {len(rows) for rows in sheets.values()} == {1 + 6}
    assert sheets["cost"][0] == sheets["effect"][0]
    assert len(sheets["cost"][0]) == 2
    days = [float(row[sheets["param"][0].index("costs.jail_day")]) for row in sheets["param"][1:]]
    assert all(100 <= each <= 900 for each in days)
    assert len(set(days)) == 6
    assert "this file is there already" in leadsim(*FEW, "--out", str(out)).refused()
    assert leadsim(*FEW, "--out", str(out), "--overwrite").code == 0


def test_the_example_of_the_document_recomputes_the_acceptability(
    leadsim: Leadsim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert leadsim(*FEW, "--out", str(tmp_path / "draws")).code == 0
    text = (Path(__file__).parents[1] / "docs" / "uncertainty.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(example, names)  # noqa: S102 - the document's own words are what is tested
    costs, effects = (np.array(sheet(tmp_path / "draws", name)[1:], dtype=float) for name in ("cost", "effect"))
    for price, share in names["acceptable"].items():
        found = accepting(effects[:, 1] - effects[:, 0], costs[:, 0] - costs[:, 1], price)
        assert share == found.value


def test_groups_of_inputs_are_ranked_by_what_knowing_them_is_worth(leadsim: Leadsim) -> None:
    data = answered(leadsim, "--draws", "50", "--replications", "1", "--effects", "1")
    worths = [each["scenario_mean"] for each in measured(data, "worth_of_group")]
    assert worths == sorted(worths, reverse=True)
    assert len(worths) > 5
    assert data["pilot"] == [20, 2], "one replication says nothing of luck"
    (most,) = measured(data, "expected_value_of_perfect_information")
    assert most["scenario_mean"] <= min(each["scenario_mean"] for each in measured(data, "expected_loss")) + 1e-6
    assert "What to measure next" in leadsim("--draws", "50", "--replications", "1", "--effects", "1").out
    assert "takes 50 draws" in leadsim(*FEW).out


def test_a_dry_run_simulates_and_keeps_nothing(leadsim: Leadsim, executor: Inline, store: Path, tmp_path: Path) -> None:
    said = leadsim("--dry-run", "--out", str(tmp_path / "none"))
    assert (said.code, said.out) == (0, "")
    assert "80 runs to simulate" in said.err
    assert "a pilot, then about 500 in all" in said.err
    assert not executor.tasks
    assert not (tmp_path / "none").exists()
    with Store(str(store)) as kept:
        assert kept.answers() == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--payer", "nobody"), "nobody pays or saves under this name"),
        (("--rung", "captured"), "there is no net on this rung"),
        (("--effect", "jail"), "there is no such effect"),
        (("--draws", "5", "--replications", "2", "--runs", "20"), "draws and replications say how many runs there are"),
        (("--overwrite",), "--overwrite goes with --out"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(leadsim: Leadsim, words: tuple[str, ...], said: str) -> None:
    assert said in leadsim(*words).refused()


def test_what_takes_hours_is_refused_before_the_pilot(
    leadsim: Leadsim, executor: Inline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.commands.further.LONG_RUN", 1.0)
    assert "this would take" in leadsim("--runs", "10000").refused()
    assert not executor.tasks


def test_an_interrupt_leaves_what_is_done(leadsim: Leadsim, executor: Inline) -> None:
    executor._fine = 3
    said = leadsim(*FEW)
    assert said.code == 130
    assert "asking again goes on from there" in said.err
