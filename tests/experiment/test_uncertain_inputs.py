"""The uncertain inputs of a question by draw: every one is in a group, and its values are those that are simulated."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.experiment.question import Question
from simulator.experiment.sensitivity_information import lucks_of
from simulator.experiment.uncertain_inputs import GROUPS, count_inputs, group_of, values_of
from simulator.inputs.load import list_scenarios, load_scenario
from tests.experiment.places import CLOSED, make_place


@pytest.fixture(scope="module")
def asked() -> Question:
    return Question((load_scenario("king-county/citywide"),), load_scenario("king-county/no-lead"), draws=40)


@pytest.mark.parametrize("name", [name for name in list_scenarios() if name.endswith("no-lead")])
def test_every_uncertain_input_of_every_place_is_in_a_group(name: str) -> None:
    baseline = load_scenario(name)
    other = next(each for each in list_scenarios() if each.startswith(name.partition("/")[0]) and each != name)
    question = Question((load_scenario(other),), baseline, draws=2)
    assert {group_of(key) for key in lucks_of(question)} <= set(GROUPS.values())


def test_a_group_is_that_of_the_longest_beginning() -> None:
    assert group_of("lead.effect.discount") == "LEAD's effects"
    assert group_of("lead.consent") == "How LEAD runs: referrals, caseloads, engagement"
    assert group_of("costs.case_manager") == "LEAD's own costs"
    assert group_of("costs.jail_day") == "Unit costs of the justice system"
    assert (
        group_of("costs.jail_day_marginal_share") == group_of("savings.jail_backfill") == "Which part of costs varies"
    )
    assert group_of("leading.edge") == "leading"


def test_values_are_those_of_the_draws_and_move_with_their_luck(asked: Question) -> None:
    values, lucks = values_of(asked), lucks_of(asked)
    assert set(values) == set(lucks)
    _, scenario = asked.inputs_of(7)
    start = asked.jurisdiction.calendar.start
    assert values["costs.jail_day"][6] == scenario.policy.at(start)["costs.jail_day"]
    for key in ("costs.jail_day", "lead.effect.discount", "prosecution.filed.felony"):
        order = np.argsort(lucks[key])
        assert (np.diff(np.array(values[key])[order]) >= 0.0).all(), "a value rises with its quantile"


def test_a_value_is_that_of_whoever_is_uncertain_about_it(tmp_path: Path) -> None:
    """The scenario's own range comes first; what it has fixed is uncertain in the baseline."""
    even = {"distribution": "uniform", "low": 100, "high": 500}
    day = {"value": 200, "price_year": 2025, "uncertainty": even}
    place = make_place(tmp_path / "town", {"costs.jail_day": day, "costs.booking": day})
    higher = {**day, "value": 2_000, "uncertainty": {**even, "low": 1_000, "high": 3_000}}
    chosen = place.scenario("own", {"costs.jail_day": higher, "costs.booking": {"value": 7, "price_year": 2025}})
    values = values_of(Question((chosen,), place.scenario("none", CLOSED), draws=5))
    assert all(1_000 <= each <= 3_000 for each in values["costs.jail_day"])
    assert all(100 <= each <= 500 for each in values["costs.booking"])


def test_inputs_that_a_calibration_ties_together_are_counted(asked: Question) -> None:
    found = count_inputs(asked)
    assert list(found.together) == ["seattle"]
    assert 0 < found.together["seattle"] < found.inputs
    tied = {path for path, each in asked.jurisdiction.parameters.items() if "seattle" in str(each.uncertainty)}
    assert found.together["seattle"] == len(tied)
