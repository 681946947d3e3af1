"""Price books and tallies small enough to check by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from simulator.costs.contracts import TakeOrPay
from simulator.costs.functions import CostFunction
from simulator.costs.ledger import Ledger, Timeline, cost
from simulator.costs.price import Price, PriceBook, System
from simulator.costs.steps import StepFixed
from simulator.inputs.scenario import FORMER_FUNDERS, FUNDERS
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally
from simulator.units import Calendar

PAYERS = ("city", "county", "state")
SHARES = {FUNDERS: (0.7, 0.3, 0.0), FORMER_FUNDERS: (0.0, 0.5, 0.5)}
CITY_BEDS, COUNTY_BEDS = Quantity.JAIL_DAYS_MUNICIPAL, Quantity.JAIL_DAYS_SUPERIOR


def jail(average: float = 200.0, marginal: float = 24.0) -> Price:
    """Return a line that the city and the county pay for by court."""
    counts = (
        (Quantity.JAIL_DAYS_SUPERIOR, "county", 1.0),
        (Quantity.JAIL_DAYS_MUNICIPAL, "city", 1.0),
        (Quantity.JAIL_DAYS_DISTRICT, "county", 1.0),
    )
    return Price("jail bed", average, marginal, counts, program=False)


def staff(dollars: float = 15_000.0) -> Price:
    """Return a program line that LEAD's funders share."""
    counts = ((Quantity.CASE_MANAGER_MONTHS, FUNDERS, 1.0), (Quantity.NOTICE_MONTHS, FORMER_FUNDERS, 1.0))
    return Price("case managers", dollars, dollars, counts, program=True)


def of_all(
    function: CostFunction,
    payer: str = "city",
    counted: str = "day",
    quantities: Iterable[Quantity] = (CITY_BEDS,),
    average: float = 0.0,
    backfill: float = 0.0,
    **system: Any,
) -> Price:
    """Return a line whose cost depends on all that is used."""
    counts = tuple((quantity, payer, 1.0) for quantity in quantities)
    return Price("system", average, 0.0, counts, False, 0.0, backfill, System(function, payer, counted, **system))


# Seattle's contract with King County for 2022: at least 189 beds at $220 a day, of which about 81 were used.
SEATTLE = of_all(TakeOrPay(189.0, 220.0, redirect=0.92), receiver="county")
# Units of 10 beds that close after 3 months at or below what the others hold less 2; staff are paid for 2 more.
DORM = of_all(StepFixed(10.0, 1_000.0, 3, 2.0, 2), payer="county", quantities=(CITY_BEDS, COUNTY_BEDS))


def book(*prices: Price, funding: Mapping[str, tuple[float, ...]] | None = None) -> PriceBook:
    return PriceBook(PAYERS, prices, funding or SHARES)


def with_fund(made: PriceBook) -> PriceBook:
    """Return the same prices where there is a reinvestment fund, too."""
    return replace(
        made,
        payers=(*made.payers, "fund"),
        funding={name: (*shares, 0.0) for name, shares in made.funding.items()},
    )


def tally(months: int, counts: Mapping[tuple[int, Quantity], float]) -> Tally:
    """Return a tally of two groups in which only these (month, quantity) are not zero."""
    made = Tally.empty(months, ("one", "other"))
    for (month, quantity), value in counts.items():
        made.counts[month, quantity, 0] = value - value // 2
        made.counts[month, quantity, 1] = value // 2
    return made


def calendar_of(months: int, start: date = date(2026, 1, 1), warm_up: int = 0, fiscal_start: int = 1) -> Calendar:
    """Return so many months, warm-up included; 2026 and 2027 have 365 days."""
    return Calendar(start, warm_up, months - warm_up, fiscal_start)


def beds(calendar: Calendar, *levels: float, quantity: Quantity = CITY_BEDS) -> Tally:
    """Return a tally with so many beds in use in each month; the last level goes on."""
    held = [*levels, *levels[-1:] * (calendar.months - len(levels))]
    days = np.diff(calendar.edges) * held
    return tally(calendar.months, {(month, quantity): float(used) for month, used in enumerate(days)})


def ledger_of(calendar: Calendar, happened: Tally, *prices: Price, **keys: Any) -> Ledger:
    """Return what the months of the horizon cost at prices that never change."""
    months = list(range(calendar.warm_up_months, calendar.months))
    made = keys.pop("book", None) or book(*prices)
    factors: Sequence[float] = keys.pop("factors", [1.0] * len(months))
    return cost(happened, months, [made] * len(months), factors, timeline=Timeline.of(calendar), **keys)
