"""The people: fixed traits and arrivals, made once for each world and the same in every scenario."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
from scipy import special

from simulator.errors import InputError
from simulator.inputs.values import Snapshot, number, table
from simulator.model.events import Decision
from simulator.model.keyed import join_keys, poisson_times, uniforms
from simulator.units import per_day

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

Facts = tuple[tuple[str, float | tuple[tuple[str, float], ...]], ...]
"""The values that people are made from, by path, as what a cache can know again."""

YOUNGEST_AGE = 18.0
MOST_PEOPLE = 2**24
"""As many as the order of the agenda tells apart (24 bits for a person's rank)."""


@dataclass(frozen=True)
class Population:
    """Fixed traits, one entry a person; the first `pool` are there when the run begins.

    `group` is a label for counting and for measured process rates, never a cause of behavior. `rank` breaks
    ties by a hash of the person, so that no group and no early arrival wins them. `arrival` is in days.
    """

    groups: tuple[str, ...]
    areas: tuple[str, ...]
    key: Ints
    arrival: Floats
    frailty: Floats
    age: Floats
    female: Flags
    group: Ints
    unhoused: Flags
    substance_use: Flags
    mental_illness: Flags
    excluded: Flags
    area: Ints

    def __len__(self) -> int:
        return len(self.key)

    @cached_property
    def rank(self) -> Ints:
        """Place of each person in a hashed order without ties."""
        order = np.argsort(_uniforms(self.key, Decision.RANK), kind="stable")
        rank = np.empty(len(self), dtype=np.int64)
        rank[order] = np.arange(len(self))
        return rank


def make_population(values: Snapshot, world_key: int, start: float, end: float) -> Population:
    """Make everybody who is in the pool at `start` or arrives before `end` (days).

    `values` are the jurisdiction's own facts: no scenario changes who people are. So the scenarios of a world share
    its people, who never change. Threads may ask at once: at worst each makes the same people.
    """
    facts = ((path, value) for path, value in values.items() if path.startswith("population."))
    frozen = tuple((path, tuple(value.items()) if isinstance(value, Mapping) else value) for path, value in facts)
    return _people_of(frozen, world_key, start, end)


# One world for each of a few threads: a question goes from world to world and never back.
@lru_cache(maxsize=8)
def _people_of(facts: Facts, world_key: int, start: float, end: float) -> Population:
    values = {path: dict(value) if isinstance(value, tuple) else value for path, value in facts}
    pool = round(number(values, "population.pool"))
    _refuse_too_many(pool)  # before their arrivals are made, and with them
    arrivals = _arrival_times(values, world_key, pool, start, end)
    _refuse_too_many(pool + len(arrivals))
    keys = join_keys(world_key, pool + len(arrivals))
    shape = number(values, "population.frailty_shape")
    groups = table(values, "population.groups")
    areas = table(values, "population.areas")

    def chance(decision: Decision, path: str) -> Flags:
        return _uniforms(keys, decision) < number(values, path)

    ages = number(values, "population.age_mean") + number(values, "population.age_sd") * special.ndtri(
        _uniforms(keys, Decision.AGE)
    )
    return Population(
        groups=tuple(groups),
        areas=tuple(areas),
        key=keys,
        arrival=np.concatenate([np.full(pool, start), arrivals]),
        frailty=np.asarray(special.gammaincinv(shape, _uniforms(keys, Decision.FRAILTY)) / shape, dtype=np.float64),
        age=np.maximum(YOUNGEST_AGE, ages),
        female=chance(Decision.GENDER, "population.female_share"),
        group=_choices(_uniforms(keys, Decision.GROUP), groups),
        unhoused=chance(Decision.UNHOUSED, "population.unhoused_share"),
        substance_use=chance(Decision.SUBSTANCE_USE, "population.substance_use_share"),
        mental_illness=chance(Decision.MENTAL_ILLNESS, "population.mental_illness_share"),
        excluded=chance(Decision.EXCLUDED, "population.excluded_history_share"),
        area=_choices(_uniforms(keys, Decision.AREA), areas),
    )


def _refuse_too_many(people: int) -> None:
    if people > MOST_PEOPLE:
        raise InputError(f"there are more than {MOST_PEOPLE:,} people", key="population.pool", found=people)


def _arrival_times(values: Snapshot, world_key: int, pool: int, start: float, end: float) -> Floats:
    rate = per_day(number(values, "population.arrivals_share")) * pool
    if not rate > 0.0:
        return np.empty(0)
    times: Floats = poisson_times(world_key, pool, int(Decision.ARRIVAL), rate, start, end)
    return times


def _uniforms(keys: Ints, decision: Decision) -> Floats:
    found: Floats = uniforms(keys, int(decision), 0)  # an IntEnum passed to compiled code costs 40 µs a call
    return found


def _choices(luck: Floats, shares: Mapping[str, float]) -> Ints:
    edges = np.cumsum(list(shares.values()))
    if not math.isclose(edges[-1], 1.0, abs_tol=1e-6):
        raise ValueError(f"shares add up to {edges[-1]}, not 1")
    return np.minimum(np.searchsorted(edges, luck, side="right"), len(edges) - 1).astype(np.int64)
