"""The law of the ladder: every reason can hold, and none where its facts do not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.analysis.ladder import (
    REASONS,
    RUNGS,
    LineKinds,
    Reason,
    UnexplainedLadderError,
    explain,
    reasons_of,
    whole,
)
from simulator.costs.capture import CaptureRule, allocate, settle
from simulator.costs.contracts import RateReset, TakeOrPay
from simulator.costs.functions import Marginal, Use, backfilled
from simulator.costs.steps import StepFixed
from tests.properties.strategies import examples

PLAIN = LineKinds(step=(False,), contract=(False,), rate_reset=(False,))
STEP = replace(PLAIN, step=(True,))
CONTRACT = replace(PLAIN, contract=(True,))
RATE_RESET = replace(PLAIN, contract=(True,), rate_reset=(True,))
MEASURED = replace(PLAIN, measured=True)


def years(*cents: int) -> np.ndarray:
    """Return a rung of one draw, replication, payer and line, by fiscal year."""
    return np.array(cents, dtype=np.int64)[np.newaxis, np.newaxis, :, np.newaxis, np.newaxis]


def payers(*of_years: tuple[int, ...]) -> np.ndarray:
    """Return a rung of one draw, replication and line, by fiscal year and payer."""
    return np.array(of_years, dtype=np.int64)[np.newaxis, np.newaxis, :, :, np.newaxis]


def reasons(upper: np.ndarray, lower: np.ndarray, rung: str, kinds: LineKinds = PLAIN, **known: object) -> list:
    """Return the reason of each cell in order; None where the order holds."""
    codes = explain(upper, lower, rung, kinds, **known)  # type: ignore[arg-type]
    assert codes.shape == upper.shape and codes.dtype == np.int8
    return [REASONS[code - 1] if code else None for code in codes.ravel()]


def assert_no_reason(
    upper: np.ndarray, lower: np.ndarray, rung: str, kinds: LineKinds = PLAIN, **known: object
) -> None:
    with pytest.raises(UnexplainedLadderError):
        explain(upper, lower, rung, kinds, **known)  # type: ignore[arg-type]


def elsewhere(rung: str) -> list[str]:
    return [other for other in RUNGS[1:] if other != rung]


# -- order ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rung", RUNGS[1:])
def test_an_ordered_ladder_needs_no_reason(rung: str):
    assert reasons(years(100, 100, 0, -50, 30), years(12, 100, 0, -50, -1), rung) == [None] * 5


SHAPES = st.tuples(*[st.integers(1, 3)] * 5)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Any two rungs, small and large."""
    shape = draw(SHAPES)
    luck = np.random.default_rng(draw(st.integers(0, 2**32)))
    size = draw(st.sampled_from((3, 10**4, 10**12)))
    return luck.integers(-size, size, shape), luck.integers(-size, size, shape)


def none_of(shape: tuple[int, ...]) -> LineKinds:
    nothing = (False,) * shape[4]
    return LineKinds(nothing, nothing, nothing)


@examples(200)
@given(pairs(), st.sampled_from(RUNGS[1:]))
def test_random_ordered_ladders_need_no_reason(pair: tuple[np.ndarray, np.ndarray], rung: str):
    upper, lower = np.maximum(*pair), np.minimum(*pair)
    codes = explain(upper, lower, rung, none_of(upper.shape))
    assert not codes.any()
    assert not whole(upper, lower, codes, rung).any()
    assert reasons_of(upper, lower, codes) == ()


@examples(300)
@given(pairs(), st.sampled_from(("avoided", "cashable")))
def test_random_violations_without_facts_are_errors(pair: tuple[np.ndarray, np.ndarray], rung: str):
    """On lines of no kind, only a loss explains anything above the captured rung."""
    upper, lower = pair
    wrong = (lower > upper) & ~((upper < 0) & (lower <= 0))
    if wrong.any():
        assert_no_reason(upper, lower, rung, none_of(upper.shape))
    else:
        codes = explain(upper, lower, rung, none_of(upper.shape))
        assert ((codes == 1) == (lower > upper)).all()


@examples(300)
@given(pairs(), st.sampled_from(("captured", "reinvested")))
def test_nothing_explains_more_than_was_ever_saved(pair: tuple[np.ndarray, np.ndarray], rung: str):
    upper, lower = pair
    upper = upper.copy()
    lower = np.minimum(upper, lower)
    upper[0, 0, -1, 0, 0] = -1
    lower[0, 0, -1, 0, 0] = np.maximum(upper, 0)[0, 0].sum() - np.minimum(lower, 0)[0, 0].sum() + 1
    assert_no_reason(upper, lower, rung, none_of(upper.shape))


