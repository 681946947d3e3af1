"""The tables of docs/limits.md: what was kept is of today's inputs, and a few of its runs are made again (seconds)."""

from __future__ import annotations

import json

import pytest

from simulator.experiment.oneway import Effect, End, OneWay, Setting
from simulator.inputs.draw import stated
from simulator.results import NoSink
from tests.regression.limits import (
    DOCUMENT,
    HOLDERS,
    KEPT,
    SCENARIOS,
    SHOWN,
    WORLDS,
    document_with,
    holder,
    kept,
    movable,
    plain,
    question_of,
    shown,
    simulate,
    swings_table,
)

CHOICES = ("economy.", "fund.")
"""What is decided and not found out."""


@pytest.fixture(scope="module")
def found() -> dict[str, OneWay]:
    return kept()


def test_the_document_shows_what_was_kept(found: dict[str, OneWay]) -> None:
    """`make baselines` makes it anew."""
    assert DOCUMENT.read_text(encoding="utf-8") == document_with(found)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_input_with_a_range_was_moved_to_its_ends_of_today(name: str, found: dict[str, OneWay]) -> None:
    believed = movable(question_of(name))
    assert {effect.setting for effect in found[name].effects} == set(believed)
    for effect in found[name].effects:
        low, high = (stated(effect.setting.path, effect.parameter, lucks) for lucks in effect.setting.lucks)
        assert (effect.low.value, effect.high.value) == (low, high), effect.setting


@pytest.mark.parametrize("name", SCENARIOS)
def test_what_was_kept_is_what_the_model_gives(name: str, found: dict[str, OneWay]) -> None:
    """Made again in the first world: the base case and the input that moves it most."""
    [largest] = found[name].effects[:1]
    again = plain(simulate(name, [largest.setting], NoSink(), worlds=1))
    before = json.loads(KEPT.read_text(encoding="utf-8"))[name]
    assert again["base"] == before["base"][:1]
    [moved], then = again["moved"], before["moved"][0]
    assert (moved["path"], moved.get("category")) == (then["path"], then.get("category"))
    for end in ("low", "high"):
        assert moved[end]["nets"] == then[end]["nets"][:1]


def test_as_many_worlds_were_simulated_as_are_asked_for(found: dict[str, OneWay]) -> None:
    assert {len(each.base) for each in found.values()} == {WORLDS}


def test_every_input_has_somebody_who_has_its_data() -> None:
    paths = {path for name in SCENARIOS for path in question_of(name).jurisdiction.parameters}
    assert all(holder(path) for path in paths if not path.startswith(CHOICES))
    assert all(any(path.startswith(begin) for path in paths) for begin in HOLDERS), "nobody is named for nothing"


def test_the_longest_beginning_says_who_has_the_data() -> None:
    assert holder("lead.effect.discount") == HOLDERS["lead.effect"]
    assert holder("lead.duration") == HOLDERS["lead"]
    with pytest.raises(ValueError, match="empty"):
        holder("weather.rain")


# -- the table --------------------------------------------------------------------------------------------


def of(found: dict[str, OneWay], low: tuple[float, ...], high: tuple[float, ...]) -> str:
    """Return the table of one made-up scenario in which one input moves the net to these ends, from 1 and 3 million."""
    real = found[SCENARIOS[0]].effects[0]
    base = End(real.base.value, (1e6, 3e6))
    effect = Effect(Setting(real.setting.path), real.parameter, base, End(0.1, low), End(0.9, high))
    return swings_table({"a/made-up": OneWay(base.nets, (effect,))})


def test_a_swing_is_shown_with_the_nets_at_its_ends(found: dict[str, OneWay]) -> None:
    assert "$4.00M<br>(+$1.00M to +$5.00M)" in of(found, (0.0, 2e6), (4e6, 6e6))


def test_a_change_of_sign_is_said(found: dict[str, OneWay]) -> None:
    assert "the sign changes" in of(found, (-4e6, -2e6), (4e6, 6e6))
    assert "the sign changes" not in of(found, (0.0, 2e6), (4e6, 6e6))


def test_what_turns_a_saving_around_is_named_below(found: dict[str, OneWay]) -> None:
    path = found[SCENARIOS[0]].effects[0].setting.path
    assert of(found, (-4e6, -2e6), (4e6, 6e6)).endswith(
        f"- `a/made-up`: of 1 inputs that were moved, 1 alone turn the saving around: `{path}`."
    )
    assert of(found, (0.0, 2e6), (4e6, 6e6)).endswith(
        "of 1 inputs that were moved, none alone turns the saving around."
    )


def test_a_swing_like_luck_is_left_out(found: dict[str, OneWay]) -> None:
    path = found[SCENARIOS[0]].effects[0].setting.path
    assert path not in of(found, (1e6, 3e6), (5e6, -0.9e6))
    assert path not in of(found, (-9e6, 1e6), (9e6, -8e6)), "nor is it said to turn anything around"


def test_a_swing_that_is_luck_beside_one_that_is_not_says_so(found: dict[str, OneWay]) -> None:
    assert "not told from luck" in swings_table(found)


def test_each_scenario_has_its_largest(found: dict[str, OneWay]) -> None:
    table = swings_table(found)
    for each in found.values():
        assert len(shown(each)) == SHOWN
        for effect in shown(each):
            assert f"`{effect.setting.path}`" in table
