"""Make the stored example anew: `python -m dashboard.example`. It is what a first visit shows."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

from dashboard.queries import EXAMPLE_FILE
from simulator.results import Comparison

SCENARIOS = ("king-county/current", "king-county/citywide", "king-county/pilot", "king-county/funding-stops")
BASELINE = "king-county/no-lead"
DRAWS = 50


def pack(comparison: Comparison, kept: str) -> bytes:
    """Return an answer and its day as few bytes, the same for the same answer."""
    text = json.dumps(
        {"kept": kept, **comparison.as_dict()}, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def main() -> None:
    """Ask the question of the example, and write its answer into the package."""
    from simulator.api import compare
    from simulator.store import Store

    with Store() as store:
        found = compare(SCENARIOS, baseline=BASELINE, draws=DRAWS, sink=store)
    path = Path(str(EXAMPLE_FILE))
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(pack(found, datetime.now(UTC).date().isoformat()))


if __name__ == "__main__":
    main()
