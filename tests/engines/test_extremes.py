"""At the ends of what a scenario may say both engines are the same, too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.engines.twins import assert_identical, run_fast
from tests.properties import test_extreme_worlds as worlds
from tests.properties import test_extremes as extremes
from tests.properties.courthouse import LIVELY
from tests.properties.worlds import Scenario

FEW = {"population.pool": 15}
ENDS: Mapping[str, Mapping[str, Any]] = {
    **{f"police, jail and LEAD: {name}": {**FEW, **changes} for name, changes in extremes.EXTREMES.items()},
    **{f"all busy: {name}": {**FEW, **LIVELY, **changes} for name, changes in worlds.EXTREMES.items()},
}
EDGES = extremes.EDGES
UP_AND_DOWN, OTHERS_UP_AND_DOWN = extremes.PLANS["up and down"]
UNITS = {
    "nothing limited": Scenario({}, EDGES, ((EDGES[0], 100_000),)),
    "up and down": Scenario({}, EDGES, UP_AND_DOWN, extremes.limited(OTHERS_UP_AND_DOWN)),
}


@pytest.mark.parametrize("units", UNITS)
@pytest.mark.parametrize("end", ENDS)
def test_the_ends_are_the_same_in_both_engines(end: str, units: str):
    scenario = UNITS[units].changed(ENDS[end])
    setup = scenario.setup()
    assert_identical(scenario.run(setup), run_fast(scenario, setup))
