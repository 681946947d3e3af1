"""What a scenario says, without what it is called: the inputs that answers keep and are told apart by.

Names, titles, sentences, agencies, sources and grades are not in it: no number follows from them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from simulator.inputs.cost_lines import CostLine
from simulator.inputs.files import price_index
from simulator.inputs.joint import read_joint
from simulator.inputs.parameter import Parameter
from simulator.inputs.scenario import Jurisdiction, Scenario

Content = Mapping[str, Any]
"""Inputs as plain data: each parameter by its path, and what is none by the names below."""

PLACE = ""
"""What stands in the place of a scenario's name for the inputs that all scenarios of a place have."""
AGREEMENT, CALENDAR, COST_LINE, PRICE_INDEX, SOCIETY = "agreement", "place", "cost line ", "price index", "society"

OF_A_PARAMETER = {"unit", "value", "formula", "price_year", "uncertainty"}
OF_A_PLACE = {
    "start", "horizon_years", "warm_up_years", "fiscal_start_month", "currency_year", "private_payers",
    "funding_sources",
}  # fmt: skip


def contents(scenarios: Sequence[Scenario]) -> dict[str, Content]:
    """Return the inputs of scenarios of one place: those of the place, and by name what each has otherwise."""
    place = scenarios[0].jurisdiction
    return {PLACE: of_place(place), **{scenario.name: of_scenario(scenario) for scenario in scenarios}}


def hashes(of: Mapping[str, Content]) -> dict[str, str]:
    """Return one hash of all inputs of each scenario in such contents, by its name."""
    return {name: hash_of(of[PLACE], own) for name, own in of.items() if name != PLACE}


def hash_of(place: Content, own: Content) -> str:
    """Return the hash of the inputs of a scenario: its place's, and what it has otherwise."""
    # The order of categories and payers is kept: luck falls to them in it. That of inputs among each other is not.
    text = json.dumps([dict(sorted(each.items())) for each in (place, own)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def of_place(place: Jurisdiction) -> Content:
    """Return the inputs that all scenarios of a place have."""
    file = place.file
    return {
        CALENDAR: {**file.model_dump(mode="json", include=OF_A_PLACE), "payers": list(file.payers)},
        PRICE_INDEX: {str(year): value for year, value in price_index().items()},
        **{COST_LINE + name: _line(line) for name, line in file.cost_lines.items()},
        **{path: _parameter(parameter) for path, parameter in place.parameters.items()},
    }


def of_scenario(scenario: Scenario) -> Content:
    """Return what a scenario has otherwise than its place."""
    place = scenario.jurisdiction
    lines = {
        COST_LINE + name: _line(line)
        for name, line in scenario.all_lines.items()
        if name not in place.file.cost_lines or _line(line) != _line(place.file.cost_lines[name])
    }
    changed = {
        path: _parameter(parameter)
        for path, parameter in scenario.parameters.items()
        if path not in place.parameters or _parameter(parameter) != _parameter(place.parameters[path])
    }
    agreement = scenario.agreement
    terms = {} if agreement is None else agreement.model_dump(mode="json", exclude={"preset", "certified_by"})
    return {
        **({AGREEMENT: terms} if terms else {}),
        **({SOCIETY: True} if scenario.society else {}),
        **lines,
        **changed,
    }


def _line(line: CostLine) -> dict[str, Any]:
    return line.model_dump(mode="json", exclude={"agency"}, exclude_none=True)


def _parameter(parameter: Parameter) -> dict[str, Any]:
    said = parameter.model_dump(mode="json", include=OF_A_PARAMETER, exclude_none=True)
    given = parameter.uncertainty
    ranges = list(given.values()) if isinstance(given, dict) else [given] if given else []
    if all(each.is_fixed for each in ranges):
        said.pop("uncertainty", None)  # to say that a number is certain is to say nothing more of it
    else:
        _hash_draws(list(said["uncertainty"].values()) if isinstance(given, dict) else [said["uncertainty"]])
    later = [{"from": entry.from_.isoformat(), "value": entry.value} for entry in parameter.then]
    return {**said, **({"then": later} if later else {})}


def _hash_draws(ranges: Sequence[dict[str, Any]]) -> None:
    """Put what is in the draws of a calibration in place of their name, which may be a path."""
    for each in ranges:
        if "together" in each:
            each["together"] = read_joint(each["together"]).hash
