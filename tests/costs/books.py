"""Price books and tallies small enough to check by hand."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.costs.price import Price, PriceBook
from simulator.inputs.scenario import FORMER_FUNDERS, FUNDERS
from simulator.model.quantities import Quantity
from simulator.model.tally import Tally

PAYERS = ("city", "county", "state")
SHARES = {FUNDERS: (0.7, 0.3, 0.0), FORMER_FUNDERS: (0.0, 0.5, 0.5)}


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


def book(*prices: Price, funding: Mapping[str, tuple[float, ...]] | None = None) -> PriceBook:
    return PriceBook(PAYERS, prices, funding or SHARES)


def tally(months: int, counts: Mapping[tuple[int, Quantity], float]) -> Tally:
    """Return a tally of two groups in which only these (month, quantity) are not zero."""
    made = Tally.empty(months, ("one", "other"))
    for (month, quantity), value in counts.items():
        made.counts[month, quantity, 0] = value - value // 2
        made.counts[month, quantity, 1] = value // 2
    return made
