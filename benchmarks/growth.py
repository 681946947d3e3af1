"""P2: what a person-year takes in a large population against a small one, and the memory of the large one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.command import python
from benchmarks.engine import Timed, compile_now, county, timed_run
from benchmarks.rows import Row, figure
from benchmarks.timing import ratio
from simulator.model.engines import EngineName

MEGABYTE = 2**20

ONE_RUN = """
import sys
from benchmarks.engine import county, timed_run
people, years, warm_up = (None if word == "None" else int(word) for word in sys.argv[1:4])
timed_run(county(people, years, warm_up), 0, sys.argv[4])
"""


@dataclass(frozen=True)
class Size:
    """How many people over how many years (None: the place's own), and how often; the mean of how many small runs."""

    large: int
    small: int
    years: int | None
    warm_up: int | None
    repeats: int
    worlds: int


SIZES = {"full": Size(100_000, 1_000, None, None, 5, 30), "small": Size(300, 100, 1, 0, 2, 2)}


def measure(size: str, engine: EngineName) -> Iterator[Row]:
    """Compare the time of a person-year, and the memory of a process with one run."""
    of = SIZES[size]
    compile_now(engine)
    large, small = (county(people, of.years, of.warm_up) for people in (of.large, of.small))
    rounds: list[tuple[float, float]] = []
    whole: list[tuple[float, float]] = []
    for world in range(of.repeats):
        big = [timed_run(large, world, engine)]
        little = [timed_run(small, world * of.worlds + each, engine) for each in range(of.worlds)]
        rounds.append((a_person_year(big), a_person_year(little)))
        whole.append((a_person_year(big, whole=True), a_person_year(little, whole=True)))
    sizes = f"{of.large:,} people ÷ {of.small:,}"
    yield ratio("P2", f"time per person-year, {sizes}, {engine} engine alone", rounds, "≤ 2")
    yield ratio("P2", f"time per person-year, {sizes}, {engine} engine with making the people", whole)
    peaks = [peak_of_one_run(people, of, engine) for people in (of.large, of.small)]
    yield figure("P2", f"megabytes of a process with one run of {of.large:,} people", peaks[0] / MEGABYTE)
    bytes_each = (peaks[0] - peaks[1]) / (of.large - of.small)
    yield figure("P2", f"bytes a person, from that and one of {of.small:,}", bytes_each)


def a_person_year(runs: list[Timed], *, whole: bool = False) -> float:
    """Return the processor seconds of a person-year."""
    seconds = sum(run.whole if whole else run.engine for run in runs)
    return seconds / sum(run.person_years for run in runs)


def peak_of_one_run(people: int, of: Size, engine: EngineName) -> int:
    """Return the largest memory of a process that does nothing else."""
    return python(ONE_RUN, str(people), str(of.years), str(of.warm_up), engine).peak
