"""Runs: what was asked and is kept, what waits or runs, how to ask again, and how two answers differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from dash import Dash, Input, Output, State, dcc, html

from dashboard import components as parts
from dashboard import places, runs
from dashboard.address import Client, View
from dashboard.components import Page
from dashboard.figures import names
from dashboard.findings import Headline
from dashboard.origin import command_of, run_of
from dashboard.pages import context, difference_tables
from dashboard.pages import runs_tables as tables
from dashboard.pages.frame import row, viewed
from dashboard.queries import Answer, Library, Listed
from dashboard.rows import Rows
from dashboard.run_differences import Differences
from simulator.report.words import count

PATH = "/runs"
TITLE = "Runs"
NONE, NOTHING = "none", "Nothing"
NOT_HERE = "The other answer of this link is not here, so nothing is held against this one."
LOOK = 2_000  # milliseconds between two looks at questions that wait or run
ASK_AGAIN = "function (ticks, client) { return Object.assign({}, client); }"


def register(app: Dash, _library: Library, /) -> None:
    """Register what asks for the page again while a question waits or runs."""
    app.clientside_callback(
        ASK_AGAIN,
        Output("client", "data", allow_duplicate=True),
        Input("look", "n_intervals"),
        State("client", "data"),
        prevent_initial_call=True,
    )


def layout(client: Client, library: Library) -> Page:
    """Return the page for what a client asks for."""
    listed, trouble = library.listed()
    answer, other, view = settle(client, library)
    begin, shown = runs.page_of(listed, client.first("from"))
    jobs, no_jobs = runs.jobs_of(library)
    missing = NOT_HERE if other is None and client.first("other") not in (None, NONE, answer.id) else ""
    told = [*answer.notes, *(text for text in (missing, trouble, no_jobs) if text)]
    differences = Differences(other.comparison, answer.comparison) if other else None
    search = address(view, other, begin)

    def link(id_: str) -> str:
        return PATH + address(View(id_, (), "", view.payer), other, begin)

    open_ = sum(job.is_open for job in jobs)
    body = [
        parts.finding(_headline(differences, view, listed, open_)),
        *(_differences(differences, view, other, search) if differences and other else []),
        row(("twelve", [tables.answers(shown, begin, len(listed), view.answer, link, search)])),
        row(("seven", [tables.questions(jobs, PATH)]), ("five", [tables.again(answer)])),
        row(("twelve", [tables.identity(answer)])),
    ]
    main = html.Main(body, id="main", tabIndex=-1)
    look = dcc.Interval(id="look", interval=LOOK, disabled=not open_)
    return Page(
        f"{TITLE} · leadsim",
        search,
        [
            *parts.notice(told), _context(answer, other, view, listed), main,
            parts.footer(command_of(answer.comparison), run_of(answer)), look,
        ],
    )  # fmt: skip


def settle(client: Client, library: Library) -> tuple[Answer, Answer | None, View]:
    """Return the answer that a client asks about, the one to hold it against (if any), and the view."""
    answer = library.find(client.first("answer"))
    wanted = client.first("other")
    found = None if wanted in (None, NONE, answer.id) else library.find(wanted)
    other = None if found is None or found.notes else found
    return answer, other, viewed(client, answer)


def address(view: View, other: Answer | None, begin: int) -> str:
    """Return the query of a view; what can be chosen is always in it, so that choosing nothing is no change."""
    pairs = [("other", other.id if other else NONE), *([("from", str(begin))] if begin else [])]
    return f"{view.search()}&{urlencode(pairs)}"


def table(figure: str, client: Client, library: Library) -> Rows | None:
    """Return the numbers of a table of this page; None for another figure."""
    if figure not in (tables.ANSWERS, difference_tables.MOVES):
        return None
    answer, other, view = settle(client, library)
    if figure == tables.ANSWERS:
        shown = runs.page_of(library.listed()[0], client.first("from"))[1]
        return Rows(answer.id, tables.COLUMNS, tables.rows(shown))
    if other is None:
        return None
    differences = Differences(other.comparison, answer.comparison)
    return Rows(answer.id, difference_tables.COLUMNS, difference_tables.rows(differences, *_pair(differences, view)))


def _pair(differences: Differences, view: View) -> tuple[str, str]:
    """Return which scenario before is held against the one in question: of the same name, or else the first."""
    before = differences.before.identity.scenarios
    return (view.focus if view.focus in before else before[0]), view.focus


def _headline(differences: Differences | None, view: View, listed: Sequence[Listed], open_: int) -> Headline:
    if differences is not None:
        pair = _pair(differences, view)
        moved = differences.net_told(*pair, view.payer)
        return Headline(differences.in_words, "", f"{moved} {differences.pair(*pair).due}".strip())
    kept = len(listed) - 1
    number = names.capital(names.NUMBERS[kept]) if kept < len(names.NUMBERS) else count(kept, signed=False)
    found = f"{number} answer{' is' if kept == 1 else 's are'} kept here, and {runs.in_line(open_)}"
    return Headline(
        found, "", "Choose an answer to ask it again, and a second one to see what differs between the two."
    )


def _differences(differences: Differences, view: View, other: Answer, search: str) -> list[Any]:
    before, after = _pair(differences, view)
    told = difference_tables.facts(
        differences, other.id, view.answer, differences.stories(before, after, view.payer)
    )  # fmt: skip
    between = difference_tables.inputs_between(differences, before, after)
    return [
        row(("seven", [told]), ("five", [between, difference_tables.telling(differences, before, after)])),
        row(("twelve", [difference_tables.moves(differences, before, after, search)])),
    ]


def _context(answer: Answer, other: Answer | None, view: View, listed: Sequence[Listed]) -> html.Section:
    comparison = answer.comparison
    scenarios = context.titled(comparison, comparison.identity.scenarios)
    options = [(each.id, runs.label(each), runs.place(each)) for each in listed]
    for each in (answer, *([other] if other else [])):
        if all(each.id != id_ for id_, _, _ in options):  # kept since the list was made
            options.append((each.id, f"Answer {each.id}", places.title_of(places.key_of(each.comparison.identity))))
    options.sort(key=lambda option: option[2])
    against = [option for option in options if option[0] != answer.id]
    others = [(NONE, "No other answer"), *(option[:2] for option in against)]
    return parts.context_bar(
        [
            parts.choice("answer", "Answer", [o[:2] for o in options], view.answer, 340, [o[2] for o in options]),
            parts.choice(
                "other", "Held against", others, other.id if other else NONE, 340, [NOTHING, *(o[2] for o in against)]
            ),
            parts.choice("focus", "Scenario", scenarios, view.focus, 168),
        ]
    )
