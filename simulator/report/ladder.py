"""The ladder of one scenario by cost line, by fiscal year and by payer, and why a rung is more than the one before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simulator.inputs.scenario import FUND
from simulator.report import words
from simulator.report.headline import year_headings
from simulator.report.layout import Column, Sheet, labels, longest_line, longest_word, numbers
from simulator.report.money import Key, Money, caption, rounding_note
from simulator.results import ALL, Comparison

SIGN = "saving +, loss −"
REASONS = {
    "loss": "a loss: of a loss, only a part is passed down",
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


def ladder_by_line(comparison: Comparison, scenario: str) -> Sheet:
    """Return the ladder by cost line over all years; what the fund had at the start is no line's saving."""
    book = Money.of(comparison, scenario)
    keys = [(line, [(rung, ALL, line, ALL) for rung in book.rungs]) for line in book.lines]
    opening = sum(book.mean("reinvested", FUND, line) for line in book.lines)
    rows = [
        (line, [mean - (book.mean(key[0], FUND, line) if key[0] == "reinvested" else 0.0)
                for key, mean in zip(cells, _means(book, cells), strict=True)], cells)
        for line, cells in keys
    ]  # fmt: skip
    same = [line for line, means, _ in rows if not any(means) and book.mean("program", ALL, line) == 0.0]
    shown = [row for row in rows if any(row[1])]
    if opening:
        shown.append((OPENING, [opening if rung == "reinvested" else 0.0 for rung in book.rungs], []))
    none = f"No difference: {', '.join(same)}." if same else None
    return _sheet(book, "cost line", shown, none)


def ladder_by_payer(comparison: Comparison, scenario: str) -> Sheet:
    """Return the ladder by payer over all years."""
    book = Money.of(comparison, scenario)
    keys = [(payer, [(rung, payer, None, ALL) for rung in book.rungs]) for payer in book.payers]
    rows = [(words.payer(payer), _means(book, cells), cells) for payer, cells in keys]
    return _sheet(book, "payer", [row for row in rows if any(row[1])])


def _sheet(book: Money, what: str, rows: Sequence[tuple[str, list[float], list[Key]]], note: str | None = None) -> Sheet:
    total = [(rung, ALL, None, ALL) for rung in book.rungs]
    means = _means(book, total)
    by_rung = [[row[1][i] for row in rows] for i in range(len(total))]
    why = [reasons(book, cells) for *_, cells in (*rows, ("all", means, total))]
    return Sheet(
        [
            labels([*(label for label, *_ in rows), "all"], longest_line("all", *(label for label, *_ in rows))),
            *_columns(book.rungs, [*(row[1] for row in rows), means]),
            *_why(why),
        ],
        f"The ladder by {what}, all years ({SIGN})",
        caption(note, _legend(why), rounding_note(zip(by_rung, means, strict=True))),
        total=True,
    )


def ladder_by_year(
    comparison: Comparison, scenario: str, biennia: Iterable[tuple[int, ...]] = ()
) -> Sheet:
    """Return the ladder by fiscal year with LEAD's cost and the net in cash; whole biennia have a row of their own."""
    book = Money.of(comparison, scenario)
    years = comparison.identity.fiscal_years
    headings = year_headings(years)
    names = [*book.rungs, "program", "cash_net"]
    found = {year: [(name, ALL, None, year) for name in names] for year in (*years, ALL)}
    last = {biennium[-1]: biennium for biennium in biennia if len(biennium) > 1}
    rows: list[tuple[str, list[float], list[Key]]] = []
    for year in years:
        rows.append((headings[year], _means(book, found[year]), found[year]))
        if year in last:
            sums = [sum(each) for each in zip(*(_means(book, found[one]) for one in last[year]), strict=True)]
            rows.append((f"biennium {last[year][0]}–{year}", sums, []))
    rows.append((headings[ALL], _means(book, found[ALL]), found[ALL]))
    why = [reasons(book, cells[: len(book.rungs)]) for *_, cells in rows]
    by_column = [[book.mean(name, year=year) for year in years] for name in names]
    return Sheet(
        [
            labels([label for label, *_ in rows], longest_line(*(label for label, *_ in rows))),
            *_columns([*book.rungs, PROGRAM, NET], [means for _, means, _ in rows]),
            *_why(why),
        ],
        f"The ladder by fiscal year, all payers ({SIGN}; net = cashable + LEAD's cost, which is −)",
        caption(_legend(why), rounding_note(zip(by_column, rows[-1][1], strict=True))),
        total=True,
    )


def _means(book: Money, keys: Sequence[Key]) -> list[float]:
    return [book.mean(*key) for key in keys]


def _columns(headings: Sequence[str], rows: Sequence[Sequence[float]]) -> list[Column]:
    cells = [[words.dollars(mean) for mean in column] for column in zip(*rows, strict=True)]
    return [numbers(heading, each, longest_line(*each)) for heading, each in zip(headings, cells, strict=True)]


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
