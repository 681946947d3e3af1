"""The tables of docs/evidence.md are what `leadsim validate` gives, and what is missed is known."""

import pytest

from simulator.evidence.evaluate import Evaluation
from tests.regression.targets import DOCUMENT, document_with, evaluations, tables_of

KNOWN_MISSES = {
    "King County today": ["city_beds", "three_in_four_stays"],
    "The evaluation of Santa Fe's pilot, 2014 to 2018": [],
    "The evaluation of Seattle's pilot, 2011 to 2014": [
        "bookings_left_out", "jail_days_left_out", "control_any_arrest",
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def found() -> list[Evaluation]:
    return evaluations()


def test_the_document_shows_what_is_simulated(found: list[Evaluation]) -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document_with(tables_of(found))


def test_what_is_missed_is_known(found: list[Evaluation]) -> None:
    """A known miss that comes to match must leave the list, and the document."""
    missed = {e.file.title: [match.name for match in e.matches if not match.agrees] for e in found}
    assert missed == KNOWN_MISSES
