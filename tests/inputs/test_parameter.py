"""A parameter by itself: what makes one, what does not, and how the shipped files would be refused."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from pydantic import ValidationError

from simulator.errors import InputError
from simulator.inputs.checks import check_parameter
from simulator.inputs.files import price_index
from simulator.inputs.load import default_parameters
from simulator.inputs.parameter import GRADES, UNIT_LIMITS, Parameter
from simulator.inputs.reader import read_text
from simulator.inputs.scenario import TopicFile
from simulator.inputs.validate import validate
from tests.inputs.conftest import message_of

PATH = "topic.fact"
GIVEN = {"label": "A fact", "unit": "share", "value": "0.5", "grade": "placeholder", "assumption": "Because."}


def topic(**lines: str | None) -> str:
    """Return a topic file with one parameter; `lines` change, add or (with None) leave out its keys."""
    entries = [f"    {key}: {value}\n" for key, value in {**GIVEN, **lines}.items() if value is not None]
    return f"title: Topic\nparameters:\n  {PATH}:\n{''.join(entries)}"


def read(text: str) -> Parameter:
    document = read_text(text.encode(), "topic.yaml")
    parameter = validate(TopicFile, document).parameters[PATH]
    check_parameter(parameter, document, ("parameters", PATH))
    return parameter


def refusal(text: str) -> str:
    with pytest.raises(InputError) as caught:
        read(text)
    assert caught.value.file == "topic.yaml"
    return message_of(caught.value)


ALL_KEYS = "label, unit, value, formula, then, price_year, source, assumption, grade, uncertainty, note"
HERE = f"line 3, key parameters.{PATH}"
REFUSED: dict[str, tuple[dict[str, str | None], str]] = {
    "no label": ({"label": None}, f"{HERE}: the key label is missing"),
    "no unit": ({"unit": None}, f"{HERE}: the key unit is missing"),
    "no grade": ({"grade": None}, f"{HERE}: the key grade is missing"),
    "neither value nor formula": ({"value": None}, f"{HERE}: give either a value or a formula"),
    "value and formula": ({"formula": "1 + 1"}, f"{HERE}: give either a value or a formula"),
    "neither source nor assumption": (
        {"assumption": None}, f"{HERE}: give a source, or an assumption (why this number)",
    ),
    "source and assumption": ({"source": "A study."}, f"{HERE}: give either a source or an assumption, not both"),
    "source and assumption of a formula": (
        {"value": None, "formula": "1 + 1", "source": "A study."},
        f"{HERE}: give either a source or an assumption, not both",
    ),
    "published without source": (
        {"grade": "published, several studies"}, f"{HERE}: the grade 'published, several studies' needs a source",
    ),
    "money without year": (
        {"unit": "dollars", "value": "12"},
        f"{HERE}: money needs a price_year, as in {{value: 12, price_year: 2025}}",
    ),
    "money by category without year": (
        {"unit": "dollars", "value": "{a: 12}"}, f"{HERE}: money needs a price_year",
    ),
    "a year without money": (
        {"price_year": "2025"}, f"{HERE}: only money has a price_year, and this is not money (share)",
    ),
    "a year without an index": (
        {"unit": "dollars", "price_year": "1999"},
        f"line 9, key parameters.{PATH}.price_year: there is no price index for this year; found 1999; "
        "allowed: 2000 to 2025",
    ),
    "a formula with a year": (
        {"unit": "dollars", "value": None, "formula": "1 + 1", "price_year": "2025"},
        f"{HERE}: a formula takes its dates, price year and uncertainty from what it is made of",
    ),
    "a formula with uncertainty": (
        {"value": None, "formula": "1 + 1", "uncertainty": "{distribution: fixed}"},
        f"{HERE}: a formula takes its dates, price year and uncertainty from what it is made of",
    ),
    "a formula with later values": (
        {"value": None, "formula": "1 + 1", "then": "[{from: 2028-01-01, value: 1}]"},
        f"{HERE}: a formula takes its dates, price year and uncertainty from what it is made of",
    ),
    "a unit nobody knows": (
        {"unit": "shares"},
        f"line 5, key parameters.{PATH}.unit: not one of the words allowed here; found shares; "
        f"allowed: {' · '.join(UNIT_LIMITS)}; did you mean share?",
    ),
    "a grade nobody knows": (
        {"grade": "expert judgement"},
        f"line 7, key parameters.{PATH}.grade: not one of the words allowed here; found expert judgement; "
        f"allowed: {' · '.join(GRADES)}; did you mean expert judgment?",
    ),
    "a misspelled key": (
        {"lable": "A fact"},
        f"line 9, key parameters.{PATH}.lable: there is no such key; allowed: {ALL_KEYS}; did you mean label?",
    ),
    "an empty label": ({"label": "''"}, f"line 4, key parameters.{PATH}.label: this is empty; found an empty text"),
    "a share that is true": (
        {"value": "true"},
        f"line 6, key parameters.{PATH}.value: true and false only answer yes or no; found true; "
        "allowed: a number (share)",
    ),
    "a range that is true": (
        {"uncertainty": "{distribution: uniform, low: false, high: 1}"},
        f"line 9, key parameters.{PATH}.uncertainty.low: true and false only answer yes or no; found false; "
        "allowed: a number (share)",
    ),
    "one share of a whole": (
        {"unit": "shares of a whole"}, f"{HERE}: shares of a whole need a share for each category",
    ),
    "a uniform with a standard error": (
        {"uncertainty": "{distribution: uniform, standard_error: 0.1}"},
        f"line 9, key parameters.{PATH}.uncertainty: uniform takes low and high",
    ),
    "a fixed with a range": (
        {"uncertainty": "{distribution: fixed, low: 0.4, high: 0.6}"},
        f"line 9, key parameters.{PATH}.uncertainty: fixed takes nothing else",
    ),
    "a dirichlet with a range": (
        {"uncertainty": "{distribution: dirichlet, low: 0.4, high: 0.6}"},
        f"line 9, key parameters.{PATH}.uncertainty: dirichlet takes a concentration",
    ),
    "a beta with everything": (
        {"uncertainty": "{distribution: beta, low: 0.4, high: 0.6, standard_error: 0.1}"},
        f"line 9, key parameters.{PATH}.uncertainty: beta takes either low and high or a standard_error",
    ),
    "a gamma with nothing": (
        {"uncertainty": "{distribution: gamma}"},
        f"line 9, key parameters.{PATH}.uncertainty: gamma takes either low and high or a standard_error",
    ),
    "a lognormal that touches zero": (
        {"uncertainty": "{distribution: lognormal, low: 0, high: 1}"},
        f"line 9, key parameters.{PATH}.uncertainty: a lognormal distribution needs a mean and limits above 0",
    ),
    "a gamma with mean zero": (
        {"value": "0", "uncertainty": "{distribution: gamma, standard_error: 1}"},
        f"line 9, key parameters.{PATH}.uncertainty: a gamma distribution needs a mean above 0",
    ),
    "an order that is not sure": (
        {"unit": "order", "value": "1", "uncertainty": "{distribution: normal, standard_error: 1}"},
        f"{HERE}: order is a choice, so its uncertainty is fixed",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_parameter_is_refused_in_plain_words(name: str):
    lines, said = REFUSED[name]
    assert refusal(topic(**lines)) == said


@pytest.mark.parametrize(
    "name", ["fact", "Topic.fact", "topic.", ".fact", "topic..fact", "topic.fact-2", "1topic.fact"]
)
def test_a_path_is_lowercase_words_with_dots(name: str):
    said = refusal(topic().replace(f"  {PATH}:", f"  {name}:"))
    assert said == (
        f"line 3, key parameters.{name}: not a valid name; found {name}; "
        "allowed: lowercase words joined by dots, such as lead.consent"
    )


# --- What makes a parameter --------------------------------------------------------------------------


@pytest.mark.parametrize("unit", [unit for unit in UNIT_LIMITS if unit != "shares of a whole"])
def test_a_unit_takes_its_limits_and_nothing_beyond(unit: str):
    year = "2025" if unit.startswith("dollars") else None
    low, high = UNIT_LIMITS[unit]
    for value in (low, high):
        assert read(topic(unit=unit, value=repr(value), price_year=year)).value == value
    for value in (math.nextafter(low, -math.inf), math.nextafter(high, math.inf)):
        assert "is outside" in refusal(topic(unit=unit, value=repr(value), price_year=year))
    assert "-1 is outside" in refusal(topic(unit=unit, value="-1", price_year=year))


def test_shares_of_a_whole_add_up():
    value = "{a: 0.1, b: 0.2, c: 0.7}"
    assert read(topic(unit="shares of a whole", value=value)).value == {"a": 0.1, "b": 0.2, "c": 0.7}
    said = refusal(topic(unit="shares of a whole", value="{a: 0.1, b: 0.2, c: 0.69}"))
    assert said == f"{HERE}: the shares add up to 0.99, not 1"


def test_whole_numbers_become_numbers_and_answers_0_or_1():
    assert isinstance(read(topic(value="1")).value, float)
    assert read(topic(unit="yes or no", value="true")).value == 1.0
    assert read(topic(unit="yes or no", value="{a: true, b: false, c: 1}")).value == {"a": 1.0, "b": 0.0, "c": 1.0}


def test_a_parameter_cannot_be_changed():
    parameter = read(topic())
    with pytest.raises(ValidationError):
        parameter.value = 0.7  # type: ignore[misc]


def test_money_is_known_by_its_unit():
    assert read(topic(unit="dollars per day", value="1", price_year="2020")).is_money
    assert not read(topic(unit="persons", value="1")).is_money


def test_each_uncertain_number_comes_with_its_own_range():
    ranges = "{a: {distribution: uniform, low: 0, high: 1}, b: {distribution: beta, standard_error: 0.1}}"
    parameter = read(topic(value="{a: 0.5, b: 0.4, c: 0.3}", uncertainty=ranges))
    assert [(value, entry.distribution) for value, entry in parameter.uncertain()] == [(0.5, "uniform"), (0.4, "beta")]
    assert list(read(topic()).uncertain()) == []


def test_values_may_change_by_date():
    parameter = read(topic(then="[{from: 2028-01-01, value: 0.4}, {from: 2029-07-01, value: 0.3, source: A law.}]"))
    assert [(later.from_.isoformat(), later.value, later.source) for later in parameter.then] == [
        ("2028-01-01", 0.4, None),
        ("2029-07-01", 0.3, "A law."),
    ]


# --- Files that do not fit together -------------------------------------------------------------------


def replaced(path: Path, old: str, new: str) -> int:
    """Replace a text in a file and return the line on which it stands."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


