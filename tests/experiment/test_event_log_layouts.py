"""Event logs for other tools: who acts, what nobody records, and places that are numbered as they are held."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from simulator.errors import InputError
from simulator.experiment import event_log
from simulator.experiment.event_log import write_event_log
from simulator.experiment.event_log_layouts import ACTING, HIDDEN, LAYOUTS, event_frame
from simulator.experiment.run import run
from simulator.inputs.draw import draw_inputs
from simulator.inputs.scenario import Scenario
from simulator.model.events import Event, ExitReason, Kind, Route
from tests.experiment.places import Place

SEED = 3
SOCIAL, ARREST = int(Route.SOCIAL_CONTACT), int(Route.ARREST_DIVERSION)


@pytest.fixture(scope="module")
def logged(place: Place) -> Scenario:
    return place.scenario("logged")


@pytest.fixture(scope="module")
def happened(logged: Scenario) -> list[Event]:
    return list(run(draw_inputs(logged, SEED, 0), 0, record_events=True).events)


def test_every_kind_of_event_is_hidden_or_somebody_acts_in_it() -> None:
    assert set(ACTING) | HIDDEN == set(Kind)
    assert not set(ACTING) & HIDDEN


def test_a_log_for_process_mining_has_a_case_for_each_person(logged: Scenario, happened: list[Event]) -> None:
    frame = event_frame(happened, logged, "pm4py")
    assert tuple(frame.columns) == LAYOUTS["pm4py"]
    seen = [event for event in happened if event.kind not in HIDDEN]
    assert frame["case:concept:name"].tolist() == [str(event.person) for event in seen]
    assert frame["concept:name"].tolist() == [Kind(event.kind).name.lower() for event in seen]
    assert set(frame["lifecycle:transition"]) == {"complete"}
    assert set(frame.loc[frame["concept:name"] == "booked", "org:resource"]) == {"jail"}
    when = pd.to_datetime(frame["time:timestamp"], format="%Y-%m-%dT%H:%M:%S.%f")
    assert when.is_monotonic_increasing
    days = (when - pd.Timestamp(logged.jurisdiction.file.start)).dt.total_seconds() / 86_400.0
    assert days.tolist() == pytest.approx([event.time for event in seen], abs=1e-9)
    assert datetime.fromisoformat(frame["time:timestamp"][0]) == datetime(2026, 1, 1)


def rows(logged: Scenario, *events: tuple[float, int, Kind, int]) -> list[tuple[object, ...]]:
    """Return (entity, type, event, day from the warm-up's beginning, place) of a log by hand."""
    frame = event_frame([Event(*each) for each in events], logged, "vidigi")
    columns = ["entity_id", "event_type", "event", "time", "resource_id"]
    return [tuple(None if value is pd.NA else value for value in row) for row in frame[columns].itertuples(index=False)]


def test_a_referral_waits_holds_a_place_and_leaves(logged: Scenario) -> None:
    assert rows(
        logged,
        (-365.0, 7, Kind.JOINED_WAITING_LIST, SOCIAL),
        (-360.0, 7, Kind.SLOT_GRANTED, SOCIAL),
        (5.0, 7, Kind.LEAD_EXIT, int(ExitReason.STABILITY)),
    ) == [
        (1, "arrival_departure", "arrival", 0.0, None),
        (1, "queue", "waits_for_a_place", 0.0, None),
        (1, "resource_use", "has_a_place", 5.0, 1),
        (1, "resource_use_end", "gives_up_the_place", 370.0, 1),
        (1, "arrival_departure", "depart", 370.0, None),
    ]


def test_the_lowest_free_place_is_given_and_a_second_referral_is_a_new_entity(logged: Scenario) -> None:
    found = rows(
        logged,
        *((float(i), i, Kind.SLOT_GRANTED, ARREST) for i in range(4)),
        (5.0, 2, Kind.INTAKE_FAILED, ARREST),
        (6.0, 0, Kind.LEAD_EXIT, int(ExitReason.DIED)),
        (7.0, 8, Kind.SLOT_GRANTED, SOCIAL),
        (8.0, 2, Kind.SLOT_GRANTED, SOCIAL),
        (9.0, 9, Kind.SLOT_GRANTED, SOCIAL),
    )
    assert [(entity, place) for entity, kind, _, _, place in found if kind == "resource_use"] == [
        (1, 1), (2, 2), (3, 3), (4, 4), (5, 1), (6, 3), (7, 5),
    ]  # fmt: skip


@pytest.mark.parametrize("end", [Kind.LEFT_WAITING_LIST, Kind.DIED, Kind.LEFT])
def test_who_gives_up_or_dies_waiting_departs_without_a_place(logged: Scenario, end: Kind) -> None:
    found = rows(logged, (0.0, 7, Kind.JOINED_WAITING_LIST, SOCIAL), (3.0, 7, end, 0), (4.0, 7, Kind.LEFT, 0))
    assert [kind for _, kind, *_ in found] == ["arrival_departure", "queue", "arrival_departure"]
    assert found[-1][2:4] == ("depart", 368.0)


def test_of_a_run_no_place_is_held_twice_and_everybody_arrives_once(logged: Scenario, happened: list[Event]) -> None:
    frame = event_frame(happened, logged, "vidigi")
    assert frame["time"].is_monotonic_increasing
    assert frame["time"].min() >= 0.0
    assert (frame[frame["event"] == "arrival"].groupby("entity_id").size() == 1).all()
    assert frame[frame["event"] == "depart"]["entity_id"].is_unique
    held: dict[int, int] = {}
    for row in frame.itertuples(index=False):
        if row.event_type == "resource_use":
            assert row.resource_id not in held, "a place is held by one at a time"
            assert set(range(1, int(row.resource_id))) <= set(held), "the lowest that is free"
            held[int(row.resource_id)] = row.entity_id
        elif row.event_type == "resource_use_end":
            assert held.pop(int(row.resource_id)) == row.entity_id
    granted = sum(event.kind == Kind.SLOT_GRANTED for event in happened)
    assert (frame["event_type"] == "resource_use").sum() == granted > 0
    assert (frame["event_type"] == "queue").sum() == sum(e.kind == Kind.JOINED_WAITING_LIST for e in happened) > 0


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_file_has_the_columns_of_its_layout(logged: Scenario, tmp_path: Path, layout: str, suffix: str) -> None:
    file = tmp_path / f"log.{suffix}"
    write_event_log(logged, SEED, file, layout=layout)
    frame = pd.read_csv(file) if suffix == "csv" else pd.read_parquet(file)
    assert tuple(frame.columns) == LAYOUTS[layout]
    assert len(frame) > 0


def test_another_layout_is_refused_before_anything_is_simulated(
    logged: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(event_log, "run")
    with pytest.raises(InputError, match=r"no such layout of an event log; found pm4p; allowed: .* did you mean pm4py"):
        write_event_log(logged, SEED, tmp_path / "log.csv", layout="pm4p")
