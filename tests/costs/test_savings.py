"""The ladder: what each rung is taken from, signs of gains and losses, and the order of the rungs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.costs.ledger import BASES, Cents, Ledger, cost
from simulator.costs.price import Price
from simulator.costs.savings import BASIS, LADDER, NETS, spending
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from tests.costs.books import PAYERS, book
from tests.properties.strategies import SHARE, examples, grid

LINES = ("jail bed", "case managers")
PROGRAM = (False, True)
RUNGS = ("gross", "avoided", "cashable", "program")


def month(*cells: tuple[int, int, int]) -> Cents:
    """Return one month in which the city spends (average, marginal, cash) on each line and the county nothing."""
    cents = np.zeros((1, 2, 2, 3), dtype=np.int64)
    cents[0, 0] = cells
    return cents


def rungs(baseline: Cents, scenario: Cents) -> dict[str, Cents]:
    """Return what is saved: what the baseline spent and the scenario did not."""
    before, after = spending(baseline, PROGRAM), spending(scenario, PROGRAM)
    return {rung: before[rung] - after[rung] for rung in before}


ANY_CENTS = st.lists(st.integers(0, 10**9), min_size=24, max_size=24).map(
    lambda cells: np.array(cells, dtype=np.int64).reshape(2, 2, 2, 3)
)


# -- by hand ----------------------------------------------------------------------------------------------


def test_the_rungs_of_the_ladder_in_their_order():
    assert LADDER == ("gross", "avoided", "cashable", "captured", "reinvested")
    assert [BASIS[rung] for rung in LADDER[:3]] == list(BASES) == ["average", "marginal", "cash"]
    assert NETS == {"average_net": "average", "net": "marginal", "cash_net": "cash"}


def test_what_is_spent_is_positive_and_leads_own_cost_stands_apart():
    spent = spending(month((400, 50, 20), (90, 90, 80)), PROGRAM)
    assert {rung: cells[0, 0].tolist() for rung, cells in spent.items()} == {
        "gross": [400, 0],
        "avoided": [50, 0],
        "cashable": [20, 0],
        "program": [0, 80],  # what is paid, not what it is worth
    }
    assert not any(cells[0, 1].any() for cells in spent.values())


def test_a_scenario_that_spends_more_shows_a_loss_on_every_rung():
    saved = rungs(month((100, 10, 4), (50, 50, 50)), month((300, 30, 12), (80, 80, 80)))
    assert {rung: int(cells.sum()) for rung, cells in saved.items()} == {
        "gross": -200,
        "avoided": -20,
        "cashable": -8,
        "program": -30,
    }


# -- for any ledger ---------------------------------------------------------------------------------------


@examples(100)
@given(ANY_CENTS)
def test_every_cent_of_a_basis_is_on_its_rung_or_leads_own(cents: Cents):
    spent = spending(cents, PROGRAM)
    assert tuple(spent) == RUNGS
    for rung, basis in BASIS.items():
        assert (spent[rung][..., 0] == cents[:, :, 0, BASES.index(basis)]).all()
        assert not spent[rung][..., 1].any()
    assert (spent["cashable"] + spent["program"] == cents[..., BASES.index("cash")]).all()


@examples(100)
@given(ANY_CENTS, ANY_CENTS)
def test_turning_the_comparison_round_turns_every_sign(baseline: Cents, scenario: Cents):
    forth, back = rungs(baseline, scenario), rungs(scenario, baseline)
    assert all((forth[rung] == -back[rung]).all() for rung in RUNGS)
    assert not any(cells.any() for cells in rungs(scenario, scenario).values())


def test_spending_changes_no_ledger():
    cents = month((400, 50, 20), (90, 90, 80))
    spending(cents, PROGRAM)
    assert cents.tolist() == month((400, 50, 20), (90, 90, 80)).tolist()


# -- the order of the rungs -------------------------------------------------------------------------------

DAYS = (Quantity.JAIL_DAYS_MUNICIPAL, Quantity.PRISON_DAYS)


@st.composite
def lines(draw: st.DrawFn) -> list[Price]:
    """Return lines of which a share varies, a part of that is cash, and a part is filled again."""
    made = []
    for quantity, payer in zip(DAYS, PAYERS, strict=False):
        average = draw(grid(0.0, 400.0, 37))
        varies = average * draw(SHARE)
        made.append(Price(payer, average, varies, ((quantity, payer, 1.0),), False, varies * draw(SHARE), draw(SHARE)))
    return made


@st.composite
def tallies(draw: st.DrawFn, least: Tally | None = None) -> Tally:
    """Return days of three months; with `least`, not fewer than there."""
    made = Tally.empty(3, ())
    more = st.lists(st.floats(0.0, 5_000.0), min_size=3, max_size=3)
    for quantity in DAYS:
        made.counts[:, quantity, 0] = draw(more)
    return made if least is None else replace(made, counts=made.counts + least.counts)


@st.composite
def gains(draw: st.DrawFn) -> tuple[Tally, Tally]:
    """Return a baseline and a scenario in which in no month more is used."""
    scenario = draw(tallies())
    return draw(tallies(scenario)), scenario


def costs(happened: Tally, prices: list[Price], reference: Tally | None = None) -> Ledger:
    return cost(happened, [0, 1, 2], [book(*prices)] * 3, [1.0] * 3, reference=reference)


@examples(200)
@given(gains(), lines())
def test_where_every_month_gains_cashable_is_at_most_avoided_and_that_at_most_gross(
    both: tuple[Tally, Tally], prices: list[Price]
):
    baseline, scenario = both
    before, after = costs(baseline, prices), costs(scenario, prices, baseline)
    saved = {rung: spending(before.cents, before.program)[rung] - cells
             for rung, cells in spending(after.cents, after.program).items()}  # fmt: skip
    # Each cell of a ledger is rounded once, so the difference of two may be a cent off.
    assert (saved["cashable"] <= saved["avoided"] + 1).all()
    assert (saved["avoided"] <= saved["gross"] + 1).all()
    assert (saved["cashable"] >= -1).all()


@examples(100)
@given(gains(), lines())
def test_a_loss_is_a_loss_in_cash_though_others_fill_what_is_freed(both: tuple[Tally, Tally], prices: list[Price]):
    more, less = both
    gained = costs(less, prices).cents - costs(more, prices, less).cents
    full = costs(less, prices).cents - costs(more, prices).cents
    assert gained.tolist() == full.tolist()  # nothing was freed, so nothing is filled
    assert (gained <= 0).all()


@pytest.mark.parametrize(("share", "cents"), [(0.0, 48_000), (0.25, 36_000), (1.0, 0)])
def test_what_others_fill_again_is_avoided_but_no_cash(share: float, cents: int):
    line = Price("jail bed", 200.0, 48.0, ((DAYS[0], "city", 1.0),), program=False, backfill=share)
    more, less = Tally.empty(3, ()), Tally.empty(3, ())
    more.counts[:, DAYS[0], 0], less.counts[:, DAYS[0], 0] = 30.0, 20.0
    saved = costs(more, [line]).cents - costs(less, [line], more).cents
    assert saved[:, 0, 0].tolist() == [[200_000, 48_000, cents]] * 3


def test_nothing_is_filled_again_unless_a_line_says_so():
    line = Price("jail bed", 200.0, 48.0, ((DAYS[0], "city", 1.0),), program=False)
    more, less = Tally.empty(3, ()), Tally.empty(3, ())
    more.counts[:, DAYS[0], 0], less.counts[:, DAYS[0], 0] = 30.0, 20.0
    assert costs(less, [line], more).cents.tolist() == costs(less, [line]).cents.tolist()
