"""Everybody who is not simulated: a number with a trend, counted for occupancy and shown apart."""

from __future__ import annotations

from simulator.inputs.draw import Inputs
from simulator.inputs.values import Snapshot, number
from simulator.model.quantities import Quantity
from simulator.model.tally import NOBODY, Tally


def record_background(inputs: Inputs, month: int, tally: Tally) -> None:
    """Write a month's jail days of the background into a tally; its trend begins at the start date."""
    calendar = inputs.scenario.jurisdiction.calendar
    in_force = inputs.practice if month < calendar.warm_up_months else inputs.policy
    values = in_force.at(calendar.first_day(month))
    level = background_level(values, max(0.0, calendar.years_from_start(month)))
    days = calendar.edges[month + 1] - calendar.edges[month]
    tally.counts[month, Quantity.BACKGROUND_JAIL_DAYS, NOBODY] = level * days


def background_level(values: Snapshot, years: float) -> float:
    """Return how many others are in the jail, some years after the start date."""
    return float(number(values, "jail.background_population") * number(values, "jail.background_trend") ** years)
