"""How investors of an outcome agreement are repaid: what, when, in which tier, and what that brings them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from simulator.analysis.estimate import HIGH, LOW, MEDIAN
from simulator.analysis.record import Array, number, record
from simulator.analysis.samples import Cents, Pair
from simulator.costs.outcomes import DENVER, outcome_payment, rikers
from simulator.results import Record
from simulator.units import MONTHS_PER_YEAR

CENTS = 100.0
FALLS = {"denver": (0.20, 0.30, 0.65), "rikers": (0.10, 0.20)}
"""The falls in jail days from which on each tier pays, by the name of the tiers; below the first nothing is known."""


@dataclass(frozen=True)
class OutcomeTerms:
    """An agreement that pays investors by tiers, once: for the first `years` fiscal years, in month `paid_in`.

    Months count from 1, the first of the horizon.
    """

    tiers: str
    investor: str
    years: int
    paid_in: int

    @property
    def invested(self) -> float:
        """Dollars that investors paid up front, as published."""
        return (DENVER.invested if self.tiers == "denver" else rikers(self.years).loan) / CENTS

    @property
    def guaranteed(self) -> float:
        """The share of what is missing that a guarantor bears."""
        return 0.0 if self.tiers == "denver" else rikers(self.years).guaranteed

    @property
    def pays(self) -> list[tuple[float, float]]:
        """Each tier: the fall in jail days from which on it pays, and dollars at that fall."""
        paid = ((fall, outcome_payment(self.tiers, fall, term_years=self.years)) for fall in FALLS[self.tiers])
        return [(fall, dollars or 0.0) for fall, dollars in paid]


def investor_records(pair: Pair, terms: OutcomeTerms) -> Iterator[Record]:
    """Return what investors paid up front, are paid, gain or lose, the chance of each tier, and their yearly return.

    What is paid is what the agreement's auditor found, run by run. In a tier are the runs that are paid at least what
    it pays at its own fall and less than the next one does. The return is a year's, if all is paid up front at the
    start and back in the month of payment; without any payment it is −100 %.
    """
    found = _certified(pair)
    none = np.zeros_like(found)
    missing = np.maximum(terms.invested - found, 0.0)
    keys = {"line": terms.investor}
    amounts = {
        "investor_paid": found,
        "investor_net": np.maximum(found - terms.invested, 0.0) - (1.0 - terms.guaranteed) * missing,
        "guarantor_net": -terms.guaranteed * missing,
    }
    for measure, dollars in amounts.items():
        yield record(pair, "fund", measure, "dollars", none, dollars, line=terms.investor)
    yield _fact(pair, "investor_invested", "dollars", terms.invested, **keys)
    yield _fact(pair, "investor_paid_month", "months", float(terms.paid_in), **keys)
    yield from _tiers(pair, terms, found)
    rates = (found.ravel() / terms.invested) ** (MONTHS_PER_YEAR / terms.paid_in) - 1.0
    for name, percent in (("low", LOW), ("median", MEDIAN), ("high", HIGH)):
        yield _fact(pair, f"investor_rate_{name}", "share a year", float(np.percentile(rates, percent)), **keys)


def _fact(pair: Pair, measure: str, unit: str, value: float, **keys: str | None) -> Record:
    """Return a record of one number of a fund's table."""
    return replace(number(pair, measure, unit, value, **keys), table="fund")


def _certified(pair: Pair) -> Array:
    """Return the dollars that were certified over all years; shape (draws, replications)."""
    cents: Cents = pair.money.certified[:, :].sum(axis=(2, 3, 4))
    dollars: Array = cents / CENTS
    return dollars


def _tiers(pair: Pair, terms: OutcomeTerms, paid: Array) -> Iterator[Record]:
    """Return the share of runs in each tier, by the fall from which on it pays; 0 % is for those that pay nothing."""
    edges = [0.0, *(dollars for _, dollars in terms.pays), np.inf]
    falls = [0.0, *(fall for fall, _ in terms.pays)]
    for fall, least, most in zip(falls, edges[:-1], edges[1:], strict=True):
        inside = (paid >= least - 0.5 / CENTS) & (paid < most - 0.5 / CENTS)
        yield _fact(pair, "investor_tier", "share of futures", float(inside.mean()), line=tier_name(fall))
        yield _fact(pair, "investor_tier_pays", "dollars", least, line=tier_name(fall))


def tier_name(fall: float) -> str:
    """Return a tier as records name it: the fall from which on it pays, such as `10 %`."""
    return f"{100.0 * fall:g} %"
