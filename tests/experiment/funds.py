"""A fund that can be checked by hand: round prices, a run that is told month by month, and no simulation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from simulator.costs.capture import CaptureRule
from simulator.costs.price import Price, PriceBook
from simulator.experiment.bought import CASE_MANAGERS, RESOURCES, Bought, mean_units
from simulator.experiment.fund import Fund, FundBook
from simulator.experiment.fund_terms import FundTerms
from simulator.inputs.agreement import Agreement
from simulator.inputs.scenario import FUNDERS
from simulator.model.engine import CapacityPlan
from simulator.model.quantities import Quantity
from simulator.model.tally import NOBODY, Tally
from simulator.units import Calendar
from tests.costs.books import book, jail, staff, with_fund

Q = Quantity
CALENDAR = Calendar(date(2027, 1, 1), warm_up_months=3, horizon_months=48)  # 2028 is a leap year
CITY_DAYS, COUNTY_DAYS = Q.JAIL_DAYS_MUNICIPAL, Q.JAIL_DAYS_SUPERIOR
CITY, COUNTY, STATE, FUND_ITSELF = range(4)
BED = 10.0  # dollars of a bed-day, all of which is cash
CASE_MANAGER, SERVICES, CASELOAD = 5_000.0, 100.0, 10.0  # dollars a month; places
OWN_STAFF = 4  # case managers that others pay for
LINES = ("jail bed", "case managers", "client services", "interim housing", "treatment")
SERVED = Price("client services", SERVICES, SERVICES, ((Q.SERVED_DAYS, FUNDERS, 12 / 365.25),), program=True)
HOUSING = Price("interim housing", 50.0, 50.0, ((Q.INTERIM_UNIT_DAYS, FUNDERS, 1.0),), program=True)
TREATMENT = Price("treatment", 30.0, 30.0, ((Q.TREATMENT_PLACE_DAYS, FUNDERS, 1.0),), program=True)
PRICES = (jail(2 * BED, BED), staff(CASE_MANAGER), SERVED, HOUSING, TREATMENT)


def book_with_fund(*prices: Price) -> PriceBook:
    return with_fund(book(*(prices or PRICES)))


def agreement(**keys: Any) -> Agreement:
    """Return an agreement that covers city and county, all for the fund, unless it says otherwise."""
    return Agreement.model_validate({"covers": ["city", "county"], **keys})


def plan(*entries: str | tuple[str, int]) -> list[dict[str, Any]]:
    """Return a spending plan: what is bought, and at most how many."""
    pairs = [entry if isinstance(entry, tuple) else (entry, None) for entry in entries]
    return [{"buy": item, **({} if most is None else {"most": most})} for item, most in pairs]


def terms_of(calendar: Calendar = CALENDAR, reference: Tally | None = None, **keys: Any) -> FundTerms:
    """Return terms under which all savings are captured two months after a fiscal year, unless they say otherwise."""
    said: dict[str, Any] = {
        "agreement": agreement(**keys.pop("agreement", {})),
        "rule": CaptureRule((1.0,)),
        "books": (book_with_fund(),) * calendar.horizon_months,
        "reference": reference or jailed(calendar),
        "lag": 2,
        "hire_lag": 40.0,
        "administration": 0.0,
        "opening": 0,
        "reserve_months": 3,
        "notice_months": 1,
        "deemed_price": 0.0,
        "supervisor_ratio": 3.0,
        "staff": {"supervisors": 12_000_000, "liaison_prosecutor": 24_000_000},
        "caseloads": ((calendar.edges[0], CASELOAD),),
        "places": dict.fromkeys(RESOURCES, ((calendar.edges[0], 1),)),
        "base_changes": (),
    }
    return FundTerms(**{**said, **keys})


Held = Callable[[int], float]


def jailed(calendar: Calendar = CALENDAR, city: Held | float = 0.0, county: Held | float = 0.0) -> Tally:
    """Return a tally with so many jail days of either in each month, by the month of the run."""
    tally = Tally.empty(calendar.months, ("one", "other"))
    for month in range(calendar.months):
        for quantity, held in ((CITY_DAYS, city), (COUNTY_DAYS, county)):
            tally.counts[month, quantity, 0] = held(month) if callable(held) else held
    return tally


@dataclass(frozen=True)
class Lived:
    """What a run with a fund left: its tally, what the fund did, and what it bought."""

    tally: Tally
    book: FundBook
    bought: Bought


def live(terms: FundTerms, calendar: Calendar = CALENDAR, happened: Tally | None = None, *, used: int = 2) -> Lived:
    """Let a fund act month by month on what happens, and let what it buys be counted as it comes.

    All case managers have a full caseload, and `used` places for treatment are in use beside those bought.
    """
    tally = replace(happened, counts=happened.counts.copy()) if happened else jailed(calendar)
    bought = Bought()
    fund = Fund(terms, calendar, bought)
    for month in range(calendar.months):
        start, end = calendar.edges[month : month + 2]
        there = OWN_STAFF + bought.mean(CASE_MANAGERS, start, end)
        count(tally, month, {Q.CASE_MANAGER_MONTHS: there, Q.SERVED_DAYS: there * CASELOAD * (end - start)})
        for item, quantity in (("interim_housing", Q.INTERIM_UNIT_DAYS), ("treatment", Q.TREATMENT_PLACE_DAYS)):
            own = used if item == "treatment" else mean_units(terms.places[item], start, end)
            count(tally, month, {quantity: (own + bought.mean(item, start, end)) * (end - start)})
        fund.close(month, tally)
    return Lived(tally, fund.book, bought)


def count(tally: Tally, month: int, counts: Mapping[Quantity, float]) -> None:
    for quantity, value in counts.items():
        tally.counts[month, quantity, NOBODY] = value


def month_of(calendar: Calendar, year: int, month: int) -> int:
    """Return the month of the horizon that a calendar month is."""
    return (year - calendar.start.year) * 12 + month - calendar.start.month


def steps(bought: Bought, item: str) -> CapacityPlan:
    """Return the days on which the units of an item change, and to what."""
    return tuple((day, bought.level(item, day)) for day in bought.days(item))


def cumulated(by_month: Sequence[int]) -> Any:
    return np.cumsum(by_month, axis=0)