@examples(200)
@given(pairs(), st.integers(1, 5))
def test_the_error_names_the_cell(pair: tuple[np.ndarray, np.ndarray], excess: int):
    upper, lower = np.maximum(*pair), np.minimum(*pair)
    at = tuple(size - 1 for size in upper.shape)
    upper[at] = abs(upper[at])
    lower[at] = upper[at] + excess
    with pytest.raises(UnexplainedLadderError) as error:
        explain(upper, lower, "cashable", none_of(upper.shape))
    _, _, year, payer, line = at
    assert (error.value.rung, error.value.year, error.value.payer, error.value.line) == ("cashable", year, payer, line)
    assert f"cashable is {excess} cents more than avoided in year {year}, payer {payer}, line {line}" in str(
        error.value
    )


def test_the_worst_of_several_errors_is_named():
    with pytest.raises(UnexplainedLadderError, match=r"captured is 30 cents more than cashable in year 1, .*3 such"):
        explain(years(0, 0, 0), years(20, 30, 10), "captured", PLAIN)


# -- losses -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rung", RUNGS[1:])
def test_a_share_of_a_loss_is_a_smaller_loss(rung: str):
    assert reasons(years(-100, -100, -100), years(-12, 0, -100), rung) == [Reason.LOSS, Reason.LOSS, None]


@pytest.mark.parametrize("rung", ["avoided", "cashable"])
@pytest.mark.parametrize("lower", [1, 100])
def test_a_loss_is_never_a_gain_one_rung_down(rung: str, lower: int):
    assert_no_reason(years(-100), years(lower), rung)


def test_a_loss_does_not_explain_a_broken_order_of_gains():
    assert_no_reason(years(10), years(11), "avoided")
    assert_no_reason(years(0), years(1), "avoided")


def test_losses_of_single_months_explain_a_year_that_is_nearly_even():
    """Ten saved in one half at a share of 0.1, nine lost in the other before it was 0.6, in tens of cents."""
    gross, avoided, gains = years(10), years(51), years(100)
    assert reasons(gross, avoided, "avoided", gains=gains) == [Reason.LOSS]
    assert_no_reason(gross, avoided, "avoided", gains=years(50))
    assert_no_reason(gross, avoided, "avoided")


# -- units that close -------------------------------------------------------------------------------------


def test_units_that_close_are_avoided_without_a_gross_value():
    assert reasons(years(0, 0), years(500, -500), "avoided", STEP) == [Reason.STEP, None]


def test_a_wrong_step_line_is_refused():
    assert_no_reason(years(0), years(500), "avoided", PLAIN)
    assert_no_reason(years(1), years(500), "avoided", STEP)  # it has a gross value: something else is wrong
    two = LineKinds(step=(True, False), contract=(False,) * 2, rate_reset=(False,) * 2)
    upper = np.zeros((1, 1, 1, 1, 2), dtype=np.int64)
    for line, kind in enumerate(two.step):
        lower = upper.copy()
        lower[..., line] = 500
        if kind:
            assert reasons(upper, lower, "avoided", two)[line] is Reason.STEP
        else:
            assert_no_reason(upper, lower, "avoided", two)


@pytest.mark.parametrize("rung", elsewhere("avoided"))
def test_closed_units_by_themselves_explain_the_avoided_rung_only(rung: str):
    assert_no_reason(years(0), years(500), rung, STEP)


def test_notice_that_only_the_baseline_pays_is_cash():
    """The baseline closes a unit that the scenario no longer has, and pays its staff for two months of 100 more."""
    assert reasons(years(0), years(200), "cashable", STEP, notice=years(200)) == [Reason.STEP]
    assert reasons(years(50), years(200), "cashable", STEP, notice=years(200)) == [Reason.STEP]
    assert_no_reason(years(0), years(201), "cashable", STEP, notice=years(200))
    assert_no_reason(years(0), years(200), "cashable", PLAIN, notice=years(200))
    assert_no_reason(years(50, 0), years(0, 60), "cashable", STEP, notice=years(60, 0))
    for rung in ("captured", "reinvested"):
        assert_no_reason(years(0), years(200), rung, STEP, notice=years(200))


# -- contracts --------------------------------------------------------------------------------------------


def test_what_one_payer_saves_by_contract_another_loses():
    assert reasons(payers((0, 0)), payers((700, -700)), "cashable", CONTRACT) == [Reason.CONTRACT, None]
    assert reasons(payers((0, 90)), payers((700, -650)), "cashable", CONTRACT) == [Reason.CONTRACT, None]
    # Of an avoided loss of 50 a part is cash, and the city's bill is smaller.
    assert reasons(payers((0, -50)), payers((100, -140)), "cashable", CONTRACT) == [Reason.CONTRACT, None]


