"""The inputs that answers keep: all that a number follows from is in their hash, and what things are called is not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import simulator.inputs.content
from simulator.experiment.identity import identity_of
from simulator.experiment.question import Question
from simulator.inputs.content import AGREEMENT, PLACE, SOCIETY, contents, hashes
from simulator.inputs.load import load_scenario
from simulator.inputs.scenario import Scenario
from tests.experiment.places import make_place
from tests.test_reinvest_command import CAPTURE, FUND


def hash_of(scenario: Scenario) -> str:
    return hashes(contents([scenario]))[scenario.name]


def of_file(folder: Path, name: str = "plan", **keys: Any) -> Scenario:
    """Return a scenario of a place in a folder; `place` are keys of the place's file."""
    place = make_place(folder, facts=keys.pop("facts", None), **keys.pop("place", {}))
    return place.scenario(name, keys.pop("set", {"lead.caseload": 9}), **keys)


def test_that_a_number_is_certain_is_said_by_saying_nothing(tmp_path: Path) -> None:
    fixed = {"distribution": "fixed"}
    one = of_file(tmp_path / "a", set={"lead.caseload": 9})
    other = of_file(tmp_path / "b", set={"lead.caseload": {"value": 9, "uncertainty": fixed}})
    assert hash_of(one) == hash_of(other)


def test_names_titles_sentences_and_sources_make_no_other_inputs(tmp_path: Path) -> None:
    one = of_file(tmp_path / "a")
    other = of_file(tmp_path / "b", "another", title="Another title", sentence="Another sentence.",
                    place={"title": "Another place", "sentence": "Elsewhere.", "caveats": ["None."]})  # fmt: skip
    assert hash_of(one) == hash_of(other)
    assert hash_of(replace(one, baseline_name="no-lead")) == hash_of(one)
    agency = {name: line.model_copy(update={"agency": "Somebody else"}) for name, line in one.all_lines.items()}
    assert hash_of(replace(one, all_lines=agency)) == hash_of(one)


def test_what_is_set_to_what_it_was_anyway_is_no_change(tmp_path: Path) -> None:
    one = of_file(tmp_path / "a", set={})
    same = of_file(tmp_path / "b", set={"lead.caseload": 8})
    assert same.changes
    assert hash_of(one) == hash_of(same)


@pytest.mark.parametrize(
    "keys",
    [
        {"set": {"lead.caseload": 10}},
        {"set": {"lead.caseload": {"value": 9, "then": [{"from": "2027-07-01", "value": 5}]}}},
        {"set": {"lead.caseload": 9, "costs.arrest_booked": {"value": 1_000, "price_year": 2025}}},
        {"set": {"lead.caseload": 9, "costs.arrest_booked": {"value": 1_000, "price_year": 2024}}},
        {"facts": {"lead.consent": 0.5}},
        {"facts": {"lead.consent": {"value": 0.5, "uncertainty": {"distribution": "beta", "low": 0.4, "high": 0.6}}}},
        {"place": {"horizon_years": 2}},
        {"place": {"start": "2028-01-01"}},
        {"place": {"currency_year": 2024}},
        {"place": {"private_payers": ["people_harmed"]}},
        {"reinvestment": {**FUND, "years": 2}, "set": {"lead.caseload": 9, **CAPTURE}},
        {"reinvestment": {**FUND, "years": 3}, "set": {"lead.caseload": 9, **CAPTURE}},
    ],
)
def test_whatever_a_number_follows_from_makes_other_inputs(keys: dict[str, Any], tmp_path: Path) -> None:
    hash_, content = hash_of(of_file(tmp_path / "plain")), contents([of_file(tmp_path / "other", **keys)])
    assert set(hashes(content).values()) != {hash_}
    assert json.loads(json.dumps(content)) == content, "it is plain data"


def test_every_kind_of_other_inputs_has_a_hash_of_its_own(tmp_path: Path) -> None:
    one = of_file(tmp_path / "a", set={"lead.caseload": 9, **CAPTURE}, reinvestment=FUND)
    assert one.agreement is not None
    named = one.agreement.model_copy(update={"certified_by": "Somebody else"})
    line = one.all_lines["police citation"].model_copy(update={"backfill": "savings.jail_backfill"})
    others = [
        replace(one, society=True),
        replace(one, agreement=None),
        replace(one, all_lines={**one.all_lines, "police citation": line}),
        replace(one, all_lines={**one.all_lines, "another line": line}),
    ]
    found = [hash_of(each) for each in (one, *others)]
    assert len(set(found)) == len(found)
    assert hash_of(replace(one, agreement=named)) == found[0]


def test_another_price_index_makes_other_inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = of_file(tmp_path / "a")
    before = hash_of(one)
    monkeypatch.setattr(simulator.inputs.content, "price_index", lambda: {2025: 1.0})
    assert hash_of(one) != before


def test_a_scenario_keeps_only_what_it_has_otherwise_than_its_place() -> None:
    pilot, current = load_scenario("king-county/pilot"), load_scenario("king-county/current")
    content = contents([current, pilot])
    assert list(content) == [PLACE, "king-county/current", "king-county/pilot"]
    assert content["king-county/pilot"]["funding.philanthropy"]["value"] == 950_000.0
    assert len(content["king-county/pilot"]) == len(pilot.changes)
    assert content["king-county/current"] == {}
    assert set(pilot.parameters) <= set(content[PLACE])
    half = contents([replace(load_scenario("king-county/reinvest-half"), society=True)])["king-county/reinvest-half"]
    assert half[AGREEMENT]["covers"]
    assert half[SOCIETY] is True


def test_an_identity_has_the_hashes_of_all_scenarios_whatever_the_luck() -> None:
    pilot, current = load_scenario("king-county/pilot"), load_scenario("king-county/current")
    plain = identity_of(Question((pilot,), current, draws=2), {})
    lucky = identity_of(Question((pilot,), current, draws=5, seed=1, replications=2, engine="simpy"), {})
    assert plain.inputs == lucky.inputs == hashes(contents([current, pilot]))
    assert len(set(plain.inputs.values())) == 2
