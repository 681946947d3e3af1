"""Tables of Compare: parts add up, transfers add to nothing, and files have the numbers of the page."""

from __future__ import annotations

import csv
import io

import pytest

from dashboard import matrix, side_by_side, years
from dashboard.address import Client, View
from dashboard.downloads import to_csv
from dashboard.pages import compare
from dashboard.pages.compare_files import rows_of
from dashboard.queries import Library, stored_example
from dashboard.story import Story
from simulator.results import ALL, TAXPAYERS, Comparison
from tests.dashboard.sample import GAIN, LOSS, PRIVATE, Plan, answer, around

TWO = Plan(
    {"city": around(1.0), "county": around(20.0, 2.0)},
    {"city": around(0.5), "county": around(15.0, 2.0)},
    {"city": around(6.0), PRIVATE: around(1.0)},
    moved={"city": around(2.0), "county": around(-2.0)},
)


def story(payer: str = ALL) -> Story:
    return Story(answer({"here/plan": TWO}), "here/plan", payer)


def example_stories() -> list[Story]:
    return [Story(stored_example(), name) for name in stored_example().identity.scenarios]


@pytest.mark.parametrize("of", [story(), *example_stories()], ids=lambda of: of.scenario)
def test_rows_add_up_to_the_last_column_and_columns_to_the_nets(of: Story) -> None:
    found = matrix.of(of)
    for row in found.rows:
        assert sum(row.cells[p] or 0.0 for p in found.payers[:-1]) == pytest.approx(row.cells[ALL] or 0.0, abs=0.02), (
            row
        )
    for payer in found.payers:
        total = 0.0
        for row in found.rows:
            if row.kind == "line":
                total += row.cells[payer] or 0.0
            else:
                assert row.cells[payer] == pytest.approx(total, abs=0.02), (row, payer)


def test_what_moves_between_payers_adds_to_nothing_and_is_said_to() -> None:
    found = matrix.of(story())
    moved = next(row for row in found.rows if row.label == "Moved by agreement")
    assert moved.cells == {"city": 2e6, "county": -2e6, PRIVATE: 0.0, ALL: 0.0}
    assert "Moved by agreement" in found.transfers
    assert matrix.shown(moved.cells[ALL], moved, found.scale) == "–"


def test_cells_have_one_decimal_a_dash_for_no_effect_and_signs_on_nets() -> None:
    found = matrix.of(story())
    by_label = {row.label: {p: matrix.shown(v, row, found.scale) for p, v in row.cells.items()} for row in found.rows}
    assert by_label["Jail bed"]["city"] == "1.0"
    assert by_label["Jail bed"][PRIVATE] == "–"
    assert by_label["Program cost"]["city"] == "−6.0"
    assert by_label["Net of costs avoided"] == {"city": "−3.0", "county": "+18.0", PRIVATE: "−1.0", ALL: "+14.0"}
    assert by_label["Net in cash"][ALL] == "+8.5"


def test_years_end_with_their_sum_and_mark_what_no_study_followed() -> None:
    found = years.of(Story(answer({"here/plan": LOSS}), "here/plan"))
    assert [row.label for row in found.rows] == ["2027", "2028", "2029", "2030", ALL]
    assert [row.late for row in found.rows] == [False, False, False, True, False]
    assert found.evidence_ends == "2029"
    for rung in years.COLUMNS:
        assert sum(row.cells[rung].mean for row in found.rows[:-1]) == pytest.approx(found.rows[-1].cells[rung].mean)


def test_scenarios_share_an_axis_with_zero_in_it() -> None:
    found = side_by_side.of(answer(), ["here/gain", "here/loss"], ALL)
    assert found.low < 0.0 < found.high
    assert 0.0 in found.ticks
    assert all(0.0 <= found.place(edge) <= 100.0 for side in found.sides for edge in (side.net.low, side.net.high))
    first, second = found.sides
    assert (first.reference, first.against) == (True, None)
    assert second.against is not None
    assert second.against.mean == pytest.approx(second.net.mean - first.net.mean)


def test_one_payer_is_shown_in_cash_everywhere() -> None:
    found = side_by_side.of(answer(), ["here/gain", "here/loss"], "city")
    assert found.sides[0].net.mean == pytest.approx(10e6)
    assert found.sides[1].against is not None
    assert found.sides[1].against.mean == pytest.approx(-27e6)


# -- files ----------------------------------------------------------------------------------------------------

FIGURES = ("ladder", "dots", "fan", "scenarios", "payers", "years")


def view(comparison: Comparison) -> View:
    return compare.settle(Client(), compare.Answer("example", comparison))


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_has_its_numbers_as_a_file(figure: str) -> None:
    found = compare.table(figure, Client(query={"payer": ("city",)}), Library(example=answer))
    assert found is not None
    head, *rows = csv.reader(io.StringIO(to_csv(found.columns, found.rows), newline=""))
    assert rows
    assert all(len(row) == len(head) for row in rows)


def test_there_is_no_file_of_what_is_no_figure() -> None:
    assert compare.table("secrets", Client(), Library(example=answer)) is None


def test_the_file_has_the_numbers_of_the_store_to_the_last_digit() -> None:
    comparison = answer()
    columns, rows = rows_of("scenarios", comparison, view(comparison)) or ((), ())
    row = dict(zip(columns, next(iter(rows)), strict=True))
    assert row["net_mean"] == Story(comparison, "here/gain").net.mean
    head, first, *_ = csv.reader(io.StringIO(to_csv(columns, rows), newline=""))
    assert float(first[head.index("net_mean")]) == row["net_mean"]


def test_no_cell_is_a_formula_and_numbers_stay_numbers() -> None:
    bad = ("=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1")
    text = to_csv(("name", "value"), [(name, -1.5) for name in bad])
    rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [row[0] for row in rows] == [f"'{name}" for name in bad]
    assert {row[1] for row in rows} == {"-1.5"}


def test_hostile_titles_stay_text_in_files() -> None:
    comparison = answer({"here/plan": GAIN}, {"here/plan": '=HYPERLINK("https://evil.example")'})
    found = rows_of("scenarios", comparison, view(comparison))
    assert found is not None
    assert "'=HYPERLINK" in to_csv(*found)


def test_taxpayers_leave_out_private_payers() -> None:
    assert story(TAXPAYERS).mean("program") == pytest.approx(-6e6)
    assert story().mean("program") == pytest.approx(-7e6)
