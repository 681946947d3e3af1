"""Step-fixed costs: units open at once, close late and whole, and nobody is paid twice."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.costs.steps import StepFixed
from tests.costs.uses import LOADS, floats, use_of
from tests.properties.strategies import examples, grid

# Dorms of 10 beds that close after 3 months at or below what the others hold less 2, staff paid for 2 months more.
DORM = StepFixed(10.0, 1000.0, 3, 2.0, 2)
DORMS = st.builds(
    StepFixed,
    unit_size=st.sampled_from((1.0, 10.0, 59.0, 73.0, 75.0)),
    cost_per_unit_month=st.just(100.0),
    closes_after=st.integers(1, 5),
    hysteresis=grid(0.0, 20.0),
    notice=st.integers(0, 5),
)


def opened(dorm: StepFixed, *load: float) -> list[int]:
    return dorm.open_units(floats(load)).tolist()


def paid(dorm: StepFixed, *load: float) -> list[int]:
    return dorm.paid_units(floats(load)).tolist()


# -- opening ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("load", "units"), [(0.0, 0), (0.1, 1), (9.9, 1), (10.0, 1), (10.1, 2), (20.0, 2), (20.001, 3), (100.0, 10)]
)
def test_in_the_first_month_as_many_are_open_as_the_load_needs(load: float, units: int):
    assert opened(DORM, load) == paid(DORM, load) == [units]


def test_a_unit_opens_when_the_open_ones_are_exceeded_and_not_before():
    assert opened(DORM, 10.0, 10.0, 10.001, 10.0) == [1, 1, 2, 2]


def test_as_many_open_at_once_as_are_needed():
    assert opened(DORM, 5.0, 35.0) == [1, 4]


def test_a_place_without_units_opens_its_first():
    assert opened(DORM, 0.0, 0.0, 3.0) == [0, 0, 1]


@pytest.mark.parametrize("size", [0.1, 0.3, 7.7, 59.0, 1e6])
@pytest.mark.parametrize("units", [1, 3, 7, 49])
def test_a_load_that_fills_whole_units_needs_no_more_of_them(size: float, units: int):
    beds = replace(DORM, unit_size=size)
    full = use_of([size * units] * 12)
    assert beds.open_units(full.load).tolist() == [units] * 12
    assert opened(beds, sum([size] * units)) == [units]


# -- closing ----------------------------------------------------------------------------------------------


def test_a_unit_closes_after_three_months_in_a_row_the_last_included():
    assert opened(DORM, 20.0, 8.0, 8.0, 8.0, 8.0) == [2, 2, 2, 1, 1]


def test_a_unit_does_not_close_for_a_load_above_the_band():
    assert opened(DORM, 20.0, *[8.001] * 12) == [2] * 13


def test_one_month_above_begins_the_count_again():
    assert opened(DORM, 20.0, 8.0, 8.0, 8.1, 8.0, 8.0, 8.0) == [2] * 6 + [1]


def test_units_close_one_by_one_and_each_takes_its_months():
    assert opened(DORM, 40.0, *[8.0] * 10) == [4, 4, 4, 3, 3, 3, 2, 2, 2, 1, 1]


def test_a_month_that_opens_units_begins_the_count_again():
    assert opened(DORM, 20.0, 8.0, 8.0, 25.0, 8.0, 8.0, 8.0, 8.0, 8.0, 8.0) == [2, 2, 2, 3, 3, 3, 2, 2, 2, 1]


def test_a_unit_may_close_in_the_very_month():
    assert opened(replace(DORM, closes_after=1), 30.0, 8.0, 8.0, 8.0) == [3, 2, 1, 1]


def test_without_hysteresis_a_unit_closes_as_soon_as_the_others_hold_everybody():
    quick = replace(DORM, closes_after=1, hysteresis=0.0)
    assert opened(quick, 20.0, 10.001, 10.0, 0.0, 0.0) == [2, 2, 1, 0, 0]


def test_the_last_unit_stays_where_there_is_hysteresis():
    assert opened(DORM, 10.0, *[0.0] * 12) == [1] * 13


def test_hysteresis_is_in_beds_and_not_in_units():
    assert opened(replace(DORM, hysteresis=12.0), 40.0, 18.0, 18.0, 18.0, 18.0, 18.0) == [4, 4, 4, 3, 3, 3]


@pytest.mark.parametrize("size", [0.1, 0.3, 7.7, 73.0])
def test_a_load_at_the_threshold_counts_in_spite_of_float_noise(size: float):
    beds = StepFixed(size, 1.0, 1, size / 10, 0)
    for units in range(2, 12):
        threshold = sum([size] * (units - 1)) - size / 10
        assert opened(beds, units * size, threshold)[1] == units - 1
        assert opened(beds, units * size, threshold + 1e-6 * size)[1] == units


# -- staff on notice --------------------------------------------------------------------------------------


@pytest.mark.parametrize("notice", [0, 1, 2, 5])
def test_staff_of_a_closed_unit_are_paid_for_their_notice(notice: int):
    load = [20.0] + [8.0] * 10
    more = paid(replace(DORM, notice=notice), *load)
    assert more == [2] * (3 + notice) + [1] * (8 - notice)


def test_a_unit_that_opens_again_takes_the_staff_on_notice():
    dorm = replace(DORM, notice=6)
    assert opened(dorm, 20.0, 8.0, 8.0, 8.0, 15.0, 15.0) == [2, 2, 2, 1, 2, 2]
    assert paid(dorm, 20.0, 8.0, 8.0, 8.0, 15.0, 15.0) == [2] * 6


def test_only_the_staff_on_notice_are_taken_and_others_hired():
    dorm = replace(DORM, notice=6)
    assert paid(dorm, 20.0, 8.0, 8.0, 8.0, 35.0, 35.0) == [2, 2, 2, 2, 4, 4]


def test_the_staff_who_left_last_are_the_first_to_come_back():
    dorm = replace(DORM, closes_after=1, notice=3)
    # One unit closes in month 1 (paid to month 3) and one in month 2 (to month 4); one opens in month 3.
    assert opened(dorm, 30.0, 8.0, 8.0, 15.0, 15.0, 15.0) == [3, 2, 1, 2, 2, 2]
    assert paid(dorm, 30.0, 8.0, 8.0, 15.0, 15.0, 15.0) == [3, 3, 3, 3, 2, 2]


def test_staff_whose_notice_is_over_cannot_be_taken():
    dorm = replace(DORM, closes_after=1, notice=2)
    # Closings in months 1 (paid to 2), 2 (to 3) and 3 (to 4); the opening in month 3 would take only who is there.
    assert opened(dorm, 40.0, 8.0, 8.0, 25.0, 25.0) == [4, 3, 2, 3, 3]
    assert paid(dorm, 40.0, 8.0, 8.0, 25.0, 25.0) == [4, 4, 4, 3, 3]


def test_notice_may_reach_beyond_the_run():
    assert paid(replace(DORM, notice=99), 20.0, *[8.0] * 5) == [2] * 6


# -- dollars ----------------------------------------------------------------------------------------------


def test_open_units_vary_and_paid_ones_are_cash():
    use = use_of([20.0, 8.0, 8.0, 8.0, 8.0, 8.0])
    assert DORM.varying(use).tolist() == [2000.0, 2000.0, 2000.0, 1000.0, 1000.0, 1000.0]
    assert DORM.cash(use).tolist() == [2000.0, 2000.0, 2000.0, 2000.0, 2000.0, 1000.0]


def test_a_unit_costs_what_it_costs_in_that_month():
    dorm = replace(DORM, cost_per_unit_month=floats([100, 200]))
    assert dorm.varying(use_of([15.0, 15.0])).tolist() == [200.0, 400.0]


def test_the_load_is_the_level_and_not_the_days_of_a_month():
    assert DORM.varying(use_of([10.0] * 12)).tolist() == [1000.0] * 12  # 280 to 310 bed-days


@pytest.mark.parametrize(
    ("beds", "dollars", "days", "per_bed_day"), [(75, 1_200_000, 365, 43.8), (73, 900_000, 197, 62.6)]
)
def test_multnomah_countys_dorms_release_what_was_published_for_each_bed_day(
    beds: int, dollars: float, days: int, per_bed_day: float
):
    """A dorm of 75 beds closed for $1.2 million a year; one of 73 for about $0.9 million in 197 days."""
    a_month = dollars / days * 365 / 12
    dorm = StepFixed(float(beds), a_month, 1, 0.0, 0)
    full, less = use_of([beds * 2.0] * 12), use_of([beds * 2.0] + [beds * 1.0] * 12)
    released = dorm.cash(full)[0] * 12 - dorm.cash(less)[1:].sum()
    assert released == pytest.approx(a_month * 12)
    assert released / (beds * 365) == pytest.approx(per_bed_day, abs=0.05)


# -- what always holds ------------------------------------------------------------------------------------


@examples(150)
@given(DORMS, LOADS)
def test_open_units_hold_the_load_and_close_one_by_one(dorm: StepFixed, load: list[float]):
    units = dorm.open_units(floats(load))
    assert units.dtype == np.int64
    assert np.all(units * dorm.unit_size >= floats(load) * (1 - 1e-9))
    changes = np.diff(units)
    assert np.all(changes >= -1)
    closings = np.flatnonzero(changes == -1) + 1
    assert np.all(np.diff(closings) >= dorm.closes_after)
    assert np.all(closings >= dorm.closes_after)


@examples(150)
@given(DORMS, LOADS)
def test_a_unit_opens_only_for_a_load_and_closes_only_without_one(dorm: StepFixed, load: list[float]):
    units = dorm.open_units(floats(load)).tolist()
    for month in range(1, len(load)):
        if units[month] > units[month - 1]:
            assert units[month] == math.ceil(load[month] / dorm.unit_size - 1e-9)
        elif units[month] < units[month - 1]:
            quiet = load[month + 1 - dorm.closes_after : month + 1]
            assert len(quiet) == dorm.closes_after
            assert max(quiet) <= units[month] * dorm.unit_size - dorm.hysteresis + 1e-6


def open_by_the_rule(dorm: StepFixed, load: list[float]) -> list[int]:
    """Return the same by looking back at every month, without memory but the months of the last change."""
    units, since = [math.ceil(load[0] / dorm.unit_size - 1e-9)], 0
    for month in range(1, len(load)):
        now, most = units[-1], (units[-1] - 1) * dorm.unit_size - dorm.hysteresis
        recent = load[max(since + 1, month + 1 - dorm.closes_after) : month + 1]
        if load[month] > now * dorm.unit_size + 1e-6:
            now, since = math.ceil(load[month] / dorm.unit_size - 1e-9), month
        elif len(recent) == dorm.closes_after and all(level <= most + 1e-6 for level in recent):
            now, since = now - 1, month
        units.append(now)
    return units


@examples(150)
@given(DORMS, LOADS)
def test_units_follow_the_rule(dorm: StepFixed, load: list[float]):
    assert opened(dorm, *load) == open_by_the_rule(dorm, load)


@examples(60)
@given(DORMS, st.integers(1, 5), st.lists(grid(0.0, 1.0), min_size=1, max_size=40))
def test_a_load_that_moves_inside_the_band_neither_opens_nor_closes(dorm: StepFixed, units: int, swings: list[float]):
    top = units * dorm.unit_size
    bottom = max(0.0, top - dorm.unit_size - dorm.hysteresis)
    load = [top, *(bottom + 0.001 + (top - bottom - 0.001) * swing for swing in swings)]
    assert opened(dorm, *load) == [units] * len(load)


def paid_by_the_rule(dorm: StepFixed, units: list[int]) -> list[int]:
    """Return who is paid by following the staff of each unit that closes, month by month."""
    staff, leaving = [units[0]], []  # the months for which each on notice is still to be paid, who left last at the end
    for before, now in pairwise(units):
        leaving = [months - 1 for months in leaving if months > 1]
        if now > before:
            leaving = leaving[: max(0, len(leaving) - (now - before))]
        leaving += [dorm.notice] * (before - now)
        staff.append(now + sum(months > 0 for months in leaving))
    return staff


@examples(200)
@given(DORMS, LOADS)
def test_staff_are_paid_by_the_rule(dorm: StepFixed, load: list[float]):
    units, staff = opened(dorm, *load), paid(dorm, *load)
    assert staff == paid_by_the_rule(dorm, units)
    assert all(held >= needed for held, needed in zip(staff, units, strict=True))


@examples(60)
@given(DORMS, LOADS)
def test_without_openings_everybody_closed_is_paid_to_the_end_of_the_notice(dorm: StepFixed, load: list[float]):
    units = dorm.open_units(floats(sorted(load, reverse=True)))
    held = dorm.paid_units(floats(sorted(load, reverse=True)))
    assert held.tolist() == [int(units[max(0, month - dorm.notice)]) for month in range(len(load))]


# -- refusals ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "wrong", "said"),
    [
        *[("unit_size", wrong, "holds something") for wrong in (0.0, -1.0, math.nan, math.inf)],
        *[("cost_per_unit_month", wrong, "cost_per_unit_month is an amount") for wrong in (-1.0, math.nan, math.inf)],
        *[("hysteresis", wrong, "hysteresis is an amount") for wrong in (-1.0, math.nan, math.inf)],
        *[("closes_after", wrong, "closes_after is a whole number from 1 on") for wrong in (0, -1, 1.5, math.nan)],
        *[("notice", wrong, "notice is a whole number from 0 on") for wrong in (-1, 0.5, math.nan)],
    ],
)
def test_a_step_that_makes_no_sense_is_refused(name: str, wrong: Any, said: str):
    with pytest.raises(ValueError, match=said):
        replace(DORM, **{name: wrong})
