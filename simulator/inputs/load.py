"""From files to scenarios: defaults, a place's own facts, a scenario's choices, and what it extends."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from simulator.errors import nearest_names
from simulator.inputs.checks import check_cost_lines, check_formulas, check_parameter, check_places, require_known
from simulator.inputs.files import (
    jurisdiction_folder,
    jurisdiction_folders,
    price_index,
    scenario_names,
    scenario_path,
    scenarios_folder,
)
from simulator.inputs.parameter import Override, Parameter
from simulator.inputs.reader import Document, read_document
from simulator.inputs.scenario import Jurisdiction, JurisdictionFile, Scenario, ScenarioFile, TopicFile
from simulator.inputs.validate import validate

FACT_FIELDS = ("value", "then", "price_year", "uncertainty", "source", "assumption", "grade", "note")
POLICY_CHOICE = "a choice of this scenario, not an estimate"
LONGEST_EXTENDS = 10


def list_scenarios() -> list[str]:
    """Return the names of all shipped scenarios, baselines first within their jurisdiction."""
    names = []
    for folder in jurisdiction_folders():
        baseline = load_jurisdiction(folder).file.baseline
        found = sorted(scenario_names(folder), key=lambda name: (name != baseline, name))
        names += [f"{folder.name}/{name}" for name in found]
    return names


@cache
def default_parameters() -> Mapping[str, Parameter]:
    """Return the national and default parameters of all topics, in the order of their files."""
    parameters: dict[str, Parameter] = {}
    for path in sorted((scenarios_folder() / "parameters").glob("*.yaml")):
        document = read_document(path)
        for name, parameter in validate(TopicFile, document).parameters.items():
            if name in parameters:
                raise document.error("this parameter stands in another file too", ("parameters", name))
            check_parameter(parameter, document, ("parameters", name))
            parameters[name] = parameter
    return parameters


@cache
def load_jurisdiction(folder: Path) -> Jurisdiction:
    """Read a jurisdiction's folder."""
    document = read_document(folder / "jurisdiction.yaml")
    file = validate(JurisdictionFile, document)
    parameters = dict(default_parameters())
    for name, override in file.facts.items():
        require_known(name, parameters, document, ("facts", name))
        if override.grade is None or (override.source is None) == (override.assumption is None):
            raise document.error("a local fact needs a grade and a source or an assumption", ("facts", name))
        parameters[name] = _apply(parameters[name], override, document, ("facts", name))
    check_formulas(parameters, document)
    check_places(parameters, document)
    check_cost_lines(file, parameters, document)
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
    path = scenario_path(name)
    document = read_document(path)
    own = validate(ScenarioFile, document)
    folder = jurisdiction_folder(path, own.jurisdiction, document)
    jurisdiction = load_jurisdiction(folder)
    parameters = dict(jurisdiction.parameters)
    changes: dict[str, None] = {}
    for layer_document, layer in reversed(_layers(path, document, own, folder)):
        for key in layer.set:
            _set(parameters, key, layer, layer_document)
            changes[key] = None
        check_formulas(parameters, layer_document)
        check_places(parameters, layer_document)
    return Scenario(
        name=f"{jurisdiction.name}/{path.stem}" if path.parent == folder else str(name),
        title=own.title,
        sentence=own.sentence,
        jurisdiction=jurisdiction,
        parameters=parameters,
        changes=tuple(changes),
    )


def _layers(path: Path, document: Document, own: ScenarioFile, folder: Path) -> list[tuple[Document, ScenarioFile]]:
    """Return a scenario and all that it extends, itself first."""
    layers = [(document, own)]
    seen = {path.resolve()}
    while (parent := layers[-1][1].extends) is not None:
        document = layers[-1][0]
        path = folder / f"{parent}.yaml"
        if not path.is_file():
            nearest = nearest_names(parent, scenario_names(folder))
            raise document.error("there is no such scenario to extend", ("extends",), found=parent, nearest=nearest)
        if path.resolve() in seen or len(seen) > LONGEST_EXTENDS:
            raise document.error("scenarios extend each other in a circle", ("extends",), found=parent)
        seen.add(path.resolve())
        document = read_document(path)
        layers.append((document, validate(ScenarioFile, document)))
    return layers


def _set(parameters: dict[str, Parameter], key: str, layer: ScenarioFile, document: Document) -> None:
    """Apply one entry of a scenario; `lead.coverage.west` sets one category of a parameter."""
    where = ("set", key)
    given = layer.set[key]
    override = given if isinstance(given, Override) else Override(value=given)
    name, category = key, ""
    if key not in parameters:
        name, _, category = key.rpartition(".")
        if not _has_category(parameters.get(name), category):
            known = [*parameters, *_component_paths(parameters)]
            raise document.error("there is no such parameter", where, found=key, nearest=nearest_names(key, known))
    if name.startswith("population."):
        raise document.error(
            "a scenario cannot change who the people are, or the comparison would not be of like with like; "
            "population facts belong in jurisdiction.yaml",
            where,
        )
    if category:
        override = _one_category(parameters[name], category, override, document, where)
    elif override.grade is None and override.source is None and override.assumption is None:
        override = override.model_copy(update={"assumption": POLICY_CHOICE, "grade": "policy choice"})
    elif override.grade is None or (override.source is None) == (override.assumption is None):
        raise document.error("say both a grade and a source (or an assumption), or neither", where)
    parameters[name] = _apply(parameters[name], override, document, where)


def _one_category(
    old: Parameter, category: str, override: Override, document: Document, where: tuple[str, ...]
) -> Override:
    """Return an override of the whole parameter in which one category is set and the others stay as they are."""
    assert isinstance(old.value, dict)
    if override.model_fields_set != {"value"} or isinstance(override.value, dict):
        raise document.error("a single category takes a single number", where)
    uncertainty = old.uncertainty
    if isinstance(uncertainty, dict):
        uncertainty = {other: entry for other, entry in uncertainty.items() if other != category} or None
    return Override(
        value={**old.value, category: override.value},
        price_year=old.price_year,
        uncertainty=uncertainty,
        source=old.source,
        assumption=old.assumption,
        grade=old.grade,
        note=f"{category} is {POLICY_CHOICE}",
    )


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
    if old.formula is None and isinstance(old.value, dict) != isinstance(override.value, dict):
        allowed = "one number for each of " + ", ".join(old.value) if isinstance(old.value, dict) else "one number"
        raise document.error("not the kind of value this parameter has", where, found=override.value, allowed=allowed)
    fields: dict[str, object] = {"label": old.label, "unit": old.unit}
    if old.price_year is not None:
        fields["price_year"] = old.price_year
    fields |= {key: getattr(override, key) for key in FACT_FIELDS if getattr(override, key) is not None}
    try:
        new = Parameter.model_validate(fields)
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]["msg"].removeprefix("Value error, ")
        raise document.error(problem, where, found=override.value) from None
    check_parameter(new, document, where)
    return new
