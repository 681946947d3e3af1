"""Study files: which scenarios are run how often, and over which design of parameter values."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from simulator.errors import InputError, nearest_names
from simulator.inputs.entries import CATEGORY_PATTERN, PATH_PATTERN, Model, Number, Text, Title
from simulator.inputs.entries import Path as ParameterPath
from simulator.inputs.files import scenarios_folder
from simulator.inputs.reader import Document, KeyPath, read_document
from simulator.inputs.validate import validate
from simulator.units import LARGEST_NUMBER

MOST_SCENARIOS = 50
MOST_FACTORS = 100
MOST_VALUES = 1_000
MOST_POINTS = 100_000

FOLDER = "studies"
"""Where the shipped ones are, and how their names begin."""

Kind = Literal["grid", "latin_hypercube", "sobol", "sobol_sequence"]
SIZES: Mapping[str, str | None] = {
    "grid": None,
    "latin_hypercube": "points",
    "sobol": "base",
    "sobol_sequence": "points",
}
"""The key that says how large a design of each kind is; a grid's values say it themselves."""
POWERS_OF_TWO = ("sobol", "sobol_sequence")


def _as_values(given: object) -> object:
    return {"values": given} if isinstance(given, list) else given


def _no_answer(value: object) -> object:
    if isinstance(value, bool):
        raise PydanticCustomError("float_type", "not a number")
    return value


def _each_once(entries: tuple[object, ...]) -> tuple[object, ...]:
    twice = [entry for i, entry in enumerate(entries) if entry in entries[:i]]
    if twice:
        raise ValueError(f"{twice[0]} is there twice")
    return entries


def _factor_name(name: str) -> str:
    if not re.fullmatch(PATH_PATTERN, name) and not re.fullmatch(CATEGORY_PATTERN, name):
        raise ValueError("this is neither a parameter, such as lead.consent, nor a plain word, such as marginal_share")
    return name


def _few(entries: dict[str, object]) -> dict[str, object]:
    if len(entries) > MOST_FACTORS:
        raise ValueError(f"more than {MOST_FACTORS} factors")
    return entries


Value = Annotated[Number, BeforeValidator(_no_answer)]
Values = Annotated[
    tuple[Value, ...], Field(strict=False, min_length=1, max_length=MOST_VALUES), AfterValidator(_each_once)
]  # fmt: skip
Paths = Annotated[tuple[ParameterPath, ...], Field(strict=False, min_length=1, max_length=MOST_FACTORS)]
FactorName = Annotated[str, Field(max_length=100), AfterValidator(_factor_name)]


class FactorFile(Model):
    """What a design varies: a parameter, or several `paths` that are set to the same number under one name.

    A grid takes `values` (a plain list is short for them), or `low`, `high` and `steps`: so many values, both ends
    among them. Every other design takes `low` and `high`. Money needs the year of its dollars, `price_year`.
    """

    paths: Paths | None = None
    values: Values | None = None
    low: Value | None = None
    high: Value | None = None
    steps: Annotated[int, Field(ge=2, le=MOST_VALUES)] | None = None
    price_year: Annotated[int, Field(ge=1950, le=2100)] | None = None


Factors = Annotated[
    dict[FactorName, Annotated[FactorFile, BeforeValidator(_as_values)]], AfterValidator(_few)
]  # fmt: skip


class DesignFile(Model):
    """Points in the space of some parameters, each of which is put on top of every scenario.

    `beliefs` are about the world: they hold in the scenarios, in the baseline, and in the practice before both.
    `choices` are somebody's to make: they hold in the scenarios alone, from the start date on.
    grid: every combination of values. latin_hypercube: so many `points`, each factor stratified. sobol: Saltelli's
    design of `base` x (2 x factors + 2) points (x (factors + 2) without `second_order`), from which Sobol indices are
    estimated. sobol_sequence: the first so many `points` of a scrambled sequence.
    """

    kind: Kind
    points: Annotated[int, Field(ge=1, le=MOST_POINTS)] | None = None
    base: Annotated[int, Field(ge=1, le=MOST_POINTS)] | None = None
    second_order: bool | None = None
    beliefs: Factors = {}
    choices: Factors = {}

    def factors(self) -> Iterator[tuple[KeyPath, str, FactorFile]]:
        """Yield every factor with its place in the file and its name, beliefs first."""
        for key, factors in (("beliefs", self.beliefs), ("choices", self.choices)):
            yield from ((("design", key, name), name, factor) for name, factor in factors.items())

    @property
    def size(self) -> int:
        """How many points there are."""
        factors = [factor for _, _, factor in self.factors()]
        if self.kind == "grid":
            return math.prod(factor.steps or len(factor.values or ()) for factor in factors)
        if self.kind == "sobol":
            return (self.base or 0) * (len(factors) * (1 if self.second_order is False else 2) + 2)
        return self.points or 0


