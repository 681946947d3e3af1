"""Equity: words turn with the numbers, too few are never told as a rate, and groups are labels for counting."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dashboard import equity_words as words
from dashboard.address import Client, query_of
from dashboard.app import PAGES
from dashboard.figures import rri
from dashboard.pages import equity
from dashboard.queries import Library, stored_example
from dashboard.story import Story
from simulator.analysis.equity import DECISIONS
from simulator.report.equity import ALIKE, EARLIER, ONE_GROUP
from simulator.results import Comparison
from simulator.store import Store
from tests.dashboard import pieces
from tests.dashboard.equal import BASELINE, NAME, rates, with_equity
from tests.dashboard.sample import answer

WIDER, NARROWER = rates((400.0, 600.0)), rates((800.0, 500.0))
FEW = rates((8.0, 400.0))
GREY, FOCUS = "#6B717A", "#12436D"


def library(of: Comparison) -> Library:
    return Library(lambda: Store(":memory:"), lambda: of)


def ask(of: Comparison, search: str = "") -> Any:
    return equity.layout(Client("/equity", query_of(search)), library(of))


def drawn(of: Comparison, width: int = 1280, search: str = "") -> Any:
    lib = library(of)
    shown = equity.settle(Client("/equity", query_of(search)), lib.find(None))
    draw = equity.drawing(Story(of, NAME, shown.view.payer), shown)
    assert draw is not None
    return draw("light", width)


def texts(figure: Any) -> str:
    return " ".join(note.text.replace("<br>", " ") for note in figure.layout.annotations)


def dots(figure: Any, color: str) -> list[str]:
    """Return the fills of the marks of a color, without the two that say which is which."""
    return [s.fillcolor for s in figure.layout.shapes if s.type == "circle" and s.line.color == color][1:]


# -- words ------------------------------------------------------------------------------------------------------


def test_the_finding_says_first_where_disparity_widens_and_turns_round() -> None:
    both = with_equity({"offered": WIDER, "booked": NARROWER})
    assert "widens disparity at 1 of 28 comparisons with white people, and narrows it at 1" in pieces.finding(ask(both))
    text = pieces.text_of(ask(both).parts)
    assert "It widens most for offers of diversion, black (1.00 to 1.50, in all 50 futures)." in text
    assert "It narrows most for arrests booked into jail, black (2.00 to 1.25, in all 50 futures)." in text
    assert "narrows disparity at 1 of 28" in pieces.finding(ask(with_equity({"booked": NARROWER})))
    assert "is not seen to widen or narrow" in pieces.finding(ask(with_equity({})))


def test_where_nothing_was_measured_by_group_that_is_the_finding() -> None:
    rates_of = {"": {"equity.offer": {"value": {"black": 1.0, "white": 1.0}}}, BASELINE: {}, NAME: {}}
    page = ask(replace(with_equity({}), inputs=rates_of))
    assert "No disparity is put into" in pieces.finding(page)
    assert ALIKE in pieces.text_of(page.parts)


def test_key_figures_count_every_comparison_once() -> None:
    found = equity.settle(Client("/equity"), library(with_equity({"offered": WIDER, "filed": FEW})).find(None)).equity
    assert found is not None
    widens, narrows, same, hidden = words.key_figures(found)
    assert (widens.value, narrows.value, hidden.value) == ("1", "0", "0")
    assert int(same.value) == 28 - 1 - len([row for row in found.rows if row.moves == "no comparison"])
    assert (widens.tone, narrows.tone) == ("costs", "")


def test_an_older_answer_says_that_it_has_none_and_how_to_ask_again() -> None:
    page = ask(answer())
    assert "has no counts by group" in pieces.finding(page)
    text = pieces.text_of(page.parts)
    assert EARLIER in text
    assert "leadsim compare" in text
    assert all(said in text for said in words.LABELS)
    assert not any(type(each).__name__ == "Graph" for each in pieces.pieces(page.parts))


def test_a_place_with_one_group_says_that_there_is_nothing_to_compare() -> None:
    page = ask(with_equity({}, groups=("black",)))
    assert ONE_GROUP in pieces.text_of(page.parts)


def test_groups_are_said_to_be_labels_for_counting() -> None:
    text = pieces.text_of(ask(with_equity({})).parts)
    assert all(said in text for said in words.LABELS)
    assert "never a cause" in text


# -- the chart --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1280, 734, 358])
def test_every_decision_has_its_denominator_two_marks_and_its_counts(width: int) -> None:
    figure = drawn(with_equity({"offered": WIDER}), width).figure
    said = texts(figure).replace(" ", "")
    for decision in DECISIONS:
        assert decision.label.replace(" ", "") in said
    assert said.count("400/400") == 2 * len(DECISIONS) - 1
    assert "600/400" in said
    assert len(dots(figure, GREY)) == len(dots(figure, FOCUS)) == len(DECISIONS)
    assert "ofcontactsthatLEADmaydivert" in said
    assert "perperson-yearinthepool" in said
    assert "1parity" in said


def test_a_rate_of_too_few_is_not_drawn_and_is_said_not_to_be_shown() -> None:
    made = drawn(with_equity({"offered": FEW}))
    assert "Not shown: fewer than 10" in texts(made.figure)
    assert "8 / 400" in texts(made.figure)
    assert len(dots(made.figure, GREY)) == len(DECISIONS) - 1
    assert len(dots(made.figure, FOCUS)) == len(DECISIONS)
    row = next(row for row in made.table.values if row[1] == "Offers of diversion" and row[5] == "here/no-lead")
    found = dict(zip(made.table.columns, row, strict=True))
    assert (found["count"], found["rri"], found["rate_per_1000"], found["gap_per_1000"]) == (8.0, None, None, None)
    assert found["not_shown"] == "not shown: fewer than 10"
    page = pieces.text_of(ask(with_equity({"offered": FEW})).parts)
    assert "Not shown: fewer than 10" in page


def test_a_mark_is_full_only_where_parity_is_out_of_the_interval() -> None:
    figure = drawn(with_equity({"offered": WIDER}, spread=0.05)).figure
    assert sorted(set(dots(figure, FOCUS))) == [FOCUS, "#FFFFFF"]
    assert dots(figure, FOCUS).count(FOCUS) == 1
    assert dots(figure, GREY).count(GREY) == 0


def test_twice_as_often_and_half_as_often_are_as_far_from_parity() -> None:
    figure = drawn(with_equity({"offered": rates((800.0, 200.0))}, spread=0.0)).figure
    at = [(s.x0 + s.x1) / 2 for s in figure.layout.shapes if s.type == "circle"][2:]
    n = 2 * [each.key for each in DECISIONS].index("offered")
    parity = at[0]
    assert at[n] - parity == pytest.approx(parity - at[n + 1])
    assert at[n] > parity


# -- choices ----------------------------------------------------------------------------------------------------


def test_group_and_reference_are_chosen_and_stand_in_the_address() -> None:
    page = ask(with_equity({}), "?group=other&reference=black")
    assert "group=other&reference=black" in page.search
    chosen = pieces.controls(page)
    assert (chosen["group"], chosen["reference"]) == ("other", "black")
    assert "--reference black" in pieces.text_of(page.parts)
    usual = pieces.controls(ask(with_equity({}), "?group=white&reference=nobody"))
    assert (usual["group"], usual["reference"]) == ("black", "white")


def test_against_another_reference_the_index_is_the_other_way_round() -> None:
    of = with_equity({"offered": WIDER}, spread=0.0)
    rows = {}
    for group, reference in (("black", "white"), ("white", "black")):
        shown = equity.settle(
            Client("/equity", query_of(f"?group={group}&reference={reference}")), library(of).find(None)
        )
        assert shown.equity is not None
        rows[group] = next(r for r in shown.equity.rows if r.decision.key == "offered" and r.group == group)
    own, other = (rows[each].after.rri for each in ("black", "white"))
    assert own is not None
    assert other is not None
    assert own.scenario_mean == pytest.approx(1.0 / other.scenario_mean) == pytest.approx(1.5)


# -- its numbers ------------------------------------------------------------------------------------------------


def test_the_files_have_every_number_unrounded() -> None:
    of = with_equity({"offered": WIDER})
    client = Client("/equity")
    tables = {
        name: next(t for t in (p.table(name, client, library(of)) for p in PAGES) if t) for name in ("rri", equity.GAPS)
    }
    chart = [dict(zip(tables["rri"].columns, row, strict=True)) for row in tables["rri"].rows]
    assert len(chart) == 2 * len(DECISIONS)
    offered = [row for row in chart if row["decision"] == "Offers of diversion"]
    assert [row["rri"] for row in offered] == pytest.approx([1.0, 1.5])
    assert [(row["rate_per_1000"], row["reference_rate_per_1000"]) for row in offered] == [(200, 200), (300, 200)]
    gaps = [dict(zip(tables[equity.GAPS].columns, row, strict=True)) for row in tables[equity.GAPS].rows]
    assert len(gaps) == 2 * len(DECISIONS)
    mine = next(row for row in gaps if (row["decision"], row["group"]) == ("Offers of diversion", "black"))
    assert (mine["gap_baseline_per_1000"], mine["gap_scenario_per_1000"]) == (0.0, 100.0)
    assert mine["gap_change"] == pytest.approx(100.0)
    assert equity.table("ladder", client, library(of)) is None
    assert equity.table("rri", client, library(answer())) is None


def test_the_stored_example_either_has_counts_by_group_or_says_that_it_has_none() -> None:
    page = equity.layout(Client("/equity"), Library(lambda: Store(":memory:"), stored_example))
    has = any(record.table == "equity" for record in stored_example().records)
    assert ("has no counts by group" in pieces.finding(page)) != has
    assert rri.PARITY == 1.0
