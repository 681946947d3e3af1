from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.experiment.question import Question
from simulator.inputs.load import load_scenario
from simulator.results import Comparison
from tests.experiment.doubles import ask
from tests.experiment.places import Place
from tests.report.samples import small_place


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A small place of five fiscal years, so that some are beyond the evidence."""
    return small_place(tmp_path_factory.mktemp("places") / "town", horizon_years=5)


@pytest.fixture(scope="session")
def answer(town: Place) -> Comparison:
    """Two scenarios against their baseline in three futures."""
    named = {name: load_scenario(town.folder / f"{name}.yaml") for name in ("pilot", "more", "no-lead")}
    pilot, more, none = (replace(scenario, name=f"town/{name}") for name, scenario in named.items())
    return ask(Question((pilot, more), none, draws=3))
