"""The JSON Schema that editors use accepts every shipped file and marks the usual slips."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from simulator.inputs.agreement import AgreementFile, Purchase
from simulator.inputs.cost_lines import (
    Average,
    CostLine,
    Fixed,
    Marginal,
    PerEvent,
    RateReset,
    StepFixed,
    TakeOrPay,
)
from simulator.inputs.files import scenarios_folder
from simulator.inputs.reader import read_document
from simulator.inputs.scenario import FILES
from simulator.report.schema import file_schema

KINDS = {
    "parameters": sorted((scenarios_folder() / "parameters").glob("*.yaml")),
    "jurisdiction": sorted(scenarios_folder().glob("*/jurisdiction.yaml")),
    "scenario": sorted(
        path
        for place in scenarios_folder().glob("*/jurisdiction.yaml")
        for path in place.parent.glob("*.yaml")
        if path != place
    ),
}
SHIPPED = [(kind, path) for kind, paths in KINDS.items() for path in paths]

TYPES: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}
SAYS_NOTHING = {"title", "description", "default", "format", "$defs", "$schema"}


class Checker:
    """As much of JSON Schema as our schemas use; a keyword that it does not know is an error."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema

    def accepts(self, value: Any, schema: dict[str, Any] | None = None) -> bool:
        schema = self.schema if schema is None else schema
        return all(
            getattr(self, f"_{keyword.removeprefix('$')}")(argument, value, schema)
            for keyword, argument in schema.items()
            if keyword not in SAYS_NOTHING
        )

    def _ref(self, target: str, value: Any, _: Any) -> bool:
        return self.accepts(value, self.schema["$defs"][target.removeprefix("#/$defs/")])

    def _type(self, names: str | list[str], value: Any, _: Any) -> bool:
        return any(TYPES[name](value) for name in ([names] if isinstance(names, str) else names))

    def _anyOf(self, options: list[Any], value: Any, _: Any) -> bool:  # noqa: N802 - the keyword's name
        return any(self.accepts(value, option) for option in options)

    def _oneOf(self, options: list[Any], value: Any, _: Any) -> bool:  # noqa: N802 - the keyword's name
        return sum(self.accepts(value, option) for option in options) == 1

    def _enum(self, allowed: list[Any], value: Any, _: Any) -> bool:
        return value in allowed

    def _const(self, allowed: Any, value: Any, _: Any) -> bool:
        return bool(value == allowed)

    def _pattern(self, pattern: str, value: Any, _: Any) -> bool:
        return not isinstance(value, str) or re.search(pattern, value) is not None

    def _minLength(self, length: int, value: Any, _: Any) -> bool:  # noqa: N802 - the keyword's name
        return not isinstance(value, str) or len(value) >= length

    def _maxLength(self, length: int, value: Any, _: Any) -> bool:  # noqa: N802 - the keyword's name
        return not isinstance(value, str) or len(value) <= length

    def _minimum(self, limit: float, value: Any, _: Any) -> bool:
        return not TYPES["number"](value) or value >= limit

    def _exclusiveMinimum(self, limit: float, value: Any, _: Any) -> bool:  # noqa: N802 - the keyword's name
        return not TYPES["number"](value) or value > limit

    def _maximum(self, limit: float, value: Any, _: Any) -> bool:
        return not TYPES["number"](value) or value <= limit

    def _required(self, names: list[str], value: Any, _: Any) -> bool:
        return not isinstance(value, dict) or set(names) <= set(value)

    def _minProperties(self, count: int, value: Any, _: Any) -> bool:  # noqa: N802 - the keyword's name
        return not isinstance(value, dict) or len(value) >= count

    def _properties(self, known: dict[str, Any], value: Any, _: Any) -> bool:
        return not isinstance(value, dict) or all(self.accepts(value[key], known[key]) for key in known if key in value)

    def _patternProperties(self, known: dict[str, Any], value: Any, _: Any) -> bool:  # noqa: N802 - the keyword's name
        pairs = value.items() if isinstance(value, dict) else ()
        return all(
            self.accepts(entry, schema)
            for key, entry in pairs
            for pattern, schema in known.items()
            if re.search(pattern, key)
        )

    def _additionalProperties(self, rest: Any, value: Any, schema: Any) -> bool:  # noqa: N802 - the keyword's name
        if not isinstance(value, dict):
            return True
        patterns = schema.get("patternProperties", {})
        others = [
            entry
            for key, entry in value.items()
            if key not in schema.get("properties", {}) and not any(re.search(pattern, key) for pattern in patterns)
        ]
        return not others if rest is False else rest is True or all(self.accepts(entry, rest) for entry in others)

    def _propertyNames(self, names: dict[str, Any], value: Any, _: Any) -> bool:  # noqa: N802 - the keyword's name
        return not isinstance(value, dict) or all(self.accepts(key, names) for key in value)

    def _minItems(self, count: int, value: Any, _: Any) -> bool:  # noqa: N802 - the keyword's name
        return not isinstance(value, list) or len(value) >= count

    def _items(self, entry: Any, value: Any, _: Any) -> bool:
        return not isinstance(value, list) or all(self.accepts(one, entry) for one in value)


