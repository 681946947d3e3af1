"""Rows become stays: each kind of mess by itself, and every row accounted for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.local.columns import MapFile
from simulator.local.reading import CLASSES, read_bookings
from simulator.local.tidying import AFTER, BACKWARD, BEFORE, DUPLICATE, LOST, MERGED, SAME_DAY, Stays, tidy

HEAD = "person,booked,released,class,disposition\n"
FIRST = "filler,2023-01-01 00:00,2023-01-01 06:00,warrant,\n"
LAST = "".join(f"filler,2023-{day} 12:00,2023-{day} 18:00,warrant,\n" for day in ("04-01", "08-01", "12-31"))
"""The file's window is 2023, and no two of its bookings are further apart than what a mistyped year is known by."""


@pytest.fixture
def stays_of(tmp_path: Path) -> object:
    def make(rows: str, **given: object) -> Stays:
        path = tmp_path / "bookings.csv"
        path.write_text(HEAD + FIRST + rows + LAST, encoding="utf-8")
        found = MapFile.model_validate(given)
        return tidy(read_bookings(path, found), found)

    return make


def of(stays: Stays) -> list[tuple[float, float, str, bool]]:
    """Return day of booking, length, class and whether it goes on of everybody's stays but the filler's."""
    filler = stays.person[0]
    return [
        (round(float(b), 3), round(float(n), 3), CLASSES[c] if c >= 0 else "?", bool(g))
        for p, b, n, c, g in zip(
            stays.person, stays.booked, stays.length, stays.charge, stays.censored, strict=True
        ) if p != filler
    ]  # fmt: skip


def test_a_plain_stay(stays_of) -> None:
    stays = stays_of("a,2023-01-11 00:00,2023-01-13 12:00,other_felony,\n")
    assert of(stays) == [(10.0, 2.5, "other_felony", False)]
    assert (stays.read, stays.people, stays.bookings) == (5, 2, 5)
    assert sum(stays.dropped.values()) == sum(stays.changed.values()) == 0
    assert (stays.window.first, stays.window.last) == (date(2023, 1, 1), date(2023, 12, 31))


def test_the_same_row_again_is_dropped_and_a_different_one_is_not(stays_of) -> None:
    row = "a,2023-01-11 00:00,2023-01-13 00:00,other_felony,\n"
    stays = stays_of(row * 3 + "b,2023-01-11 00:00,2023-01-13 00:00,other_felony,\n")
    assert stays.dropped[DUPLICATE] == 2
    assert len(of(stays)) == 2


def test_overlapping_stays_are_one_from_the_first_booking_to_the_last_release(stays_of) -> None:
    stays = stays_of(
        "a,2023-01-11,2023-01-20 06:00,poverty_misdemeanor,\n"
        "a,2023-01-12,2023-01-14 06:00,other_felony,\n"
        "a,2023-01-19,2023-01-25 06:00,other_felony,\n"
        "a,2023-01-26,2023-01-27 06:00,prostitution,\n"
    )
    assert of(stays) == [(10.0, 14.25, "poverty_misdemeanor", False), (25.0, 1.25, "prostitution", False)]
    assert stays.changed[MERGED] == 2


def test_several_charges_of_one_booking_are_one_stay_of_the_gravest(stays_of) -> None:
    stays = stays_of(
        "a,2023-01-11,2023-01-12 06:00,poverty_misdemeanor,\n"
        "a,2023-01-11,2023-01-12 06:00,other_felony,\n"
        "a,2023-01-11,2023-01-12 06:00,warrant,\n"
    )
    assert of(stays) == [(10.0, 1.25, "other_felony", False)]


def test_a_charge_without_release_takes_that_of_the_same_booking(stays_of) -> None:
    stays = stays_of("a,2023-06-11,,other_felony,\na,2023-06-11,2023-06-12 06:00,prostitution,\n")
    assert of(stays) == [(161.0, 1.25, "other_felony", False)]
    assert stays.changed[LOST] == 0


def test_who_has_no_release_and_is_not_booked_again_is_still_in_jail(stays_of) -> None:
    ((_, length, _, goes_on),) = of(stays_of("a,2023-12-22,,other_felony,\n"))
    assert goes_on
    assert length == 10.0  # up to the end of the last day


def test_who_is_released_after_the_window_was_in_jail_at_its_end(stays_of) -> None:
    assert of(stays_of("a,2023-12-22,2024-02-01 06:00,other_felony,\n")) == [(355.0, 10.0, "other_felony", True)]


