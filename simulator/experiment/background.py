"""Everybody who is not simulated: a number with a trend, counted for occupancy and shown apart."""

from __future__ import annotations

from simulator.inputs.draw import Inputs
from simulator.inputs.values import number
from simulator.model.tally import NOBODY, Quantity, Tally


def record_background(inputs: Inputs, tally: Tally) -> None:
    """Write the background's jail days into a tally; its trend begins at the start date."""
    calendar = inputs.scenario.jurisdiction.calendar
    for month in range(calendar.months):
        in_force = inputs.practice if month < calendar.warm_up_months else inputs.policy
        values = in_force.at(calendar.first_day(month))
        population = number(values, "jail.background_population")
        trend = number(values, "jail.background_trend")
        years = max(0.0, calendar.years_from_start(month))
        days = calendar.edges[month + 1] - calendar.edges[month]
        tally.counts[month, Quantity.BACKGROUND_JAIL_DAYS, NOBODY] = population * trend**years * days
