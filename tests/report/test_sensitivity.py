"""What is said of sensitivity: it turns with the sign, noise is set apart, and break-even values have a side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from simulator.analysis.sensitivity import Crossing
from simulator.experiment.break_even import BreakEven, Searched
from simulator.experiment.oneway import Effect, End, OneWay, Setting
from simulator.experiment.question import Question
from simulator.experiment.sensitivity import Sensitivity
from simulator.experiment.sensitivity_records import sensitivity_records
from simulator.experiment.sensitivity_runs import Stake
from simulator.inputs.draw import stated
from simulator.inputs.load import load_scenario
from simulator.inputs.parameter import Parameter
from simulator.report.sensitivity import number, sensitivity_data, sensitivity_parts
from tests.report.test_tables import printed

PRICE = Parameter.model_validate(
    {
        "label": "Jail day", "unit": "dollars per day", "price_year": 2025, "value": 200, "grade": "placeholder",
        "assumption": "A test's own.", "uncertainty": {"distribution": "uniform", "low": 100, "high": 500},
    }
)  # fmt: skip
BASE = (-4e6, -6e6, -5e6)
HIGH_SAVES = Crossing(0.75, 0.5, None, saves_above=True)


@pytest.fixture(scope="module")
def asked() -> Question:
    return Question((load_scenario("king-county/pilot"),), load_scenario("king-county/no-lead"), draws=3)


def moved(path: str, low: Sequence[float], high: Sequence[float], base: Sequence[float] = BASE) -> Effect:
    setting = Setting(path)
    ends = (
        End(stated(path, PRICE, lucks), tuple(nets)) for lucks, nets in zip(setting.lucks, (low, high), strict=True)
    )
    return Effect(setting, PRICE, End(200.0, tuple(base)), *ends)


def made(asked: Question, *found: tuple[Effect, tuple[Crossing, ...], bool, bool]) -> Sensitivity:
    """Return an answer from effects, their crossings, whether each is apart, and whether it was searched in full."""
    effects = tuple(effect for effect, *_ in found)
    evens = tuple(BreakEven(each, Searched(at, ((0.01, -1.0), (0.99, 1.0))), full) for each, at, _, full in found)
    base = effects[0].base.nets
    return Sensitivity(asked, Stake(), OneWay(base, effects), tuple(apart for _, _, apart, _ in found), evens)


TURNS = (moved("costs.jail_day", [-9e6, -9e6, -9e6], [2e6, 1e6, 3e6]), (HIGH_SAVES,), True, True)
STAYS = (moved("costs.booking", [-5e6, -7e6, -6e6], [-3e6, -5e6, -4e6]), (), True, True)
SMALL = (moved("costs.small", [-4.2e6, -6.2e6, -5.2e6], [-3.9e6, -5.9e6, -4.9e6]), (), True, False)
NOISE = (moved("costs.noise", [-4e6, -6e6, -5e6], [-4e6, -6e6, -4.9e6]), (), False, False)


def text(found: Sensitivity, top: int = 2, width: int = 120) -> str:
    return " ".join(printed(sensitivity_parts(found, top), width).split())


def test_the_finding_names_what_turns_the_answer(asked: Question) -> None:
    shown = text(made(asked, TURNS, STAYS, SMALL, NOISE))
    assert "Net with nothing set: −$5.00M ± $577k" in shown
    assert "1 of 4 inputs can turn the loss into a saving by themselves: “Jail day”." in shown
    assert "“Jail day” moves it farthest: −$9.00M at 120 and +$2.00M at 480 (dollars per day (2025))." in shown
    assert "saves above 400" in shown
    assert "(300 to end of range)" in shown
    assert "none in its range" in shown


def test_where_nothing_turns_it_that_is_said_and_it_turns_round_with_the_sign(asked: Question) -> None:
    assert "No input turns the loss into a saving by itself: of 2, none does" in text(made(asked, STAYS, NOISE))
    gain = moved("costs.booking", [5e6, 6e6, 7e6], [3e6, 4e6, 5e6], base=(4e6, 5e6, 6e6))
    assert "No input turns the saving into a loss by itself" in text(made(asked, (gain, (), True, True)))


def test_noise_is_set_apart_in_one_line_and_smaller_swings_in_another(asked: Question) -> None:
    shown = text(made(asked, TURNS, STAYS, SMALL, NOISE))
    assert "costs.noise" not in shown
    assert "costs.small" not in shown
    assert "Smaller swings that can be told from noise: 1 more (--top" in shown
    assert "Swings that cannot be told from noise at 3 draws: 1 of 4 inputs." in shown
    assert "costs.small" in text(made(asked, TURNS, STAYS, SMALL, NOISE), top=3)
    assert "not at either end" in text(made(asked, TURNS, STAYS, SMALL, NOISE), top=3)
    assert "Break-even" in text(made(asked, NOISE)), "without a row there is no table"
    assert "5th → net" not in text(made(asked, NOISE))


def test_records_say_the_same_as_the_table(asked: Question) -> None:
    found = made(asked, TURNS, STAYS, SMALL, NOISE)
    records = list(sensitivity_records(found))
    of: dict[tuple[str, str | None], Any] = {(each.measure, each.line): each for each in records}
    assert len(of) == len(records)
    even = of["break_even", "costs.jail_day"]
    assert (even.scenario_mean, even.baseline_mean, even.unit) == (400.0, 200.0, "dollars per day (2025)")
    assert (even.difference.mean, even.difference.low, even.difference.high) == pytest.approx((200.0, 100.0, 296.0))
    assert even.reason == "saves above it; its interval reaches beyond the range"
    assert of["break_even_none", "costs.booking"].reason == "no value in its range changes the sign"
    assert of["break_even_none", "costs.small"].reason == "neither end of its range changes the sign"
    assert of["swing", "costs.noise"].reason == "cannot be told from noise"
    assert of["swing", "costs.jail_day"].reason is None
    assert of["swing", "costs.jail_day"].difference.mean == pytest.approx(11e6)
    net = of["net_at_low", "costs.jail_day"]
    assert (net.baseline_mean, net.scenario_mean, net.difference.mean) == pytest.approx((-5e6, -9e6, -4e6))
    assert (net.table, net.rung, net.payer, net.price_year) == (
        "sensitivity",
        "net",
        "all",
        asked.jurisdiction.file.currency_year,
    )
    data = sensitivity_data(found, records)
    assert (data["net"], data["inputs"], data["told_apart"]) == (-5e6, 4, 3)
    assert data["net_mcse"] == pytest.approx(np.std(BASE, ddof=1) / np.sqrt(3))


def test_what_turns_only_by_noise_is_no_finding_and_an_unclear_sign_is_said(asked: Question) -> None:
    base = (-4e6, 5e6, -5e6)
    noisy = moved("costs.jail_day", [-9e6, -9e6, 9e6], [2e6, 1e6, 3e6], base=base), (HIGH_SAVES,), False, True
    shown = text(made(asked, noisy))
    assert "its sign cannot be told from chance" in shown
    assert "No input can be told to turn the loss into a saving by itself." in shown
    assert "1 of them would change the sign, which may be noise as well." in shown
    assert "cannot be told from chance" not in text(made(asked, TURNS))


@pytest.mark.parametrize("width", [80, 100, 120])
def test_it_fits_the_page(asked: Question, width: int) -> None:
    shown = printed(sensitivity_parts(made(asked, TURNS, STAYS, SMALL), 3), width)
    assert max(map(len, shown.splitlines())) <= width


def test_numbers_have_three_digits() -> None:
    assert [number(each) for each in (0.0, 0.04567, 12.345, 123_456.0, -0.5)] == [
        "0",
        "0.0457",
        "12.3",
        "123,000",
        "-0.5",
    ]
