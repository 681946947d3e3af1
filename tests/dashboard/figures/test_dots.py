"""Fifty dots: as many on each side as the words say, filled or open, with zero in view."""

from __future__ import annotations

import pytest

from dashboard.figures import dots, dots_data
from dashboard.theme import LIGHT
from simulator.analysis.estimate import futures
from simulator.results import Comparison, Futures
from tests.dashboard.figures.samples import DOTS, MILLION, estimate, said, spread, traces
from tests.dashboard.figures.samples import dots_data as made
from tests.report.samples import identity, record


def draw(data, width=514):
    return dots.draw(data, theme="light", width=width)


def count(figure, name):
    return len(traces(figure)[name].x) if name in traces(figure) else 0


@pytest.mark.parametrize("sample", DOTS)
def test_as_many_dots_stand_on_each_side_as_the_words_say(sample):
    data = DOTS[sample]
    figure = draw(data).figure
    saving, costing, of_all = data.counts
    assert (count(figure, "saves"), count(figure, "costs")) == (saving, costing)
    assert count(figure, "no difference") == of_all - saving - costing
    assert (saving, of_all) == futures(data.net)
    if saving and costing:
        assert f"{saving} of {of_all}" in said(figure)
        assert f"{costing} of {of_all}" in said(figure)


@pytest.mark.parametrize("sample", DOTS)
@pytest.mark.parametrize("width", [358, 514, 734])
def test_zero_and_every_dot_are_in_view_and_no_dot_crosses_zero(sample, width):
    figure = draw(DOTS[sample], width).figure
    low, high = figure.layout.xaxis.range
    assert low < 0.0 < high
    for trace in figure.data:
        assert all(low <= x <= high for x in trace.x)
        assert all(x < 0 for x in trace.x if trace.name == "costs")
        assert all(x > 0 for x in trace.x if trace.name == "saves")


def test_dots_do_not_lie_on_each_other_and_stay_in_the_panel():
    figure = draw(DOTS["all cost"]).figure
    mine = traces(figure)["costs"]
    assert len(set(zip(mine.x, mine.y, strict=True))) == 50
    assert max(mine.y) + mine.marker.size / 2 <= figure.layout.yaxis.range[1]


def test_a_future_that_saves_is_filled_and_one_that_costs_is_a_ring():
    found = traces(draw(DOTS["gaining"]).figure)
    assert found["saves"].marker.color == LIGHT["focus"]
    assert found["costs"].marker.color == LIGHT["cost3"]
    assert found["costs"].marker.line.color == LIGHT["costf"]


def test_all_on_one_side_says_so_with_the_worst():
    assert "50 of 50 | cost more than they save the worst" in said(draw(DOTS["all cost"]).figure)
    assert "50 of 50 | save more than they cost the worst +$" in said(draw(DOTS["all save"]).figure)
    assert "the worst" not in said(draw(DOTS["gaining"]).figure)


def test_the_average_is_the_mean_of_the_draws_and_not_of_the_dots():
    data = made([*spread(8.0, 4.0), 900 * MILLION])
    triangle = traces(draw(data).figure)["average"]
    assert triangle.x[0] == data.net.mean != pytest.approx(sum(data.values) / 50)
    assert f"average {data.scale.text(data.net.mean)}" in said(draw(data).figure)


def test_fewer_draws_than_fifty_are_as_many_dots_and_said_so():
    drawn = draw(DOTS["few draws"])
    assert count(drawn.figure, "saves") == 4
    assert "Each dot is one of the 5 draws simulated" in drawn.subtitle
    assert "1 of 5" in said(drawn.figure)


@pytest.mark.parametrize(
    ("sample", "title"),
    [
        ("gaining", "In 44 of 50 futures “Scaled up” saves taxpayers money"),
        ("either way", "“Scaled up” could go either way: it saves taxpayers money in 26 of 50 futures"),
        ("losing", "In 38 of 50 futures “Scaled up” costs taxpayers more than it saves"),
        ("all cost", "In 50 of 50 futures “Scaled up” costs taxpayers more than it saves"),
        ("all save", "In 50 of 50 futures “Scaled up” saves taxpayers money"),
        ("one draw", "Whether “Scaled up” saves taxpayers money cannot be told from chance at one draw"),
        ("no difference", "“Scaled up” changes nothing for all taxpayers"),
        ("in cash", "In 38 of 50 futures “Scaled up” leaves taxpayers with less cash"),
    ],
)
def test_the_title_turns_round_with_the_futures(sample, title):
    assert draw(DOTS[sample]).title == title


def test_from_eleven_losing_futures_on_the_title_says_in_how_many():
    data = made([-1e6] * 11 + [9e6] * 39)
    assert draw(data).title == (
        "In 39 of 50 futures “Scaled up” saves taxpayers money; in 11 of 50 it costs taxpayers more than it saves"
    )
    assert "10 of 50" not in draw(made([-1e6] * 10 + [9e6] * 40)).title


def test_the_alternative_text_has_counts_average_range_and_the_worst():
    alt = draw(DOTS["gaining"]).alt
    data = DOTS["gaining"]
    for part in ("44 of 50 save more than they cost", "6 cost more", data.scale.text(data.net.mean)):
        assert part in alt
    assert f"90% of futures fall between {data.scale.span(data.net.low, data.net.high)}" in alt
    assert data.scale.text(data.values[0]) in alt


def test_the_table_lists_every_future_from_the_worst():
    table = draw(DOTS["few draws"]).table
    assert [row[2] for row in table.rows] == ["costs", "saves", "saves", "saves", "saves"]
    assert table.rows[0][1] == "\u2212200"
    assert table.values[0][1] == -2e5


def test_dots_are_those_of_the_answer():
    net = [-1.0, 2.0, 3.5]
    answer = Comparison(
        identity(), (record(net),), futures=(Futures("town/pilot", "town/none", "net", "all", tuple(net)),)
    )
    data = dots_data.of(answer, "town/pilot")
    assert data.values == (-1.0, 2.0, 3.5)
    assert data.net == estimate(net)
    assert (data.scenario, data.baseline, data.years) == ("Pilot", "None", "two years")


def test_an_answer_of_an_older_leadsim_has_no_dots():
    assert dots_data.of(Comparison(identity(), (record([1.0, 2.0]),)), "town/pilot") is None
