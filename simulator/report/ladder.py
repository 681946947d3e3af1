"""The ladder of one scenario by cost line, by fiscal year and by payer, and why a rung is more than the one before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from simulator.inputs.scenario import FUND
from simulator.report import words
from simulator.report.headline import year_headings
from simulator.report.layout import Column, Sheet, labels, longest_line, longest_word, numbers
from simulator.report.money import Key, Money, caption, rounding_note
from simulator.results import ALL, Comparison

SIGN = "saving or captured +, loss −"
REASONS = {
    "loss": "of a loss, only a part is passed down",
    "step": "a whole unit closes, which no average contains",
    "rate_reset": "the rate of a contract changes with use",
    "contract": "fixed by a contract",
    "timing": "saved in an earlier year",
    "opening_balance": "from money the fund had at the start",
    "measurement": "the audit saw more than there was",
}
"""Why a rung may be more than the one before it, in plain words."""
WHY = "More than before"
PROGRAM, NET = "LEAD", "net in cash"
OPENING = "the fund's first money"


@dataclass(frozen=True)
class Step:
    """A row of a ladder: a label, mean differences by rung, and the records that say why a rung is more."""

    label: str
    means: Sequence[float]
    keys: Sequence[Key]


def ladder_by_line(comparison: Comparison, scenario: str) -> Sheet:
    """Return the ladder by cost line over all years; what the fund had at the start is no line's saving."""
    book = Money.of(comparison, scenario)
    steps = [_of_line(book, line) for line in book.lines]
    same = [step.label for step in steps if not any(step.means) and ("gross", ALL, step.label, ALL) in book.records]
    steps = [step for step in steps if any(step.means)]
    if first_money := _first_money(book):
        steps.append(first_money)
    return _sheet(book, "cost line", steps, f"No difference: {', '.join(same)}." if same else None)


def _of_line(book: Money, line: str) -> Step:
    """Return a line's rungs without the fund's first money, which stands at some line or other."""
    first_money = book.mean("reinvested", FUND, line)
    keys: list[Key] = [(rung, ALL, line, ALL) for rung in book.rungs]
    means = [book.mean(*key) - (first_money if key[0] == "reinvested" else 0.0) for key in keys]
    return Step(line, means, [key for key in keys if not (first_money and key[0] == "reinvested")])


def _first_money(book: Money) -> Step | None:
    keys: list[Key] = [("reinvested", FUND, line, ALL) for line in book.lines]
    total = sum(_means(book, keys))
    return Step(OPENING, [total if rung == "reinvested" else 0.0 for rung in book.rungs], keys) if total else None


def ladder_by_payer(comparison: Comparison, scenario: str) -> Sheet:
    """Return the ladder by payer over all years."""
    book = Money.of(comparison, scenario)
    steps = [_step(book, words.payer(payer), book.rungs, payer=payer) for payer in book.payers]
    return _sheet(book, "payer", [step for step in steps if any(step.means)])


def _step(book: Money, label: str, names: Sequence[str], payer: str = ALL, year: str | int = ALL) -> Step:
    keys: list[Key] = [(name, payer, None, year) for name in names]
    return Step(label, _means(book, keys), keys)


def _sheet(book: Money, what: str, steps: Sequence[Step], note: str | None = None) -> Sheet:
    total = _step(book, words.payer(ALL) if what == "payer" else "all lines", book.rungs)
    title = f"The ladder by {what}, all years ({SIGN})"
    return _table(book, title, [*steps, total], book.rungs, [step.means for step in steps], note)


def ladder_by_year(comparison: Comparison, scenario: str, biennia: Iterable[tuple[int, ...]] = ()) -> Sheet:
    """Return the ladder by fiscal year with LEAD's cost and the net in cash; whole biennia have a row of their own."""
    book = Money.of(comparison, scenario)
    names = [*book.rungs, "program", "cash_net"]
    headings = year_headings(comparison.identity.fiscal_years)
    by_year = {year: _step(book, heading, names, year=year) for year, heading in headings.items()}
    last = {biennium[-1]: biennium for biennium in biennia if len(biennium) > 1}
    steps = []
    for year, step in by_year.items():
        steps.append(step)
        if year in last:
            both = zip(*(by_year[one].means for one in last[int(year)]), strict=True)
            steps.append(Step(f"biennium FY {last[int(year)][0]}–{year}", [sum(each) for each in both], []))
    title = f"The ladder by fiscal year, all payers ({SIGN}; net = cashable + LEAD's cost, which is −)"
    parts = [step.means for year, step in by_year.items() if year != ALL]
    return _table(book, title, steps, [*book.rungs, PROGRAM, NET], parts)


def _table(
    book: Money,
    title: str,
    steps: Sequence[Step],
    headings: Sequence[str],
    parts: Sequence[Sequence[float]],
    note: str | None = None,
) -> Sheet:
    """Return a ladder; `parts` are the rows that add up to the last one."""
    why = [reasons(book, step.keys) for step in steps]
    cells = [[words.dollars(mean) for mean in column] for column in zip(*(step.means for step in steps), strict=True)]
    sums = zip(zip(*parts, strict=True), steps[-1].means, strict=True) if parts else ()
    return Sheet(
        [
            labels([step.label for step in steps], longest_line(*(step.label for step in steps))),
            *(numbers(heading, each, longest_line(*each)) for heading, each in zip(headings, cells, strict=True)),
            *_why(why),
        ],
        title,
        caption(note, _legend(why), rounding_note(sums)),
        total=True,
    )


def _means(book: Money, keys: Sequence[Key]) -> list[float]:
    return [book.mean(*key) for key in keys]


# -- why ------------------------------------------------------------------------------------------------------


def reasons(book: Money, keys: Sequence[Key]) -> list[tuple[str, str]]:
    """Return the rungs of some cells that are more than the one before, each with a reason."""
    found = []
    for key in keys:
        record = book.records.get(key)
        if record is not None and record.reason:
            found += [(key[0], reason) for reason in record.reason.split("; ")]
    return found


def _why(why: Sequence[Sequence[tuple[str, str]]]) -> list[Column]:
    """Return a column that names the reasons, where there is any."""
    if not any(why):
        return []
    cells = [
        "\n".join(
            f"{rung}: {', '.join(words.plain(why) for of, why in found if of == rung)}"
            for rung in dict.fromkeys(rung for rung, _ in found)
        )
        for found in why
    ]
    return [Column(WHY, cells, max(len(WHY), longest_word(*cells)), longest_line(WHY, *cells))]


def _legend(why: Iterable[Iterable[tuple[str, str]]]) -> str | None:
    """Return in plain words the reasons that occur."""
    occur = {reason for found in why for _, reason in found}
    told = [f"{words.plain(reason)}: {said}" for reason, said in REASONS.items() if reason in occur]
    return f"More than the rung before it: {'; '.join(told)}." if told else None
