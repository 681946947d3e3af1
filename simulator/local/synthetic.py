"""Made-up bookings of which the truth is known: for trying `leadsim fit`, for its tests, and for what a fit implies.

The process is that of the model in `rebooking` and `stays`: a pool and new people, gamma inequality, bookings while at
liberty, people who leave unseen, two-part stays by class.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.local.reading import CLASSES
from simulator.units import DAYS_PER_YEAR

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MIX = {
    "drug_possession": 0.22, "low_level_sale": 0.08, "prostitution": 0.03, "poverty_misdemeanor": 0.26,
    "other_misdemeanor": 0.16, "other_felony": 0.13, "warrant": 0.12,
}  # fmt: skip
LONG_SHARE = {
    "drug_possession": 0.2, "low_level_sale": 0.3, "prostitution": 0.15, "poverty_misdemeanor": 0.2,
    "other_misdemeanor": 0.22, "other_felony": 0.4, "warrant": 0.3,
}  # fmt: skip


@dataclass(frozen=True)
class Truth:
    """What made-up bookings are made from: days, years and rates a year; `mix` and `long_share` by class."""

    pool: int = 3_000
    arrivals: float = 0.15
    rate: float = 0.9
    shape: float = 0.7
    exit_rate: float = 0.1075
    years: float = 3.0
    mix: Mapping[str, float] = field(default_factory=lambda: dict(MIX))
    long_share: Mapping[str, float] = field(default_factory=lambda: dict(LONG_SHARE))
    short_median: float = 1.1
    short_sigma: float = 0.9
    long_median: float = 38.0
    long_sigma: float = 1.0


@dataclass(frozen=True)
class Made:
    """Bookings in order of person and time; days from the window's start. Stays go on beyond the window."""

    person: Ints
    booked: Floats
    length: Floats
    charge: Ints


def make_bookings(truth: Truth, seed: int) -> Made:
    """Make the bookings of everybody in a window; the same seed makes the same."""
    luck = np.random.default_rng(seed)
    end = truth.years * DAYS_PER_YEAR
    new = luck.poisson(truth.pool * truth.arrivals * truth.years)
    now = np.concatenate([np.zeros(truth.pool), np.sort(luck.uniform(0.0, end, new))])
    frailty = luck.gamma(truth.shape, 1.0 / truth.shape, len(now)) * truth.rate / DAYS_PER_YEAR
    left = now + luck.exponential(1.0, len(now)) * (DAYS_PER_YEAR / truth.exit_rate if truth.exit_rate else np.inf)
    people = np.arange(len(now))
    parts: list[tuple[Ints, Floats, Floats, Ints]] = []
    mix = np.array([truth.mix.get(name, 0.0) for name in CLASSES])
    long_share = np.array([truth.long_share.get(name, 0.0) for name in CLASSES])
    with np.errstate(divide="ignore"):
        while len(people):
            now = now + luck.exponential(1.0, len(people)) / frailty
            going = (now < end) & (now < left)
            people, now, frailty, left = people[going], now[going], frailty[going], left[going]
            charge = luck.choice(len(CLASSES), size=len(people), p=mix / mix.sum())
            long = luck.uniform(size=len(people)) < long_share[charge]
            normal = luck.standard_normal(len(people))
            length = np.where(
                long, truth.long_median * np.exp(truth.long_sigma * normal),
                truth.short_median * np.exp(truth.short_sigma * normal),
            )  # fmt: skip
            parts.append((people, now, length, charge))
            now, left = now + length, left + length  # who is in jail neither is booked nor leaves
    person, booked, length, charge = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((booked, person))
    return Made(person[order], booked[order], length[order], charge[order])