@pytest.mark.parametrize(("kind", "path"), SHIPPED, ids=[f"{path.parent.name}/{path.stem}" for _, path in SHIPPED])
def test_every_shipped_file_is_accepted(kind: str, path: Path) -> None:
    assert Checker(file_schema(FILES[kind])).accepts(read_document(path).data)


def test_there_is_something_to_accept() -> None:
    assert len(SHIPPED) >= 10


@pytest.mark.parametrize("kind", FILES)
def test_a_schema_is_plain_json_in_the_words_of_the_standard(kind: str) -> None:
    text = json.dumps(file_schema(FILES[kind]), allow_nan=False)
    assert json.loads(text)["$schema"].startswith("https://json-schema.org/")
    for own_word in ('"ge"', '"le"', '"gt"', '"lt"', '"discriminator"'):
        assert own_word not in text


FUNCTIONS = (PerEvent, Average, Marginal, Fixed, StepFixed, TakeOrPay, RateReset)
FIXED = {"kind": "fixed", "amount": "costs.program_fixed"}
CONTRACT = {
    "kind": "take_or_pay",
    "receiver": "county",
    "minimum": "city_contract.minimum",
    "rate": "city_contract.rate",
    "redirect": None,
}


def line(**keys: Any) -> dict[str, Any]:
    """Return the cost lines of a file with one."""
    return {"cost_lines": {"x": {"agency": "A", "counts": {"jail_days": "city"}, "price": "costs.x", **keys}}}


def agreed(**keys: Any) -> dict[str, Any]:
    return {"reinvestment": {"covers": ["city"], **keys}}


