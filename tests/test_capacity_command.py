"""The capacity command: what it finds, shows, keeps and writes, and what it refuses."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import api
from simulator.model.quantities import Quantity
from simulator.store import Store
from tests.commands import Leadsim, answered, command_line
from tests.experiment.doubles import Inline
from tests.experiment.places import CLOSED, Place, make_place

BASE = ("--draws", "2")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Place:
    # Case managers with room for four, two of whom the budget buys, and referrals enough for several.
    place = make_place(tmp_path_factory.mktemp("places") / "town", {"lead.caseload": 4})
    place.scenario("current")
    place.scenario("none", CLOSED)
    place.scenario("demand", {"lead.hire_to_demand": 1})
    place.scenario("ample", {"lead.annual_budget": {"value": 9_000_000, "price_year": 2025}})
    return place


@pytest.fixture
def anywhere(
    town: Place, store: Path, executor: Inline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Leadsim:
    """Return the command in this process, among the files of a small place."""
    monkeypatch.chdir(town.folder)
    return command_line(monkeypatch, capsys, "capacity")


@pytest.fixture
def leadsim(anywhere: Leadsim) -> Leadsim:
    """Return the same about one scenario against a baseline without LEAD."""
    return lambda *words: anywhere("current.yaml", "--baseline", "none.yaml", *words)


def measured(data: dict[str, Any], measure: str) -> dict[str, float]:
    return {each["group"]: each["scenario_mean"] for each in data["estimates"] if each["measure"] == measure}


def test_the_answer_holds_with_its_neighbors_and_is_on_the_curve(leadsim: Leadsim) -> None:
    data = answered(leadsim, *BASE)
    curve = {row["size"]: row for row in data["curve"]}
    assert 2 < data["smallest"] <= data["most"]
    assert all(row["target_met"] == 1.0 for size, row in curve.items() if size >= data["smallest"])
    assert curve[data["smallest"] - 1]["target_met"] < 0.9
    assert {data["smallest"] + 1, data["smallest"] + 2} <= curve.keys()
    assert all(row["turned_away"] == 0.0 for row in curve.values() if row["target_met"] == 1.0)
    costs = [row["program_cost"] for row in data["curve"]]
    assert costs == sorted(costs)
    assert data["interval"][0] <= data["smallest"] <= (data["interval"][1] or data["most"])


def test_what_is_shown_says_what_it_takes_and_what_is_held(leadsim: Leadsim) -> None:
    data, shown = answered(leadsim, *BASE), leadsim(*BASE).out
    said = " ".join(shown.split())
    assert f"{data['smallest']} case managers: the smallest number at which nobody who qualifies is turned away" in said
    assert "The scenario has 2 on average over draws:" in said
    assert "too few. The others cost $" in said
    assert all(row["net"] < 0.0 for row in data["curve"])
    assert "The net is a loss at every size that was tried; it is best at 1, −$" in said
    assert "held from the start date to the end; practice before and baseline stay as they are" in said
    assert "Who qualifies while staff is still being hired does not count." in said
    assert max(len(line) for line in shown.splitlines()) <= 120


def test_who_has_more_than_it_takes_is_told_what_they_cost(anywhere: Leadsim) -> None:
    said = " ".join(anywhere("ample.yaml", *BASE).out.split())
    assert "more than it takes, which cost $" in said


def test_what_changes_later_does_not_happen_and_that_is_said(anywhere: Leadsim, town: Place) -> None:
    money = {"value": 800_000, "price_year": 2025, "then": [{"from": date(2027, 7, 1), "value": 0}]}
    town.scenario("ends-early", {"lead.annual_budget": money})
    said = " ".join(anywhere("ends-early.yaml", *BASE).out.split())
    assert "The scenario has 2 on average over draws, at its largest:" in said
    assert "What the scenario changes of it later does not happen here." in said


def test_staff_hired_to_demand_is_fixed_instead_and_that_is_said(anywhere: Leadsim) -> None:
    assert "hires to demand, beginning with 2" in " ".join(anywhere("demand.yaml", *BASE).out.split())
    curves = (
        answered(anywhere, f"{name}.yaml", "--baseline", "none.yaml", *BASE)["curve"] for name in ("demand", "current")
    )
    assert next(curves) == next(curves), "nobody is hired beyond the size"


def test_the_answer_is_kept_with_those_of_the_comparison_and_exported(leadsim: Leadsim, store: Path) -> None:
    data = answered(leadsim, *BASE, "--payer", "county")
    with Store(str(store)) as kept:
        found = kept.find_comparison(data["run"])
    mine = [record.as_dict() for record in found.records if record.table == "capacity"]
    assert mine == data["estimates"]
    assert {each["line"] for each in mine} == {"lead.case_managers"}
    assert measured(data, "smallest") == {"all": data["smallest"]}
    assert {each["payer"] for each in mine if each["measure"] == "net"} == {"county"}
    assert set(measured(data, "turned_away")) == {str(row["size"]) for row in data["curve"]}


def test_a_net_and_a_cost_are_those_of_the_same_scenario_with_so_many(leadsim: Leadsim, town: Place) -> None:
    data = answered(leadsim, *BASE)
    size = data["smallest"]
    fixed = town.scenario("fixed", {"lead.case_managers": size})
    found = api.compare([fixed], baseline=town.folder / "none.yaml", draws=2, workers=1)
    (net,) = [
        each.difference.mean
        for each in found.records
        if (each.table, each.rung, each.payer, each.line, each.fiscal_year) == ("money", "net", "all", None, "all")
        and each.measure == "dollars"
    ]
    assert measured(data, "net")[str(size)] == pytest.approx(net)


def test_who_is_turned_away_is_who_the_model_counts(town: Place) -> None:
    # Without a list, from the start date on, it is the referrals that the model itself refuses for want of a place.
    tight = town.scenario("tight", {"lead.waiting_list": 0, "lead.case_managers": 2, "lead.hire_lag": 0})
    found = api.capacity(tight, baseline=town.folder / "none.yaml", draws=0, most=2, workers=1)
    calendar = tight.jurisdiction.calendar
    tally = api.run(tight).tally.counts[calendar.warm_up_months :]
    seen = found.by_future(2)
    assert seen.turned_away.tolist() == [tally[:, Quantity.REFERRALS_WITHOUT_SLOT].sum()]
    assert seen.qualified.tolist() == [
        sum(
            tally[:, each].sum()
            for each in (Quantity.REFERRALS_ARREST, Quantity.REFERRALS_SOCIAL, Quantity.REFERRALS_COMMUNITY)
        )
    ]
    assert found.smallest is None


def test_waits_are_those_that_the_model_counts(town: Place) -> None:
    slow = town.scenario("slow", {"lead.case_managers": 2, "lead.hire_lag": 0, "lead.patience": 36_000})
    found = api.capacity(slow, baseline=town.folder / "none.yaml", draws=0, wait_days=400.0, most=2, workers=1)
    tally = api.run(slow).tally.counts[slow.jurisdiction.calendar.warm_up_months :]
    used, funded = (tally[:, each].sum() for each in (Quantity.PLACE_DAYS_USED, Quantity.PLACE_DAYS_FUNDED))
    seen = found.by_future(2)
    assert (seen.used.tolist(), seen.funded.tolist()) == ([used], [funded])
    assert np.isfinite(seen.wait_p50).all() or seen.waiting.sum() > 0


def test_the_smallest_budget_is_what_the_smallest_staff_costs(leadsim: Leadsim) -> None:
    staff, money = answered(leadsim, *BASE), answered(leadsim, *BASE, "--of", "budget")
    assert money["smallest"] == staff["smallest"]
    # 300,000 for the program, 180,000 for a case manager, 12 × 200 for each of 4 people.
    expected = 300_000 + staff["smallest"] * (180_000 + 12 * 200 * 4)
    assert measured(money, "smallest")["all"] == pytest.approx(expected)
    assert f"{expected:.0f}" in measured(money, "net")
    said = " ".join(leadsim(*BASE, "--of", "budget").out.split())
    assert f"a year ({staff['smallest']} case managers): the smallest budget at which" in said


def test_a_target_that_cannot_be_met_is_said_plainly(leadsim: Leadsim) -> None:
    data = answered(leadsim, *BASE, "--most", "3")
    assert data["smallest"] is None
    (answer,) = [each for each in data["estimates"] if each["measure"] == "smallest"]
    assert answer["reason"] == "nobody who qualifies is turned away: not with up to 3 case managers"
    said = " ".join(leadsim(*BASE, "--most", "3").out.split())
    assert "Cannot be met with up to 3 case managers" in said
    assert "they do limit, and --most lets the search go on" in said


def test_a_looser_target_takes_fewer(leadsim: Leadsim) -> None:
    none, some = (answered(leadsim, *BASE, "--turned-away", share)["smallest"] for share in ("0", "0.3"))
    assert some < none
    assert answered(leadsim, *BASE, "--wait-days", "60")["smallest"] <= none


def test_housing_is_searched_by_its_places(leadsim: Leadsim) -> None:
    data = answered(leadsim, "--draws", "1", "--of", "interim-housing", "--turned-away", "0.5")
    assert data["path"] == "interim_housing.places"
    assert data["target"]["words"] == "at most 50 % of those who ask for one are turned away"
    assert data["smallest"] is not None
    assert {each["unit"] for each in data["estimates"] if each["measure"] == "smallest"} == {"places"}


def test_the_curve_is_a_file(leadsim: Leadsim, tmp_path: Path) -> None:
    out = tmp_path / "curve.csv"
    data = answered(leadsim, *BASE, "--out", str(out))
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["size"]) for row in rows] == [row["size"] for row in data["curve"]]
    assert [float(row["net"]) for row in rows] == pytest.approx([row["net"] for row in data["curve"]])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full here")
def test_a_full_disk_takes_the_file_and_not_the_answer(leadsim: Leadsim, store: Path) -> None:
    said = leadsim(*BASE, "--out", "/dev/full")
    assert (said.code, said.out) == (2, "")
    assert "/dev/full: the file cannot be written: No space left on device" in said.err
    with Store(str(store)) as kept:
        assert len(kept.answers()) == 1


def test_a_dry_run_simulates_nothing(leadsim: Leadsim, executor: Inline) -> None:
    said = leadsim(*BASE, "--dry-run")
    assert (said.code, said.out) == (0, "")
    assert "8 runs to simulate" in said.line(), "two draws of the baseline and of 1, 2 and 4 case managers"
    assert executor.tasks == []
    data = answered(leadsim, *BASE, "--dry-run")
    assert (data["runs"], data["to_simulate"]) == (8, 8)


def test_asking_again_simulates_nothing(leadsim: Leadsim, executor: Inline) -> None:
    first = answered(leadsim, *BASE)
    done = len(executor.tasks)
    assert answered(leadsim, *BASE) == first
    assert len(executor.tasks) == done


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (
            ("--of", "beds"),
            "key --of: this cannot be searched; found beds; allowed: case-managers, budget, interim-housing",
        ),
        (("--wait-days", "7", "--turned-away", "0.1"), "ask for one of them"),
        (("--wait-days", "-1"), "key --wait-days: there is no such target; found -1"),
        (("--turned-away", "1"), "key --turned-away: there is no such target; found 1"),
        (("--chance", "0"), "key --chance: there is no such target; found 0"),
        (("--chance", "nan"), "there is no such target"),
        (("--after", "12"), "key --after: there is no such month; found 12; allowed: 0 to 11 months"),
        (("--most", "0"), "most"),
        (("--out", "nowhere/x.csv"), "no such folder"),
        (("--out", "."), "a folder and no file"),
        (("--out", f"{'x' * 300}.csv"), "too long"),
        (("--rung", "captured"), "no net on this rung"),
        (("--payer", "conty"), "did you mean county"),
        (("--baseline", "current.yaml"), "not with itself"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_asked_is_one_line(leadsim: Leadsim, words: tuple[str, ...], problem: str) -> None:
    assert problem in leadsim(*words).refused()


def test_what_takes_hours_is_refused_before_it_begins(leadsim: Leadsim, executor: Inline) -> None:
    assert "or say --allow-large" in leadsim("--draws", "500", "--replications", "10000").refused()
    assert executor.tasks == []


def test_an_interrupt_leaves_what_is_done(leadsim: Leadsim, executor: Inline, store: Path) -> None:
    executor._fine = 3
    said = leadsim(*BASE)
    assert said.code == 130
    assert "asking again goes on from there" in said.err
    with Store(str(store)) as kept:
        assert kept.answers() == []
