"""The ledger: whole cents by month, payer, cost line and basis.

Each cell is rounded once, shared costs are split by the largest remainder, and every total is a sum of cells:
so sums over payers, lines and months agree to the cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.costs.price import Price, PriceBook
from simulator.model.tally import Tally
from simulator.units import split_cents, to_cents

BASES = ("average", "marginal")

Cents = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ledger:
    """What was spent: `cents` has shape (months of the horizon, payers, lines, bases); a cost is positive."""

    cents: Cents
    payers: tuple[str, ...]
    lines: tuple[str, ...]
    program: tuple[bool, ...]


def cost(tally: Tally, months: Sequence[int], books: Sequence[PriceBook], factors: Sequence[float]) -> Ledger:
    """Return the ledger of what happened: a pure function of a tally and of prices.

    `books` and `factors` have an entry for each month of `months`; a factor turns constant dollars into
    nominal or discounted ones (1 leaves them).
    """
    first = books[0]
    lines = tuple(price.line for price in first.prices)
    cents = np.zeros((len(months), len(first.payers), len(lines), len(BASES)), dtype=np.int64)
    totals = tally.counts.sum(axis=2)
    for i, (month, book, factor) in enumerate(zip(months, books, factors, strict=True)):
        for j, price in enumerate(book.prices):
            for k, dollars in enumerate((price.average, price.marginal)):
                cents[i, :, j, k] = _cells(price, dollars * factor, totals[month], book)
    return Ledger(cents, first.payers, lines, tuple(price.program for price in first.prices))


def _cells(price: Price, dollars: float, counts: npt.NDArray[np.float64], book: PriceBook) -> list[int]:
    """Return one line of one month in cents by payer; what funders share is split to the cent."""
    amounts = dict.fromkeys((*book.payers, *book.funding), 0.0)
    for quantity, payer, units in price.counts:
        amounts[payer] += float(counts[quantity]) * units * dollars
    cents = [to_cents(amounts[payer]) for payer in book.payers]
    for funders, shares in book.funding.items():
        shared = to_cents(amounts[funders])
        if shared:
            cents = [own + part for own, part in zip(cents, split_cents(shared, shares), strict=True)]
    return cents
