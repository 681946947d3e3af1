"""What a number moved by is put down to a cause only where exactly one is known to differ, and else a command tells."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import Any

import pytest

from dashboard.causes import ALONE, SAME_RUNS, UNKNOWN, Pair
from dashboard.pages import difference_tables
from dashboard.run_differences import Differences
from simulator.results import Comparison
from tests.dashboard import pieces
from tests.dashboard.sample import answer
from tests.docs.test_commands import parse

GAIN, LOSS, BASELINE = "here/gain", "here/loss", "here/no-lead"
INPUTS = {GAIN: "a", LOSS: "b", BASELINE: "c"}
OLDER, NEWER = {"leadsim": "0.1.0", "model": "0123456789abcdef"}, {"leadsim": "0.2.0", "model": "fedcba9876543210"}
CHANGES: dict[str, dict[str, Any]] = {
    "inputs": {"inputs": {**INPUTS, GAIN: "f"}},
    "seed": {"seed": 8},
    "draws": {"draws": 60},
    "replications": {"replications": 3},
    "engine": {"engine": "simpy"},
    "dollars": {"money": "nominal"},
    "version": {"versions": NEWER},
}


def known(**changes: Any) -> Comparison:
    found = answer()
    return replace(found, identity=replace(found.identity, **{"inputs": INPUTS, "versions": OLDER, **changes}))


def pair(*kinds: str) -> Pair:
    changes = {key: value for kind in kinds for key, value in CHANGES[kind].items()}
    return Pair(known(), known(**changes), GAIN, GAIN)


@pytest.mark.parametrize("kind", CHANGES)
def test_one_cause_is_what_a_move_is_due_to_and_needs_no_command(kind: str) -> None:
    assert pair(kind).causes == (kind,)
    assert pair(kind).due == ALONE[kind]
    assert pair(kind).telling is None


def test_no_cause_is_said_to_be_none() -> None:
    assert pair().due == "Inputs, seed, draws and version are the same."
    assert pair().telling is None


def test_inputs_of_the_baseline_are_a_cause_too_and_those_of_another_scenario_are_none() -> None:
    of_baseline = Pair(known(), known(inputs={**INPUTS, BASELINE: "f"}), GAIN, GAIN)
    of_another = Pair(known(), known(inputs={**INPUTS, LOSS: "f"}), GAIN, GAIN)
    assert (of_baseline.causes, of_another.causes) == (("inputs",), ())


def test_a_scenario_under_another_name_has_the_inputs_that_it_has() -> None:
    same = Pair(known(), known(inputs={**INPUTS, LOSS: "a"}), GAIN, LOSS)
    assert (same.causes, Pair(known(), known(), GAIN, LOSS).causes) == ((), ("inputs",))


def test_several_causes_cannot_be_told_apart_without_another_run() -> None:
    assert pair("seed", "version").due == (
        "The seed and the version differ, and what each changes cannot be told apart without another run."
    )
    assert pair("inputs", "draws", "version").due.startswith("Inputs, the number of draws and the version differ, ")


@pytest.mark.parametrize("kinds", [("inputs", "seed"), ("seed", "version"), ("inputs", "draws", "engine", "dollars")])
def test_the_command_stands_between_the_two_with_fewer_causes_to_either(kinds: tuple[str, ...]) -> None:
    found = pair(*kinds)
    assert found.telling is not None
    said, command = found.telling
    program, *words = shlex.split(command)
    asked: dict[str, Any] = parse(words)
    before = found.before.identity
    assert program == "leadsim"
    assert (asked["seed"], asked["draws"], asked["money"]) == (before.seed, before.draws, before.money)
    assert asked["engine"] in (None, before.engine)
    version = found.after.identity.versions
    assert said.startswith(f"Ask this with the leadsim and the files of the later answer ({version['leadsim']}, model ")


@pytest.mark.parametrize(("kinds", "more"), [(("inputs", "version"), False), (("inputs", "seed", "version"), True)])
def test_other_inputs_in_another_version_are_asked_with_the_earlier_one(kinds: tuple[str, ...], more: bool) -> None:
    telling = pair(*kinds).telling
    assert telling is not None
    assert telling[0].startswith(
        "Ask this of the later inputs with the leadsim of the earlier answer (0.1.0, model 01234567)"
    )
    assert ("once more with that of the later one" in telling[0]) == more


def test_what_an_earlier_leadsim_kept_is_put_down_to_nothing() -> None:
    others = dict.fromkeys((GAIN, LOSS, BASELINE), "f")
    lucky = replace(answer(), identity=replace(answer().identity, hashes=others, seed=8))
    older = Pair(answer(), lucky, GAIN, GAIN)
    assert (older.inputs_differ, older.due, older.telling) == (None, UNKNOWN, None)
    assert Pair(answer(), answer(), GAIN, GAIN).due == SAME_RUNS


def test_the_page_shows_the_command_only_where_there_is_something_to_tell() -> None:
    assert difference_tables.telling(Differences(known(), known(seed=8)), GAIN, GAIN) is None
    shown = difference_tables.telling(Differences(known(), known(seed=8, versions=NEWER)), GAIN, GAIN)
    assert "leadsim compare here/gain here/loss --baseline here/no-lead --draws 50 --seed 7" in pieces.text_of(shown)
