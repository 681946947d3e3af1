"""From files to scenarios: defaults, a place's own facts, a scenario's choices, and what it extends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TypeAlias

from simulator.errors import nearest_names
from simulator.inputs.agreement import Agreement, AgreementFile, resolve
from simulator.inputs.checks import (
    check_formulas,
    check_funding,
    check_parameter,
    check_payers,
    check_places,
    check_price_year,
)
from simulator.inputs.cost_checks import check_agreement, check_cost_lines
from simulator.inputs.cost_lines import CostLine
from simulator.inputs.files import (
    jurisdiction_folder,
    jurisdiction_folders,
    named_folder,
    scenario_names,
    scenario_path,
    scenarios_folder,
)
from simulator.inputs.overrides import follow_groups, set_policy, state_fact
from simulator.inputs.parameter import Parameter
from simulator.inputs.presets import PresetFile, load_preset
from simulator.inputs.reader import Document, KeyPath, read_document, read_text
from simulator.inputs.scenario import Jurisdiction, JurisdictionFile, Scenario, ScenarioFile, Setting, TopicFile
from simulator.inputs.validate import validate

LONGEST_EXTENDS = 10
CAPTURE_SHARE = "capture.share"

Layer: TypeAlias = tuple[Document, ScenarioFile]
"""A scenario's file, or one of those that it extends."""


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
    documents: dict[str, Document] = {}
    for path in sorted((scenarios_folder() / "parameters").glob("*.yaml")):
        document = read_document(path)
        for name, parameter in validate(TopicFile, document).parameters.items():
            where = ("parameters", name)
            if name in parameters:
                raise document.error("this parameter stands in another file too", where, found=documents[name].file)
            check_parameter(parameter, document, where)
            parameters[name], documents[name] = parameter, document
    check_formulas(parameters, documents)
    return parameters


def load_jurisdiction(folder: Path) -> Jurisdiction:
    """Read a jurisdiction's folder."""
    document = read_document(folder / "jurisdiction.yaml")
    file = validate(JurisdictionFile, document)
    check_price_year(file.currency_year, document, ("currency_year",))
    check_payers(file, document)
    parameters = dict(default_parameters())
    for name, override in file.facts.items():
        state_fact(parameters, name, override, document)
    follow_groups(parameters, file.facts)
    check_places(parameters, document)
    check_cost_lines(file.cost_lines, list(file.payers), parameters, document)
    for name, parameter in parameters.items():
        check_funding(name, parameter, file.funding_sources, document, ("facts", name))
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
    return _resolve(_names(name, path, jurisdiction, folder), _layers(document, own, folder, path), jurisdiction)


def load_scenario_text(text: str, name: str) -> Scenario:
    """Read a scenario from the text of a file that is not there; it says its `jurisdiction`, one that is shipped.

    `name` is what the scenario and its file are called. Raises InputError as `load_scenario` does.
    """
    document = read_text(text.encode("utf-8", "surrogatepass"), name)
    own = validate(ScenarioFile, document)
    folder = named_folder(own.jurisdiction, document)
    jurisdiction = load_jurisdiction(folder)
    names = name, f"{jurisdiction.name}/{jurisdiction.file.baseline}"
    return _resolve(names, _layers(document, own, folder), jurisdiction)


def _resolve(names: tuple[str, str], all_layers: list[Layer], jurisdiction: Jurisdiction) -> Scenario:
    """Return what a scenario's file, and those that it extends, make of a place; `names` are its and its baseline's."""
    own = all_layers[0][1]
    parameters = dict(jurisdiction.parameters)
    changes: dict[str, None] = {}
    payers, cost_lines = list(jurisdiction.file.payers), dict(jurisdiction.file.cost_lines)
    layers = all_layers[::-1]
    agreed = _from_the_agreement_on(layers)
    for layer in layers:
        in_document, file = layer
        preset = _preset(file.reinvestment, in_document) if layer in agreed[:1] else None
        for key, setting, where in _settings(file, preset):
            set_policy(parameters, key, setting, in_document, where, jurisdiction.file.funding_sources)
            changes[key] = None
        check_cost_lines(file.cost_lines, payers, parameters, in_document)
        cost_lines |= file.cost_lines
    return Scenario(
        name=names[0],
        title=own.title,
        sentence=own.sentence,
        baseline_name=names[1],
        jurisdiction=jurisdiction,
        parameters=parameters,
        changes=tuple(changes),
        all_lines=cost_lines,
        agreement=_agreement(agreed, cost_lines, payers) if agreed else None,
    )


