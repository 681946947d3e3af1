"""What a program dollar returns, what one of each unit costs, and when a unit of the jail can close."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard import components as parts
from dashboard.figures import names
from dashboard.figures.axis import month_of
from dashboard.pages.compare_parts import cell, head, table, words
from dashboard.rows import Cell
from dashboard.story import Story
from simulator.report import words as said
from simulator.report.closings import Closing, closings
from simulator.report.comes_to import UNIT_COSTS, ratios
from simulator.report.returns import DENOMINATOR, Return, returns
from simulator.results import ALL, Record
from simulator.units import DAYS_PER_YEAR, MONTHS_PER_YEAR

RETURNED = "returned"
UNITS = "unit-costs"
RETURN_COLUMNS = ("counted_as_saved", "payer", "dollars_per_program_dollar", "p05", "p95", "futures_above_a_dollar")
UNIT_COLUMNS = ("unit", "dollars_each", "p05", "p95", "program_dollars", "units", "futures_without_units")


# -- what a dollar returns ------------------------------------------------------------------------------------


def returned(story: Story, source: str, search: str) -> html.Section | None:
    """Return what a program dollar returns; None in an answer of an earlier leadsim, or where LEAD costs the same."""
    found = returns(story.comparison, story.scenario)
    if not found:
        return None
    subtitle = (
        f"What is saved in {names.period(story.comparison.identity)} for each dollar that LEAD costs more than in "
        f"{names.quoted(names.called(story.comparison)[story.comparison.identity.baseline])}: all dollars over all "
        "dollars, and below it the middle 90% of futures."
    )
    heads = [head("What is counted"), head("Returned", "for a program dollar", number=True), head("How sure")]
    body = [
        html.Tr(
            [
                html.Th(names.capital(each.counted), scope="row"),
                _ratio(each),
                words(f"above a dollar in {each.futures} futures"),
            ]
        )
        for each in found
    ]
    return table(RETURNED, returned_title(found), subtitle, heads, body, f"{DENOMINATOR} {source}", search)


def _ratio(of: Return) -> html.Td:
    below = of.ratio is not None and of.ratio.difference.mean < 1.0
    return cell(html.Strong(of.amount), "Returned", of.span, negative=below)


def returned_title(found: list[Return]) -> str:
    """Return what comes back in cash, and whether that is more than the dollar."""
    cash = found[0]
    if cash.ratio is None:
        return "LEAD costs no more than in the baseline in some futures, so no ratio says anything"
    value = cash.ratio.difference.mean
    if value < 0.0:
        return f"Each program dollar costs budgets {cash.amount.removeprefix(said.MINUS)} more in cash"
    return f"Each program dollar returns {cash.amount} in cash"


def return_rows(story: Story) -> list[tuple[Cell, ...]]:
    """Return the ratios unrounded."""
    return [
        (
            each.counted, each.payer, *_three(each.ratio), each.exceed.difference.mean,
        )
        for each in returns(story.comparison, story.scenario)
    ]  # fmt: skip


def _three(record: Record | None) -> tuple[Cell, Cell, Cell]:
    """Return a number and its range; a range only where it has one."""
    if record is None:
        return (None, None, None)
    of = record.difference
    return (of.mean, None, None) if of.low == of.high else (of.mean, of.low, of.high)


# -- what a unit costs ----------------------------------------------------------------------------------------

OF = {
    "cost_per_participant": ("participants", "new participants", 1.0),
    "cost_per_participant_month": ("participant_days", "months of participants", DAYS_PER_YEAR / MONTHS_PER_YEAR),
    "cost_per_booking_avoided": ("bookings", "bookings avoided", -1.0),
    "cost_per_jail_day_avoided": ("jail_days", "jail days avoided", -1.0),
}
"""What is counted for each unit cost, what it is called, and how much of it is a unit; below 0 what is avoided."""


@dataclass(frozen=True)
class UnitCost:
    """What a unit costs: `cost` is None where the middle 90 % of futures have one without units."""

    label: str
    cost: Record | None
    none: Record
    nothing: str
    dollars: float
    units: float
    units_name: str

    @property
    def without(self) -> str:
        """In how many futures there are no units, or nothing."""
        several, of = said.of_futures(self.none)
        return f"{self.nothing} in {several} of {of} futures" if several else ""


def unit_costs(story: Story) -> list[UnitCost]:
    """Return the unit costs of a story's scenario, each with its numerator and denominator, for all payers."""
    found = ratios(story.comparison, story.scenario)
    program = story.book.records.get(("program", ALL, None, ALL))
    made = []
    for measure, (label, nothing) in UNIT_COSTS.items():
        none, name = found.get((f"{measure}_none", ALL)), OF[measure]
        counted = story.measured(name[0])
        if none is None or counted is None or program is None:
            continue
        avoided = name[2] < 0
        dollars = -program.difference.mean if avoided else program.scenario_mean
        units = (counted.difference.mean if avoided else counted.scenario_mean) / name[2]
        made.append(UnitCost(label, found.get((measure, ALL)), none, nothing, dollars, units, name[1]))
    return made


