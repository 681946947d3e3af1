"""The key figures: they turn round with their numbers, and say what others pay."""

from __future__ import annotations

from dashboard.key_figures import KeyFigure, key_figures
from dashboard.story import Story
from simulator.results import TAXPAYERS
from tests.dashboard.sample import GAIN, LOSS, PRIVATE, Plan, answer, around


def figures(of: Plan) -> dict[str, KeyFigure]:
    return {each.label: each for each in key_figures(Story(answer({"here/plan": of}), "here/plan"))}


def test_key_figures_are_four_to_seven_and_turn_round() -> None:
    gain, loss = figures(GAIN), figures(LOSS)
    assert 4 <= len(gain) <= 7
    assert gain["Net to all payers"].value == "+$15.0M"
    assert gain["Net to all payers"].tone == "saves"
    assert loss["Net to all payers"].value == "−$15.0M"
    assert loss["Net to all payers"].tone == "costs"
    assert loss["Futures that save"].value == "0 of 50"
    assert "in 50 it costs more" in loss["Futures that save"].detail
    assert loss["Breaks even"].value == "Not by 2030"
    assert gain["Breaks even"].value == "Jan 2027"
    assert gain["Bookings avoided"].value == "120"


def test_net_cash_is_what_its_detail_adds_up_to() -> None:
    cash = figures(LOSS)["Net cash to budgets"]
    assert cash.value == "−$17.0M"
    assert cash.detail == "cashable savings $3.0M, less program cost $20.0M"


def test_what_others_pay_for_lead_is_said_beside_the_cost() -> None:
    of = Plan(GAIN.avoided, GAIN.cashable, {"city": around(1.0), PRIVATE: around(9.0)})
    story = Story(answer({"here/plan": of}), "here/plan", TAXPAYERS)
    program = next(each for each in key_figures(story) if each.label == "Program cost")
    assert (program.value, "to all payers $10.0M" in program.detail) == ("$1.0M", True)
