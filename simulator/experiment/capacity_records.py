"""What was found about size as records of the table `capacity`, and the curve that they and every table are made of.

`line` is the input that was searched, `group` a size of it (a budget in dollars a year) or "all" for the answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.analysis.estimate import difference
from simulator.experiment.capacity import Capacity
from simulator.experiment.capacity_runs import BUDGET, CASE_MANAGERS, Seen
from simulator.results import ALL, Difference, Record

Floats = npt.NDArray[np.float64]

UNITS = {CASE_MANAGERS: "case managers", BUDGET: "dollars per year"}
PLACES = "places"


@dataclass(frozen=True)
class Point:
    """One size on the curve: means over futures, with the 5th and 95th percentile of futures where there are three.

    `turned_away` and `placed` are referrals in the time that is looked at, `share_turned_away` is of all who qualify.
    Waits are the days (inf: never) that are not exceeded in the share of futures that the target asks for.
    `further_cost` is what LEAD costs more for each further referral that is given a place, against the next smaller
    size of the curve; None where there is none.
    """

    size: int
    budget: float
    turned_away: tuple[float, float, float]
    share_turned_away: float
    placed: float
    waiting: float
    wait_p50: float
    wait_p95: float
    utilization: float
    program_cost: float
    net: tuple[float, float, float]
    target_met: float
    further_cost: float | None


def points(found: Capacity, sizes: Sequence[int] | None = None) -> tuple[Point, ...]:
    """Return the curve at some of the sizes that were tried, ascending, or at all."""
    made: list[Point] = []
    for size in found.sizes if sizes is None else sizes:
        made.append(_point(found, size, made[-1] if made else None))
    return tuple(made)


def _point(found: Capacity, size: int, before: Point | None) -> Point:
    of = found.by_future(size)
    placed, cost = float(of.placed.mean()), float(of.program_cost.mean())
    more = placed - before.placed if before else 0.0
    qualified, funded = float(of.qualified.sum()), float(of.funded.sum())
    return Point(
        size=size,
        budget=float(of.budget.mean()),
        turned_away=_ends(of.turned_away),
        share_turned_away=float(of.turned_away.sum()) / qualified if qualified else 0.0,
        placed=placed,
        waiting=float(of.waiting.mean()),
        wait_p50=quantile(of.wait_p50, found.target.chance),
        wait_p95=quantile(of.wait_p95, found.target.chance),
        utilization=float(of.used.sum()) / funded if funded else 0.0,
        program_cost=cost,
        net=_ends(of.net),
        target_met=found.share(size),
        further_cost=(cost - before.program_cost) / more if before and more > 0.5 else None,
    )


def _ends(values: Floats) -> tuple[float, float, float]:
    low, high = np.percentile(values, [5.0, 95.0])
    return float(low), float(values.mean()), float(high)


def quantile(values: Floats, share: float) -> float:
    """Return the value that so large a share of all does not exceed; some may be inf."""
    return float(np.sort(values)[max(0, math.ceil(share * len(values) - 1e-9) - 1)])


def target_words(found: Capacity) -> str:
    """Return what must hold: LEAD's places are for those who qualify, housing for those in LEAD who ask for it."""
    target, asks = found.target, found.sized.sets != CASE_MANAGERS
    who = "who ask for one" if asks else "who qualify"
    if target.wait_days is not None:
        return f"95 of 100 {who} are given a place within {target.wait_days:g} days"
    if target.turned_away:
        return f"at most {100.0 * target.turned_away:g} % of those {who} are turned away"
    return f"nobody {'who asks for one' if asks else 'who qualifies'} is turned away"


