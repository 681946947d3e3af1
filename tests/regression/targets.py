"""Every shipped target beside what is simulated: the tables of docs/validation.md and docs/evidence.md.

King County as it is today stands in the first, evaluations in the second. `make baselines` writes them anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from simulator.evidence.evaluate import Evaluation, evaluate
from simulator.evidence.files import read_targets, target_files
from simulator.experiment.question import DEFAULT_SEED
from simulator.report.validation import published, simulated

DOCS = Path(__file__).parents[2] / "docs"
DOCUMENTS = {"king-county": DOCS / "validation.md"}
"""In which document the table of a file stands; of any other in the last."""
OTHERS = DOCS / "evidence.md"
BEGIN, END = "<!-- targets: begin -->", "<!-- targets: end -->"
WORLDS = 20
USE = {"calibration": "may be fitted to", "validation": "held out"}


def evaluations() -> dict[str, Evaluation]:
    """Simulate every shipped file of targets as `leadsim validate` does."""
    read = {path.stem: read_targets(path) for path in target_files()}
    return {name: evaluate(file, document, seed=DEFAULT_SEED, worlds=WORLDS) for name, (file, document) in read.items()}


def documents_with(found: Mapping[str, Evaluation]) -> dict[Path, str]:
    """Return each document with its tables replaced."""
    tables: dict[Path, list[str]] = {}
    for name, evaluation in found.items():
        tables.setdefault(DOCUMENTS.get(name, OTHERS), []).append(_table(evaluation))
    return {document: _replaced(document, "\n\n".join(of_document)) for document, of_document in tables.items()}


def _replaced(document: Path, tables: str) -> str:
    before, _, rest = document.read_text(encoding="utf-8").partition(BEGIN)
    _, there, after = rest.partition(END)
    assert there, f"{document.name} has no place for its tables"
    return f"{before}{BEGIN}\n{tables}\n{END}{after}"


def _table(evaluation: Evaluation) -> str:
    lines = [f"| {evaluation.file.title} | Published | Simulated | Agrees | |", "|---|---|---|---|---|"]
    for match in evaluation.matches:
        target = match.target
        agrees = "yes" if match.agrees else "**no**"
        lines.append(f"| {target.title} | {published(target)} | {simulated(match)} | {agrees} | {USE[target.use]} |")
    return "\n".join(lines)


if __name__ == "__main__":
    for document, text in documents_with(evaluations()).items():
        document.write_text(text, encoding="utf-8")