def test_a_contract_that_makes_money_is_refused():
    assert_no_reason(payers((0, 0)), payers((700, -699)), "cashable", CONTRACT)
    assert_no_reason(payers((0, 0)), payers((700, 0)), "cashable", CONTRACT)
    assert_no_reason(payers((0, 0)), payers((700, -700)), "cashable", PLAIN)
    # It nets in its own year, or not at all.
    assert_no_reason(payers((0, 0), (0, 0)), payers((700, 0), (0, -700)), "cashable", CONTRACT)


def test_a_contract_or_an_agreement_can_fix_what_is_captured():
    assert reasons(years(0), years(800), "captured", CONTRACT) == [Reason.CONTRACT]
    assert reasons(years(5), years(800), "captured", replace(PLAIN, deemed=True)) == [Reason.CONTRACT]
    assert_no_reason(years(0), years(800), "captured")


@pytest.mark.parametrize("kinds", [CONTRACT, replace(PLAIN, deemed=True)])
@pytest.mark.parametrize("rung", ["avoided", "reinvested"])
def test_what_a_contract_fixes_is_neither_avoided_nor_spent(rung: str, kinds: LineKinds):
    assert_no_reason(payers((0, 0)), payers((700, -700)), rung, kinds)


def test_deemed_savings_are_no_cash():
    assert_no_reason(years(5), years(800), "cashable", replace(PLAIN, deemed=True))


# -- rates that are reset ---------------------------------------------------------------------------------


def test_a_rate_that_is_reset_follows_from_past_use():
    upper = payers((0, 0), (0, 0), (0, 0))
    lower = payers((-80, 80), (30, -30), (0, 0))
    expected = [None, Reason.CONTRACT, Reason.RATE_RESET, None, None, None]
    assert reasons(upper, lower, "cashable", RATE_RESET) == expected
    after_a_pause = payers((-80, 80), (0, 0), (30, -30))
    assert reasons(upper, after_a_pause, "cashable", RATE_RESET)[4] is Reason.RATE_RESET


def test_a_rate_is_not_reset_before_anything_differed():
    only = replace(RATE_RESET, contract=(False,))
    assert_no_reason(payers((0, 0)), payers((30, -30)), "cashable", only)
    assert_no_reason(payers((0, 0), (0, 0)), payers((0, 0), (30, -30)), "cashable", only)
    assert reasons(payers((0, 0), (0, 0)), payers((0, -1), (30, -30)), "cashable", only)[2] is Reason.RATE_RESET


def test_what_differed_in_another_world_or_line_resets_no_rate():
    only = LineKinds(step=(False,) * 2, contract=(False,) * 2, rate_reset=(True,) * 2)
    upper = np.zeros((1, 2, 2, 2, 2), dtype=np.int64)
    lower = upper.copy()
    lower[0, 0, 0, 0, 0] = -9
    lower[0, 0, 1, :, 0] = 30, -30
    assert np.count_nonzero(explain(upper, lower, "cashable", only)) == 1
    for replication, line in ((0, 1), (1, 0)):
        lower[0, 0, 1] = 0
        lower[0, replication, 1, :, line] = 30, -30
        assert_no_reason(upper, lower, "cashable", only)
        lower[0, replication, 1, :, line] = 0


def test_a_rate_that_makes_money_is_refused():
    assert_no_reason(payers((0, 0), (0, 0)), payers((-9, 9), (30, -29)), "cashable", RATE_RESET)


@pytest.mark.parametrize("rung", elsewhere("cashable"))
def test_a_rate_that_is_reset_explains_cash_only(rung: str):
    only = replace(RATE_RESET, contract=(False,))
    assert_no_reason(payers((0, 0), (0, 0)), payers((-9, 0), (30, -30)), rung, only)


# -- timing -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rung", ["captured", "reinvested"])
def test_money_comes_down_in_a_later_year_than_it_was_saved(rung: str):
    assert reasons(years(100, 0, 20), years(0, 100, 20), rung) == [None, Reason.TIMING, None]


@pytest.mark.parametrize("rung", ["captured", "reinvested"])
def test_timing_that_never_catches_up_is_refused(rung: str):
    assert_no_reason(years(100, 0), years(0, 101), rung)
    assert_no_reason(years(0, 100), years(100, 0), rung)  # before it was saved
    assert_no_reason(years(100, 0, 0), years(60, 60, -20), rung)


def test_what_was_saved_and_captured_stays_so_when_later_years_lose():
    assert reasons(years(100, -300, 0), years(0, 60, 40), "captured") == [None, Reason.TIMING, Reason.TIMING]
    assert_no_reason(years(100, -300, 0), years(0, 60, 41), "captured")
    assert_no_reason(years(-300, 100, 0), years(0, 0, 60), "captured")  # the loss came first and is carried forward


