"""From files to scenarios: find, read, check, and say plainly what is wrong."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from simulator.errors import InputError, nearest_names
from simulator.inputs import formula
from simulator.inputs.parameter import Override, Parameter
from simulator.inputs.reader import Document, read_document
from simulator.inputs.scenario import (
    FORMER_FUNDERS,
    FUNDERS,
    Jurisdiction,
    JurisdictionFile,
    Scenario,
    ScenarioFile,
    TopicFile,
)

M = TypeVar("M", bound=BaseModel)

FACT_FIELDS = ("value", "then", "price_year", "uncertainty", "source", "assumption", "grade", "note")
POLICY_CHOICE = "a choice of this scenario, not an estimate"
LONGEST_EXTENDS = 10


@cache
def scenarios_folder() -> Path:
    """Return the folder of shipped scenarios: inside an installed package, beside an editable one."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "scenarios", package.parent / "scenarios"):
        if (folder / "parameters").is_dir():
            return folder
    raise InputError("the scenarios that belong to leadsim are missing from the installation", file=str(package))


def list_scenarios() -> list[str]:
    """Return the names of all shipped scenarios, baselines first within their jurisdiction."""
    names = []
    for folder in sorted(path.parent for path in scenarios_folder().glob("*/jurisdiction.yaml")):
        baseline = load_jurisdiction(folder).file.baseline
        found = sorted(path.stem for path in folder.glob("*.yaml") if path.stem != "jurisdiction")
        names += [f"{folder.name}/{name}" for name in sorted(found, key=lambda name: (name != baseline, name))]
    return names


@cache
def price_index() -> Mapping[int, float]:
    """Return the consumer price index for all urban consumers (CPI-U, U.S. city average) by year."""
    with (scenarios_folder() / "parameters" / "cpi_u.csv").open(newline="", encoding="utf-8") as file:
        return {int(row["year"]): float(row["cpi_u"]) for row in csv.DictReader(file)}


@cache
def default_parameters() -> Mapping[str, Parameter]:
    """Return the national and default parameters of all topics, in the order of their files."""
    parameters: dict[str, Parameter] = {}
    for path in sorted((scenarios_folder() / "parameters").glob("*.yaml")):
        document = read_document(path)
        for name, parameter in _validate(TopicFile, document).parameters.items():
            if name in parameters:
                raise document.error("this parameter stands in another file too", ("parameters", name))
            _check_parameter(parameter, document, ("parameters", name))
            parameters[name] = parameter
    return parameters


@cache
def load_jurisdiction(folder: Path) -> Jurisdiction:
    """Read a jurisdiction's folder."""
    document = read_document(folder / "jurisdiction.yaml")
    file = _validate(JurisdictionFile, document)
    parameters = dict(default_parameters())
    for name, override in file.facts.items():
        _require_known(name, parameters, document, ("facts", name))
        if override.grade is None or (override.source is None) == (override.assumption is None):
            raise document.error("a local fact needs a grade and a source or an assumption", ("facts", name))
        parameters[name] = _apply(parameters[name], override, document, ("facts", name))
    _check_formulas(parameters, document)
    _check_places(parameters, document)
    _check_cost_lines(file, parameters, document)
    if file.currency_year not in price_index():
        raise document.error(
            "there is no price index for this year", ("currency_year",), found=file.currency_year,
            allowed=f"{min(price_index())} to {max(price_index())}",
        )  # fmt: skip
    return Jurisdiction(folder.name, file, parameters)


def load_scenario(name: str | Path) -> Scenario:
    """Read a scenario by name (`king-county/pilot`) or by the path of its file.

    A file outside the shipped folders says its `jurisdiction`, unless a jurisdiction.yaml lies beside it.
    Raises InputError for anything that is not as it should be.
    """
    path = _scenario_path(name)
    document = read_document(path)
    chain = [(document, _validate(ScenarioFile, document))]
    folder = _jurisdiction_folder(path, chain[0][1], document)
    jurisdiction = load_jurisdiction(folder)
    seen = {path.stem}
    while (parent := chain[-1][1].extends) is not None:
        if parent in seen or len(seen) > LONGEST_EXTENDS:
            raise chain[-1][0].error("scenarios extend each other in a circle", ("extends",), found=parent)
        seen.add(parent)
        parent_path = folder / f"{parent}.yaml"
        if not parent_path.is_file():
            others = [other.stem for other in folder.glob("*.yaml") if other.stem != "jurisdiction"]
            raise chain[-1][0].error(
                "there is no such scenario to extend", ("extends",), found=parent,
                nearest=nearest_names(parent, others),
            )  # fmt: skip
        parent_document = read_document(parent_path)
        chain.append((parent_document, _validate(ScenarioFile, parent_document)))
    parameters = dict(jurisdiction.parameters)
    changes: dict[str, None] = {}
    for layer_document, layer in reversed(chain):
        for key in layer.set:
            _set(parameters, key, layer, layer_document)
            changes[key] = None
        _check_formulas(parameters, layer_document)
        _check_places(parameters, layer_document)
    shipped = path.parent == folder
    return Scenario(
        name=f"{jurisdiction.name}/{path.stem}" if shipped else str(name),
        title=chain[0][1].title,
        sentence=chain[0][1].sentence,
        jurisdiction=jurisdiction,
        parameters=parameters,
        changes=tuple(changes),
    )


