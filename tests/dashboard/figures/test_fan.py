"""The fan: lines that end at the net, bands that hold them, and a break-even that is marked only where it is."""

from __future__ import annotations

import pytest

from dashboard.figures import fan, fan_data
from dashboard.figures.fan_data import BreakEven
from dashboard.theme import LIGHT
from simulator.results import Comparison, Series
from tests.dashboard.figures.samples import FANS, MILLION, OTHERS, said, traces
from tests.dashboard.figures.samples import fan_data as made
from tests.report.samples import comparison, identity, number


def draw(data, width=514):
    return fan.draw(data, theme="light", width=width)


def lines(figure, name):
    return [trace for trace in figure.data if trace.name == name]


def test_a_line_starts_at_nothing_and_ends_at_the_net_and_is_dashed_beyond_the_evidence():
    data = FANS["gaining"]
    solid, dashed = lines(draw(data).figure, "Scaled up")
    assert (solid.x[0], solid.y[0]) == (0, 0.0)
    assert (solid.x[-1], solid.line.dash) == (36, "solid")
    assert dashed.x[0] == 36 and dashed.line.dash != "solid"
    assert (dashed.x[-1], dashed.y[-1]) == (60, data.mean[-1])
    assert solid.line.width == 3.0


def test_a_horizon_inside_the_evidence_has_no_dashes():
    drawn = draw(FANS["short"])
    assert len(lines(drawn.figure, "Scaled up")) == 1
    assert "follow-up" not in said(drawn.figure)
    assert "Dashed" not in drawn.subtitle


def test_bands_hold_the_line_and_the_wide_one_holds_the_other():
    data = FANS["gaining"]
    found = traces(draw(data).figure)
    months = len(data.mean) + 1
    for name, lower, upper in (("90% of futures", data.low, data.high), ("50% of futures", data.p25, data.p75)):
        assert list(found[name].y[1:months]) == list(upper)
        assert list(found[name].y[months:-1]) == list(reversed(lower))
        assert found[name].line.width == 0


@pytest.mark.parametrize("sample", FANS)
@pytest.mark.parametrize("width", [358, 514])
def test_zero_and_all_values_are_in_view(sample, width):
    data = FANS[sample]
    low, high = draw(data, width).figure.layout.yaxis.range
    values = [0.0, *data.low, *data.high, *(value for other in data.others for value in other.mean)]
    assert low <= min(values) + 1.0 and max(values) - 1.0 <= high


def test_names_and_last_values_stand_at_the_ends_of_lines():
    words = said(draw(FANS["gaining"], 734).figure)
    assert "Scaled up +$8.2M" in words
    assert "First-time only \u2212$6.7M" in words


def test_a_break_even_is_a_ring_on_zero_with_its_month_in_words():
    drawn = draw(FANS["gaining"])
    ring = traces(drawn.figure)["break-even"]
    assert (ring.x[0], ring.y[0]) == (25.0, 0.0)
    assert "Half of futures have broken even by Jan 2029" in said(drawn.figure)
    assert drawn.title == "In half of the futures “Scaled up” breaks even by Jan 2029; in 7 of 50 it does not by 2031"
    assert drawn.note == "In 7 of 50 futures “Scaled up” has not broken even at the end of 2031."


def test_what_never_breaks_even_has_no_ring_and_says_in_how_many_futures():
    drawn = draw(FANS["never"])
    assert "break-even" not in traces(drawn.figure)
    assert "broken even" not in said(drawn.figure)
    assert drawn.title == "“Scaled up” does not break even by 2031 in 46 of 50 futures"


def test_what_never_costs_more_says_so():
    drawn = draw(FANS["always"])
    assert drawn.title == "In half of the futures “Scaled up” has cost no more than it saved from the first month on"
    assert "Half of futures are never below zero" in said(drawn.figure)


def test_no_effect_is_called_so():
    data = made(0.0, 0.0, dip=0.0, found=BreakEven(None, 0, 0, nothing=True), payer="state")
    assert draw(data).title == "“Scaled up” changes nothing for the state"
    assert "break-even" not in traces(draw(data).figure)


def test_a_loss_takes_the_color_of_costs_with_its_bands():
    gain, loss = (traces(draw(FANS[sample]).figure) for sample in ("gaining", "never"))
    assert gain["Scaled up"].line.color == LIGHT["focus"]
    assert gain["90% of futures"].fillcolor == LIGHT["focus4"]
    assert loss["Scaled up"].line.color == LIGHT["cost"]
    assert loss["90% of futures"].fillcolor == LIGHT["cost3"]


def test_one_other_scenario_is_compared_the_rest_are_grey_and_a_losing_one_is_orange():
    found = traces(draw(FANS["gaining"]).figure)
    assert [found[name].line.color for name in OTHERS] == [LIGHT["comp"], LIGHT["grey"], LIGHT["cost"]]


def test_at_most_four_lines_are_drawn():
    names = ("town/a", "town/b", "town/c", "town/d", "town/e")
    answer = answer_of(names, dict.fromkeys(names, (1.0, 2.0)))
    data = fan_data.of(answer, "town/c")
    assert [line.name for line in data.others] == ["A", "B", "D"]
    assert [line.name for line in fan_data.of(answer, "town/c", beside=("town/e",)).others] == ["E"]


def test_a_fan_is_made_of_the_series_and_the_break_even_of_an_answer():
    answer = answer_of(
        ("town/pilot",), {"town/pilot": (-1.0, 3.0)},
        number("break_even_never", 0.25, rung="net"), number("break_even_month_median", 2.0, rung="net"),
        number("break_even_never", 0.5, rung="cash_net"),
    )  # fmt: skip
    data = fan_data.of(answer, "town/pilot")
    assert data.mean == (-1.0, 3.0)
    assert data.break_even == BreakEven(2.0, 3, 12)
    assert fan_data.of(answer, "town/pilot", rung="cash_net") is None


def test_no_effect_for_a_payer_is_an_answer_without_a_break_even():
    data = fan_data.of(answer_of(("town/pilot",), {"town/pilot": (0.0, 0.0)}), "town/pilot")
    assert data.break_even.nothing


def answer_of(names, means, *records):
    series = tuple(
        Series("money", "cumulative_net", "dollars", name, "town/none", "net", "all", None, (), (), *[means[name]] * 5)
        for name in names
    )
    titles = dict.fromkeys(names, "A title that is too long for the end of a line")
    return Comparison(identity(scenarios=names, titles=titles), records or comparison().records, series=series)


def test_the_table_has_each_year_s_end_and_its_values_every_month():
    table = draw(FANS["gaining"]).table
    assert [row[0] for row in table.rows] == ["2027", "2028", "2029", "2030", "2031"]
    assert table.rows[-1][1] == "+8.2"
    assert len(table.values) == 60
    assert table.values[-1][1] == pytest.approx(8.2 * MILLION, rel=1e-6)
    assert len(table.headings) == len(table.rows[0]) and len(table.columns) == len(table.values[0])


def test_the_alternative_text_has_the_end_of_every_line():
    alt = draw(FANS["gaining"]).alt
    for part in ("+$8.2M at the end of 2031", "“First-time only” ends at \u2212$6.7M", "\u2212$0.8M and $17.2M"):
        assert part in alt
