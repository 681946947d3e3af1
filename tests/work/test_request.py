"""What may be asked of a server: the words of a command, refused where a command would refuse, and equal if equal."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

import simulator.work.request
from simulator.errors import InputError
from simulator.experiment.question import Question
from simulator.inputs.load import load_scenario
from simulator.terminal import make_question
from simulator.work.request import MOST_SCENARIOS, Request, Source, job_id
from tests.docs.test_commands import parse
from tests.experiment.places import Place
from tests.report.samples import small_place
from tests.test_reinvest_command import CAPTURE, FUND

TEXT = """\
jurisdiction: king-county
title: A smaller LEAD
sentence: Fifteen participants to a case manager.
set:
  lead.caseload: 15
"""
HOSTILE = ("<script>alert(1)</script>", "=HYPERLINK(1)", "'; DROP TABLE jobs; --", "{{7*7}} %s {0} $(id)", "Māori ﷽ 🏛")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    place = small_place(tmp_path_factory.mktemp("places") / "town")
    place.scenario("fund", CAPTURE, reinvestment=FUND)
    return place


def source(place: Place, name: str) -> Source:
    return Source(str(place.folder / f"{name}.yaml"))


def text(**keys: Any) -> Source:
    return Source("mine.yaml", TEXT.replace("A smaller LEAD", keys.get("title", "A smaller LEAD")))


# -- the words of a command ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"draws": 0, "seed": 7, "replications": 3},
        {"money": "discounted", "society": True, "engine": "simpy"},
        {"baseline": "more", "scenarios": ["pilot", "fund"]},
    ],
)
def test_a_request_asks_what_the_command_of_its_words_asks(place: Place, options: dict[str, Any]) -> None:
    names = options.pop("scenarios", ["pilot"])
    baseline = source(place, options.pop("baseline")) if "baseline" in options else None
    request = Request(tuple(source(place, name) for name in names), baseline, **options)
    for allow_large in (False, True):
        program, *words = shlex.split(request.command(allow_large=allow_large))
        typed = parse(words)
        assert (program, words[0], typed["allow_large"]) == ("leadsim", "compare", allow_large)
    keys = ("scenarios", "baseline", "seed", "draws", "replications", "precision", "money", "engine")
    assert request.question() == make_question(*(typed[key] for key in keys), society=typed["society"])


def test_a_fund_is_asked_about_with_and_without_it(place: Place) -> None:
    request = Request((source(place, "fund"),), kind="reinvest", draws=2)
    names = [scenario.name for scenario in request.question().scenarios]
    path = request.scenarios[0].name
    assert names == [f"{path} without reinvestment", path]
    _, *words = shlex.split(request.command())
    assert (words[0], parse(words)["draws"]) == ("reinvest", 2)


def test_lives_are_two_runs_of_the_base_case_and_their_command_is_a_trace(place: Place) -> None:
    request = Request((source(place, "pilot"),), source(place, "more"), kind="lives", draws=0, seed=9)
    question = request.question()
    assert (question.runs, question.draw_numbers, question.baseline.title) == (2, (0,), "more")
    _, *words = shlex.split(request.command())
    typed = parse(words)
    assert (words[0], typed["seed"], typed["scenario"], typed["baseline"]) == (
        "trace", 9, request.scenarios[0].name, str(place.folder / "more.yaml"),
    )  # fmt: skip
    assert "--baseline" not in replace(request, baseline=None).command()


def test_lives_with_a_fund_are_refused_since_it_would_be_left_out(place: Place) -> None:
    with pytest.raises(InputError, match="its fund would be left out"):
        Request((source(place, "fund"),), kind="lives", draws=0).question()


def test_a_request_is_written_and_read_again() -> None:
    for request in (
        Request((Source("king-county/pilot"), text(title=HOSTILE[0])), Source("king-county/current"), seed=1, draws=2),
        Request((Source("king-county/reinvest-half"),), kind="reinvest"),
        Request((Source("king-county/pilot"),), kind="lives", draws=0),
    ):
        assert Request.from_text(request.as_text()) == request


# -- the text of a scenario ---------------------------------------------------------------------------------


def test_a_text_is_the_scenario_that_its_file_would_be(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text(TEXT, encoding="utf-8")
    assert text().load() == load_scenario("mine.yaml")


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_just_text(title: str) -> None:
    request = Request((text(title="'" + title.replace("'", "''") + "'"),))
    assert Request.from_text(request.as_text()).question().scenarios[0].title == title


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("", "mine.yaml: the file is empty"),
        ("title: [", "mine.yaml, line 1: a bracket, comma or sign where a value should be"),
        (TEXT + "  lead.caselod: 3\n", "mine.yaml, line 6, key set.lead.caselod: there is no such parameter; "),
        (TEXT.replace("15", ".nan"), "mine.yaml, line 5, key set.lead.caseload: "),
        (TEXT.replace("king-county", "../king-county"), "mine.yaml, line 1, key jurisdiction: "),
        ("a: &x [*x]", "mine.yaml, line 1"),
        ("title: \ud800", "mine.yaml, line 1: byte 0xED is not UTF-8"),
        ("#" * 1_000_001, "mine.yaml: the file is larger than 1,000,000 bytes"),
    ],
)
def test_a_wrong_text_is_refused_in_one_line_that_names_its_file_and_nobodys_folder(wrong: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        Source("mine.yaml", wrong).load()
    assert str(refused.value).startswith(said)
    assert "\n" not in str(refused.value)
    assert "tmp" not in str(refused.value)


# -- refusals -----------------------------------------------------------------------------------------------

NO_NAMES = (
    "", ".yaml", "mine", "mine.yml", "../mine.yaml", "/etc/passwd", "a/b.yaml", "a\\b.yaml", ".hidden.yaml",
    "-rf.yaml", "=1+1.yaml", "a\n.yaml", "mine.yaml\n", "a\x00.yaml", "<b>.yaml", "é.yaml",
    "a" * 61 + ".yaml", "..yaml", "jurisdiction.yaml",
)  # fmt: skip


@pytest.mark.parametrize("name", NO_NAMES)
def test_a_text_is_called_like_a_plain_file_in_no_folder(name: str) -> None:
    with pytest.raises(InputError, match="cannot be called so") as refused:
        Source(name, TEXT)
    assert "\n" not in str(refused.value)


PILOT = Source("king-county/pilot")
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"scenarios": ()}, "not a number of scenarios; found 0; allowed: 1 to 8"),
    ({"scenarios": (PILOT,) * (MOST_SCENARIOS + 1)}, "found 9"),
    ({"kind": "study"}, "this cannot be asked; found study; allowed: compare, reinvest, lives"),
    ({"kind": ["compare"]}, "this cannot be asked"),
    *(({key: wrong}, f"key {key}: not such a number") for key in ("seed", "draws", "replications")
      for wrong in (-1, 2**53, True, 1.0, float("nan"), "7", None, [1], {"a": 1})),
    ({"draws": 100_001}, "allowed: whole numbers from 0 to 100000"),
    ({"replications": 0}, "allowed: whole numbers from 1 to 10000"),
    ({"money": None}, "key money: not text"),
    ({"engine": ["fast"]}, "key engine: not text"),
    ({"society": 1}, "key society: neither yes nor no"),
    ({"kind": "reinvest", "money": "nominal"}, "one scenario, in constant dollars"),
    ({"kind": "reinvest", "society": True}, "one scenario, in constant dollars"),
    ({"kind": "reinvest", "scenarios": (PILOT, PILOT)}, "one scenario, in constant dollars"),
    ({"kind": "lives", "draws": 0, "scenarios": (PILOT, PILOT)}, "lives are of one scenario, in the base case"),
    ({"kind": "lives", "draws": 1}, "lives are of one scenario, in the base case"),
    ({"kind": "lives", "draws": 0, "replications": 2}, "lives are of one scenario, in the base case"),
    ({"kind": "lives", "draws": 0, "money": "nominal"}, "lives are of one scenario, in the base case"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "said"), REFUSED)
def test_what_no_command_would_take_is_refused(words: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as refused:
        Request(**{"scenarios": (PILOT,), **words})
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("wrong", [None, 7, ["king-county/pilot"], {"name": "x"}])
def test_a_scenario_that_is_no_text_is_refused(wrong: Any) -> None:
    with pytest.raises(InputError, match="key scenario: not text"):
        Source(wrong)
    with pytest.raises(InputError, match="key scenario: not text"):
        Source("mine.yaml", wrong if wrong is not None else 0)


@pytest.mark.parametrize("words", [{"money": "gold"}, {"engine": "warp"}, {"scenarios": (PILOT, PILOT)}])
def test_what_a_question_refuses_is_refused_before_anything_is_kept(words: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        Request(**{"scenarios": (PILOT,), **words}).question()


# -- which questions are one --------------------------------------------------------------------------------


def name_of(request: Request) -> str:
    return job_id(request.kind, request.question())


def test_equal_content_is_one_job_and_any_other_content_another() -> None:
    plain = Request((text(),), draws=3)
    assert name_of(replace(plain, scenarios=(Source("mine.yaml", "# a remark\n" + TEXT),))) == name_of(plain)
    assert name_of(replace(plain, baseline=Source("king-county/no-lead"))) == name_of(plain), "the usual one, by name"
    others = [
        replace(plain, scenarios=(Source("other.yaml", TEXT),)),
        replace(plain, scenarios=(text(title="Another"),)),
        replace(plain, scenarios=(Source("mine.yaml", TEXT.replace("15", "16")),)),
        replace(plain, scenarios=(text(), PILOT)),
        replace(plain, scenarios=(PILOT, text())),
        replace(plain, baseline=Source("king-county/current")),
        *(replace(plain, **words) for words in (
            {"seed": 1}, {"draws": 4}, {"replications": 2}, {"money": "nominal"}, {"society": True},
            {"engine": "simpy"}, {"kind": "reinvest"}, {"kind": "lives", "draws": 0},
        )),
    ]  # fmt: skip
    names = [name_of(request) for request in (plain, *others)]
    assert len(set(names)) == len(names)
    assert all(len(name) == 32 for name in names)


@pytest.mark.parametrize("what", ["model_version", "money_version", "analysis_version", "version"])
def test_another_version_of_leadsim_is_asked_anew(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    question: Question = Request((PILOT,)).question()
    before = job_id("compare", question)
    assert job_id("compare", question) == before
    monkeypatch.setattr(simulator.work.request, what, lambda *_: "another")
    assert job_id("compare", question) != before


def test_every_process_calls_the_same_question_the_same() -> None:
    script = (
        "from simulator.work.request import Request, Source, job_id\n"
        "print(job_id('compare', Request((Source('king-county/reinvest-half'),)).question()))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout.strip()
        for seed in ("0", "1")
    }  # fmt: skip
    assert said == {name_of(Request((Source("king-county/reinvest-half"),)))}
