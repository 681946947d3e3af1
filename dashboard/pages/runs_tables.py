"""The tables of Runs: kept answers, questions in line, and what stands behind an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dash import html

from dashboard import components as parts
from dashboard import runs
from dashboard.evidence import shipped
from dashboard.figures import names
from dashboard.identity import identity_rows
from dashboard.origin import command_of
from dashboard.pages.difference_tables import head
from dashboard.pages.frame import plain_figure
from dashboard.queries import EXAMPLE, Answer, Listed
from dashboard.rows import Cell
from dashboard.story import in_sentence
from simulator.analysis.estimate import futures
from simulator.report import words
from simulator.store.job import Job
from simulator.store.overview import HEADLINE, Net

ANSWERS = "answers"
COLUMNS = (
    "id", "kept_utc", "place", "scenarios", "baseline", "draws", "replications", "seed", "engine", "money",
    "price_year", "first_scenario_payer", "first_scenario_rung", "first_scenario_mean", "first_scenario_p05",
    "first_scenario_p95",
)  # fmt: skip
STATES = {
    "waiting": "Waiting", "running": "Running", "done": "Done", "failed": "Failed", "canceled": "Canceled",
}  # fmt: skip


# -- kept answers -------------------------------------------------------------------------------------------------


def answers(
    shown: Sequence[Listed], begin: int, of: int, chosen: str, link: Callable[[str], str], search: str
) -> html.Section:
    """Return the kept answers, newest first, with the headline net of the first scenario of each."""
    title = "Kept answers, newest first"
    heads = [
        head("Answer", "kept, UTC"), head("Scenarios", "and what they are measured against"),
        head("Draws × replications", "seed"), head("Dollars", "engine"),
        head("Net", "first scenario, average", number=True), head("How sure", "futures that save"),
        html.Th(html.Span("Compare", className="hidden"), scope="col"),
    ]  # fmt: skip
    body = [_answer(each, each.id == chosen, link) for each in shown]
    table = html.Table(
        [html.Caption(title, className="hidden"), html.Thead(html.Tr(heads)), html.Tbody(body)],
        className="answers blocks",
    )
    subtitle = "Net is the first scenario's headline, of the payer in brackets. The example comes with leadsim."
    shown_of = f"Shown: {begin + 1} to {begin + len(shown)} of {of}. "
    pages = _pages(begin, of, search)
    told = [html.P([shown_of, *pages], className="more")] if pages else []
    return parts.framed(ANSWERS, title, subtitle, [parts.scrolling(table, title), *told], "", search)


def _pages(begin: int, of: int, search: str) -> list[html.A]:
    """Return links to newer and older answers, where there are any."""
    kept = "&".join(pair for pair in search.removeprefix("?").split("&") if not pair.startswith("from="))
    found = [("Newer answers", max(0, begin - runs.ON_A_PAGE))] if begin else []
    found += [("Older answers", begin + runs.ON_A_PAGE)] if begin + runs.ON_A_PAGE < of else []
    return [_link(text, f"/runs?{kept}&from={first}") for text, first in found]


def _answer(each: Listed, chosen: bool, link: Callable[[str], str]) -> html.Tr:
    identity = each.identity
    name = "Stored example" if each.id == EXAMPLE else each.id
    scenarios = [html.Div(scenario) for scenario in identity.scenarios]
    against = f"against {identity.baseline} · {runs.place(each)}"
    return html.Tr(
        [
            html.Th([_link(html.Strong(name), link(each.id)), _under(runs.when(each.created))], scope="row"),
            _cell("Scenarios", [html.Div(scenarios), _under(against)]),
            _cell("Draws × replications", [runs.how_many(each), _under(f"seed {identity.seed}")]),
            _cell("Dollars", [names.dollars(identity), _under(f"{identity.engine} engine")]),
            *_net(runs.net(each)),
            html.Td(_link("Compare", f"/?answer={each.id}")),
        ],
        className="focus" if chosen else "",
    )


def _net(net: Net | None) -> list[html.Td]:
    if net is None:
        return [html.Td("none", className="quiet"), html.Td("")]
    of = net.difference
    several, all_of_them = futures(of)
    whose = f"{net.scenario} ({in_sentence(net.payer)})"
    value = html.Td(
        [html.Strong(words.dollars(of.mean)), _under(whose)],
        className=f"number{' negative' if of.mean < 0 else ''}",
        **parts.attributes("data-label", "Net"),
    )
    span = parts.flowing(f"{words.dollars(of.low)} to {words.dollars(of.high)}")
    return [value, _cell("How sure", [html.Strong(f"{several} of {all_of_them}"), _under(span)])]


def rows(shown: Sequence[Listed]) -> list[tuple[Cell, ...]]:
    """Return a row for each of some kept answers, for a file."""
    found: list[tuple[Cell, ...]] = []
    for each in shown:
        identity, net = each.identity, runs.net(each)
        asked = (
            each.id, each.created, runs.place(each), " ".join(identity.scenarios), identity.baseline, identity.draws,
            identity.replications, identity.seed, identity.engine, identity.money, identity.price_year,
        )  # fmt: skip
        of = net.difference if net else None
        first = (net.payer, HEADLINE) if net else (None, None)
        found.append((*asked, *first, *((of.mean, of.low, of.high) if of else (None, None, None))))
    return found


# -- one answer ---------------------------------------------------------------------------------------------------


def identity(answer: Answer) -> html.Section:
    """Return the whole identity of an answer."""
    title = f"What stands behind {'the stored example' if answer.id == EXAMPLE else f'answer {answer.id}'}"
    rows = identity_rows(answer.comparison)
    pairs = [html.Div([html.Dt(label), html.Dd(text)]) for label, text in rows.items()]
    subtitle = (
        "“Inputs of” is a hash of the inputs alone, prices among them. “Runs of” is one of everything that can change "
        "what happens in the runs: inputs, seed, draws and model; prices are not in it."
    )
    return plain_figure("identity", title, subtitle, [html.Dl(pairs, className="identity")])


def again(answer: Answer) -> html.Section:
    """Return the command that makes the same answer."""
    own = any(shipped(name) is None for name in answer.comparison.identity.scenarios)
    told = " Scenarios of your own must be where they were." if own else ""
    subtitle = f"With the same versions, it gives the same numbers to the last digit.{told}"
    command = html.Pre(html.Code(command_of(answer.comparison)), className="command", tabIndex=0)
    return plain_figure("again", "Ask the same again", subtitle, [command])


# -- questions in line --------------------------------------------------------------------------------------------


def questions(jobs: Sequence[Job], path: str) -> html.Section:
    """Return the questions that were asked from pages, with how far each is."""
    open_ = sum(job.is_open for job in jobs)
    title = (
        f"{open_} question{' waits or runs' if open_ == 1 else 's wait or run'}"
        if open_
        else "No question waits or runs"
    )
    if not jobs:
        return plain_figure("questions", title, "What is asked from these pages stands here.", [])
    body = [
        html.Tr(
            [
                html.Th([runs.asked(job), _under(runs.when(job.asked))], scope="row"),
                _cell("State", [html.Strong(STATES[job.state]), _under(runs.progress(job, runs.ahead_of(job, jobs)))]),
                html.Td(_done(job, path)),
            ],
            className=f"is-{job.state}",
        )
        for job in jobs
    ]
    table = html.Table(
        [
            html.Caption(title, className="hidden"),
            html.Thead(html.Tr([head("Question", "asked, UTC"), head("State", ""), head("Answer", "")])),
            html.Tbody(body),
        ],
        className="questions blocks",
    )
    return plain_figure("questions", title, "Asked from these pages, newest first.", [parts.scrolling(table, title)])


def _done(job: Job, path: str) -> list[Any]:
    if job.answer is None:
        return []
    return ["on People"] if job.is_of_lives else [_link(job.answer, f"{path}?answer={job.answer}")]


# -- small parts ------------------------------------------------------------------------------------------------------


def _link(content: Any, to: str) -> html.A:
    return html.A(content, href=to, **parts.attributes("data-page", ""))


def _under(text: str | list[Any]) -> html.Span:
    return html.Span(text, className="under")


def _cell(label: str, content: list[Any]) -> html.Td:
    return html.Td(content, **parts.attributes("data-label", label))
