"""The application: one layout, one callback that shows the page of an address, and files beside it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

import dash_mantine_components as dmc
from dash import ALL as EVERY
from dash import ClientsideFunction, Dash, Input, Output, dcc, html, no_update
from flask import Flask, Response, abort, request, send_file

from dashboard import components as parts
from dashboard.address import WIDEST, Client, client_of, query_of
from dashboard.cases import FILES as CASE_FILES
from dashboard.cases import case_file
from dashboard.downloads import to_csv
from dashboard.pages import build, capacity, compare, elsewhere, equity, evidence, people, reinvest, runs, sure
from dashboard.pages.page import PageModule
from dashboard.queries import Library
from dashboard.repeated import repeat
from dashboard.security import CALLBACKS, protect
from simulator.errors import InputError

PAGES: tuple[PageModule, ...] = (compare, build, reinvest, people, capacity, equity, sure, evidence, runs)
log = logging.getLogger(__name__)
FONTS = ("inter", "source-serif-4")
SHOWN = "..page.children...mantine.forceColorScheme.."
OUTPUTS = [{"id": "page", "property": "children"}, {"id": "mantine", "property": "forceColorScheme"}]
A_YEAR = 31_536_000  # seconds
INDEX = """<!DOCTYPE html>
<html lang="en-US">
<head>
{%metas%}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{%title%}</title>
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<link rel="preload" href="/fonts/source-serif-4.woff2" as="font" type="font/woff2" crossorigin>
<link rel="preload" href="/fonts/inter.woff2" as="font" type="font/woff2" crossorigin>
{%css%}
</head>
<body>
{%app_entry%}
<noscript><p>These pages need JavaScript. <code>leadsim compare</code> prints every number, too.</p></noscript>
<div>{%config%}{%scripts%}{%renderer%}</div>
</body>
</html>
"""


def create_app(hosts: Iterable[str] = (), library: Library | None = None) -> Dash:
    """Return the application, warmed; `hosts` are the names that it answers to besides this machine's own."""
    answers = library or Library()
    app = Dash(
        "dashboard", title="leadsim", update_title="", index_string=INDEX, compress=True, add_log_handler=False,
        suppress_callback_exceptions=True, serve_locally=True, assets_folder=str(files("dashboard") / "assets"),
    )  # fmt: skip
    app.layout = _shell()
    _register(app, answers)
    for page in PAGES:
        page.register(app, answers)
    elsewhere.register(app)
    _serve_files(app, answers)
    _serve_cases(app.server, answers)
    app.server.after_request(_not_found)
    protect(app, hosts)
    repeat(app.server, answers, SHOWN, OUTPUTS)
    _warm(app)
    return app


def _shell() -> Any:
    """Return what every page is shown in; the page comes once the browser has said what it is asked for."""
    waiting = html.Div(html.P("Loading", className="waiting", role="status"), className="page")
    return dmc.MantineProvider(
        [
            html.A("Skip to content", href="#main", className="skip"),
            dcc.Store(id="client"),
            html.Div(waiting, id="page"),
            html.Div(id="settled", hidden=True),
        ],
        id="mantine",
        forceColorScheme="light",
        theme={"fontFamily": "Inter, system-ui, sans-serif", "primaryColor": "dark", "defaultRadius": 4},
    )


def _register(app: Dash, answers: Library) -> None:
    """Register the one callback: what a client asks for in, its page out; all of the state is in the address."""

    @app.callback(Output("page", "children"), Output("mantine", "forceColorScheme"), Input("client", "data"))
    def show(data: object) -> tuple[Any, Any]:
        if data is None:  # the browser has not said yet
            return no_update, no_update
        client = client_of(data)
        page = next((page for page in PAGES if client.path == page.PATH), None)
        shown = missing_page() if page is None else page.layout(client, answers)
        links = [(page.PATH, page.TITLE) for page in PAGES]
        head = parts.header(links, client.path, shown.search, parts.case_links(CASE_FILES, shown.search))
        root = html.Div(
            [head, *shown.parts],
            className="page",
            **parts.attributes("data-title", shown.title, "data-search", shown.search),
        )
        return root, client.scheme

    for name, output, given in (
        ("start", Output("client", "data"), Input("settled", "id")),
        ("settle", Output("settled", "title"), Input("page", "children")),
        ("choose", Output("settled", "lang"), Input({"control": EVERY}, "value")),
    ):
        app.clientside_callback(ClientsideFunction("leadsim", name), output, given)


def missing_page() -> parts.Page:
    """Return what is shown at an address that no page has."""
    text = [html.H1("There is no such page"), html.P(html.A("Compare scenarios", href="/"), className="dek")]
    main = html.Main(html.Div(text, className="finding"), id="main", tabIndex=-1)
    return parts.Page("No such page · leadsim", "", [main])


def _serve_files(app: Dash, answers: Library) -> None:
    """Serve the fonts, and the numbers behind every figure as CSV."""
    server: Flask = app.server

    @server.get("/fonts/<name>.woff2")
    def font(name: str) -> Response:
        if name not in FONTS:
            abort(404)
        path = files("simulator") / "report" / "fonts" / f"{name}.woff2"
        return send_file(str(path), mimetype="font/woff2", max_age=A_YEAR)

    @server.get("/csv/<figure>.csv")
    def numbers(figure: str) -> Response:
        client = Client(query=query_of(request.query_string.decode("ascii", "replace")))
        tables = (page.table(figure, client, answers) for page in PAGES)
        found = next((table for table in tables if table is not None), None)
        if found is None:
            abort(404)
        name = f"leadsim-{figure}-{found.answer}.csv"
        return Response(
            to_csv(found.columns, found.rows),
            mimetype="text/csv",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


def _serve_cases(server: Flask, answers: Library) -> None:
    """Serve the funding case of a view, made when it is asked for."""

    @server.get("/case/<format_>")
    def case(format_: str) -> Response:
        client = Client(query=query_of(request.query_string.decode("ascii", "replace")))
        try:
            found = case_file(format_, client, answers)
        except InputError as error:
            log.info("no funding case: %s", error)
            abort(409, error.problem)
        if found is None:
            abort(404)
        attached = {"Content-Disposition": f'attachment; filename="{found.name}"'}
        return Response(found.data, content_type=found.kind, headers=attached)


def _not_found(response: Response) -> Response:
    """Say of an address that no page has that it is not there; its page says so too."""
    if request.endpoint == "/<path:path>" and request.path not in [page.PATH for page in PAGES]:
        response.status_code = 404
    return response


def _warm(app: Dash) -> None:
    """Ask for everything once: the first requests to a cold worker would fail, and would be slow."""
    client = app.server.test_client()
    for path in ("/", "/_dash-layout", "/_dash-dependencies"):
        client.get(path)
    first = {
        "id": "client",
        "property": "data",
        "value": {"path": "/", "search": "", "scheme": "light", "width": WIDEST},
    }
    client.post(CALLBACKS, json={"output": SHOWN, "outputs": OUTPUTS, "inputs": [first], "changedPropIds": []})


__all__ = ["PAGES", "create_app", "missing_page"]
