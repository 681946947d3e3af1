"""The web page: one file that needs no script and asks for nothing, with everything the other files say."""

from __future__ import annotations

from simulator.report import words
from simulator.report.case import palette
from simulator.report.case.amounts import told
from simulator.report.case.content import DAY, FundingCase
from simulator.report.case.dots import Dots
from simulator.report.case.exhibits import Exhibits
from simulator.report.case.fan import Fan, fan_svg
from simulator.report.case.fiscal_note import FiscalNote
from simulator.report.case.fiscal_sheet import amounts_of, year_heads
from simulator.report.case.ladder_bars import ladder_bars, ladder_title
from simulator.report.case.pages import faces_of_style, fill
from simulator.report.case.tornado_bars import placed, scale_head
from simulator.report.case.view import View
from simulator.report.listings import stated_value, unit_of


def web_page(
    view: View, case: FundingCase, fan: Fan | None, dots: Dots | None, note: FiscalNote, further: Exhibits
) -> bytes:
    """Return the page."""
    from markupsafe import Markup

    text = fill(
        "page.html",
        faces=faces_of_style("font-weight: 400 700;"),
        case=case,
        fan=fan,
        dots=dots,
        picture=Markup(fan_svg(fan)) if fan else "",  # noqa: S704 - holds no name from a file
        by_year=_by_year(fan) if fan else [],
        ladder=ladder_bars(view),
        ladder_title=ladder_title(view),
        note=note,
        heads=year_heads(note),
        amounts={id(row): amounts_of(note, row) for row in (*note.receipts, *note.expenditures, *note.net)},
        called={payer: "All payers" if payer == "all" else view.called(payer) for payer in (*view.payers, "all")},
        inputs=[
            (path, p.label, stated_value(p), unit_of(p), p.grade, p.source or p.assumption or p.note or "")
            for path, p in view.scenario.parameters.items()
        ],
        whole=whole_dollars,
        dollars=told,
        further=further,
        colors=palette,
        bar=(lambda each: placed(further.tornado, each)) if further.tornado else None,
        bars_head=scale_head(further.tornado) if further.tornado else "",
        size=lambda value: told(value, signed=False),
        count=lambda value: words.count(value, signed=False),
        day=DAY.format(view.kept),
    )
    return text.encode("utf-8")


def _by_year(fan: Fan) -> list[tuple[str, ...]]:
    series = fan.series
    return [
        (
            f"FY {year}",
            *(told(each[end - 1]) for each in (series.mean, series.low, series.p25, series.p75, series.high)),
        )
        for year, end in fan.years
    ]


def whole_dollars(value: float) -> str:
    """Return whole dollars in a table whose head says dollars."""
    number = round(value)
    return "–" if number == 0 else f"{words.MINUS if number < 0 else ''}{abs(number):,}"
