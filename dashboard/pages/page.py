"""What every page has."""

from __future__ import annotations

from typing import Protocol

from dash import Dash

from dashboard.address import Client
from dashboard.components import Page
from dashboard.queries import Library
from dashboard.rows import Rows


class PageModule(Protocol):
    """A page: where it is, what it is called, what it shows, and the numbers behind its figures."""

    PATH: str
    TITLE: str

    def register(self, app: Dash, library: Library, /) -> None:
        """Register callbacks of the page's own; `library` is where they find answers."""

    def layout(self, client: Client, library: Library) -> Page:
        """Return the page for what a client asks for."""

    def table(self, figure: str, client: Client, library: Library) -> Rows | None:
        """Return the numbers of a figure; None for what is no figure of this page."""
