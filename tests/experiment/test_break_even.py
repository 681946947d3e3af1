"""Break-even values of functions that are known: linear, kinked, twice, never; and what is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from simulator.experiment.break_even import FINE, GRID, break_evens, search
from simulator.experiment.oneway import Effect, End, Setting
from simulator.experiment.sensitivity_runs import Floats, Variation
from simulator.inputs.draw import stated
from simulator.inputs.parameter import Parameter

LUCK = np.array([-0.02, 0.01, 0.01])  # of three futures, none on average


class Model:
    """A net along an input, in three futures, and what was asked of it."""

    def __init__(self, net: Callable[[float], float]) -> None:
        self.net = net
        self.asked: list[float] = []

    def __call__(self, quantiles: Sequence[float]) -> Floats:
        self.asked += quantiles
        return np.array([self.net(each) + LUCK for each in quantiles])


@pytest.mark.parametrize(
    ("net", "at"),
    [
        (lambda u: 10.0 * (u - 0.4), [(0.4, True)]),
        (lambda u: 10.0 * (0.4 - u), [(0.4, False)]),
        (lambda u: max(-1.0, 5.0 * (u - 0.7)), [(0.7, True)]),
        (lambda u: -1.0 if u < 0.61 else 20.0, [(0.61, True)]),
        (lambda u: (u - 0.3) * (u - 0.6), [(0.3, False), (0.6, True)]),
        (lambda u: 1.0 + u, []),
        (lambda _: -1.0, []),
        (lambda _: 0.0, []),
    ],
    ids=["rises", "falls", "kinked", "jumps", "twice", "saves", "costs", "nothing"],
)
def test_the_break_even_value_of_a_known_function(net: Callable[[float], float], at: list[tuple[float, bool]]) -> None:
    found = search(Model(net), GRID)
    assert [each.saves_above for each in found.crossings] == [above for _, above in at]
    for each, (place, _) in zip(found.crossings, at, strict=True):
        assert each.at == pytest.approx(place, abs=2.0 * FINE)
    assert found.saves_everywhere == (min(net(u) for u in GRID) > 0.0)


def test_what_is_known_is_not_asked_for_and_nothing_is_asked_twice() -> None:
    model = Model(lambda u: u - 0.4)
    known = {0.25: -0.15 + LUCK, 0.95: 0.55 + LUCK}
    found = search(model, (0.25, 0.5, 0.95), known)
    assert len(model.asked) == len(set(model.asked))
    assert not {0.25, 0.95} & set(model.asked)
    assert model.asked[0] == 0.5
    assert len(model.asked) < 8, "a straight line takes a few steps"
    assert [quantile for quantile, _ in found.tried] == sorted({*model.asked, 0.25, 0.95})


def test_without_a_change_of_sign_only_the_grid_is_asked_for() -> None:
    model = Model(lambda u: 1.0 + u)
    search(model, GRID)
    assert model.asked == list(GRID)


PRICE = Parameter.model_validate(
    {
        "label": "A price", "unit": "dollars", "price_year": 2025, "value": 200, "grade": "placeholder",
        "assumption": "A test's own.", "uncertainty": {"distribution": "uniform", "low": 100, "high": 500},
    }
)  # fmt: skip


def effect_of(path: str, net: Callable[[float], float]) -> Effect:
    """Return the effect of an input whose value alone decides the net."""
    setting = Setting(path)
    ends = (stated(path, PRICE, lucks) for lucks in setting.lucks)
    return Effect(setting, PRICE, *(End(value, tuple(net(float(value)) + LUCK)) for value in (200.0, *ends)))  # type: ignore[arg-type]


def test_the_break_even_value_of_a_linear_model_is_said_in_the_unit_and_only_where_it_is_asked_for() -> None:
    weights = {"a.turns": lambda value: value - 310.0, "a.saves": lambda value: value, "a.costs": lambda value: -value}
    asked: list[str] = []

    def nets(variations: Sequence[Variation]) -> Floats:
        found = []
        for variation in variations:
            ((path, quantile),) = variation.lucks.items()
            asked.append(path)
            found.append(weights[path](stated(path, PRICE, {path: quantile})) + LUCK)
        return np.array(found)

    effects = [effect_of(path, net) for path, net in weights.items()]
    turns, saves, costs = break_evens(effects, [False, True, False], nets)
    (crossing,) = turns.searched.crossings
    assert turns.value(crossing.at) == pytest.approx(310.0, abs=1.0)
    assert crossing.saves_above
    low, high = (turns.value(each) for each in (crossing.low, crossing.high))
    assert isinstance(low, float)
    assert isinstance(high, float)
    assert low <= 310.0 <= high
    assert (turns.full, saves.full, costs.full) == (True, True, False), "what turns at an end is searched in full"
    assert saves.searched.crossings == costs.searched.crossings == ()
    assert "a.costs" not in asked
    assert [quantile for quantile, _ in costs.searched.tried] == [0.05, 0.95]
    assert saves.searched.saves_everywhere
    assert not costs.searched.saves_everywhere
    assert turns.value(None) is None
