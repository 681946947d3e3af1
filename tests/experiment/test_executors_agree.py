"""The same answer to the bit, whoever does the runs, how many at once, in which batches and in which order."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from simulator.experiment import execute as module
from simulator.experiment.compare import answer
from simulator.experiment.executors import lazy_executor
from simulator.experiment.oneway import Setting, one_way, plan
from simulator.experiment.question import Question
from simulator.inputs.scenario import Scenario
from simulator.model.engines import ENGINES, EngineName
from simulator.results import NoSink
from tests.experiment.clusters import Cluster, cluster_of
from tests.experiment.doubles import Inline, MemorySink
from tests.experiment.places import Place, make_place

FUND = {"covers": ["county"], "certified_by": "The auditor", "plan": [{"buy": "case_managers"}]}
CAPTURE = {
    "capture.share": 0.5, "capture.lag": 1, "capture.audit_worlds": 1, "fund.reserve_months": 1,
    "fund.opening_balance": {"value": 900_000, "price_year": 2025},
}  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return make_place(tmp_path_factory.mktemp("places") / "town", {"population.pool": 40})


@pytest.fixture(scope="module")
def scenarios(place: Place) -> tuple[Scenario, ...]:
    """Three scenarios, of which one only changes a price and one has a fund."""
    return (
        place.scenario("as-before"),
        place.scenario("dearer", {"costs.jail_day": {"value": 500, "price_year": 2025}}),
        place.scenario("fund", CAPTURE, reinvestment=FUND),
    )


@pytest.fixture(scope="module", params=ENGINES)
def asked(request: pytest.FixtureRequest, place: Place, scenarios: tuple[Scenario, ...]) -> Question:
    none = place.scenario("none", {"lead.annual_budget": {"value": 0, "price_year": 2025}})
    return Question(scenarios, none, seed=3, draws=3, replications=2, engine=request.param)


@pytest.fixture(scope="module")
def alone(asked: Question) -> tuple[Any, dict[str, bytes]]:
    """The answer and the runs of this process, one after the other."""
    executor = Inline()
    return answered(asked, lambda: executor, 1)


def answered(asked: Question, executor: Callable[[], Executor], workers: int) -> tuple[Any, dict[str, bytes]]:
    sink = MemorySink()
    comparison = answer(asked, sink, executor, workers)
    return comparison, {key: tally.counts.tobytes() for key, tally in sink.tallies.items()}


@pytest.mark.parametrize("workers", [1, 2, 8])
def test_threads(workers: int, asked: Question, alone: Any):
    with ThreadPoolExecutor(workers) as pool:
        assert answered(asked, lambda: pool, workers) == alone


def test_what_each_engine_has_by_default(asked: Question, alone: Any):
    with lazy_executor(asked.engine, 2) as executor:
        assert answered(asked, executor, executor.workers) == alone


class Shuffled(Executor):
    """Does any of the batches that it has whenever somebody waits, and says that runs take any time."""

    def __init__(self, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
        self._dice = random.Random(seed)  # noqa: S311
        self._under_way: list[tuple[Callable[[], Any], Future[Any]]] = []
        self.sizes: set[int] = set()
        original = module.wait

        def wait(running: Any, **keys: Any) -> Any:
            self._finish(self._dice.randint(1, len(self._under_way)))
            return original(running, **keys)

        monkeypatch.setattr(module, "wait", wait)

    def submit(self, work: Callable[..., Any], /, *args: Any, **keys: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.sizes.add(len(args[0].tasks))
        self._under_way.append((lambda: work(*args, **keys), future))
        return future

    def _finish(self, how_many: int) -> None:
        for _ in range(how_many):
            work, future = self._under_way.pop(self._dice.randrange(len(self._under_way)))
            future.set_result(replace(work(), seconds=self._dice.choice([0.0, 0.02, 0.04, 1.0])))


@pytest.mark.parametrize("seed", range(4))
def test_any_batches_in_any_order(seed: int, asked: Question, alone: Any, monkeypatch: pytest.MonkeyPatch):
    executor = Shuffled(seed, monkeypatch)
    assert answered(asked, lambda: executor, workers=3) == alone
    assert len(executor.sizes) > 1


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    pytest.importorskip("distributed")
    with cluster_of(tmp_path_factory.mktemp("dask"), workers=2) as running:
        yield running


def test_a_dask_scheduler_with_two_workers(cluster: Cluster, asked: Question, alone: Any):
    with lazy_executor(asked.engine, kind="dask", scheduler=cluster.address) as executor:
        assert executor.workers == 2
        assert answered(asked, executor, executor.workers) == alone


def test_a_dask_cluster_of_ones_own(asked: Question, alone: Any):
    pytest.importorskip("distributed")
    with lazy_executor(asked.engine, 1, kind="dask") as executor:
        assert answered(asked, executor, executor.workers) == alone


def test_a_ranking_of_inputs(place: Place, scenarios: tuple[Scenario, ...], cluster: Cluster):
    question = Question(scenarios[:1], place.scenario("none"), seed=3, draws=0, replications=2)
    planned = plan(question, [Setting("lead.officer_offers"), Setting("lead.patience")])
    executor = Inline()
    expected = one_way(planned, NoSink(), lambda: executor, 1)
    for keys in ({}, {"kind": "dask", "scheduler": cluster.address}):
        with lazy_executor(question.engine, 2, **keys) as other:
            assert one_way(planned, NoSink(), other, 2) == expected


@pytest.mark.parametrize("engine", ENGINES)
def test_the_order_of_sets_and_the_command_line(engine: EngineName, place: Place, tmp_path: Path):
    place.scenario("pilot")
    said = []
    for seed, options in (("0", []), ("1", ["--workers", "1"])):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "LEADSIM_STORE": str(tmp_path / f"{seed}.sqlite")}
        command = ["run", "pilot.yaml", "--draws", "2", "--engine", engine, "--json", *options]
        done = subprocess.run(
            [sys.executable, "-m", "simulator", *command],
            env=environment, cwd=place.folder, capture_output=True, check=True,
        )  # fmt: skip
        said.append(done.stdout)
    assert said[0] == said[1]
    assert len(said[0]) > 100_000
