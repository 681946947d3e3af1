"""Values in force: made once for each stretch of time, and never changed by who reads them."""

from __future__ import annotations

import pickle
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.inputs.values import Dated, Same, Values, value_at
from tests.properties.strategies import examples

START = date(2027, 1, 1)
DAYS = st.integers(0, 40).map(lambda days: START + timedelta(days))
VALUE = st.one_of(st.floats(0, 1), st.dictionaries(st.sampled_from("ab"), st.floats(0, 1), min_size=1))


@st.composite
def dated(draw: st.DrawFn) -> Dated:
    days = sorted(draw(st.sets(DAYS, max_size=3)))
    return tuple((day, draw(VALUE)) for day in (date.min, *days))


VALUES = st.dictionaries(st.sampled_from(["a.b", "a.c", "b.a", "ab.c"]), dated(), min_size=1).map(Values)


@examples(200)
@given(VALUES, st.lists(DAYS, min_size=1, max_size=8))
def test_a_snapshot_is_each_value_in_force_on_the_day(values: Values, days: list[date]):
    for day in days:
        found = values.at(day)
        assert dict(found) == {path: value_at(of, day) for path, of in values.by_path.items()}
        assert list(found) == list(values.by_path)


@examples(100)
@given(VALUES, DAYS)
def test_dates_are_those_on_which_a_parameter_of_the_prefix_changes(values: Values, day: date):
    for prefixes in (("a.",), ("a", "b"), ("b.a",), ("",), ("z",)):
        changed = {
            when
            for path, of in values.by_path.items()
            if path.startswith(prefixes)
            for when, _ in of
            if when > date.min
        }
        assert values.dates(prefixes) == sorted(changed)


def test_days_between_two_changes_share_a_snapshot_that_nobody_can_change():
    values = Values({"a.b": ((date.min, 1.0), (START, 2.0)), "a.c": ((date.min, 3.0),)})
    before, on, after = (values.at(START + timedelta(days)) for days in (-1, 0, 300))
    assert before is values.at(date.min)
    assert on is after is not before
    assert (before["a.b"], on["a.b"]) == (1.0, 2.0)
    with pytest.raises(TypeError):
        on["a.b"] = 5.0  # type: ignore[index]


def test_what_can_be_made_again_is_not_sent_to_a_worker():
    values = Values({"a.b": ((date.min, 1.0), (START, 2.0))})
    before = len(pickle.dumps(values))
    values.at(START)
    assert len(pickle.dumps(values)) == before
    again = pickle.loads(pickle.dumps(values))  # noqa: S301
    assert again == values
    assert again.at(START) == {"a.b": 2.0}


def test_a_key_is_a_value_itself_and_no_equal_one():
    one, other = [1], [1]
    assert Same(one) == Same(one)
    assert hash(Same(one)) == hash(Same(one))
    assert Same(one) != Same(other)
    assert Same(one) != one
