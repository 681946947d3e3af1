"""The fund: what comes in stands on zero and what goes out hangs from it, in cents that add up; and what it buys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest

from dashboard.figures import fund, fund_data, fund_places, fund_places_data
from dashboard.figures.text import plot_text
from dashboard.theme import LIGHT, WIDTHS
from tests.dashboard.figures.browser import CHROMIUM, FigureBrowser, Rendered, figure_browser
from tests.dashboard.figures.fund_samples import EMPTY, ENDS, FUNDS, GAINING, ONE_TIME, PLACES, drawn, places_data
from tests.dashboard.figures.samples import HOSTILE, said, traces
from tests.dashboard.figures.test_text_fits import OUTSIDE, overlap
from tests.dashboard.funds import NAME, Book, Fall, funded


def draw(data, width=734):
    return fund.draw(data, theme="light", width=width)


# -- bars -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FUNDS)
def test_parts_stand_on_each_other_and_add_up_to_what_comes_in_and_goes_out(name):
    data = FUNDS[name]
    for i, year in enumerate(data.years):
        up, down = 0.0, 0.0
        for bar in draw(data).figure.data:
            if bar.y[i] > 0:
                assert bar.base[i] == pytest.approx(up)
                up += bar.y[i]
            elif bar.y[i] < 0:
                assert bar.base[i] == pytest.approx(down)
                down += bar.y[i]
        assert (up, -down) == (pytest.approx(year.into), pytest.approx(year.out))


@pytest.mark.parametrize("name", FUNDS)
@pytest.mark.parametrize("width", [358, 734])
def test_zero_and_all_bars_are_in_view(name, width):
    data = FUNDS[name]
    low, high = draw(data, width).figure.layout.yaxis.range
    assert low <= min(-year.out for year in data.years) <= 0.0 <= max(year.into for year in data.years) <= high


def test_what_comes_once_is_hatched_and_lies_on_top():
    bars = draw(ONE_TIME).figure.data
    once = next(bar for bar in bars if bar.name == "One-time money")
    assert once.marker.pattern.shape == "/"
    assert [bar.name for bar in bars][:3] == ["Captured from the city", "Captured from the county", "One-time money"]


def test_a_cliff_is_a_dashed_line_in_orange_where_funding_falls_with_what_is_lost():
    figure = draw(ONE_TIME).figure
    lines = [shape for shape in figure.layout.shapes if shape.line.dash == "5px,3px"]
    assert {line.line.color for line in lines} == {LIGHT["costf"]}
    first, last = figure.layout.xaxis.domain
    assert [line.x0 for line in lines] == [pytest.approx(first + (last - first) * ENDS.at / 6)]
    assert "State grant and donors: less from" in said(figure).replace(" | ", " ")
    assert "\u2212$4.2M a year" in said(figure)


def test_what_is_left_is_written_for_every_year_and_nothing_left_is_a_ring_in_orange():
    dots = [shape for shape in draw(EMPTY).figure.layout.shapes if shape.type == "circle"]
    assert [dot.fillcolor == LIGHT["bg"] for dot in dots] == [False, False, True, True, True, True]
    assert {dot.line.color for dot in dots[2:]} == {LIGHT["cost"]}
    assert not [s for s in draw(GAINING).figure.layout.shapes if s.type == "circle" and s.line.color == LIGHT["cost"]]


# -- words ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "title"),
    [
        (GAINING, "Captured savings come in from 2028 on; $1.4M is left at the end of 2032"),
        (ONE_TIME, "The fund spends $4.7M more than it takes in; that is one-time money, and cannot go on"),
        (EMPTY, "The fund has nothing left at the end of 2029"),
    ],
)
def test_the_title_says_what_becomes_of_the_fund(data, title):
    assert draw(data).title == title


def test_what_the_fund_bought_and_could_not_pay_is_said():
    assert "could not pay $12.0k" in draw(EMPTY).note
    assert "could not pay" not in draw(GAINING).note


def test_the_alternative_text_and_the_table_have_every_year():
    made = draw(ONE_TIME)
    for year in ONE_TIME.years:
        assert f"{year.year}: {ONE_TIME.scale.text(year.into, signed=False)} in" in made.alt
    assert "State grant and donors: less from Jan 2029; \u2212$4.2M a year" in made.alt
    assert [row[0] for row in made.table.rows] == [str(year.year) for year in ONE_TIME.years]
    assert all(
        sum(row[1:-1]) == pytest.approx(y.into - y.out)
        for row, y in zip(made.table.values, ONE_TIME.years, strict=True)
    )
    assert len(made.table.headings) == len(made.table.rows[0])


def test_a_fund_is_that_of_the_answer_and_others_get_the_same_part_of_every_payers_money():
    book = Book(
        captured={"city": (0.0, 1e6, 0.0, 0.0), "county": (0.0, 3e6, 2e6, 2e6)},
        recipients={"schools": (0.0, 1e6, 0.5e6, 0.5e6)},
    )
    data = fund_data.of(funded(book), NAME, [Fall(), Fall("donors", lost=1e6), Fall(when=date(2030, 7, 1), lost=5e5)])
    assert data.payers == ("the city", "the county")
    assert data.years[1].deposits == (pytest.approx(0.75e6), pytest.approx(2.25e6))
    assert [(c.at, c.month, c.lost) for c in data.cliffs] == [(2.0, "Jan 2029", 5e6), (3.5, "Jul 2030", 5e5)]
    assert data.cliffs[0].sources == ("state grant", "donors")


def test_without_any_money_there_is_no_chart():
    assert fund_data.of(funded(Book(captured={}, spending={}, administration=(0.0,) * 4)), NAME) is None
    assert fund_data.of(funded(), NAME + " without reinvestment") is None


# -- places ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("kept open", "Captured savings pay for 208 more places in 2032"),
        ("nothing", "Captured savings buy no places"),
        ("fewer", "With the agreement there are 20 fewer places in 2032"),
        ("none at all", "There are no places, with the fund or without it"),
    ],
)
def test_places_that_are_bought_or_not_are_told_as_plainly(name, title):
    assert fund_places.draw(PLACES[name], theme="light", width=514).title == title


def test_places_with_the_fund_are_solid_and_without_it_dashed():
    found = traces(fund_places.draw(PLACES["kept open"], theme="light", width=514).figure)
    assert (found["with"].line.dash, found["without"].line.dash) == ("solid", "dash")
    assert (found["with"].y[-1], found["without"].y[-1]) == (373.0, 165.0)


@pytest.mark.parametrize(("months", "late"), [(72, True), (36, False)])
def test_places_later_than_any_study_are_told_apart(months, late):
    data = PLACES["kept open"]
    short = replace(data, with_fund=data.with_fund[:months], without=data.without[:months])
    drawn = fund_places.draw(short, theme="light", width=514)
    dotted = [shape for shape in drawn.figure.layout.shapes if shape.type == "line" and shape.line.dash == "dot"]
    assert (len(dotted), "later than any study" in drawn.note) == (int(late), late)


def test_places_are_those_of_the_answer():
    data = fund_places_data.of(funded(places=(90.0, 120.0)), NAME, f"{NAME} without reinvestment")
    assert data.last == (120, 90)
    assert fund_places_data.of(replace(funded(), series=()), NAME, f"{NAME} without reinvestment") is None
    assert fund_places_data.table(places_data(373.0, 165.0)).values[-1] == ("Dec 2032", 373.0, 165.0)


# -- in a browser ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[FigureBrowser]:
    if CHROMIUM is None:
        pytest.skip("needs Debian's chromium")
    with figure_browser() as made:
        yield made


@pytest.fixture(scope="module", params=[("light", width) for width in (*WIDTHS, 300)] + [("dark", 358)])
def rendered(browser: FigureBrowser, request: pytest.FixtureRequest) -> dict[str, tuple[tuple[int, int], Rendered]]:
    made = dict(drawn(*request.param))
    found = browser.render([each.figure for each in made.values()])
    sizes = [(each.figure.layout.width, each.figure.layout.height) for each in made.values()]
    return dict(zip(made, zip(sizes, found, strict=True), strict=True))


def test_no_text_overlaps_another_or_leaves_its_figure_or_is_too_small(rendered):
    wrong = []
    for name, (size, figure) in rendered.items():
        wrong += [f"{name}: “{a.said}” on “{b.said}”" for a, b in combinations(figure.lines, 2) if overlap(a, b)]
        wrong += [
            f"{name}: “{line.said}” is outside"
            for line in figure.lines
            if min(line.left, line.top) < -OUTSIDE or line.right > size[0] + OUTSIDE or line.bottom > size[1] + OUTSIDE
        ]
        wrong += [f"{name}: “{line.said}” is small" for line in figure.lines if line.size < 12.0]
    assert not wrong, "\n".join(wrong)


def test_hostile_names_are_only_text(rendered, browser):
    assert not [name for name, (_, figure) in rendered.items() if figure.links or figure.scripts]
    assert not browser.requests
    assert plot_text(HOSTILE).split()[0] in said(draw(FUNDS["hostile"]).figure)
