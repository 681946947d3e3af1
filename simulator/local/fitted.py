"""Everything that is found in a file of bookings: one value, from which facts, tables, pictures and data are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from simulator.inputs.distributions import WIDTH_OF_90
from simulator.inputs.load import default_parameters
from simulator.inputs.parameter import Parameter, Uncertainty
from simulator.local.columns import OFFENSES, WARRANT, MapFile
from simulator.local.reading import CLASSES, SMALL, Rows, read_bookings
from simulator.local.rebooking import Lives, RebookingFit, fit_rebooking
from simulator.local.stays import StayFit, fit_stays
from simulator.local.summaries import (
    Estimate,
    Shares,
    booking_rate,
    class_shares,
    concentration,
    daily_population,
    first_rebooking,
    group_counts,
    lives_of,
    lives_of_stays,
    months_of,
    still_there,
    weibull_shape,
)
from simulator.local.synthetic import Truth, make_bookings
from simulator.local.tidying import Stays, tidy
from simulator.units import DAYS_PER_YEAR

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MOST_SIMULATED = 20_000
CHECK_SEED = 20270101
REBOOKING_GRID = np.concatenate([[0.0, 0.5, 1, 2, 4, 7], np.arange(15, 1096, 15)])
STAY_GRID = np.geomspace(0.05, 730, 120)
EXITS = ("population.death_rate", "population.leaving_rate", "population.desistance_rate")


@dataclass(frozen=True)
class Implied:
    """What a fit implies, by simulating it: to be set beside what is observed."""

    rebooked: Floats
    people_by_count: Floats
    concentration: float
    weibull: float | None


@dataclass(frozen=True)
class LocalFit:
    """What was found, with what it was found from."""

    stays: Stays
    given: MapFile
    date_format: str
    columns: Mapping[str, str]
    unmatched: tuple[tuple[str, int], ...]
    defaults: Mapping[str, Parameter]
    mix: Shares  # of the offense classes and warrants among bookings, in the order of CLASSES
    felony: tuple[bool, ...]  # by offense class
    stay_fit: StayFit | None
    stays_observed: Mapping[int, Floats]  # on STAY_GRID, by class
    lives: Lives
    rebooking: RebookingFit | None
    rate: Estimate
    concentration: Estimate
    weibull: Estimate | None
    not_rebooked: Floats  # on REBOOKING_GRID
    implied: Implied | None
    population: tuple[tuple[date, float], ...]
    groups: list[tuple[str, int | None]]

    @property
    def class_counts(self) -> Ints:
        """Bookings of each class in the window."""
        charge = self.stays.charge[self.stays.counted]
        return np.bincount(charge[charge >= 0], minlength=len(CLASSES))

    @property
    def has_warrants(self) -> bool:
        """Whether bookings on a warrant alone can be told."""
        return bool(self.class_counts[CLASSES.index(WARRANT)])

    @property
    def people_by_count(self) -> Floats:
        """Shares of people booked once, twice … and ten times or more."""
        return by_count(self.lives.count)

    @property
    def shown_by_count(self) -> Floats:
        """The same; nan where fewer than 11 people are counted."""
        people = self.people_by_count * len(self.lives.count)
        return np.where(np.round(people) >= SMALL, self.people_by_count, np.nan)


def fit_bookings(path: Path, given: MapFile, until: date | None = None) -> LocalFit:
    """Read a file and estimate everything that it can tell; raises InputError where it cannot be read."""
    return fit_rows(read_bookings(path, given), given, until, str(path))


def fit_rows(rows: Rows, given: MapFile, until: date | None = None, file: str | None = None) -> LocalFit:
    """Estimate everything from rows that are read."""
    stays = tidy(rows, given, until, file)
    defaults = default_parameters()
    counted, days = stays.counted, stays.window.years * DAYS_PER_YEAR
    known_class = counted & (stays.charge >= 0)
    for_stays = known_class & stays.known
    lives = lives_of_stays(stays)
    exits = _exits(given, defaults)
    rebooking = fit_rebooking(lives, exits.value, exits.error)
    stay_fit = fit_stays(
        stays.length[for_stays], stays.censored[for_stays], stays.charge[for_stays], stays.person[for_stays]
    )
    ended = (stays.ending > 0) & ~stays.censored
    gap, not_again = first_rebooking(stays.person, stays.booked, stays.released, stays.before, ended, days)
    mix = class_shares(
        stays.charge[known_class], stays.person[known_class], np.ones(int(known_class.sum())), range(len(CLASSES))
    )
    return LocalFit(
        stays=stays, given=given, date_format=rows.date_format,
        columns=rows.columns, unmatched=rows.unmatched, defaults=defaults, mix=mix,
        felony=_felonies(given, defaults, stays.window.last), stay_fit=stay_fit,
        stays_observed={
            code: still_there(stays.length[mine], stays.censored[mine], STAY_GRID)
            for code in range(len(CLASSES)) if (mine := for_stays & (stays.charge == code)).any()
        },
        lives=lives, rebooking=rebooking, rate=booking_rate(lives), concentration=concentration(lives.count),
        weibull=weibull_shape(gap, not_again),
        not_rebooked=still_there(gap, not_again, REBOOKING_GRID) if len(gap) else np.full(len(REBOOKING_GRID), np.nan),
        implied=_implied(rebooking, stay_fit, mix, stays.window.years),
        population=tuple(
            (month, daily_population(stays.booked, stays.released, low, high))
            for month, low, high in months_of(stays.window)
        ),
        groups=group_counts(stays),
    )  # fmt: skip


def number(parameter: Parameter) -> float:
    """Return the value of a parameter that has a single one."""
    assert isinstance(parameter.value, float)
    return parameter.value


def _exits(given: MapFile, defaults: Mapping[str, Parameter]) -> Estimate:
    """Return how many people a year die, leave or give up: what the map says, or what is shipped with its range."""
    if given.exit_rate is not None:
        return Estimate(given.exit_rate, 0.0)
    errors = []
    for path in EXITS:
        range_ = defaults[path].uncertainty
        assert isinstance(range_, Uncertainty)
        errors.append(((range_.high or 0.0) - (range_.low or 0.0)) / WIDTH_OF_90)
    return Estimate(sum(number(defaults[path]) for path in EXITS), float(np.hypot.reduce(errors)))


def _felonies(given: MapFile, defaults: Mapping[str, Parameter], on: date) -> tuple[bool, ...]:
    """Return which offense classes are felonies: as the map says, or by the shipped law on the window's last day."""
    if given.felonies is not None:
        return tuple(name in given.felonies for name in OFFENSES)
    parameter = defaults["police.felony"]
    value = next((later.value for later in reversed(parameter.then) if later.from_ <= on), parameter.value)
    assert isinstance(value, dict)
    return tuple(value[name] > 0 for name in OFFENSES)


