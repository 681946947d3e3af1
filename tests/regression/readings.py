"""What the Seattle evaluation would find by what of the event of entry counts: two tables of docs/face-validity.md.

The same simulated people in every reading, as `leadsim validate` gives them. `make baselines` writes the tables anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from simulator.evidence.evaluate import Match, evaluate
from simulator.evidence.files import (
    RateDifference,
    Reading,
    TargetFile,
    in_reading,
    read_targets,
    target_files,
)
from simulator.experiment.question import DEFAULT_SEED
from simulator.report.validation import number, published, simulated

DOCUMENT = Path(__file__).parents[2] / "docs" / "face-validity.md"
TABLES = ("readings", "parts-of-it", "before")
WORLDS = 8
READINGS: tuple[Reading, ...] = get_args(Reading)
COLUMNS: Mapping[Reading, str] = {
    "left_out": "`entry: left_out`",
    "in_use": "`entry: in_use`",
    "counted": "`entry: counted`",
}
SHOWN = {
    "bookings_counted": "Bookings a person-year, LEAD less controls",
    "jail_days_counted": "Jail days a person-year, LEAD less controls",
    "any_arrest": "Any arrest, odds",
    "felony_charge": "Felony charge, odds",
    "misdemeanor_charge": "Misdemeanor charge, odds",
}
"""Targets of the evaluation, and what they are called whatever counts."""
USES = {"bookings": "Bookings", "jail_days": "Jail days"}
ARMS = {"lead": "LEAD's participants", "control": "Controls, who had no LEAD"}


def every_reading() -> Mapping[str, Match]:
    """Simulate the evaluation once, with each target in each reading, and before against after."""
    file, document = read_targets(next(path for path in target_files() if path.stem == "seattle"))
    targets = {f"{name} {reading}": in_reading(file, reading).targets[name] for reading in READINGS for name in SHOWN}
    targets |= {f"{of} {arm}": _before(file.targets["before_after_bookings"], of, arm) for of in USES for arm in ARMS}
    asked = file.model_copy(update={"targets": targets})
    found = evaluate(asked, document, seed=DEFAULT_SEED, worlds=WORLDS)
    return {match.name: match for match in found.matches}


def _before(like: TargetFile, of: str, arm: str) -> TargetFile:
    measured = RateDifference(measure="rate_difference", of=of, arms=(arm,), before_years=2.0, entry="left_out")
    return like.model_copy(update={"measured": measured})


# -- the tables -------------------------------------------------------------------------------------------


def readings_table(found: Mapping[str, Match]) -> str:
    """Return what is found in each reading beside what was published."""
    lines = [f"| | Published | {' | '.join(COLUMNS.values())} |", "|---|---|---|---|---|"]
    for name, title in SHOWN.items():
        cells = [simulated(found[f"{name} {reading}"]) for reading in COLUMNS]
        lines.append(f"| {title} | {published(found[f'{name} left_out'].target)} | {' | '.join(cells)} |")
    return "\n".join(lines)


def parts_table(found: Mapping[str, Match]) -> str:
    """Return how much of the simulated difference is the entry itself, and how much continues."""
    lines = ["| Fewer a person-year in the simulated evaluation | Bookings | Jail days |", "|---|---:|---:|"]
    once, on = [], []
    for name in ("bookings_counted", "jail_days_counted"):
        whole, continuing = (-found[f"{name} {reading}"].expected for reading in ("in_use", "left_out"))
        once.append((whole - continuing, whole))
        on.append((continuing, whole))
    for title, parts in (
        ("The one booking at entry that did not happen, and its stay", once),
        ("What comes afterwards", on),
        ("Both: what was published, if the entry counted", [(whole, whole) for _, whole in on]),
    ):
        cells = [f"{number(part)} ({part / whole:.0%})" for part, whole in parts]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def before_table(found: Mapping[str, Match]) -> str:
    """Return what somebody sees who compares people with their own past, and has no controls."""
    lines = [
        f"| After entry less the two years before, a person-year | {' | '.join(USES.values())} |",
        "|---|---:|---:|",
    ]
    for arm, title in ARMS.items():
        lines.append(f"| {title} | {' | '.join(simulated(found[f'{of} {arm}']) for of in USES)} |")
    return "\n".join(lines)


def document_with(found: Mapping[str, Match]) -> str:
    """Return the document with its tables replaced."""
    text = DOCUMENT.read_text(encoding="utf-8")
    tables = (readings_table(found), parts_table(found), before_table(found))
    for name, table in zip(TABLES, tables, strict=True):
        begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
        before, _, rest = text.partition(begin)
        _, there, after = rest.partition(end)
        assert there, f"{DOCUMENT.name} has no place for the table of {name}"
        text = f"{before}{begin}\n{table}\n{end}{after}"
    return text


if __name__ == "__main__":
    DOCUMENT.write_text(document_with(every_reading()), encoding="utf-8")
