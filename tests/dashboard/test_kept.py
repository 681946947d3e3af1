"""What the store already has of a draft's runs is counted, and never promised when it cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from dashboard.address import Client
from dashboard.asking import question_of, seconds_of
from dashboard.built import build, draft_of
from dashboard.kept import MOST, kept
from dashboard.pages import build as page
from dashboard.queries import Library
from dashboard.starts import start_of
from simulator.errors import StoreError
from tests.dashboard.pieces import text_of

START = start_of("king-county/current")[0]


class Shelf:
    """A store that has so many of the runs that it is asked for."""

    def __init__(self, several: int) -> None:
        self.several, self.asked = several, 0

    def __enter__(self) -> Shelf:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def answers(self) -> list[Any]:
        return []

    def has_tallies(self, keys: Iterable[str]) -> set[str]:
        names = sorted(keys)
        self.asked = len(names)
        return set(names[: self.several])


def hint(library: Any, **query: str) -> str:
    asked = {"set": ("lead.caseload:20",), **{key: (value,) for key, value in query.items()}}
    return text_of(page.layout(Client("/build", asked), library).parts)


def test_runs_of_the_start_and_its_baseline_are_looked_for() -> None:
    shelf = Shelf(7)
    assert kept(START, 50, lambda: shelf) == 7
    assert shelf.asked == 2 * 50


def test_of_many_futures_only_the_first_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.kept.MOST", 10)
    shelf = Shelf(99)
    assert kept(START, 1_000, lambda: shelf) == 20
    assert MOST <= 200


def test_a_baseline_by_itself_has_nothing_to_look_for() -> None:
    assert kept(start_of(START.baseline_name)[0], 50, Library().open_store) == 0


def test_a_store_that_cannot_be_read_promises_nothing() -> None:
    def away() -> Any:
        raise StoreError("away")

    assert kept(START, 50, away) == 0
    assert "what the store has is not run again" in hint(Library(away), draws="50")


def test_the_page_says_how_many_are_there_and_takes_their_time_off() -> None:
    built = build(draft_of({"set": ("lead.caseload:20",)}))
    assert question_of(built, 50).runs == 150
    told = hint(Library(lambda: Shelf(99)), draws="50")
    assert "for 50 futures: 99 or more of 150 runs are in the store already." in told
    assert "in the store already" not in hint(Library(lambda: Shelf(0)), draws="50")


def test_the_time_that_is_told_is_of_what_is_lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    built = build(draft_of({"set": ("lead.caseload:20",)}))
    monkeypatch.setattr("dashboard.pages.build_ready.seconds_of", lambda *_: 90.0)
    assert seconds_of(built, 50) > 0.0
    told = hint(Library(lambda: Shelf(100)), draws="50")
    assert "At most about 30 seconds for 50 futures" in told
