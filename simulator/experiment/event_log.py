"""The event log of one run as a file: one flat record for each event, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

import pandas as pd

from simulator.errors import InputError
from simulator.experiment.event_words import DETAIL, detail_of
from simulator.experiment.run import run
from simulator.inputs.draw import draw_inputs
from simulator.inputs.scenario import Scenario
from simulator.model.engines import DEFAULT_ENGINE, EngineName, prepare
from simulator.model.events import Event, Kind

COLUMNS = ("time_days", "date", "person", "event", "detail")


def write_event_log(
    scenario: Scenario,
    seed: int,
    file: Path,
    engine: EngineName = DEFAULT_ENGINE,
    say: Callable[[str], None] = lambda _: None,
) -> None:
    """Simulate the base case once more and write its events to a .csv or .parquet file.

    `say` is told where the engine takes a while to start.
    """
    if file.suffix not in (".csv", ".parquet"):
        raise InputError("an event log is a .csv or a .parquet file", found=file.name)
    if not file.parent.is_dir():
        raise InputError("there is no such folder", file=str(file.parent))
    prepare(engine, say)
    happened = run(draw_inputs(scenario, seed, 0), 0, engine=engine, record_events=True)
    start = datetime.combine(scenario.jurisdiction.file.start, time())
    frame = pd.DataFrame([_row(event, start) for event in happened.events], columns=COLUMNS)
    try:
        frame.to_csv(file, index=False) if file.suffix == ".csv" else frame.to_parquet(file, index=False)
    except OSError as error:
        raise InputError(f"the file cannot be written: {error.strerror or error}", file=str(file)) from None


def _row(event: Event, start: datetime) -> tuple[object, ...]:
    date = (start + timedelta(days=event.time)).isoformat(sep=" ", timespec="minutes")
    return event.time, date, event.person, Kind(event.kind).name.lower(), detail_of(event)


__all__ = ["COLUMNS", "DETAIL", "write_event_log"]
