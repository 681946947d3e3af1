"""How an investor is repaid: threshold, payment and date, the chance of each tier, and the investor's return."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from simulator.report import words
from simulator.report.layout import Sheet, labels, longest_line, numbers
from simulator.results import ALL, Comparison, Difference, Record
from simulator.units import MONTHS_PER_YEAR

TITLE = "How the investor is repaid: once, by how far jail days fall"
PUBLISHED = (
    "The amounts are the published ones of the place that the tiers are from, not scaled to this one. Days in stable "
    "housing, which Denver pays for too, are not in it. A tier whose payment was not published pays nothing here."
)


@dataclass(frozen=True)
class Tier:
    """A tier: the fall in jail days from which on it pays, what it pays there, and the share of futures in it."""

    name: str
    pays: float
    chance: Record

    @property
    def futures(self) -> str:
        """In how many futures jail days fall into it, such as `3 of 50`."""
        several, of = words.of_futures(self.chance)
        return f"{several} of {of}"


@dataclass(frozen=True)
class Investor:
    """What an investor pays up front and gets back; rates are a year's, the low, the middle and the high one."""

    name: str
    invested: float
    paid: Difference
    net: Difference
    guarantor: Difference
    month: int
    rates: tuple[float, float, float]
    tiers: tuple[Tier, ...]


def investor(comparison: Comparison, scenario: str) -> Investor | None:
    """Return how a scenario's investor is repaid; None where it has none, or in an answer of an earlier leadsim."""
    mine = {
        (r.measure, str(r.line)): r
        for r in comparison.records
        if r.scenario == scenario and r.table == "fund" and r.fiscal_year == ALL
    }
    name = next((line for measure, line in mine if measure == "investor_invested"), None)
    if name is None:
        return None
    low, median, high = (mine[f"investor_rate_{end}", name].scenario_mean for end in ("low", "median", "high"))
    return Investor(
        name,
        mine["investor_invested", name].scenario_mean,
        mine["investor_paid", name].difference,
        mine["investor_net", name].difference,
        mine["guarantor_net", name].difference,
        round(mine["investor_paid_month", name].scenario_mean),
        (low, median, high),
        tuple(
            Tier(line, mine["investor_tier_pays", line].scenario_mean, record)
            for (measure, line), record in mine.items()
            if measure == "investor_tier"
        ),
    )


def paid_in(comparison: Comparison, month: int) -> str:
    """Return a month of the horizon, of which the first is 1, such as `Jan 2029`."""
    first = date.fromisoformat(comparison.identity.start)
    years, rest = divmod(first.month - 1 + month - 1, MONTHS_PER_YEAR)
    return date(first.year + years, rest + 1, 1).strftime("%b %Y")


def per_year(rate: float) -> str:
    """Return a yearly return such as `+5.1 %` or `−100 %`."""
    number = round(100.0 * rate, 1) + 0.0
    sign = words.MINUS if number < 0 else "+" if number > 0 else ""
    return f"{sign}{abs(number):g} %"


def sentences(comparison: Comparison, found: Investor) -> list[str]:
    """Return what the investor pays and gets back, when, and what that is worth; a loss is called one."""
    paid, net = found.paid, found.net
    nothing, of = words.of_futures(found.tiers[0].chance)
    when = paid_in(comparison, found.month)
    reach = f" (90 % of futures: {_dollars(paid.low)} to {_dollars(paid.high)})" if paid.low != paid.high else ""
    told = [
        f"Investors ({words.payer(found.name)}) pay {_dollars(found.invested)} up front and are paid "
        f"{_dollars(paid.mean)} in {when} on average{reach}; {words.in_futures(nothing, of)} nothing."
    ]
    how = "gain" if net.mean > 0 else "lose"
    low, median, high = (per_year(rate) for rate in found.rates)
    spread = f" ({low} to {high})" if low != high else ""
    result = (
        f"They {how} {_dollars(abs(net.mean))} on average"
        if words.shown(net.mean)
        else "They are paid back what they paid"
    )
    told.append(f"{result}; the return in the middle future is {median} a year{spread}.")
    if words.shown(found.guarantor.mean):
        told.append(f"A guarantor loses {_dollars(-found.guarantor.mean)} on average.")
    return told


def _dollars(value: float) -> str:
    return words.dollars(value, signed=False)


def tier_label(found: Investor, i: int) -> str:
    """Return a tier in words: under the first fall, between two, or from the last on."""
    falls = [tier.name for tier in found.tiers]
    if i == 0:
        return f"Less than {falls[1]}"
    return f"{falls[i]} to {falls[i + 1]}" if i + 1 < len(falls) else f"{falls[i]} or more"


def investor_table(comparison: Comparison, scenario: str) -> Sheet | None:
    """Return the tiers: fall, payment at the least and how many futures; None where there is no investor."""
    found = investor(comparison, scenario)
    if found is None:
        return None
    names = [tier_label(found, i) for i in range(len(found.tiers))]
    columns = {
        "paid at least": [_dollars(tier.pays) for tier in found.tiers],
        "paid in": [paid_in(comparison, found.month) if tier.pays else "" for tier in found.tiers],
        "futures": [tier.futures for tier in found.tiers],
    }
    return Sheet(
        [labels(names, longest_line(*names)), *(numbers(n, c, longest_line(*c)) for n, c in columns.items())],
        TITLE,
        f"{' '.join(sentences(comparison, found))} {PUBLISHED}",
    )
