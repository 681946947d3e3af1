"""A fund of captured savings by fiscal year: where captured money goes, the fund's ledger, and what it buys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from simulator.report import words
from simulator.report.headline import year_headings
from simulator.report.layout import Sheet, labels, longest_line, numbers
from simulator.report.money import caption, rounding_note
from simulator.results import ALL, Comparison, Record

Period = str | int
CAPTURED = "Where captured money goes (captured +, passed on −)"
LEDGER = "The fund's ledger (into the fund +, out of it −)"
BOUGHT = "What the fund pays for (units on average, not differences)"
OWED = "In the end the fund owes {} of what payers lost back, which it has spent."
SHORTFALL = "The fund could not pay {} of what it had bought, and LEAD's other funders did."


class FundYears:
    """What a fund did in a scenario: mean amounts by entry, detail and period; 0 where there is no such entry."""

    def __init__(self, comparison: Comparison, scenario: str) -> None:
        self.headings = year_headings(comparison.identity.fiscal_years)
        self._records: Mapping[tuple[str, str | None, Period], Record] = {
            (r.measure, r.line, r.fiscal_year): r
            for r in comparison.records
            if r.scenario == scenario and r.table == "fund"
        }

    def record(self, entry: str, detail: str | None = None, period: Period = ALL) -> Record | None:
        """Return the record of an entry, if there is one."""
        return self._records.get((f"fund_{entry}", detail, period))

    def mean(self, entry: str, detail: str | None = None, period: Period = ALL) -> float:
        """Return the mean of an entry."""
        found = self.record(entry, detail, period)
        return found.scenario_mean if found else 0.0

    def details(self, entry: str) -> list[str]:
        """Return whose savings, for what, for whom, or what units."""
        return [str(line) for measure, line, period in self._records if (measure, period) == (f"fund_{entry}", ALL)]

    def total(self, entry: str, period: Period = ALL) -> float:
        """Return an entry's sum over its details."""
        return sum(self.mean(entry, detail, period) for detail in self.details(entry))

    @property
    def gets_money(self) -> bool:
        """Whether LEAD's fund gets or has anything at all; an agreement may send everything elsewhere."""
        return any(self.mean(entry) for entry in ("opening", "deposits")) or bool(self.details("spending"))


def fund_tables(fund: FundYears) -> list[Sheet]:
    """Return where captured money goes, and what LEAD's fund does with its part where it gets any."""
    sheets = [_captured(fund)]
    if fund.gets_money:
        sheets.append(_ledger(fund))
        sheets += [_bought(fund)] if fund.details("units") else []
    return sheets


def _captured(fund: FundYears) -> Sheet:
    rows = {f"captured from {words.payer(payer)}": ("captured", payer, 1.0) for payer in fund.details("captured")}
    rows |= {f"to {words.plain(name)}": ("recipient", name, -1.0) for name in fund.details("recipient")}
    return _sums(fund, CAPTURED, rows, "to LEAD's fund", "deposits")


def _ledger(fund: FundYears) -> Sheet:
    rows: dict[str, tuple[str, str | None, float]] = {
        "opening": ("opening", None, 1.0),
        "deposits": ("deposits", None, 1.0),
        "administration": ("administration", None, -1.0),
        **{f"spent on {words.plain(item)}": ("spending", item, -1.0) for item in fund.details("spending")},
        "returned": ("returned", None, -1.0),
    }
    if not fund.mean("returned"):
        del rows["returned"]
    lacking = fund.mean("shortfall")
    told = [SHORTFALL.format(words.dollars(lacking, signed=False))] if lacking else []
    if owed := fund.mean("owed"):
        told.append(OWED.format(words.dollars(owed, signed=False)))
    note = " ".join(told) or None
    return _sums(fund, LEDGER, rows, "closing", "closing", note)


def _sums(
    fund: FundYears,
    title: str,
    rows: Mapping[str, tuple[str, str | None, float]],
    last: str,
    total: str,
    note: str | None = None,
) -> Sheet:
    """Return entries with their signs by period, and what they add up to, which is an entry of its own."""
    columns = [labels([*rows, last], longest_line(*rows, last))]
    sums: list[tuple[Sequence[float], float]] = []
    for period, heading in fund.headings.items():
        means = [sign * fund.mean(entry, detail, period) for entry, detail, sign in rows.values()]
        sums.append((means, fund.mean(total, period=period)))
        cells = [words.dollars(mean) for mean in (*means, sums[-1][1])]
        columns.append(numbers(heading, cells, longest_line(*cells)))
    return Sheet(columns, title, caption(note, rounding_note(sums)), total=True)


def _bought(fund: FundYears) -> Sheet:
    items = fund.details("units")
    columns = [labels([words.plain(item) for item in items], longest_line(*items))]
    for period, heading in fund.headings.items():
        cells = [words.count(fund.mean("units", item, period), signed=False) for item in items]
        columns.append(numbers(heading, cells, longest_line(*cells)))
    return Sheet(columns, BOUGHT)