def test_an_agreement_sets_one_cells_loss_against_anothers_saving():
    """The city saves 100 while the county loses 100; what the county then saves is captured, a year late."""
    cashable, captured = payers((100, -100), (0, 50), (0, 0)), payers((0, 0), (0, 0), (0, 50))
    expected = [None, Reason.LOSS, None, None, None, Reason.TIMING]
    assert reasons(cashable, captured, "captured", covered=[True, True]) == expected
    assert_no_reason(cashable, captured, "captured", covered=[False, True])
    assert_no_reason(cashable, captured + payers((0, 0), (0, 0), (0, 1)), "captured")  # more than the county saved
    # All that was saved on balance is captured already.
    assert_no_reason(cashable, captured + payers((1, 0), (0, 0), (0, 0)), "captured")


def test_a_fund_may_spend_what_anybody_handed_over():
    """The covered city lost what was captured of the county by contract: it is in the fund all the same."""
    captured, reinvested = payers((0, 80), (10, -80), (0, 80)), payers((0, 0), (10, 0), (0, 80))
    assert reasons(captured, reinvested, "reinvested", covered=[True, False])[3] is Reason.LOSS
    late = payers((0, 0), (0, 0), (10, 80))
    assert reasons(captured, late, "reinvested", covered=[True, False])[4] is Reason.TIMING


def test_a_line_is_in_time_by_itself_whatever_a_contract_brings_beside_it():
    two = LineKinds(step=(False,) * 2, contract=(False, True), rate_reset=(False,) * 2)
    cashable = np.concatenate([years(100, 0), years(0, 0)], axis=4)
    captured = np.concatenate([years(0, 100), years(0, 800)], axis=4)
    assert reasons(cashable, captured, "captured", two) == [None, None, Reason.TIMING, Reason.CONTRACT]


def test_staff_of_closed_units_are_paid_to_the_end_of_their_notice():
    assert reasons(years(600, 0), years(400, 200), "cashable", STEP) == [None, Reason.TIMING]
    assert reasons(years(600, 0), years(400, 200), "cashable", STEP, notice=years(0, 200)) == [None, Reason.TIMING]
    assert_no_reason(years(600, 0), years(400, 201), "cashable", STEP)


@pytest.mark.parametrize(("rung", "kinds"), [("avoided", PLAIN), ("avoided", STEP), ("cashable", PLAIN)])
def test_what_varies_with_use_is_never_late(rung: str, kinds: LineKinds):
    assert_no_reason(years(600, 1), years(0, 200), rung, kinds)


def test_worlds_do_not_lend_each_other_time():
    upper, lower = (np.concatenate(pair, axis=1) for pair in ((years(100, 0), years(0, 0)), (years(0, 0), years(0, 9))))
    assert_no_reason(upper, lower, "captured")
    assert_no_reason(upper.swapaxes(0, 1), lower.swapaxes(0, 1), "captured")


# -- opening balance --------------------------------------------------------------------------------------

OPENING = replace(PLAIN, opening=100)


def test_a_fund_spends_what_it_had_before():
    assert reasons(years(0, 50), years(60, 50), "reinvested", OPENING) == [Reason.OPENING_BALANCE, None]
    assert reasons(years(0, 50), years(60, 90), "reinvested", OPENING) == [Reason.OPENING_BALANCE] * 2
    # Spent before a part was returned, in the same year.
    assert reasons(years(-10), years(95), "reinvested", OPENING) == [Reason.OPENING_BALANCE]


def test_a_fund_spends_no_more_than_it_ever_had():
    assert_no_reason(years(0, 50), years(60, 91), "reinvested", OPENING)
    assert_no_reason(years(0, 50), years(101, 0), "reinvested", OPENING)
    assert_no_reason(years(0, 50), years(60, 50), "reinvested", PLAIN)
    assert_no_reason(payers((0, 0)), payers((60, 41)), "reinvested", OPENING)  # the same money twice
    assert_no_reason(payers((0, 0)), payers((60, 41)), "reinvested", OPENING, covered=[True, False])


def test_what_was_captured_of_others_is_in_the_fund_too():
    captured, reinvested = payers((0, 80)), payers((60, 80))
    found = reasons(captured, reinvested, "reinvested", OPENING, covered=[True, False])
    assert found == [Reason.OPENING_BALANCE, None]
    assert_no_reason(captured, payers((101, 80)), "reinvested", OPENING, covered=[True, False])


@pytest.mark.parametrize("rung", elsewhere("reinvested"))
def test_an_opening_balance_saves_nothing(rung: str):
    assert_no_reason(years(0), years(1), rung, OPENING)


# -- measurement ------------------------------------------------------------------------------------------


def test_an_audit_that_does_not_know_this_world_may_see_more():
    assert reasons(years(10), years(40), "captured", MEASURED) == [Reason.MEASUREMENT]
    assert reasons(years(10), years(40), "captured", MEASURED, certified=years(40)) == [Reason.MEASUREMENT]
    late = reasons(years(10, 0), years(0, 40), "captured", MEASURED, certified=years(40, -90))
    assert late == [None, Reason.MEASUREMENT]