class StudyFile(Model):
    """A study: scenarios x points of a design x draws x replications, each of which is a run.

    `scenarios` and `baseline` are names, or paths of files from the study's own folder. 0 draws are the base case.
    """

    title: Title
    sentence: Text | None = None
    scenarios: Annotated[
        tuple[Text, ...], Field(strict=False, min_length=1, max_length=MOST_SCENARIOS), AfterValidator(_each_once)
    ]
    baseline: Text | None = None
    seed: Annotated[int, Field(ge=0, le=LARGEST_NUMBER)]
    draws: Annotated[int, Field(ge=0, le=100_000)]
    replications: Annotated[int, Field(ge=1, le=10_000)] = 1
    money: Literal["constant", "nominal", "discounted"] = "constant"
    society: bool = False
    design: DesignFile | None = None


def study_names() -> list[str]:
    """Return the names of the studies that come with leadsim."""
    return sorted(f"{FOLDER}/{path.stem}" for path in (scenarios_folder() / FOLDER).glob("*.yaml"))


def study_path(name: str | Path) -> Path:
    """Return the file of a study given by name (`studies/…`) or path."""
    text = str(name)
    if isinstance(name, Path) or text.endswith((".yaml", ".yml")):
        return Path(name)
    known = study_names()
    if text not in known:
        raise InputError(
            "there is no such study", found=text or "nothing", allowed=f"a .yaml file, {', '.join(known)}",
            nearest=nearest_names(text, known),
        )  # fmt: skip
    return scenarios_folder() / f"{text}.yaml"


def read_study(path: Path) -> tuple[StudyFile, Document]:
    """Read a study's file; raises InputError where something is wrong with it by itself."""
    document = read_document(path)
    file = validate(StudyFile, document)
    if file.design is not None:
        _check_size(file.design, document)
        _check_factors(file.design, document)
        if file.design.size > MOST_POINTS:
            raise document.error(
                "the design has too many points", ("design",), found=f"{file.design.size:,}", allowed=f"{MOST_POINTS:,}"
            )
    return file, document


def _check_size(design: DesignFile, document: Document) -> None:
    where: KeyPath = ("design",)
    needed = SIZES[design.kind]
    given = {"points": design.points, "base": design.base}
    for key, size in given.items():
        if key == needed and size is None:
            raise document.error(f"a design of kind {design.kind} says its size, as in {key}: 64", where)
        if key != needed and size is not None:
            raise document.error(f"a design of kind {design.kind} takes no {key}", (*where, key))
        if size is not None and design.kind in POWERS_OF_TWO and size & (size - 1):
            raise document.error(
                "a Sobol sequence is balanced only at powers of 2", (*where, key), found=size,
                allowed=f"{1 << (size.bit_length() - 1)} or {1 << size.bit_length()}",
            )  # fmt: skip
    if design.second_order is not None and design.kind != "sobol":
        raise document.error(f"a design of kind {design.kind} takes no second_order", (*where, "second_order"))


def _check_factors(design: DesignFile, document: Document) -> None:
    if not design.beliefs and not design.choices:
        raise document.error("a design varies something: name it under beliefs or choices", ("design",))
    seen: dict[str, str] = {}
    for where, name, factor in design.factors():
        _check_paths(name, factor, seen, document, where)
        if design.kind == "grid":
            _check_grid(factor, document, where)
        else:
            _check_range(design.kind, factor, document, where)


def _check_paths(name: str, factor: FactorFile, seen: dict[str, str], document: Document, where: KeyPath) -> None:
    if factor.paths is None and "." not in name:
        raise document.error("a name that is no parameter says which it stands for, as in paths: [lead.consent]", where)
    if factor.paths is not None and "." in name:
        raise document.error("this looks like one parameter and has paths of its own; call it by a plain word", where)
    if name in seen.values():
        raise document.error("this is a belief or a choice, not both", where)
    for path in factor.paths or (name,):
        if path in seen:
            raise document.error(f"{path} is set twice, first by {seen[path]}", where)
        seen[path] = name


def _check_grid(factor: FactorFile, document: Document, where: KeyPath) -> None:
    ends = [factor.low, factor.high, factor.steps]
    if (factor.values is None) == (None in ends) or (factor.values is not None and ends != [None] * 3):
        raise document.error("in a grid give either values, or low, high and steps", where)
    _check_order(factor, document, where)


def _check_range(kind: str, factor: FactorFile, document: Document, where: KeyPath) -> None:
    if factor.low is None or factor.high is None or factor.values is not None or factor.steps is not None:
        raise document.error(f"a design of kind {kind} takes low and high of each factor, and nothing else", where)
    _check_order(factor, document, where)


def _check_order(factor: FactorFile, document: Document, where: KeyPath) -> None:
    if factor.low is not None and factor.high is not None and not factor.low < factor.high:
        raise document.error("low must be below high", (*where, "high"), found=f"{factor.low:g} and {factor.high:g}")


__all__ = [
    "FOLDER",
    "MOST_POINTS",
    "DesignFile",
    "FactorFile",
    "StudyFile",
    "read_study",
    "study_names",
    "study_path",
]
