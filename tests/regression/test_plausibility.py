"""The table of docs/validation.md is what the model gives, and each row is plausible."""

import pytest

from tests.regression.plausibility import DOCUMENT, Row, document_with, rows, table_of


@pytest.fixture(scope="module")
def found() -> list[Row]:
    return rows()


def test_the_document_shows_what_the_model_gives(found: list[Row]) -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document_with(table_of(found))


def test_every_row_is_within_its_tolerance(found: list[Row]) -> None:
    assert [row.measure for row in found if not row.within] == []
