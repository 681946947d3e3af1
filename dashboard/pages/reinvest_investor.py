"""How an investor is repaid, on Reinvest: threshold, payment, date, the chance of each tier, and the return."""

from __future__ import annotations

from dash import html

from dashboard.figures import names
from dashboard.pages.compare_parts import cell, head, table
from dashboard.reinvested import Reinvested, dollars
from dashboard.rows import Cell
from simulator.report.investor import PUBLISHED, Investor, investor, paid_in, sentences, tier_label
from simulator.results import Difference

INVESTOR = "fund-investor"
COLUMNS = ("what", "paid_at_least", "month_of_the_horizon", "share_of_futures", "mean", "p05", "p95")


def investor_section(of: Reinvested, source: str, search: str) -> html.Section | None:
    """Return the schedule of an outcome agreement; None where nobody is repaid, or an answer does not know."""
    found = investor(of.comparison, of.scenario)
    if found is None:
        return None
    identity = of.comparison.identity
    subtitle = (
        f"By how far jail days fall against {names.quoted(names.called(of.comparison)[identity.baseline])}: what is "
        f"paid, once, in {paid_in(of.comparison, found.month)}, and in how many futures; constant "
        f"{identity.price_year} dollars."
    )
    heads = [
        head("Jail days fall by"), head("Paid at least", "dollars", number=True), head("When", number=True),
        head("Futures", number=True),
    ]  # fmt: skip
    when = paid_in(of.comparison, found.month)
    body = [
        html.Tr(
            [
                html.Th(tier_label(found, i).replace(" %", "%"), scope="row"),
                cell(dollars(tier.pays) if tier.pays else "–", "Paid at least"),
                cell(when if tier.pays else "–", "When"),
                cell(html.Strong(tier.futures), "Futures", last=True),
            ]
        )
        for i, tier in enumerate(found.tiers)
    ]
    told = f"{' '.join(sentences(of.comparison, found))} {PUBLISHED}".replace(" %", "%")
    return table(INVESTOR, investor_title(found), subtitle, heads, body, f"{told} {source}", search)


def investor_title(found: Investor) -> str:
    """Return what the investor gains or loses of what was paid up front."""
    size, whole = dollars(abs(found.net.mean)), dollars(found.invested)
    if found.net.mean < 0:
        return f"Investors lose {size} of the {whole} that they pay up front, on average"
    if found.net.mean > 0:
        return f"Investors gain {size} on the {whole} that they pay up front, on average"
    return f"Investors get back the {whole} that they pay up front, on average"


def investor_rows(of: Reinvested) -> list[tuple[Cell, ...]]:
    """Return the schedule and what comes of it, unrounded."""
    found = investor(of.comparison, of.scenario)
    if found is None:
        return []
    amounts = {"paid": found.paid, "net to the investor": found.net, "net to a guarantor": found.guarantor}
    low, median, high = found.rates
    return [
        *(
            (f"tier: {tier_label(found, i)}", tier.pays, found.month, tier.chance.scenario_mean, None, None, None)
            for i, tier in enumerate(found.tiers)
        ),
        ("invested", None, None, None, found.invested, None, None),
        *((what, None, None, None, *_three(value)) for what, value in amounts.items()),
        ("yearly return: median and range", None, None, None, median, low, high),
    ]


def _three(of: Difference) -> tuple[float, float, float]:
    return of.mean, of.low, of.high
