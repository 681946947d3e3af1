from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.experiment.question import Question
from simulator.experiment.reinvest import Reinvestment, question_of, reinvest
from simulator.inputs.load import load_scenario
from simulator.results import Comparison
from tests.experiment.doubles import Inline, MemorySink, ask
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


@pytest.fixture(scope="session")
def funded(tmp_path_factory: pytest.TempPathFactory) -> Reinvestment:
    """A scenario with a fund that starts with money, and whose city grant ends, without and with its agreement."""
    place = small_place(tmp_path_factory.mktemp("places") / "funded", horizon_years=3)
    dollars = {"price_year": 2025}
    fund = place.scenario(
        "fund",
        {
            "lead.annual_budget": {"value": 500_000, **dollars},
            "capture.share": 0.5, "capture.lag": 2, "capture.audit_worlds": 1,
            "fund.opening_balance": {"value": 300_000, **dollars}, "fund.reserve_months": 2, "fund.notice_months": 1,
        },
        reinvestment={
            "covers": ["county", "city"], "certified_by": "The county auditor",
            "split": {"fund": 0.65, "schools": 0.35}, "plan": [{"buy": "case_managers"}],
        },
    )  # fmt: skip
    executor = Inline()
    baseline = load_scenario(place.folder / "no-lead.yaml")
    return reinvest(question_of(fund, baseline, 1, 2, 1), MemorySink(), lambda: executor, 1)
