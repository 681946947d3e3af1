"""Who funds LEAD by source and fiscal year, where a source falls, and how long a fund would bridge it."""

from __future__ import annotations

import math
from datetime import date

from rich.text import Text

from simulator.experiment.reinvest import Cliff, Reinvestment
from simulator.report import words
from simulator.report.fund import FundYears
from simulator.report.headline import year_headings
from simulator.report.layout import Sheet, labels, longest_line, numbers
from simulator.report.money import rounding_note
from simulator.results import ALL
from simulator.units import MONTHS_PER_YEAR, Calendar

TITLE = "Who funds LEAD (dollars of its budget in the base case; every amount is a cost)"
NO_CLIFF = "No source of LEAD's funding falls within these years."
TOTAL = "all sources"


def source_table(found: Reinvestment) -> Sheet | None:
    """Return dollars by source and fiscal year; nothing where nobody funds LEAD."""
    if not found.sources:
        return None
    rows = {words.plain(source): amounts for source, amounts in found.sources.items()}
    columns = [labels([*rows, TOTAL], longest_line(*rows, TOTAL))]
    sums = []
    for i, heading in enumerate(list(year_headings(found.comparison.identity.fiscal_years).values())[:-1]):
        amounts = [by_year[i] for by_year in rows.values()]
        sums.append((amounts, sum(amounts)))
        cells = [words.dollars(amount, signed=False) for amount in (*amounts, sum(amounts))]
        columns.append(numbers(heading, cells, longest_line(*cells)))
    return Sheet(columns, TITLE, rounding_note(sums), total=True)


def cliff_lines(found: Reinvestment, calendar: Calendar) -> list[Text]:
    """Return a sentence for each fall of a source: what goes, what the fund holds then, and how far that reaches."""
    if not found.cliffs:
        return [Text(NO_CLIFF)]
    fund = FundYears(found.comparison, found.comparison.identity.scenarios[-1])
    return [Text(f"• {cliff_sentence(cliff, fund, calendar)}") for cliff in found.cliffs]


def cliff_sentence(cliff: Cliff, fund: FundYears, calendar: Calendar) -> str:
    """Return what is lost from when on, and how many months of it the fund holds at the end of the year before."""
    lost = words.dollars(cliff.lost, signed=False)
    fall = f"From {_day(cliff.when)} on, {words.plain(cliff.source)} ({cliff.payer}) gives {lost} a year less."
    if fund.record("closing") is None:
        return f"{fall} There is no fund to bridge that: 0 months."
    years = [year for year in calendar.fiscal_years if calendar.first_day(calendar.months_of(year)[0]) <= cliff.when]
    before = years[-2] if len(years) > 1 else None
    held = fund.mean("closing", period=before) if before else fund.mean("opening", period=ALL)
    when = f"At the end of FY {before}" if before else "At the start"
    months = math.floor(MONTHS_PER_YEAR * held / cliff.lost)
    return f"{fall} {when} the fund holds {words.dollars(held, signed=False)}, {_months(months, held)} of that."


def _months(months: int, held: float) -> str:
    if months == 0 and held > 0.0:
        return "less than a month"
    return f"{months:,} month{'' if months == 1 else 's'}"


def _day(when: date) -> str:
    return f"{when:%B} {when.day}, {when.year}"
