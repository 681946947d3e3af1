"""Who may ask, how much and in which form: fifty kinds of abuse, none of which is a server's error."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from flask import abort
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dashboard import app as application
from dashboard import security
from dashboard.address import RefusedError
from dashboard.app import create_app
from dashboard.queries import Library
from simulator.errors import InputError, StoreError
from tests.dashboard.sample import answer

URL = security.CALLBACKS
OUTPUT = "..page.children...mantine.forceColorScheme.."
OUTPUTS = [{"id": "page", "property": "children"}, {"id": "mantine", "property": "forceColorScheme"}]
GOOD: dict[str, Any] = {"path": "/", "search": "", "scheme": "light", "width": 1280}


def body(data: object = None, **change: object) -> dict[str, Any]:
    """Return what the page itself sends, changed."""
    sent = {
        "output": OUTPUT,
        "outputs": OUTPUTS,
        "inputs": [{"id": "client", "property": "data", "value": GOOD if data is None else data}],
        "changedPropIds": ["client.data"],
        "parsedChangedPropsIds": ["client.data"],
    }
    return {**sent, **change}


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    found: FlaskClient = create_app(library=Library(_no_store, answer)).server.test_client()
    return found


def _no_store() -> Any:
    raise StoreError("none in this test")


def post(client: FlaskClient, data: object, **more: Any) -> TestResponse:
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return client.post(URL, data=raw, content_type=more.pop("content_type", "application/json"), **more)


def test_what_our_page_sends_is_answered(client: FlaskClient) -> None:
    found = post(client, body())
    assert found.status_code == 200
    assert "would very likely" in found.get_data(as_text=True)


def nested(depth: int, of: str = "[") -> bytes:
    return (of * depth).encode()


def with_input(**change: object) -> dict[str, Any]:
    return body(inputs=[{"id": "client", "property": "data", "value": GOOD, **change}])


# Each of these is refused with 400, whatever is in it.
MALFORMED: dict[str, object] = {
    "nothing": b"",
    "no JSON": b"{'a': 1}",
    "half of it": json.dumps(body()).encode()[:40],
    "another encoding": json.dumps(body()).encode("utf-16"),
    "bytes that are no UTF-8": b'{"output": "\xff\xfe"}',
    "a deep list": nested(200_000),
    "a deep object": nested(50_000, '{"a":'),
    "a bomb inside": json.dumps(body(eval("[" * 60 + "]" * 60))).encode(),  # noqa: S307 - a literal of this test
    "NaN": json.dumps(body({**GOOD, "width": math.nan})).encode(),
    "infinity": json.dumps(body({**GOOD, "width": math.inf})).encode(),
    "a list": [],
    "a number": 5,
    "a text": "x",
    "null": None,
    "an empty object": {},
    "no output": {"inputs": []},
    "an output that is a number": body(output=5),
    "an output that is a list": body(output=["page.children"]),
    "an output that is an object": body(output={"id": "page"}),
    "an unknown output": body(output="secret.children"),
    "an output of another callback": body(output="client.data"),
    "an output in other words": body(output="page.children"),
    "no outputs": body(outputs=[]),
    "outputs that are text": body(outputs="page"),
    "other outputs": body(outputs=[{"id": "mantine", "property": "theme"}, OUTPUTS[0]]),
    "outputs without ids": body(outputs=[{"property": "children"}, {}]),
    "no inputs": body(inputs=[]),
    "inputs missing": {key: value for key, value in body().items() if key != "inputs"},
    "inputs that are an object": body(inputs={}),
    "inputs that are null": body(inputs=None),
    "too many inputs": body(inputs=body()["inputs"] * 2),
    "an input that is a text": body(inputs=["client.data"]),
    "an input that is a list": body(inputs=[[]]),
    "an input of another component": with_input(id="page"),
    "another property": with_input(property="children"),
    "an id that is an object": with_input(id={"control": "payer"}),
    "a state that nobody declared": body(state=[{"id": "client", "property": "data", "value": 1}]),
    "a state that is a text": body(state="x"),
    "changes that are a text": body(changedPropIds="client.data"),
    "changes that are numbers": body(changedPropIds=[1, 2]),
    "an input without a value": body(inputs=[{"id": "client", "property": "data", "value": {}}]),
    "a value that is a text": body("x"),
    "a value that is a number": body(3),
    "a value that is true": body(data=True),
    "a value that is a list": body([GOOD]),
    "a path that is a number": body({**GOOD, "path": 5}),
    "a path that is no path": body({**GOOD, "path": "javascript:alert(1)"}),
    "a long path": body({**GOOD, "path": "/" + "x" * 500}),
    "a search that is an object": body({**GOOD, "search": {"answer": "x"}}),
    "a long search": body({**GOOD, "search": "?answer=" + "x" * 10_000}),
    "ten thousand parameters": body({**GOOD, "search": "?" + "&".join(f"k{i}" for i in range(10_000))}),
    "a control character": body({**GOOD, "search": "?payer=%00"}),
    "a search that is no UTF-8": body({**GOOD, "search": "?payer=%ff%fe"}),
    "an unknown scheme": body({**GOOD, "scheme": "<script>"}),
    "a scheme that is a list": body({**GOOD, "scheme": ["dark"]}),
    "a width that is a text": body({**GOOD, "width": "1280"}),
    "a width that is true": body({**GOOD, "width": True}),
    "a tiny width": body({**GOOD, "width": 0}),
    "a huge width": body({**GOOD, "width": 10**30}),
    "a broken width": body({**GOOD, "width": 700.5}),
    "more than is asked": body({**GOOD, "admin": True}),
    "ten thousand keys": body({f"k{i}": i for i in range(10_000)}),
}


def test_there_are_fifty_kinds_of_abuse() -> None:
    assert len(MALFORMED) >= 50


@pytest.mark.parametrize("kind", MALFORMED)
def test_what_no_page_sends_is_refused_plainly(client: FlaskClient, kind: str) -> None:
    found = post(client, MALFORMED[kind])
    assert found.status_code == 400, found.get_data(as_text=True)
    assert found.mimetype == "text/plain"
    assert "Traceback" not in found.get_data(as_text=True)


def test_json_is_not_followed_down_without_end() -> None:
    assert security.read_json(b"[" * 40 + b"]" * 40)
    with pytest.raises(RefusedError, match="too deep"):
        security.read_json(b"[" * 41 + b"]" * 41)


# Names of what is not there are no malformed request: a link may be old. The page shows what there is.
STRANGE = (
    "?answer=0123456789ab", "?answer=../../etc/passwd", "?answer=%27%20OR%201=1", "?answer=%25", "?payer=nobody",
    "?focus=<script>alert(1)</script>", "?shown=a&shown=b&shown=c&shown=d&shown=e", "?table=nothing", "?&&&==", "?a",
    "?payer=constructor&focus=__proto__", "?answer=example&answer=other",
)  # fmt: skip


@pytest.mark.parametrize("search", STRANGE)
def test_unknown_names_leave_the_view_as_it_is(client: FlaskClient, search: str) -> None:
    found = post(client, body({**GOOD, "search": search}))
    assert found.status_code == 200
    assert "<script>" not in found.get_data(as_text=True)


def test_a_path_without_a_page_says_so(client: FlaskClient) -> None:
    assert "There is no such page" in post(client, body({**GOOD, "path": "/nowhere"})).get_data(as_text=True)


def test_without_the_check_of_bodies_abuse_would_reach_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "_refuse_malformed", lambda _: None)
    mutant = create_app(library=Library(_no_store, answer)).server.test_client()
    codes = {kind: post(mutant, sent).status_code for kind, sent in MALFORMED.items()}
    assert 500 in codes.values()


def test_without_the_check_of_arguments_abuse_would_reach_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "client_of", lambda data: data)
    mutant = create_app(library=Library(_no_store, answer)).server.test_client()
    assert post(mutant, body("x")).status_code == 500


# -- how much, by whom ----------------------------------------------------------------------------------------


def test_a_large_body_is_refused_before_it_is_read(client: FlaskClient) -> None:
    assert post(client, b"[" + b"1," * 600_000 + b"1]").status_code == 413


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_forms_of_other_sites_are_refused(client: FlaskClient, kind: str) -> None:
    assert post(client, body(), content_type=kind).status_code == 415


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"}, {"Host": "evil.example:8050"}, {"Host": "localhost.evil.example"}, {"Host": ""},
        {"Host": "[::1"}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": "http://localhost:9999"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}, {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    ],
)  # fmt: skip
def test_other_names_and_other_sites_are_refused(client: FlaskClient, headers: dict[str, str]) -> None:
    assert post(client, body(), headers=headers).status_code == 403


def test_our_own_page_and_a_link_from_elsewhere_are_not_refused(client: FlaskClient) -> None:
    own = {"Origin": "http://localhost:8050", "Host": "localhost:8050", "Sec-Fetch-Site": "same-origin"}
    assert post(client, body(), headers=own).status_code == 200
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert client.get("/?answer=example", headers=link).status_code == 200
    assert (
        client.get("/csv/ladder.csv", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}).status_code
        == 403
    )


def test_further_names_are_answered_when_they_are_named() -> None:
    server = create_app(["budget.county.example"], Library(_no_store, answer)).server.test_client()
    assert server.get("/", headers={"Host": "budget.county.example:8050"}).status_code == 200
    assert server.get("/", headers={"Host": "other.county.example"}).status_code == 403


# -- what a browser may do ------------------------------------------------------------------------------------

ANSWERS = ("/", "/nowhere", "/_dash-layout", "/_dash-dependencies", "/assets/leadsim.css", "/assets/nothing.js",
           "/fonts/inter.woff2", "/csv/ladder.csv", "/csv/none.csv",
           "/_dash-component-suites/none/none.js")  # fmt: skip


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_has_the_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as found:
        headers = found.headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe-eval" not in policy
    assert "script-src 'self' 'sha256-" in policy
    assert "script-src 'self' 'unsafe-inline'" not in policy
    assert {"frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"} <= set(policy.split("; "))
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "camera=()" in headers["Permissions-Policy"]


def test_refusals_have_the_headers_too(client: FlaskClient) -> None:
    assert "Content-Security-Policy" in post(client, b"x").headers
    assert "Content-Security-Policy" in client.get("/", headers={"Host": "evil.example"}).headers


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere", "/assets/nothing.js", "/assets/../app.py", "/assets/..%2fapp.py", "/assets/%2e%2e/app.py",
        "/fonts/x.woff2",
        "/fonts/..%2f..%2fx.woff2", "/csv/none.csv", "/csv/..%2fx.csv", "/_dash-component-suites/none/none.js",
        "/_dash-component-suites/os/path.py", "/_dash-component-suites/dash/../../etc/passwd",
    ],
)  # fmt: skip
def test_files_that_are_not_there_are_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_another_method_is_refused(client: FlaskClient) -> None:
    assert client.get(URL).status_code == 404
    assert client.delete("/").status_code == 405


@pytest.mark.parametrize("query", ["answer=%ff", "payer=%00", "x=" + "y" * 5_000])
def test_a_bad_query_of_a_file_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/csv/ladder.csv?{query}").status_code == 400


def test_an_error_is_told_by_its_number_alone(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> Any:
        raise RuntimeError("/secret/path")

    server = create_app(library=Library(_no_store, broken)).server.test_client()
    found = post(server, body())
    text = found.get_data(as_text=True)
    assert found.status_code == 500
    assert "secret" not in text
    number = text.split()[-1].rstrip(".")
    assert any(number in record.getMessage() and record.exc_info for record in caplog.records)


def test_a_refusal_inside_of_a_page_stays_one(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "client_of", lambda _: abort(403))
    assert post(client, body()).status_code == 403


def test_the_page_is_compressed_and_speaks_us_english(client: FlaskClient) -> None:
    found = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert '<html lang="en-US">' in client.get("/").get_data(as_text=True)
    assert found.headers.get("Content-Encoding") == "gzip"


@pytest.mark.parametrize(
    ("host", "refused"), [("127.0.0.1", False), ("localhost", False), ("::", True), ("10.1.2.3", True)]
)
def test_debugging_is_refused_where_others_could_reach_it(
    monkeypatch: pytest.MonkeyPatch, host: str, refused: bool
) -> None:
    from dashboard.serve import refuse_debug

    monkeypatch.setenv("DASH_DEBUG", "true")
    if refused:
        with pytest.raises(InputError, match="debugging is for this machine alone"):
            refuse_debug(host)
    else:
        refuse_debug(host)
