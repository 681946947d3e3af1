"""When investors are repaid: once the term has closed and the lag has passed, if the run is long enough."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.experiment.reinvest import question_of, reinvest
from simulator.inputs.load import load_scenario
from simulator.results import Record
from tests.experiment.doubles import Inline, MemorySink
from tests.report.samples import small_place


def asked(folder: Path, lag: int, **terms: Any) -> list[Record]:
    """Return what is told of the investor of a bond in a small place of three fiscal years."""
    place = small_place(folder / "bond", horizon_years=3)
    agreement = {
        "measure": "outcome",
        "tiers": "rikers",
        "investor": "state",
        "covers": ["county"],
        "split": {"state": 1},
    }
    scenario = place.scenario("bond", {"capture.share": 1, "capture.lag": lag}, reinvestment={**agreement, **terms})
    executor = Inline()
    question = question_of(scenario, load_scenario(place.folder / "no-lead.yaml"), 1, 2, 1)
    found = reinvest(question, MemorySink(), lambda: executor, 1)
    return [r for r in found.comparison.records if r.measure.startswith("investor_")]


@pytest.mark.parametrize(("lag", "terms", "month"), [(2, {}, 26), (12, {}, 36), (2, {"years": 1}, 14)])
def test_the_month_of_payment(lag: int, terms: dict[str, int], month: int, tmp_path: Path) -> None:
    records = asked(tmp_path, lag, **terms)
    assert {r.scenario_mean for r in records if r.measure == "investor_paid_month"} == {month}
    assert sum(r.scenario_mean for r in records if r.measure == "investor_tier") == 1.0


def test_a_payment_that_does_not_fall_into_the_run_is_not_told(tmp_path: Path) -> None:
    assert asked(tmp_path, 2, years=3) == []
