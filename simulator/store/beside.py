"""What else is known of a scenario of an answer: kept answers that looked further into the same question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from simulator.results import Comparison, Identity, Record
from simulator.store.store import Store

MOST_LOOKED_AT = 40
"""Kept answers to the same question that are opened, the newest first."""
KIND_OF: Mapping[tuple[str, str], str] = {
    ("sensitivity", "swing"): "tornado",
    ("sensitivity", "frontier"): "frontier",
    ("sensitivity", "share_alone"): "shares",
    ("sensitivity", "worth_knowing"): "worth",
    ("sensitivity", "effect_ladder"): "ladder",
}
"""What is asked about an answer, by the table and a measure that only its records have."""
WHOLE_TABLES = ("uncertainty", "capacity")


@dataclass(frozen=True)
class Further:
    """What was found beyond a comparison: its kind, the answer that it stands in, and its own records."""

    kind: str
    id: str
    created: str
    identity: Identity
    records: tuple[Record, ...]


def kinds_of(comparison: Comparison) -> Mapping[str, tuple[Record, ...]]:
    """Return the records beyond those of a comparison by what was asked; of `sensitivity` all records are one kind."""
    found: dict[str, tuple[Record, ...]] = {}
    for table in ("sensitivity", *WHOLE_TABLES):
        records = tuple(record for record in comparison.records if record.table == table)
        kinds = {KIND_OF.get((table, record.measure), "") for record in records} if table == "sensitivity" else {table}
        found |= {kind: records for kind in kinds if kind and records}
    return found


def same_question(one: Identity, other: Identity, scenario: str) -> bool:
    """Return whether both are about the same inputs of a scenario and its baseline, by the same version, in one money.

    Luck may differ: how often and with which seed something was asked is said beside it.
    """
    if scenario not in one.scenarios or scenario not in other.scenarios or one.baseline != other.baseline:
        return False
    known = all(one.inputs.get(name) and one.inputs.get(name) == other.inputs.get(name)
                for name in (scenario, one.baseline))  # fmt: skip
    return known and (one.versions, one.money) == (other.versions, other.money)


def beside(store: Store, comparison: Comparison, scenario: str) -> Mapping[str, Sequence[Further]]:
    """Return by kind what kept answers say further of a scenario of an answer, the newest first.

    Kinds are tornado, frontier, shares, worth, ladder, uncertainty and capacity, each where somebody asked for it.
    """
    found: dict[str, list[Further]] = {}
    looked_at = [each for each in store.answers() if same_question(comparison.identity, each.identity, scenario)]
    for each in looked_at[:MOST_LOOKED_AT]:
        for kind, records in kinds_of(store.find_comparison(each.id)).items():
            mine = tuple(record for record in records if record.scenario == scenario)
            if mine:
                found.setdefault(kind, []).append(Further(kind, each.id, each.created, each.identity, mine))
    return found


__all__ = ["Further", "beside", "kinds_of", "same_question"]
