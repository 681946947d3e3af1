"""The rows of the Build page: a name with its meaning and source, a control, and a field with its unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from dashboard import components as parts
from dashboard.build_text import MainInput, agreements, groups
from dashboard.built import Built
from dashboard.changes import agreement_of, label_of
from dashboard.controls import Control, control_of, found_paths, keys_of
from dashboard.draft import AS_AT_THE_START

MOST_ROWS = 60
NEAR = 0.18
"""Of a slider's width: what is as near to its end as this would be written over it."""


def main_groups(built: Built) -> list[Any]:
    """Return the main inputs in their groups."""
    found = []
    for number, group in enumerate(groups(), start=1):
        rows = [_agreement(built)] if group.agreement else []
        for each in group.inputs:
            rows += input_rows(built, each.path, each)
        found.append(_section(f"{number}. {group.title}", group.note, rows))
    return found


def all_inputs(built: Built, find: str) -> list[Any]:
    """Return every input that a draft may change and that has the words searched for."""
    paths = found_paths(built, find)
    rows = [row for path in paths[:MOST_ROWS] for row in input_rows(built, path, None)]
    count = f"{len(paths):,} input{'' if len(paths) == 1 else 's'}"
    more = f", of which the first {MOST_ROWS} are here; search for more" if len(paths) > MOST_ROWS else ""
    note = f"{count} that a scenario may change{more}. What a place is (people, areas, other courts) is not among them."
    return [_section("All inputs", note if paths else "No input has all of these words.", rows)]


def as_file(built: Built) -> list[Any]:
    """Return the draft as the file that it makes."""
    text = html.Pre(
        built.text, tabIndex=0, className="file", **parts.attributes("aria-label", f"The file {built.file}")
    )
    note = f"What “Save the file” gives you as {built.file}. A file may also have what this page has no field for."
    return [_section("As YAML", note, [text])]


def input_rows(built: Built, path: str, main: MainInput | None) -> list[Any]:
    """Return the rows of a parameter: one, or one with a chip or a row of its own for each category."""
    controls = [control_of(built, key, main) for key in keys_of(built, path)]
    if len(controls) == 1 and controls[0].key == path:
        return [_row(controls[0])]
    name = label_of(path, built.start.parameters)
    if controls[0].kind == "chip":
        return [_chips(name, main.meaning if main else "", controls)]
    return [_head(name, controls[0]), *(_row(each, of=name) for each in controls)]


def _section(title: str, note: str, rows: Sequence[Any]) -> html.Section:
    return html.Section([html.H2(title), html.P(note, className="subtitle"), *rows], className="figure inputs")


def _row(control: Control, of: str = "") -> html.Div:
    name = f"{of}: {control.label}" if of else control.label
    problem = [html.P(control.problem, className="problem", role="alert")] if control.problem else []
    middle = {"slider": _slider, "switch": _switch, "number": _plain}[control.kind]
    box = [] if control.kind == "switch" else _box(control, name)
    state = " wrong" if control.problem else ""
    return html.Div(
        [_name(control, known=not of), html.Div(middle(control, name), className="input-control"),
         html.Div(box, className="input-box"), *problem],
        className=f"knob{state}", id=f"input-{control.key}",
    )  # fmt: skip


def _head(name: str, control: Control) -> html.Div:
    return html.Div(
        html.Div([html.Span(name, className="input-label"), _source(control)], className="input-name"),
        className="knob head",
    )


def _name(control: Control, *, known: bool = True) -> html.Div:
    tag = [html.Span("changed", className="is-changed")] if control.changed else []
    label = html.Span([html.Span(control.label, className="input-label"), *tag])
    under = [html.Span(text, className="under") for text in (control.meaning, control.later) if text]
    return html.Div([label, *under, *([_source(control)] if known else [])], className="input-name")


def _source(control: Control) -> html.Details:
    """Return grade and source: on hover as a hint, and opened by click or key."""
    boxes = html.Span(control.boxes, **parts.attributes("aria-hidden", "true"))
    choice = control.grade == "policy choice"
    summary = html.Summary([] if choice else [boxes, " "], title=control.source)
    summary.children = [*summary.children, html.Span("a choice" if choice else control.grade)]
    said = html.Div([html.P(control.source), html.P(f"Allowed: {control.allowed}.")], className="menu left said-source")
    return html.Details([summary, said], className="grade")


