"""Doing a study: only what is missing, the same however it is done, and no more in memory than is in hand."""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import simulator.experiment.study.simulate
from simulator.errors import StoreError
from simulator.experiment.collection import Progress
from simulator.experiment.executors import lazy_executor
from simulator.experiment.study.cells import Shelf, cell_of
from simulator.experiment.study.rows import Rows
from simulator.experiment.study.simulate import complete, outline, survey
from simulator.experiment.study.study import Study
from simulator.model.tally import Tally
from simulator.store import Store
from tests.experiment.doubles import Inline, nobody
from tests.experiment.places import Place
from tests.experiment.studies import FUND, HALF, MORE, Sink, add_scenarios, make_study, rows_of, simulate

BOTH = ["more.yaml", "half.yaml"]
SHARES = {"paths": ["costs.jail_day_marginal_share"], "values": [0.1, 0.5, 0.9]}
PRICES = {"kind": "grid", "beliefs": {"share": SHARES}}
EFFECTS = {"kind": "grid", "beliefs": {"lead.effect.discount": [0, 1], "share": SHARES}}
CHOICES = {"kind": "grid", "choices": {"lead.caseload": [4, 8]}}
CAPTURE = {"kind": "grid", "choices": {"capture.share": [0, 0.5, 1]}}
WITH_FUND = {"scenarios": BOTH, "design": CAPTURE}


@pytest.fixture(scope="module")
def place(place: Place) -> Place:
    return add_scenarios(place)


# -- how many ---------------------------------------------------------------------------------------------------

# What is asked, and how many different runs that takes by hand.
SIZES: dict[str, tuple[dict[str, Any], int]] = {
    "scenarios as they are": ({}, 2 * 2),
    "the base case": ({"draws": 0}, 2),
    "replications": ({"replications": 3}, 2 * 3 * 2),
    "a fund, which two worlds more are needed for": ({"scenarios": BOTH}, 2 * (3 + 1 + 1)),
    "a fund, with replications that are enough for auditors": ({"scenarios": BOTH, "replications": 3}, 2 * 3 * 3),
    "prices alone, which change no run": ({"design": PRICES}, 2 * 2),
    "effects and prices": ({"design": EFFECTS}, 2 * 2 * 2),
    "choices, which leave the baseline as it is": ({"design": CHOICES}, 2 * (1 + 2)),
    # `more` is the same at all shares; at share 0 `half` has no fund and is `more`.
    "shares that are captured": (WITH_FUND, 2 * (3 + 1 + 2)),
    "shares that are captured, repeated": ({**WITH_FUND, "replications": 2}, 2 * (3 + 2 + 2 * 2)),
}


@pytest.mark.parametrize("name", SIZES)
def test_a_study_takes_as_many_different_runs_as_it_says_before(place: Place, name: str) -> None:
    keys, runs = SIZES[name]
    study, sink = make_study(place, **keys), Sink()
    planned = outline(study)
    assert planned.runs == runs
    assert survey(study, planned, sink).left == runs
    assert simulate(study, sink) == runs == len(sink.tallies)
    done = survey(study, planned, sink)
    assert (done.runs, done.found, done.left) == (runs, runs, 0)


def test_a_survey_counts_what_is_there_and_a_fund_only_where_its_audit_can_be_known(place: Place) -> None:
    study, sink = make_study(place, **WITH_FUND), Sink()
    simulate(study, sink)
    planned = outline(study)
    audited = cell_of(study, 1, 1).task(0, 2).model_key  # a world of the baseline that only auditors know
    one_lost, kept = sink.tallies.pop(audited), len(sink.tallies)
    assert survey(study, planned, sink).found == kept - 2, "the two funded runs of draw 1 are not known without it"
    sink.tallies[audited] = one_lost
    assert survey(study, planned, sink).found == planned.runs


# -- the same however it is done ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def expected(place: Place) -> list[dict[str, Any]]:
    return rows_of(make_study(place, **WITH_FUND))