def test_no_more_is_captured_than_the_audit_saw():
    assert_no_reason(years(10), years(40), "captured", MEASURED, certified=years(39))
    assert_no_reason(years(10, 0), years(40, 0), "captured", MEASURED, certified=years(0, 40))
    # The audit saw a loss first, and that is carried forward.
    assert_no_reason(years(0, 10), years(0, 40), "captured", MEASURED, certified=years(-300, 40))
    assert_no_reason(years(10), years(40), "captured", PLAIN, certified=years(40))


@pytest.mark.parametrize("rung", elsewhere("captured"))
def test_an_audit_explains_what_is_captured_only(rung: str):
    assert_no_reason(years(10), years(40), rung, MEASURED)


# -- which of several ---------------------------------------------------------------------------------------


def test_the_first_reason_that_holds_is_given():
    everything = LineKinds((True,), (True,), (True,), deemed=True, measured=True, opening=1_000)
    assert tuple(Reason) == REASONS and REASONS[0] is Reason.LOSS
    assert reasons(years(-9), years(-1), "captured", everything) == [Reason.LOSS]
    assert reasons(years(0), years(5), "avoided", everything) == [Reason.STEP]
    assert reasons(years(9, 0), years(0, 5), "captured", everything) == [None, Reason.CONTRACT]
    assert reasons(years(9, 0), years(0, 5), "reinvested", everything) == [None, Reason.TIMING]
    assert reasons(years(9, 0), years(0, 5), "captured", MEASURED) == [None, Reason.TIMING]


@pytest.mark.parametrize("rung", RUNGS[1:])
def test_no_kind_excuses_everything(rung: str):
    """Whatever a line is: what no flag can account for is an error, but for what is deemed."""
    everything = LineKinds((True,), (True,), (True,), measured=True, opening=1_000)
    wrong = {
        "avoided": (years(7), years(8)),
        "cashable": (years(7), years(8)),
        "captured": (years(7), years(8)),
        "reinvested": (years(7), years(1_008)),
    }
    upper, lower = wrong[rung]
    kinds = replace(everything, contract=(False,)) if rung == "captured" else everything
    assert_no_reason(upper, lower, rung, kinds, certified=upper)


def test_rounding_may_break_the_order_by_as_much_as_is_allowed():
    assert reasons(years(10, -10, 0), years(12, 2, 2), "avoided", slack=2) == [None, Reason.LOSS, None]
    assert_no_reason(years(10), years(13), "avoided", slack=2)
    assert_no_reason(years(-10), years(3), "avoided", slack=2)
    assert reasons(payers((0, 0)), payers((700, -698)), "cashable", CONTRACT, slack=1) == [Reason.CONTRACT, None]
    assert reasons(years(0), years(500), "avoided", STEP, slack=2) == [Reason.STEP]


# -- what is displayed ------------------------------------------------------------------------------------


def test_a_displayed_number_has_the_reasons_of_its_draws_in_order():
    upper = np.concatenate([years(-900, 100), years(-900, 0), years(5, 5)])
    lower = np.concatenate([years(-400, 0), years(0, 0), years(0, 0)])
    lower[0, 0, 1] = 100
    codes = explain(upper, lower, "captured", PLAIN)
    assert reasons_of(upper, lower, codes) == (Reason.LOSS,)
    upper = np.concatenate([years(100, 0), years(9, -50), years(0, 0)])
    lower = np.concatenate([years(0, 100), years(0, 0), years(0, 7)])
    codes = explain(upper, lower, "captured", MEASURED)
    assert codes[:, 0, :, 0, 0].tolist() == [[0, 5], [0, 1], [0, 7]]
    last = np.s_[:, :, 1]
    assert reasons_of(upper[last], lower[last], codes[last]) == (Reason.LOSS, Reason.TIMING, Reason.MEASUREMENT)
    assert reasons_of(upper[:1, :, 1], lower[:1, :, 1], codes[:1, :, 1]) == (Reason.TIMING,)


def test_a_displayed_number_in_order_needs_no_reason_though_some_draws_do():
    upper, lower = np.concatenate([years(-10), years(90)]), np.concatenate([years(-1), years(10)])
    codes = explain(upper, lower, "cashable", PLAIN)
    assert codes.any()
    assert reasons_of(upper, lower, codes) == ()


@examples(300)
@given(pairs())
def test_a_displayed_number_out_of_order_always_has_a_reason(pair: tuple[np.ndarray, np.ndarray]):
    upper, lower = pair
    lower = np.where((lower > upper) & (upper < 0), np.minimum(lower, 0), np.minimum(lower, upper))
    codes = explain(upper, lower, "avoided", none_of(upper.shape))
    for cells in (np.s_[:], np.s_[:, :, 0], np.s_[:, :, :, -1], np.s_[:1, :, :, :, 0]):
        assert (reasons_of(upper[cells], lower[cells], codes[cells]) == ()) == (
            lower[cells].mean() <= upper[cells].mean()
        )


