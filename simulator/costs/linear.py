"""Cost lines in proportion to use: units × price, all lines of all months at once, in whole cents."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simulator.costs.happened import Happened, Used
from simulator.costs.price import Price, PriceBook
from simulator.costs.shares import split_all
from simulator.errors import InputError
from simulator.units import to_cents

MOST_CENTS = 2.0**63

Cents = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Cell = tuple[int, str]
"""A price and who pays for it."""


def price_linear(
    happened: Happened, months: Sequence[int], books: Sequence[PriceBook], factors: Floats, into: Cents
) -> None:
    """Write what lines without a system cost into cents by month, payer, line and basis; each cell is rounded once.

    What funders share is split to the cent. Raises InputError where something costs money that nobody funds.
    """
    lines = [line for line, price in enumerate(books[0].prices) if price.system is None]
    cells, units, again = _by_cell(happened.used([books[0].prices[line] for line in lines], months))
    if not cells:
        return
    at = [lines[j] for j, _ in cells]
    different = list({id(book): book for book in books}.values())
    which = _places_in(different, books)
    dollars = _amounts(different)[:, :, at][:, which] * factors[:, np.newaxis]
    dollars[:2] *= units
    dollars[2] *= again
    cents = np.ascontiguousarray(np.moveaxis(whole_cents(dollars), 0, 2))
    payers = books[0].payers
    by_one = [i for i, (_, payer) in enumerate(cells) if payer in payers]
    into[:, [payers.index(cells[i][1]) for i in by_one], [at[i] for i in by_one]] = cents[:, by_one]
    for payer in dict.fromkeys(payer for _, payer in cells if payer not in payers):
        mine = [i for i, (_, of) in enumerate(cells) if of == payer and cents[:, i].any()]
        of_lines = [at[i] for i in mine]
        if not mine:
            continue
        shares = [book.funding[payer] for book in different]
        alone = _only_one(shares)
        if alone is not None:
            into[:, alone, of_lines] += cents[:, mine]
        else:
            names = [books[0].prices[line].line for line in of_lines]
            into[:, :, of_lines] += _split(cents[:, mine], shares, which, names)


def _only_one(shares: Sequence[tuple[float, ...]]) -> int | None:
    """Return the place of who pays everything in all books, if it is one and the same."""
    places = {tuple(i for i, share in enumerate(each) if share) for each in shares}
    first = next(iter(places))
    return first[0] if len(places) == 1 and len(first) == 1 and min(map(min, shares)) >= 0.0 else None


def _places_in(different: Sequence[PriceBook], books: Sequence[PriceBook]) -> npt.NDArray[np.intp]:
    place = {id(book): i for i, book in enumerate(different)}
    return np.array([place[id(book)] for book in books], dtype=np.intp)


def _amounts(books: Sequence[PriceBook]) -> Floats:
    """Return what a unit costs by basis, book and price."""
    amounts = [[(price.average, price.marginal, price.budget) for price in book.prices] for book in books]
    return np.moveaxis(np.array(amounts, dtype=np.float64), 2, 0)


def _by_cell(used: Used) -> tuple[list[Cell], Floats, Floats]:
    """Return the cells that anything is counted for, and by month and cell what is used, and what with use again."""
    of_counts = list(zip(used.prices, used.payers, strict=True))
    firsts: dict[Cell, int] = {}
    for i, cell in enumerate(of_counts):
        firsts.setdefault(cell, i)
    cells, first = list(firsts), list(firsts.values())
    units, again = used.units[:, first], used.again[:, first]
    for i in sorted({*range(len(of_counts))} - {*first}):
        c = cells.index(of_counts[i])
        units[:, c] += used.units[:, i]
        again[:, c] += used.again[:, i]
    return cells, units, again


def _split(
    cents: Cents, shares: Sequence[tuple[float, ...]], which: npt.NDArray[np.intp], lines: Sequence[str]
) -> Cents:
    """Return the parts of what funders share of some lines, by (month, payer, line, basis).

    `shares` are of each book, `which` is the book of each month.
    """
    parts = np.zeros((len(cents), len(shares[0]), *cents.shape[1:]), dtype=np.int64)
    for same in dict.fromkeys(shares):
        months = np.flatnonzero(np.array([each == same for each in shares])[which])
        of_months = cents[months]
        if any(same):
            found = split_all(of_months.ravel(), same)
            parts[months] = np.moveaxis(found.reshape(*of_months.shape, -1), 3, 1)
        elif of_months.any():
            line = lines[int(np.argmax(of_months.any(axis=(0, 2))))]
            raise InputError("this costs money that nobody funds", key=f"cost_lines.{line}")
    return parts


def part_of_fund(prices: Sequence[Price], counted: Floats, shares: Floats) -> dict[str, int]:
    """Return the cents of a month that a fund pays of each line: what the ledger books for it, by itself.

    `counted` and `shares`, the parts that the fund pays for, are by quantity.
    """
    bills = {}
    for price in prices:
        units = 0.0
        for quantity, _, per_count in price.counts:
            units += float(counted[quantity]) * per_count * float(shares[quantity])
        if cents := to_cents(price.budget * units):
            bills[price.line] = cents
    return bills


def whole_cents(dollars: Floats) -> Cents:
    """Return dollars as whole cents, halves to even; refuses what is no number or more than a ledger can hold."""
    cents = np.asarray(dollars) * 100.0
    if not (np.abs(cents) < MOST_CENTS).all():
        raise ValueError("not an amount of money")
    return np.rint(cents).astype(np.int64)
