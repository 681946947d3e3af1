"""The event log of one run as a file: one flat record for each event, in words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from simulator.errors import InputError
from simulator.experiment.event_log_layouts import OWN as COLUMNS
from simulator.experiment.event_log_layouts import event_frame, layout_named
from simulator.experiment.event_words import DETAIL
from simulator.experiment.run import run
from simulator.inputs.draw import draw_inputs
from simulator.inputs.scenario import Scenario
from simulator.model.engines import DEFAULT_ENGINE, EngineName, prepare


def write_event_log(
    scenario: Scenario,
    seed: int,
    file: Path,
    engine: EngineName = DEFAULT_ENGINE,
    say: Callable[[str], None] = lambda _: None,
    layout: str = "leadsim",
) -> None:
    """Simulate the base case once more and write its events to a .csv or .parquet file, in the columns of a layout.

    `say` is told where the engine takes a while to start.
    """
    layout_named(layout)
    if file.suffix not in (".csv", ".parquet"):
        raise InputError("an event log is a .csv or a .parquet file", found=file.name)
    if not file.parent.is_dir():
        raise InputError("there is no such folder", file=str(file.parent))
    prepare(engine, say)
    happened = run(draw_inputs(scenario, seed, 0), 0, engine=engine, record_events=True)
    frame = event_frame(happened.events, scenario, layout)
    try:
        frame.to_csv(file, index=False) if file.suffix == ".csv" else frame.to_parquet(file, index=False)
    except OSError as error:
        raise InputError(f"the file cannot be written: {error.strerror or error}", file=str(file)) from None


__all__ = ["COLUMNS", "DETAIL", "write_event_log"]
