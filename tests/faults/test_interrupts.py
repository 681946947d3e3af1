"""Ctrl-C while runs are done by threads, processes, a Dask cluster here and one elsewhere: one line, and what is done
stays."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.experiment.clusters import cluster_of
from tests.report.samples import small_place

pytestmark = pytest.mark.skipif(not hasattr(os, "killpg"), reason="the interrupt of a terminal goes to a process group")

LEADSIM = str(Path(sys.executable).with_name("leadsim"))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place whose runs take a while."""
    return small_place(tmp_path_factory.mktemp("places") / "city", facts={"population.pool": 2_000}).folder


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pytest.importorskip("distributed")
    with cluster_of(tmp_path_factory.mktemp("dask"), workers=1) as cluster:
        yield cluster.address


def interrupted(city: Path, store: Path, *options: str) -> tuple[int, str]:
    """Ask for hundreds of runs, interrupt the process group once some are done; return the exit code and stderr."""
    process = subprocess.Popen(
        [LEADSIM, "run", "pilot.yaml", "--draws", "500", "--workers", "2", *options],
        env={**os.environ, "FORCE_COLOR": "1", "LEADSIM_STORE": str(store)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=city, start_new_session=True,
    )  # fmt: skip
    assert process.stderr is not None
    heard = b""
    while not re.search(rb"\b[1-9]\d*/1000\b", heard):
        heard += process.stderr.read1()  # waits for more to be said
        assert process.poll() is None, heard
    os.killpg(process.pid, signal.SIGINT)
    out, rest = process.communicate()
    assert out == b""
    return process.returncode, (heard + rest).decode()


def test_an_interrupt_as_the_store_is_left_is_raised_and_nothing_else_is_said(tmp_path: Path):
    script = """
import sqlalchemy
from simulator.store import Store

def interrupt(*_):
    raise KeyboardInterrupt

store = Store("runs.sqlite")
sqlalchemy.event.listen(store._engine, "reset", interrupt)
try:
    store.find_tally("k")
except KeyboardInterrupt:
    print("interrupted")
"""
    said = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert (said.stdout, said.stderr) == ("interrupted\n", "")


@pytest.mark.parametrize(
    "options",
    [["--engine", "fast"], ["--engine", "simpy"], ["--executor", "dask"], ["--executor", "dask", "--scheduler"]],
    ids=["threads", "processes", "dask here", "dask elsewhere"],
)
def test_an_interrupt_is_one_line_and_keeps_what_is_done(
    options: list[str], city: Path, tmp_path: Path, request: pytest.FixtureRequest
):
    options = [*options, *([request.getfixturevalue("scheduler")] if options[-1] == "--scheduler" else [])]
    store = tmp_path / "store.sqlite"
    code, said = interrupted(city, store, *options)
    assert code == 130
    (done,) = re.findall(r"leadsim: stopped; (\d+) of 1000 runs are in the store", said.splitlines()[-1])
    assert 1 <= int(done) < 1000
    for word in ("Traceback", "KeyboardInterrupt", "WARNING", "ERROR", "distributed"):
        assert word not in said
    again = subprocess.run(
        [LEADSIM, "run", "pilot.yaml", "--draws", "1", *options], env={**os.environ, "LEADSIM_STORE": str(store)},
        cwd=city, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "from the store)" in again.stderr