# -- the whole horizon ------------------------------------------------------------------------------------


def of_whole(upper: np.ndarray, lower: np.ndarray, rung: str, kinds: LineKinds = PLAIN, **known: object) -> list:
    of_cells = {
        name: value for name, value in known.items() if name in ("covered", "certified", "gains", "notice", "slack")
    }
    of_total = {name: value for name, value in known.items() if name in ("covered", "gains", "slack")}
    codes = explain(upper, lower, rung, kinds, **of_cells)  # type: ignore[arg-type]
    found = whole(upper, lower, codes, rung, **of_total)  # type: ignore[arg-type]
    assert found.shape == upper.shape[:2]
    return [REASONS[code - 1] if code else None for code in found.ravel()]


def test_what_is_late_is_in_order_over_the_horizon():
    assert of_whole(years(100, 0, 20), years(0, 100, 20), "captured") == [None]


def test_losses_that_are_not_passed_down_explain_a_total():
    assert of_whole(years(100, -300), years(100, 0), "captured") == [Reason.LOSS]
    assert of_whole(years(100, -300), years(0, 60), "captured") == [Reason.LOSS]  # late, and then lost
    assert of_whole(payers((-10, 10)), payers((-1, 10)), "avoided") == [Reason.LOSS]


def test_totals_are_told_by_world():
    upper, lower = np.concatenate([years(-10), years(90)]), np.concatenate([years(-1), years(10)])
    assert of_whole(upper, lower, "cashable") == [Reason.LOSS, None]


def test_each_other_reason_can_explain_a_total():
    assert of_whole(years(0), years(500), "avoided", STEP) == [Reason.STEP]
    assert of_whole(years(0), years(800), "captured", CONTRACT) == [Reason.CONTRACT]
    assert of_whole(years(0), years(60), "reinvested", OPENING) == [Reason.OPENING_BALANCE]
    assert of_whole(years(10), years(40), "captured", MEASURED) == [Reason.MEASUREMENT]


def test_a_contract_nets_to_zero_unless_one_side_is_not_covered():
    upper, lower = payers((0, 0), (0, 0)), payers((700, -700), (30, -30))
    assert of_whole(upper, lower, "cashable", CONTRACT) == [None]
    assert of_whole(upper, lower, "cashable", CONTRACT, covered=[True, False]) == [Reason.CONTRACT]
    assert of_whole(upper, lower, "cashable", CONTRACT, covered=[False, True]) == [None]
    later = payers((-5, 5), (700, -700))
    assert of_whole(upper, later, "cashable", RATE_RESET, covered=[True, False]) == [Reason.RATE_RESET]


def test_reasons_make_up_for_an_excess_together():
    # The loss is 40 smaller and the units bring 100: without the loss 60 are left, and units make up for them.
    two = LineKinds(step=(False, True), contract=(False,) * 2, rate_reset=(False,) * 2)
    upper, lower = (np.array(cells, dtype=np.int64).reshape(1, 1, 1, 1, 2) for cells in ((-50, 0), (-10, 100)))
    assert of_whole(upper, lower, "avoided", two) == [Reason.STEP]
    assert of_whole(upper, np.array([-10, 0]).reshape(1, 1, 1, 1, 2), "avoided", two) == [Reason.LOSS]


def test_a_total_that_timing_alone_would_have_to_explain_is_an_error():
    """A saving that is given back and captured again: each cell is in time, but the sum is more than was saved."""
    cashable, captured = years(100, -50, 0), years(0, -50, 150)
    assert reasons(cashable, captured, "captured") == [None, None, Reason.TIMING]
    with pytest.raises(UnexplainedLadderError, match="captured is 50 cents more than cashable over the horizon"):
        of_whole(cashable, captured, "captured")


def test_what_makes_up_for_an_excess_does_so_once():
    """The same beside a loss of 50 of which an audit made a capture of 100: 150 of the excess of 200 have a reason."""
    cashable, captured = payers((100, 0), (-50, 0), (0, -50)), payers((0, 0), (-50, 0), (150, 100))
    assert reasons(cashable, captured, "captured", MEASURED)[4:] == [Reason.TIMING, Reason.MEASUREMENT]
    with pytest.raises(UnexplainedLadderError, match="captured is 50 cents more than cashable over the horizon"):
        of_whole(cashable, captured, "captured", MEASURED)
    assert of_whole(cashable[:, :, :, 1:], captured[:, :, :, 1:], "captured", MEASURED) == [Reason.MEASUREMENT]


