"""What stays say as they are: classes, population, concentration, rates, and curves of what is observed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
from scipy import optimize

from simulator.local.reading import CLASSES, SMALL
from simulator.local.rebooking import Lives
from simulator.local.tidying import Stays, Window
from simulator.units import DAYS_PER_YEAR

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

REPEATS = 400
SEED = 20270101
TOP = 0.1


@dataclass(frozen=True)
class Estimate:
    """A number and its standard error."""

    value: float
    error: float


@dataclass(frozen=True)
class Shares:
    """Shares of a whole with standard errors; `worth` is how many independent observations they are worth."""

    value: Floats
    error: Floats
    worth: float


def lives_of(person: Ints, booked: Floats, released: Floats, before: Flags, ended: Flags, days: float) -> Lives:
    """Return everybody's bookings in time at liberty; stays in order of person and time, days from the start.

    Who is `ended` (transferred or dead at release) is followed no further.
    """
    starts = np.flatnonzero(np.append(True, person[1:] != person[:-1]))
    size = np.diff(np.append(starts, len(person)))
    owner = np.repeat(np.arange(len(starts)), size)
    inside = np.maximum(0.0, np.minimum(released, days) - np.maximum(booked, 0.0))
    jail = np.cumsum(inside) - inside
    jail -= np.repeat(jail[starts], size)
    clock = (booked - jail) / DAYS_PER_YEAR
    index = np.arange(len(person))
    stop = np.minimum.reduceat(np.where(ended, index, len(person)), starts)
    followed = index <= stop[owner]
    use = followed & ~before
    count = np.bincount(owner[use], minlength=len(starts))
    some = count > 0
    first = np.minimum.reduceat(np.where(use, clock, np.inf), starts)
    last = np.maximum.reduceat(np.where(use, clock, -np.inf), starts)
    whole = (days - np.add.reduceat(inside, starts)) / DAYS_PER_YEAR
    end = np.maximum(np.where(stop < len(person), last, whole), last)
    return Lives(count[some], first[some], last[some], end[some], days / DAYS_PER_YEAR)


def lives_of_stays(stays: Stays) -> Lives:
    """Return everybody booked in the window."""
    ended = (stays.ending > 0) & ~stays.censored
    days = stays.window.years * DAYS_PER_YEAR
    return lives_of(stays.person, stays.booked, stays.released, stays.before, ended, days)


def first_rebooking(
    person: Ints, booked: Floats, released: Floats, before: Flags, ended: Flags, days: float
) -> tuple[Floats, Flags]:
    """Return days at liberty from the first release in the window to the next booking, and which were not booked."""
    index = np.flatnonzero(~before)
    firsts = index[np.append(True, person[index][1:] != person[index][:-1])]
    firsts = firsts[(released[firsts] < days) & ~ended[firsts]]
    following = np.minimum(firsts + 1, len(person) - 1)
    again = (following > firsts) & (person[following] == person[firsts])
    until = np.where(again, booked[following], days)
    return np.maximum(until - released[firsts], SHORTEST_GAP), ~again


SHORTEST_GAP = 0.01  # days


def class_shares(charge: Ints, person: Ints, weight: Floats, classes: Sequence[int]) -> Shares:
    """Return the weighted shares of classes; errors allow for a person's bookings being alike (linearized)."""
    total = weight.sum()
    per_person = np.bincount(person, weights=weight)
    values, errors = [], []
    for code in classes:
        mine = np.bincount(person, weights=weight * (charge == code), minlength=len(per_person))
        share = mine.sum() / total
        values.append(share)
        errors.append(np.sqrt(((mine - share * per_person) ** 2).sum()) / total)
    value, error = np.array(values), np.array(errors)
    spread = float((error**2).sum())
    worth = float((value * (1 - value)).sum() / spread - 1.0) if spread > 0 else float(len(charge))
    return Shares(value, error, max(1.0, worth))


def booking_rate(lives: Lives) -> Estimate:
    """Return bookings after the first per person-year at liberty after it, of people who are booked."""
    events, years = lives.count - 1.0, lives.end - lives.first
    rate = events.sum() / years.sum()
    return Estimate(float(rate), float(np.sqrt(((events - rate * years) ** 2).sum()) / years.sum()))


