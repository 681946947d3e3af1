"""What a fund has bought: there from its day on, cut at once, those on order first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.experiment.bought import CASE_MANAGERS, Bought, mean_units
from tests.properties.strategies import examples

HOMES = "interim_housing"


def bought(*orders: tuple[float, int]) -> Bought:
    made = Bought()
    for day, units in orders:
        made.add(HOMES, day, units)
    return made


def levels(made: Bought, *days: float) -> list[int]:
    return [made.level(HOMES, day) for day in days]


def test_what_is_ordered_is_there_from_its_day_on_and_not_before():
    made = bought((100.0, 2), (160.0, 3))
    assert levels(made, 0.0, 99.9, 100.0, 159.9, 160.0, 1e6) == [0, 0, 2, 2, 5, 5]
    assert made.ordered(HOMES) == 5
    assert made.ordered(CASE_MANAGERS) == made.level(CASE_MANAGERS, 200.0) == 0, "each item is counted by itself"


def test_a_cut_takes_effect_at_once_and_those_on_order_go_first():
    made = bought((100.0, 2), (160.0, 3))
    made.cut(HOMES, 120.0, 2)
    assert levels(made, 119.9, 120.0, 160.0) == [2, 2, 3], "nobody who is there leaves, one of three comes"
    made.cut(HOMES, 130.0, 2)
    assert levels(made, 120.0, 130.0, 160.0, 300.0) == [2, 1, 1, 1]
    assert made.ordered(HOMES) == 1


def test_after_a_cut_more_can_be_ordered():
    made = bought((100.0, 2))
    made.cut(HOMES, 120.0, 2)
    made.add(HOMES, 150.0, 4)
    assert levels(made, 110.0, 120.0, 149.0, 150.0) == [2, 0, 0, 4]


def test_no_more_is_cut_than_has_been_bought():
    with pytest.raises(AssertionError, match="no more is cut"):
        bought((100.0, 2)).cut(HOMES, 120.0, 3)


def test_orders_arrive_in_the_order_in_which_they_are_placed():
    with pytest.raises(AssertionError, match="in the order"):
        bought((100.0, 2), (99.0, 1))


def test_the_mean_counts_the_days_that_a_unit_is_there():
    made = bought((10.0, 2), (20.0, 4))
    assert made.mean(HOMES, 0.0, 40.0) == pytest.approx((10 * 0 + 10 * 2 + 20 * 6) / 40)
    assert made.mean(HOMES, 12.0, 18.0) == 2.0
    assert made.mean(CASE_MANAGERS, 0.0, 40.0) == 0.0


def test_units_come_on_top_of_what_is_there_anyway():
    anyway = ((-100.0, 5), (15.0, 1))
    assert bought().on_top_of(anyway, HOMES) == anyway
    assert bought((10.0, 2), (20.0, 4)).on_top_of(anyway, HOMES) == (
        (-100.0, 5), (10.0, 7), (15.0, 3), (20.0, 7),
    )  # fmt: skip


def test_a_plan_that_begins_later_has_nothing_before():
    assert mean_units(((10.0, 3),), 0.0, 20.0) == 1.5


ACTS = st.lists(st.tuples(st.booleans(), st.integers(1, 5)), max_size=12)


@examples(150)
@given(ACTS, st.sampled_from((0.0, 15.0, 45.0, 200.0)))
def test_as_many_as_are_ordered_come_and_a_cut_never_brings_more(acts: list[tuple[bool, int]], lag: float):
    made, ordered = Bought(), 0
    for turn, (buys, units) in enumerate(acts):
        now = 30.0 * turn
        before = [made.level(HOMES, now + day) for day in range(300)]
        if buys:
            made.add(HOMES, now + lag, units)
            ordered += units
            assert [made.level(HOMES, now + day) for day in range(int(lag))] == before[: int(lag)]
        elif (units := min(units, ordered)) > 0:
            past = [made.level(HOMES, day / 2) for day in range(int(2 * now))]
            made.cut(HOMES, now, units)
            ordered -= units
            after = [made.level(HOMES, now + day) for day in range(300)]
            assert after == [min(level, ordered) for level in before]
            assert past == [made.level(HOMES, day / 2) for day in range(int(2 * now))]
        assert made.ordered(HOMES) == made.level(HOMES, 1e6) == ordered
        assert made.days(HOMES) == sorted(made.days(HOMES))
