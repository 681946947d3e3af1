"""The engine is compiled once after an installation or an edit, and kept on disk; later starts only load it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numba

from simulator.model.fast.calls import table
from simulator.model.fast.steps import SIGNATURE, act
from simulator.model.garbage import lazy_garbage_collection

MESSAGE = "compiling the engine, once; this takes about 15 seconds"


def compile_now(say: Callable[[str], None]) -> None:
    """Compile the engine or load what has been compiled; where it must be compiled, say so before."""
    done = Path(str(numba.config.CACHE_DIR)) / "engine-compiled"  # type: ignore[attr-defined]
    if not done.exists():
        say(MESSAGE)
    with lazy_garbage_collection():
        table()
        act.compile(SIGNATURE)
    with suppress(OSError):  # a folder that cannot be written: it is said and done again at the next start
        done.touch()
