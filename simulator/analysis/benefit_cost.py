"""What a dollar of LEAD returns: what is saved over what LEAD costs more than in the baseline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from simulator.analysis.money import CENTS, views
from simulator.analysis.record import Array, number
from simulator.analysis.samples import Cents, Pair
from simulator.analysis.unit_costs import unit_cost
from simulator.costs.ledger import BASES
from simulator.costs.savings import BASIS
from simulator.results import ALL, TAXPAYERS, Axes, Record

CASH = BASES.index("cash")


def benefit_cost_records(pair: Pair) -> Iterator[Record]:
    """Return the benefit-cost ratios, and the chances that benefits exceed costs: by rung, of the public and of all.

    All have one denominator: what LEAD costs more than in the baseline, in cash, whoever pays. Were it only what the
    payers in question pay, a dollar of somebody else's would make the ratio better. The ratio is all benefits over
    all costs, so it is above 1 exactly where the mean net is above 0; its interval is of the draws' own ratios. Where
    LEAD costs no more in some draw of the middle 90 %, there is none.
    """
    cost = -_saved(pair, list(range(len(pair.axes.payers))), "cash", program=True)
    if not cost.any():
        return
    for rung, payers, payer in _numerators(pair.axes):
        benefit = _saved(pair, payers, BASIS[rung], program=False)
        exceed = (benefit.mean(axis=1) > cost.mean(axis=1)).mean()
        yield number(pair, "benefits_exceed_costs", "share of futures", float(exceed), rung=rung, payer=payer)
        found = unit_cost(benefit, cost)
        if found.mean is not None:
            made = number(pair, "benefit_cost_ratio", "dollars per program dollar", found.mean, rung=rung, payer=payer)
            if found.low is not None and found.high is not None:
                made = replace(made, difference=replace(made.difference, low=found.low, high=found.high))
            yield made


def _numerators(axes: Axes) -> Iterator[tuple[str, list[int], str]]:
    """Yield (rung, places of payers, their name): the public's cash, what the public avoids, and what all avoid."""
    of = {payer: places for places, payer in views(axes)}
    public = TAXPAYERS if TAXPAYERS in of else ALL
    yield "cashable", of[public], public
    for payer in dict.fromkeys((public, ALL)):
        yield "avoided", of[payer], payer


def _saved(pair: Pair, payers: list[int], basis: str, *, program: bool) -> Array:
    """Return dollars that payers save on LEAD's own lines or on all others; shape (draws, replications)."""
    lines, which = np.array(pair.axes.program) == program, BASES.index(basis)
    before, after = (_of(cents[:, :, 0, :, :, which], payers, lines) for cents in (pair.money.before, pair.money.spent))
    saved: Array = (before - after) / CENTS
    return saved


def _of(cents: Cents, payers: list[int], lines: Array) -> Cents:
    total: Cents = cents[:, :, payers][..., lines].sum(axis=(2, 3))
    return total
