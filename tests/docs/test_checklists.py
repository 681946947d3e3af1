"""The checklists have every item of their standard once, answer it, and repeat no number of docs/method.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
SECTIONS = {"1": 3, "2": 4, "2.5": 5, "3": 4, "4": 3, "5": 4, "6": 1}
STRESS = [f"{section}.{item}" for section, items in SECTIONS.items() for item in range(1, items + 1)]
ITEMS = {"stress-des.md": STRESS, "cheers.md": [str(item) for item in range(1, 29)]}


def rows(name: str) -> list[list[str]]:
    """Return the cells of each item."""
    lines = (DOCS / name).read_text(encoding="utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| \d", line)]


@pytest.mark.parametrize("name", ITEMS)
def test_every_item_is_there_once_and_in_order(name: str) -> None:
    assert [item.split()[0] for item, *_ in rows(name)] == ITEMS[name]


@pytest.mark.parametrize("name", ITEMS)
def test_every_item_says_what_it_asks_for_and_is_answered(name: str) -> None:
    for row in rows(name):
        assert len(row) == 3, row
        assert all(len(cell) > 5 for cell in row), row


@pytest.mark.parametrize("name", ITEMS)
def test_what_is_not_reported_is_said(name: str) -> None:
    assert "*Not reported" in (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ITEMS)
def test_no_number_of_the_base_case_is_said_twice(name: str) -> None:
    table = (DOCS / "method.md").read_text(encoding="utf-8").partition("<!-- numbers: begin -->")[2]
    numbers = {number for number in re.findall(r"\d[\d,.]*\d", table) if len(number) > 2}
    text = re.sub(r"doi:\S+|\]\([^)]*\)|\(20\d\d|CHEERS 2022", "", (DOCS / name).read_text(encoding="utf-8"))
    assert numbers
    assert not numbers & set(re.findall(r"\d[\d,.]*\d", text))
