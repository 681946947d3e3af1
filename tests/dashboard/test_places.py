"""A place is chosen by its title on every page, its answers and scenarios follow, and one without an answer says so."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pytest
from dash import Dash, html

from dashboard import places
from dashboard.address import Client, query_of
from dashboard.asking import Runs
from dashboard.pages import build, compare, elsewhere, equity, evidence, people, reinvest, runs, sure
from dashboard.queries import EXAMPLE, Library, stored_example
from simulator.errors import InputError
from simulator.inputs.files import jurisdiction_folders
from simulator.inputs.load import list_scenarios, load_jurisdiction, load_scenario
from simulator.store import Store
from simulator.work.request import Request
from tests.dashboard import pieces
from tests.dashboard.sample import answer

OF_ANSWERS = (compare, reinvest, people, equity, sure, evidence)


class Kept:
    """A store of one place besides the example, and what its answer is called."""

    def __init__(self, path: str) -> None:
        self.path = path
        with Store(path) as store:
            self.id = store.keep_comparison(answer())

    def shelf(self) -> Library:
        return Library(lambda: Store(self.path), stored_example)


@pytest.fixture
def kept(tmp_path: Any) -> Kept:
    return Kept(str(tmp_path / "store.sqlite"))


def ask(module: Any, library: Library, search: str = "") -> Any:
    return module.layout(Client(module.PATH, query_of(search)), library)


def fields(page: Any) -> dict[str, Any]:
    found = (each for each in pieces.pieces(page.parts) if isinstance(getattr(each, "id", None), dict))
    return {each.id["control"]: each for each in found if "control" in each.id}


def offered(select: Any) -> dict[str, str]:
    """Return the choices of a list by what an address has, groups or not."""
    items = [item for entry in select.data for item in entry.get("items", [entry])]
    return {item["value"]: item["label"] for item in items}


def test_a_place_is_called_as_its_own_file_calls_it() -> None:
    for folder in jurisdiction_folders():
        assert places.title_of(folder.name) == load_jurisdiction(folder).file.title
    assert places.title_of(places.OWN_FILES) == "Your own files"


@pytest.mark.parametrize("module", OF_ANSWERS, ids=lambda module: module.TITLE)
def test_every_place_can_be_chosen_by_its_title_and_those_with_an_answer_come_first(module: Any, kept: Kept) -> None:
    select = fields(ask(module, kept.shelf()))["place"]
    titles = offered(select)
    assert {folder.name for folder in jurisdiction_folders()} | {"here"} == set(titles)
    assert titles["santa-fe"] == "Santa Fe, New Mexico"
    assert [group["group"] for group in select.data] == [places.WITH, places.WITHOUT]
    assert {item["value"] for item in select.data[0]["items"]} == {"king-county", "here"}
    assert select.value == "king-county"


@pytest.mark.parametrize("module", OF_ANSWERS, ids=lambda module: module.TITLE)
def test_another_place_brings_its_newest_answer_and_scenarios(module: Any, kept: Kept) -> None:
    page = ask(module, kept.shelf(), "?answer=example&place=here&focus=king-county/pilot&shown=king-county/pilot")
    found = fields(page)
    assert (found["place"].value, found["answer"].value) == ("here", kept.id)
    assert set(offered(found["answer"])) == {kept.id}
    assert parse_qs(page.search.removeprefix("?"))["place"] == ["here"]
    if "focus" in found:
        assert set(offered(found["focus"])) <= {"here/gain", "here/loss"}


@pytest.mark.parametrize("module", OF_ANSWERS, ids=lambda module: module.TITLE)
def test_choosing_nothing_changes_nothing(module: Any, kept: Kept) -> None:
    for search in ("", f"?answer={kept.id}", "?place=santa-fe", "?place=nowhere"):
        page = ask(module, kept.shelf(), search)
        query = parse_qs(page.search.removeprefix("?"), keep_blank_values=True)
        for name, select in fields(page).items():
            if isinstance(select.value, str):
                assert query[name] == [select.value]


@pytest.mark.parametrize("module", OF_ANSWERS, ids=lambda module: module.TITLE)
def test_a_place_without_an_answer_says_so_and_offers_to_run_it(module: Any, kept: Kept) -> None:
    page = ask(module, kept.shelf(), "?place=santa-fe&answer=example")
    assert pieces.finding(page) == "Nothing has been asked about Santa Fe, New Mexico yet"
    assert fields(page)["place"].value == "santa-fe"
    assert page.search == "?place=santa-fe"
    links = [link for link in pieces.links(page) if link.startswith("/build?")]
    mine = [name for name in list_scenarios() if name.startswith("santa-fe/")]
    assert sorted(query_of(link.partition("?")[2])["from"][0] for link in links) == sorted(mine)
    text = pieces.text_of(page.parts)
    assert all(load_scenario(name).title in text for name in mine)
    assert any(getattr(each, "id", None) == {"place-run": "santa-fe"} for each in pieces.pieces(page.parts))
    assert all(type(each).__name__ != "Graph" for each in pieces.pieces(page.parts))


def test_a_place_that_is_nowhere_is_not_asked_about(kept: Kept) -> None:
    page = ask(compare, kept.shelf(), "?place=../../etc")
    assert fields(page)["place"].value == "king-county"
    with pytest.raises(StopIteration):
        next(name for name, _ in places.scenarios_of("nowhere"))
    assert places.request_for("nowhere") is None


def test_scenarios_are_chosen_by_their_titles(kept: Kept) -> None:
    titles = stored_example().identity.titles
    choices = offered(fields(ask(sure, kept.shelf()))["focus"])
    assert all(choices[name].endswith(titles[name]) for name in choices)
    assert choices["king-county/current"] == f"Current: {titles['king-county/current']}"


def test_ones_own_answer_comes_before_the_example(tmp_path: Any) -> None:
    path = str(tmp_path / "own.sqlite")
    with Store(path) as store:
        own = store.keep_comparison(stored_example())
    library = Library(lambda: Store(path), stored_example)
    listed = library.listed()[0]
    assert places.answer_of("king-county", listed) == own
    assert places.answer_of("king-county", listed[:1]) == EXAMPLE
    assert places.answer_of("albany", listed) is None


# -- Build, Runs, and the press ---------------------------------------------------------------------------------


def test_build_starts_from_how_things_are_in_a_place_and_keeps_what_was_typed(kept: Kept) -> None:
    page = ask(build, kept.shelf(), "?from=king-county/citywide&place=santa-fe&set=lead.caseload:20")
    found = fields(page)
    assert (found["place"].value, found["from"].value) == ("santa-fe", "santa-fe/pilot")
    assert set(offered(found["from"])) == {name for name in list_scenarios() if name.startswith("santa-fe/")}
    assert "set=lead.caseload:20" in page.search
    assert fields(ask(build, kept.shelf(), "?from=albany/expansion"))["place"].value == "albany"
    assert fields(ask(build, kept.shelf(), "?place=here"))["from"].value == "king-county/current"


def test_runs_tells_answers_by_their_places(kept: Kept) -> None:
    found = fields(ask(runs, kept.shelf()))
    groups = {group["group"]: [item["value"] for item in group["items"]] for group in found["answer"].data}
    assert groups == {"King County, Washington": [EXAMPLE], "here": [kept.id]}


class Line:
    """A queue that keeps what it is asked, or refuses."""

    def __init__(self, trouble: str = "") -> None:
        self.asked: list[Request] = []
        self.trouble = trouble

    def start(self) -> None: ...

    def ask(self, request: Request, _who: str) -> None:
        if self.trouble:
            raise InputError(self.trouble)
        self.asked.append(request)


def press(line: Line, key: str, clicks: int = 1) -> Any:
    app = Dash("test")
    app.layout = html.Div()
    elsewhere.register(app, Runs(lambda: line))  # type: ignore[arg-type, return-value]
    part = {"id": {"place-run": key}, "property": "n_clicks", "value": clicks}
    name = f'{{"place-run":"{key}"}}.n_clicks'
    body = {
        "output": "place-asked.data", "outputs": {"id": "place-asked", "property": "data"}, "inputs": [[part]],
        "changedPropIds": [name],
    }  # fmt: skip
    return app.server.test_client().post("/_dash-update-component", json=body)


def test_a_press_asks_about_the_place(kept: Kept) -> None:
    line = Line()
    found = press(line, "santa-fe")
    assert found.get_json()["response"]["place-asked"]["data"] == {"said": ""}
    (asked,) = line.asked
    assert asked == places.request_for("santa-fe")
    assert asked.scenarios[0].name == "santa-fe/pilot"
    assert asked.question().baseline.name == "santa-fe/no-lead"
    assert "santa-fe/no-lead" not in [each.name for each in asked.scenarios]
    assert asked.command() in pieces.text_of(ask(compare, kept.shelf(), "?place=santa-fe").parts)


def test_a_press_that_is_refused_says_why_and_one_on_nothing_asks_nothing() -> None:
    assert press(Line("The line is full."), "albany").get_json()["response"]["place-asked"]["data"] == {
        "said": "The line is full."
    }
    line = Line()
    press(line, "albany", clicks=0)
    assert press(line, "nowhere").status_code >= 400
    assert line.asked == []


def test_what_is_asked_can_be_answered_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "LONGEST", 0.0)
    found = places.request_for("king-county")
    assert found is not None
    assert [each.name for each in found.scenarios] == ["king-county/current"]
