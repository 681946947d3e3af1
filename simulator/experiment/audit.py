"""What an auditor certifies for a closed fiscal year: savings of the covered payers, by payer and cost line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from simulator.costs.ledger import BASES, Cents, Floats, Ledger, Timeline, cost, redirected
from simulator.costs.outcomes import outcome_payment
from simulator.experiment.fund_terms import BY_MEASUREMENT, FundTerms
from simulator.model.measures import parts_of
from simulator.model.tally import Tally
from simulator.units import Calendar, to_cents

CASH = BASES.index("cash")


@dataclass(frozen=True)
class Certified:
    """The savings of one fiscal year in cents by payer and line (a loss is negative), and the most to be captured."""

    cells: Cents
    limit: int | None

    @property
    def total(self) -> int:
        """What is certified of all covered payers together."""
        return int(self.cells.sum())


class Audit:
    """Measures a run against the baseline, as far as its fiscal years have closed."""

    def __init__(self, terms: FundTerms, calendar: Calendar) -> None:
        self._terms = terms
        self._calendar = calendar
        self._timeline = Timeline.of(calendar)
        book = terms.books[0]
        self.payers = book.payers
        self.lines = tuple(price.line for price in book.prices)
        self._covered = [self.payers.index(payer) for payer in terms.agreement.covers]

    @cached_property
    def _baseline(self) -> Ledger:
        return self._cost(self._terms.reference, range(self._calendar.warm_up_months, self._calendar.months))

    def certify(self, tally: Tally, fiscal_year: int, by_fund: Floats) -> Certified:
        """Return what is certified of a closed fiscal year; `by_fund` are the shares that the fund paid for."""
        months = self._calendar.months_of(fiscal_year)
        spent = self._cost(tally, months, by_fund)
        before = self._baseline.cents[[month - self._calendar.warm_up_months for month in months]]
        program = np.array(spent.program)
        saved = (before[..., CASH] - spent.cents[..., CASH]).sum(axis=0)
        saved[:, program] = 0
        return Certified(self._cells(saved, tally, fiscal_year, months), self._limit(saved, spent))

    def _cells(self, saved: Cents, tally: Tally, fiscal_year: int, months: list[int]) -> Cents:
        """Return the covered payers' savings in the way that the agreement measures them."""
        agreement = self._terms.agreement
        cells = np.zeros_like(saved)
        if agreement.measure in BY_MEASUREMENT:
            cells[self._covered] = saved[self._covered]
        elif agreement.measure == "contract":
            line = self.lines.index(str(agreement.contract_line))
            price = self._terms.books[0].prices[line]
            more, less = (redirected(each, None, price, self._timeline) for each in (tally, self._terms.reference))
            assert price.system is not None and price.system.receiver is not None
            cells[self.payers.index(price.system.receiver), line] = to_cents(float((more - less)[months].sum()))
        else:
            deemed = self._deemed(tally, months) if agreement.measure == "deemed" else self._outcome(tally, fiscal_year)
            cells[self._deemed_cell()] = deemed
        return cells

    def _deemed(self, tally: Tally, months: list[int]) -> int:
        """Return what an agreement pays for fewer of what it counts, at its price."""
        was, now = self._both(tally, months)
        return to_cents((was - now) * self._terms.deemed_price)

    def _outcome(self, tally: Tally, fiscal_year: int) -> int:
        """Return what investors are paid, once, at the end of the term; a tier that was not published pays nothing.

        An agreement without an end is settled for the last year whose payment still falls into the run.
        """
        agreement, calendar = self._terms.agreement, self._calendar
        years = calendar.fiscal_years
        paid = [year for year in years if calendar.months_of(year)[-1] + self._terms.lag < calendar.months]
        term = agreement.years or len(paid)
        if years.index(fiscal_year) + 1 != term:
            return 0
        was, now = self._both(tally, [month for year in years[:term] for month in self._calendar.months_of(year)])
        fall = (was - now) / was if was > 0.0 else 0.0
        return to_cents(outcome_payment(str(agreement.tiers), fall, term_years=term) or 0.0)

    def _both(self, tally: Tally, months: list[int]) -> tuple[float, float]:
        """Return what the agreement counts, in the reference and in the run."""
        parts = parts_of(self._counted)
        was, now = (float(each.counts[months][:, parts].sum()) for each in (self._terms.reference, tally))
        return was, now

    @property
    def _counted(self) -> str:
        return self._terms.agreement.deemed_quantity or "jail_days"

    def _deemed_cell(self) -> tuple[int, int]:
        """Return the covered payer and the line that count what savings are deemed by."""
        parts = set(parts_of(self._counted))
        for j, price in enumerate(self._terms.books[0].prices):
            for quantity, payer, _ in price.counts:
                if quantity in parts and payer in self._terms.agreement.covers and price.system is None:
                    return self.payers.index(payer), j
        return self._covered[0], 0

    def _limit(self, saved: Cents, spent: Ledger) -> int | None:
        """Return the net cost of the payer who is to be paid no more than that, if there is one."""
        payer = self._terms.agreement.up_to_cost_of
        if payer is None:
            return None
        own = self.payers.index(payer)
        program = int(spent.cents[:, own, np.array(spent.program), CASH].sum())
        return max(0, program - int(saved[own].sum()))

    def _cost(self, tally: Tally, months: range | list[int], by_fund: Floats | None = None) -> Ledger:
        first = self._calendar.warm_up_months
        books = [self._terms.books[month - first] for month in months]
        reference = None if tally is self._terms.reference else self._terms.reference
        return cost(
            tally, list(months), books, [1.0] * len(books),
            timeline=self._timeline, reference=reference, by_fund=by_fund,
        )  # fmt: skip
