"""The money of one scenario, looked up by rung, payer, cost line and fiscal year; and whether displayed sums add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from simulator.costs.savings import LADDER
from simulator.report import words
from simulator.results import ALL, TAXPAYERS, Comparison, Record

Key = tuple[str, str, str | None, str | int]

NOTICE = "notice after a cut"
"""How the cost lines begin that pay those whose places were cut, once."""
TOGETHER = (ALL, TAXPAYERS)
"""Payers that stand for several."""
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
        return list(dict.fromkeys(r.payer for r in self._whole() if r.line is None and r.payer not in TOGETHER))

    @property
    def in_cash(self) -> list[str]:
        """The payers with any cash of their own."""
        nets = (r for r in self._whole() if r.rung == "cash_net")
        return list(dict.fromkeys(r.payer for r in nets if r.payer not in TOGETHER))

    @property
    def lines(self) -> list[str]:
        """The cost lines on which anything is spent, in the order of the place's; LEAD's own come last."""
        # A line is missing from the rungs where it has no price, and cash has nearly all of them.
        rungs = ("cashable", "avoided", "gross", "captured", "reinvested", "program")
        whole = self._whole()
        return list(dict.fromkeys(r.line for rung in rungs for r in whole if r.rung == rung and r.line is not None))

    def _whole(self) -> list[Record]:
        """Return the records of the whole horizon that are not zero on both sides."""
        whole = (r for r in self.records.values() if r.fiscal_year == ALL)
        return [r for r in whole if r.baseline_mean or r.scenario_mean]

    def has_private(self, net: str) -> bool:
        """Return whether a net of all payers contains one that is no taxpayers' money."""
        taxpayers = self.records.get((net, TAXPAYERS, None, ALL))
        return taxpayers is not None and taxpayers.difference != self.records[net, ALL, None, ALL].difference

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
