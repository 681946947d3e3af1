"""The money of one run in dollars over the whole horizon: the ladder, LEAD's own cost and the nets, by who pays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from simulator.costs.ledger import BASES, Ledger, Timeline, cost
from simulator.costs.price import PriceBook
from simulator.costs.savings import BASIS, NETS, spending
from simulator.experiment.pairs import Settled
from simulator.experiment.setup import price_books
from simulator.experiment.study.cells import BASELINE, Cell
from simulator.experiment.study.columns import AMOUNTS, PROGRAM_SAVING
from simulator.model.tally import Tally

CENTS = 100.0
CASH = BASES.index("cash")

Views = Mapping[str, tuple[str, ...]]
ByPayer = npt.NDArray[np.int64]


def amounts(settled: Settled, views: Views) -> list[float]:
    """Return each amount for each view, in the order of the columns: what it comes to against the baseline.

    A saving is positive and a cost or loss negative, as in a comparison; what is captured and reinvested are amounts of
    the scenario's run, positive where money is taken or spent.
    """
    before, after = _cents(settled.before), _cents(settled.spent)
    captured, received = settled.moved.captured.sum(axis=(0, 2)), settled.moved.received.sum(axis=0)
    nothing = np.zeros_like(captured)
    moved = {"captured": captured, "reinvested": settled.moved.reinvested.sum(axis=(0, 2))}
    pairs = {name: (before[name], after[name]) for name in before} | {
        name: (cents, nothing) for name, cents in moved.items()
    }
    pairs[PROGRAM_SAVING] = pairs.pop("program")
    for net, basis in NETS.items():
        rung = next(name for name, of in BASIS.items() if of == basis)
        was, now = (each[rung] + each["program"] for each in (before, after))
        pairs[net] = (was, now + captured - received if net == "cash_net" else now)
    return [
        _dollars(pairs[name][0], settled.spent.payers, who) - _dollars(pairs[name][1], settled.spent.payers, who)
        for name in AMOUNTS
        for who in views.values()
    ]


def program_cost(settled: Settled, views: Views) -> list[float]:
    """Return what LEAD costs in a scenario's run, for each view; a cost is positive."""
    cents = _cents(settled.spent)["program"]
    return [_dollars(cents, settled.spent.payers, who) for who in views.values()]


def program_books(cell: Cell) -> list[PriceBook]:
    """Return the prices of the baseline's own LEAD, month by month."""
    books = price_books(cell.inputs[BASELINE])
    own = {id(book): replace(book, prices=tuple(price for price in book.prices if price.program)) for book in books}
    return [own[id(book)] for book in books]


def baseline_program_cost(cell: Cell, books: list[PriceBook], baseline: Tally, views: Views) -> list[float]:
    """Return what LEAD costs in the baseline's run at its own prices, for each view."""
    calendar = cell.question.jurisdiction.calendar
    months = range(calendar.warm_up_months, calendar.months)
    ledger = cost(baseline, months, books, cell.worth[BASELINE], timeline=Timeline.of(calendar))
    cents = ledger.cents[..., CASH].sum(axis=(0, 2))
    return [_dollars(cents, ledger.payers, who) for who in views.values()]


def _cents(ledger: Ledger) -> dict[str, ByPayer]:
    spent = spending(ledger.cents.sum(axis=0), ledger.program)
    return {name: cents.sum(axis=1) for name, cents in spent.items()}


def _dollars(cents: ByPayer, payers: tuple[str, ...], who: tuple[str, ...]) -> float:
    return sum(int(cents[payers.index(payer)]) for payer in who if payer in payers) / CENTS


__all__ = ["amounts", "baseline_program_cost", "program_books", "program_cost"]
