"""The tables of docs/validation.md and docs/evidence.md are what `leadsim validate` gives, and misses are known."""

from collections.abc import Mapping

import pytest

from simulator.evidence.evaluate import Evaluation
from tests.regression.targets import documents_with, evaluations

KNOWN_MISSES = {
    "king-county": ["city_beds", "three_in_four_stays"],
    "santa-fe": [],
    "seattle": ["bookings_left_out", "jail_days_left_out", "control_any_arrest"],
}


@pytest.fixture(scope="module")
def found() -> Mapping[str, Evaluation]:
    return evaluations()


def test_the_documents_show_what_is_simulated(found: Mapping[str, Evaluation]) -> None:
    for document, text in documents_with(found).items():
        assert document.read_text(encoding="utf-8") == text, document.name


def test_every_file_has_its_table_in_one_document(found: Mapping[str, Evaluation]) -> None:
    together = "".join(documents_with(found).values())
    assert [together.count(f"| {each.file.title} |") for each in found.values()] == [1] * len(found)


def test_what_is_missed_is_known(found: Mapping[str, Evaluation]) -> None:
    """A known miss that comes to match must leave the list, and the document."""
    missed = {name: [match.name for match in each.matches if not match.agrees] for name, each in found.items()}
    assert missed == KNOWN_MISSES
