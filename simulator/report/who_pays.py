"""Who pays and who saves in cash, cost line by cost line, and what an agreement moves between payers."""

from __future__ import annotations

from simulator.report import words
from simulator.report.layout import Sheet, labels, longest_line, numbers
from simulator.report.money import Money, rounding_note
from simulator.results import ALL, Comparison

TITLE = "Who pays and who saves, in cash, all years (saving or receiving +, paying more −)"
HANDED_OVER, RECEIVED = "handed over by agreement", "received by agreement"


def payer_table(comparison: Comparison, scenario: str) -> Sheet:
    """Return what each payer saves, pays, hands over and receives by cost line; the last row is its net in cash.

    What one payer pays another nets to zero over all payers. A cell is empty where a payer has nothing to do with a
    line.
    """
    book = Money.of(comparison, scenario)
    payers = [*book.in_cash, ALL]
    rows = {line: {payer: _of_line(book, line, payer) for payer in payers} for line in book.lines}
    rows = {line: cells for line, cells in rows.items() if any(cells.values())}
    if "captured" in book.rungs:
        rows[HANDED_OVER] = {payer: -book.mean("captured", payer) or None for payer in payers}
        rows[RECEIVED] = {payer: _received(book, payer) for payer in payers}
    net = {payer: book.mean("cash_net", payer) for payer in payers}
    columns = [labels([*rows, "Net in cash"], longest_line(*rows, "Net in cash"))]
    for payer in payers:
        means = [cells[payer] for cells in rows.values()]
        texts = [*("" if mean is None else words.dollars(mean) for mean in means), words.dollars(net[payer])]
        columns.append(numbers(words.payer(payer), texts, longest_line(*texts)))
    by_payer = [([cells[payer] or 0.0 for cells in rows.values()], net[payer]) for payer in payers]
    by_line = [([cells[payer] or 0.0 for payer in payers[:-1]], cells[ALL] or 0.0) for cells in rows.values()]
    return Sheet(columns, TITLE, rounding_note([*by_payer, *by_line]), total=True)


def _of_line(book: Money, line: str, payer: str) -> float | None:
    """Return cashable and LEAD's own cost together: a line is one or the other."""
    if not any((rung, payer, line, ALL) in book.records for rung in ("cashable", "program")):
        return None
    return book.mean("cashable", payer, line) + book.mean("program", payer, line)


def _received(book: Money, payer: str) -> float | None:
    """Return what of a payer's net is neither saved, nor paid for LEAD, nor handed over; nothing is a rounding rest."""
    kept = book.mean("cashable", payer) + book.mean("program", payer) - book.mean("captured", payer)
    received = book.mean("cash_net", payer) - kept
    return received if abs(received) >= 0.005 else None
