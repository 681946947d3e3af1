"""What a comparison comes to: break-even, unit costs and the self-funding rate, in words where there is no number."""

from __future__ import annotations

from collections.abc import Mapping

from rich.text import Text

from simulator.inputs.scenario import FUND, OTHERS
from simulator.report import returns, words
from simulator.report.closings import closings, first_closing
from simulator.report.headline import CELL, short_names
from simulator.report.layout import Sheet, labels, longest_line, numbers
from simulator.report.money import Money
from simulator.results import ALL, Comparison, Record

Ratios = Mapping[tuple[str, str], Record]
TITLE = "What it comes to, in cash (months from the start; costs without a sign, a cost below zero saves)"
CAPTION = (
    "Paid for itself: from this month on all that has been saved in cash is never again less than all that has been "
    "paid; the median and the middle 90 % of futures. A booking or jail day avoided costs what LEAD costs more than in "
    "the baseline. Share to capture: of all public savings in cash, what would equal what LEAD costs more than in the "
    "baseline. Units that are open, and the month from which on one fewer is open to the end: against the baseline, "
    "fewer is −. What is avoided has no cost of one where some of the middle 90 % of futures avoid none."
)
UNITS_OPEN = "units_open_mean"
UNIT_COSTS = {
    "cost_per_participant": ("LEAD's cost for a new participant", "nobody begins"),
    "cost_per_participant_month": ("LEAD's cost for a month of a participant", "nobody served"),
    "cost_per_booking_avoided": ("Cost of a booking avoided", "none avoided"),
    "cost_per_jail_day_avoided": ("Cost of a jail day avoided", "none avoided"),
}
"""The label of each unit cost, and what is said where there are no units."""


def comes_to_table(comparison: Comparison) -> Sheet:
    """Return what each scenario comes to, side by side."""
    scenarios = comparison.identity.scenarios
    names = short_names(scenarios)
    paying = dict.fromkeys(p for name in scenarios for p in Money.of(comparison, name).in_cash)
    payers = [ALL, *(payer for payer in paying if payer not in (FUND, OTHERS))]
    lines = list(dict.fromkeys(str(r.line) for r in comparison.records if r.measure == UNITS_OPEN))
    returned = returns.rows(comparison)
    measures = [measure for measure in UNIT_COSTS if any(r.measure == f"{measure}_none" for r in comparison.records)]
    columns = {}
    for scenario in scenarios:
        found = ratios(comparison, scenario)
        closed = {each.line: each for each in closings(comparison, scenario)}
        columns[names[scenario]] = [
            *(break_even(found, payer) for payer in payers),
            *(cells[scenario] for _, cells in returned),
            *(unit_cost(found, measure) for measure in measures),
            self_funding(found),
            *(units_open(comparison, scenario, line) for line in lines),
            *(first_closing(closed.get(line)) for line in lines),
        ]
    rows = [
        *(f"Paid for itself, {words.payer(payer)}" for payer in payers),
        *(label for label, _ in returned),
        *(UNIT_COSTS[measure][0] for measure in measures),
        "Share to capture so that savings pay for LEAD",
        *(f"{line[:1].upper()}{line[1:]} that are open, on average" for line in lines),
        *(f"One of the {line} is closed for good" for line in lines),
    ]
    width = max(CELL, *(longest_line(cell.plain) for cells in columns.values() for cell in cells))
    return Sheet(
        [labels(rows, longest_line(*rows)), *(numbers(name, cells, width) for name, cells in columns.items())],
        TITLE,
        CAPTION,
    )


def ratios(comparison: Comparison, scenario: str) -> Ratios:
    """Return the numbers in cash that are no sums, by measure and payer."""
    return {
        (r.measure, r.payer): r
        for r in comparison.records
        if r.scenario == scenario and r.table == "money" and r.measure != "dollars" and r.rung in (None, "cash_net")
    }


def break_even(found: Ratios, payer: str) -> Text:
    """Return the month from which on a payer is never out of pocket again, or in how many futures there is none."""
    never = found.get(("break_even_never", payer))
    if never is None:
        return Text("nothing changes")
    low, median, high = (
        words.count(r.difference.mean, signed=False) if r else None
        for r in (found.get((f"break_even_month_{name}", payer)) for name in ("low", "median", "high"))
    )
    several, of = words.of_futures(never)
    in_several = f"never in {several} of {of}"
    if low is None:
        return Text(in_several, style="bold")
    text = Text(f"month {median}" if median else "never", style="bold")
    if low != high:
        text.append(f"\n{low} to {high or 'never'}", style="not bold")
    if several:
        text.append(f"\n{in_several}", style="not bold")
    return text


def unit_cost(found: Ratios, measure: str) -> Text:
    """Return what a unit costs, its range, and in how many futures there is no unit to pay for."""
    cost, none = found.get((measure, ALL)), found[f"{measure}_none", ALL]
    nothing = UNIT_COSTS[measure][1]
    text = Text(words.amount(cost, cost.difference.mean, signed=False) if cost else nothing, style="bold")
    if cost and cost.difference.low != cost.difference.high:
        low, high = (words.amount(cost, edge, signed=False) for edge in (cost.difference.low, cost.difference.high))
        text.append(f"\n{low} to {high}", style="not bold")
    several, of = words.of_futures(none)
    if several:
        text.append(f"\n{nothing + ' ' if cost else ''}in {several} of {of}", style="not bold")
    return text


def units_open(comparison: Comparison, scenario: str, line: str) -> Text:
    """Return how many more or fewer units are open than in the baseline, and its range."""
    key = (UNITS_OPEN, scenario, line, ALL)
    found = next((r for r in comparison.records if (r.measure, r.scenario, r.line, r.fiscal_year) == key), None)
    if found is None:
        return Text("none can close")
    text = Text(words.amount(found, found.difference.mean), style="bold")
    if found.difference.low != found.difference.high:
        text.append(f"\n{words.interval(found)}", style="not bold")
    return text


def self_funding(found: Ratios) -> Text:
    """Return which share of savings would pay for LEAD, and in how many futures none up to 100 % does."""
    never = found.get(("self_funding_never", ALL))
    if never is None:
        return Text("LEAD costs nothing")
    rate = found.get(("self_funding_rate", ALL))
    several, of = words.of_futures(never)
    text = Text(words.percent(rate.difference.mean) if rate else "none up to 100 %", style="bold")
    if several:
        text.append(f"\n{'none ' if rate else ''}in {several} of {of}", style="not bold")
    return text
