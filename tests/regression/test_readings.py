"""The first tables of docs/face-validity.md are what is simulated, and what the page says in words holds (seconds)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from simulator.evidence.evaluate import Match
from tests.regression.readings import DOCUMENT, READINGS, document_with, every_reading


@pytest.fixture(scope="module")
def found() -> Mapping[str, Match]:
    return every_reading()


def test_the_document_shows_what_is_simulated(found: Mapping[str, Match]) -> None:
    """`make baselines` makes it anew."""
    assert DOCUMENT.read_text(encoding="utf-8") == document_with(found)


def test_the_page_names_every_reading() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert all(f"`{reading}`" in text for reading in READINGS)


@pytest.mark.parametrize("name", ["bookings_counted", "jail_days_counted"])
def test_the_entry_itself_is_about_half_of_the_difference(name: str, found: Mapping[str, Match]) -> None:
    left_out, in_use = (found[f"{name} {reading}"].expected for reading in ("left_out", "in_use"))
    assert 0.35 < 1.0 - left_out / in_use < 0.65


def test_only_what_is_used_counts_in_the_middle_reading(found: Mapping[str, Match]) -> None:
    for name, counted in (("bookings_counted", True), ("felony_charge", False), ("misdemeanor_charge", False)):
        left_out, in_use, all_of_it = (found[f"{name} {reading}"].expected for reading in READINGS)
        assert (in_use == all_of_it) is counted
        assert (in_use == left_out) is not counted


def test_the_arrest_at_entry_never_counts(found: Mapping[str, Match]) -> None:
    assert len({found[f"any_arrest {reading}"].expected for reading in READINGS}) == 1


def test_felony_charges_would_fall_several_times_as_far_if_the_entrys_counted(found: Mapping[str, Match]) -> None:
    counted, left_out = found["felony_charge counted"], found["felony_charge left_out"]
    assert counted.high < counted.target.value < left_out.high
    assert counted.expected < 0.5 * left_out.expected


def test_without_lead_bookings_rise_after_entry_and_with_it_they_do_not(found: Mapping[str, Match]) -> None:
    assert found["bookings control"].low > 0.0
    assert found["bookings lead"].expected < 0.5 * found["bookings control"].expected
