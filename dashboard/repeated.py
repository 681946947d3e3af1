"""Pages that were asked for before, as they went out: making one anew takes longer than many people would wait.

A page is a function of its address, of who looks (colors, width) and of what the store has; only Runs has more.
"""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any

from flask import Flask, Response, g, request

from dashboard.address import RefusedError, client_of
from dashboard.queries import Library
from dashboard.security import CALLBACKS

MOST = 64  # pages of about 100 kB each
ALWAYS_NEW = ("/runs",)
"""Pages that show what runs and waits."""


class Repeated:
    """The last pages that went out, by what they were asked with."""

    def __init__(self, library: Library, shown: str, outputs: list[dict[str, str]]) -> None:
        self._library, self._shown, self._outputs = library, shown, outputs
        self._pages: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = Lock()

    def answer(self) -> Response | None:
        """Return the page that is asked for, if it went out before; None leaves it to whoever makes pages."""
        g.page_key = key = self._key()
        with self._lock:
            data = self._pages.get(key)
            if data is None:
                return None
            self._pages.move_to_end(key)
        return _packed(Response(mimetype="application/json"), data)

    def keep(self, response: Response) -> Response:
        """Keep a page that goes out for the first time."""
        key = g.get("page_key")
        if key is None or response.status_code != 200 or "Content-Encoding" in response.headers:
            return response
        data = gzip.compress(response.get_data(), 6)
        with self._lock:
            self._pages[key] = data
            while len(self._pages) > MOST:
                self._pages.popitem(last=False)
        return _packed(response, data)

    def _key(self) -> Hashable:
        """Return what a page depends on; None for anything that is not exactly our browser's question for a page."""
        if request.path != CALLBACKS or request.method != "POST" or not request.accept_encodings["gzip"]:
            return None
        client = self._client(request.get_json(silent=True))
        if client is None or client.path in ALWAYS_NEW:
            return None
        listed, trouble = self._library.listed()
        notes = self._library.find(client.first("answer")).notes
        asked = tuple(sorted(client.query.items()))
        return client.path, asked, client.scheme, client.width, tuple(each.id for each in listed), trouble, notes

    def _client(self, body: Any) -> Any:
        if not isinstance(body, dict) or body.get("output") != self._shown or body.get("outputs") != self._outputs:
            return None
        given = body.get("inputs")
        if not isinstance(given, list) or len(given) != 1 or body.get("state"):
            return None
        try:
            return client_of(given[0].get("value"))
        except RefusedError:
            return None


def _packed(response: Response, data: bytes) -> Response:
    response.set_data(data)
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


def repeat(server: Flask, library: Library, shown: str, outputs: list[dict[str, str]]) -> None:
    """Let pages that went out before go out again; call it after whatever refuses requests."""
    pages = Repeated(library, shown, outputs)
    server.before_request(pages.answer)
    server.after_request(pages.keep)