def concentration(count: Ints) -> Estimate:
    """Return the share of bookings of the most booked tenth of people who are booked; error by bootstrap."""
    values, people = np.unique(count, return_counts=True)
    luck = np.random.default_rng(SEED)
    size = int(people.sum())
    again = luck.multinomial(size, people / size, REPEATS)
    return Estimate(_top(values, people), float(np.std([_top(values, each) for each in again])))


def _top(values: Ints, people: Ints) -> float:
    """Return the share that the top tenth has, splitting those who are tied at its edge."""
    order = np.argsort(values)[::-1]
    value, number = values[order], people[order]
    room = np.maximum(0.0, TOP * number.sum() - (np.cumsum(number) - number))
    return float((value * np.minimum(number, room)).sum() / (value * number).sum())


def weibull_shape(time: Floats, censored: Flags) -> Estimate | None:
    """Return the shape of a Weibull distribution of censored times, by maximum likelihood; None if there is none."""
    events = time[~censored]
    if len(events) < SMALL:
        return None
    logs, mean = np.log(time), np.log(events).mean()

    def slope(shape: float) -> float:
        power = np.exp(shape * (logs - logs.max()))
        return float(1.0 / shape + mean - (power * logs).sum() / power.sum())

    if not slope(0.01) > 0.0 > slope(50.0):
        return None  # times that are all alike
    shape = float(optimize.brentq(slope, 0.01, 50.0))
    step = 1e-4 * shape
    information = -len(events) * (slope(shape + step) - slope(shape - step)) / (2 * step)
    return Estimate(shape, float(1.0 / np.sqrt(information)))


def still_there(time: Floats, censored: Flags, grid: Floats) -> Floats:
    """Return the Kaplan-Meier estimate of the share that lasts longer than each point of a grid."""
    times, cell = np.unique(time, return_inverse=True)
    ended = np.bincount(cell, weights=~censored, minlength=len(times))
    at_risk = len(time) - np.append(0, np.cumsum(np.bincount(cell, minlength=len(times)))[:-1])
    share = np.cumprod(1.0 - ended / at_risk)
    found = np.append(1.0, share)[np.searchsorted(times, grid, side="right")]
    return np.where(grid <= time.max(), found, np.nan)


def months_of(window: Window) -> list[tuple[date, float, float]]:
    """Return the calendar months that lie whole in the window: first day, and both ends in days from its start."""
    month = window.first.replace(day=1)
    found = []
    while month <= window.last:
        following = (month.replace(day=28) + _FOUR_DAYS).replace(day=1)
        if month >= window.first and (following - window.last).days <= 1:
            found.append((month, float((month - window.first).days), float((following - window.first).days)))
        month = following
    return found


_FOUR_DAYS = date(2000, 1, 5) - date(2000, 1, 1)


def daily_population(booked: Floats, released: Floats, low: float, high: float) -> float:
    """Return the average number of people in jail between two days."""
    return float((np.clip(released, low, high) - np.clip(booked, low, high)).sum() / (high - low))


def group_counts(stays: Stays) -> list[tuple[str, int | None]]:
    """Return how many people each group has, largest first; counts below 11 are None and without a name.

    Where only one group is that small, the smallest of the others is not shown either, or subtraction would tell.
    """
    use = stays.counted
    people, first = np.unique(stays.person[use], return_index=True)
    codes = stays.group[use][first]
    counts = [(name, int((codes == code).sum())) for code, name in enumerate(stays.groups)]
    counts = sorted(((name, n) for name, n in counts if n), key=lambda entry: (-entry[1], entry[0]))
    shown = [(name, n) for name, n in counts if n >= SMALL]
    hidden = len(counts) - len(shown)
    if hidden and shown and sum(n for _, n in counts if n < SMALL) < SMALL:
        shown.pop()
    if shown == counts:
        return [*shown]
    return [*shown, ("all others together", None)] if len(people) else []


def code_of(name: str) -> int:
    """Return the code of a class."""
    return CLASSES.index(name)
