"""Levels over time: the scenario with its spread, the baseline in grey, and what limits it as steps."""

from __future__ import annotations

import pytest

from dashboard.figures import levels, levels_data
from dashboard.theme import LIGHT
from simulator.results import Comparison, Series
from tests.dashboard.figures.samples import LEVELS, said, traces
from tests.report.samples import identity


def draw(data, width=734):
    return levels.draw(data, theme="light", width=width)


def test_lines_are_the_levels_of_scenario_baseline_and_limit():
    data = LEVELS["caseload"]
    found = traces(draw(data).figure)
    for name, level, color in (
        ("Scaled up", data.after, "focus"), ("No LEAD", data.before, "grey"), ("Places paid for", data.limit, "comp"),
    ):  # fmt: skip
        assert found[name].y[-1] == level[-1]
        assert found[name].line.color == LIGHT[color]
    assert found["Places paid for"].line.shape == "vh"
    assert found["Scaled up"].line.shape == "linear"


@pytest.mark.parametrize("sample", LEVELS)
def test_the_axis_starts_at_zero_and_holds_the_spread(sample):
    low, high = draw(LEVELS[sample]).figure.layout.yaxis.range
    assert low == 0.0
    assert high >= max(LEVELS[sample].high)


@pytest.mark.parametrize(
    ("sample", "title"),
    [
        (
            "waiting",
            "In 2032 there are on average 9.1 people waiting for a place with “Scaled up”, none with “No LEAD”",
        ),
        ("units", "In 2032 there are on average 23 jail units open with “Scaled up”, 24 with “No LEAD”"),
        ("nobody", "In 2032 there are on average no people waiting for a place, with “Scaled up” as with “No LEAD”"),
    ],
)
def test_the_title_has_the_last_year_with_and_without(sample, title):
    assert draw(LEVELS[sample]).title == title


def test_the_words_name_every_line():
    words = said(draw(LEVELS["caseload"]).figure)
    for part in ("Scaled up 1,740", "No LEAD 0", "Places paid for 1,940"):
        assert part in words
    assert "Steps: places paid for" in draw(LEVELS["caseload"]).subtitle
    assert "Steps" not in draw(LEVELS["jail"]).subtitle


def test_a_level_is_read_from_the_series_of_an_answer():
    def series(measure, line, *after):
        return Series(
            "queues", measure, "x", "town/pilot", "town/none", None, "all", line, (1.0, 2.0), after, *[after] * 5
        )

    answer = Comparison(
        identity(),
        series=(
            series("participants_mean", None, 3.0, 4.0),
            series("places_funded_mean", None, 5.0, 6.0),
            series("units_open_mean", "jail units", 7.0, 8.0),
        ),
    )
    data = levels_data.of(answer, "town/pilot", "caseload")
    assert (data.before, data.after, data.limit) == ((1.0, 2.0), (3.0, 4.0), (5.0, 6.0))
    units = levels_data.of(answer, "town/pilot", "units", "jail units")
    assert (units.after, units.line) == ((7.0, 8.0), "jail units")
    assert levels_data.of(answer, "town/pilot", "units", "hospital units") is None
    assert levels_data.of(answer, "town/pilot", "waiting") is None


def test_the_table_has_averages_of_years_and_its_values_every_month():
    table = draw(LEVELS["jail"]).table
    assert [row[0] for row in table.rows] == [str(year) for year in range(2027, 2033)]
    assert table.rows[0][2] == "357"
    assert len(table.values) == 72
    assert len(table.columns) == len(table.values[0]) and len(table.headings) == len(table.rows[0])


# -- when a unit can close ------------------------------------------------------------------------------------

SIZES = {"jail_unit.beds": 73.0, "jail_unit.spare": 10.0, "jail_unit.months": 6.0}
LINE = {
    "counts": {"jail_days_superior": "county", "background_jail_days": "county"},
    "function": {
        "kind": "step_fixed", "unit_size": "jail_unit.beds", "hysteresis": "jail_unit.spare",
        "closes_after": "jail_unit.months",
    },
}  # fmt: skip


def with_units(line=LINE, own=None, **sizes):
    """Return an answer that keeps a jail's units, which 1,210 people from outside of the pool are held in."""
    place = {path: {"unit": "places", "value": value} for path, value in {**SIZES, **sizes}.items()}
    kept = {"": {**place, "cost line jail units": line}, "town/pilot": own or {}}
    sides = ("town/pilot", "town/none", None, "all")
    level = (1_300.0,) * 12 + (1_210.0,) * 12
    made = (
        Series("people", "jail_background_mean", "persons", *sides, None, *[level] * 7),
        Series("queues", "units_open_mean", "units", *sides, "jail units", *[(7.0,) * 24] * 7),
    )
    return Comparison(identity(), series=made, inputs=kept)


def test_when_a_unit_can_close_is_said_beside_the_units_that_are_open():
    data = levels_data.of(with_units(), "town/pilot", "units")
    rule = (
        "A unit holds 73 people in the base case; one closes once the others could have held everybody, with 1,210 "
        "people from outside of the pool, for 6 months with 10 places to spare."
    )
    assert data.rule == rule
    assert rule in draw(data).subtitle
    assert rule in draw(data).alt


def test_it_is_by_the_scenarios_own_inputs_and_only_by_what_an_answer_keeps():
    own = {"jail_unit.beds": {"unit": "places", "value": 60.0}}
    assert "A unit holds 60 people" in levels_data.of(with_units(own=own), "town/pilot", "units").rule
    alone = {**LINE, "counts": {"jail_days_superior": "county"}}
    assert "held everybody for 6 months" in levels_data.of(with_units(alone), "town/pilot", "units").rule
    for other in (
        with_units({**LINE, "function": {"kind": "marginal"}}), with_units(**{"jail_unit.beds": None}),
        Comparison(identity(), series=with_units().series),
    ):  # fmt: skip
        assert levels_data.of(other, "town/pilot", "units").rule == ""
