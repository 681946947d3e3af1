"""The engine is compiled once after an installation or an edit, and kept on disk; later starts only load it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numba

from simulator.model.fast.calls import table
from simulator.model.fast.steps import SIGNATURE, act

MESSAGE = "compiling the engine, once; this takes about 15 seconds"


def compile_now(say: Callable[[str], None]) -> None:
    """Compile the engine or load what has been compiled; where it must be compiled, say so before."""
    done = Path(str(numba.config.CACHE_DIR)) / "engine-compiled"  # type: ignore[attr-defined]
    if not done.exists():
        say(MESSAGE)
    with _collecting_rarely():
        table()
        act.compile(SIGNATURE)
    with suppress(OSError):  # a folder that cannot be written: it is said and done again at the next start
        done.touch()


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """Compiling makes millions of small objects, and collecting among them takes a tenth of its time."""
    thresholds = gc.get_threshold()
    gc.set_threshold(200_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
