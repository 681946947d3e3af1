"""What comes once and what goes on, cost line by cost line, and what a year comes to once it is steady."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.report.money import NOTICE, Money
from simulator.results import ALL, Comparison

ONE_TIME, ONGOING = "one-time", "ongoing"
RUNGS = ("program", "cashable")
"""What a budget sees of a line: what LEAD costs more, and what leaves the budget; a line is one or the other."""


@dataclass(frozen=True)
class Line:
    """A cost line in cash, better off +: by fiscal year, in all, and in a year at steady state (0 if it comes once).

    `steady` is None where an answer does not say which its last full year is. `kind` is nothing for a total.
    """

    label: str
    kind: str
    by_year: tuple[float, ...]
    whole: float
    steady: float | None


def kind_of(line: str) -> str:
    """Return whether what a cost line costs comes once or goes on."""
    return ONE_TIME if line.startswith(NOTICE) else ONGOING


def steady_year(comparison: Comparison) -> int | None:
    """Return the last full fiscal year of an answer; None where it does not say."""
    found = (r for r in comparison.records if r.measure == "steady_year")
    return next((int(r.difference.mean) for r in found), None)


def recurring_lines(
    book: Money, payer: str, years: Sequence[int], steady: int | None, *, moved: dict[str | int, float] | None = None
) -> list[Line]:
    """Return every line on which a payer pays or saves any cash, in the place's order, LEAD's own last.

    `moved` is what an agreement brings the payer by year (and of all years): it goes on as long as the agreement does.
    """
    periods: tuple[str | int, ...] = (*years, ALL)
    found = [
        _line(line, kind_of(line), {year: book.mean(rung, payer, line, year) for year in periods}, years, steady)
        for rung in reversed(RUNGS)
        for line in book.lines
        if any(book.mean(rung, payer, line, year) for year in years)
    ]
    if moved and any(abs(amount) >= 0.005 for amount in moved.values()):
        found.append(_line("moved by agreement", ONGOING, moved, years, steady))
    return found


def _line(label: str, kind: str, amounts: dict[str | int, float], years: Sequence[int], steady: int | None) -> Line:
    lasting = None if steady is None else amounts[steady] if kind == ONGOING else 0.0
    return Line(label, kind, tuple(amounts[year] for year in years), amounts[ALL], lasting)


def total(lines: Sequence[Line], label: str, kind: str = "") -> Line:
    """Return what lines come to together, those of one kind if it is named."""
    mine = [line for line in lines if kind in ("", line.kind)]
    years = len(lines[0].by_year) if lines else 0
    steady = None if not lines or lines[0].steady is None else sum(line.steady or 0.0 for line in mine)
    by_year = tuple(sum(line.by_year[i] for line in mine) for i in range(years))
    return Line(label, kind, by_year, sum(line.whole for line in mine), steady)
