"""Build: a scenario of one's own from one that is there, what it would cost at once, and its run."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import Any

import dash_mantine_components as dmc
from dash import ALL as EVERY
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from flask import Flask, Response, request

from dashboard import components as parts
from dashboard.address import Client, query_of
from dashboard.asking import DRAWS, Runs, duration, seconds_of
from dashboard.built import Built, build, draft_of
from dashboard.changes import Change, changes_of, question_of
from dashboard.components import Page
from dashboard.controls import Control, control_of, found_paths, keys_of, main_paths, open_paths
from dashboard.draft import VIEWS
from dashboard.figures import program
from dashboard.figures.program_data import ProgramData
from dashboard.jobs import Limits
from dashboard.pages import build_rows as rows
from dashboard.pages import build_run as runs_
from dashboard.pages.compare import column_width
from dashboard.program_cost import ProgramCost, program_cost
from dashboard.queries import Library, place_title
from dashboard.rows import Rows
from dashboard.starts import names, start_of
from simulator.errors import InputError

PATH = "/build"
TITLE = "Build a scenario"
FIGURE = "program-cost"
ONE_COLUMN = 1120 - 64  # pixels of content below which the panel stands below the inputs
ALL_STAFF = "Full-time positions"
FULL_PLACES = "A run that leaves places empty costs less."
ON_NOTICE = "Notice after staff is cut is paid on top."
BY_FUND = "What a reinvestment fund hires comes on top."
TO_DEMAND = "Staff is hired as referrals need it, so a run may cost more: these are those to begin with."


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


def layout(client: Client, library: Library) -> Page:  # noqa: ARG001 - every page is given it
    """Return the page for what a client asks for."""
    built = build(draft_of(client.query))
    view = next((view for view in client.query.get("show", ()) if view in VIEWS), VIEWS[0])
    find = (client.first("find") or "").strip()
    draws = runs_.draws_of(client.query.get("draws", ()))
    job = client.first("job") or ""
    more = [("show", view), ("draws", str(draws)), *([("find", find)] if view == "all" else [])]
    search = built.draft.search(*more, *([("job", job)] if job else []))
    changes = changes_of(built.draft, built.values, built.start)
    main = html.Main(
        [
            _finding(changes),
            html.Div(
                [
                    html.Div(_inputs(built, view, find), className="column eight"),
                    html.Div(_panel(built, changes, client, search, draws, job), className="column four"),
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
    context = _context(built, view, find, len(open_paths(built)))
    foot = parts.footer(command_of(built, draws), _run_words(built))
    return Page(f"{built.draft.title} · leadsim", search, [*parts.notice(_notices(built)), context, main, foot])


def table(figure: str, client: Client, library: Library) -> Rows | None:  # noqa: ARG001 - every page is given it
    """Return what a draft costs by year and line; None for another figure or where it cannot be said."""
    found = _cost(build(draft_of(client.query))) if figure == FIGURE else None
    if found is None:
        return None
    words = program.draw(_data(found), theme="light", width=400).table
    return Rows("draft", words.columns, words.values)


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


def _context(built: Built, view: str, find: str, several: int) -> html.Section:
    starts = [(name, start_of(name)[0].title) for name in names()]
    name = dmc.TextInput(
        id={"control": "name"}, label="Name", value=built.draft.title, debounce=True, size="sm",
        inputProps={"maxLength": 80}, style={"width": 230},
    )  # fmt: skip
    views = list(zip(VIEWS, ("Main inputs", f"All {several} inputs", "As YAML"), strict=True))
    fields: list[Any] = [
        parts.fixed("Place", place_title(built.draft.start.partition("/")[0])),
        parts.choice("from", "Start from", starts, built.draft.start, 300),
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


def _panel(built: Built, changes: list[Change], client: Client, search: str, draws: int, job: str) -> list[Any]:
    return [_ready(built, changes, search, draws), *_costs(built, client, search), *runs_.place(search, job)]


def _ready(built: Built, changes: list[Change], search: str, draws: int) -> html.Section:
    save = html.A("Save the file", href=f"/draft/{built.file}{search}", download=built.file, className="button")
    go = html.Button(
        "Run", id="build-go", className="button primary", disabled=not built.can_run or _is_large(built, draws)
    )
    trouble = [html.P(built.trouble, className="problem", role="alert")] if built.trouble else []
    return html.Section(
        [
            html.H2(_title(built)),
            html.P(_subtitle(built, changes), className="subtitle"),
            *([_was_now(changes)] if changes else []),
            *trouble,
            parts.segments("draws", "Futures", [(str(each), f"{each:,}") for each in DRAWS], str(draws)),
            html.Div([go, save], className="buttons"),
            html.P(_hint(built, draws), className="hint"),
            html.P(id="build-said", className="problem", role="status"),
        ],
        className="figure ready",
    )


def _title(built: Built) -> str:
    wrong = len(built.problems)
    if wrong or built.trouble:
        return "Ready to run, except one field" if wrong == 1 and not built.trouble else "Not ready to run yet"
    return "Ready to run" if built.is_changed else "Nothing is changed yet"


def _subtitle(built: Built, changes: list[Change]) -> str:
    several = len(changes)
    if not several:
        return f"It is “{built.start.title}” so far."
    return f"{several} change{'' if several == 1 else 's'} from “{built.start.title}”."


def _hint(built: Built, draws: int) -> str:
    if built.problems:
        return f"Run is off until {_listed(built)} is mended."
    if built.trouble:
        return "Run is off until this is mended."
    if not built.is_changed:
        return "Run is off until something is changed."
    if _is_large(built, draws):
        most = duration(Limits.longest)
        return f"Run is off: {draws:,} futures could take more than {most}. Choose fewer, or use the command below."
    return f"At most {duration(seconds_of(built, draws))} for {draws:,} futures; what the store has is not run again."


def _is_large(built: Built, draws: int) -> bool:
    return built.can_run and seconds_of(built, draws) > Limits.longest


def _listed(built: Built) -> str:
    labels = [control_of(built, key).label for key in built.problems]
    return labels[0] if len(labels) == 1 else f"each of {len(labels)} fields"


def _was_now(changes: list[Change]) -> html.Div:
    head = html.Thead(
        html.Tr(
            [
                html.Th(text, scope="col")
                for text in ("Changed", "Was", "Now", html.Span("Take back", className="hidden"))
            ]
        )
    )
    body = [
        html.Tr(
            [
                html.Th(each.label, scope="row"), html.Td(each.was), html.Td(each.now),
                html.Td(html.Button("×", id={"back": each.key}, className="back", title="Take it back",
                    **parts.attributes("aria-label", f"Take back: {each.label}"))),
            ]
        )
        for each in changes
    ]  # fmt: skip
    return html.Div(
        html.Table([html.Caption("What is changed", className="hidden"), head, html.Tbody(body)], className="was-now")
    )


def _costs(built: Built, client: Client, search: str) -> list[Any]:
    found = _cost(built)
    if found is None:
        return []
    four = client.width if client.width < ONE_COLUMN else column_width(client.width, 4)
    data = _data(found)
    drawn = program.draw(data, theme=client.scheme, width=four)
    light = program.draw(data, theme="light", width=four) if client.scheme == "dark" else None
    as_table = FIGURE in client.query.get("table", ())
    chart = parts.figure(FIGURE, drawn, light=light, source="", search=search, as_table=as_table)
    return [chart, _staff(found)]


def _cost(built: Built) -> ProgramCost | None:
    if built.problems:  # what can be said without the fields that are to be mended
        typed = {key: text for key, text in built.draft.typed.items() if key not in built.problems}
        built = build(replace(built.draft, typed=typed))
    if built.inputs is None:
        return None
    try:
        return program_cost(built.inputs)
    except InputError:  # such as a cost that nobody funds: the run would say so, too
        return None


def _data(found: ProgramCost) -> ProgramData:
    told = [TO_DEMAND if found.to_demand else FULL_PLACES]
    told += [ON_NOTICE] if found.cut else []
    told += [BY_FUND] if found.fund else []
    note = " ".join(told)
    return ProgramData(found.years, found.dollars, found.lines, found.price_year, note)


def _staff(found: ProgramCost) -> html.Section:
    """Return full-time positions by year; years after which nothing changes are one column."""
    columns = [positions for _, positions in found.staff]
    last = len(found.years) - 1
    while last > 0 and all(each[last] == each[last - 1] for each in columns):
        last -= 1
    heads = [*map(str, found.years[:last]), f"{found.years[last]}{'+' if last < len(found.years) - 1 else ''}"]
    cells = [*found.staff, (ALL_STAFF, found.positions)]
    body = [
        html.Tr(
            [html.Th(name.capitalize(), scope="row"), *(_positions(each) for each in by_year[: last + 1])],
            className="total" if name == ALL_STAFF else "",
        )
        for name, by_year in cells
    ]  # fmt: skip
    head = html.Thead(
        html.Tr([html.Th("Staff", scope="col"), *(html.Th(text, scope="col", className="number") for text in heads)])
    )
    made = html.Table(
        [html.Caption("Full-time positions by year", className="hidden"), head, html.Tbody(body)], className="staff"
    )
    return html.Section(parts.scrolling(made, "Full-time positions by year"), className="staff-table")


def _positions(several: float) -> html.Td:
    return html.Td(f"{several:,.1f}", className="number")


def _run_words(built: Built) -> str:
    return f"The same inputs and seed always give the same result. Save {built.file} first; the command reads it."
