"""The reinvestment fund, month by month: what it pays, what is deposited, what it buys with what is left.

At the end of a month the fund first pays for what it has bought, then takes the deposit of a fiscal year that closed
`capture.lag` months ago, and then buys or cuts. It reads nothing that an agency could not know by then. All amounts
are whole cents in constant dollars, and in every month opening + deposits = spending + administration + returned +
closing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.costs.capture import administration, allocate, settle, split_captured
from simulator.costs.happened import over_groups
from simulator.costs.ledger import Cents, Floats
from simulator.costs.linear import part_of_fund
from simulator.experiment.audit import Audit, Certified
from simulator.experiment.bought import CASE_MANAGERS, Bought, mean_units
from simulator.experiment.fund_terms import FundTerms
from simulator.experiment.purchases import UNITS, Purchases
from simulator.inputs.scenario import FUND
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from simulator.units import MONTHS_PER_YEAR, Calendar, split_cents

STAFF = (Quantity.CASE_MANAGER_MONTHS, Quantity.SERVED_DAYS)
NOTICE = (Quantity.NOTICE_MONTHS, Quantity.NOTICE_DAYS)
LEFT_OVER = 100
"""Cents that stay in a fund that cannot pay its bill in full: several lines are rounded by themselves."""


@dataclass
class FundBook:
    """What a fund did, by month of the horizon; all amounts in cents.

    `captured`, `returned` and `reinvested` are by payer and cost line whose savings the money is; `opening_spent` is
    what was reinvested out of the opening balance. `spending` is by item bought. `recipients` is what the split sends
    elsewhere. `bought` are mean units of each item. `by_fund` are the shares of quantities that the fund pays for, by
    month of the run. `shortfall` is what it could not pay of a month's bill. `owed` is what it still has to give back.
    """

    payers: tuple[str, ...]
    lines: tuple[str, ...]
    opening: int
    captured: Cents
    returned: Cents
    reinvested: Cents
    deposits: Cents
    opening_spent: Cents
    administration: Cents
    closing: Cents
    by_fund: Floats
    shortfall: Cents
    owed: Cents
    spending: dict[str, Cents]
    recipients: dict[str, Cents]
    bought: dict[str, Floats]
    certified: dict[int, Certified] = field(default_factory=dict)


class Fund:
    """A fund in a run; `bought` is where it puts what it buys."""

    def __init__(self, terms: FundTerms, calendar: Calendar, bought: Bought) -> None:
        self._terms, self._calendar, self._bought = terms, calendar, bought
        self._audit = Audit(terms, calendar)
        self._purchases = Purchases(terms, bought, calendar)
        program = [price.line for price in terms.books[0].prices if price.program]
        cells = (len(self._audit.payers), len(self._audit.lines))
        months = calendar.horizon_months
        self._sources = np.zeros(cells, dtype=np.int64)  # what is left of each payer's and line's savings
        self._first_money = terms.opening
        self._owed = 0
        self.book = FundBook(
            payers=self._audit.payers,
            lines=self._audit.lines,
            opening=terms.opening,
            captured=np.zeros((months, *cells), dtype=np.int64),
            returned=np.zeros((months, *cells), dtype=np.int64),
            reinvested=np.zeros((months, *cells), dtype=np.int64),
            deposits=np.zeros(months, dtype=np.int64),
            opening_spent=np.zeros(months, dtype=np.int64),
            administration=np.zeros(months, dtype=np.int64),
            closing=np.zeros(months, dtype=np.int64),
            shortfall=np.zeros(months, dtype=np.int64),
            owed=np.zeros(months, dtype=np.int64),
            by_fund=np.zeros((calendar.months, len(Quantity))),
            spending=self._table(np.int64, [*program, *terms.staff]),
            recipients=self._table(np.int64, [name for name in terms.agreement.split if name != FUND]),
            bought=self._table(np.float64, self._purchases.items),
        )

    def _table(self, kind: type, names: Iterable[str]) -> dict[str, npt.NDArray[Any]]:
        return {name: np.zeros(self._calendar.horizon_months, dtype=kind) for name in names}

    @property
    def balance(self) -> int:
        """What the fund holds."""
        return self._first_money + int(self._sources.sum())

    def close(self, month: int, tally: Tally) -> None:
        """Close a month that has been counted; nothing happens in the warm-up."""
        if month < self._calendar.warm_up_months:
            return
        at = month - self._calendar.warm_up_months
        self._pay(month, at, tally)
        for fiscal_year in self._calendar.fiscal_years:
            if self._calendar.months_of(fiscal_year)[-1] + self._terms.lag == month:
                self._deposit(fiscal_year, at, tally)
        self._purchases.review(self._calendar.edges[month + 1], self.balance, at)
        self.book.closing[at], self.book.owed[at] = self.balance, self._owed

    # -- paying -------------------------------------------------------------------------------------------

    def _pay(self, month: int, at: int, tally: Tally) -> None:
        """Pay for what has been bought.

        A fund that cannot pays whom nobody else pays first, then what it has of the rest, and LEAD's funders pay what
        is left of that.
        """
        start, end = self._calendar.edges[month : month + 2]
        for item in self._purchases.items:
            self.book.bought[item][at] = self._bought.mean(item, start, end)
        self.book.by_fund[month] = self._shares(tally, month, start, end)
        staff, shared = self._staff_bills(at), self._shared_bills(month, at, tally)
        due = sum(staff.values()) + sum(shared.values())
        if due > self.balance:
            left = self.balance
            for item, cents in staff.items():
                staff[item] = min(cents, left)
                left -= staff[item]
            self.book.by_fund[month] *= max(0, left - LEFT_OVER) / max(1, sum(shared.values()))
            shared = self._shared_bills(month, at, tally)
        paid = {**staff, **shared}
        for item, cents in paid.items():
            self.book.spending[item][at] = cents
        self.book.shortfall[at] = due - sum(paid.values())
        self._take(at, sum(paid.values()))

    def _shares(self, tally: Tally, month: int, start: float, end: float) -> Floats:
        """Return what share of each quantity of a month the fund has bought."""
        counts = tally.counts[month].sum(axis=1)
        shares = np.zeros(len(Quantity))
        staff = counts[Quantity.CASE_MANAGER_MONTHS]
        if staff > 0.0:
            shares[list(STAFF)] = self._bought.mean(CASE_MANAGERS, start, end) / staff
            if shares[Quantity.CASE_MANAGER_MONTHS] > 1.0 - 1e-9:  # nobody else is left to pay for the management
                shares[Quantity.PROGRAM_MONTHS] = 1.0
        for item, quantity in UNITS.items():
            # What is there anyway is paid for as before; what is lived in after a cut stays with the fund.
            beyond = counts[quantity] - mean_units(self._terms.places[item], start, end) * (end - start)
            if beyond > 0.0 and min(self._bought.days(item), default=end) < end:
                shares[quantity] = beyond / counts[quantity]
        if self._purchases.last_cut > max((day for day in self._terms.base_changes if day <= start), default=0.0):
            shares[list(NOTICE)] = 1.0
        return shares

    def _staff_bills(self, at: int) -> dict[str, int]:
        """Return what those cost in a month whom nobody else pays."""
        there = {item: units[at] for item, units in self.book.bought.items() if item in self._terms.staff}
        return {item: round(self._terms.staff[item] * units / MONTHS_PER_YEAR) for item, units in there.items()}

    def _shared_bills(self, month: int, at: int, tally: Tally) -> dict[str, int]:
        """Return what the fund pays of LEAD's own cost lines in a month."""
        prices = [price for price in self._terms.books[at].prices if price.program and price.system is None]
        return part_of_fund(prices, over_groups(tally.counts[month]), self.book.by_fund[month])

    def _take(self, at: int, cents: int, *, buys: bool = True) -> None:
        """Take money out of the fund, from all that it came from in proportion."""
        pots = np.append(self._sources.ravel(), self._first_money)
        if not cents:
            return
        parts = np.array(split_cents(cents, [float(pot) for pot in pots]), dtype=np.int64)
        of_sources = parts[:-1].reshape(self._sources.shape)
        self._sources -= of_sources
        self._first_money -= int(parts[-1])
        if buys:
            self.book.reinvested[at] += of_sources
            self.book.opening_spent[at] += parts[-1]

    # -- deposits -----------------------------------------------------------------------------------------

    def _deposit(self, fiscal_year: int, at: int, tally: Tally) -> None:
        """Take what the agreement moves for a fiscal year, less the other recipients' part and administration.

        What it takes back comes out of what is left of earlier savings, first money apart. What has been spent by then,
        or went to others, the fund owes: it gives that back from later deposits before it buys anything more. So the
        loss counts as settled, and payers get what the agreement says, if the fund ever has it.
        """
        certified = self._audit.certify(tally, fiscal_year, self.book.by_fund)
        self.book.certified[fiscal_year] = certified
        years = list(self.book.certified.values())
        last = settle(self._terms.rule, [each.total for each in years], [each.limit for each in years])[-1]
        if last.captured:
            cells = allocate(last.captured, certified.cells)
            self.book.captured[at] += cells
            for recipient, cents in split_captured(last.captured, self._terms.agreement.split).items():
                if recipient != FUND:
                    self.book.recipients[recipient][at] += cents
                    continue
                self.book.deposits[at] += cents
                self._sources += allocate(cents, cells)
                self.book.administration[at] = administration(cents, self._terms.administration)
                self._take(at, int(self.book.administration[at]), buys=False)
        self._owed += last.returned
        if back := min(self._owed, int(self._sources.sum())):
            cells = allocate(back, self._sources)
            self.book.returned[at] += cells
            self._sources -= cells
            self._owed -= back


def replay(terms: FundTerms, calendar: Calendar, tally: Tally) -> FundBook:
    """Return what the fund did in a finished run: the same decisions again, from what was counted."""
    fund = Fund(terms, calendar, Bought())
    for month in range(calendar.months):
        fund.close(month, tally)
    return fund.book