def test_a_release_is_lost_when_the_person_is_booked_again(stays_of) -> None:
    stays = stays_of("a,2023-01-11,,other_felony,\na,2023-03-02,2023-03-03,warrant,\n")
    assert stays.changed[LOST] == 1
    first = stays.person == stays.person.max()
    assert stays.known[first].tolist() == [False, True]
    assert stays.length[first][0] < 1.0  # for time at liberty the median of known stays, and not two months
    assert not stays.censored[first].any()


def test_a_release_is_lost_when_it_is_missing_too_long(stays_of) -> None:
    row = "a,2023-01-11,,other_felony,\n"
    assert stays_of(row, longest_stay=60).changed[LOST] == 1
    assert stays_of(row).changed[LOST] == 0


def test_a_release_that_cannot_be_read_is_lost_and_told(stays_of) -> None:
    stays = stays_of("a,2023-12-22,soon,other_felony,\n")
    assert stays.changed[LOST] == 1
    assert stays.changed["release time cannot be read: taken for unknown"] == 1


def test_released_before_booked_is_dropped(stays_of) -> None:
    stays = stays_of("a,2023-01-11 10:00,2023-01-11 09:59,other_felony,\n")
    assert stays.dropped[BACKWARD] == 1
    assert of(stays) == []


def test_bookings_outside_the_window_are_told_apart(stays_of) -> None:
    stays = stays_of(
        "a,2022-12-20 00:00,2023-01-11 00:00,other_felony,\nb,2022-12-20,2022-12-21,other_felony,\n"
        "c,2024-01-01 00:00,,other_felony,\n",
        window={"from": "2023-01-01", "until": "2023-12-31"},
    )
    assert stays.changed[BEFORE] == 1
    assert stays.dropped[AFTER] == 1
    assert stays.dropped["booked before the window and released before it"] == 1
    assert stays.bookings == 4  # the filler's


def test_a_mistyped_year_does_not_stretch_the_window(stays_of) -> None:
    stays = stays_of("a,2099-01-11,2099-01-12,other_felony,\nb,1999-01-11,1999-01-12,other_felony,\n")
    assert (stays.window.first.year, stays.window.last.year) == (2023, 2023)


def test_same_day_stays_of_dates_without_times_last_a_third_of_a_day(tmp_path: Path) -> None:
    path = tmp_path / "dates.csv"
    path.write_text(
        "person,booked,released,class\na,2023-01-01,2023-01-01,warrant\nb,2023-01-02,2023-01-04,warrant\n",
        encoding="utf-8",
    )
    stays = tidy(read_bookings(path, MapFile()), MapFile(window={"from": date(2023, 1, 1), "until": date(2023, 3, 1)}))  # type: ignore[arg-type]
    assert stays.dates_only
    assert stays.length.tolist() == [SAME_DAY, 2.0]


def test_an_unknown_class_counts_as_a_booking_without_a_class(stays_of) -> None:
    stays = stays_of("a,2023-01-11,2023-01-12 06:00,JAYWALKING,\n")
    assert of(stays) == [(10.0, 1.25, "?", False)]


def test_a_transfer_ends_the_stay_and_is_no_liberty(stays_of) -> None:
    from simulator.local.summaries import lives_of_stays

    rows = "a,2023-01-11 00:00,2023-01-21 00:00,other_felony,to PRISON\n"
    free, moved = (lives_of_stays(stays_of(rows, dispositions=d)) for d in ({}, {"To prison": "transferred"}))
    assert (free.end - free.first)[1] == pytest.approx(345 / 365.25)
    assert (moved.end - moved.first)[1] == 0.0


def test_nothing_usable_is_refused(stays_of) -> None:
    with pytest.raises(InputError, match="no usable booking is in the window"):
        stays_of("", window={"from": "2030-01-01", "until": "2030-12-31"})


def test_the_order_of_rows_does_not_matter(stays_of) -> None:
    rows = [
        f"p{i % 7},2023-{1 + i % 12:02d}-{1 + i % 28:02d} {i % 24:02d}:10,2023-{1 + i % 12:02d}-{1 + i % 28:02d} 23:50,"
        f"{CLASSES[i % 7]},\n" for i in range(300)
    ]  # fmt: skip
    forward, backward = stays_of("".join(rows)), stays_of("".join(rows[::-1]))
    assert np.sort(forward.booked).tolist() == np.sort(backward.booked).tolist()
    assert np.sort(forward.length).tolist() == np.sort(backward.length).tolist()
    assert forward.changed == backward.changed
