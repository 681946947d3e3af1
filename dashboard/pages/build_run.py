"""The panel of a run on the Build page: place in line, progress, what came of it; asked for and polled here."""

from __future__ import annotations

import secrets
from typing import Any

from dash import ALL as EVERY
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from flask import after_this_request, has_request_context, request

from dashboard import components as parts
from dashboard import findings
from dashboard.address import RefusedError, client_of, query_of
from dashboard.asking import DRAWS, USUAL_DRAWS, Runs, request_of, state_for_others, state_of
from dashboard.asking import State as Said
from dashboard.at_once import AtOnce, at_once
from dashboard.built import Built, build, draft_of
from dashboard.jobs import SESSION
from dashboard.progress import progress
from dashboard.queries import Library
from dashboard.story import Story
from simulator.errors import InputError, LeadsimError
from simulator.report.scales import MILLIONS
from simulator.store.job import Job
from simulator.work.request import Request

COOKIE = "leadsim-session"
JOB_LENGTH = 32
POLL = 700  # milliseconds
FIRST_LOOK = (("All payers", ""), ("Was", "number"), ("Now", "number"), ("Change", "number"))
LISTENING = ("waiting", "running")


def place(search: str, job: str) -> list[Any]:
    """Return where the panel goes; it is filled by the callback as soon as the page is there."""
    return [
        dcc.Store(id="build-job", data={"search": search, "job": job}),
        dcc.Store(id="build-asked"),
        html.Div(id="build-at-once", **parts.attributes("aria-live", "polite")),
        dcc.Interval(id="build-poll", interval=POLL, disabled=True),
        html.Div(id="build-run", **parts.attributes("aria-live", "polite")),
    ]


def register(app: Dash, runs: Runs, library: Library) -> None:
    """Register what a press does and what a look finds."""

    @app.callback(
        Output("build-run", "children"), Output("build-poll", "disabled"),
        Input("build-job", "data"), Input("build-poll", "n_intervals"),
    )  # fmt: skip
    def look(data: object, _several: object) -> tuple[Any, bool]:
        asked = _job_of(data)
        if not asked:
            return [], True
        try:
            who = session()
            job, ahead = runs.starter().look(asked, who)
        except InputError:
            return _words("This run is not known here", "It belongs to another store, or was taken away."), True
        except LeadsimError:
            return _words("The store cannot be read now", "The log says why; nothing is lost."), True
        waits = who in job.watchers
        return panel(job, ahead, _is_of(job, data), library, waits=waits), job.state not in LISTENING

    @app.callback(Output("build-at-once", "children"), Input("build-job", "data"))
    def known(data: object) -> Any:
        try:
            found = at_once(_built_of(data), library.open_store)
        except LeadsimError:  # whoever runs it is told
            return []
        return [] if found is None else first_look(found)

    _register_presses(app, runs)


def _register_presses(app: Dash, runs: Runs) -> None:
    @app.callback(
        Output("build-asked", "data"),
        Input("build-go", "n_clicks"), Input({"run": EVERY}, "n_clicks"),
        State("client", "data"), State("build-job", "data"),
        prevent_initial_call=True,
    )  # fmt: skip
    def press(_go: object, _each: object, client: object, data: object) -> Any:
        if not any(isinstance(each["value"], int) and each["value"] > 0 for each in ctx.triggered):
            return no_update
        search = _search_of(client)
        try:
            if ctx.triggered_id == "build-go":
                return {"search": _with_job(search, _ask(runs, search).id), "said": ""}
            return _again(runs, ctx.triggered_id, _job_of(data), search)
        except LeadsimError as error:
            return {"search": search, "said": error.problem if isinstance(error, InputError) else str(error)}


def _ask(runs: Runs, search: str) -> Job:
    """Ask for the draft of an address; InputError for one that cannot run."""
    query = query_of(search)
    built = build(draft_of(query))
    if not built.can_run:
        raise InputError("this draft cannot run yet; the page says what is to be mended")
    return runs.starter().ask(request_of(built, draws_of(query.get("draws", ()))), session())


def _search_of(client: object) -> str:
    client_of(client)
    assert isinstance(client, dict)
    return str(client["search"])


def _again(runs: Runs, pressed: object, job: str, search: str) -> Any:
    """Cancel a run, or ask for the same one again."""
    what = pressed.get("run") if isinstance(pressed, dict) else None
    if not job or what not in ("cancel", "again"):
        raise RefusedError("no such button")
    starter = runs.starter()
    if what == "cancel":
        starter.cancel(job, session())
    else:
        found, _ = starter.look(job, session())
        starter.ask(Request.from_text(found.question), session())
    return {"search": _with_job(search, job), "said": ""}


