"""The funding case of a view, made when somebody asks for a file of it: the same files as `leadsim report` writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.address import Client
from dashboard.further import find
from dashboard.pages import compare
from dashboard.queries import EXAMPLE, Library, example_day
from simulator.errors import InputError
from simulator.results import ALL

FILES: Mapping[str, tuple[str, str, str]] = {
    "pdf": ("One-page brief (PDF)", "brief.pdf", "application/pdf"),
    "pptx": (
        "Slides (PPTX)",
        "slides.pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    "xlsx": ("Workbook (XLSX)", "workbook.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "html": ("Web page in one file (HTML)", "case.html", "text/html; charset=utf-8"),
    "fiscal-note": (
        "Fiscal note (XLSX)",
        "fiscal-note.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}
"""What a format is called, how its file's name ends, and what it is to a browser."""


@dataclass(frozen=True)
class CaseFile:
    """A file, its name, and what it is to a browser."""

    data: bytes
    name: str
    kind: str


def case_file(format_: str, client: Client, library: Library) -> CaseFile | None:
    """Return a file about what a client looks at; None for no such format.

    InputError where the scenario's files or the payer are not there.
    """
    if format_ not in FILES:
        return None
    from simulator.report.case.answers import open_view
    from simulator.report.case.files import file_stem, make

    answer = library.find(client.first("answer"))
    view = compare.settle(client, answer)
    kept = answer.created or example_day()
    payer = None if view.payer == ALL else view.payer
    try:
        further = find(library, answer, view.focus)
        opened = open_view(answer.comparison, answer.id, kept, view.focus, payer, further)
    except InputError as error:
        raise InputError(f"no funding case can be made of this: {error.problem}") from None
    _, ending, kind = FILES[format_]
    which = "example-" if answer.id == EXAMPLE else ""
    return CaseFile(make(opened, format_), f"{which}{file_stem(view.focus)}-{ending}", kind)
