"""Relative rate indexes by hand, what is not told of few, and the closed forms that docs/equity.md shows."""

from __future__ import annotations

import math
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from simulator.analysis.equity import DECISIONS, FEWEST, FEWEST_FED, enough, equity_records
from simulator.analysis.samples import Pair
from simulator.model.quantities import Quantity
from simulator.results import Record
from simulator.units import DAYS_PER_YEAR
from tests.analysis.samples import AXES, counted, made
from tests.properties.strategies import BUSY
from tests.support import make_setup, month_edges, simulate

PAGE = Path(__file__).parents[2] / "docs" / "equity.md"
DRAWS, BLACK, WHITE, OTHER = 4, 0, 1, 2
OFFERED = (Quantity.DIVERSION_OFFERS, Quantity.ELIGIBLE_CONTACTS)


def pair_of(before: dict[tuple[int, int], object], after: dict[tuple[int, int], object]) -> Pair:
    """Return a pair in which so many of a quantity are counted of a group, in all draws alike or draw by draw."""
    cells = (DRAWS, 1, len(AXES.fiscal_years), len(AXES.payers), len(AXES.lines), 3)
    nothing = np.zeros(cells, dtype=np.int64)
    sides = []
    for counts in (before, after):
        array = np.zeros((DRAWS, 1, len(AXES.periods), len(Quantity), len(AXES.groups) + 1))
        for (quantity, group), number in counts.items():
            array[:, 0, 0, quantity, group] = number
        sides.append(counted(array))
    return made(nothing, nothing, counts=tuple(sides))


def offers(black: object, white: object, fed: tuple[object, object] = (400.0, 400.0)) -> dict[tuple[int, int], object]:
    count, feeder = OFFERED
    return {(count, BLACK): black, (count, WHITE): white, (feeder, BLACK): fed[0], (feeder, WHITE): fed[1]}


def found(pair: Pair, measure: str, line: str = "offered", group: str = "black", basis: str | None = "white") -> Record:
    [record] = [
        r
        for r in equity_records(pair)
        if (r.measure, r.line, r.group, r.basis) == (measure, line, group, basis)
    ]  # fmt: skip
    return record


def measures(pair: Pair, line: str = "offered", group: str = "black", basis: str = "white") -> set[str]:
    return {r.measure for r in equity_records(pair) if (r.line, r.group, r.basis) == (line, group, basis)}


def test_an_index_is_the_rate_of_the_group_over_that_of_the_reference():
    pair = pair_of(offers(60.0, 120.0, (400.0, 300.0)), offers(90.0, 120.0))
    assert found(pair, "rri_baseline").scenario_mean == pytest.approx((60 / 400) / (120 / 300))
    assert found(pair, "rri_scenario").scenario_mean == pytest.approx(0.75)
    change = found(pair, "rri_change")
    assert (change.baseline_mean, change.scenario_mean) == pytest.approx((0.375, 0.75))
    assert change.difference.mean == pytest.approx(0.375)
    assert change.difference.chance_positive == 1.0


def test_a_gap_is_for_a_thousand_of_the_feeder():
    gap = found(pair_of(offers(60.0, 120.0), offers(100.0, 120.0)), "gap_change")
    assert (gap.baseline_mean, gap.scenario_mean) == pytest.approx((-150.0, -50.0))
    assert (gap.unit, gap.difference.mean) == ("per 1,000", pytest.approx(100.0))


def test_any_group_is_a_reference_and_the_index_turns_round():
    pair = pair_of(offers(60.0, 120.0), offers(60.0, 120.0))
    one = found(pair, "rri_scenario").scenario_mean
    assert found(pair, "rri_scenario", group="white", basis="black").scenario_mean == pytest.approx(1.0 / one)


def test_the_range_is_that_of_the_draws():
    drawn = np.array([40.0, 60.0, 80.0, 100.0])
    level = found(pair_of({}, offers(drawn, 100.0)), "rri_scenario")
    low, high = np.percentile(drawn / 100.0, [5, 95])
    assert (level.difference.low, level.difference.high) == pytest.approx((low, high))
    assert level.scenario_mean == pytest.approx(0.7), "all counted over all decided about"


