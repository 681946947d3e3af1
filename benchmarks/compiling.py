"""P9: what a first start compiles, that a second compiles nothing, and that an edited rule is never served stale."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.command import ROOT, Done, leadsim, python, words_for
from benchmarks.places import write_place
from benchmarks.rows import Row, figure, verdict
from benchmarks.timing import ratio
from simulator.model.engines import EngineName

COUNT = """
import json, sys
from numba.core import event

class Counter(event.Listener):
    number = 0
    def on_start(self, event): Counter.number += event.data["name"].startswith("translate_bytecode")
    def on_end(self, event): pass

event.register("numba:run_pass", Counter())  # numba:compile is not told of callbacks
from benchmarks.engine import county, timed_run
tally = timed_run(county(20, 1, 0), 0, sys.argv[1]).tally
print(json.dumps({"compiled": Counter.number, "counted": tally.counts.sum()}))
"""
"""Does a small run in a new process, and says how many functions numba had to compile for it."""

RULE = ("return base * frailty * circumstances *", "return 3.0 * base * frailty * circumstances *")
"""A line of rules.py, and what is made of it."""

COPIED = ("simulator", "scenarios", "benchmarks")


SIZES = {"full": 5, "small": 1}


def measure(size: str, engine: EngineName) -> Iterator[Row]:
    """Start with an empty cache, start again, and edit a rule."""
    starts = [two_starts(engine) for _ in range(SIZES[size])]
    beyond = [(first.cpu - second.cpu, 1.0) for first, second in starts]
    yield ratio("P9", "processor seconds of a first start beyond a second", beyond, "≤ 15")
    told = all("compil" in first.err.lower() and "compil" not in second.err.lower() for first, second in starts)
    yield verdict("P9", "the first start says that it compiles, the second does not", met=told)
    with TemporaryDirectory() as folder:
        before, again, edited, by_reference = after_an_edit(Path(folder), engine)
    assert before["compiled"], "what is compiled is counted"
    yield figure("P9", "functions compiled in a second start", again["compiled"], "≤ 0")
    fresh = before["counted"] == again["counted"] != edited["counted"] == by_reference["counted"]
    yield verdict("P9", "an edited rule is followed at once, as the reference does", met=fresh)


def two_starts(engine: EngineName) -> tuple[Done, Done]:
    """Return a small command with nothing compiled, and the same once more."""
    with TemporaryDirectory() as folder:
        return small_command(Path(folder), engine), small_command(Path(folder), engine)


def small_command(folder: Path, engine: EngineName) -> Done:
    """Do a small comparison with the cache in a folder of its own."""
    place = write_place(folder / "place", 60, years=1, warm_up=0)
    words = ("compare", str(place / "current.yaml"), "--draws", "1", "--workers", "1")
    with TemporaryDirectory() as store:
        return leadsim(*words, *words_for(engine), store=Path(store) / "store.sqlite", environment=own_cache(folder))


def after_an_edit(folder: Path, engine: EngineName) -> tuple[Mapping[str, float], ...]:
    """Return what a small run of a copy counts, again, after an edit of a rule, and in the reference after it."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "out"))
    before, again = (small_run(folder, engine) for _ in range(2))
    rules = folder / "simulator" / "model" / "rules.py"
    text = rules.read_text(encoding="utf-8")
    assert text.count(RULE[0]) == 1, "the rule that is edited stands in rules.py once"
    rules.write_text(text.replace(*RULE), encoding="utf-8")
    return before, again, small_run(folder, engine), small_run(folder, "simpy")


def small_run(folder: Path, engine: EngineName) -> Mapping[str, float]:
    """Do a small run of the code in a folder, with the cache there too."""
    done = python(COUNT, engine, at=folder, environment={**own_cache(folder), "PYTHONPATH": str(folder)})
    found: Mapping[str, float] = json.loads(done.out)
    return found


def own_cache(folder: Path) -> dict[str, str]:
    """Return the environment in which compiled code is kept in a folder, by the rules that hold everywhere."""
    assert "NUMBA_CACHE_DIR" not in os.environ, "a cache folder that is set by hand is nobody's rule"
    return {"XDG_CACHE_HOME": str(folder / "cache"), "HOME": str(folder)}