CONTACTS = "formula: police.arrest_rate / (1 - police.no_action_share)"
FORMULAS: dict[str, tuple[str, str]] = {
    "a power": (
        "police.arrest_rate ** 2",
        "a formula has only numbers, dotted parameter paths, + - * /, and min and max of two or more; "
        "found police.arrest_rate ** 2",
    ),
    "no formula": ("police.arrest_rate +", "not a formula; found police.arrest_rate +"),
    "an unknown parameter": (
        "police.arrest_rat * 2",
        "there is no such parameter; found police.arrest_rat; did you mean police.arrest_rate?",
    ),
    "categories": (
        "police.booked_share * 2", "a formula reads single numbers, not categories; found police.booked_share",
    ),
    "itself": ("police.contact_rate * 2", "formulas read each other in a circle"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_is_refused_where_it_stands(installation: Path, name: str):
    formula, said = FORMULAS[name]
    path = installation / "parameters" / "police.yaml"
    line = replaced(path, CONTACTS, f"formula: {formula}")
    with pytest.raises(InputError) as caught:
        default_parameters()
    assert caught.value.file == str(path)
    assert message_of(caught.value) == f"line {line}, key parameters.police.contact_rate.formula: {said}"


def test_a_circle_of_formulas_over_two_files_is_refused(installation: Path):
    replaced(installation / "parameters" / "police.yaml", CONTACTS, "formula: costs.arrest_booked * 2")
    replaced(
        installation / "parameters" / "costs.yaml",
        "formula: police.hours_booked * costs.officer_hour",
        "formula: police.contact_rate * 3",
    )
    with pytest.raises(InputError, match=r"costs\.yaml, line \d+, key parameters\.costs\.arrest_booked\.formula: form"):
        default_parameters()


def test_a_parameter_stands_in_one_file_only(installation: Path):
    path = installation / "parameters" / "zzz.yaml"
    path.write_text(topic().replace(PATH, "lead.consent"))
    with pytest.raises(InputError) as caught:
        default_parameters()
    assert caught.value.file == str(path)
    assert message_of(caught.value).startswith(
        "line 3, key parameters.lead.consent: this parameter stands in another file too; found "
    )


@pytest.mark.parametrize(
    "line", ["2026,", "2026,much", "year,330.1", "2026,0", "2026,-1", "2026,nan", "2026,inf", "2026"]
)
def test_a_broken_price_index_is_refused(installation: Path, line: str):
    path = installation / "parameters" / "cpi_u.csv"
    path.write_text(f"{path.read_text()}{line}\n")
    with pytest.raises(InputError, match=r"cpi_u\.csv: the price index needs a year and a level above 0 on every line"):
        price_index()
    path.unlink()
    with pytest.raises(InputError, match=r"cpi_u\.csv"):
        price_index()


def test_a_new_year_of_the_price_index_is_a_new_year_for_prices(installation: Path):
    path = installation / "parameters" / "cpi_u.csv"
    path.write_text(f"{path.read_text()}2026,330.1\n")
    assert price_index()[2026] == 330.1
    assert read(topic(unit="dollars", price_year="2026")).price_year == 2026
