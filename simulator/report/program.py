"""What LEAD itself takes: staff by class and fiscal year, and what of its cost is one-time and what goes on."""

from __future__ import annotations

from rich.text import Text

from simulator.report import words
from simulator.report.headline import year_headings
from simulator.report.layout import Sheet, labels, longest_line, numbers
from simulator.report.money import NOTICE, Money
from simulator.results import ALL, Comparison

TITLE = "Full-time staff of LEAD, on average (counts, not differences; staff on notice included)"


def staff_table(comparison: Comparison, scenario: str) -> Sheet:
    """Return full-time staff by class and fiscal year, and how many the baseline has in all."""
    mine = [r for r in comparison.records if r.scenario == scenario and r.measure == "staff"]
    classes = list(dict.fromkeys(str(r.line) for r in mine))
    found = {(str(r.line), r.fiscal_year): r for r in mine}
    columns = [labels([*classes, "all classes"], longest_line(*classes, "all classes"))]
    baseline = []
    for period, heading in year_headings(comparison.identity.fiscal_years).items():
        records = [found[name, period] for name in classes]
        means = [record.scenario_mean for record in records]
        cells = [words.count(mean, signed=False) for mean in (*means, sum(means))]
        columns.append(numbers(heading, cells, longest_line(*cells)))
        if before := sum(record.baseline_mean for record in records):
            baseline.append(f"{words.count(before, signed=False)} in {heading.rstrip('*')}")
    told = [of for of in baseline if not of.endswith("all years")]
    return Sheet(columns, TITLE, f"In the baseline, all classes: {', '.join(told)}." if told else None, total=True)


def one_time(comparison: Comparison, scenario: str, ongoing_year: int | None) -> Text:
    """Return in words what of LEAD's cost is one-time and what goes on; `ongoing_year` is the last full fiscal year."""
    book = Money.of(comparison, scenario)
    spent = book.records["program", ALL, None, ALL].scenario_mean
    once, spared = sum(r.scenario_mean for r in book.notice_records()), book.notice()
    total, of_notice, rest = (words.dollars(each, signed=False) for each in (spent, once, spent - once))
    told = [
        f"One-time and ongoing: of the {total} that LEAD costs over all years, {of_notice} is one-time ({NOTICE}) "
        f"and {rest} is ongoing. What recruiting and starting up take beyond the hiring delay is not modeled."
    ]
    if ongoing_year is not None:
        late = book.records["program", ALL, None, ongoing_year].scenario_mean
        late -= sum(r.scenario_mean for r in book.notice_records(year=ongoing_year))
        told.append(f"The ongoing level is {words.dollars(late, signed=False)} a year (FY {ongoing_year}).")
    if spared:
        told.append(
            f"The baseline pays {words.dollars(spared, signed=False)} of notice, once: being spared it is one-time too."
        )
    return Text(" ".join(told))
