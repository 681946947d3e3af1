"""What a net is worth at the start, at several discount rates."""

from __future__ import annotations

from simulator.report import words
from simulator.report.layout import Sheet, labels, longest_line, numbers
from simulator.results import ALL, Comparison, Record

TITLE = "What the nets are worth at the start, by discount rate after inflation (saving +, cost or loss −)"
NETS = {"net": "of what varies", "cash_net": "in cash"}


def present_values(comparison: Comparison, scenario: str, rung: str, payer: str) -> dict[str, Record]:
    """Return a net by discount rate, such as `3 %`; nothing for dollars that are not constant."""
    return {
        str(r.line): r
        for r in comparison.records
        if (r.measure, r.scenario, r.rung, r.payer) == ("present_value", scenario, rung, payer)
    }


def present_value_table(comparison: Comparison, scenario: str) -> Sheet | None:
    """Return both nets of all payers by discount rate; None where an answer does not have them."""
    found = {label: present_values(comparison, scenario, rung, ALL) for rung, label in NETS.items()}
    rates = list(found["of what varies"])
    if not rates:
        return None
    columns = [labels([f"at {rate} a year" for rate in rates], longest_line("at 7 % a year"))]
    for label, by_rate in found.items():
        records = [by_rate[rate] for rate in rates]
        cells = {
            f"Net {label}": [words.dollars(r.difference.mean) for r in records],
            f"90 % of futures, {label}": [words.interval(r) for r in records],
        }
        columns += [numbers(heading, texts, longest_line(*texts)) for heading, texts in cells.items()]
    return Sheet(columns, TITLE)
