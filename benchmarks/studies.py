"""A study to measure: today's LEAD against none, in King County with as many people and draws as are wanted."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmarks.command import fresh_store
from benchmarks.engine import SEED
from benchmarks.places import write_place
from simulator.experiment.study.simulate import complete, outline
from simulator.experiment.study.study import Study
from simulator.store import Store


@dataclass(frozen=True)
class Size:
    """How many people over how many years (None: the place's own), how many draws, and how often."""

    people: int
    years: int | None
    warm_up: int | None
    draws: int
    repeats: int


def write_study(folder: Path, people: int, draws: int, *, years: int | None = None, warm_up: int | None = None) -> Path:
    """Write a study of two scenarios, a place for it included, and return its file."""
    write_place(folder, people, years=years, warm_up=warm_up)
    study = {
        "title": "Measured",
        "scenarios": ["current.yaml"],
        "baseline": "no-lead.yaml",
        "seed": SEED,
        "draws": draws,
    }
    path = folder / f"study-of-{draws}.yaml"
    path.write_text(yaml.safe_dump(study), encoding="utf-8")
    return path


def seconds_of_runs(study: Study, executor: Callable[[], Executor], workers: int) -> float:
    """Do all runs of a study into a new store, and return how long that took."""
    planned = outline(study)
    with fresh_store() as path, Store(str(path)) as store:
        start = time.perf_counter()
        done = complete(study, planned, store, executor, workers)
        seconds = time.perf_counter() - start
    assert done == planned.runs, "a new store has no runs"
    return seconds
