"""What a page is asked for: addresses lead back to themselves, and nothing else comes through."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.address import MOST_SHOWN, RefusedError, View, client_of, query_of, view_of

GOOD: dict[str, Any] = {"path": "/", "search": "?answer=example", "scheme": "light", "width": 1280}
NAMES = ("here/a", "here/b", "here/c", "here/d", "here/e")


def test_a_client_is_what_the_browser_says() -> None:
    client = client_of({**GOOD, "search": "?answer=x&shown=a&shown=b"})
    assert (client.first("answer"), client.query["shown"], client.scheme, client.width) == (
        "x",
        ("a", "b"),
        "light",
        1280,
    )
    assert client.first("payer") is None


@pytest.mark.parametrize(
    "change",
    [
        {"path": 1}, {"path": "compare"}, {"path": "/" * 300}, {"path": None}, {"search": None}, {"search": ["?a=b"]},
        {"search": "?" + "a" * 5_000}, {"search": "?a=%FF"}, {"search": "?a=%00"}, {"search": "?a=" + "x" * 400},
        {"search": "&".join(f"a{i}=1" for i in range(60))}, {"scheme": "blue"}, {"scheme": ["light"]}, {"scheme": {}},
        {"width": "1280"}, {"width": 1280.5}, {"width": math.nan}, {"width": True}, {"width": -1}, {"width": 10**9},
        {"more": 1},
    ],
)  # fmt: skip
def test_what_no_browser_of_ours_sends_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(RefusedError):
        client_of({**GOOD, **change})


@pytest.mark.parametrize("data", [None, [], "x", 3, {}, {"path": "/"}])
def test_what_is_no_client_is_refused(data: object) -> None:
    with pytest.raises(RefusedError):
        client_of(data)


def test_the_first_view_has_everything_usual() -> None:
    view = view_of({}, "example", NAMES, ("taxpayers", "all"))
    assert view == View("example", NAMES[:MOST_SHOWN], "here/a", "taxpayers")


def test_what_is_not_there_is_left_out() -> None:
    query = {"shown": ("here/b", "elsewhere"), "focus": ("nobody",), "payer": ("nobody",), "table": ("fan", "x")}
    view = view_of(query, "example", NAMES, ("all", "city"), ("ladder", "fan"))
    assert view == View("example", ("here/b",), "here/b", "all", ("fan",))


def test_the_scenario_in_question_is_always_shown() -> None:
    assert view_of({"focus": ("here/e",)}, "x", NAMES, ("all",)).shown == ("here/a", "here/b", "here/c", "here/e")
    assert view_of({"focus": ("here/c",)}, "x", NAMES, ("all",)).focus == "here/c"
    assert view_of({"focus": ("here/e",), "shown": ("here/a",)}, "x", NAMES, ("all",)).focus == "here/a"


@given(
    st.sets(st.sampled_from(NAMES), min_size=1, max_size=4), st.sampled_from(("all", "city")), st.sampled_from(NAMES),
    st.sets(st.sampled_from(("ladder", "dots", "fan"))),
)  # fmt: skip
def test_an_address_leads_back_to_its_view(shown: set[str], payer: str, focus: str, tables: set[str]) -> None:
    query = {"shown": tuple(shown), "payer": (payer,), "focus": (focus,), "table": tuple(tables)}
    view = view_of(query, "0123456789ab", NAMES, ("all", "city"), ("ladder", "dots", "fan"))
    again = view_of(query_of(view.search()), "0123456789ab", NAMES, ("all", "city"), ("ladder", "dots", "fan"))
    assert again == view


@given(st.text(max_size=60))
def test_any_name_survives_the_address(name: str) -> None:
    names = (name,) if name else ("x",)
    view = view_of({}, "example", names, ("all",))
    try:
        query = query_of(view.search())
    except RefusedError:
        return  # control characters are in no name
    assert view_of(query, "example", names, ("all",)).search() == view.search()
