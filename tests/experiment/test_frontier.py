"""The frontier: which values are tried, where the net is 0 between them, and that a pair is what both are set to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.experiment.frontier import Axis, Frontier, axes_of, axis_of, frontier, variations_of, zeros
from simulator.experiment.question import Question
from simulator.experiment.sensitivity import Bench
from simulator.experiment.sensitivity_runs import Stake, Variation
from simulator.inputs.draw import stated
from tests.experiment.doubles import Inline
from tests.experiment.places import CLOSED, Place, make_place
from tests.experiment.studies import Sink

EVEN = {"distribution": "uniform", "low": 100, "high": 500}
SHARE = {"distribution": "uniform", "low": 0.2, "high": 0.6}
SEED = 7
STAKE = Stake()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    facts = {
        "costs.jail_day": {"value": 200, "uncertainty": EVEN},
        "costs.jail_day_marginal_share": {"value": 0.3, "price_year": None, "uncertainty": SHARE},
    }
    return make_place(tmp_path_factory.mktemp("places") / "town", facts)


@pytest.fixture(scope="module")
def asked(place: Place) -> Question:
    return Question((place.scenario("current"),), place.scenario("none", CLOSED), seed=SEED, draws=2)


@pytest.mark.parametrize(
    ("nets", "expected"),
    [
        ([-1.0, 1.0, 3.0], (1.0,)),
        ([3.0, 1.0, -1.0], (3.0,)),
        ([-1.0, 1.0, -3.0], (1.0, 2.5)),
        ([-1.0, 0.0, 1.0], (2.0,)),
        ([1.0, 2.0, 3.0], ()),
        ([0.0, 0.0, 0.0], ()),
    ],
)
def test_a_row_is_0_where_a_straight_line_between_neighbors_is(nets: list[float], expected: tuple[float, ...]) -> None:
    assert zeros((0.0, 2.0, 4.0), nets) == pytest.approx(expected)


def test_what_is_stated_is_tried_exactly_and_a_share_from_none_to_all(asked: Question) -> None:
    first, second = axes_of(asked, ("costs.jail_day", "costs.jail_day_marginal_share"))
    parameters = asked.jurisdiction.parameters
    for axis in (first, second):
        parameter = parameters[axis.path]
        ends = [stated(axis.path, parameter, {axis.path: quantile}) for quantile in (0.05, 0.95)]
        assert [axis.stated[0], axis.stated[2]] == pytest.approx(ends, rel=5e-3)
        assert axis.stated[1] == parameter.value
        assert set(axis.stated) <= set(axis.values)
        assert list(axis.values) == sorted(set(axis.values))
    assert (second.values[0], second.values[-1]) == (0.0, 1.0)
    assert first.values == (120.0, 200.0, 300.0, 398.0, 480.0), "what is too near to what is stated is left out"
    assert first.named == ("low", "value", "", "", "high")
    assert second.named == ("", "low", "value", "", "high", "", "")


def test_a_pair_is_what_both_inputs_are_set_to_and_the_net_at_the_stated_ones(asked: Question) -> None:
    axes = axes_of(asked, ("costs.jail_day", "costs.jail_day_marginal_share"))
    nets = Bench(Sink(), Inline, 1).nets(asked, STAKE)
    found = frontier(asked, STAKE, axes, nets)
    assert found.nets.shape == (len(axes[0].values), len(axes[1].values), 2)
    for i, a in ((0, axes[0].values[0]), (2, axes[0].values[2])):
        for j, b in ((1, axes[1].values[1]), (-1, axes[1].values[-1])):
            (alone,) = nets([Variation(beliefs={axes[0].path: a, axes[1].path: b})])
            assert found.nets[i, j] == pytest.approx(alone)
    assert len(variations_of(axes)) == found.means.size
    # A bed-day's price times its share: the net along either is a straight line, and at a share of 0 the price is idle.
    assert np.ptp(found.means[:, 0]) == pytest.approx(0.0, abs=1.0)
    slopes = np.diff(found.means, axis=1) / np.diff(axes[1].values)
    assert slopes == pytest.approx(np.broadcast_to(slopes[:, :1], slopes.shape), rel=1e-3)
    estimate = found.estimate(1, 1)
    assert estimate.draws == 2
    assert estimate.mean == pytest.approx(found.means[1, 1])


def test_every_row_says_where_it_is_0(asked: Question) -> None:
    axes = axes_of(asked, ("costs.jail_day", "costs.jail_day_marginal_share"))
    cut = tuple(Axis(each.path, each.parameter, (0.0, 1.0), (0.0, 0.5, 1.0)) for each in axes)
    nets = np.array([[[-1.0], [3.0]], [[-3.0], [-1.0]]])
    found = Frontier(asked, STAKE, (cut[0], cut[1]), nets)
    assert found.zeros == ((0.25,), ())


@pytest.mark.parametrize(
    ("paths", "problem"),
    [
        (("costs.jail_dya", "costs.jail_day"), "no such parameter; found costs.jail_dya; did you mean costs.jail_day"),
        (("costs.jail_day", "costs.jail_day"), "two different inputs"),
        (("population.pool", "costs.jail_day"), "one number each, with a range; found population.pool"),
        (("police.offense_mix", "costs.jail_day"), "one number each, with a range; found police.offense_mix"),
    ],
)
def test_what_is_no_axis_is_refused(asked: Question, paths: Any, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        axes_of(asked, paths)
    assert axis_of(asked, "costs.jail_day").path == "costs.jail_day"
