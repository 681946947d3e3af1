"""The four key figures of a funding case: cost, jail days, cash to the fund that pays, and how sure."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.report import words
from simulator.report.case.amounts import told
from simulator.report.case.view import View
from simulator.report.outlook import outlook
from simulator.results import ALL
from simulator.units import DAYS_PER_YEAR

FIRST_YEARS = 3
"""Fiscal years after which a payer's cash is looked at."""


@dataclass(frozen=True)
class Figure:
    """A number with what stands above and below it; `loss` colors it."""

    label: str
    value: str
    note: str
    loss: bool = False


def key_figures(view: View) -> tuple[Figure, ...]:
    """Return the key figures, in their order."""
    return (_cost(view), _jail(view), _cash(view), _sure(view))


def _cost(view: View) -> Figure:
    found = view.number("cost_per_participant_month")
    if found is None:
        return Figure("Cost", "–", "nobody is in LEAD")
    low, high = (told(edge, signed=False) for edge in (found.difference.low, found.difference.high))
    reach = "" if low == high else f"; 90 % of futures: {low} to {high}"
    return Figure("Cost", told(found.difference.mean, signed=False), f"per person per month in LEAD{reach}")


def _jail(view: View) -> Figure:
    """Return jail days for each year that somebody more is in LEAD, or in all where nobody more is."""
    days, people = view.count("jail_days"), view.count("participant_days").difference.mean / DAYS_PER_YEAR
    fewer = -days.difference.mean
    worse = words.rounded(fewer) < 0
    avoided = "more" if worse else "avoided"
    low, high = sorted((-days.difference.low, -days.difference.high))
    reach = _span(low, high) if low != high else words.count(fewer, signed=fewer < 0)
    if words.rounded(people) <= 0:
        return Figure("Jail", f"{words.count(abs(fewer), signed=False)} days", f"{avoided} in all, {_by(view)}", worse)
    each = words.count(abs(fewer) / people, signed=False)
    note = f"{avoided} for each year a person is in LEAD; in all {reach}"
    return Figure("Jail", f"{each} {'day' if each == '1' else 'days'}", note, worse)


def _span(low: float, high: float) -> str:
    """Return a range of days avoided; a plus only where the other end is a minus."""
    return f"{words.count(low, signed=low < 0)} to {words.count(high, signed=low < 0)}"


def _by(view: View) -> str:
    return f"by {view.years[-1]}"


def cash_by(view: View) -> tuple[int, float]:
    """Return the fiscal year at whose end a payer's cash is looked at, and the mean up to then."""
    years = view.years[:FIRST_YEARS]
    return years[-1], sum(view.book.mean("cash_net", view.funder, year=year) for year in years)


def _cash(view: View) -> Figure:
    year, mean = cash_by(view)
    series = view.cumulative("cash_net", view.funder)
    reach = ""
    if series is not None and view.comparison.identity.draws > 1:
        month = view.months_to(year) - 1
        reach = f"; 90 % of futures: {told(series.low[month])} to {told(series.high[month])}"
    whom = "all payers" if view.funder == ALL else view.called(view.funder)
    return Figure(f"Net cash to {whom}", told(mean), f"by the end of FY {year}{reach}", words.shown(mean) < 0)


def _sure(view: View) -> Figure:
    found = outlook(view.net.difference)
    said = {
        "saves": f"simulated futures save money: {found.hedge} saves",
        "costs": f"simulated futures save money: {found.hedge} costs more",
        "unclear": "simulated futures save money: could go either way",
        "chance": "simulated futures save money: cannot be told from chance",
        "few": "simulated futures save money: too few to say how sure",
        "same": "simulated futures save money: nothing changes",
    }
    return Figure("How sure", f"{found.saving} of {found.of}", said[found.kind], found.kind == "costs")
