"""JSON Schemas of the input files, in the words that editors know."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

# What pydantic says of our numbers and unions, as JSON Schema says it. A setting such as `{value: 1, price_year:
# 2013}` also looks like numbers by category, so it is "any of" the forms and not "one of" them.
KEYWORDS = {"ge": "minimum", "gt": "exclusiveMinimum", "le": "maximum", "oneOf": "anyOf"}


def file_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of a file: it accepts what the loader's first look accepts."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_standard(model.model_json_schema())}


def _standard(node: Any) -> Any:
    if isinstance(node, list):
        return [_standard(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    new = {KEYWORDS.get(key, key): _standard(value) for key, value in node.items()}
    if new.get("type") == "number":
        new["type"] = ["number", "boolean"]  # yes and no are 1 and 0
    if "patternProperties" in new:
        new["additionalProperties"] = False
    return new
