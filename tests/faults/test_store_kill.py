"""Kill -9 of a process that keeps runs: what was acknowledged is there, whole; a naive writer fails the same check."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from simulator.errors import StoreError
from simulator.store import Store
from tests.report.samples import comparison
from tests.servers import PostgresServer
from tests.store.samples import same_tally, tally

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the writers are forked")

KILLS = 40  # of each database
BATCH = 3
MOST = 30  # acknowledgments before a kill
LATER = 200_000  # turns of an empty loop: as long as a step, so that kills come anywhere in one

# One process imports everything once; for each line it is given it forks a writer, and says when that has died.
NURSERY = """
import json, os, sys
import sqlalchemy
from simulator.experiment.setup import model_version
from simulator.store import Store
from tests.faults.test_store_kill import batch
from tests.report.samples import comparison
from tests.store.samples import tally

def keep_runs(location, first):
    with Store(location) as store:
        for step in range(first, first + 1_000):
            if step % 3 == 0:
                store.keep_tally(f"{step}", tally(step, months=1))
            elif step % 3 == 1:
                store.keep_tallies({key: tally(step, months=1) for key in batch(step)})
            else:
                store.keep_comparison(comparison(seed=step))
            print(step, flush=True)

def keep_hastily(location, first):
    Store(location).close()
    sqlalchemy.Connection.commit = lambda _: None
    keep_runs(location, first)

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

model_version()
print("ready", flush=True)
while line := sys.stdin.readline():
    kind, location, first = json.loads(line)
    child = os.fork()
    if not child:
        print(os.getpid(), flush=True)
        {"runs": keep_runs, "hasty": keep_hastily, "naive": keep_naively}[kind](location, first)
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

    def start(self, kind: str, location: str, first: int) -> None:
        """Start a writer; it has begun, and acknowledged nothing yet."""
        self.say(json.dumps([kind, location, first]))
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


def batch(step: int) -> list[str]:
    return [f"{step}-{i}" for i in range(BATCH)]


def _steps_survive(location: str, acknowledged: Sequence[int]) -> bool:
    """Return whether the database is whole, and holds what every acknowledged step kept, as it was given."""
    try:
        with Store(location) as store:
            seeds = {identity.seed for _, _, identity in store.comparisons()}
            return _is_whole(location) and all(_survives(store, step, seeds) for step in acknowledged)
    except StoreError:
        return False


def _survives(store: Store, step: int, seeds: set[int]) -> bool:
    if step % 3 == 2:
        asked = comparison(seed=step)
        return step in seeds and store.find_comparison(store.keep_comparison(asked)) == asked
    keys = batch(step) if step % 3 else [f"{step}"]
    found = store.find_tallies(keys)
    return len(found) == len(keys) and all(same_tally(kept, tally(step, months=1)) for kept in found.values())


def _is_whole(location: str) -> bool:
    if "://" in location:
        return True  # a server answers for its own files
    direct = sqlite3.connect(location)
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


def _moments_of_kills() -> list[tuple[int, int]]:
    """Return how many steps are acknowledged before each kill, and how many turns of a loop come after the last."""
    luck = np.random.default_rng(9)
    later = zip(luck.integers(0, MOST, size=KILLS - 2), luck.integers(0, LATER, size=KILLS - 2), strict=True)
    return [(0, 0), (0, LATER), *((int(steps), int(turns)) for steps, turns in later)]


def test_no_acknowledged_step_is_lost(nursery: Nursery, location: str) -> None:
    acknowledged: list[int] = []
    for kill, (wanted, turns) in enumerate(_moments_of_kills()):
        first = kill * 999
        nursery.start("runs", location, first)
        heard = [int(nursery.hear()) for _ in range(wanted)]
        for _ in range(turns):
            pass
        heard += nursery.kill()
        acknowledged += heard
        assert heard == list(range(first, first + len(heard)))
        assert _steps_survive(location, heard), f"after kill {kill}"
        with Store(location) as store:
            in_hand = batch(first + len(heard))
            assert len(store.has_tallies(in_hand)) in (0, BATCH), "a batch is kept whole or not at all"
    assert _steps_survive(location, acknowledged), "later kills take nothing from earlier steps"
    assert len(acknowledged) >= KILLS


def test_a_store_killed_while_it_is_made_can_be_made(
    nursery: Nursery, tmp_path: Path, request: pytest.FixtureRequest, location: str
) -> None:
    for turn in range(10):
        if "://" in location:
            server: PostgresServer = request.getfixturevalue("postgres")
            place = server.address(server.make_database())
        else:
            place = str(tmp_path / f"{turn}.sqlite")
        nursery.start("runs", place, first=0)
        assert _steps_survive(place, nursery.kill())


# -- the checks can fail ------------------------------------------------------------------------------------


def test_the_check_fails_for_a_writer_that_acknowledges_before_it_commits(nursery: Nursery, location: str) -> None:
    nursery.start("hasty", location, first=0)
    heard = [int(nursery.hear()) for _ in range(3)]
    assert not _steps_survive(location, heard + nursery.kill())


def test_the_check_fails_for_a_naive_writer(nursery: Nursery, tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    nursery.start("naive", str(path), first=0)
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
def test_the_check_fails_for_a_store_that_lost_its_end(tmp_path: Path, left: float) -> None:
    path = tmp_path / "store.sqlite"
    with Store(str(path)) as store:
        for step in (0, 3, 6, 9, 12):
            store.keep_tally(f"{step}", tally(step, months=1))
            store.keep_tallies({key: tally(step + 1, months=1) for key in batch(step + 1)})
            store.keep_comparison(comparison(seed=step + 2))
    assert _steps_survive(str(path), range(15))
    whole = path.read_bytes()
    path.write_bytes(whole[: int(left * len(whole))])
    assert not _steps_survive(str(path), range(15))


def test_the_check_fails_for_what_is_not_there(location: str) -> None:
    Store(location).close()
    assert _steps_survive(location, [])
    assert not any(_steps_survive(location, [step]) for step in range(3))
