"""The people: fixed traits and arrivals, made once for each world and the same in every scenario."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import special

from simulator.inputs.values import Snapshot, number, table
from simulator.model import streams
from simulator.model.events import Decision
from simulator.units import per_day

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

YOUNGEST_AGE = 18.0


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

    `values` are the jurisdiction's own facts: no scenario changes who people are.
    """
    pool = round(number(values, "population.pool"))
    arrivals = _arrival_times(values, world_key, pool, start, end)
    keys = np.array([streams.join_key(world_key, i) for i in range(pool + len(arrivals))], dtype=np.int64)
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


def _arrival_times(values: Snapshot, world_key: int, pool: int, start: float, end: float) -> Floats:
    rate = per_day(number(values, "population.arrivals_share")) * pool
    times: list[float] = []
    time = start
    while rate > 0.0:
        key = streams.join_key(world_key, pool + len(times))
        time += streams.exponential(streams.uniform(key, int(Decision.ARRIVAL), 0)) / rate
        if time >= end:
            break
        times.append(time)
    return np.array(times, dtype=np.float64)


def _uniforms(keys: Ints, decision: Decision) -> Floats:
    number = int(decision)  # an IntEnum passed to compiled code costs 40 µs a call
    return np.array([streams.uniform(int(key), number, 0) for key in keys], dtype=np.float64)


def _choices(uniforms: Floats, shares: Mapping[str, float]) -> Ints:
    edges = np.cumsum(list(shares.values()))
    if not math.isclose(edges[-1], 1.0, abs_tol=1e-6):
        raise ValueError(f"shares add up to {edges[-1]}, not 1")
    return np.minimum(np.searchsorted(edges, uniforms, side="right"), len(edges) - 1).astype(np.int64)
