"""What a funding case is read from: an answer, the scenario it is about, and whose money it looks at."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from simulator.errors import InputError
from simulator.inputs.scenario import FUND, OTHERS, Scenario
from simulator.report import words
from simulator.report.money import Money
from simulator.results import ALL, TAXPAYERS, Comparison, Futures, Record, Series
from simulator.store.beside import Further
from simulator.units import MONTHS_PER_YEAR

WITH_ARTICLE = r"(City|County|State|Town|Village|Port|Commonwealth|District) of |United States"
"""How names begin that take an article."""


@dataclass(frozen=True)
class View:
    """One scenario of an answer, seen by all payers together or by one.

    All payers together are told what is avoided less what LEAD costs (`net`); one payer is told cash (`cash_net`).
    `kept` is the day on which the answer was found. `further` is by kind what is known of the same question besides,
    the newest first.
    """

    comparison: Comparison
    scenario: Scenario
    baseline: Scenario
    payer: str
    run_id: str
    kept: date
    further: Mapping[str, Sequence[Further]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The scenario's name in the answer."""
        return self.scenario.name

    @property
    def title(self) -> str:
        """What the scenario is called."""
        return self.comparison.identity.titles[self.name]

    @property
    def place(self) -> str:
        """What the place is called."""
        return self.scenario.jurisdiction.file.title

    @property
    def rung(self) -> str:
        """The net that the claim is about."""
        return "net" if self.payer in (ALL, TAXPAYERS) else "cash_net"

    @property
    def saved(self) -> str:
        """The rung of the ladder that this net takes LEAD's cost off."""
        return "avoided" if self.rung == "net" else "cashable"

    @cached_property
    def book(self) -> Money:
        """The scenario's money."""
        return Money.of(self.comparison, self.name)

    @property
    def net(self) -> Record:
        """The net that the claim is about, over all years."""
        return self.book.records[self.rung, self.payer, None, ALL]

    @property
    def years(self) -> tuple[int, ...]:
        """The fiscal years of the answer."""
        return self.comparison.identity.fiscal_years

    @cached_property
    def payers(self) -> tuple[str, ...]:
        """Everybody who spends, saves or receives anything, in the order of the place."""
        found = dict.fromkeys([*self.book.payers, *self.book.in_cash])
        return tuple(payer for payer in self.scenario.payers if payer in found)

    def called(self, payer: str) -> str:
        """Return a payer's name in full, as the place gives it."""
        return self.scenario.jurisdiction.file.payers.get(payer, words.payer(payer))

    def the(self, payer: str) -> str:
        """Return a payer's name as it stands within a sentence."""
        name = self.called(payer)
        return f"the {name}" if re.match(WITH_ARTICLE, name) else name

    @cached_property
    def funder(self) -> str:
        """The payer whose cash is looked at: the one that is asked about, or who pays most for LEAD; else all."""
        if self.rung == "cash_net":
            return self.payer
        pays = {payer: -self.book.mean("program", payer) for payer in self.payers if payer not in (FUND, OTHERS)}
        most = max(pays, key=lambda payer: pays[payer], default=ALL)
        return most if pays.get(most, 0.0) > 0.0 else ALL

    def count(self, measure: str, year: str | int = ALL) -> Record:
        """Return the record of something counted, all groups, routes and lines together."""
        return next(r for r in self._counted if (r.measure, r.fiscal_year) == (measure, year))

    def number(self, measure: str, payer: str = ALL, rung: str | None = None) -> Record | None:
        """Return a record that is no sum, such as a unit cost, if it is there."""
        return next((r for r in self._numbers if (r.measure, r.payer, r.rung) == (measure, payer, rung)), None)

    @cached_property
    def _counted(self) -> tuple[Record, ...]:
        return self._mine(lambda r: r.table not in ("money", "fund") and r.group == ALL and r.line is None)

    @cached_property
    def _numbers(self) -> tuple[Record, ...]:
        return self._mine(lambda r: r.table == "money" and r.measure != "dollars")

    def records(self, table: str) -> tuple[Record, ...]:
        """Return the scenario's records of a table."""
        return self._mine(lambda r: r.table == table)

    def _mine(self, picks: Callable[[Record], bool]) -> tuple[Record, ...]:
        return tuple(r for r in self.comparison.records if r.scenario == self.name and picks(r))

    def cumulative(self, rung: str, payer: str) -> Series | None:
        """Return a net added up month by month; an answer of an earlier leadsim has none."""
        key = (self.name, "cumulative_net", rung, payer)
        return next(
            (s for s in self.comparison.series if (s.scenario, s.measure, s.rung, s.payer) == key),
            None,
        )

    @property
    def dots(self) -> Futures | None:
        """The net of each simulated future; an answer of an earlier leadsim has none."""
        key = (self.name, self.rung, self.payer)
        return next((f for f in self.comparison.futures if (f.scenario, f.rung, f.payer) == key), None)

    def month_named(self, number: float) -> str:
        """Return the month of the horizon with this number, counted from 1, such as `Jan 2029`."""
        start = date.fromisoformat(self.comparison.identity.start)
        months = start.year * MONTHS_PER_YEAR + start.month - 1 + int(-(-number // 1)) - 1
        return f"{calendar.month_abbr[months % MONTHS_PER_YEAR + 1]} {months // MONTHS_PER_YEAR}"

    def months_to(self, year: int) -> int:
        """Return how many months of the horizon have passed at the end of a fiscal year."""
        known = self.scenario.jurisdiction.calendar
        return sum(known.months_in(each) for each in known.fiscal_years if each <= year)


def view_of(
    comparison: Comparison,
    scenario: Scenario,
    baseline: Scenario,
    payer: str | None,
    run_id: str,
    kept: date,
    further: Mapping[str, Sequence[Further]] | None = None,
) -> View:
    """Return a view; InputError for a payer that the answer does not know, or for files that are not its own."""
    identity = comparison.identity
    if identity.fiscal_years != scenario.jurisdiction.calendar.fiscal_years:
        raise InputError(
            "this answer is about other years than the scenario's files are now, so they do not belong together; "
            "ask again by the scenario's name",
            found=f"{identity.fiscal_years[0]}–{identity.fiscal_years[-1]}",
        )
    known = Money.of(comparison, scenario.name).in_cash
    if payer is not None and payer not in (*known, ALL, TAXPAYERS):
        raise InputError("there is no such payer", key="--payer", found=payer, allowed=", ".join((ALL, *known)))
    chosen = payer or ALL
    if ("net", chosen, None, ALL) not in Money.of(comparison, scenario.name).records:
        raise InputError("this answer has no such payer", key="--payer", found=chosen, allowed=", ".join((ALL, *known)))
    return View(comparison, scenario, baseline, chosen, run_id, kept, further or {})
