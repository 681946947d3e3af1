"""Public safety: what is counted with LEAD and without it, and for each person-year at liberty."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.analysis.estimate import Verdict, futures, verdict
from simulator.report import words
from simulator.report.layout import Sheet, labels, longest_line, numbers
from simulator.results import ALL, Comparison, Record
from simulator.units import DAYS_PER_YEAR

RATES = {"offenses_rate": "New offenses", "bookings_rate": "Jail bookings"}
PER = 100
"""Person-years that rates are told for: single ones would need decimals."""
COUNTS = {
    "contacts": "New offenses known to police",
    "arrests": "Arrests for new offenses",
    "bookings": "Jail bookings",
    "liberty_days": "Person-years at liberty",
}
TITLE = "Public safety (counts without LEAD's change and with it; fewer is −)"
EXPOSURE = (
    "Who is not in jail has more time in which to offend, so that a count alone would make jail look safe: rates are "
    "for person-years at liberty."
)


@dataclass(frozen=True)
class Row:
    """What is counted, in the baseline, in the scenario, and the paired difference with its range."""

    label: str
    record: Record
    scale: float = 1.0

    def cell(self, value: float, *, signed: bool = False) -> str:
        """Return a value of this row."""
        return words.count(value / self.scale, signed=signed)

    @property
    def span(self) -> str:
        """The middle 90 % of futures of the difference."""
        of = self.record.difference
        return f"{self.cell(of.low, signed=True)} to {self.cell(of.high, signed=True)}"


def safety(comparison: Comparison, scenario: str) -> list[Row]:
    """Return counts and rates over the whole horizon, as far as an answer has them: rates last."""
    whole = {
        r.measure: r
        for r in comparison.records
        if r.scenario == scenario and r.table in ("quantities", "people") and r.fiscal_year == ALL and r.group == ALL
    }
    counts = [
        Row(label, whole[name], DAYS_PER_YEAR if name == "liberty_days" else 1.0)
        for name, label in COUNTS.items()
        if name in whole
    ]
    per = f"for {PER} person-years at liberty"
    rates = [Row(f"{label} {per}", whole[name], 1.0 / PER) for name, label in RATES.items() if name in whole]
    return [*counts, *rates]


def sentence(comparison: Comparison, scenario: str) -> str:
    """Return whether people at liberty offend less, more, or neither can be told; time at risk is said with it."""
    whole = {row.record.measure: row for row in safety(comparison, scenario)}
    rate, time = whole.get("offenses_rate"), whole.get("liberty_days")
    if rate is None:
        return ""
    of = rate.record.difference
    ends = f"from {rate.cell(rate.record.baseline_mean)} to {rate.cell(rate.record.scenario_mean)}"
    what = f"New offenses for {PER} person-years at liberty"
    kind = verdict(of)
    if kind is Verdict.SAME:
        told = f"{what} are the same in every future"
    elif kind in (Verdict.POSITIVE, Verdict.NEGATIVE):
        more = kind is Verdict.POSITIVE
        several, all_ = futures(of, positive=more)
        moved = "rise" if more else "fall"
        told = f"{what} {moved} {ends}, {words.in_futures(several, all_)}"
    else:
        several, all_ = futures(of, positive=False)
        told = (
            f"Whether people at liberty offend less cannot be told: new offenses go {ends} for {PER} person-years on "
            f"average, and fall in {several} of {all_} futures"
        )
    return f"{told}. {_exposure(time)}".strip()


def _exposure(time: Row | None) -> str:
    """Return how much longer people are at liberty, and so at risk of offending."""
    if time is None or not time.record.baseline_mean:
        return ""
    more = time.record.difference.mean
    if words.rounded(more / time.scale) == 0.0:
        return "People are as long at liberty, and so at risk of offending, as without it."
    size = time.cell(abs(more))
    change = "more" if more > 0 else "fewer"
    at_risk = "so they have more time at risk of offending" if more > 0 else "so they have less time at risk"
    return f"People spend {size} {change} years at liberty in all, {at_risk}."


def safety_table(comparison: Comparison, scenario: str) -> Sheet:
    """Return counts and rates in the baseline, in the scenario, and what differs."""
    rows = safety(comparison, scenario)
    columns = {
        "baseline": [row.cell(row.record.baseline_mean) for row in rows],
        "scenario": [row.cell(row.record.scenario_mean) for row in rows],
        "difference": [row.cell(row.record.difference.mean, signed=True) for row in rows],
        "90 % of futures": [row.span for row in rows],
        "how sure": [words.agreement(row.record) for row in rows],
    }
    names = [row.label for row in rows]
    return Sheet(
        [labels(names, longest_line(*names)), *(numbers(n, c, longest_line(*c)) for n, c in columns.items())],
        TITLE,
        f"{sentence(comparison, scenario)} {EXPOSURE}",
    )
