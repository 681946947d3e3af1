"""Runs come back to the bit, one or many at once, and are kept once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import simulator as ls
import simulator.experiment.setup
import simulator.store.store
from simulator.errors import StoreError
from simulator.model.quantities import Quantity
from simulator.store import Store
from simulator.store.store import KEYS_AT_ONCE
from tests.experiment.places import make_place
from tests.store.samples import directly, rows, same_tally, tally


def test_tallies_come_back_to_the_bit(store: Store, location: str) -> None:
    store.keep_tally("k" * 64, tally())
    assert same_tally(store.find_tally("k" * 64), tally())
    with Store(location) as again:
        assert same_tally(again.find_tally("k" * 64), tally())
    assert store.find_tally("k" * 63) is None, "a run is found by its whole key"


def test_keeping_twice_adds_nothing_and_changes_nothing(store: Store, location: str) -> None:
    for turn in range(3):
        store.keep_tally("k", tally(seed=turn))
        store.keep_tallies({"k": tally(seed=turn), "l": tally(seed=turn)})
    assert same_tally(store.find_tally("k"), tally(seed=0)), "the first stays"
    assert same_tally(store.find_tally("l"), tally(seed=0)), "a known run beside it keeps no new one out"
    assert rows(location, "runs") == [2]


def test_many_runs_are_kept_and_found_at_once(store: Store) -> None:
    many = {f"run-{i}": tally(seed=i, months=1) for i in range(2 * KEYS_AT_ONCE + 1)}
    store.keep_tallies(many)
    asked = [f"run-{i}" for i in range(-3, 3 * KEYS_AT_ONCE)]
    assert store.has_tallies(iter(asked)) == set(many)
    found = store.find_tallies(iter(asked))
    assert found.keys() == many.keys()
    assert all(same_tally(found[key], many[key]) for key in many)


def test_nothing_is_asked_and_nothing_kept_without_a_run(store: Store, location: str) -> None:
    store.keep_tallies({})
    assert (store.find_tallies([]), store.has_tallies([])) == ({}, set())
    assert rows(location, "runs") == [0]


def test_several_runs_are_kept_all_or_none(store: Store, location: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = simulator.store.store._run

    def torn(key: str, kept: Any) -> dict[str, Any]:
        return {**whole(key, kept), "data": None} if key == "c" else whole(key, kept)

    monkeypatch.setattr(simulator.store.store, "_run", torn)
    with pytest.raises(StoreError, match=r"NOT NULL|not-null"):
        store.keep_tallies({key: tally(months=1) for key in "abcd"})
    assert rows(location, "runs") == [0], "and what cannot be kept is not passed over in silence"


def test_a_run_with_other_quantities_is_not_read_as_ours(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as then:
        then.setattr(simulator.store.store, "QUANTITIES", [quantity.name for quantity in Quantity][:-1])
        store.keep_tally("k", tally())
    with pytest.raises(StoreError, match="another version of leadsim"):
        store.find_tally("k")


def test_a_run_is_kept_with_the_version_of_its_model(store: Store, location: str) -> None:
    store.keep_tally("k", tally())
    with directly(location) as connection:
        model = connection.exec_driver_sql("SELECT model FROM runs").scalar_one()
    assert model == simulator.experiment.setup.model_version()


def test_a_question_is_answered_from_the_store_the_second_time(store: Store, location: str, tmp_path: Path) -> None:
    place = make_place(tmp_path / "town")
    place.scenario("pilot", {"lead.annual_budget": {"value": 500_000, "price_year": 2025}})
    asked: dict[str, Any] = {"scenarios": [place.folder / "pilot.yaml"], "draws": 1, "sink": store, "workers": 1}
    first = ls.compare(**asked)
    with directly(location) as connection:
        kept = set(connection.exec_driver_sql("SELECT model_key, created, checksum FROM runs"))
        assert len(kept) == 2
        assert ls.compare(**asked) == first
        assert set(connection.exec_driver_sql("SELECT model_key, created, checksum FROM runs")) == kept
    assert store.find_comparison(store.keep_comparison(first)) == first
