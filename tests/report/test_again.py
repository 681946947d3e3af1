"""The command that gives an answer again: it asks the same, and its answer is the same to the last digit."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from simulator.experiment.identity import identity_of
from simulator.experiment.question import Question
from simulator.inputs.load import load_scenario
from simulator.report.again import LONG, command_of, drawn_as, trace_command
from simulator.results import Comparison
from simulator.store import Store
from simulator.terminal import LONG_RUN
from tests.commands import Leadsim, command_line
from tests.docs.test_commands import parse
from tests.experiment.doubles import Inline
from tests.experiment.places import Place
from tests.report.samples import comparison, nets, number, small_place
from tests.test_reinvest_command import CAPTURE, FUND

PILOT, MORE, WITH_FUND = "pilot.yaml", "more.yaml", "fund.yaml"
ASKED = (
    ["compare", PILOT, MORE, "--draws", "2"],
    ["compare", PILOT, "--baseline", MORE, "--seed", "7", "--draws", "1", "--engine", "simpy", "--money", "nominal"],
    ["compare", PILOT, "--draws", "0", "--society", "--replications", "2"],
    ["compare", WITH_FUND, "--draws", "1"],
    ["run", PILOT, "--draws", "1", "--seed", "3", "--money", "discounted", "--engine", "simpy"],
    ["compare", PILOT, "--draws", "1", "--effects", "1"],
    ["reinvest", PILOT, "--draws", "1", "--effects", "0.25"],
    ["reinvest", WITH_FUND, "--draws", "2", "--seed", "5", "--engine", "simpy"],
    ["reinvest", PILOT, "--draws", "1", "--replications", "2"],
)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = small_place(tmp_path_factory.mktemp("places") / "town")
    place.scenario("fund", CAPTURE, reinvestment=FUND)
    return place


@pytest.fixture
def leadsim(
    place: Place, store: Path, executor: Inline, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Leadsim:
    monkeypatch.chdir(place.folder)
    return command_line(monkeypatch, capsys)


def kept() -> list[Comparison]:
    with Store() as store:
        return [store.find_comparison(each.id) for each in store.answers()]


def words_of(command: str) -> list[str]:
    program, *words = shlex.split(command)
    assert program == "leadsim"
    return words


@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
def test_the_command_of_an_answer_gives_it_again(leadsim: Leadsim, asked: list[str]) -> None:
    first = json.loads(leadsim(*asked, "--json").out)
    (answer,) = kept()
    again = words_of(command_of(answer))
    typed, meant = parse(again), parse(asked)
    for option in ("draws", "replications", "money", "society", "engine"):
        assert (typed.get(option) or "fast") == (meant.get(option) or "fast"), option
    assert again[0] == ("reinvest" if asked[0] == "reinvest" else "compare")
    assert json.loads(leadsim(*again, "--json").out) == first
    assert len(kept()) == 1, "the same answer has the same id"


def test_what_is_usual_is_not_said(leadsim: Leadsim) -> None:
    leadsim("run", PILOT, "--draws", "0")
    (answer,) = kept()
    assert command_of(answer) == "leadsim compare pilot.yaml --baseline no-lead.yaml --draws 0 --seed 20270101"


def test_names_of_files_are_quoted_for_a_shell() -> None:
    odd = comparison(scenarios=("my files/a $(b) 'c'.yaml",), titles={}, hashes={})
    assert words_of(command_of(odd))[1] == "my files/a $(b) 'c'.yaml"
    assert words_of(trace_command(odd, odd.identity.scenarios[0], "loss"))[1] == "my files/a $(b) 'c'.yaml"


def test_societys_view_is_known_by_the_inputs_and_of_older_answers_by_who_pays() -> None:
    harm = nets([1.0, 2.0, 3.0], payer="people_harmed")
    for answer, society in ((comparison(*harm), True), (comparison(), False)):
        assert ("--society" in command_of(answer)) == society
        for own in ({}, {"society": True}):
            told = replace(answer, inputs={"": {}, "town/pilot": own})
            assert ("--society" in command_of(told)) == bool(own)


def test_the_engine_is_said_where_it_is_not_the_usual_one() -> None:
    assert drawn_as(comparison(engine="fast")) == ["--draws", "3", "--seed", "20270101"]
    assert drawn_as(comparison(replications=4))[-4:] == ["--replications", "4", "--engine", "simpy"]


def test_a_person_is_followed_by_the_same_luck() -> None:
    words: dict[str, Any] = parse(words_of(trace_command(comparison(seed=9), "town/pilot", "large-saving")))
    chosen = {key: words[key] for key in ("scenario", "baseline", "person", "seed")}
    assert chosen == {"scenario": "town/pilot", "baseline": "town/none", "person": "large-saving", "seed": 9}


def test_an_answer_about_a_fund_is_known_by_what_only_it_says() -> None:
    answer = comparison(number("carried_never", 1.0, table="fund"), scenarios=("a without reinvestment", "a"))
    assert words_of(command_of(answer))[:2] == ["reinvest", "a"]


# -- questions that a command would refuse ----------------------------------------------------------------


def test_a_command_counts_as_long_what_the_command_line_does() -> None:
    assert LONG == LONG_RUN


@pytest.mark.parametrize(("draws", "is_large"), [(200, False), (20_000, True)])
def test_a_large_question_says_that_it_may_be(draws: int, is_large: bool) -> None:
    asked = comparison()
    identity = replace(asked.identity, draws=draws, people=5_000, replications=1, engine="fast")
    assert ("--allow-large" in words_of(command_of(replace(asked, identity=identity)))) is is_large


@pytest.mark.parametrize(("engine", "is_large"), [("fast", False), ("simpy", True)])
def test_the_slow_engine_is_large_sooner(engine: str, is_large: bool) -> None:
    identity = replace(comparison().identity, draws=200, people=5_000, replications=1, engine=engine)
    assert ("--allow-large" in command_of(replace(comparison(), identity=identity))) is is_large


@pytest.mark.parametrize("name", ["king-county/pilot", "santa-fe/expansion", "albany/expansion"])
def test_what_the_command_line_refuses_on_one_core_says_it_when_asked_again(name: str) -> None:
    scenario = load_scenario(name)
    one = Question((scenario,), load_scenario(scenario.baseline_name), draws=1)
    just_too_many = replace(one, draws=int(LONG_RUN / one.seconds(workers=1)) + 1)
    assert just_too_many.seconds(workers=1) > LONG_RUN
    assert "--allow-large" in command_of(Comparison(identity_of(just_too_many, {})))
