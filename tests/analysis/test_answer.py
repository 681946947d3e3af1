"""What pictures take of an answer: nets in fifty futures, by month, and of scenarios against each other."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.analysis.answer import comparison
from simulator.analysis.estimate import FUTURES, difference, futures
from simulator.analysis.futures import dots
from simulator.analysis.levels import BY_MONTH, LEVELS
from simulator.results import ALL, Comparison, Identity
from tests.analysis.samples import AXES, pair, side

MONTHS = AXES.months[0]
IDENTITY = Identity(
    scenarios=("smallville/more", "smallville/most"), baseline="smallville/no-lead", titles={}, seed=1, draws=8,
    replications=2, engine="simpy", money="constant", price_year=2025, start="2027-01-01", fiscal_years=(2027, 2028),
    people=10, versions={}, hashes={},
)  # fmt: skip


def levels(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).gamma(2.0, 10.0, (8, 2, len(BY_MONTH), MONTHS))


UNITS = np.random.default_rng(9).integers(1, 5, (8, 2, MONTHS, 2)).astype(float)
BASELINE = side(2)
FIRST = pair(side(1), BASELINE, levels=(levels(1), levels(2)), units_by_month={"jail bed": UNITS})
SECOND = replace(pair(side(3), BASELINE), scenario="smallville/most")
ANSWER = comparison(IDENTITY, [FIRST, SECOND])


def total(of: object, rung: str, payer: str) -> np.ndarray:
    """Return the net over the horizon by draw and replication, from the money itself."""
    money, payers = of.money, [AXES.payers.index(payer)] if payer != ALL else range(len(AXES.payers))  # type: ignore[attr-defined]
    basis = {"net": 1, "cash_net": 2}[rung]
    saved = (money.before - money.spent)[:, :, 0, :, :, basis][:, :, list(payers)].sum(axis=(2, 3))
    return np.asarray(saved) / 100


# -- fifty futures ----------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from([-2.5, -1.0, -1e-9, 0.0, 1e-9, 1.0, 7.0]), min_size=FUTURES, max_size=300))
def test_dots_and_words_count_the_same(by_draw: list[float]):
    drawn, estimate = dots(np.array(by_draw)), difference(np.array(by_draw)[:, np.newaxis])
    assert len(drawn) == FUTURES
    assert list(drawn) == sorted(drawn)
    assert set(drawn) <= set(by_draw)
    assert (sum(value < 0 for value in drawn), FUTURES) == futures(estimate, positive=False)
    assert (sum(value > 0 for value in drawn), FUTURES) == futures(estimate)


def test_dots_of_many_draws_are_their_quantiles():
    by_draw = np.random.default_rng(4).normal(1.0, 5.0, 20_000)
    expected = np.quantile(by_draw, (np.arange(FUTURES) + 0.5) / FUTURES)
    assert np.abs(np.array(dots(by_draw)) - expected).max() < 0.5


def test_of_fewer_draws_each_is_a_dot():
    assert dots(np.array([3.0, -1.0, 2.0])) == (-1.0, 2.0, 3.0)


@pytest.mark.parametrize("payer", [ALL, *AXES.payers])
@pytest.mark.parametrize("rung", ["net", "cash_net"])
def test_futures_are_nets_over_the_whole_horizon(rung: str, payer: str):
    wanted = (FIRST.scenario, rung, payer)
    (made,) = [each for each in ANSWER.futures if (each.scenario, each.rung, each.payer) == wanted]
    assert made.values == pytest.approx(sorted(total(FIRST, rung, payer).mean(axis=1)))


# -- by month ---------------------------------------------------------------------------------------------


def test_a_cumulative_net_ends_at_the_net():
    for scenario in IDENTITY.scenarios:
        for rung in ("net", "cash_net"):
            for payer in (ALL, *AXES.payers):
                (made,) = [
                    each
                    for each in ANSWER.series
                    if (each.scenario, each.measure, each.rung, each.payer) == (scenario, "cumulative_net", rung, payer)
                ]
                (record,) = [
                    each
                    for each in ANSWER.records
                    if (each.scenario, each.rung, each.payer, each.line, each.fiscal_year)
                    == (scenario, rung, payer, None, ALL)
                    and each.measure == "dollars"
                ]
                assert len(made.mean) == MONTHS
                ends = [each[-1] for each in (made.mean, made.low, made.p25, made.p75, made.high)]
                net = record.difference
                assert ends == pytest.approx([net.mean, net.low, net.p25, net.p75, net.high])
                assert made.baseline_mean == made.scenario_mean == ()


def test_levels_are_told_by_month_for_both_sides_and_spread_for_the_scenario():
    before, after = FIRST.levels or ()
    told = {name: source for _, name, _, source in LEVELS if source in BY_MONTH}
    made = {each.measure: each for each in ANSWER.series if each.scenario == FIRST.scenario and each.measure in told}
    assert len(made) == len(BY_MONTH)
    for name, source in told.items():
        k = BY_MONTH.index(source)
        assert made[name].baseline_mean == pytest.approx(before[:, :, k].mean(axis=(0, 1)))
        assert made[name].mean == pytest.approx(after[:, :, k].mean(axis=(0, 1)))
        assert made[name].scenario_mean == pytest.approx(made[name].mean)
        assert made[name].high == pytest.approx(np.percentile(after[:, :, k].mean(axis=1), 95, axis=0))


def test_open_units_are_told_by_line():
    (made,) = [each for each in ANSWER.series if each.measure == "units_open_mean"]
    assert (made.line, made.unit) == ("jail bed", "units")
    assert made.baseline_mean == pytest.approx(UNITS[..., 0].mean(axis=(0, 1)))
    assert made.p25 == pytest.approx(np.percentile(UNITS[..., 1].mean(axis=1), 25, axis=0))


# -- against each other -----------------------------------------------------------------------------------


@pytest.mark.parametrize("payer", [ALL, *AXES.payers])
@pytest.mark.parametrize("rung", ["net", "cash_net"])
def test_scenarios_are_compared_in_the_same_worlds(rung: str, payer: str):
    (made,) = [each for each in ANSWER.versus if (each.rung, each.payer) == (rung, payer)]
    assert (made.scenario, made.other) == ("smallville/most", "smallville/more")
    expected = difference(total(SECOND, rung, payer) - total(FIRST, rung, payer))
    assert vars(made.difference) == pytest.approx(vars(expected))


def test_who_is_no_payer_in_one_scenario_has_a_net_of_nothing_there():
    axes = replace(AXES, payers=AXES.payers[:3])
    alone = replace(pair(side(5, axes=axes), side(6, axes=axes), axes), scenario="smallville/without")
    for pairs, sign in (([alone, FIRST], 1.0), ([FIRST, alone], -1.0)):
        made = {(each.rung, each.payer): each.difference for each in comparison(IDENTITY, pairs).versus}
        assert made["net", "fund"].mean == pytest.approx(sign * total(FIRST, "net", "fund").mean())


def test_one_scenario_is_compared_with_nothing():
    assert comparison(IDENTITY, [FIRST]).versus == ()


# -- as data ----------------------------------------------------------------------------------------------


def test_an_answer_comes_back_from_json():
    assert Comparison.from_dict(json.loads(json.dumps(ANSWER.as_dict(), allow_nan=False))) == ANSWER


def test_an_answer_of_records_alone_is_an_answer_too():
    data = {key: value for key, value in ANSWER.as_dict().items() if key in ("run", "estimates")}
    assert Comparison.from_dict(data) == Comparison(IDENTITY, ANSWER.records)
