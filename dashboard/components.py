"""What pages are built of: header, context bar, finding, key figures, figures with their tables, notes and footer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from operator import itemgetter
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.figures.drawn import Drawn, Table
from dashboard.findings import Headline
from dashboard.key_figures import KeyFigure

Parts = Sequence[Any]
AMOUNT = re.compile(r"([−+]?\$[\d.,]*\d[MkB]?)")
GRAPH: Any = {"displayModeBar": False, "staticPlot": True, "responsive": False}
"""Figures are pictures: nothing in them is said by hovering alone."""


@dataclass(frozen=True)
class Page:
    """What a page shows: its title, the query of its canonical address, and its parts from the notice to the footer."""

    title: str
    search: str
    parts: Parts


@lru_cache(maxsize=64)
def text_of(name: str) -> tuple[str, ...]:
    """Return the lines of a text file."""
    return tuple((files("dashboard") / "text" / f"{name}.txt").read_text(encoding="utf-8").splitlines())


# -- header and footer ----------------------------------------------------------------------------------------


def header(links: Iterable[tuple[str, str]], path: str, search: str, downloads: Parts = ()) -> html.Header:
    """Return the header; `links` are (path, title) of the pages. A click on one keeps the answer in the address."""
    pages = [
        (to, title, html.A(title, href=f"{to}{search}", className="nav-link", **_link(to == path)))
        for to, title in links
    ]
    here = next((title for to, title, _ in pages if to == path), "Pages")
    menu = [html.A(title, href=f"{to}{search}", **_link(to == path)) for to, title in links]
    tools = [
        html.Button("Share", className="tool", **attributes("data-action", "share")),
        *([_menu(downloads)] if downloads else []),
        html.Button(
            html.Span("◐", **attributes("aria-hidden", "true")), className="tool scheme",
            **attributes("data-action", "scheme", "aria-label", "Switch between light and dark"),
        ),
        html.Span(id="said", className="said", role="status"),
    ]  # fmt: skip
    return html.Header(
        html.Div(
            [
                html.A("leadsim", href="/", className="brand"),
                html.Nav(
                    html.Ul([html.Li(link) for _, _, link in pages]),
                    className="wide",
                    **attributes("aria-label", "Pages"),
                ),
                html.Nav(
                    html.Details([html.Summary(here, className="opener"), html.Div(menu, className="menu left")]),
                    className="small",
                    **attributes("aria-label", "Pages, as a list"),
                ),
                html.Div(tools, className="tools"),
            ],
            className="inner",
        )
    )


def _menu(items: Parts) -> html.Details:
    return html.Details([html.Summary("Funding case", className="tool"), html.Div(items, className="menu")])


def case_links(formats: Mapping[str, tuple[str, str, str]], search: str) -> Parts:
    """Return links to the funding case of a view; each formats' first word is what it is called."""
    if not search:
        return []
    return [html.A(label, href=f"/case/{key}{search}", download="") for key, (label, _, _) in formats.items()]


def footer(command: str, run: str) -> html.Footer:
    """Return the footer: the command that makes the same answer, the run's identity, and who we are not."""
    blocks = (
        ("Reproduce this page", html.Code(command)),
        ("Run", html.P(run)),
        ("Not affiliated", html.P(" ".join(text_of("not_affiliated")))),
    )
    return html.Footer(html.Div([html.Div([html.H2(head), body]) for head, body in blocks], className="inner"))


def notice(texts: Sequence[str]) -> Parts:
    """Return what is to be said before everything else; nothing where there is nothing."""
    if not texts:
        return []
    return [html.Aside([html.P(text) for text in texts], className="notice", **attributes("aria-label", "Notice"))]


# -- the context bar ------------------------------------------------------------------------------------------


def context_bar(fields: Parts) -> html.Section:
    """Return the bar that says what is shown."""
    return html.Section(
        html.Div(fields, className="inner"), className="context", **attributes("aria-label", "What is shown")
    )


