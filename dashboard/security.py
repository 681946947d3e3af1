"""What protects the server: who may ask, how much, in which form, and what a browser may do with the answer."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from werkzeug.exceptions import HTTPException

from dashboard.address import RefusedError

if TYPE_CHECKING:
    from dash import Dash

LARGEST_BODY = 1_000_000  # bytes
DEEPEST = 40  # brackets within brackets
MOST_CONTROLS = 500
LOOPBACK = ("localhost", "127.0.0.1", "::1")
CALLBACKS = "/_dash-update-component"
SAFE = ("GET", "HEAD", "OPTIONS")
log = logging.getLogger(__name__)


def protect(app: Dash, hosts: Iterable[str]) -> None:
    """Guard every request and every answer; to be called when all callbacks are there, since their hashes are told."""
    server: Flask = app.server
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    allowed = frozenset(host.lower() for host in (*LOOPBACK, *hosts))
    server.before_request(lambda: _refuse_strangers(allowed))
    server.before_request(lambda: _refuse_malformed(app.callback_map))
    policy = content_policy(app.csp_hashes())
    server.after_request(lambda response: _with_headers(response, policy))
    _answer_errors(server)


def content_policy(hashes: Iterable[str]) -> str:
    """Return the Content-Security-Policy: everything from here, inline scripts by their hashes, and no eval."""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {' '.join(hashes)}".strip(),
            "style-src 'self' 'unsafe-inline'",  # Plotly and the controls set styles on elements
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        )
    )


def _with_headers(response: Response, policy: str) -> Response:
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Frame-Options"] = "DENY"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    return response


# -- who asks -------------------------------------------------------------------------------------------------


def _refuse_strangers(allowed: frozenset[str]) -> None:
    """Refuse another name for this server (DNS rebinding) and what another site's page asks for."""
    host = request.headers.get("Host", "")
    if host_name(host) not in allowed:
        abort(403, "This server does not answer to that name.")
    origin = request.headers.get("Origin")
    if origin is not None and origin not in (f"http://{host}", f"https://{host}"):
        abort(403, "This was asked for by another site.")
    site, mode = request.headers.get("Sec-Fetch-Site"), request.headers.get("Sec-Fetch-Mode")
    strange = site not in (None, "same-origin", "none")
    if strange and (request.method not in SAFE or mode != "navigate"):
        abort(403, "This was asked for by another site.")


def host_name(host: str) -> str:
    """Return the name in a Host header, without the port; nothing where it is not one."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach a server that listens there."""
    return host.lower() in LOOPBACK or host.startswith("127.")


# -- what is asked --------------------------------------------------------------------------------------------


def _refuse_malformed(callbacks: Mapping[str, Any]) -> None:
    """Refuse a callback's request that our own page would not send; what is in its values, the callback checks."""
    if request.path != CALLBACKS or request.method != "POST":
        return
    if not request.is_json:
        abort(415, "Send JSON.")
    try:
        check_body(read_json(request.get_data()), callbacks)
    except RefusedError as error:
        abort(400, str(error))


def read_json(data: bytes) -> Any:
    """Return what JSON says; raises RefusedError for what is none, too deep, or has numbers that are none."""
    depth = deepest = 0
    for byte in data:  # before parsing, which would follow any depth
        depth += (byte in b"[{") - (byte in b"]}")
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise RefusedError("too deep")
    try:
        return json.loads(data.decode("utf-8"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise RefusedError("not JSON") from None


def _no_number(text: str) -> None:
    raise ValueError(text)


def check_body(body: Any, callbacks: Mapping[str, Any]) -> None:
    """Check that a request is for a callback there is, with its own inputs and states; raises RefusedError."""
    if not isinstance(body, dict) or not isinstance(body.get("output"), str):
        raise RefusedError("not a callback's request")
    callback = callbacks.get(body["output"])
    if callback is None or "callback" not in callback:
        raise RefusedError("no such callback")
    changed = body.get("changedPropIds", [])
    if not isinstance(changed, list) or any(not isinstance(name, str) for name in changed):
        raise RefusedError("not a list of what changed")
    for key, declared in (("inputs", callback["inputs"]), ("state", callback["state"])):
        given = body.get(key, [])
        if not isinstance(given, list) or len(given) != len(declared):
            raise RefusedError("not the callback's own arguments")
        for argument, of in zip(given, declared, strict=True):
            _check_argument(argument, of)
    if not callback.get("no_output"):
        _check_outputs(body["output"], body.get("outputs"))


def _check_outputs(output: str, given: Any) -> None:
    """Check that the outputs are those that the callback's name says; of patterns, that they are some."""
    several = output.startswith("..")
    each = given if several else [given]
    expected = output.strip(".").split("...") if several else [output]
    if not isinstance(each, list) or len(each) != len(expected):
        raise RefusedError("not the callback's own outputs")
    for one, name in zip(each, expected, strict=True):
        for part in one if isinstance(one, list) and name.startswith("{") else [one]:
            if not isinstance(part, dict) or not {"id", "property"} <= set(part):
                raise RefusedError("not the callback's own outputs")
            if not name.startswith("{") and f"{part['id']}.{part['property']}" != name:
                raise RefusedError("not the callback's own outputs")


def _check_argument(argument: Any, declared: Mapping[str, Any]) -> None:
    """Check one argument: the component and property that the callback names, or a list of those that match."""
    if str(declared["id"]).startswith("{"):
        several = argument if isinstance(argument, list) else [argument]
        if len(several) > MOST_CONTROLS or any(
            not isinstance(one, dict)
            or not isinstance(one.get("id"), dict)
            or one.get("property") != declared["property"]
            for one in several
        ):
            raise RefusedError("not the callback's own arguments")
        return
    if not isinstance(argument, dict) or any(argument.get(key) != declared[key] for key in ("id", "property")):
        raise RefusedError("not the callback's own arguments")


# -- what goes wrong ------------------------------------------------------------------------------------------


def _answer_errors(server: Flask) -> None:
    """Answer with one plain line; what happened goes to the log, under an id that the answer names."""
    from dash.exceptions import DependencyException

    def plain(text: str, status: int) -> Response:
        return Response(f"{text}\n", status=status, mimetype="text/plain")

    def of_http(error: HTTPException) -> Response:
        if error.response is not None or error.code is None:
            return plain("This cannot be answered.", 400)
        text = (error.description if error.code in (400, 403, 409, 415) else None) or error.name
        return plain(text, error.code)

    def of_ours(error: Exception) -> Response:
        number = secrets.token_hex(4)
        log.error("error %s at %s", number, request.path, exc_info=error)
        return plain(f"Something went wrong here. It is in the log as {number}.", 500)

    server.register_error_handler(HTTPException, of_http)
    server.register_error_handler(RefusedError, lambda error: plain(f"Refused: {error}.", 400))
    server.register_error_handler(DependencyException, lambda _: plain("There is no such file.", 404))
    server.register_error_handler(Exception, of_ours)
