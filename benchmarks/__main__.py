"""`python -m benchmarks` measures everything, `python -m benchmarks P1 P7` some of it, and prints one table.

`peer` compares other simulators, `profile` shows where the time of a run goes and is no part of the rest.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.machine import load, machine
from benchmarks.rows import OUT, Row, lines, write
from simulator.model.engines import DEFAULT_ENGINE, ENGINES, EngineName

BENCHMARKS = {
    "P1": "speed",
    "P2": "growth",
    "P3": "overhead",
    "P4": "workers",
    "P5": "cluster",
    "P6": "memory",
    "P7": "startup",
    "P8": "repricing",
    "P9": "compiling",
    "load": "dashboard",
    "peer": "peers.side_by_side",
}
"""The module of each benchmark; its `measure` yields the rows."""

PROFILE = "profile"
SIZES = ("full", "small", "long")


def main(words: Sequence[str] | None = None) -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join((*BENCHMARKS, PROFILE)))
    parser.add_argument("--size", choices=SIZES, default="full", help="small: whether it works; long: P3 at 200 draws")
    parser.add_argument("--engine", choices=ENGINES, default=DEFAULT_ENGINE, help="the engine that is measured")
    parser.add_argument("--out", type=Path, default=OUT, help="the file for the table")
    given = parser.parse_args(words)
    unknown = sorted(set(given.names) - {*BENCHMARKS, PROFILE})
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}; there are {', '.join((*BENCHMARKS, PROFILE))}")
    print(f"{machine()}; {load()}", flush=True)
    names = given.names or list(BENCHMARKS)
    if PROFILE in names:
        module, own_size = load_module(PROFILE, given.size)
        for line in module.show(own_size, given.engine):
            print(line, flush=True)
    rows: list[Row] = []
    try:
        for row in measure([name for name in names if name != PROFILE], given.size, given.engine):
            rows.append(row)
            print(f"  {row.id}: {row.measure}: {row.value}", flush=True)
    finally:  # what one benchmark has measured does not depend on the next
        if rows:
            print("", *lines(rows), sep="\n")
            write(rows, given.out)


def measure(names: Sequence[str], size: str, engine: EngineName) -> Iterator[Row]:
    """Yield the rows of benchmarks."""
    for name in names:
        module, own_size = load_module(BENCHMARKS[name], size)
        yield from module.measure(own_size, engine)


def load_module(name: str, size: str) -> tuple[Any, str]:
    """Return a module and the size that it is to use: its full one where it has not got the one that is asked for."""
    module = import_module(f"benchmarks.{name}")
    return module, size if size in module.SIZES else "full"


if __name__ == "__main__":
    main()
