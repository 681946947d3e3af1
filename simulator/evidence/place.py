"""The place and time of an evaluation: a scenario with the study's facts, dates and program, with LEAD and without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from simulator.evidence.files import EvaluationFile
from simulator.inputs.load import load_scenario
from simulator.inputs.overrides import set_policy, state_fact
from simulator.inputs.parameter import Override, Parameter
from simulator.inputs.reader import Document
from simulator.inputs.scenario import Scenario

BUDGET = "lead.annual_budget"


@dataclass(frozen=True)
class Place:
    """The same place twice: with the program that was studied, and without it from the start date on."""

    with_lead: Scenario
    without: Scenario


def place_of(file: EvaluationFile, document: Document) -> Place:
    """Return the place of an evaluation; raises InputError where its file asks for what there is not."""
    scenario = _dated(load_scenario(file.scenario), file)
    facts = dict(scenario.jurisdiction.parameters)
    for name, override in file.facts.items():
        state_fact(facts, name, override, document)
    place = replace(scenario.jurisdiction, parameters=facts)
    parameters = dict(scenario.parameters) | {
        name: facts[name] for name in file.facts if not _is_set(name, scenario.changes)
    }
    sources = place.file.funding_sources
    for key, setting in file.set.items():
        set_policy(parameters, key, setting, document, ("set", key), sources)
    with_lead = replace(scenario, jurisdiction=place, parameters=parameters, agreement=None)
    return Place(with_lead, replace(with_lead, parameters=_no_lead(parameters, place.file.currency_year, document)))


def _dated(scenario: Scenario, file: EvaluationFile) -> Scenario:
    keys = ("start", "horizon_years", "warm_up_years")
    given = {key: getattr(file, key) for key in keys if getattr(file, key) is not None}
    place = scenario.jurisdiction
    return replace(scenario, jurisdiction=replace(place, file=place.file.model_copy(update=given)))


def _is_set(name: str, changes: tuple[str, ...]) -> bool:
    return any(change == name or change.startswith(f"{name}.") for change in changes)


def _no_lead(given: Mapping[str, Parameter], price_year: int, document: Document) -> Mapping[str, Parameter]:
    """Return the parameters of a place whose program gets no money, as if the file had said so."""
    parameters, where = dict(given), ("set", BUDGET)
    nothing = {"value": 0.0, "price_year": price_year}
    written = Document(document.file, {"set": {BUDGET: nothing}})
    set_policy(parameters, BUDGET, Override.model_validate(nothing), written, where, {})
    return parameters
