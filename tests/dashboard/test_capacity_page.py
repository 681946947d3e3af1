"""Capacity: the smallest number that is enough is that of the records, and where none is that is said, too."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dashboard import capacity_words as words
from dashboard.address import Client
from dashboard.figures import capacity
from dashboard.figures.capacity_data import CapacityData
from dashboard.pages import capacity as page_of
from dashboard.story import Story
from simulator.results import Comparison, Record
from tests.dashboard.capacity_samples import LINE, TARGET, TRIED, searched
from tests.dashboard.figures.rests_samples import ABOUT
from tests.dashboard.figures.samples import said, traces
from tests.dashboard.further_samples import NAME, told
from tests.dashboard.pieces import controls, pieces, text_of
from tests.dashboard.sample import GAIN, answer
from tests.dashboard.test_reinvest_page import OneAnswer, figures, texts

STORY = Story(answer({NAME: GAIN}), NAME)


def page(comparison: Comparison, **query: str) -> Any:
    client = Client("/capacity", {name: (value,) for name, value in query.items()})
    return page_of.layout(client, OneAnswer(comparison))


def data(**how: Any) -> CapacityData:
    found = capacity.of(searched(**how), how.get("line", LINE), ABOUT, {})
    assert found is not None
    return found


# -- the finding ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "finding"),
    [
        ({}, "“Scaled up” takes 12 case managers so that {clause}; it has 8"),
        ({"stated": 16.0}, "“Scaled up” has 16 case managers; 12 would do so that {clause}"),
        ({"smallest": None, "why": "not with up to 20"},
            "“Scaled up”: no number from 4 to 20 case managers is enough so that {clause}"),
    ],
)  # fmt: skip
def test_the_finding_is_how_many_it_takes_and_turns_round(how: dict[str, Any], finding: str) -> None:
    clause = "in at least 90% of futures nobody who qualifies is turned away"
    assert words.finding(data(**how)) == finding.format(clause=clause)


def test_the_dek_has_target_interval_and_cost_or_why_there_is_none() -> None:
    dek = words.headline(data(), STORY).dek
    assert dek.startswith("Target: nobody who qualifies is turned away, in at least 90% of futures.")
    assert "Given 10 draws, the smallest number may be anywhere from 11 to 14." in dek
    assert "In 5% of futures 9 would do, in 95% 15." in dek
    assert "LEAD then costs $24.0M over four years." in dek
    none = words.headline(data(smallest=None, why="not with up to 20"), STORY)
    assert none.dek.endswith("Not with up to 20.")
    assert none.loss == ""


def test_a_loss_at_that_size_is_in_the_headline() -> None:
    assert words.headline(data(), STORY).loss == "At that size it costs $15.0M more than it saves."


def test_key_figures_are_those_of_the_smallest_beside_what_is_stated() -> None:
    found = {figure.label: (figure.value, figure.detail) for figure in words.key_figures(data())}
    assert found["Enough"] == ("12 case managers", "4 more than 8 case managers, as stated")
    assert found["Referrals turned away"] == ("90", "400 at 8 case managers, as stated")
    assert found["What LEAD costs"][0] == "$24.0M"
    assert words.key_figures(data(stated=16.0))[0].detail == "4 fewer than 16 case managers, as stated"


# -- the charts -----------------------------------------------------------------------------------------------


def test_curves_are_those_of_the_records_and_panels_do_not_share_a_scale() -> None:
    found = traces(capacity.draw_service(data(), theme="light", width=734).figure)
    assert set(found) == {"turned_away", "turned_away range", "wait_p95", "target_met"}
    drawn = capacity.draw_service(data(), theme="light", width=734)
    assert [row[:2] for row in drawn.table.values][:5] == [(float(n), "turned_away") for n in TRIED]
    assert [row[3] for row in drawn.table.values][:5] == pytest.approx([900.0, 400.0, 90.0, 10.0, 0.0])
    heights = [found[name].y for name in capacity.SERVICE]
    assert max(heights[0]) < min(heights[1]) and max(heights[1]) < min(heights[2])


def test_more_of_it_stands_further_right_and_fewer_turned_away_lower() -> None:
    curve = traces(capacity.draw_service(data(), theme="light", width=734).figure)["turned_away"]
    assert list(curve.x) == sorted(curve.x)
    assert list(curve.y) == sorted(curve.y)  # px from the top: lower values stand further down


def test_what_is_stated_and_what_is_enough_are_marked_in_every_panel() -> None:
    drawn = capacity.draw_cost(data(), theme="light", width=514)
    assert {"stated: 8", "enough: 12"} <= set(said(drawn.figure).split(" | "))
    dots = [s for s in drawn.figure.layout.shapes if s.type == "line" and s.line.dash == "dot"]
    assert len(dots) == 3
    none = said(capacity.draw_cost(data(smallest=None, why="no"), theme="light", width=514).figure)
    assert "enough" not in none and "stated: 8" in none


def test_the_target_is_a_line_in_the_panel_of_what_it_asks_about() -> None:
    def asked(of: CapacityData) -> dict[str, float | None]:
        return {name: of.curves[name].target for name in capacity.SERVICE}

    nobody, within = data(), data(target=(45.0, "days"))
    assert asked(nobody) == {"turned_away": 0.0, "wait_p95": None, "target_met": 0.9}
    assert asked(within) == {"turned_away": None, "wait_p95": 45.0, "target_met": 0.9}
    assert asked(data(target=(0.05, "share")))["turned_away"] is None
    drawn = capacity.draw_service(within, theme="light", width=734)
    assert len([s for s in drawn.figure.layout.shapes if s.type == "line" and s.line.dash == "dash"]) == 2


def test_a_wait_without_an_end_is_no_number_of_days() -> None:
    records = [
        replace(each, reason="in 90 % of futures no more: never, 5 of 100 or more are turned away")
        if (each.measure, each.group) == ("wait_p95", "4") else each
        for each in searched()
    ]  # fmt: skip
    shown = texts(page(told(*records)).parts)
    assert "never" in shown
    never = capacity.of(records, LINE, ABOUT, {})
    assert never is not None
    drawn = traces(capacity.draw_service(never, theme="light", width=734).figure)
    assert drawn["wait_p95"].y[0] is None and None not in drawn["wait_p95"].y[1:]
    assert len(drawn["never"].x) == 1
    assert "never" not in texts(page(told(*searched())).parts)


def test_titles_say_what_it_was_and_what_it_becomes() -> None:
    drawn = capacity.draw_service(data(), theme="light", width=734)
    assert drawn.title == "Referrals turned away: 400 at 8 case managers, 90 at 12 case managers"
    assert drawn.title in drawn.alt
    assert "Target: nobody who qualifies" in drawn.note


# -- the page -------------------------------------------------------------------------------------------------


def test_where_nothing_was_searched_the_command_is_shown() -> None:
    shown = page(answer({NAME: GAIN}))
    assert figures(shown.parts) == []
    codes = [text_of(each) for each in pieces(shown.parts) if type(each).__name__ == "Code"]
    assert codes[0] == f"leadsim capacity {NAME} --baseline here/no-lead --seed 7"


def test_the_page_has_its_charts_and_every_number_that_was_tried() -> None:
    shown = page(told(*searched()))
    assert figures(shown.parts) == ["figure-capacity", "figure-capacity-cost"]
    said_ = texts(shown.parts)
    for value in TRIED:
        assert f"{value} case managers" in said_
    assert TARGET.replace(" %", "%") in said_


def test_several_inputs_that_were_searched_can_be_chosen_the_usual_one_first() -> None:
    other: list[Record] = searched(line="interim_housing.places", unit="places", smallest=16.0)
    both = told(*other, *searched())
    shown = page(both)
    assert controls(shown)["line"] == LINE
    chosen = page(both, line="interim_housing.places")
    assert "16 places" in texts(chosen.parts)
    assert "line=interim_housing.places" in chosen.search
    assert "line" not in controls(page(told(*searched())))
    assert "12 case managers" in texts(page(both, line="no.such").parts)


@pytest.mark.parametrize("name", ["capacity", "capacity-cost", "capacity-tried"])
def test_every_figure_has_its_numbers(name: str) -> None:
    found = page_of.table(name, Client(), OneAnswer(told(*searched())))
    assert found is not None and found.rows
    assert all(len(row) == len(found.columns) for row in found.rows)
    assert page_of.table(name, Client(), OneAnswer(answer())) is None
    assert page_of.table("dots", Client(), OneAnswer(told(*searched()))) is None


def test_of_many_numbers_a_dozen_is_listed_with_what_matters_and_the_file_has_all() -> None:
    many = [
        replace(each, group=str(n)) for n in range(1, 41) for each in searched() if each.group == "12"
    ] + [each for each in searched() if each.group == "all"]  # fmt: skip
    found = capacity.of(many, LINE, ABOUT, {})
    assert found is not None
    assert len(found.listed) == 12
    assert {1.0, 8.0, 11.0, 12.0, 13.0, 40.0} <= set(found.listed)
    rows = page_of.table("capacity-tried", Client(), OneAnswer(told(*many)))
    assert rows is not None
    assert {row[0] for row in rows.rows} == {float(n) for n in range(1, 41)}
    assert "12 of 40 numbers tried" in texts(page(told(*many)).parts)


def test_a_search_without_values_is_no_search() -> None:
    alone = [each for each in searched() if each.group == "all"]
    assert capacity.of(alone, LINE, ABOUT, {}) is None


@pytest.mark.parametrize(
    ("how", "asked"),
    [
        ({}, []),
        ({"target": (0.05, "share")}, ["--turned-away", "0.05"]),
        ({"target": (14.0, "days")}, ["--wait-days", "14"]),
        ({"line": "permanent_housing.places"}, ["--of", "permanent-housing"]),
    ],
)
def test_the_command_of_a_search_asks_for_the_same_target(how: dict[str, Any], asked: list[str]) -> None:
    line = how.get("line", LINE)
    assert page_of.target_asked(searched(**how), line) == asked
    sure = [replace(each, scenario_mean=0.8) if each.measure == "chance" else each for each in searched(**how)]
    later = replace(sure[-1], measure="after", unit="months", scenario_mean=24.0)
    assert page_of.target_asked([*sure, later], line) == [*asked, "--chance", "0.8", "--after", "24"]
