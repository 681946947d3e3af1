"""Everybody who is not simulated: a number with a trend, counted for occupancy and shown apart."""

from __future__ import annotations

from simulator.inputs.draw import Inputs
from simulator.inputs.values import number
from simulator.model.tally import NOBODY, Quantity, Tally


def record_background(inputs: Inputs, tally: Tally) -> None:
    """Write the background's jail days into a tally; before the start date it stands at its level of that day."""
    calendar = inputs.scenario.jurisdiction.calendar
    values = inputs.practice.at(calendar.start)
    population = number(values, "jail.background_population")
    trend = number(values, "jail.background_trend")
    for month in range(calendar.months):
        years = max(0.0, calendar.years_from_start(month))
        days = calendar.edges[month + 1] - calendar.edges[month]
        tally.counts[month, Quantity.BACKGROUND_JAIL_DAYS, NOBODY] = population * trend**years * days
