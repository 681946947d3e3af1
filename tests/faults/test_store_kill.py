"""Kill -9 of a process that keeps runs: what was acknowledged is there, whole; a naive writer fails the same check."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from simulator.errors import StoreError
from simulator.store import Store
from tests.report.samples import comparison
from tests.test_store import same_tally, tally

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the writers are forked")

KILLS = 40
MOST = 12  # acknowledgments before a kill

# One process imports everything once; for each line it is given it forks a writer, and says when that has died.
NURSERY = """
import json, os, sys
from simulator.store import Store
from tests.report.samples import comparison
from tests.test_store import tally

def keep_runs(path, first):
    with Store(path) as store:
        for number in range(first, first + 1_000):
            store.keep_tally(f"{number}", tally(number, months=1))
            store.keep_comparison(comparison(seed=number))
            print(number, flush=True)

def keep_naively(path, first):
    kept = {}
    for number in range(first, first + 1_000):
        kept[number] = "a result" * 10
        text = json.dumps(kept)
        with open(path, "w") as file:
            file.write(text[: len(text) // 2])
            file.flush()
            print("half", flush=True)
            sys.stdin.readline()
            file.write(text[len(text) // 2 :])
        print(number, flush=True)
        sys.stdin.readline()

print("ready", flush=True)
while line := sys.stdin.readline():
    kind, path, first = line.split()
    child = os.fork()
    if not child:
        print(os.getpid(), flush=True)
        {"runs": keep_runs, "naive": keep_naively}[kind](path, int(first))
        os._exit(1)
    os.waitpid(child, 0)
    print("dead", flush=True)
"""


class Nursery:
    """Starts writers, hears what they acknowledge, and kills them."""

    def __init__(self) -> None:
        root = Path(__file__).parents[2]
        self._process = subprocess.Popen(
            [sys.executable, "-c", NURSERY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root
        )
        self._writer = 0
        assert self.hear() == "ready"

    def hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def start(self, kind: str, path: Path, first: int) -> None:
        """Start a writer; it has begun, and acknowledged nothing yet."""
        self.say(f"{kind} {path} {first}")
        self._writer = int(self.hear())

    def kill(self) -> list[int]:
        """Kill the writer and return what it had acknowledged and nobody had heard."""
        writer, self._writer = self._writer, 0
        os.kill(writer, signal.SIGKILL)
        return [int(word) for word in iter(self.hear, "dead")]

    def close(self) -> None:
        if self._writer:
            os.kill(self._writer, signal.SIGKILL)
        self._process.communicate()


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    started = Nursery()
    yield started
    started.close()


def _runs_survive(path: Path, acknowledged: list[int]) -> bool:
    """Return whether the database is whole and holds every acknowledged run as it was given."""
    try:
        with Store(str(path)) as store:
            kept = {identity.seed for _, _, identity in store.comparisons()}
            return _is_whole(path) and all(
                same_tally(store.find_tally(f"{number}"), tally(number, months=1))
                and number in kept
                and store.find_comparison(store.keep_comparison(comparison(seed=number))) == comparison(seed=number)
                for number in acknowledged
            )
    except StoreError:
        return False


def _is_whole(path: Path) -> bool:
    direct = sqlite3.connect(path)
    (verdict,) = direct.execute("PRAGMA integrity_check").fetchone()
    direct.close()
    return bool(verdict == "ok")


def _results_survive(path: Path, acknowledged: list[int]) -> bool:
    """Return whether the file of a naive writer can be read and holds every acknowledged result."""
    try:
        kept = json.loads(path.read_text())
    except ValueError:
        return False
    return all(str(number) in kept for number in acknowledged)


def _acknowledgments_before_kills() -> list[int]:
    return [0, 0, *(int(n) for n in np.random.default_rng(9).integers(0, MOST, size=KILLS - 2))]


def test_no_acknowledged_run_is_lost(nursery: Nursery, tmp_path: Path) -> None:
    path, acknowledged = tmp_path / "store.sqlite", list[int]()
    for turn, wanted in enumerate(_acknowledgments_before_kills()):
        nursery.start("runs", path, first=turn * 1_000)
        heard = [int(nursery.hear()) for _ in range(wanted)]
        heard += nursery.kill()
        acknowledged += heard
        assert _runs_survive(path, heard), f"after kill {turn}"
    assert _runs_survive(path, acknowledged), "later kills take nothing from earlier runs"
    assert len(acknowledged) >= KILLS


def test_a_store_killed_while_it_is_made_can_be_made(nursery: Nursery, tmp_path: Path) -> None:
    for turn in range(10):
        path = tmp_path / f"{turn}.sqlite"
        nursery.start("runs", path, first=0)
        assert _runs_survive(path, nursery.kill())


def test_the_check_fails_for_a_naive_writer(nursery: Nursery, tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    nursery.start("naive", path, first=0)
    acknowledged = []
    for _ in range(3):
        assert nursery.hear() == "half"
        nursery.say("go on")
        acknowledged.append(int(nursery.hear()))
        assert _results_survive(path, acknowledged)
        nursery.say("go on")
    assert nursery.hear() == "half"
    assert nursery.kill() == []
    assert not _results_survive(path, acknowledged), "what was acknowledged went with the file that was torn"


@pytest.mark.parametrize("left", [0.3, 0.6, 0.9])
def test_the_check_fails_for_a_store_that_lost_its_end(nursery: Nursery, tmp_path: Path, left: float) -> None:
    path = tmp_path / "store.sqlite"
    with Store(str(path)) as store:
        for number in range(5):
            store.keep_tally(f"{number}", tally(number, months=1))
            store.keep_comparison(comparison(seed=number))
    assert _runs_survive(path, list(range(5)))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(left * len(whole))])
    assert not _runs_survive(path, list(range(5)))


def test_the_check_fails_for_a_run_that_is_not_there(tmp_path: Path) -> None:
    Store(str(tmp_path / "store.sqlite")).close()
    assert _runs_survive(tmp_path / "store.sqlite", [])
    assert not _runs_survive(tmp_path / "store.sqlite", [0])
