"""Contracts: what one payer pays another for use, by contract year.

A payment is cash for who pays it and revenue for who receives it. Nothing varies with it: over all payers it
nets to zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulator.costs.functions import (
    Dollars,
    Floats,
    Use,
    refuse_unless_amount,
    refuse_unless_share,
    refuse_unless_whole,
)
from simulator.units import MONTHS_PER_YEAR


class Contract:
    """A payment from one payer to another: a cost function without a varying part."""

    def varying(self, use: Use) -> Floats:
        """Return nothing."""
        return np.zeros_like(use.units)


@dataclass(frozen=True)
class TakeOrPay(Contract):
    """A year costs the rate of what is used, and at least the rate of the minimum, whether that is used or not.

    minimum: what is paid for in any case, in units of load (beds, events a year, staff)
    rate: dollars a unit; where it changes within a contract year, the year has the mean over its days
    surcharge: dollars for each unit that is used, below the minimum too
    redirect: the share of what the unused minimum cost that the contract sends back to community programs

    The minimum is paid month by month. What was used above the minimum of the whole year is settled in the
    year's last month, so a month above it makes up for another below it. A partial year has its part of the minimum.
    """

    minimum: Dollars
    rate: Dollars
    surcharge: Dollars = 0.0
    redirect: float = 0.0

    def __post_init__(self) -> None:
        refuse_unless_amount("minimum", self.minimum)
        refuse_unless_amount("rate", self.rate)
        refuse_unless_amount("surcharge", self.surcharge)
        refuse_unless_share("redirect", self.redirect)

    def cash(self, use: Use) -> Floats:
        """Return the payment of each month."""
        paid = use.by_month(self.rate) * self._committed(use) + use.by_month(self.surcharge) * use.units
        paid[use.last_months] += self._rate_of_year(use) * np.maximum(0.0, -self._unused(use))
        return paid

    def redirected(self, use: Use) -> Floats:
        """Return what of the payment comes back to community programs, in the last month of each year."""
        back = np.zeros_like(use.units)
        back[use.last_months] = self.redirect * self._rate_of_year(use) * np.maximum(0.0, self._unused(use))
        return back

    def _committed(self, use: Use) -> Floats:
        """Return the minimum in units, by month."""
        return use.by_month(self.minimum) * use.per_load

    def _unused(self, use: Use) -> Floats:
        """Return the minimum less the units used, by year: negative where more was used."""
        return use.by_year(self._committed(use)) - use.by_year(use.units)

    def _rate_of_year(self, use: Use) -> Floats:
        return use.by_year(use.by_month(self.rate) * use.per_load) / use.by_year(use.per_load)


@dataclass(frozen=True)
class RateReset(Contract):
    """The rate of a year is the provider's cost in an earlier year over that year's units.

    Cost that does not fall with use is spread over fewer units: less use this year is a higher rate later.

    cost_per_year: dollars; a partial year has a twelfth of it for each of its months
    years_back: how many years before the rate was earned

    Years whose earlier year is not present take the first one. A year without use sets no rate: the last one
    before it that had any does, or else the first that has any. Until then the rate is 0.
    """

    cost_per_year: Dollars
    years_back: int

    def __post_init__(self) -> None:
        refuse_unless_amount("cost_per_year", self.cost_per_year)
        refuse_unless_whole("years_back", self.years_back, 1)

    def rates(self, use: Use) -> Floats:
        """Return the dollars a unit in each month."""
        cost = use.by_year(use.by_month(self.cost_per_year)) / MONTHS_PER_YEAR
        units = use.by_year(use.units)
        rates = np.zeros_like(units)
        used = np.flatnonzero(units)
        for year in range(len(units)):
            # A year beyond the one that is priced is never looked at: its use is not known yet.
            known = used[used <= year]
            past = known[known <= year - self.years_back]
            if known.size:
                setting = past[-1] if past.size else known[0]
                rates[year] = cost[setting] / units[setting]
        return rates[use.year_index]

    def cash(self, use: Use) -> Floats:
        """Return rate × units of each month."""
        return self.rates(use) * use.units
