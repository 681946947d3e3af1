"""Measures of everybody in a place: levels, quotients and stays, over the horizon of a run."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.analysis.concentration import top_shares
from simulator.evidence.files import Concentration, Level, Measure, Quotient, Stay
from simulator.evidence.lives import Floats, Lives
from simulator.evidence.vocabulary import is_days, quantities
from simulator.model.events import Kind
from simulator.units import DAYS_PER_YEAR


def value_of(measured: Measure, lives: Lives, days: float) -> float:
    """Return what a run gives for a measure of everybody; `days` are those of the horizon."""
    if isinstance(measured, Level):
        return _total(lives, measured.of) / days * (1.0 if is_days(measured.of) else DAYS_PER_YEAR)
    if isinstance(measured, Quotient):
        return _total(lives, measured.of) / _total(lives, measured.per) * (DAYS_PER_YEAR if measured.per_year else 1.0)
    if isinstance(measured, Stay):
        return float(np.quantile(stays(lives), measured.at))
    if isinstance(measured, Concentration):
        return concentration(lives, measured.of, measured.top)
    raise TypeError(f"no measure of everybody: {measured}")


def stays(lives: Lives) -> Floats:
    """Return the days of every stay in jail that began and ended in the horizon."""
    found: list[float] = []
    since: dict[int, float] = {}
    chosen = np.isin(lives.event_kind, (Kind.BOOKED, Kind.RELEASED)) & (lives.event_time >= 0.0)
    for person, kind, time in zip(*_columns(lives, chosen), strict=True):
        if kind == Kind.BOOKED:
            since.setdefault(person, time)
        elif person in since:
            found.append(time - since.pop(person))
    return np.array(found)


def concentration(lives: Lives, measure: str, top: float) -> float:
    """Return the share of a measure that falls on those with most of it; who is at the edge counts in part."""
    chosen = np.isin(lives.quantity, quantities(measure)) & (lives.time >= 0.0)
    each: Floats = np.bincount(lives.person[chosen], weights=lives.amount[chosen]).astype(np.float64)
    return top_shares(each[each > 0.0], [top])[0]


def _columns(lives: Lives, chosen: np.ndarray) -> Sequence[list[float]]:
    return [column[chosen].tolist() for column in (lives.event_person, lives.event_kind, lives.event_time)]


def _total(lives: Lives, measure: str) -> float:
    return float(lives.tally.counts[lives.first_month :, list(quantities(measure)), :].sum())
