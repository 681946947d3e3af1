from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from simulator.report import words
from simulator.report.case.content import funding_case
from simulator.report.case.files import make
from simulator.report.case.fiscal_note import fiscal_note
from simulator.report.case.view import View
from simulator.report.case.web_page import whole_dollars
from simulator.results import ALL
from tests.report.case.cases import fifty, with_net


class Page(HTMLParser):
    """Tags with their attributes, and the text of a page; of style sheets and pictures nothing."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.said: list[str] = []
        self._in: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._in:
            while self._in.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not {"style", "svg", "title"} & set(self._in):
            self.said.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.said).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def read(view: View) -> Page:
    return Page(make(view, "html").decode("utf-8"))


@pytest.fixture(scope="module")
def page(view: View) -> Page:
    return read(view)


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_page_says_everything_that_the_case_says(view: View, page: Page) -> None:
    case = funding_case(view)
    said = [case.title, case.sentence, f"{case.claim}.", case.spread, case.problem, case.command, case.matrix.note]
    for text in (*said, *case.ask, *case.risks, *case.uncounted, *case.basis):
        assert flat(text) in page.text
    for figure in case.figures:
        assert flat(figure.value) in page.text and flat(figure.note) in page.text
    for row in (*case.matrix.rows, case.matrix.total):
        assert "".join(case.matrix.cells(row)) in page.text


def test_the_page_has_every_number_of_the_fiscal_note(view: View, page: Page) -> None:
    note = fiscal_note(view)
    for row in (*note.expenditures, *note.net):
        assert "".join(whole_dollars(amount) for amount in row.amounts) in page.text
    for staff in note.staff:
        assert words.count(staff.plan[0], signed=False) in page.text


def test_the_page_has_every_input_with_its_source(view: View, page: Page) -> None:
    for path, parameter in view.scenario.parameters.items():
        assert path in page.text and flat(parameter.label) in page.text
        assert flat(parameter.source or parameter.assumption or "") in page.text


def test_the_page_needs_no_script_and_asks_for_nothing(page: Page) -> None:
    assert not page.all("script") and not page.all("link") and not page.all("iframe") and not page.all("img")
    for _, attributes in page.tags:
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href", "xlink:href", "action", "srcset"):
            assert (attributes.get(name) or "#").startswith("#")


def test_nothing_in_the_style_asks_for_anything(view: View) -> None:
    text = make(view, "html").decode("utf-8")
    places = re.findall(r"url\(([^)]*)\)", text)
    assert places and all(place.startswith(("data:", "#")) for place in places)
    assert "@import" not in text and "default-src 'none'" in text


def test_the_page_says_its_language_and_its_finding(view: View, page: Page) -> None:
    assert page.all("html") == [{"lang": "en-US"}]
    assert len(page.all("h1")) == 1 and len(page.all("main")) == 1
    (chart,) = [attributes for tag, attributes in page.tags if attributes.get("role") == "img"]
    assert (chart["aria-label"] or "").startswith("It does not break even")


def test_every_table_has_heads_of_columns_and_rows(page: Page) -> None:
    scopes = [attributes.get("scope") for attributes in page.all("th")]
    assert set(scopes) == {"col", "row"}


def test_a_loss_is_said_below_the_headline(view: View) -> None:
    assert "In 20 of 50 simulated futures this costs more than it saves." in read(with_net(view, fifty(30))).text


def test_an_answer_without_months_has_no_picture(view: View) -> None:
    bare = read(replace(view, comparison=replace(view.comparison, series=(), futures=())))
    assert not [attributes for _, attributes in bare.tags if attributes.get("role") == "img"]
    assert view.book.records["net", ALL, None, ALL].scenario == view.name
