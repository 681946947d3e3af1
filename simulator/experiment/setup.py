"""From drawn inputs to what an engine starts from, and the content hashes of a run."""

from __future__ import annotations

import hashlib
import platform
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

import simulator.analysis
import simulator.costs
import simulator.model
import simulator.units
from simulator.costs.from_inputs import LONG_RUN_AFTER, POSITIONS_CUT
from simulator.costs.funding import funder_shares
from simulator.costs.price import Funders, PriceBook, price_book
from simulator.errors import InputError
from simulator.inputs.draw import Inputs
from simulator.inputs.scenario import Scenario
from simulator.inputs.values import Same, Snapshot, Values, number, table
from simulator.model import streams
from simulator.model.engine import Setup
from simulator.model.engines import DEFAULT_ENGINE, EngineName
from simulator.model.events import Service, Venue
from simulator.model.facts import Facts, bind
from simulator.model.population import make_population
from simulator.model.quantities import Quantity
from simulator.units import DAYS_PER_YEAR, Calendar

LIBRARIES = ("numpy", "scipy", "simpy", "numba")
"""What the model computes with: another version may differ in a last bit."""

LIMITS = ("jail.", "courts.", "competency.", *(f"{service.name.lower()}.places" for service in Service))
"""Where everything begins that limits what happens, or fills it with others, without being a fact of the engine."""

QUANTITIES = [quantity.name for quantity in Quantity]
STAFF_OR_FUNDING = ("lead.case_managers", "lead.caseload", "funding.")
ONE_DAY = timedelta(days=1)


def world_key(seed: int, world: int) -> int:
    """Return the key of all luck in one world."""
    return int(streams.join_key(streams.join_key(seed, 0), world))


def make_setup(inputs: Inputs, world: int) -> Setup:
    """Return what an engine starts from: people, facts by epoch (practice first), months, venues."""
    calendar = inputs.scenario.jurisdiction.calendar
    areas = inputs.scenario.jurisdiction.areas
    before = inputs.practice.at(calendar.first_day(0))
    people = make_population(before, world_key(inputs.seed, world), calendar.edges[0], calendar.edges[-1])
    return Setup(
        people=people,
        epochs=epochs(inputs),
        month_edges=calendar.edges,
        misdemeanor_venue=_venues(before, areas),
    )


def epochs(inputs: Inputs) -> tuple[tuple[float, Facts], ...]:
    """Return the facts by day, where they change: current practice in the warm-up, the scenario from day 0 on.

    Prices, budgets and staff are no facts of the model, so their dates are no epochs.
    """
    areas, calendar = inputs.scenario.jurisdiction.areas, inputs.scenario.jurisdiction.calendar
    found = ((day, _facts(Same(values), areas)) for day, values in in_force(inputs) if day < calendar.edges[-1])
    return tuple(next(same) for _, same in groupby(found, key=lambda entry: entry[1]))


# The practice of a draw is in every scenario's runs, and each run's facts are in its key too.
@lru_cache(maxsize=64)
def _facts(same: Same[Snapshot], areas: tuple[str, ...]) -> Facts:
    return bind(same.value, areas)


def in_force(inputs: Inputs, path: str = "") -> Iterator[tuple[float, Snapshot]]:
    """Yield the values in force by day on which one whose path begins with `path` may change."""
    calendar = inputs.scenario.jurisdiction.calendar
    start = calendar.first_day(0)
    if calendar.warm_up_months:
        changes = [when for when in inputs.practice.dates((path,)) if start < when < calendar.start]
        yield from ((float(calendar.day_of(when)), inputs.practice.at(when)) for when in (start, *changes))
    changes = [when for when in inputs.policy.dates((path,)) if when > calendar.start]
    yield from ((float(calendar.day_of(when)), inputs.policy.at(when)) for when in (calendar.start, *changes))


def price_books(inputs: Inputs, rules: Inputs | None = None) -> list[PriceBook]:
    """Return the price book of each month of the horizon: the prices in force on its first day.

    Cost lines and justice prices are those of `rules`, where it is another scenario that this one is compared with.
    """
    rules = rules or inputs
    calendar = inputs.scenario.jurisdiction.calendar
    _refuse_later_terms(rules)
    priced, payers = _priced(Same(rules.scenario))
    changes = {*inputs.policy.dates((*priced, *STAFF_OR_FUNDING, "medicaid.")), *rules.policy.dates(priced)}
    stretches = sorted({date.min, _long_run_date(rules), *changes})
    books: dict[int, PriceBook] = {}
    result = []
    for day in _first_days(calendar):
        stretch = bisect_right(stretches, day)
        if stretch not in books:
            dates = (day, _before_the_last_change(inputs, day))
            funders = Funders(payers, *(_funders(inputs, when, payers) for when in dates))
            years = calendar.day_of(day) / DAYS_PER_YEAR
            books[stretch] = price_book(rules.scenario, rules.policy.at(day), inputs.policy.at(day), funders, years)
        result.append(books[stretch])
    return result