def fixed(label: str, value: str) -> html.Div:
    """Return a field that this answer has only one value for."""
    return html.Div([html.Span(label, className="label"), html.Span(value, className="fixed")], className="field")


def choice(
    name: str, label: str, options: Sequence[tuple[str, str]], value: str, width: int = 200, groups: Sequence[str] = ()
) -> html.Div:
    """Return a field to choose one of several; its name is the parameter of the address.

    `groups` are what each option belongs to, those of one group together, where that is to be shown.
    """
    data: list[dict[str, Any]] = [{"value": key, "label": text} for key, text in options]
    if groups:
        together = groupby(zip(groups, data, strict=True), key=itemgetter(0))
        data = [{"group": group, "items": [item for _, item in members]} for group, members in together]
    select = dmc.Select(
        id={"control": name}, label=label, value=value, allowDeselect=False, searchable=False, size="sm",
        data=data, style={"width": width},
    )  # fmt: skip
    return html.Div([select, *_on_paper(label, dict(options).get(value, value))], className="field")


def segments(name: str, label: str, options: Sequence[tuple[str, str]], value: str) -> html.Div:
    """Return a field of a few choices, all in view."""
    choices = html.Div([dmc.Radio(value=key, label=text) for key, text in options], className="segments")
    group = dmc.RadioGroup(choices, id={"control": name}, label=label, value=value)
    return html.Div([group, *_on_paper(label, dict(options).get(value, value))], className="field")


def _on_paper(label: str, chosen: str) -> Parts:
    """Return what a field says on paper in the place of its control."""
    hidden = attributes("aria-hidden", "true")
    return [html.Span(label, className="chosen label", **hidden), html.Span(chosen, className="chosen", **hidden)]


def several(name: str, label: str, options: Sequence[tuple[str, str]], values: Sequence[str], most: int) -> html.Div:
    """Return a field to choose up to so many; once there are that many, the others cannot be chosen."""
    full = len(values) >= most
    boxes = dmc.CheckboxGroup(
        id={"control": name}, value=list(values), label=f"Up to {most}",
        children=html.Div(
            [
                dmc.Checkbox(value=key, label=text, size="sm", disabled=full and key not in values)
                for key, text in options
            ],
            className="boxes",
        ),
    )  # fmt: skip
    said = f"{len(values)} of {len(options)}"
    return html.Div(
        [
            html.Span(label, className="label"),
            html.Details([html.Summary(said, className="opener"), html.Div(boxes, className="menu left")]),
        ],
        className="field",
    )


# -- what is found --------------------------------------------------------------------------------------------


def finding(headline: Headline) -> html.Div:
    """Return the finding, with the sentence about a loss where one is due, and the dek."""
    parts: list[Any] = flowing(f"{headline.finding}." if headline.loss else headline.finding)
    if headline.loss:
        parts += [" ", html.Span(flowing(headline.loss), className="loss")]
    return html.Div([html.H1(parts), html.P(flowing(headline.dek), className="dek")], className="finding")


def key_figures(figures: Sequence[KeyFigure]) -> html.Dl:
    """Return the key figures."""
    return html.Dl(
        [
            html.Div(
                [
                    html.Dt(figure.label),
                    html.Dd(figure.value, className=f"value {figure.tone}"),
                    html.Dd(flowing(figure.detail)),
                ],
                className="key",
            )
            for figure in figures
        ],
        className="keys",
    )


def note(head: str, lines: Sequence[str], *, short: bool = False) -> html.Section:
    """Return a note with a wash, such as what is not counted; `short` lines stand in two columns."""
    return html.Section(
        [html.H2(head), html.Ul([html.Li(line) for line in lines])], className="note short" if short else "note"
    )


