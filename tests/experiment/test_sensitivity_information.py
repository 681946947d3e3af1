"""What to measure next: the lucks that are regressed on are those of the draws, and the ranking is in money."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.analysis.value_of_information import against_nothing, perfect
from simulator.errors import InputError
from simulator.experiment import sensitivity_information
from simulator.experiment.question import Question
from simulator.experiment.sensitivity import Bench
from simulator.experiment.sensitivity_information import Information, information, information_plan
from simulator.experiment.sensitivity_runs import Floats, Stake, Variants
from simulator.inputs.draw import draw_inputs
from simulator.inputs.load import load_scenario
from simulator.report.sensitivity_information import information_parts
from tests.experiment.doubles import Inline
from tests.experiment.studies import Sink
from tests.report.test_tables import printed

PATH = "costs.case_manager"


@pytest.fixture(scope="module")
def asked() -> Question:
    return Question((load_scenario("king-county/pilot"),), load_scenario("king-county/no-lead"), draws=120)


def found_with(asked: Question, monkeypatch: pytest.MonkeyPatch, weight: float, mean: float) -> Information:
    """Return what is worth knowing where the net is one price by itself, in the place of the engine."""
    places = [
        draw_inputs(asked.baseline, asked.seed, draw).practice.at(asked.jurisdiction.calendar.start)[PATH]
        for draw in asked.draw_numbers
    ]
    values = np.array(places, dtype=np.float64)

    def model(planned: Variants, *_: object) -> Floats:
        assert planned.question is asked
        return (mean + weight * (values - values.mean()))[np.newaxis, :, np.newaxis]

    monkeypatch.setattr(sensitivity_information, "nets", model)
    return information(Variants(asked, (), Stake(), ()), Bench(Sink(), Inline, 1))


def test_the_only_input_that_matters_is_worth_nearly_all_and_comes_first(
    asked: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = found_with(asked, monkeypatch, 10.0, -50_000.0)
    first = found.worths[0]
    assert first.path == PATH
    assert first.told_apart
    assert first.value == pytest.approx(found.perfect, rel=0.05)
    assert found.perfect == perfect(against_nothing(found.nets)) < found.loss_otherwise
    assert sum(each.told_apart for each in found.worths[1:]) <= 1
    shown = " ".join(printed(information_parts(found, 3), 120).split())
    assert f"1. {PATH}" in shown
    assert "king-county/no-lead is chosen over king-county/pilot" in shown


def test_where_all_futures_agree_nothing_is_worth_measuring(asked: Question, monkeypatch: pytest.MonkeyPatch) -> None:
    found = found_with(asked, monkeypatch, 0.001, 50_000.0)
    assert found.perfect == 0.0
    assert all(each.value == 0.0 for each in found.worths)
    shown = " ".join(printed(information_parts(found, 3), 120).split())
    assert "king-county/pilot is chosen over king-county/no-lead" in shown
    assert "in all 120 draws: nothing that could be learned would change that" in shown


def test_too_few_draws_are_refused(asked: Question) -> None:
    with pytest.raises(InputError, match="takes more draws; found 49"):
        information_plan(replace(asked, draws=49), Stake())
