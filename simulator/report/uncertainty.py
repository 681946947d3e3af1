"""How sure an answer is, in plain words: chances of a saving, luck, prices of effects, and what to measure next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from simulator.analysis.estimate import difference
from simulator.costs.savings import NETS
from simulator.experiment.sensitivity_information import FEWEST
from simulator.experiment.uncertainty import EFFECTS, Uncertainty
from simulator.report import words
from simulator.report.layout import Column, Sheet, longest_line, numbers
from simulator.report.sensitivity import asked, preface
from simulator.report.uncertainty_words import between, findings, headline, of_draws
from simulator.results import ALL, Record

HEADS = {"average_net": "at average cost", "net": "costs avoided", "cash_net": "cash"}
"""What a net counts, as the head of a column; the order of the ladder."""
FEW_GROUPS = 6
HOW = (
    "Futures: draws of the inputs, out of 50 where there are as many; in brackets where the share would be with any "
    "number of draws (90 %, Monte Carlo error alone). They say how sure the answer is given the ranges of the inputs; "
    "what has no range, and what the model leaves out, is in none of them."
)
CURVE = (
    "The price is what one would have to be worth on top of what it saves: costs avoided are in the net already. Where "
    "an effect turns out negative, more worth makes LEAD look worse; no ratio is used."
)
NEXT = (
    "Worth of knowing a group before choosing, once, over the whole horizon: the most a study of it could be worth. By "
    "regression (Strong, Oakley and Brennan 2014). Worths do not add up."
)


def uncertainty_parts(found: Uncertainty, records: Sequence[Record], effect: str) -> list[RenderableType]:
    """Return the finding, chances by payer and by year, the price of an effect, and what to measure next."""
    chances = [each for each in records if each.measure == "chance_of_saving"]
    return [
        preface(found.question, found.stake, "how sure it is"),
        Group(Text(headline(found), style="bold"), *(Text(f"• {each}") for each in findings(found, records))),
        _by_payer(chances),
        *_by_year(found, chances),
        *_price(found, records, effect),
        *_next(found),
        Group(*(Text(each, style="dim") for each in (HOW, CURVE, NEXT))),
    ]


def uncertainty_data(found: Uncertainty, records: Sequence[Record]) -> dict[str, Any]:
    """Return what was asked, the net, the split and the records, as plain data."""
    return {
        **asked(found.question, found.stake),
        "net": found.mean,
        "net_mcse": difference(found.options.nets[:, None]).mcse,
        "chosen_by_pilot": found.chosen,
        "pilot": None if found.pilot is None else [found.pilot.draws, found.pilot.replications],
        "estimates": [record.as_dict() for record in records],
    }


# -- tables -----------------------------------------------------------------------------------------------


def _by_payer(chances: Sequence[Record]) -> Sheet:
    cells = {(each.payer, each.rung): each for each in chances if each.fiscal_year == ALL}
    payers = list(dict.fromkeys(payer for payer, _ in cells))
    names = [words.payer(each) for each in payers]
    heads = {net: HEADS[net] for net in HEADS if net in NETS}
    columns = [_chances(head, [cells[payer, net] for payer in payers]) for net, head in heads.items()]
    title = "In how many futures LEAD saves more than it costs, by payer and by what is counted"
    return Sheet([_labels("Payer", names), *columns], title=title, divisible=False)


def _by_year(found: Uncertainty, chances: Sequence[Record]) -> list[Sheet]:
    mine = [each for each in chances if each.payer == found.stake.payer and each.fiscal_year != ALL]
    cells = {(str(each.fiscal_year), each.rung): each for each in mine}
    years = list(dict.fromkeys(year for year, _ in cells))
    if len(years) < 2:
        return []
    columns = [_chances(head, [cells[year, net] for year in years]) for net, head in HEADS.items()]
    title = f"The same by fiscal year, {words.payer(found.stake.payer)}"
    return [Sheet([_labels("Fiscal year", years), *columns], title=title, divisible=False)]


def _chances(head: str, records: Sequence[Record]) -> Column:
    cells = [_chance(each) for each in records]
    return numbers(head, cells, longest_line(head, *cells))


def _chance(record: Record) -> str:
    if record.reason is not None:
        return "–"
    several, of = words.of_futures(record)
    return f"{several} of {of} ({between((record.difference.low, record.difference.high))})"


def _price(found: Uncertainty, records: Sequence[Record], effect: str) -> list[RenderableType]:
    """Return what an effect costs, and in how many futures it is worth a price."""
    named, mine = EFFECTS[effect], [each for each in records if each.line == effect]
    curve = [each for each in mine if each.measure == "acceptability"]
    if not curve:
        return [Text(f"No {named.many}: the scenario changes nothing about them.")]
    prices = [words.dollars(float(each.group), signed=False) for each in curve]
    shares = ["{} of {}".format(*words.of_futures(each)) for each in curve]
    columns = [numbers(price, [cell], longest_line(price, cell)) for price, cell in zip(prices, shares, strict=True)]
    label = "Futures in which LEAD is worth it at this price"
    head = f"What a {named.one} would have to be worth"
    return [
        Group(
            Text(f"{head}, net of {words.payer(found.stake.payer)}", style="bold cyan"),
            *(Text(each) for each in _cost(found, mine, effect)),
            *([Sheet([Column("", [label], 24, len(label)), *columns])] if len(columns) > 1 else []),
        )
    ]


def _cost(found: Uncertainty, records: Sequence[Record], effect: str) -> list[str]:
    named, by = EFFECTS[effect], {each.measure: each for each in records}
    gained = float(found.options.more(effect).mean())
    amount = f"On average {words.count(gained, signed=False) if gained > 0.0 else 'no'} {named.many}"
    net = found.mean
    what = f"{amount}, {'a saving' if net > 0.0 else 'a net cost'} of {words.dollars(abs(net), signed=False)}"
    cost, half = by.get("cost_per"), by.get("price_half_accept")
    if cost is not None and net <= 0.0:
        what += f": {words.dollars(cost.scenario_mean, signed=False)} each"
        if cost.reason is None:
            low, high = (words.dollars(each) for each in (cost.difference.low, cost.difference.high))
            what += f" ({low.lstrip('+')} to {high.lstrip('+')})"
    none = by["cost_per_none"].scenario_mean
    if none > 0.0:
        what += f"; none in {of_draws(found.options.more(effect) <= 0.0)} futures"
    if half is None:
        return [f"{what}. At no price do half of futures accept it."]
    if half.scenario_mean == 0.0:
        return [f"{what}. Half of futures or more accept it even at $0."]
    return [f"{what}. Half of futures accept it from {words.dollars(half.scenario_mean, signed=False)} on."]


def _next(found: Uncertainty) -> list[RenderableType]:
    """Return the groups that are worth measuring, or why there are none."""
    if found.question.draws < FEWEST:
        return [Text(f"What to measure next takes {FEWEST} draws or more.")]
    if not found.losses.min():
        return [Text("What to measure next: nothing that could be learned would change the choice.")]
    apart = [each for each in found.groups if each.told_apart][:FEW_GROUPS]
    rest = len(found.groups) - sum(each.told_apart for each in found.groups)
    of = f"{rest} of {len(found.groups)} groups of inputs"
    noise = f"{of} are not distinguishable from noise at {found.question.draws} draws."
    if not apart:
        return [Text(f"What to measure next: {noise}")]
    names = [f"{rank}. {each.name}" for rank, each in enumerate(apart, start=1)]
    worths = [words.dollars(each.value, signed=False) for each in apart]
    counts = [f"{each.inputs}" for each in apart]
    columns = [_labels("Group", names), numbers("Inputs", counts, 6), numbers("Worth", worths, longest_line(*worths))]
    return [Sheet(columns, title="What to measure next", caption=noise if rest else None, divisible=False)]


def _labels(head: str, texts: Sequence[str]) -> Column:
    width = longest_line(head, *texts)
    return Column(head, texts, width, width)


__all__ = ["uncertainty_data", "uncertainty_parts"]
