"""The ladder by hand: every rung by fiscal year, payer and line, its reasons, and what is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.analysis.ladder import UnexplainedLadderError
from simulator.analysis.money import ROUNDING, Rungs, money_records
from simulator.analysis.samples import Pair
from simulator.costs.ledger import BASES
from simulator.costs.savings import LADDER
from simulator.results import ALL, Axes, Record
from tests.analysis.samples import AXES, made, pair, side
from tests.properties.strategies import examples

SMALL = Axes(
    fiscal_years=(2027, 2028),
    days=(730.0, 365.0, 365.0),
    months=(24, 12, 12),
    groups=("all of them",),
    payers=("city", "county", "fund"),
    lines=("jail bed", "court", "jail unit", "case managers"),
    program=(False, False, False, True),
    kinds=("marginal", "marginal", "step_fixed", "per_event"),
)
AGREED = replace(SMALL, measure="perfect_audit")
Cell = tuple[int, str, str]
Place = tuple[str, str, str | None, int | str]

# Dollars by year, payer and line. The county fills beds in 2027 and closes a unit, whose staff are paid until 2028.
SAVED: Mapping[Cell, tuple[int, int, int]] = {
    (2027, "city", "jail bed"): (1000, 120, 90),
    (2028, "city", "jail bed"): (2000, 240, 100),
    (2027, "county", "jail bed"): (-500, -60, -45),
    (2028, "county", "jail bed"): (300, 36, 36),
    (2027, "county", "jail unit"): (0, 50, 0),
    (2028, "county", "jail unit"): (0, 0, 30),
    (2027, "city", "case managers"): (-190, -190, -190),
    (2028, "city", "case managers"): (-240, -240, -240),
    (2028, "fund", "case managers"): (-40, -40, -40),
}
CAPTURED: Mapping[Cell, int] = {(2028, "city", "jail bed"): 45}
REINVESTED: Mapping[Cell, int] = {(2028, "city", "jail bed"): 40}
RECEIVED = {(2028, "fund"): 45}


def at(axes: Axes, year: int, payer: str, *line: str) -> tuple[int, ...]:
    places = (axes.fiscal_years.index(year), axes.payers.index(payer), *map(axes.lines.index, line))
    return (0, 0, *places)


def cells(axes: Axes, dollars: Mapping[Cell, object], *bases: int) -> np.ndarray:
    """Return one run's cents by fiscal year, payer and line."""
    found = np.zeros((1, 1, len(axes.fiscal_years), len(axes.payers), len(axes.lines), *bases), dtype=np.int64)
    for cell, amount in dollars.items():
        found[at(axes, *cell)] = np.rint(np.array(amount) * 100.0)
    return found


def by_hand(
    axes: Axes = SMALL,
    saved: Mapping[Cell, tuple[float, float, float]] = SAVED,
    captured: Mapping[Cell, float] | None = None,
    reinvested: Mapping[Cell, float] | None = None,
    received: Mapping[tuple[int, str], float] | None = None,
    **known: object,
) -> Pair:
    """Return a pair of one run each, in which each cell that differs costs $10,000 in the baseline."""
    difference = cells(axes, saved, len(BASES))
    before = cells(axes, dict.fromkeys(saved, (10_000,) * 3), len(BASES))
    got = np.zeros(difference.shape[:4], dtype=np.int64)
    for place, amount in (received or {}).items():
        got[at(axes, *place)] = round(amount * 100)
    return made(
        before, before - difference, axes, received=got,
        captured=cells(axes, captured or {}), reinvested=cells(axes, reinvested or {}), **known,
    )  # fmt: skip


def place_of(record: Record) -> Place:
    assert record.rung is not None
    return record.rung, record.payer, record.line, record.fiscal_year


def told(of: Pair) -> dict[Place, Record]:
    """Return the records by rung, payer, line and fiscal year."""
    found = list(money_records(of))
    by_place = {place_of(record): record for record in found}
    assert len(by_place) == len(found)
    return by_place


def reasons(of: Pair) -> dict[Place, str]:
    return {place: record.reason for place, record in told(of).items() if record.reason is not None}


AGREEMENT = by_hand(AGREED, captured=CAPTURED, reinvested=REINVESTED, received=RECEIVED)
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


# -- reasons ----------------------------------------------------------------------------------------------


