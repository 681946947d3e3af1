"""Capture: published agreements to the cent, losses and clawback by hand, and laws for any years."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.costs.capture import CaptureRule, Settlement, administration, allocate, settle, split_captured
from tests.properties.strategies import examples

MILLION = 100_000_000  # in cents


def captured(rule: CaptureRule, *savings: int, limits: tuple[int | None, ...] = ()) -> list[int]:
    return [year.captured for year in settle(rule, savings, limits)]


# -- published agreements ---------------------------------------------------------------------------------


def test_oregon_reinvested_three_eighths_of_what_it_avoided():
    assert captured(CaptureRule((0.3752,)), 250 * MILLION) == [9_380_000_000]
    assert captured(CaptureRule((0.375,)), 250 * MILLION) == [9_375_000_000]


def test_washingtons_plan_reinvests_31_percent():
    (cents,) = captured(CaptureRule((0.31,)), 291 * MILLION)
    assert cents == 9_021_000_000
    assert cents == pytest.approx(90 * MILLION, rel=0.003)


def test_proposition_47_splits_65_25_10_with_at_most_5_percent_for_administration():
    (deposit,) = captured(CaptureRule((1.0,)), 2_930_000_000)
    parts = split_captured(deposit, {"fund": 0.65, "schools": 0.25, "victims": 0.10})
    assert parts == {"fund": 1_904_500_000, "schools": 732_500_000, "victims": 293_000_000}
    assert administration(parts["fund"], 0.05) == 95_225_000


def test_sb_678_pays_35_percent():
    assert captured(CaptureRule((0.35,)), 1_000_000_00, 1_000_000_10) == [350_000_00, 350_000_04]  # half a cent to even


def test_pennsylvania_captures_three_quarters_then_at_most_21_million_then_a_quarter():
    rule = CaptureRule((0.75, 0.75, 0.25), caps=(None, 21 * MILLION, None))
    assert captured(rule, *[40 * MILLION] * 5) == [30 * MILLION, 21 * MILLION, 10 * MILLION, 10 * MILLION, 10 * MILLION]
    assert captured(rule, 0, 20 * MILLION) == [0, 15 * MILLION]  # under its cap, the second year has the first's share
    assert captured(rule, 0, 0, 200 * MILLION) == [0, 0, 50 * MILLION]


def test_king_county_redirected_eight_million_of_an_unused_minimum():
    unused = (189 - 81) * 365 * 220_00
    assert unused == 867_240_000
    (cents,) = captured(CaptureRule((0.92,)), unused)
    assert cents == 797_860_800
    assert cents == pytest.approx(8 * MILLION, rel=0.003)


def test_an_auditor_may_recognize_less_of_a_gain_but_never_of_a_loss():
    rule = CaptureRule((0.5,), audit_factor=0.25)
    assert settle(rule, [1_000, -100, 300, 400]) == [
        Settlement(125, 0, 0),
        Settlement(0, 0, -100),
        Settlement(0, 0, -25),  # 300 are recognized as 75
        Settlement(38, 0, 0),  # half of 100 less 25, half a cent to even
    ]


# -- losses, floors, caps, ends ----------------------------------------------------------------------------


def test_a_loss_is_carried_until_gains_have_made_up_for_it():
    rule = CaptureRule((0.4,))
    assert settle(rule, [100, -250, 150, 150, 10]) == [
        Settlement(40, 0, 0),
        Settlement(0, 0, -250),
        Settlement(0, 0, -100),
        Settlement(20, 0, 0),
        Settlement(4, 0, 0),
    ]


def test_only_what_exceeds_the_floor_counts_after_the_loss_carried():
    rule = CaptureRule((0.5,), floor=100)
    assert captured(rule, 99, 100, 102, -50, 160) == [0, 0, 1, 0, 5]


def test_savings_below_the_floor_still_make_up_for_a_loss():
    assert settle(CaptureRule((1.0,), floor=100), [-50, 60, 110]) == [
        Settlement(0, 0, -50),
        Settlement(0, 0, 0),
        Settlement(10, 0, 0),
    ]


def test_the_lower_of_cap_and_limit_holds_and_what_they_cut_off_does_not_come_back():
    rule = CaptureRule((0.5,), caps=(None, 100, 30))
    assert captured(rule, 1_000, 1_000, 1_000, 40) == [500, 100, 30, 20]
    assert captured(rule, 1_000, 1_000, 1_000, 40, limits=(60, None, 40, -1)) == [60, 100, 30, 0]
    assert captured(CaptureRule((0.5,), caps=(0,)), 1_000, 1_000) == [0, 0]


def test_there_is_a_limit_for_each_year_or_none_at_all():
    with pytest.raises(ValueError, match="2 years of savings do not fit 1 limits"):
        settle(CaptureRule((0.5,)), [1, 2], [None])
    assert settle(CaptureRule((0.5,)), []) == []


def test_the_audit_takes_its_part_of_the_smallest_gain_too():
    assert captured(CaptureRule((1.0,), audit_factor=0.0), 1, 2, 100) == [0, 0, 0]


def test_the_last_share_holds_on_and_after_the_end_nothing_moves():
    rule = CaptureRule((0.5, 0.1), years=3, clawback=1.0)
    assert captured(rule, 100, 100, 100, 100) == [50, 10, 10, 0]
    assert settle(rule, [100, 0, -1_000, -1_000, 5_000])[2:] == [
        Settlement(0, 50, -900),
        Settlement(0, 0, 0),
        Settlement(0, 0, 0),
    ]


def test_cents_are_rounded_to_even_from_the_decimals_that_people_wrote():
    assert captured(CaptureRule((0.5,)), 1, 3, 5, 7) == [0, 2, 2, 4]
    assert captured(CaptureRule((0.1,)), 5, 15) == [0, 2]  # 0.1 as a binary number is above a tenth: 1 and 2


def test_amounts_beyond_what_floats_hold_keep_their_cents():
    assert captured(CaptureRule((1.0,)), 10**17 + 1) == [10**17 + 1]
    assert captured(CaptureRule((0.35,)), 10**20 + 20) == [35 * 10**18 + 7]


# -- clawback ------------------------------------------------------------------------------------------------


def test_full_clawback_takes_back_the_share_of_a_loss_and_settles_it():
    assert settle(CaptureRule((0.5,), clawback=1.0), [1_000, -400, 100]) == [
        Settlement(500, 0, 0),
        Settlement(0, 200, 0),
        Settlement(50, 0, 0),
    ]


def test_no_more_is_taken_back_than_was_captured_and_the_rest_of_the_loss_is_carried():
    assert settle(CaptureRule((0.5,), clawback=1.0), [100, -150, -10, 10, 55]) == [
        Settlement(50, 0, 0),
        Settlement(0, 50, -50),
        Settlement(0, 0, -60),
        Settlement(0, 0, -50),
        Settlement(2, 0, 0),
    ]


def test_partial_clawback_settles_its_part_and_carries_the_rest():
    assert settle(CaptureRule((0.5,), clawback=0.25), [1_000, -400, 100, 300]) == [
        Settlement(500, 0, 0),
        Settlement(0, 50, -300),
        Settlement(0, 0, -200),
        Settlement(50, 0, 0),
    ]


def test_only_the_years_own_loss_is_taken_back_not_one_that_was_carried():
    rule = CaptureRule((0.5,), clawback=0.5)
    assert settle(rule, [1_000, -400, -100, 20]) == [
        Settlement(500, 0, 0),
        Settlement(0, 100, -200),
        Settlement(0, 25, -250),
        Settlement(0, 0, -230),
    ]


def test_a_year_without_a_loss_of_its_own_returns_nothing_not_even_a_cent():
    rule = CaptureRule((1.0,), clawback=0.6)
    assert settle(rule, [1_000, -500, 10, 0]) == [
        Settlement(1_000, 0, 0),
        Settlement(0, 300, -200),
        Settlement(0, 0, -190),
        Settlement(0, 0, -190),
    ]


def test_a_loss_is_taken_back_at_the_highest_share_so_far():
    falling = CaptureRule((0.75, 0.25), clawback=1.0)
    assert settle(falling, [100, -100]) == [Settlement(75, 0, 0), Settlement(0, 75, 0)]
    rising = CaptureRule((0.2, 0.2, 0.6), clawback=1.0)
    assert settle(rising, [100, -50, 0]) == [Settlement(20, 0, 0), Settlement(0, 10, 0), Settlement(0, 0, 0)]


# -- laws ----------------------------------------------------------------------------------------------------

HUNDREDTHS = st.integers(0, 100).map(lambda k: k / 100)
CENTS = st.integers(-(10**9), 10**9)
YEARS = st.lists(CENTS, max_size=8)
AMOUNTS = st.integers(0, 10**9)


@st.composite
def rules(draw: st.DrawFn) -> CaptureRule:
    return CaptureRule(
        shares=tuple(draw(st.lists(HUNDREDTHS, min_size=1, max_size=4))),
        audit_factor=draw(HUNDREDTHS),
        floor=draw(st.sampled_from((0, 10**6, 10**8))),
        caps=tuple(draw(st.lists(st.none() | AMOUNTS, max_size=3))),
        years=draw(st.none() | st.integers(1, 6)),
        clawback=draw(st.sampled_from((0.0, 0.3, 1.0))),
    )


@examples(300)
@given(rules(), CENTS, st.none() | AMOUNTS)
def test_a_first_year_captures_at_most_its_share_of_a_gain(rule: CaptureRule, saved: int, limit: int | None):
    (year,) = settle(rule, [saved], [limit])
    most = max(0, saved) * Fraction(str(rule.shares[0]))
    assert 0 <= year.captured <= most + Fraction(1, 2)
    assert year.captured <= max(0, saved)
    assert limit is None or year.captured <= limit
    assert year.returned == 0
    assert min(0, saved) <= year.carried <= 0


@examples(300)
@given(rules(), YEARS)
def test_captured_never_exceeds_the_gains_nor_returned_what_was_captured(rule: CaptureRule, savings: list[int]):
    years = settle(rule, savings)
    gains = accumulate(max(0, saved) for saved in savings)
    given, back = (accumulate(getattr(year, key) for year in years) for key in ("captured", "returned"))
    for gain, total, returned in zip(gains, given, back, strict=True):
        assert returned <= total <= gain
    assert all(year.captured >= 0 and year.returned >= 0 and year.carried <= 0 for year in years)
    assert all(not year.captured or not year.returned for year in years)
    assert rule.clawback or not any(year.returned for year in years)


@examples(300)
@given(rules(), YEARS, st.integers(0, 8))
def test_years_that_close_later_change_no_settlement(rule: CaptureRule, savings: list[int], first: int):
    assert settle(rule, savings)[:first] == settle(rule, savings[:first])


@examples(200)
@given(rules(), YEARS)
def test_a_share_of_nothing_moves_nothing(rule: CaptureRule, savings: list[int]):
    nothing = replace(rule, shares=(0.0,))
    assert not any(year.captured or year.returned for year in settle(nothing, savings))


@examples(300)
@given(HUNDREDTHS, YEARS)
def test_without_clawback_the_share_of_the_highest_net_savings_so_far_is_captured(share: float, savings: list[int]):
    net = list(accumulate(savings, initial=0))
    years = settle(CaptureRule((share,)), savings)
    total = sum(year.captured for year in years)
    assert abs(total - Fraction(str(share)) * max(net)) <= Fraction(len(savings), 2)
    if years:
        assert years[-1].carried == net[-1] - max(net)


@examples(500)
@given(rules(), YEARS)
def test_with_full_clawback_no_more_is_kept_than_the_highest_share_of_net_savings(
    rule: CaptureRule, savings: list[int]
):
    rule = replace(rule, clawback=1.0, years=None)
    kept = accumulate(year.captured - year.returned for year in settle(rule, savings))
    for i, (net, cents) in enumerate(zip(accumulate(savings), kept, strict=True)):
        highest = max(Fraction(str(share)) for share in rule.shares[: i + 1])
        assert 0 <= cents <= highest * max(0, net) + i + 1


@examples(500)
@given(HUNDREDTHS, YEARS)
def test_with_full_clawback_and_one_share_exactly_that_share_is_kept(share: float, savings: list[int]):
    kept = accumulate(year.captured - year.returned for year in settle(CaptureRule((share,), clawback=1.0), savings))
    for i, (net, cents) in enumerate(zip(accumulate(savings), kept, strict=True)):
        assert abs(cents - Fraction(str(share)) * max(0, net)) <= i + 1


@examples(200)
@given(rules(), YEARS, AMOUNTS)
def test_a_last_year_that_saved_more_never_brings_less(rule: CaptureRule, savings: list[int], more: int):
    (*_, less), (*_, instead) = (settle(rule, [*savings, last]) for last in (0, more))
    assert instead.captured - instead.returned >= less.captured - less.returned


SHARES_SAID = "shares, the audit factor and the clawback are from 0 to 1, and there is one share or more"


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"shares": ()}, SHARES_SAID),
        ({"shares": (0.5, 1.01)}, SHARES_SAID),
        ({"shares": (-0.1,)}, SHARES_SAID),
        ({"shares": (float("nan"),)}, SHARES_SAID),
        ({"audit_factor": 1.1}, SHARES_SAID),
        ({"clawback": -1.0}, SHARES_SAID),
        ({"floor": -1}, "a floor and caps are not negative"),
        ({"caps": (None, -1)}, "a floor and caps are not negative"),
        ({"years": 0}, "an agreement lasts at least a year"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(keys: dict[str, object], said: str):
    with pytest.raises(ValueError, match=f"^{said}$"):
        CaptureRule(**{"shares": (0.5,), **keys})  # type: ignore[arg-type]


# -- splitting and allocating ----------------------------------------------------------------------------------


@examples(200)
@given(st.integers(-(10**12), 10**12), st.lists(HUNDREDTHS, min_size=1, max_size=5).filter(any))
def test_splitting_conserves_cents(cents: int, shares: list[float]):
    split = {f"recipient_{i}": share for i, share in enumerate(shares)}
    parts = split_captured(cents, split)
    assert list(parts) == list(split)
    assert sum(parts.values()) == cents
    for name, share in split.items():
        assert abs(parts[name] - cents * Fraction(share) / sum(map(Fraction, shares))) < 1


def test_the_odd_cent_goes_to_the_largest_remainder():
    assert split_captured(101, {"fund": 0.65, "schools": 0.25, "victims": 0.10}) == {
        "fund": 66, "schools": 25, "victims": 10,
    }  # fmt: skip


@examples(200)
@given(AMOUNTS, HUNDREDTHS)
def test_administration_is_the_most_whole_cents_within_its_share(deposit: int, share: float):
    cents = administration(deposit, share)
    assert cents <= Fraction(str(share)) * deposit < cents + 1


def test_administration_takes_decimals_at_their_word():
    assert administration(100, 0.29) == 29  # 0.29 as a binary number is below 29 hundredths
    assert administration(99, 0.05) == 4
    for deposit, share in ((-1, 0.05), (100, 1.5), (100, -0.1), (100, float("nan"))):
        with pytest.raises(ValueError, match="no administration"):
            administration(deposit, share)


def test_cells_give_in_proportion_to_what_they_saved_and_losers_nothing():
    cells = np.array([[300, -500], [100, 0]], dtype=np.int64)
    assert allocate(40, cells).tolist() == [[30, 0], [10, 0]]
    assert allocate(41, cells).tolist() == [[31, 0], [10, 0]]
    assert allocate(0, np.array([-5, 0], dtype=np.int64)).tolist() == [0, 0]
    with pytest.raises(ValueError, match="nothing was saved to take 1 cents from"):
        allocate(1, np.array([-5, 0], dtype=np.int64))


@examples(300)
@given(st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=6), st.floats(0.0, 1.0))
def test_allocating_conserves_cents_and_takes_from_no_cell_more_than_it_saved(saved: list[int], part: float):
    cells = np.array(saved, dtype=np.int64).reshape(1, -1)
    gains = np.maximum(cells, 0)
    cents = min(int(part * int(gains.sum())), int(gains.sum()))
    given_up = allocate(cents, cells)
    assert given_up.shape == cells.shape
    assert given_up.dtype == np.int64
    assert int(given_up.sum()) == cents
    assert (given_up >= 0).all()
    assert (given_up <= gains).all()