def test_a_total_without_reasons_in_its_cells_is_an_error():
    none = np.zeros((1, 1, 2, 1, 1), dtype=np.int8)
    with pytest.raises(UnexplainedLadderError, match="over the horizon") as error:
        whole(years(5, 5), years(5, 6), none, "avoided")
    assert (error.value.rung, error.value.year, error.value.payer, error.value.line) == ("avoided", None, None, None)
    assert not whole(years(5, 5), years(4, 6), none, "avoided").any()
    assert not whole(years(5, 5), years(5, 6), none, "avoided", slack=1).any()


# -- what is refused --------------------------------------------------------------------------------------


def test_what_is_no_ladder_is_refused():
    three = years(1, 2, 3)
    for upper, lower, rung, kinds, message in (
        (three, three, "gross", PLAIN, "not the lower"),
        (three, three, "net", PLAIN, "not the lower"),
        (three, years(1, 2), "avoided", PLAIN, "rungs have"),
        (three[0], three[0], "avoided", PLAIN, "rungs have"),
        (three / 1.0, three, "avoided", PLAIN, "whole cents"),
        (three, three / 1.0, "avoided", PLAIN, "whole cents"),
        (three, three, "avoided", replace(PLAIN, step=()), "1 lines"),
        (three, three, "avoided", replace(PLAIN, contract=(True, False)), "1 lines"),
        (three, three, "avoided", replace(PLAIN, rate_reset=(True, False)), "1 lines"),
    ):
        with pytest.raises(ValueError, match=message):
            explain(upper, lower, rung, kinds)


@pytest.mark.parametrize("gains", [years(1, 2), years(1, 1, 3), years(1, 2, -3)])
def test_gains_that_are_none_are_refused(gains: np.ndarray):
    with pytest.raises(ValueError, match="gains"):
        explain(years(1, 2, -3), years(0, 0, -3), "avoided", PLAIN, gains=gains)


def test_payers_are_covered_or_not():
    with pytest.raises(ValueError, match="2 payers covered or not, of 1"):
        explain(years(1), years(0), "captured", PLAIN, covered=[True, False])


# -- the real cost functions --------------------------------------------------------------------------------

