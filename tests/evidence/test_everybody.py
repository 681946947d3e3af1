"""Measures of everybody, by hand."""

from __future__ import annotations

import pytest

from simulator.evidence.everybody import value_of
from simulator.evidence.files import Concentration
from simulator.model.quantities import Quantity
from tests.evidence.lives import lives

Q = Quantity


def share(bookings: list[int], top: float, before: int = 0) -> float:
    """Return the share of bookings that falls on the most booked, of people with so many each."""
    happened = [(10.0 + n, who, Q.BOOKINGS_MUNICIPAL, 1.0) for who, times in enumerate(bookings) for n in range(times)]
    happened += [(-1.0, 0, Q.BOOKINGS_MUNICIPAL, float(before))]
    return value_of(Concentration(measure="concentration", of="bookings", top=top), lives(30, happened), 365.0)


def test_where_all_are_alike_a_tenth_of_people_has_a_tenth():
    assert share([3] * 10, 0.1) == pytest.approx(0.1)


def test_the_most_booked_have_their_part():
    assert share([1] * 9 + [11], 0.1) == pytest.approx(11 / 20)
    assert share([1, 8, 1, 10], 0.5) == pytest.approx(18 / 20)


def test_who_is_at_the_edge_counts_in_part():
    assert share([10, 2, 2, 2, 2], 0.3) == pytest.approx((10 + 2 / 2) / 18)


def test_people_to_whom_it_never_happens_and_what_was_before_the_start_do_not_count():
    assert share([4, 0, 0, 1, 0], 0.5, before=90) == pytest.approx(4 / 5)
