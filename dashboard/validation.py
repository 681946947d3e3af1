"""Published beside simulated for every shipped target, as it was last made: `python -m dashboard.validation` does.

Kept twice: with every input at its stated value, and with draws of those that are uncertain.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from simulator.evidence.evaluate import STUDIES, Evaluation, Match, evaluate
from simulator.evidence.files import EvaluationFile, read_targets, target_files
from simulator.evidence.place import place_of
from simulator.inputs.content import hash_of, of_place, of_scenario
from simulator.inputs.reader import Document

VALIDATION_FILE = files("dashboard") / "examples" / "validation.json.gz"
STATED, DRAWN = "stated", "drawn"
SIZES: Mapping[str, tuple[int, int]] = {STATED: (0, 20), DRAWN: (50, 2)}
"""Draws, and worlds of each, of the two ways in which inputs are taken; those that `leadsim validate` has."""


@dataclass(frozen=True)
class Validation:
    """Evaluations by the name of their file, how many studies each has, and when and with what it was made."""

    kept: str
    leadsim: str
    seed: int
    studies: int
    marks: Mapping[str, str]
    evaluations: Mapping[str, Evaluation]

    @property
    def matches(self) -> tuple[Match, ...]:
        """Every target of all files."""
        return tuple(match for evaluation in self.evaluations.values() for match in evaluation.matches)

    @property
    def outdated(self) -> tuple[str, ...]:
        """The titles of files that are not, or whose inputs are not, what they were when this was made."""
        now = marks_now()
        return tuple(each.file.title for name, each in self.evaluations.items() if now.get(name) != self.marks[name])


@lru_cache(maxsize=2)
def stored_validation(inputs: str = STATED) -> Validation:
    """Return what is kept, with inputs `stated` or `drawn`."""
    return validation_of(json.loads(gzip.decompress(VALIDATION_FILE.read_bytes())), inputs)


def validation_of(data: Mapping[str, Any], inputs: str) -> Validation:
    """Return what was made, with inputs `stated` or `drawn`, from plain data."""
    draws, worlds = SIZES[inputs]
    found = {}
    for name, each in data["files"].items():
        file = EvaluationFile.model_validate_json(json.dumps(each["file"]))
        kept = each[inputs]
        matches = tuple(Match(target=file.targets[m["name"]], **_numbers(m)) for m in kept["matches"])
        found[name] = Evaluation(file, matches, kept["entered"], draws, worlds, data["seed"])
    marks = {name: each["mark"] for name, each in data["files"].items()}
    return Validation(data["kept"], data["leadsim"], data["seed"], data["studies"], marks, found)


def _numbers(match: Mapping[str, Any]) -> dict[str, Any]:
    return {key: float("nan") if value is None else value for key, value in match.items()}


# -- what it was made of --------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def marks_now() -> Mapping[str, str]:
    """Return what tells today's targets and their inputs from others, by the names of their files."""
    return {path.stem: mark_of(*read_targets(path)) for path in target_files()}


def mark_of(file: EvaluationFile, document: Document) -> str:
    """Return a hash of what is asked and published, and of every input of its place with LEAD and without."""
    place = place_of(file, document)
    asked = json.dumps(file.model_dump(mode="json"), sort_keys=True)
    inputs = [hash_of(of_place(each.jurisdiction), of_scenario(each)) for each in (place.with_lead, place.without)]
    return hashlib.sha256("".join([asked, *inputs]).encode()).hexdigest()[:16]


# -- making it ------------------------------------------------------------------------------------------------


def make(seed: int, kept: str, leadsim: str, sizes: Mapping[str, tuple[int, int]] = SIZES) -> dict[str, Any]:
    """Simulate every shipped evaluation in each way, and return it as plain data."""
    read = {path.stem: read_targets(path) for path in target_files()}
    made = {
        name: {
            "mark": mark_of(file, document),
            "file": file.model_dump(mode="json", exclude_none=True),
            **{
                inputs: _data(evaluate(file, document, seed=seed, draws=draws, worlds=worlds))
                for inputs, (draws, worlds) in sizes.items()
            },
        }
        for name, (file, document) in read.items()
    }
    return {"kept": kept, "leadsim": leadsim, "seed": seed, "studies": STUDIES, "files": made}


def _data(evaluation: Evaluation) -> dict[str, Any]:
    return {"entered": dict(evaluation.entered), "matches": [_match(match) for match in evaluation.matches]}


def _match(match: Match) -> dict[str, Any]:
    kept = {key: value for key, value in asdict(match).items() if key != "target"}
    return {key: None if isinstance(value, float) and math.isnan(value) else value for key, value in kept.items()}


def main() -> None:
    """Simulate every shipped evaluation, and write what comes of it into the package."""
    from importlib.metadata import version

    from simulator.experiment.question import DEFAULT_SEED

    made = make(DEFAULT_SEED, datetime.now(UTC).date().isoformat(), version("leadsim"))
    text = json.dumps(made, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    Path(str(VALIDATION_FILE)).write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


if __name__ == "__main__":
    main()
