"""Slides with native charts that can be edited: each says a finding, with its source and its numbers in the notes.

A chart's own workbook takes a text that begins with = for a formula, so no text of a chart ever begins with a name from
a file.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from simulator.report import words
from simulator.report.case import palette
from simulator.report.case.amounts import told
from simulator.report.case.content import FundingCase
from simulator.report.case.dots import Dots
from simulator.report.case.exhibits import Exhibits
from simulator.report.case.fan import Fan
from simulator.report.case.further_slides import further_slides
from simulator.report.case.ladder_bars import ladder_bars, ladder_title
from simulator.report.case.pages import short
from simulator.report.case.slide_charts import dot_chart, fan_chart, ladder_chart
from simulator.report.case.slide_parts import Deck
from simulator.report.case.view import View

if TYPE_CHECKING:
    from pptx.slide import Slide

MOST_ROWS = 9
MOST_ITEMS = 5
LONGEST_ITEM, ROOM = 300, 480
"""Letters of an item, and of a column of them at the larger size."""


def slides_pptx(view: View, case: FundingCase, fan: Fan | None, dots: Dots | None, found: Exhibits) -> bytes:
    """Return the slides."""
    deck = Deck(case.source)
    properties = deck.presentation.core_properties
    properties.title, properties.author, properties.language = short(case.document_title, 250), "leadsim", "en-US"
    properties.created = properties.modified = datetime(view.kept.year, view.kept.month, view.kept.day)
    _first(deck, case)
    _ladder(deck, view)
    if fan is not None:
        _fan(deck, view, fan)
    _payers(deck, case)
    if dots is not None:
        _dots(deck, case, dots)
    for slide, notes in further_slides(deck, found):
        _notes(slide, notes)
    _last(deck, case)
    written = io.BytesIO()
    deck.presentation.save(written)
    return written.getvalue()


def _first(deck: Deck, case: FundingCase) -> None:
    slide = deck.slide(case.claim + ".", f"{case.place} · {case.title}")
    top = 3.05
    if case.warning:
        deck.text(slide, (0.6, 2.6, 12.1, 0.4), case.warning, size=18, color=palette.COST, bold=True)
    deck.text(slide, (0.6, top, 12.1, 0.8), case.spread, size=18, color=palette.INK2)
    for i, figure in enumerate(case.figures):
        left = 0.6 + i * 3.08
        deck.text(slide, (left, 4.15, 2.9, 0.4), short(figure.label, 50), size=13, color=palette.INK2)
        color = palette.COST if figure.loss else palette.FOCUS
        deck.text(slide, (left, 4.5, 2.9, 0.65), figure.value, size=32, color=color, serif=True, bold=True)
        deck.text(slide, (left, 5.2, 2.8, 0.9), figure.note, size=13, color=palette.INK2)
    _notes(slide, [case.claim + ".", *([case.warning] if case.warning else []), case.spread, case.problem, *case.ask])


def _ladder(deck: Deck, view: View) -> None:
    bars = ladder_bars(view)
    slide = deck.slide(ladder_title(view) + ".", "What is saved, step by step: all payers, all years, dollars")
    said = "; ".join(f"{bar.name}: {bar.amount}" for bar in bars)
    deck.describe(ladder_chart(slide, bars), f"{ladder_title(view)}. Bars: {said}.")
    reach = [
        f"{rung}: {told(r.difference.mean)} (90 % of futures: {words.interval(r)})"
        for rung in (*view.book.rungs, "program", "net", "cash_net")
        if (r := view.book.records.get((rung, "all", None, "all")))
    ]
    _notes(slide, [said + ".", *reach])


def _fan(deck: Deck, view: View, fan: Fan) -> None:
    slide = deck.slide(
        fan.title + ".", f"{fan.what} 50 % of futures end between the solid lines, 90 % between the dashed."
    )
    deck.describe(fan_chart(slide, view, fan), fan.alt)
    series = fan.series
    _notes(
        slide,
        [
            fan.alt,
            *(
                f"End of FY {year}: average {told(series.mean[end - 1])}, 90 % of futures "
                f"{told(series.low[end - 1])} to {told(series.high[end - 1])}"
                for year, end in fan.years
            ),
        ],
    )


def _payers(deck: Deck, case: FundingCase) -> None:
    from simulator.report.case.brief import shown_rows

    matrix = case.matrix
    slide = deck.slide(matrix.title + ".", matrix.note)
    rows = [matrix.cells(row) for row in (*shown_rows(matrix, MOST_ROWS), matrix.total)]
    losses = [row.net < 0 for row in (*shown_rows(matrix, MOST_ROWS), matrix.total)]
    deck.describe(deck.table(slide, matrix.head, rows, losses), f"{matrix.title}. Table: who pays and who saves.")
    _notes(slide, [f"{', '.join(matrix.head)}:", *("; ".join(matrix.cells(r)) for r in (*matrix.rows, matrix.total))])


def _dots(deck: Deck, case: FundingCase, dots: Dots) -> None:
    slide = deck.slide(dots.title + ".", dots.subtitle)
    deck.describe(dot_chart(slide, dots), dots.alt)
    _notes(slide, [dots.alt, case.spread, f"All of them: {', '.join(told(value) for value in dots.values)}"])


def _last(deck: Deck, case: FundingCase) -> None:
    slide = deck.slide("What it asks for, what could go wrong, and what is not counted.", case.problem)
    columns: Sequence[tuple[str, Sequence[str]]] = (
        ("The ask", case.ask),
        ("What could go wrong", case.risks[:MOST_ITEMS]),
        ("What is not counted", case.uncounted[:MOST_ITEMS]),
    )
    size = 14 if all(sum(map(len, items)) < ROOM for _, items in columns) else 12
    for i, (head, items) in enumerate(columns):
        left = 0.6 + i * 4.1
        deck.text(slide, (left, 2.35, 3.85, 0.4), head, size=16, bold=True)
        deck.items(slide, (left, 2.8, 3.85, 3.9), [short(item, LONGEST_ITEM) for item in items], size=size)
    _notes(slide, [case.problem, "", *case.ask, "", *case.risks, "", *case.uncounted, "", *case.basis, case.command])


def _notes(slide: Slide, lines: Sequence[str]) -> None:
    frame: Any = slide.notes_slide.notes_text_frame
    frame.text = "\n".join(lines)
