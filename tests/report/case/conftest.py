from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.experiment.reinvest import Reinvestment
from simulator.inputs.load import load_scenario
from simulator.report.case.view import View
from simulator.results import Comparison
from tests.experiment.places import Place
from tests.report.case.cases import view_in


@pytest.fixture(scope="session")
def view(answer: Comparison, town: Place) -> View:
    """A scenario of a small place in three futures."""
    return view_in(answer, town, "pilot")


@pytest.fixture(scope="session")
def fund_view(funded: Reinvestment) -> View:
    """A scenario whose agreement captures savings for a fund."""
    name = funded.comparison.identity.scenarios[-1]
    scenario, baseline = (load_scenario(each) for each in (name, funded.comparison.identity.baseline))
    return replace(view_in(funded.comparison, None, name, scenario, baseline), comparison=funded.comparison)
