"""The People page: what it says and shows of an answer, what its address holds, and what it does without lives."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import plotly.io as pio
import pytest

from dashboard import people_words
from dashboard.address import Client, query_of
from dashboard.pages import people
from dashboard.queries import Library, stored_example
from dashboard.story import Story
from dashboard.theme import DARK, LIGHT, WIDE
from simulator.results import Comparison
from simulator.store import Store
from tests.dashboard.figures.people_samples import OPEN
from tests.dashboard.figures.people_samples import answer as counted
from tests.dashboard.sample import answer


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(lambda: Store(str(tmp_path / "store.sqlite")))


def of(comparison: Comparison, tmp_path: Path) -> Library:
    return Library(lambda: Store(str(tmp_path / "store.sqlite")), lambda: comparison)


def client(search: str = "", **fields: Any) -> Client:
    return Client(people.PATH, query_of(search), **fields)


def walk(node: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the properties of every component of a page."""
    if isinstance(node, list | tuple):
        for each in node:
            yield from walk(each)
    elif isinstance(node, dict):
        yield node.get("props", {})
        yield from walk(node.get("props", {}).get("children"))


def shown(search: str, library: Library, **fields: Any) -> tuple[Any, list[Mapping[str, Any]]]:
    page = people.layout(client(search, **fields), library)
    plain = [json.loads(pio.json.to_json_plotly(part)) for part in page.parts]
    return page, list(walk(plain))


def text(parts: list[Mapping[str, Any]]) -> str:
    found = []
    for part in parts:
        inner = part.get("children")
        found += [each for each in (inner if isinstance(inner, list) else [inner]) if isinstance(each, str)]
    return " ".join(found)


def figures(parts: list[Mapping[str, Any]]) -> list[str]:
    return [part["data-figure"] for part in parts if "data-figure" in part]


def test_a_first_visit_shows_everything_of_the_stored_example(library: Library) -> None:
    _, parts = shown("", library)
    assert figures(parts) == ["flow", "caseload", "waiting", "life", "jail", "units", "groups"]
    assert "qualifying contacts never reach LEAD" in text(parts)
    assert "One life, twice:" in text(parts)


def test_what_is_chosen_is_in_the_address_and_comes_back(library: Library) -> None:
    search = "?focus=king-county/pilot&flow=baseline&person=loss&table=flow"
    page, parts = shown(search, library)
    again, _ = shown(page.search, library)
    assert page.search == again.search
    for pair in ("focus=king-county/pilot", "flow=baseline", "person=loss", "table=flow"):
        assert pair in page.search
    chosen = {part["id"]["control"]: part["value"] for part in parts if isinstance(part.get("id"), dict)}
    assert chosen == {
        "place": "king-county",
        "answer": "example",
        "focus": "king-county/pilot",
        "flow": "baseline",
        "person": "loss",
    }
    assert "The largest loss is that LEAD is closed" in text(parts)


@pytest.mark.parametrize(
    "search", ["?flow=x&person=y", "?person=../../etc&flow=%3Cb%3E", "?person=&flow=", "?focus=no"]
)
def test_what_is_not_there_is_the_usual(search: str, library: Library) -> None:
    page, _ = shown(search, library)
    assert "flow=scenario" in page.search
    assert "person=typical" in page.search


def test_the_finding_is_about_the_scenario_whichever_flow_is_shown(library: Library) -> None:
    first, second = (shown(f"?flow={which}", library)[1] for which in ("scenario", "baseline"))
    headlines = [
        text(list(walk(part["children"])))
        for parts in (first, second)
        for part in parts
        if part.get("className") == "finding"
    ]
    assert headlines[0] == headlines[1]


def test_an_answer_without_lives_says_how_to_see_one(tmp_path: Path) -> None:
    _, parts = shown("?person=loss", of(counted(OPEN), tmp_path))
    assert "life" not in figures(parts)
    assert "leadsim trace here/up --baseline here/no-lead --person loss --seed 1" in text(parts)


def test_an_answer_without_decisions_has_no_flow_and_says_so(tmp_path: Path) -> None:
    _, parts = shown("", of(answer(), tmp_path))
    assert figures(parts) == []
    assert "was not counted" in text(parts)


def test_key_figures_are_the_counts(library: Library) -> None:
    comparison = stored_example()
    story = Story(comparison, "king-county/citywide")
    found = people.flow.of(comparison, "king-county/citywide")
    assert found is not None
    keys = {figure.label: (figure.value, figure.detail) for figure in people_words.key_figures(story, found)}
    assert keys["Qualifying contacts that reach LEAD"] == ("51%", "6,710 of 13,200 contacts and referrals")
    assert keys["New participants"] == ("2,380", "and 4,400 returns to LEAD")
    assert keys["People in LEAD, on average"] == ("1,550", "of 1,730 places paid for")
    assert keys["Waiting for a place, on average"] == ("27", "4,450 referrals met no free place")


def test_groups_add_up_and_small_counts_are_not_shown() -> None:
    comparison = stored_example()
    table = people_words.groups(comparison, "king-county/citywide")
    assert table is not None
    both = Story(comparison, "king-county/citywide").measured("contacts")
    assert both is not None
    assert sum(value for value in table.values[0][2:] if isinstance(value, float)) == pytest.approx(both.scenario_mean)
    hidden = next(i for i, row in enumerate(table.rows) if row[0] == "New participants: No LEAD")
    assert set(table.rows[hidden][1:]) == {people_words.TOO_FEW}
    assert table.values[hidden][2:] == (None, None, None)


def test_one_group_has_no_table_of_groups() -> None:
    assert people_words.groups(counted(OPEN), "here/up") is None


@pytest.mark.parametrize(("scheme", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_what_is_too_wide_for_paper_is_drawn_for_it_in_light(scheme: Any, palette: Any, library: Library) -> None:
    _, parts = shown("", library, scheme=scheme)
    graphs = {part["id"]: part["figure"]["layout"] for part in parts if "figure" in part}
    assert graphs["figure-life"]["width"] == 1280
    assert graphs["figure-life"]["paper_bgcolor"] == palette["bg"]
    for name in ("flow", "life"):
        assert graphs[f"paper-{name}"]["width"] == WIDE
        assert graphs[f"paper-{name}"]["paper_bgcolor"] == LIGHT["bg"]
    assert ("paper-caseload" in graphs) == (scheme == "dark")


def test_every_figure_has_its_numbers_as_a_file(library: Library) -> None:
    for name in (*people.CHARTS, people.GROUPS):
        rows = people.table(name, client("?focus=king-county/citywide"), library)
        assert rows is not None, name
        assert rows.answer == "example"
        assert all(len(row) == len(rows.columns) for row in rows.rows)
    assert people.table("ladder", client(), library) is None


def test_the_file_of_the_flow_is_the_flow_that_is_shown(library: Library) -> None:
    rows = [people.table("flow", client(f"?flow={which}"), library) for which in people.FLOWS]
    assert rows[0] is not None
    assert rows[1] is not None
    assert [row[0] for row in rows[1].rows][:2] == ["Contacts and referrals", "LEAD is closed"]
    assert len(rows[0].rows) > 10