# -- where files are --------------------------------------------------------------------------------------


def _scenario_path(name: str | Path) -> Path:
    text = str(name)
    if isinstance(name, Path) or text.endswith((".yaml", ".yml")):
        return Path(name)
    if re.fullmatch(r"[a-z0-9-]+/[a-z0-9-]+", text) and not text.endswith("/jurisdiction"):
        path = scenarios_folder() / f"{text}.yaml"
        if path.is_file():
            return path
    raise InputError(
        "there is no such scenario", found=text, allowed="a name that `leadsim scenarios` lists, or a .yaml file",
        nearest=nearest_names(text, list_scenarios()),
    )  # fmt: skip


def _jurisdiction_folder(path: Path, file: ScenarioFile, document: Document) -> Path:
    if (path.parent / "jurisdiction.yaml").is_file():
        return path.parent
    known = sorted(found.parent.name for found in scenarios_folder().glob("*/jurisdiction.yaml"))
    if file.jurisdiction is None:
        raise document.error("a scenario in a file of its own says its jurisdiction", (), allowed=", ".join(known))
    if file.jurisdiction not in known:
        raise document.error(
            "there is no such jurisdiction", ("jurisdiction",), found=file.jurisdiction,
            allowed=", ".join(known), nearest=nearest_names(file.jurisdiction, known),
        )  # fmt: skip
    return scenarios_folder() / file.jurisdiction


# -- what they say ----------------------------------------------------------------------------------------


def _validate(model: type[M], document: Document) -> M:
    """Return the document as a model; the first thing wrong becomes one clear message."""
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        # include_input=False: a hostile input must not be copied into the message.
        details = error.errors(include_input=False, include_url=False)
    first = min(details, key=lambda detail: -len(detail["loc"]))
    where = _known_part(first["loc"], document)
    found = _value_at(document.data, where) if first["type"] not in ("missing", "extra_forbidden") else None
    names = list(model.model_fields) if len(where) == 1 else list(Parameter.model_fields)
    nearest = nearest_names(str(where[-1]), names) if first["type"] == "extra_forbidden" and where else []
    problem = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        problem = "there is no such key"
    elif first["type"] == "missing":
        problem = f"the key {first['loc'][-1]} is missing"
    elif first["type"] == "string_pattern_mismatch":
        problem = "not a valid name"
    raise document.error(problem[0].lower() + problem[1:], where, found=found, nearest=nearest)


def _known_part(loc: tuple[Any, ...], document: Document) -> tuple[str | int, ...]:
    """Return the part of pydantic's location that is in the file (it also names union members)."""
    where: list[str | int] = []
    node: Any = document.data
    for step in loc:
        in_list = isinstance(node, list) and isinstance(step, int) and step < len(node)
        if in_list or (isinstance(node, dict) and step in node):
            node = node[step]
            where.append(step)
    return tuple(where)


def _value_at(data: Any, where: tuple[str | int, ...]) -> Any:
    for step in where:
        data = data[step]
    return data


def _require_known(name: str, known: Iterable[str], document: Document, where: tuple[str, ...]) -> None:
    if name not in known:
        raise document.error("there is no such parameter", where, found=name, nearest=nearest_names(name, known))


def _set(parameters: dict[str, Parameter], key: str, layer: ScenarioFile, document: Document) -> None:
    """Apply one entry of a scenario; `lead.coverage.west` sets one category of a parameter."""
    where = ("set", key)
    given = layer.set[key]
    name, category = key, None
    if key not in parameters:
        name, _, category = key.rpartition(".")
    if category is not None and not _has_category(parameters.get(name), category):
        known = [*parameters, *_component_paths(parameters)]
        raise document.error("there is no such parameter", where, found=key, nearest=nearest_names(key, known))
    if name.startswith("population."):
        raise document.error(
            "a scenario cannot change who the people are, or the comparison would not be of like with like; "
            "population facts belong in jurisdiction.yaml", where,
        )  # fmt: skip
    override = given if isinstance(given, Override) else Override(value=given)
    old = parameters[name]
    if category is not None:
        if isinstance(override.value, dict) or override.then:
            raise document.error("a single category takes a single number", where)
        assert isinstance(old.value, dict)
        override = override.model_copy(update={"value": {**old.value, category: override.value}})
    if override.grade is None and override.source is None and override.assumption is None:
        override = override.model_copy(update={"assumption": POLICY_CHOICE, "grade": "policy choice"})
    elif override.grade is None or (override.source is None) == (override.assumption is None):
        raise document.error("say both a grade and a source (or an assumption), or neither", where)
    parameters[name] = _apply(old, override, document, where)


