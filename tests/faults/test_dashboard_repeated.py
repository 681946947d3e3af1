"""A page that goes out again is the page that would be made now, whatever happened to the store in between."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import dashboard.app
from dashboard.app import OUTPUTS, SHOWN, create_app
from dashboard.queries import LISTED_AGAIN_AFTER, Library
from dashboard.security import CALLBACKS
from simulator.store import Store
from tests.dashboard.sample import answer


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the pages that are made, not those that go out again."""
    found: list[str] = []
    original = dashboard.app.client_of

    def noting(data: object) -> Any:
        client = original(data)
        found.append(client.path)
        return client

    monkeypatch.setattr(dashboard.app, "client_of", noting)
    return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def visitor(made: list[str], clock: Clock, tmp_path: Path) -> FlaskClient:
    store = tmp_path / "store.sqlite"
    return create_app(library=Library(lambda: Store(str(store)), clock=clock)).server.test_client()


def ask(visitor: FlaskClient, path: str = "/", search: str = "?answer=example", **words: Any) -> TestResponse:
    client = {"path": path, "search": search, "scheme": "light", "width": 1000}
    inputs = [{"id": "client", "property": "data", "value": client}]
    body = {"output": SHOWN, "outputs": OUTPUTS, "inputs": inputs, "changedPropIds": ["client.data"], **words}
    return visitor.post(CALLBACKS, json=body, headers={"Accept-Encoding": "gzip"})


def page(response: TestResponse) -> Any:
    assert response.headers["Content-Encoding"] == "gzip"
    return json.loads(gzip.decompress(response.data))


def test_a_page_is_made_once_and_goes_out_again_with_every_header(visitor: FlaskClient, made: list[str]) -> None:
    made.clear()
    first, again = ask(visitor), ask(visitor)
    assert made == ["/"]
    assert page(first) == page(again)
    assert dict(first.headers) == dict(again.headers)
    assert "Content-Security-Policy" in again.headers
    ask(visitor, search="?answer=example&payer=county")
    ask(visitor, path="/sure")
    assert made == ["/", "/", "/sure"]


def test_who_takes_no_packed_page_gets_it_plain(visitor: FlaskClient) -> None:
    packed = page(ask(visitor))
    client = {"path": "/", "search": "?answer=example", "scheme": "light", "width": 1000}
    inputs = [{"id": "client", "property": "data", "value": client}]
    body = {"output": SHOWN, "outputs": OUTPUTS, "inputs": inputs, "changedPropIds": []}
    plain = visitor.post(CALLBACKS, json=body)
    assert "Content-Encoding" not in plain.headers
    assert plain.json == packed


def test_an_answer_that_is_kept_meanwhile_is_found(visitor: FlaskClient, clock: Clock, tmp_path: Path) -> None:
    with Store(str(tmp_path / "other.sqlite")) as other:
        name = other.keep_comparison(answer())
    assert f"There is no answer {name} here" in json.dumps(page(ask(visitor, search=f"?answer={name}")))
    with Store(str(tmp_path / "store.sqlite")) as store:
        assert store.keep_comparison(answer()) == name
    clock.now += LISTED_AGAIN_AFTER + 1.0
    shown = json.dumps(page(ask(visitor, search=f"?answer={name}")))
    assert "There is no answer" not in shown
    assert "A plan that is called here/gain" in shown


def test_what_runs_and_waits_is_looked_up_every_time(visitor: FlaskClient, made: list[str]) -> None:
    made.clear()
    for _ in range(2):
        assert ask(visitor, path="/runs").status_code == 200
    assert made == ["/runs", "/runs"]


@pytest.mark.parametrize(
    "words",
    [
        {"outputs": OUTPUTS[:1]},
        {"outputs": [*OUTPUTS[::-1]]},
        {"inputs": [{"id": "client", "property": "data", "value": {"path": "/"}}]},
        {"inputs": [{"id": "client", "property": "data", "value": None}]},
        {"inputs": []},
        {"inputs": [1]},
        {"output": "page.children"},
    ],
)
def test_a_question_that_is_not_quite_ours_is_never_answered_from_what_went_out(
    visitor: FlaskClient, words: dict[str, Any]
) -> None:
    good = page(ask(visitor))
    response = ask(visitor, **words)
    assert response.status_code != 500
    if response.status_code == 200:
        assert response.data != ask(visitor).data
    assert page(ask(visitor)) == good


def test_another_sites_page_is_refused_though_the_page_went_out_before(visitor: FlaskClient) -> None:
    ask(visitor)
    client = {"path": "/", "search": "?answer=example", "scheme": "light", "width": 1000}
    inputs = [{"id": "client", "property": "data", "value": client}]
    body = {"output": SHOWN, "outputs": OUTPUTS, "inputs": inputs, "changedPropIds": []}
    headers = {"Accept-Encoding": "gzip", "Origin": "https://evil.example"}
    assert visitor.post(CALLBACKS, json=body, headers=headers).status_code == 403
