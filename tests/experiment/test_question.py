"""Questions that cannot be asked, and how many runs a question takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.errors import InputError, shorten
from simulator.experiment.question import SPEEDS, Question
from simulator.inputs.scenario import Scenario
from tests.experiment.places import Place, make_place


@pytest.fixture(scope="module")
def baseline(place: Place) -> Scenario:
    return place.scenario("baseline")


@pytest.fixture(scope="module")
def more(place: Place) -> Scenario:
    return place.scenario("more", {"lead.consent": 1})


def refusal(baseline: Scenario, *scenarios: Scenario, **keys: Any) -> InputError:
    with pytest.raises(InputError) as refused:
        Question(scenarios, baseline, **keys)
    return refused.value


def test_a_scenario_is_asked_for_once(baseline: Scenario, more: Scenario):
    assert refusal(baseline, more, more).found == shorten(more.name)


def test_a_scenario_is_not_compared_with_itself(baseline: Scenario, more: Scenario):
    assert refusal(baseline, more, baseline).found == shorten(baseline.name)


def test_a_scenario_of_another_jurisdiction_is_not_compared(tmp_path: Path, baseline: Scenario):
    elsewhere = make_place(tmp_path / "elsewhere", {"population.pool": 61}).scenario("more")
    refused = refusal(baseline, elsewhere)
    assert refused.found == shorten(elsewhere.name)
    assert "own jurisdiction" in str(refused)


def test_there_is_a_scenario_to_compare(baseline: Scenario):
    assert "no scenario" in str(refusal(baseline))


@pytest.mark.parametrize("money", ["real", "Constant", ""])
def test_a_wrong_word_for_money_is_refused_with_the_right_ones(baseline: Scenario, more: Scenario, money: str):
    refused = refusal(baseline, more, money=money)
    assert refused.allowed == "constant, nominal, discounted"
    assert "no such kind of money" in str(refused)


@pytest.mark.parametrize(
    "numbers", [{"draws": -1}, {"replications": 0}, {"replications": -3}, {"replications": 10_001}]
)
def test_numbers_of_runs_that_are_none_are_refused(baseline: Scenario, more: Scenario, numbers: dict[str, int]):
    refusal(baseline, more, **numbers)


def test_runs_are_scenarios_and_baseline_times_draws_times_replications(baseline: Scenario, more: Scenario):
    question = Question((more,), baseline, draws=7, replications=3)
    assert question.everyone == (baseline, more)
    assert question.draw_numbers == (1, 2, 3, 4, 5, 6, 7)
    assert question.runs == 2 * 7 * 3


def test_without_draws_the_base_case_is_run_alone(baseline: Scenario, more: Scenario):
    question = Question((more,), baseline, draws=0, replications=3)
    assert question.draw_numbers == (0,)
    assert question.runs == 6


def test_the_guess_of_the_time_goes_down_with_workers(baseline: Scenario, more: Scenario):
    question = Question((more,), baseline, draws=10)
    assert question.seconds(4) == pytest.approx(question.seconds(1) / 4)
    assert question.seconds(1) == pytest.approx(60 * 2 * 20 / SPEEDS[question.engine], rel=1e-2)
