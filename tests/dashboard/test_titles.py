"""Titles of tables and words for one scenario against another: each turns round, and chance is never ranked."""

from __future__ import annotations

from dataclasses import replace

from dashboard import pairs, titles
from dashboard.story import Story
from simulator.results import ALL, Comparison
from tests.dashboard.sample import GAIN, LOSS, Plan, answer, around, plan


def two() -> Comparison:
    return answer({"here/gain": GAIN, "here/loss": LOSS})


def test_the_table_of_scenarios_says_how_many_save_and_which_stands_out() -> None:
    told = titles.scenarios_title(two(), ["here/gain", "here/loss"], ALL)
    assert told == "One avoids more than it costs and one costs more than it avoids; “Gain” saves most"


def test_when_all_lose_the_least_loss_is_named_only_if_it_can_be_told() -> None:
    apart = answer({"here/a": plan(5, 3, 20), "here/b": plan(5, 3, 10)})
    assert titles.scenarios_title(apart, ["here/a", "here/b"], ALL) == "Both cost more than they avoid; “B” loses least"
    same = replace(apart, versus=())
    assert titles.scenarios_title(same, ["here/a", "here/b"], ALL) == "Both cost more than they avoid"


def test_against_is_the_same_seen_from_either_side() -> None:
    one, other = (pairs.against(two(), *pair, ALL) for pair in (("here/loss", "here/gain"), ("here/gain", "here/loss")))
    assert one is not None and other is not None
    assert (one.mean, one.low, one.high) == (-other.mean, -other.high, -other.low)
    assert pairs.against_words(one) == "worse in 50 of 50"
    assert pairs.against_words(other) == "better in 50 of 50"


def test_what_cannot_be_told_apart_is_not_ranked() -> None:
    near = answer({"here/a": plan(20, 15, 5, spread=4), "here/b": plan(20.3, 15, 5, spread=-4)})
    found = pairs.against(near, "here/b", "here/a", ALL)
    assert found is not None
    assert pairs.against_words(found).startswith("not distinguishable: better in ")
    assert pairs.best_of(near, ["here/a", "here/b"], ALL) is None


def test_payers_who_gain_and_lose_are_named() -> None:
    of = Plan(
        {"city": around(1.0), "county": around(20.0)},
        {"city": around(1.0), "county": around(15.0)},
        {"city": around(6.0)},
    )
    title = titles.payers_title(Story(answer({"here/plan": of}), "here/plan"))
    assert title == "The county gains; the city does not get its money back"
    assert titles.payers_title(Story(answer({"here/plan": LOSS}), "here/plan")) == "No payer gets its money back"


def test_years_turn_round() -> None:
    for of, told in (
        (GAIN, "It avoids more than it costs in every year"),
        (LOSS, "It costs more than it avoids in every year"),
    ):
        assert titles.years_title(Story(answer({"here/plan": of}), "here/plan")) == told
    city = Story(answer({"here/plan": LOSS}), "here/plan", "city")
    assert titles.years_title(city) == "For the city, it costs more than it saves in cash in every year"
