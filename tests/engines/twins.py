"""Both engines in the same scenario: as they are, and with delays rounded up to whole days."""

from __future__ import annotations

import hashlib
import importlib
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest
from hypothesis.strategies import SearchStrategy

import simulator.model
from simulator.model import compile_cache_folder, rules
from simulator.model.engine import Engine, Setup
from simulator.model.events import Resource
from tests.properties import worlds
from tests.properties.courthouse import LIVELY, Courthouse, courthouses
from tests.properties.worlds import DELAYS, Scenario
from tests.support import Outcome

PACKAGE = "simulator.model.fast"
EngineClass = Callable[..., Engine]


def fast_engine(*, whole_days: bool) -> EngineClass:
    """Return the compiled engine, compiled from rounded rules if the scenario's delays are whole days."""
    if whole_days:
        return _engine_of_whole_days()
    return importlib.import_module(PACKAGE).FastEngine  # type: ignore[no-any-return]


def where_all_is_short() -> SearchStrategy[Scenario]:
    """Return scenarios in which dockets and state beds are full, which is rare among the others."""
    return courthouses().map(_as_scenario)


def _as_scenario(house: Courthouse) -> Scenario:
    others = {resource: plan for resource, plan in house.units.items() if resource != Resource.LEAD}
    return Scenario(
        {**LIVELY, **house.changes}, house.edges, house.units[Resource.LEAD], others, house.later, house.world,
        house.whole_days,
    )  # fmt: skip


def run_fast(scenario: Scenario, setup: Setup | None = None, *, monthly: bool = False) -> Outcome:
    """Return what a scenario gives in the compiled engine."""
    setup = setup or scenario.setup()
    engine = fast_engine(whole_days=scenario.whole_days)(setup, record_events=True)
    for resource, plan in scenario.plans().items():
        engine.set_capacity(resource, plan)
    for edge in setup.month_edges[1:] if monthly else setup.month_edges[-1:]:
        engine.advance(edge)
    return Outcome(list(engine.events), engine.tally(), engine)  # type: ignore[arg-type]


def assert_identical(one: Outcome, other: Outcome) -> None:
    """Hold two runs equal: every line of the log, everything counted and for whom, to the last bit of every time."""
    assert_same(one.events, other.events)
    assert_same(one.engine.credits, other.engine.credits)
    assert (one.tally.counts == other.tally.counts).all()


def assert_same(first: Sequence[tuple[Any, ...]], second: Sequence[tuple[Any, ...]]) -> None:
    """Hold two logs equal, and show where they first differ."""
    differing = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if tuple(a) != tuple(b)), None)
    if differing is not None:
        near = slice(max(0, differing - 3), differing + 2)
        raise AssertionError(f"line {differing}:\n{list(first[near])}\n{list(second[near])}")
    assert len(first) == len(second)


# -- whole days ---------------------------------------------------------------------------------------------


@cache
def _engine_of_whole_days() -> EngineClass:
    with _another_copy(), _compiled_elsewhere(), _rounded_rules():
        module = importlib.import_module(f"{PACKAGE}.engine")
        module.table()
        steps = importlib.import_module(f"{PACKAGE}.steps")
        steps.act.compile(steps.SIGNATURE)
        engine: EngineClass = module.FastEngine
        return engine


@contextmanager
def _another_copy() -> Iterator[None]:
    """Let the package be imported anew, beside the one that is there."""
    importlib.import_module(PACKAGE)
    kept = {name: sys.modules.pop(name) for name in list(sys.modules) if name.split(".")[:3] == PACKAGE.split(".")}
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name.split(".")[:3] == PACKAGE.split(".")]:
            del sys.modules[name]
        sys.modules.update(kept)
        simulator.model.fast = kept[PACKAGE]  # type: ignore[attr-defined]


@contextmanager
def _compiled_elsewhere() -> Iterator[None]:
    """Keep what is compiled in a folder that belongs to how it is rounded, too: here, and for the reference."""
    rounding = hashlib.sha256(b"".join(Path(file).read_bytes() for file in (__file__, worlds.__file__)))
    before = numba.config.CACHE_DIR  # type: ignore[attr-defined]
    folder = compile_cache_folder() / f"whole-days-{rounding.hexdigest()[:16]}"
    numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        numba.config.CACHE_DIR = before  # type: ignore[attr-defined]


@contextmanager
def _rounded_rules() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in DELAYS:
            patch.setattr(rules, name, _rounded_up(getattr(rules, name)))
        yield


def _rounded_up(delay: Any) -> Any:
    @numba.njit
    def rounded(*arguments: float) -> float:
        days = delay(*arguments)
        if math.isfinite(days):
            return np.ceil(days)
        return days

    return rounded