def capacity_records(found: Capacity) -> Iterator[Record]:
    """Yield what was seen at each size, the target, and the smallest size with its interval."""
    for size in found.sizes:
        yield from _of_size(found, size)
    unit, words = unit_of(found), target_words(found)
    stated = _in_unit(found, found.stated_size)
    asked = found.target.turned_away if found.target.wait_days is None else found.target.wait_days
    kind = "share" if found.target.wait_days is None else "days"
    yield _record(found, "target", kind, asked, 0.0, _alone(asked), reason=words)
    yield _record(found, "chance", "share of futures", found.target.chance, 0.0, _alone(found.target.chance))
    yield _record(found, "after", "months", float(found.sized.after), 0.0, _alone(float(found.sized.after)))
    if found.smallest is None:
        reason = f"{words}: not with up to {found.most:,} {UNITS.get(found.sized.sets, PLACES)}"
        yield _record(found, "smallest", unit, _in_unit(found, found.most), stated, _alone(0.0), reason=reason)
        return
    value = _in_unit(found, found.smallest)
    low, high = (_in_unit(found, min(each, found.most)) for each in found.interval or (found.smallest,) * 2)
    yield _record(found, "smallest", unit, value, stated, _within(low - stated, value - stated, high - stated), words)
    for name, each in zip(("5", "50", "95"), found.spread, strict=True):
        enough = _in_unit(found, min(each, found.most))
        lacking = None if math.isfinite(each) else "none that was tried is enough"
        yield _record(found, f"enough_in_{name}", unit, enough, stated, _alone(enough - stated), lacking)


def _of_size(found: Capacity, size: int) -> Iterator[Record]:
    seen: Seen[Floats] = Seen._make(np.moveaxis(found.seen[size], -1, 0))
    group = f"{found.by_future(size).budget.mean():.0f}" if found.sized.path == BUDGET else str(size)
    in_use = seen.used / np.where(seen.funded > 0.0, seen.funded, 1.0)
    for measure, unit, values in (
        ("turned_away", "referrals", seen.turned_away),
        ("qualified", "referrals", seen.qualified),
        ("placed", "referrals", seen.placed),
        ("still_waiting", "referrals", seen.waiting),
        ("utilization", "share", in_use),
        ("program_cost", "dollars", seen.program_cost),
        ("target_met", "share of futures", found.target.met(found.seen[size]).astype(np.float64)),
    ):
        yield _record(found, measure, unit, float(values.mean()), 0.0, difference(values), group=group)
    net = difference(seen.net)
    yield _record(found, "net", "dollars", net.mean, 0.0, net, group=group)
    longest = float(found.sized.calendar.edges[-1])
    for measure, waits, share in (("wait_p50", seen.wait_p50, 50), ("wait_p95", seen.wait_p95, 95)):
        ends = [quantile(waits.reshape(-1), each) for each in (0.05, found.target.chance, 0.95)]
        reason = f"in {100.0 * found.target.chance:g} % of futures no more"
        reason += "" if math.isfinite(ends[1]) else f": never, {100 - share} of 100 or more are turned away"
        low, value, high = (min(each, longest) for each in ends)
        yield _record(found, measure, "days", value, 0.0, _within(low, value, high), reason, group)


def unit_of(found: Capacity) -> str:
    """Return the unit of what was searched."""
    return UNITS.get(found.sized.path, PLACES)


def _in_unit(found: Capacity, size: float) -> float:
    return found.budget(size) if found.sized.path == BUDGET else float(size)


def _alone(value: float) -> Difference:
    return _within(value, value, value)


def _within(low: float, value: float, high: float) -> Difference:
    return Difference(value, low, high, None, low, high, float(value > 0.0), float(value < 0.0), 1)


def _record(
    found: Capacity, measure: str, unit: str, value: float, stated: float, differs: Difference,
    reason: str | None = None, group: str = ALL,
) -> Record:  # fmt: skip
    question, money = found.sized.question, unit.startswith("dollars")
    of_net = measure == "net"
    return Record(
        table="capacity", measure=measure, unit=unit, line=found.sized.path, group=group, reason=reason,
        rung=found.sized.stake.net if of_net else None, payer=found.sized.stake.payer if of_net else ALL,
        price_year=question.jurisdiction.file.currency_year if money and question.money != "nominal" else None,
        scenario=question.scenarios[0].name, baseline=question.baseline.name,
        baseline_mean=stated, scenario_mean=value, difference=differs,
    )  # fmt: skip


__all__ = ["Point", "capacity_records", "points", "quantile", "target_words", "unit_of"]
