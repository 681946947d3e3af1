"""What the stored example rests on, as it comes with leadsim: `python -m dashboard.sensitivity_example` collects it.

It takes what the store has of the example's scenarios; `make example-sensitivity` asks first, which takes a while.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from simulator.results import Comparison
from simulator.store.beside import Further, kinds_of, same_question
from simulator.store.store import Store

SENSITIVITY_FILE = files("dashboard") / "examples" / "sensitivity.json.gz"
ID = "example"


@lru_cache(maxsize=1)
def stored_sensitivity() -> tuple[Further, ...]:
    """Return what comes with leadsim, each kind with the question that it answers; nothing where nothing was kept."""
    if not SENSITIVITY_FILE.is_file():
        return ()
    return tuple(unpack(SENSITIVITY_FILE.read_bytes()))


def unpack(data: bytes) -> Iterator[Further]:
    """Yield what `pack` made bytes of."""
    for each in json.loads(gzip.decompress(data)):
        found = Comparison.from_dict(each)
        yield Further(each["kind"], ID, each["kept"], found.identity, tuple(found.records))


def pack(found: Sequence[Further]) -> bytes:
    """Return what was found as few bytes, the same for the same."""
    told = [
        {"kind": each.kind, "kept": each.created, "run": asdict(each.identity),
         "estimates": [record.as_dict() for record in each.records]}
        for each in found
    ]  # fmt: skip
    text = json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def collect(store: Store, example: Comparison) -> list[Further]:
    """Return the newest of each kind and net that a store has of each of the example's scenarios.

    Answers may be of another version than the example: each keeps its own identity, which pages and files say.
    """
    shown, found = example.identity, dict[Any, Further]()
    for each in store.answers():
        for scenario in shown.scenarios:
            if not same_question(shown, replace(each.identity, versions=shown.versions), scenario):
                continue
            for kind, records in kinds_of(store.find_comparison(each.id)).items():
                mine = tuple(record for record in records if record.scenario == scenario)
                stakes = frozenset((record.payer, record.rung) for record in mine)
                if mine and (kind, scenario, stakes) not in found:
                    found[kind, scenario, stakes] = Further(kind, each.id, each.created[:10], each.identity, mine)
    return [found[key] for key in sorted(found, key=lambda key: (key[1], key[0], sorted(map(str, key[2]))))]


def main() -> None:
    """Write what the store has of the example's scenarios into the package, and say what that is."""
    from dashboard.queries import stored_example

    with Store() as store:
        found = collect(store, stored_example())
    if not found:
        raise SystemExit("the store has nothing about the example's scenarios: run `make example-sensitivity`")
    Path(str(SENSITIVITY_FILE)).write_bytes(pack(found))
    told = (f"{each.records[0].scenario}: {each.kind}, {each.identity.draws} draws" for each in found)
    sys.stdout.write("".join(f"{line}\n" for line in told))


if __name__ == "__main__":
    main()
