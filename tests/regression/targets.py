"""The tables of docs/evidence.md: every shipped target beside what is simulated.

`make baselines` writes them anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from simulator.evidence.evaluate import Evaluation, evaluate
from simulator.evidence.files import read_targets, target_files
from simulator.experiment.question import DEFAULT_SEED
from simulator.report.validation import published, simulated

DOCUMENT = Path(__file__).parents[2] / "docs" / "evidence.md"
BEGIN, END = "<!-- targets: begin -->", "<!-- targets: end -->"
WORLDS = 20
USE = {"calibration": "may be fitted to", "validation": "held out"}


def evaluations() -> list[Evaluation]:
    """Simulate every shipped evaluation as `leadsim validate` does."""
    read = [read_targets(path) for path in target_files()]
    return [evaluate(file, document, seed=DEFAULT_SEED, worlds=WORLDS) for file, document in read]


def tables_of(found: Sequence[Evaluation]) -> str:
    """Return a Markdown table for each evaluation."""
    return "\n\n".join(_table(evaluation) for evaluation in found)


def document_with(tables: str) -> str:
    """Return the document with its tables replaced."""
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{tables}\n{END}{after}"


def _table(evaluation: Evaluation) -> str:
    lines = [f"| {evaluation.file.title} | Published | Simulated | Agrees | |", "|---|---|---|---|---|"]
    for match in evaluation.matches:
        target = match.target
        agrees = "yes" if match.agrees else "**no**"
        lines.append(f"| {target.title} | {published(target)} | {simulated(match)} | {agrees} | {USE[target.use]} |")
    return "\n".join(lines)


if __name__ == "__main__":
    DOCUMENT.write_text(document_with(tables_of(evaluations())), encoding="utf-8")
