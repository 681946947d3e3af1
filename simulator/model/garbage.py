"""Python's garbage collector, told to come rarely to what makes many small objects that stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

RARELY = (200_000, 50, 50)  # thresholds


def collect_garbage_rarely() -> None:
    """Let a process that only simulates collect garbage rarely for good: going back and forth costs collections."""
    gc.set_threshold(*RARELY)


@contextmanager
def lazy_garbage_collection() -> Iterator[None]:
    """Collect garbage rarely for a while: it costs a third of a SimPy run, and a tenth of compiling."""
    thresholds = gc.get_threshold()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
