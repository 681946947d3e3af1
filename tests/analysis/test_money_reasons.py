"""Why a displayed rung is more than the one above: by hand, in constant money and in money that changes its worth."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.analysis import rungs
from simulator.analysis.ladder import UnexplainedLadderError
from simulator.analysis.money import ROUNDING, money_records
from simulator.analysis.samples import Money, Pair
from simulator.costs.ledger import BASES
from simulator.results import ALL, Axes
from tests.analysis.by_hand import (
    AGREED,
    AGREEMENT,
    CAPTURED,
    RECEIVED,
    REINVESTED,
    SMALL,
    by_hand,
    cells,
    reasons,
    told,
)
from tests.analysis.samples import made, whole_and_years
from tests.costs.books import DORM, PAYERS, beds, calendar_of, ledger_of
from tests.properties.strategies import examples


def test_reasons_stand_where_the_lower_rung_is_more_and_nowhere_else():
    assert reasons(AGREEMENT) == {
        ("avoided", "county", None, ALL): "loss; step",
        ("avoided", "county", None, 2027): "loss; step",
        ("avoided", "county", "jail bed", ALL): "loss",
        ("avoided", "county", "jail bed", 2027): "loss",
        ("avoided", "county", "jail unit", ALL): "step",
        ("avoided", "county", "jail unit", 2027): "step",
        ("avoided", ALL, "jail unit", ALL): "step",
        ("avoided", ALL, "jail unit", 2027): "step",
        ("cashable", "county", None, 2028): "timing",
        ("cashable", "county", "jail bed", ALL): "loss",
        ("cashable", "county", "jail bed", 2027): "loss",
        ("cashable", "county", "jail unit", 2028): "timing",
        ("cashable", ALL, "jail unit", 2028): "timing",
        ("captured", "county", None, 2027): "loss",
    }


def captured_later(axes: Axes = AGREED, dollars: float = 80, **known: object) -> Pair:
    """Return a pair whose city saves $90 in 2027 alone, and hands over so much in 2028."""
    saved = {(2027, "city", "jail bed"): (1000, 120, 90)}
    later = {(2028, "city", "jail bed"): dollars}
    return by_hand(axes, saved, captured=later, received={(2028, "fund"): dollars}, **known)


def test_what_was_saved_a_year_before_is_timing():
    assert reasons(captured_later()) == {
        ("captured", payer, line, 2028): "timing" for payer in (ALL, "city") for line in (None, "jail bed")
    }


def test_more_than_was_ever_saved_needs_a_reason_of_its_own():
    with pytest.raises(UnexplainedLadderError, match="captured is 9300 cents more than cashable in year 1"):
        told(captured_later(dollars=93))
    assert set(reasons(captured_later(replace(SMALL, measure="deemed"), 93)).values()) == {"contract"}
    seen = cells(SMALL, {(2027, "city", "jail bed"): 95})
    found = reasons(captured_later(replace(SMALL, measure="measured"), 93, certified=seen))
    assert set(found.values()) == {"measurement"}


def test_what_is_in_order_year_by_year_may_still_be_too_much_over_the_horizon():
    # Given back with a loss, and captured again.
    years = (2027, 2028, 2029)
    axes = replace(AGREED, fiscal_years=years, months=(36, *[12] * 3), days=(1095.0, *[365.0] * 3))
    saved = {(year, "city", "jail bed"): (of, of, of) for year, of in zip(years, (100, -50, 0), strict=True)}
    captured = {(2028, "city", "jail bed"): -50, (2029, "city", "jail bed"): 150}
    with pytest.raises(UnexplainedLadderError, match="over the horizon"):
        told(by_hand(axes, saved, captured=captured))


def test_an_opening_balance_is_spent_before_anything_is_captured():
    spent = {(2027, "fund", "jail bed"): 60}
    with pytest.raises(UnexplainedLadderError, match="reinvested is 6000 cents more"):
        told(by_hand(AGREED, {}, reinvested=spent))
    opening = {"opening": np.array([[[6000.0, 0.0]]]), "closing": np.zeros((1, 1, 2))}
    found = reasons(by_hand(AGREED, {}, reinvested=spent, fund=opening))
    assert set(found.values()) == {"opening_balance"}
    assert ("reinvested", "fund", "jail bed", 2027) in found


def test_a_contract_that_only_shifts_money_says_so():
    axes = replace(SMALL, kinds=("take_or_pay", "marginal", "step_fixed", "per_event"))
    shifted = {(2027, "city", "jail bed"): (100, 10, 40), (2027, "county", "jail bed"): (-100, -10, -40)}
    found = reasons(by_hand(axes, shifted))
    assert found["cashable", "city", "jail bed", 2027] == "contract"
    with pytest.raises(UnexplainedLadderError):
        told(by_hand(SMALL, shifted))


@pytest.mark.parametrize("rung", [1, 2])
def test_a_line_that_only_follows_use_may_break_the_order_by_rounding_alone(rung: int):
    def by(cents: int) -> Pair:
        dollars = [1.0, 1.0, 1.0]
        dollars[rung:] = [1.0 + cents / 100] * (3 - rung)
        return by_hand(saved={(2027, "city", "jail bed"): (dollars[0], dollars[1], dollars[2])})

    assert reasons(by(ROUNDING)) == {}
    with pytest.raises(
        UnexplainedLadderError, match=f"is {ROUNDING + 1} cents more than .* in year 0, payer 0, line 0"
    ):
        told(by(ROUNDING + 1))


def test_losses_hidden_in_a_year_that_is_nearly_even_are_found_by_its_months():
    even = {(2027, "city", "jail bed"): (10.0, 20.0, 20.0)}
    with pytest.raises(UnexplainedLadderError, match="avoided"):
        told(by_hand(saved=even))
    gains = cells(SMALL, {(2027, "city", "jail bed"): (30.0, 20.0, 20.0)}, len(BASES))
    assert set(reasons(by_hand(saved=even, gains=gains)).values()) == {"loss"}


def test_only_what_covered_payers_saved_can_be_in_the_fund():
    years = (2027, 2028, 2029, 2030)
    axes = replace(AGREED, fiscal_years=years, months=(48, *[12] * 4), days=(1460.0, *[365.0] * 4))
    city = dict(zip(years, (100, -100, 100, 0), strict=True))
    saved = {(year, "city", "jail bed"): (10 * of, of, of) for year, of in city.items()}
    saved[2028, "county", "jail bed"] = (1000, 100, 100)
    captured = {(2028, "city", "jail bed"): 100, (2030, "city", "jail bed"): 50}
    for covers in ((), ("city", "county")):
        found = reasons(by_hand(replace(axes, covers=covers), saved, captured=captured))
        assert found["captured", "city", "jail bed", 2030] == "timing"
    with pytest.raises(UnexplainedLadderError, match="captured"):
        told(by_hand(replace(axes, covers=("city",)), saved, captured=captured))


# -- notice of closed units -------------------------------------------------------------------------------


def with_notice(of: Pair, dollars: float) -> Pair:
    """Return a pair whose county pays so much in 2028, on both sides, for staff who are no longer needed."""
    paid = cells(SMALL, {(2028, "county", "jail unit"): (0, 0, dollars)}, len(BASES))
    paid = whole_and_years(paid)
    return replace(of, money=replace(of.money, before=of.money.before + paid, spent=of.money.spent + paid))


def test_notice_that_only_the_baseline_pays_is_saved_without_being_avoided():
    of = by_hand(saved={(2028, "county", "jail unit"): (0, 0, 30)})
    with pytest.raises(UnexplainedLadderError, match="cashable is 3000 cents more than avoided in year 1"):
        told(of)
    assert reasons(with_notice(of, 30)) == {
        ("cashable", payer, line, year): "step"
        for payer, line, year in product((ALL, "county"), (None, "jail unit"), (ALL, 2028))
    }
    with pytest.raises(UnexplainedLadderError, match="cashable"):
        told(with_notice(of, 29))


def test_only_lines_of_units_have_notice():
    of = by_hand(saved={(2028, "county", "court"): (0, 0, 30)})
    paid = whole_and_years(cells(SMALL, {(2028, "county", "court"): (0, 0, 30)}, len(BASES)))
    with pytest.raises(UnexplainedLadderError, match="cashable"):
        told(replace(of, money=replace(of.money, before=of.money.before + paid, spent=of.money.spent + paid)))


LEVELS = st.lists(st.integers(0, 45).map(float), min_size=1, max_size=36)


@examples(150)
@given(LEVELS, LEVELS)
def test_whatever_two_runs_use_of_units_that_close_every_number_has_its_reasons(was: list[float], now: list[float]):
    calendar = calendar_of(36)
    before, spent = (ledger_of(calendar, beds(calendar, *levels), DORM).cents for levels in (was, now))
    by_year = [each.reshape(1, 1, 3, 12, *each.shape[1:]) for each in (before, spent)]
    axes = replace(
        SMALL, payers=PAYERS, lines=("system",), program=(False,), kinds=("step_fixed",),
        fiscal_years=(2026, 2027, 2028), months=(36, 12, 12, 12), days=(1096.0, 365.0, 365.0, 366.0),
    )  # fmt: skip
    gains = np.maximum(by_year[0] - by_year[1], 0).sum(axis=3)
    of = made(*(each.sum(axis=3) for each in by_year), axes, gains=gains)
    assert {each for why in reasons(of).values() for each in why.split("; ")} <= {"loss", "step", "timing"}


def test_reasons_are_those_of_all_runs_however_many_are_looked_at_at_once(monkeypatch: pytest.MonkeyPatch):
    of_runs = [AGREEMENT, captured_later(AGREED), by_hand(AGREED, {}), AGREEMENT, captured_later(AGREED)]
    names = [*Money.__dataclass_fields__]
    money = Money(**{name: np.concatenate([getattr(of.money, name) for of in of_runs]) for name in names})
    of = replace(AGREEMENT, money=money)
    together = reasons(of)
    for at_once in (1, 2, 3):
        monkeypatch.setattr(rungs, "RUNS_AT_ONCE", at_once)
        assert reasons(of) == together
    assert {"timing", "loss"} <= {each for why in together.values() for each in why.split("; ")}


# -- money that changes its worth -------------------------------------------------------------------------

NOMINAL = {"price_year": None, "constant": False}


def test_a_later_dollar_that_is_worth_less_is_timing():
    found = captured_later(dollars=93, **NOMINAL)
    assert reasons(found) == {
        ("captured", payer, line, year): "timing"
        for payer, line, year in product((ALL, "city"), (None, "jail bed"), (2028, ALL))
    }
    assert {record.price_year for record in money_records(found)} == {None}


def test_staff_of_a_closed_unit_who_leave_at_later_prices_are_timing():
    # The baseline closes the unit later: six months avoided, six in cash, four of them in the next year.
    unit = {(2027, "county", "jail unit"): (0, 60.0, 20.0), (2028, "county", "jail unit"): (0, 0.0, 41.2)}
    with pytest.raises(UnexplainedLadderError):
        told(by_hand(saved=unit))
    assert reasons(by_hand(saved=unit, **NOMINAL))["cashable", "county", "jail unit", 2028] == "timing"
    discounted = {
        place: (0, avoided, cash * (0.97 if place[0] == 2028 else 1)) for place, (_, avoided, cash) in unit.items()
    }
    found = reasons(by_hand(saved=discounted, price_year=2025, constant=False))
    assert found["cashable", "county", "jail unit", 2028] == "timing"


def test_the_fund_spends_later_dollars_and_what_it_had():
    captured, spent = {(2027, "city", "jail bed"): 45}, {(2028, "city", "jail bed"): 46}
    found = reasons(by_hand(AGREED, captured=captured, reinvested=spent, **NOMINAL))
    assert found["reinvested", "city", "jail bed", 2028] == "timing"
    deemed = by_hand(replace(SMALL, measure="deemed"), captured=captured, reinvested=spent, **NOMINAL)
    assert reasons(deemed)["reinvested", "city", "jail bed", 2028] == "timing"
    opening = {"opening": np.array([[[6000.0, 0.0]]]), "closing": np.zeros((1, 1, 2))}
    first = by_hand(AGREED, {}, reinvested={(2027, "fund", "jail bed"): 70}, fund=opening, **NOMINAL)
    assert set(reasons(first).values()) == {"opening_balance"}


def test_other_reasons_stay_what_they_are():
    assert set(reasons(captured_later(replace(SMALL, measure="deemed"), 93, **NOMINAL)).values()) == {"contract"}
    never = by_hand(
        replace(SMALL, measure="measured"), {(2027, "city", "jail bed"): (0, 0, 0)},
        captured={(2028, "city", "jail bed"): 5}, **NOMINAL,
    )  # fmt: skip
    assert set(reasons(never).values()) == {"measurement"}
    changed = by_hand(AGREED, captured=CAPTURED, reinvested=REINVESTED, received=RECEIVED, **NOMINAL)
    assert reasons(changed) == reasons(AGREEMENT)
    lost = {(2027, "city", "jail bed"): (1000, 120, 90), (2028, "city", "jail bed"): (-1000, -120, -90)}
    found = reasons(by_hand(AGREED, lost, captured={(2027, "city", "jail bed"): 45}, **NOMINAL))
    assert found["captured", "city", "jail bed", 2028] == "loss"


def test_what_was_never_saved_is_no_timing_in_any_money():
    of_others = {(2027, "city", "court"): (1000, 120, 90), (2028, "city", "jail bed"): (1000, 120, 90)}
    for saved in ({}, {(2027, "city", "jail bed"): (1000, 120, 1)}, of_others):
        with pytest.raises(UnexplainedLadderError, match="captured"):
            told(by_hand(AGREED, saved, captured={(2027, "city", "jail bed"): 5}, **NOMINAL))
    with pytest.raises(UnexplainedLadderError, match="avoided"):
        told(by_hand(saved={(2028, "city", "jail bed"): (100, 101, 90)}, **NOMINAL))
    with pytest.raises(UnexplainedLadderError, match="cashable"):
        told(
            by_hand(saved={(2027, "city", "jail bed"): (100, 50, 20), (2028, "city", "jail bed"): (9, 0, 9)}, **NOMINAL)
        )