GOOD: Mapping[str, Any] = {
    "title": "T",
    "sentence": "S.",
    "set": {
        "lead.annual_budget": {"value": 950000, "price_year": 2013},
        "lead.hire_to_demand": True,
        "lead.caseload": 15,
        "lead.coverage": {"west": 0.4, "east": 0},
        "lead.filed": {"value": {"felony": 0.5}, "grade": "derived", "source": "Somebody"},
    },
    "cost_lines": {
        "jail bed": {"agency": "A", "counts": {"jail_days_superior": "county"}, "price": "costs.jail_day"},
        "contract": {"agency": "A", "counts": {"jail_days_municipal": "city"}, "function": CONTRACT},
        "rent": {"agency": "A", "counts": {"program_months": "county"}, "function": FIXED, "backfill": None},
    },
    "reinvestment": {
        "preset": "oregon",
        "covers": ["county", "state"],
        "measure": "deemed",
        "deemed_quantity": "jail_days",
        "split": {"fund": 0.9, "schools": 0.1},
        "shares_by_year": [1, 0.5],
        "caps_by_year": [None, 1000],
        "years": 3,
        "plan": [{"buy": "case_managers", "most": 4}, {"buy": "treatment"}],
    },
}
SLIPS: Mapping[str, Mapping[str, Any]] = {
    "a missing title": {"title": None},
    "an unknown key": {"titel": "T"},
    "a text for a number": {"set": {"lead.caseload": "15"}},
    "a name that is no path": {"set": {"caseload": 15}},
    "a capital": {"set": {"Lead.caseload": 15}},
    "an unknown grade": {"set": {"lead.caseload": {"value": 15, "grade": "guess"}}},
    "a number too large": {"set": {"lead.caseload": 1e13}},
    "a bad scenario name": {"extends": "../pilot"},
    "an unknown key of an entry": {"set": {"lead.caseload": {"value": 15, "surce": "x"}}},
    "a list": {"set": ["lead.caseload"]},
    "a line without agency": {"cost_lines": {"x": {"counts": {"jail_days": "city"}, "price": "costs.x"}}},
    "a line that counts nothing": line(counts={}),
    "a payer with a capital": line(counts={"jail_days": "City"}),
    "an unknown key of a line": line(marginal="costs.x"),
    "a number for a price": line(price=3),
    "an unknown kind of function": line(function={"kind": "margnal", "share": "costs.x"}),
    "a function without a kind": line(function={"share": "costs.x"}),
    "a function that is nothing": line(function={}),
    "a kind alone": line(function="marginal"),
    "a function without its share": line(function={"kind": "marginal"}),
    "a key of another kind": line(function={**FIXED, "share": "costs.x"}),
    "a contract with nobody": line(function={key: CONTRACT[key] for key in CONTRACT if key != "receiver"}),
    "a preset alone": {"reinvestment": "oregon"},
    "an unknown key of an agreement": agreed(share=0.5),
    "an unknown measure": agreed(measure="guessed"),
    "unknown tiers": agreed(tiers="oslo"),
    "nobody covered": agreed(covers=[]),
    "a payer alone": agreed(covers="city"),
    "nobody who gets it": agreed(split={}),
    "a share above 1": agreed(split={"fund": 2}),
    "a share below 0": agreed(shares_by_year=[0.5, -0.5]),
    "no shares by year": agreed(shares_by_year=[]),
    "a cap below 0": agreed(caps_by_year=[-1]),
    "half a year": agreed(years=0.5),
    "no years": agreed(years=0),
    "an unknown purchase": agreed(plan=[{"buy": "case_manager"}]),
    "a purchase of nothing": agreed(plan=[{"most": 2}]),
    "at most none": agreed(plan=[{"buy": "treatment", "most": 0}]),
}


def test_all_ways_to_say_a_setting_are_accepted() -> None:
    assert Checker(file_schema(FILES["scenario"])).accepts(GOOD)
    FILES["scenario"].model_validate(GOOD)


@pytest.mark.parametrize("kind", ["scenario", "jurisdiction"])
def test_every_key_of_cost_lines_and_agreements_is_described(kind: str) -> None:
    models = [CostLine, *FUNCTIONS, *([AgreementFile, Purchase] if kind == "scenario" else [])]
    described = file_schema(FILES[kind])["$defs"]
    for model in models:
        assert set(described[model.__name__]["properties"]) == set(model.key_names())
        assert described[model.__name__]["additionalProperties"] is False


@pytest.mark.parametrize("slip", SLIPS)
def test_the_usual_slips_are_marked_as_the_loader_refuses_them(slip: str) -> None:
    bad = copy.deepcopy(dict(GOOD))
    bad.update(SLIPS[slip])
    if bad["title"] is None:
        del bad["title"]
    assert not Checker(file_schema(FILES["scenario"])).accepts(bad)
    with pytest.raises(ValueError, match="validation error"):
        FILES["scenario"].model_validate(bad)
