"""Two things measured in turn, A B A B …, so that whatever else the machine does meets both alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import ParamSpec, TypeVar

from benchmarks.rows import Row, number

Given = ParamSpec("Given")
Result = TypeVar("Result")

Measured = Callable[[], float]
"""Does something once and returns what it took."""


def cpu_seconds(work: Callable[[], object]) -> float:
    """Do something in this process and return the processor time it took, of all threads together."""
    start = time.process_time()
    work()
    return time.process_time() - start


def timed(work: Callable[Given, Result]) -> Callable[Given, tuple[Result, float]]:
    """Return the same work, which returns the processor seconds too."""

    def do(*args: Given.args, **keys: Given.kwargs) -> tuple[Result, float]:
        start = time.process_time()
        result = work(*args, **keys)
        return result, time.process_time() - start

    return do


def wall_seconds(work: Callable[[], object]) -> float:
    """Do something and return how long it took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turn(first: Measured, second: Measured, repeats: int) -> list[tuple[float, float]]:
    """Return what both took, round by round."""
    return [(first(), second()) for _ in range(repeats)]


def ratio(name: str, measure: str, rounds: Sequence[tuple[float, float]], wanted: str = "") -> Row:
    """Return a row of the median, lowest and highest ratio of the first to the second within a round."""
    ratios = [first / second for first, second in rounds]
    return Row(name, measure, number(median(ratios)), number(min(ratios)), number(max(ratios)), wanted)
