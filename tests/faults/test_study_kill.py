"""Kill -9 of a study: begun again it does only what is missing, and its files are those of an unbroken one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.experiment.places import Place, make_place
from tests.experiment.studies import add_scenarios, write_study

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the studies are forked")

SHARES = [0, 0.5, 1]
DESIGN = {"kind": "grid", "choices": {"capture.share": SHARES}}
DRAWS = 2
RUNS = DRAWS * (3 + 1 + 2)  # the baseline with its auditors, no fund, and a fund at two shares
ROWS = DRAWS * len(SHARES) * 2
FILES = ("runs.parquet", "runs.csv", "manifest.json")

# One process imports everything once; for each line it is given it forks one that does the study, and says how that
# ended. It kills itself at a named moment: before or after the n-th run is kept, after the n-th group of rows is
# written, before or after the n-th file is put into its place: exactly there, however fast the machine is.
NURSERY = """
import json, os, signal, sys
from pathlib import Path

import pyarrow.parquet as pq

import simulator.studies
from simulator.experiment.batches import code_version
from simulator.experiment.run import run
from simulator.experiment.study.simulate import outline, survey
from simulator.experiment.study.study import load_study
from simulator.inputs.draw import draw_inputs
from simulator.report import study_files
from simulator.store import Store
from simulator.terminal import Workforce
from tests.experiment.studies import Alone, Sink


class Listing(Sink):
    def __init__(self, store):
        super().__init__()
        self.has = store.has_tallies
        self.find = store.find_tallies

    def find_tally(self, key):
        return self.find([key])[key]

    def has_tallies(self, keys):
        found = self.find(keys)
        assert set(found) == self.has(keys)
        self.tallies |= found
        return set(found)


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def kill_at(moment, number):
    owner, name = {
        "run": (Store, "keep_tally"), "rows": (pq.ParquetWriter, "write_batch"), "file": (Path, "replace"),
    }[moment.split()[1]]
    before = moment.startswith("before")
    original, count = getattr(owner, name), 0

    def counting(*arguments, **keys):
        nonlocal count
        count += 1
        if before and count == number:
            die()
        found = original(*arguments, **keys)
        if not before and count == number:
            die()
        return found

    setattr(owner, name, counting)


def tamper():
    original = Store.find_tally

    def find(store, key):
        tally = original(store, key)
        tally.counts[-1] += 1
        return tally

    Store.find_tally = find


def count(study):
    with Store() as store:
        listing = Listing(store)
        assert survey(study, outline(study), listing).found == len(listing.tallies)
        return len(listing.tallies)


def do(study, store, folder, moment, number, workers):
    os.environ["LEADSIM_STORE"] = store
    sys.stderr = open(os.devnull, "w")
    study_files.ROWS_IN_GROUP = 4
    if moment == "count":
        return count(load_study(study))
    if moment == "tamper":
        tamper()
    elif moment:
        kill_at(moment, number)
    alone = Alone()
    workforce = Workforce(workers) if workers else alone
    simulator.studies.carry_out(load_study(study), workforce, Path(folder), allow_large=True)
    return len(alone.tasks)


# What every study needs is there before any is forked: the versions of the code, and an engine that is compiled.
code_version()
run(draw_inputs(load_study(sys.argv[1]).question.baseline, 1, 0), 0)
print("ready", flush=True)
while line := sys.stdin.readline():
    read, write = os.pipe()
    child = os.fork()
    if not child:
        done = do(**json.loads(line))
        os.write(write, str(done).encode())
        os._exit(0)
    os.close(write)
    _, status = os.waitpid(child, 0)
    said = os.read(read, 100).decode()
    os.close(read)
    print(os.waitstatus_to_exitcode(status), said or "-", flush=True)
"""


@dataclass(frozen=True)
class Ended:
    """How a study ended, and how many runs it had simulated itself if it came to its end."""

    code: int
    simulated: int | None


class Nursery:
    """Does studies in processes of their own."""

    def __init__(self, study: Path) -> None:
        root = Path(__file__).parents[2]
        self._study = study
        self._process = subprocess.Popen(
            [sys.executable, "-c", NURSERY, str(study)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
        )
        assert self._hear() == "ready"

    def do(self, folder: Path, moment: str | None = None, number: int = 0, workers: int = 0) -> Ended:
        """Do the study in a folder with a store of its own, until it is done or killed."""
        asked: dict[str, Any] = {"moment": moment, "number": number, "workers": workers}
        paths = {"study": str(self._study), "store": str(folder / "store.sqlite"), "folder": str(folder / "out")}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({**asked, **paths}) + "\n")
        self._process.stdin.flush()
        code, said = self._hear().split()
        return Ended(int(code), None if said == "-" else int(said))

    def _hear(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return add_scenarios(make_place(tmp_path_factory.mktemp("places") / "town"))


@pytest.fixture(scope="module")
def nursery(place: Place) -> Iterator[Nursery]:
    started = Nursery(write_study(place, scenarios=["half.yaml"], draws=DRAWS, design=DESIGN))
    yield started
    started.close()


@pytest.fixture(scope="module")
def unbroken(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("unbroken")
    assert nursery.do(folder) == Ended(0, RUNS)
    return files_of(folder)


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files that a study has put into their places; half-written ones are hidden and none of them."""
    return {path.name: path.read_bytes() for path in (folder / "out").iterdir() if not path.name.startswith(".")}


