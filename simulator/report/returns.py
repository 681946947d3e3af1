"""What a program dollar returns, in words: by what is counted, with its range, and the chance that it is enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.text import Text

from simulator.report import words
from simulator.results import ALL, TAXPAYERS, Comparison, Record

RATIO, EXCEED = "benefit_cost_ratio", "benefits_exceed_costs"
HARM = "people_harmed"
"""The payer who stands for victims, where their harm is counted."""
NO_RATIO = "LEAD costs no more"
DENOMINATOR = (
    "A program dollar is one that LEAD costs more than in the baseline, whoever pays it. The ratio hides how large a "
    "program is, so nets stand first."
)


@dataclass(frozen=True)
class Return:
    """What is saved over what LEAD costs: `ratio` is None where LEAD costs no more; `exceed` is a share of futures."""

    rung: str
    payer: str
    ratio: Record | None
    exceed: Record
    harm: bool = False

    @property
    def counted(self) -> str:
        """What is counted as saved, after `returns … in`."""
        if self.rung == "cashable":
            return "cash that leaves public budgets" if self.payer == TAXPAYERS else "cash that leaves budgets"
        if self.payer == TAXPAYERS:
            return "costs that taxpayers avoid"
        return "costs that all payers and victims avoid" if self.harm else "costs that all payers avoid"

    @property
    def amount(self) -> str:
        """The ratio in money, such as `31 cents`."""
        return per_dollar(self.ratio.difference.mean) if self.ratio else NO_RATIO

    @property
    def span(self) -> str:
        """Its range, such as `1 cent to 13 cents`; nothing where there is none."""
        if self.ratio is None or self.ratio.difference.low == self.ratio.difference.high:
            return ""
        return f"{per_dollar(self.ratio.difference.low)} to {per_dollar(self.ratio.difference.high)}"

    @property
    def futures(self) -> str:
        """In how many futures more is saved than LEAD costs, such as `0 of 50`."""
        several, of = words.of_futures(self.exceed)
        return f"{several} of {of}"

    @property
    def sentence(self) -> str:
        """The same in a sentence."""
        if self.ratio is None:
            return f"In {self.counted}, there is no ratio: LEAD costs no more than in the baseline in some futures."
        span = f" (90 % of futures: {self.span})" if self.span else ""
        return (
            f"Each program dollar returns {self.amount} in {self.counted}{span}; it returns more than a dollar in "
            f"{self.futures} futures."
        )


def returns(comparison: Comparison, scenario: str) -> list[Return]:
    """Return what is known of a scenario; nothing where LEAD costs the same, or of an answer of an earlier leadsim."""
    mine = {
        (r.measure, r.rung, r.payer): r
        for r in comparison.records
        if r.scenario == scenario and r.measure in (RATIO, EXCEED)
    }
    public, everybody = (mine.get((RATIO, "avoided", payer)) for payer in (TAXPAYERS, ALL))
    if public and everybody and public.difference == everybody.difference:  # who is no taxpayer avoids nothing
        mine = {key: record for key, record in mine.items() if key[1:] != ("avoided", ALL)}
    harm = any(r.payer == HARM and r.scenario == scenario and r.difference.mean for r in comparison.records)
    return [
        Return(str(rung), payer, mine.get((RATIO, rung, payer)), record, harm)
        for (measure, rung, payer), record in mine.items()
        if measure == EXCEED
    ]


def per_dollar(ratio: float) -> str:
    """Return what a dollar returns: `31 cents`, `1 cent`, `$1.24`, `−5 cents`."""
    cents = round(100.0 * ratio)
    sign = words.MINUS if cents < 0 else ""
    if abs(cents) >= 100:
        return f"{sign}${abs(cents) / 100.0:,.2f}"
    if cents == 0 and ratio:
        return "less than a cent" if ratio > 0 else f"{words.MINUS}less than a cent"
    return f"{sign}{abs(cents)} {'cent' if abs(cents) == 1 else 'cents'}"


def rows(comparison: Comparison) -> list[tuple[str, dict[str, Text]]]:
    """Return a row for each numerator: its label, and by scenario the ratio, its range and the chance of a gain."""
    found = {name: {(r.rung, r.payer): r for r in returns(comparison, name)} for name in comparison.identity.scenarios}
    keys = dict.fromkeys(key for by_key in found.values() for key in by_key)
    return [
        (
            f"Returned for a program dollar, in {next(of[key] for of in found.values() if key in of).counted}",
            {name: _cell(by_key.get(key)) for name, by_key in found.items()},
        )
        for key in keys
    ]


def _cell(found: Return | None) -> Text:
    if found is None:
        return Text(NO_RATIO)
    text = Text(found.amount, style="bold")
    for line in _below(found):
        text.append(f"\n{line}", style="not bold")
    return text


def _below(found: Return) -> Iterator[str]:
    if found.span:
        yield found.span
    yield f"over a dollar in {found.futures}"
