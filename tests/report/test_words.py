"""Numbers as people read them, and sentences that turn round with the sign."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.analysis.estimate import difference
from simulator.report import words
from tests.report.samples import counted, number, record

UP, DOWN = [5.0, 6.0, 7.0, 8.0], [-5.0, -6.0, -7.0, -8.0]
MIXED = [-5.0, 6.0, 7.0, -8.0]

repeatable = settings(max_examples=300, deadline=None, derandomize=True, database=None)
sizes = st.floats(min_value=-1e14, max_value=1e14)


# -- numbers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "$0"), (-0.0, "$0"), (0.4, "$0"), (-0.49, "$0"), (0.6, "+$1"), (-1.0, "−$1"),
        (9.95, "+$10"), (10.0, "+$10"), (-99.4, "−$99"), (100.0, "+$100"), (999.4, "+$999"),
        (999.6, "+$1,000"), (1_000.0, "+$1,000"), (-1_234.0, "−$1,230"), (9_994.0, "+$9,990"),
        (9_996.0, "+$10.0k"), (10_000.0, "+$10.0k"), (12_345.0, "+$12.3k"), (100_000.0, "+$100k"),
        (999_499.0, "+$999k"), (999_501.0, "+$1.00M"), (-1e6, "−$1.00M"), (81_340_000.0, "+$81.3M"),
        (999.4e6, "+$999M"), (999.6e6, "+$1.00B"), (1e9, "+$1.00B"), (-12_345_678_901.0, "−$12.3B"),
        (1e11, "+$100B"), (1e12, "+$1000B"),
    ],
)  # fmt: skip
def test_dollars(value: float, text: str) -> None:
    assert words.dollars(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"), (-0.0, "0"), (0.04, "0"), (-0.04, "0"), (0.06, "+0.1"), (-0.94, "−0.9"), (1.0, "+1"),
        (-4.5, "−4.5"), (9.94, "+9.9"), (9.96, "+10"), (-10.0, "−10"), (10.4, "+10"), (100.0, "+100"),
        (999.4, "+999"), (999.6, "+1,000"), (-1_234.5, "−1,230"), (1e6, "+1,000,000"), (1_999_999.0, "+2,000,000"),
    ],
)  # fmt: skip
def test_counts(value: float, text: str) -> None:
    assert words.count(value) == text


def test_exact_halves_at_the_boundaries_move_up_a_unit() -> None:
    assert words.dollars(999_500.0) == "+$1.00M"
    assert words.dollars(999.5e6) == "+$1.00B"
    assert words.dollars(9_999.5) == "+$10.0k"
    assert words.dollars(-999.5) == "−$1,000"


@pytest.mark.parametrize("power", range(15))
def test_exact_tens_have_the_digits_of_their_neighbors(power: int) -> None:
    ten = 10.0**power
    assert words.rounded(ten) == ten
    assert words.dollars(ten, signed=False) == words.dollars(math.nextafter(ten, math.inf), signed=False)
    assert words.dollars(ten, signed=False) == words.dollars(math.nextafter(ten, 0.0), signed=False)


def test_unsigned_numbers_keep_only_their_minus() -> None:
    assert words.dollars(1_234.0, signed=False) == "$1,230"
    assert words.count(1_234.0, signed=False) == "1,230"
    assert words.count(-3.0, signed=False) == "−3"


def _read(text: str) -> float:
    """Return the number that a reader takes from a text."""
    found = re.fullmatch(r"([+−]?)\$?([0-9,]+(?:\.[0-9]+)?)([kMB]?)", text)
    assert found, text
    sign, digits, unit = found.groups()
    return (-1.0 if sign == "−" else 1.0) * float(digits.replace(",", "")) * {"": 1, "k": 1e3, "M": 1e6, "B": 1e9}[unit]


@repeatable
@given(sizes)
def test_a_reader_takes_the_value_back_to_three_digits(value: float) -> None:
    for text, least in ((words.dollars(value), 0.5), (words.count(value), 0.05 if abs(value) < 9.95 else 0.5)):
        assert abs(_read(text) - value) <= max(least, 0.00501 * abs(value)) * (1 + 1e-9)
        assert "-" not in text, "the minus is a true minus"
        assert text[0] in "+−$0", "a change carries its sign"


@repeatable
@given(sizes)
def test_a_loss_looks_like_the_gain_of_its_size(value: float) -> None:
    swapped = str.maketrans("+−", "−+")
    for write in (words.dollars, words.count):
        assert write(-value) == write(value).translate(swapped)


@repeatable
@given(sizes, sizes)
def test_intervals_go_from_low_to_high(one: float, other: float) -> None:
    net = record([one, other])
    low, high = words.interval(net).split(" to ")
    assert _read(low) <= _read(high)
    assert (low, high) == (words.dollars(net.difference.low), words.dollars(net.difference.high))


def test_an_amount_is_written_in_its_unit() -> None:
    assert words.amount(record(UP), 1_500.0) == "+$1,500"
    assert words.amount(counted(UP), 1_500.0) == "+1,500"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (1.0, "a minute or two"), (119.0, "a minute or two"), (120.0, "about 2 minutes"), (3_600.0, "about 60 minutes"),
        (7_199.0, "about 120 minutes"), (7_200.0, "about 2 hours"), (9_000.0, "about 2.5 hours"),
        (172_800.0, "about 2 days"), (63_115_200.0, "about 2 years"), (1e12, "about 31,700 years"),
    ],
)  # fmt: skip
def test_lengths_of_time(seconds: float, text: str) -> None:
    assert words.duration(seconds) == text


# -- agreement ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by_draw", "of_money", "of_counts"),
    [
        (UP, "saves in 4 of 4", "more in 4 of 4"),
        (DOWN, "costs in 4 of 4", "fewer in 4 of 4"),
        (MIXED, "cannot be told apart (saves in 2 of 4)", "cannot be told apart (more in 2 of 4)"),
        ([0.0, 0.0], "the same", "the same"),
        ([-1.0], "cannot be told from chance at one draw", "cannot be told from chance at one draw"),
        ([9.0, 1.0, 0.1], "cannot be told from chance at 3 draws", "cannot be told from chance at 3 draws"),
        ([3.0] * 38 + [-3.0] * 12, "saves in 38 of 50", "more in 38 of 50"),
        ([3.0] * 199 + [-3.0], "saves in 49 of 50", "more in 49 of 50"),
        ([-3.0] * 199 + [3.0], "costs in 49 of 50", "fewer in 49 of 50"),
        ([3.0] * 200, "saves in 50 of 50", "more in 50 of 50"),
    ],
)
def test_agreement_of_futures(by_draw: list[float], of_money: str, of_counts: str) -> None:
    assert words.agreement(record(by_draw)) == of_money
    assert words.agreement(counted(by_draw)) == of_counts


def test_futures_without_a_change_are_not_counted_as_a_fall() -> None:
    by_draw = [-10.0] * 10 + [0.0] * 10
    assert words.agreement(counted(by_draw)) == "fewer in 10 of 20, else the same"


# -- findings -----------------------------------------------------------------------------------------------


def finding(by_draw: list[float]) -> str:
    return words.finding(record(by_draw), "Pilot", "2027–2032")


@pytest.mark.parametrize(
    ("by_draw", "sentence"),
    [
        ([4e6, 5e6, 6e6], "Pilot: avoids $5.00M more than it costs over 2027–2032, in all 3 futures."),
        ([-4e6, -5e6, -6e6], "Pilot: costs $5.00M more than it avoids over 2027–2032, in all 3 futures."),
        ([-9.0] * 45 + [9.0] * 5, "Pilot: costs $7 more than it avoids over 2027–2032, in 45 of 50 futures."),
        ([9.0] * 45 + [-9.0] * 5, "Pilot: avoids $7 more than it costs over 2027–2032, in 45 of 50 futures."),
        ([0.0, 0.0], "Pilot: costs and saves the same as the baseline over 2027–2032."),
        (MIXED, "Pilot: whether it costs or saves over 2027–2032 cannot be told: it saves in 2 of 4 futures."),
        ([-1.0], "Pilot: whether it costs or saves over 2027–2032 cannot be told from chance at one draw."),
        ([9.0, 1.0, 0.1], "Pilot: whether it costs or saves over 2027–2032 cannot be told from chance at 3 draws."),
    ],
)
def test_findings(by_draw: list[float], sentence: str) -> None:
    assert finding(by_draw) == sentence


def test_a_loss_is_part_of_the_headline_from_11_of_50() -> None:
    warning = ", in 39 of 50 futures, and costs more than it avoids in 11 of 50."
    assert finding([9.0] * 39 + [-1.0] * 11).endswith(warning)
    assert finding([9.0] * 40 + [-1.0] * 10).endswith(", in 40 of 50 futures.")


def test_the_sentence_turns_round_with_the_sign() -> None:
    for size in (3.0, 4_500.0, 2e6, 7e9):
        gain, loss = finding([size, size * 1.1]), finding([-size, -size * 1.1])
        assert gain.replace("avoids", "COSTS").replace("costs", "avoids").replace("COSTS", "costs") == loss


@pytest.mark.parametrize(
    ("by_draw", "sentence"),
    [
        ([4e6, 5e6, 6e6], "In cash, it takes $5.00M more out of budgets than it costs, in all 3 futures."),
        ([-4e6, -5e6, -6e6], "In cash, it costs $5.00M more than it takes out of budgets, in all 3 futures."),
        ([-9.0] * 45 + [9.0] * 5, "In cash, it costs $7 more than it takes out of budgets, in 45 of 50 futures."),
        ([0.0, 0.0], "In cash, it costs and saves the same."),
        (MIXED, "In cash, whether it costs or saves cannot be told: it saves in 2 of 4 futures."),
        ([-1.0], "In cash, whether it costs or saves cannot be told from chance at one draw."),
        (
            [9.0] * 39 + [-1.0] * 11,
            "In cash, it takes $7 more out of budgets than it costs, in 39 of 50 futures, and costs more than it takes "
            "out in 11 of 50.",
        ),
    ],
)
def test_findings_in_cash(by_draw: list[float], sentence: str) -> None:
    assert words.cash_finding(record(by_draw, rung="cash_net")) == sentence


def test_one_draw_repeated_is_not_called_all_futures() -> None:
    repeated = record([5.0], difference=replace(record([5.0]).difference, mcse=0.1))
    assert words.finding(repeated, "Pilot", "2027").endswith("in the only future simulated.")


# -- luck and inputs apart ----------------------------------------------------------------------------------

OF_INPUTS = "Of the range, the uncertain inputs account for ±${} (one standard deviation); "
OF_LUCK = "luck in the simulation moves the mean by about ±${} (one standard error)."


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        # variance between draws 16e8, of which luck 1e8; luck of the mean sqrt(1e8 / 3)
        ([[0.0, 2e4], [4e4, 6e4], [8e4, 10e4]], OF_INPUTS.format("38.7k") + OF_LUCK.format("5,770")),
        ([[1e6, 1e6], [3e6, 3e6]], OF_INPUTS.format("1.41M") + OF_LUCK.format("0")),
        (
            [[100.0, -100.0], [-100.0, 100.0]],
            "The range is no wider than luck alone makes it, so what the inputs add cannot be told; "
            + OF_LUCK.format("71"),
        ),
        ([[1e3, 3e3, 5e3]], "Of the uncertain inputs one draw says nothing; " + OF_LUCK.format("1,150")),
        ([[1.0], [2.0]], ""),
        ([[0.0, 0.0], [0.0, 0.0]], ""),
    ],
    ids=["both", "inputs only", "luck only", "base case", "one replication", "no difference"],
)  # fmt: skip
def test_luck_and_inputs(table: list[list[float]], sentence: str) -> None:
    for sign in (1.0, -1.0):
        net = record([0.0], difference=difference(sign * np.array(table)))
        assert words.luck_and_inputs(net) == sentence, "a loss is as sure as a gain of its size"


def test_nothing_that_cannot_be_told_is_called_none() -> None:
    assert "±$0 (one standard deviation)" not in words.luck_and_inputs(
        record([0.0], difference=difference(np.array([[5.0, -5.0], [4.0, -4.0], [0.1, -0.1]])))
    )


@repeatable
@given(st.lists(st.floats(min_value=-1e9, max_value=1e9, allow_subnormal=False), min_size=1, max_size=60))
def test_a_finding_never_claims_the_wrong_side(by_draw: list[float]) -> None:
    sentence = finding(by_draw)
    mean = record(by_draw).difference.mean
    if "avoids $" in sentence:
        assert mean > 0
    if "costs $" in sentence:
        assert mean < 0
    assert sentence.count("cannot be told") <= 1
    assert sentence.endswith(".")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-0.0312, "−0.031"), (1.234, "+1.2"), (0.00012, "+0.0001"), (-12.3, "−12.3"), (0.5, "+0.50")],
)
def test_rates_show_what_counts_would_round_away(value: float, text: str) -> None:
    found = record([value], unit="per person-year at liberty", table="people", measure="offenses_rate")
    assert words.amount(found, value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"), (0.004, "less than 1 %"), (0.005, "less than 1 %"), (0.006, "1 %"), (0.5, "50 %"),
        (0.624, "62 %"), (0.9949, "99 %"), (0.996, "more than 99 %"), (1.0, "100 %"), (12.5, "1,250 %"),
    ],
)  # fmt: skip
def test_shares(share: float, text: str) -> None:
    assert words.percent(share) == text


@pytest.mark.parametrize(
    ("share", "draws", "said"),
    [(1.0, 12, (12, 12)), (0.25, 12, (3, 12)), (0.0, 12, (0, 12)), (0.004, 500, (1, 50)), (0.996, 500, (49, 50))],
)
def test_a_share_of_futures_is_never_rounded_to_none_or_all(share: float, draws: int, said: tuple[int, int]) -> None:
    assert words.of_futures(number("break_even_never", share, draws=draws)) == said


@repeatable
@given(sizes)
def test_what_is_shown_is_what_a_reader_takes(value: float) -> None:
    assert words.shown(value) == pytest.approx(_read(words.dollars(value)), rel=1e-12)


def test_what_an_agreement_moves_is_neither_saved_nor_paid() -> None:
    assert words.agreement(record(UP, rung="captured")) == "captured in 4 of 4"
    assert words.agreement(record(DOWN, rung="captured")) == "given back in 4 of 4"
    assert words.agreement(record(UP, rung="reinvested")) == "reinvested in 4 of 4"
    assert words.agreement(record(DOWN, rung="program")) == "costs in 4 of 4"


def test_dollars_of_any_kind_are_dollars() -> None:
    assert words.amount(record(UP, unit="dollars per booking avoided"), 1_500.0, signed=False) == "$1,500"
    assert words.amount(counted(UP, unit="days"), 1_500.0, signed=False) == "1,500"


def test_payers_of_the_model_have_names_of_their_own() -> None:
    assert [words.payer(name) for name in ("all", "taxpayers", "fund", "others", "city", "port_authority")] == [
        "all payers", "all taxpayers", "the fund", "others", "city", "port authority",
    ]  # fmt: skip
