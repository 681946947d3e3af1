"""What pages are set in: rows without holes, charts as wide as their column, what is said before everything else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from dash import html
from plotly.graph_objects import Figure

from dashboard import components as parts
from dashboard.address import WIDEST, Client
from dashboard.figures.drawn import Drawn, Table
from dashboard.pages import context, frame
from dashboard.pages.frame import Asked, Charts, column_width, drawer, numbers, older, row
from dashboard.queries import Answer, Library
from simulator.errors import StoreError
from tests.dashboard.pieces import pieces, text_of
from tests.dashboard.sample import answer

TABLE = Table(("What", "Net"), (("here", "1"),), ("what", "net"), (("here", 1.0),))


class Pen:
    """Draws nothing, and knows what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def draw(self, data: str, *, theme: str, width: int) -> Drawn:
        self.asked.append((theme, width))
        return Drawn(Figure(layout={"width": width, "height": 10}), data, "", "", TABLE)


def chart(client: Client, pen: Pen, columns: int = 5, **options: Any) -> html.Section | None:
    return Charts(client, "?a=b", ("net",), "made here").chart("net", drawer(pen.draw, "Title"), columns, **options)


def test_what_is_not_there_leaves_no_hole() -> None:
    found = row(("seven", [None, "a"]), ("five", [None]))
    assert [column.className for column in found.children] == ["column seven"]
    assert found.children[0].children == ["a"]
    assert drawer(Pen().draw, None) is None
    assert numbers(None) is None
    assert Charts(Client(), "", (), "").chart("net", None, 5) is None


@pytest.mark.parametrize(
    ("content", "columns", "wide"), [(1280, 12, 1280), (1280, 7, 733), (1280, 5, 514), (960, 5, 381), (959, 5, 959)]
)
def test_columns_share_the_room_and_stand_below_each_other_where_there_is_little(
    content: int, columns: int, wide: int
) -> None:
    assert column_width(content, columns) == wide


def test_paper_gets_a_light_chart_of_its_own_only_where_it_differs() -> None:
    light, dark, wide = Pen(), Pen(), Pen()
    chart(Client(), light)
    chart(Client(scheme="dark"), dark)
    chart(Client(), wide, 12, paper=734)
    assert light.asked == [("light", 514)]
    assert dark.asked == [("dark", 514), ("light", 514)]
    assert wide.asked == [("light", WIDEST), ("light", 734)]


def test_a_chart_has_its_source_and_can_be_shown_as_its_table() -> None:
    section = chart(Client(), Pen())
    assert section is not None
    assert "showing-table" in section.className
    assert "made here" in text_of(section)
    assert numbers(drawer(Pen().draw, "Title")) == (TABLE.columns, TABLE.values)


def test_what_is_wrong_with_the_store_is_said_first_and_the_page_s_own_after_it() -> None:
    def away() -> Any:
        raise StoreError("away")

    asked = Asked.of(Client(query={"answer": ("nothing",)}), Library(away, answer))
    page = frame.page("Window", "?x=y", asked, parts.context_bar([]), [html.H1("Found")], told=["Its own."])
    kinds = [type(each).__name__ for each in page.parts]
    assert kinds == ["Aside", "Section", "Main", "Footer"]
    said = text_of(page.parts[0])
    assert said.index("names no answer") < said.index("cannot be read") < said.index("Its own.")
    assert (page.title, page.search) == ("Window · leadsim", "?x=y")
    assert "leadsim compare here/gain" in text_of(page.parts[-1])


def test_an_older_answer_says_what_it_lacks() -> None:
    assert older(answer()) == []
    assert "earlier leadsim" in text_of(older(replace(answer(), series=())))


def test_on_paper_a_field_is_the_words_that_are_chosen() -> None:
    options = [("a", "First"), ("b", "Second")]
    for field in (parts.choice("x", "Which", options, "b"), parts.segments("x", "Which", options, "b")):
        on_paper = [each for each in pieces(field) if "chosen" in str(getattr(each, "className", ""))]
        assert [text_of(each) for each in on_paper] == ["Which", "Second"]
        assert all(getattr(each, "aria-hidden") == "true" for each in on_paper)  # the control itself is read out


def test_an_answer_kept_after_the_list_was_made_can_still_be_chosen() -> None:
    asked = Asked(Answer("0123456789ab", answer()), [])
    select = next(each for each in pieces(context.answer(asked)) if getattr(each, "id", None) == {"control": "answer"})
    assert select.value == "0123456789ab"
    assert [each["value"] for each in select.data] == ["0123456789ab"]