MONTHS, START = 72, 12
FISCAL_YEARS = np.repeat(np.arange(2026, 2026 + (MONTHS + START) // 12), 12)


def use(load: np.ndarray) -> Use:
    return Use(load * 30.0, np.full(load.shape, 30.0), FISCAL_YEARS, (np.arange(MONTHS + START) - START) / 12.0)


@st.composite
def loads(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Beds used in a baseline and a scenario that wander apart after the warm-up, sometimes across each other."""
    luck = np.random.default_rng(draw(st.integers(0, 2**32)))
    size = draw(st.sampled_from((2.0, 30.0, 300.0)))
    both = luck.normal(0.0, draw(st.sampled_from((0.02, 0.1))), (2, MONTHS + START)).cumsum(axis=1)
    both[1, :START] = both[0, :START]
    both[1, START:] += both[0, START - 1] - both[1, START - 1] + draw(st.sampled_from((0.0, -0.3)))
    before, after = size * np.exp(both)
    return before, after


def by_year(monthly: np.ndarray) -> np.ndarray:
    return monthly.reshape(-1, 12).sum(axis=1)


def rung_of(before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what is saved by fiscal year, and its months of gain, in cents."""
    saved = np.rint(before[START:] * 100).astype(np.int64) - np.rint(after[START:] * 100).astype(np.int64)
    return years(*by_year(saved)), years(*by_year(np.maximum(saved, 0)))


@examples(300)
@given(loads(), st.sampled_from((0.0, 0.3, 1.0)), st.sampled_from((0.0, 1.5, 3.0)))
def test_a_share_of_the_average_cost_never_needs_more_than_losses(
    both: tuple[np.ndarray, np.ndarray], backfill: float, later: float
):
    before, after = map(use, both)
    price = Marginal(200.0, 0.12, long_run_share=0.55, long_run_after=later, positions_cut=0.3)
    again = use(backfilled(after.load, before.load, backfill))
    gross, of_gross = rung_of(before.units * 200.0, after.units * 200.0)
    avoided, of_avoided = rung_of(price.varying(before), price.varying(after))
    cashable, _ = rung_of(price.cash(before), price.cash(again))
    for upper, lower, rung, gains in (
        (gross, avoided, "avoided", of_gross),
        (avoided, cashable, "cashable", of_avoided),
    ):
        assert set(reasons(upper, lower, rung, gains=gains, slack=24)) <= {None, Reason.LOSS}
        assert of_whole(upper, lower, rung, gains=gains, slack=24)[0] in (None, Reason.LOSS)


@examples(300)
@given(loads(), st.sampled_from((0.0, 0.3)), st.integers(0, 9))
def test_units_that_close_never_need_more_than_steps_losses_and_time(
    both: tuple[np.ndarray, np.ndarray], backfill: float, notice: int
):
    before, after = map(use, both)
    unit = StepFixed(before.load[0] / 4, 1_000.0, closes_after=3, hysteresis=before.load[0] / 40, notice=notice)
    avoided, gains = rung_of(unit.varying(before), unit.varying(after))
    cashable, _ = rung_of(unit.cash(before), unit.cash(use(backfilled(after.load, before.load, backfill))))
    nothing = np.zeros_like(avoided)
    assert set(reasons(nothing, avoided, "avoided", STEP)) <= {None, Reason.STEP}
    paid = years(*by_year(np.rint((unit.cash(before) - unit.varying(before))[START:] * 100).astype(np.int64)))
    known = {"gains": gains, "notice": paid}
    allowed = {None, Reason.LOSS, Reason.TIMING, Reason.STEP}
    assert set(reasons(avoided, cashable, "cashable", STEP, **known)) <= allowed
    assert of_whole(avoided, cashable, "cashable", STEP, **known)[0] in allowed - {Reason.TIMING}


@examples(200)
@given(loads(), st.booleans())
def test_a_payment_never_needs_more_than_its_contract(both: tuple[np.ndarray, np.ndarray], reset: bool):
    before, after = map(use, both)
    paid = RateReset(90_000.0, 1) if reset else TakeOrPay(before.load[0] * 0.9, 220.0, 5.0)
    saved, _ = rung_of(paid.cash(before), paid.cash(after))
    cashable = np.concatenate([saved, -saved], axis=3)
    kinds = RATE_RESET if reset else CONTRACT
    found = reasons(np.zeros_like(cashable), cashable, "cashable", kinds)
    assert found.count(None) == np.count_nonzero(cashable <= 0)
    assert set(found[2:]) <= ({None, Reason.RATE_RESET, Reason.CONTRACT} if reset else {None, Reason.CONTRACT})
    assert of_whole(np.zeros_like(cashable), cashable, "cashable", kinds) == [None]


@st.composite
def agreements(draw: st.DrawFn) -> tuple[np.ndarray, CaptureRule, int]:
    """Cashable cents by fiscal year, payer and line, a rule, and the years until a capture."""
    luck = np.random.default_rng(draw(st.integers(0, 2**32)))
    cells = luck.integers(-1_000, 1_000, (6, 2, 2)) + draw(st.sampled_from((-300, 0, 300)))
    rule = CaptureRule(
        shares=(draw(st.sampled_from((1.0, 0.5))),),
        audit_factor=draw(st.sampled_from((1.0, 0.8))),
        floor=draw(st.sampled_from((0, 200))),
        clawback=draw(st.sampled_from((0.0, 0.0, 0.5))),
    )
    return cells, rule, draw(st.integers(0, 2))


def captured_of(cells: np.ndarray, rule: CaptureRule, lag: int) -> np.ndarray:
    captured = np.zeros_like(cells)
    for year, moved in enumerate(settle(rule, [int(each.sum()) for each in cells])[: len(cells) - lag]):
        if moved.captured:
            captured[year + lag] += allocate(moved.captured, cells[year])
        if moved.returned:
            captured[year + lag] -= allocate(moved.returned, captured.sum(axis=0))
    return captured[np.newaxis, np.newaxis]


@examples(500)
@given(agreements())
def test_what_an_agreement_captures_never_needs_more_than_losses_and_time(
    agreement: tuple[np.ndarray, CaptureRule, int],
):
    cells, rule, lag = agreement
    cashable, captured = cells[np.newaxis, np.newaxis], captured_of(cells, rule, lag)
    kinds = none_of(cashable.shape)
    assert set(reasons(cashable, captured, "captured", kinds, slack=1)) <= {None, Reason.LOSS, Reason.TIMING}
    assert of_whole(cashable, captured, "captured", kinds, slack=1)[0] in (None, Reason.LOSS)


@examples(300)
@given(agreements(), st.integers(0, 2**32))
def test_what_an_audit_saw_explains_what_it_brought(agreement: tuple[np.ndarray, CaptureRule, int], seed: int):
    cells, rule, lag = agreement
    captured = captured_of(cells, rule, lag)
    cashable = cells[np.newaxis, np.newaxis] - np.random.default_rng(seed).integers(-400, 400, captured.shape)
    kinds = replace(none_of(cashable.shape), measured=True)
    allowed = {None, Reason.LOSS, Reason.TIMING, Reason.MEASUREMENT}
    known = {"certified": cells[np.newaxis, np.newaxis], "slack": 1}
    assert set(reasons(cashable, captured, "captured", kinds, **known)) <= allowed
    of_whole(cashable, captured, "captured", kinds, **known)