def by_count(count: Ints) -> Floats:
    """Return shares of people booked once, twice … and ten times or more."""
    found: Floats = np.bincount(np.minimum(count, 10), minlength=11)[1:] / len(count)
    return found


def _implied(rebooking: RebookingFit | None, stays: StayFit | None, mix: Shares, years: float) -> Implied | None:
    """Simulate what is fitted: at most so many people, one seed, so that the same file gives the same answer."""
    if rebooking is None or stays is None:
        return None
    shares = dict(zip((CLASSES[code] for code in stays.classes), stays.long_share, strict=True))
    truth = Truth(
        pool=max(100, min(MOST_SIMULATED, round(rebooking.pool))), arrivals=rebooking.arrivals, rate=rebooking.rate,
        shape=rebooking.shape, exit_rate=rebooking.exit_rate, years=years,
        mix={name: float(share) for name, share in zip(CLASSES, mix.value, strict=True) if name in shares},
        long_share={name: float(share) for name, share in shares.items()}, short_median=stays.short_median,
        short_sigma=stays.short_sigma, long_median=stays.long_median, long_sigma=stays.long_sigma,
    )  # fmt: skip
    made = make_bookings(truth, CHECK_SEED)
    days, never = years * DAYS_PER_YEAR, np.zeros(len(made.person), dtype=np.bool_)
    what = (made.person, made.booked, np.minimum(made.booked + made.length, days), never, never, days)
    lives = lives_of(*what)
    gap, not_again = first_rebooking(*what)
    weibull = weibull_shape(gap, not_again)
    return Implied(
        still_there(gap, not_again, REBOOKING_GRID), by_count(lives.count), concentration(lives.count).value,
        None if weibull is None else weibull.value,
    )  # fmt: skip
