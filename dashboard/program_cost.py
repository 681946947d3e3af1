"""What LEAD would cost and whom it would employ, before anything is simulated: the base case with every place filled.

Staff, hiring lags and prices are the project's own; only the use of places is taken to be full, so that a run that
leaves places empty costs less. Staff hired to demand follow from who waits, which only a run can say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from simulator.analysis.staff import STAFF, staff_by_class
from simulator.costs.ledger import Timeline, cost
from simulator.experiment.capacities import HOUSING_UNITS, PLACES
from simulator.experiment.setup import price_books
from simulator.experiment.staffing import Staffing, staffing_rules
from simulator.inputs.draw import Inputs
from simulator.inputs.values import number
from simulator.model.events import Resource
from simulator.model.quantities import Quantity
from simulator.model.tally import NOBODY, Tally

TAKEN_UP = {
    Resource.TREATMENT: Quantity.TREATMENT_PLACE_DAYS,
    Resource.EMPLOYMENT: Quantity.EMPLOYMENT_PLACE_DAYS,
}
"""Places that cost something only while somebody in LEAD uses them."""


@dataclass(frozen=True)
class ProgramCost:
    """Dollars of each cost line of LEAD, and full-time positions of each class, by fiscal year.

    `to_demand` says that staff is hired as referrals need it, so that these are only those to begin with; `cut`, that
    staff becomes fewer at some time, so that notice is paid on top; `fund`, that a fund hires on top.
    """

    years: tuple[int, ...]
    dollars: tuple[float, ...]
    lines: tuple[tuple[str, tuple[float, ...]], ...]
    staff: tuple[tuple[str, tuple[float, ...]], ...]
    price_year: int
    to_demand: bool
    cut: bool
    fund: bool

    @property
    def positions(self) -> tuple[float, ...]:
        """All positions by year."""
        return tuple(sum(each[y] for _, each in self.staff) for y in range(len(self.years)))


def program_cost(inputs: Inputs) -> ProgramCost:
    """Return what the base case of a scenario costs with every place filled; InputError for what cannot be priced."""
    place = inputs.scenario.jurisdiction
    calendar = place.calendar
    rules = staffing_rules(inputs)
    tally = _filled(inputs, Staffing(rules, calendar))
    books = [replace(book, prices=tuple(p for p in book.prices if p.program)) for book in price_books(inputs)]
    months = range(calendar.warm_up_months, calendar.months)
    ledger = cost(tally, months, books, [1.0] * len(books), timeline=Timeline.of(calendar))
    by_month = ledger.cents[..., 0].sum(axis=1) / 100.0  # all payers
    first = calendar.warm_up_months
    years = [slice(of[0] - first, of[-1] + 1 - first) for of in map(calendar.months_of, calendar.fiscal_years)]
    by_year = np.stack([by_month[year].sum(axis=0) for year in years])
    told = [name for i, name in enumerate(ledger.lines) if by_year[:, i].any()]
    return ProgramCost(
        years=calendar.fiscal_years,
        dollars=tuple(by_year.sum(axis=1).tolist()),
        lines=tuple((name, tuple(by_year[:, ledger.lines.index(name)].tolist())) for name in told),
        staff=_staff(inputs, tally, years),
        price_year=place.file.currency_year,
        to_demand=rules.to_demand,
        cut=any(later < before for (_, before), (_, later) in pairwise(rules.targets)),
        fund=inputs.scenario.has_fund,
    )


def _filled(inputs: Inputs, staffing: Staffing) -> Tally:
    """Return a tally in which all places are used all the time, and nothing else happens."""
    calendar = inputs.scenario.jurisdiction.calendar
    tally = Tally.empty(calendar.months, ())
    for month in range(calendar.warm_up_months, calendar.months):
        start, end = calendar.edges[month : month + 2]
        used = staffing.places(start) * (end - start)
        tally.counts[month, [Quantity.PLACE_DAYS_USED, Quantity.PARTICIPANT_DAYS], NOBODY] = used
        staffing.record(month, tally)
        values = inputs.policy.at(calendar.first_day(month))
        for resource, quantity in {**HOUSING_UNITS, **TAKEN_UP}.items():
            days = number(values, PLACES[resource]) * (end - start)
            tally.counts[month, quantity, NOBODY] = min(days, used) if resource in TAKEN_UP else days
    return tally


def _staff(inputs: Inputs, tally: Tally, years: list[slice]) -> tuple[tuple[str, tuple[float, ...]], ...]:
    calendar = inputs.scenario.jurisdiction.calendar
    months = tally.counts[calendar.warm_up_months :, :, NOBODY]
    ratio = number(inputs.policy.at(calendar.start), "lead.supervisor_ratio")
    found = staff_by_class(months[:, Quantity.CASE_MANAGER_MONTHS], months[:, Quantity.PROGRAM_MONTHS], ratio)
    return tuple((name, tuple(float(found[name][year].mean()) for year in years)) for name in STAFF)
