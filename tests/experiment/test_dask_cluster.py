"""Dask: what is not a scheduler is refused, a lost worker is made up for, and a lost scheduler is one message."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator.errors import InputError, LeadsimError
from simulator.experiment.compare import answer
from simulator.experiment.executors import lazy_executor
from simulator.experiment.question import Question
from tests.experiment.clusters import Cluster, cluster_of
from tests.experiment.doubles import Inline, MemorySink, ask
from tests.experiment.places import Place

distributed = pytest.importorskip("distributed")
dask_cluster: Any = pytest.importorskip("simulator.experiment.dask_cluster")


@pytest.fixture(scope="module")
def asked(place: Place) -> Question:
    none = place.scenario("none", {"lead.annual_budget": {"value": 0, "price_year": 2025}})
    return Question((place.scenario("as-before"),), none, seed=3, draws=12)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("dask")


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    """A scheduler that nobody works for yet."""
    with cluster_of(folder, workers=0) as running:
        yield running


def refusal(address: str, workers: int | None = None) -> InputError:
    with pytest.raises(InputError) as refused, lazy_executor("simpy", workers, "dask", address):
        pass
    assert refused.value.key == "scheduler"
    assert "\n" not in str(refused.value)
    return refused.value


# -- addresses --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("", "missing port"),
        ("nonsense", "missing port"),
        ("tcp://127.0.0.1", "missing port"),
        ("tcp://127.0.0.1:port", "invalid literal"),
        ("gopher://127.0.0.1:70", "unknown address scheme"),
        ("two\nlines", "missing port"),
    ],
)
def test_what_is_no_address_is_refused_at_once(address: str, reason: str):
    found = refusal(address)
    assert found.allowed == "tcp://host:port"
    assert "not the address of a Dask scheduler" in str(found)
    assert reason in str(found)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_cluster, "PATIENCE", 0.2)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Somebody who listens on the loopback interface and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.mark.usefixtures("impatient")
def test_a_port_where_nobody_answers_is_refused_soon(listener: socket.socket):
    port = listener.getsockname()[1]
    assert "nothing answers there as one" in str(refusal(f"tcp://127.0.0.1:{port}"))
    listener.close()
    assert "nothing answers there as one" in str(refusal(f"tcp://127.0.0.1:{port}"))


def test_a_worker_is_no_scheduler_and_a_scheduler_needs_workers(cluster: Cluster):
    found = refusal(cluster.address)
    assert "no workers" in str(found)
    assert "--workers" in str(found)
    with lazy_executor("simpy", 7, "dask", cluster.address) as executor:
        assert executor.workers == 7, "so many will come"
    cluster.add_worker()
    with distributed.Client(cluster.address, set_as_default=False) as client:
        (worker,) = client.nthreads()
    assert "it is a worker" in str(refusal(worker))


# -- workers and schedulers that go -----------------------------------------------------------------------


class Killing(MemorySink):
    """Kills something when it is given the third run."""

    def __init__(self, process: Any) -> None:
        super().__init__()
        self._process = process

    def keep_tally(self, model_key: str, tally: Any) -> None:
        super().keep_tally(model_key, tally)
        if len(self.tallies) == 3:
            self._process.kill()
            self._process.wait()


def test_what_a_killed_worker_was_doing_is_done_by_another(cluster: Cluster, asked: Question):
    for _ in range(2):
        cluster.add_worker()
    sink = Killing(cluster.workers[0])
    with lazy_executor(asked.engine, kind="dask", scheduler=cluster.address) as executor:
        assert executor.workers == 2
        assert answer(asked, sink, executor, executor.workers) == ask(asked)
    assert len(sink.tallies) == 24


def test_what_is_asked_after_the_connection_was_lost_is_called_off(cluster: Cluster):
    client = distributed.Client(cluster.address, set_as_default=False)
    with dask_cluster.executor_of(client) as executor:
        client.close()
        assert executor.submit(int).cancelled()


def test_a_lost_scheduler_is_one_message_and_what_is_finished_stays(cluster: Cluster, asked: Question):
    cluster.add_worker()
    sink = Killing(cluster.scheduler)

    def ask_cluster() -> None:
        with lazy_executor(asked.engine, kind="dask", scheduler=cluster.address) as executor:
            answer(asked, sink, executor, executor.workers)

    with pytest.raises(LeadsimError, match="the connection to it is lost"):
        ask_cluster()
    kept, again = len(sink.tallies), Inline()
    assert 3 <= kept < 24
    assert ask(asked, sink, again) == ask(asked)
    assert len(again.tasks) == 24 - kept
