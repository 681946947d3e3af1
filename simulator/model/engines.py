"""Which engine a run uses: the compiled one, or SimPy, which is the reference. Both give the same log."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Literal, get_args

from simulator.model.engine import Engine, Setup
from simulator.model.garbage import lazy_garbage_collection

EngineName = Literal["fast", "simpy"]
ENGINES: tuple[EngineName, ...] = get_args(EngineName)
DEFAULT_ENGINE: EngineName = "fast"


def make_engine(name: EngineName, setup: Setup, *, record_events: bool = False) -> Engine:
    """Return an engine at the beginning of a run. Each is imported where it is used: both are heavy."""
    if name == "fast":
        from simulator.model.fast import FastEngine

        return FastEngine(setup, record_events=record_events)
    from simulator.model.reference import ReferenceEngine

    return ReferenceEngine(setup, record_events=record_events)


def prepare(name: EngineName, say: Callable[[str], None]) -> None:
    """Make an engine ready to run; what takes long, once after an installation or an edit, is said before."""
    if name == "fast":
        from simulator.model.fast import compile_now

        compile_now(say)


def while_running(name: EngineName) -> AbstractContextManager[None]:
    """Return what a run is held in: SimPy makes many small objects, whose collection would cost a third of it."""
    if name == "fast":
        return nullcontext()
    return lazy_garbage_collection()
