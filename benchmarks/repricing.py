"""P8: new unit costs for runs that are stored, against doing the runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from benchmarks.command import fresh_store
from benchmarks.engine import SEED, compile_now, forget_people
from benchmarks.places import write_place
from benchmarks.rows import Row, verdict
from benchmarks.studies import Size
from benchmarks.timing import cpu_seconds, ratio
from simulator.experiment.collection import Collection
from simulator.experiment.compare import answer, complete
from simulator.experiment.question import Question
from simulator.inputs.load import load_scenario
from simulator.inputs.scenario import Scenario
from simulator.model.engines import EngineName
from simulator.results import ALL
from simulator.store import Store

DEARER = {"costs.jail_day": {"value": 300, "price_year": 2025}, "costs.booking": {"value": 200, "price_year": 2025}}
"""Unit costs that are not those of the runs."""


SIZES = {"full": Size(5_000, None, None, 20, 5), "small": Size(200, 1, 0, 1, 2)}


class Here(Executor):
    """Does each task at once and in this process."""

    def submit(self, work: Any, /, *args: Any, **keys: Any) -> Future[Any]:
        """Do it."""
        future: Future[Any] = Future()
        future.set_result(work(*args, **keys))
        return future


def nobody() -> Executor:
    """Stand in for the workers where nothing may be simulated."""
    raise AssertionError("new unit costs take no new run")


def measure(size: str, engine: EngineName) -> Iterator[Row]:
    """Compare a question about runs that are not there yet with the same at other unit costs."""
    of = SIZES[size]
    compile_now(engine)
    with TemporaryDirectory() as folder:
        question, dearer = questions(Path(folder), of, engine)
        priced, answered = [], []
        nets: set[float] = set()
        for _ in range(of.repeats):
            priced.append(in_one_store(question, dearer, lambda *asked: complete(Collection(*asked[:2]), *asked[2:])))
            answered.append(in_one_store(question, dearer, lambda *asked: nets.add(net(*asked))))
    runs = f"{of.people:,} people, {engine} engine"
    yield ratio("P8", f"pricing stored runs anew ÷ running them, {runs}", priced, "≤ 0.02")
    yield ratio("P8", f"the same with all tables of the answer, {runs}", answered)
    yield verdict("P8", "other unit costs, another net", met=len(nets) == len((question, dearer)))


def in_one_store(question: Question, dearer: Question, ask: Callable[..., object]) -> tuple[float, float]:
    """Return the processor seconds of the second question, and of the first, which has its runs to do."""
    forget_people()
    with fresh_store() as path, Store(str(path)) as store:
        ran = cpu_seconds(lambda: ask(question, store, Here, 1))
        return cpu_seconds(lambda: ask(dearer, store, nobody, 1)), ran


def questions(folder: Path, of: Size, engine: EngineName) -> tuple[Question, Question]:
    """Return a question, and the same with other unit costs."""
    write_place(folder, of.people, years=of.years, warm_up=of.warm_up)
    changed = {"title": "Dearer", "sentence": "Other unit costs.", "extends": "current", "set": DEARER}
    (folder / "dearer.yaml").write_text(yaml.safe_dump(changed), encoding="utf-8")

    def ask(scenario: Scenario) -> Question:
        baseline = load_scenario(folder / "no-lead.yaml")
        return Question((scenario,), baseline, seed=SEED, draws=of.draws, engine=engine)

    return ask(load_scenario(folder / "current.yaml")), ask(load_scenario(folder / "dearer.yaml"))


def net(question: Question, store: Store, executor: Callable[[], Executor], workers: int) -> float:
    """Return the mean net of all payers over all years."""
    return next(
        record.difference.mean
        for record in answer(question, store, executor, workers).records
        if (record.rung, record.unit, record.payer, record.fiscal_year) == ("net", "dollars", ALL, ALL)
    )
