"""What the nets are worth at the start by discount rate, and where the same answer is in other dollars."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from dash import html

from dashboard.address import View
from dashboard.figures import names
from dashboard.hedges import several_of
from dashboard.origin import command_of
from dashboard.pages.compare_parts import cell, head, table, words
from dashboard.pages.frame import Asked
from dashboard.rows import Cell
from dashboard.story import Story
from simulator.report.present_value import present_values
from simulator.report.scales import Scale, scale_of
from simulator.report.tables import MONEY_NOTE
from simulator.results import Difference, Identity

WORTH = "worth"
NETS = {"net": "Net of costs avoided", "cash_net": "Net in cash"}
USUAL = "3 %"
"""The rate that is set off: the usual one for public programs."""
SPREAD = ("mean", "p05", "p95", "futures_positive", "futures_negative")
COLUMNS = ("discount_rate", *(f"{rung}_{name}" for rung in NETS for name in SPREAD))


def _by_rate(story: Story) -> dict[str, dict[str, Difference]]:
    """Return both nets of a story's payer by rate; nothing where an answer does not have them."""
    found = {rung: present_values(story.comparison, story.scenario, rung, story.payer) for rung in NETS}
    rates = next((list(by_rate) for by_rate in found.values() if by_rate), [])
    nothing = story.of_rung("no rung")
    return {
        rate: {rung: by_rate[rate].difference if rate in by_rate else nothing for rung, by_rate in found.items()}
        for rate in rates
    }


def worth(story: Story, source: str, search: str) -> html.Section | None:
    """Return what the nets are worth at the start; None for other than constant dollars or an older answer."""
    found = _by_rate(story)
    if not found:
        return None
    identity = story.comparison.identity
    scale = scale_of(abs(of.mean) for nets in found.values() for of in nets.values())
    subtitle = (
        f"The nets of {names.period(identity)} for {names.payers(story.payer)}, discounted to {identity.start[:4]} at "
        f"several rates a year after inflation, {scale.name}; below them the middle 90% of futures. Saving +, cost −."
    )
    heads = [head("Discount rate"), *(head(label, scale.name, number=True) for label in NETS.values())]
    heads.append(head("How sure", "futures that save"))
    body = [
        html.Tr(
            [
                html.Th(rate.replace(" %", "%"), scope="row"),
                *(_cell(nets[rung], label, scale) for rung, label in NETS.items()),
                words(several_of(nets[story.rung])),
            ],
            className="focus" if rate == USUAL else "",
        )
        for rate, nets in found.items()
    ]
    told = "0% is the sum without discounting; 3% is a usual rate for public programs, a convention and no estimate."
    return table(WORTH, worth_title(story, found), subtitle, heads, body, f"{told} {source}", search)


def _cell(of: Difference, label: str, scale: Scale) -> html.Td:
    span = f"{scale.cell(of.low)} to {scale.cell(of.high)}" if of.low != of.high else ""
    return cell(html.Strong(scale.cell(of.mean)), label, span, negative=of.mean < 0)


def worth_title(story: Story, found: dict[str, dict[str, Difference]]) -> str:
    """Return what the net is worth at the usual rate, and whether any rate turns its sign."""
    means = {rate: nets[story.rung].mean for rate, nets in found.items()}
    now = means.get(USUAL, next(iter(means.values())))
    scale = scale_of([now])
    kind = "net in cash" if story.rung == "cash_net" else "net"
    turns = min(means.values()) < 0 < max(means.values())
    tail = ", and the rate decides whether it is a saving" if turns else ""
    return f"Worth at the start, the {kind} for {names.payers(story.payer)} is {scale.text(now)} at 3% a year{tail}"


def worth_rows(story: Story) -> list[tuple[Cell, ...]]:
    """Return both nets by rate, unrounded."""
    return [
        (
            rate,
            *(
                value
                for of in nets.values()
                for value in (of.mean, of.low, of.high, of.chance_positive, of.chance_negative)
            ),
        )
        for rate, nets in _by_rate(story).items()
    ]


# -- the same in other dollars --------------------------------------------------------------------------------


def other_dollars(asked: Asked, view: View) -> html.Section:
    """Return where the same answer is in other dollars: a link if it is kept, or else the command that makes it."""
    identity = asked.answer.comparison.identity
    lines = [_shown(identity)]
    for money in MONEY_NOTE:
        if money == identity.money:
            continue
        note = MONEY_NOTE[money].format(year=identity.price_year)
        kept = next((each.id for each in asked.listed if is_same(each.identity, identity, money)), None)
        if kept is not None:
            pairs = [("answer", kept), *(("shown", name) for name in view.shown)]
            pairs += [("focus", view.focus), ("payer", view.payer)]
            lines.append(html.Li(html.A(f"See all of it in {note}", href=f"/?{urlencode(pairs, safe='/')}")))
            continue
        again = replace(asked.answer.comparison, identity=replace(identity, money=money))
        lines.append(html.Li([f"In {note}: ", html.Code(command_of(again))]))
    lines.append(html.Li("Its runs are the same and are found in the store, so it only prices them anew."))
    return html.Section([html.H2("In other dollars"), html.Ul(lines)], className="note")


def _shown(identity: Identity) -> html.Li:
    return html.Li(f"All other figures of this page are in {names.dollars(identity)}.")


def is_same(other: Identity, identity: Identity, money: str) -> bool:
    """Return whether another answer is of the same question and runs, in this money."""
    return replace(other, money=identity.money, versions=identity.versions) == identity and other.money == money
