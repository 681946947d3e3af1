"""The savings ladder: what is drawn adds up, a loss is as plain as a gain, and the words turn with the numbers."""

from __future__ import annotations

import pytest

from dashboard.figures import ladder, ladder_data
from dashboard.theme import DARK, LIGHT
from simulator.results import ALL
from tests.dashboard.figures.samples import LADDERS, MILLION, said, traces
from tests.dashboard.figures.samples import ladder_data as bare
from tests.report import samples


def draw(data, width=734, theme="light"):
    return ladder.draw(data, theme=theme, width=width)


def test_each_bar_is_as_long_as_its_rung_and_hatches_make_it_the_rung_before():
    data = LADDERS["gaining"]
    bars = traces(draw(data).figure)
    for rung in data.rungs:
        assert bars[rung.name].x[0] == pytest.approx(rung.value)
        assert bars[rung.name].base[0] == 0.0
        if rung.before is not None:
            lost = bars[f"{rung.name} lost"]
            assert (lost.base[0], lost.base[0] + lost.x[0]) == pytest.approx((rung.value, rung.before))
            assert lost.marker.pattern.shape == "/"


def test_the_parts_shown_add_up_to_the_last_rung():
    rows = ladder_data.table(LADDERS["gaining"]).values
    assert rows[0][1] + sum(row[2] for row in rows[1:5]) == pytest.approx(rows[4][1])


def test_a_rung_that_passes_the_program_cost_says_by_how_much_and_one_that_misses_it_too():
    words = said(draw(LADDERS["gaining"]).figure)
    assert "Program cost $24.9M" in words
    assert "+$8.2M" in words
    assert "\u2212$6.1M" in words


@pytest.mark.parametrize("sample", LADDERS)
def test_what_passes_or_misses_the_cost_is_never_in_the_color_of_the_page_beside_a_bar(sample):
    data = LADDERS[sample]
    figure = draw(data).figure
    bars = [(bar.base[0], bar.base[0] + bar.x[0]) for bar in figure.data if bar.name in ("avoided", "cashable")]
    low, high = figure.layout.xaxis.range
    left, right = figure.layout.xaxis.domain
    for note in figure.layout.annotations:
        if note.font.color == LIGHT["bg"]:
            value = low + (note.x - left) / (right - left) * (high - low)
            assert any(start <= value <= end for start, end in bars)


def test_a_telephone_says_the_same_below_the_bars():
    words = said(draw(LADDERS["gaining"], 358).figure)
    assert "+$8.2M above program cost" in words
    assert "\u2212$6.1M below program cost" in words


def test_a_negative_rung_goes_left_of_zero_hatched_in_orange():
    drawn = draw(LADDERS["a negative rung"])
    bar = traces(drawn.figure)["cashable"]
    assert (bar.base[0], bar.x[0]) == (-6.0 * MILLION, 6.0 * MILLION)
    assert bar.marker.pattern.fgcolor == LIGHT["costf"]
    assert drawn.figure.layout.xaxis.range[0] == -6.0 * MILLION
    assert "budgets pay more than they get back" in said(drawn.figure)


def test_what_is_lost_beside_a_negative_rung_ends_at_zero():
    lost = traces(draw(LADDERS["a negative rung"]).figure)["cashable lost"]
    assert (lost.base[0], lost.x[0]) == (0.0, 12.0 * MILLION)


def test_a_rung_that_is_more_than_the_one_before_is_outlined_and_says_why():
    drawn = draw(LADDERS["more than before"])
    assert traces(drawn.figure)["captured"].marker.line.width == 2
    assert traces(draw(LADDERS["gaining"]).figure)["captured"].marker.line.width == 0
    words = said(drawn.figure)
    assert "why: fixed by a contract; the audit saw more than there was" in words
    assert "why: of a loss, only a part is passed down" in words


def test_nothing_captured_names_the_missing_agreement():
    assert "$0: no agreement named" in said(draw(LADDERS["losing"]).figure)
    assert "no agreement" not in said(draw(LADDERS["gaining"]).figure)


