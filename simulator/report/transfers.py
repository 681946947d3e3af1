"""Which share of one payer's saving would make another one even, in words: a transfer priced, and not simulated."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.report import words
from simulator.report.layout import Sheet, labels, longest_line, numbers
from simulator.report.money import Money
from simulator.results import Comparison, Record

NEVER, NOTHING, LOSES = "transfer_never", "transfer_nothing_saved", "transfer_giver_loses"
HALF = 0.5
NOTHING_SAVED = "nothing to share"
TITLE = "Which share of one payer's saving in cash would make another even"
PRICED = (
    "A transfer priced on this answer, not simulated: nobody behaves otherwise for it. A share is of what leaves the "
    "giver's budget for anything but LEAD, the median and the middle 90 % of futures; what an agreement moves already "
    "is not there to give again."
)


@dataclass(frozen=True)
class Transfer:
    """What `payer`, who loses cash on average, would need of what `giver` saves in cash.

    Shares are None where no share up to 100 % is enough in that part of futures; the others are shares of futures.
    """

    payer: str
    giver: str
    low: float | None
    median: float | None
    high: float | None
    never: Record
    nothing: Record
    loses: Record

    @property
    def amount(self) -> str:
        """The share, or why there is none: `25 %`, `none up to 100 %`, `nothing to share`."""
        if self.median is not None:
            return words.percent(self.median)
        return NOTHING_SAVED if self.nothing.difference.mean >= HALF else "none up to 100 %"

    @property
    def span(self) -> str:
        """Its range, such as `0 % to 85 %` or `12 % to none`; nothing where no share has a range."""
        if self.low is None or (self.low == self.high):
            return ""
        return f"{words.percent(self.low)} to {'none' if self.high is None else words.percent(self.high)}"

    @property
    def failing(self) -> str:
        """In how many futures no share is enough, or nothing is saved; nothing where that is none."""
        if self.median is None:
            several, of = words.of_futures(self.nothing if self.amount == NOTHING_SAVED else self.never)
            return f"in {several} of {of}"
        several, of = words.of_futures(self.never)
        return f"none in {several} of {of}" if several else ""

    @property
    def lines(self) -> list[str]:
        """All of this, one below the other: the range last where there is no share in the middle future."""
        about = [self.span, self.failing] if self.median is not None else [self.failing, self.span]
        return [line for line in (self.amount, *about, self.also_loses) if line]

    @property
    def also_loses(self) -> str:
        """In how many futures the giver would be out of pocket itself; nothing where that is none."""
        several, of = words.of_futures(self.loses)
        return f"{words.payer(self.giver)} then loses in {several} of {of}" if several else ""


def transfers(comparison: Comparison, scenario: str) -> list[Transfer]:
    """Return what is known of a scenario; nothing where nobody loses, or of an answer of an earlier leadsim."""
    mine = {
        (r.measure, r.payer, str(r.line)): r
        for r in comparison.records
        if r.scenario == scenario and r.measure.startswith("transfer_")
    }

    def share(name: str, payer: str, giver: str) -> float | None:
        found = mine.get((f"transfer_share_{name}", payer, giver))
        return found.difference.mean if found else None

    return [
        Transfer(
            payer, giver, share("low", payer, giver), share("median", payer, giver), share("high", payer, giver),
            record, mine[NOTHING, payer, giver], mine[LOSES, payer, giver],
        )
        for (measure, payer, giver), record in mine.items()
        if measure == NEVER
    ]  # fmt: skip


def sentence(found: Transfer, giver: str, payer: str) -> str:
    """Return a transfer in a sentence; payers are called as in `the city`."""
    never, of = words.of_futures(found.never)
    if found.median is None and found.nothing.difference.mean >= HALF:
        nothing, of = words.of_futures(found.nothing)
        return f"{_first(giver)} saves no cash to share {words.in_futures(nothing, of)}."
    if found.median is None:
        return (
            f"{_first(words.in_futures(never, of))} no share up to 100 % of what {giver} saves in cash would make "
            f"{payer} even."
        )
    told = f"{words.percent(found.median)} of what {giver} saves in cash would make {payer} even in the middle future"
    return f"{told}; {words.in_futures(never, of)} no share up to 100 % would." if never else f"{told}."


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]


def transfer_table(comparison: Comparison, scenario: str) -> Sheet | None:
    """Return who would need which share of whose saving; None where there is nothing to tell."""
    found = transfers(comparison, scenario)
    if not found:
        return None
    order = Money.of(comparison, scenario).in_cash
    givers = sorted({each.giver for each in found}, key=order.index)
    receivers = list(dict.fromkeys(each.payer for each in found))
    by_pair = {(each.payer, each.giver): each for each in found}
    names = [f"{words.payer(payer)} would need" for payer in receivers]
    columns = [labels(names, longest_line(*names))]
    for giver in givers:
        cells = [_cell(by_pair.get((payer, giver))) for payer in receivers]
        columns.append(numbers(f"of {words.payer(giver)}’s", cells, longest_line(*cells)))
    return Sheet(columns, TITLE, PRICED)


def _cell(found: Transfer | None) -> str:
    return "\n".join(found.lines) if found else ""