@pytest.mark.parametrize("every", [1, 2, 3, 5])
def test_runs_that_are_kept_are_not_done_again_and_rows_are_the_same(
    place: Place, expected: list[dict[str, Any]], every: int
) -> None:
    study, full, part = make_study(place, **WITH_FUND), Sink(), Sink()
    runs = simulate(study, full)
    part.tallies = dict(list(full.tallies.items())[::every])
    kept = len(part.tallies)
    assert simulate(study, part) == runs - kept
    assert part.tallies.keys() == full.tallies.keys()
    assert rows_of(study, part) == expected


@pytest.mark.parametrize("workers", [2, 7])
def test_the_number_of_workers_does_not_matter(place: Place, expected: list[dict[str, Any]], workers: int) -> None:
    study, sink = make_study(place, **WITH_FUND), Sink()
    simulate(study, sink, workers=workers)
    assert rows_of(study, sink) == expected


def test_two_workers_of_their_own_give_the_same(place: Place, expected: list[dict[str, Any]]) -> None:
    study, sink = make_study(place, **WITH_FUND), Sink()
    with lazy_executor(study.question.engine, 2) as executor:
        complete(study, outline(study), sink, executor, 2)
    assert rows_of(study, sink) == expected


@pytest.mark.parametrize("fine", [0, 1, 5, 9])
def test_what_is_interrupted_keeps_what_is_done_and_goes_on_from_there(
    place: Place, expected: list[dict[str, Any]], fine: int
) -> None:
    study, sink = make_study(place, **WITH_FUND), Sink()
    planned, stopped = outline(study), Inline(fine)
    with pytest.raises(KeyboardInterrupt):
        complete(study, planned, sink, lambda: stopped, 1)
    kept = len(sink.tallies)
    assert kept <= planned.runs - 1
    assert simulate(study, sink) == planned.runs - kept
    assert rows_of(study, sink) == expected


def test_nobody_is_called_where_nothing_is_to_be_done(place: Place) -> None:
    study, sink = make_study(place, **WITH_FUND), Sink()
    simulate(study, sink)
    assert simulate(study, sink, nobody) == 0


def test_a_part_of_a_design_serves_the_whole(place: Place) -> None:
    small = make_study(place, design={"kind": "grid", "choices": {"lead.caseload": [4, 8]}})
    large = make_study(place, design={"kind": "grid", "choices": {"lead.caseload": [4, 6, 8]}}, draws=3)
    sink = Sink()
    assert simulate(small, sink) == 2 * 3
    assert simulate(large, sink) == 3 * 4 - 2 * 3


def test_another_seed_is_another_study(place: Place) -> None:
    sink = Sink()
    simulate(make_study(place), sink)
    assert simulate(make_study(place, seed=8), sink) == 4


@pytest.mark.parametrize(("scenarios", "times"), [(["more.yaml"], 1), (BOTH, 2)])
def test_draws_are_gone_through_again_only_for_funds(
    place: Place, monkeypatch: pytest.MonkeyPatch, scenarios: list[str], times: int
) -> None:
    study, sink, seen = make_study(place, scenarios=scenarios, design=CHOICES), Sink(), list[int]()
    cells_of = simulator.experiment.study.simulate.cells_of
    monkeypatch.setattr(
        simulator.experiment.study.simulate, "cells_of", lambda study, draw: seen.append(draw) or cells_of(study, draw)
    )
    simulate(study, sink)
    assert seen == [1, 2] * times


# -- how far it has come ----------------------------------------------------------------------------------------------