def _settings(file: ScenarioFile, preset: PresetFile | None) -> Iterator[tuple[str, Setting, KeyPath]]:
    """Yield what a preset sets and where it is named, and then what the scenario sets, also otherwise."""
    for key, setting in preset.set.items() if preset else ():
        yield key, setting, ("reinvestment", "preset")
    for key, setting in file.set.items():
        yield key, setting, ("set", key)


def _from_the_agreement_on(layers: list[Layer]) -> list[Layer]:
    """Return the last layer that speaks of an agreement, which holds as a whole, and those that build on it."""
    last = max((i for i, (_, file) in enumerate(layers) if file.reinvestment is not None), default=len(layers))
    return layers[last:]


def _preset(file: AgreementFile | None, document: Document) -> PresetFile | None:
    if file is None or file.preset is None or file.is_none:
        return None
    return load_preset(file.preset, document, ("reinvestment", "preset"))


def _agreement(layers: list[Layer], lines: Mapping[str, CostLine], payers: list[str]) -> Agreement | None:
    """Return the agreement that the first of these layers makes."""
    where = ("reinvestment",)
    document, file = layers[0][0], layers[0][1].reinvestment
    if file is None or file.is_none:
        return None
    preset = _preset(file, document)
    try:
        agreement = resolve(file, preset.agreement if preset else None)
    except ValueError as error:
        raise document.error(str(error), where) from None
    check_agreement(agreement, lines, payers, document, where)
    for document, layer in layers if agreement.shares_by_year is not None else ():
        if CAPTURE_SHARE in layer.set:
            raise document.error(
                "shares_by_year says what this agreement captures, so this would not be read; "
                "leave it out, or set shares_by_year: null in the agreement",
                ("set", CAPTURE_SHARE),
            )
    return agreement


def _names(given: str | Path, path: Path, jurisdiction: Jurisdiction, folder: Path) -> tuple[str, str]:
    """Return the names of a scenario and its baseline: short for what is shipped, paths in a place of one's own."""
    baseline = jurisdiction.file.baseline
    beside = path.parent.resolve() == folder
    if beside and folder.parent != scenarios_folder():
        return str(given), str(path.with_name(f"{baseline}.yaml"))
    return f"{jurisdiction.name}/{path.stem}" if beside else str(given), f"{jurisdiction.name}/{baseline}"


def _layers(document: Document, own: ScenarioFile, folder: Path, path: Path | None = None) -> list[Layer]:
    """Return a scenario, which lies at a path if it lies anywhere, and all that it extends, itself first."""
    layers = [(document, own)]
    seen: set[Path] = set() if path is None else {path.resolve()}
    while (parent := layers[-1][1].extends) is not None:
        document = layers[-1][0]
        path = folder / f"{parent}.yaml"
        names = scenario_names(folder)
        if parent not in names:
            raise document.error(
                "there is no such scenario to extend", ("extends",), found=parent,
                allowed=", ".join(names), nearest=nearest_names(parent, names),
            )  # fmt: skip
        if path.resolve() in seen:
            raise document.error("scenarios extend each other in a circle", ("extends",), found=parent)
        if len(layers) > LONGEST_EXTENDS:
            raise document.error(f"more than {LONGEST_EXTENDS} scenarios extend each other", ("extends",), found=parent)
        seen.add(path.resolve())
        document = read_document(path)
        layers.append((document, validate(ScenarioFile, document)))
    return layers
