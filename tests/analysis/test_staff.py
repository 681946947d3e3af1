"""Staff by hand: whole supervisors month by month, and means by fiscal year."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.analysis.staff import STAFF, staff_by_class
from tests.properties.strategies import examples


def by_month(case_managers: list[float], ratio: float = 8.0, program: list[float] | None = None) -> dict[str, list]:
    months = np.array(case_managers, dtype=float)
    running = (months > 0).astype(float) if program is None else np.array(program)
    return {name: staff.tolist() for name, staff in staff_by_class(months, running, ratio).items()}


def test_the_classes_are_named_in_one_order():
    assert tuple(by_month([1.0])) == STAFF
    assert STAFF == ("case managers", "supervisors", "program manager", "liaison prosecutor")


def test_supervisors_are_whole_and_follow_month_by_month():
    staff = by_month([0.0, 0.5, 1.0, 8.0, 8.5, 9.0, 16.0, 17.0])
    assert staff["case managers"] == [0.0, 0.5, 1.0, 8.0, 8.5, 9.0, 16.0, 17.0]
    assert staff["supervisors"] == [0.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 3.0]


def test_a_ratio_need_not_be_whole():
    assert by_month([7.0, 7.5, 8.0, 15.0], ratio=7.5)["supervisors"] == [1.0, 1.0, 2.0, 2.0]


def test_a_mean_over_days_that_is_off_by_rounding_takes_nobody_more():
    mean = 15.0 * (1 + 2.0**-52)
    assert mean > 15.0
    assert by_month([mean], ratio=15.0)["supervisors"] == [1.0]
    assert by_month([15.001], ratio=15.0)["supervisors"] == [2.0]


def test_management_is_there_while_there_is_a_program():
    staff = by_month([0.0, 3.0, 40.0, 0.0], program=[0.0, 1.0, 1.0, 0.5])
    assert staff["program manager"] == staff["liaison prosecutor"] == [0.0, 1.0, 1.0, 0.5]


def test_nobody_is_no_negative_nobody():
    assert not np.signbit(staff_by_class(np.zeros(3), np.zeros(3), 8.0)["supervisors"]).any()


def test_runs_are_staffed_one_by_one():
    months = np.array([[[8.0, 8.0]], [[9.0, 1.0]]])
    staff = staff_by_class(months, np.ones_like(months), 8.0)
    assert staff["supervisors"].tolist() == [[[1.0, 1.0]], [[2.0, 1.0]]]


@examples(200)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=30), st.integers(2, 30).map(lambda half: half / 2))
def test_no_supervisor_has_more_than_the_ratio_and_none_could_be_spared(case_managers: list[int], ratio: float):
    supervisors = by_month([float(staff) for staff in case_managers], ratio)["supervisors"]
    for staff, above in zip(case_managers, supervisors, strict=True):
        assert above == int(above)
        assert (above - 1) * ratio < staff <= above * ratio or above == staff == 0


@pytest.mark.parametrize(
    ("case_managers", "program", "ratio", "message"),
    [
        ([1.0], [1.0, 1.0], 8.0, "same months"),
        (1.0, 1.0, 8.0, "same months"),
        ([1.0], [1.0], 0.0, "supervisor"),
        ([1.0], [1.0], -8.0, "supervisor"),
        ([1.0], [1.0], np.nan, "supervisor"),
        ([1.0], [1.0], np.inf, "supervisor"),
        ([-1.0], [1.0], 8.0, "case manager months"),
        ([np.nan], [1.0], 8.0, "case manager months"),
        ([np.inf], [1.0], 8.0, "case manager months"),
        ([1.0], [1.5], 8.0, "program"),
        ([1.0], [-0.5], 8.0, "program"),
        ([1.0], [np.nan], 8.0, "program"),
    ],
)
def test_what_is_no_staff_is_refused(case_managers: object, program: object, ratio: float, message: str):
    with pytest.raises(ValueError, match=message):
        staff_by_class(np.array(case_managers), np.array(program), ratio)
