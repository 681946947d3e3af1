"""The brief: one page, always, as a tagged PDF whose text can be selected."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from simulator.errors import LeadsimError
from simulator.report.case.content import DAY, FundingCase
from simulator.report.case.fan import Fan, fan_svg
from simulator.report.case.pages import faces_of_style, fill
from simulator.report.case.payer_matrix import Matrix, PayerRow

if TYPE_CHECKING:
    from datetime import date

PAPERS = {"letter": "letter", "a4": "A4"}
MISSING_LIBRARY = (
    "a PDF takes the libraries of Pango, which are not here ({}); on Debian: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)
OTHERS = "others"
VARIANT = "pdf/ua-1"
FEWEST_ITEMS = 4


@dataclass(frozen=True)
class Layout:
    """How tightly the page is set: point size, and how much of each text it shows (0: it is left out)."""

    size: float
    sentence: int = 400
    risks: int = 12
    uncounted: int = 8
    rows: int = 12
    item: int = 400
    ask: int = 600
    claim: int = 300
    title: int = 120
    name: int = 60
    cell: float = 2.6


ROOMY = (10.0, 9.5, 9.0, 8.6)
"""Point sizes at which nothing is left out."""
SMALLER, LAYOUT_SMALLEST = 8.6, 8.0
TIGHT = (
    Layout(LAYOUT_SMALLEST, sentence=0, risks=4, uncounted=4, item=200, rows=8, ask=400, cell=1.6),
    Layout(
        LAYOUT_SMALLEST, sentence=0, risks=3, uncounted=2, item=120, rows=5, ask=240, claim=220, title=90, name=40,
        cell=1.2,
    ),
    Layout(
        LAYOUT_SMALLEST, sentence=0, risks=2, uncounted=1, item=70, rows=3, ask=110, claim=130, title=60, name=26,
        cell=1.0,
    ),
)  # fmt: skip
"""The last layouts, for names and lists without end."""


def layouts(case: FundingCase) -> list[Layout]:
    """Return layouts from roomy to tight: smaller, then with fewer items, then with shorter texts and fewer payers.

    What a page leaves out is on the web page, and the page says so.
    """
    fewer = range(max(len(case.risks), len(case.uncounted)) - 1, FEWEST_ITEMS - 1, -1)
    return [
        *(Layout(size, cell=3.4 if size == ROOMY[0] else 2.4) for size in ROOMY),
        Layout(SMALLER, sentence=0, cell=2.0),
        *(Layout(SMALLER, sentence=0, risks=items, uncounted=items + 2, cell=2.0) for items in fewer),
        *TIGHT,
    ]


def brief_pdf(case: FundingCase, fan: Fan | None, kept: date, paper: str) -> bytes:
    """Return the PDF: the roomiest layout that fits on one page, found by halving."""
    drawn, tried = picture(fan) if fan else "", layouts(case)
    press, found, low, high = Press(), None, 0, len(tried)
    while low < high:
        middle = (low + high) // 2
        document = press.set(brief_html(case, fan, drawn, kept, tried[middle], paper))
        if len(document.pages) == 1:
            found, high = document, middle
        else:
            low = middle + 1
    if found is None:
        raise LeadsimError("the brief does not fit on one page; --format html has all of it")
    written: bytes = found.write_pdf(pdf_variant=VARIANT)
    return written


def brief_html(case: FundingCase, fan: Fan | None, drawn: str, kept: date, layout: Layout, paper: str) -> str:
    """Return the page before it is set; `drawn` is its picture."""
    return fill("brief.html", **values_of(case, fan, drawn, kept, layout, paper))


def values_of(case: FundingCase, fan: Fan | None, drawn: str, kept: date, layout: Layout, paper: str) -> dict[str, Any]:
    """Return what the page's template takes."""
    return {
        "case": case,
        "fan": fan,
        "picture": drawn,
        "layout": layout,
        "paper": PAPERS[paper],
        "day": DAY.format(kept),
        "created": kept.isoformat(),
        "rows": shown_rows(case.matrix, layout.rows),
        "risks": shown_items(case.risks[1:] if case.warning else case.risks, layout.risks),
        "uncounted": shown_items(case.uncounted, layout.uncounted),
    }


def picture(fan: Fan) -> str:
    """Return the chart as an address that holds it."""
    return "data:image/svg+xml;base64," + b64encode(fan_svg(fan).encode()).decode("ascii")


def shown_items(items: Sequence[str], most: int) -> list[str]:
    """Return the first items, and how many more there are."""
    if len(items) <= most:
        return list(items)
    return [*items[:most], f"{len(items) - most} more: see the web page (--format html)."]


def shown_rows(matrix: Matrix, most: int) -> list[PayerRow]:
    """Return the payers with the largest amounts in their order, and the others as one row, so that all add up."""
    if len(matrix.rows) <= most:
        return list(matrix.rows)
    largest = sorted(matrix.rows, key=lambda row: -max(abs(row.saved), abs(row.pays), abs(row.net)))[: most - 1]
    kept = [row for row in matrix.rows if row in largest]
    rest = [row for row in matrix.rows if row not in largest]
    together = replace(rest[0], payer=OTHERS, name=f"{len(rest)} other payers")
    for key in ("saved", "moved", "pays", "net"):
        together = replace(together, **{key: sum(getattr(row, key) for row in rest)})
    return [*kept, together]


class Press:
    """Sets pages; the faces are read once. Nothing but what a page holds itself is ever fetched."""

    def __init__(self) -> None:
        try:
            from weasyprint import CSS, HTML
            from weasyprint.text.fonts import FontConfiguration
            from weasyprint.urls import URLFetcher
        except OSError as error:
            raise LeadsimError(MISSING_LIBRARY.format(str(error).split("\n", 1)[0][:80])) from None
        self._html, self._fonts = HTML, FontConfiguration()
        self._fetcher = URLFetcher(allowed_protocols=["data"])
        self._faces = CSS(string=faces_of_style(), font_config=self._fonts, url_fetcher=self._fetcher)

    def set(self, page: str) -> Any:
        """Return a page as a document."""
        html = self._html(string=page, url_fetcher=self._fetcher)
        return html.render(self._fonts, stylesheets=[self._faces], pdf_variant=VARIANT)