def test_progress_counts_every_different_run_once(place: Place) -> None:
    study, sink = make_study(place, **WITH_FUND), Sink()
    planned, inline, seen = outline(study), Inline(), list[Progress]()
    complete(study, planned, sink, lambda: inline, 1, seen.append)
    assert [each.done for each in seen] == list(range(1, planned.runs + 1))
    assert {(each.found, each.total) for each in seen} == {(0, planned.runs)}
    for key in list(sink.tallies)[::2]:
        del sink.tallies[key]
    found = len(sink.tallies)
    again = list[Progress]()
    complete(study, planned, sink, lambda: inline, 1, again.append)
    assert again[-1] == Progress(planned.runs, found, planned.runs)


TWINS = {"scenarios": ["half.yaml", "twin.yaml"]}


def test_funds_that_buy_the_same_are_counted_as_at_most_and_the_progress_ends(place: Place) -> None:
    place.scenario("twin", {**MORE, **HALF}, reinvestment=FUND)
    study, sink, seen, inline = make_study(place, **TWINS), Sink(), list[Progress](), Inline()
    planned = outline(study)
    before = survey(study, planned, sink)
    assert (before.runs, before.found, before.at_most) == (2 * (3 + 2), 0, True)
    assert complete(study, planned, sink, lambda: inline, 1, seen.append) == 2 * (3 + 1)
    assert seen[-1] == Progress(2 * (3 + 1), 0, 2 * (3 + 1))
    after = survey(study, planned, sink)
    assert (after.runs, after.found, after.left, after.at_most) == (2 * (3 + 1), 2 * (3 + 1), 0, False)


def test_one_fund_is_counted_exactly(place: Place) -> None:
    study = make_study(place, scenarios=BOTH)
    assert not survey(study, outline(study), Sink()).at_most


# -- what is in memory -------------------------------------------------------------------------------------------------


class Watching(Sink):
    """A store that counts how many of its runs somebody holds at once."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._given: list[weakref.ref[Tally]] = []
        self.most = 0

    def find_tally(self, model_key: str) -> Tally | None:
        tally = self._store.find_tally(model_key)
        return tally if tally is None else self._noted(tally)

    def has_tallies(self, model_keys: Iterable[str]) -> set[str]:
        return self._store.has_tallies(model_keys)

    def keep_tally(self, model_key: str, tally: Tally) -> None:
        self._store.keep_tally(model_key, self._noted(tally))

    def _noted(self, tally: Tally) -> Tally:
        self._given = [each for each in (*self._given, weakref.ref(tally)) if each() is not None]
        self.most = max(self.most, len(self._given))
        return tally


def held(study: Study, path: Path) -> tuple[int, int]:
    """Return how many runs are held at most while a study is done, and while its rows are read."""
    with Store(str(path)) as store:
        doing, reading = Watching(store), Watching(store)
        simulate(study, doing)
        count = sum(1 for _ in Rows(study, reading, outline(study)))
    assert count == study.rows
    return doing.most, reading.most


def test_no_more_runs_are_held_for_more_draws(place: Place, tmp_path: Path) -> None:
    few, many = (make_study(place, scenarios=BOTH, draws=draws) for draws in (10, 20))
    assert held(few, tmp_path / "few.sqlite") == held(many, tmp_path / "many.sqlite")
    assert max(held(many, tmp_path / "many.sqlite")) < 20, "those on the shelf, and those in hand"


def test_a_shelf_holds_the_last_few(tmp_path: Path) -> None:
    sink = Sink()
    for key in "abcd":
        sink.keep_tally(key, Tally.empty(1, (key,)))
    shelf = Shelf(sink, room=2)
    for key in "abac":  # a was asked for after b, so b goes
        shelf.take(key)
    sink.tallies.clear()
    assert [shelf.take(key).groups for key in "ac"] == [("a",), ("c",)]
    with pytest.raises(StoreError):
        shelf.take("b")


def test_a_run_that_is_gone_is_said_to_be(place: Place) -> None:
    study, sink = make_study(place), Sink()
    simulate(study, sink)
    sink.tallies.popitem()
    with pytest.raises(StoreError, match="a run of this study is not in the store any more; ask again"):
        list(Rows(study, sink, outline(study)))
