"""The tables of Evidence: topics by grade, and inputs with where they are from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from dash import html

from dashboard import components as parts
from dashboard.evidence import BOXES, NO_RANGE, Entry, Input, Search, linked
from dashboard.evidence import topics as all_topics
from dashboard.evidence_words import Standing, standing
from dashboard.figures import names
from dashboard.pages.frame import plain_figure
from simulator.inputs.parameter import GRADES, Grade, Parameter
from simulator.report.listings import unit_of

INPUTS = "inputs"
COLUMNS = (
    "path", "label", "topic", "category", "value", "before", "range", "range_is", "unit", "grade", "formula", "source",
    "assumption", "note",
)  # fmt: skip
HEADS = (
    ("Local", 4), ("Several studies", 3), ("One study, or derived", 2), ("Judgment", 1), ("Placeholder", 0),
)  # fmt: skip
MEANINGS: tuple[tuple[Grade, str], ...] = (
    ("local data", "counted in this place"),
    ("published, several studies", "found more than once, elsewhere"),
    ("published, one study", "found once, elsewhere"),
    ("derived", "worked out from published numbers"),
    ("expert judgment", "what people who know the field say"),
    ("placeholder", "a stand-in: nobody has found the fact"),
    ("policy choice", "decided, so there is nothing to know"),
)


# -- topics -----------------------------------------------------------------------------------------------------


def topics(inputs: Sequence[Input], link: Callable[[str], str]) -> html.Section:
    """Return how many inputs of each topic have each grade; a topic links to its inputs."""
    title = _topics_title(inputs)
    heads = [html.Th("Topic", scope="col")]
    heads += [html.Th([name, _boxes(boxes)], scope="col", className="number") for name, boxes in HEADS]
    heads += [html.Th(text, scope="col", className="number") for text in ("Choice or formula", "All")]
    body = [
        _topic(html.A(topic.title, href=link(topic.name), **parts.attributes("data-page", "")), _of(inputs, topic.name))
        for topic in all_topics()
    ]
    total = _topic("All topics", standing(inputs), total=True)
    table_ = html.Table(
        [html.Caption(title, className="hidden"), html.Thead(html.Tr(heads)), html.Tbody([*body, total])],
        className="grades",
    )
    subtitle = "Number of inputs by topic and grade. A topic leads to its inputs."
    return plain_figure("topics", title, subtitle, [parts.scrolling(table_, title)])


def _of(inputs: Sequence[Input], topic: str) -> Standing:
    return standing([each for each in inputs if each.topic.name == topic])


def _topics_title(inputs: Sequence[Input]) -> str:
    guesses = {topic.title: _of(inputs, topic.name).grades.get("placeholder", 0) for topic in all_topics()}
    most = max(guesses, key=lambda title: guesses[title])
    if not guesses[most]:
        return "No topic has a placeholder"
    return f"Most placeholders are in “{most}”: {guesses[most]} of {sum(guesses.values())}"


def _topic(name: Any, now: Standing, *, total: bool = False) -> html.Tr:
    by_boxes = [sum(n for grade, n in now.grades.items() if BOXES[grade] == boxes) for _, boxes in HEADS]
    cells = [
        html.Td(str(n or "–"), className="number placeholder" if n and boxes == 0 else "number")
        for n, (_, boxes) in zip(by_boxes, HEADS, strict=True)
    ]
    rest = [html.Td(str(n or "–"), className="number") for n in (now.choices + now.formulas, now.all)]
    return html.Tr([html.Th(name, scope="row"), *cells, *rest], className="total" if total else "")


def legend() -> html.Section:
    """Return what the grades mean."""
    items = [html.Li([html.Div(_grade(grade)), html.Span(meaning)]) for grade, meaning in MEANINGS]
    return html.Section([html.H2("What the grades mean"), html.Ul(items, className="legend")], className="note")


# -- inputs -----------------------------------------------------------------------------------------------------


def inputs(
    shown: Sequence[Input], found: int, of: int, search: Search, here: str, *, more: str, clear: str
) -> html.Section:
    """Return inputs with everything that is known of them, by topic."""
    title = _inputs_title(found, of, search)
    subtitle = (
        "Futures draw each value from its range: 90% of them fall inside, or all where it says lowest to highest. "
        "Money is in dollars of the year in brackets. An arrow leads from the place's value to this scenario's."
    )
    heads = ("Input", "Value", "Range", "Where it comes from", "Grade")
    groups = [
        html.Tbody([_group(topic.title), *(_input(each) for each in members)])
        for topic, members in groupby(shown, key=lambda each: each.topic)
    ]
    table_ = html.Table(
        [
            html.Caption(title, className="hidden"),
            html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
            *groups,
        ],
        className="inputs blocks",
    )
    links = []
    if len(shown) < found:
        links.append(_link(f"Show all {found}", more))
    if search.is_on:
        links.append(_link(f"Show every topic and grade ({of} inputs)", clear))
    count = f"Shown: {len(shown)} of {found}. " if len(shown) < found else ""
    body: list[Any] = [parts.scrolling(table_, title)] if shown else []
    body += [html.P([count, *_spaced(links)], className="more")] if links else []
    return parts.framed(INPUTS, title, subtitle, body, "", here)


def _inputs_title(found: int, of: int, search: Search) -> str:
    wanted = [f"with “{search.find}”"] if search.find else []
    wanted += [f"graded {search.grade}"] if search.grade in GRADES else []
    wanted += [f"on “{topic.title}”" for topic in all_topics() if topic.name == search.topic]
    if not wanted:
        return f"All {of} inputs, and where each comes from"
    which = " and ".join(wanted)
    return f"{found} of {of} inputs: {which}" if found else f"No input {which}"


def _link(text: str, search: str) -> html.A:
    return html.A(text, href=f"/evidence{search}", **parts.attributes("data-page", ""))


def _spaced(links: Sequence[html.A]) -> list[Any]:
    return [piece for link in links for piece in (link, " ")]


def _group(title: str) -> html.Tr:
    return html.Tr(html.Th(title, colSpan=5, scope="rowgroup"), className="group")


def _input(each: Input) -> html.Tr:
    parameter = each.parameter
    own = [html.Span("Set by this scenario", className="changed")] if each.before is not None else []
    formula = [html.Span(f"= {parameter.formula}", className="under")] if parameter.formula else []
    name = [html.Strong(parameter.label), html.Code(each.path, className="under"), *formula, *own]
    return html.Tr(
        [html.Th(name, scope="row"), *_numbers(each), html.Td(_origin(parameter), className="origin"), _graded(each)]
    )


def _numbers(each: Input) -> list[html.Td]:
    """Return value and range; those by category in lines that are side by side."""
    entries, unit = each.entries(), html.Span(_unit(each.parameter), className="under")
    if len(entries) == 1:
        (entry,) = entries
        value = html.Td([*value_of(entry), unit], **parts.attributes("data-label", "Value"))
        return [value, html.Td(_range(entry, each), **parts.attributes("data-label", "Range"))]
    joint = entries[0].kind if not isinstance(each.parameter.uncertainty, dict) and entries[0].kind else ""
    lines = [
        part
        for entry in entries
        for part in (
            html.Span(names.capital(entry.category)),
            html.Span(value_of(entry)),
            html.Span("" if joint or (entry.range == NO_RANGE and not each.is_certain) else _short(entry, each)),
        )
    ]
    told = f"{entries[0].range} {joint}" if joint else entries[0].kind or next((e.kind for e in entries if e.kind), "")
    last = [html.Span([_unit(each.parameter), f"; {told}" if told else ""], className="under")]
    return [html.Td([html.Div(lines, className="by-category"), *last], colSpan=2)]


def _short(entry: Entry, each: Input) -> str:
    return "" if each.is_choice or entry.range == NO_RANGE else entry.range


def _unit(parameter: Parameter) -> str:
    """Return the unit, and what the numbers of a choice mean."""
    return "yes (1) or no (0)" if parameter.unit == "yes or no" else unit_of(parameter)


def value_of(entry: Entry) -> list[Any]:
    """Return a number, or what it was and what it is now."""
    if not entry.before:
        return [entry.value]
    was = html.Span("before: ", className="hidden")
    return [was, f"{entry.before} → ", html.Strong(entry.value)]


def _range(entry: Entry, each: Input) -> list[Any]:
    if each.is_choice:
        return [html.Span("a choice", className="quiet")]
    if each.parameter.formula is not None:
        return [html.Span("from what it is made of", className="quiet")]
    if entry.range == NO_RANGE:
        return ["none", html.Span("taken as certain", className="under")]
    return [entry.range, html.Span(entry.kind, className="under")]


def _origin(parameter: Parameter) -> list[Any]:
    found: list[Any] = [*_linked(parameter.source or parameter.assumption or "")]
    if not found:
        found = ["Made of the inputs in its formula."]
    if parameter.assumption and parameter.grade != "policy choice":
        found.insert(0, html.Span("Assumed: ", className="assumed"))
    return [html.Div(found), *([html.Div(_linked(parameter.note), className="under")] if parameter.note else [])]


def _linked(text: str) -> list[Any]:
    return [
        html.A(piece, href=address, rel="noopener noreferrer external") if address else piece
        for piece, address in linked(text)
        if piece
    ]


def _graded(each: Input) -> html.Td:
    return html.Td(_grade(each.parameter.grade), **parts.attributes("data-label", "Grade"))


def _grade(grade: Grade) -> html.Span:
    boxes = BOXES[grade]
    marks = [] if boxes is None else [_boxes(boxes)]
    return html.Span([*marks, names.capital(grade)], className=f"grade {'placeholder' if boxes == 0 else ''}".strip())


def _boxes(full: int) -> html.Span:
    """Return four boxes, so many of them filled; dashed where none is."""
    marks = [html.Span(className="box full" if i < full else "box") for i in range(4)]
    return html.Span(marks, className="boxes4" if full else "boxes4 dashed", **parts.attributes("aria-hidden", "true"))


def rows(found: Sequence[Input]) -> list[tuple[str, ...]]:
    """Return a row for each number of the inputs, for a file."""
    return [
        (
            each.path, each.parameter.label, each.topic.title, entry.category, entry.value.replace(",", ""),
            entry.before.replace(",", ""), entry.range.replace(",", ""), entry.kind, unit_of(each.parameter),
            each.parameter.grade, each.parameter.formula or "", each.parameter.source or "",
            each.parameter.assumption or "", each.parameter.note or "",
        )
        for each in found
        for entry in each.entries()
    ]  # fmt: skip
