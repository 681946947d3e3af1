"""Hostile names through every channel: shown as they are, and nothing else."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pptx
import pypdf
import pytest

from simulator.report.case.content import funding_case
from simulator.report.case.fan import fan
from simulator.report.case.files import file_stem, make
from simulator.report.case.view import View
from tests.report.case.cases import renamed, with_payers, with_place
from tests.report.case.names import HOSTILE
from tests.report.case.test_web_page import Page

RELATIONS = re.compile(rb'TargetMode="External"')


def named(view: View, name: str) -> View:
    """Return a view in which everything that a file names has this name: plan, place, payers, lines and caveats."""
    place = dict.fromkeys(view.scenario.jurisdiction.file.payers, name)
    found = with_place(with_payers(renamed(view, name), place), title=name, caveats=(name,))
    found = replace(found, baseline=replace(found.baseline, title=name, sentence=name))
    parameters = dict(found.scenario.parameters)
    path, first = next(iter(parameters.items()))
    parameters[path] = first.model_copy(update={"label": name, "source": name, "assumption": None})
    records = [replace(r, line=name) if r.line == "jail bed" else r for r in found.comparison.records]
    return replace(
        found,
        scenario=replace(found.scenario, parameters=parameters),
        comparison=replace(found.comparison, records=records),
    )


def flat(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("name", HOSTILE)
def test_a_web_page_shows_a_name_as_text(view: View, name: str) -> None:
    page = Page(make(named(view, name), "html").decode("utf-8"))
    assert flat(name) in flat(page.text)
    known = {tag for tag, _ in Page(make(view, "html").decode("utf-8")).tags}
    assert {tag for tag, _ in page.tags} <= known
    for _, attributes in page.tags:
        assert not [key for key in attributes if key.startswith("on")]
        assert (attributes.get("href") or "#").startswith("#") and "src" not in attributes


@pytest.mark.parametrize("format_", ["xlsx", "fiscal-note"])
@pytest.mark.parametrize("name", HOSTILE)
def test_a_workbook_has_a_name_as_text_and_no_other_formulas_or_links(view: View, name: str, format_: str) -> None:
    content = make(named(view, name), format_)
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    for cell in found:
        assert cell.data_type != "f" or re.match(r"=(SUMIFS|SUM)\(", str(cell.value))
        assert cell.hyperlink is None
    assert any(cell.value == name and cell.data_type == "s" for cell in found)
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert not [part for part in archive.namelist() if RELATIONS.search(archive.read(part))]


@pytest.mark.parametrize("name", HOSTILE)
def test_slides_have_a_name_as_text_and_no_links(view: View, name: str) -> None:
    content = make(named(view, name), "pptx")
    deck = pptx.Presentation(io.BytesIO(content))
    shown = "".join(shape.text_frame.text for slide in deck.slides for shape in slide.shapes if shape.has_text_frame)
    notes = "".join(slide.notes_slide.notes_text_frame.text for slide in deck.slides)
    assert flat(name)[:50] in flat(shown) and flat(name) in flat(notes)
    archive = zipfile.ZipFile(io.BytesIO(content))
    for part in archive.namelist():
        assert not RELATIONS.search(archive.read(part)) and b"hlinkClick" not in archive.read(part)
        if part.endswith(".xlsx"):
            book = openpyxl.load_workbook(io.BytesIO(archive.read(part)))
            assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]


@pytest.mark.parametrize("name", HOSTILE[::5])
def test_a_brief_shows_a_name_as_text_and_fetches_nothing(
    view: View, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    found = named(view, name)
    reader = pypdf.PdfReader(io.BytesIO(make(found, "pdf")))
    (page,) = reader.pages
    assert flat(name)[:20] in flat(page.extract_text())
    assert "/Annots" not in page and "/OpenAction" not in reader.trailer["/Root"]
    assert reader.metadata is not None and flat(str(reader.metadata.title)).startswith(flat(name))
    assert not [record for record in caplog.records if "Failed to load" in record.getMessage()]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_picture_holds_no_name(view: View, name: str) -> None:
    before, after = (fan(each) for each in (view, named(view, name)))
    assert before is not None and after is not None
    assert before == after


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_s_name_is_harmless(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?", file_stem(name))


def test_the_case_itself_keeps_names_as_they_are(view: View) -> None:
    for name in HOSTILE:
        assert funding_case(named(view, name)).title == name
