"""The ladder in records: every rung by fiscal year, payer and line, and what is left."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.analysis.money import Rungs
from simulator.analysis.samples import Pair
from simulator.costs.savings import LADDER
from simulator.results import ALL, TAXPAYERS
from tests.analysis.by_hand import (
    AGREED,
    AGREEMENT,
    CAPTURED,
    REINVESTED,
    SAVED,
    SMALL,
    Cell,
    by_hand,
    reasons,
    told,
)
from tests.analysis.samples import AXES, made, pair, side
from tests.properties.strategies import examples

TOLD = told(AGREEMENT)


def amount(*place: object) -> float:
    return TOLD[place].difference.mean  # type: ignore[index]


# -- every number -----------------------------------------------------------------------------------------


def expected(rung: str) -> dict[Cell, int]:
    """Return the cells of a rung that are not nothing."""
    if rung in ("captured", "reinvested"):
        return dict(CAPTURED if rung == "captured" else REINVESTED)
    own = rung == "program"
    basis = 2 if own else LADDER.index(rung)
    return {cell: amounts[basis] for cell, amounts in SAVED.items() if (cell[2] == "case managers") == own}


@pytest.mark.parametrize("rung", [*LADDER, "program"])
def test_each_rung_by_fiscal_year_payer_and_line_is_the_sum_of_its_cells(rung: str):
    dollars = expected(rung)
    for year, payer, line in product(SMALL.periods, (ALL, *SMALL.payers), (None, *SMALL.lines)):
        total = sum(
            of
            for (y, p, j), of in dollars.items()
            if year in (ALL, y) and payer in (ALL, p) and line in (None, j)
        )  # fmt: skip
        used = line is None or any(payer in (ALL, p) and line == j for _, p, j in dollars)
        assert ((rung, payer, line, year) in TOLD) == used
        if used:
            assert TOLD[rung, payer, line, year].difference.mean == total


def test_totals_by_hand():
    assert [amount(rung, ALL, None, ALL) for rung in LADDER] == [2800.0, 386.0, 211.0, 45.0, 40.0]
    assert [amount(rung, "county", None, 2027) for rung in LADDER] == [-500.0, -10.0, -45.0, 0.0, 0.0]
    assert [amount("program", payer, None, ALL) for payer in (ALL, "city", "fund")] == [-470.0, -430.0, -40.0]


def test_a_loss_is_a_negative_record_and_never_left_out():
    assert [amount(rung, "county", "jail bed", 2027) for rung in LADDER[:3]] == [-500.0, -60.0, -45.0]
    losing = {cell: tuple(-of for of in amounts) for cell, amounts in SAVED.items() if cell[2] == "jail bed"}
    found = told(by_hand(saved=losing))  # type: ignore[arg-type]
    assert found["cashable", ALL, "jail bed", ALL].difference.mean == -181.0
    assert found["cashable", ALL, None, ALL].difference.chance_negative == 1.0


def test_a_line_that_costs_the_same_is_told_and_one_that_nobody_uses_is_left_out():
    found = told(by_hand(saved={(2027, "city", "court"): (0, 0, 0)}))
    assert {line for _, _, line, _ in found} == {None, "court"}
    assert {payer for _, payer, line, _ in found if line == "court"} == {ALL, "city"}
    assert found["gross", "city", "court", 2027].baseline_mean == 10_000.0
    assert found["gross", "city", "court", 2028].difference.mean == 0.0


def test_means_are_what_is_spent_on_each_side():
    bed = TOLD["avoided", "city", "jail bed", 2028]
    assert (bed.baseline_mean, bed.scenario_mean) == (10_000.0, 9_760.0)
    moved = TOLD["captured", "city", "jail bed", 2028]
    assert (moved.baseline_mean, moved.scenario_mean) == (45.0, 0.0)


def test_each_rung_says_its_basis():
    found = {(rung, record.basis) for (rung, *_), record in TOLD.items()}
    assert found == {
        ("gross", "average"), ("avoided", "marginal"), ("cashable", "cash"), ("captured", None), ("reinvested", None),
        ("program", "cash"), ("average_net", None), ("net", None), ("cash_net", None),
    }  # fmt: skip


def test_taxpayers_are_everybody_but_private_payers():
    assert TAXPAYERS not in {payer for _, payer, _, _ in TOLD}
    found = told(replace(AGREEMENT, axes=replace(AGREED, private=("county",))))
    assert {place: record for place, record in found.items() if place[1] != TAXPAYERS} == TOLD
    assert [found[rung, TAXPAYERS, None, ALL].difference.mean for rung in LADDER] == [3000.0, 360.0, 190.0, 45.0, 40.0]
    assert found["cash_net", TAXPAYERS, None, ALL].difference.mean == -285.0 + 5.0
    assert ("cashable", TAXPAYERS, "jail unit", ALL) not in found
    assert {
        place for place in reasons(replace(AGREEMENT, axes=replace(AGREED, private=("city",)))) if TAXPAYERS in place
    } == {(rung, TAXPAYERS, *rest) for rung, payer, *rest in reasons(AGREEMENT) if payer == "county"}


def test_nothing_is_captured_or_reinvested_without_an_agreement():
    assert {rung for rung, *_ in told(by_hand())} == {
        "gross", "avoided", "cashable", "program", "average_net", "net", "cash_net",
    }  # fmt: skip


def test_an_agreement_that_captures_nothing_says_so():
    found = told(by_hand(AGREED))
    assert found["captured", ALL, None, ALL].difference.mean == 0.0
    assert not any(line for rung, _, line, _ in found if rung in ("captured", "reinvested"))


# -- what is left -----------------------------------------------------------------------------------------


def test_nets_by_hand():
    # The city hands over $45 that the fund receives; the fund pays $40 of LEAD's cost.
    assert [amount("average_net", payer, None, ALL) for payer in SMALL.payers] == [2570.0, -200.0, -40.0]
    assert [amount("net", payer, None, ALL) for payer in SMALL.payers] == [-70.0, 26.0, -40.0]
    assert [amount("cash_net", payer, None, ALL) for payer in SMALL.payers] == [-285.0, 21.0, 5.0]
    assert [amount("cash_net", "city", None, year) for year in (2027, 2028)] == [-100.0, -185.0]
    assert [amount("cash_net", "fund", None, year) for year in (2027, 2028)] == [0.0, 5.0]


def test_handing_money_over_moves_cash_from_the_payer_to_the_fund_and_leaves_the_sum():
    without = told(by_hand(AGREED))
    for net, moved in (("average_net", 0.0), ("net", 0.0), ("cash_net", 45.0)):
        by_payer = {
            payer: amount(net, payer, None, ALL) - without[net, payer, None, ALL].difference.mean
            for payer in (ALL, *SMALL.payers)
        }
        assert by_payer == {ALL: 0.0, "city": -moved, "county": 0.0, "fund": moved}


def test_what_is_spent_on_each_side_of_a_net():
    city = TOLD["cash_net", "city", None, 2028]
    assert (city.baseline_mean, city.scenario_mean) == (20_000.0, 20_000.0 - 100.0 + 240.0 + 45.0)


# -- random pairs -----------------------------------------------------------------------------------------

RANDOM = st.builds(
    lambda seed, draws, replications, axes: pair(
        side(seed, draws, replications), side(seed + 1, draws, replications), axes
    ),
    st.integers(0, 10**6),
    st.integers(1, 3),
    st.integers(1, 2),
    st.sampled_from((AXES, replace(AXES, measure="perfect_audit"))),
)


@examples(25)
@given(RANDOM)
def test_payers_and_lines_add_up_to_the_cent(of: Pair):
    found = told(of)
    for (rung, payer, line, year), record in found.items():
        for value in (
            lambda r: r.difference.mean,
            lambda r: r.baseline_mean,
            lambda r: r.scenario_mean,
        ):
            if payer == ALL:
                parts = [value(found[place]) for each in AXES.payers if (place := (rung, each, line, year)) in found]
                assert sum(parts) == pytest.approx(value(record), abs=0.001)
            if line is None and not rung.endswith("net"):
                parts = [value(found[place]) for each in AXES.lines if (place := (rung, payer, each, year)) in found]
                assert sum(parts) == pytest.approx(value(record), abs=0.001)


@examples(25)
@given(RANDOM)
def test_reasons_are_given_exactly_where_they_are_due(of: Pair):
    found = told(of)
    due = set()
    for upper, lower in pairwise(LADDER):
        for place, record in found.items():
            if place[0] == lower:
                above = found.get((upper, *place[1:]))
                if record.difference.mean > (above.difference.mean if above else 0.0) + 1e-6:
                    due.add(place)
    assert set(reasons(of)) == due
    assert due


@examples(25)
@given(RANDOM)
def test_nets_are_their_rungs_and_leads_own_cost(of: Pair):
    found = told(of)
    moved = of.money.captured.sum(axis=4) - of.money.received
    for payer, year in product((ALL, *AXES.payers), AXES.periods):
        whose = slice(None) if payer == ALL else [AXES.payers.index(payer)]
        handed = moved[:, :, AXES.periods.index(year), whose].sum(axis=2).mean() / 100
        own = found["program", payer, None, year].difference.mean
        for net, rung, cash in (("average_net", "gross", 0), ("net", "avoided", 0), ("cash_net", "cashable", 1)):
            expected = found[rung, payer, None, year].difference.mean + own - cash * handed
            assert found[net, payer, None, year].difference.mean == pytest.approx(expected, abs=1e-6)


def test_rungs_are_whole_cents_with_the_whole_horizon_first():
    rungs = Rungs(AGREEMENT)
    for saved in map(rungs.saved, (*LADDER, "program")):
        assert saved.dtype == np.int64
        assert np.array_equal(saved[:, :, 0], saved[:, :, 1:].sum(axis=2))


@pytest.mark.parametrize("side_of", ["before", "spent"])
def test_a_line_that_one_side_alone_has_is_told_and_one_that_neither_has_is_not(side_of: str):
    nothing = np.zeros((1, 1, 2, len(SMALL.payers), len(SMALL.lines), 3), dtype=np.int64)
    cost = nothing.copy()
    cost[0, 0, 1, 0, SMALL.lines.index("court"), :] = -500  # what one payer receives is a negative cost
    of = made(cost, nothing, SMALL) if side_of == "before" else made(nothing, cost, SMALL)
    gains = np.maximum(cost if side_of == "before" else -cost, 0)
    found = told(replace(of, money=replace(of.money, gains=gains)))
    assert {line for _, _, line, _ in found if line is not None} == {"court"}
    sign = 1 if side_of == "before" else -1
    assert found["cashable", "city", "court", 2028].difference.mean == -5.0 * sign
