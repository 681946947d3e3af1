"""When units close for good, and how many fewer are open in the end, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.analysis.closings import closing_records, first_months
from simulator.analysis.samples import Pair
from simulator.results import Record
from tests.analysis.test_ratios import SMALL, made, nothing

UNITS = "jail units"


def closing(*of_draws: tuple[list[int], list[int]]) -> Pair:
    """Return a pair with these open units by month, in the baseline and in the scenario, draw by draw."""
    by_month = np.array([[np.stack(both, axis=1)] for both in of_draws], dtype=float)
    return made(nothing(len(of_draws)), nothing(len(of_draws)), SMALL, units_by_month={UNITS: by_month})


def found(pair: Pair) -> dict[str, Record]:
    records = list(closing_records(pair))
    assert {r.line for r in records} == {UNITS}
    return {r.measure: r for r in records}


def test_a_unit_closes_for_good_in_the_first_month_from_which_on_one_fewer_is_open():
    told = found(closing(([5] * 6, [5, 4, 5, 4, 4, 3])))
    assert told["unit_closes_month_median"].difference.mean == 4.0
    assert told["unit_closes_never"].difference.mean == 0.0
    last = told["units_open_last"]
    assert (last.baseline_mean, last.scenario_mean, last.difference.mean, last.unit) == (5.0, 3.0, -2.0, "units")


def test_what_the_baseline_closes_too_is_not_counted():
    told = found(closing(([5, 4, 4, 4, 4, 4], [5, 4, 4, 4, 4, 4])))
    assert set(told) == {"units_open_last", "unit_closes_never"}
    assert told["unit_closes_never"].difference.mean == 1.0
    sooner = found(closing(([5, 5, 5, 5, 4, 4], [5, 4, 4, 4, 4, 4])))
    assert sooner["unit_closes_never"].difference.mean == 1.0, "the same are closed in the end"


def test_the_median_stands_only_where_fewer_than_half_never_close_one():
    never, late, soon = ([3] * 6, [3] * 6), ([3] * 6, [3, 3, 3, 3, 3, 2]), ([3] * 6, [3, 2, 2, 2, 2, 2])
    told = found(closing(soon, late, never))
    assert told["unit_closes_month_low"].difference.mean == pytest.approx(2.0 + 0.1 * 4.0)
    assert told["unit_closes_month_median"].difference.mean == 6.0
    assert "unit_closes_month_high" not in told
    assert told["unit_closes_never"].difference.mean == pytest.approx(1 / 3)
    assert "unit_closes_month_median" not in found(closing(soon, never))


def test_more_units_than_before_never_close_one():
    told = found(closing(([3] * 6, [4] * 6)))
    assert told["unit_closes_never"].difference.mean == 1.0
    assert told["units_open_last"].difference.mean == 1.0


def test_each_run_has_units_of_its_own():
    """Half a unit on average is a unit in one of two worlds."""
    fewer = np.array([[[1.0, 1.0, 1.0], [0.0, 0.0, 0.0]]])
    assert first_months(fewer).tolist() == [1.0, np.inf]


def test_where_nothing_closes_as_a_whole_there_is_nothing_to_tell():
    assert list(closing_records(made(nothing(), nothing(), SMALL))) == []