def _has_category(parameter: Parameter | None, category: str) -> bool:
    return parameter is not None and isinstance(parameter.value, dict) and category in parameter.value


def _component_paths(parameters: Mapping[str, Parameter]) -> list[str]:
    return [
        f"{name}.{category}"
        for name, parameter in parameters.items()
        if isinstance(parameter.value, dict)
        for category in parameter.value
    ]


def _apply(old: Parameter, override: Override, document: Document, where: tuple[str, ...]) -> Parameter:
    """Return a parameter with another value; label and unit stay, everything said about the old value goes."""
    fields = {"label": old.label, "unit": old.unit}
    fields |= {key: getattr(override, key) for key in FACT_FIELDS if getattr(override, key) is not None}
    if old.is_money and override.price_year is None and old.formula is None:
        fields["price_year"] = old.price_year
    if old.is_money and override.price_year is None and old.formula is not None:
        raise document.error("money needs a price_year", where)
    if isinstance(old.value, dict) != isinstance(override.value, dict) and old.formula is None:
        allowed = "one number for each of " + ", ".join(old.value) if isinstance(old.value, dict) else "one number"
        raise document.error("not the kind of value this parameter has", where, found=override.value, allowed=allowed)
    try:
        new = Parameter.model_validate(fields)
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]["msg"].removeprefix("Value error, ")
        raise document.error(problem, where, found=override.value) from None
    _check_parameter(new, document, where)
    return new


# -- whether it fits together -----------------------------------------------------------------------------


def _check_parameter(parameter: Parameter, document: Document, where: tuple[str, ...]) -> None:
    if parameter.price_year is not None and parameter.price_year not in price_index():
        raise document.error(
            "there is no price index for this year", (*where, "price_year"), found=parameter.price_year,
            allowed=f"{min(price_index())} to {max(price_index())}",
        )  # fmt: skip
    dates = [later.from_ for later in parameter.then]
    if dates != sorted(set(dates)):
        raise document.error("the dates of later values go up", (*where, "then"))
    for later in parameter.then:
        if (
            isinstance(later.value, dict)
            and isinstance(parameter.value, dict)
            and set(later.value) != set(parameter.value)
        ):
            raise document.error("a later value has the same categories", (*where, "then"))


def _check_formulas(parameters: Mapping[str, Parameter], document: Document) -> None:
    for name, parameter in parameters.items():
        if parameter.formula is None:
            continue
        try:
            used = formula.paths_in(parameter.formula)
        except ValueError as error:
            raise document.error(str(error), (), found=parameter.formula) from None
        for path in used:
            _require_known(path, parameters, document, ("parameters", name))
            if isinstance(parameters[path].value, dict):
                raise document.error(f"the formula of {name} reads {path}, which has categories", ())
    in_order(parameters)


def in_order(parameters: Mapping[str, Parameter]) -> list[str]:
    """Return the derived parameters in an order in which each only reads earlier ones; refuses circles."""
    done: dict[str, bool] = {}

    def visit(name: str) -> None:
        if name in done:
            if not done[name]:
                raise InputError("formulas read each other in a circle", key=name)
            return
        text = parameters[name].formula
        if text is None:
            return
        done[name] = False
        for path in sorted(formula.paths_in(text)):
            visit(path)
        done[name] = True

    for name in parameters:
        visit(name)
    finished: list[str] = list(done)
    depth = {name: _depth(name, parameters) for name in finished}
    return sorted(finished, key=lambda name: (depth[name], name))


def _depth(name: str, parameters: Mapping[str, Parameter]) -> int:
    text = parameters[name].formula
    return 0 if text is None else 1 + max((_depth(path, parameters) for path in formula.paths_in(text)), default=0)


def _check_places(parameters: Mapping[str, Parameter], document: Document) -> None:
    areas = parameters["population.areas"].value
    assert isinstance(areas, dict)
    for name in ("population.area_is_city", "lead.coverage"):
        value = parameters[name].value
        if not isinstance(value, dict) or set(value) != set(areas):
            raise document.error(f"{name} needs a value for each area", (), allowed=", ".join(areas))


def _check_cost_lines(file: JurisdictionFile, parameters: Mapping[str, Parameter], document: Document) -> None:
    payers = {*file.payers, FUNDERS, FORMER_FUNDERS}
    for line, entry in file.cost_lines.items():
        for path in filter(None, (entry.price, entry.marginal)):
            _require_known(path, parameters, document, ("cost_lines", line))
        for quantity, payer in entry.counts.items():
            if payer not in payers:
                raise document.error(
                    "there is no such payer", ("cost_lines", line, "counts", quantity), found=payer,
                    allowed=", ".join(sorted(payers)),
                )  # fmt: skip
    funding = parameters["lead.funding"].value
    unknown = set(funding) - set(file.payers) if isinstance(funding, dict) else set()
    if unknown:
        raise document.error("lead.funding names a payer that is not listed", ("payers",), found=sorted(unknown)[0])
