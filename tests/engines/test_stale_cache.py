"""Compiled code is kept between starts, and an edited rule is never served from what was kept."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import simulator
from simulator.model import compile_cache_folder

RUN = """
import json
from numba.core import event

class Counter(event.Listener):
    number = 0
    def on_start(self, event): Counter.number += event.data["name"].startswith("translate_bytecode")
    def on_end(self, event): pass

event.register("numba:run_pass", Counter())
from simulator.model import engines
from simulator.model.events import Resource
from tests.support import make_setup, month_edges

edges, counted = month_edges(3), {}
for name in engines.ENGINES:
    engine = engines.make_engine(name, make_setup({"population.pool": 5}, edges=edges))
    engine.set_capacity(Resource.LEAD, ((0.0, 2),))
    engine.advance(edges[-1])
    counted[name] = engine.tally().counts.tolist()
print(json.dumps({"compiled": Counter.number, **counted}))
"""
"""A small run in both engines, and how many functions were compiled for it."""

RULE = "return base * frailty * circumstances * (1.0 if active else quiet_multiplier)"
EDITED = RULE.replace("return base", "return 30.0 * base")


def run_in(folder: Path) -> dict[str, Any]:
    """Do the small run in a new process, with the code in a folder, and its own home for what is compiled."""
    own = {"PYTHONPATH": str(folder), "XDG_CACHE_HOME": str(folder / "cache"), "HOME": str(folder)}
    given = {name: value for name, value in os.environ.items() if not name.startswith("NUMBA")}
    done = subprocess.run(
        [sys.executable, "-c", RUN], cwd=folder, env={**given, **own}, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["fast"] == found["simpy"]
    return found


def kept(folder: Path) -> dict[str, int]:
    """Return the files that compiled code is kept in, and when each was written."""
    return {str(file): file.stat().st_mtime_ns for file in (folder / "cache").rglob("*.nb?")}


def test_an_edited_rule_is_compiled_anew_and_once(tmp_path: Path):
    package = Path(simulator.__file__).parent
    for source in (package, package.parent / "tests"):
        shutil.copytree(source, tmp_path / source.name, ignore=shutil.ignore_patterns("__pycache__"))
    before = run_in(tmp_path)
    rules = tmp_path / "simulator" / "model" / "rules.py"
    text = rules.read_text(encoding="utf-8")
    assert text.count(RULE) == 1
    rules.write_text(text.replace(RULE, EDITED), encoding="utf-8")
    after = run_in(tmp_path)
    assert before["fast"] != after["fast"]
    assert before["compiled"] and after["compiled"]
    files = kept(tmp_path)
    assert run_in(tmp_path) == {**after, "compiled": 0}
    assert kept(tmp_path) == files != {}


def test_a_folder_of_ones_own_for_compiled_code_is_told_apart_by_content_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    usual = compile_cache_folder()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert compile_cache_folder() == tmp_path / usual.name
