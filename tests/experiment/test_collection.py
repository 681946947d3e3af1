"""A collection keeps sums, not runs: what a draw needs is let go with it, and made again where more is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from simulator.experiment.collection import Collection
from simulator.experiment.compare import complete
from simulator.experiment.question import Question
from simulator.experiment.run import run
from simulator.experiment.task import Task
from simulator.inputs.scenario import Scenario
from simulator.model.tally import Tally
from simulator.results import NoSink
from tests.experiment.doubles import Inline, MemorySink
from tests.experiment.funds import plan
from tests.experiment.places import CLOSED, Place, make_place

SEED = 11
AUDITED = 2
MONEY = {
    "capture.share": 1,
    "capture.lag": 2,
    "capture.audit_worlds": AUDITED,
    "fund.opening_balance": {"value": 140_000, "price_year": 2025},
    "lead.annual_budget": {"value": 1_200_000, "price_year": 2025},
}
AGREED = {"covers": ["city", "county"], "plan": plan(("case_managers", 3), "supervisors")}
Scenarios = dict[str, Scenario]


@pytest.fixture(scope="module")
def scenarios(tmp_path_factory: pytest.TempPathFactory) -> Scenarios:
    place: Place = make_place(tmp_path_factory.mktemp("places") / "town", {"population.pool": 25})
    return {
        "none": place.scenario("none", CLOSED),
        "plain": place.scenario("plain"),
        "funded": place.scenario("funded", MONEY, reinvestment=AGREED),
    }


DONE: dict[str, Tally] = {}


def happened(task: Task) -> Tally:
    """Return what happens in a run, simulated once for all tests."""
    if task.model_key not in DONE:
        DONE[task.model_key] = run(task.inputs, task.world, task.fund, engine=task.engine).tally
    return DONE[task.model_key]


def ask(scenarios: Scenarios, *names: str, draws: int = 4, **keys: Any) -> Question:
    return Question(tuple(scenarios[name] for name in names), scenarios["none"], seed=SEED, draws=draws, **keys)


def in_order(collection: Collection) -> Iterator[Task]:
    """Do every task as it comes."""
    for tasks in (collection.tasks, collection.funded_tasks):
        for task in tasks():
            collection.add(task, happened(task))
            yield task


def finished(question: Question) -> Collection:
    collection = Collection(question, NoSink())
    for _ in in_order(collection):
        pass
    return collection


def held(collection: Collection) -> set[int]:
    """Return the draws of which a run, prices or inputs are held."""
    waiting = {d for d, _ in collection._waiting}
    return {*collection._baselines, *collection._prices, *collection._awaiting_funds, *waiting}


@pytest.mark.parametrize("names", [("plain",), ("plain", "funded")])
def test_whatever_order_runs_come_in_the_answer_is_the_same(scenarios: Scenarios, names: tuple[str, ...]):
    question = ask(scenarios, *names, replications=2)
    expected = finished(question).comparison()
    for seed in range(3):
        collection = Collection(question, NoSink())
        for tasks in (collection.tasks, collection.funded_tasks):
            found = list(tasks())
            for i in np.random.default_rng(seed).permutation(len(found)):
                collection.add(found[i], happened(found[i]))
        assert collection.comparison() == expected


@pytest.mark.parametrize(("names", "replications"), [(("plain",), 1), (("plain",), 3), (("plain", "funded"), 1)])
def test_nothing_of_a_draw_is_held_once_it_is_done(scenarios: Scenarios, names: tuple[str, ...], replications: int):
    collection = Collection(ask(scenarios, *names, draws=6, replications=replications), NoSink())
    most = 0
    for task in in_order(collection):
        most = max(most, len(held(collection)))
        if "funded" not in names:
            assert sum(len(runs) for runs in collection._baselines.values()) <= 1, task.place
    assert held(collection) == set()
    assert most <= (2 if "funded" in names else 1)


def test_a_fund_runs_when_the_baselines_of_its_draw_are_there(scenarios: Scenarios):
    collection = Collection(ask(scenarios, "plain", "funded"), NoSink())
    funded = [i for i, task in enumerate(in_order(collection)) if task.fund is not None]
    of_a_draw = 1 + AUDITED + 1  # the baseline, with worlds for auditors alone, and the plain scenario
    assert funded == [of_a_draw + d * (of_a_draw + 1) for d in range(4)]


def test_where_baselines_are_late_funds_come_at_the_end(scenarios: Scenarios):
    collection = Collection(ask(scenarios, "funded"), NoSink())
    tasks = list(collection.tasks())
    assert all(task.fund is None for task in tasks)
    for task in tasks:
        collection.add(task, happened(task))
    late = list(collection.funded_tasks())
    assert [(task.place, task.fund is None) for task in late] == [((1, d, 0), False) for d in range(4)]
    assert list(collection.funded_tasks()) == []


@pytest.mark.parametrize("names", [("plain",), ("funded",), ("plain", "funded")])
@pytest.mark.parametrize("first", [1, 2])
def test_more_replications_may_need_runs_that_were_let_go(scenarios: Scenarios, names: tuple[str, ...], first: int):
    """A sink that keeps nothing gives nothing back, so they are done once more, and come to the same."""
    question = ask(scenarios, *names, draws=2, replications=first)
    collection = finished(question)
    assert collection.comparison() == finished(question).comparison()
    more = replace(question, replications=5)
    collection.question = more
    new = [task.place for task in in_order(collection)]
    assert collection.comparison() == finished(more).comparison()
    assert {place for place in new if place[0]} == {
        (s, d, r) for s in range(1, len(names) + 1) for d in range(2) for r in range(first, 5)
    }
    again = {place for place in new if place[2] < first}
    assert again == ({(0, d, r) for d in range(2) for r in range(first)} if "funded" in names else set())
    assert list(in_order(collection)) == []


def test_an_interrupted_collection_asks_again_for_what_is_lacking_alone(scenarios: Scenarios):
    question = ask(scenarios, "plain", "funded")
    collection = Collection(question, NoSink())
    for done, task in enumerate(collection.tasks()):
        if done % 3 == 0:
            collection.add(task, happened(task))
    missing = {task.place for task in in_order(collection)}
    assert collection.comparison() == finished(question).comparison()
    assert len(missing) < question.runs


def test_a_run_that_waits_for_a_baseline_that_was_let_go_gets_it(scenarios: Scenarios):
    question = ask(scenarios, "plain", "funded", draws=2)
    collection = finished(question)
    more = replace(question, replications=3)
    collection.question = more
    for task in collection.tasks():
        if task.place[0]:
            collection.add(task, happened(task))
    assert {task.place for task in collection.tasks()} >= {(0, d, r) for d in range(2) for r in range(3)}
    for _ in in_order(collection):
        pass
    assert collection.comparison() == finished(more).comparison()
    assert held(collection) == set()


def test_progress_never_counts_a_run_twice(scenarios: Scenarios):
    question = ask(scenarios, "funded", draws=2)
    more = replace(question, replications=4)
    sink = MemorySink()
    complete(Collection(more, sink), Inline, 1)
    collection = Collection(question, sink)
    complete(collection, Inline, 1)
    collection.question = more
    complete(collection, Inline, 1)
    done = collection.progress()
    assert done.done == done.found == done.total == more.runs


def test_an_answer_without_a_run_is_refused(scenarios: Scenarios):
    collection = Collection(ask(scenarios, "plain", draws=2), NoSink())
    for task in collection.tasks():
        if task.place != (1, 1, 0):
            collection.add(task, happened(task))
    with pytest.raises(KeyError):
        collection.comparison()
