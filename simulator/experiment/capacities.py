"""What is limited besides LEAD's own places: attorneys, state beds, homes, treatment and work, jail bookings."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Mapping
from itertools import groupby, pairwise

from simulator.experiment.background import background_level
from simulator.experiment.setup import in_force
from simulator.inputs.draw import Inputs
from simulator.inputs.values import Snapshot, number, table
from simulator.model.engine import UNLIMITED, CapacityPlan
from simulator.model.events import Resource, Service, Venue
from simulator.model.quantities import Quantity
from simulator.model.tally import NOBODY, Tally
from simulator.units import DAYS_PER_YEAR

PLACES = {Resource(Resource.INTERIM_HOUSING + service): f"{service.name.lower()}.places" for service in Service}
TRENDING = (Resource.JAIL, Resource.COURT_SUPERIOR, Resource.COURT_MUNICIPAL, Resource.COURT_DISTRICT)
"""What others fill more of from year to year."""
HOUSING_UNITS = {
    Resource.INTERIM_HOUSING: Quantity.INTERIM_UNIT_DAYS,
    Resource.PERMANENT_HOUSING: Quantity.PERMANENT_UNIT_DAYS,
}


def capacity_plans(inputs: Inputs) -> Mapping[Resource, CapacityPlan]:
    """Return the units of every resource but LEAD's places, by the days on which they change.

    Others who fill courts, jail and state beds are taken off; where they have a trend, it moves at each month's
    beginning and at no other date.
    """
    calendar = inputs.scenario.jurisdiction.calendar
    stretches = [(day, values) for day, values in in_force(inputs) if day < calendar.edges[-1]]
    ends = [day for day, _ in stretches[1:]] + [calendar.edges[-1]]
    plans: dict[Resource, CapacityPlan] = {}
    for resource in (resource for resource in Resource if resource != Resource.LEAD):
        by_day: list[tuple[float, int]] = []
        for (start, values), end in zip(stretches, ends, strict=True):
            limit = limit_of(values, resource)
            months = [start, *(edge for edge in calendar.edges if start < edge < end)]
            for day in months if resource in TRENDING else months[:1]:
                month = calendar.edges[bisect_right(calendar.edges, day) - 1]
                by_day.append((day, limit(max(0.0, month / DAYS_PER_YEAR))))
        plans[resource] = tuple(next(same) for _, same in groupby(by_day, key=lambda entry: entry[1]))
    return plans


def limit_of(values: Snapshot, resource: Resource) -> Callable[[float], int]:
    """Return how much of a resource the simulated pool may use, as a function of the years after the start."""
    if resource == Resource.JAIL:
        if not number(values, "jail.limit_bookings"):
            return lambda _years: UNLIMITED
        most = number(values, "jail.booking_limit")
        return lambda years: _whole(most - background_level(values, years))
    if Resource.COURT_SUPERIOR <= resource <= Resource.COURT_DISTRICT:
        return _open_cases(values, Venue(resource - Resource.COURT_SUPERIOR))
    if resource == Resource.COMPETENCY_BEDS:
        units = _whole(number(values, "competency.beds") - number(values, "competency.background_patients"))
    else:
        units = _whole(number(values, PLACES[resource]))
    return lambda _years: units


def _open_cases(values: Snapshot, venue: Venue) -> Callable[[float], int]:
    """Return how many cases of the pool can be open at a court: what its fewer attorneys can carry, less others."""
    if not number(values, "courts.limited"):
        return lambda _years: UNLIMITED
    court = venue.name.lower()
    attorneys = min(table(values, "courts.prosecutors")[court], table(values, "courts.defenders")[court])
    kind = "felonies" if venue == Venue.SUPERIOR else "misdemeanors"
    most = attorneys * number(values, f"courts.open_{kind}_per_attorney")
    others, trend = table(values, "courts.background_cases")[court], number(values, "courts.background_trend")
    return lambda years: _whole(most - others * trend**years)


def record_housing(plans: Mapping[Resource, CapacityPlan], start: float, end: float, month: int, tally: Tally) -> None:
    """Write a month's days of paid housing units into a tally: a unit is paid for, whether somebody lives in it or not.

    After a cut nobody is put out, so what is lived in beyond the plan is paid for too.
    """
    for resource, quantity in HOUSING_UNITS.items():
        planned = 0.0
        for (since, places), (until, _) in pairwise([*plans[resource], (end, 0)]):
            planned += places * max(0.0, min(until, end) - max(since, start))
        used = tally.counts[month, Quantity.INTERIM_HOUSING_PLACE_DAYS + quantity - Quantity.INTERIM_UNIT_DAYS].sum()
        tally.counts[month, quantity, NOBODY] = max(planned, used)


def _whole(amount: float) -> int:
    return max(0, math.floor(amount + 1e-9))
