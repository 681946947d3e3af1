"""What `reinvest` prints: what an agreement captures and buys, without and with it, and who funds LEAD."""

from __future__ import annotations

import math
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from simulator.analysis.estimate import futures
from simulator.experiment.reinvest import Reinvestment
from simulator.report import words
from simulator.report.comes_to import Ratios, ratios
from simulator.report.fund import FundYears, fund_tables
from simulator.report.funding import cliff_lines, source_table
from simulator.report.investor import investor_table
from simulator.report.money import Money
from simulator.report.tables import basis, beyond_evidence, years_of
from simulator.report.with_without import with_without_tables
from simulator.results import ALL, Comparison, Record
from simulator.units import Calendar

NOBODY = "Nothing is captured: this scenario has no agreement that moves money, and reinvestment is never assumed."
LIMITS = (
    "Captured money is what an audit or a formula finds, so it can be more or less than what was saved. The column "
    "“because of it” compares the same worlds; for places and money it is the difference of two means. Each number is "
    "rounded by itself."
)


def reinvest_parts(found: Reinvestment, place: str, calendar: Calendar) -> list[RenderableType]:
    """Return the findings, the fund by fiscal year, what it changes, and who funds LEAD."""
    comparison = found.comparison
    scenario = comparison.identity.scenarios[-1]
    parts: list[RenderableType] = [_preface(found, place)]
    if _has_agreement(found):
        parts += [*fund_tables(FundYears(comparison, scenario)), *with_without_tables(comparison)]
        repaid = investor_table(comparison, scenario)
        parts += [repaid] if repaid else []
    sources = source_table(found)
    parts += [sources] if sources else []
    parts.append(Group(*cliff_lines(found, calendar)))
    limits = [*([LIMITS] if _has_agreement(found) else []), *beyond_evidence(comparison, by_year=True)]
    return [*parts, *([Group(*(Text(note, style="dim") for note in limits))] if limits else [])]


def reinvest_data(found: Reinvestment) -> dict[str, Any]:
    """Return the answer as plain data: its records, and who funds LEAD in the base case."""
    cliffs = [
        {"source": cliff.source, "payer": cliff.payer, "date": cliff.when.isoformat(), "dollars_per_year": cliff.lost}
        for cliff in found.cliffs
    ]
    sources = {source: list(amounts) for source, amounts in found.sources.items()}
    return {
        **found.comparison.as_dict(),
        "funding": {"sources": sources, "cliffs": cliffs, "certified_by": found.certified_by},
    }


def _has_agreement(found: Reinvestment) -> bool:
    return len(found.comparison.identity.scenarios) > 1


def _preface(found: Reinvestment, place: str) -> Group:
    comparison = found.comparison
    identity = comparison.identity
    title = identity.titles[identity.scenarios[-1]]
    told = agreement_findings(comparison) if _has_agreement(found) else [NOBODY]
    certified = [Text(f"Certified by: {found.certified_by}", style="dim")] if found.certified_by else []
    return Group(
        Text(f"{place}, {years_of(comparison)}: what is captured and reinvested", style="bold"),
        Text(f"{title} · {basis(comparison)}", style="dim"),
        Text(""),
        *(Text(f"• {sentence}") for sentence in [*told, self_funding(ratios(comparison, identity.scenarios[-1]))]),
        *certified,
    )


# -- findings: each turns round where it fails ----------------------------------------------------------------


def agreement_findings(comparison: Comparison) -> list[str]:
    """Return what is captured, how far it carries LEAD, what it does to budgets, and whose money it replaces."""
    without, scenario = comparison.identity.scenarios
    fund = FundYears(comparison, scenario)
    mine = {r.measure: r for r in comparison.records if r.scenario == scenario and r.table == "fund"}
    book = Money.of(comparison, scenario)
    told = [captured(fund, years_of(comparison), book.records.get(("captured", ALL, None, ALL)))]
    if fund.gets_money:
        told.append(carried(comparison, fund, mine))
        told += one_time_money(fund)
    told.append(change(Money.of(comparison, without), book))
    return told + supplanted(comparison)


def captured(fund: FundYears, years: str, rung: Record | None) -> str:
    """Return how much is captured, from whom, in how many futures nothing is, and what LEAD's fund gets of it."""
    total, deposits = fund.total("captured"), fund.mean("deposits")
    if total <= 0.0:
        return f"Nothing is captured over {years}, in any future: no saving in cash was certified in time."
    size = words.dollars(total, signed=False) + _except(rung)
    payers = " and ".join(words.payer(payer) for payer in fund.details("captured"))
    if deposits <= 0.0:
        others = " and ".join(words.plain(name) for name in fund.details("recipient"))
        return f"Captured over {years}: {size} from {payers}. LEAD's fund gets nothing of it; it goes to {others}."
    return f"Captured over {years}: {size} from {payers}; LEAD's fund gets {words.dollars(deposits, signed=False)}."


