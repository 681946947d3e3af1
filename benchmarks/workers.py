"""P4: two workers against one, on the same study."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.command import fresh_store, leadsim, words_for
from benchmarks.engine import compile_now
from benchmarks.rows import Row
from benchmarks.studies import Size, seconds_of_runs, write_study
from benchmarks.timing import in_turn, ratio
from simulator.experiment.executors import lazy_executor
from simulator.experiment.study.study import Study, load_study
from simulator.model.engines import EngineName

SIZES = {"full": Size(5_000, None, None, 30, 5), "small": Size(60, 1, 0, 2, 1)}


def measure(size: str, engine: EngineName) -> Iterator[Row]:
    """Compare how fast the runs come, and how long the whole command takes, which writes a row for each at the end."""
    of = SIZES[size]
    compile_now(engine)
    with TemporaryDirectory() as folder:
        file = write_study(Path(folder), of.people, of.draws, years=of.years, warm_up=of.warm_up)
        study = load_study(file, engine)
        runs = in_turn(lambda: by_workers(study, engine, 1), lambda: by_workers(study, engine, 2), of.repeats)
        whole = in_turn(lambda: command(file, engine, 1), lambda: command(file, engine, 2), of.repeats)
    what = f"study of {2 * of.draws} runs with {of.people:,} people"
    yield ratio("P4", f"{what}, {engine} engine: runs a second with two workers ÷ one", runs, "≥ 1.8")
    yield ratio("P4", f"{what}, {engine} engine: time of the whole command with one worker ÷ two", whole)


def by_workers(study: Study, engine: EngineName, workers: int) -> float:
    """Return how long the runs of a study take so many workers; their start is not counted."""
    with lazy_executor(engine, workers) as executor:
        executor().submit(int).result()
        return seconds_of_runs(study, executor, workers)


def command(file: Path, engine: EngineName, workers: int) -> float:
    """Return how long the whole command takes."""
    with fresh_store() as store, TemporaryDirectory() as out:
        words = ("study", str(file), "--out", out, "--workers", str(workers), "--allow-large")
        return leadsim(*words, *words_for(engine), store=store).wall
