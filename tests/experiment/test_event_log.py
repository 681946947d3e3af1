"""The event log as a file: what happened in the base case, in words."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from simulator.errors import InputError
from simulator.experiment import event_log
from simulator.experiment.event_log import COLUMNS, DETAIL, write_event_log
from simulator.experiment.run import Run, run
from simulator.inputs.draw import draw_inputs
from simulator.model.events import Kind, Offense
from simulator.model.tally import Tally
from tests.experiment.places import Place

SEED = 3


@pytest.fixture(scope="module")
def logs(place: Place, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    folder = tmp_path_factory.mktemp("logs")
    for suffix in ("csv", "parquet"):
        write_event_log(place.scenario("logged"), SEED, folder / f"log.{suffix}")
    return {
        "csv": pd.read_csv(folder / "log.csv", dtype={"detail": str}),
        "parquet": pd.read_parquet(folder / "log.parquet"),
    }


def test_columns_are_the_same_in_both_formats(logs: dict[str, pd.DataFrame]):
    assert COLUMNS == ("time_days", "date", "person", "event", "detail")
    for frame in logs.values():
        assert tuple(frame.columns) == COLUMNS


def test_both_formats_hold_the_same_events(logs: dict[str, pd.DataFrame]):
    assert logs["csv"].to_dict("list") == logs["parquet"].to_dict("list")


def test_every_event_of_the_base_case_is_there_in_its_order(place: Place, logs: dict[str, pd.DataFrame]):
    happened = run(draw_inputs(place.scenario("logged"), SEED, 0), 0, record_events=True).events
    frame = logs["csv"]
    assert frame["time_days"].tolist() == [event.time for event in happened]
    assert frame["person"].tolist() == [event.person for event in happened]
    assert frame["event"].tolist() == [Kind(event.kind).name.lower() for event in happened]


def test_details_are_words_where_they_are_no_numbers(logs: dict[str, pd.DataFrame]):
    for name, detail in logs["csv"][["event", "detail"]].itertuples(index=False):
        words = DETAIL.get(Kind[name.upper()])
        if words is None:
            assert detail.lstrip("-").isdigit()
        else:
            assert detail in {word.name.lower() for word in words}
    offenses = Counter(logs["csv"].query("event == 'contact'")["detail"])
    assert set(offenses) <= {offense.name.lower() for offense in Offense}
    assert len(offenses) > 3


def test_a_date_is_the_day_of_the_calendar(logs: dict[str, pd.DataFrame]):
    first = logs["csv"].iloc[0]
    assert (first["time_days"], first["date"]) == (-365.0, "2026-01-01 00:00")
    dates = pd.to_datetime(logs["csv"]["date"])
    assert dates.is_monotonic_increasing
    assert dates.max() < pd.Timestamp("2028-01-01")


@pytest.mark.parametrize("name", ["log.xlsx", "log", "log.csv.gz", "log.CSV"])
def test_another_suffix_is_refused_before_anything_is_simulated(
    place: Place, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delattr(event_log, "run")
    with pytest.raises(InputError, match=r"\.csv or a \.parquet"):
        write_event_log(place.scenario("logged"), SEED, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_refused_before_anything_is_simulated(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delattr(event_log, "run")
    with pytest.raises(InputError, match="no such folder"):
        write_event_log(place.scenario("logged"), SEED, tmp_path / "missing" / "log.csv")


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_file_that_cannot_be_written_is_one_message(place: Place, tmp_path: Path, suffix: str):
    (tmp_path / f"log.{suffix}").mkdir()
    with pytest.raises(InputError, match=r"cannot be written: .*[Dd]irectory"):
        write_event_log(place.scenario("logged"), SEED, tmp_path / f"log.{suffix}")


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_run_without_events_still_has_columns(
    place: Place, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(event_log, "run", lambda *_, **__: Run(Tally.empty(24, ("one",)), [], []))
    file = tmp_path / f"log.{suffix}"
    write_event_log(place.scenario("logged"), SEED, file)
    frame = pd.read_csv(file) if suffix == "csv" else pd.read_parquet(file)
    assert tuple(frame.columns) == COLUMNS
    assert len(frame) == 0
