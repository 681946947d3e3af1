"""From a document to a model; the first thing wrong becomes one clear message."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from simulator.errors import nearest_names
from simulator.inputs.parameter import Parameter
from simulator.inputs.reader import Document

M = TypeVar("M", bound=BaseModel)


def validate(model: type[M], document: Document) -> M:
    """Return the document as a model, or raise InputError."""
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
