"""Paired differences: better, worse, or not to be told apart, and the same words for both directions."""

from __future__ import annotations

import pytest

from dashboard.figures import versus, versus_data
from dashboard.theme import LIGHT
from simulator.results import Comparison, Versus
from tests.dashboard.figures.samples import VERSUS, estimate, said, spread, traces
from tests.report.samples import identity


def draw(data, width=734):
    return versus.draw(data, theme="light", width=width)


def test_what_can_be_told_is_solid_and_filled_and_what_cannot_is_dashed_and_open():
    found = traces(draw(VERSUS["all three"]).figure)
    assert found["better interval"].line.dash == found["worse interval"].line.dash == "solid"
    assert found["apart interval"].line.dash != "solid"
    assert (found["better"].marker.color, found["worse"].marker.color) == (LIGHT["focus"], LIGHT["costf"])
    assert (found["apart"].marker.color, found["apart"].marker.line.color) == (LIGHT["bg"], LIGHT["grey"])


def test_intervals_and_dots_are_those_of_the_estimates():
    data = VERSUS["all three"]
    found = traces(draw(data).figure)
    better = data.rows[0].difference
    assert tuple(found["better interval"].x) == (better.low, better.high)
    assert found["better"].x == (better.mean,)


@pytest.mark.parametrize("sample", VERSUS)
@pytest.mark.parametrize("width", [358, 734])
def test_zero_and_every_interval_are_in_view(sample, width):
    low, high = draw(VERSUS[sample], width).figure.layout.xaxis.range
    rows = VERSUS[sample].rows
    assert low <= min(0.0, *(row.difference.low for row in rows))
    assert high >= max(0.0, *(row.difference.high for row in rows))


def test_words_have_the_futures_that_agree():
    words = said(draw(VERSUS["all three"]).figure)
    assert "better in 48 of 50" in words
    assert "cannot be told apart: better in 2" in words
    assert "worse in 50 of 50" in words
    assert "worse than Current size" in words and "better than Current size" in words


@pytest.mark.parametrize(
    ("sample", "title"),
    [
        ("all three", "“Scaled up” beats “Current size” in 48 of 50 futures; “First-time only” does worse in 50 of 50; "
            "“Grant ends” cannot be told apart from it"),
        ("all better", "“Scaled up” beats “Current size” in 50 of 50 futures"),
        ("some worse", "“A” and “B” do worse than “Current size” in at least 47 of 50 futures"),
        ("few draws", "“Scaled up” cannot be told apart from “Current size”"),
        ("the same", "“Scaled up” cannot be told apart from “Current size”"),
    ],
)  # fmt: skip
def test_the_title_says_who_beats_whom(sample, title):
    assert draw(VERSUS[sample]).title == title


def test_a_note_says_what_not_told_apart_means_only_where_it_is_said():
    assert "fewer than 36 of 50" in draw(VERSUS["all three"]).note
    assert draw(VERSUS["all better"]).note == ""


def test_a_pair_is_read_in_either_direction():
    found = estimate(spread(6.0, 2.0))
    answer = Comparison(
        identity(scenarios=("town/a", "town/b")), versus=(Versus("town/b", "town/a", "net", "all", found),)
    )
    forward, back = (versus_data.of(answer, reference).rows[0] for reference in ("town/a", "town/b"))
    assert forward.difference == found
    assert (forward.scenario, back.scenario) == ("B", "A")
    assert (back.difference.mean, back.difference.low, back.difference.high) == (-found.mean, -found.high, -found.low)
    assert (forward.words, back.words) == ("better in 48 of 50", "worse in 48 of 50")


def test_an_answer_without_pairs_has_no_chart():
    assert versus_data.of(Comparison(identity()), "town/pilot") is None


def test_table_and_alternative_text_have_the_numbers_of_the_chart():
    drawn = draw(VERSUS["all three"])
    row, data = drawn.table.rows[0], VERSUS["all three"].rows[0].difference
    assert row[0] == "Scaled up" and row[-1] == "better in 48 of 50"
    assert drawn.table.values[0][1] == data.mean
    assert VERSUS["all three"].scale.text(data.mean) in drawn.alt
    assert len(drawn.table.headings) == len(row) == len(drawn.table.columns)
