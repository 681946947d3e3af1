"""The picture of docs/method.md is what the code gives now, and nothing is left out of it or lies on something else."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

from simulator.model.events import Kind
from tests.regression.overview import (
    BOX,
    NAME,
    ONE_FROM,
    ONE_TO,
    PICTURE,
    TEXT,
    most_frequent,
    panel,
    picture,
    places,
)
from tests.regression.pathway import STRANDS, heading, mark_of
from tests.regression.ways import Way, watch_lives


@pytest.fixture(scope="module")
def text() -> str:
    return picture(most_frequent(watch_lives().ways))


def test_the_text_of_the_picture_is_what_the_code_gives(text: str) -> None:
    """`make pathway` makes it anew."""
    assert TEXT.read_text(encoding="utf-8") == text


def test_the_picture_is_drawn_from_its_text(text: str) -> None:
    assert mark_of(text) in PICTURE.read_text(encoding="utf-8")


def test_the_page_shows_the_picture() -> None:
    page = Path(TEXT).parents[1] / "method.md"
    assert f"(pictures/{NAME}.svg)" in page.read_text(encoding="utf-8")


def test_every_line_has_a_box_in_the_picture_and_an_arrow(text: str) -> None:
    for kind in Kind:
        assert f'label="{heading(kind)}"' in text
        assert f"{kind.name} -> " in text or f"-> {kind.name} [" in text


def test_every_line_has_a_place_of_its_own() -> None:
    assert set(places()) == set(Kind)
    for (x, y), (other_x, other_y) in combinations(places().values(), 2):
        assert abs(x - other_x) >= BOX[0] or abs(y - other_y) >= BOX[1]


def test_panels_hold_their_own_boxes_and_do_not_overlap() -> None:
    for (left, bottom, right, top), (other_left, other_bottom, other_right, other_top) in combinations(
        map(panel, STRANDS), 2
    ):
        assert right < other_left or other_right < left or top < other_bottom or other_top < bottom


def test_only_the_most_frequent_arrows_are_drawn_and_each_once() -> None:
    ways = Counter({
        Way(Kind.BOOKED, Kind.RELEASED, waits=True): ONE_TO,
        Way(Kind.BOOKED, Kind.RELEASED, waits=False): 1,
        Way(Kind.RESTORED, Kind.RELEASED, waits=False): 1,
        Way(Kind.RESTORED, Kind.HEARING, waits=True): ONE_FROM,
        Way(Kind.HEARING, Kind.HEARING, waits=True): 1,
    })  # fmt: skip
    assert most_frequent(ways) == sorted(
        [Way(Kind.BOOKED, Kind.RELEASED, waits=True), Way(Kind.RESTORED, Kind.HEARING, waits=True)]
    )
