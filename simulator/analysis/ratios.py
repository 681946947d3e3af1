"""What a comparison comes to: break-even, cost for each unit, the self-funding rate, staff, and the last full year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from simulator.analysis.break_even import break_even, cumulative_net
from simulator.analysis.money import views
from simulator.analysis.record import Array, number, record
from simulator.analysis.samples import Pair
from simulator.analysis.staff import staff_by_class
from simulator.analysis.unit_costs import UnitCost, unit_cost
from simulator.costs.ledger import BASES
from simulator.inputs.scenario import FUND, OTHERS
from simulator.model.measures import parts_of
from simulator.results import Record
from simulator.units import DAYS_PER_YEAR, MONTHS_PER_YEAR

CASH = BASES.index("cash")
CENTS = 100.0


def ratio_records(pair: Pair) -> Iterator[Record]:
    """Return the records that are no sums."""
    yield from _break_even(pair)
    yield from _unit_costs(pair)
    yield from _self_funding(pair)
    yield from _staff(pair)
    yield from _steady_year(pair)


def _break_even(pair: Pair) -> Iterator[Record]:
    """Return for each payer the month from which on its net is never below zero again, and the share without one."""
    for b, rung in enumerate(("net", "cash_net")):
        for p, payer in views(pair.axes):
            found = break_even(cumulative_net(pair.money.monthly[:, :, :, p, b].sum(axis=3)))
            if found.nothing:
                continue
            yield number(pair, "break_even_never", "share of futures", found.never, rung=rung, payer=payer)
            for name in ("low", "median", "high"):
                month = getattr(found, name)
                if month is not None:
                    yield number(pair, f"break_even_month_{name}", "months", month, rung=rung, payer=payer)


def _unit_costs(pair: Pair) -> Iterator[Record]:
    """Return what LEAD costs for each new participant and participant-month, and each booking and jail day avoided."""
    program = np.array(pair.axes.program)
    before, after = (
        cents[:, :, 0, :, :, CASH][..., program].sum(axis=(2, 3)) / CENTS
        for cents in (pair.money.before, pair.money.spent)
    )
    found = unit_cost(after, _counts(pair, "participants")[1])
    yield from _unit_cost(pair, "cost_per_participant", "dollars per new participant", found, "begin")
    days = _counts(pair, "participant_days")[1]
    months = days * MONTHS_PER_YEAR / DAYS_PER_YEAR
    found = unit_cost(after, months)
    yield from _unit_cost(pair, "cost_per_participant_month", "dollars per participant-month", found, "served")
    for measure, what in (("bookings", "booking"), ("jail_days", "jail day")):
        was, now = _counts(pair, measure)
        name = f"cost_per_{what.replace(' ', '_')}_avoided"
        found = unit_cost(after - before, was - now)
        yield from _unit_cost(pair, name, f"dollars per {what} avoided", found, "avoided")


def _unit_cost(pair: Pair, measure: str, unit: str, found: UnitCost, used: str) -> Iterator[Record]:
    """Return the share of draws without units and, where there are some on average, what one costs."""
    yield number(pair, f"{measure}_none", "share of futures", found.share_without)
    if found.mean is not None:
        made = number(pair, measure, unit, found.mean)
        if found.low is not None and found.high is not None:
            made = replace(made, difference=replace(made.difference, low=found.low, high=found.high))
        else:  # a draw without units has no ratio, and one that looks exact would flatter
            without = round(found.share_without * found.draws)
            made = replace(made, reason=f"no range: none {used} in {without} of {found.draws} draws")
        yield made


def _counts(pair: Pair, measure: str) -> tuple[Array, Array]:
    """Return a measure over the horizon in the baseline and in the scenario."""
    before, after = (counts.of(parts_of(measure))[:, :, 0] for counts in pair.counts)
    return before, after


def _self_funding(pair: Pair) -> Iterator[Record]:
    """Return which share of public cashable savings would pay for LEAD, and in how many futures none up to 100 %.

    LEAD's cost is what it costs more than in the baseline, against which savings are measured too. None is above every
    rate, so there is no median where half have none. A LEAD that costs no more has no rate.
    """
    axes, program = pair.axes, np.array(pair.axes.program)
    public = [p for p, payer in enumerate(axes.payers) if payer not in (*axes.private, FUND, OTHERS)]
    before, after = (cents[:, :, 0, :, :, CASH] for cents in (pair.money.before, pair.money.spent))
    cash = before - after
    saved = cash[:, :, public][:, :, :, ~program].sum(axis=(2, 3)).mean(axis=1)
    cost = -cash[:, :, :, program].sum(axis=(2, 3)).mean(axis=1)
    if not (cost > 0).any():
        return
    enough = (saved >= cost) & (saved > 0)
    rates = np.sort(np.divide(np.maximum(cost, 0), saved, out=np.full(cost.shape, np.inf), where=enough))
    yield number(pair, "self_funding_never", "share of futures", float(np.isinf(rates).mean()))
    yield from _carried(pair, saved, cost)
    middle = rates[(len(rates) - 1) // 2 : len(rates) // 2 + 1]
    if np.isfinite(middle).all():
        yield number(pair, "self_funding_rate", "share", float(middle.mean()))


def _carried(pair: Pair, saved: Array, cost: Array) -> Iterator[Record]:
    """Return which share of LEAD all public savings in cash would pay for; a part of them pays for that part of it.

    Nothing that is bought with them, no delay and no cap is in it. No share where LEAD costs no more in some draw.
    """
    found = unit_cost(saved[:, np.newaxis], cost[:, np.newaxis])
    if found.mean is None or found.low is None or found.high is None:
        return
    p25, p75 = (float(edge) for edge in np.percentile(saved / cost, [25.0, 75.0]))
    made = number(pair, "self_funding_carried", "share", found.mean)
    edges = replace(made.difference, low=found.low, high=found.high, p25=p25, p75=p75)
    yield replace(made, difference=edges)


def _steady_year(pair: Pair) -> Iterator[Record]:
    """Return the last full fiscal year, in which what goes on is as near to steady as the horizon lets it be."""
    full = [
        y for y, months in zip(pair.axes.fiscal_years, pair.axes.months[1:], strict=True) if months == MONTHS_PER_YEAR
    ]
    if full:
        yield number(pair, "steady_year", "fiscal year", float(full[-1]))


def _staff(pair: Pair) -> Iterator[Record]:
    """Return full-time staff by class and fiscal year; notice is staffed too."""
    before, after = (
        staff_by_class(
            months[:, :, :, 0] + months[:, :, :, 1],
            np.minimum(months[:, :, :, 2] + months[:, :, :, 3], 1.0),
            pair.axes.supervisor_ratio,
        )
        for months in pair.staff
    )
    for name in after:
        start = 0
        for period, label in enumerate(pair.axes.periods):
            length = pair.axes.months[period]
            months = slice(None) if period == 0 else slice(start, start + length)
            start += length if period else 0
            was, now = (each[name][:, :, months].mean(axis=2) for each in (before, after))
            yield record(pair, "queues", "staff", "full-time staff", was, now, label, line=name)
