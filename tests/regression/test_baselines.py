"""The base case gives the numbers it gave before, unless somebody says why not (`make baselines`)."""

import json

import pytest

from tests.regression.headline import BASELINES, SCENARIOS, headline

BEFORE = json.loads(BASELINES.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SCENARIOS)
def test_headline_is_as_before(name: str) -> None:
    now = headline(name)
    moved = {
        key: (BEFORE[name].get(key), value)
        for key, value in now.items()
        # Counts and cents are whole and exact; person-days may differ in the last bits between platforms.
        if BEFORE[name].get(key) != pytest.approx(value, rel=1e-9, abs=0.0)
    }
    assert set(now) == set(BEFORE[name])
    assert moved == {}, "before and now"


def test_every_scenario_differs_in_its_headline() -> None:
    seen = [tuple(BEFORE[name].values()) for name in SCENARIOS]
    assert len(set(seen)) == len(SCENARIOS)
