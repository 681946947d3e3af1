"""Evidence: whether what is simulated matches what was published."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.commands.machines import print_json
from simulator.options import AsJson, Seed, Workers


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
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Hold simulated people to published outcomes: evaluations simulated as they were designed, and levels of today.

    Prints published beside simulated with intervals, what was fitted and what was held out apart, and a sentence on
    each target that is missed. Targets are files, so a study is added without code.
    """
    from simulator.evidence.evaluate import evaluate
    from simulator.evidence.files import read_targets, target_files
    from simulator.experiment.question import DEFAULT_SEED
    from simulator.report import tables
    from simulator.report.validation import validation_data, validation_tables
    from simulator.terminal import say

    numbers = {"seed": DEFAULT_SEED if seed is None else seed, "draws": draws}
    numbers["worlds"] = worlds or (2 if draws else 20)
    read = [read_targets(path) for path in targets or target_files()]
    found = [evaluate(file, document, **numbers, workers=workers, tell=say) for file, document in read]
    if as_json:
        print_json({"evaluations": [validation_data(evaluation) for evaluation in found]})
    else:
        tables.show([part for evaluation in found for part in validation_tables(evaluation)])
