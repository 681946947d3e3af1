"""What the smaller tables of Compare are made of: heads, cells with a line below, and the frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dash import html

from dashboard import components as parts


def head(text: str, below: str = "", *, number: bool = False) -> html.Th:
    """Return the head of a column, with its unit or a word on it below."""
    under = [html.Span(below, className="under")] if below else []
    return html.Th([text, *under], scope="col", className="number" if number else "")


def cell(content: Any, label: str, *below: str, negative: bool = False, last: bool = False) -> html.Td:
    """Return a number with lines below it; `label` names it where the table has become blocks.

    The `last` of a row ends where its head does.
    """
    told = [html.Span(line, className="under") for line in below if line]
    return html.Td(
        [content, *told], className=f"number{' negative' if negative else ''}",
        style={"paddingRight": 0} if last else {}, **parts.attributes("data-label", label),
    )  # fmt: skip


def words(*lines: str) -> html.Td:
    """Return words, the first of them in bold where others follow."""
    first, *others = [line for line in lines if line] or [""]
    shown = html.Strong(first) if others else first
    return html.Td([shown, *(html.Span(line, className="under") for line in others)], className="sure")


def table(
    name: str, title: str, subtitle: str, heads: Sequence[html.Th], body: Sequence[html.Tr], note: str, search: str,
    *, kind: str = "years blocks",
) -> html.Section:  # fmt: skip
    """Return a table in its frame, with its numbers to download."""
    made = html.Table(
        [html.Caption(title, className="hidden"), html.Thead(html.Tr(list(heads))), html.Tbody(list(body))],
        className=kind,
    )
    return parts.framed(name, title, subtitle, [parts.scrolling(made, title)], note, search)
