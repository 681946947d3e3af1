"""What kept answers say further of a scenario: found by the same question, whatever its luck, and by kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

import simulator.store.rows
from simulator.results import Comparison, Difference, Identity, Record
from simulator.store import Store
from simulator.store.beside import beside, kinds_of, same_question
from tests.report.samples import comparison

EMPTY = comparison()
SCENARIO = EMPTY.identity.scenarios[0]
KNOWN = replace(EMPTY.identity, inputs=dict.fromkeys((*EMPTY.identity.scenarios, EMPTY.identity.baseline), "a"))
ANSWER = replace(EMPTY, identity=KNOWN)


def record(table: str, measure: str, scenario: str = SCENARIO) -> Record:
    same = Difference(1.0, 1.0, 1.0, None, 1.0, 1.0, 1.0, 0.0, 1)
    return Record(table, measure, "dollars", scenario, KNOWN.baseline, 0.0, 1.0, same)  # type: ignore[arg-type]


def with_more(*records: Record, **identity: Any) -> Comparison:
    return replace(ANSWER, identity=replace(KNOWN, **identity), records=(*ANSWER.records, *records))


def test_kinds_are_told_by_a_record_that_only_they_have() -> None:
    swing, end = record("sensitivity", "swing"), record("sensitivity", "net_at_low")
    found = kinds_of(with_more(swing, end, record("capacity", "smallest")))
    assert dict(found) == {"tornado": (swing, end), "capacity": (record("capacity", "smallest"),)}
    assert not kinds_of(ANSWER)


def test_what_was_asked_with_other_luck_is_found_newest_first(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter(f"2027-01-01T00:00:0{i}.000+00:00" for i in range(9))
    monkeypatch.setattr(simulator.store.rows, "_now", lambda: next(moments))
    store.keep_comparison(ANSWER)
    first = store.keep_comparison(with_more(record("sensitivity", "swing"), draws=10))
    second = store.keep_comparison(with_more(record("sensitivity", "swing"), seed=7))
    store.keep_comparison(with_more(record("uncertainty", "chance_of_saving"), replications=2))
    found = beside(store, ANSWER, SCENARIO)
    assert {kind: [each.id for each in several] for kind, several in found.items() if kind != "uncertainty"} == {
        "tornado": [second, first]
    }
    assert [each.records for each in found["uncertainty"]] == [(record("uncertainty", "chance_of_saving"),)]


def test_records_of_another_scenario_are_not_of_this_one(store: Store) -> None:
    other = "king-county/another"
    names = (SCENARIO, other)
    mixed = with_more(
        record("sensitivity", "swing", other), scenarios=names, inputs=dict.fromkeys((*names, KNOWN.baseline), "a")
    )
    store.keep_comparison(mixed)
    assert not beside(store, ANSWER, SCENARIO)
    assert set(beside(store, mixed, other)) == {"tornado"}


@pytest.mark.parametrize(
    "different",
    [
        {"baseline": "king-county/other"},
        {"money": "nominal"},
        {"versions": {"leadsim": "another"}},
        {"scenarios": ("king-county/other",)},
        {"inputs": {SCENARIO: "b", KNOWN.baseline: "a"}},
        {"inputs": {SCENARIO: "a", KNOWN.baseline: "b"}},
        {"inputs": {}},
    ],
)
def test_another_question_is_not_the_same(different: Mapping[str, object]) -> None:
    other: Identity = replace(KNOWN, **different)  # type: ignore[arg-type]
    assert not same_question(KNOWN, other, SCENARIO)
    assert same_question(KNOWN, replace(KNOWN, draws=3, seed=5, replications=2), SCENARIO)
