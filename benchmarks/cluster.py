"""P5: a Dask cluster on this machine against a pool of processes, on the same study."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.engine import compile_now
from benchmarks.rows import Row
from benchmarks.studies import Size, seconds_of_runs, write_study
from benchmarks.timing import ratio
from simulator.experiment.executors import lazy_executor
from simulator.experiment.study.study import Study, load_study
from simulator.model.engines import EngineName

WORKERS = 2


SIZES = {"full": Size(5_000, None, None, 30, 5), "small": Size(60, 1, 0, 2, 1)}


def measure(size: str, engine: EngineName) -> Iterator[Row]:
    """Compare how fast the runs come from workers that have been started, and have done something, before."""
    if not find_spec("distributed"):
        yield Row("P5", "Dask: not installed, see the extra `cluster`", "")
        return
    of = SIZES[size]
    compile_now(engine)
    with TemporaryDirectory() as folder:
        study, first = (
            load_study(write_study(Path(folder), of.people, draws, years=of.years, warm_up=of.warm_up), engine)
            for draws in (of.draws, WORKERS)
        )
        with (
            ProcessPoolExecutor(WORKERS, mp_context=multiprocessing.get_context("spawn")) as processes,
            lazy_executor(engine, WORKERS, "dask") as dask,
            lazy_executor(engine, WORKERS) as own,
        ):
            executors = {"processes": processes, "dask": dask(), "own": own()}
            for executor in executors.values():
                seconds(first, executor)
            rounds = [{name: seconds(study, each) for name, each in executors.items()} for _ in range(of.repeats)]
    what = f"study of {2 * of.draws} runs with {of.people:,} people, {engine} engine, two workers: runs a second"
    against = [(each["processes"], each["dask"]) for each in rounds]
    yield ratio("P5", f"{what} with Dask ÷ a pool of processes", against, "≥ 0.85")
    usual = [(each["own"], each["dask"]) for each in rounds]
    yield ratio("P5", f"{what} with Dask ÷ what is used without it", usual)


def seconds(study: Study, executor: Executor) -> float:
    """Return how long an executor takes for the runs of a study."""
    return seconds_of_runs(study, lambda: executor, WORKERS)