KILLED = -9


@pytest.mark.parametrize("number", [1, 5, 9, RUNS])
@pytest.mark.parametrize(("moment", "lost"), [("before run", 1), ("after run", 0)])
def test_a_study_killed_while_it_simulates_does_only_what_is_missing_and_ends_the_same(
    nursery: Nursery, unbroken: dict[str, bytes], tmp_path: Path, moment: str, lost: int, number: int
) -> None:
    assert nursery.do(tmp_path, moment, number) == Ended(KILLED, None)
    kept = number - lost
    assert nursery.do(tmp_path, "count") == Ended(0, kept)
    assert sorted(files_of(tmp_path)) == ["manifest.json"]
    assert json.loads(files_of(tmp_path)["manifest.json"])["state"] == "unfinished"
    assert nursery.do(tmp_path) == Ended(0, RUNS - kept)
    assert files_of(tmp_path) == unbroken


@pytest.mark.parametrize("number", [1, 3, -(-ROWS // 4)])
def test_a_study_killed_while_it_writes_rows_simulates_nothing_again(
    nursery: Nursery, unbroken: dict[str, bytes], tmp_path: Path, number: int
) -> None:
    assert nursery.do(tmp_path, "after rows", number) == Ended(KILLED, None)
    assert sorted(files_of(tmp_path)) == ["manifest.json"], "what is half-written is not in its place"
    assert nursery.do(tmp_path) == Ended(0, 0)
    assert files_of(tmp_path) == unbroken


# The first file that is put into its place is the manifest of a study that has begun.
@pytest.mark.parametrize(
    ("moment", "number", "there"),
    [
        ("before file", 1, []),
        ("after file", 1, ["manifest.json"]),
        ("after file", 2, ["manifest.json", "runs.parquet"]),
        ("after file", 3, ["manifest.json", "runs.csv", "runs.parquet"]),
        ("after file", 4, ["manifest.json", "runs.csv", "runs.parquet"]),
    ],
)
def test_a_study_killed_between_its_files_is_known_not_to_be_finished_and_finishes(
    nursery: Nursery,
    place: Place,
    unbroken: dict[str, bytes],
    tmp_path: Path,
    moment: str,
    number: int,
    there: list[str],
) -> None:
    assert nursery.do(tmp_path, moment, number) == Ended(KILLED, None)
    left = files_of(tmp_path)
    assert sorted(left) == there
    assert (left == unbroken) == (number == 4)
    assert number == 4 or all(json.loads(left[name])["state"] == "unfinished" for name in there if "json" in name)
    assert nursery.do(tmp_path).code == 0
    assert files_of(tmp_path) == unbroken


def test_a_finished_study_killed_when_it_is_done_again_stays_finished(
    nursery: Nursery, unbroken: dict[str, bytes], tmp_path: Path
) -> None:
    assert nursery.do(tmp_path).code == 0
    for moment, number in (("after rows", 2), ("before file", 1), ("after file", 1), ("after file", 2)):
        assert nursery.do(tmp_path, moment, number) == Ended(KILLED, None)
        assert files_of(tmp_path) == unbroken


def test_a_study_killed_again_and_again_loses_nothing(
    nursery: Nursery, unbroken: dict[str, bytes], tmp_path: Path
) -> None:
    """Five kills at random moments: after each, what had been kept is still there."""
    kept = 0
    for step in np.random.default_rng(20270101).integers(1, 3, size=5):
        assert nursery.do(tmp_path, "after run", int(step)) == Ended(KILLED, None)
        kept += int(step)
        assert nursery.do(tmp_path, "count") == Ended(0, kept)
    assert nursery.do(tmp_path) == Ended(0, RUNS - kept)
    assert files_of(tmp_path) == unbroken


@pytest.mark.parametrize("number", [3, 10])
def test_with_workers_of_its_own_it_is_the_same(
    nursery: Nursery, unbroken: dict[str, bytes], tmp_path: Path, number: int
) -> None:
    assert nursery.do(tmp_path, "after run", number, workers=2) == Ended(KILLED, None)
    assert nursery.do(tmp_path, "count") == Ended(0, number)
    assert nursery.do(tmp_path).simulated == RUNS - number
    assert files_of(tmp_path) == unbroken


def test_the_check_would_see_runs_that_are_not_what_they_were(
    nursery: Nursery, unbroken: dict[str, bytes], tmp_path: Path
) -> None:
    assert nursery.do(tmp_path).code == 0
    assert files_of(tmp_path) == unbroken
    assert nursery.do(tmp_path, "tamper").code == 0
    assert sorted(files_of(tmp_path)) == sorted(unbroken)
    assert all(files_of(tmp_path)[name] != unbroken[name] for name in unbroken)
