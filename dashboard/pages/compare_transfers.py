"""Which share of one payer's saving in cash would make another one even."""

from __future__ import annotations

from dash import html

from dashboard.figures import names
from dashboard.pages.compare_parts import cell, head, table
from dashboard.rows import Cell
from dashboard.story import Story, as_choice, in_sentence
from simulator.report.money import Money
from simulator.report.scales import scale_of
from simulator.report.transfers import PRICED, Transfer, sentence, transfers

TRANSFERS = "transfers"
COLUMNS = (
    "payer", "giver", "share_p05", "share_median", "share_p95", "futures_without_a_share", "futures_nothing_saved",
    "futures_giver_loses",
)  # fmt: skip


def shown(story: Story) -> list[Transfer]:
    """Return the transfers that a view shows: to its payer if that loses, or else to every payer who does."""
    found = transfers(story.comparison, story.scenario)
    mine = [each for each in found if each.payer == story.payer]
    return mine or found


def transfer_section(story: Story, source: str, search: str) -> html.Section | None:
    """Return who would need which share of whose saving; None where nobody loses, or in an older answer."""
    found = shown(story)
    if not found:
        return None
    book = Money.of(story.comparison, story.scenario)
    payers = list(dict.fromkeys(each.payer for each in found))
    givers = sorted({each.giver for each in found}, key=book.in_cash.index)
    by_pair = {(each.payer, each.giver): each for each in found}
    subtitle = (
        f"The share of what a payer saves in cash in {names.period(story.comparison.identity)}, on anything but LEAD, "
        "that the payer at the left would have to be given so that its own net in cash is zero: the middle future, and "
        "below it 90% of futures."
    )
    heads = [
        head("Would be even with a share of what …"),
        *(head(f"{as_choice(g)} saves", number=True) for g in givers),
    ]
    body = [
        html.Tr(
            [
                html.Th([as_choice(payer), _under(story, payer)], scope="row"),
                *(
                    _cell(by_pair.get((payer, giver)), f"{as_choice(giver)} saves", last=giver == givers[-1])
                    for giver in givers
                ),
            ]
        )
        for payer in payers
    ]
    told = PRICED.replace(" %", "%")
    return table(TRANSFERS, transfer_title(story, found), subtitle, heads, body, f"{told} {source}", search)


def _under(story: Story, payer: str) -> html.Span:
    net = story.of_rung("cash_net", payer).mean
    return html.Span(f"net in cash {_dollars(net)}", className="under")


def _dollars(value: float) -> str:
    return scale_of([value]).text(value)


def _cell(of: Transfer | None, label: str, *, last: bool) -> html.Td:
    if of is None:
        return cell("–", label, last=last)
    amount, *below = [line.replace(" %", "%") for line in of.lines]
    return cell(html.Strong(amount) if of.median is not None else amount, label, *below, last=last)


def transfer_title(story: Story, found: list[Transfer]) -> str:
    """Return the smallest share that would make the payer in question even, or that no share is enough."""
    nets = {each.payer: story.of_rung("cash_net", each.payer).mean for each in found}
    payer = story.payer if story.payer in nets else min(nets, key=lambda each: nets[each])
    mine = [each for each in found if each.payer == payer]
    best = min((each for each in mine if each.median is not None), key=lambda each: each.median or 0.0, default=None)
    if best is not None:
        told = sentence(best, in_sentence(best.giver), in_sentence(payer))
        return names.capital(told.split(";")[0].replace(" %", "%").rstrip("."))
    givers = names.listed([in_sentence(each.giver) for each in mine])
    if all(each.amount == "nothing to share" for each in mine):
        return names.capital(
            f"{givers} {'save' if len(mine) > 1 else 'saves'} no cash to share with {in_sentence(payer)}"
        )
    each_of = "any other payer" if len(mine) > 1 else givers
    return f"No share of what {each_of} saves in cash would make {in_sentence(payer)} even"


def transfer_rows(story: Story) -> list[tuple[Cell, ...]]:
    """Return every pair of payers, unrounded."""
    return [
        (
            each.payer, each.giver, each.low, each.median, each.high, each.never.difference.mean,
            each.nothing.difference.mean, each.loses.difference.mean,
        )
        for each in transfers(story.comparison, story.scenario)
    ]  # fmt: skip
