"""Build: a scenario of one's own from one that is there, what it would cost at once, and its run."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ALL as EVERY
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from flask import Flask, Response, request

from dashboard import components as parts
from dashboard.address import Client, query_of
from dashboard.asking import Runs
from dashboard.built import Built, build, draft_of
from dashboard.changes import Change, changes_of, question_of
from dashboard.components import Page
from dashboard.controls import Control, control_of, found_paths, keys_of, main_paths, open_paths
from dashboard.draft import VIEWS
from dashboard.kept import kept
from dashboard.pages import build_rows as rows
from dashboard.pages import build_run as runs_
from dashboard.pages.build_costs import FIGURE, by_year, costs
from dashboard.pages.build_ready import ready
from dashboard.pages.context import place_among
from dashboard.places import scenarios_of
from dashboard.queries import Library, Listed
from dashboard.rows import Rows

PATH = "/build"
TITLE = "Build a scenario"


def register(app: Dash, library: Library, /, runs: Runs | None = None) -> None:
    """Register what the page does besides being shown: edits, presses, looks at a run, and the file."""
    state = State("client", "data")
    for name, output, given in (
        ("edit", Output("build-edited", "title"), (
            Input({"input": EVERY, "as": EVERY}, "value"), Input({"input": EVERY, "as": "chip"}, "checked"),
            State("build-shown", "data"), state,
        )),
        ("follow", Output("build-followed", "title"), (Input("build-asked", "data"), state)),
        ("back", Output("build-edited", "lang"), (Input({"back": EVERY}, "n_clicks"), state)),
    ):  # fmt: skip
        app.clientside_callback(ClientsideFunction("leadsim_build", name), output, *given, prevent_initial_call=True)
    runs_.register(app, runs or Runs(), library)

    server: Flask = app.server

    @server.get("/draft/<name>.yaml")
    def file(**_name: str) -> Response:
        built = build(draft_of(query_of(request.query_string.decode("ascii", "replace"))))
        headers = {"Content-Disposition": f'attachment; filename="{built.file}"'}
        return Response(built.text, mimetype="application/yaml", headers=headers)


def layout(client: Client, library: Library) -> Page:
    """Return the page for what a client asks for."""
    built = build(draft_of(client.query))
    view = next((view for view in client.query.get("show", ()) if view in VIEWS), VIEWS[0])
    find = (client.first("find") or "").strip()
    draws = runs_.draws_of(client.query.get("draws", ()))
    job = client.first("job") or ""
    place = built.draft.start.partition("/")[0]
    more = [("place", place), ("show", view), ("draws", str(draws)), *([("find", find)] if view == "all" else [])]
    search = built.draft.search(*more, *([("job", job)] if job else []))
    changes = changes_of(built.draft, built.values, built.start)
    kept_ = kept(built.start, draws, library.open_store) if built.can_run else 0
    panel = [ready(built, changes, search, draws, kept_), *costs(built, client, search), *runs_.place(search, job)]
    main = html.Main(
        [
            _finding(changes),
            html.Div(
                [
                    html.Div(_inputs(built, view, find), className="column eight"),
                    html.Div(panel, className="column four"),
                ],
                className="row build",
            ),
            dcc.Store(id="build-shown", data=_shown(built, view, find)),
            html.Div(id="build-edited", hidden=True),
            html.Div(id="build-followed", hidden=True),
        ],
        id="main",
        tabIndex=-1,
    )
    context = _context(built, view, find, len(open_paths(built)), library.listed()[0])
    foot = parts.footer(command_of(built, draws), _run_words(built))
    return Page(f"{built.draft.title} · leadsim", search, [*parts.notice(_notices(built)), context, main, foot])


def table(figure: str, client: Client, library: Library) -> Rows | None:  # noqa: ARG001 - every page is given it
    """Return what a draft costs by year and line; None for another figure or where it cannot be said."""
    return by_year(build(draft_of(client.query))) if figure == FIGURE else None


def command_of(built: Built, draws: int) -> str:
    """Return the command that asks what Run asks, once the file is saved."""
    start = built.draft.start
    beside = [] if start == built.start.baseline_name else [start]
    return shlex.join(["leadsim", "compare", *beside, built.file, "--draws", str(draws)])


# -- parts of the page ----------------------------------------------------------------------------------------


def _notices(built: Built) -> list[str]:
    if not built.left_out:
        return []
    return [f"Left out of this link, since no scenario may change it: {', '.join(built.left_out[:5])[:200]}."]


def _context(built: Built, view: str, find: str, several: int, listed: Sequence[Listed]) -> html.Section:
    place = built.draft.start.partition("/")[0]
    name = dmc.TextInput(
        id={"control": "name"}, label="Name", value=built.draft.title, debounce=True, size="sm",
        inputProps={"maxLength": 80}, style={"width": 230},
    )  # fmt: skip
    views = list(zip(VIEWS, ("Main inputs", f"All {several} inputs", "As YAML"), strict=True))
    fields: list[Any] = [
        place_among(listed, place),
        parts.choice("from", "Start from", scenarios_of(place), built.draft.start, 300),
        html.Div(name, className="field"),
        parts.segments("show", "Show", views, view),
    ]
    if view == "all":
        search = dmc.TextInput(
            id={"control": "find"}, label="Find (Enter)", value=find, debounce=True, size="sm",
            placeholder="a word, such as jail", inputProps={"maxLength": 100}, style={"width": 200},
        )  # fmt: skip
        fields.append(html.Div(search, className="field"))
    return parts.context_bar(fields)


def _finding(changes: list[Change]) -> html.Div:
    dek = (
        "A tick marks where it starts from; a shaded stretch is the range in the evidence. "
        "What you set is the same in every future: its range is drawn no longer."
    )
    return html.Div([html.H1(question_of(changes)), html.P(dek, className="dek")], className="finding asks")


def _inputs(built: Built, view: str, find: str) -> list[Any]:
    if view == "yaml":
        return rows.as_file(built)
    return rows.all_inputs(built, find) if view == "all" else rows.main_groups(built)


def _shown(built: Built, view: str, find: str) -> dict[str, str]:
    """Return what each input was given, so that the browser can tell what somebody has changed."""
    known = {each.path: each for each in main_paths()} if view == "main" else {}
    paths = {"main": list(known), "all": found_paths(built, find)[: rows.MOST_ROWS], "yaml": []}[view]
    found: dict[str, str] = {}
    for path in paths:
        for key in keys_of(built, path):
            found |= _given(control_of(built, key, known.get(path)))
    return found


def _given(control: Control) -> dict[str, str]:
    key = control.key
    if control.kind in ("switch", "chip"):
        return {f"{control.kind} {key}": f"{control.at:.0f}"}
    slider = {f"slider {key}": repr(min(control.high, max(control.low, control.at)))}
    return {f"box {key}": control.field, **(slider if control.kind == "slider" else {})}


def _run_words(built: Built) -> str:
    return f"The same inputs and seed always give the same result. Save {built.file} first; the command reads it."
