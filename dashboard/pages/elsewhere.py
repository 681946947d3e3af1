"""A place that nothing has been asked about yet: what can be asked, and the button that does."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from dash import ALL as EVERY
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update

from dashboard import components as parts
from dashboard import places
from dashboard.address import RefusedError
from dashboard.asking import Runs, duration
from dashboard.components import Page
from dashboard.findings import Headline
from dashboard.pages import context
from dashboard.pages.build_run import session
from dashboard.pages.frame import Asked, row
from simulator.errors import InputError, LeadsimError
from simulator.experiment.executors import workers_here

TITLE = "Ask about it"
OWN_PLACE = "Its scenarios are in files that leadsim does not know. leadsim compare, with their names, asks about them."
SEVERAL = (
    "{scenarios} in {draws} futures, against the same years without LEAD: {time} of work at most, outside of this page."
)
BESIDE = "Each can be changed and run by itself in Build."
GO_ON = """function (asked, client) {
  if (!asked) return window.dash_clientside.no_update;
  const said = document.getElementById("place-said");
  if (said) said.textContent = asked.said;
  if (asked.said) return window.dash_clientside.no_update;
  history.pushState(null, "", "/runs");
  return Object.assign({}, client, { path: "/runs", search: "" });
}"""
"""After a press: on to Runs, where the question waits; or why not."""


def page(name: str, asked: Asked) -> Page:
    """Return what a page shows of a place without an answer."""
    key = asked.missing
    title = places.title_of(key)
    said = Headline(
        f"Nothing has been asked about {title} yet",
        "",
        "Ask, and the answer is kept for every page and everybody here.",
    )
    request = places.request_for(key)
    command = request.command() if request else "leadsim compare FILE.yaml"
    body = [parts.finding(said), row(("seven", [_scenarios(key)]), ("five", [_ask(key)]))]
    main = html.Main(body, id="main", tabIndex=-1)
    foot = parts.footer(command, f"No answer about {title} is kept here.")
    told = parts.notice([asked.trouble] if asked.trouble else [])
    shown = [*told, parts.context_bar([context.place(asked)]), main, foot]
    return Page(f"{title}: {name.lower()} · leadsim", "?" + urlencode({"place": key}), shown)


def _scenarios(key: str) -> html.Section:
    """Return the scenarios of a place, each leading to Build."""
    mine = places.scenarios_of(key)
    links = [
        html.Li(
            html.A(title, href=f"/build?{urlencode({'place': key, 'from': name})}", **parts.attributes("data-page", ""))
        )
        for name, title in mine
    ]
    known: list[Any] = [html.P(BESIDE), html.Ul(links)] if mine else [html.P(OWN_PLACE)]
    return html.Section([html.H2("Its scenarios"), *known], className="note")


def _ask(key: str) -> html.Section | None:
    request = places.request_for(key)
    if request is None:
        return None
    called = dict(places.scenarios_of(key))
    seconds = request.question().seconds(workers_here())
    told = SEVERAL.format(
        scenarios=_listed([called[each.name] for each in request.scenarios]),
        draws=request.draws,
        time=duration(seconds),
    )
    return html.Section(
        [
            html.H2(TITLE),
            html.P(told[:1].upper() + told[1:]),
            html.Button("Run", id={"place-run": key}, className="button primary"),
            html.P("", id="place-said", className="problem", role="status"),
            dcc.Store(id="place-asked"),
        ],
        className="note run",
    )


def _listed(titles: list[str]) -> str:
    return "; ".join(f"“{title}”" for title in titles)


def register(app: Dash, runs: Runs | None = None) -> None:
    """Register what a press does."""
    mine = runs or Runs()
    app.clientside_callback(
        GO_ON,
        Output("client", "data", allow_duplicate=True), Input("place-asked", "data"), State("client", "data"),
        prevent_initial_call=True,
    )  # fmt: skip

    @app.callback(
        Output("place-asked", "data"), Input({"place-run": EVERY}, "n_clicks"), prevent_initial_call=True,
    )  # fmt: skip
    def press(_each: object) -> Any:
        if not any(isinstance(each["value"], int) and each["value"] > 0 for each in ctx.triggered):
            return no_update
        key = ctx.triggered_id.get("place-run") if isinstance(ctx.triggered_id, dict) else None
        request = places.request_for(key) if isinstance(key, str) else None
        if request is None:
            raise RefusedError("no such place")
        try:
            mine.starter().ask(request, session())
        except LeadsimError as error:
            return {"said": error.problem if isinstance(error, InputError) else str(error)}
        return {"said": ""}
