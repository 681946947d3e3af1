"""What stands beside the inputs on the Build page: whether it is ready to run, and what was changed."""

from __future__ import annotations

from dash import html

from dashboard import components as parts
from dashboard.asking import DRAWS, duration, question_of, seconds_of
from dashboard.built import Built
from dashboard.changes import Change
from dashboard.controls import control_of
from dashboard.jobs import Limits


def ready(built: Built, changes: list[Change], search: str, draws: int, kept: int = 0) -> html.Section:
    """Return whether a draft can run and how long that takes; `kept` of its runs are in the store, or more."""
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
            html.P(_hint(built, draws, kept), className="hint"),
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


def _hint(built: Built, draws: int, kept: int) -> str:
    if built.problems:
        return f"Run is off until {_listed(built)} is mended."
    if built.trouble:
        return "Run is off until this is mended."
    if not built.is_changed:
        return "Run is off until something is changed."
    if _is_large(built, draws):
        most = duration(Limits.longest)
        return f"Run is off: {draws:,} futures could take more than {most}. Choose fewer, or use the command below."
    runs, seconds = question_of(built, draws).runs, seconds_of(built, draws)
    if not kept:
        return f"At most {duration(seconds)} for {draws:,} futures; what the store has is not run again."
    least = duration(seconds * max(0, runs - kept) / runs)
    return f"At most {least} for {draws:,} futures: {kept:,} or more of {runs:,} runs are in the store already."


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
