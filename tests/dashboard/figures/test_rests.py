"""What an answer rests on, drawn: bars are the nets of the records, zero is not lost, titles turn with the numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dashboard.figures import effects, frontier, tornado, worth
from dashboard.figures.drawn import Drawn
from dashboard.figures.inputs import amount, named, span
from dashboard.theme import LIGHT
from simulator.experiment.frontier import zeros
from tests.dashboard.figures.rests_samples import (
    ABOUT,
    EFFECTS,
    FRONTIER,
    HOSTILE,
    PARAMETERS,
    RESTS,
    TORNADO,
    WORTH,
)
from tests.dashboard.figures.samples import said, traces
from tests.dashboard.further_samples import MILLION, SOME, moved

EVERY = [(module, name, data) for module, samples in RESTS.values() for name, data in samples.items()]


def draw(module: Any, data: Any, width: int = 734) -> Drawn:
    found: Drawn = module.draw(data, theme="light", width=width)
    return found


# -- all of them ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("module", "name", "data"), EVERY, ids=[f"{m.__name__[18:]}-{n}" for m, n, _ in EVERY])
def test_words_and_table_say_what_the_chart_shows(module: Any, name: str, data: Any) -> None:
    one, phone = draw(module, data), draw(module, data, 358)
    assert one.title in one.alt
    assert (one.title, one.table) == (phone.title, phone.table)
    assert one.table.values
    assert all(len(row) == len(one.table.columns) for row in one.table.values)
    assert all(len(row) == len(one.table.headings) for row in one.table.rows)
    assert ("From answer 0123." in one.note) == (name == "hostile")


@pytest.mark.parametrize("at", [0.0546, 12.0, 140_000.0, 1e-5])
def test_values_are_told_in_their_unit(at: float) -> None:
    assert amount(at, "dollars per day (2025)").startswith("$")
    assert amount(at, "share").endswith("%")
    assert amount(at, "days").endswith(" days")
    assert amount(at, "per person-year") == amount(at, "days").removesuffix(" days")
    assert amount(-2.0, "dollars") == "−$2"
    assert span(1.0, 2.5, "years") == "1 to 2.5 years"


def test_a_category_is_told_with_its_input_and_what_nobody_knows_by_its_path() -> None:
    assert named("lead.patience", PARAMETERS).label == "How long people wait for LEAD before they give up"
    assert named("lead.patience.first_time", PARAMETERS).label.endswith("give up: first time")
    assert named("no.such", PARAMETERS) == named("no.such", {})
    assert named("no.such", PARAMETERS).label == "no.such"


# -- the tornado ----------------------------------------------------------------------------------------------


def test_bars_go_from_where_nothing_is_set_to_the_nets_of_the_records() -> None:
    bars = [trace for trace in draw(tornado, TORNADO["losing"]).figure.data if trace.type == "bar"]
    assert {bar.base[0] for bar in bars} == {-30.0 * MILLION}
    found = [(bar.name, round(bar.base[0] + bar.x[0])) for bar in bars]
    wanted = [("worse", -40), ("better", -22), ("worse", -36), ("better", -27), ("worse", -34), ("better", -29)]
    assert found == [(name, at * MILLION) for name, at in wanted]


def test_better_and_worse_are_told_apart_without_color_too() -> None:
    found = traces(draw(tornado, TORNADO["losing"]).figure)
    assert found["worse"].marker.pattern.shape == "/"
    assert found["better"].marker.pattern.shape is None
    assert found["better"].marker.color == LIGHT["focus2"]


def test_what_was_set_stands_at_the_ends_with_its_unit_and_the_net() -> None:
    for width in (358, 734, 1280):
        words = said(draw(tornado, TORNADO["losing"], width).figure)
        assert "$90: −$40.0M" in words and "$300: −$22.0M" in words
        assert "23%: −$36.0M" in words
        assert "5.4 years: −$34.0M" in words
        assert "nothing set: −$30.0M" in words


def test_errors_are_drawn_where_they_are_known() -> None:
    def lines(name: str) -> int:
        return len([s for s in draw(tornado, TORNADO[name]).figure.layout.shapes if s.type == "line"])

    assert lines("losing") - lines("one future") >= 3 * 2 * 3 - 3 * 3  # three inputs of three lines, less a fourth row
    assert "One future cannot tell" in draw(tornado, TORNADO["one future"]).note


@pytest.mark.parametrize(("name", "shown"), [("losing", True), ("turning", True), ("one-sided", False), ("far", False)])
def test_zero_is_in_view_where_it_is_near_and_where_not_that_is_said(name: str, shown: bool) -> None:
    drawn = draw(tornado, TORNADO[name], 1280)
    low, high = drawn.figure.layout.xaxis.range
    assert (low <= 0.0 <= high) == shown
    assert ("$0 is beyond this axis: every net that is shown is a loss." in drawn.note) != shown
    data = TORNADO[name]
    assert data is not None
    assert all(low <= end.net <= high for each in data.shown for end in each.ends)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("losing", "No input turns the loss into a saving by itself"),
        ("turning", "Two inputs can turn the loss into a saving by themselves: “What a jail day costs” and “Share of "
            "the effects that carries over”"),
        ("far", "No input turns the loss into a saving by itself"),
    ],
)  # fmt: skip
def test_the_title_says_which_inputs_turn_the_sign(name: str, title: str) -> None:
    assert draw(tornado, TORNADO[name]).title == title


def test_a_saving_is_turned_into_a_loss_and_noise_turns_nothing() -> None:
    even = [(0.5, 0.4, 0.6, True)]
    saving = tornado.of(moved("lead.patience", (0.1, 0.9), (-1.0, 9.0), base=4.0, evens=even), ABOUT, PARAMETERS)
    assert saving is not None
    assert draw(tornado, saving).title.startswith("One input can turn the saving into a loss by itself")
    noise = "cannot be told from noise"
    noisy = moved("lead.patience", (0.1, 0.9), (-1.0, 9.0), base=4.0, evens=even, reason=noise)
    data = tornado.of([*moved("lead.duration", (1.0, 2.0), (3.0, 5.0), base=4.0), *noisy], ABOUT, PARAMETERS)
    assert data is not None
    drawn = draw(tornado, data)
    assert drawn.title == "No input can be told to turn the saving into a loss by itself"
    assert "1 of 2 inputs. 1 of them would change the sign, which may be noise as well." in drawn.note


def test_only_what_can_be_told_from_noise_is_drawn_and_the_file_has_all() -> None:
    data = TORNADO["losing"]
    assert data is not None
    drawn = draw(tornado, data)
    assert len(data.shown) == 3
    assert "Swings that cannot be told from noise at 10 draws: 1 of 4 inputs." in drawn.note
    assert [row[-1] for row in drawn.table.values] == ["yes", "yes", "yes", "no"]
    many = TORNADO["many"]
    assert many is not None
    assert len(many.shown) == 8
    assert "4 more, in the file of numbers" in draw(tornado, many).note


def test_each_input_has_its_own_records_though_another_path_begins_alike() -> None:
    records = [
        *moved("jail", (1.0, 2.0), (-4.0, -2.0), base=-3.0), *moved("jail.stay", (5.0, 6.0), (-9.0, -1.0), base=-3.0),
    ]  # fmt: skip
    data = tornado.of(records, ABOUT, {})
    assert data is not None
    assert [(each.name.path, each.low.values, each.high.net) for each in data.inputs] == [
        ("jail", (1.0,), -2.0 * MILLION), ("jail.stay", (5.0,), -1.0 * MILLION),
    ]  # fmt: skip
    assert tornado.of([], ABOUT, {}) is None


# -- the frontier ---------------------------------------------------------------------------------------------


def test_every_pair_has_its_net_with_its_sign_and_the_line_is_where_it_is_zero() -> None:
    data = FRONTIER["some"]
    assert data is not None
    drawn = draw(frontier, data)
    words = said(drawn.figure).split(" | ")
    assert [word for word in words if word[:1] in "−+" and word[1:2].isdigit()] == [
        "−9.0", "−4.0", "+1.0", "−6.0", "+0.5", "+6.0", "−3.0", "+4.0", "+12.0",
    ]  # fmt: skip
    contour = traces(drawn.figure)["zero"]
    assert [list(row) for row in contour.z] == data.means
    assert (contour.contours.start, contour.contours.end, contour.contours.coloring) == (0.0, 0.0, "none")
    assert all(len(zeros((0.0, 1.0, 2.0), row)) == 1 for row in data.means)


def test_colors_are_by_the_side_of_zero() -> None:
    data = FRONTIER["some"]
    assert data is not None
    fills = [shape.fillcolor for shape in draw(frontier, data).figure.layout.shapes if shape.type == "rect"]
    for fill, net in zip(fills, (net for row in data.means for net in row), strict=True):
        assert fill in ({LIGHT["cost2"], LIGHT["cost3"]} if net < 0.0 else {LIGHT["focus3"], LIGHT["focus4"]})


def test_where_all_pairs_lose_or_save_there_is_no_line_and_the_title_says_so() -> None:
    none, all_ = draw(frontier, FRONTIER["none"]), draw(frontier, FRONTIER["all"])
    assert "saves at no pair of" in none.title and "saves at every pair of" in all_.title
    assert "zero" not in traces(none.figure) | traces(all_.figure)
    assert draw(frontier, FRONTIER["some"]).title.startswith("“Scaled up” saves at 5 of 9 pairs of “Share of the eff")


def test_the_stated_pair_is_framed_and_axes_have_names_and_units() -> None:
    data = FRONTIER["some"]
    assert data is not None
    assert data.here == (1, 1)
    drawn = draw(frontier, data)
    words = said(drawn.figure)
    assert "Share of a jail day's cost that varies at once →" in words
    assert "↓ Share of the effects that carries over" in words
    assert "75% stated" in words and "12% stated" in words
    assert "At the stated values the net is +$0.5M; it saves in 7 of 10 draws." in drawn.note
    frames = [s for s in drawn.figure.layout.shapes if s.type == "line" and s.line.width == 2.5]
    assert len(frames) == 4
    unknown = draw(frontier, replace(data, first=replace(data.first, marks={})))
    assert "Framed" not in unknown.subtitle and "stated values" not in unknown.note


def test_a_grid_with_a_hole_is_no_chart() -> None:
    assert frontier.of(SOME[:-1], ABOUT, PARAMETERS) is None
    assert frontier.of([], ABOUT, PARAMETERS) is None


# -- worth and effects ----------------------------------------------------------------------------------------


def test_bars_are_the_worths_and_the_title_names_the_first() -> None:
    data = WORTH["three"]
    assert data is not None
    drawn = draw(worth, data)
    assert [trace.x[0] for trace in drawn.figure.data] == [2.0 * MILLION, 0.04 * MILLION, 0.001 * MILLION]
    assert drawn.title == "To measure next: “What a jail day costs”, worth up to $2.0M"
    assert "All inputs together: $2.5M at most." in drawn.subtitle
    assert "cannot be told from noise: 1 of 4" in drawn.note


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("some", "“Scaled up” saves at 100% and 75%; cannot be told apart from “No LEAD” at 50%; costs more than it "
            "saves at 25% and 0% of the published effects"),
        ("none", "“Scaled up” costs more than it saves at any share of the published effects, all of them included"),
        ("all", "“Scaled up” saves at any share of the published effects, even at none of them"),
    ],
)  # fmt: skip
def test_the_title_says_at_which_shares_it_saves(name: str, title: str) -> None:
    assert draw(effects, EFFECTS[name]).title == title


def test_the_five_shares_are_there_with_their_nets_and_as_many_futures_as_agree() -> None:
    drawn = draw(effects, EFFECTS["some"])
    words = said(drawn.figure).split(" | ")
    assert [word for word in words if word.endswith("%")] == ["100%", "75%", "50%", "25%", "0%"]
    assert {"+$9.0M", "saves in 50 of 50", "−$9.0M", "costs in 50 of 50"} <= set(words)
    dots = [trace for trace in drawn.figure.data if trace.mode == "markers"]
    assert [round(dot.x[0] / MILLION) for dot in dots] == [9, 4, 0, -5, -9]
    assert [dot.marker.color == LIGHT["bg"] for dot in dots] == [False, False, True, True, True]


def test_hostile_names_are_only_text() -> None:
    for module, data in ((tornado, TORNADO["hostile"]), (frontier, FRONTIER["hostile"]), (effects, EFFECTS["hostile"])):
        assert HOSTILE.split()[0] not in str(draw(module, data).figure.to_json())