def draws_of(given: Any) -> int:
    """Return how many draws an address asks for, of those that can be chosen."""
    return next((several for several in DRAWS if str(several) in given), USUAL_DRAWS)


def _with_job(search: str, job: str) -> str:
    kept = [pair for pair in search.removeprefix("?").split("&") if pair and not pair.startswith("job=")]
    return "?" + "&".join([*kept, f"job={job}"])


def session() -> str:
    """Return who somebody is for the queue: a random name that a browser keeps, for nothing else."""
    if not has_request_context():
        return "nobody"
    known = request.cookies.get(COOKIE, "")
    if SESSION.fullmatch(known):
        return known
    new = secrets.token_hex(16)

    @after_this_request
    def keep(response: Any) -> Any:
        response.set_cookie(COOKIE, new, httponly=True, samesite="Strict", secure=request.is_secure)
        return response

    return new


def _job_of(data: object) -> str:
    job = data.get("job") if isinstance(data, dict) else None
    return job if isinstance(job, str) and len(job) == JOB_LENGTH and job.isalnum() else ""


def _query_of(data: object) -> dict[str, tuple[str, ...]]:
    search = data.get("search") if isinstance(data, dict) else None
    return query_of(search or "")


def _built_of(data: object) -> Built:
    return build(draft_of(_query_of(data)))


def _is_of(job: Job, data: object) -> bool:
    """Return whether a job is about the draft as it is now."""
    built, draws = _built_of(data), draws_of(_query_of(data).get("draws", ()))
    return built.can_run and request_of(built, draws).as_text() == job.question


# -- what is shown --------------------------------------------------------------------------------------------


def first_look(found: AtOnce) -> list[Any]:
    """Return what is known without a run."""
    rows = zip(("Costs avoided, less what LEAD costs", "The same in cash"), found.was, found.now, strict=True)
    head = html.Thead(html.Tr([html.Th(text, scope="col", className=side) for text, side in FIRST_LOOK]))
    body = [
        html.Tr([html.Th(name, scope="row"), *(_amount(value) for value in (was, now, now - was))])
        for name, was, now in rows
    ]
    said = f"The mean of the first {found.draws} futures, from runs that are kept; only the prices are new. "
    return [
        html.Section(
            [
                html.H2("Known without a run"),
                html.P(f"{said}Run says how sure it is.", className="subtitle"),
                html.Table([html.Caption("Was, now and change", className="hidden"), head, html.Tbody(body)]),
            ],
            className="figure at-once",
        )
    ]


def _amount(value: float) -> html.Td:
    return html.Td(MILLIONS.text(value), className="number negative" if value < 0 else "number")


def panel(job: Job, ahead: int, of_this: bool, library: Library, *, waits: bool = True) -> list[Any]:
    """Return the panel of a job for somebody who waits for it or not; what is of an earlier draft says so."""
    said = state_of(job, ahead) if waits or not job.is_open else state_for_others(job)
    before = [] if of_this else [html.P("Before your change", className="before")]
    if job.state == "done" and job.answer:
        return [html.Section([*before, *_answer(job.answer, library)], className="figure run")]
    again = not waits or not job.is_open
    return [html.Section([*before, *_state(said, job, "again" if again else "cancel")], className="figure run")]


def _state(said: Said, job: Job, press: str) -> list[Any]:
    found: list[Any] = [html.H2(said.title), html.P(said.text, className="subtitle"), *progress(said, job)]
    if said.button:
        strong = " primary" if press == "again" else ""
        found.append(html.Button(said.button, id={"run": press}, className=f"button{strong}"))
    return found


def _answer(answer: str, library: Library) -> list[Any]:
    found = library.find(answer)
    names = found.comparison.identity.scenarios
    if found.id != answer:
        return _words("The answer cannot be read now", "It is in the store; the log says why.")
    story = Story(found.comparison, names[-1])
    head = findings.headline(story)
    loss = [html.P(head.loss, className="negative")] if head.loss else []
    link = f"/?answer={answer}&focus={names[-1]}"
    return [
        html.H2(parts.flowing(f"{head.finding}.")),
        *loss,
        html.P(parts.flowing(head.dek), className="subtitle"),
        html.A("See the whole answer", href=link, className="button primary", **parts.attributes("data-page", "")),
    ]


def _words(title: str, text: str) -> list[Any]:
    return [html.Section([html.H2(title), html.P(text, className="subtitle")], className="figure run")]