def test_reasons_stand_where_the_lower_rung_is_more_and_nowhere_else():
    assert reasons(AGREEMENT) == {
        ("avoided", "county", None, ALL): "loss; step",
        ("avoided", "county", None, 2027): "loss; step",
        ("avoided", "county", "jail bed", ALL): "loss",
        ("avoided", "county", "jail bed", 2027): "loss",
        ("avoided", "county", "jail unit", ALL): "step",
        ("avoided", "county", "jail unit", 2027): "step",
        ("avoided", ALL, "jail unit", ALL): "step",
        ("avoided", ALL, "jail unit", 2027): "step",
        ("cashable", "county", None, 2028): "timing",
        ("cashable", "county", "jail bed", ALL): "loss",
        ("cashable", "county", "jail bed", 2027): "loss",
        ("cashable", "county", "jail unit", 2028): "timing",
        ("cashable", ALL, "jail unit", 2028): "timing",
        ("captured", "county", None, 2027): "loss",
    }


def captured_later(axes: Axes = AGREED, dollars: float = 80, **known: object) -> Pair:
    """Return a pair whose city saves $90 in 2027 alone, and hands over so much in 2028."""
    saved = {(2027, "city", "jail bed"): (1000, 120, 90)}
    later = {(2028, "city", "jail bed"): dollars}
    return by_hand(axes, saved, captured=later, received={(2028, "fund"): dollars}, **known)


def test_what_was_saved_a_year_before_is_timing():
    assert reasons(captured_later()) == {
        ("captured", payer, line, 2028): "timing" for payer in (ALL, "city") for line in (None, "jail bed")
    }


def test_more_than_was_ever_saved_needs_a_reason_of_its_own():
    with pytest.raises(UnexplainedLadderError, match="captured is 9300 cents more than cashable in year 1"):
        told(captured_later(dollars=93))
    assert set(reasons(captured_later(replace(SMALL, measure="deemed"), 93)).values()) == {"contract"}
    seen = cells(SMALL, {(2027, "city", "jail bed"): 95})
    found = reasons(captured_later(replace(SMALL, measure="measured"), 93, certified=seen))
    assert set(found.values()) == {"measurement"}


def test_an_opening_balance_is_spent_before_anything_is_captured():
    spent = {(2027, "fund", "jail bed"): 60}
    with pytest.raises(UnexplainedLadderError, match="reinvested is 6000 cents more"):
        told(by_hand(AGREED, {}, reinvested=spent))
    opening = {"opening": np.array([[[6000.0, 0.0]]]), "closing": np.zeros((1, 1, 2))}
    found = reasons(by_hand(AGREED, {}, reinvested=spent, fund=opening))
    assert set(found.values()) == {"opening_balance"}
    assert ("reinvested", "fund", "jail bed", 2027) in found


def test_a_contract_that_only_shifts_money_says_so():
    axes = replace(SMALL, kinds=("take_or_pay", "marginal", "step_fixed", "per_event"))
    shifted = {(2027, "city", "jail bed"): (100, 10, 40), (2027, "county", "jail bed"): (-100, -10, -40)}
    found = reasons(by_hand(axes, shifted))
    assert found["cashable", "city", "jail bed", 2027] == "contract"
    with pytest.raises(UnexplainedLadderError):
        told(by_hand(SMALL, shifted))


@pytest.mark.parametrize("rung", [1, 2])
def test_a_line_that_only_follows_use_may_break_the_order_by_rounding_alone(rung: int):
    def by(cents: int) -> Pair:
        dollars = [1.0, 1.0, 1.0]
        dollars[rung:] = [1.0 + cents / 100] * (3 - rung)
        return by_hand(saved={(2027, "city", "jail bed"): (dollars[0], dollars[1], dollars[2])})

    assert reasons(by(ROUNDING)) == {}
    with pytest.raises(
        UnexplainedLadderError, match=f"is {ROUNDING + 1} cents more than .* in year 0, payer 0, line 0"
    ):
        told(by(ROUNDING + 1))


def test_losses_hidden_in_a_year_that_is_nearly_even_are_found_by_its_months():
    even = {(2027, "city", "jail bed"): (10.0, 20.0, 20.0)}
    with pytest.raises(UnexplainedLadderError, match="avoided"):
        told(by_hand(saved=even))
    gains = cells(SMALL, {(2027, "city", "jail bed"): (30.0, 20.0, 20.0)}, len(BASES))
    assert set(reasons(by_hand(saved=even, gains=gains)).values()) == {"loss"}