@pytest.mark.parametrize(
    ("sample", "title"),
    [
        ("gaining", "Just over half of the gross value is really avoided, and "
            "under a third leaves a budget, less than LEAD costs"),
        ("covering", "About two thirds of the gross value is really avoided, and just over half leaves a budget"),
        ("losing", "About a third of the gross value is really avoided, and "
            "under a tenth leaves a budget; neither covers LEAD’s cost"),
        ("a negative rung", "Under half of the gross value is really avoided, but "
            "budgets pay $6.0M more even before LEAD’s cost"),
        ("all negative", "On average nothing is avoided: other costs rise by $3.0M, on top of LEAD’s own"),
        ("LEAD costs less", "On average nothing is avoided: other costs rise by $4.0M, while LEAD costs $30.0M less"),
        ("nothing", "Nothing changes for all taxpayers"),
    ],
)  # fmt: skip
def test_the_title_is_true_of_the_numbers_and_turns_round_with_them(sample, title):
    assert draw(LADDERS[sample]).title == title


def test_a_lead_that_costs_less_is_not_called_a_cost():
    words = said(draw(LADDERS["LEAD costs less"]).figure)
    assert "LEAD costs $30.0M less" in words
    assert "Program cost" not in words
    assert "+$26.0M" in words and "+$28.0M" in words


def test_what_an_agreement_brings_a_payer_is_said_since_no_rung_contains_it():
    note = "The agreement also brings all taxpayers $1.4M, which no rung contains."
    assert draw(LADDERS["covering"]).note == note
    assert draw(LADDERS["gaining"]).note == ""


def test_the_alternative_text_says_every_number_of_the_chart():
    alt = draw(LADDERS["gaining"]).alt
    for number in ("$61.2M", "$33.1M", "$18.8M", "$7.4M", "$6.3M", "Program cost $24.9M", "+$8.2M", "\u2212$6.1M"):
        assert number in alt


def test_both_palettes_have_their_own_colors():
    for theme, colors in (("light", LIGHT), ("dark", DARK)):
        figure = draw(LADDERS["gaining"], theme=theme).figure
        assert figure.layout.paper_bgcolor == colors["bg"]
        assert traces(figure)["avoided"].marker.color == colors["focus"]


def test_a_ladder_is_made_of_the_means_of_an_answer():
    answer = samples.comparison(
        *samples.money(samples.SAVED, samples.RECEIVED, reasons={("captured", ALL, None): "contract"})
    )
    data = ladder_data.of(answer, "town/pilot")
    assert {rung.name: rung.value for rung in data.rungs} == pytest.approx(
        {"gross": 2_700.0, "avoided": 5_250.0, "cashable": 3_986.0, "captured": 1_500.0, "reinvested": 650.0}
    )
    assert data.cost == pytest.approx(3_100.0 + 3_000.0 + 650.0 - 780.0)
    assert data.rung("captured").reasons == ("contract",)
    assert data.agreement
    assert data.moved == pytest.approx(0.0)


def test_a_payer_s_ladder_is_its_own_and_what_it_hands_over_is_apart():
    answer = samples.comparison(*samples.money(samples.SAVED, samples.RECEIVED))
    data = ladder_data.of(answer, "town/pilot", "county")
    assert data.rung("cashable").value == pytest.approx(4_016.0)
    assert data.moved == pytest.approx(-1_500.0)
    assert "The agreement also takes $1,500 from the county" in ladder_data.note(data)


def test_an_answer_without_an_agreement_captures_nothing():
    data = ladder_data.of(samples.comparison(*samples.money(samples.PLAIN)), "town/pilot")
    assert not data.agreement
    assert data.rung("captured").value == data.rung("reinvested").value == 0.0
    assert "$0: no agreement named" in said(draw(data).figure)


def test_a_table_has_the_same_numbers_as_the_chart():
    table = draw(LADDERS["gaining"]).table
    assert table.rows[1][:3] == ("Avoided", "33.1", "\u221228.1")
    assert table.rows[-1][:2] == ("Cashable less program cost", "\u22126.1")
    assert len(table.headings) == len(table.rows[0]) == len(table.columns) == len(table.values[0])


def test_a_hundred_dollars_do_not_become_zero_millions():
    assert "$0.0M" not in said(draw(bare([30.0, 1e-4, 0.0, 0.0, 0.0], 3.0)).figure)
