"""A run beside the baseline's run in the same world: what both cost at the scenario's prices, and what a fund moved.

Prices are facts, not choices: where a scenario states other prices or contracts than its baseline, they hold on both
sides, or a lower price would look like a saving. What LEAD itself costs is each side's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from simulator.costs.capture import split_captured
from simulator.costs.ledger import BASES, Cents, Ledger, Timeline, cost, open_units
from simulator.costs.price import PriceBook
from simulator.costs.steps import StepFixed
from simulator.experiment.fund import FundBook, replay
from simulator.experiment.fund_terms import FundTerms
from simulator.experiment.setup import price_books
from simulator.inputs.draw import Inputs
from simulator.inputs.scenario import FUND, OTHERS
from simulator.model.tally import Tally
from simulator.units import Calendar

FUND_LINES = {
    "supervisors": "LEAD supervisors, from the fund",
    "liaison_prosecutor": "LEAD liaison prosecutor, from the fund",
    "administration": "fund administration",
    "opening": "opening balance of the fund",
}
"""What a fund pays for that nothing in a run counts, and whose line the money is that it had first."""

MARGINAL, CASH = (BASES.index(basis) for basis in ("marginal", "cash"))


@dataclass(frozen=True)
class Prices:
    """The price books of a scenario and of its baseline by month of the horizon, and what a dollar of each is worth."""

    books: Sequence[PriceBook]
    baseline: Sequence[PriceBook]
    factors: Sequence[float]


def prices_of(scenario: Inputs, baseline: Inputs, factors: Sequence[float]) -> Prices:
    """Return the prices at which a scenario and its baseline are compared."""
    return Prices(price_books(scenario), price_books(baseline, rules=scenario), factors)


@dataclass(frozen=True)
class Moved:
    """What an agreement moved, in cents by month of the horizon.

    `captured` and `reinvested` are by payer and line (captured less what was returned), `received` is by payer.
    """

    captured: Cents
    reinvested: Cents
    received: Cents


@dataclass(frozen=True)
class Settled:
    """One run and its baseline at the scenario's prices, and what its fund did if it has one.

    `units` are the open units of lines that close as a whole: (months, 2), in the baseline and in the scenario.
    """

    spent: Ledger
    before: Ledger
    moved: Moved
    fund: FundBook | None
    units: Mapping[str, npt.NDArray[np.float64]]

    def monthly(self) -> npt.NDArray[np.int64]:
        """Return what each payer is better off by in each month: (months, payers, what varies and cash)."""
        saved: npt.NDArray[np.int64] = (self.before.cents - self.spent.cents).sum(axis=2)[..., [MARGINAL, CASH]]
        saved[..., 1] += self.moved.received - self.moved.captured.sum(axis=2)
        return saved


def settle(prices: Prices, tally: Tally, baseline: Tally, calendar: Calendar, terms: FundTerms | None) -> Settled:
    """Return what a run and its baseline cost, line by line, and what an agreement moved."""
    months, timeline = list(range(calendar.warm_up_months, calendar.months)), Timeline.of(calendar)
    book = replay(terms, calendar, tally) if terms else None
    spent = cost(
        tally, months, prices.books, prices.factors,
        timeline=timeline, reference=baseline, by_fund=book.by_fund if book else None,
    )  # fmt: skip
    before = cost(baseline, months, prices.baseline, prices.factors, timeline=timeline)
    units = {
        price.line: np.stack([open_units(each, price, timeline)[months] for each in (baseline, tally)], axis=1)
        for price in prices.books[0].prices
        if price.system is not None and isinstance(price.system.function, StepFixed)
    }
    if terms is None or book is None:
        return Settled(spent, before, _nothing(spent), None, units)
    scale = np.array(prices.factors)
    extra = np.stack([_of_item(book, item) for item in FUND_LINES], axis=1)
    extra = np.rint(extra * scale[:, np.newaxis]).astype(np.int64)
    spent, before = _with_lines(spent, extra), _with_lines(before, np.zeros_like(extra))
    return Settled(spent, before, _moved(book, terms, spent, scale), book, units)


def _of_item(book: FundBook, item: str) -> Cents:
    if item == "administration":
        return book.administration
    return book.spending.get(item, np.zeros_like(book.administration))


def _with_lines(ledger: Ledger, extra: Cents) -> Ledger:
    """Return a ledger with the lines that the fund alone pays."""
    cents = np.zeros((*ledger.cents.shape[:2], len(FUND_LINES), len(BASES)), dtype=np.int64)
    cents[:, ledger.payers.index(FUND)] = extra[:, :, np.newaxis]
    return replace(
        ledger,
        cents=np.concatenate([ledger.cents, cents], axis=2),
        lines=(*ledger.lines, *FUND_LINES.values()),
        program=(*ledger.program, *(True for _ in FUND_LINES)),
    )


def _nothing(ledger: Ledger) -> Moved:
    cells = np.zeros(ledger.cents.shape[:3], dtype=np.int64)
    return Moved(cells, cells, np.zeros(ledger.cents.shape[:2], dtype=np.int64))


def _moved(book: FundBook, terms: FundTerms, ledger: Ledger, scale: npt.NDArray[np.float64]) -> Moved:
    """Return what was moved, in the money asked for; what is handed over and received is the same to the cent."""
    lines = len(FUND_LINES)
    captured, returned, reinvested = (
        np.rint(np.pad(cells, ((0, 0), (0, 0), (0, lines))) * scale[:, np.newaxis, np.newaxis]).astype(np.int64)
        for cells in (book.captured, book.returned, book.reinvested)
    )
    received = np.zeros(ledger.cents.shape[:2], dtype=np.int64)
    for month, cents in enumerate(captured.sum(axis=(1, 2))):
        for recipient, part in split_captured(int(cents), terms.agreement.split).items():
            payer = recipient if recipient in ledger.payers else OTHERS
            received[month, ledger.payers.index(payer)] += part
        received[month, ledger.payers.index(FUND)] -= returned[month].sum()
    own, line = ledger.payers.index(FUND), ledger.lines.index(FUND_LINES["opening"])
    reinvested[:, own, line] = np.rint(book.opening_spent * scale).astype(np.int64)
    return Moved(captured - returned, reinvested, received)
