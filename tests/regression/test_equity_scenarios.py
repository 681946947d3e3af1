"""The illustrations do what their titles say: savings and disparity part, and a wider rule narrows what it hands on."""

from __future__ import annotations

import pytest

import simulator as ls
from simulator.inputs.load import load_scenario
from simulator.report.equity import equity_of
from simulator.results import Comparison, Record
from tests.experiment.doubles import Inline

DRAWS = 10
ILLUSTRATIONS = ("skewed-discretion", "unequal-process", "wider-eligibility")


def compare(scenario: str, baseline: str) -> Comparison:
    return ls.compare([f"king-county/{scenario}"], baseline=f"king-county/{baseline}", draws=DRAWS, executor=Inline())


def change(answer: Comparison, line: str) -> Record:
    [found] = [
        r for r in answer.records if (r.measure, r.line, r.group, r.basis) == ("rri_change", line, "black", "white")
    ]  # fmt: skip
    return found


@pytest.mark.parametrize("name", ILLUSTRATIONS)
def test_an_illustration_says_that_it_is_one_and_where_its_numbers_are_from(name: str):
    scenario = load_scenario(f"king-county/{name}")
    assert scenario.title.startswith("Illustration: ")
    assert scenario.sentence.startswith("An illustration and no measurement: ")
    made_up = [scenario.parameters[path] for path in scenario.changes if path.startswith("equity.")]
    assert made_up
    assert all(each.grade == "placeholder" and "Made up" in str(each.assumption) for each in made_up)


def test_with_skewed_discretion_savings_rise_and_disparity_widens():
    answer = compare("skewed-discretion", "current")
    [gross] = [
        r for r in answer.records
        if (r.measure, r.rung, r.payer, r.line, r.fiscal_year) == ("dollars", "gross", "all", None, "all")
    ]  # fmt: skip
    assert gross.difference.mean > 0.0
    for line in ("participants", "offered", "referred"):
        found = change(answer, line)
        assert found.scenario_mean < 0.85 < 0.9 < found.baseline_mean, line
        assert found.difference.chance_negative == 1.0, line
    assert change(answer, "bookings").difference.mean > 0.0
    equity = equity_of(answer, "king-county/skewed-discretion", "white")
    assert equity is not None
    assert "widens at new LEAD participants, black" in equity.finding


def test_where_a_warrant_stops_no_diversion_disparity_narrows():
    answer = compare("wider-eligibility", "unequal-process")
    found = change(answer, "eligible")
    assert found.baseline_mean < 0.97
    assert found.difference.mean > 0.02
    assert found.difference.chance_positive >= 0.9