def figure(name: str, drawn: Drawn, *, light: Drawn | None, source: str, search: str, as_table: bool) -> html.Section:
    """Return a chart with its words, its table and its downloads; `light` is the same for paper, where it differs."""
    graph = html.Div(
        _graph(f"figure-{name}", drawn), className="chart", role="img", **attributes("aria-label", drawn.alt)
    )
    paper = (
        []
        if light is None
        else [html.Div(_graph(f"paper-{name}", light), className="paper", **attributes("aria-hidden", "true"))]
    )
    body = [graph, *paper, html.Div(data_table(drawn.table, drawn.title), className="as-table")]
    return framed(name, drawn.title, drawn.subtitle, body, f"{drawn.note} {source}".strip(), search, as_table=as_table)


def framed(
    name: str, title: str, subtitle: str, body: Parts, source: str, search: str, *, as_table: bool | None = None
) -> html.Section:
    """Return a figure's frame; a table by itself (`as_table` None) has downloads only."""
    views = [] if as_table is None else [
        html.Button("Chart", **attributes("data-show", "chart", "aria-pressed", str(not as_table).lower())),
        html.Button("Table", **attributes("data-show", "table", "aria-pressed", str(bool(as_table)).lower())),
    ]  # fmt: skip
    files_: list[Any] = [html.A("Numbers (CSV)", href=f"/csv/{name}.csv{search}", download=f"leadsim-{name}.csv")]
    if as_table is not None:
        files_ += [
            html.Button(f"Picture ({kind.upper()})", **attributes("data-image", kind)) for kind in ("png", "svg")
        ]
    tools = html.Div(
        [
            *views,
            html.Details([html.Summary("Download"), html.Div(files_, className="menu")], className="downloads"),
        ],
        className="figure-tools",
        role="group",
        **attributes("aria-label", f"{title}: views and downloads"),
    )
    return html.Section(
        [
            html.Div([html.H2(flowing(title), id=f"title-{name}"), tools], className="figure-head"),
            html.P(flowing(subtitle), className="subtitle"),
            *body,
            html.P(source, className="source"),
        ],
        className="figure showing-table" if as_table else "figure",
        **attributes("data-figure", name, "aria-labelledby", f"title-{name}"),
    )


def _graph(id_: str, drawn: Drawn) -> dcc.Graph:
    layout = drawn.figure.layout
    return dcc.Graph(
        id=id_, figure=drawn.figure, config=GRAPH, style={"width": f"{layout.width}px", "height": f"{layout.height}px"}
    )


def data_table(table: Table, caption: str) -> html.Div:
    """Return the numbers of a chart; the first column names the row, columns of numbers are set to the right."""
    numeric = [all(_is_number(row[i]) for row in table.rows) for i in range(len(table.headings))]
    sides = ["number" if i and numeric[i] else "" for i in range(len(table.headings))]
    head = html.Thead(
        html.Tr([html.Th(text, scope="col", className=side) for text, side in zip(table.headings, sides, strict=True)])
    )
    body = html.Tbody(
        [
            html.Tr(
                [
                    html.Th(cell, scope="row") if not i else html.Td(cell, className=side)
                    for i, (cell, side) in enumerate(zip(row, sides, strict=True))
                ]
            )
            for row in table.rows
        ]
    )
    return scrolling(html.Table([html.Caption(caption, className="hidden"), head, body], className="data"), caption)


def scrolling(table: html.Table, label: str) -> html.Div:
    """Return a table that moves sideways inside of its column where it has no room, by the keyboard too."""
    return html.Div(table, className="scrolling", tabIndex=0, role="group", **attributes("aria-label", label))


def flowing(text: str) -> list[Any]:
    """Return running text in which no amount is broken between lines."""
    return [
        html.Span(piece, className="amount") if i % 2 else piece for i, piece in enumerate(AMOUNT.split(text)) if piece
    ]


def _is_number(text: str) -> bool:
    return not text or text == "–" or text.lstrip("−+$(").replace(",", "").replace(".", "").rstrip("%MkB) ").isdigit()


def attributes(*pairs: str) -> dict[str, Any]:
    """Return attributes whose names are no Python names."""
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


def _link(current: bool) -> dict[str, Any]:
    return {"data-page": "", **({"aria-current": "page"} if current else {})}
