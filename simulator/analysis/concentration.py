"""How unequally use falls on people: top shares, the curve of concentration, who is reached, and who comes down anyway.

People are entries of an array of amounts, none negative.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def top_shares(amounts: Floats, tops: Sequence[float]) -> tuple[float, ...]:
    """Return for each share of people the share of all amounts that falls on those with most.

    The Lorenz curve from the top: 1 − L(1 − top), straight lines between people (Lorenz 1905, doi:10.2307/2276207).
    NaN where nobody has anything.
    """
    total = float(amounts.sum())
    if not total > 0.0:
        return (float("nan"),) * len(tops)
    most = np.concatenate([[0.0], np.cumsum(np.sort(amounts)[::-1])])
    at = np.asarray(tops, dtype=np.float64) * len(amounts)
    found: list[float] = (np.interp(at, np.arange(len(most)), most) / total).tolist()
    return tuple(found)


def gini(amounts: Floats) -> float:
    """Return the Gini coefficient: 0 where all are alike, near 1 where one has all; NaN where nobody has anything."""
    total, people = float(amounts.sum()), len(amounts)
    if not total > 0.0:
        return float("nan")
    ranks = np.arange(1, people + 1)
    return float(2.0 * (ranks * np.sort(amounts)).sum() / (people * total) - (people + 1) / people)


def reach(amounts: Floats, chosen: Flags) -> float:
    """Return the share of all amounts that falls on those chosen; NaN where nobody has anything."""
    total = float(amounts.sum())
    return float(amounts[chosen].sum()) / total if total > 0.0 else float("nan")


def pick_most(scores: Floats, who: Flags, count: int, rank: npt.NDArray[np.int64]) -> Flags:
    """Return who is picked: so many of `who` with the highest scores; those of one score in the order of `rank`."""
    candidates = np.flatnonzero(who)
    order = np.lexsort((rank[candidates], -scores[candidates]))
    picked = np.zeros(len(scores), dtype=np.bool_)
    picked[candidates[order[:count]]] = True
    return picked


def per_year(counts: Floats, days: Floats, chosen: Flags, days_per_year: float) -> float:
    """Return what those chosen have in a year of their own days; NaN where they have none."""
    exposure = float(days[chosen].sum())
    return float(counts[chosen].sum()) / exposure * days_per_year if exposure > 0.0 else float("nan")


__all__ = ["Flags", "Floats", "gini", "per_year", "pick_most", "reach", "top_shares"]
