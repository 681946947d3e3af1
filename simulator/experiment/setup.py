"""From drawn inputs to what an engine starts from, and the content hashes of a run."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache
from pathlib import Path

import simulator.model
from simulator.costs.price import PriceBook, price_book
from simulator.inputs.draw import Inputs
from simulator.inputs.values import Snapshot, table
from simulator.model import streams
from simulator.model.engine import Setup
from simulator.model.events import Venue
from simulator.model.facts import bind
from simulator.model.population import make_population
from simulator.model.tally import Quantity

# Changes on these paths are not part of what people do: money acts through prices, staff through places.
NOT_BEHAVIOR = ("costs.", "economy.", "lead.annual_budget", "lead.case_managers", "lead.funding")


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
        epochs=tuple((time, bind(values, areas)) for time, values in epochs(inputs)),
        month_edges=calendar.edges,
        misdemeanor_venue=_venues(before, areas),
    )


def epochs(inputs: Inputs) -> list[tuple[float, Snapshot]]:
    """Return the values in force by day: current practice in the warm-up, the scenario from day 0 on."""
    calendar = inputs.scenario.jurisdiction.calendar
    start, end = calendar.first_day(0), calendar.first_day(calendar.months)
    paths = tuple(path for path in inputs.policy.by_path if not path.startswith(NOT_BEHAVIOR))
    found: list[tuple[float, Snapshot]] = []
    if calendar.warm_up_months:
        changes = [when for when in inputs.practice.dates(paths) if start < when < calendar.start]
        found += [(float(calendar.day_of(when)), inputs.practice.at(when)) for when in (start, *changes)]
    changes = [when for when in inputs.policy.dates(paths) if calendar.start < when < end]
    found += [(float(calendar.day_of(when)), inputs.policy.at(when)) for when in (calendar.start, *changes)]
    return found


def price_books(inputs: Inputs) -> list[PriceBook]:
    """Return the price book of each month of the horizon."""
    calendar = inputs.scenario.jurisdiction.calendar
    days = [calendar.first_day(month) for month in range(calendar.warm_up_months, calendar.months)]
    changes = [calendar.start, *inputs.policy.dates(("costs.", "police.", "lead.funding"))]
    before = inputs.practice.at(calendar.start)
    books: dict[date, PriceBook] = {}
    result = []
    for day in days:
        since = max(change for change in (date.min, *changes) if change <= day)
        if since not in books:
            books[since] = price_book(inputs.scenario.jurisdiction, inputs.policy.at(day), before)
        result.append(books[since])
    return result


def _venues(values: Snapshot, areas: tuple[str, ...]) -> tuple[Venue, ...]:
    in_city = table(values, "population.area_is_city")
    return tuple(Venue.MUNICIPAL if in_city[area] else Venue.DISTRICT for area in areas)


# -- content hashes ---------------------------------------------------------------------------------------


@cache
def model_version() -> str:
    """Return a hash of the model's own source files: an edited model never serves an earlier answer."""
    digest = hashlib.sha256()
    folder = Path(simulator.model.__file__).parent
    for path in sorted([*folder.rglob("*.py"), *Path(__file__).parent.glob("*.py")]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def model_key(inputs: Inputs, world: int, staffing: object) -> str:
    """Return the hash of everything that can change what happens in a run; prices and names cannot."""
    jurisdiction = inputs.scenario.jurisdiction
    before = inputs.practice.at(jurisdiction.calendar.first_day(0))
    people = {path: value for path, value in before.items() if path.startswith("population.")}
    facts = [(time, bind(values, jurisdiction.areas)) for time, values in epochs(inputs)]
    parts = (
        model_version(), [quantity.name for quantity in Quantity], inputs.seed, world,
        jurisdiction.calendar, people, facts, staffing,
    )  # fmt: skip
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def money_key(model: str, books: list[PriceBook], factors: list[float]) -> str:
    """Return the hash of a run's prices and money rules, on top of what happened."""
    return hashlib.sha256(repr((model, books, factors)).encode()).hexdigest()
