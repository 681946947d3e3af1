"""Round numbers for axes, and months as dates."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures.axis import MOST_STEPS, around, labels_of, month_of, ticks_of, trimmed, year_spans
from simulator.report.scales import MILLIONS

UNSEEN = 1e-8  # of a step: what rounding may leave outside
repeatable = settings(max_examples=300, deadline=None, derandomize=True, database=None)
VALUES = st.lists(st.integers(-(10**11), 10**11).map(lambda cents: cents / 100.0), min_size=1, max_size=8)


@repeatable
@given(VALUES)
def test_an_axis_holds_all_values_and_zero_in_few_steps(values):
    low, high, step = around(values)
    assert low <= min(0.0, *values) + UNSEEN * step
    assert high >= max(0.0, *values) - UNSEEN * step
    ticks = ticks_of(low, high, step)
    assert 0.0 in ticks
    assert 2 <= len(ticks) <= MOST_STEPS + 1


@repeatable
@given(VALUES)
def test_a_trimmed_axis_still_holds_all_values_and_zero(values):
    low, high, step = around(values)
    below, above = trimmed((low, high), values)
    assert low <= below <= min(0.0, *values) + UNSEEN * step
    assert high >= above >= max(0.0, *values) - UNSEEN * step


def test_steps_are_round():
    assert around([-3.6e6, 23.4e6]) == (-5e6, 25e6, 5e6)
    assert around([0.0]) == (0.0, 1.0, 0.2)
    assert [label for _, label in labels_of(ticks_of(-5e6, 10e6, 5e6), MILLIONS)] == ["−$5M", "$0", "$5M", "$10M"]


@pytest.mark.parametrize(
    ("start", "month", "text"),
    [
        ("2027-01-01", 1, "Jan 2027"),
        ("2027-01-01", 25, "Jan 2029"),
        ("2027-01-01", 24.5, "Jan 2029"),
        ("2026-07-01", 6, "Dec 2026"),
        ("2026-07-01", 7, "Jan 2027"),
    ],
)
def test_a_month_of_the_horizon_has_a_date(start, month, text):
    assert month_of(start, month) == text


def test_whole_fiscal_years_are_labeled_by_their_names():
    assert year_spans("2026-07-01", (2027, 2028), 24) == [(0.0, 12.0, "2027"), (12.0, 24.0, "2028")]


def test_a_horizon_of_other_years_is_labeled_by_the_calendar():
    assert year_spans("2027-04-01", (2027, 2028), 12) == [(0.0, 9.0, "2027"), (9.0, 12.0, "2028")]
