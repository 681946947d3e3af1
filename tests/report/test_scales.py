"""One unit for the money of a chart or a column."""

from __future__ import annotations

import pytest

from simulator.report.scales import DOLLARS, MILLIONS, THOUSANDS, scale_of


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (8_240_000.0, "+$8.2M"),
        (-6_100_000.0, "\u2212$6.1M"),
        (-106_512_345.0, "\u2212$106.5M"),
        (1_234_560_000.0, "+$1,234.6M"),
        (0.0, "$0"),
    ],
)
def test_millions_have_one_decimal_a_true_minus_and_the_sign_before_the_dollar(value, text):
    assert MILLIONS.text(value) == text


def test_amounts_that_are_no_differences_have_no_plus():
    assert MILLIONS.text(8_240_000.0, signed=False) == "$8.2M"
    assert MILLIONS.text(-8_240_000.0, signed=False) == "\u2212$8.2M"


def test_a_small_loss_is_never_told_as_nothing():
    assert MILLIONS.text(-38_400.0) == "\u2212$38.4k"
    assert MILLIONS.cell(-38_400.0) == "\u22120.0"
    assert MILLIONS.cell(0.0) == "0"


def test_columns_have_the_unit_in_their_heading():
    assert MILLIONS.cell(-6_149_999.0) == "\u22126.1"
    assert MILLIONS.cell(13_400_000.0, signed=False) == "13.4"
    assert THOUSANDS.cell(612_400.0) == "+612"
    assert DOLLARS.cell(1_234.0) == "+1,234"


def test_parts_of_a_column_have_the_unit_of_the_largest_amount():
    assert scale_of([-3.0, 960_000.0]) is MILLIONS
    assert scale_of([949_999.0, -2.0]) is THOUSANDS
    assert scale_of([-9_500.0]) is THOUSANDS
    assert scale_of([9_499.0]) is DOLLARS
    assert scale_of([]) is DOLLARS


def test_ticks_have_only_the_decimals_that_they_need():
    assert [MILLIONS.tick(value) for value in (-1e7, 0.0, 2.5e6)] == ["\u2212$10M", "$0", "$2.5M"]
    assert THOUSANDS.tick(-250e3) == "\u2212$250k"
    assert DOLLARS.tick(1_500.0) == "$1,500"


def test_a_range_follows_between():
    assert MILLIONS.span(-3_600_000.0, 23_400_000.0) == "\u2212$3.6M and $23.4M"
    assert MILLIONS.span(-3_600_000.0, 23_400_000.0, signed=True) == "\u2212$3.6M and +$23.4M"
