"""How sure an answer is as records of the table `uncertainty`, beside those of the answer that it is about.

Shares of futures have the share as their mean and its 90 % Monte Carlo interval as `low` and `high`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.analysis.acceptability import HALF, Share, accepting, price_of, prices, share
from simulator.analysis.two_level import Ends
from simulator.costs.savings import NETS
from simulator.experiment.uncertain_inputs import count_inputs
from simulator.experiment.uncertainty import EFFECTS, OPTIONS, Uncertainty
from simulator.results import ALL, Difference, Record

FUTURES = "share of futures"
NOTHING = "neither pays nor saves anything"
NO_EFFECT = "the scenario has no such effect"
NOT_SURE = "in more than one of twenty futures there is none, so that a ratio would say nothing"


@dataclass(frozen=True)
class _About:
    """What all records of an answer have in common."""

    found: Uncertainty

    def number(
        self, measure: str, unit: str, value: float, ends: Ends | None = None, *,
        line: str | None = None, group: str = ALL, reason: str | None = None,
    ) -> Record:  # fmt: skip
        low, high = ends or (value, value)
        draws = self.found.question.draws
        spread = Difference(value, low, high, None, low, high, float(value > 0), float(value < 0), draws)
        return self._record(measure, unit, spread, line=line, group=group, reason=reason)

    def share(
        self, measure: str, of: Share, against: float = 0.0, *, line: str | None = None, group: str = ALL,
        payer: str | None = None, rung: str | None = None, year: str | int = ALL, reason: str | None = None,
    ) -> Record:  # fmt: skip
        error = (of.value * (1.0 - of.value) / of.draws) ** 0.5
        spread = Difference(of.value, of.low, of.high, error, of.low, of.high, of.value, against, of.draws)
        return self._record(
            measure, FUTURES, spread, line=line, group=group, payer=payer, rung=rung, year=year, reason=reason
        )

    def _record(
        self, measure: str, unit: str, spread: Difference, *, line: str | None, group: str, reason: str | None,
        payer: str | None = None, rung: str | None = None, year: str | int = ALL,
    ) -> Record:  # fmt: skip
        question, stake = self.found.question, self.found.stake
        money = unit.startswith("dollars") and question.money != "nominal"
        return Record(
            table="uncertainty", measure=measure, unit=unit, line=line, group=group, reason=reason, fiscal_year=year,
            rung=rung or stake.net, payer=payer or stake.payer,
            price_year=question.jurisdiction.file.currency_year if money else None,
            scenario=question.scenarios[0].name, baseline=question.baseline.name,
            baseline_mean=0.0, scenario_mean=spread.mean, difference=spread,
        )  # fmt: skip


def uncertainty_records(found: Uncertainty) -> Iterator[Record]:
    """Yield chances by payer, rung and year, the two levels, losses, worths, costs of effects and their curves."""
    about = _About(found)
    yield from _chances(about)
    yield from _two_levels(about)
    yield from _losses(about)
    for name in EFFECTS:
        yield from _effect(about, name)


def _chances(about: _About) -> Iterator[Record]:
    """Yield the share of draws that save as the comparison has it, with its Monte Carlo interval."""
    for each in about.found.comparison.records:
        if each.measure != "dollars" or each.rung not in NETS or each.line is not None or each.group != ALL:
            continue
        of = each.difference
        saving = share(round(of.chance_positive * of.draws), of.draws)
        yield about.share(
            "chance_of_saving", saving, of.chance_negative, payer=each.payer, rung=each.rung, year=each.fiscal_year,
            reason=NOTHING if of.chance_positive == of.chance_negative == 0.0 else None,
        )  # fmt: skip


def _two_levels(about: _About) -> Iterator[Record]:
    found = about.found
    count = count_inputs(found.question)
    yield about.number("inputs_uncertain", "inputs", count.inputs)
    for name, several in count.together.items():
        yield about.number("inputs_calibrated", "inputs", several, line=name)
    how = "chosen by a pilot" if found.chosen else "as asked for"
    yield about.number("draws_chosen", "draws", found.question.draws, reason=how)
    yield about.number("replications_chosen", "replications", found.question.replications, reason=how)
    parts = found.components
    if parts is None:
        return
    low, high = (end**0.5 for end in parts.between_ends)
    yield about.number("spread_of_inputs", "dollars", parts.between**0.5, (low, high))
    yield about.number("spread_of_luck", "dollars", parts.within**0.5)
    yield about.number("luck_share", "share", parts.luck_share, parts.luck_ends)
    without = int((found.pulled > 0.0).sum())
    yield about.share(
        "chance_of_saving_without_luck", share(without, len(found.pulled)), float((found.pulled < 0.0).mean())
    )
    yield about.number("chance_of_saving_in_one_world", FUTURES, found.saving_runs)


def _losses(about: _About) -> Iterator[Record]:
    found = about.found
    for name, loss in zip(OPTIONS, found.losses.tolist(), strict=True):
        yield about.number("expected_loss", "dollars", loss, group=name)
    yield about.number("expected_value_of_perfect_information", "dollars", found.perfect)
    for each in found.groups:
        reason = None if each.told_apart else f"cannot be told from noise at {found.question.draws} draws"
        yield about.number("worth_of_group", "dollars", each.value, line=each.name, reason=reason)


def _effect(about: _About, name: str) -> Iterator[Record]:
    """Yield what a unit of an effect costs, the price that half of futures accept, and the curve."""
    found = about.found
    gained, nets, unit = found.options.more(name), found.options.nets, f"dollars per {EFFECTS[name].one}"
    if not gained.any():
        yield about.number("cost_per_none", FUTURES, 1.0, line=name, reason=NO_EFFECT)
        return
    cost = found.options.cost_of(name)
    yield about.number("cost_per_none", FUTURES, cost.share_without, line=name)
    if cost.mean is not None:
        ends = (cost.low, cost.high) if cost.low is not None and cost.high is not None else None
        yield about.number("cost_per", unit, cost.mean, ends, line=name, reason=None if ends else NOT_SURE)
    half = price_of(gained, nets)
    if half is not None:
        yield about.number("price_half_accept", unit, half, line=name, group=str(HALF))
    for price in prices(gained, nets):
        accepted = accepting(gained, nets, price)
        yield about.share("acceptability", accepted, 1.0 - accepted.value, line=name, group=f"{price:.10g}")


__all__ = ["FUTURES", "NO_EFFECT", "uncertainty_records"]
