"""The ladder: what each rung counts, and the signs of gains and losses."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.costs.ledger import Ledger
from simulator.costs.savings import RUNGS, rungs, spending
from tests.properties.strategies import examples

PAYERS = ("city", "county")
LINES = ("jail bed", "case managers")
PROGRAM = (False, True)


def ledger(*cells: tuple[int, int]) -> Ledger:
    """Return the ledger of one month in which the city spends (average, marginal) on each line."""
    cents = np.zeros((1, 2, 2, 2), dtype=np.int64)
    cents[0, 0, :, :] = cells
    return Ledger(cents, PAYERS, LINES, PROGRAM)


@st.composite
def ledgers(draw: st.DrawFn) -> Ledger:
    cents = np.array(draw(st.lists(st.integers(0, 10**9), min_size=16, max_size=16)), dtype=np.int64)
    cents = cents.reshape(2, 2, 2, 2)
    cents[:, :, 1, 1] = cents[:, :, 1, 0]  # a program line has no marginal part
    return Ledger(cents, PAYERS, LINES, PROGRAM)


def by_line(cells: np.ndarray) -> list[int]:
    return cells[0, 0].tolist()


def test_the_rungs_by_hand():
    saved = rungs(ledger((1_000, 120), (0, 0)), ledger((400, 50), (90, 90)))
    assert tuple(saved) == RUNGS == ("gross", "avoided", "program", "net")
    assert by_line(saved["gross"]) == [600, 0]
    assert by_line(saved["avoided"]) == [70, 0]
    assert by_line(saved["program"]) == [0, -90]
    assert by_line(saved["net"]) == [70, -90]


def test_what_is_spent_is_positive():
    spent = spending(ledger((400, 50), (90, 90)).cents, PROGRAM)
    assert {rung: by_line(cells) for rung, cells in spent.items()} == {
        "gross": [400, 0],
        "avoided": [50, 0],
        "program": [0, 90],
        "net": [50, 90],
    }


def test_a_scenario_that_spends_more_shows_a_loss_on_every_rung():
    saved = rungs(ledger((100, 10), (50, 50)), ledger((300, 30), (80, 80)))
    assert {rung: int(cells.sum()) for rung, cells in saved.items()} == {
        "gross": -200,
        "avoided": -20,
        "program": -30,
        "net": -50,
    }


@examples(200)
@given(ledgers(), ledgers())
def test_net_is_avoided_and_program_together(baseline: Ledger, scenario: Ledger):
    saved = rungs(baseline, scenario)
    assert (saved["net"] == saved["avoided"] + saved["program"]).all()


@examples(200)
@given(ledgers(), ledgers())
def test_turning_the_comparison_round_turns_every_sign(baseline: Ledger, scenario: Ledger):
    forth, back = rungs(baseline, scenario), rungs(scenario, baseline)
    assert all((forth[rung] == -back[rung]).all() for rung in RUNGS)


@examples(100)
@given(ledgers())
def test_a_run_saves_nothing_against_itself(same: Ledger):
    assert not any(cells.any() for cells in rungs(same, same).values())
