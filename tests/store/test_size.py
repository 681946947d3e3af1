"""How much is kept, and letting go of what no present model can serve."""

from __future__ import annotations

import pytest

import simulator.experiment.setup
from simulator.store import Size, Store
from tests.report.samples import comparison
from tests.store.samples import rows, same_tally, tally


@pytest.fixture
def models(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Give a store with runs of three versions of the model, and an answer."""
    for number, model in enumerate(("old", "older", "new")):
        monkeypatch.setattr(simulator.experiment.setup, "model_version", lambda model=model: model)
        store.keep_tallies({f"{model}-{i}": tally(seed=i, months=20) for i in range(10 * number + 5)})
    store.keep_comparison(comparison())
    return store


def test_the_size_says_what_is_there(store: Store) -> None:
    empty = store.size()
    assert empty == Size(bytes=empty.bytes, answers=0, runs={})
    assert 0 < empty.bytes < 200_000
    store.keep_comparison(comparison())
    store.keep_tallies({f"{i}": tally(seed=i) for i in range(20)})
    full = store.size()
    assert (full.answers, full.runs) == (1, {simulator.experiment.setup.model_version(): 20})
    assert full.bytes > empty.bytes + 20 * tally().counts.nbytes / 4


def test_runs_of_other_models_go_and_all_else_stays(models: Store, location: str) -> None:
    before = models.size()
    assert before.runs == {"old": 5, "older": 15, "new": 25}
    assert models.prune({"new", "unheard of"}) == 20
    after = models.size()
    assert (after.runs, after.answers) == ({"new": 25}, 1)
    assert rows(location, "runs", "comparisons") == [25, 1]
    assert all(same_tally(models.find_tally(f"new-{i}"), tally(seed=i, months=20)) for i in range(25))
    assert models.find_tally("old-0") is None
    assert models.prune({"new"}) == 0


def test_what_goes_gives_its_room_back(models: Store) -> None:
    before = models.size()
    assert models.prune([]) == 45
    assert models.size().bytes < before.bytes / 2
    assert models.size().runs == {}
    models.keep_tally("old-0", tally())
    assert same_tally(models.find_tally("old-0"), tally())
