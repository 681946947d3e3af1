"""All lines at once: what each line by itself, one month after the other, comes to."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.costs.functions import Average, LinearFunction, Marginal, PerEvent, Use, backfilled
from simulator.costs.happened import over_groups
from simulator.costs.ledger import BASES, Ledger, cost
from simulator.costs.linear import part_of_fund
from simulator.costs.price import Price, PriceBook
from simulator.inputs.scenario import FORMER_FUNDERS, FUND, FUNDERS
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from simulator.units import split_cents, to_cents
from tests.costs.books import PAYERS, SHARES, book, with_fund
from tests.properties.strategies import SHARE, examples, grid

QUANTITIES = (Quantity.JAIL_DAYS_SUPERIOR, Quantity.JAIL_DAYS_MUNICIPAL, Quantity.CASE_MANAGER_MONTHS)
MONTHS = 4
GROUPS = ("one", "other")


@st.composite
def lines(draw: st.DrawFn) -> Price:
    payers = st.sampled_from([*PAYERS, FUNDERS, FORMER_FUNDERS])
    counts = draw(st.lists(st.tuples(st.sampled_from(QUANTITIES), payers, grid(0.0, 2.0)), max_size=4))
    average, marginal, cash = (draw(grid(0.0, 700.0, 1_400)) for _ in range(3))
    backfill = draw(st.sampled_from([0.0, 0.25, 0.6]))
    return Price("a line", average, marginal, tuple(counts), draw(st.booleans()), cash, backfill)


BOOKS = st.lists(lines(), min_size=1, max_size=4)


def tallies() -> st.SearchStrategy[Tally]:
    cells = st.lists(grid(0.0, 90.0, 900), min_size=MONTHS * 9, max_size=MONTHS * 9)

    def made(values: list[float]) -> Tally:
        tally = Tally.empty(MONTHS, GROUPS)
        tally.counts[:, QUANTITIES] = np.array(values).reshape(MONTHS, 3, 3)
        return tally

    return cells.map(made)


def line_by_line(tally: Tally, before: Tally, books: list[PriceBook], by_fund: np.ndarray | None) -> np.ndarray:
    """Return cents by month, payer, line and basis, with one loop inside another."""
    payers = books[0].payers
    cents = np.zeros((MONTHS, len(payers), len(books[0].prices), len(BASES)), dtype=np.int64)
    for month, of_month in enumerate(books):
        for j, price in enumerate(of_month.prices):
            first = books[0].prices[j]
            used: dict[str, list[float]] = {}
            for quantity, payer, units in first.counts:
                now, was = (sum(each.counts[month, quantity].tolist()) * units for each in (tally, before))
                share = 0.0 if by_fund is None else float(by_fund[month, quantity])
                touched = by_fund is not None and by_fund[:, quantity].any()
                again = now + first.backfill * max(0.0, was - now)
                parts = ((payer, now * (1 - share)), (FUND, now * share)) if touched else ((payer, now),)
                for who, amount in parts:
                    of_payer = used.setdefault(who, [0.0, 0.0])
                    of_payer[0] += amount
                    of_payer[1] += amount if touched else again
            for who, (amount, again) in used.items():
                for b, dollars in enumerate((price.average * amount, price.marginal * amount, price.budget * again)):
                    if who in payers:
                        cents[month, payers.index(who), j, b] += to_cents(dollars)
                    elif to_cents(dollars):
                        cents[month, :, j, b] += split_cents(to_cents(dollars), of_month.funding[who])
    return cents


@examples(150)
@given(tallies(), tallies(), BOOKS, st.lists(st.booleans(), min_size=MONTHS, max_size=MONTHS), st.booleans())
def test_every_cell_is_the_one_that_loops_give(
    tally: Tally, before: Tally, prices: list[Price], later: list[bool], funded: bool
):
    doubled = [Price(p.line, 2 * p.average, p.marginal, p.counts, p.program, p.cash, p.backfill) for p in prices]
    first, second = book(*prices), book(*doubled, funding={**SHARES, FUNDERS: (0.1, 0.2, 0.7)})
    by_fund = None
    if funded:
        first, second = with_fund(first), with_fund(second)
        by_fund = np.zeros((MONTHS, len(Quantity)))
        by_fund[1:, Quantity.CASE_MANAGER_MONTHS] = 0.3
    books = [second if is_later else first for is_later in later]
    found = cost(tally, range(MONTHS), books, [1.0] * MONTHS, reference=before, by_fund=by_fund)
    assert found.cents.tolist() == line_by_line(tally, before, books, by_fund).tolist()


@examples(100)
@given(tallies(), st.lists(lines(), min_size=1, max_size=3), SHARE)
def test_a_funds_part_is_what_the_ledger_books_for_it(tally: Tally, prices: list[Price], share: float):
    shares = np.zeros((MONTHS, len(Quantity)))
    shares[:, QUANTITIES] = [share, 0.0, 1.0 - share / 2]
    named = [Price(f"line {j}", *list(vars(price).values())[1:]) for j, price in enumerate(prices)]
    ledger: Ledger = cost(
        tally, range(MONTHS), [with_fund(book(*named))] * MONTHS, [1.0] * MONTHS, by_fund=shares
    )  # fmt: skip
    for month in range(MONTHS):
        paid = ledger.cents[month, ledger.payers.index(FUND), :, BASES.index("cash")]
        expected = {name: int(cents) for name, cents in zip(ledger.lines, paid, strict=True) if cents}
        assert part_of_fund(named, over_groups(tally.counts)[month], shares[month]) == expected


FUNCTIONS: tuple[LinearFunction, ...] = (
    PerEvent(51.7),
    Average(),
    Marginal(51.7, 0.13),
    Marginal(51.7, 0.13, 0.61, 3.0, 0.27),
)


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("since", [-1.0, 0.0, 2.999, 3.0, 9.0])
def test_a_unit_costs_what_one_unit_in_a_month_costs(function: LinearFunction, since: float):
    one = np.ones(1)
    unit = Use(one, one, np.zeros(1, dtype=np.int64), np.array([since]))
    assert function.of_unit(since) == (function.varying(unit)[0], function.cash(unit)[0])


def test_groups_are_added_in_their_order():
    counts = np.random.default_rng(3).random((5, 7, 4)) * 1e5
    expected = [[((a + b) + c) + d for a, b, c, d in rows] for rows in counts.tolist()]
    assert over_groups(counts).tolist() == expected
    assert over_groups(counts[2]).tolist() == expected[2]


def test_use_again_is_for_each_line_what_it_is_alone():
    tally, before = Tally.empty(MONTHS, GROUPS), Tally.empty(MONTHS, GROUPS)
    for made, days in ((tally, 40.0), (before, 100.0)):
        made.counts[:, QUANTITIES[0], 0] = days
    prices = [
        Price(str(share), 1.0, 1.0, ((QUANTITIES[0], "city", 1.0),), False, 1.0, share) for share in (0.0, 0.25, 0.5)
    ]
    cents = cost(tally, range(MONTHS), [book(*prices)] * MONTHS, [1.0] * MONTHS, reference=before).cents
    for j, price in enumerate(prices):
        used = backfilled(np.array([40.0]), np.array([100.0]), price.backfill)[0]
        assert (cents[:, 0, j, 2] == round(100 * used)).all()
        assert (cents[:, 0, j, :2] == 4_000).all()
