"""Evidence: whether what is simulated matches what was published."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from simulator.commands.machines import print_json
from simulator.errors import InputError
from simulator.options import AsJson, Seed, Workers

ROWS = 500
"""Of draws written for further use."""


def validate(
    targets: Annotated[
        list[Path] | None,
        typer.Option(help="A file of targets; may be given more than once.", show_default="all that come with leadsim"),
    ] = None,
    seed: Seed = None,
    draws: Annotated[
        int, typer.Option(min=0, max=10_000, help="Draws of the uncertain inputs; 0 is the base case alone.")
    ] = 0,
    worlds: Annotated[
        int | None,
        typer.Option(min=1, max=1_000, help="Worlds simulated in each draw.", show_default="20, or 2 of each draw"),
    ] = None,
    entry: Annotated[
        str | None,
        typer.Option(
            help="Count the event of entry so in every odds ratio and rate: left_out, in_use (its booking and stay, no "
            "charge), counted.",
            show_default="as the file says",
        ),
    ] = None,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Hold simulated people to published outcomes: evaluations simulated as they were designed, and levels of today.

    Prints published beside simulated with intervals, what was fitted and what was held out apart, and a sentence on
    each target that is missed. Targets are files, so a study is added without code.
    """
    from simulator.evidence.evaluate import evaluate
    from simulator.evidence.files import in_reading, read_targets, reading_named, target_files
    from simulator.experiment.question import DEFAULT_SEED
    from simulator.report import tables
    from simulator.report.validation import validation_data, validation_tables
    from simulator.terminal import say

    numbers = {"seed": DEFAULT_SEED if seed is None else seed, "draws": draws}
    numbers["worlds"] = worlds or (2 if draws else 20)
    read = [read_targets(path) for path in targets or target_files()]
    if entry is not None:
        read = [(in_reading(file, reading_named(entry)), document) for file, document in read]
    found = [evaluate(file, document, **numbers, workers=workers, tell=say) for file, document in read]
    if as_json:
        print_json({"evaluations": [validation_data(evaluation) for evaluation in found]})
    else:
        tables.show([part for evaluation in found for part in validation_tables(evaluation)])


def calibrate(
    calibration: Annotated[str, typer.Argument(help="A file, or the name of one that comes with leadsim.")] = "seattle",
    out: Annotated[
        Path | None,
        typer.Option(help="Write draws of equal weight here, as .csv, and a report beside them."),
    ] = None,
    draws: Annotated[
        int | None, typer.Option(min=10, max=100_000, help="Draws from the priors.", show_default="1000")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="100 draws of one world each: a first look.")] = False,
    seed: Seed = None,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Fit inputs to what was published, an evaluation simulated as it was designed.

    Says of each input how far that moves it, which of them trade off, and what the fit makes of the targets
    that it was not given.
    """
    from simulator.evidence.calibrate import FULL, QUICK
    from simulator.evidence.calibrate import calibrate as fit
    from simulator.evidence.calibration_file import calibration_path, read_calibration
    from simulator.experiment.collection import Progress
    from simulator.experiment.question import DEFAULT_SEED
    from simulator.report import tables
    from simulator.report.calibration import calibration_data, calibration_tables, keep_calibration
    from simulator.report.progress import progress_bar
    from simulator.terminal import say

    if out is not None and not out.parent.is_dir():
        raise InputError("there is no such folder", key="--out", found=str(out.parent))
    if out is not None and out.suffix != ".csv":
        raise InputError("the file has another ending", key="--out", found=out.name, allowed=".csv")
    file, evidence = read_calibration(calibration_path(calibration))
    size = QUICK if quick else FULL
    with progress_bar("draws") as show:
        found = fit(
            file, evidence, size if draws is None else replace(size, draws=draws),
            seed=DEFAULT_SEED if seed is None else seed, workers=workers, tell=say,
            report=lambda done, of: show(Progress(done, 0, of)),
        )  # fmt: skip
    if out is not None:
        keep_calibration(found, ROWS, out)
    if as_json:
        print_json(calibration_data(found))
    else:
        tables.show(calibration_tables(found))
