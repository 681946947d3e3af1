"""Made-up samples of runs: by hand from fiscal years, or random with costs in proportion to use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from simulator.analysis.samples import Counts, Money, Pair
from simulator.costs.ledger import BASES
from simulator.model.quantities import Quantity
from simulator.results import Axes

AXES = Axes(
    fiscal_years=(2027, 2028),
    days=(366.0 + 181.0, 181.0, 366.0),
    months=(18, 6, 12),
    groups=("black", "white", "other"),
    payers=("city", "county", "state", "fund"),
    lines=("jail bed", "court", "case managers", "services"),
    program=(False, False, True, True),
    kinds=("marginal", "marginal", "per_event", "per_event"),
    supervisor_ratio=8.0,
)
STAFF = [
    Quantity.CASE_MANAGER_MONTHS, Quantity.NOTICE_MONTHS, Quantity.PLACE_DAYS_USED, Quantity.PLACE_DAYS_FUNDED,
    Quantity.BACKGROUND_JAIL_DAYS,
]  # fmt: skip
NOBODY = -1
PERCENT = {False: (100, 12, 9), True: (100, 100, 100)}
"""What of an average cost varies and is cash, for lines of justice and for LEAD's own."""


def whole_and_years(years: np.ndarray) -> np.ndarray:
    """Return an array by (draw, replication, fiscal year, …) with the whole horizon in front of the years."""
    return np.concatenate([years.sum(axis=2, keepdims=True), years], axis=2)


def counted(counts: np.ndarray) -> Counts:
    """Return counts by (draw, replication, period, quantity, group)."""
    return Counts(totals=counts.sum(axis=4), by_group=counts[:, :, 0])


def made(before: np.ndarray, spent: np.ndarray, axes: Axes = AXES, **known: object) -> Pair:
    """Return a pair of spending by (draw, replication, fiscal year, payer, line, basis), and of what else is `known`.

    Amounts are by fiscal year, too; `monthly`, `gains` and `certified` are as a pair has them. What is not known is
    nothing, and gains are those of the years.
    """
    runs, cells = spent.shape[:2], spent.shape[:5]
    counts = np.zeros((*runs, len(axes.periods), len(Quantity), len(axes.groups) + 1))
    months = axes.months[0]
    nothing = {name: np.zeros(cells, dtype=np.int64) for name in ("captured", "reinvested", "certified")}
    amounts = {
        **nothing,
        "received": np.zeros(cells[:4], dtype=np.int64),
        "monthly": np.zeros((*runs, months, len(axes.payers), 2), dtype=np.int64),
        "gains": np.maximum(before - spent, 0),
        **{name: known.pop(name) for name in list(known) if name in Money.__dataclass_fields__},
    }
    by_year = {"before": before, "spent": spent, **{n: amounts.pop(n) for n in ("captured", "reinvested", "received")}}
    staff = np.zeros((*runs, months, 4))
    default = {"counts": (counted(counts), counted(counts)), "staff": (staff, staff), "fund": {}, "price_year": 2025}
    money = Money(**{name: whole_and_years(years) for name, years in by_year.items()}, **amounts)  # type: ignore[arg-type]
    return Pair("smallville/more", "smallville/no-lead", axes, money=money, **{**default, **known})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Side:
    """What the runs of one side leave: counts and spending by fiscal year, staff by month."""

    counts: np.ndarray
    cents: np.ndarray
    staff: np.ndarray


def side(seed: int, draws: int = 8, replications: int = 2, axes: Axes = AXES) -> Side:
    """Return one side in which staff belongs to nobody, people to their groups, and a fund pays for LEAD alone.

    Average costs are whole dollars, so that what varies of them and what is cash are whole cents.
    """
    luck = np.random.default_rng(seed)
    shape = (draws, replications, len(axes.fiscal_years))
    counts = luck.integers(0, 1_000, (*shape, len(Quantity), len(axes.groups) + 1)).astype(float)
    of_people = [quantity for quantity in Quantity if quantity not in STAFF]
    counts[:, :, :, of_people, NOBODY] = 0.0
    counts[:, :, :, STAFF, :NOBODY] = 0.0
    dollars = luck.integers(0, 10**6, (*shape, len(axes.payers), len(axes.lines), 1))
    if "fund" in axes.payers:
        dollars[:, :, :, axes.payers.index("fund"), ~np.array(axes.program)] = 0
    staff = luck.integers(0, 30, (draws, replications, axes.months[0], 4)).astype(float)
    staff[..., 2:] = luck.random(staff[..., 2:].shape) / 2
    return Side(counts, dollars * np.array([PERCENT[own] for own in axes.program]), staff)


def pair(of_scenario: Side, of_baseline: Side, axes: Axes = AXES, **known: object) -> Pair:
    """Return two sides beside each other; each year's net falls into its first month.

    With an agreement, half of what a cell saved in cash in a year goes to a fund a year later, and half of that is
    reinvested.
    """
    spent, before = of_scenario.cents, of_baseline.cents
    saved = before - spent
    captured = np.zeros(spent.shape[:5], dtype=np.int64)
    received = np.zeros(spent.shape[:4], dtype=np.int64)
    if axes.measure is not None:
        justice = np.where(axes.program, 0, saved[..., BASES.index("cash")])
        captured[:, :, 1:] = np.maximum(justice, 0)[:, :, :-1] // 2
        received[:, :, :, axes.payers.index("fund")] = captured.sum(axis=(3, 4))
    net = saved.sum(axis=4)[..., 1:]
    net[..., 1] += received - captured.sum(axis=4)
    monthly = np.zeros((*spent.shape[:2], axes.months[0], len(axes.payers), 2), dtype=np.int64)
    monthly[:, :, [0, *accumulate(axes.months[1:-1])]] = net
    moved: Mapping[str, object] = {"captured": captured, "reinvested": captured // 2, "received": received}
    return made(
        before, spent, axes, **moved, monthly=monthly,
        counts=(counted(whole_and_years(of_baseline.counts)), counted(whole_and_years(of_scenario.counts))),
        staff=(of_baseline.staff, of_scenario.staff), **known,
    )  # fmt: skip
