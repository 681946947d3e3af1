"""Which placeholders are ranked: those of the scenario, its baseline and the practice before, each in one list."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from simulator.errors import InputError
from simulator.experiment.oneway import Effect, End, OneWay
from simulator.experiment.placeholders import Missing, Placeholders, find_placeholders, headline
from simulator.experiment.question import Question
from simulator.inputs.parameter import Parameter
from simulator.inputs.scenario import Scenario
from tests.experiment.places import CLOSED, Place


def about(place: Place, changes: dict[str, Any] | None = None) -> Question:
    return headline(place.scenario("mine", changes), place.scenario("none", CLOSED), seed=7, replications=1)


@pytest.fixture(scope="module")
def found(place: Place) -> Placeholders:
    return find_placeholders(about(place))


def test_every_placeholder_is_in_one_list(found: Placeholders):
    parameters = found.question.jurisdiction.parameters
    ranked = {setting.path for setting in found.settings}
    fixed = {path for path, _ in found.without_range}
    assert ranked
    assert not ranked & fixed
    assert ranked | fixed == {path for path, parameter in parameters.items() if parameter.grade == "placeholder"}
    assert {"police.offense_mix", "prosecution.jail_sentence", "costs.officer_hour"} <= ranked
    assert {"population.pool", "population.areas"} <= fixed
    assert found.derived == ()


def test_only_those_that_begin_alike(found: Placeholders):
    of_lead = find_placeholders(found.question, "lead.")
    assert of_lead.settings == tuple(each for each in found.settings if each.path.startswith("lead."))
    assert of_lead.without_range == tuple(entry for entry in found.without_range if entry[0].startswith("lead."))
    assert of_lead.settings
    assert of_lead.without_range


def test_what_the_scenario_chooses_is_still_a_placeholder_in_the_practice_before(place: Place):
    question = about(place, {"lead.officer_offers": 0.9, "lead.coverage.southwest": 1})
    chosen = find_placeholders(question, "lead.")
    assert question.scenarios[0].parameters["lead.officer_offers"].grade == "policy choice"
    assert "lead.officer_offers" in {setting.path for setting in chosen.settings}


def test_a_guess_without_a_range_does_not_hide_the_range_of_the_place(place: Place):
    guess = {"value": 0.9, "grade": "placeholder", "assumption": "A guess."}
    chosen = find_placeholders(about(place, {"lead.officer_offers": guess}), "lead.officer")
    assert "lead.officer_offers" in {setting.path for setting in chosen.settings}
    assert "lead.officer_offers" not in {path for path, _ in chosen.without_range}


def test_a_placeholder_of_the_scenario_alone_is_found(place: Place):
    guess = {
        "value": 0.8, "grade": "placeholder", "assumption": "A guess.",
        "uncertainty": {"distribution": "beta", "low": 0.6, "high": 0.9},
    }  # fmt: skip
    assert about(place).jurisdiction.parameters["lead.consent"].grade != "placeholder"
    chosen = find_placeholders(about(place, {"lead.consent": guess}), "lead.consent")
    assert [setting.path for setting in chosen.settings] == ["lead.consent"]


def test_a_placeholder_by_formula_is_told_apart(found: Placeholders):
    formula = Parameter(label="Derived", unit="ratio", formula="lead.caseload * 2", grade="placeholder")
    (scenario,), baseline = found.question.scenarios, found.question.baseline
    jurisdiction = replace(scenario.jurisdiction, parameters={**scenario.jurisdiction.parameters, "lead.x": formula})

    def having(one: Scenario) -> Scenario:
        return replace(one, jurisdiction=jurisdiction, parameters={**one.parameters, "lead.x": formula})

    more = find_placeholders(headline(having(scenario), having(baseline), 7, 1))
    assert more.derived == (("lead.x", formula),)
    assert more.settings == found.settings
    assert more.without_range == found.without_range


@pytest.mark.parametrize(
    ("prefix", "problem"),
    [
        ("nothing", "there are no such placeholders; found nothing"),
        ("jail.background", "none of these placeholders has a range to be moved in; found jail.background"),
    ],
)
def test_nothing_to_rank_is_refused(found: Placeholders, prefix: str, problem: str):
    with pytest.raises(InputError, match=problem):
        find_placeholders(found.question, prefix)


def test_a_baseline_saves_nothing_against_itself(place: Place):
    baseline = place.scenario("none", CLOSED)
    with pytest.raises(InputError, match=r"and this is the baseline; found .*none\.yaml"):
        headline(baseline, baseline, 7, 1)


def test_a_ranking_has_the_largest_swing_of_each(found: Placeholders):
    parameters = found.question.jurisdiction.parameters
    settings = [each for each in found.settings if each.path in ("police.offense_mix", "lead.patience")]
    base, low = End(1.0, (10.0,)), End(0.5, (9.0,))
    effects = [
        Effect(setting, parameters[setting.path], base, low, End(2.0, (10.0 + i,)))
        for i, setting in enumerate(settings)
    ]
    answer = OneWay((10.0,), tuple(sorted(effects, key=lambda effect: -effect.swing)))
    ranking = Missing(found, answer).ranking
    assert [effect.setting.path for effect in ranking] == list(dict.fromkeys(e.setting.path for e in answer.effects))
    assert len(ranking) == 2
    shares = [effect for effect in effects if effect.setting.path == "police.offense_mix"]
    assert max(shares, key=lambda effect: effect.swing) in ranking
