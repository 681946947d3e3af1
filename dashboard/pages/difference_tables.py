"""The tables of two answers: what was asked otherwise, which inputs differ, and how numbers moved."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import Any

from dash import html

from dashboard import components as parts
from dashboard.changed_inputs import Changed, Line, changed
from dashboard.evidence import Entry, Input, between, shipped
from dashboard.figures.names import quoted
from dashboard.pages.evidence_tables import value_of
from dashboard.pages.frame import plain_figure
from dashboard.rows import Cell
from dashboard.run_differences import BY_CHANCE, NONE, OTHER_DOLLARS, Differences, Move, amount, spread
from dashboard.story import Story
from simulator.report import words
from simulator.results import Record

MOVES = "moves"
COLUMNS = (
    "measure", "unit", "before_mean", "before_p05", "before_p95", "after_mean", "after_p05", "after_p95", "moved",
    "told",
)  # fmt: skip
MOST_INPUTS, MOST_LINES = 12, 6
READING = (
    "Equal “inputs” are equal in every number, range, price and date. Equal “runs” mean that the same people lived the "
    "same lives in both answers.",
    "Another seed is other luck. A number that moves by less than two of its errors has moved no more than chance.",
    "Where the seed is the same, both share their luck, so what chance does to a move cannot be told.",
)


# -- what was asked -----------------------------------------------------------------------------------------------


def facts(differences: Differences, before: str, after: str, nets: tuple[Story, Story] | None) -> html.Section:
    """Return what differs in what was asked and by what, below the headline net; answers by their ids."""
    found = differences.facts
    differing = [fact for fact in found if not fact.same]
    equal = ", ".join(fact.label for fact in found if fact.same)
    title = f"{len(differing)} of {len(found)} facts about the two differ" if differing else "Nothing else differs"
    heads = [html.Th(html.Span("Fact", className="hidden"), scope="col"), head("Before", before), head("After", after)]
    body = [
        *([_net(*nets)] if nets else []),
        *(html.Tr([html.Th(fact.label, scope="row"), html.Td(fact.before), html.Td(fact.after)]) for fact in differing),
    ]
    table = html.Table(
        [html.Caption(title, className="hidden"), html.Thead(html.Tr(heads)), html.Tbody(body)], className="facts"
    )
    rest = [html.P(f"Equal: {equal}.", className="equal")] if equal else []
    shown = [parts.scrolling(table, title)] if body else []
    return plain_figure("facts", title, "What was asked, and by what.", [*shown, *rest])


def _net(was: Story, now: Story) -> html.Tr:
    """Return the headline net of both, with the middle 90 % of futures."""
    kind = "in cash" if now.rung == "cash_net" else "costs avoided, less what LEAD costs"
    spans = [f"{words.dollars(story.net.low)} to {words.dollars(story.net.high)}" for story in (was, now)]
    cells = [
        html.Td([html.Strong(words.dollars(story.net.mean)), _under(parts.flowing(span))])
        for story, span in zip((was, now), spans, strict=True)
    ]
    return html.Tr([html.Th([f"Net for {now.to_whom}", _under(kind)], scope="row"), *cells])


def telling(differences: Differences, before: str, after: str) -> html.Section | None:
    """Return the command that would tell several causes apart; nothing where there are not several."""
    found = differences.pair(before, after).telling
    if found is None:
        return None
    text, command = found
    shown = html.Pre(html.Code(command), className="command", tabIndex=0)
    return plain_figure("telling", "What would tell the causes apart", text, [shown])


def inputs_between(differences: Differences, before: str, after: str) -> html.Section:
    """Return which inputs differ between two scenarios, one of each answer, and how to read the tables if none does."""
    found = _kept(differences, before, after)
    if found is None:
        return _as_files_are(before, after)
    if not found:
        return parts.note("The inputs are the same", READING)
    title = f"{len(found)} {'input differs' if len(found) == 1 else 'inputs differ'}"
    body = [line for each in found[:MOST_INPUTS] for line in _lines(each)]
    heads = [head("Input", ""), head("Before", ""), head("After", "")]
    table = html.Table(
        [html.Caption(title, className="hidden"), html.Thead(html.Tr(heads)), html.Tbody(body)], className="facts"
    )
    more = [html.P(f"And {len(found) - MOST_INPUTS} more.", className="equal")] if len(found) > MOST_INPUTS else []
    return plain_figure("between", title, "As they are kept with the answers.", [parts.scrolling(table, title), *more])


def _kept(differences: Differences, before: str, after: str) -> tuple[Changed, ...] | None:
    """Return the inputs that differ, of the scenario and then of the baseline alone; None where they were not kept."""
    one, other = differences.before, differences.after
    own = changed(one, other, before, after)
    of_baseline = changed(one, other, one.identity.baseline, other.identity.baseline)
    if own is None or of_baseline is None:
        return None
    return (*own, *(replace(each, label=f"{each.label} (baseline)") for each in of_baseline if each not in own))


def _lines(each: Changed) -> list[html.Tr]:
    """Return a row for each number of an input, the first ones if there are many."""
    shown = each.lines[:MOST_LINES]
    rows = [
        html.Tr(
            [
                html.Th([*([each.label] if first else []), _under(_which(each, line))], scope="row"),
                html.Td(line.before),
                html.Td(line.after),
            ]
        )
        for first, line in ((line is shown[0], line) for line in shown)
    ]
    hidden = len(each.lines) - len(shown)
    return [*rows, html.Tr(html.Td(f"and {hidden} more of {each.label}", colSpan=3))] if hidden else rows


def _which(each: Changed, line: Line) -> str:
    return ", ".join(part for part in (line.which, each.unit) if part)


def _as_files_are(before: str, after: str) -> html.Section:
    """Return which inputs differ between two scenarios that come with leadsim; otherwise how to read the tables."""
    one, other = shipped(before), shipped(after)
    if before == after or one is None or other is None or one.jurisdiction.name != other.jurisdiction.name:
        return parts.note("How to read this", READING)
    found = between(one, other)
    several = "input differs" if len(found) == 1 else "inputs differ"
    title = f"{len(found)} {several} between the two scenarios"
    body = [
        html.Tr([html.Th(each.parameter.label, scope="row"), html.Td([html.Div(_entry(e)) for e in _moved(each)])])
        for each in found[:MOST_INPUTS]
    ]
    table = html.Table([html.Caption(title, className="hidden"), html.Tbody(body)], className="facts")
    more = [html.P(f"And {len(found) - MOST_INPUTS} more.", className="equal")] if len(found) > MOST_INPUTS else []
    shown = [parts.scrolling(table, title)] if body else []
    told = "As their files are now: one of the two answers does not keep its inputs."
    return plain_figure("between", title, told, [*shown, *more])


def _moved(each: Input) -> list[Entry]:
    return [entry for entry in each.entries() if entry.before] or list(each.entries())


def _entry(entry: Entry) -> list[Any]:
    return [*([f"{entry.category}: "] if entry.category else []), *value_of(entry)]


def _under(text: str | list[Any]) -> html.Span:
    return html.Span(text, className="under")


# -- how numbers moved --------------------------------------------------------------------------------------------


def moves(differences: Differences, before: str, after: str, search: str) -> html.Section:
    """Return how each net and main number moved from one answer to the other; scenarios by their names."""
    found = differences.moves(before, after)
    title = differences.moves_told(found)
    name, then = quoted(differences.called(after)), quoted(differences.called(before))
    which = name if before == after else f"{then} before, {name} after"
    subtitle = f"{which}, against the baseline, all years: average, and below it the middle 90% of futures."
    heads = [
        html.Th("Number", scope="col"), *(head(text, "", number=True) for text in ("Before", "After", "Moved by")),
        html.Th("What that means", scope="col"),
    ]  # fmt: skip
    groups = [
        html.Tbody([_group(section), *(_move(move, differences) for move in members)])
        for section, members in groupby(found, key=lambda move: move.section)
    ]
    table = html.Table(
        [html.Caption(title, className="hidden"), html.Thead(html.Tr(heads)), *groups], className="moves blocks"
    )
    return parts.framed(MOVES, title, subtitle, [parts.scrolling(table, title)], "", search)


def _group(section: str) -> html.Tr:
    return html.Tr(html.Th(section, colSpan=5, scope="rowgroup"), className="group")


def _move(move: Move, differences: Differences) -> html.Tr:
    told = differences.told(move)
    quiet = move.same or told == BY_CHANCE
    return html.Tr(
        [
            html.Th(move.label, scope="row"),
            _number("Before", move.before),
            _number("After", move.after),
            html.Td(
                html.Strong(_by(move, differences)), className="number", **parts.attributes("data-label", "Moved by")
            ),
            html.Td(told, className="told quiet" if quiet else "told"),
        ]
    )


def _by(move: Move, differences: Differences) -> str:
    record = move.after or move.before
    if move.by is None or record is None or move.same or differences.told(move) == OTHER_DOLLARS:
        return NONE
    return words.amount(record, move.by)


def _number(label: str, record: Record | None) -> html.Td:
    content: list[Any] = [amount(record), html.Span(spread(record), className="under")]
    return html.Td(content, className="number", **parts.attributes("data-label", label))


def rows(differences: Differences, before: str, after: str) -> list[tuple[Cell, ...]]:
    """Return a row for each number of two answers, unrounded, for a file."""
    return [
        (move.label.strip(), move.unit, *_three(move.before), *_three(move.after), move.by, differences.told(move))
        for move in differences.moves(before, after)
    ]


def _three(record: Record | None) -> tuple[Cell, ...]:
    of = record.difference if record else None
    return (None, None, None) if of is None else (of.mean, of.low, of.high)


def head(text: str, below: str, *, number: bool = False) -> html.Th:
    """Return the head of a column, with a line below it."""
    under = [html.Span(below, className="under")] if below else []
    return html.Th([text, *under], scope="col", className="number" if number else "")
