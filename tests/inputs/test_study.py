"""Study files: what they may say, how large they are, and in which words everything else is refused."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.errors import InputError
from simulator.experiment.question import MONEY
from simulator.inputs.files import jurisdiction_folders, scenarios_folder
from simulator.inputs.load import list_scenarios, load_scenario
from simulator.inputs.study import MOST_POINTS, DesignFile, StudyFile, read_study, study_names, study_path
from tests.inputs.conftest import message_of

HEAD = "title: Mine\nscenarios: [king-county/pilot]\nseed: 1\ndraws: 2\n"
GRID = HEAD + "design:\n  kind: grid\n"
LHS = HEAD + "design:\n  kind: latin_hypercube\n  points: 8\n"
SOBOL = HEAD + "design:\n  kind: sobol\n"
CONSENT = "  beliefs:\n    lead.consent: "
STUDY_KEYS = "allowed: title, sentence, scenarios, baseline, seed, draws, replications, money, society, design"
DESIGN_KEYS = "allowed: kind, points, base, second_order, beliefs, choices"
FACTOR_KEYS = "allowed: paths, values, low, high, steps, price_year"
A_NUMBER = "allowed: a number such as 0.25 or 1500, without quotes, commas or units"
WHOLE = "allowed: a whole number, without quotes or commas"
RANGE = "a design of kind latin_hypercube takes low and high of each factor, and nothing else"
LEVELS = "in a grid give either values, or low, high and steps"

# A file, and what is said of it.
REFUSED: dict[str, tuple[str, str]] = {
    "nothing": ("", "the file is empty"),
    "a list": ("- a\n", "line 1: the top level must be 'key: value' lines"),
    "no scenarios": ("title: Mine\nseed: 1\ndraws: 2\n", "line 1: the key scenarios is missing"),
    "no seed": ("title: Mine\nscenarios: [a/b]\ndraws: 2\n", "line 1: the key seed is missing"),
    "no draws": ("title: Mine\nscenarios: [a/b]\nseed: 2\n", "line 1: the key draws is missing"),
    "no title": ("scenarios: [a/b]\nseed: 2\ndraws: 0\n", "line 1: the key title is missing"),
    "an empty list": (
        "title: Mine\nscenarios: []\nseed: 1\ndraws: 2\n",
        "line 2, key scenarios: this is empty; found an empty list; allowed: at least one entry",
    ),
    "a scenario twice": (
        "title: Mine\nscenarios: [a/b, c/d, a/b]\nseed: 1\ndraws: 2\n",
        "line 2, key scenarios: a/b is there twice",
    ),
    "a key too many": (HEAD + "notes: hm\n", f"line 5, key notes: there is no such key; {STUDY_KEYS}"),
    "a key twice": (HEAD + "seed: 2\n", "line 5: key given twice, first on line 3; found seed"),
    "minus one draw": (
        HEAD.replace("draws: 2", "draws: -1"), "line 4, key draws: this is too low; found -1; allowed: 0 or more"
    ),
    "half a draw": (
        HEAD.replace("draws: 2", "draws: 2.5"), f"line 4, key draws: not a whole number; found 2.5; {WHOLE}"
    ),
    "draws as an answer": (
        HEAD.replace("draws: 2", "draws: true"), f"line 4, key draws: not a whole number; found true; {WHOLE}"
    ),
    "draws in quotes": (
        HEAD.replace("draws: 2", "draws: '2'"), f"line 4, key draws: not a whole number; found 2; {WHOLE}"
    ),
    "more draws than there are": (
        HEAD.replace("draws: 2", "draws: 100001"),
        "line 4, key draws: this is too high; found 100001; allowed: 100000 or less",
    ),
    "no replication": (
        HEAD + "replications: 0\n", "line 5, key replications: this is too low; found 0; allowed: 1 or more"
    ),
    "a seed that JSON rounds": (
        HEAD.replace("seed: 1", "seed: 9007199254740992"),
        "line 3, key seed: a whole number has more than 15 digits; found 9007199254740992",
    ),
    "other money": (
        HEAD + "money: real\n",
        "line 5, key money: not one of the words allowed here; found real; "
        "allowed: constant · nominal · discounted",
    ),
    "a list for a design": (
        HEAD + "design: [grid]\n", "line 5, key design: 'key: value' lines belong here; found a list of 1"
    ),
    "a design of no kind": (HEAD + "design:\n  points: 8\n", "line 5, key design: the key kind is missing"),
    "another kind": (
        HEAD + "design:\n  kind: sobel\n",
        "line 6, key design.kind: not one of the words allowed here; found sobel; "
        "allowed: grid · latin_hypercube · sobol · sobol_sequence; did you mean sobol?",
    ),
    "a design with a key too many": (
        GRID + "  factors: {}\n", f"line 7, key design.factors: there is no such key; {DESIGN_KEYS}"
    ),
    "nothing varied": (GRID, "line 5, key design: a design varies something: name it under beliefs or choices"),
    "a name that is none": (
        GRID + "  beliefs:\n    Lead consent: [0, 1]\n",
        "line 8, key design.beliefs.Lead consent: this is neither a parameter, such as lead.consent, nor a plain word, "
        "such as marginal_share; found Lead consent",
    ),
    "a plain word without paths": (
        GRID + "  beliefs:\n    consent: [0, 1]\n",
        "line 8, key design.beliefs.consent: a name that is no parameter says which it stands for, as in "
        "paths: [lead.consent]",
    ),
    "a parameter with paths": (
        GRID + CONSENT + "{paths: [lead.caseload], values: [1]}\n",
        "line 8, key design.beliefs.lead.consent: this looks like one parameter and has paths of its own; call it by a "
        "plain word",
    ),
    "paths of nothing": (
        GRID + "  beliefs:\n    both: {paths: [], values: [1]}\n",
        "line 8, key design.beliefs.both.paths: this is empty; found an empty list; allowed: at least one entry",
    ),
    "a path that climbs": (
        GRID + "  beliefs:\n    both: {paths: [../x], values: [1]}\n",
        "line 8, key design.beliefs.both.paths.0: not a valid name; found ../x; allowed: lowercase words joined by "
        "dots, such as lead.consent",
    ),
    "a parameter by two names": (
        GRID + "  beliefs:\n    lead.consent: [0, 1]\n    both: {paths: [lead.caseload, lead.consent], values: [1]}\n",
        "line 9, key design.beliefs.both: lead.consent is set twice, first by lead.consent",
    ),
    "a parameter twice in one factor": (
        GRID + "  beliefs:\n    both: {paths: [lead.consent, lead.consent], values: [1]}\n",
        "line 8, key design.beliefs.both: lead.consent is set twice, first by both",
    ),
    "a belief that is a choice": (
        GRID + "  beliefs:\n    lead.consent: [0, 1]\n  choices:\n    lead.consent: [0, 1]\n",
        "line 10, key design.choices.lead.consent: this is a belief or a choice, not both",
    ),
    "no values": (
        GRID + CONSENT + "[]\n",
        "line 8, key design.beliefs.lead.consent: this is empty; found an empty list; allowed: at least one entry",
    ),
    "a value twice": (
        GRID + CONSENT + "[0.5, 1, 0.5]\n", "line 8, key design.beliefs.lead.consent: 0.5 is there twice"
    ),
    "a word for a value": (
        GRID + CONSENT + "[0.5, much]\n",
        f"line 8, key design.beliefs.lead.consent.1: not a number; found much; {A_NUMBER}",
    ),
    "an answer for a value": (
        GRID + CONSENT + "[0.5, true]\n",
        f"line 8, key design.beliefs.lead.consent.1: not a number; found true; {A_NUMBER}",
    ),
    "an answer for an end": (
        LHS + CONSENT + "{low: false, high: 1}\n",
        f"line 9, key design.beliefs.lead.consent.low: not a number; found false; {A_NUMBER}",
    ),
    "not a number": (
        GRID + CONSENT + "[.nan]\n",
        "line 8, key design.beliefs.lead.consent.0: a number must be finite; found .nan",
    ),
    "a number alone": (
        GRID + CONSENT + "0.5\n",
        "line 8, key design.beliefs.lead.consent: 'key: value' lines belong here; found 0.5",
    ),
    "a factor with a key too many": (
        GRID + CONSENT + "{valeus: [0, 1]}\n",
        f"line 8, key design.beliefs.lead.consent.valeus: there is no such key; {FACTOR_KEYS}; did you mean values?",
    ),
    "a grid without values": (GRID + CONSENT + "{}\n", f"line 8, key design.beliefs.lead.consent: {LEVELS}"),
    "a grid of a range": (
        GRID + CONSENT + "{low: 0, high: 1}\n", f"line 8, key design.beliefs.lead.consent: {LEVELS}"
    ),
    "a grid of values and steps": (
        GRID + CONSENT + "{values: [0, 1], steps: 3}\n", f"line 8, key design.beliefs.lead.consent: {LEVELS}"
    ),
    "a grid of both": (
        GRID + CONSENT + "{values: [0, 1], low: 0, high: 1, steps: 3}\n",
        f"line 8, key design.beliefs.lead.consent: {LEVELS}",
    ),
    "one step": (
        GRID + CONSENT + "{low: 0, high: 1, steps: 1}\n",
        "line 8, key design.beliefs.lead.consent.steps: this is too low; found 1; allowed: 2 or more",
    ),
    "ends the wrong way round": (
        GRID + CONSENT + "{low: 1, high: 0, steps: 3}\n",
        "line 8, key design.beliefs.lead.consent.high: low must be below high; found 1 and 0",
    ),
    "ends that are one": (
        LHS + CONSENT + "{low: 1, high: 1}\n",
        "line 9, key design.beliefs.lead.consent.high: low must be below high; found 1 and 1",
    ),
    "a hypercube of values": (LHS + CONSENT + "[0, 1]\n", f"line 9, key design.beliefs.lead.consent: {RANGE}"),
    "a hypercube of steps": (
        LHS + CONSENT + "{low: 0, high: 1, steps: 3}\n", f"line 9, key design.beliefs.lead.consent: {RANGE}"
    ),
    "a hypercube without a size": (
        LHS.replace("  points: 8\n", "") + CONSENT + "{low: 0, high: 1}\n",
        "line 5, key design: a design of kind latin_hypercube says its size, as in points: 64",
    ),
    "a hypercube of a base": (
        LHS + "  base: 8\n" + CONSENT + "{low: 0, high: 1}\n",
        "line 8, key design.base: a design of kind latin_hypercube takes no base",
    ),
    "a grid with a size": (
        GRID + "  points: 8\n" + CONSENT + "[0, 1]\n",
        "line 7, key design.points: a design of kind grid takes no points",
    ),
    "a grid of second order": (
        GRID + "  second_order: true\n" + CONSENT + "[0, 1]\n",
        "line 7, key design.second_order: a design of kind grid takes no second_order",
    ),
    "a base between powers of two": (
        SOBOL + "  base: 100\n" + CONSENT + "{low: 0, high: 1}\n",
        "line 7, key design.base: a Sobol sequence is balanced only at powers of 2; found 100; allowed: 64 or 128",
    ),
    "a Saltelli design with points": (
        SOBOL + "  points: 64\n" + CONSENT + "{low: 0, high: 1}\n",
        "line 7, key design.points: a design of kind sobol takes no points",
    ),
    "no points": (
        LHS.replace("points: 8", "points: 0") + CONSENT + "{low: 0, high: 1}\n",
        "line 7, key design.points: this is too low; found 0; allowed: 1 or more",
    ),
    "too many points of a grid": (
        GRID + "  beliefs:\n" + "".join(f"    lead.a{i}: {{low: 0, high: 1, steps: 1000}}\n" for i in range(2)),
        "line 5, key design: the design has too many points; found 1,000,000; allowed: 100,000",
    ),
    "too many points of a Saltelli design": (
        SOBOL + "  base: 65536\n" + CONSENT + "{low: 0, high: 1}\n",
        "line 5, key design: the design has too many points; found 262,144; allowed: 100,000",
    ),
    "an anchor": (
        HEAD + "design: &a\n  kind: grid\n",
        "line 5, key design: anchors (&) are not allowed; quote text that starts with &",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_study_cannot_say_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    text, said = REFUSED[name]
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_study(path)
    assert message_of(refused.value) == said


# -- names ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["", "studies", "studies/", "studies/nothing", "../studies/x", "king-county/pilot", "/etc"]
)
def test_a_name_that_is_no_study_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(
        InputError, match=r"there is no such study; found .*allowed: a \.yaml file, studies/"
    ) as refused:
        study_path(name)
    assert refused.value.exit_code == 2


def test_a_misspelled_study_is_named() -> None:
    with pytest.raises(InputError, match=r"did you mean studies/effect-by-marginal-share or"):
        study_path("studies/effect-by-marginal-shares")


def test_a_study_that_is_no_file_is_refused(tmp_path: Path) -> None:
    for name in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(InputError, match=r"no such file|not a file"):
            read_study(study_path(name))


# -- what is shipped ----------------------------------------------------------------------------------------------


def test_two_studies_come_with_leadsim_and_are_no_scenarios() -> None:
    assert study_names() == ["studies/capacity-by-capture-share", "studies/effect-by-marginal-share"]
    assert not [name for name in list_scenarios() if "studies" in name]
    assert all(folder.name != "studies" for folder in jurisdiction_folders())
    for name in study_names():
        with pytest.raises(InputError, match="there is no such scenario"):
            load_scenario(name)


@pytest.mark.parametrize("name", study_names())
def test_a_shipped_study_reads_well(name: str) -> None:
    file, _ = read_study(study_path(name))
    assert study_path(name).parent == scenarios_folder() / "studies"
    assert not file.title.endswith(".")
    assert file.sentence is not None
    assert file.sentence.endswith(".")
    assert {file.baseline, *file.scenarios} <= set(list_scenarios())
    assert file.design is not None
    assert "#" in study_path(name).read_text(encoding="utf-8"), "it says why"


def test_the_example_of_the_documents_is_a_study(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "studies.md").read_text(encoding="utf-8")
    example, other = re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)
    path = tmp_path / "mine.yaml"
    path.write_text(example, encoding="utf-8")
    file, _ = read_study(path)
    assert file.design is not None
    assert file.design.size == 64
    path.write_text(GRID + "  beliefs:\n" + other, encoding="utf-8")
    read_study(path)


# -- sizes --------------------------------------------------------------------------------------------------------


def test_money_is_what_a_question_asks_for() -> None:
    assert get_args(StudyFile.model_fields["money"].annotation) == MONEY


def design(**keys: Any) -> DesignFile:
    return DesignFile.model_validate(keys)


FACTORS = st.integers(1, 12)


@given(FACTORS, st.integers(0, 5), st.booleans())
@settings(max_examples=30)
def test_a_saltelli_design_has_n_times_2_d_plus_2_points(factors: int, power: int, second_order: bool) -> None:
    beliefs = {f"lead.f{i}": {"low": 0, "high": 1} for i in range(factors)}
    found = design(kind="sobol", base=2**power, second_order=second_order, beliefs=beliefs).size
    assert found == 2**power * (2 * factors + 2 if second_order else factors + 2)


def test_a_grid_is_as_large_as_the_product_of_its_values() -> None:
    found = design(
        kind="grid",
        beliefs={"lead.a": [1, 2, 3], "lead.b": {"low": 0, "high": 1, "steps": 4}},
        choices={"lead.c": [7, 8]},
    )
    assert found.size == 3 * 4 * 2


def test_a_design_may_be_as_large_as_is_said(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    largest = LHS.replace("points: 8", f"points: {MOST_POINTS}") + CONSENT + "{low: 0, high: 1}\n"
    path.write_text(largest, encoding="utf-8")
    file, _ = read_study(path)
    assert file.design is not None
    assert file.design.size == MOST_POINTS
