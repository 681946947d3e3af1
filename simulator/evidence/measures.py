"""What is measured: for each person of an arm the columns that a statistic takes, and the statistic itself."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from simulator.evidence.cohort import Arm
from simulator.evidence.files import Measure, OddsRatio, Quotient, RateDifference, RateRatio, ShareOfPeople, TimeTo
from simulator.evidence.lives import Floats
from simulator.evidence.logistic import fit
from simulator.units import DAYS_PER_YEAR

PRIOR_YEARS = 2.0
"""Earlier events of so many years are what an odds ratio is adjusted for."""
Table = Mapping[str, Floats]
"""Columns of the people of an arm, all of the same length."""


@dataclass(frozen=True)
class Found:
    """What a study finds: its value, and how many standard errors it is from no difference (nan: not asked)."""

    value: float
    z: float = math.nan


NOTHING = Found(math.nan)
"""What cannot be computed: an outcome that nobody or everybody has, or a rate of nobody."""


def arms_read(measured: Measure) -> Sequence[str]:
    """Return the arms that a measure is of, in its order; none where it is of everybody."""
    if isinstance(measured, OddsRatio | RateDifference | RateRatio | TimeTo):
        return measured.arms
    arm = getattr(measured, "arm", None)
    return (arm,) if arm else ()


def columns_of(measured: Measure, arm: Arm) -> Table:
    """Return what a statistic takes of each person of an arm."""
    if isinstance(measured, OddsRatio | ShareOfPeople):
        return _any_event(measured, arm)
    if isinstance(measured, RateDifference | RateRatio):
        return _rates(measured, arm)
    if isinstance(measured, Quotient):
        return {"of": arm.after(measured.of), "per": arm.after(measured.per)}
    if isinstance(measured, TimeTo):
        first = arm.people.first(measured.of, arm.people.entered, arm.until)
        return {"days": first - arm.people.entered, "had": (first < arm.until).astype(float)}
    raise TypeError(f"no measure of an arm: {measured}")


def statistic(measured: Measure, tables: Sequence[Table]) -> Found:
    """Return what a study of these people finds; `NOTHING` where it cannot be computed."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if isinstance(measured, OddsRatio):
            return _odds_ratio(measured, tables)
        if isinstance(measured, ShareOfPeople):
            [table] = tables
            return Found(float(np.mean(table["outcome"][table["followed"] > 0])))
        if isinstance(measured, RateDifference | RateRatio):
            return _rate_contrast(measured, tables)
        if isinstance(measured, Quotient):
            [table] = tables
            return Found(float(table["of"].sum() / table["per"].sum()) * (DAYS_PER_YEAR if measured.per_year else 1.0))
        if isinstance(measured, TimeTo):
            first, *others = (_day_by_which(measured.at, table) for table in tables)
            return Found(first - others[0] if others else first)
    raise TypeError(f"no statistic of people: {measured}")


# -- any such event ---------------------------------------------------------------------------------------


def _any_event(measured: OddsRatio | ShareOfPeople, arm: Arm) -> Table:
    to_year = measured.to_year
    followed = arm.follow_up >= (0.0 if to_year is None else to_year * DAYS_PER_YEAR)
    count = arm.after(measured.of, measured.from_year, to_year)
    if isinstance(measured, OddsRatio) and measured.entry == "counted":
        count = count + arm.at_entry(measured.of)
    return {
        "outcome": (count > 0).astype(float),
        "before": arm.before(measured.of, PRIOR_YEARS),
        "follow_up": arm.follow_up,
        "followed": followed.astype(float),
    }


def _odds_ratio(measured: OddsRatio, tables: Sequence[Table]) -> Found:
    kept = [table["followed"] > 0 for table in tables]
    outcome = np.concatenate([table["outcome"][keep] for table, keep in zip(tables, kept, strict=True)])
    first = np.repeat([1.0, 0.0], [int(keep.sum()) for keep in kept])
    columns = [np.ones(len(outcome)), first]
    if measured.adjusted:
        columns.append(np.log1p(np.concatenate([t["before"][keep] for t, keep in zip(tables, kept, strict=True)])))
    if measured.adjusted and measured.to_year is None:
        columns.append(np.log(np.concatenate([t["follow_up"][keep] for t, keep in zip(tables, kept, strict=True)])))
    try:
        fitted = fit(np.column_stack(columns), outcome, np.arange(len(outcome)))
    except (ArithmeticError, np.linalg.LinAlgError):
        return NOTHING
    log, error = float(fitted.coefficients[1]), float(fitted.errors[1])
    return Found(math.exp(log), log / error) if error > 0 else NOTHING


# -- rates ------------------------------------------------------------------------------------------------


def _rates(measured: RateDifference | RateRatio, arm: Arm) -> Table:
    begin = measured.from_year * DAYS_PER_YEAR
    end = arm.follow_up if measured.to_year is None else np.minimum(arm.follow_up, measured.to_year * DAYS_PER_YEAR)
    count = arm.after(measured.of, measured.from_year, measured.to_year)
    if measured.entry == "counted":
        count = count + arm.at_entry(measured.of)
    years = np.maximum(0.0, end - begin) / DAYS_PER_YEAR
    if measured.before_years is None:
        return {"count": count, "years": years}
    before = arm.before(measured.of, measured.before_years)
    return {"count": count, "years": years, "before": before, "before_years": np.full(len(arm), measured.before_years)}


def _rate_contrast(measured: RateDifference | RateRatio, tables: Sequence[Table]) -> Found:
    if measured.before_years is not None:
        [table] = tables
        sides = [(table["count"], table["years"]), (table["before"], table["before_years"])]
    else:
        sides = [(table["count"], table["years"]) for table in tables]
    averaged = isinstance(measured, RateDifference) and measured.averaged_over == "people"
    (rate, part), (other, other_part) = (_rate(count, years, averaged=averaged) for count, years in sides)
    if isinstance(measured, RateRatio):
        if rate <= 0.0 or other <= 0.0:
            return NOTHING
        value, effect = rate / other, math.log(rate / other)
        part, other_part = part / rate, other_part / other
    else:
        value = effect = rate - other
    paired = measured.before_years is not None
    error = math.sqrt(_spread(part - other_part) if paired else _spread(part) + _spread(other_part))
    return Found(value, effect / error if error > 0.0 else math.nan)


def _rate(count: Floats, years: Floats, *, averaged: bool) -> tuple[float, Floats]:
    """Return a rate a year, and what each person adds to its error."""
    if averaged:
        rates = count[years > 0] / years[years > 0]
        return float(rates.mean()), (rates - rates.mean()) / len(rates)
    rate = float(count.sum() / years.sum())
    return rate, (count - rate * years) / years.sum()


def _day_by_which(share: float, table: Table) -> float:
    """Return the days by which a share of people has had the event; nan where fewer ever have."""
    had = table["had"] > 0
    if not had.any():
        return math.nan
    seen = stats.ecdf(stats.CensoredData(uncensored=table["days"][had], right=table["days"][~had])).cdf
    reached = seen.probabilities >= share
    return float(seen.quantiles[np.argmax(reached)]) if reached.any() else math.nan


def _spread(parts: Floats) -> float:
    return float(np.square(parts).sum())
