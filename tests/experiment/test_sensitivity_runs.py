"""Nets of variations: those of a comparison where nothing is set, and of a place that states the value where it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.experiment.collection import Progress
from simulator.experiment.question import Question
from simulator.experiment.sensitivity_runs import Floats, Stake, Variation, nets, variants
from simulator.results import ALL
from tests.experiment.doubles import Inline, ask, nobody
from tests.experiment.places import CLOSED, Place, make_place
from tests.experiment.studies import FUND, HALF, Sink

SEED = 7
KNOWN = Sink()
NOTHING = Variation()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_place(tmp_path_factory.mktemp("places") / "town")


@pytest.fixture(scope="module")
def asked(place: Place) -> Question:
    return about(place, draws=2, replications=2)


def about(place: Place, **keys: Any) -> Question:
    return Question((place.scenario("current"),), place.scenario("none", CLOSED), **{"seed": SEED, **keys})


def move(question: Question, *variations: Variation, stake: Stake | None = None, sink: Any = KNOWN) -> Floats:
    return nets(variants(question, variations, stake or Stake()), sink, Inline, 1)


def compared(question: Question, stake: Stake) -> tuple[float, float]:
    """Return the mean and the 95th percentile that a comparison gives."""
    (found,) = [
        record.difference
        for record in ask(question, KNOWN).records
        if (record.rung, record.payer, record.line, record.fiscal_year) == (stake.net, stake.payer, None, ALL)
        and record.measure == "dollars"
    ]
    return found.mean, found.high


@pytest.mark.parametrize("rung", ["gross", "avoided", "cashable"])
@pytest.mark.parametrize("payer", [ALL, "city", "county"])
def test_where_nothing_is_set_the_nets_are_those_of_a_comparison(asked: Question, rung: str, payer: str) -> None:
    stake = Stake(payer, rung)
    found = move(asked, NOTHING, stake=stake)
    assert found.shape == (1, 2, 2)
    mean, high = compared(asked, stake)
    assert found.mean() == pytest.approx(mean)
    assert np.percentile(found[0].mean(axis=1), 95.0) == pytest.approx(high)


@pytest.mark.parametrize(("path", "value"), [("costs.jail_day_marginal_share", 0.62), ("lead.consent", 0.31)])
def test_what_is_believed_is_the_answer_of_a_place_that_states_it(
    place: Place, asked: Question, tmp_path: Any, path: str, value: float
) -> None:
    found = move(asked, NOTHING, Variation(beliefs={path: value}))
    other = make_place(tmp_path / "other", {path: {"value": value, "price_year": None}})
    assert np.array_equal(found[1], move(about(other, draws=2, replications=2), NOTHING)[0])
    assert not np.array_equal(found[0], found[1])


def test_what_is_believed_holds_over_what_the_scenario_states(place: Place) -> None:
    stated = place.scenario("stated", {"costs.jail_day_marginal_share": 0.4})
    question = replace(about(place, draws=0), scenarios=(stated,))
    believed = Variation(beliefs={"costs.jail_day_marginal_share": 0.62})
    assert move(question, believed) == pytest.approx(move(about(place, draws=0), believed))


def test_prices_take_no_runs_of_their_own_and_all_is_told_once(asked: Question) -> None:
    planned = variants(asked, [NOTHING, Variation({"costs.jail_day": 0.9}), Variation({"lead.consent": 0.9})], Stake())
    sink, executor, seen = Sink(), Inline(), list[Progress]()
    assert planned.runs == 2 * (2 * 2 * 2), "a price takes none, and consent moves the practice before both as well"
    assert planned.left(sink) == planned.runs
    found = nets(planned, sink, lambda: executor, 1, seen.append)
    assert len(executor.tasks) == planned.runs == len(sink.tallies)
    assert seen[-1] == Progress(planned.runs, 0, planned.runs)
    assert planned.left(sink) == 0
    assert np.array_equal(nets(planned, sink, nobody, 1), found)
    assert not np.isnan(found).any()


def test_a_scenario_that_is_its_baseline_has_no_net(place: Place) -> None:
    same = Question((place.scenario("same", CLOSED),), place.scenario("none", CLOSED), seed=SEED, draws=1)
    assert (move(same, NOTHING) == 0.0).all()


def test_what_cannot_be_asked_is_refused(asked: Question, place: Place) -> None:
    with pytest.raises(InputError, match="no net on this rung; found captured"):
        Stake(rung="captured")
    with pytest.raises(InputError, match=r"nobody pays or saves.*found conty.*did you mean county"):
        variants(asked, [NOTHING], Stake("conty"))
    both = Question((*asked.scenarios, place.scenario("third")), asked.baseline)
    with pytest.raises(InputError, match="one scenario"):
        variants(both, [NOTHING], Stake())
    half = Question((place.scenario("half", HALF, reinvestment=FUND),), asked.baseline, draws=0)
    with pytest.raises(InputError, match="not asked of a scenario that reinvests"):
        variants(half, [NOTHING], Stake())