def test_only_what_covered_payers_saved_can_be_in_the_fund():
    years = (2027, 2028, 2029, 2030)
    axes = replace(AGREED, fiscal_years=years, months=(48, *[12] * 4), days=(1460.0, *[365.0] * 4))
    city = dict(zip(years, (100, -100, 100, 0), strict=True))
    saved = {(year, "city", "jail bed"): (10 * of, of, of) for year, of in city.items()}
    saved[2028, "county", "jail bed"] = (1000, 100, 100)
    captured = {(2028, "city", "jail bed"): 100, (2030, "city", "jail bed"): 50}
    for covers in ((), ("city", "county")):
        found = reasons(by_hand(replace(axes, covers=covers), saved, captured=captured))
        assert found["captured", "city", "jail bed", 2030] == "timing"
    with pytest.raises(UnexplainedLadderError, match="captured"):
        told(by_hand(replace(axes, covers=("city",)), saved, captured=captured))


# -- money that changes its worth -------------------------------------------------------------------------

NOMINAL = {"price_year": None, "constant": False}


def test_a_later_dollar_that_is_worth_less_is_timing():
    found = captured_later(dollars=93, **NOMINAL)
    assert reasons(found) == {
        ("captured", payer, line, year): "timing"
        for payer, line, year in product((ALL, "city"), (None, "jail bed"), (2028, ALL))
    }
    assert {record.price_year for record in money_records(found)} == {None}


def test_staff_of_a_closed_unit_who_leave_at_later_prices_are_timing():
    # The baseline closes the unit later: six months avoided, six in cash, four of them in the next year.
    unit = {(2027, "county", "jail unit"): (0, 60.0, 20.0), (2028, "county", "jail unit"): (0, 0.0, 41.2)}
    with pytest.raises(UnexplainedLadderError):
        told(by_hand(saved=unit))
    assert reasons(by_hand(saved=unit, **NOMINAL))["cashable", "county", "jail unit", 2028] == "timing"
    discounted = {
        place: (0, avoided, cash * (0.97 if place[0] == 2028 else 1)) for place, (_, avoided, cash) in unit.items()
    }
    found = reasons(by_hand(saved=discounted, price_year=2025, constant=False))
    assert found["cashable", "county", "jail unit", 2028] == "timing"


def test_the_fund_spends_later_dollars_and_what_it_had():
    captured, spent = {(2027, "city", "jail bed"): 45}, {(2028, "city", "jail bed"): 46}
    found = reasons(by_hand(AGREED, captured=captured, reinvested=spent, **NOMINAL))
    assert found["reinvested", "city", "jail bed", 2028] == "timing"
    opening = {"opening": np.array([[[6000.0, 0.0]]]), "closing": np.zeros((1, 1, 2))}
    first = by_hand(AGREED, {}, reinvested={(2027, "fund", "jail bed"): 62}, fund=opening, **NOMINAL)
    assert set(reasons(first).values()) == {"opening_balance"}


def test_other_reasons_stay_what_they_are():
    assert set(reasons(captured_later(replace(SMALL, measure="deemed"), 93, **NOMINAL)).values()) == {"contract"}
    never = by_hand(
        replace(SMALL, measure="measured"), {(2027, "city", "jail bed"): (0, 0, 0)},
        captured={(2028, "city", "jail bed"): 5}, **NOMINAL,
    )  # fmt: skip
    assert set(reasons(never).values()) == {"measurement"}
    changed = by_hand(AGREED, captured=CAPTURED, reinvested=REINVESTED, received=RECEIVED, **NOMINAL)
    assert reasons(changed) == reasons(AGREEMENT)


def test_what_was_never_saved_is_no_timing_in_any_money():
    for saved in ({}, {(2028, "city", "jail bed"): (1000, 120, 90)}):
        with pytest.raises(UnexplainedLadderError, match="captured"):
            told(by_hand(AGREED, saved, captured={(2027, "city", "jail bed"): 5}, **NOMINAL))
    with pytest.raises(UnexplainedLadderError, match="avoided"):
        told(by_hand(saved={(2028, "city", "jail bed"): (100, 101, 90)}, **NOMINAL))
    with pytest.raises(UnexplainedLadderError, match="cashable"):
        told(
            by_hand(saved={(2027, "city", "jail bed"): (100, 50, 20), (2028, "city", "jail bed"): (9, 0, 9)}, **NOMINAL)
        )


# -- random pairs -----------------------------------------------------------------------------------------

RANDOM = st.builds(
    lambda seed, draws, replications, axes: pair(
        side(seed, draws, replications), side(seed + 1, draws, replications), axes
    ),
    st.integers(0, 10**6), st.integers(1, 3), st.integers(1, 2),
    st.sampled_from((AXES, replace(AXES, measure="perfect_audit"))),
)  # fmt: skip


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
    assert set(rungs.saved) == {*LADDER, "program"}
    for saved in rungs.saved.values():
        assert saved.dtype == np.int64
        assert np.array_equal(saved[:, :, 0], saved[:, :, 1:].sum(axis=2))
