"""The event log of one run as a file: one flat record for each event, in words."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import IntEnum
from pathlib import Path

import pandas as pd

from simulator.errors import InputError
from simulator.experiment.run import run
from simulator.inputs.draw import draw_inputs
from simulator.inputs.scenario import Scenario
from simulator.model.events import Event, ExitReason, Kind, Offense, Refusal, Route, Venue

# What an event's detail means, where it is not a plain number.
DETAIL: dict[Kind, type[IntEnum]] = {
    **dict.fromkeys((Kind.CONTACT, Kind.NO_ACTION, Kind.CITED, Kind.ARRESTED, Kind.DIVERTED), Offense),
    **dict.fromkeys(
        (
            Kind.BOOKED, Kind.CHARGE_REFERRED, Kind.CHARGE_JOINED, Kind.CHARGE_DECLINED, Kind.CASE_FILED,
            Kind.CASE_DISMISSED, Kind.CONVICTED, Kind.JAIL_SENTENCE, Kind.PRISON_SENTENCE, Kind.CASE_ABATED,
            Kind.HELD_CHARGE_REFERRED,
        ),
        Venue,
    ),
    **dict.fromkeys((Kind.NOT_DIVERTED, Kind.REFERRAL_REFUSED), Refusal),
    **dict.fromkeys(
        (Kind.REFERRED, Kind.JOINED_WAITING_LIST, Kind.SLOT_GRANTED, Kind.INTAKE, Kind.INTAKE_FAILED), Route
    ),
    Kind.LEAD_EXIT: ExitReason,
}  # fmt: skip

COLUMNS = ("time_days", "date", "person", "event", "detail")


def write_event_log(scenario: Scenario, seed: int, file: Path) -> None:
    """Simulate the base case once more and write its events to a .csv or .parquet file."""
    if file.suffix not in (".csv", ".parquet"):
        raise InputError("an event log is a .csv or a .parquet file", found=file.name)
    if not file.parent.is_dir():
        raise InputError("there is no such folder", file=str(file.parent))
    happened = run(draw_inputs(scenario, seed, 0), 0, record_events=True)
    start = datetime.combine(scenario.jurisdiction.file.start, time())
    frame = pd.DataFrame([_row(event, start) for event in happened.events], columns=COLUMNS)
    try:
        frame.to_csv(file, index=False) if file.suffix == ".csv" else frame.to_parquet(file, index=False)
    except OSError as error:
        raise InputError(f"the file cannot be written: {error.strerror or error}", file=str(file)) from None


def _row(event: Event, start: datetime) -> tuple[object, ...]:
    kind = Kind(event.kind)
    words = DETAIL.get(kind)
    date = (start + timedelta(days=event.time)).isoformat(sep=" ", timespec="minutes")
    detail = words(event.detail).name.lower() if words else str(event.detail)
    return event.time, date, event.person, kind.name.lower(), detail
