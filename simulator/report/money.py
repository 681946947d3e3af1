"""The money of one scenario, looked up by rung, payer, cost line and fiscal year; and whether displayed sums add up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from simulator.costs.savings import LADDER
from simulator.report import words
from simulator.results import ALL, Comparison, Record

Key = tuple[str, str, str | None, str | int]

NOTICE = "notice after a cut"
"""How the cost lines begin that pay those whose places were cut, once."""
ROUNDED = "Each number is rounded by itself, so what is shown does not add up to the last digit."


@dataclass(frozen=True)
class Money:
    """The records of one scenario that are sums of dollars: differences, a saving positive and a cost negative."""

    records: Mapping[Key, Record]

    @classmethod
    def of(cls, comparison: Comparison, scenario: str) -> Money:
        """Return the money of a scenario."""
        mine = (r for r in comparison.records if r.scenario == scenario and r.rung and r.measure == "dollars")
        return cls({(str(r.rung), r.payer, r.line, r.fiscal_year): r for r in mine})

    def mean(self, rung: str, payer: str = ALL, line: str | None = None, year: str | int = ALL) -> float:
        """Return a mean difference; 0 where there is no such record, since nobody spends anything there."""
        found = self.records.get((rung, payer, line, year))
        return found.difference.mean if found else 0.0

    @property
    def rungs(self) -> list[str]:
        """The rungs of the ladder: captured and reinvested are there only with an agreement."""
        return [rung for rung in LADDER if (rung, ALL, None, ALL) in self.records]

    @property
    def payers(self) -> list[str]:
        """The payers who spend, save or receive anything, in the order of the place's."""
        return self.where(lambda record: record.line is None and record.payer != ALL, lambda record: record.payer)

    @property
    def in_cash(self) -> list[str]:
        """The payers with any cash: harm to victims is nobody's budget."""
        return self.where(lambda record: record.rung == "cash_net" and record.payer != ALL, lambda record: record.payer)

    @property
    def lines(self) -> list[str]:
        """The cost lines on which anything is spent, LEAD's own included."""
        return self.where(lambda record: record.line is not None, lambda record: str(record.line))

    def where(self, picks: Callable[[Record], bool], name: Callable[[Record], str]) -> list[str]:
        """Return names from records of the whole horizon that are not zero on both sides, each once."""
        whole = (r for r in self.records.values() if r.fiscal_year == ALL and picks(r))
        return list(dict.fromkeys(name(r) for r in whole if r.baseline_mean or r.scenario_mean))

    def notice(self, payer: str = ALL, year: str | int = ALL) -> float:
        """Return what the baseline spends on notice after a cut, which is spared a scenario without that cut."""
        return sum(record.baseline_mean for record in self.notice_records(payer, year))

    def notice_records(self, payer: str = ALL, year: str | int = ALL) -> list[Record]:
        """Return the records of notice, by line."""
        return [
            record
            for (rung, whose, line, when), record in self.records.items()
            if (rung, whose, when) == ("program", payer, year) and line is not None and line.startswith(NOTICE)
        ]


def rounding_note(sums: Iterable[tuple[Sequence[float], float]]) -> str | None:
    """Return a note if parts as they are displayed do not add up to their totals as these are displayed."""
    for parts, total in sums:
        if abs(sum(words.shown(part) for part in parts) - words.shown(total)) > 0.5:
            return ROUNDED
    return None


def caption(*notes: str | None) -> str | None:
    """Return notes below a table, where there are any."""
    return " ".join(note for note in notes if note) or None
