"""The design of variance-based indices: its points are draws, its groups independent, its answer the closed form."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from simulator.analysis.sensitivity import saltelli
from simulator.errors import InputError
from simulator.experiment.question import Question
from simulator.experiment.sensitivity_runs import Floats, Stake, Variants, Variation, nets, variants
from simulator.experiment.sobol import OTHERS, ROW, Factors, Sobol, design, factors_of, shares
from simulator.inputs.draw import draw_inputs, luck
from simulator.inputs.load import load_scenario
from tests.analysis.test_sensitivity import ishigami, of_ishigami
from tests.experiment.doubles import Inline
from tests.experiment.places import CLOSED, make_place
from tests.experiment.studies import Sink

ALONE = ("costs.jail_day", "police.offense_mix")
STAKE = Stake()


@pytest.fixture(scope="module")
def asked() -> Question:
    return Question((load_scenario("king-county/pilot"),), load_scenario("king-county/no-lead"), draws=0)


def test_a_point_gives_every_input_its_luck_as_a_draw_does(asked: Question) -> None:
    factors = factors_of(asked, ALONE)
    point = [luck(asked.seed, 1, key) for key in factors.keys]
    lucks = factors.variation(point).lucks
    for scenario in asked.everyone:
        drawn, given = draw_inputs(scenario, asked.seed, 1), draw_inputs(scenario, asked.seed, 0, lucks)
        assert given.practice.by_path == drawn.practice.by_path
        assert given.policy.by_path == drawn.policy.by_path


def test_inputs_that_are_alone_are_groups_and_all_others_one(asked: Question) -> None:
    factors = factors_of(asked, ALONE)
    assert set(factors.names) == {*ALONE, OTHERS}
    of = dict(zip(factors.keys, factors.groups, strict=True))
    assert of["costs.jail_day"] == "costs.jail_day"
    assert {group for key, group in of.items() if key.startswith("police.offense_mix.")} == {"police.offense_mix"}
    assert of["lead.consent"] == OTHERS
    assert factors.names[-1] == OTHERS


def test_what_a_calibration_found_to_go_together_is_one_group(asked: Question) -> None:
    together = factors_of(asked, ()).together
    if not together:
        pytest.skip("no input of this place is drawn together with others")
    first, name = next(iter(together.items()))
    factors = factors_of(asked, (first,))
    group = f"inputs of calibration {name}"
    mine = {key for key, of in zip(factors.keys, factors.groups, strict=True) if of == group}
    assert mine == {key for key, of in together.items() if of == name} | {ROW + name}
    point = np.full(len(factors.keys), 0.5)
    point[factors.keys.index(ROW + name)] = 0.1
    other = factors.variation(point.tolist()).lucks[first]
    assert other != factors.variation([0.5] * len(factors.keys)).lucks[first]
    assert ROW + name not in factors.variation(point.tolist()).lucks


def test_indices_of_the_ishigami_function_come_out_of_the_same_path(asked: Question) -> None:
    """From points to lucks to nets to shares, with a model in the place of the engine."""
    names = ("x", "y", "z")
    factors = Factors(names, names, {})
    points = saltelli(names, names, 2048, asked.seed)
    variations = tuple(factors.variation(point) for point in points.tolist())

    def model(planned: Variants) -> Floats:
        given = np.array([[each.lucks[name] for name in names] for each in planned.variations])
        return ishigami(given)[:, np.newaxis, np.newaxis]

    found = shares(Sobol(factors, 2048, Variants(asked, variations, STAKE, ())), model)
    alone, together = of_ishigami()
    for each in found.indices:
        assert each.first == pytest.approx(alone[each.name], abs=0.02)
        assert each.total == pytest.approx(together[each.name], abs=0.02)
    assert found.of_luck is None
    assert found.mean == pytest.approx(3.5, abs=0.05)


def test_a_price_has_all_of_the_variance_where_nothing_else_is_uncertain(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """On the engine: only the price of a jail day differs between points, so that all runs are shared."""
    even = {"distribution": "uniform", "low": 100, "high": 500}
    place = make_place(
        tmp_path_factory.mktemp("places") / "town", {"costs.jail_day": {"value": 200, "uncertainty": even}}
    )
    question = Question((place.scenario("current"),), place.scenario("none", CLOSED), seed=7, draws=0, replications=2)
    factors = Factors(("costs.jail_day",), ("costs.jail_day",), {})
    points = saltelli(factors.keys, factors.groups, 64, 7).tolist()
    planned = variants(question, [factors.variation(point) for point in points], STAKE)
    assert planned.runs == 2 * 2
    found = shares(Sobol(factors, 64, planned), lambda asked: nets(asked, Sink(), Inline, 1))
    (index,) = found.indices
    assert index.total == pytest.approx(1.0, abs=0.1)
    assert found.of_luck is not None
    assert 0.0 <= found.of_luck <= 1.0


def test_how_many_runs_a_design_takes_is_known_before(asked: Question) -> None:
    found = design(replace(asked, draws=5), STAKE, ("costs.jail_day",), 2)
    assert found.points == 2 * (2 + 2)
    assert found.variants.question.draws == 0
    assert 2 * 2 * 2 <= found.variants.runs <= 2 * found.points
    assert isinstance(found.variants.variations[0], Variation)


@pytest.mark.parametrize("base", [0, 1, 3, 12])
def test_a_base_that_is_no_power_of_two_is_refused(asked: Question, base: int) -> None:
    with pytest.raises(InputError, match="powers of two"):
        design(asked, STAKE, ALONE, base)
