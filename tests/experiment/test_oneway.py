"""One input at a time: prices by arithmetic, everything else as a place that states the value, nothing done twice."""

from __future__ import annotations

import math
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.experiment.collection import Progress
from simulator.experiment.oneway import (
    Effect,
    End,
    OneWay,
    Setting,
    beliefs,
    effects_of,
    one_way,
    plan,
    settings_of,
    simulation_error,
)
from simulator.experiment.question import Question
from simulator.inputs.draw import draw_inputs, stated
from simulator.inputs.parameter import Parameter
from simulator.inputs.scenario import Scenario
from simulator.results import ALL, NoSink, Record
from tests.experiment.doubles import Inline, ask, nobody
from tests.experiment.places import CLOSED, Place, make_place
from tests.experiment.studies import Sink as MemorySink

SEED = 7
KNOWN = MemorySink()  # runs are kept by their content, so that tests can share them
CENTS = 1.0  # dollars by which a sum of rounded cells may be off
EVENLY = {"distribution": "uniform", "low": 100, "high": 500}  # 200 at its first quarter, 400 at its third
AROUND = {"distribution": "normal", "standard_error": 150}
PRICES = {
    "costs.jail_day": {"value": 200, "uncertainty": EVENLY},
    "costs.booking": {"value": 300, "uncertainty": AROUND},
    "costs.services_month": {"value": 200, "uncertainty": {"distribution": "lognormal", "standard_error": 100}},
}
BEHAVIOR = (
    Setting("lead.patience"),
    Setting("prosecution.jail_sentence"),
    Setting("police.offense_mix", "low_level_sale"),
    Setting("costs.services_month"),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A small place in which two prices have round ranges."""
    return make_place(tmp_path_factory.mktemp("places") / "priced", PRICES)


@pytest.fixture(scope="module")
def asked(place: Place) -> Question:
    return about(place.scenario("current"), place.scenario("none", CLOSED))


def about(scenario: Scenario, baseline: Scenario, **keys: Any) -> Question:
    return Question((scenario,), baseline, seed=SEED, draws=0, **keys)


def move(question: Question, *settings: Setting, sink: Any = KNOWN, executor: Executor | None = None) -> OneWay:
    """Move inputs in this process."""
    return one_way(plan(question, settings), sink, lambda: executor or Inline(), 1)


def line(question: Question, name: str) -> Record:
    """Return the avoided cost of one cost line in the base case, all payers and years."""
    (found,) = [
        record
        for record in ask(question, KNOWN).records
        if (record.line, record.rung, record.payer, record.fiscal_year) == (name, "avoided", ALL, ALL)
    ]
    return found


def net(question: Question) -> float:
    (found,) = [
        record
        for record in ask(question, KNOWN).records
        if (record.line, record.rung, record.payer, record.fiscal_year, record.unit)
        == (None, "net", ALL, ALL, "dollars")
    ]
    return found.difference.mean


# -- prices: arithmetic -----------------------------------------------------------------------------------


def test_doubling_a_price_doubles_its_line_and_simulates_nothing_more(asked: Question):
    executor = Inline()
    answer = move(asked, Setting("costs.jail_day", low=0.25, high=0.75), sink=MemorySink(), executor=executor)
    (effect,) = answer.effects
    saved = line(asked, "jail bed").difference.mean
    assert saved != 0.0
    assert (effect.base.value, effect.low.value, effect.high.value) == (200, 200, 400)
    assert effect.low.net == answer.net == effect.base.net == net(asked)
    assert effect.high.net - answer.net == pytest.approx(saved, abs=CENTS)
    assert effect.swing == abs(effect.high.net - effect.low.net)
    assert len(executor.tasks) == 2, "one run of each scenario, priced three times"


def test_opposite_ends_of_an_even_range_move_a_price_by_as_much_either_way(asked: Question):
    (effect,) = move(asked, Setting("costs.booking")).effects
    saved = line(asked, "jail booking").difference.mean
    assert saved != 0.0
    up, down = effect.high.net - effect.base.net, effect.base.net - effect.low.net
    assert up == pytest.approx(down, abs=CENTS)
    assert up == pytest.approx(saved * 1.6448536269514722 * 150 / 300, abs=CENTS)
    assert effect.swing == pytest.approx(abs(up + down), abs=CENTS)
    assert not effect.same_direction


def test_a_wider_range_ranks_above_a_narrow_one_and_none_at_all_comes_last(asked: Question):
    settings = [Setting("costs.jail_day", low=0.25 - width, high=0.25 + width) for width in (0.05, 0.0, 0.2, 0.1)]
    answer = move(asked, *settings)
    assert [effect.setting for effect in answer.effects] == [settings[i] for i in (2, 3, 0, 1)]
    swings = [effect.swing for effect in answer.effects]
    assert swings[0] == pytest.approx(2 * swings[1], abs=2 * CENTS)
    assert swings[1] == pytest.approx(2 * swings[2], abs=2 * CENTS)
    assert swings[3] == 0.0
    (largest,) = answer.of_each_input
    assert largest == answer.effects[0], "one of each input, the one that moves most"


def test_a_price_that_the_scenario_states_holds_on_both_sides_whatever_the_place_believes(place: Place):
    chosen = place.scenario("chosen", {"costs.jail_day": {"value": 350, "price_year": 2025}})
    question = about(chosen, place.scenario("none", CLOSED))
    (effect,) = move(question, Setting("costs.jail_day", low=0.25, high=0.75)).effects
    assert (effect.base.value, effect.high.value) == (200, 400), "the belief with a range is the place's"
    assert effect.parameter == question.jurisdiction.parameters["costs.jail_day"]
    assert effect.high.net == effect.low.net == effect.base.net == net(question)
    saved = line(question, "jail bed").difference.mean
    believed = line(about(place.scenario("current"), place.scenario("none", CLOSED)), "jail bed").difference.mean
    assert saved == pytest.approx(believed * 350 / 200, abs=CENTS)


def test_what_the_scenario_chooses_to_do_stays_and_the_belief_moves_its_baseline(place: Place):
    chosen = place.scenario("chosen", {"jail.short_stay_median": 2})
    question = about(chosen, place.scenario("none", CLOSED))
    (effect,) = move(question, Setting("jail.short_stay_median")).effects
    assert effect.parameter == question.jurisdiction.parameters["jail.short_stay_median"] != 2
    assert effect.swing > 0.0


def test_a_price_may_be_in_other_money(asked: Question, place: Place):
    nominal = about(asked.scenarios[0], asked.baseline, money="nominal")
    (effect,) = move(nominal, Setting("costs.jail_day", low=0.25, high=0.75)).effects
    assert effect.base.net == net(nominal) != net(asked)
    assert effect.high.net - effect.base.net == pytest.approx(line(nominal, "jail bed").difference.mean, abs=CENTS)


# -- everything else: as a place that states the value ----------------------------------------------------


@pytest.mark.parametrize("setting", BEHAVIOR, ids=lambda setting: setting.path)
def test_an_end_is_the_answer_of_a_place_that_states_its_value(
    place: Place, asked: Question, tmp_path: Path, setting: Setting
):
    """In the practice before, the baseline and the scenario at once."""
    (effect,) = move(asked, setting).effects
    assert effect.swing > 0.0
    for end, lucks in zip((effect.low, effect.high), setting.lucks, strict=True):
        parameter = asked.jurisdiction.parameters[setting.path]
        assert end.value == stated(setting.path, parameter, lucks) != parameter.value
        other = make_place(tmp_path / next(iter(map(str, lucks.values()))), {**PRICES, setting.path: _fact(end.value)})
        assert end.net == net(about(other.scenario("current"), other.scenario("none", CLOSED)))


def _fact(value: Any) -> dict[str, Any]:
    return {"value": dict(value) if isinstance(value, Mapping) else value}


def test_the_middle_of_an_even_range_is_the_base_case(tmp_path: Path):
    even = {"value": 0.6, "uncertainty": {"distribution": "normal", "standard_error": 0.1}}
    place = make_place(tmp_path / "even", {"lead.officer_offers": even})
    executor = Inline()
    question = about(place.scenario("current"), place.scenario("none", CLOSED))
    answer = move(question, Setting("lead.officer_offers", low=0.5, high=0.5), sink=MemorySink(), executor=executor)
    (effect,) = answer.effects
    assert effect.low.net == effect.high.net == answer.net == net(question)
    assert effect.swing == 0.0
    assert len(executor.tasks) == 2
    assert move(question, Setting("lead.officer_offers")).effects[0].swing > 0.0


def test_categories_with_ranges_move_together_and_shares_of_a_whole_one_by_one(asked: Question):
    parameters = asked.jurisdiction.parameters
    assert settings_of("prosecution.jail_sentence", parameters["prosecution.jail_sentence"]) == [
        Setting("prosecution.jail_sentence")
    ]
    mix = settings_of("police.offense_mix", parameters["police.offense_mix"])
    assert [each.category for each in mix] == list(parameters["police.offense_mix"].value or ())
    (effect,) = move(asked, Setting("prosecution.jail_sentence")).effects
    assert isinstance(effect.base.value, dict)
    for category, stays in effect.base.value.items():
        assert effect.low.value[category] < stays < effect.high.value[category]  # type: ignore[index]


@pytest.mark.parametrize("path", ["population.pool", "police.contact_rate", "population.areas", "lead.eligible"])
def test_what_has_no_range_is_not_moved(asked: Question, path: str):
    assert settings_of(path, asked.jurisdiction.parameters[path]) == []
    with pytest.raises(InputError, match="no range of its own"):
        plan(asked, [Setting(path)])


# -- never twice ------------------------------------------------------------------------------------------


def test_runs_are_shared_with_a_comparison_of_the_base_case(asked: Question):
    sink = MemorySink()
    ask(asked, sink)
    assert one_way(plan(asked, [Setting("costs.jail_day")]), sink, nobody, 1).net == net(asked)


@pytest.mark.parametrize("done", [0, 1, 4])
def test_an_interrupted_ranking_goes_on_from_there(asked: Question, done: int):
    planned = plan(asked, BEHAVIOR[:2])
    expected = one_way(planned, KNOWN, Inline, 1)
    sink = MemorySink()
    with pytest.raises(KeyboardInterrupt):
        move(asked, *BEHAVIOR[:2], sink=sink, executor=Inline(fine=done))
    assert len(sink.tallies) == done
    assert planned.left(sink) == planned.runs - done
    executor, seen = Inline(), list[Progress]()
    assert one_way(planned, sink, lambda: executor, 1, seen.append) == expected
    assert len(executor.tasks) == planned.runs - done
    assert seen[-1] == Progress(done=planned.runs, found=done, total=planned.runs)
    assert [progress.done for progress in seen] == sorted(progress.done for progress in seen)
    assert one_way(planned, sink, nobody, 1) == expected
    assert planned.left(sink) == 0


def test_the_base_case_comes_first_and_inputs_in_the_order_asked(asked: Question):
    executor = Inline()
    move(asked, *BEHAVIOR[:2], sink=MemorySink(), executor=executor)
    variations = [task.place[0] for task in executor.tasks]
    assert variations == sorted(variations)
    assert [task.place[:2] for task in executor.tasks[:2]] == [(0, 0), (0, 1)]


def test_without_a_sink_the_answer_is_the_same(asked: Question):
    assert move(asked, *BEHAVIOR[:2], sink=NoSink()) == move(asked, *BEHAVIOR[:2])


def test_the_time_it_takes_is_that_of_its_runs(asked: Question):
    planned = plan(asked, BEHAVIOR[:2])
    assert 6 <= planned.runs <= 10
    assert planned.seconds(planned.runs, 2) == pytest.approx(asked.seconds(1) / 2 * planned.runs / 2)
    assert planned.seconds(0, 2) == 0.0


# -- worlds -----------------------------------------------------------------------------------------------


def test_replications_repeat_everything_in_the_same_worlds_and_give_an_error(asked: Question):
    several = about(asked.scenarios[0], asked.baseline, replications=3)
    executor = Inline()
    answer = move(several, BEHAVIOR[0], sink=MemorySink(), executor=executor)
    (effect,) = answer.effects
    assert {task.world for task in executor.tasks} == {0, 1, 2}
    assert len(executor.tasks) == 2 * 3 * 3
    assert answer.net == pytest.approx(net(several))
    assert answer.base[0] == net(asked), "the first world is that of one replication"
    by_world = {tuple(nets) for nets in (effect.low.nets, effect.base.nets, effect.high.nets)}
    assert len(by_world) == 3
    lowest, *_, highest = sorted((effect.low, effect.base, effect.high), key=lambda end: end.net)
    differences = np.subtract(highest.nets, lowest.nets)
    assert effect.swing == pytest.approx(differences.mean())
    assert effect.error == pytest.approx(differences.std(ddof=1) / math.sqrt(3))


def test_in_the_draws_everything_else_is_as_drawn_and_an_error_is_over_draws(asked: Question):
    several = replace(asked, draws=3, replications=2)
    answer = move(several, BEHAVIOR[0], sink=MemorySink())
    (effect,) = answer.effects
    assert answer.net == pytest.approx(net(several))
    assert len(answer.base) == len(effect.low.nets) == len(effect.by_future) == 3, "one for each draw"
    assert effect.swing == pytest.approx(np.mean(effect.by_future))
    assert effect.error == pytest.approx(np.std(effect.by_future, ddof=1) / math.sqrt(3))


def test_the_tornado_of_a_linear_model_is_its_coefficients_times_the_ranges(place: Place, asked: Question):
    """The net is a sum of inputs: each swing is its weight times its range, whatever the others are drawn."""
    weights = {"costs.jail_day": -3.0, "costs.booking": 5.0, "costs.services_month": 0.5}
    settings = [Setting(path) for path in weights]
    question = replace(asked, draws=4)
    planned = plan(question, settings)

    def linear(lucks: Mapping[str, float], draw: int) -> float:
        values = draw_inputs(question.scenarios[0], SEED, draw, lucks).policy.at(question.jurisdiction.calendar.start)
        return sum(weight * float(values[path]) for path, weight in weights.items())  # type: ignore[arg-type]

    found = [[[linear(each.lucks, draw)] for draw in question.draw_numbers] for each in planned.variants.variations]
    answer = effects_of(planned, np.array(found))
    parameters = question.jurisdiction.parameters
    for effect in answer.effects:
        path = effect.setting.path
        low, high = (stated(path, parameters[path], {path: quantile}) for quantile in (0.05, 0.95))
        assert effect.high.net - effect.low.net == pytest.approx(weights[path] * (high - low))  # type: ignore[operator]
        assert abs(effect.high.net - effect.low.net) <= effect.swing * (1 + 1e-12)
    assert [effect.swing for effect in answer.effects] == sorted((e.swing for e in answer.effects), reverse=True)


def test_with_one_world_there_is_no_error_to_state(asked: Question):
    (effect,) = move(asked, Setting("costs.jail_day")).effects
    assert effect.error is None
    assert simulation_error([5.0]) is None
    assert simulation_error([1.0, 3.0]) == pytest.approx(1.0)


# -- what an effect says ----------------------------------------------------------------------------------


def effect(base: float, low: float, high: float) -> Effect:
    parameter = Parameter.model_validate(
        {"label": "A fact", "unit": "days", "value": 2, "grade": "placeholder", "assumption": "Because."}
    )
    ends = (End(value, (net,)) for value, net in ((2.0, base), (1.0, low), (3.0, high)))
    return Effect(Setting("a.b"), parameter, *ends)


@pytest.mark.parametrize(
    ("nets", "swing", "farthest", "same_direction", "changes_sign"),
    [
        ((-5.0, -8.0, -1.0), 7.0, -1.0, False, False),
        ((-5.0, -1.0, -8.0), 7.0, -1.0, False, False),
        ((-5.0, -9.0, 3.0), 12.0, 3.0, False, True),
        ((5.0, 6.0, -1.0), 7.0, -1.0, False, True),
        # Both ends lose alike: between them there is nothing, from the base there is.
        ((-1.0, -8.0, -8.0), 7.0, -8.0, True, False),
        ((-1.0, 2.0, 3.0), 4.0, 3.0, True, True),
        ((0.0, -1.0, 1.0), 2.0, -1.0, False, False),
        ((4.0, 4.0, 4.0), 0.0, 4.0, False, False),
        ((4.0, 4.0, 1.0), 3.0, 1.0, False, False),
    ],
)
def test_swing_and_sign(
    nets: tuple[float, float, float], swing: float, farthest: float, same_direction: bool, changes_sign: bool
):
    found = effect(*nets)
    assert found.swing == swing
    assert found.farthest.net == farthest
    assert (found.same_direction, found.changes_sign) == (same_direction, changes_sign)


# -- refused ----------------------------------------------------------------------------------------------


def test_what_cannot_be_moved_is_refused_before_anything_is_simulated(asked: Question, place: Place):
    refused: list[tuple[Question, Setting, str]] = [
        (asked, Setting("lead.pacience"), "no such parameter; found lead.pacience; did you mean lead.patience"),
        (asked, Setting("lead.patience", "felony"), "no range of its own.*lead.patience.felony"),
        (asked, Setting("police.offense_mix"), "no range of its own.*police.offense_mix"),
        (asked, Setting("police.offense_mix", "murder"), "no range of its own.*offense_mix.murder"),
        (asked, Setting("lead.patience", low=0.0), "between two quantiles"),
        (asked, Setting("lead.patience", high=1.0), "between two quantiles"),
        (asked, Setting("lead.patience", low=0.9, high=0.1), "the lower one first"),
        (
            Question((*asked.scenarios, place.scenario("third")), asked.baseline, draws=0),
            Setting("lead.patience"),
            "in one scenario against its baseline",
        ),
    ]
    for question, setting, problem in refused:
        with pytest.raises(InputError, match=problem):
            plan(question, [setting])


def test_beliefs_are_those_of_scenario_baseline_and_practice(place: Place):
    scenario = place.scenario("impatient", {"lead.patience": 10})
    question = about(scenario, place.scenario("none", CLOSED))
    of_scenario, of_baseline, practice = beliefs(question, "lead.patience")
    assert of_scenario.value == 10
    assert of_baseline == practice == question.jurisdiction.parameters["lead.patience"]
