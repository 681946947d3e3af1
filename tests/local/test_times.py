"""Times of exports: formats, offsets, daylight saving, and what cannot be read."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from simulator.local.times import ISO, LATEST, MISSING, UNREADABLE, Clock, likely_format, read_times

SEATTLE = ZoneInfo("America/Los_Angeles")


def seconds(text: str, *, later: bool = False, form: str = ISO, zone: str = "America/Los_Angeles") -> int:
    return int(read_times(pd.Series([text], dtype=str), Clock(form, ZoneInfo(zone)), later=later).seconds[0])


def moment(*parts: int, zone: ZoneInfo = SEATTLE, fold: int = 0) -> int:
    return int(datetime(*parts, tzinfo=zone, fold=fold).timestamp())  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2024-07-04 13:05", ISO),
        ("2024-07-04T13:05:00", ISO),
        ("2024-07-04T20:05:00Z", ISO),
        ("2024-07-04 16:05:00-04:00", ISO),
        ("07/04/2024 13:05", "%m/%d/%Y %H:%M"),
        ("07/04/2024 01:05 PM", "%m/%d/%Y %I:%M %p"),
    ],
)
def test_a_moment_is_the_same_however_it_is_written(text: str, form: str) -> None:
    assert seconds(text, form=form) == moment(2024, 7, 4, 13, 5)


def test_the_repeated_hour_is_the_first_for_bookings_and_the_second_for_releases() -> None:
    text = "2024-11-03 01:30"
    assert seconds(text) == moment(2024, 11, 3, 1, 30, fold=0)
    assert seconds(text, later=True) == moment(2024, 11, 3, 1, 30, fold=1)
    assert seconds(text, later=True) - seconds(text) == 3600


def test_the_skipped_hour_is_moved_to_its_end_and_told() -> None:
    read = read_times(pd.Series(["2024-03-10 02:30", "2024-03-10 04:30"]), Clock(ISO, SEATTLE), later=False)
    assert read.seconds[0] == moment(2024, 3, 10, 3, 0)
    assert read.doubtful.tolist() == [True, False]


def test_a_night_of_the_change_has_its_true_length() -> None:
    assert seconds("2024-03-10 12:00") - seconds("2024-03-09 12:00") == 23 * 3600
    assert seconds("2024-03-10 12:00", zone="UTC") - seconds("2024-03-09 12:00", zone="UTC") == 24 * 3600


@pytest.mark.parametrize("text", ["", "NULL", "n/a", "NaN", "None"])
def test_nothing_is_missing(text: str) -> None:
    assert seconds(text) == MISSING


@pytest.mark.parametrize("text", ["2024-13-01", "soon", "02/30/2024 10:00", "1776-07-04", "2024-01-01 25:00"])
def test_nonsense_is_unreadable(text: str) -> None:
    assert seconds(text) == UNREADABLE


def test_a_release_in_the_year_9999_is_one_that_has_not_come() -> None:
    assert seconds("9999-12-31") == LATEST


def test_the_format_is_found_where_most_entries_agree_with_it() -> None:
    assert likely_format(pd.Series(["01/31/2024 17:05", "", "02/28/2024 09:00", "x"])) == "%m/%d/%Y %H:%M"
    assert likely_format(pd.Series(["2024-01-31T17:05:00-08:00"])) == ISO
    assert likely_format(pd.Series(["31.01.2024", "28.02.2024"])) is None


def test_dates_without_times_are_known_for_what_they_are() -> None:
    clock = Clock(ISO, SEATTLE)
    assert read_times(pd.Series(["2024-01-31", "2024-02-01"]), clock, later=False).dates_only
    assert not read_times(pd.Series(["2024-01-31", "2024-02-01 10:00"]), clock, later=False).dates_only
