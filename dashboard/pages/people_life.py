"""One life twice for an answer of one's own: a button that asks for it, and how far it is until it is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dash import ALL as EVERY
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboard import components as parts
from dashboard import lives
from dashboard.address import RefusedError, client_of, query_of
from dashboard.asking import Runs, state_for_others, state_of
from dashboard.asking import State as Said
from dashboard.pages.build_run import JOB_LENGTH, LISTENING, POLL, session
from dashboard.pages.frame import viewed
from dashboard.progress import progress
from dashboard.queries import Answer, Library
from simulator.errors import InputError, LeadsimError
from simulator.report.again import trace_command
from simulator.store.job import Job
from simulator.store.jobs import Jobs
from simulator.work.request import Request

TITLE = "One life, twice"
WORK = (
    "To follow one person, everybody is simulated twice with every event kept: about 15 seconds of work, outside of "
    "this page. It is done once for all four kinds of person, and kept with this answer."
)
COMMAND = "On the command line, for one kind of person:"
NOTHING_KEPT = "Nothing is kept of half a life."
GO_ON = """function (asked, client) {
  if (!asked) return window.dash_clientside.no_update;
  const said = document.getElementById("life-said");
  if (said) said.textContent = asked.said;
  return asked.said ? window.dash_clientside.no_update : Object.assign({}, client, { search: asked.search });
}"""
"""After a press, or when the lives are there: the page comes anew, or says why not."""


def place(answer: Answer, scenario: str, person: str, search: str, job: str, library: Library) -> html.Section:
    """Return what stands where a life would: how to get it, and how far it is where it has been asked for."""
    found = lives.request_for(answer, scenario, library.open_store)
    command = trace_command(answer.comparison, scenario, person)
    told = html.P([f"{COMMAND} ", html.Code(command)])
    if isinstance(found, str):
        about = [] if found == lives.FUND else [told]
        return html.Section([html.H2(TITLE), html.P(found), *about], className="note life")
    return html.Section(
        [
            html.H2(TITLE),
            html.P(WORK),
            html.Div(_ask(), id="life-run", **parts.attributes("aria-live", "polite")),
            html.P("", id="life-said", className="problem", role="status"),
            told,
            dcc.Store(id="life-job", data={"search": search, "job": job if _asks(job, found, library) else ""}),
            dcc.Store(id="life-asked"),
            dcc.Store(id="life-there"),
            dcc.Interval(id="life-poll", interval=POLL, disabled=True),
        ],
        className="note run life",
    )


def _asks(job: str, wanted: Request, library: Library) -> bool:
    """Return whether a job is about these lives: the address may still name that of another scenario."""
    try:
        with library.open_store() as store:
            return bool(job) and Jobs(store).find(job).question == wanted.as_text()
    except LeadsimError:
        return False


def job_of(query: Mapping[str, tuple[str, ...]]) -> str:
    """Return the job that an address names; nothing where it names none."""
    return next((job for job in query.get("job", ()) if len(job) == JOB_LENGTH and job.isalnum() and job.isascii()), "")


def register(app: Dash, runs: Runs, library: Library) -> None:
    """Register what a press does and what a look finds."""
    for name in ("life-asked", "life-there"):
        app.clientside_callback(
            GO_ON,
            Output("client", "data", allow_duplicate=True), Input(name, "data"), State("client", "data"),
            prevent_initial_call=True,
        )  # fmt: skip

    @app.callback(
        Output("life-run", "children"), Output("life-poll", "disabled"), Output("life-there", "data"),
        Input("life-job", "data"), Input("life-poll", "n_intervals"),
    )  # fmt: skip
    def look(data: object, _several: object) -> tuple[Any, bool, Any]:
        search, asked = _given(data)
        if not asked:
            return _ask(), True, no_update
        try:
            who = session()
            job, ahead = runs.starter().look(asked, who)
        except InputError:
            return [html.P("This run is not known here."), *_ask()], True, no_update
        except LeadsimError:
            return [html.P("The store cannot be read now; the log says why.")], True, no_update
        if job.state == "done":
            return [html.P("Done.")], True, {"search": _without_job(search), "said": ""}
        return panel(job, ahead, waits=who in job.watchers), job.state not in LISTENING, no_update

    @app.callback(
        Output("life-asked", "data"),
        Input({"life": EVERY}, "n_clicks"), State("client", "data"), State("life-job", "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    def press(_each: object, client: object, data: object) -> Any:
        if not any(isinstance(each["value"], int) and each["value"] > 0 for each in ctx.triggered):
            return no_update
        search, job = _given(data)
        what = ctx.triggered_id.get("life") if isinstance(ctx.triggered_id, dict) else None
        try:
            return {"search": _with_job(search, _pressed(what, client, job, runs, library).id), "said": ""}
        except LeadsimError as error:
            return {"search": search, "said": error.problem if isinstance(error, InputError) else str(error)}


def _pressed(what: object, client: object, job: str, runs: Runs, library: Library) -> Job:
    """Do what a button says; InputError for what cannot be asked."""
    if what == "ask":
        return runs.starter().ask(_request(client, library), session())
    if what not in ("cancel", "again") or not job:
        raise RefusedError("no such button")
    starter = runs.starter()
    if what == "cancel":
        return starter.cancel(job, session())
    found, _ = starter.look(job, session())
    return starter.ask(Request.from_text(found.question), session())


def _request(client: object, library: Library) -> Request:
    """Return what asks for the lives of the scenario that a client looks at; InputError with the reason why not."""
    shown = client_of(client)
    answer = library.find(shown.first("answer"))
    found = lives.request_for(answer, viewed(shown, answer).focus, library.open_store)
    if isinstance(found, str):
        raise InputError(found)
    lives.refuse_changed(found, answer.comparison)
    return found


# -- what is shown --------------------------------------------------------------------------------------------


def panel(job: Job, ahead: int, *, waits: bool) -> list[Any]:
    """Return how far lives are, for somebody who waits for them or not."""
    said = state_of(job, ahead) if waits or not job.is_open else state_for_others(job)
    if job.state == "canceled":
        said = replace(said, text=NOTHING_KEPT)
    again = not waits or not job.is_open
    return _state(said, job, "again" if again else "cancel")


def _ask() -> list[Any]:
    return [html.Button("Follow a life", id={"life": "ask"}, className="button primary")]


def _state(said: Said, job: Job, press: str) -> list[Any]:
    found: list[Any] = [html.H3(said.title), html.P(said.text), *progress(said, job)]
    strong = " primary" if press == "again" else ""
    found.append(html.Button(said.button, id={"life": press}, className=f"button{strong}"))
    return found


# -- what comes in --------------------------------------------------------------------------------------------


def _given(data: object) -> tuple[str, str]:
    """Return the address and the job that a page holds; RefusedError for what no page of ours holds."""
    if not isinstance(data, dict):
        raise RefusedError("not what a page holds")
    query_of(data.get("search"))
    job = data.get("job")
    return str(data["search"]), job_of({"job": (job,)}) if isinstance(job, str) else ""


def _with_job(search: str, job: str) -> str:
    return f"{_without_job(search)}&job={job}"


def _without_job(search: str) -> str:
    return "?" + "&".join(pair for pair in search.removeprefix("?").split("&") if not pair.startswith("job="))
