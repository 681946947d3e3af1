from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from simulator.errors import LeadsimError
from simulator.report.case import brief, pages
from simulator.report.case.brief import LAYOUT_SMALLEST, PAPERS, brief_pdf, shown_rows
from simulator.report.case.content import FundingCase, funding_case
from simulator.report.case.fan import Fan, fan, fan_svg
from simulator.report.case.payer_matrix import Matrix, PayerRow
from simulator.report.case.view import View
from simulator.report.scales import MILLIONS
from tests.report.case.cases import KEPT, fifty, with_net


def read(case: FundingCase, drawn: Fan | None, paper: str = "letter") -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(brief_pdf(case, drawn, KEPT, paper)))


def plain(text: str) -> str:
    """Return a text without the breaks that a page puts into it."""
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def case(view: View) -> FundingCase:
    return funding_case(with_net(view, fifty(30)))


@pytest.fixture(scope="module")
def pdf(view: View, case: FundingCase) -> pypdf.PdfReader:
    return read(case, fan(view))


def test_the_brief_is_one_page_of_text_that_can_be_selected(pdf: pypdf.PdfReader, case: FundingCase) -> None:
    (page,) = pdf.pages
    text = plain(page.extract_text())
    assert case.warning is not None
    for said in (case.claim, case.warning, case.spread, case.problem, case.title, *case.ask):
        assert plain(said) in text
    for figure in case.figures:
        assert plain(figure.value) in text and plain(figure.note) in text
    for row in (*case.matrix.rows, case.matrix.total):
        assert plain("".join(case.matrix.cells(row))) in text
    assert plain(case.command) in text and plain(case.basis[-1]) in text


def test_a_loss_in_the_headline_is_not_said_again_in_the_list(pdf: pypdf.PdfReader, case: FundingCase) -> None:
    assert plain(pdf.pages[0].extract_text()).count(plain(str(case.warning))) == 1


def test_the_numbers_in_the_picture_are_text_too(pdf: pypdf.PdfReader, view: View) -> None:
    text = plain(pdf.pages[0].extract_text())
    assert "Average" in text and all(str(year) in text for year in view.years)


def test_the_brief_is_tagged_with_title_and_language(pdf: pypdf.PdfReader, case: FundingCase) -> None:
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en-US"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert pdf.metadata is not None and pdf.metadata.title == case.document_title
    tags = [str(element["/S"]) for element in elements(root["/StructTreeRoot"])]
    assert {"/H1", "/H2", "/H3", "/P", "/Table", "/TH", "/TD", "/L", "/LI", "/Figure"} <= set(tags)
    assert tags.count("/H1") == 1


def test_the_picture_has_an_alternative_text(pdf: pypdf.PdfReader, view: View) -> None:
    figures = [e for e in elements(pdf.trailer["/Root"]["/StructTreeRoot"]) if e["/S"] == "/Figure"]
    found = fan(view)
    assert found is not None
    assert [str(figure["/Alt"]) for figure in figures] == [found.alt]


def elements(node: pypdf.generic.DictionaryObject):  # type: ignore[no-untyped-def]
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        element = child.get_object()
        if isinstance(element, dict) and "/S" in element:
            yield element
            yield from elements(element)


@pytest.mark.parametrize(("paper", "size"), [("letter", (612, 792)), ("a4", (595, 842))])
def test_both_papers_have_one_page(view: View, case: FundingCase, paper: str, size: tuple[int, int]) -> None:
    (page,) = read(case, fan(view), paper).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == size
    assert set(PAPERS) == {"letter", "a4"}


def test_all_fonts_are_part_of_the_file(pdf: pypdf.PdfReader) -> None:
    fonts = pdf.pages[0]["/Resources"]["/Font"]
    names = []
    for font in fonts.values():
        (below,) = font["/DescendantFonts"]
        assert "/FontFile2" in below["/FontDescriptor"] or "/FontFile3" in below["/FontDescriptor"]
        names.append(str(font["/BaseFont"]))
    assert any("Inter" in name for name in names) and any("Source-Serif" in name for name in names)


# -- one page, whatever the names ---------------------------------------------------------------------------------


