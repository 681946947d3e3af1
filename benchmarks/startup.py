"""P7: the start of the command line against the start of Python."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.command import fresh_store, leadsim, python
from benchmarks.rows import Row
from benchmarks.timing import in_turn, ratio
from simulator.model.engines import EngineName

SIZES = {"full": 31, "small": 2}


def measure(size: str, engine: EngineName) -> Iterator[Row]:  # noqa: ARG001 - no engine is started
    """Compare how long the shortest of both take; a first round, not counted, has the files read."""
    with fresh_store() as store:
        rounds = in_turn(
            lambda: leadsim("--help", store=store).wall, lambda: python("pass").wall, repeats=SIZES[size] + 1
        )
    yield ratio("P7", "start of the command line (`--help`) ÷ `python -c pass`", rounds[1:], "≤ 12")