@lru_cache(maxsize=32)
def _priced(scenario: Same[Scenario]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the parameters that cost lines are priced by, and who pays and receives."""
    lines = scenario.value.cost_lines.values()
    return (*{path for line in lines for _, path in line.paths()}, POSITIONS_CUT), scenario.value.payers


@lru_cache(maxsize=32)
def _first_days(calendar: Calendar) -> tuple[date, ...]:
    """Return the first day of each month of the horizon."""
    return tuple(calendar.first_day(month) for month in range(calendar.warm_up_months, calendar.months))


def _long_run_date(inputs: Inputs) -> date:
    """Return the first day of the first month by which staffing has followed a lasting change."""
    calendar = inputs.scenario.jurisdiction.calendar
    days = number(inputs.policy.at(calendar.start), LONG_RUN_AFTER) * DAYS_PER_YEAR
    month = next((month for month, day in enumerate(calendar.edges) if day >= days), None)
    return date.max if month is None else calendar.first_day(month)


def _refuse_later_terms(inputs: Inputs) -> None:
    """Refuse other terms from a later date for what depends on other months: they hold for the whole run."""
    start = inputs.scenario.jurisdiction.calendar.start
    lines = [line for line in inputs.scenario.cost_lines.values() if not line.is_linear]
    for path in (LONG_RUN_AFTER, *(path for line in lines for key, path in line.paths() if key != "price")):
        changes = [when for when in inputs.policy.dates((path,)) if when > start]
        if changes:
            raise InputError("this holds for the whole run and takes no later value", key=path, found=str(changes[0]))


def _before_the_last_change(inputs: Inputs, day: date) -> date:
    """Return the day before staff or funding last changed: who funded LEAD then pays for its notice."""
    start = inputs.scenario.jurisdiction.calendar.start
    changes = [when for when in inputs.policy.dates(STAFF_OR_FUNDING) if start < when <= day]
    return (changes[-1] if changes else start) - ONE_DAY


def _funders(inputs: Inputs, day: date, payers: tuple[str, ...]) -> tuple[float, ...]:
    """Return the shares in which LEAD is funded on a day, or was when it last had money; zeros if it never had."""
    sources = inputs.scenario.jurisdiction.file.funding_sources
    shares = (funder_shares(values, sources, payers) for values in _back_from(inputs, day))
    return next(filter(any, shares), (0.0,) * len(payers))


def _back_from(inputs: Inputs, day: date) -> Iterator[Snapshot]:
    """Yield the values of a day, then back in time those before each change of funding: policy first, then practice."""
    start = inputs.scenario.jurisdiction.calendar.start
    for values, last, first in ((inputs.policy, day, start), (inputs.practice, min(day, start - ONE_DAY), date.min)):
        if first <= last:
            yield values.at(last)
            changes = [when for when in values.dates(("funding.",)) if first < when <= last]
            yield from (values.at(when - ONE_DAY) for when in reversed(changes))


def _venues(values: Snapshot, areas: tuple[str, ...]) -> tuple[Venue, ...]:
    in_city = table(values, "population.area_is_city")
    return tuple(Venue.MUNICIPAL if in_city[area] else Venue.DISTRICT for area in areas)


# -- content hashes ---------------------------------------------------------------------------------------


@cache
def model_version() -> str:
    """Return a hash of the model's own source files and libraries: a changed model never serves an earlier answer."""
    sources = _hash_of(Path(simulator.model.__file__).parent, Path(__file__).parent)
    libraries = " ".join((f"python {platform.python_version()}", *(f"{name} {version(name)}" for name in LIBRARIES)))
    return hashlib.sha256(f"{sources} {libraries}".encode()).hexdigest()[:16]


@cache
def money_version() -> str:
    """Return a hash of the source files that turn what happened into money, which a fund's decisions depend on."""
    return _hash_of(Path(simulator.costs.__file__).parent)


@cache
def analysis_version() -> str:
    """Return a hash of the source files that make an answer's records of what happened and what it cost."""
    return _hash_of(Path(simulator.analysis.__file__).parent)


def _hash_of(*folders: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted([Path(simulator.units.__file__), *(path for each in folders for path in each.rglob("*.py"))]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def model_key(inputs: Inputs, world: int, staffing: object, engine: EngineName = DEFAULT_ENGINE) -> str:
    """Return the hash of everything that can change what happens in a run; prices and names cannot.

    The engine is in it, so that what one has kept never answers a question that was asked of the other.
    """
    calendar = inputs.scenario.jurisdiction.calendar
    people = _people(Same(inputs.practice.at(calendar.first_day(0))))
    limits = [_limits(Same(values)) for values in (inputs.practice, inputs.policy)]
    facts = [(day, _written(Same(facts))) for day, facts in epochs(inputs)]
    parts = (
        model_version(), QUANTITIES, inputs.seed, world,
        calendar, people, limits, facts, staffing, engine,
    )  # fmt: skip
    return hashlib.sha256(repr(parts).encode()).hexdigest()


# The scenarios of a draw share its practice, and the worlds of a draw share all.
@lru_cache(maxsize=64)
def _written(facts: Same[Facts]) -> str:
    return repr(facts.value)


@lru_cache(maxsize=16)
def _people(before: Same[Snapshot]) -> str:
    return repr([(path, value) for path, value in before.value.items() if path.startswith("population.")])


@lru_cache(maxsize=16)
def _limits(values: Same[Values]) -> str:
    return repr([(path, dated) for path, dated in values.value.by_path.items() if path.startswith(LIMITS)])