def crowded(case: FundingCase, letters: str) -> FundingCase:
    """Return a case with forty payers and names, lists and sentences as long as files allow."""
    row = case.matrix.rows[0]
    rows = tuple(replace(row, payer=f"p{i}", name=(letters * 200)[:200], saved=float(i)) for i in range(40))
    matrix = replace(case.matrix, rows=rows, title=(letters * 400)[:400], note=case.matrix.note)
    return replace(
        case,
        place=(letters * 120)[:120],
        title=(letters * 120)[:120],
        sentence=(letters * 2_000)[:2_000],
        claim=f"{case.claim}, but {(letters * 400)[:400]}",
        ask=((letters * 2_000)[:2_000],) * 3,
        risks=(*case.risks, *((letters * 2_000)[:2_000] for _ in range(20))),
        uncounted=case.uncounted * 5,
        matrix=matrix,
    )


@pytest.mark.parametrize(
    ("letters", "paper"), [("W", "letter"), ("W", "a4"), ("a long name of many words ", "letter"), ("語", "letter")]
)
def test_the_longest_names_and_the_most_payers_fit_on_one_page(
    view: View, case: FundingCase, letters: str, paper: str
) -> None:
    (page,) = read(crowded(case, letters), fan(view), paper).pages
    text = plain(page.extract_text())
    assert plain("more: see the web page") in text and plain("other payers") in text
    assert plain(case.spread) in text and plain(str(case.warning)) in text


def test_payers_without_room_are_one_row_and_all_still_adds_up() -> None:
    rows = tuple(PayerRow(str(i), str(i), i, 0.0, 2.0 * i, -float(i)) for i in range(1, 11))
    total = PayerRow("all", "All payers", 55.0, 0.0, 110.0, -55.0)
    matrix = Matrix("t", ("a", "b", "c", "d"), rows, total, MILLIONS, "")
    shown = shown_rows(matrix, 4)
    assert [row.name for row in shown] == ["8", "9", "10", "7 other payers"]
    for key in ("saved", "moved", "pays", "net"):
        assert sum(getattr(row, key) for row in shown) == getattr(total, key)
    assert shown_rows(matrix, 10) == list(rows)


def test_no_text_is_smaller_than_eight_points(view: View, case: FundingCase) -> None:
    assert min(layout.size for layout in brief.layouts(case)) == LAYOUT_SMALLEST == 8.0
    style = pages.fill("brief.html", **brief.values_of(case, None, "", KEPT, brief.layouts(case)[0], "letter"))
    assert min(float(size) for size in re.findall(r"font-size: ([\d.]+)pt", style)) >= 8.0
    assert min(float(size) for size in re.findall(r"font-size: ([\d.]+)em", style)) * 8.6 >= 8.0


def test_what_never_fits_is_refused(case: FundingCase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brief, "layouts", lambda _: [replace(brief.TIGHT[-1], size=40.0)])
    with pytest.raises(LeadsimError, match="does not fit on one page; --format html has all of it"):
        read(case, None)


# -- without months, and without libraries ------------------------------------------------------------------------


def test_an_answer_without_months_says_so_where_the_picture_would_be(view: View, case: FundingCase) -> None:
    (page,) = read(case, None).pages
    assert plain("kept by an earlier leadsim without its months") in plain(page.extract_text())
    assert fan(replace(view, comparison=replace(view.comparison, series=()))) is None


def test_libraries_that_are_missing_are_named(case: FundingCase, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    class Missing:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0': no such file")

    for name in [name for name in sys.modules if name.split(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    with pytest.raises(
        LeadsimError, match=re.escape("apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0")
    ):
        read(case, None)


# -- the picture --------------------------------------------------------------------------------------------------


def test_the_same_answer_gives_the_same_picture(view: View) -> None:
    found = fan(view)
    assert found is not None
    svg = fan_svg(found)
    assert svg == fan_svg(found)
    assert "DejaVu" not in svg and "var(" not in svg and "<metadata" not in svg
    assert re.findall(r'href="(?!#)', svg) == []


def test_pictures_that_are_made_at_the_same_time_are_the_same(view: View) -> None:
    found = fan(view)
    assert found is not None
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _: fan_svg(found), range(12)))
    assert set(made) == {fan_svg(found)}


def test_the_title_of_the_picture_turns_round(view: View) -> None:
    never = [r for r in view.comparison.records if r.measure != "break_even_month_median" or r.scenario != view.name]
    lost = fan(replace(view, comparison=replace(view.comparison, records=never)))
    assert lost is not None and re.fullmatch(r"It does not break even by 2031 in \d of 3 futures", lost.title)
    assert lost.even is None


def test_the_last_number_of_the_line_is_the_claim_s(view: View) -> None:
    found = fan(view)
    assert found is not None
    assert found.series.mean[-1] == pytest.approx(view.net.difference.mean, abs=0.01)
    assert isinstance(KEPT, date)
