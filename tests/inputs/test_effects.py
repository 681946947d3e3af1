"""One share of LEAD's effects for everybody, in place of what is believed of it."""

from __future__ import annotations

from pathlib import Path

import pytest

import simulator
from simulator.errors import InputError
from simulator.inputs.draw import draw_inputs
from simulator.inputs.effects import SHARE, with_effects
from simulator.inputs.load import load_scenario
from simulator.inputs.values import number
from tests.experiment.places import make_place

NAMES = ("king-county/pilot", "king-county/no-lead")


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_the_share_holds_in_every_draw_before_the_start_and_after_it(share: float):
    for scenario in with_effects([load_scenario(name) for name in NAMES], share):
        for draw in (0, 1, 2):
            inputs = draw_inputs(scenario, 1, draw)
            for values in (inputs.practice, inputs.policy):
                assert number(values.at(scenario.jurisdiction.calendar.start), SHARE) == share


def test_every_other_input_is_drawn_as_before():
    before = load_scenario(NAMES[0])
    [after] = with_effects([before], 1.0)
    one, other = (draw_inputs(scenario, 1, 3).policy.by_path for scenario in (before, after))
    assert {path for path in one if one[path] != other[path]} == {SHARE}


def test_scenarios_of_a_place_stay_of_one_place():
    scenarios = with_effects([load_scenario(name) for name in NAMES], 1.0)
    assert len({id(scenario.jurisdiction) for scenario in scenarios}) <= 2
    assert scenarios[0].jurisdiction == scenarios[1].jurisdiction


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_what_is_no_share_is_refused(share: float):
    with pytest.raises(InputError, match="allowed: 0 to 1"):
        with_effects([load_scenario(NAMES[0])], share)


def test_undiscounted_effects_avoid_more_bookings_than_none(tmp_path: Path):
    place = make_place(tmp_path / "town", {"population.pool": 300, "lead.annual_budget": 3_000_000})

    def avoided(share: float) -> float:
        answer = simulator.compare([place.scenario("as-before")], draws=4, effects=share, workers=1)
        [found] = [
            each
            for each in answer.records
            if (each.measure, each.fiscal_year, each.group) == ("bookings", "all", "all") and each.table == "quantities"
        ]
        return -found.difference.mean

    assert avoided(1.0) > avoided(0.0)
