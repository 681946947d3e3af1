"""Text in charts: harmless, measured, broken and kept apart."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures.text import apart, clipped, plot_text, shortened, width_of, wrapped

repeatable = settings(max_examples=200, deadline=None, derandomize=True, database=None)
ANY_TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=60)


def test_markup_links_and_templates_become_plain_text():
    assert plot_text("<a href='x'>A & B</a>") == "&lt;a href='x'&gt;A &amp; B&lt;/a&gt;"
    assert plot_text("%{y} <br>") == "%&#123;y} &lt;br&gt;"
    assert plot_text("two\nlines\tof $1.2M of $3.4M") == "two lines of $1.2M of $3.4M"


@repeatable
@given(ANY_TEXT)
def test_no_text_keeps_anything_that_plotly_would_read(text):
    safe = plot_text(text)
    assert not set(safe) & set("<>\n\r")
    assert "%{" not in safe


def test_width_grows_with_size_and_weight():
    assert width_of("Program cost", 26.0) == pytest.approx(2 * width_of("Program cost", 13.0))
    assert width_of("Program cost", bold=True) > width_of("Program cost")
    assert width_of("") == 0.0


def test_a_character_that_is_not_known_is_taken_to_be_wide():
    assert width_of("漢", 10.0) == 10.0


@repeatable
@given(ANY_TEXT, st.floats(40.0, 300.0))
def test_no_line_is_wider_than_its_room(text, room):
    assert all(width_of(line) <= room for line in wrapped(text, room))
    assert len(clipped(text, room, 2)) <= 2
    assert all(width_of(line) <= room for line in clipped(text, room, 2))


def test_what_is_left_out_is_shown_by_dots():
    assert shortened("Citywide", 1000.0) == "Citywide"
    assert shortened("Citywide LEAD under the contract", 80.0).endswith("…")
    assert clipped("one two three four five", 60.0, 1)[0].endswith("…")
    assert clipped("one two", 200.0, 1) == ["one two"]


def test_words_are_only_broken_between():
    assert " ".join(wrapped("a jail wing stays staffed", 70.0)) == "a jail wing stays staffed"


@repeatable
@given(st.lists(st.floats(-50.0, 450.0), min_size=1, max_size=6), st.floats(1.0, 40.0))
def test_labels_are_kept_apart_inside_their_room_and_in_order(wanted, gap):
    placed = apart(wanted, gap, 0.0, 300.0)
    assert all(-1e-6 <= place <= 300.0 + 1e-6 for place in placed)
    rising = [placed[i] for i in sorted(range(len(wanted)), key=lambda i: wanted[i])]
    assert all(b - a >= gap - 1e-6 for a, b in pairwise(rising))


def test_labels_without_a_conflict_stay_where_they_belong():
    assert apart([200.0, 100.0, 10.0], 31.0, 0.0, 300.0) == [200.0, 100.0, 10.0]


def test_labels_in_conflict_share_the_way():
    assert apart([100.0, 100.0], 31.0, 0.0, 300.0) == [84.5, 115.5]


def test_labels_without_room_for_all_are_spread_evenly():
    assert apart([5.0, 5.0, 5.0], 40.0, 0.0, 60.0) == pytest.approx([0.0, 30.0, 60.0])
    assert apart([], 31.0, 0.0, 300.0) == []
