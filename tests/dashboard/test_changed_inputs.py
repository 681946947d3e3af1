"""Inputs that differ between two answers: each by its label, with what it was and what it became."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from dashboard.changed_inputs import Changed, Line, changed
from dashboard.pages import difference_tables
from dashboard.run_differences import Differences
from simulator.inputs.content import contents
from simulator.inputs.load import load_scenario
from simulator.results import Comparison
from tests.dashboard import pieces
from tests.dashboard.sample import answer

ONE, OTHER = "king-county/current", "king-county/pilot"
DAYS = {"unit": "days", "value": 21.0}


def of(*names: str) -> Comparison:
    """Return an answer that keeps the inputs of shipped scenarios."""
    return replace(answer(), inputs=contents([load_scenario(name) for name in names]))


def between(
    was: Mapping[str, Any], now: Mapping[str, Any], place: Mapping[str, Any] | None = None
) -> tuple[Changed, ...]:
    """Return what differs where a scenario has this of its own, in the same place or another."""
    plain = {"a.b": DAYS}
    before = replace(answer(), inputs={"": plain, "here/gain": was})
    after = replace(answer(), inputs={"": plain if place is None else place, "here/gain": now})
    found = changed(before, after, "here/gain", "here/gain")
    assert found is not None
    return found


def test_each_input_is_told_by_its_label_with_what_it_was_and_became() -> None:
    found = changed(of(ONE), of(OTHER), ONE, OTHER)
    assert found is not None
    assert len(found) == 5
    (given,) = (each for each in found if each.label == load_scenario(ONE).parameters["funding.philanthropy"].label)
    assert given.unit == "dollars per year"
    assert Line("price year", "2025", "2013") in given.lines
    assert given.lines[0].after == "950,000"
    back = changed(of(OTHER), of(ONE), OTHER, ONE)
    assert back is not None
    assert {(each.label, line.which, line.after, line.before) for each in back for line in each.lines} == {
        (each.label, line.which, line.before, line.after) for each in found for line in each.lines
    }


def test_only_what_differs_of_an_input_is_told() -> None:
    was = {"a.b": {"unit": "share", "value": {"first_one": 0.5, "second": 0.25}}}
    now = {"a.b": {"unit": "share", "value": {"first_one": 0.5, "second": 0.3}}}
    assert between(was, now) == (Changed("a.b", "share", (Line("second", "0.25", "0.3"),)),)
    assert between(was, was) == ()


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"then": [{"from": "2029-01-01", "value": 5.0}]}, Line("from 2029-01-01", "none", "5")),
        ({"price_year": 2013}, Line("price year", "none", "2013")),
        (
            {"uncertainty": {"distribution": "beta", "low": 10.0, "high": 40.0}},
            Line("range", "none", "10 to 40 (beta, middle 90%)"),
        ),
        ({"value": None, "formula": "c.d * 2"}, Line("", "21", "by formula: c.d * 2")),
    ],
)
def test_dates_price_years_ranges_and_formulas_are_inputs_too(more: Mapping[str, Any], line: Line) -> None:
    (found,) = between({}, {"a.b": {**DAYS, **more}})
    assert found.lines == (line,)


def test_an_agreement_and_cost_lines_are_told_term_by_term() -> None:
    terms = {
        "covers": ["city", "county"],
        "years": 5,
        "split": {"fund": 1.0},
        "plan": [{"buy": "treatment", "most": 2}],
    }
    line = {"counts": {"jail_days": "county"}, "function": {"kind": "marginal", "share": "costs.share"}}
    found = {each.label: each.lines for each in between({}, {"agreement": terms, "cost line jail bed": line})}
    assert found["Agreement"] == (
        Line("covers", "none", "city, county"), Line("years", "none", "5"), Line("split fund", "none", "1"),
        Line("plan 1 buy", "none", "treatment"), Line("plan 1 most", "none", "2"),
    )  # fmt: skip
    assert found["Cost line: jail bed"][1] == Line("function kind", "none", "marginal")
    assert between({}, {"society": True}) == (Changed("Society's view", "", (Line("", "none", "yes"),)),)


def test_what_a_place_has_otherwise_until_both_scenarios_set_the_same_is_told_as_that() -> None:
    own = {"a.b": {"unit": "days", "value": 7.0}}
    (found,) = between(own, own, place={"a.b": {"unit": "days", "value": 30.0}})
    assert found == Changed("a.b (before the start date)", "days", (Line("", "21", "30"),))


def test_answers_that_kept_no_inputs_are_not_said_to_have_the_same() -> None:
    assert changed(answer(), of(ONE), ONE, ONE) is None
    assert changed(of(ONE), answer(), ONE, ONE) is None


def test_the_page_shows_them_from_the_answers_and_says_where_there_are_none() -> None:
    one = contents([load_scenario(ONE)])
    baseline: dict[str, Any] = {"here/no-lead": {}}
    before = replace(answer(), inputs={**one, "here/gain": {}, **baseline})
    after = replace(before, inputs={**before.inputs, "here/gain": {"lead.caseload": {"unit": "ratio", "value": 12.0}}})
    shown = pieces.text_of(difference_tables.inputs_between(Differences(before, after), "here/gain", "here/gain"))
    assert "1 input differs" in shown
    assert "As they are kept with the answers." in shown
    same = difference_tables.inputs_between(Differences(before, before), "here/gain", "here/gain")
    assert "The inputs are the same" in pieces.text_of(same)
    of_baseline = replace(
        before, inputs={**before.inputs, "here/no-lead": {"lead.caseload": {"value": 1.0, "unit": "x"}}}
    )
    told = pieces.text_of(difference_tables.inputs_between(Differences(before, of_baseline), "here/gain", "here/gain"))
    assert "(baseline)" in told
