"""One scenario of an answer as one payer sees it: the numbers that the words of a page are made of."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from dashboard.figures.axis import month_of
from dashboard.figures.names import THE, called, capital, many_years, payers
from simulator.inputs.scenario import FUND, OTHERS
from simulator.report import words
from simulator.report.headline import quantity
from simulator.report.money import TOGETHER, Money
from simulator.results import ALL, TAXPAYERS, Comparison, Difference, Record


@dataclass(frozen=True)
class BreakEven:
    """From when on a payer is never out of pocket again: the middle future's month, and the futures without one.

    `month` is such as `Jan 2029`, the `number`th of the horizon; None where half of all futures or more never do.
    """

    month: str | None
    number: int
    never: int
    of: int


@dataclass(frozen=True)
class Story:
    """A scenario against its baseline, for one payer."""

    comparison: Comparison
    scenario: str
    payer: str = ALL

    @cached_property
    def book(self) -> Money:
        """The money of the scenario."""
        return Money.of(self.comparison, self.scenario)

    @property
    def name(self) -> str:
        """The scenario's short name."""
        return called(self.comparison)[self.scenario]

    @property
    def whom(self) -> str:
        """The payer, inside of a sentence."""
        return in_sentence(self.payer)

    @property
    def to_whom(self) -> str:
        """The payer, after `to` or `for`: `all taxpayers`, `the city`."""
        return payers(self.payer)

    @property
    def horizon(self) -> str:
        """The length of time, such as `six years`."""
        return many_years(self.comparison.identity)

    @property
    def last_year(self) -> int:
        """The last fiscal year."""
        return self.comparison.identity.fiscal_years[-1]

    def of_rung(self, rung: str, payer: str | None = None, year: str | int = ALL) -> Difference:
        """Return the difference of a rung or a net, all lines together; nothing where nobody spends anything."""
        found = self.book.records.get((rung, payer or self.payer, None, year))
        return found.difference if found else nothing(self.comparison.identity.draws)

    @property
    def rung(self) -> str:
        """What the finding is about: what varies for several payers together, cash for one of them."""
        return "net" if self.payer in TOGETHER else "cash_net"

    @property
    def net(self) -> Difference:
        """What is left once LEAD is paid: of the costs avoided for several payers together, of cash for one of them."""
        return self.of_rung(self.rung)

    @property
    def cash(self) -> Difference:
        """What is left in budgets once LEAD is paid."""
        return self.of_rung("cash_net")

    def mean(self, rung: str, payer: str | None = None) -> float:
        """Return the mean of a rung over the whole horizon."""
        return self.of_rung(rung, payer).mean

    @property
    def payers(self) -> list[str]:
        """The payers by themselves who spend or save anything."""
        return self.book.payers

    def nets(self) -> dict[str, float]:
        """Return for each payer what is left on average of what varies, with what an agreement moves between payers."""
        return {payer: self.mean("net", payer) + self.moved(payer) for payer in self.payers}

    def moved(self, payer: str) -> float:
        """Return what an agreement brings a payer, less what the payer hands over; half a cent is a rounding rest."""
        found = self.mean("cash_net", payer) - self.mean("cashable", payer) - self.mean("program", payer)
        return found if abs(found) >= 0.005 else 0.0

    @property
    def losers(self) -> list[str]:
        """The payers of a place who on average pay more than they avoid."""
        return [payer for payer, net in self.nets().items() if words.shown(net) < 0 and payer not in (FUND, OTHERS)]

    @property
    def winners(self) -> list[str]:
        """The payers of a place who on average avoid more than they pay."""
        return [payer for payer, net in self.nets().items() if words.shown(net) > 0 and payer not in (FUND, OTHERS)]

    def measured(self, measure: str) -> Record | None:
        """Return what is counted of people or the system over the whole horizon, of everybody together."""
        return next(
            (
                record
                for record in self.comparison.records
                if record.scenario == self.scenario
                and record.fiscal_year == ALL
                and record.group == ALL
                and quantity(measure)(record)
            ),
            None,
        )

    def number(self, measure: str) -> float | None:
        """Return a number about all futures together, such as what a participant-month costs."""
        return next(
            (
                record.difference.mean
                for record in self.comparison.records
                if record.scenario == self.scenario and record.table == "money" and record.measure == measure
                and record.payer == ALL and record.fiscal_year == ALL
            ),
            None,
        )  # fmt: skip

    def break_even(self) -> BreakEven | None:
        """Return when the payer breaks even; None where nothing changes."""
        mine = {
            record.measure: record
            for record in self.comparison.records
            if record.scenario == self.scenario and record.rung == self.rung and record.payer == self.payer
            and record.measure.startswith("break_even_")
        }  # fmt: skip
        never = mine.get("break_even_never")
        if never is None:
            return None
        several, of = words.of_futures(never)
        middle = mine.get("break_even_month_median")
        if middle is None:
            return BreakEven(None, 0, several, of)
        number = math.ceil(middle.difference.mean)
        return BreakEven(month_of(self.comparison.identity.start, number), number, several, of)


def nothing(draws: int) -> Difference:
    """Return the difference of what does not differ."""
    return Difference(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, max(1, draws))


def usual_payers(comparison: Comparison) -> list[str]:
    """Return whose money a page can show, the usual one first: taxpayers where somebody is none, or else all."""
    books = [Money.of(comparison, name) for name in comparison.identity.scenarios]
    together = (
        [TAXPAYERS, ALL] if any(book.has_private("net") or book.has_private("cash_net") for book in books) else [ALL]
    )
    return [*together, *dict.fromkeys(payer for book in books for payer in book.payers)]


def in_sentence(payer: str) -> str:
    """Return a payer as part of a sentence: `taxpayers`, `the city`."""
    return THE.get(payer, words.payer(payer))


def as_choice(payer: str) -> str:
    """Return a payer as the name of a choice or a column: `All taxpayers`, `City`."""
    return capital(words.payer(payer))