def units(story: Story, source: str, search: str) -> html.Section | None:
    """Return what one of each unit costs, with what is divided by what; None in an answer that does not know."""
    found = unit_costs(story)
    if not found:
        return None
    subtitle = (
        f"What LEAD costs over what there is of each, {names.period(story.comparison.identity)}, for all payers, "
        f"{names.dollars(story.comparison.identity)}; what is avoided is set against what LEAD costs more than in the "
        "baseline. Below it the middle 90% of futures."
    )
    heads = [head("One of them"), head("Costs", "dollars", number=True), head("Divided", "average of futures")]
    body = [
        html.Tr([html.Th(_plainly(each.label), scope="row"), _cost(each), html.Td(_divided(each), className="sure")])
        for each in found
    ]
    note = (
        "People who are in LEAD at the start are not new participants. Where some of the middle 90% of futures avoid "
        "none, no cost of one is shown: it could be of any size."
    )
    return table(UNITS, units_title(found), subtitle, heads, body, f"{note} {source}", search)


def _plainly(label: str) -> str:
    return names.capital(label.removeprefix("LEAD's cost for ").removeprefix("Cost of "))


def _cost(of: UnitCost) -> html.Td:
    if of.cost is None:
        return cell("not defined", "Costs")
    mean, low, high = _three(of.cost)
    assert isinstance(mean, float)
    span = f"{each(low)} to {each(high)}" if isinstance(low, float) and isinstance(high, float) else ""
    return cell(html.Strong(each(mean)), "Costs", span)


def each(value: float) -> str:
    """Return the cost of one, such as `$28,900`, with three digits."""
    number = said.rounded(value)
    return f"{said.MINUS if number < 0 else ''}${abs(number):,.0f}"


def _divided(of: UnitCost) -> list[Any]:
    """Return numerator and denominator, and below them in how many futures there is nothing to divide by."""
    told = f"{said.dollars(of.dollars, signed=False)} ÷ {said.count(of.units, signed=False)} {of.units_name}"
    return [told, html.Span(of.without, className="under")] if of.without else [told]


def units_title(found: list[UnitCost]) -> str:
    """Return what a month and a booking avoided cost, or that the latter has no cost."""
    by_name = {each_.units_name: each_ for each_ in found}
    month, booking = by_name.get("months of participants"), by_name.get("bookings avoided")
    first = f"A month of a participant costs {each(month.cost.difference.mean)}" if month and month.cost else ""
    second = ""
    if booking is not None:
        second = "a booking avoided has no cost that could be named"
        if booking.cost:
            second = f"a booking avoided costs {each(booking.cost.difference.mean)}"
    return names.capital("; ".join(part for part in (first, second) if part)) or "What a unit costs"


def unit_rows(story: Story) -> list[tuple[Cell, ...]]:
    """Return the unit costs unrounded."""
    return [
        (_plainly(of.label), *_three(of.cost), of.dollars, of.units, of.none.difference.mean)
        for of in unit_costs(story)
    ]


# -- when a unit can close ------------------------------------------------------------------------------------


def closing_note(story: Story) -> html.Section | None:
    """Return when units of capacity close for good; None where none can, or an answer does not know."""
    lines = [line for of in closings(story.comparison, story.scenario) for line in closing_lines(story, of)]
    return parts.note("When a unit can close", lines) if lines else None


def closing_lines(story: Story, of: Closing) -> list[str]:
    """Return from when on one unit fewer is open to the end, in how many futures none is, and how many fewer last."""
    start, end = story.comparison.identity.start, story.last_year
    several, all_ = of.futures

    def month(number: float | None) -> str:
        return f"after {end}" if number is None else month_of(start, -int(-number // 1))

    what = f"one of the {of.line} fewer than in the baseline is open to the end of {end}"
    if of.median is None:
        first = f"In {several} of {all_} futures none of the {of.line} closes for good by the end of {end}."
        early = f" At the earliest (5% of futures) one does from {month(of.low)} on." if of.low is not None else ""
        told = [first + early]
    else:
        reach = f" (90% of futures: {month(of.low)} to {month(of.high)})" if all_ > 1 else ""
        told = [f"From {month(of.median)} on, in the middle future, {what}{reach}."]
        told += [f"In {several} of {all_} futures none closes for good."] if several else []
    less = of.last.difference
    reach = f" (90% of futures: {said.count(less.low)} to {said.count(less.high)})" if less.low != less.high else ""
    fewer = "fewer" if less.mean < 0 else "more"
    if said.rounded(less.mean):
        size = said.count(abs(less.mean), signed=False)
        there = said.count(of.last.baseline_mean, signed=False)
        told.append(f"In the last month {size} {fewer} of {there} are open on average{reach}.")
    return told
