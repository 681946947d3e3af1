"""P6: the memory of a long study against that of a short one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.command import fresh_store, leadsim, words_for
from benchmarks.engine import compile_now
from benchmarks.rows import Row, figure
from benchmarks.studies import write_study
from benchmarks.timing import in_turn, ratio
from simulator.model.engines import EngineName

MEGABYTE = 2**20


@dataclass(frozen=True)
class Size:
    """How many people over how many years, how many draws at most and at least, and how often."""

    people: int
    years: int
    draws: tuple[int, int]
    repeats: int


SIZES = {"full": Size(100, 2, (1_000, 100), 5), "small": Size(60, 1, (4, 2), 1)}


def measure(size: str, engine: EngineName) -> Iterator[Row]:
    """Compare the peaks of whole commands; the tallies of all runs of the long one would be 180 MB."""
    of = SIZES[size]
    compile_now(engine)
    with TemporaryDirectory() as folder:
        long, short = (write_study(Path(folder), of.people, draws, years=of.years, warm_up=0) for draws in of.draws)
        rounds = in_turn(lambda: peak(long, engine), lambda: peak(short, engine), of.repeats)
    most, least = of.draws
    yield ratio("P6", f"peak memory of a study of 2 scenarios, {most:,} draws ÷ {least:,}", rounds, "≤ 1.3")
    yield figure("P6", f"megabytes of the study of {most:,} draws", max(first for first, _ in rounds) / MEGABYTE)


def peak(file: Path, engine: EngineName) -> float:
    """Return the largest memory of the process that does a study, or of one it starts."""
    with fresh_store() as store, TemporaryDirectory() as out:
        words = ("study", str(file), "--out", out, "--workers", "2", "--allow-large")
        return float(leadsim(*words, *words_for(engine), store=store).peak)
