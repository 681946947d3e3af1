"""The command line as users start it: in a process of its own, with a store of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from simulator.model.engines import DEFAULT_ENGINE, EngineName

ROOT = Path(__file__).parents[1]
LAUNCHER = Path(__file__).with_name("launcher.py")


@dataclass(frozen=True)
class Done:
    """What a process took, with those it started and waited for; `peak` is of the largest of them, in bytes."""

    wall: float
    cpu: float
    peak: int
    out: str
    err: str


def start(words: Sequence[str], *, at: Path = ROOT, environment: Mapping[str, str] | None = None) -> Done:
    """Start a program, wait for its end and return what it took; RuntimeError if it fails."""
    with TemporaryDirectory() as folder:
        answer = Path(folder) / "taken.json"
        done = subprocess.run(
            [sys.executable, "-I", "-S", str(LAUNCHER), str(answer), *words],
            cwd=at, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        taken = json.loads(answer.read_text(encoding="utf-8"))
    if taken.pop("code"):
        raise RuntimeError(f"{' '.join(words)} failed: {done.stderr}")
    return Done(**taken, out=done.stdout, err=done.stderr)


def python(code: str, *words: str, at: Path = ROOT, environment: Mapping[str, str] | None = None) -> Done:
    """Start some Python."""
    return start([sys.executable, "-c", code, *words], at=at, environment=environment)


def leadsim(*words: str, store: Path, at: Path = ROOT, environment: Mapping[str, str] | None = None) -> Done:
    """Start the command line with a store of its own."""
    own = {"LEADSIM_STORE": str(store), **(environment or {})}
    return start([sys.executable, "-m", "simulator", *words], at=at, environment=own)


@contextmanager
def fresh_store() -> Iterator[Path]:
    """Yield the place of a store that does not exist yet."""
    with TemporaryDirectory() as folder:
        yield Path(folder) / "store.sqlite"


def words_for(engine: EngineName) -> tuple[str, ...]:
    """Return the words by which a command uses an engine; none for the one that it uses anyhow."""
    return () if engine == DEFAULT_ENGINE else ("--engine", engine)