def _slider(control: Control, name: str) -> list[Any]:
    def at(value: float) -> str:
        share = (value - control.low) / (control.high - control.low)
        return f"{100 * min(1.0, max(0.0, share)):.2f}%"

    marks: list[Any] = []
    if control.evidence is not None:
        left, right = at(control.evidence[0]), at(control.evidence[1])
        marks.append(html.Span(className="evidence", style={"left": left, "right": f"calc(100% - {right})"}))
    marks.append(html.Span(className="tick", style={"left": at(control.today)}))
    percent = "%" if control.unit == "%" else ""
    where = at(control.today)  # and as far from the label's own left, so that it never leaves the row
    today = html.Span(
        f"{control.since} {_number(control.today)}{percent}", className="today",
        style={"left": where, "transform": f"translateX(-{where})"},
    )  # fmt: skip
    near = (control.today - control.low) / (control.high - control.low)
    ends = [  # where today stands in their place, they are left out
        html.Span(f"{_number(end)}{percent}" if abs(near - side) > NEAR else "")
        for side, end in enumerate((control.low, control.high))
    ]
    return [
        html.Div(
            [
                *marks,
                dmc.Slider(
                    id={"input": control.key, "as": "slider"}, value=min(control.high, max(control.low, control.at)),
                    min=control.low, max=control.high, step=control.step, updatemode="mouseup", label=None,
                    thumbLabel=name, size=4, thumbSize=18, className="slider",
                ),
            ],
            className="track",
        ),
        html.Div([ends[0], today, ends[1]], className="ends"),
    ]  # fmt: skip


def _switch(control: Control, name: str) -> list[Any]:
    choices = html.Div(
        [dmc.Radio(value=key, label=text) for key, text in (("1", "Yes"), ("0", "No"))], className="segments"
    )
    field = dmc.RadioGroup(
        choices, id={"input": control.key, "as": "switch"}, label=name, value=f"{control.at:.0f}",
        classNames={"label": "hidden"},
    )  # fmt: skip
    today = html.Span(f"{control.since} {'yes' if control.today else 'no'}", className="under")
    return [html.Div([field, today], className="switch")]


def _plain(control: Control, _name: str) -> list[Any]:
    return [html.Span(f"Allowed: {control.allowed} · {control.since} {control.today_text}", className="under")]


def _chips(name: str, meaning: str, controls: Sequence[Control]) -> html.Div:
    several = sum(1 for each in controls if each.at)
    chips = [
        dmc.Chip(each.label, id={"input": each.key, "as": "chip"}, checked=bool(each.at), size="sm", icon=html.Span())
        for each in controls
    ]
    changed = [html.Span("changed", className="is-changed")] if any(each.changed for each in controls) else []
    problems = [html.P(each.problem, className="problem", role="alert") for each in controls if each.problem]
    head = html.Span([html.Span(name, className="input-label"), *changed])
    under = [html.Span(meaning, className="under")] if meaning else []
    return html.Div(
        [
            html.Div([head, *under, _source(controls[0])], className="input-name"),
            html.Div(chips, className="input-control chips", role="group", **parts.attributes("aria-label", name)),
            html.Div(f"{several} of {len(controls)}", className="input-box count"),
            *problems,
        ],
        className="knob",
    )


def _box(control: Control, name: str) -> list[Any]:
    box = dmc.TextInput(
        id={"input": control.key, "as": "box"}, value=control.field, label=name, debounce=True, size="sm",
        inputProps={"inputMode": "decimal", "maxLength": 40}, className="typed-box", classNames={"label": "hidden"},
        error=bool(control.problem),
    )  # fmt: skip
    return [box, html.Span(control.unit, className="typed-unit")]


def _agreement(built: Built) -> html.Div:
    changed = [html.Span("changed", className="is-changed")] if built.draft.agreement else []
    as_now = "As today: no agreement" if built.start.agreement is None else f"As in {built.draft.start}"
    offered = {
        name: each.label
        for name, each in agreements().items()
        if name == built.draft.agreement or each.fits(built.start.all_lines)
    }
    options = [(AS_AT_THE_START, as_now), *offered.items()]
    field = dmc.Select(
        id={"control": "agreement"}, label="Agreement", value=built.draft.agreement or AS_AT_THE_START,
        allowDeselect=False, searchable=False, size="sm", data=[{"value": key, "label": text} for key, text in options],
        classNames={"label": "hidden"}, className="wide",
    )  # fmt: skip
    name = [
        html.Span([html.Span("Agreement", className="input-label"), *changed]),
        html.Span(f"At the start: {agreement_of(built.start)}", className="under"),
    ]
    return html.Div(
        [html.Div(name, className="input-name"), html.Div(field, className="input-control")], className="knob"
    )


def _number(value: float) -> str:
    if abs(value) >= 1e6:
        return f"{value / 1e6:,.3g}M"
    return f"{value:,.6g}"
