"""What a fund buys: the spending plan in its order, as far as the balance carries it, and what it gives up again."""

from __future__ import annotations

import math
from functools import lru_cache

from simulator.costs.price import PriceBook
from simulator.errors import InputError
from simulator.experiment.bought import CASE_MANAGERS, Bought
from simulator.experiment.fund_terms import FundTerms, fund_terms, refuse_unusable_terms
from simulator.inputs.agreement import Purchase
from simulator.inputs.draw import Inputs
from simulator.inputs.values import Same
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from simulator.units import DAYS_PER_YEAR, MONTHS_PER_YEAR, Calendar

DAYS_PER_MONTH = DAYS_PER_YEAR / MONTHS_PER_YEAR
CENTS = 100.0
SUPERVISORS, LIAISON = "supervisors", "liaison_prosecutor"
UNITS = {
    "interim_housing": Quantity.INTERIM_UNIT_DAYS,
    "permanent_housing": Quantity.PERMANENT_UNIT_DAYS,
    "treatment": Quantity.TREATMENT_PLACE_DAYS,
}


class Purchases:
    """The plan of a fund, and what follows from its balance.

    Captured money comes once a year and a position costs money every month. So a unit is bought when the fund holds
    `reserve_months` of its cost on top of the same for all that it has bought, and units are given up, the plan's last
    first, when it holds less than `notice_months` of what they cost. Nothing is bought that would be given up at once:
    a reserve is no less than the notice, and in a month in which units are given up none are ordered. Where a plan
    names supervisors, a case manager costs a part of one, and supervisors come and go with case managers.
    """

    def __init__(self, terms: FundTerms, bought: Bought, calendar: Calendar) -> None:
        self._terms, self._bought = terms, bought
        self._starts, self._end = calendar.edges[calendar.warm_up_months : -1], calendar.edges[-1]
        self._plan = terms.agreement.plan
        self._notice = max(1, terms.notice_months)
        self._reserve = max(terms.reserve_months, self._notice)
        self.last_cut = -math.inf  # of case managers, whose participants then have notice

    @property
    def items(self) -> tuple[str, ...]:
        """What the plan may buy."""
        return tuple(dict.fromkeys(purchase.buy for purchase in self._plan))

    def review(self, now: float, balance: int, month: int) -> None:
        """Buy or cut at the end of a month of the horizon; `balance` is in cents."""
        if self._cut(now, balance, month):
            return
        for purchase in sorted(self._plan, key=lambda each: each.buy == SUPERVISORS):
            units = min(self._room(purchase), self._affordable(purchase.buy, balance, month))
            if units > 0 and now + self._terms.hire_lag < self._end:
                self._bought.add(purchase.buy, now + self._terms.hire_lag, units)

    def monthly(self, item: str, month: int) -> float:
        """Return the cents that a unit of an item costs in a month."""
        if item in self._terms.staff:
            return self._terms.staff[item] / MONTHS_PER_YEAR
        book = self._terms.books[month]
        if item != CASE_MANAGERS:
            return CENTS * _price(Same(book), UNITS[item]) * DAYS_PER_MONTH
        services = _price(Same(book), Quantity.SERVED_DAYS) * DAYS_PER_MONTH * self._caseload(month)
        return CENTS * (_price(Same(book), Quantity.CASE_MANAGER_MONTHS) + services)

    def _caseload(self, month: int) -> float:
        day = self._starts[month]
        return next(caseload for since, caseload in reversed(self._terms.caseloads) if since <= day)

    def _payroll(self, month: int) -> float:
        return sum(self._bought.ordered(item) * self.monthly(item, month) for item in self.items)

    def _affordable(self, item: str, balance: int, month: int) -> int:
        free = balance - self._reserve * self._payroll(month)
        each = self.monthly(item, month)
        if item == CASE_MANAGERS and SUPERVISORS in self.items:
            each += self.monthly(SUPERVISORS, month) / self._terms.supervisor_ratio
        return math.floor(free / (self._reserve * each) + 1e-9)

    def _room(self, purchase: Purchase) -> int:
        """Return how many more units the plan wants: supervisors as case managers need them, one prosecutor."""
        ordered = self._bought.ordered(purchase.buy)
        wanted = math.inf if purchase.most is None else purchase.most
        if purchase.buy == SUPERVISORS:
            wanted = min(wanted, self._supervisors_needed())
        elif purchase.buy == LIAISON and purchase.most is None:
            wanted = 1
        return 10**6 if wanted == math.inf else max(0, int(wanted) - ordered)

    def _supervisors_needed(self) -> int:
        return math.ceil(self._bought.ordered(CASE_MANAGERS) / self._terms.supervisor_ratio - 1e-9)

    def _cut(self, now: float, balance: int, month: int) -> bool:
        """Give up what the balance does not carry; return whether that is anything."""
        any_cut, there = False, self._bought.level(CASE_MANAGERS, now)
        for item in reversed(self.items):
            ordered = self._bought.ordered(item)
            lacking = self._notice * self._payroll(month) - balance
            if ordered and lacking > 0.0:
                units = min(ordered, math.ceil(lacking / (self._notice * self.monthly(item, month)) - 1e-9))
                self._bought.cut(item, now, units)
                any_cut = True
        if any_cut and SUPERVISORS in self.items:
            spare = self._bought.ordered(SUPERVISORS) - self._supervisors_needed()
            if spare > 0:
                self._bought.cut(SUPERVISORS, now, spare)
        if self._bought.level(CASE_MANAGERS, now) < there:  # calling off an order gives nobody notice
            self.last_cut = now
        return any_cut


def refuse_unusable(inputs: Inputs) -> None:
    """Refuse a fund that cannot decide, before anything is simulated: its terms, or a plan with something unpriced.

    Raises InputError.
    """
    refuse_unusable_terms(inputs)
    calendar = inputs.scenario.jurisdiction.calendar
    terms = fund_terms(inputs, [Tally.empty(calendar.months, ())])
    if terms is None:
        return
    purchases = Purchases(terms, Bought(), calendar)
    for item in purchases.items:
        if min(purchases.monthly(item, month) for month in range(calendar.horizon_months)) <= 0.0:
            raise InputError("what a fund buys has a price of its own", key="reinvestment.plan", found=item)


@lru_cache(maxsize=64)
def _price(book: Same[PriceBook], quantity: Quantity) -> float:
    """Return the dollars that LEAD pays for one counted unit."""
    return sum(
        price.average * units
        for price in book.value.prices
        if price.program and price.system is None
        for counted, _, units in price.counts
        if counted == quantity
    )
