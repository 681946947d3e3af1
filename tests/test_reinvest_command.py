"""`leadsim reinvest`: a fund with and without it, for people and for machines, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from simulator.experiment.reinvest import WITHOUT
from tests.commands import Leadsim, command_line
from tests.experiment.doubles import Inline
from tests.experiment.places import Place
from tests.report.samples import small_place

FUND = {
    "covers": ["county"],
    "certified_by": "The county auditor",
    "plan": [{"buy": "case_managers"}, {"buy": "interim_housing", "most": 2}],
}
CAPTURE = {
    "capture.share": 0.5,
    "capture.lag": 1,
    "capture.audit_worlds": 1,
    "fund.opening_balance": {"value": 500_000, "price_year": 2025},
    "fund.reserve_months": 2,
    "fund.notice_months": 1,
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = small_place(tmp_path_factory.mktemp("places") / "town")
    place.scenario("fund", CAPTURE, reinvestment=FUND)
    return place


@pytest.fixture
def leadsim(
    place: Place, store: Path, executor: Inline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Leadsim:
    monkeypatch.chdir(place.folder)
    return command_line(monkeypatch, capsys)


def test_a_fund_is_shown_with_its_ledger_and_what_it_changes(leadsim: Leadsim):
    said = leadsim("reinvest", "fund.yaml", "--draws", "2")
    assert said.code == 0
    for part in (
        "Certified by: The county auditor", "The fund's ledger", "opening", "closing", "Without and with the agreement",
        "New participants", "Who funds LEAD", "city general fund", "leadsim export",
    ):  # fmt: skip
        assert part in said.out, part
    assert max(len(line) for line in said.out.splitlines()) <= 120
    assert "Traceback" not in said.err


def test_for_machines_it_is_one_object_with_both_scenarios_and_who_funds_lead(leadsim: Leadsim):
    answer = json.loads(leadsim("reinvest", "fund.yaml", "--draws", "2", "--json").out)
    assert answer["run"]["scenarios"] == ["fund.yaml" + WITHOUT, "fund.yaml"]
    assert set(answer["funding"]) == {"sources", "cliffs", "certified_by"}
    funds = {r["scenario"] for r in answer["estimates"] if r["measure"] == "fund_closing"}
    assert funds == {"fund.yaml"}, "without reinvestment there is no fund"


def test_asking_again_simulates_nothing_and_the_answer_is_kept(leadsim: Leadsim, executor: Inline):
    first = leadsim("reinvest", "fund.yaml", "--draws", "2")
    done = len(executor.tasks)
    assert done == 2 * 4, "two worlds of the baseline, the scenario without the fund and with it, in two draws"
    assert leadsim("reinvest", "fund.yaml", "--draws", "2").out == first.out
    assert len(executor.tasks) == done
    listed = json.loads(leadsim("runs", "--json").out)["runs"]
    assert len(listed) == 1
    assert "fund.yaml" in str(listed[0])


def test_the_fund_is_in_the_answers_of_run_and_compare_too(leadsim: Leadsim, executor: Inline):
    leadsim("reinvest", "fund.yaml", "--draws", "2")
    done = len(executor.tasks)
    said = leadsim("compare", "fund.yaml", "pilot.yaml", "--draws", "2", "--json")
    reinvested = {
        r["scenario"] for r in json.loads(said.out)["estimates"] if r["rung"] == "reinvested" and r["payer"] == "fund"
    }
    assert reinvested == {"fund.yaml"}
    assert all(task.place[0] == 2 for task in executor.tasks[done:]), "only the other scenario is new"


def test_where_nothing_is_captured_it_says_so_and_still_says_who_funds_lead(leadsim: Leadsim):
    said = leadsim("reinvest", "pilot.yaml", "--draws", "2")
    assert said.code == 0
    assert "The fund's ledger" not in said.out
    assert "Nothing is captured" in said.out or "nothing is captured" in said.out
    assert "Who funds LEAD" in said.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("reinvest", "fnd.yaml"), "fnd"),
        (("reinvest", "fund.yaml", "--draws", "-1"), "draws"),
        (("reinvest", "fund.yaml", "--baseline", "fund.yaml"), "not with itself"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(arguments: tuple[str, ...], words: str, leadsim: Leadsim):
    said = leadsim(*arguments)
    assert (said.code, said.out) == (2, "")
    (line,) = said.err.splitlines()
    assert words in line
