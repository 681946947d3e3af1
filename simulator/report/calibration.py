"""A calibration in tables and as plain data: what it moved, what goes together, and what it makes of every target."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from simulator.errors import InputError
from simulator.evidence.calibrate import Calibration
from simulator.evidence.calibration_file import label_of
from simulator.evidence.posterior import Spread, correlations, fitted, predicted, resample
from simulator.experiment.setup import model_version
from simulator.report.layout import Column, Sheet, longest_line, longest_word, numbers
from simulator.report.validation import number, published

STRONG = 0.3
"""Correlations from here on are shown."""
SAYS_LITTLE = 0.1
"""An input whose variance shrinks by less is not told by what was published."""
MOVED = (
    "Moved: the share of an input's variance that what was published takes away. What it hardly moves is believed, and "
    "not found."
)
HOW = (
    "Draws of the inputs are weighed by how likely studies of the published size, simulated in each, make what was "
    "published (Bayesian synthetic likelihood, doi:10.1080/10618600.2017.1302882); all other inputs are averaged over."
)


def calibration_tables(calibration: Calibration) -> list[RenderableType]:
    """Return what was asked, inputs and targets before and after, and what goes together."""
    return [_preface(calibration), _inputs(calibration), _targets(calibration), _closing(calibration)]


def calibration_data(calibration: Calibration) -> dict[str, Any]:
    """Return a calibration as plain data."""
    together = correlations(calibration)
    return {
        "title": calibration.file.title,
        "targets": list(calibration.file.targets),
        "fitted_to": calibration.fitted_to,
        "made_with": {"leadsim": version("leadsim"), "model": model_version()},
        "seed": calibration.seed,
        "draws": len(calibration.weights),
        "worlds": calibration.worlds,
        "effective_draws": calibration.effective,
        "inputs": [asdict(each) for each in fitted(calibration)],
        "correlations": {
            name: dict(zip(calibration.inputs, row, strict=True))
            for name, row in zip(calibration.inputs, together.tolist(), strict=True)
        },
        "targets_predicted": [
            asdict(each) | {"use": calibration.target(each.of, each.name).use} for each in predicted(calibration)
        ],
    }


def keep_calibration(calibration: Calibration, rows: int, file: Path) -> None:
    """Write draws of equal weight as CSV, an input in each column, and what is known of them beside it as JSON.

    Raises InputError where that cannot be.
    """
    try:
        with file.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(calibration.inputs)
            writer.writerows([f"{value:.6g}" for value in row] for row in resample(calibration, rows).tolist())
        data = json.dumps(calibration_data(calibration), indent=1, allow_nan=False)
        file.with_suffix(".json").write_text(f"{data}\n", encoding="utf-8")
    except OSError as error:
        raise InputError(f"the file cannot be written: {error.strerror or error}", file=str(file)) from None


def sentences(calibration: Calibration) -> Iterator[str]:
    """Yield what was published says of the inputs, and what it does not."""
    silent = [label_of(each.name) for each in fitted(calibration) if each.moved < SAYS_LITTLE]
    if silent:
        yield f"What was published says next to nothing of {_listed(silent)}."
    names = calibration.inputs
    together = correlations(calibration)
    for i, first in enumerate(names):
        for j, second in enumerate(names[:i]):
            if abs(together[i, j]) >= STRONG:
                how = "rise together" if together[i, j] > 0 else "trade off"
                yield f"{label_of(second)} and {label_of(first).lower()} {how} ({number(float(together[i, j]))})."


def _preface(calibration: Calibration) -> Group:
    draws = len(calibration.weights)
    worth = f"{draws:,} draws, worth {calibration.effective:,.0f} of equal weight; seed {calibration.seed}."
    return Group(
        Text(calibration.file.title, style="bold"), Text(calibration.file.sentence), Text(f"{worth} {HOW}", style="dim")
    )


def _inputs(calibration: Calibration) -> Sheet:
    found = fitted(calibration)
    names = [label_of(each.name) for each in found]
    before, after = [_shown(each.prior) for each in found], [_shown(each.posterior) for each in found]
    return Sheet(
        (
            Column("Input", names, max(24, longest_word(*names)), longest_line(*names)),
            numbers("Before", before, longest_line(*before)),
            numbers("After", after, longest_line(*after)),
            numbers("Moved", [f"{max(0.0, each.moved):.0%}" for each in found], 5),
        ),
        title="Fitted inputs, mean and nine draws in ten",
        caption=MOVED,
    )


def _targets(calibration: Calibration) -> Sheet:
    found = predicted(calibration)
    targets = [calibration.target(each.of, each.name) for each in found]
    names = [target.title for target in targets]
    theirs = [published(target) for target in targets]
    before, after = [_shown(each.prior) for each in found], [_shown(each.posterior) for each in found]
    uses = ["fitted" if target.use == "calibration" else "held out" for target in targets]
    return Sheet(
        (
            Column("Target", names, max(24, longest_word(*names)), min(48, longest_line(*names))),
            Column("Published", theirs, longest_word(*theirs), longest_line(*theirs)),
            numbers("Before", before, longest_line(*before)),
            numbers("After", after, longest_line(*after)),
            Column("Use", uses, 8, 8),
        ),
        title="Targets, as the draws before and after make them",
    )


def _closing(calibration: Calibration) -> Group:
    return Group(*(Text(f"• {sentence}") for sentence in sentences(calibration)))


def _shown(spread: Spread) -> str:
    return f"{number(spread.mean)} ({number(spread.low)} to {number(spread.high)})"


def _listed(names: list[str]) -> str:
    lower = [name[0].lower() + name[1:] for name in names]
    return lower[0] if len(lower) == 1 else f"{', '.join(lower[:-1])} and {lower[-1]}"
