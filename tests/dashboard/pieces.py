"""Looking into pages without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dash.development.base_component import Component


def pieces(part: Any) -> Iterator[Component]:
    """Yield a component and everything within it."""
    if isinstance(part, list | tuple):
        for each in part:
            yield from pieces(each)
    elif isinstance(part, Component):
        yield part
        yield from pieces(getattr(part, "children", None))


def text_of(part: Any) -> str:
    """Return the text of a component as it is read."""
    if isinstance(part, list | tuple):
        return "".join(text_of(each) for each in part)
    if isinstance(part, Component):
        return text_of(getattr(part, "children", None))
    return "" if part is None else str(part)


def finding(page: Any) -> str:
    """Return the finding of a page."""
    return next(text_of(each) for each in pieces(page.parts) if type(each).__name__ == "H1")


def controls(page: Any) -> dict[str, Any]:
    """Return the values of a page's controls by the parameters of its address."""
    return {
        each.id["control"]: each.value for each in pieces(page.parts) if isinstance(getattr(each, "id", None), dict)
    }


def links(page: Any) -> list[str]:
    """Return where a page's links lead."""
    return [each.href for each in pieces(page.parts) if type(each).__name__ == "A"]
