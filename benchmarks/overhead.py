"""P3: a whole comparison, as it is asked for at the command line, against the engine's part of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.command import Done, fresh_store, leadsim, words_for
from benchmarks.engine import SEED, compile_now, timed_run
from benchmarks.places import write_place
from benchmarks.rows import Row
from benchmarks.timing import ratio
from simulator.experiment.collection import Collection
from simulator.experiment.question import Question
from simulator.inputs.load import load_scenario
from simulator.model.engines import EngineName
from simulator.results import NoSink

COMPARED = ("king-county/pilot", "king-county/current")


@dataclass(frozen=True)
class Size:
    """How many draws, and how often; how many people over how many years (None: the shipped place as it is)."""

    draws: int
    repeats: int
    people: int | None = None


SIZES = {"full": Size(40, 5), "long": Size(200, 5), "small": Size(1, 1, 60)}


def measure(size: str, engine: EngineName) -> Iterator[Row]:
    """Compare the command, with one worker and with two, with the engine alone on the same runs, one after the other.

    A command with one worker still has two threads, one that simulates and one that prices and keeps. Processor time
    counts both; the time that somebody waits does not, where the second has a core of its own.
    """
    of = SIZES[size]
    compile_now(engine)
    alone: list[float] = []
    one: list[Done] = []
    two: list[Done] = []
    with TemporaryDirectory() as folder:
        names = scenarios(Path(folder), of)
        for _ in range(of.repeats):
            one.append(ask(names, of, engine, workers=1))
            alone.append(engine_seconds(names, of, engine))
            two.append(ask(names, of, engine, workers=2))
    what = f"comparison of 2 scenarios and their baseline, {of.draws} draws, ÷ the {engine} engine alone"
    yield ratio("P3", f"{what}: processor time, one worker", pairs([d.cpu for d in one], alone), "≤ 1.5")
    yield ratio("P3", f"{what}: time, one worker", pairs([d.wall for d in one], alone))
    yield ratio("P3", f"{what}: time, two workers", pairs([d.wall for d in two], alone))


def pairs(first: list[float], second: list[float]) -> list[tuple[float, float]]:
    """Return what belongs to the same round."""
    return list(zip(first, second, strict=True))


def scenarios(folder: Path, of: Size) -> tuple[str, ...]:
    """Return the names of the scenarios that are compared."""
    if of.people is None:
        return COMPARED
    place = write_place(folder, of.people, years=1, warm_up=0)
    return str(place / "citywide.yaml"), str(place / "current.yaml")


def ask(names: tuple[str, ...], of: Size, engine: EngineName, *, workers: int) -> Done:
    """Give the command, with nothing in the store."""
    words = ("compare", *names, "--draws", str(of.draws), "--workers", str(workers), "--allow-large")
    with fresh_store() as store:
        return leadsim(*words, *words_for(engine), store=store)


def engine_seconds(names: tuple[str, ...], of: Size, engine: EngineName) -> float:
    """Return the processor seconds that the engine takes for the runs of the command, in this process."""
    chosen = tuple(load_scenario(name) for name in names)
    question = Question(chosen, load_scenario(chosen[0].baseline_name), seed=SEED, draws=of.draws, engine=engine)
    tasks = {task.model_key: task for task in Collection(question, NoSink()).tasks()}
    return sum(timed_run(task.inputs, task.world, engine).engine for task in tasks.values())