def _except(rung: Record | None) -> str:
    """Return in how many futures nothing is captured, where that is some of them."""
    several, of = futures(rung.difference) if rung else (0, 0)
    return f" on average, though nothing {words.in_futures(of - several, of)}," if several < of else ""


def carried(comparison: Comparison, fund: FundYears, mine: dict[str, Record]) -> str:
    """Return from when on captured savings alone pay for LEAD, or how little of it they pay for."""
    last = comparison.identity.fiscal_years[-1]
    never, first = mine["carried_never"], mine.get("carried_from")
    several, of = words.of_futures(never)
    if first is not None:
        low, high = math.floor(first.difference.low), math.ceil(first.difference.high)
        since = f"FY {low}" if low == high else f"FY {low} to FY {high}"
        return f"Captured savings alone pay for LEAD from {since} on, {words.in_futures(of, of)}."
    cost = Money.of(comparison, comparison.identity.scenarios[-1]).records["program", ALL, None, last].scenario_mean
    if cost <= 0.0:
        return f"In FY {last} there is no LEAD to pay for; {words.in_futures(several, of)} savings never carried it."
    share = words.percent(fund.mean("deposits", period=last) / cost)
    paid = f"In FY {last} captured savings pay for {share} of what LEAD costs"
    return f"{paid}; {words.in_futures(several, of)} they never carry it alone."


def one_time_money(fund: FundYears) -> list[str]:
    """Return a warning where the fund spends more than comes in: then what it buys rests on one-time money."""
    spent, came = fund.total("spending") + fund.mean("administration"), fund.mean("deposits")
    opening = fund.mean("opening")
    if not opening or spent <= came:
        return []
    size, rest = (words.dollars(each, signed=False) for each in (opening, spent - came))
    return [
        f"The fund starts with {size} of one-time money and spends {rest} more than it takes in: that cannot go on."
    ]


def change(without: Money, fund: Money) -> str:
    """Return whether all payers together are better or worse off in cash for the agreement."""
    more = fund.mean("cash_net") - without.mean("cash_net")
    size = words.dollars(abs(more), signed=False)
    if words.shown(more) == 0.0:
        return "With the agreement all payers together are as well off in cash as without it."
    how = "better" if more > 0.0 else "worse"
    return f"With the agreement all payers together are {size} {how} off in cash than without it, on average."


def supplanted(comparison: Comparison) -> list[str]:
    """Return how much less, or more, others pay for LEAD since there is a fund."""
    paid = [r for r in comparison.records if r.measure == "because_paid_by_others" and r.fiscal_year == ALL]
    if not paid or words.shown(paid[0].difference.mean) == 0.0:
        return []
    size = words.dollars(abs(paid[0].difference.mean), signed=False)
    if paid[0].difference.mean < 0.0:
        return [f"LEAD's other funders pay {size} less than without it: the fund has replaced their money."]
    return [f"LEAD's other funders pay {size} more than without it."]


def _at_most(found: Ratios) -> str:
    """Return how much of LEAD all public savings in cash would pay for, with its range; nothing where LEAD is free."""
    carried = found.get(("self_funding_carried", ALL))
    if carried is None:
        return ""
    low, mean, high = (
        words.percent(v) for v in (carried.difference.low, carried.difference.mean, carried.difference.high)
    )
    return f"; all of them would pay for {mean} of what it costs more ({low} to {high})"


def self_funding(found: Ratios) -> str:
    """Return which share of public savings would have to be captured to pay for LEAD, or that no share would do."""
    never, rate = found.get(("self_funding_never", ALL)), found.get(("self_funding_rate", ALL))
    if never is None:
        return "LEAD costs nothing here, so there is nothing that savings would have to pay for."
    several, of = words.of_futures(never)
    if rate is None or several == of:
        said = f"{words.in_futures(several, of)} no share of public cash savings up to 100 % would pay for LEAD"
        return f"{said[0].upper()}{said[1:]}{_at_most(found)}."
    needed = f"To pay for LEAD, {words.percent(rate.difference.mean)} of public cash savings would have to be captured"
    return f"{needed}{f'; {words.in_futures(several, of)} no share up to 100 % would do' if several else ''}."
