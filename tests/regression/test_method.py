"""The numbers of docs/method.md are those of the code and of King County's files."""

from tests.regression.method import DOCUMENT, document_with, rows


def test_the_document_shows_the_numbers_of_the_code() -> None:
    """`make baselines` makes them anew."""
    assert DOCUMENT.read_text(encoding="utf-8") == document_with(rows())


def test_other_numbers_would_be_noticed() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") != document_with(iter([("People", "1")]))