def test_a_draw_with_nothing_to_compare_leaves_no_range_and_no_change():
    white = np.array([0.0, 100.0, 100.0, 100.0])
    pair = pair_of(offers(60.0, 60.0), offers(60.0, white))
    level = found(pair, "rri_scenario")
    assert level.reason == "no range: nothing to compare in 1 of 4 draws"
    assert level.difference.low == level.difference.high == level.scenario_mean == pytest.approx(60.0 / 75.0)
    assert "rri_change" not in measures(pair)


@pytest.mark.parametrize(("count", "feeder"), list(product((9.99, 10.0), (29.99, 30.0))))
def test_few_are_not_told_in_either_group(count: float, feeder: float):
    told = count >= 10.0 and feeder >= 30.0
    assert enough(count, feeder) is told
    many = (400.0, 400.0)
    for side in (offers(count, 200.0, (feeder, 400.0)), offers(200.0, count, (400.0, feeder))):
        pair = pair_of(offers(100.0, 100.0, many), side)
        assert measures(pair) == {"rri_baseline", *(("rri_scenario", "rri_change", "gap_change") if told else ())}
    assert (FEWEST, FEWEST_FED) == (10.0, 30.0)


def test_counts_and_feeders_are_there_even_of_few():
    pair = pair_of({}, offers(1.0, 2.0, (3.0, 4.0)))
    assert found(pair, "count", basis=None).scenario_mean == 1.0
    assert found(pair, "feeder", basis=None).scenario_mean == 3.0


def test_each_decision_has_its_own_feeder_and_person_years_where_people_are_exposed():
    assert len({decision.key for decision in DECISIONS}) == len(DECISIONS) == 14
    days = {(Quantity.PERSON_DAYS, BLACK): 100 * DAYS_PER_YEAR, (Quantity.PARTICIPANT_DAYS, BLACK): 30 * DAYS_PER_YEAR}
    pair = pair_of({}, days)
    assert found(pair, "feeder", "bookings", basis=None).scenario_mean == pytest.approx(100.0)
    assert found(pair, "feeder", "referred", basis=None).scenario_mean == pytest.approx(70.0)


def test_no_decision_falls_on_more_than_it_is_about():
    """In a run, from its first day on: what is counted is part of its feeder."""
    outcome = simulate(make_setup({"population.pool": 400, **BUSY}, edges=month_edges(24)), [(0.0, 60)])
    totals = outcome.tally.counts.sum(axis=0)[:, :-1]
    for decision in DECISIONS:
        count = totals[list(decision.counted)].sum(axis=0)
        feeder = totals[list(decision.feeder)].sum(axis=0) - totals[list(decision.less)].sum(axis=0)
        assert (count > 0.0).any(), decision.key
        assert (count <= feeder).all(), decision.key


# -- why few are not told: closed forms ---------------------------------------------------------------------


def log_normal(count: int, feeder: int, reference: int, reference_feeder: int) -> tuple[float, float, float]:
    """Return an index of counts with its 95 % interval: the logarithm of a ratio of two shares is nearly normal."""
    index = (count / feeder) / (reference / reference_feeder)
    error = math.sqrt(1 / count - 1 / feeder + 1 / reference - 1 / reference_feeder)
    return index, index * math.exp(-1.96 * error), index * math.exp(1.96 * error)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((300, 3000, 600, 3000), "0.44 to 0.57"),
        ((30, 300, 60, 300), "0.33 to 0.75"),
        ((5, 50, 60, 300), "0.21 to 1.18"),
    ],
)
def test_the_page_says_how_wide_small_counts_are(counts: tuple[int, int, int, int], said: str):
    index, low, high = log_normal(*counts)
    assert (index, f"{low:.2f} to {high:.2f}") == (pytest.approx(0.5), said)
    count, feeder, reference, reference_feeder = counts
    row = f"| {count} of {feeder:,} | {reference} of {reference_feeder:,} | {index:.2f} | {said} |"
    assert row in PAGE.read_text(encoding="utf-8")


def test_the_closed_form_is_what_counting_again_and_again_gives():
    luck = np.random.default_rng(1)
    ratios = (luck.binomial(300, 0.1, 20_000) / 300) / (luck.binomial(300, 0.2, 20_000) / 300)
    _, low, high = log_normal(30, 300, 60, 300)
    assert np.mean((low < ratios) & (ratios < high)) == pytest.approx(0.95, abs=0.01)
